"""The Word drafts on the web: who is offered them, what is in them, and that others and drafts have none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask

from pan2_assess import jobs, store
from pan2_assess.core.answers import Answer
from pan2_assess.core.steps import OwnStep
from pan2_assess.reports.word import MEDIA_TYPE
from pan2_assess.web.limits import limiter
from tests.reports.papers import answered, opened, parts, words
from tests.web.journey import Respondent


def fill(web: Flask, respondent: Respondent, **given: Answer) -> None:
    """Answer everything at once, without going through the pages."""
    named = {name.replace("__", "."): answer for name, answer in given.items()}
    sheet = answered(respondent.edition, named)
    with web.app_context():
        store.save(respondent.access(), {name: answer.as_json() for name, answer in sheet.answers.items()})


@pytest.fixture
def pilot(web: Flask, somebody: Callable[[], Respondent], monkeypatch: pytest.MonkeyPatch) -> Respondent:
    """Give a pilot company that has submitted, with its answers of the year before beside it."""
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    firm = somebody()
    firm.edition = of = web.extensions["library"].editions["pilot"]
    firm.begin(questionnaire="pilot")
    fill(web, firm, owner__run=Answer("3"))
    sheet = json.loads(firm.client.get(f"{firm.base}/answers.json").data) | {"date": "2025-11-20"}
    sheet["answers"]["owner.run"] = {"value": "0"}
    source = {"sheet": sheet, "digest": of.digest, "draft": of.draft, "title": of.title, "kind": "round"}
    with web.app_context():
        store.keep_beside(firm.access(), "source", {"last": source})
        store.keep_beside(firm.access(), "step", {"policy.training": OwnStep("Two half days").as_json()})
    assert firm.submit().status_code == 303
    return firm


def test_a_pilot_company_is_offered_both_drafts_and_gets_them(pilot: Respondent) -> None:
    page = pilot.client.get(f"{pilot.base}/result").text
    for name, said in (
        ("pact", "Undertaking 1: Making people aware"),
        ("lessons", "What has changed since 20 November 2025"),
    ):
        assert f'{pilot.base}/{name}.docx" download' in page
        response = pilot.client.get(f"{pilot.base}/{name}.docx")
        assert (response.status_code, response.mimetype) == (200, MEDIA_TYPE)
        assert response.headers["Content-Disposition"] == f"attachment; filename=pilot-{name}-2026-11-23-en.docx"
        paper = opened(response.data)
        assert said in parts(paper)
        assert "Private note" not in words(paper)
    assert "Two half days" in words(opened(pilot.client.get(f"{pilot.base}/pact.docx").data))
    assert pilot.client.get(f"{pilot.base}/pact.docx").data == pilot.client.get(f"{pilot.base}/pact.docx").data


def test_in_the_language_of_the_page(pilot: Respondent) -> None:
    response = pilot.client.get(f"{pilot.base.replace('/en/', '/de/', 1)}/pact.docx")
    assert response.headers["Content-Disposition"].endswith("-de.docx")
    assert pilot.edition.in_language("de").questions["policy.commitment"].text in words(opened(response.data))


def test_a_company_is_offered_the_report_alone(web: Flask, submitted: Respondent) -> None:
    page = submitted.client.get(f"{submitted.base}/result").text
    assert f"{submitted.base}/pact.docx" in page
    assert "lessons.docx" not in page
    assert submitted.client.get(f"{submitted.base}/pact.docx").status_code == 200
    assert submitted.client.get(f"{submitted.base}/lessons.docx").status_code == 404


def test_before_submitting_there_is_none(respondent: Respondent) -> None:
    response = respondent.client.get(f"{respondent.base}/pact.docx")
    assert (response.status_code, response.location) == (303, f"{respondent.base}/")


def test_a_supplier_has_neither(
    web: Flask, somebody: Callable[[], Respondent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)
    firm = somebody()
    firm.edition = web.extensions["library"].editions["supplier"]
    firm.begin(questionnaire="supplier")
    fill(web, firm)
    assert firm.submit().status_code == 303
    assert ".docx" not in firm.client.get(f"{firm.base}/result").text
    for name in ("pact", "lessons"):
        assert firm.client.get(f"{firm.base}/{name}.docx").status_code == 404


def test_how_often_is_limited(submitted: Respondent) -> None:
    limiter.enabled = True
    found = [submitted.client.get(f"{submitted.base}/lessons.docx").status_code for _ in range(21)]
    assert found == [404] * 20 + [429]
