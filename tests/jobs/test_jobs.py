"""The queue and its worker: what is asked for is made, whatever dies on the way."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update

from pan2_assess import jobs, paths, store
from pan2_assess.config import Settings
from pan2_assess.core.library import load
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet
from pan2_assess.reports import press
from pan2_assess.store import benchmark, copies
from pan2_assess.store.assessments import Begun
from pan2_assess.store.benchmark import Given
from pan2_assess.store.campaign_tables import Copy
from pan2_assess.store.leases import TRIES
from pan2_assess.store.reports import ReportState
from pan2_assess.store.tables import Beside, Hit, Job
from tests.campaigns import a_campaign, a_reader, handed_in, invited
from tests.store.conftest import build, databases, environ, kept, settings  # noqa: F401  (fixtures)

ROOT = Path(__file__).parents[2]
# A worker whose press stops for ever while the file `stop` is there.
WORKER = """
import sys, time
from pathlib import Path
from pan2_assess import config, jobs
from pan2_assess.reports import press

folder = Path(sys.argv[1])

def make(*_):
    (folder / "begun").touch()
    while (folder / "stop").exists():
        time.sleep(0.05)
    return b"%PDF by the worker"

press.make = make
jobs.run_worker(config.load())
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(paths.questionnaires()).editions["company"]


@pytest.fixture
def queued(kept: Flask, settings: Settings) -> Iterator[Flask]:  # noqa: F811
    jobs.connect(kept, settings)
    yield kept
    kept.extensions["queue"]["huey"].storage.close()


@pytest.fixture
def begun(queued: Flask, edition: Edition) -> Begun:
    return store.begin(edition, "Example S.A.", date(2026, 11, 22))


@pytest.fixture
def job(begun: Begun, edition: Edition) -> str:
    sheet = Sheet("company", edition.version, "Example S.A.", date(2026, 11, 22))
    return store.submit(begun.access, frozen={"sheet": sheet.as_json()}, language="en")


Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Iterator[Start]:  # noqa: F811
    """Give what starts a worker; all of them are ended with the test."""
    started = []

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", WORKER, str(tmp_path)]
        worker = subprocess.Popen(command, env=environ, cwd=ROOT, start_new_session=True)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        try:
            os.killpg(worker.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        worker.wait()


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def state(begun: Begun) -> ReportState:
    found = store.report_of(begun.access, "en", True)
    assert found is not None
    return found


def test_a_real_report(queued: Flask, begun: Begun, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A machine busy with other tests may need long for what the press does beside everything else.
    monkeypatch.setattr(press, "make", partial(press.make, limits=press.Limits(clock=300)))
    assert jobs.make_report(job) is None
    pdf = state(begun).pdf
    assert pdf is not None
    assert pdf.startswith(b"%PDF-")
    assert jobs.make_report(job) is None
    assert jobs.make_report("0" * 32) is None


def test_the_press_says_why(
    queued: Flask, begun: Begun, job: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def jam(*_: object, **__: object) -> bytes:
        raise press.PressError("The report was stopped: it took longer than 30 seconds.")

    monkeypatch.setattr(press, "make", jam)
    assert [jobs.make_report(job) for _ in range(TRIES)] == [10, 20, None]
    assert state(begun) == ReportState("failed", None, "The report was stopped: it took longer than 30 seconds.")


def test_no_answer_gets_into_messages_and_logs(
    queued: Flask, begun: Begun, job: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    planted = "PLANTED " + "answer"

    def quote(*_: object, **__: object) -> bytes:
        raise ValueError(planted)

    monkeypatch.setattr(press, "make", quote)
    with caplog.at_level(logging.DEBUG):
        for _ in range(TRIES):
            jobs.make_report(job)
    assert state(begun) == ReportState("failed", None, jobs.FAILED)
    assert "ValueError" in caplog.text
    assert planted not in caplog.text


def test_work_off(queued: Flask, begun: Begun, job: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "make", lambda *_, **__: b"%PDF")
    assert jobs.work_off() == 1
    assert jobs.work_off() == 0
    assert state(begun).pdf == b"%PDF"


def test_a_queue_out_of_reach_harms_nobody(
    queued: Flask, begun: Begun, job: str, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.wake(job)  # no worker ever ran: the queue has no tables
    assert "The queue cannot be reached" in caplog.text
    assert state(begun).state == "queued"


def test_the_queue_holds_nothing_but_the_id(queued: Flask, job: str) -> None:
    huey = queued.extensions["queue"]["huey"]
    huey.storage.initialize_schema()
    jobs.wake(job)
    (message,) = huey.storage.enqueued_items()
    assert job.encode() in message
    assert b"Example" not in message


def test_what_is_of_no_use_any_more_is_thrown_away(queued: Flask, begun: Begun) -> None:
    store.keep_beside(begun.access, "typed", {"x/old": {"value": "1"}})
    with store.writing() as session:
        session.add(Hit(key="old", count=3, expires=1.0))
        session.execute(update(Beside).values(saved_at=datetime(2026, 1, 1, tzinfo=UTC)))
    queued.extensions["queue"]["forget"].call_local()
    assert store.beside(begun.access, "typed") == {}
    with store.reading() as session:
        assert session.scalars(select(Hit.key)).all() == []


def test_by_the_hour_copies_end_and_the_benchmark_is_shown(queued: Flask) -> None:
    reader, supplier = a_reader(), load(paths.questionnaires()).editions["supplier"]
    campaign = a_campaign(reader, supplier)
    (guest,) = invited(reader, campaign, "Zeta S.A.")
    handed_in(campaign, guest, supplier, {})
    with store.writing() as session:
        session.execute(update(Copy).values(keep_until=datetime(2026, 1, 1, tzinfo=UTC)))
        for _ in range(10):
            benchmark.give(session, Given("company", {"size": "to-49"}, {"policy": 45}))
    queued.extensions["queue"]["forget"].call_local()
    assert copies.copies_of(reader.organisation_id, campaign) == []
    assert benchmark.shown("company")["size"]["to-49"].firms == 10


def test_a_forged_call_is_refused(queued: Flask, settings: Settings) -> None:  # noqa: F811
    serializer = queued.extensions["queue"]["huey"].serializer
    good = serializer.serialize(("anything",))
    assert serializer.deserialize(good) == ("anything",)
    with pytest.raises(ValueError, match="mismatch"):
        serializer.deserialize(good[:-1] + (b"0" if good[-1:] != b"0" else b"1"))


def test_workers_that_start_at_once_make_the_queues_tables_once(queued: Flask, settings: Settings) -> None:  # noqa: F811
    apps = [Flask("worker") for _ in range(8)]
    for app in apps:
        jobs.connect(app, settings)
    together = Barrier(len(apps))

    def start(app: Flask) -> None:
        together.wait(30)
        jobs.make_tables(app.extensions["queue"]["huey"])

    with ThreadPoolExecutor(len(apps)) as threads:
        list(threads.map(start, apps))
    assert queued.extensions["queue"]["huey"].pending_count() == 0


def test_the_worker_makes_what_is_asked(begun: Begun, job: str, start: Start) -> None:
    _let_pass(timedelta(minutes=1))  # the call was lost: the queue had no tables
    worker = start()
    wait_for(lambda: state(begun).state == "done")
    assert state(begun).pdf == b"%PDF by the worker"
    again = store.ask_report(begun.access, "en", False)
    jobs.wake(again)
    wait_for(lambda: store.report_of(begun.access, "en", False).state == "done")
    worker.terminate()
    assert worker.wait(30) == 0


def test_a_killed_worker_loses_nothing(begun: Begun, job: str, start: Start, tmp_path: Path) -> None:
    (tmp_path / "stop").touch()
    _let_pass(timedelta(minutes=1))
    worker = start()
    wait_for((tmp_path / "begun").exists)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    (tmp_path / "stop").unlink()
    assert state(begun) == ReportState("working", None, "")
    _let_pass(timedelta(minutes=6))
    start()
    wait_for(lambda: state(begun).state == "done")
    with store.reading() as session:
        assert session.scalars(select(Job.tries)).all() == [2]


def test_who_is_told_to_stop_finishes_what_is_begun(begun: Begun, job: str, start: Start, tmp_path: Path) -> None:
    (tmp_path / "stop").touch()
    _let_pass(timedelta(minutes=1))
    worker = start()
    wait_for((tmp_path / "begun").exists)
    worker.terminate()
    time.sleep(0.5)
    assert worker.poll() is None
    (tmp_path / "stop").unlink()
    assert worker.wait(30) == 0
    assert state(begun).state == "done"


def _let_pass(passed: timedelta) -> None:
    with store.writing() as session:
        for job in session.scalars(select(Job)):
            job.due_at -= passed
