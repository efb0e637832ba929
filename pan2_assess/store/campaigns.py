"""Campaigns: what an organisation asks of many until a date, and in which state that is.

Every query starts from the organisation somebody of staff belongs to; a campaign of another one does not exist.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pan2_assess.core.deadlines import has_come
from pan2_assess.store import sealing
from pan2_assess.store.access import NoAccess, open_data_key, place
from pan2_assess.store.assessments import make_data_key
from pan2_assess.store.campaign_tables import Campaign
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.editions import Compiled, keep_in
from pan2_assess.store.tables import Edition, Organisation

Purpose = Literal["dialogue", "contract", "pilot"]
State = Literal["made", "open", "ended", "closed"]  # ended: the deadline is over; closed: by who made it, early or late
PURPOSES: tuple[Purpose, ...] = ("dialogue", "contract", "pilot")


class NotNow(Exception):
    """Say that this cannot be done in the state the campaign is in."""


class Earlier(Exception):
    """Say that a deadline people were told is moved later, never earlier."""


@dataclass(frozen=True)
class Head:
    """What a campaign says of itself, in the words of who made it."""

    title: str
    what_for: str  # why these organisations are asked
    basis: str  # on which legal basis, in plain words
    seen_by: str  # who will see what is handed in, beside the members of the organisation
    contact: str  # whom to ask
    subject: str = ""  # procurement: how the questions are linked to the subject-matter of the contract
    proportion: str = ""  # procurement: why not less would do
    clause: str = ""  # a contract: the clause that announced it


@dataclass(frozen=True)
class Round:
    """A campaign as its organisation sees it."""

    id: str
    organisation_id: str
    organisation: str
    digest: str
    questionnaire: str
    version: str
    draft: bool  # the edition is not published
    purpose: Purpose
    languages: tuple[str, ...]
    deadline: datetime  # in UTC
    zone: str
    is_sealed: bool
    keep_months: int
    head: Head
    before_id: str | None
    made_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    state: State
    is_shut: bool  # sealed, and its deadline is not over: nobody opens a copy

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is taken any more."""
        return self.state in ("ended", "closed")


@dataclass(frozen=True)
class Terms:
    """The settings of a campaign."""

    purpose: Purpose
    languages: tuple[str, ...]
    deadline: datetime
    zone: str
    is_sealed: bool
    keep_months: int
    head: Head = field(repr=False)
    before_id: str | None = None


def make(organisation_id: str, staff_id: str, edition: Compiled, terms: Terms) -> str:
    """Make a campaign that is not open yet; give its id."""
    campaign_id, data_key = make_data_key()
    with writing() as session:
        if terms.before_id:
            own(session, organisation_id, terms.before_id)
        keep_in(session, edition)
        session.add(
            Campaign(
                id=campaign_id,
                organisation_id=organisation_id,
                digest=edition.digest,
                purpose=terms.purpose,
                languages=" ".join(terms.languages),
                deadline=terms.deadline,
                zone=terms.zone,
                is_sealed=terms.is_sealed,
                keep_months=terms.keep_months,
                sealed_head=_sealed(data_key, campaign_id, terms.head),
                before_id=terms.before_id,
                made_by=staff_id,
                made_at=now(),
            )
        )
    return campaign_id


def campaign(organisation_id: str, campaign_id: str) -> Round | None:
    """Give a campaign of this organisation; None for every other."""
    with reading() as session:
        try:
            return read(session, own(session, organisation_id, campaign_id))
        except NoAccess:
            return None


def campaigns_of(organisation_id: str) -> list[Round]:
    """List the campaigns of an organisation, latest made first."""
    with reading() as session:
        made = select(Campaign).where(Campaign.organisation_id == organisation_id).order_by(Campaign.made_at.desc())
        return [read(session, row) for row in session.scalars(made)]


def change(organisation_id: str, campaign_id: str, edition: Compiled, terms: Terms) -> None:
    """Change a campaign that nobody was shown yet; NotNow once it is open, NoAccess without its round before."""
    with writing() as session:
        row = own(session, organisation_id, campaign_id, lock=True)
        if row.opened_at or row.closed_at:
            raise NotNow
        if terms.before_id:
            own(session, organisation_id, terms.before_id)
        keep_in(session, edition)
        row.digest, row.purpose, row.languages = edition.digest, terms.purpose, " ".join(terms.languages)
        row.deadline, row.zone, row.is_sealed = terms.deadline, terms.zone, terms.is_sealed
        row.keep_months, row.before_id = terms.keep_months, terms.before_id
        row.sealed_head = _sealed(open_data_key(session, row.id), row.id, terms.head)


def open_campaign(organisation_id: str, campaign_id: str) -> None:
    """Let invitations open something; NotNow where its deadline is over already, or it is closed."""
    with writing() as session:
        row = own(session, organisation_id, campaign_id, lock=True)
        if row.closed_at or is_over(row):
            raise NotNow
        row.opened_at = row.opened_at or now()


def move_deadline(organisation_id: str, campaign_id: str, deadline: datetime, zone: str) -> None:
    """Give more time in a campaign that runs; NotNow once it is over, Earlier where it would be less."""
    with writing() as session:
        row = own(session, organisation_id, campaign_id, lock=True)
        note_end(row)
        if row.closed_at or row.ended_at or row.opened_at is None:
            raise NotNow
        if deadline < row.deadline:
            raise Earlier
        row.deadline, row.zone = deadline, zone  # copies are kept for as long as those who handed in were told


def close(organisation_id: str, campaign_id: str) -> None:
    """Take nothing any more, for good; what is sealed stays so until the deadline it was promised for."""
    with writing() as session:
        row = own(session, organisation_id, campaign_id, lock=True)
        note_end(row)
        row.closed_at = row.closed_at or now()


def note_ends() -> int:
    """Note of every campaign whose deadline is over that it is; tell of how many. By the minute: see `note_end`."""
    over = Campaign.opened_at.is_not(None), Campaign.ended_at.is_(None), Campaign.deadline <= now()
    with reading() as session:
        ids = list(session.scalars(select(Campaign.id).where(*over)))
    for campaign_id in ids:
        with writing() as session:
            note_end(session.get_one(Campaign, campaign_id, with_for_update=True))
    return len(ids)


# --- what the other modules of the store share -----------------------------------------------------------


def own(session: Session, organisation_id: str, campaign_id: str, *, lock: bool = False) -> Campaign:
    """Find a campaign of an organisation; NoAccess for every other."""
    mine = Campaign.id == campaign_id, Campaign.organisation_id == organisation_id
    query = select(Campaign).where(*mine)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NoAccess
    return row


def read(session: Session, row: Campaign) -> Round:
    """Read a campaign with what it says of itself."""
    key = open_data_key(session, row.id)
    edition = session.get_one(Edition, row.digest)
    head: dict[str, Any] = sealing.unseal_json(key, row.sealed_head, place(row.id, "head"))
    return Round(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation=session.get_one(Organisation, row.organisation_id).name,
        digest=row.digest,
        questionnaire=edition.questionnaire,
        version=edition.version,
        draft=edition.draft,
        purpose=row.purpose,  # type: ignore[arg-type]  # the table checks it
        languages=tuple(row.languages.split()),
        deadline=row.deadline,
        zone=row.zone,
        is_sealed=row.is_sealed,
        keep_months=row.keep_months,
        head=Head(**head),
        before_id=row.before_id,
        made_at=row.made_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        state=state_of(row),
        is_shut=row.is_sealed and not is_over(row),
    )


def state_of(row: Campaign) -> State:
    if row.closed_at is not None:
        return "closed"
    if row.opened_at is None:
        return "made"
    return "ended" if is_over(row) else "open"


def is_over(row: Campaign) -> bool:
    """Tell by the server's clock whether the deadline is over."""
    return has_come(row.deadline, now(), row.ended_at)


def note_end(row: Campaign) -> None:
    """Note, within the transaction that holds the row, that the deadline was seen to be over: a clock set back
    afterwards neither takes what is late nor seals what was open."""
    if row.opened_at is not None and row.ended_at is None and is_over(row):
        row.ended_at = now()


def _sealed(data_key: bytes, campaign_id: str, head: Head) -> bytes:
    return sealing.seal_json(data_key, asdict(head), place(campaign_id, "head"))
