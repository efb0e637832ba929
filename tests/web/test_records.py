"""What may be made of a checked quiz: a record to print, kept nowhere, and a learning record beside the answers."""

from __future__ import annotations

import random
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pan2_assess import store
from pan2_assess.core.advice import advise
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.texts import ModuleText
from pan2_assess.store.assessments import Access
from pan2_assess.web import clock
from pan2_assess.web.access import read_answers
from pan2_assess.web.learn import learned
from pan2_assess.web.learn import record as record_page
from tests.web.journey import Respondent, company, token
from tests.web.statements import statements
from tests.web.test_learn import module, plain

WHO = {"name": "Josée Muller"}


def choices(found: ModuleText, *, right: int, left: int = 0) -> dict[str, list[str]]:
    """Choose in a quiz: the first so many right, the last so many left open, the others wrong."""
    given = {}
    for place, question in enumerate(found.quiz):
        if place < len(found.quiz) - left:
            given[f"quiz-{question.id}"] = [o.id for o in question.options if o.right is (place < right)]
    return given


def unseen(text: str, action: str) -> dict[str, list[str]]:
    """Give what the form with this action carries unseen."""
    start = text.index(f'action="{action}"')
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'type="hidden" name="([^"]+)" value="([^"]*)"', text[start : text.index("</form>", start)]
    ):
        found.setdefault(name, []).append(value)
    return found


def check(client: FlaskClient, name: str, given: dict[str, Any], page: str = "") -> str:
    address = f"/en/training/{name}"
    shown = page or client.get(address).text
    return client.get(address, query_string={**unseen(shown, f"{address}#quiz"), **given}).text


def record(client: FlaskClient, name: str, page: str, who: dict[str, str], **more: Any) -> TestResponse:
    """Fill in the form of the record; give the page it leads to."""
    address = f"/en/training/{name}/record"
    return client.post(address, data={**unseen(page, address), **who, **more}, follow_redirects=True)


def add(respondent: Respondent, name: str, who: dict[str, str], **more: Any) -> TestResponse:
    """Complete a module and press the button of the respondent's assessment."""
    page = check(respondent.client, name, choices(module(respondent.client.application, name), right=99))
    address = f"{respondent.base}/training"
    assert f'formaction="{address}" name="module" value="{name}"' in page
    data = unseen(page, f"/en/training/{name}/record")
    return respondent.client.post(address, data={**data, "module": name, **who, **more})


def own_access(respondent: Respondent) -> Access:
    assessment = respondent.base.rpartition("/")[2]
    with respondent.client.session_transaction() as session:
        return Access(assessment, session["keys"][assessment])


def kept(web: Flask, respondent: Respondent) -> list[dict[str, Any]]:
    with web.app_context():
        return [one.value for one in store.beside(own_access(respondent), "learned").values()]


# The record to print


def test_a_record_is_offered_once_the_quiz_is_checked(client: FlaskClient, web: Flask) -> None:
    assert 'id="record"' not in client.get("/en/training/M01").text
    for right in range(6):
        assert 'id="record"' in check(client, "M01", choices(module(web), right=right))


def test_record_says_who_did_what_and_that_nobody_checked_it(client: FlaskClient, web: Flask) -> None:
    found = module(web)
    page = check(client, "M01", choices(found, right=5))
    assert "That completes the module" in page
    text = record(client, "M01", page, {**WHO, "organisation": "Menuiserie <Weber>", "function": ""}).text
    words = plain(text)
    assert "Record of completion" in words
    for said in ("Josée Muller", f"M01 {found.title}", "23 November 2026", "30 min", "5 of 5, at the first try"):
        assert said in words
    assert "Menuiserie &lt;Weber&gt;" in text
    assert "Self-declared: the person named here says so, and nobody checked it. This is no certificate." in words
    assert "<form" not in text[text.index('<article class="record"') : text.index("</article>")]


def test_from_a_record_one_comes_back_to_the_quiz_as_it_was(client: FlaskClient, web: Flask) -> None:
    found = module(web)
    page = check(client, "M01", choices(found, right=5), check(client, "M01", choices(found, right=2)))
    text = record(client, "M01", page, {**WHO, "organisation": "Menuiserie Weber"}).text
    (back,) = re.findall(r'href="(/en/training/M01\?paper=[^"#]+)#record"', text)
    again = client.get(back).text
    assert "5 of 5 answered right" in again
    assert 'value="Josée Muller"' in again
    assert 'value="Menuiserie Weber"' in again
    before, after = (unseen(one, "/en/training/M01/record") for one in (page, again))
    guards = before.pop("csrf_token"), after.pop("csrf_token")  # of another second each
    assert all(guards)
    assert after == before


def test_below_four_in_five_the_record_says_what_to_read_again(client: FlaskClient, web: Flask) -> None:
    found = module(web)
    page = check(client, "M01", choices(found, right=3))
    assert "at least 4 of 5 of them right" in page
    text = record(client, "M01", page, WHO).text
    assert "not yet completed" in text
    assert "has completed" not in text
    assert "3 of 5" in text
    for place, question in enumerate(found.quiz):
        assert (f'href="/en/training/M01#quiz-{question.id}"' in text) is (place >= 3)


def test_what_is_left_open_completes_nothing(client: FlaskClient, web: Flask) -> None:
    page = check(client, "M01", choices(module(web), right=4, left=1))
    assert "4 of 5 answered right" in page
    assert "That completes" not in page
    assert "not yet completed" in record(client, "M01", page, WHO).text


def test_first_try_stands_beside_the_last(client: FlaskClient, web: Flask) -> None:
    found = module(web)
    first = check(client, "M01", choices(found, right=2))
    second = check(client, "M01", choices(found, right=3), first)
    third = check(client, "M01", choices(found, right=5), second)
    assert "5 of 5 at the last try, 2 of 5 at the first" in plain(record(client, "M01", third, WHO).text)
    # Nothing chosen is a try too.
    blank = check(client, "M01", {})
    after = check(client, "M01", choices(found, right=5), blank)
    assert "5 of 5 at the last try, 0 of 5 at the first" in plain(record(client, "M01", after, WHO).text)


def test_a_score_that_is_sent_is_not_believed(client: FlaskClient, web: Flask) -> None:
    page = check(client, "M01", choices(module(web), right=1))
    text = record(client, "M01", page, WHO, right="5", all="5", completed="1", score="100").text
    assert "1 of 5" in text
    assert "not yet completed" in text


@pytest.mark.parametrize(
    ("who", "words", "target"),
    [
        ({"name": "  "}, "Write the name", "name"),
        ({}, "Write the name", "name"),
        ({**WHO, "organisation": "x" * 201}, "at most 200 are kept", "organisation"),
        ({**WHO, "function": "a\x07b"}, "control character", "function"),
        ({"name": "two\nlines"}, "More than one line", "name"),
    ],
)
def test_faults_come_back_with_all_that_was_typed(
    client: FlaskClient, web: Flask, who: dict[str, str], words: str, target: str
) -> None:
    page = check(client, "M01", choices(module(web), right=5), check(client, "M01", choices(module(web), right=2)))
    response = record(client, "M01", page, {"function": "Site manager", **who})
    assert response.status_code == 422
    assert words in response.text
    assert f'<a href="#{target}">' in response.text
    if "function" not in who:
        assert 'value="Site manager"' in response.text
    address = "/en/training/M01/record"
    assert unseen(response.text, address).keys() == unseen(page, address).keys()
    assert "5 of 5 at the last try, 2 of 5" in plain(record(client, "M01", response.text, WHO).text)


def test_without_its_guard_the_record_comes_back_as_it_was(client: FlaskClient, web: Flask) -> None:
    page = check(client, "M01", choices(module(web), right=5))
    response = record(client, "M01", page, WHO, csrf_token="old")
    assert response.status_code == 400
    assert "send it again" in response.text
    assert 'value="Josée Muller"' in response.text
    assert "5 of 5" in record(client, "M01", response.text, WHO).text


def test_address_of_a_record_without_what_stands_in_it_leads_back_to_the_quiz(client: FlaskClient) -> None:
    response = client.get("/en/training/M01/record")
    assert (response.status_code, response.location) == (303, "/en/training/M01#quiz")
    assert client.get("/en/training/M99/record").status_code == 404


def made(client: FlaskClient, web: Flask, who: dict[str, str]) -> str:
    """Make a record; give its address."""
    data = unseen(check(client, "M01", choices(module(web), right=5)), "/en/training/M01/record")
    response = client.post("/en/training/M01/record", data={**data, **who})
    assert response.status_code == 303
    return response.location


def test_a_record_opens_again_by_its_address_and_says_the_same(
    client: FlaskClient, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another day, in another browser, and after the module's text has changed."""
    address = made(client, web, WHO)
    before = client.get(address).text
    monkeypatch.setattr(clock, "today", lambda: date(2027, 5, 1))
    other = web.test_client()
    assert other.get(address).text == before
    found = module(web)
    changed = found.model_copy(update={"as_of": date(2027, 4, 1), "quiz": found.quiz[:2]})
    monkeypatch.setattr(record_page, "module_or_404", lambda name: changed)
    text = plain(other.get(address).text)
    assert "23 November 2026" in text
    assert "5 of 5, at the first try" in text
    assert "2027" not in text


def test_nobody_reads_or_makes_a_record_s_address(client: FlaskClient, web: Flask) -> None:
    address, other = made(client, web, WHO), made(client, web, WHO)
    word = address.partition("paper=")[2]
    assert "Muller" not in address
    assert b"Muller" not in urlsafe_b64decode(word + "==")
    assert address != other
    for wrong in ("x", "é", word[:-4], word[:40] + ("A" if word[40] != "A" else "B") + word[41:]):
        assert client.get("/en/training/M01/record", query_string={"paper": wrong}).status_code == 404
    assert client.get("/en/training/M02/record", query_string={"paper": word}).status_code == 404
    assert "of 5 answered right" not in client.get("/en/training/M01?paper=x").text


def test_the_longest_record_fits_an_address(client: FlaskClient, web: Flask) -> None:
    rng = random.Random(7)
    parts = ("name", "function", "organisation")
    who = {part: "".join(chr(rng.randrange(0x20000, 0x2A000)) for _ in range(200)) for part in parts}
    address = made(client, web, who)
    assert len(f"GET {address} HTTP/1.1\r\n") < 4094  # what the server takes
    assert who["organisation"] in client.get(address).text


def test_nothing_of_a_record_is_kept(client: FlaskClient, web: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with statements(web) as ran:
        page = check(client, "M01", choices(module(web), right=5))
        assert record(client, "M01", page, WHO).status_code == 200
    assert ran == []
    assert "Muller" not in caplog.text
    with client.session_transaction() as session:
        assert set(session) == {"csrf_token"}


# The learning record


def test_who_holds_no_assessment_is_offered_no_learning_record(client: FlaskClient, web: Flask) -> None:
    assert "learning record" not in check(client, "M01", choices(module(web), right=5)).casefold()


def test_only_what_is_completed_goes_into_the_learning_record(respondent: Respondent, web: Flask) -> None:
    page = check(respondent.client, "M01", choices(module(web), right=3))
    address = f"{respondent.base}/training"
    assert "formaction" not in page
    assert "Once it is completed" in page
    data = {**unseen(page, "/en/training/M01/record"), "module": "M01", **WHO, "right": "5"}
    response = respondent.client.post(address, data=data)
    assert response.status_code == 422
    assert "Only a completed module" in response.text
    assert kept(web, respondent) == []


def test_learning_record_tells_who_has_done_what(respondent: Respondent, web: Flask) -> None:
    assert "Nobody stands here yet." in respondent.client.get(f"{respondent.base}/training").text
    response = add(respondent, "M01", {**WHO, "function": "Site manager", "organisation": "not kept"})
    assert response.status_code == 303
    text = respondent.client.get(response.location).text
    row = text[text.index('<tr id="entry-') : text.index("</tr>", text.index('<tr id="entry-'))]
    for said in ("Josée Muller", "Site manager", f"M01 {module(web).title}", "23 November 2026", "5 of 5"):
        assert said in plain(row)
    assert f'id="{response.location.partition("#")[2]}"' in text
    (value,) = kept(web, respondent)
    expected = {"module": "M01", "function": "Site manager", "date": "2026-11-23", "right": 5, "all": 5}
    assert value == {**expected, **WHO, "as_of": module(web).as_of.isoformat()}
    assert f'href="{respondent.base}/training"' in respondent.client.get(f"{respondent.base}/").text


def test_sent_twice_it_stands_there_once(respondent: Respondent, web: Flask) -> None:
    assert add(respondent, "M01", WHO).location == add(respondent, "M01", WHO).location
    assert len(kept(web, respondent)) == 1
    add(respondent, "M01", {"name": "Maria da Silva"})
    add(respondent, "M05", WHO)
    assert [(one["name"], one["module"]) for one in kept(web, respondent)] == [
        ("Josée Muller", "M01"),
        ("Maria da Silva", "M01"),
        ("Josée Muller", "M05"),
    ]


def test_an_entry_can_be_removed(respondent: Respondent, web: Flask) -> None:
    add(respondent, "M01", WHO)
    add(respondent, "M05", WHO)
    address = f"{respondent.base}/training"
    entries = re.findall(r'name="entry" value="([^"]+)"', respondent.client.get(address).text)
    response = respondent.post(f"{address}/remove", {"entry": entries[0]}, respondent.client.get(address).text)
    assert (response.status_code, response.location) == (303, address)
    assert [one["module"] for one in kept(web, respondent)] == ["M05"]
    assert (
        respondent.post(f"{address}/remove", {"entry": "none"}, respondent.client.get(address).text).status_code == 303
    )
    refused = respondent.client.post(f"{address}/remove", data={"entry": entries[1]})
    assert refused.status_code == 400
    assert "Nothing was removed" in refused.text
    assert len(kept(web, respondent)) == 1


def test_learning_record_without_its_guard_loses_nothing(respondent: Respondent, web: Flask) -> None:
    response = add(respondent, "M01", WHO, csrf_token="old")
    assert response.status_code == 400
    assert 'value="Josée Muller"' in response.text
    assert kept(web, respondent) == []
    data = unseen(response.text, "/en/training/M01/record")
    again = respondent.client.post(f"{respondent.base}/training", data={**data, "module": "M01", **WHO})
    assert again.status_code == 303


def test_a_full_record_takes_no_more(respondent: Respondent, web: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "MOST", 1)
    add(respondent, "M01", WHO)
    assert add(respondent, "M01", WHO).status_code == 303  # it stands there already
    response = add(respondent, "M05", WHO)
    assert response.status_code == 422
    assert "is full" in response.text
    assert len(kept(web, respondent)) == 1


@pytest.mark.parametrize("name", ["", "M99", "../M01"])
def test_an_unknown_module_is_none(respondent: Respondent, name: str) -> None:
    assert respondent.post(
        f"{respondent.base}/training",
        {"module": name, **WHO},
    ).status_code in (400, 404)


def test_who_may_only_read_sees_the_record_and_changes_nothing(
    respondent: Respondent, web: Flask, somebody: Callable[[], Respondent]
) -> None:
    add(respondent, "M01", WHO)
    with web.app_context():
        reading = store.new_key(own_access(respondent), "auditor", False)
    other = somebody()
    other.post("/en/key", {"key": reading})
    text = other.client.get(f"{respondent.base}/training").text
    assert "Josée Muller" in text
    assert "Remove" not in text
    assert "formaction" not in check(other.client, "M01", choices(module(web), right=5))
    guard = {"csrf_token": token(other.client.get("/en/training/M01").text)}
    for address in (f"{respondent.base}/training", f"{respondent.base}/training/remove"):
        assert other.client.post(address, data={**guard, "module": "M01", **WHO}).status_code == 404


def test_a_changed_text_says_so_and_one_that_is_gone_keeps_its_name(respondent: Respondent, web: Flask) -> None:
    add(respondent, "M01", WHO)
    access = own_access(respondent)
    with web.app_context():
        ((name, one),) = store.beside(access, "learned").items()
        before = (module(web).as_of - timedelta(days=1)).isoformat()
        store.keep_beside(
            access, "learned", {name: {**one.value, "as_of": before}, "old": {**one.value, "module": "M77"}}
        )
    text = respondent.client.get(f"{respondent.base}/training").text
    assert text.count("its text has changed since") == 1
    assert "M77" in text


def test_learning_stands_beside_the_result_and_never_in_it(
    respondent: Respondent, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Add and remove in draft and afterwards: answers, evaluation and result stay as they were, to the letter."""
    client, base = respondent.client, respondent.base
    before = client.get(f"{base}/answers.json").data
    add(respondent, "M01", WHO)
    assert client.get(f"{base}/answers.json").data == before
    respondent.answer_all()
    respondent.submit()
    answers, result = client.get(f"{base}/answers.json").data, client.get(f"{base}/result").text
    assert "Muller" not in result
    page = client.get(f"{base}/training").text
    edition = company(web)
    with web.app_context():
        held = store.held(own_access(respondent))
        frozen = store.frozen(own_access(respondent))
    assert held
    advised = advise(evaluate(edition, read_answers(held.answers), held.on)).modules
    assert advised
    missing = page[page.index('id="missing"') :]
    listed = re.findall(r'href="/en/training/(M\d\d)"', missing)
    assert listed == [name for name in advised if name != "M01"]
    for name in advised:
        monkeypatch.setattr(clock, "today", lambda: date(2027, 5, 1))
        assert add(respondent, name, WHO).status_code == 303
    assert "has been taken by somebody" in client.get(f"{base}/training").text
    assert client.get(f"{base}/answers.json").data == answers
    again = client.get(f"{base}/result").text
    assert re.sub(r'value="[^"]+"', "", again) == re.sub(r'value="[^"]+"', "", result)
    with web.app_context():
        assert store.frozen(own_access(respondent)) == frozen
    assert f'href="{base}/training"' in again
