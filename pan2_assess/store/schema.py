"""The schema: made in an empty store, brought up to date by the operator, refused where it is not ours."""

import secrets
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade as migrate_to
from sqlalchemy import Engine, select

from pan2_assess.store import sealing
from pan2_assess.store.database import MIGRATIONS, db, insert, may_write, reading, settings, writing
from pan2_assess.store.tables import Assessment, DataKey, ServerKeyCheck


class StoreError(Exception):
    """Say why this store cannot be used, and what to do."""


def prepare(app: Flask) -> None:
    """Make the tables of an empty store; refuse one that is not up to date or not opened by our key."""
    with app.app_context():
        found = revisions()
        if found[""] is None and not (found["keys"] and _any_data_key()):
            with may_write():
                migrate_to()
        _verify_tables(revisions())
        _first_check()
        _verify_key()


def upgrade(app: Flask) -> None:
    """Bring the tables up to date."""
    with app.app_context():
        _refuse_newer(revisions())
        with may_write():
            migrate_to()
        _verify_key()


def verify(app: Flask) -> None:
    """Refuse a store whose tables or keys are not ours; an empty one is good."""
    with app.app_context():
        found = revisions()
        if not any(found.values()):
            return
        _verify_tables(found)
        _verify_key()


def _verify_tables(found: dict[str, str | None]) -> None:
    _refuse_newer(found)
    if missing := [name for name, revision in found.items() if revision is None]:
        raise StoreError(
            f"{_named(*missing)}: missing or empty, though {_named(*set(found) - set(missing))} is filled. "
            "Database and key store belong together: put back the one that is missing."
        )
    current = head()
    if behind := [name for name, revision in found.items() if revision != current]:
        raise StoreError(
            f"{_named(*behind)}: its tables are older than this program. Make a backup, then run: pan2-assess upgrade"
        )


def _first_check() -> None:
    """Seal something known in a store that holds nothing yet."""
    with writing() as session:
        if session.scalar(select(Assessment.id).limit(1)) is None:
            known = sealing.seal(settings().server_key, secrets.token_bytes(16), "server key")
            add = insert(session, ServerKeyCheck).values(id=1, sealed=known)
            session.execute(add.on_conflict_do_nothing())


def _verify_key() -> None:
    with reading() as session:
        check = session.get(ServerKeyCheck, 1)
        sealed = check.sealed if check else None
        held = session.scalar(select(Assessment.id).where(Assessment.state != "erased").limit(1))
    try:
        sealing.unseal(settings().server_key, sealed or b"", "server key")
    except sealing.Unsealable as error:
        raise StoreError(
            f"{settings().server_key_from}: this server key does not open {_named('keys')}. "
            "Put the key back that belongs to it; another one cannot open a single answer."
        ) from error
    if held and not _any_data_key():
        raise StoreError(
            f"{_named('keys')}: holds no keys, though there are assessments in {_named('')}. "
            "Put the key store back that belongs to it."
        )


def revisions() -> dict[str, str | None]:
    """Give the revision of each database's tables, None where it has none; "" is the main one."""
    return {key or "": _revision(engine) for key, engine in db.engines.items()}


def _revision(engine: Engine) -> str | None:
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return None  # looking would make the file
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(found: dict[str, str | None]) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if newer := [name for name, revision in found.items() if revision and revision not in known]:
        raise StoreError(
            f"{_named(*newer)}: made by a newer version of this program. Use that version, or a newer one."
        )


def _any_data_key() -> bool:
    with reading() as session:
        return session.scalar(select(DataKey.assessment_id).limit(1)) is not None


def head() -> str | None:
    """Name the revision of the tables that this program knows."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _named(*binds: str) -> str:
    return ", ".join(db.engines[name or None].url.render_as_string() for name in binds)
