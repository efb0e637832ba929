"""The second voice: invited once, a key of its own, unseen before it hands in, then side by side without a score."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from html import unescape

import pytest

from pan2_assess.web.security import mask
from tests.web.journey import Respondent, some_answer, token

Somebody = Callable[[], Respondent]
STAFF = "the staff delegation"


@pytest.fixture
def firm(respondent: Respondent) -> Respondent:
    """Give a firm that has told its size and kind."""
    address = f"{respondent.base}/profile/1"
    while "/profile/" in address:
        asked, data = respondent.page(address)
        for name in asked:
            data |= some_answer(respondent.edition.questions[name])
        address = respondent.client.post(address, data=data).location
    return respondent


def invite(firm: Respondent, name: str = STAFF) -> str:
    """Invite, and give the address of the link."""
    response = firm.post(f"{firm.base}/voices", {"name": name})
    assert response.location == f"{firm.base}/voices/new"
    found = re.search(r"<code>http://localhost(/en/voice/[^<]+)</code>", firm.client.get(response.location).text)
    assert found
    return found[1]


def claim(link: str, browser: Respondent) -> Respondent:
    page = browser.client.get(link).text
    code = re.search(r'name="token" value="([^"]+)"', page)
    assert code
    response = browser.client.post("/en/voice", data={"csrf_token": token(page), "token": code[1]})
    assert response.status_code == 303
    browser.base = response.location.rpartition("/")[0]
    found = re.search(r"<code>([^<]+)</code>", browser.client.get(response.location).text)
    assert found
    browser.key = found[1]
    return browser


def answer_all(voice: Respondent, step: str, note: str = "") -> None:
    while address := voice.next_page():
        asked, data = voice.page(address)
        for name in asked:
            data |= some_answer(voice.edition.questions[name], step)
            data |= {f"{name}-note": note} if note else {}
        assert voice.client.post(address, data=data).status_code == 303


def hand_in(voice: Respondent) -> None:
    assert voice.post(f"{voice.base}/hand-in", {}).location == f"{voice.base}/handed-in"


def test_an_invitation_says_who_invites_and_changes_nothing_by_being_read(firm: Respondent, somebody: Somebody) -> None:
    link, browser = invite(firm), somebody()
    for _ in range(2):
        text = unescape(browser.client.get(link).text)
        assert "Example S.A. asks how you see it" in text
        assert STAFF in text
    assert "not yet opened" in firm.client.get(f"{firm.base}/voices").text


def test_an_invitation_is_used_once(firm: Respondent, somebody: Somebody) -> None:
    link = invite(firm)
    page = somebody().client.get(link).text
    claim(link, somebody())
    late = somebody()
    assert late.client.get(link).status_code == 404
    code = link.rpartition("/")[2]
    guard = token(late.client.get("/en/key").text)
    assert late.client.post("/en/voice", data={"csrf_token": guard, "token": code}).status_code == 404
    assert code in page
    assert "is answering" in firm.client.get(f"{firm.base}/voices").text


def test_an_invitation_can_be_withdrawn_until_it_is_used(firm: Respondent, somebody: Somebody) -> None:
    first, second = invite(firm), invite(firm, "night shift")
    claim(second, somebody())
    page = firm.client.get(f"{firm.base}/voices").text
    names = re.findall(r'name="withdrawn" value="([^"]+)"', page)
    assert len(names) == 1
    assert firm.post(f"{firm.base}/voices/withdraw", {"withdrawn": names[0]}, page).status_code == 303
    assert somebody().client.get(first).status_code == 404
    assert "withdrawn" in firm.client.get(f"{firm.base}/voices").text


def test_withdrawing_what_was_opened_meanwhile_is_refused(firm: Respondent, somebody: Somebody) -> None:
    link = invite(firm)
    page = firm.client.get(f"{firm.base}/voices").text
    name = re.findall(r'name="withdrawn" value="([^"]+)"', page)[0]
    voice = claim(link, somebody())
    response = firm.post(f"{firm.base}/voices/withdraw", {"withdrawn": name}, page)
    assert response.status_code == 409
    assert "belong to who was invited" in response.text
    assert voice.client.get(f"{voice.base}/").status_code == 200


def test_nobody_is_invited_before_the_facts_are_given(respondent: Respondent) -> None:
    text = respondent.client.get(f"{respondent.base}/voices").text
    assert "First answer what decides the questions" in text
    guard = token(respondent.client.get(f"{respondent.base}/erase").text)
    data = {"csrf_token": guard, "name": STAFF}
    assert respondent.client.post(f"{respondent.base}/voices", data=data).status_code == 422


def test_the_second_voice_is_asked_its_part_only(firm: Respondent, somebody: Somebody) -> None:
    voice = claim(invite(firm), somebody())
    text = voice.client.get(f"{voice.base}/").text
    assert "You answer as the staff delegation" in text
    titles = {section.id: section.title for section in firm.edition.sections}
    for name in ("people", "remedy"):
        assert titles[name] in unescape(text)
    for name in ("profile", "policy"):
        assert f"{voice.base}/{name}/1" not in text
        assert voice.client.get(f"{voice.base}/{name}/1").status_code == 404
    # The questions keep their numbers, and are those for this size of firm.
    number = firm.edition.number("remedy.workers")
    assert f'<span class="number">{number}</span>' in voice.client.get(f"{voice.base}/remedy/1").text
    kept = json.loads(voice.client.get(f"{voice.base}/answers.json").data)["answers"]
    assert set(kept) == {name for name in kept if name.startswith("profile.")}
    assert kept["profile.employees"] == {"value": 40}


def test_neither_side_reads_the_other_before_it_is_handed_in(firm: Respondent, somebody: Somebody) -> None:
    voice = claim(invite(firm), somebody())
    answer_all(voice, "1", note="what the night shift says")
    assert firm.client.get(f"{voice.base}/").status_code == 404
    assert voice.client.get(f"{firm.base}/").status_code == 404
    assert firm.client.get(f"{firm.base}/voices/views").status_code == 404
    assert voice.client.get(f"{voice.base}/handed-in").status_code == 303
    hand_in(voice)
    told = unescape(voice.client.get(f"{voice.base}/handed-in").text)
    assert "You have handed in" in told
    firm.save(f"{firm.base}/remedy/1", {"remedy.workers-value": "3"})
    own = firm.edition.steps(firm.edition.questions["remedy.workers"], True)[3].text  # type: ignore[arg-type]
    assert own not in unescape(voice.client.get(f"{voice.base}/handed-in").text)  # a draft of the firm's


def test_both_views_stand_side_by_side_differences_first_and_without_a_score(
    firm: Respondent, somebody: Somebody
) -> None:
    voice = claim(invite(firm), somebody())
    answer_all(voice, "1", note="what the night shift says")
    hand_in(voice)
    firm.answer_all("3")
    page = unescape(firm.client.get(f"{firm.base}/voices/views").text)
    assert page.index("Less is in place than the firm says") < page.index("The same")
    steps = firm.edition.steps(firm.edition.questions["remedy.workers"], True)  # type: ignore[arg-type]
    assert steps[3].text in page
    assert steps[1].text in page
    assert "night shift" not in page
    for word in ("score of", "Band", "of 100"):
        assert word not in page
    firm.submit()
    theirs = unescape(voice.client.get(f"{voice.base}/handed-in").text)
    assert steps[3].text in theirs
    assert "Both views, side by side" in theirs


def test_a_second_voice_changes_nothing_in_the_firms_result(firm: Respondent, somebody: Somebody) -> None:
    link = invite(firm)
    firm.answer_all("3")
    firm.submit()
    before = firm.client.get(f"{firm.base}/answers.json").data
    result = re.search(r"score \d+ of 100", firm.client.get(f"{firm.base}/result").text)
    voice = claim(link, somebody())
    answer_all(voice, "0")
    hand_in(voice)
    assert firm.client.get(f"{firm.base}/answers.json").data == before
    assert result
    assert result[0] in firm.client.get(f"{firm.base}/result").text


def test_what_is_handed_in_stays_as_it_is(firm: Respondent, somebody: Somebody) -> None:
    voice = claim(invite(firm), somebody())
    _, data = voice.page(f"{voice.base}/remedy/1")
    hand_in(voice)
    late = voice.client.post(f"{voice.base}/remedy/1", data={**data, "remedy.workers-value": "4"})
    assert late.status_code == 409
    kept = json.loads(voice.client.get(f"{voice.base}/answers.json").data)["answers"]
    assert "remedy.workers" not in kept
    assert voice.client.get(f"{voice.base}/").location == f"{voice.base}/handed-in"


def test_pages_of_a_result_are_not_for_a_second_voice(firm: Respondent, somebody: Somebody) -> None:
    voice = claim(invite(firm), somebody())
    for page in ("submit", "bring", "voices", "voices/views"):
        assert voice.client.get(f"{voice.base}/{page}").status_code == 404
    hand_in(voice)
    for page in ("result", "result/answers", "report"):
        assert voice.client.get(f"{voice.base}/{page}").status_code == 404
    # Nor is a second voice's for the firm.
    assert firm.client.get(f"{firm.base}/hand-in").status_code == 404
    assert firm.client.get(f"{firm.base}/handed-in").status_code == 404


def test_each_side_erases_only_its_own(firm: Respondent, somebody: Somebody) -> None:
    voice = claim(invite(firm), somebody())
    answer_all(voice, "1")
    hand_in(voice)
    other = claim(invite(firm, "night shift"), somebody())
    hand_in(other)
    assert other.post(f"{other.base}/erase", {"sure": "1"}).status_code == 303
    text = firm.client.get(f"{firm.base}/voices").text
    assert "has erased its answers" in text
    assert firm.client.get(f"{firm.base}/voices/views").status_code == 200
    assert firm.post(f"{firm.base}/erase", {"sure": "1"}).status_code == 303
    assert "You have handed in" in voice.client.get(f"{voice.base}/handed-in").text


def test_the_link_of_an_invitation_stands_in_no_log(firm: Respondent) -> None:
    link = invite(firm)
    record = logging.LogRecord("werkzeug", logging.INFO, "", 0, '"GET %s HTTP/1.1" 200 -', (link,), None)
    mask(record)
    assert link.rpartition("/")[2] not in record.getMessage()


def test_an_alarm_of_the_second_voice_reaches_the_firm(firm: Respondent, somebody: Somebody) -> None:
    voice = claim(invite(firm), somebody())
    alarm = next(o.id for o in firm.edition.questions["people.danger"].options if o.alarm)  # type: ignore[union-attr]
    voice.save(f"{voice.base}/people/1", {"people.danger-value": alarm})
    said = "People who work for you say that somebody may be in harm now."
    assert said not in firm.client.get(f"{firm.base}/").text
    hand_in(voice)
    firm.answer_all("3")
    for page in ("", "check"):
        text = firm.client.get(f"{firm.base}/{page}").text
        assert said in text
        assert f"{firm.base}/voices/views" in text
    assert STAFF in unescape(firm.client.get(f"{firm.base}/submit").text)
    firm.submit()
    assert said in firm.client.get(f"{firm.base}/result").text
    assert said not in voice.client.get(f"{voice.base}/handed-in").text


@pytest.mark.parametrize("rights", ["edit", "read"])
def test_keys_of_colleagues_show_nothing_of_what_is_handed_in(
    firm: Respondent, somebody: Somebody, rights: str
) -> None:
    link = invite(firm)
    said = "Keys that only answer or only read do not show your answers."
    assert said in somebody().client.get(link).text
    voice = claim(link, somebody())
    alarm = next(o.id for o in firm.edition.questions["people.danger"].options if o.alarm)  # type: ignore[union-attr]
    voice.save(f"{voice.base}/people/1", {"people.danger-value": alarm})
    assert said in voice.client.get(f"{voice.base}/hand-in").text
    hand_in(voice)
    page = firm.client.get(firm.post(f"{firm.base}/keys", {"name": "the foreman", "rights": rights}).location).text
    colleague = somebody()
    key = re.search(r"<code>([^<]+)</code>", page)
    assert key
    assert colleague.post("/en/key", {"key": key[1]}).status_code == 303
    assert colleague.client.get(f"{firm.base}/voices/views").status_code == 404
    for page in ("", "check"):
        text = unescape(colleague.client.get(f"{firm.base}/{page}").text)
        assert "Example S.A." in text
        assert STAFF not in text
        assert "may be in harm now" not in text
    assert firm.client.get(f"{firm.base}/voices/views").status_code == 200
