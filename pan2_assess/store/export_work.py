"""What a worker needs to make the files of an export: the copies, opened as who asked may, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from pan2_assess.core.said import said
from pan2_assess.store import campaigns, copies, leases, sealing
from pan2_assess.store.access import NoAccess, open_data_key
from pan2_assess.store.campaign_tables import Campaign, Export, ExportFile, Invitation
from pan2_assess.store.copies import Content, Reader, Sealed, invited_name
from pan2_assess.store.database import reading, writing
from pan2_assess.store.exports import UNCALLED, Kind, call_next, place_of
from pan2_assess.store.tables import Edition, Job

MOST_ROUNDS = 20  # that a programme's report looks back
SEALED = said("The campaign is sealed: nothing in it is opened before its deadline.")


@dataclass(frozen=True)
class Opened:
    """A copy opened for a file: what it was handed in to, and by whom."""

    name: str  # as it was invited
    content: Content = field(repr=False)


@dataclass(frozen=True)
class Opening:
    """A campaign with the copies opened for a file."""

    round: campaigns.Round
    edition: str  # its canonical JSON
    copies: tuple[Opened, ...]


@dataclass(frozen=True)
class ExportWork:
    """A file of an export to be made, and the lease that allows it."""

    job_id: str
    lease: str
    kind: Kind
    language: str
    reader: Reader
    rounds: tuple[Opening, ...]  # oldest first; of a file of one firm one, with one copy

    @property
    def draft(self) -> bool:
        return self.rounds[-1].round.draft


def export_work(job_id: str, lease: str) -> ExportWork | None:
    """Open what a job's file is to be made of, as who asked may; None if it makes none, or may not now."""
    with reading() as session:
        query = (
            select(ExportFile, Export, Campaign)
            .join(Export, Export.id == ExportFile.export_id)
            .join(Campaign, Campaign.id == Export.campaign_id)
            .where(ExportFile.job_id == job_id)
        )
        found = session.execute(query).one_or_none()
        if found is None:
            return None
        file, export, campaign = found
        reader = Reader(campaign.organisation_id, export.staff_id)
        copy_id, kind, language, campaign_id = file.copy_id, export.kind, export.language, campaign.id
    try:
        if copy_id:
            rounds = [_opening(reader, campaign_id, copy_id)]
        else:
            past = _rounds(reader.organisation_id, campaign_id) if kind == "programme" else [campaign_id]
            rounds = [_openings(reader, one, "workbook" if kind == "workbook" else "file") for one in past]
    except Sealed:
        leases.give_up(job_id, lease, str(SEALED))
        return None
    except NoAccess:
        return None  # erased in between
    return ExportWork(job_id, lease, kind, language, reader, tuple(rounds))  # type: ignore[arg-type]  # the table checks it


def keep_file(work: ExportWork, content: bytes) -> bool:
    """Keep a file, sealed, and mark its job done; False if the lease went to another or nobody wants it any more."""
    with reading() as session:
        file = session.scalar(select(ExportFile).where(ExportFile.job_id == work.job_id))
        try:
            key = open_data_key(session, file.copy_id or work.rounds[-1].round.id) if file else None
        except NoAccess:
            key = None
        if file is None or key is None:
            return False
        sealed = sealing.seal(key, content, place_of(file))
    with writing() as session:
        job = leases.held(session, work)
        if job is None:
            return False
        session.scalars(select(ExportFile).where(ExportFile.job_id == job.id)).one().sealed = sealed
        leases.finish(job)
        return True


def onward(job_id: str) -> list[str]:
    """Give the jobs to be called now that one of an export is through."""
    with writing() as session:
        export_id = session.scalar(select(ExportFile.export_id).where(ExportFile.job_id == job_id))
        return call_next(session, export_id) if export_id else []


def left_waiting() -> list[str]:
    """Give the jobs to be called of exports of which too few are, as when a worker died before it could."""
    with reading() as session:
        waiting = select(ExportFile.export_id).join(Job, Job.id == ExportFile.job_id).where(UNCALLED).distinct()
        found = list(session.scalars(waiting))
    called = []
    for export_id in found:
        with writing() as session:
            called += call_next(session, export_id)
    return called


def _opening(reader: Reader, campaign_id: str, copy_id: str) -> Opening:
    content = copies.open_copy(reader, copy_id, "file")
    with reading() as session:
        key = open_data_key(session, campaign_id)
        name = invited_name(key, session.get_one(Invitation, content.invitation_id))
        return _with_edition(session, reader, campaign_id, (Opened(name, content),))


def _openings(reader: Reader, campaign_id: str, how: copies.How) -> Opening:
    found = copies.open_copies(reader, campaign_id, how)
    with reading() as session:
        opened = tuple(Opened(listed.name, content) for listed, content in found)
        return _with_edition(session, reader, campaign_id, opened)


def _with_edition(session: Session, reader: Reader, campaign_id: str, opened: tuple[Opened, ...]) -> Opening:
    campaign = campaigns.own(session, reader.organisation_id, campaign_id)
    return Opening(campaigns.read(session, campaign), session.get_one(Edition, campaign.digest).json, opened)


def _rounds(organisation_id: str, campaign_id: str) -> list[str]:
    """Name a campaign and the rounds before it, oldest first."""
    found: list[str] = []
    at: str | None = campaign_id
    with reading() as session:
        while at and at not in found and len(found) < MOST_ROUNDS:
            found.append(at)
            at = campaigns.own(session, organisation_id, at).before_id
    return found[::-1]
