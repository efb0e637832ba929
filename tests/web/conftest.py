"""Respondents whose every response is checked; one application serves all tests that leave it as it is."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask

from pan2_assess import config, create_app, jobs, store
from pan2_assess.core import speech as speaking
from pan2_assess.core.library import load
from pan2_assess.web import clock
from pan2_assess.web.limits import limiter
from pan2_assess.web.staff_cookies import SESSION
from tests import staff
from tests.conftest import Fresh, engines
from tests.web.colleagues import Colleague
from tests.web.journey import Checked, Data, Respondent, company

GOOD = Path(__file__).parents[1] / "core" / "good"


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test happen on the same day."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, fresh: Fresh) -> Iterator[Flask]:
    yield from serving(fresh(tmp_path_factory.mktemp("web") / "instance"))


def serving(environ: dict[str, str]) -> Iterator[Flask]:
    app = create_app(config.load(environ))
    app.testing = True
    app.test_client_class = Checked
    with engines(app):
        yield app


@pytest.fixture
def web(shared: Flask) -> Iterator[Flask]:
    """Give the application without its limits on how often."""
    limiter.enabled = False
    yield shared
    limiter.enabled = True


@pytest.fixture
def client(web: Flask) -> Checked:
    found = web.test_client()
    assert isinstance(found, Checked)
    return found


@pytest.fixture
def somebody(web: Flask) -> Callable[[], Respondent]:
    """Make respondents, each in a browser of their own."""
    return lambda: Respondent(web.test_client(), company(web))


@pytest.fixture
def respondent(somebody: Callable[[], Respondent]) -> Respondent:
    return somebody().begin()


@pytest.fixture
def bilingual(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checked]:
    """Serve a small library in English and French."""
    with (tmp_path / "fr.po").open("wb") as file:
        write_po(file, Catalog(locale="fr"))
    monkeypatch.setattr(speaking, "CATALOGUES", tmp_path)
    speaking.speech.cache_clear()
    app.extensions["library"] = load(GOOD)
    app.test_client_class = Checked
    client = app.test_client()
    assert isinstance(client, Checked)
    yield client
    speaking.speech.cache_clear()


_answered: Data = {}  # what the first one answered on the pages: the others need not go through them again


@pytest.fixture
def submitted(web: Flask, respondent: Respondent, monkeypatch: pytest.MonkeyPatch) -> Respondent:
    """Give a respondent who has submitted, everything answered with the ladder's step 1; no report is made."""
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    access = respondent.access()
    if _answered:
        with web.app_context():
            store.save(access, _answered)
    else:
        respondent.answer_all("1")
        with web.app_context():
            held = store.held(access)
        assert held
        _answered.update(held.answers)
    assert respondent.submit().status_code == 303
    return respondent


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> staff.Clock:
    """Stop the clock of staff, and let their passwords cost little."""
    staff.be_cheap(monkeypatch)
    return staff.stop_clock(monkeypatch)


@pytest.fixture
def colleagues(web: Flask, stopped: staff.Clock) -> Callable[..., Colleague]:
    """Make people of an organisation, each signed in with a browser of their own."""

    def make(
        organisation: str = "Ministry of Roads",
        role: staff.Role = "manager",
        name: str = "Anne Weber",
        kind: staff.Kind = "authority",
    ) -> Colleague:
        with web.app_context():
            person = staff.set_up(stopped, organisation, role, name, kind)
        client = web.test_client()
        client.set_cookie(SESSION, person.token)
        return Colleague(client, person, stopped)

    return make
