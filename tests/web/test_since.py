"""What changed since last time: the page says it in words, for the respondent's own answers only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask

from pan2_assess import store
from pan2_assess.core.model import Edition
from pan2_assess.store.access import Access
from tests.web.journey import Respondent


def access_of(respondent: Respondent) -> Access:
    assessment = respondent.base.rpartition("/")[2]
    with respondent.client.session_transaction() as session:
        return Access(assessment, session["keys"][assessment])


def earlier(
    web: Flask,
    respondent: Respondent,
    changes: Mapping[str, Any],
    name: str = "last",
    edition: Edition | None = None,
    **head: Any,
) -> None:
    """Lay the present answers, a year ago and changed, beside the assessment; None takes an answer away."""
    sheet = json.loads(respondent.client.get(f"{respondent.base}/answers.json").data)
    sheet |= {"date": "2025-11-20", **head}
    for question, value in changes.items():
        sheet["answers"].pop(question, None)
        if value is not None:
            sheet["answers"][question] = {"value": value}
    edition = edition or respondent.edition
    source = {"sheet": sheet, "digest": edition.digest, "draft": edition.draft, "title": edition.title, "kind": "round"}
    with web.app_context():
        store.keep_beside(access_of(respondent), "source", {name: source})


def since(respondent: Respondent, name: str = "last", lang: str = "en") -> str:
    response = respondent.client.get(f"{respondent.base.replace('/en/', f'/{lang}/', 1)}/since/{name}")
    assert response.status_code == 200
    return str(response.text)


def part(text: str, heading: str) -> str:
    """Take the section under a heading."""
    return text.split(f'<h2 id="{heading}">', 1)[1].split("</section>", 1)[0]


@pytest.fixture
def answered(respondent: Respondent) -> Respondent:
    return respondent.answer_all()


def test_what_changed_is_said_in_a_sentence_and_question_by_question(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {"policy.commitment": "0", "remedy.workers": "3", "profile.people": ["agency"]})
    text = since(answered)
    assert re.search(
        r"Since 20 November 2025, 1 answer is better, 1 is worse, 1 has changed without being better or worse and \d+ "
        r"are the same\.",
        text,
    )
    commitment, workers = (answered.edition.questions[name].text for name in ("policy.commitment", "remedy.workers"))
    assert commitment in part(text, "better")
    assert "0 of 4" in part(text, "better")
    assert "2 of 4" in part(text, "better")
    assert workers in part(text, "worse")
    assert "The band " in part(text, "standing")


def test_the_same_answers_have_not_moved(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {})
    text = since(answered)
    assert re.search(r"Since 20 November 2025, \d+ answers are the same\.", text)
    for heading in ("better", "worse", "new", "gone"):
        assert f'id="{heading}"' not in text
    assert "The band is the same as then" in text


def test_nothing_is_compared_where_the_scope_changed(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {"profile.coverage": "part", "policy.commitment": "0"})
    text = since(answered)
    assert "because what your answers cover has changed" in text
    assert "No, only part of it" in text
    assert 'id="better"' not in text
    assert "Scores are compared only where the answers cover the same" in text


def test_questions_that_came_with_the_facts_say_because_of_which_answer(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {"profile.employees": 7})
    text = since(answered)
    assert "Not asked then, because of your answer at that time to question 1.1." in part(text, "new")


def test_a_draft_is_compared_as_far_as_it_goes(web: Flask, respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    earlier(web, respondent, {"profile.employees": 9})
    text = since(respondent)
    assert "Since 20 November 2025, 1 answer has changed without being better or worse." in text
    assert "questions have no answer now and are not compared" in text
    assert "Questions are still open" in text or "Then questions were still open" in text
    earlier(web, respondent, {"profile.employees": 9, "profile.coverage": "whole"}, "covered")
    assert "because you do not say now, as you did then, what your answers cover" in since(respondent, "covered")
    assert f'href="{respondent.base}/since/last"' in respondent.client.get(f"{respondent.base}/").text


def test_it_stays_after_submission_and_the_result_leads_to_it(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {"policy.commitment": "0"})
    answered.submit()
    text = answered.client.get(f"{answered.base}/result").text
    assert f'href="{answered.base}/since/last"' in text
    assert "What changed since 20 November 2025" in text
    assert "1 answer is better" in since(answered)


def test_of_another_questionnaire_what_both_ask_is_compared(web: Flask, somebody: Callable[[], Respondent]) -> None:
    firm = somebody().begin().answer_all()
    pilot = somebody()
    pilot.edition = web.extensions["library"].editions["pilot"]
    pilot.begin(questionnaire="pilot").answer_all()
    sheet = json.loads(firm.client.get(f"{firm.base}/answers.json").data) | {"date": "2025-11-20"}
    sheet["answers"]["policy.commitment"] = {"value": "0"}
    of = firm.edition
    source = {"sheet": sheet, "digest": of.digest, "draft": of.draft, "title": of.title, "kind": "assessment"}
    with web.app_context():
        store.keep_beside(access_of(pilot), "source", {"firm": source})
    text = since(pilot, "firm")
    assert "The earlier answers are to another questionnaire" in text
    assert "Scores of two questionnaires are not compared." in text
    assert "1 answer is better" in text


def test_where_the_questionnaire_changed_the_page_says_what(web: Flask, answered: Respondent) -> None:
    """An edition that only the store still has: reworded here, of another meaning there, one question more."""
    data = json.loads(answered.edition.canonical()) | {"digest": None}
    old = {question["id"]: question for section in data["sections"] for question in section["questions"]}
    old["policy.commitment"]["text"] = "Have you promised it?"
    old["remedy.workers"]["text"] = "Can people complain?"
    answered_now = answered.edition.questions["remedy.workers"]
    old["remedy.workers"]["meaning"] = answered_now.meaning + 1
    policy = next(section for section in data["sections"] if section["id"] == "policy")
    policy["questions"].append(old["policy.commitment"] | {"id": "policy.gone", "text": "What nobody asks any more?"})
    edition = Edition.from_json(json.dumps(data))
    with web.app_context():
        store.begin(edition, "Somebody", date(2025, 11, 20))
    earlier(web, answered, {"policy.gone": "2"}, edition=edition)
    text = since(answered)
    assert "Both wordings" in text
    assert "Have you promised it?" in text
    assert "The question means something else now." in text
    assert "Can people complain?" not in text
    assert "What nobody asks any more?" in part(text, "gone")
    assert "The present questionnaire does not ask this." in part(text, "gone")
    assert "it asks or weighs otherwise" in part(text, "standing")
    assert "The questionnaire was still a draft" in text


def test_only_ones_own_sources_are_there(web: Flask, answered: Respondent, somebody: Callable[[], Respondent]) -> None:
    earlier(web, answered, {})
    stranger = somebody().begin("Stranger S.A.")
    assert stranger.client.get(f"{stranger.base}/since/last").status_code == 404
    assert stranger.client.get(f"{answered.base}/since/last").status_code == 404
    assert answered.client.get(f"{answered.base}/since/other").status_code == 404


def test_a_source_that_cannot_be_read_is_not_there(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {}, "gone", version="1999.1")
    assert answered.client.get(f"{answered.base}/since/gone").status_code == 404
    assert answered.client.get(f"{answered.base}/").status_code == 200


def test_what_people_typed_is_shown_as_text(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {}, organisation="<b>Other & Co</b>")
    assert "&lt;b&gt;Other &amp; Co&lt;/b&gt;" in since(answered)


def test_the_page_is_light(web: Flask, answered: Respondent) -> None:
    earlier(web, answered, {name: "0" for name in answered.asked if answered.edition.questions[name].type == "ladder"})
    assert len(since(answered).encode()) < 100_000
