"""Questionnaires to prepare on paper: one for each edition and language, made when somebody first asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pan2_assess.store import leases
from pan2_assess.store.access import new_id
from pan2_assess.store.database import reading, writing
from pan2_assess.store.tables import Blank, Edition, Job


@dataclass(frozen=True)
class BlankState:
    state: str  # queued, working, done, failed
    pdf: bytes | None


@dataclass(frozen=True)
class BlankWork:
    """A blank to be made, and the lease that allows it."""

    job_id: str
    lease: str
    edition: str  # its canonical JSON
    draft: bool
    language: str


def ask_blank(digest: str, language: str, template: str) -> str:
    """Ask for the blank of an edition that is kept here; return the job's id, the same unless that one failed."""
    with writing() as session:
        kept = _kept(session, digest, language, template)
        if kept is not None:
            return leases.ask_again(session, kept.job_id)
        _forget(session, digest, language)  # those of older templates serve nobody any more
        job_id = leases.new_job(session)
        session.add(Blank(id=new_id(), digest=digest, language=language, template=template, job_id=job_id))
        return job_id


def blank_of(digest: str, language: str, template: str) -> BlankState | None:
    """Tell how far a blank is; None if nobody asked for it."""
    with reading() as session:
        kept = _kept(session, digest, language, template)
        return BlankState(session.get_one(Job, kept.job_id).state, kept.pdf) if kept else None


def work_of(session: Session, job_id: str, lease: str) -> BlankWork | None:
    """Give the blank that a job is to make; None if it makes none."""
    blank = session.scalar(select(Blank).where(Blank.job_id == job_id))
    if blank is None:
        return None
    edition = session.get_one(Edition, blank.digest)
    return BlankWork(job_id, lease, edition.json, edition.draft, blank.language)


def keep_blank(work: BlankWork, pdf: bytes) -> bool:
    """Keep a blank and mark its job done; False if the lease went to another or nobody wants it any more."""
    with writing() as session:
        job = leases.held(session, work)
        blank = session.scalar(select(Blank).where(Blank.job_id == work.job_id))
        if job is None or blank is None:
            return False
        blank.pdf = pdf
        leases.finish(job)
        return True


def _forget(session: Session, digest: str, language: str) -> None:
    old = Blank.digest == digest, Blank.language == language
    made_by = list(session.scalars(select(Blank.job_id).where(*old)))
    session.execute(delete(Blank).where(*old))
    session.execute(delete(Job).where(Job.id.in_(made_by)))


def _kept(session: Session, digest: str, language: str, template: str) -> Blank | None:
    of_kind = Blank.digest == digest, Blank.language == language, Blank.template == template
    return session.scalar(select(Blank).where(*of_kind))
