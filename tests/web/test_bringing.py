"""Answers brought from another assessment in the same browser: shown, ticked, and only then taken over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from pan2_assess import store
from pan2_assess.store.assessments import Access
from tests.web.journey import Respondent, token

NOTE = 'Said by "Anne" & <b>Ärger</b>'
POLICY = {
    "policy.commitment-value": "3",
    "policy.commitment-kind": "public",
    "policy.commitment-reference": "https://example.org/policy",
    "policy.commitment-date": "2026-03-01",
    "policy.commitment-note": NOTE,
}


def number(respondent: Respondent) -> str:
    return respondent.base.rpartition("/")[2]


def answers(respondent: Respondent) -> dict[str, Any]:
    found: dict[str, Any] = respondent.client.get(f"{respondent.base}/answers.json").get_json()["answers"]
    return found


def again(first: Respondent, **more: str) -> Respondent:
    """Begin another assessment in the same browser."""
    return Respondent(first.client, first.edition).begin(**{"organisation": "Example S.A.", **more})


def proposed(text: str) -> list[str]:
    return re.findall(r'name="taken" value="([^"]+)"', text)


def laid(here: Respondent, there: Respondent) -> str:
    """Lay another assessment's answers beside this one; give the address of what can be taken over."""
    known = re.findall(rf'href="({here.base}/bring/[^"]+)"', here.client.get(f"{here.base}/bring").text)
    if known:
        return str(known[0])
    response = here.post(f"{here.base}/bring", {"other": number(there)})
    assert response.status_code == 303
    return str(response.location)


def take(here: Respondent, there: Respondent, *names: str) -> TestResponse:
    return here.post(laid(here, there), {"taken": list(names)})


@pytest.fixture
def old(respondent: Respondent) -> Respondent:
    """Give an assessment with a headcount, a commitment and an alarm."""
    alarm = next(option.id for option in respondent.edition.questions["people.danger"].options if option.alarm)  # type: ignore[union-attr]
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "40"})
    respondent.save(f"{respondent.base}/policy/1", POLICY)
    respondent.save(f"{respondent.base}/people/1", {"people.danger-value": alarm})
    assert set(answers(respondent)) == {"profile.employees", "policy.commitment", "people.danger"}
    return respondent


def test_nothing_counts_before_it_is_ticked(old: Respondent) -> None:
    new = again(old)
    assert f"{new.base}/bring" in new.client.get(f"{new.base}/").text
    chosen = new.client.get(f"{new.base}/bring").text
    assert f'name="other" value="{number(old)}"' in chosen
    assert f'name="other" value="{number(new)}"' not in chosen
    assert "Human rights in our business, 23 November 2026" in chosen
    page = new.client.get(laid(new, old)).text
    assert laid(new, old) in new.client.get(f"{new.base}/bring").text
    assert proposed(page) == ["profile.employees", "policy.commitment", "people.danger"]
    assert " checked>" not in page
    assert "https://example.org/policy" in page
    assert "&lt;b&gt;Ärger" in page
    assert answers(new) == {}
    response = take(new, old, "policy.commitment")
    assert (response.status_code, response.location) == (303, f"{new.base}/")
    assert answers(new) == {"policy.commitment": answers(old)["policy.commitment"]}
    # What is answered here is not proposed again, and cannot be overwritten by a forged tick.
    assert proposed(new.client.get(laid(new, old)).text) == ["profile.employees", "people.danger"]
    assert take(new, old, "policy.commitment").status_code == 422


def test_an_alarm_taken_over_leads_to_protecting_people(old: Respondent) -> None:
    new = again(old)
    response = take(new, old, "profile.employees", "people.danger")
    assert (response.status_code, response.location) == (303, f"{new.base}/protect")


@pytest.mark.parametrize("names", [(), ("nothing.such",), ("policy.commitment-note",)])
def test_nothing_ticked_is_said(old: Respondent, names: tuple[str, ...]) -> None:
    new = again(old)
    response = take(new, old, *names)
    assert response.status_code == 422
    assert "Tick what is still true" in response.text
    assert answers(new) == {}


def test_evidence_of_a_later_day_stays_behind(old: Respondent) -> None:
    new = again(old, on="2026-02-01")
    page = new.client.get(laid(new, old)).text
    assert "https://example.org/policy" not in page
    assert take(new, old, "policy.commitment").status_code == 303
    assert answers(new)["policy.commitment"]["value"] == "3"
    assert "evidence" not in answers(new)["policy.commitment"]


def test_an_answer_about_a_contract_never_goes_over(old: Respondent) -> None:
    first = again(old, questionnaire="supplier")
    first.save(f"{first.base}/profile/1", {"profile.employees-value": "40"})
    first.save(f"{first.base}/supply/1", {"supply.country-value": "eu_only", "supply.places-ticked": ["none"]})
    told = {name for name in answers(first) if name.startswith("supply.")}
    assert told
    second = again(old, questionnaire="supplier")
    page = second.client.get(laid(second, first)).text
    assert proposed(page) == ["profile.employees"]
    assert "about one contract" in page
    assert take(second, first, *told).status_code == 422
    assert answers(second) == {}


def test_what_the_other_questionnaire_does_not_ask_is_counted(old: Respondent) -> None:
    old.answer_all()
    new = again(old, questionnaire="supplier")
    page = new.client.get(laid(new, old)).text
    library = new.client.application.extensions["library"]
    beyond = set(answers(old)) - set(library.editions["supplier"].questions)
    assert len(beyond) > 10
    assert f"{len(beyond)} answers are to questions not asked here." in page
    assert not beyond & set(proposed(page))


def test_another_firms_name_is_said(old: Respondent) -> None:
    said = "true of Other S.A.: the answers were given for Example S.A. and may not fit."
    other, same = again(old, organisation="Other S.A."), again(old, organisation="EXAMPLE S.A.")
    assert said in other.client.get(laid(other, old)).text
    assert "the answers were given for" not in same.client.get(laid(same, old)).text


def test_only_what_this_browser_holds_can_be_brought(old: Respondent, somebody: Callable[[], Respondent]) -> None:
    stranger = somebody().begin("Stranger S.A.")
    source = laid(again(old), old).rpartition("/")[2]
    page = stranger.client.get(f"{stranger.base}/bring").text
    assert "No other assessment is open" in page
    for other in (number(old), number(stranger), "x"):
        assert stranger.post(f"{stranger.base}/bring", {"other": other}, page).status_code == 404
    # Nor can what lies beside one assessment be reached from another.
    address = f"{stranger.base}/bring/{source}"
    assert stranger.client.get(address).status_code == 404
    for place in (address, f"{address}/forget"):
        assert stranger.post(place, {"taken": ["policy.commitment"]}, page).status_code == 404
    assert answers(stranger) == {}


def test_a_reading_key_may_be_brought_from_but_not_into(old: Respondent, somebody: Callable[[], Respondent]) -> None:
    with old.client.session_transaction() as session:
        own = Access(number(old), session["keys"][number(old)])
    with old.client.application.app_context():
        reading = store.new_key(own, "auditor", False)
    other = somebody().begin("Other S.A.")
    other.post("/en/key", {"key": reading})
    assert other.client.get(laid(other, old)).status_code == 200
    assert other.client.get(f"{old.base}/bring").status_code == 404


def test_a_colleague_who_was_faster_is_not_overwritten(old: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a colleague answer between what the view reads and what it writes."""
    new = again(old)
    save = store.save

    def late(access: Access, data: dict[str, Any], **more: Any) -> None:
        monkeypatch.setattr(store, "save", save)
        save(access, {"policy.commitment": {"value": "1"}}, was={"policy.commitment": None})
        save(access, data, **more)

    page = new.client.get(laid(new, old)).text
    monkeypatch.setattr(store, "save", late)
    data = {"taken": ["policy.commitment", "profile.employees"]}
    response = new.post(laid(new, old), data, page)
    assert response.status_code == 409
    assert "Somebody has answered one of these questions meanwhile" in response.text
    assert answers(new) == {"policy.commitment": {"value": "1"}}
    assert proposed(response.text) == ["profile.employees", "people.danger"]
    assert re.search(r'value="profile.employees" checked', response.text)


@pytest.mark.parametrize("guard", ["", "wrong"])
def test_an_old_page_gives_the_ticks_back(old: Respondent, guard: str) -> None:
    new = again(old)
    address = laid(new, old)
    response = new.client.post(address, data={"csrf_token": guard, "taken": ["profile.employees"]})
    assert response.status_code == 400
    assert "The page was open for too long" in response.text
    assert re.search(r'value="profile.employees" checked', response.text)
    assert answers(new) == {}
    again_sent = {"csrf_token": token(response.text), "taken": ["profile.employees"]}
    assert new.client.post(address, data=again_sent).status_code == 303
    assert answers(new) == {"profile.employees": {"value": 40}}


def test_a_submitted_assessment_takes_nothing_more(old: Respondent) -> None:
    new = again(old)
    new.answer_all()
    new.submit()
    response = new.client.get(f"{new.base}/bring")
    assert (response.status_code, response.location) == (303, f"{new.base}/result")
    data = {"csrf_token": token(new.client.get(f"{new.base}/result").text), "other": number(old)}
    assert new.client.post(f"{new.base}/bring", data=data).status_code == 409


def test_what_lies_beside_is_a_copy_and_can_be_forgotten(old: Respondent) -> None:
    new = again(old)
    address = laid(new, old)
    old.save(f"{old.base}/policy/1", {"policy.commitment-value": "1"})
    assert take(new, old, "policy.commitment").status_code == 303
    assert answers(new)["policy.commitment"]["value"] == "3"
    assert new.post(f"{address}/forget", {}, new.client.get(f"{new.base}/bring").text).status_code == 303
    assert new.client.get(address).status_code == 404
    assert answers(new)["policy.commitment"]["value"] == "3"  # taken over is taken over


def test_an_earlier_answer_stands_beside_its_open_question(old: Respondent) -> None:
    new = again(old)
    laid(new, old)
    text = new.client.get(f"{new.base}/policy/1").text
    assert "You answered on 23 November 2026:" in text
    assert text.count('value="last"') == 1
    assert "&lt;b&gt;Ärger" in text
    assert answers(new) == {}
    assert new.save(f"{new.base}/policy/1", {"policy.commitment-keep": "last"}).status_code == 303
    assert answers(new)["policy.commitment"] == answers(old)["policy.commitment"]
    assert 'value="last"' not in new.client.get(f"{new.base}/policy/1").text


def test_a_new_answer_beside_still_true_is_asked_about(old: Respondent) -> None:
    new = again(old)
    laid(new, old)
    both = {"policy.commitment-keep": "last", "policy.commitment-value": "1", "policy.commitment-note": "now"}
    response = new.save(f"{new.base}/policy/1", both)
    assert response.status_code == 422
    assert "Leave only one of them" in response.text
    assert re.search(r'value="last" checked', response.text)
    assert answers(new) == {}
    assert new.save(f"{new.base}/policy/1", {"policy.commitment-value": "1"}).status_code == 303
    assert answers(new)["policy.commitment"]["value"] == "1"
