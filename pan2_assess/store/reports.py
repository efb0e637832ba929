"""Submission, the reports asked for, and what their jobs need to make them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pan2_assess.core.letters import meant
from pan2_assess.store import benchmark, blanks, claims, leases, sealing
from pan2_assess.store.access import (
    Access,
    NoAccess,
    data_key_of,
    new_id,
    open_data_key,
    place,
    reach,
)
from pan2_assess.store.assessments import TYPED, Overtaken, change_head
from pan2_assess.store.benchmark import Given
from pan2_assess.store.beside import standing
from pan2_assess.store.blanks import BlankWork
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.export_work import ExportWork, export_work
from pan2_assess.store.letters import LetterWork, letter_work
from pan2_assess.store.tables import Assessment, Beside, Edition, Hit, Job, Report, Submission


class NotSubmitted(Exception):
    """Say that a draft has no report yet."""


@dataclass(frozen=True)
class ReportState:
    state: str  # queued, working, done, failed
    pdf: bytes | None
    error: str  # in plain words


@dataclass(frozen=True)
class Work:
    """A report to be made, and the lease that allows it."""

    job_id: str
    lease: str
    edition: str  # its canonical JSON
    draft: bool
    frozen: dict[str, Any] = field(repr=False)
    language: str
    annex: bool
    plan: dict[str, dict[str, Any]] = field(repr=False)  # the own action plan as it is now, by the names of its lines
    plan_mark: str | None


def submit(
    access: Access,
    *,
    frozen: dict[str, Any],
    language: str,
    head: Mapping[str, Any] | None = None,
    seen: datetime | None = None,
    code: str | None = None,
    handing: claims.HandOver | None = None,
    given: Given | None = None,
) -> str:
    """Freeze the assessment and ask for its report; return the job's id, again if it was submitted before.

    With `handing`, the copy for whoever asked is written with it, or nothing is submitted: claims.Over once it is
    late, NotNow where the invitation was revoked. `given` goes to the benchmark.

    `code` is the one its reports will carry, by which it can be looked up.

    `seen` is when the answers in `frozen` were last saved; where somebody has saved since, Overtaken is raised.
    """
    data_key = data_key_of(access)
    with claims.noted_end(), writing() as session:
        row, _ = reach(session, access, manage=True)
        if before := session.get(Submission, row.id):
            return before.job_id
        if seen is not None and row.saved_at != seen:
            raise Overtaken
        if head:
            change_head(data_key, row, head)
        job_id = _wish(session, row.id, language, True, _plan(session, data_key, row.id)[1])
        sealed = sealing.seal_json(data_key, frozen, place(row.id, "frozen"))
        session.add(Submission(assessment_id=row.id, sealed=sealed, job_id=job_id, code=code and meant(code)))
        row.state, row.submitted_at = "submitted", now()
        session.execute(delete(Beside).where(Beside.assessment_id == row.id, Beside.kind == TYPED))
        if handing:
            claims.put_hand_over(session, data_key, row, access.key_id, handing)
        if given:
            benchmark.give(session, given)
        return job_id


def frozen(access: Access) -> dict[str, Any] | None:
    """Give what was frozen at submission; None while it is a draft, or where there is no access."""
    with reading() as session:
        try:
            row, _ = reach(session, access)
            return _frozen(session, row.id)
        except (NoAccess, NotSubmitted):
            return None


def ask_report(access: Access, language: str, annex: bool) -> str:
    """Ask for a report in this language; return the job's id, the same as before.

    It is made again where it failed, and in place of the old one where templates or the own plan have changed.
    """
    data_key = data_key_of(access)
    with writing() as session:
        row, _ = reach(session, access, lock=True)
        if row.state != "submitted":
            raise NotSubmitted
        plan = _plan(session, data_key, row.id)[1]
        kept = _kept(session, row.id, language, annex)
        if kept is None:
            return _wish(session, row.id, language, annex, plan)
        current = _is_current(kept, plan)
        if not current:
            kept.template, kept.plan, kept.sealed = _template(), plan, None
        return leases.ask_again(session, kept.job_id, anew=not current)


def report_of(access: Access, language: str, annex: bool) -> ReportState | None:
    """Tell how far a report is; None if nobody asked for it as it would be now, or where there is no access."""
    with reading() as session:
        try:
            row, _ = reach(session, access)
            kept = _kept(session, row.id, language, annex)
            key = open_data_key(session, row.id)
            if kept is None or not _is_current(kept, _plan(session, key, row.id)[1]):
                return None
            job = session.get_one(Job, kept.job_id)
        except NoAccess:
            return None
        pdf = sealing.unseal(key, kept.sealed, place(row.id, "report", kept.id)) if kept.sealed else None
        return ReportState(job.state, pdf, job.error)


@dataclass(frozen=True)
class Issued:
    """What anybody may know of a report's code: that it was given out, when, and for which version."""

    questionnaire: str
    version: str
    on: datetime


def issued(code: str) -> Issued | None:
    """Look a code up as people type it; None where none like it was given out, or all is erased."""
    query = (
        select(Edition.questionnaire, Edition.version, Assessment.submitted_at)
        .join(Assessment, Assessment.digest == Edition.digest)
        .join(Submission, Submission.assessment_id == Assessment.id)
        .where(Submission.code == meant(code))
    )
    with reading() as session:
        found = session.execute(query).one_or_none()
        return Issued(found.questionnaire, found.version, found.submitted_at) if found else None


# --- for the worker --------------------------------------------------------------------------------------


def take(job_id: str) -> Work | BlankWork | LetterWork | ExportWork | None:
    """Take a lease on a job; None if it is done, given up, erased, or in other hands."""
    lease = leases.take_lease(job_id)
    if lease is None:
        return None
    return _report_work(job_id, lease) or letter_work(job_id, lease) or export_work(job_id, lease)


def _report_work(job_id: str, lease: str) -> Work | BlankWork | None:
    with reading() as session:
        report = session.scalar(select(Report).where(Report.job_id == job_id))
        if report is None:
            return blanks.work_of(session, job_id, lease)
        try:
            what = _frozen(session, report.assessment_id)
            plan, mark = _plan(session, open_data_key(session, report.assessment_id), report.assessment_id)
        except (NoAccess, NotSubmitted):
            return None  # erased in between
        edition = session.get_one(Edition, session.get_one(Assessment, report.assessment_id).digest)
        return Work(job_id, lease, edition.json, edition.draft, what, report.language, report.annex, plan, mark)


def keep(work: Work, pdf: bytes) -> bool:
    """Keep the report, sealed, and mark its job done; False if the lease went to another or all is erased."""
    with reading() as session:
        report = session.scalar(select(Report).where(Report.job_id == work.job_id))
        try:
            key = open_data_key(session, report.assessment_id) if report else None
        except NoAccess:
            key = None
        if report is None or key is None:
            return False
        sealed = sealing.seal(key, pdf, place(report.assessment_id, "report", report.id))
    with writing() as session:
        job = leases.held(session, work)
        if job is None:
            return False
        report = session.scalars(select(Report).where(Report.job_id == job.id)).one()
        report.sealed, report.plan = sealed, work.plan_mark
        leases.finish(job)
        return True


def forget_hits() -> None:
    """Throw away the counts of rate limits that ran out."""
    with writing() as session:
        session.execute(delete(Hit).where(Hit.expires < now().timestamp()))


def _wish(session: Session, assessment_id: str, language: str, annex: bool, plan: str | None) -> str:
    job_id = leases.new_job(session)
    session.add(
        Report(
            id=new_id(),
            assessment_id=assessment_id,
            language=language,
            annex=annex,
            template=_template(),
            plan=plan,
            job_id=job_id,
        )
    )
    return job_id


def _kept(session: Session, assessment_id: str, language: str, annex: bool) -> Report | None:
    """Find the report of a language and kind; of several left by older versions, the one of these templates first."""
    of_kind = Report.assessment_id == assessment_id, Report.language == language, Report.annex == annex
    first = Report.template == _template()
    return session.scalar(select(Report).where(*of_kind).order_by(first.desc(), Report.id).limit(1))


def _is_current(kept: Report, plan: str | None) -> bool:
    return kept.template == _template() and kept.plan == plan


def _plan(session: Session, data_key: bytes, assessment_id: str) -> tuple[dict[str, dict[str, Any]], str | None]:
    """Read the own action plan, and a mark that tells it from every other; None for none."""
    lines = {name: line.value for name, line in standing(session, data_key, assessment_id, "step").items()}
    return lines, sealing.mark(data_key, list(lines.items()), place(assessment_id, "plan")) if lines else None


def _template() -> str:
    """Name the version of the report's templates: whoever builds the application says it."""
    return str(current_app.config["REPORT_TEMPLATE"])


def _frozen(session: Session, assessment_id: str) -> dict[str, Any]:
    kept = session.get(Submission, assessment_id)
    if kept is None:
        raise NotSubmitted
    key = open_data_key(session, assessment_id)
    what: dict[str, Any] = sealing.unseal_json(key, kept.sealed, place(assessment_id, "frozen"))
    return what
