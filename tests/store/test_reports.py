"""Submission and its reports: one submission, one job, and no report lost or made for nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from pan2_assess import store
from pan2_assess.store import leases, reports
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import now
from pan2_assess.store.tables import Hit, Job, Report, Submission
from tests.store.conftest import Company

FROZEN = {"sheet": {"answers": {}}, "evaluation": {"score": 52}, "digest": "5" * 64, "language": "en"}


@pytest.fixture
def job(begun: Begun) -> str:
    return store.submit(begun.access, frozen=FROZEN, language="en")


def test_what_was_submitted_is_frozen(begun: Begun, job: str) -> None:
    held = store.held(begun.access)
    assert held is not None
    assert held.submitted_at is not None
    assert store.frozen(begun.access) == FROZEN
    with pytest.raises(store.Submitted):
        store.save(begun.access, {"policy.commitment": {"value": "4"}})
    with pytest.raises(store.Submitted):
        store.save(begun.access, {}, head={"organisation": "Another"})


def test_a_draft_has_no_report(begun: Begun) -> None:
    assert store.frozen(begun.access) is None
    assert store.report_of(begun.access, "en", True) is None
    with pytest.raises(store.NotSubmitted):
        store.ask_report(begun.access, "en", True)


def test_a_second_submission_is_the_first_one(begun: Begun, job: str) -> None:
    assert store.submit(begun.access, frozen={"sheet": "other"}, language="fr") == job
    assert store.frozen(begun.access) == FROZEN


def test_submissions_at_once_are_one(kept: Flask, begun: Begun) -> None:
    def submit(number: int) -> str:
        with kept.app_context():
            return store.submit(begun.access, frozen={"sheet": number}, language="en")

    with ThreadPoolExecutor(8) as threads:
        jobs = set(threads.map(submit, range(20)))
    assert len(jobs) == 1
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_wishes_at_once_are_one(kept: Flask, begun: Begun, job: str) -> None:
    def ask(_: int) -> str:
        with kept.app_context():
            return store.ask_report(begun.access, "fr", False)

    with ThreadPoolExecutor(8) as threads:
        jobs = set(threads.map(ask, range(20)))
    assert len(jobs) == 1
    assert job not in jobs


def test_from_wish_to_report(begun: Begun, job: str) -> None:
    assert store.report_of(begun.access, "en", True) == reports.ReportState("queued", None, "")
    assert store.report_of(begun.access, "en", False) is None
    work = store.take(job)
    assert work is not None
    assert (work.frozen, work.language, work.annex, work.edition, work.draft) == (
        FROZEN,
        "en",
        True,
        '{"id":"company"}',
        True,
    )
    assert store.report_of(begun.access, "en", True) == reports.ReportState("working", None, "")
    assert store.take(job) is None
    assert store.keep(work, b"%PDF-1.7")
    assert store.report_of(begun.access, "en", True) == reports.ReportState("done", b"%PDF-1.7", "")
    assert store.take(job) is None
    assert store.ask_report(begun.access, "en", True) == job


def test_new_templates_make_a_new_report(kept: Flask, begun: Begun, job: str) -> None:
    assert _made(job, b"%PDF old")
    kept.config["REPORT_TEMPLATE"] = "2"
    assert store.report_of(begun.access, "en", True) is None
    assert store.ask_report(begun.access, "en", True) == job
    assert store.report_of(begun.access, "en", True) == reports.ReportState("queued", None, "")
    assert _made(job, b"%PDF new")
    _only(1)
    assert store.report_of(begun.access, "en", True) == reports.ReportState("done", b"%PDF new", "")


def _made(job: str, pdf: bytes) -> store.Work:
    work = store.take(job)
    assert work is not None
    assert store.keep(work, pdf)
    return work


def _only(number: int) -> None:
    with store.reading() as session:
        for table in (Report, Job):
            assert session.scalar(select(func.count()).select_from(table)) == number


STEP = {"step": "Ask the crews.", "owner": "Ana"}


def test_a_changed_plan_makes_the_report_anew_in_place(begun: Begun, job: str) -> None:
    assert _made(job, b"%PDF without").plan == {}
    store.keep_beside(begun.access, "step", {"own-1": STEP})
    assert store.report_of(begun.access, "en", True) is None
    assert store.ask_report(begun.access, "en", True) == job
    assert store.report_of(begun.access, "en", True) == reports.ReportState("queued", None, "")
    assert _made(job, b"%PDF with").plan == {"own-1": STEP}
    assert store.ask_report(begun.access, "en", True) == job
    assert store.report_of(begun.access, "en", True) == reports.ReportState("done", b"%PDF with", "")
    store.keep_beside(begun.access, "step", {"own-1": None})
    assert store.report_of(begun.access, "en", True) is None
    _only(1)


def test_the_report_tells_the_plan_as_it_is_when_the_worker_takes_it(begun: Begun, job: str) -> None:
    store.keep_beside(begun.access, "step", {"own-1": STEP})
    assert _made(job, b"%PDF with").plan == {"own-1": STEP}
    assert store.report_of(begun.access, "en", True) == reports.ReportState("done", b"%PDF with", "")


def test_a_plan_changed_while_the_report_was_made_is_not_in_it(begun: Begun, job: str) -> None:
    work = store.take(job)
    assert work is not None
    store.keep_beside(begun.access, "step", {"own-1": STEP})
    assert store.ask_report(begun.access, "en", True) == job
    assert not store.keep(work, b"%PDF too late")
    assert _made(job, b"%PDF with").plan == {"own-1": STEP}
    store.keep_beside(begun.access, "step", {"own-2": STEP})
    assert store.report_of(begun.access, "en", True) is None


def test_what_the_plan_says_stands_nowhere_in_the_clear(begun: Begun, job: str) -> None:
    """Not even as a digest: two organisations with the same plan have different marks."""
    other = store.begin(Company(), "Other S.A.", date(2026, 11, 22)).access
    for access in (begun.access, other):
        store.keep_beside(access, "step", {"own-1": STEP})
    jobs = store.ask_report(begun.access, "en", True), store.submit(other, frozen=FROZEN, language="en")
    with store.reading() as session:
        marks = {session.scalars(select(Report.plan).where(Report.job_id == ident)).one() for ident in jobs}
    assert len(marks) == 2
    assert None not in marks


def test_a_code_tells_day_and_version_and_nothing_after_erasure(begun: Begun) -> None:
    assert store.issued("ABC-123") is None
    store.submit(begun.access, frozen=FROZEN, language="en", code="ABC-123")
    found = store.issued(" abc i2 3")
    assert found is not None
    assert (found.questionnaire, found.version) == ("company", "2026.1")
    assert now() - found.on < timedelta(minutes=1)
    assert store.issued("ABC-124") is store.issued("") is None
    store.erase(begun.access)
    assert store.issued("ABC-123") is None


def test_a_submission_of_before_has_no_code(begun: Begun, job: str) -> None:
    assert store.issued("") is None


def test_a_reader_may_ask_for_a_report(begun: Begun, job: str) -> None:
    reader = store.open_with(store.new_key(begun.access, "Reader", False))
    assert reader
    assert store.ask_report(reader, "en", True) == job


def test_the_lease_is_taken_once(kept: Flask, job: str) -> None:
    def take(_: int) -> object:
        with kept.app_context():
            return store.take(job)

    with ThreadPoolExecutor(8) as threads:
        taken = [work for work in threads.map(take, range(16)) if work]
    assert len(taken) == 1


def test_three_tries(begun: Begun, job: str) -> None:
    pauses = []
    for _ in range(leases.TRIES):
        work = store.take(job)
        assert work is not None
        pauses.append(store.give_back(work, "The drawing failed."))
    assert pauses == [10, 20, None]
    assert store.take(job) is None
    assert store.report_of(begun.access, "en", True) == reports.ReportState("failed", None, "The drawing failed.")
    assert store.left_behind(queued=True) == []


def test_what_failed_can_be_asked_for_again(begun: Begun, job: str) -> None:
    for _ in range(leases.TRIES):
        work = store.take(job)
        assert work is not None
        store.give_back(work, "The drawing failed.")
    assert store.ask_report(begun.access, "en", True) == job
    work = store.take(job)
    assert work is not None
    assert store.keep(work, b"%PDF")


def test_what_a_dead_worker_left_is_found(begun: Begun, job: str) -> None:
    late = store.take(job)
    assert late is not None
    assert store.left_behind(queued=True) == []
    _let_pass(timedelta(minutes=6))
    assert store.left_behind(queued=False) == [job]
    second = store.take(job)
    assert second is not None
    assert store.left_behind(queued=False) == []
    assert not store.keep(late, b"%PDF late")
    assert store.give_back(late, "late") is None
    assert store.keep(second, b"%PDF second")
    assert store.report_of(begun.access, "en", True) == reports.ReportState("done", b"%PDF second", "")


def test_what_kills_every_worker_is_given_up(begun: Begun, job: str) -> None:
    for _ in range(leases.TRIES):
        assert store.take(job)
        _let_pass(timedelta(minutes=6))
    assert store.left_behind(queued=False) == [job]
    assert store.take(job) is None
    assert store.report_of(begun.access, "en", True) == reports.ReportState("failed", None, leases.GAVE_UP)
    assert store.left_behind(queued=True) == []


def test_a_call_that_was_lost_is_found(job: str) -> None:
    assert store.left_behind(queued=True) == []
    _let_pass(timedelta(minutes=1))
    assert store.left_behind(queued=False) == []
    assert store.left_behind(queued=True) == [job]


def _let_pass(time: timedelta) -> None:
    with store.writing() as session:
        for job in session.scalars(select(Job)):
            job.due_at -= time


def test_erased_while_the_report_was_made(begun: Begun, job: str) -> None:
    work = store.take(job)
    assert work is not None
    store.erase(begun.access)
    assert not store.keep(work, b"%PDF")
    assert store.give_back(work, "x") is None
    assert store.take(job) is None


def test_the_key_destroyed_before_the_report_was_begun(begun: Begun, job: str) -> None:
    from pan2_assess.store.tables import DataKey

    with store.writing() as session:
        session.delete(session.get_one(DataKey, begun.assessment_id))
    assert store.take(job) is None


def test_hits_are_forgotten(kept: Flask) -> None:
    with store.writing() as session:
        session.add_all([Hit(key="old", count=3, expires=1.0), Hit(key="new", count=3, expires=now().timestamp() + 60)])
    store.forget_hits()
    with store.reading() as session:
        assert session.scalars(select(Hit.key)).all() == ["new"]


def test_a_state_that_is_none_is_refused(job: str) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(update(Job).values(state="lost"))


def test_two_hundred_times_twenty_submit_at_once(kept: Flask) -> None:
    """Of twenty who press the button at the same moment one submits, and all are told the same."""

    def submit(access: store.Access, number: int) -> str:
        with kept.app_context():
            return store.submit(access, frozen={"sheet": number}, language="en")

    with ThreadPoolExecutor(20) as threads:
        for _ in range(200):
            access = store.begin(Company(), "Example S.A.", date(2026, 11, 22)).access
            jobs = set(threads.map(partial(submit, access), range(20)))
            assert len(jobs) == 1
    with store.reading() as session:
        for table in (Submission, Job, Report):
            assert session.scalar(select(func.count()).select_from(table)) == 200
