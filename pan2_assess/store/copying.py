"""Copying the whole store to empty databases: all of it or nothing, and compared with what it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_migrate import upgrade as migrate_to
from sqlalchemy import URL, Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from pan2_assess.store import sealing
from pan2_assess.store.access import place
from pan2_assess.store.database import db, may_write, settings
from pan2_assess.store.schema import StoreError, head, revisions, verify
from pan2_assess.store.tables import Assessment, DataKey, ServerKeyCheck

BATCH = 200  # rows read and written at once: finished reports are large
EMPTY_AGAIN = "Nothing was copied. Name a database with nothing in it."

Told = Callable[[str, int, int], None]  # a table, how many of its rows are copied, how many there are
Engines = Mapping[str, Engine]  # by what they hold: "data" and "keys"


@dataclass(frozen=True)
class Copied:
    rows: int
    opened: int  # assessments that open at the target with this server key
    shut: tuple[str, ...]  # those that do not, as they did not at the source


def copy(source: Flask, target: Flask, told: Told) -> Copied:
    """Copy every row to a target that holds none; raise StoreError, and leave no row there, where that fails.

    Where both name the same key store, the keys stay where they are.
    """
    verify(source)
    with source.app_context():
        here, server_key = _engines(), settings().server_key
        if None in revisions().values():
            raise StoreError(f"{_named(here['data'])}: there is nothing to copy.")
    with target.app_context():
        there = _engines()
        moved = tuple(kind for kind in ("keys", "data") if _where(here[kind].url) != _where(there[kind].url))
        _refuse_same(here, there, moved)
        with _plainly(*(there[kind] for kind in moved)):
            _make_tables(there, moved)
    with ExitStack() as stack:
        origin = {kind: stack.enter_context(_transaction(here[kind])) for kind in here}
        goal = {kind: stack.enter_context(_transaction(there[kind], writes=True)) for kind in moved}
        tables = [(kind, table) for kind in moved for table in _tables(kind)]
        for kind, table in tables:
            with _plainly(there[kind]):
                _refuse_filled(goal[kind], table)
        rows = 0
        for kind, table in tables:
            with _plainly(here[kind], there[kind]):
                rows += _copy_table(table, origin[kind], goal[kind], told)
        opened, shut = _opened(goal.get("keys", origin["keys"]), goal["data"], server_key)
        # The keys first: keys that open nothing do no harm, should the lights go out between the two.
        for kind in moved:
            with _plainly(there[kind]):
                goal[kind].commit()
    return Copied(rows, opened, shut)


def _engines() -> dict[str, Engine]:
    return {key or "data": engine for key, engine in db.engines.items()}


def _tables(kind: str) -> list[Table]:
    """List the tables, each after those that it refers to."""
    return db.metadatas[None if kind == "data" else kind].sorted_tables


def _where(url: URL) -> tuple[object, ...]:
    port = None if url.drivername == "sqlite" else url.port or 5432
    return url.drivername, url.host, port, url.database, url.query.get("host")


def _refuse_same(here: Engines, there: Engines, moved: Sequence[str]) -> None:
    if "data" not in moved:
        raise StoreError(f"{_named(there['data'])}: is the database in use now. {EMPTY_AGAIN}")
    if _where(there["data"].url) in {_where(here["keys"].url), _where(there["keys"].url)}:
        raise StoreError(
            f"{_named(there['data'])}: named for the data and for the keys. "
            "Keys beside what they open protect nothing: name another database."
        )
    if _where(there["keys"].url) == _where(here["data"].url):
        raise StoreError(f"{_named(there['keys'])}: holds the data now. Name another database for the keys.")


def _make_tables(there: Engines, moved: Sequence[str]) -> None:
    found = revisions()
    for kind in moved:
        if found["" if kind == "data" else kind] not in (None, head()):
            raise StoreError(f"{_named(there[kind])}: has tables of another version of this program. {EMPTY_AGAIN}")
    with may_write():
        migrate_to()
    for kind in moved:
        if missing := {table.name for table in _tables(kind)} - set(inspect(there[kind]).get_table_names()):
            raise StoreError(f"{_named(there[kind])}: has tables, but not {', '.join(sorted(missing))}. {EMPTY_AGAIN}")


@contextmanager
def _transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """Begin a transaction that sees one state; what is not committed when it ends is as if it had never been."""
    with ExitStack() as stack:
        with _plainly(engine), may_write() if writes else nullcontext():
            connection = stack.enter_context(engine.connect())
            connection.begin()
        if engine.dialect.name == "postgresql":
            # The limits are for pages, not for this.
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.execute(text(f"SET LOCAL {limit} = 0"))
        yield connection


def _refuse_filled(goal: Connection, table: Table) -> None:
    if table is ServerKeyCheck.__table__:
        goal.execute(table.delete())  # an empty store may have one already; ours comes along
    elif rows := _count(goal, table):
        raise StoreError(f"{_named(goal.engine)}: holds {rows} rows in «{table.name}» already. {EMPTY_AGAIN}")


def _copy_table(table: Table, origin: Connection, goal: Connection, told: Told) -> int:
    total, done, sum_here = _count(origin, table), 0, 0
    told(table.name, 0, total)
    with closing(_batches(origin, table)) as batches:
        for rows in batches:
            goal.execute(table.insert(), [row._asdict() for row in rows])
            done += len(rows)
            sum_here = _added(sum_here, rows)
            told(table.name, done, total)
    sum_there = 0
    for rows in _batches(goal, table):
        sum_there = _added(sum_there, rows)
    if (done, sum_here) != (_count(goal, table), sum_there):
        raise StoreError(
            f"{_named(goal.engine)}: what stands in «{table.name}» now is not what was copied there. "
            "Nothing was kept. Stop whatever uses this database, empty it, and copy again."
        )
    return done


def _batches(connection: Connection, table: Table) -> Generator[Sequence[Any]]:
    streamed = {"stream_results": True, "max_row_buffer": BATCH}
    with connection.execute(table.select(), execution_options=streamed) as found:
        yield from found.partitions(BATCH)


def _added(before: int, rows: Sequence[Any]) -> int:
    """Add the rows to a checksum that does not depend on their order: each database sorts texts in its own way."""
    for row in rows:
        plain = [value.astimezone(UTC) if isinstance(value, datetime) else value for value in row]
        before += int.from_bytes(hashlib.sha256(repr(plain).encode()).digest())
    return before % 2**256


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _opened(keys: Connection, data: Connection, server_key: bytes) -> tuple[int, tuple[str, ...]]:
    """Open every assessment with its key: how many do, and which do not."""
    opened, shut = 0, []
    alive = select(Assessment.id, Assessment.sealed_head).where(Assessment.state != "erased")
    for rows in data.execute(alive).partitions(BATCH):
        of_these = DataKey.assessment_id.in_([row.id for row in rows])
        kept = keys.execute(select(DataKey.assessment_id, DataKey.wrapped).where(of_these))
        wrapped = {row.assessment_id: row.wrapped for row in kept}
        for row in rows:
            try:
                key = sealing.unseal(server_key, wrapped.get(row.id, b""), place(row.id, "key"))
                sealing.unseal(key, row.sealed_head, place(row.id, "head"))
                opened += 1
            except sealing.Unsealable:
                shut.append(row.id)
    return opened, tuple(shut)


@contextmanager
def _plainly(*engines: Engine) -> Iterator[None]:
    """Say in plain words what a database refuses; the first line only: more could quote a row."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        names = ", ".join(_named(engine) for engine in engines)
        raise StoreError(f"{names}: {cause}. Nothing was copied.") from error


def _named(engine: Engine) -> str:
    return engine.url.render_as_string()
