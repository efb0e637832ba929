"""Jobs: who may do one and until when, and what becomes of one that did not work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from pan2_assess.store.access import new_id
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.tables import Job

TRIES = 3
LEASE = timedelta(minutes=5)  # far above what the press allows one report
PAUSES = (timedelta(seconds=10), timedelta(seconds=20))  # before the next tries
LOST = timedelta(seconds=30)  # after which a queued job is taken for one whose call was lost
GAVE_UP = "Making the report was interrupted three times."


class Leased(Protocol):
    """Work with the lease that allows it."""

    @property
    def job_id(self) -> str: ...

    @property
    def lease(self) -> str: ...


def new_job(session: Session) -> str:
    """Write a job that waits to be done; give its id."""
    job = Job(id=new_id(), due_at=now(), made_at=now())
    session.add(job)
    session.flush()
    return job.id


def new_jobs(session: Session, number: int, due_at: datetime) -> list[str]:
    """Write many jobs at once, due only from some moment on; give their ids."""
    jobs = [Job(id=new_id(), due_at=due_at, made_at=now()) for _ in range(number)]
    session.add_all(jobs)
    session.flush()
    return [job.id for job in jobs]


def ask_again(session: Session, job_id: str, *, anew: bool = False) -> str:
    """Let a job that failed begin again, or any, where what it made is of no use any more; give its id."""
    job = session.get_one(Job, job_id, with_for_update=True)
    if job.state == "failed" or anew:
        job.state, job.lease, job.tries, job.due_at, job.error, job.ended_at = "queued", None, 0, now(), "", None
    return job.id


def take_lease(job_id: str) -> str | None:
    """Take a lease on a job; None if it is done, given up, gone, or in other hands."""
    with writing() as session:
        job = session.get(Job, job_id, with_for_update=True)
        if job is None or job.state in ("done", "failed"):
            return None
        if job.state == "working" and job.due_at > now():
            return None
        if job.tries >= TRIES:
            job.state, job.lease, job.ended_at, job.error = "failed", None, now(), job.error or GAVE_UP
            return None
        lease = new_id()
        job.state, job.lease, job.due_at, job.tries = "working", lease, now() + LEASE, job.tries + 1
        return lease


def held(session: Session, work: Leased) -> Job | None:
    """Give the job of some work; None if its lease went to another."""
    job = session.get(Job, work.job_id, with_for_update=True)
    return job if job is not None and job.lease == work.lease else None


def finish(job: Job) -> None:
    job.state, job.lease, job.ended_at, job.error = "done", None, now(), ""


def give_back(work: Leased, error: str, pauses: Sequence[timedelta] = PAUSES) -> float | None:
    """Note in plain words why it did not work; return the seconds to the next try, None if there is none."""
    with writing() as session:
        job = held(session, work)
        if job is None:
            return None
        job.lease, job.error = None, error
        if job.tries >= TRIES:
            job.state, job.ended_at = "failed", now()
            return None
        pause = pauses[job.tries - 1]
        job.state, job.due_at = "queued", now() + pause
        return pause.total_seconds()


def give_up(job_id: str, lease: str, error: str) -> None:
    """Note in plain words why a job is not tried any more."""
    with writing() as session:
        job = session.get(Job, job_id, with_for_update=True)
        if job is not None and job.lease == lease:
            job.state, job.lease, job.ended_at, job.error = "failed", None, now(), error


def left_behind(*, queued: bool, patience: timedelta = LOST) -> list[str]:
    """List the jobs whose worker died, and with `queued` also those that wait without being called."""
    dead = and_(Job.state == "working", Job.due_at <= now())
    lost = and_(Job.state == "queued", Job.due_at <= now() - patience)
    with reading() as session:
        left = select(Job.id).where(or_(dead, lost) if queued else dead).order_by(Job.made_at)
        return list(session.scalars(left))
