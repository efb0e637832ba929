"""Copying the store: every row arrives and opens there, and what fails or is interrupted leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import URL, create_engine, func, select, text, update
from sqlalchemy.engine import make_url

from pan2_assess import config, store
from pan2_assess.cli import main
from pan2_assess.config import Settings
from pan2_assess.store import copying
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import db
from pan2_assess.store.leases import LEASE
from pan2_assess.store.tables import DataKey
from tests.store import sample
from tests.store.conftest import Company, emptied

Build = Callable[[Settings], Flask]
ROOT = Path(__file__).parents[2]
one_way = pytest.mark.parametrize("environ", ["sqlite"], indirect=True)  # to PostgreSQL is enough


@pytest.fixture
def begun(kept: Flask) -> list[Begun]:
    return sample.fill()


@pytest.fixture
def target(environ: dict[str, str], settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Name the other kind of database, with the keys we have."""
    if settings.database_url.drivername == "sqlite":
        data, keys = (make_url(url) for url in emptied(request.getfixturevalue("databases")))
        kind = "postgresql+psycopg"
        return replace(settings, database_url=data.set(drivername=kind), keys_url=keys.set(drivername=kind))
    return replace(settings, database_url=_sqlite(tmp_path / "data.sqlite"), keys_url=_sqlite(tmp_path / "k.sqlite"))


def _sqlite(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def silent(*_: object) -> None: ...


def rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table, in one order for both databases."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with app.app_context():
        for name, engine in db.engines.items():
            with engine.connect() as connection:
                for table in db.metadatas[name].sorted_tables:
                    found[table.name] = sorted(map(tuple, connection.execute(table.select())), key=_in_order)
    return found


def _in_order(row: tuple[object, ...]) -> str:
    return repr([value.timestamp() if isinstance(value, datetime) else value for value in row])


def test_every_row_arrives_and_opens(kept: Flask, begun: list[Begun], target: Settings, build: Build) -> None:
    there = build(target)
    told: list[tuple[str, int, int]] = []
    copied = copying.copy(kept, there, lambda *line: told.append(line))
    store.verify(there)
    before = rows(kept)
    empty = [name for name, found in before.items() if not found]
    assert not empty, f"{empty}: nothing in them is copied by this test; tests/store/sample.py fills the tables"
    assert rows(there) == before
    assert copied == copying.Copied(sum(map(len, before.values())), 2, ())
    assert {name: done for name, done, total in told if done == total} == {name: len(r) for name, r in before.items()}
    draft, submitted, erased = begun
    with there.app_context():
        held = store.held(draft.access)
        assert held
        assert held.answers == sample.ANSWERS
        state = store.report_of(submitted.access, "en", True)
        assert state
        assert state.pdf == sample.PDF
        assert store.held(erased.access) is None
        # What waited still waits, and what a dead worker left is found by the sweep there.
        assert len(store.left_behind(queued=True, patience=-LEASE)) == 2
        store.save(draft.access, {"a.one": {"value": "2"}})


@one_way
def test_no_row_is_named_by_a_number_that_a_database_counts(kept: Flask) -> None:
    """Such a counter would begin anew at the target and give out numbers that are taken."""
    tables = [table for metadata in db.metadatas.values() for table in metadata.sorted_tables]
    assert [table.name for table in tables if table.autoincrement_column is not None] == []


def test_the_keys_may_stay_where_they_are(
    kept: Flask, begun: list[Begun], settings: Settings, target: Settings, build: Build
) -> None:
    there = build(replace(target, keys_url=settings.keys_url))
    assert copying.copy(kept, there, silent).opened == 2
    store.verify(there)
    assert rows(there) == rows(kept)


@one_way
def test_an_empty_store_of_this_version_may_be_there(
    kept: Flask, begun: list[Begun], target: Settings, build: Build
) -> None:
    there = build(target)
    store.prepare(there)
    copying.copy(kept, there, silent)
    assert rows(there) == rows(kept)


def nothing_in(target: Settings) -> bool:
    for url, metadata in ((target.database_url, db.metadatas[None]), (target.keys_url, db.metadatas["keys"])):
        engine = create_engine(url)
        with engine.connect() as connection:
            full = [t for t in metadata.sorted_tables if connection.scalar(select(func.count()).select_from(t))]
        engine.dispose()
        if full:
            return False
    return True


@one_way
def test_a_filled_target_is_refused_and_left_alone(
    kept: Flask, begun: list[Begun], target: Settings, build: Build
) -> None:
    there = build(target)
    store.prepare(there)
    with there.app_context():
        other = store.begin(Company(), "Another S.A.", date(2026, 1, 1))
    before = rows(there)
    with pytest.raises(store.StoreError, match=r"holds 1 rows in «\w+» already\. Nothing was copied"):
        copying.copy(kept, there, silent)
    assert rows(there) == before
    with there.app_context():
        assert store.held(other.access)


@one_way
def test_a_target_of_another_version_is_refused(
    kept: Flask, begun: list[Begun], target: Settings, build: Build
) -> None:
    there = build(target)
    store.prepare(there)
    for revision in ("0001", "9999"):
        with there.app_context(), store.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
        with pytest.raises(store.StoreError, match="has tables of another version of this program"):
            copying.copy(kept, there, silent)


@one_way
def test_a_target_that_is_in_use_already_is_refused(
    kept: Flask, begun: list[Begun], settings: Settings, target: Settings, build: Build
) -> None:
    before = rows(kept)
    for data, keys, why in (
        (settings.database_url, settings.keys_url, "is the database in use now"),
        (settings.database_url, target.keys_url, "is the database in use now"),
        (settings.keys_url, target.keys_url, "for the data and for the keys"),
        (target.database_url, target.database_url, "for the data and for the keys"),
        (target.database_url, settings.database_url, "holds the data now"),
    ):
        with pytest.raises(store.StoreError, match=why):
            copying.copy(kept, build(replace(target, database_url=data, keys_url=keys)), silent)
    assert rows(kept) == before


@one_way
def test_tables_of_something_else_are_refused(kept: Flask, begun: list[Begun], target: Settings, build: Build) -> None:
    engine = create_engine(target.database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE assessment (id INTEGER)"))
    engine.dispose()
    with pytest.raises(store.StoreError, match=r"already exists\. Nothing was copied"):
        copying.copy(kept, build(target), silent)


@one_way
def test_nothing_to_copy(settings: Settings, target: Settings, build: Build) -> None:
    with pytest.raises(store.StoreError, match="there is nothing to copy"):
        copying.copy(build(settings), build(target), silent)


@one_way
def test_what_arrives_otherwise_is_not_kept(
    kept: Flask, begun: list[Begun], target: Settings, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes to the target meanwhile: here the copying itself drops a byte."""
    whole = copying._batches

    def altered(connection: object, table: object) -> Iterator[object]:
        for batch in whole(connection, table):  # type: ignore[arg-type]
            if getattr(table, "name", "") == "answer" and str(target.database_url) == str(connection.engine.url):  # type: ignore[attr-defined]
                batch = batch[1:]
            yield batch

    monkeypatch.setattr(copying, "_batches", altered)
    with pytest.raises(store.StoreError, match=r"«answer» now is not what was copied there. Nothing was kept"):
        copying.copy(kept, build(target), silent)
    assert nothing_in(target)


def test_an_interrupted_copy_leaves_nothing_and_can_be_begun_again(
    kept: Flask, begun: list[Begun], target: Settings, build: Build
) -> None:
    def interrupt(table: str, done: int, _total: int) -> None:
        if table == "report" and done:
            raise KeyboardInterrupt

    there = build(target)
    with pytest.raises(KeyboardInterrupt):
        copying.copy(kept, there, interrupt)
    assert nothing_in(target)
    copying.copy(kept, there, silent)
    assert rows(there) == rows(kept)


KILLED = """
import os, signal, sys
from pan2_assess import cli_copying
from pan2_assess.cli import main

def die(table, done, total):
    if table == "report" and done:
        os.kill(os.getpid(), signal.SIGKILL)

cli_copying._told = die
main(["copy-to", *sys.argv[1:]])
"""


@one_way
def test_a_killed_copy_leaves_nothing(
    kept: Flask, begun: list[Begun], environ: dict[str, str], target: Settings, build: Build
) -> None:
    data, keys = (url.render_as_string(hide_password=False) for url in (target.database_url, target.keys_url))
    killed = subprocess.run([sys.executable, "-c", KILLED, data, "--keys", keys], env=environ, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert nothing_in(target)
    copying.copy(kept, build(target), silent)


@one_way
def test_what_does_not_open_is_copied_and_named(
    kept: Flask, begun: list[Begun], target: Settings, build: Build
) -> None:
    draft, submitted, _ = begun
    with store.writing() as session:
        other = session.get_one(DataKey, submitted.assessment_id).wrapped
        session.execute(update(DataKey).where(DataKey.assessment_id == draft.assessment_id).values(wrapped=other))
    copied = copying.copy(kept, build(target), silent)
    assert (copied.opened, copied.shut) == (1, (draft.assessment_id,))


# --- the command -----------------------------------------------------------------------------------------


def run(environ: dict[str, str], *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["copy-to", *words], env={**dict.fromkeys(_ours()), **environ})
    return result.exit_code, result.stdout, result.stderr


def _ours() -> list[str]:
    return [name for name in os.environ if name.startswith("PAN2_")]


def test_the_command(
    kept: Flask, begun: list[Begun], environ: dict[str, str], target: Settings, tmp_path: Path
) -> None:
    secret = tmp_path / "url"
    secret.write_text(target.database_url.render_as_string(hide_password=False) + "\n")
    keys = target.keys_url.render_as_string(hide_password=False)
    status, out, err = run(environ, f"@{secret}", "--keys", keys)
    assert (status, out) == (0, "")
    assert "2 assessments opened with the server key" in err
    assert "Set PAN2_DATABASE_URL and PAN2_KEYS_URL" in err
    moved = config.load(
        {"PAN2_INSTANCE": environ["PAN2_INSTANCE"], "PAN2_DATABASE_URL_FILE": str(secret), "PAN2_KEYS_URL": keys}
    )
    assert moved.database_url == target.database_url
    status, _, err = run(environ, f"@{secret}", "--keys", keys)
    assert status == 1
    assert "already. Nothing was copied." in err
    assert "Traceback" not in err


@one_way
@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (["mysql://me:hidden@host/name"], 2, "URL: not a database we know. Write postgresql://"),
        (["@/no/such/file"], 2, "URL: cannot read /no/such/file: No such file or directory."),
        (["sqlite:///there.sqlite", "--keys", "nonsense"], 2, "--keys: not a database we know"),
        (["sqlite:////no/such/folder/there.sqlite"], 1, "unable to open database file. Nothing was copied."),
        (["postgresql://me:hidden@127.0.0.1:1/name"], 1, "postgresql+psycopg://me:***@127.0.0.1:1/name: "),
        ([], 2, "Missing argument 'URL'"),
    ],
)
def test_wrong_words(kept: Flask, environ: dict[str, str], words: list[str], status: int, why: str) -> None:
    found = run(environ, *words)
    assert found[0] == status
    assert why in found[2]
    assert "Traceback" not in found[2]
    assert "hidden" not in found[2]
