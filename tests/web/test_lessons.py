"""Lessons on the web: proposed by the coordinator, approved word for word by the company, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.store import lessons
from pan2_assess.store.campaign_tables import Invitation
from pan2_assess.store.tables import Organisation
from tests.campaigns import handed_in, invited
from tests.test_cases import edition
from tests.web.colleagues import Colleagues
from tests.web.journey import Respondent, token
from tests.web.test_whole import Seen, a_whole

TEXT = "Ask the night shift first.\nIt <knows> & tells."
WORDS = {"owner.pilot": Answer("running"), "owner.worked": Answer("We asked first.\nThen we acted.")}


@pytest.fixture
def company(web: Flask, colleagues: Colleagues, submitted: Respondent) -> tuple[Seen, Respondent]:
    """Let a respondent who has submitted hand in to a pilot round."""
    seen = a_whole(web, colleagues(f"Chamber of {submitted.base[-8:]}", "reviewer"), "pilot", ())
    asked = edition("pilot")
    with web.app_context():
        (guest,) = invited(seen.reader, seen.campaign, "Rail S.A.")
        with store.writing() as session:
            session.get_one(Invitation, guest.id).assessment_id = submitted.base.rpartition("/")[2]
        seen.copies.append(handed_in(seen.campaign, guest, asked, WORDS, "Rail S.A."))
    return seen, submitted


def shown(seen: Seen) -> str:
    return unescape(seen.get("/lessons").text)


def test_a_lesson_from_its_own_words_to_the_whole_and_back(company: tuple[Seen, Respondent]) -> None:
    seen, firm = company
    (words,) = re.findall(r'href="([^"]+words=owner\.worked[^"]*)"', seen.get("/lessons").text)
    assert "We asked first." in seen.colleague.client.get(unescape(words)).text.rpartition("<textarea")[2]
    assert seen.post("/lessons", company=seen.copies[0], text=TEXT).status_code == 303
    assert "waits for the company’s answer" in shown(seen)
    page = firm.client.get(f"{firm.base}/lessons")
    assert TEXT in unescape(page.text)
    assert "<knows>" not in page.text
    assert TEXT not in unescape(seen.get().text)  # nothing is passed on yet
    (approve,) = re.findall(r'action="([^"]+/approve)"', page.text)
    form = {"csrf_token": token(page.text), "as": "named"}
    assert firm.client.post(approve, data=form).status_code == 303
    assert "with your name" in firm.client.get(f"{firm.base}/lessons").text
    whole = unescape(seen.get().text)
    assert TEXT in whole
    (refuse,) = re.findall(r'action="([^"]+/refuse)"', firm.client.get(f"{firm.base}/lessons").text)
    assert firm.client.post(refuse, data=form).status_code == 303
    assert TEXT not in unescape(seen.get().text)
    assert "not passed on" in shown(seen)


def test_a_company_passes_on_words_of_its_own(company: tuple[Seen, Respondent]) -> None:
    seen, firm = company
    page = firm.client.get(f"{firm.base}/lessons").text
    offered = firm.client.post(f"{firm.base}/lessons", data={"csrf_token": token(page), "text": " Begin small. "})
    assert offered.status_code == 303
    assert "Begin small." in shown(seen)
    assert "its own words" in shown(seen)


@pytest.mark.parametrize(("text", "problem"), [("", "Write the text first."), ("w" * 2001, "too many by 1")])
def test_a_text_that_cannot_be_sent_comes_back(company: tuple[Seen, Respondent], text: str, problem: str) -> None:
    seen, firm = company
    asked = seen.post("/lessons", company=seen.copies[0], text=text)
    page = firm.client.get(f"{firm.base}/lessons").text
    offered = firm.client.post(f"{firm.base}/lessons", data={"csrf_token": token(page), "text": text})
    for response in (asked, offered):
        assert response.status_code == 422
        assert response.text.count(problem) == 2  # beside the field, and in the summary
        assert text in response.text.rpartition("<textarea")[2]
    nobody = seen.post("/lessons", company="", text="Begin small.")
    assert "Choose the company." in nobody.text
    assert "Begin small." in nobody.text


def test_a_page_open_for_too_long_loses_nothing(company: tuple[Seen, Respondent]) -> None:
    seen, firm = company
    for client, address in (
        (seen.colleague.client, f"{seen.address}/lessons"),
        (firm.client, f"{firm.base}/lessons"),
    ):
        late = client.post(address, data={"company": seen.copies[0], "text": "Begin small."})
        assert late.status_code == 400
        assert "open for too long" in late.text
        assert "Begin small." in late.text


def test_who_only_reads_proposes_nothing(web: Flask, company: tuple[Seen, Respondent], colleagues: Colleagues) -> None:
    seen, _firm = company
    with web.app_context(), store.reading() as session:
        name = session.get_one(Organisation, seen.reader.organisation_id).name
    reader = colleagues(name, "reader")
    page = seen.get("/lessons", reader).text
    assert "Propose a text" not in page
    guard = reader.client.get("/en/staff/").text
    refused = reader.post(f"{seen.address}/lessons", {"company": seen.copies[0], "text": "x"}, guard)
    assert refused.status_code == 404


def test_where_there_is_no_pilot_there_is_no_page(
    web: Flask, submitted: Respondent, somebody: Callable[[], Respondent], company: tuple[Seen, Respondent]
) -> None:
    stranger = somebody().begin("Stranger S.A.")
    assert stranger.client.get(f"{submitted.base}/lessons").status_code == 404
    seen, firm = company
    with web.app_context():
        lessons.propose(seen.reader, seen.copies[0], "Begin small.")
        (one,) = lessons.lessons_of(seen.reader.organisation_id, seen.campaign)
    guard = {"csrf_token": token(stranger.client.get(f"{stranger.base}/erase").text)}
    assert stranger.client.post(f"{firm.base}/lessons/{one.id}/approve", data=guard).status_code == 404
    with web.app_context():
        assert lessons.approved(seen.reader.organisation_id, seen.campaign) == []
