"""The benchmark: given with a tick, shown to everybody by sector or by size once ten firms stand behind it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from pan2_assess import jobs, store
from pan2_assess.store import benchmark
from pan2_assess.store.benchmark import Given
from pan2_assess.store.campaign_tables import BenchmarkCell, BenchmarkEntry
from tests.web.journey import Respondent


@pytest.fixture(autouse=True)
def _empty(web: Flask) -> None:
    with web.app_context(), store.writing() as session:
        for table in (BenchmarkEntry, BenchmarkCell):
            session.execute(delete(table))


def entries(web: Flask) -> int:
    with web.app_context(), store.reading() as session:
        return session.scalar(select(func.count()).select_from(BenchmarkEntry)) or 0


def test_the_page_shows_groups_of_ten_and_more(web: Flask, client: FlaskClient) -> None:
    assert "No group is large enough yet" in client.get("/en/benchmark").text
    with web.app_context():
        for number in range(11):
            groups = {"sector": "ict", "size": "to-49"} if number else {"size": "from-250"}
            with store.writing() as session:
                benchmark.give(session, Given("company", groups, {"policy": 45, "act": 70}))
        benchmark.refresh()
    text = unescape(client.get("/en/benchmark").text)
    assert text.count('<td class="num">10</td><td class="num">45</td>') == 2
    assert "15 to 49 people" in text
    assert "250 people or more" not in text
    assert "nobody checked the answers" in text
    assert client.get("/de/benchmark").status_code == 200


def test_figures_are_given_only_with_a_tick(
    web: Flask, respondent: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    respondent.answer_all("1")
    page = respondent.client.get(f"{respondent.base}/submit").text
    assert re.search(r'name="benchmark" value="1" aria-describedby="benchmark-hint">', page)
    assert respondent.submit(benchmark="1").status_code == 303
    assert entries(web) == 2


def test_without_the_tick_nothing_is_given(web: Flask, submitted: Respondent) -> None:
    assert submitted.base
    assert entries(web) == 0
