"""Lessons of pilot companies: texts to pass on, each only in the words that the company itself has approved.

A text is never changed: another wording is another text, which needs an approval of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pan2_assess.store import campaigns, copies, exports, sealing
from pan2_assess.store.access import Access, NoAccess, new_id, open_data_key, place, reach, room
from pan2_assess.store.campaign_tables import Campaign, Copy, Invitation
from pan2_assess.store.campaign_tables import Lesson as Row
from pan2_assess.store.campaigns import Round
from pan2_assess.store.copies import Reader, invited_name, reach_copy
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.tables import Staff

MOST = 20  # texts of one copy
LONGEST = 2000  # characters of one

State = Literal["asked", "approved", "refused"]


@dataclass(frozen=True)
class Lesson:
    """A text, and what the company says to its being passed on."""

    id: str
    copy_id: str
    company: str  # as it was invited
    text: str = field(repr=False)
    named: bool  # the company wants its name to stand beside it
    by: str  # who proposed it; empty for the company itself
    at: datetime
    state: State


@dataclass(frozen=True)
class Asked:
    """The lessons of a company, for itself."""

    campaign: Round
    lessons: Sequence[Lesson]


# --- the coordinator's side ------------------------------------------------------------------------------


def propose(reader: Reader, copy_id: str, text: str) -> None:
    """Ask a company whether these words of its lesson may be passed on; Full where enough was asked."""
    with writing() as session:
        copy, key = reach_copy(session, reader.organisation_id, copy_id)
        _pilot(session, copy)
        _add(session, key, copy, text, named=False, staff_id=reader.staff_id)


def drop(reader: Reader, lesson_id: str) -> None:
    """Take a proposal back that the company has not approved."""
    with writing() as session:
        row = session.get(Row, lesson_id, with_for_update=True)
        if row is None:
            return
        reach_copy(session, reader.organisation_id, row.copy_id)
        if row.approved_at is None and row.staff_id is not None:
            session.delete(row)


def lessons_of(organisation_id: str, campaign_id: str) -> list[Lesson]:
    """List the lessons of a campaign by company, in the order of the alphabet; Sealed while nobody opens anything."""
    with reading() as session:
        campaign = campaigns.own(session, organisation_id, campaign_id)
        copies.refuse_sealed(campaign)
        query = (
            select(Copy, Invitation)
            .join(Invitation, Invitation.id == Copy.invitation_id)
            .where(Copy.campaign_id == campaign.id)
            .order_by(Invitation.place)
        )
        found: list[Lesson] = []
        name_key = open_data_key(session, campaign.id)
        for copy, asked in session.execute(query):
            found += _of(session, copy, invited_name(name_key, asked))
        return found


def approved(organisation_id: str, campaign_id: str) -> list[Lesson]:
    """List what may be passed on of a campaign."""
    return [one for one in lessons_of(organisation_id, campaign_id) if one.state == "approved"]


# --- the company's side ----------------------------------------------------------------------------------


def asked(access: Access) -> Asked | None:
    """Give the lessons of what this assessment handed in to a pilot round; None where it handed in to none."""
    with reading() as session:
        try:
            copy, campaign, invitation = _own(session, access)
        except NoAccess:
            return None
        name = invited_name(open_data_key(session, campaign.id), invitation)
        return Asked(campaigns.read(session, campaign), _of(session, copy, name))


def offer(access: Access, text: str, named: bool) -> None:
    """Let the company pass on words of its own; Full where there are enough."""
    with writing() as session:
        reach(session, access, manage=True)
        copy, _campaign, _invitation = _own(session, access)
        row = _add(session, open_data_key(session, copy.id), copy, text, named=named, staff_id=None)
        if row is not None:
            row.approved_at = row.at


def approve(access: Access, lesson_id: str, named: bool) -> None:
    """Let exactly this text be passed on, with the company's name or without."""
    with writing() as session:
        reach(session, access, manage=True)
        copy, row = _own_row(session, access, lesson_id)
        if row is None:
            return
        key = open_data_key(session, copy.id)
        row.sealed = _sealed(key, row, _text(key, row)[0], named)
        row.approved_at, row.refused_at = now(), None


def refuse(access: Access, lesson_id: str) -> None:
    """Refuse a text, or take an approval back: it stands in no report that is made from now on.

    The reports kept here are thrown away, to be made anew without it; the company's own text goes altogether.
    """
    with writing() as session:
        reach(session, access, manage=True)
        copy, row = _own_row(session, access, lesson_id)
        if row is None:
            return
        if row.approved_at is not None:
            organisation = session.get_one(Campaign, copy.campaign_id).organisation_id
            exports.forget_programmes(session, organisation)
        if row.staff_id is None:
            session.delete(row)
        else:
            row.approved_at, row.refused_at = None, now()


# --- what both share -------------------------------------------------------------------------------------


def _own(session: Session, access: Access) -> tuple[Copy, Campaign, Invitation]:
    assessment, _ = reach(session, access)
    query = (
        select(Copy, Campaign, Invitation)
        .join(Campaign, Campaign.id == Copy.campaign_id)
        .join(Invitation, Invitation.id == Copy.invitation_id)
        .where(Invitation.assessment_id == assessment.id, Campaign.purpose == "pilot")
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NoAccess
    return found.Copy, found.Campaign, found.Invitation


def _own_row(session: Session, access: Access, lesson_id: str) -> tuple[Copy, Row | None]:
    copy, _campaign, _invitation = _own(session, access)
    mine = Row.id == lesson_id, Row.copy_id == copy.id
    return copy, session.scalar(select(Row).where(*mine).with_for_update())


def _pilot(session: Session, copy: Copy) -> None:
    if session.get_one(Campaign, copy.campaign_id).purpose != "pilot":
        raise NoAccess


def _of(session: Session, copy: Copy, company: str) -> list[Lesson]:
    try:
        key = open_data_key(session, copy.id)
    except NoAccess:  # erased
        return []
    query = select(Row, Staff.name).outerjoin(Staff, Staff.id == Row.staff_id).where(Row.copy_id == copy.id)
    found = []
    for row, by in session.execute(query.order_by(Row.at, Row.id)):
        text, named = _text(key, row)
        state: State = "approved" if row.approved_at else "refused" if row.refused_at else "asked"
        found.append(Lesson(row.id, copy.id, company, text, named, by or "", row.at, state))
    return found


def _add(session: Session, key: bytes, copy: Copy, text: str, *, named: bool, staff_id: str | None) -> Row | None:
    """Write a text; one that stands there already, as when a button is pressed twice, is not written again."""
    session.execute(select(Copy.id).where(Copy.id == copy.id).with_for_update())
    rows = session.scalars(select(Row).where(Row.copy_id == copy.id, Row.refused_at.is_(None)))
    if any(_text(key, row)[0] == text for row in rows):
        return None
    room(session, Row.copy_id == copy.id, MOST)
    row = Row(id=new_id(), copy_id=copy.id, staff_id=staff_id, at=now())
    row.sealed = _sealed(key, row, text, named)
    session.add(row)
    return row


def _sealed(key: bytes, row: Row, text: str, named: bool) -> bytes:
    return sealing.seal_json(key, {"text": text, "named": named}, place(row.copy_id, "lesson", row.id))


def _text(key: bytes, row: Row) -> tuple[str, bool]:
    kept = sealing.unseal_json(key, row.sealed, place(row.copy_id, "lesson", row.id))
    return kept["text"], kept["named"]
