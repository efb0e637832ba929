"""Who is invited to a campaign, as who invites sees it: names and how far each has come, never contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from pan2_assess.core.guest_list import alphabetical
from pan2_assess.store.access import NoAccess, open_data_key
from pan2_assess.store.campaign_tables import Campaign, Copy, Invitation, Letter
from pan2_assess.store.campaigns import own
from pan2_assess.store.database import reading
from pan2_assess.store.invitations import unsealed_invitation
from pan2_assess.store.tables import Assessment, Job

PAGE = 50  # names on one page: only these are unsealed

Stage = Literal["invited", "opened", "begun", "submitted", "declined", "revoked"]
STAGES: tuple[Stage, ...] = ("invited", "opened", "begun", "submitted", "declined", "revoked")
OPEN: tuple[Stage, ...] = ("invited", "opened", "begun")  # those that may still answer

_STAGE: ColumnElement[str] = case(
    (Copy.invitation_id.is_not(None), "submitted"),
    (Invitation.revoked_at.is_not(None), "revoked"),
    (Invitation.declined_at.is_not(None), "declined"),
    (Assessment.saved_at.is_not(None), "begun"),
    (Invitation.claimed_at.is_not(None), "opened"),
    else_="invited",
)


def _beside(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join what tells how far an invitation has come; where something was handed in, no draft is looked for."""
    begun = and_(Assessment.id == Invitation.assessment_id, Copy.invitation_id.is_(None))
    return query.outerjoin(Copy, Copy.invitation_id == Invitation.id).outerjoin(Assessment, begun)


def _rows(wanted: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    chosen = select(
        Invitation.id,
        Invitation.campaign_id,
        Invitation.sealed,
        Invitation.language,
        Invitation.made_at,
        Invitation.reminded_at,
        Invitation.claimed_at,
        Invitation.revoked_at,
        _STAGE.label("stage"),
        Copy.id.label("copy_id"),
        Copy.submitted_at.label("submitted_at"),
    )
    return _beside(chosen.select_from(Invitation)).where(*wanted).order_by(Invitation.place)


# Put together once: building them anew for each page took longer than the database needs.
_COUNTED = (
    _beside(select(_STAGE, func.count()).select_from(Invitation))
    .where(Invitation.campaign_id == bindparam("campaign"))
    .group_by(_STAGE)
)
# Places are numbered through, so nobody before a page is looked at.
_ONE_PAGE = _rows([Invitation.campaign_id == bindparam("campaign"), Invitation.place > bindparam("after")]).limit(PAGE)
_LETTERS = (
    select(Letter.invitation_id, Letter.kind, Letter.sent_at, Letter.made_at, Job.state, Job.error, Job.ended_at)
    .join(Job, Job.id == Letter.job_id)
    .where(Letter.invitation_id.in_(bindparam("ids", expanding=True)))
    .order_by(Letter.made_at)
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

    by_stage: Mapping[str, int]  # each counted once, by how far it has come

    def _from(self, stage: Stage) -> int:
        return sum(self.by_stage.get(later, 0) for later in STAGES[STAGES.index(stage) : 4])

    @property
    def invited(self) -> int:
        return self._from("invited") + self.declined

    @property
    def opened(self) -> int:
        return self._from("opened")

    @property
    def begun(self) -> int:
        return self._from("begun")

    @property
    def submitted(self) -> int:
        return self._from("submitted")

    @property
    def declined(self) -> int:
        return self.by_stage.get("declined", 0)

    @property
    def revoked(self) -> int:
        return self.by_stage.get("revoked", 0)

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
    """Count how far those invited have come; those taken back stand apart."""
    with reading() as session:
        return _counts(session, own(session, organisation_id, campaign_id))


def page_of(
    organisation_id: str, campaign_id: str, number: int = 1, *, stages: Sequence[Stage] = (), search: str = ""
) -> Page:
    """Give one page of those invited: of some stages only, or whose names hold some letters."""
    return overview(organisation_id, campaign_id, number, stages=stages, search=search)[1]


def overview(
    organisation_id: str, campaign_id: str, number: int = 1, *, stages: Sequence[Stage] = (), search: str = ""
) -> tuple[Counts, Page]:
    """Give the counts and one page, as they are at one moment."""
    with reading() as session:
        campaign = own(session, organisation_id, campaign_id)
        counted = _counts(session, campaign)
        key = open_data_key(session, campaign.id)
        wanted = _wanted(campaign, stages)
        if search:
            return counted, _searched(session, key, wanted, search, number)
        total = sum(counted.by_stage.get(stage, 0) for stage in stages or STAGES)
        pages = max(1, -(-total // PAGE))
        number = min(max(1, number), pages)
        before = (number - 1) * PAGE
        if stages:
            rows = session.execute(_rows(wanted).limit(PAGE).offset(before)).all()
        else:
            rows = session.execute(_ONE_PAGE, {"campaign": campaign.id, "after": before}).all()
        return counted, Page(_read(session, key, rows), number, pages, total)


def _counts(session: Session, campaign: Campaign) -> Counts:
    return Counts(dict(session.execute(_COUNTED, {"campaign": campaign.id}).all()))


def _wanted(campaign: Campaign, stages: Sequence[Stage]) -> list[ColumnElement[bool]]:
    of_it: list[ColumnElement[bool]] = [Invitation.campaign_id == campaign.id]
    return [*of_it, _STAGE.in_(stages)] if stages else of_it


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
        rows = session.execute(_rows(_wanted(campaign, stages))).all()
        return [_invited(open_data_key(session, campaign.id), row) for row in rows] if rows else []


def _read(session: Session, key: bytes, rows: Sequence[Any]) -> tuple[Invited, ...]:
    letters = _letters(session, [row.id for row in rows])
    return tuple(_invited(key, row, letters.get(row.id)) for row in rows)


def _invited(key: bytes, row: Any, mailed: Mailed | None = None) -> Invited:
    known = unsealed_invitation(key, row)
    return Invited(
        id=row.id,
        name=known["name"],
        contact=known["contact"],
        mail=known["mail"],
        language=row.language,
        stage=row.stage,
        made_at=row.made_at,
        reminded_at=row.reminded_at,
        submitted_at=row.submitted_at,
        copy_id=row.copy_id,
        token=None if row.claimed_at or row.revoked_at else known.get("token"),
        mailed=mailed,
    )


def _searched(session: Session, key: bytes, wanted: Sequence[ColumnElement[bool]], search: str, number: int) -> Page:
    """Look through the names: they are sealed, so each is opened, and only those found are read whole."""
    letters = alphabetical(search)[0].strip()
    found = []
    for row in session.execute(_rows(wanted)):
        known = unsealed_invitation(key, row)
        if letters and letters in alphabetical(known["name"])[0]:
            found.append(row)
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(1, number), pages)
    return Page(_read(session, key, found[(number - 1) * PAGE : number * PAGE]), number, pages, len(found))


def _letters(session: Session, ids: Sequence[str]) -> dict[str, Mailed]:
    """Find the latest letter to each of these."""
    if not ids:
        return {}
    return {letter.invitation_id: _mailed(letter) for letter in session.execute(_LETTERS, {"ids": list(ids)})}


def _mailed(letter: Any) -> Mailed:
    """Tell what became of a letter."""
    if letter.sent_at:
        return Mailed(letter.kind, "sent", "", letter.sent_at)
    if letter.state == "failed":
        return Mailed(letter.kind, "failed", letter.error, letter.ended_at or letter.made_at)
    return Mailed(letter.kind, "dropped" if letter.state == "done" else "waiting", letter.error, letter.made_at)
