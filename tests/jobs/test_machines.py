"""Several machines at one PostgreSQL: it does not matter which of them answers, and which of them is lost."""

from __future__ import annotations

import base64
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import cycle
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pan2_assess import paths, serving
from pan2_assess.core.library import load
from tests.conftest import on_postgresql
from tests.e2e.conftest import START, answers, free_port
from tests.jobs.killing import kill_workers
from tests.jobs.test_jobs import queued  # noqa: F401  (a fixture)
from tests.store.conftest import build, databases, environ, kept, settings  # noqa: F401  (fixtures)
from tests.web.journey import Respondent


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_killed_workers_lose_no_report_and_show_none_twice(
    queued: Flask,  # noqa: F811
    environ: dict[str, str],  # noqa: F811
    tmp_path: Path,
) -> None:
    queued.extensions["queue"]["huey"].storage.initialize_schema()
    edition = load(paths.questionnaires()).editions["company"]
    outcome = kill_workers(queued, environ, edition, tmp_path, kills=2, wanted=12)
    assert outcome.kills == 2
    assert outcome.states == {"done": 12}
    assert outcome.reports == 12
    assert outcome.wrong == []
    assert outcome.made >= 12


# --- the journey through two machines --------------------------------------------------------------------


@dataclass
class Response:
    status_code: int
    headers: http.client.HTTPMessage
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def location(self) -> str:
        return self.headers["Location"]


@dataclass
class Turns:
    """A browser whose every request goes to another machine than the one before, as a balancer may have it."""

    ports: Iterator[int]
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def get(self, address: str) -> Response:
        return self._ask("GET", address)

    def post(self, address: str, data: dict[str, Any]) -> Response:
        return self._ask("POST", address, urlencode(data, doseq=True))

    def _ask(self, method: str, address: str, body: str | None = None) -> Response:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection("127.0.0.1", next(self.ports), timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies.load(line)
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Machine:
    port: int
    parts: tuple[subprocess.Popen[bytes], ...]

    def lose(self) -> None:
        """Kill all its processes at once, as if its current had failed."""
        for part in self.parts:
            if part.poll() is None:
                os.killpg(part.pid, signal.SIGKILL)
                part.wait()


@pytest.fixture
def machines(pg_url: str, tmp_path: Path) -> Iterator[list[Machine]]:
    """Serve on two machines, each with a web process, a worker and a folder of its own; they share the keys."""
    shared = on_postgresql(pg_url, tmp_path)
    for name in ("SERVER_KEY", "SECRET_KEY"):
        shared[f"PAN2_{name}"] = base64.b64encode(os.urandom(32)).decode()
    found = []
    log = tmp_path / "log"
    with log.open("wb") as written:
        for number in range(2):
            port = free_port()
            web = (
                "-m",
                "gunicorn",
                f"--bind=127.0.0.1:{port}",
                "--workers=1",
                *serving.WEB,
                "pan2_assess:create_app()",
            )
            place = {**os.environ, **shared, "PAN2_INSTANCE": str(tmp_path / f"machine-{number}")}
            parts = [
                subprocess.Popen(
                    [sys.executable, *words], env=place, stdout=written, stderr=written, start_new_session=True
                )
                for words in (web, ("-m", "pan2_assess.serving"))
            ]
            found.append(Machine(port, tuple(parts)))
        try:
            deadline = time.monotonic() + 2 * START
            while not all(answers(f"http://127.0.0.1:{machine.port}") for machine in found):
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            yield found
        finally:
            for machine in found:
                machine.lose()


def test_a_respondent_whom_two_machines_serve_in_turns(machines: list[Machine]) -> None:
    browser = Turns(cycle(machine.port for machine in machines))
    respondent = Respondent(cast(FlaskClient, browser), load(paths.questionnaires()).editions["company"])
    respondent.begin().answer_all()
    first, second = machines
    first.lose()
    browser.ports = cycle([second.port])
    assert respondent.submit().status_code == 303
    deadline = time.monotonic() + 120
    while (report := browser.get(f"{respondent.base}/report")).headers.get_content_type() != "application/pdf":
        assert report.status_code == 200
        assert time.monotonic() < deadline, report.text
        time.sleep(2)  # as often as one may ask
    assert report.data.startswith(b"%PDF-")
