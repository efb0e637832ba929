"""Workers that are killed while they make the files of a campaign: how many, and what became of each file.

The test does it in small, with a press that only looks like one; `python -m bench files 5000 20` does the real thing.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from flask import Flask
from pypdf import PdfReader

from pan2_assess import config, jobs, paths, store
from pan2_assess.core.cases import read_case
from pan2_assess.core.handover import part
from pan2_assess.core.library import load
from pan2_assess.store import copies, database, export_work, exports
from pan2_assess.store.assessments import make_data_key
from pan2_assess.store.campaign_tables import Campaign, Invitation
from pan2_assess.store.copies import Reader
from tests.campaigns import a_campaign, a_reader, invited

ROOT = Path(__file__).parents[2]
PATIENCE = timedelta(seconds=3)
CASES = ("supplier-documented", "supplier-unknown", "supplier-largest", "supplier-nothing", "supplier-weakest")
WORKER = """
import re, sys, time
from datetime import timedelta
from pan2_assess import config, jobs
from pan2_assess.reports import press
from pan2_assess.store import leases

leases.LEASE = timedelta(seconds=float(sys.argv[1]))
jobs.WORKERS = int(sys.argv[2])

def make_paper(write):
    time.sleep(0.03)
    return b"%PDF of " + re.search("<title>(.*)</title>", write())[1].encode()

if sys.argv[3] == "quick":
    press.make_paper = make_paper
jobs.run_worker(config.load())
"""


@dataclass
class Outcome:
    files: int
    kills: int = 0
    given_up: int = 0  # interrupted three times, and made when asked for once more
    seconds: float = 0
    a_minute: float = 0  # files, from the first one made to the last: without the start of the services
    states: Counter[str] = field(default_factory=Counter)  # of the files, at the end
    wrong: list[str] = field(default_factory=list)  # files that are missing, or another's


@dataclass
class Services:
    """Worker services, each with so many processes, and how quickly a job of a dead one is free again."""

    environ: dict[str, str]
    number: int = 2
    processes: int = 1
    lease: float = 4
    quick: bool = True
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        words = (str(self.lease), str(self.processes), "quick" if self.quick else "real")
        command = [sys.executable, "-c", WORKER, *words]
        self.running.append(
            subprocess.Popen(command, env=self.environ, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
        )

    def kill(self, place: int) -> None:
        """Kill a service with all its processes, as if its machine had lost its current."""
        service = self.running.pop(place)
        os.killpg(service.pid, signal.SIGKILL)
        service.wait()


def a_filled_campaign(wanted: int) -> tuple[Reader, str]:
    """Make a campaign of suppliers in which all have handed in."""
    library = load(paths.questionnaires())
    reader = a_reader("Commune of Many")
    campaign = a_campaign(reader, library.editions["supplier"], "contract")
    kept = []
    for case in CASES:
        found = read_case(ROOT / "tests" / "cases" / f"{case}.yaml", library.editions)
        kept.append(part(found.sheet, found.evaluation, scored=False).sheet.as_json())
    asked = invited(reader, campaign, *map(_name, range(wanted)))
    for number, guest in enumerate(asked):
        copy_id, key = make_data_key()
        sheet = kept[number % len(kept)] | {"organisation": _name(number)}
        with database.writing() as session:
            row, invitation = session.get_one(Campaign, campaign), session.get_one(Invitation, guest.id)
            handed = {"sheet": sheet, "withheld": {}, "result": None, "language": "en"}
            copies.put_copy(session, copy_id, key, invitation, row, handed)
    return reader, campaign


def _name(number: int) -> str:
    return f"Firm {number:05} S.A."


def kill_exporters(services: Services, wanted: int, kills: int, say: Callable[[str], object] = str) -> Outcome:
    """Ask for the files of all firms, kill services while they are made, and wait until all is quiet."""
    reader, campaign = a_filled_campaign(wanted)
    outcome, chance = Outcome(wanted), random.Random(7)
    say(f"{wanted} firms have handed in")
    began = time.monotonic()
    _call(exports.ask_export(reader, campaign, "files", "en"))
    for _ in range(services.number):
        services.start()
    deadline = began + 120 + 3 * wanted + 20 * kills
    first: tuple[float, int] | None = None
    try:
        while not _is_through(reader, campaign, outcome):
            assert time.monotonic() < deadline, outcome
            (progress,) = exports.exports_of(reader.organisation_id, campaign)
            first = first or ((time.monotonic(), progress.done) if progress.done else None)
            # The kills are spread over the first part of the work, so that the rest sees what they left.
            if outcome.kills < kills and progress.done > outcome.kills * wanted * 0.8 / kills:
                services.kill(chance.randrange(len(services.running)))
                services.start()
                outcome.kills += 1
                say(f"{datetime.now(UTC):%H:%M:%S} {progress.done} made, kill {outcome.kills}")
            # What the sweep does each minute; of few, a call that died with its worker is repeated soon.
            left = store.left_behind(queued=services.quick, patience=PATIENCE)
            _call([*left, *export_work.left_waiting()])
            time.sleep(0.2)
    finally:
        while services.running:
            services.kill(0)
    outcome.seconds = time.monotonic() - began
    if first:
        outcome.a_minute = (wanted - first[1]) / (time.monotonic() - first[0]) * 60
    _look(reader, campaign, services.quick, outcome)
    return outcome


def _is_through(reader: Reader, campaign: str, outcome: Outcome) -> bool:
    """Tell whether all is made; ask once more for what was interrupted three times, as staff are invited to."""
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    if not progress.open and progress.failed:
        outcome.given_up += progress.failed
        assert outcome.given_up < outcome.files, progress.error
        _call(exports.again(reader, campaign, progress.id))
    return not progress.open and not progress.failed


def _call(job_ids: list[str]) -> None:
    for job_id in job_ids:
        jobs.wake(job_id, bulk=True)


def _look(reader: Reader, campaign: str, quick: bool, outcome: Outcome) -> None:
    """Look into every file: each firm has one, and it is its own."""
    (progress,) = exports.exports_of(reader.organisation_id, campaign)
    outcome.states.update({"done": progress.done, "failed": progress.failed})
    found = exports.ready(reader, campaign, progress.id)
    assert found
    files = {file.name: file.id for file in found[1]}
    assert len(files) == len(found[1])
    for number in range(outcome.files):
        name = _name(number)
        content = exports.made(reader, campaign, files[name]) if name in files else None
        if content is None or name not in _title(content, quick):
            outcome.wrong.append(name)


def _title(content: bytes, quick: bool) -> str:
    if quick:
        return content.decode()
    told = PdfReader(BytesIO(content)).metadata
    return str(told.title) if told else ""


@contextmanager
def a_store() -> Iterator[dict[str, str]]:
    """Give a PostgreSQL of its own, with the application's tables in it."""
    from tests.conftest import on_postgresql, postgresql

    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        environ = on_postgresql(url, Path(folder) / "instance")
        settings = config.load(environ)
        app = Flask("killing")
        store.connect(app, settings)
        store.prepare(app)
        jobs.connect(app, settings)
        jobs.make_tables(app.extensions["queue"]["huey"])
        with app.app_context():
            yield environ


def main(wanted: int, kills: int, number: int, processes: int) -> None:
    with a_store() as environ:
        services = Services({**os.environ, **environ}, number, processes, lease=60, quick=False)
        outcome = kill_exporters(services, wanted, kills, lambda text: print(text, flush=True))
    print(outcome)
    print(f"{outcome.a_minute:.0f} files a minute with {number} × {processes} processes")
