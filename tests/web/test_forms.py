"""What people type: what is wrong is said, what is right is saved, and nothing typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from pan2_assess import store
from tests.web.journey import Respondent, hidden

NOTE = "Typed with care: <b>Ärger</b> & “quotes”"


def answers(respondent: Respondent) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(respondent.client.get(f"{respondent.base}/answers.json").data)["answers"]
    return found


def refused(respondent: Respondent, page: str, given: dict[str, Any]) -> str:
    """Save a page that must come back with an error."""
    response = respondent.save(f"{respondent.base}/{page}", given)
    assert response.status_code == 422
    text = response.text
    assert "<title>Error: " in text
    assert "There is a problem" in text
    for target in re.findall(r'<li><a href="#([^"]+)"', text):
        assert f'id="{target}"' in text
    return text


PROFILE, POLICY = "profile/1", "policy/1"
BAD = [
    (PROFILE, {"profile.employees-value": "5000001"}, "whole number"),
    (PROFILE, {"profile.employees-value": "-1"}, "whole number"),
    (PROFILE, {"profile.employees-value": "40.5"}, "whole number"),
    (PROFILE, {"profile.employees-value": "forty"}, "whole number"),
    (PROFILE, {"profile.employees-value": "９９"}, "whole number"),
    (PROFILE, {"profile.employees-value": "1,00"}, "whole number"),
    (PROFILE, {"profile.employees-value": "10,0000"}, "whole number"),
    (PROFILE, {"profile.employees-value": "0,500"}, "whole number"),
    (PROFILE, {"profile.employees-value": "1,000.000"}, "whole number"),
    (PROFILE, {"profile.employees-value": "4 0"}, "whole number"),
    (PROFILE, {"profile.employees-value": "9" * 5000}, "whole number"),
    (PROFILE, {"profile.employees-value": "40", "profile.employees-unknown": "1"}, "not both"),
    (PROFILE, {"profile.people-ticked": ["agency", "none"]}, "exclude each other"),
    (PROFILE, {"profile.people-ticked": ["robots"]}, "not one of the answers"),
    (POLICY, {"policy.commitment-value": "7"}, "not one of the answers"),
    (POLICY, {"policy.commitment-value": "na"}, "not one of the answers"),
    (POLICY, {"policy.commitment-value": "planned", "policy.commitment-by": "soon"}, "not a date"),
    (POLICY, {"policy.commitment-value": "planned", "policy.commitment-by": "2027-02-30"}, "not a date"),
    (POLICY, {"policy.commitment-value": "planned", "policy.commitment-by": "2026-11-22"}, "a day still to come"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-note": "nul \x00 here"}, "control character"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-note": "escape \x1b here"}, "control character"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-note": "turned \u202e round"}, "control character"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-note": "x" * 4001}, "4,000"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-note": "x\r\n" * 101}, "100 lines"),
    (POLICY, {"policy.commitment-note": NOTE}, "Choose an answer too"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-kind": "internal"}, "missing"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-kind": "secret"}, "neither internal nor public"),
    (POLICY, {"policy.commitment-value": "2", "policy.commitment-reference": "a file"}, "internal or public"),
    (
        POLICY,
        {
            "policy.commitment-value": "4",
            "policy.commitment-kind": "public",
            "policy.commitment-reference": "a file",
            "policy.commitment-date": "2026-11-24",
        },
        "lies after",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("page", "given", "told"), BAD, ids=range(len(BAD)))
def test_bad_answers_come_back_with_everything_typed(
    respondent: Respondent, page: str, given: dict[str, Any], told: str
) -> None:
    text = refused(respondent, page, given)
    assert told in text
    for value in given.values():
        if isinstance(value, str) and len(value) > 2 and value.isprintable():
            assert escape(value).replace("&#x27;", "&#39;") in text
    assert answers(respondent) == {}


def test_saving_with_errors_keeps_what_is_right(respondent: Respondent) -> None:
    text = refused(respondent, PROFILE, {"profile.employees-value": "many", "profile.people-ticked": ["agency"]})
    assert answers(respondent) == {"profile.people": {"value": ["agency"]}}
    assert 'value="many"' in text


def test_more_than_a_question_takes_comes_back_as_ticked(respondent: Respondent) -> None:
    salient = respondent.edition.questions["identify.salient"]
    ids = [option.id for option in salient.options]
    assert "Choose 5 at most. Think of those" in respondent.client.get(f"{respondent.base}/identify/1").text
    text = refused(respondent, "identify/1", {f"{salient.id}-ticked": ids[:7]})
    assert "7 are chosen. Choose 5 at most." in text
    assert re.findall(rf'name="{salient.id}-ticked" value="(\w+)" checked', text) == ids[:7]
    assert answers(respondent) == {}
    assert respondent.save(f"{respondent.base}/identify/1", {f"{salient.id}-ticked": ids[:5]}).status_code == 303
    assert answers(respondent)[salient.id] == {"value": ids[:5]}


def test_whole_answer_is_saved_as_the_contract_says(respondent: Respondent) -> None:
    given = {
        "policy.commitment-value": "3",
        "policy.commitment-kind": "public",
        "policy.commitment-reference": "https://example.org/policy",
        "policy.commitment-date": "2026-03-01",
        "policy.commitment-note": f"  {NOTE}\r\nsecond line, e\u0301  ",
    }
    assert respondent.save(f"{respondent.base}/{POLICY}", given).status_code == 303
    assert answers(respondent)["policy.commitment"] == {
        "value": "3",
        "evidence": {"kind": "public", "reference": "https://example.org/policy", "date": "2026-03-01"},
        "note": f"{NOTE}\nsecond line, é",
    }
    text = respondent.client.get(f"{respondent.base}/{POLICY}").text
    assert escape(NOTE) in text.replace("&#34;", "&quot;")
    assert "<b>Ärger" not in text


def test_planned_none_unknown_and_taking_back(respondent: Respondent) -> None:
    save = respondent.save
    save(f"{respondent.base}/{POLICY}", {"policy.commitment-value": "planned", "policy.commitment-by": "2027-06-30"})
    save(f"{respondent.base}/{PROFILE}", {"profile.employees-unknown": "1", "profile.people-ticked": ["none"]})
    assert answers(respondent) == {
        "profile.employees": {"value": "unknown"},
        "profile.people": {"value": []},
        "policy.commitment": {"value": "planned", "by": "2027-06-30"},
    }
    save(f"{respondent.base}/{POLICY}", {"policy.commitment-value": "planned", "policy.commitment-clear": "1"})
    assert "policy.commitment" not in answers(respondent)


@pytest.mark.parametrize("typed", ["1000", "1,000", "1.000", "1 000", "1’000", "1'000", " 1\u202f000 ", "1\u00a0000"])
def test_thousands_as_people_write_them(respondent: Respondent, typed: str) -> None:
    assert respondent.save(f"{respondent.base}/{PROFILE}", {"profile.employees-value": typed}).status_code == 303
    assert answers(respondent)["profile.employees"] == {"value": 1000}


def test_a_plan_that_is_overdue_by_now_may_stay(respondent: Respondent, web: Flask) -> None:
    assessment = respondent.base.rpartition("/")[2]
    with respondent.client.session_transaction() as session:
        own = store.Access(assessment, session["keys"][assessment])
    with web.app_context():
        store.save(own, {"policy.commitment": {"value": "planned", "by": "2025-01-31"}})
    given = {"policy.commitment-value": "planned", "policy.commitment-by": "2025-01-31"}
    assert respondent.save(f"{respondent.base}/{POLICY}", given).status_code == 303
    given["policy.commitment-by"] = "2025-02-28"
    assert respondent.save(f"{respondent.base}/{POLICY}", given).status_code == 422


def test_planning_to_look_is_said_as_such(respondent: Respondent) -> None:
    assert "We plan to look, by a date" in respondent.client.get(f"{respondent.base}/people/1").text
    page = respondent.client.get(f"{respondent.base}/{POLICY}").text
    assert "Not yet, but planned" in page
    assert "We plan to look" not in page


def test_numbers_are_named_by_their_question_once(respondent: Respondent) -> None:
    page = respondent.client.get(f"{respondent.base}/{PROFILE}").text
    assert 'name="profile.employees-value" aria-labelledby="profile.employees-text"' in page
    assert 'for="profile.employees-value"' not in page


def test_focus_goes_to_the_errors_without_scripts(respondent: Respondent) -> None:
    text = refused(respondent, PROFILE, {"profile.employees-value": "many"})
    assert re.search(r'<div class="error-summary"[^>]* tabindex="-1" autofocus', text)


def test_does_not_apply_needs_a_reason(respondent: Respondent) -> None:
    respondent.save(
        f"{respondent.base}/{PROFILE}", {"profile.employees-value": "300", "profile.chain-ticked": ["goods"]}
    )
    edition = respondent.edition
    question = next(q for q in edition.questions.values() if getattr(q, "allows_na", False) and q.id == "act.exit")
    page = f"{question.section}/1"
    assert question.id in respondent.page(f"{respondent.base}/{page}")[0]
    assert "reason" in refused(respondent, page, {f"{question.id}-value": "na"})
    given = {f"{question.id}-value": "na", f"{question.id}-reason": "No relationship was ended"}
    assert respondent.save(f"{respondent.base}/{page}", given).status_code == 303
    assert answers(respondent)[question.id]["reason"] == "No relationship was ended"


def test_questions_of_other_sections_are_not_taken(respondent: Respondent) -> None:
    _, data = respondent.page(f"{respondent.base}/{POLICY}")
    data["asked"] = ["profile.employees"]
    data["profile.employees-value"] = "7"
    assert respondent.client.post(f"{respondent.base}/{POLICY}", data=data).status_code == 400
    assert answers(respondent) == {}


def test_a_colleagues_answer_is_not_overwritten_unseen(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    colleague = somebody()
    colleague.post("/en/key", {"key": respondent.key})
    address = f"{respondent.base}/{POLICY}"
    _, stale = respondent.page(address)
    colleague.save(address, {"policy.commitment-value": "1"})

    # What was not touched on the stale page does not undo the colleague's answer.
    assert respondent.client.post(address, data=stale).status_code == 303
    assert answers(respondent)["policy.commitment"] == {"value": "1"}

    # What was changed is told, kept on the page, and saved when sent again.
    response = respondent.client.post(address, data={**stale, "policy.commitment-value": "3"})
    assert response.status_code == 422
    assert "This was answered otherwise meanwhile" in response.text
    assert answers(respondent)["policy.commitment"] == {"value": "1"}
    again = {
        **stale,
        "policy.commitment-value": "3",
        "policy.commitment-was": hidden(response.text, "policy.commitment-was"),
    }
    assert respondent.client.post(address, data=again).status_code == 303
    assert answers(respondent)["policy.commitment"] == {"value": "3"}


@pytest.mark.parametrize("guard", ["", "wrong", None])
def test_missing_guard_gives_the_text_back(respondent: Respondent, guard: str | None) -> None:
    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    data |= {"policy.commitment-value": "3", "policy.commitment-note": NOTE, "csrf_token": guard}
    if guard is None:
        del data["csrf_token"]
    response = respondent.client.post(address, data=data)
    assert response.status_code == 400
    assert "Your answers were not saved" in response.text
    assert "Ärger" in response.text
    assert re.search(r'value="3" checked', response.text)
    assert answers(respondent) == {}
    # The page carries a fresh guard: pressing Save again works.
    again = {**data, "csrf_token": hidden(response.text, "csrf_token")[0]}
    assert respondent.client.post(address, data=again).status_code == 303
    assert answers(respondent)["policy.commitment"]["value"] == "3"


def test_lost_cookie_gives_the_text_back(respondent: Respondent, web: Flask) -> None:
    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    data |= {"policy.commitment-value": "3", "policy.commitment-note": NOTE}
    response = web.test_client().post(address, data=data)
    assert response.status_code == 404
    assert "What you typed is still here" in response.text
    assert "Ärger" in response.text
    assert f"{respondent.edition.number('policy.commitment')} note" in response.text


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("begin", {"organisation": "Typed S.A.", "on": "2026-11-23"}),
        ("submit", {"prepared_name": "Typed S.A.", "prepared_function": "Director"}),
    ],
)
def test_missing_guard_elsewhere(respondent: Respondent, page: str, given: dict[str, str]) -> None:
    if page == "submit":
        respondent.answer_all()
    address = "/en/company/begin" if page == "begin" else f"{respondent.base}/submit"
    response = respondent.client.post(address, data=given)
    assert response.status_code == 400
    assert 'value="Typed S.A."' in response.text


def test_database_trouble_gives_the_text_back(respondent: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: Any, **kwargs: Any) -> None:
        raise OperationalError(f"INSERT {NOTE}", {}, Exception("database is locked"))

    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    data |= {"policy.commitment-value": "3", "policy.commitment-note": NOTE}
    with monkeypatch.context() as patch:
        patch.setattr(store, "save", locked)
        response = respondent.client.post(address, data=data)
    assert response.status_code == 503
    assert "could not be saved just now" in response.text
    assert "Press Save again" in response.text
    assert "Ärger" in response.text
    assert respondent.client.post(address, data=data).status_code == 303


def test_no_store_at_all_still_gives_the_text_back(respondent: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("unable to open database file"))

    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    data |= {"policy.commitment-value": "3", "policy.commitment-note": NOTE}
    monkeypatch.setattr("pan2_assess.store.assessments.held", gone)
    response = respondent.client.post(address, data=data)
    assert response.status_code == 503
    assert "Ärger" in response.text
    assert "ry again" not in response.text


def test_a_busy_store_says_that_trying_again_helps(respondent: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("pan2_assess.store.assessments.held", locked)
    response = respondent.client.get(f"{respondent.base}/")
    assert response.status_code == 503
    assert "Try again in a moment" in response.text


def test_too_much_is_refused_before_it_is_read(respondent: Respondent) -> None:
    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    response = respondent.client.post(address, data={**data, "policy.commitment-note": "x" * 10_000_000})
    assert response.status_code == 413
    assert "too much" in response.text


def test_a_page_of_the_longest_answers_fits(respondent: Respondent) -> None:
    address = f"{respondent.base}/{POLICY}"
    asked, data = respondent.page(address)
    for name in asked:
        data |= {f"{name}-value": "2", f"{name}-note": "é" * 4000}
    assert respondent.client.post(address, data=data).status_code == 303
    assert len(answers(respondent)) == len(asked)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"organisation": "", "on": "2026-11-23"}, "Write the name"),
        ({"organisation": "   ", "on": "2026-11-23"}, "Write the name"),
        ({"organisation": "x" * 201, "on": "2026-11-23"}, "201 characters"),
        ({"organisation": "bad \x07", "on": "2026-11-23"}, "control character"),
        ({"organisation": "Good S.A.", "on": ""}, "Give the date"),
        ({"organisation": "Good S.A.", "on": "23/11/2026"}, "not a date"),
        ({"organisation": "Good S.A.", "on": "1026-11-23"}, "too far away"),
        ({"organisation": "Good S.A.", "on": "2026-11-24"}, "still to come"),
    ],
)
def test_beginning_refuses(somebody: Callable[[], Respondent], given: dict[str, str], told: str) -> None:
    response = somebody().post("/en/company/begin", given)
    assert response.status_code == 422
    assert told in response.text
    assert "<title>Error: " in response.text


@pytest.mark.parametrize("key", ["", "   ", "AAAA-BBBB", "x" * 10_000, "é", "\x00", "' OR 1=1 --"])
def test_wrong_keys(somebody: Callable[[], Respondent], key: str) -> None:
    response = somebody().post("/en/key", {"key": key})
    assert response.status_code == 422
    assert "Error: " in response.text


def test_half_a_person_is_refused(respondent: Respondent) -> None:
    respondent.answer_all()
    response = respondent.submit(prepared_function="Director")
    assert response.status_code == 422
    assert "leave all three empty" in response.text
    assert 'value="Director"' in response.text


@pytest.mark.parametrize("who", ["prepared", "approved"])
def test_nobody_signs_on_a_day_to_come(respondent: Respondent, who: str) -> None:
    respondent.answer_all()
    response = respondent.submit(**{f"{who}_name": "A. Weber", f"{who}_date": "2026-11-24"})
    assert response.status_code == 422
    assert "still to come" in response.text
