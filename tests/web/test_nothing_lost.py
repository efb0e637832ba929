"""Nothing typed is lost: while typing, on changing the language, beside a colleague, after the session has ended."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.journey import Checked, Data, Respondent, company, hidden, token

POLICY, PROFILE = "policy/1", "profile/1"
COMMITMENT = "policy.commitment"


def answers(respondent: Respondent) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(respondent.client.get(f"{respondent.base}/answers.json").data)["answers"]
    return found


def other_browser(respondent: Respondent, somebody: Callable[[], Respondent]) -> Respondent:
    """Open the same assessment in a second browser."""
    other = somebody()
    other.post("/en/key", {"key": respondent.key})
    other.base = respondent.base
    return other


def keep(respondent: Respondent, page: str, given: Data, data: Data | None = None) -> tuple[dict[str, Any], Data]:
    """Save as the script does while somebody types; give what it is told, and the page as it stands then."""
    _, shown = respondent.page(f"{respondent.base}/{page}")
    sent = {**(data or shown), **given, "then": "keep"}
    response = respondent.client.post(f"{respondent.base}/{page}", data=sent)
    assert response.status_code == 200
    told: dict[str, Any] = json.loads(response.data)
    return told, {**(data or shown), **given, **{f"{name}-was": mark for name, mark in told["was"].items()}}


def clash(mine: Respondent, theirs: Respondent) -> str:
    """Let two people answer one question otherwise; give the page on which the second one is asked."""
    _, stale = mine.page(f"{mine.base}/{POLICY}")
    assert theirs.save(f"{theirs.base}/{POLICY}", {f"{COMMITMENT}-value": "1"}).status_code == 303
    given = {f"{COMMITMENT}-value": "3", f"{COMMITMENT}-note": "mine, typed with care"}
    response = mine.client.post(f"{mine.base}/{POLICY}", data=stale | given)
    assert response.status_code == 422
    return response.text


def as_shown(text: str, **more: Any) -> Data:
    """Send a page as it stands, with more."""
    asked = hidden(text, "asked")
    data: Data = {"csrf_token": token(text), "asked": asked}
    data |= {f"{name}-was": hidden(text, f"{name}-was")[0] for name in asked}
    data |= {f"{name}-both": "1" for name in asked if f'name="{name}-both"' in text}
    return data | {f"{COMMITMENT}-{field}": value for field, value in more.items()}


# --- two people ------------------------------------------------------------------------------------------


def test_both_answers_are_shown_and_nothing_is_saved_before_one_is_chosen(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    text = clash(respondent, other_browser(respondent, somebody))
    step = company(respondent.client.application).questions[COMMITMENT].options[1].text  # type: ignore[union-attr]
    told = unescape(text)
    assert "Which answer shall stand?" in told
    assert told.count(step) == 2  # as theirs, and as a step to choose
    assert "mine, typed with care" in told
    assert re.search(r'value="3" checked', text)
    again = as_shown(text, value="3", note="mine, typed with care")
    assert respondent.client.post(f"{respondent.base}/{POLICY}", data=again).status_code == 422
    assert answers(respondent)[COMMITMENT] == {"value": "1"}


def test_mine_is_saved_when_chosen(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    text = clash(respondent, other_browser(respondent, somebody))
    chosen = as_shown(text, value="3", note="mine", keep="mine")
    assert respondent.client.post(f"{respondent.base}/{POLICY}", data=chosen).status_code == 303
    assert answers(respondent)[COMMITMENT] == {"value": "3", "note": "mine"}


def test_theirs_stays_when_chosen(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    text = clash(respondent, other_browser(respondent, somebody))
    chosen = as_shown(text, value="3", note="mine", keep="theirs")
    assert respondent.client.post(f"{respondent.base}/{POLICY}", data=chosen).status_code == 303
    assert answers(respondent)[COMMITMENT] == {"value": "1"}
    assert "mine" not in respondent.client.get(f"{respondent.base}/{POLICY}").text


def test_theirs_may_change_once_more_before_mine_is_chosen(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    theirs = other_browser(respondent, somebody)
    text = clash(respondent, theirs)
    theirs.save(f"{theirs.base}/{POLICY}", {f"{COMMITMENT}-value": "2"})
    chosen = as_shown(text, value="3", keep="mine")
    response = respondent.client.post(f"{respondent.base}/{POLICY}", data=chosen)
    assert response.status_code == 422
    assert answers(respondent)[COMMITMENT] == {"value": "2"}
    assert "Which answer shall stand?" in response.text


def test_who_answered_meanwhile_is_named(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    made = respondent.post(f"{respondent.base}/keys", {"name": "Anna, purchasing", "rights": "edit"})
    found = re.search(r"<code>([^<]+)</code>", respondent.client.get(made.location).text)
    assert found
    anna = somebody()
    anna.post("/en/key", {"key": found[1]})
    anna.base = respondent.base
    assert "Saved by Anna, purchasing, today" in clash(respondent, anna)


def test_ones_own_key_in_another_browser_is_named(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    assert "Saved with your own key in another window" in clash(other_browser(respondent, somebody), respondent)


def test_what_clashed_waits_in_the_browser_that_typed_it(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    theirs = other_browser(respondent, somebody)
    clash(respondent, theirs)
    again = respondent.client.get(f"{respondent.base}/{POLICY}").text
    assert "Which answer shall stand?" in again
    assert "mine, typed with care" in again
    assert "mine, typed with care" not in theirs.client.get(f"{theirs.base}/{POLICY}").text


def test_a_faulty_field_does_not_hide_that_somebody_else_answered(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    address = f"{respondent.base}/{POLICY}"
    _, stale = respondent.page(address)
    faulty = {f"{COMMITMENT}-value": "planned", f"{COMMITMENT}-by": "soon"}
    other_browser(respondent, somebody).save(address, {f"{COMMITMENT}-value": "1"})
    response = respondent.client.post(address, data=stale | faulty)
    assert response.status_code == 422
    mended = as_shown(response.text, value="planned", by="2027-06-30")
    assert respondent.client.post(address, data=mended).status_code == 422
    assert answers(respondent)[COMMITMENT] == {"value": "1"}


# --- while typing ----------------------------------------------------------------------------------------


def test_an_answer_is_saved_while_somebody_types(respondent: Respondent) -> None:
    told, data = keep(respondent, POLICY, {f"{COMMITMENT}-value": "2", f"{COMMITMENT}-note": "half a"})
    assert re.fullmatch(r"Saved at \d\d:\d\d\.", told["said"])
    assert answers(respondent)[COMMITMENT] == {"value": "2", "note": "half a"}
    told, data = keep(respondent, POLICY, {f"{COMMITMENT}-note": "half a sentence"}, data)
    # The button then finds nothing that stands against it.
    response = respondent.client.post(f"{respondent.base}/{POLICY}", data=data)
    assert response.status_code == 303
    assert answers(respondent)[COMMITMENT] == {"value": "2", "note": "half a sentence"}


def test_half_a_number_is_no_answer_but_is_kept(respondent: Respondent) -> None:
    told, _ = keep(respondent, PROFILE, {"profile.employees-value": "1"})
    assert told["was"] == {}
    assert "Kept as you typed it" in told["said"]
    assert answers(respondent) == {}
    text = respondent.client.get(f"{respondent.base}/{PROFILE}").text
    assert re.search(r'name="profile.employees-value"[^>]* value="1"', text)
    assert "<title>Error" not in text
    respondent.save(f"{respondent.base}/{PROFILE}", {"profile.employees-value": "120"})
    assert answers(respondent)["profile.employees"] == {"value": 120}
    assert respondent.client.get(f"{respondent.base}/{PROFILE}").text.count('value="1"') == text.count('value="1"') - 1


def test_what_is_no_answer_yet_stands_there_again_with_what_is_wrong(respondent: Respondent) -> None:
    keep(respondent, POLICY, {f"{COMMITMENT}-note": "written before the answer"})
    text = respondent.client.get(f"{respondent.base}/{POLICY}").text
    assert "written before the answer" in text
    assert "Choose an answer too" in text


def test_saving_while_typing_does_not_overwrite_a_colleague(
    respondent: Respondent, somebody: Callable[[], Respondent]
) -> None:
    _, stale = respondent.page(f"{respondent.base}/{POLICY}")
    other_browser(respondent, somebody).save(f"{respondent.base}/{POLICY}", {f"{COMMITMENT}-value": "1"})
    told, _ = keep(respondent, POLICY, {f"{COMMITMENT}-value": "3"}, stale)
    assert "Somebody else has answered 2.1 meanwhile" in told["said"]
    assert answers(respondent)[COMMITMENT] == {"value": "1"}


def test_an_answer_is_not_taken_back_while_typing(respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/{POLICY}", {f"{COMMITMENT}-value": "2"})
    keep(respondent, POLICY, {f"{COMMITMENT}-value": "2", f"{COMMITMENT}-clear": "1"})
    assert answers(respondent)[COMMITMENT] == {"value": "2"}


def test_an_alarm_saved_while_typing_still_leads_to_protecting_people(respondent: Respondent) -> None:
    alarm = next(
        (q.id, option.id)
        for q in respondent.edition.questions.values()
        if q.type == "choice" and q.section == "people"
        for option in q.options
        if option.alarm
    )
    respondent.save(f"{respondent.base}/{PROFILE}", {"profile.employees-value": "40"})
    _, data = keep(respondent, "people/1", {f"{alarm[0]}-value": alarm[1]})
    response = respondent.client.post(f"{respondent.base}/people/1", data=data)
    assert "/protect" in response.location


# --- the session has ended -------------------------------------------------------------------------------


def test_a_page_without_its_session_comes_back_with_the_key(respondent: Respondent) -> None:
    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    data |= {f"{COMMITMENT}-value": "3", f"{COMMITMENT}-note": "typed for an hour"}
    respondent.client.delete_cookie("pan2")
    asked = respondent.client.post(address, data=data)
    assert asked.status_code == 404
    assert "Nothing you typed is lost" in asked.text
    carried = {name: hidden(asked.text, name) for name in data if name != "csrf_token"}
    form = {**carried, "csrf_token": token(asked.text)}
    wrong = respondent.client.post(f"{address}/reopen", data={**form, "key": "AAAA-BBBB"})
    assert wrong.status_code == 422
    assert "typed for an hour" in wrong.text
    form["csrf_token"] = token(wrong.text)
    page = respondent.client.post(f"{address}/reopen", data={**form, "key": respondent.key})
    assert page.status_code == 200
    assert "It is open again" in page.text
    assert "typed for an hour" in page.text
    assert answers(respondent) == {}
    saved = respondent.client.post(address, data=as_shown(page.text, value="3", note="typed for an hour"))
    assert saved.status_code == 303
    assert answers(respondent)[COMMITMENT] == {"value": "3", "note": "typed for an hour"}


def test_another_key_does_not_show_the_page(respondent: Respondent, somebody: Callable[[], Respondent]) -> None:
    address = f"{respondent.base}/{POLICY}"
    stranger = somebody().begin("Stranger S.A.")
    guard = token(stranger.client.get(f"{stranger.base}/erase").text)
    data = {"csrf_token": guard, "key": stranger.key, "asked": COMMITMENT}
    response = stranger.client.post(f"{address}/reopen", data=data)
    assert response.status_code == 422
    assert "opens another assessment" in response.text
    assert "Example S.A." not in response.text


# --- the language changes --------------------------------------------------------------------------------


def begin_small(client: FlaskClient) -> str:
    text = client.get("/en/tiny/begin").text
    data = {"csrf_token": token(text), "organisation": "Example S.A.", "on": "2026-11-23"}
    return str(client.post("/en/tiny/begin", data=data).location.rpartition("/")[0])


def test_questions_keep_what_was_typed_when_the_language_changes(bilingual: Checked) -> None:
    base = begin_small(bilingual)
    text = bilingual.get(f"{base}/profile/1").text
    french = f"{base.replace('/en/', '/fr/')}/profile/1"
    assert re.search(rf'<button[^>]* formaction="{french}" name="switch"', text)
    data = as_shown(text) | {"profile.employees-value": "many", "profile.sector-value": "trade", "switch": "1"}
    response = bilingual.post(french, data=data)
    assert response.location == french
    page = bilingual.get(french).text
    assert '<html lang="fr">' in page
    assert 'value="many"' in page  # no answer, and still there
    kept = json.loads(bilingual.get(f"{base}/answers.json").data)["answers"]
    assert "profile.employees" not in kept


def test_forms_keep_what_was_typed_when_the_language_changes(bilingual: Checked) -> None:
    text = bilingual.get("/en/tiny/begin").text
    assert 'formaction="/fr/tiny/begin"' in text
    data = {"csrf_token": token(text), "organisation": "", "on": "yesterday", "switch": "1"}
    page = bilingual.post("/fr/tiny/begin", data=data)
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text
    assert 'value="yesterday"' in page.text
    assert "error-summary" not in page.text
    # Where a form came back with errors, the button stands there too.
    del data["switch"]
    wrong = bilingual.post("/en/tiny/begin", data={**data, "csrf_token": token(page.text)})
    assert wrong.status_code == 422
    assert 'formaction="/fr/tiny/begin"' in wrong.text


def test_enter_in_a_field_saves_and_does_not_change_the_language(bilingual: Checked) -> None:
    base = begin_small(bilingual)
    text = bilingual.get(f"{base}/profile/1").text
    first = re.search(r'<button type="submit" form="form"[^>]*>|<button[^>]*name="switch"[^>]*>', text)
    assert first
    assert "switch" not in first[0]


def test_pages_without_a_form_change_the_language_by_a_link(bilingual: Checked) -> None:
    base = begin_small(bilingual)
    assert f'<a href="{base.replace("/en/", "/fr/")}/" lang="fr"' in bilingual.get(f"{base}/").text


def test_without_its_guard_a_change_of_language_saves_nothing(respondent: Respondent) -> None:
    address = f"{respondent.base}/{POLICY}"
    _, data = respondent.page(address)
    del data["csrf_token"]
    sent = {**data, f"{COMMITMENT}-value": "3", f"{COMMITMENT}-note": "typed", "switch": "1"}
    response = respondent.client.post(address.replace("/en/", "/de/"), data=sent)
    assert response.status_code == 400
    assert "typed" in response.text
    assert answers(respondent) == {}


@pytest.mark.parametrize("query", ["endpoint=x", "_scheme=ftp", "_anchor=a", 'x="><b>', "lang=fr"])
def test_an_odd_address_changes_no_link(respondent: Respondent, query: str) -> None:
    for page in ("/en/about", f"{respondent.base}/"):
        response = respondent.client.get(f"{page}?{query}")
        assert response.status_code == 200
        assert "<b>" not in response.text
        assert "ftp:" not in response.text


def test_leaving_forgets_every_key_just_made(respondent: Respondent) -> None:
    respondent.post(f"{respondent.base}/keys", {"name": "Anna", "rights": "edit"})
    assert respondent.client.get_cookie("pan2-further-key")
    respondent.post(f"{respondent.base}/leave", {}, respondent.client.get(f"{respondent.base}/").text)
    for cookie in ("pan2-key", "pan2-further-key", "pan2-voice"):
        assert respondent.client.get_cookie(cookie) is None
