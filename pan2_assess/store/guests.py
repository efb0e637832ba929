"""Who is invited to a campaign, as who invites sees it: names and how far each has come, never contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from pan2_assess.core.guest_list import alphabetical
from pan2_assess.store.access import NoAccess, open_data_key
from pan2_assess.store.campaign_tables import Copy, Invitation, Letter
from pan2_assess.store.campaigns import own
from pan2_assess.store.database import reading
from pan2_assess.store.invitations import unsealed_invitation
from pan2_assess.store.tables import Assessment, Job

PAGE = 50  # names on one page: only these are unsealed

Stage = Literal["invited", "opened", "begun", "submitted", "declined", "revoked"]
STAGES: tuple[Stage, ...] = ("invited", "opened", "begun", "submitted", "declined", "revoked")
OPEN: tuple[Stage, ...] = ("invited", "opened", "begun")  # those that may still answer

_STAGE: ColumnElement[str] = case(
    (Copy.id.is_not(None), "submitted"),
    (Invitation.revoked_at.is_not(None), "revoked"),
    (Invitation.declined_at.is_not(None), "declined"),
    (Assessment.saved_at.is_not(None), "begun"),
    (Invitation.claimed_at.is_not(None), "opened"),
    else_="invited",
)


@dataclass(frozen=True)
class Mailed:
    """The latest letter to somebody."""

    kind: Literal["invite", "remind"]
    state: Literal["waiting", "sent", "failed", "dropped"]  # dropped: not needed any more when its turn came
    error: str  # as `store.letters` names it
    at: datetime


@dataclass(frozen=True)
class Invited:
    """One organisation invited."""

    id: str
    name: str
    contact: str
    mail: str
    language: str
    stage: Stage
    made_at: datetime
    reminded_at: datetime | None
    submitted_at: datetime | None
    copy_id: str | None
    token: str | None = field(repr=False)  # while nobody has claimed it
    mailed: Mailed | None = None


@dataclass(frozen=True)
class Counts:
    """How many have come how far: each counted also among those it went by."""

    invited: int
    opened: int
    begun: int
    submitted: int
    declined: int
    revoked: int

    @property
    def waiting(self) -> int:
        """How many may still answer."""
        return self.invited - self.submitted - self.declined


@dataclass(frozen=True)
class Page:
    """Some of those invited, in the order of the alphabet."""

    guests: tuple[Invited, ...]
    number: int  # of this page, from 1
    of: int  # pages
    found: int  # invitations on all of them


def counts(organisation_id: str, campaign_id: str) -> Counts:
    """Count how far those invited have come, in one query; those taken back stand apart."""
    with reading() as session:
        campaign = own(session, organisation_id, campaign_id)
        by_stage = select(_STAGE, func.count(Invitation.id)).select_from(Invitation)
        found = _beside(by_stage).where(Invitation.campaign_id == campaign.id).group_by(_STAGE)
        number: dict[str, int] = dict(session.execute(found).all())
    ahead = {stage: sum(number.get(later, 0) for later in STAGES[at:4]) for at, stage in enumerate(STAGES[:4])}
    declined = number.get("declined", 0)
    return Counts(
        invited=ahead["invited"] + declined,
        opened=ahead["opened"],
        begun=ahead["begun"],
        submitted=ahead["submitted"],
        declined=declined,
        revoked=number.get("revoked", 0),
    )


def page_of(
    organisation_id: str, campaign_id: str, number: int = 1, *, stages: Sequence[Stage] = (), search: str = ""
) -> Page:
    """Give one page of those invited: of some stages only, or whose names hold some letters."""
    with reading() as session:
        campaign = own(session, organisation_id, campaign_id)
        key = open_data_key(session, campaign.id)
        wanted: list[ColumnElement[bool]] = [Invitation.campaign_id == campaign.id]
        if stages:
            wanted.append(_STAGE.in_(stages))
        if search:
            return _searched(session, key, wanted, search, number)
        total = session.scalar(_beside(select(func.count(Invitation.id)).select_from(Invitation)).where(*wanted)) or 0
        pages = max(1, -(-total // PAGE))
        number = min(max(1, number), pages)
        rows = session.execute(_rows(wanted).limit(PAGE).offset((number - 1) * PAGE)).all()
        return Page(_read(session, key, rows), number, pages, total)


def guest(organisation_id: str, campaign_id: str, invitation_id: str) -> Invited | None:
    """Give one organisation invited; None for one of another campaign."""
    with reading() as session:
        try:
            campaign = own(session, organisation_id, campaign_id)
        except NoAccess:
            return None
        wanted = [Invitation.campaign_id == campaign.id, Invitation.id == invitation_id]
        found = _read(session, open_data_key(session, campaign.id), session.execute(_rows(wanted)).all())
        return found[0] if found else None


def everybody(organisation_id: str, campaign_id: str, stages: Sequence[Stage] = ()) -> list[Invited]:
    """List all that are invited, for a file or for mails."""
    with reading() as session:
        campaign = own(session, organisation_id, campaign_id)
        wanted: list[ColumnElement[bool]] = [Invitation.campaign_id == campaign.id]
        if stages:
            wanted.append(_STAGE.in_(stages))
        rows = session.execute(_rows(wanted)).all()
        return [_invited(open_data_key(session, campaign.id), row) for row in rows] if rows else []


def _beside(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join what tells how far an invitation has come."""
    return query.outerjoin(Copy, Copy.invitation_id == Invitation.id).outerjoin(
        Assessment, Assessment.id == Invitation.assessment_id
    )


def _rows(wanted: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    chosen = select(
        Invitation, _STAGE.label("stage"), Copy.id.label("copy_id"), Copy.submitted_at.label("submitted_at")
    )
    return _beside(chosen.select_from(Invitation)).where(*wanted).order_by(Invitation.place)


def _read(session: Session, key: bytes, rows: Sequence[Any]) -> tuple[Invited, ...]:
    letters = _letters(session, [row.Invitation.id for row in rows])
    return tuple(_invited(key, row, letters.get(row.Invitation.id)) for row in rows)


def _invited(key: bytes, row: Any, mailed: Mailed | None = None) -> Invited:
    asked = row.Invitation
    known = unsealed_invitation(key, asked)
    return Invited(
        id=asked.id,
        name=known["name"],
        contact=known["contact"],
        mail=known["mail"],
        language=asked.language,
        stage=row.stage,
        made_at=asked.made_at,
        reminded_at=asked.reminded_at,
        submitted_at=row.submitted_at,
        copy_id=row.copy_id,
        token=None if asked.claimed_at or asked.revoked_at else known.get("token"),
        mailed=mailed,
    )


def _searched(session: Session, key: bytes, wanted: Sequence[ColumnElement[bool]], search: str, number: int) -> Page:
    """Look through the names: they are sealed, so each is opened, and only those found are read whole."""
    letters = alphabetical(search)[0].strip()
    found = []
    for row in session.execute(_rows(wanted)):
        known = unsealed_invitation(key, row.Invitation)
        if letters and letters in alphabetical(known["name"])[0]:
            found.append(row)
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(1, number), pages)
    return Page(_read(session, key, found[(number - 1) * PAGE : number * PAGE]), number, pages, len(found))


def _letters(session: Session, ids: Sequence[str]) -> dict[str, Mailed]:
    """Find the latest letter to each of these."""
    if not ids:
        return {}
    query = select(Letter, Job).join(Job, Job.id == Letter.job_id).where(Letter.invitation_id.in_(ids))
    return {
        letter.invitation_id: mailed(letter, job) for letter, job in session.execute(query.order_by(Letter.made_at))
    }


def mailed(letter: Letter, job: Job) -> Mailed:
    """Tell what became of a letter."""
    kind: Any = letter.kind
    if letter.sent_at:
        return Mailed(kind, "sent", "", letter.sent_at)
    if job.state == "failed":
        return Mailed(kind, "failed", job.error, job.ended_at or letter.made_at)
    return Mailed(kind, "dropped" if job.state == "done" else "waiting", job.error, letter.made_at)
