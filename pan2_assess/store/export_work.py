"""What a worker needs to make the files of an export: what was handed in, opened as who asked may; what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from pan2_assess.core.model import Edition as CoreEdition
from pan2_assess.core.programme import Past
from pan2_assess.core.received import About, Received
from pan2_assess.core.said import said
from pan2_assess.store import campaigns, copies, guests, leases, lessons, sealing
from pan2_assess.store.access import NoAccess, open_data_key
from pan2_assess.store.campaign_tables import Campaign, Export, ExportFile, Invitation
from pan2_assess.store.copies import Reader, Sealed, invited_name
from pan2_assess.store.database import reading, writing
from pan2_assess.store.exports import UNCALLED, Kind, call_next, place_of
from pan2_assess.store.guests import STAGES
from pan2_assess.store.lessons import Lesson
from pan2_assess.store.receiving import about, edition_from, receive_round, received, rounds_of
from pan2_assess.store.review_parts import read_review
from pan2_assess.store.tables import Edition, Job

SEALED = said("The campaign is sealed: nothing in it is opened before its deadline.")


@dataclass(frozen=True)
class Opening:
    """A campaign with what was handed in to it and opened for a file."""

    campaign_id: str
    past: Past = field(repr=False)
    waiting: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # the others, with how far each has come
    lessons: tuple[Lesson, ...] = field(default=(), repr=False)  # that may be passed on

    @property
    def about(self) -> About:
        return self.past.about

    @property
    def received(self) -> Sequence[Received]:
        return self.past.received


@dataclass(frozen=True)
class ExportWork:
    """A file of an export to be made, and the lease that allows it."""

    job_id: str
    lease: str
    kind: Kind
    language: str
    rounds: tuple[Opening, ...]  # oldest first; of a file of one firm one, with one copy


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
        copy_id, language, campaign_id = file.copy_id, export.language, campaign.id
        kind: Kind = export.kind  # type: ignore[assignment]  # the table checks it
    try:
        if copy_id:
            rounds = [_one(reader, campaign_id, copy_id, language)]
        else:
            past = rounds_of(reader.organisation_id, campaign_id) if kind == "programme" else [campaign_id]
            rounds = [_all(reader, one, language, kind) for one in past]
    except Sealed:
        leases.give_up(job_id, lease, str(SEALED))
        return None
    except NoAccess:
        return None  # erased in between
    return ExportWork(job_id, lease, kind, language, tuple(rounds))


def keep_file(work: ExportWork, content: bytes) -> bool:
    """Keep a file, sealed, and mark its job done; False if the lease went to another or nobody wants it any more."""
    with reading() as session:
        file = session.scalar(select(ExportFile).where(ExportFile.job_id == work.job_id))
        try:
            key = open_data_key(session, file.copy_id or work.rounds[-1].campaign_id) if file else None
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
    with reading() as session:
        export_id = session.scalar(select(ExportFile.export_id).where(ExportFile.job_id == job_id))
    if export_id is None:
        return []
    with writing() as session:
        return call_next(session, export_id)


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


def _one(reader: Reader, campaign_id: str, copy_id: str, language: str) -> Opening:
    content = copies.open_copy(reader, copy_id, "file")
    told, edition = _campaign(reader, campaign_id, language)
    with reading() as session:
        name = invited_name(open_data_key(session, campaign_id), session.get_one(Invitation, content.invitation_id))
        review = read_review(session, open_data_key(session, copy_id), copy_id)
    return Opening(campaign_id, Past(told, edition, [received(name, content, review, edition)], {}, 1))


def _all(reader: Reader, campaign_id: str, language: str, kind: Kind) -> Opening:
    _told, edition = _campaign(reader, campaign_id, language)
    if kind == "programme":
        past = receive_round(reader, campaign_id, "file", edition)
        return Opening(campaign_id, past, lessons=tuple(lessons.approved(reader.organisation_id, campaign_id)))
    past = receive_round(reader, campaign_id, "workbook", edition)
    others = guests.everybody(reader.organisation_id, campaign_id, [one for one in STAGES if one != "submitted"])
    return Opening(campaign_id, past, tuple((one.name, one.stage) for one in others))


def _campaign(reader: Reader, campaign_id: str, language: str) -> tuple[About, CoreEdition]:
    with reading() as session:
        campaign = campaigns.read(session, campaigns.own(session, reader.organisation_id, campaign_id))
        canonical = session.get_one(Edition, campaign.digest).json
    return about(campaign), edition_from(canonical, language, campaign.draft)
