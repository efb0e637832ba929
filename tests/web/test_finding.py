"""Which duties reach you: facts in, duties out, and nothing of it kept or lost."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pan2_assess.core.law import facts_of
from pan2_assess.web import clock
from tests.web.journey import company, hidden, token
from tests.web.statements import statements
from tests.web.test_learn import library, plain

ADDRESS = "/en/duties/find/company"
DAY = "2026-11-23"


def send(client: FlaskClient, data: dict[str, Any], page: str = "", on: str = DAY) -> TestResponse:
    """Send the facts as the page would that was shown last, or the first one."""
    shown = page or client.get(ADDRESS).text
    return client.post(ADDRESS, data={"csrf_token": token(shown), "asked": hidden(shown, "asked"), "on": on, **data})


def part(text: str, name: str) -> str:
    """Give the part of the page under a heading, up to the next."""
    start = text.index(f'<h2 id="{name}"')
    return text[start : text.index("<h2", start + 1)]


def duties(text: str) -> list[str]:
    return re.findall(r'<article class="duty" id="duty-([^"]+)"', text)


def duty(text: str, name: str) -> str:
    start = text.index(f'id="duty-{name}"')
    return text[start : text.index("</article>", start)]


def test_every_questionnaire_with_duties_can_be_chosen(client: FlaskClient, web: Flask) -> None:
    text = client.get("/en/duties/find").text
    for name, edition in library(web).editions.items():
        assert f'href="/en/duties/find/{name}"' in text
        page = client.get(f"/en/duties/find/{name}").text
        assert escape(edition.title) in page
        assert set(hidden(page, "asked")) <= set(facts_of(edition))
    assert client.get("/en/duties/find/nothing").status_code == 404
    for page in ("/en/duties", "/en/"):
        assert 'href="/en/duties/find"' in client.get(page).text


def test_facts_stand_in_their_order_without_evidence_or_note(client: FlaskClient, web: Flask) -> None:
    text = client.get(ADDRESS).text
    asked = hidden(text, "asked")
    assert asked == [name for name in facts_of(company(web)) if company(web).questions[name].when is None]
    assert "<textarea" not in text
    assert "-reference" not in text
    assert f'name="on" type="date" value="{clock.today().isoformat()}"' in text


def test_nothing_told_leaves_every_duty_to_its_facts(client: FlaskClient, web: Flask) -> None:
    response = send(client, {})
    assert response.status_code == 200
    text = response.text
    assert sorted(duties(text)) == sorted(one.id for one in company(web).duties)
    assert "ungp" in duties(part(text, "applying"))
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    untold = part(text, "untold")
    links = re.findall(r'href="#([^"]+)"', untold)
    assert links
    assert set(links) <= ids & set(hidden(text, "asked"))
    # What is not asked yet hangs on the fact that decides whether it is.
    channel = duty(untold, "whistleblower_channel")
    assert "cannot be told: it hangs on question 1.1" in channel
    assert 'href="#profile.employees"' in channel


def test_facts_decide_and_bring_further_facts(client: FlaskClient) -> None:
    told = {"profile.employees-value": "300", "profile.activities-ticked": ["ai", "products"]}
    text = send(client, told).text
    assert {"safety_at_work", "ai_literacy"} <= set(duties(part(text, "applying")))
    assert "since 2 February 2025" in duty(text, "ai_literacy")
    coming = part(text, "coming")
    assert "applies from 14 December 2027, if your facts stay as they are" in duty(coming, "forced_labour_ban")
    notice = text[text.index('class="notice') : text.index("</ul>", text.index('class="notice'))]
    assert "more questions follow" in notice
    assert 'href="#profile.entity_employees"' in notice
    assert "profile.entity_employees" in hidden(text, "asked")
    assert 'value="300"' in text
    assert re.search(r'id="profile.activities-value-ai"[^>]* checked', text)
    again = send(client, {**told, "profile.entity_employees-value": "260"}, text).text
    assert "since 21 May 2023" in duty(part(again, "applying"), "whistleblower_channel")
    fewer = send(client, {**told, "profile.entity_employees-value": "49"}, text).text
    assert "does not apply on your facts" in duty(part(fewer, "others"), "whistleblower_channel")
    fewest = send(client, {**told, "profile.employees-value": "3"}, again).text
    assert "profile.entity_employees" not in hidden(fewest, "asked")


def test_the_day_decides_too(client: FlaskClient) -> None:
    told = {"profile.activities-ticked": ["products"]}
    text = send(client, told, on="2027-12-14").text
    assert "since 14 December 2027" in duty(part(text, "applying"), "forced_labour_ban")
    assert "on 14 December 2027" in plain(text)


def test_pages_say_what_is_expected_of_all_and_never_that_a_duty_is_met(client: FlaskClient) -> None:
    for text in (send(client, {}).text, send(client, {"profile.employees-value": "0"}).text):
        assert "Human rights due diligence is expected of every firm, whatever the law says of its size." in plain(text)
        assert "not all that bind you" in text
        assert "compliant" not in text.casefold()
        assert "leave something open" not in text  # nothing was asked that could
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_duties_are_told_with_source_and_state_of_the_law(client: FlaskClient, web: Flask) -> None:
    text = send(client, {}).text
    for one in company(web).duties:
        article = duty(text, one.id)
        assert escape(one.source) in article
        assert plain(one.act) in plain(article)
        assert ("state of the law as checked on" in article) is (one.basis == "confirmed")


@pytest.mark.parametrize(
    ("told", "on", "words", "target"),
    [
        ({"profile.employees-value": "many"}, DAY, "Write a whole number", "profile.employees-value"),
        ({"profile.people-ticked": ["none", "minors"]}, DAY, "exclude each other", "profile.people-value-"),
        ({}, "tomorrow", "This is not a date", "on"),
        ({}, "", "This is not a date", "on"),
        ({}, "1789-07-14", "too far away", "on"),
    ],
)
def test_faults_are_named_and_nothing_typed_is_lost(
    client: FlaskClient, told: dict[str, Any], on: str, words: str, target: str
) -> None:
    first = send(client, {"profile.employees-value": "300"}).text
    given = {"profile.employees-value": "300", "profile.entity_employees-value": "200", **told}
    response = send(client, given, first, on=on)
    assert response.status_code == 422
    summary = response.text[response.text.index('class="error-summary"') :].partition("</div>")[0]
    assert summary.count("<li>") == 1
    assert words in summary
    assert f'href="#{target}' in summary
    assert 'value="200"' in response.text  # also where the fact it follows from is the one at fault
    assert f'value="{escape(on)}"' in response.text
    assert duties(response.text) == []


def test_without_its_guard_the_page_comes_back_as_it_was(client: FlaskClient) -> None:
    data = {"profile.employees-value": "300", "on": "2027-01-01", "asked": ["profile.employees"]}
    response = client.post(ADDRESS, data=data)
    assert response.status_code == 400
    assert "send it again" in response.text
    assert 'value="300"' in response.text
    assert 'value="2027-01-01"' in response.text


def test_nothing_of_the_facts_is_kept(client: FlaskClient, web: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with statements(web) as ran:
        assert send(client, {"profile.employees-value": "4711"}).request.query_string == b""
    assert ran == []
    assert "4711" not in caplog.text
    with client.session_transaction() as session:
        assert set(session) == {"csrf_token"}
    assert "4711" not in client.get(ADDRESS).text
