"""Respondents whose every response is checked; one application serves all tests that leave it as it is."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask

from pan2_assess import config, create_app, store
from pan2_assess.web import clock
from pan2_assess.web.limits import limiter
from tests.web.journey import Checked, Respondent, company


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test happen on the same day."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(config.load({"PAN2_INSTANCE": str(tmp_path_factory.mktemp("web") / "instance")}))
    app.testing = True
    app.test_client_class = Checked
    store.prepare(app)
    yield app
    with app.app_context():
        for engine in store.db.engines.values():
            engine.dispose()


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
