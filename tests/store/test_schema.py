"""The schema: an empty store is made, ours is opened, whatever else is refused in words that help."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import URL, inspect, text
from sqlalchemy.schema import DropTable

from pan2_assess import config, store
from pan2_assess.config import Settings
from pan2_assess.store import sealing
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import db

Build = Callable[[Settings], Flask]
ROOT = Path(__file__).parents[2]


def test_tables_are_what_the_migrations_make(kept: Flask) -> None:
    for name, engine in db.engines.items():
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            assert compare_metadata(context, db.metadatas[name]) == []
            made = set(inspect(connection).get_table_names())
            assert made == {"alembic_version", *db.metadatas[name].tables}
            for table in db.metadatas[name].tables.values():  # the comparison does not look at these
                wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
                assert {c["name"] for c in inspect(connection).get_check_constraints(table.name)} == wanted


def test_a_connection_makes_nothing(settings: Settings, build: Build) -> None:
    app = build(settings)
    store.verify(app)
    with app.app_context():
        for url, engine in zip((settings.database_url, settings.keys_url), db.engines.values(), strict=False):
            if url.drivername == "sqlite":
                assert not Path(str(url.database)).exists()
            else:
                assert inspect(engine).get_table_names() == []


def test_to_prepare_again_changes_nothing(begun: Begun, settings: Settings, build: Build) -> None:
    again = build(settings)
    store.prepare(again)
    store.upgrade(again)
    store.verify(again)
    assert store.held(begun.access)


PREPARE = """
from flask import Flask
from pan2_assess import config, store
app = Flask("other")
store.connect(app, config.load())
store.prepare(app)
"""


def test_several_may_start_at_once(environ: dict[str, str], build: Build) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", PREPARE], env=environ, cwd=ROOT) for _ in range(3)]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    store.verify(build(config.load(environ)))


def test_an_interrupted_start_is_finished(settings: Settings, build: Build) -> None:
    """The lights went out when only the key store had its tables."""
    app = build(settings)
    store.prepare(app)
    with app.app_context(), store.writing() as session:
        for table in (*reversed(db.metadatas[None].sorted_tables), db.metadatas["keys"].tables["server_key_check"]):
            name = table.name
            bind = db.engines[table.metadata.info["bind_key"]]
            statement = table.delete() if name == "server_key_check" else DropTable(table)
            session.execute(statement, bind_arguments={"bind": bind})
        session.execute(text("DROP TABLE alembic_version"))
    again = build(settings)
    store.prepare(again)
    store.verify(again)


@pytest.mark.parametrize("which", [None, "keys"])
def test_a_newer_store_is_refused(begun: Begun, settings: Settings, build: Build, which: str | None) -> None:
    _set_revision(which, "9999")
    for act in (store.prepare, store.upgrade, store.verify):
        with pytest.raises(store.StoreError, match="made by a newer version of this program"):
            act(build(settings))


def _set_revision(which: str | None, revision: str) -> None:
    with store.writing() as session:
        bind = {"bind": db.engines[which]}
        session.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision}, bind_arguments=bind)


def test_another_server_key_is_refused(begun: Begun, settings: Settings, build: Build) -> None:
    other = replace(settings, server_key=sealing.new_key(), server_key_from="/etc/pan2/server.key")
    for act in (store.prepare, store.upgrade, store.verify):
        with pytest.raises(store.StoreError, match=r"/etc/pan2/server\.key: this server key does not open .*keys"):
            act(build(other))


def test_the_key_store_of_another_instance_is_refused(
    begun: Begun, settings: Settings, build: Build, tmp_path: Path
) -> None:
    elsewhere = config.load({"PAN2_INSTANCE": str(tmp_path / "elsewhere")})
    store.prepare(build(elsewhere))
    with pytest.raises(store.StoreError, match="this server key does not open"):
        store.verify(build(replace(settings, keys_url=elsewhere.keys_url)))
    same_server_key = replace(
        settings,
        instance=tmp_path / "third",
        keys_url=_sqlite(tmp_path / "third.sqlite"),
        database_url=_sqlite(tmp_path / "d"),
    )
    store.prepare(build(same_server_key))
    with pytest.raises(store.StoreError, match="holds no keys, though there are assessments"):
        store.verify(build(replace(settings, keys_url=same_server_key.keys_url)))


def _sqlite(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


@pytest.mark.parametrize("which", ["database_url", "keys_url"])
def test_half_a_store_is_refused(begun: Begun, settings: Settings, build: Build, tmp_path: Path, which: str) -> None:
    half = build(replace(settings, **{which: _sqlite(tmp_path / "new.sqlite")}))
    for act in (store.prepare, store.verify):
        with pytest.raises(store.StoreError, match=r"new\.sqlite: missing or empty, though .* is filled"):
            act(half)


@pytest.mark.parametrize("environ", ["sqlite"], indirect=True)
def test_a_missing_key_beside_a_filled_store_is_refused(
    begun: Begun, environ: dict[str, str], settings: Settings
) -> None:
    for name in ("server.key", "secret.key"):
        away = shutil.move(settings.instance / name, settings.instance.parent)
        with pytest.raises(config.ConfigError, match=rf"a key to it is missing:\n  .*{name}"):
            config.load(environ)
        shutil.move(away, settings.instance)
    assert config.load(environ) == settings


FIRST = (  # back to the first version's tables
    "DROP TABLE blank",
    "DROP TABLE conclusion",
    "DROP TABLE finding",
    "DROP TABLE remark",
    "DROP TABLE lesson",
    "DROP TABLE copy_read",
    "DROP TABLE export_file",
    "DROP TABLE export",
    "DROP TABLE letter",
    "DROP TABLE copy",
    "DROP TABLE invitation",
    "DROP TABLE campaign",
    "DROP TABLE benchmark_entry",
    "DROP TABLE benchmark_cell",
    "DROP TABLE label",
    "DROP TABLE staff_link",
    "DROP TABLE sign_in",
    "DROP TABLE membership",
    "DROP TABLE staff",
    "DROP TABLE organisation",
    "DROP TABLE beside",
    "DROP TABLE voice",
    "DROP INDEX ix_submission_code",
    "ALTER TABLE submission DROP COLUMN code",
    "ALTER TABLE report DROP COLUMN plan",
    "ALTER TABLE answer DROP COLUMN key_id",
    "ALTER TABLE answer DROP COLUMN saved_at",
    "ALTER TABLE access_key DROP COLUMN may_manage",
    "UPDATE alembic_version SET version_num = '0001'",
)


def test_a_store_of_the_first_version_keeps_its_answers(begun: Begun, settings: Settings, build: Build) -> None:
    store.save(begun.access, {"profile.employees": {"value": 7}})
    with store.writing() as session:
        for statement in FIRST:
            session.execute(text(statement))
        session.execute(text(FIRST[-1]), bind_arguments={"bind": db.engines["keys"]})
    app = build(settings)
    with pytest.raises(store.StoreError, match="pan2-assess upgrade"):
        store.prepare(app)
    store.upgrade(app)
    with app.app_context():
        held = store.held(begun.access)
        assert held
        assert held.answers == {"profile.employees": {"value": 7}}
        assert held.may_manage  # whoever could edit could do all until then
        assert store.authors(begun.access, ["profile.employees"]) == {}
        store.save(begun.access, {"profile.employees": {"value": 8}})
        assert list(store.authors(begun.access, ["profile.employees"])) == ["profile.employees"]
