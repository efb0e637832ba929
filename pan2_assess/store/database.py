"""The databases: how the application reaches them, and how a transaction begins."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from pan2_assess.config import Settings

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY = 10  # seconds a transaction waits for another one


class Stored(DeclarativeBase):
    """A table of the database."""

    metadata = MetaData(naming_convention=NAMES)


class KeyStored(DeclarativeBase):
    """A table of the key store, which backups of the database leave out."""

    metadata = MetaData(naming_convention=NAMES, info={"bind_key": "keys"})


db = SQLAlchemy(model_class=Stored, add_models_to_shell=False)
db.metadatas["keys"] = KeyStored.metadata
MIGRATIONS = Path(__file__).parent / "migrations"
migrate = Migrate(db=db, directory=str(MIGRATIONS), compare_server_default=True)

_writes: ContextVar[bool] = ContextVar("writes", default=False)
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets zones, so we put the zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC))


def now() -> datetime:
    """Tell the server's time, by which every deadline is decided."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let what is done inside happen at another moment: a demonstration tells a story that began years ago."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def connect(app: Flask, settings: Settings) -> None:
    """Give the application its database and its key store; nothing is made or changed in them."""
    app.extensions["settings"] = settings
    app.config["SQLALCHEMY_BINDS"] = {None: _options(settings.database_url), "keys": _options(settings.keys_url)}
    db.init_app(app)
    migrate.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            rules = _sqlite_rules if engine.dialect.name == "sqlite" else _postgresql_rules
            rules(engine)


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """Read in one transaction, seeing one state of the data; the database refuses to write."""
    with db.session.begin():
        yield db.session()


@contextmanager
def writing() -> Iterator[Session]:
    """Read and write in one transaction; on PostgreSQL lock first what you read (FOR UPDATE)."""
    with may_write(), db.session.begin():
        yield db.session()


@contextmanager
def may_write() -> Iterator[None]:
    """Let the transactions begun inside write."""
    token = _writes.set(True)
    try:
        yield
    finally:
        _writes.reset(token)


def insert(session: Session, table: type[DeclarativeBase]) -> sqlite.Insert | postgresql.Insert:
    """Give the INSERT of this database, which knows ON CONFLICT."""
    dialect = sqlite if session.get_bind(table).dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Tell whether this SQLite is free of the WAL-reset bug, which can lose or corrupt commits."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _options(url: URL) -> dict[str, Any]:
    if url.drivername == "sqlite":
        return {"url": url}
    # Nobody waits for ever: not for a server that went, nor for a lock.
    limits = {"statement_timeout": 15, "lock_timeout": BUSY, "idle_in_transaction_session_timeout": 60}
    flags = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    return {"url": url, "pool_pre_ping": True, "connect_args": {"connect_timeout": 5, "options": flags}}


def _sqlite_rules(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: `began` does
        for pragma in (
            f"busy_timeout={BUSY * 1000}",
            f"journal_mode={'wal' if wal_is_safe() else 'delete'}",
            "synchronous=full",
            "foreign_keys=on",
            "secure_delete=on",  # erased is erased in the file too
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        writes = _writes.get()
        connection.exec_driver_sql(f"PRAGMA query_only={'off' if writes else 'on'}")
        # Whoever will write waits here for the lock: taken later, one of two that read the same is lost.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_rules(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        psycopg: Any = connection.connection.dbapi_connection
        writes = _writes.get()
        psycopg.read_only = not writes
        # What reads sees one state; what writes locks its rows and reads what the one before has written.
        psycopg.isolation_level = _READ_COMMITTED if writes else _REPEATABLE_READ


_READ_COMMITTED, _REPEATABLE_READ = 2, 3  # psycopg.IsolationLevel: no need to import the driver for SQLite
