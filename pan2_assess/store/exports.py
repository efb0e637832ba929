"""What a campaign hands out: a file of each firm, a workbook, a programme's report; each made by the queue.

Of the many files of one export only a few are called at a time, the next one when one is made: so the queue stays
short for the reports of others. A job that was not called yet is due at `LATER`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from pan2_assess.store import campaigns, leases, sealing
from pan2_assess.store.access import NoAccess, new_id, open_data_key, place
from pan2_assess.store.campaign_tables import Campaign, Copy, Export, ExportFile, Invitation
from pan2_assess.store.copies import Reader, invited_name, note_reads, refuse_sealed
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.tables import Job, Staff

Kind = Literal["files", "workbook", "programme"]
KINDS: tuple[Kind, ...] = ("files", "workbook", "programme")
AT_ONCE = 16  # jobs of an export that are called at a time: enough for that many workers
LATER = datetime(9000, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Progress:
    """How far an export is."""

    id: str
    kind: Kind
    language: str
    by: str  # who asked
    made_at: datetime
    cancelled_at: datetime | None
    files: int
    done: int
    failed: int
    error: str  # of one that failed, in plain words

    @property
    def open(self) -> bool:
        return self.done + self.failed < self.files

    @property
    def ready(self) -> bool:
        """Tell whether there is something to take away."""
        return self.done > 0 and not self.open


@dataclass(frozen=True)
class Ready:
    """A file that is made."""

    id: str
    name: str  # as the firm was invited
    submitted_at: datetime


# --- for staff ----------------------------------------------------------------------------------------------


def ask_export(reader: Reader, campaign_id: str, kind: Kind, language: str) -> list[str]:
    """Ask for an export in place of the one before; give the jobs to be called now.

    One that is still being made stays, and nothing is to be called. Sealed before the deadline of a sealed campaign.
    """
    with writing() as session:
        campaign = _own(session, reader.organisation_id, campaign_id, lock=True)
        campaigns.note_end(campaign)
        same = Export.campaign_id == campaign.id, Export.kind == kind, Export.language == language
        for before in list(session.scalars(select(Export.id).where(*same))):
            if _open_jobs(session, before):
                return []
            _forget(session, [before])
        found = _copies(session, campaign.id)
        if not found:
            return []
        export = Export(
            id=new_id(),
            campaign_id=campaign.id,
            kind=kind,
            language=language,
            staff_id=reader.staff_id,
            made_at=now(),
        )
        session.add(export)
        session.flush()
        about: Sequence[str | None] = found if kind == "files" else [None]
        jobs = leases.new_jobs(session, len(about), LATER)
        session.add_all(
            ExportFile(id=new_id(), export_id=export.id, copy_id=copy_id, job_id=job_id)
            for copy_id, job_id in zip(about, jobs, strict=True)
        )
        session.flush()
        return call_next(session, export.id)


def exports_of(organisation_id: str, campaign_id: str) -> list[Progress]:
    """List the exports of a campaign, latest first."""
    with reading() as session:
        campaign = _own(session, organisation_id, campaign_id)
        asked = select(Export, Staff.name).join(Staff, Staff.id == Export.staff_id)
        query = asked.where(Export.campaign_id == campaign.id).order_by(Export.made_at.desc())
        return [_progress(session, export, name) for export, name in session.execute(query)]


def cancel(reader: Reader, campaign_id: str, export_id: str) -> None:
    """Give up what is not made yet of an export; what is made stays."""
    with writing() as session:
        export = _export(session, reader.organisation_id, campaign_id, export_id)
        waiting = session.scalars(
            select(Job)
            .join(ExportFile, ExportFile.job_id == Job.id)
            .where(ExportFile.export_id == export.id, Job.state != "done")
            .order_by(Job.id)
            .with_for_update()
        )
        gone = [job.id for job in waiting]
        if gone:
            export.cancelled_at = now()
            _forget_jobs(session, gone)


def again(reader: Reader, campaign_id: str, export_id: str) -> list[str]:
    """Let the files of an export that failed be made once more; give the jobs to be called now."""
    with writing() as session:
        export = _export(session, reader.organisation_id, campaign_id, export_id)
        failed = session.scalars(
            select(Job.id)
            .join(ExportFile, ExportFile.job_id == Job.id)
            .where(ExportFile.export_id == export.id, Job.state == "failed")
        )
        for job_id in list(failed):
            leases.ask_again(session, job_id)
            session.get_one(Job, job_id).due_at = LATER
        session.flush()
        return call_next(session, export.id)


def ready(reader: Reader, campaign_id: str, export_id: str) -> tuple[Progress, list[Ready]] | None:
    """List the files that are made of an export, and note who takes them away; None where there is no such export."""
    with reading() as session:
        try:
            export = _export(session, reader.organisation_id, campaign_id, export_id)
        except NoAccess:
            return None
        progress = _progress(session, export, session.get_one(Staff, export.staff_id).name)
        key = open_data_key(session, export.campaign_id)
        query = (
            select(ExportFile, Copy, Invitation)
            .join(Copy, Copy.id == ExportFile.copy_id)
            .join(Invitation, Invitation.id == Copy.invitation_id)
            .where(ExportFile.export_id == export.id, ExportFile.sealed.is_not(None))
            .order_by(Invitation.place)
        )
        files = [
            (copy.id, Ready(file.id, invited_name(key, asked), copy.submitted_at))
            for file, copy, asked in session.execute(query)
        ]
        if progress.kind != "files":
            made = ExportFile.export_id == export.id, ExportFile.sealed.is_not(None)
            whole = session.scalar(select(ExportFile.id).where(*made))
            about = [copy.id for copy in session.scalars(select(Copy).where(Copy.campaign_id == export.campaign_id))]
            files = [("", Ready(whole, "", export.made_at))] if whole else []
        else:
            about = [copy_id for copy_id, _ in files]
    note_reads(reader, campaign_id, about if files else [], "workbook" if progress.kind == "workbook" else "file")
    return progress, [file for _, file in files]


def made(reader: Reader, campaign_id: str, file_id: str) -> bytes | None:
    """Give a file that is made; None where it is erased."""
    with reading() as session:
        campaign = _own(session, reader.organisation_id, campaign_id)
        in_it = ExportFile.id == file_id, Export.campaign_id == campaign.id
        file = session.scalar(select(ExportFile).join(Export, Export.id == ExportFile.export_id).where(*in_it))
        if file is None or file.sealed is None:
            return None
        try:
            return sealing.unseal(open_data_key(session, file.copy_id or campaign.id), file.sealed, place_of(file))
        except NoAccess:
            return None


def forget_exports() -> int:
    """Throw away the exports that are older than they are kept; tell how many."""
    with writing() as session:
        old = list(session.scalars(select(Export.id).where(Export.made_at < now() - KEPT)))
        if old:
            _forget(session, old)
        return len(old)


def forget_programmes(session: Session, organisation_id: str) -> None:
    """Throw away the reports of an organisation's programmes, which would say what may not be said any more."""
    theirs = select(Campaign.id).where(Campaign.organisation_id == organisation_id)
    kept = select(Export.id).where(Export.kind == "programme", Export.campaign_id.in_(theirs))
    if found := list(session.scalars(kept)):
        _forget(session, found)


# --- what the worker's side shares --------------------------------------------------------------------------

UNCALLED = and_(Job.state == "queued", Job.due_at >= LATER)
CALLED = or_(Job.state == "working", and_(Job.state == "queued", Job.due_at < LATER))


def call_next(session: Session, export_id: str) -> list[str]:
    """Mark as called as many jobs of an export as may be; they are called after the commit."""
    of_it = ExportFile.export_id == export_id
    called = session.scalar(select(func.count()).select_from(Job).join(ExportFile).where(of_it, CALLED)) or 0
    if called >= AT_ONCE:
        return []
    next_ones = (
        select(Job.id)
        .join(ExportFile, ExportFile.job_id == Job.id)
        .where(of_it, UNCALLED)
        .limit(AT_ONCE - called)
        .with_for_update(of=Job, skip_locked=True)
    )
    found = list(session.scalars(next_ones))
    session.execute(update(Job).where(Job.id.in_(found)).values(due_at=now()))
    return found


def _own(session: Session, organisation_id: str, campaign_id: str, *, lock: bool = False) -> Campaign:
    campaign = campaigns.own(session, organisation_id, campaign_id, lock=lock)
    refuse_sealed(campaign)
    return campaign


def _export(session: Session, organisation_id: str, campaign_id: str, export_id: str) -> Export:
    campaign = _own(session, organisation_id, campaign_id)
    in_it = Export.id == export_id, Export.campaign_id == campaign.id
    export = session.scalar(select(Export).where(*in_it))
    if export is None:
        raise NoAccess
    return export


def _copies(session: Session, campaign_id: str) -> list[str]:
    query = select(Copy.id).join(Invitation, Invitation.id == Copy.invitation_id)
    return list(session.scalars(query.where(Copy.campaign_id == campaign_id).order_by(Invitation.place)))


def _progress(session: Session, export: Export, by: str) -> Progress:
    counted = (
        select(Job.state, func.count(), func.max(Job.error))
        .join(ExportFile, ExportFile.job_id == Job.id)
        .where(ExportFile.export_id == export.id)
        .group_by(Job.state)
    )
    counts = {state: (number, error) for state, number, error in session.execute(counted)}
    done, failed = (counts.get(state, (0, ""))[0] for state in ("done", "failed"))
    return Progress(
        id=export.id,
        kind=export.kind,  # type: ignore[arg-type]  # the table checks it
        language=export.language,
        by=by,
        made_at=export.made_at,
        cancelled_at=export.cancelled_at,
        files=sum(number for number, _ in counts.values()),
        done=done,
        failed=failed,
        error=counts["failed"][1] if failed else "",
    )


def _open_jobs(session: Session, export_id: str) -> int:
    open_one = ExportFile.export_id == export_id, Job.state.in_(("queued", "working"))
    return session.scalar(select(func.count()).select_from(Job).join(ExportFile).where(*open_one)) or 0


def _forget(session: Session, export_ids: Sequence[str]) -> None:
    jobs = session.scalars(select(ExportFile.job_id).where(ExportFile.export_id.in_(export_ids)))
    _forget_jobs(session, list(jobs))
    session.execute(delete(Export).where(Export.id.in_(export_ids)))


def _forget_jobs(session: Session, job_ids: Sequence[str]) -> None:
    for first in range(0, len(job_ids), 500):
        some = job_ids[first : first + 500]
        session.execute(delete(ExportFile).where(ExportFile.job_id.in_(some)))
        session.execute(delete(Job).where(Job.id.in_(some)))


def place_of(file: ExportFile) -> str:
    return place(file.copy_id, "file", file.id) if file.copy_id else place(file.export_id, "whole", file.id)
