"""Transactions: what reads cannot write, and of those that read and then write none loses the other's update."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from pan2_assess import store
from pan2_assess.config import Settings
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import db, wal_is_safe
from pan2_assess.store.tables import Answer, DataKey, Hit
from tests.store.conftest import Company

THREADS, TIMES = 8, 50


def together(app: Flask, act: Callable[[int], Any]) -> list[Any]:
    """Act in all threads at once, each in an application context of its own."""

    def run(number: int) -> Any:
        with app.app_context():
            return act(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(run, range(THREADS)))


def test_no_update_is_lost(kept: Flask) -> None:
    with store.writing() as session:
        session.add(Hit(key="counter", count=0, expires=0.0))

    def count(_: int) -> None:
        for _time in range(TIMES):
            with store.writing() as session:
                row = session.get_one(Hit, "counter", with_for_update=True)
                row.count += 1

    together(kept, count)
    with store.reading() as session:
        assert session.get_one(Hit, "counter").count == THREADS * TIMES


def test_this_test_would_see_lost_updates(kept: Flask, settings: Settings) -> None:
    with store.writing() as session:
        session.add(Hit(key="counter", count=0, expires=0.0))
    engine = create_engine(settings.database_url)

    def count(_: int) -> int:
        done = 0
        for _time in range(TIMES):
            try:
                with engine.begin() as connection:
                    read = connection.scalar(select(Hit.count))
                    connection.execute(text("UPDATE hit SET count = :count"), {"count": read + 1})
                done += 1
            except OperationalError:
                pass
        return done

    done = sum(together(kept, count))
    engine.dispose()
    with store.reading() as session:
        assert session.get_one(Hit, "counter").count < done


def test_people_who_save_at_once_keep_all_their_answers(kept: Flask, begun: Begun) -> None:
    def save(number: int) -> None:
        for time in range(TIMES):
            own = {f"section{number}.q{time % 5}": {"value": time}, "shared.q": {"value": number}}
            store.save(begun.access, own, head={"organisation": f"Name {number}"})

    together(kept, save)
    held = store.held(begun.access)
    assert held is not None
    expected = {f"section{n}.q{q}": {"value": TIMES - 5 + q} for n in range(THREADS) for q in range(5)}
    shared = held.answers.pop("shared.q")
    assert held.answers == expected
    assert shared["value"] in range(THREADS)


def test_beginning_at_once_keeps_the_edition_once(kept: Flask) -> None:
    begun = together(kept, lambda number: store.begin(Company(), f"Name {number}", date(2026, 1, 1)))
    assert len({store.held(one.access).organisation for one in begun}) == THREADS


def test_what_reads_cannot_write(begun: Begun) -> None:
    for table in (Answer, DataKey):
        with pytest.raises(DBAPIError, match=r"(?i)read.?only"), store.reading() as session:
            session.execute(delete(table))
    store.save(begun.access, {"policy.commitment": {"value": "3"}})  # the same connections write again


def test_what_reads_sees_one_state(kept: Flask, begun: Begun) -> None:
    if db.engine.dialect.name == "sqlite" and not wal_is_safe():
        pytest.skip("without WAL, whoever writes waits for whoever reads")
    count = select(Answer.question).where(Answer.assessment_id == begun.assessment_id)
    with store.reading() as session, ThreadPoolExecutor(1) as other:
        assert session.scalars(count).all() == []
        other.submit(_save_in, kept, begun).result()
        assert session.scalars(count).all() == []
    with store.reading() as session:
        assert session.scalars(count).all() == ["policy.commitment"]


def _save_in(app: Flask, begun: Begun) -> None:
    with app.app_context():
        store.save(begun.access, {"policy.commitment": {"value": "3"}})


def test_a_failure_leaves_nothing_behind(begun: Begun) -> None:
    def half() -> None:
        with store.writing() as session:
            session.add(Answer(assessment_id=begun.assessment_id, question="a.b", sealed=b"x"))
            session.flush()
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        half()
    with store.reading() as session:
        assert session.scalars(select(Answer)).all() == []


def test_one_transaction_at_a_time(kept: Flask) -> None:
    def nested() -> None:
        with store.reading(), store.writing():
            pass

    with pytest.raises(Exception, match="already begun"):
        nested()


@pytest.mark.parametrize("environ", ["sqlite"], indirect=True)
def test_sqlite_is_careful(kept: Flask) -> None:
    for engine in db.engines.values():
        with engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("foreign_keys", "synchronous", "busy_timeout", "secure_delete", "journal_mode")
            }
        journal = "wal" if wal_is_safe() else "delete"
        assert found == {
            "foreign_keys": 1,
            "synchronous": 2,
            "busy_timeout": 10_000,
            "secure_delete": 1,
            "journal_mode": journal,
        }


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_only_without_its_bug(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe


@pytest.mark.parametrize("environ", ["sqlite"], indirect=True)
def test_a_locked_database_is_waited_for(kept: Flask, begun: Begun, settings: Settings) -> None:
    lock = sqlite3.connect(Path(str(settings.database_url.database)), isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    with ThreadPoolExecutor(1) as other:
        saving = other.submit(_save_in, kept, begun)
        assert not saving.done()
        lock.execute("COMMIT")
        saving.result()
    lock.close()
    assert store.held(begun.access).answers
