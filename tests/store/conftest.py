"""Stores to try: the same on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from pan2_assess import config, store
from pan2_assess.config import Settings
from pan2_assess.store.assessments import Begun
from tests.conftest import new_databases


class Company:
    """As much of an edition as the store needs."""

    id = "company"
    version = "2026.1"
    digest = "5" * 64
    draft = True

    def canonical(self) -> str:
        return '{"id":"company"}'


@pytest.fixture(scope="session")
def databases(pg_url: str) -> tuple[str, str]:
    """Make two databases in PostgreSQL; `environ` empties them for each test."""
    return new_databases(pg_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Name two databases with nothing in them."""
    environ = {"PAN2_INSTANCE": str(tmp_path / "instance")}
    if request.param == "postgresql":
        urls = emptied(request.getfixturevalue("databases"))
        environ |= dict(zip(("PAN2_DATABASE_URL", "PAN2_KEYS_URL"), urls, strict=True))
    return environ


def emptied(databases: tuple[str, str]) -> tuple[str, str]:
    for url in databases:
        _do(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return databases


def _do(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return config.load(environ)


@pytest.fixture
def build() -> Iterator[Callable[[Settings], Flask]]:
    """Give what builds an application with a store and nothing else."""
    built = []

    def build(settings: Settings) -> Flask:
        app = Flask("store")
        app.config["REPORT_TEMPLATE"] = "1"
        store.connect(app, settings)
        built.append(app)
        return app

    yield build
    for app in built:
        with app.app_context():
            store.db.session.remove()
            for engine in store.db.engines.values():
                engine.dispose()


@pytest.fixture
def kept(settings: Settings, build: Callable[[Settings], Flask]) -> Iterator[Flask]:
    """Prepare a store and stay in its application."""
    app = build(settings)
    store.prepare(app)
    with app.app_context():
        yield app


@pytest.fixture
def begun(kept: Flask) -> Begun:
    return store.begin(Company(), "Example S.A.", date(2026, 11, 22))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def one_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Prepare one store for all tests of a module, which must not get in each other's way."""
    environ = {"PAN2_INSTANCE": str(tmp_path_factory.mktemp("store") / "instance")}
    if request.param == "postgresql":
        urls = request.getfixturevalue("databases")
        for variable, url in zip(("PAN2_DATABASE_URL", "PAN2_KEYS_URL"), urls, strict=True):
            _do(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
            environ[variable] = url
    app = Flask("store")
    store.connect(app, config.load(environ))
    store.prepare(app)
    yield app
    with app.app_context():
        for engine in store.db.engines.values():
            engine.dispose()


@pytest.fixture
def shared(one_store: Flask) -> Iterator[Flask]:
    with one_store.app_context():
        yield one_store
        store.db.session.remove()
