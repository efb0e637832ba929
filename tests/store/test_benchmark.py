"""The benchmark's figures: without a name, without an order, and shown only of ten firms and more."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from pan2_assess import store
from pan2_assess.core.benchmark import Cell, Median
from pan2_assess.store import benchmark
from pan2_assess.store.benchmark import Given
from pan2_assess.store.campaign_tables import BenchmarkCell, BenchmarkEntry

GROUPS = {"sector": "ict", "size": "to-49"}


@pytest.fixture(autouse=True)
def _empty(shared: Flask) -> None:
    shared.config["REPORT_TEMPLATE"] = "1"
    with store.writing() as session:
        for table in (BenchmarkEntry, BenchmarkCell):
            session.execute(delete(table))


def given(score: int = 40, **groups: str) -> Given:
    return Given("company", groups or GROUPS, {"policy": score})


def give(*firms: Given) -> None:
    for firm in firms:
        with store.writing() as session:
            benchmark.give(session, firm)


def test_a_group_is_shown_from_ten_firms_on_and_anew_from_three_more() -> None:
    give(*[given()] * 9)
    benchmark.refresh()
    assert benchmark.shown("company") == {}
    give(given())
    assert benchmark.shown("company") == {}  # at no firm's own moment
    benchmark.refresh()
    ten = Cell(10, {"policy": Median(10, 40)})
    assert benchmark.shown("company") == {"sector": {"ict": ten}, "size": {"to-49": ten}}
    give(*[given(100, size="to-49")] * 2)
    benchmark.refresh()
    assert benchmark.shown("company")["size"] == {"to-49": ten}
    give(*[given(100, size="to-49")] * 10)
    benchmark.refresh()
    assert benchmark.shown("company")["size"] == {"to-49": Cell(22, {"policy": Median(22, 100)})}
    assert benchmark.shown("company")["sector"] == {"ict": ten}
    assert benchmark.shown("pilot") == {}


def test_nothing_tells_who_came_when() -> None:
    give(*(given(score) for score in range(0, 100, 5)))
    before = _entries()
    give(given(100))
    after = _entries()
    assert {score for _id, by, score in after if by == "size"} == set(range(0, 105, 5))
    assert not {ident for ident, *_ in before} & {ident for ident, *_ in after}  # written anew, every one
    kept, other = ([score for _id, by, score in after if by == name] for name in ("size", "sector"))
    assert kept != sorted(kept)
    assert kept != other
    assert set(BenchmarkEntry.__table__.columns.keys()) == {"id", "questionnaire", "by", "value", "scores"}


def _entries() -> list[tuple[str, str, int]]:
    with store.reading() as session:
        rows = session.scalars(select(BenchmarkEntry))  # in the order in which the database keeps them
        return [(row.id, row.by, json.loads(row.scores)["policy"]) for row in rows]


def test_firms_that_come_at_once_are_all_counted(shared: Flask) -> None:
    def come(_: int) -> None:
        with shared.app_context():
            give(given(), given())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(come, range(8)))
    with store.reading() as session:
        counted = session.execute(select(BenchmarkEntry.by, func.count()).group_by(BenchmarkEntry.by).order_by("by"))
        assert list(map(tuple, counted)) == [("sector", 16), ("size", 16)]


def test_what_is_not_submitted_gives_nothing() -> None:
    frozen = {"sheet": {"answers": {}}, "language": "en"}
    from tests.store.conftest import Company

    begun = store.begin(Company(), "Example S.A.", date(2026, 11, 22))
    store.submit(begun.access, frozen=frozen, language="en", given=given())
    store.submit(begun.access, frozen=frozen, language="en", given=given())  # pressed twice
    assert len(_entries()) == 2
