"""Copies: what was handed in to a campaign, for those who asked; opened in one place, by the server's clock.

A copy has a data key of its own: whoever handed in may erase theirs, and the receiver's stays, as they were told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from pan2_assess.store import campaigns, sealing
from pan2_assess.store.access import NoAccess, new_id, open_data_key, open_data_keys, place
from pan2_assess.store.campaign_tables import (
    Campaign,
    Conclusion,
    Copy,
    CopyRead,
    Export,
    ExportFile,
    Finding,
    Invitation,
    Lesson,
    Remark,
)
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.invitations import unsealed_invitation
from pan2_assess.store.tables import DataKey, Job, Staff

How = Literal["page", "file", "workbook"]
MONTH = timedelta(days=30.4375)
AT_A_TIME = 200  # copies in one query
SOON = timedelta(hours=1)  # who looks at a whole again so soon is not noted at every copy of it again


class Sealed(Exception):
    """Say that nobody opens a copy of this campaign before its deadline."""


@dataclass(frozen=True)
class Reader:
    """Who reads: a person of staff, for an organisation they belong to."""

    organisation_id: str
    staff_id: str


@dataclass(frozen=True)
class Content:
    """What was handed in."""

    id: str
    campaign_id: str
    invitation_id: str
    name: str  # the organisation's, as it named itself
    submitted_at: datetime
    sheet: dict[str, Any] = field(repr=False)  # as an answers file, without what stays home
    withheld: dict[str, Any] = field(repr=False)  # pilot rounds: what an answer that stays home counts for, by question
    result: dict[str, Any] | None = field(repr=False)  # pilot rounds: the frozen evaluation; never in procurement
    language: str


@dataclass(frozen=True)
class Listed:
    """A copy in a list: that it is there, and nothing of what is in it."""

    id: str
    invitation_id: str
    name: str  # as it was invited
    submitted_at: datetime


@dataclass(frozen=True)
class Read:
    """Somebody opened a copy."""

    name: str
    how: str  # as How names it
    at: datetime


def open_copy(reader: Reader, copy_id: str, how: How) -> Content:
    """Open a copy and note who did: the only way to what is in one, for pages, files and jobs alike.

    NoAccess where there is none for this organisation; Sealed before the deadline of a sealed campaign.
    """
    with writing() as session:
        copy, campaign = _reachable(session, reader.organisation_id, copy_id)
        campaigns.note_end(campaign)
        session.add(CopyRead(id=new_id(), copy_id=copy.id, staff_id=reader.staff_id, how=how, at=now()))
        return content(open_data_key(session, copy.id), copy)


def open_copies(reader: Reader, campaign_id: str, how: How) -> list[tuple[Listed, Content]]:
    """Open all copies of a campaign, in the order of the invited names, and note who did; as `open_copy` does."""
    listed = copies_of(reader.organisation_id, campaign_id)
    note_reads(reader, campaign_id, [one.id for one in listed], how)
    found = []
    with reading() as session:  # to unseal many takes a while: nobody else waits for it
        for first in range(0, len(listed), AT_A_TIME):
            some = listed[first : first + AT_A_TIME]
            names = [one.id for one in some]
            keys = open_data_keys(session, names)
            kept = {copy.id: copy for copy in session.scalars(select(Copy).where(Copy.id.in_(names)))}
            # One that is erased in between has no key any more.
            found += [(one, content(keys[one.id], kept[one.id])) for one in some if one.id in keys and one.id in kept]
    return found


def note_reads(reader: Reader, campaign_id: str, copy_ids: Collection[str], how: How) -> None:
    """Note that somebody opened many copies of a campaign at once; of each, in this way, once an hour."""
    with writing() as session:
        campaign = campaigns.own(session, reader.organisation_id, campaign_id, lock=True)
        refuse_sealed(campaign)
        campaigns.note_end(campaign)
        in_it = set(session.scalars(select(Copy.id).where(Copy.campaign_id == campaign.id)))
        same = CopyRead.staff_id == reader.staff_id, CopyRead.how == how, CopyRead.at > now() - SOON
        noted = set(session.scalars(select(CopyRead.copy_id).join(Copy).where(Copy.campaign_id == campaign.id, *same)))
        session.add_all(
            CopyRead(id=new_id(), copy_id=copy_id, staff_id=reader.staff_id, how=how, at=now())
            for copy_id in dict.fromkeys(copy_ids)
            if copy_id in in_it - noted
        )


def copies_of(organisation_id: str, campaign_id: str) -> list[Listed]:
    """List the copies of a campaign in the order of the invited names; Sealed while nobody may open them."""
    with reading() as session:
        campaign = campaigns.own(session, organisation_id, campaign_id)
        refuse_sealed(campaign)
        key = open_data_key(session, campaign.id)
        query = (
            select(Copy, Invitation)
            .join(Invitation, Invitation.id == Copy.invitation_id)
            .where(Copy.campaign_id == campaign.id)
            .order_by(Invitation.place)
        )
        return [
            Listed(copy.id, asked.id, invited_name(key, asked), copy.submitted_at)
            for copy, asked in session.execute(query)
        ]


# --- what the other modules of the store share -----------------------------------------------------------


def reach_copy(session: Session, organisation_id: str, copy_id: str) -> tuple[Copy, bytes]:
    """Find a copy that this organisation may open now, and its key, within a transaction; nothing is noted."""
    copy, _campaign = _reachable(session, organisation_id, copy_id)
    return copy, open_data_key(session, copy.id)


def content(key: bytes, copy: Copy) -> Content:
    kept: dict[str, Any] = sealing.unseal_json(key, copy.sealed, place(copy.id, "copy"))
    return Content(
        id=copy.id,
        campaign_id=copy.campaign_id,
        invitation_id=copy.invitation_id,
        name=kept["sheet"]["organisation"],
        submitted_at=copy.submitted_at,
        sheet=kept["sheet"],
        withheld=kept["withheld"],
        result=kept["result"],
        language=kept["language"],
    )


def kept_until(end: datetime, months: int) -> datetime:
    """Give the moment until which a copy is kept: so many months of average length after the end."""
    return end + months * MONTH


def put_copy(
    session: Session,
    copy_id: str,
    key: bytes,
    asked: Invitation,
    campaign: Campaign,
    kept: dict[str, Any],
    at: datetime | None = None,
) -> None:
    """Write a copy under a key made ahead, within the transaction that submits; `kept` as `content` reads it."""
    moment = at or now()
    session.add(
        Copy(
            id=copy_id,
            campaign_id=campaign.id,
            invitation_id=asked.id,
            sealed=sealing.seal_json(key, kept, place(copy_id, "copy")),
            submitted_at=moment,
            keep_until=kept_until(max(moment, campaign.deadline), campaign.keep_months),
        )
    )


def refuse_sealed(campaign: Campaign) -> None:
    """Raise Sealed while nobody on the receiver's side may open anything of this campaign."""
    if campaign.is_sealed and not campaigns.is_over(campaign):
        raise Sealed


def invited_name(key: bytes, asked: Invitation) -> str:
    """Name an organisation as it was invited; `key` is the campaign's."""
    name: str = unsealed_invitation(key, asked)["name"]
    return name


def reads_of(session: Session, copy_id: str) -> list[Read]:
    """List who opened a copy, latest first."""
    found = session.execute(
        select(Staff.name, CopyRead.how, CopyRead.at)
        .join(Staff, Staff.id == CopyRead.staff_id)
        .where(CopyRead.copy_id == copy_id)
        .order_by(CopyRead.at.desc())
    )
    return [Read(name, how, at) for name, how, at in found]


def forget_copies() -> int:
    """Erase the copies whose time is over, keys first; tell how many."""
    with reading() as session:
        over = list(session.scalars(select(Copy.id).where(Copy.keep_until < now())))
    if not over:
        return 0
    with writing() as session:
        session.execute(delete(DataKey).where(DataKey.assessment_id.in_(over)))
    with writing() as session:
        theirs = select(Export.id).where(Export.campaign_id.in_(select(Copy.campaign_id).where(Copy.id.in_(over))))
        of_all = and_(ExportFile.copy_id.is_(None), ExportFile.export_id.in_(theirs))  # they are in it too
        files = select(ExportFile.job_id).where(or_(ExportFile.copy_id.in_(over), of_all))
        jobs = list(session.scalars(files))
        session.execute(delete(ExportFile).where(ExportFile.job_id.in_(jobs)))
        for table in (CopyRead, Finding, Remark, Conclusion, Lesson):
            session.execute(delete(table).where(table.copy_id.in_(over)))
        session.execute(delete(Job).where(Job.id.in_(jobs)))
        session.execute(delete(Export).where(Export.id.not_in(select(ExportFile.export_id))))
        session.execute(delete(Copy).where(Copy.id.in_(over)))
    return len(over)


def _reachable(session: Session, organisation_id: str, copy_id: str) -> tuple[Copy, Campaign]:
    query = (
        select(Copy, Campaign)
        .join(Campaign, Campaign.id == Copy.campaign_id)
        .where(Copy.id == copy_id, Campaign.organisation_id == organisation_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NoAccess
    refuse_sealed(found.Campaign)
    return found.Copy, found.Campaign
