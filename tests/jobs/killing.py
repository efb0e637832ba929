"""Workers that are killed while they make reports: how many, and what became of each report.

The test does it in small; `python -m tests.jobs.killing 20 300` does it with 20 kills and 300 reports on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from pan2_assess import config, jobs, store
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet
from pan2_assess.store.assessments import Begun
from pan2_assess.store.leases import GAVE_UP
from pan2_assess.store.tables import Job, Report

ROOT = Path(__file__).parents[2]
LEASE = 4  # seconds, instead of minutes: so long the job of a killed worker waits
# A worker whose press is quick, and notes each time it has made a report.
WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path
from pan2_assess import config, jobs
from pan2_assess.reports import press
from pan2_assess.store import leases

leases.LEASE = timedelta(seconds=float(sys.argv[2]))

def make(feedback, *_):
    time.sleep(0.1)
    with Path(sys.argv[1]).open("a") as made:
        made.write(feedback.organisation + "\\n")
    return b"%PDF of " + feedback.organisation.encode()

press.make = make
jobs.run_worker(config.load())
"""


@dataclass
class Outcome:
    kills: int = 0
    states: Counter[str] = field(default_factory=Counter)  # of the jobs, at the end
    given_up: int = 0  # interrupted three times, and made when asked for once more
    made: int = 0  # how often the press was through
    reports: int = 0  # that are kept
    wrong: list[str] = field(default_factory=list)  # reports that are missing, double or another's


def kill_workers(
    app: Flask, environ: dict[str, str], edition: Edition, folder: Path, kills: int, wanted: int
) -> Outcome:
    """Ask for reports, kill workers while they are made, and wait until all is quiet."""
    outcome, chance = Outcome(), random.Random(7)
    made = folder / "made"
    made.touch()
    begun = [_submit(edition, number) for number in range(wanted)]
    workers = [_start(environ, made) for _ in range(2)]
    deadline = time.monotonic() + 60 + wanted + 10 * kills
    try:
        while _open():
            assert time.monotonic() < deadline, f"{_open()} reports are still waiting"
            done = made.read_text().count("\n")
            # The kills are spread over the first part of the work, so that the rest sees what they left.
            if outcome.kills < kills and done > outcome.kills * wanted * 0.8 / max(1, kills):
                victim = chance.randrange(2)
                _kill(workers[victim])
                outcome.kills += 1
                workers[victim] = _start(environ, made)
            # What the sweep does each minute.
            for job in store.left_behind(queued=False):
                jobs.wake(job)
            time.sleep(0.2)
            if not _open():
                outcome.given_up += _ask_again(begun)
    finally:
        for worker in workers:
            _kill(worker)
    outcome.made = made.read_text().count("\n")
    with store.reading() as session:
        outcome.states.update(session.scalars(select(Job.state)))
        outcome.reports = session.scalar(select(func.count()).select_from(Report)) or 0
    for number, one in enumerate(begun):
        kept = store.report_of(one.access, "en", True)
        if kept is None or kept.pdf != f"%PDF of {_name(number)}".encode():
            outcome.wrong.append(_name(number))
    return outcome


def _name(number: int) -> str:
    return f"Firm {number} S.A."


def _submit(edition: Edition, number: int) -> Begun:
    begun = store.begin(edition, _name(number), date(2026, 11, 22))
    sheet = Sheet(edition.id, edition.version, _name(number), date(2026, 11, 22))
    jobs.wake(store.submit(begun.access, frozen={"sheet": sheet.as_json()}, language="en"))
    return begun


def _start(environ: dict[str, str], made: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WORKER, str(made), str(LEASE)]
    return subprocess.Popen(command, env=environ, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill a worker with all its processes, as if its machine had lost its current."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def _open() -> int:
    with store.reading() as session:
        waiting = Job.state.in_(("queued", "working"))
        return session.scalar(select(func.count()).select_from(Job).where(waiting)) or 0


def _ask_again(begun: list[Begun]) -> int:
    """Ask once more for what was interrupted three times, as its owner is invited to."""
    asked = 0
    for one in begun:
        kept = store.report_of(one.access, "en", True)
        if kept and kept.state == "failed" and kept.error == GAVE_UP:
            jobs.wake(store.ask_report(one.access, "en", True))
            asked += 1
    return asked


def main(kills: int, wanted: int) -> None:
    from pan2_assess import paths
    from pan2_assess.core.library import load
    from tests.conftest import on_postgresql, postgresql

    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        environ = on_postgresql(url, Path(folder) / "instance")
        settings = config.load(environ)
        app = Flask("killing")
        app.config["REPORT_TEMPLATE"] = "1"
        store.connect(app, settings)
        store.prepare(app)
        jobs.connect(app, settings)
        app.extensions["queue"]["huey"].storage.initialize_schema()
        began = time.monotonic()
        with app.app_context():
            print(
                kill_workers(
                    app, environ, load(paths.questionnaires()).editions["company"], Path(folder), kills, wanted
                )
            )
        print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
