"""Invitations as those invited meet them: what they say, claimed once, declined, and answered by handing in.

Whoever holds a token is told what it opens, or why it opens nothing; looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from pan2_assess.store import campaigns, sealing
from pan2_assess.store.access import Access, data_key_of, hash_of, open_data_key, place, reach
from pan2_assess.store.assessments import Begun, add_assessment, change_head, make_data_key, put_answers
from pan2_assess.store.campaign_tables import Campaign, Copy, Finding, Invitation, Remark
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.store.copies import Read, put_copy, reads_of
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.invitations import sealed_invitation, unsealed_invitation
from pan2_assess.store.staff import Role
from pan2_assess.store.tables import Assessment, Membership, Staff

Members = Mapping[Role, int]  # of the organisation, by what they may do


class Over(Exception):
    """Say that the deadline has passed, or that the campaign was closed: nothing is taken any more."""

    def __init__(self, campaign_id: str) -> None:
        super().__init__(campaign_id)
        self.campaign_id = campaign_id


@dataclass(frozen=True)
class Offer:
    """An invitation as who holds its link sees it."""

    invitation_id: str
    campaign: Round
    members: Members
    name: str  # of the organisation invited
    language: str
    state: Literal["early", "open", "claimed", "revoked", "over"]
    claimed_at: datetime | None
    declined_at: datetime | None


@dataclass(frozen=True)
class Received:
    """What was handed in, as who handed it in may know of it."""

    id: str
    keep_until: datetime
    reads: list[Read]  # latest first
    to_explain: int  # answers that a reviewer asks about, and nothing was written to since


@dataclass(frozen=True)
class Bound:
    """For what campaign an assessment answers, and how far that has come."""

    campaign: Round
    members: Members
    state: Literal["open", "over", "revoked", "detached"]  # detached: the invitation was renewed and begins anew
    declined_at: datetime | None
    handed_in_at: datetime | None
    copy: Received | None  # None too once the receiver's time to keep it was over

    @property
    def may_hand_in(self) -> bool:
        return self.state == "open" and self.handed_in_at is None


@dataclass(frozen=True)
class HandOver:
    """What is to be handed in, under a key made ahead."""

    copy_id: str
    key: bytes = field(repr=False)
    kept: dict[str, Any] = field(repr=False)  # as `store.copies.content` reads it
    answers: Mapping[str, Mapping[str, Any]] = field(repr=False)  # own answers for which something was chosen


def offer(token: str) -> Offer | None:
    """Give what an invitation says and whether it opens something; None where there is none of this token."""
    with reading() as session:
        found = session.execute(_of(Invitation.hash == hash_of(token))).one_or_none()
        if found is None:
            return None
        asked, campaign = found.Invitation, found.Campaign
        known = unsealed_invitation(open_data_key(session, campaign.id), asked)
        return Offer(
            invitation_id=asked.id,
            campaign=campaigns.read(session, campaign),
            members=_members(session, campaign.organisation_id),
            name=known["name"],
            language=asked.language,
            state=_state(campaign, asked),
            claimed_at=asked.claimed_at,
            declined_at=asked.declined_at,
        )


def claim(token: str, on: date) -> Begun | None:
    """Turn an invitation into an assessment, once; None where it is open no more. Who had declined takes part again."""
    with reading() as session:
        found = session.execute(_of(Invitation.hash == hash_of(token))).one_or_none()
        if found is None or _state(found.Campaign, found.Invitation) not in ("open", "over"):
            return None
        key = open_data_key(session, found.Campaign.id)
    own_id, own_key = make_data_key()
    with writing() as session:
        locked = _locked(session, Invitation.hash == hash_of(token))
        if locked is None:
            return None
        asked, campaign = locked
        campaigns.note_end(campaign)
        if _state(campaign, asked) != "open":
            return None
        name = unsealed_invitation(key, asked)["name"]
        begun = add_assessment(session, own_id, own_key, campaign.digest, name, on, campaign=campaign.id)
        asked.claimed_at, asked.declined_at, asked.assessment_id = now(), None, own_id
        asked.sealed = sealed_invitation(key, asked, token=None)  # its link is of no use any more
        return begun


def decline(token: str) -> bool:
    """Note that an organisation does not take part; it may think again until the deadline. False where it cannot."""
    with writing() as session:
        locked = _locked(session, Invitation.hash == hash_of(token))
        if locked is None or _state(locked[1], locked[0]) not in ("early", "open"):
            return False
        locked[0].declined_at = locked[0].declined_at or now()
        return True


def decline_own(access: Access, *, back: bool = False) -> None:
    """Decline after the claim, or take that back; NotNow once something was handed in, or nothing is taken any more."""
    with writing() as session:
        row, _ = reach(session, access, manage=True)
        locked = _locked(session, Invitation.assessment_id == row.id)
        if locked is None:
            raise NotNow
        asked, campaign = locked
        if _bound_state(campaign, asked) != "open" or _copy(session, asked) is not None:
            raise NotNow
        asked.declined_at = None if back else asked.declined_at or now()


def campaign_of(access: Access) -> Bound | None:
    """Give the campaign that an assessment answers for; None where it was begun without one."""
    with reading() as session:
        row, _ = reach(session, access)
        head = sealing.unseal_json(open_data_key(session, row.id), row.sealed_head, place(row.id, "head"))
        campaign = session.get(Campaign, head["campaign"]) if head.get("campaign") else None
        if campaign is None:
            return None
        asked = session.scalar(select(Invitation).where(Invitation.assessment_id == row.id))
        copy = _copy(session, asked) if asked is not None else None
        return Bound(
            campaign=campaigns.read(session, campaign),
            members=_members(session, campaign.organisation_id),
            state=_bound_state(campaign, asked),
            declined_at=asked.declined_at if asked is not None else None,
            handed_in_at=datetime.fromisoformat(head["handed_in"]) if head.get("handed_in") else None,
            copy=_received(session, copy) if copy is not None else None,
        )


def _received(session: Session, copy: Copy) -> Received:
    explained = exists().where(
        Remark.copy_id == Finding.copy_id,
        Remark.question == Finding.question,
        Remark.staff_id.is_(None),
        Remark.at > Finding.at,
    )
    asked = select(func.count()).where(Finding.copy_id == copy.id, Finding.verdict == "explain", ~explained)
    return Received(copy.id, copy.keep_until, reads_of(session, copy.id), session.scalar(asked) or 0)


def hand_in_result(access: Access, handing: HandOver) -> None:
    """Hand in what was submitted for oneself before; Over once it is late, NotNow while it is a draft."""
    data_key = data_key_of(access)
    with noted_end(), writing() as session:
        row, _ = reach(session, access, manage=True)
        if row.state != "submitted":
            raise NotNow
        put_hand_over(session, data_key, row, access.key_id, handing)


# --- what the other modules of the store share -----------------------------------------------------------


def prepared(kept: dict[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> HandOver:
    """Make the key of a copy ahead; of a copy that then is not written, it opens nothing."""
    copy_id, key = make_data_key()
    return HandOver(copy_id, key, kept, answers)


def put_hand_over(session: Session, data_key: bytes, row: Assessment, key_id: str, handing: HandOver) -> None:
    """Write the receiver's copy within the transaction that holds the assessment, once.

    Over where the server's clock says that it is late, NotNow where the invitation was revoked or renewed.
    """
    locked = _locked(session, Invitation.assessment_id == row.id)
    if locked is None or locked[0].revoked_at:
        raise NotNow
    asked, campaign = locked
    if _copy(session, asked) is not None:
        return
    moment = now()  # before it is looked whether that is late
    if campaign.closed_at or campaigns.is_over(campaign):
        raise Over(campaign.id)
    put_copy(session, handing.copy_id, handing.key, asked, campaign, handing.kept, at=moment)
    put_answers(session, data_key, row.id, key_id, handing.answers)
    change_head(data_key, row, {"handed_in": moment})
    asked.declined_at = None


@contextmanager
def noted_end() -> Iterator[None]:
    """Note that a deadline was seen to be over, though what came late is rolled back."""
    try:
        yield
    except Over as late:
        with writing() as session:
            campaigns.note_end(session.get_one(Campaign, late.campaign_id, with_for_update=True))
        raise


def _of(these: ColumnElement[bool]) -> Any:
    return select(Invitation, Campaign).join(Campaign, Campaign.id == Invitation.campaign_id).where(these)


def _locked(session: Session, these: ColumnElement[bool]) -> tuple[Invitation, Campaign] | None:
    """Lock the campaign and then the invitation, as its organisation does, and read both as they are by then."""
    campaign_id = session.scalar(select(Invitation.campaign_id).where(these))
    if campaign_id is None:
        return None
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
    asked = session.scalar(select(Invitation).where(these).with_for_update())
    return (asked, campaign) if asked is not None else None


def _state(campaign: Campaign, asked: Invitation) -> Literal["early", "open", "claimed", "revoked", "over"]:
    if asked.revoked_at:
        return "revoked"
    if asked.claimed_at:
        return "claimed"
    if campaign.closed_at or (campaign.opened_at and campaigns.is_over(campaign)):
        return "over"
    return "open" if campaign.opened_at else "early"


def _bound_state(campaign: Campaign, asked: Invitation | None) -> Literal["open", "over", "revoked", "detached"]:
    if asked is None:
        return "detached"
    if asked.revoked_at:
        return "revoked"
    return "over" if campaign.closed_at or campaigns.is_over(campaign) else "open"


def _copy(session: Session, asked: Invitation) -> Copy | None:
    return session.scalar(select(Copy).where(Copy.invitation_id == asked.id))


def _members(session: Session, organisation_id: str) -> Members:
    """Count who belongs to an organisation, by what they may do there."""
    query = (
        select(Membership.role, func.count())
        .join(Staff, Staff.id == Membership.staff_id)
        .where(Membership.organisation_id == organisation_id, Staff.disabled_at.is_(None))
        .group_by(Membership.role)
    )
    return {cast("Role", role): number for role, number in session.execute(query)}
