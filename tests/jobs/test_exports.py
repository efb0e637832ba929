"""Files of a campaign while workers are killed: none is lost, and each firm has its own."""

from __future__ import annotations

import pytest
from flask import Flask

from pan2_assess import jobs
from tests.jobs.killing_exports import Services, kill_exporters
from tests.jobs.test_jobs import queued  # noqa: F401  (a fixture)
from tests.store.conftest import build, databases, environ, kept, settings  # noqa: F401  (fixtures)


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_killed_workers_lose_no_file(queued: Flask, environ: dict[str, str]) -> None:  # noqa: F811
    jobs.make_tables(queued.extensions["queue"]["huey"])
    outcome = kill_exporters(Services(environ, lease=2), wanted=40, kills=2)
    assert outcome.kills == 2
    assert outcome.states == {"done": 40, "failed": 0}
    assert outcome.wrong == []
