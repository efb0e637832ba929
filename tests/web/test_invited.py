"""Those a campaign has invited: what they read before, what they hand in, and what they see of it afterwards."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from pan2_assess import jobs, store
from pan2_assess.core.answers import Answer
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.store import campaigns, claims, database, reviews
from pan2_assess.store.campaign_tables import Campaign, Invitation
from pan2_assess.store.campaigns import Purpose
from pan2_assess.store.copies import Reader, copies_of, open_copy
from pan2_assess.store.review_parts import Given
from pan2_assess.web.invited import token_in
from pan2_assess.web.security import mask
from tests.campaigns import HEAD, a_campaign, a_reader, invited
from tests.test_cases import FOLDER, edition, run
from tests.web.journey import Respondent, token

Somebody = Callable[[], Respondent]
NAME = "Zeta S.A."


@pytest.fixture(autouse=True)
def _no_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "wake", lambda job: None)


class Round:
    """A campaign with one organisation invited to it, and that organisation's browser."""

    def __init__(self, web: Flask, browser: Respondent, purpose: Purpose = "dialogue", **more: Any) -> None:
        self.web, self.browser, self.client = web, browser, browser.client
        with web.app_context():
            self.reader: Reader = a_reader(f"Commune {id(self)}")
            self.edition = edition("pilot" if purpose == "pilot" else "supplier")
            self.campaign = a_campaign(self.reader, self.edition, purpose, **more)
            (self.asked,) = invited(self.reader, self.campaign, NAME)
        self.link = f"/en/invited/{self.asked.token}"

    def page(self, address: str = "") -> str:
        return unescape(self.client.get(address or self.link).text)

    def begin(self) -> Respondent:
        """Press the button of the invitation and keep the key."""
        shown = self.client.get(self.link).text
        data = {"csrf_token": token(shown), "token": self.asked.token}
        response = self.client.post("/en/invited", data=data)
        assert response.status_code == 303
        self.browser.base = response.location.rpartition("/")[0]
        kept = self.browser.post(response.location, {})
        assert kept.location == f"{self.browser.base}/"
        return self.browser

    def answer(self, case: str = "", **more: Answer) -> Respondent:
        """Answer everything as a golden case does, with something private in each note."""
        browser = self.begin()
        answers = run(FOLDER / f"{case or 'supplier-documented'}.yaml").sheet.answers | {
            name.replace("__", "."): answer for name, answer in more.items()
        }
        with self.web.app_context():
            store.save(
                browser.access(), {name: answer.as_json() | {"note": "Our word"} for name, answer in answers.items()}
            )
        return browser

    def submit(self, to: str = "hand", page: str = "", **more: Any) -> Any:
        """Send the page of submitting as it is shown, with this choice."""
        address = f"{self.browser.base}/submit"
        shown = page or self.client.get(address).text
        seen = re.search(r'name="seen" value="([^"]*)"', shown)
        send = [
            found[1]
            for box in re.findall(r'<input type="checkbox"[^>]*name="send"[^>]*>', shown)
            if "checked" in box and (found := re.search(r'value="([^"]+)"', box))
        ]
        fields = {"to": to, "seen": unescape(seen[1]) if seen else "", "send": send}
        return self.client.post(address, data={"csrf_token": token(shown), **fields, **more})

    def change(self, **values: Any) -> None:
        with self.web.app_context(), store.writing() as session:
            row = session.get_one(Invitation, self.asked.id)
            for name, value in values.items():
                setattr(row, name, value)

    def copy(self) -> Any:
        with self.web.app_context():
            (listed,) = copies_of(self.reader.organisation_id, self.campaign)
            return open_copy(self.reader, listed.id, "page")

    def is_received(self) -> bool:
        with self.web.app_context():
            return bool(copies_of(self.reader.organisation_id, self.campaign))


@pytest.fixture
def a_round(web: Flask, somebody: Somebody) -> Callable[..., Round]:
    return lambda purpose="dialogue", **more: Round(web, somebody(), purpose, **more)


Rounds = Callable[..., Round]


def test_an_invitation_says_who_asks_why_until_when_and_who_sees_what(a_round: Rounds) -> None:
    one = a_round(sealed=True)
    for _ in range(2):  # looking changes nothing
        text = one.page()
        for said in (
            "asks Zeta S.A.",
            "Cleaning of schools",
            "how those who clean our schools look after their people",
            "voluntary unless your contract says so. Declining needs no reason and has no effect",
            "Nothing sent here is part of a tender",
            "sealed until the deadline",
            "1 person who leads the campaign",
            "The purchasing service of the commune.",
            "may have to act on what you send, keep it, disclose it or report it",
            "kept here for 24 months after the deadline",
            "No score, band or order is shown to them",
            "Anne Weber, purchasing",
            "(Luxembourg, winter time)",
            "You may say no",
        ):
            assert said in text, said
        assert "right to refuse" not in text
    assert "Cleaning" in unescape(one.client.get(one.link.replace("/en/", "/de/")).text)


def test_a_pilot_round_says_that_the_coordinator_sees_the_result(a_round: Rounds) -> None:
    text = a_round("pilot").page()
    assert "your result with its score and band: self-declared, nobody checked the answers" in text
    assert "part of a tender" not in text
    assert "can be opened at" in text


def test_a_claim_gives_a_key_and_is_taken_once(a_round: Rounds, somebody: Somebody) -> None:
    one = a_round()
    browser = one.begin()
    tasks = one.page(f"{browser.base}/")
    assert "For Commune" in tasks
    assert "Bring those answers along" in tasks
    assert NAME in tasks
    second = somebody()
    again = second.client.get(one.link)
    assert (again.status_code, "used already" in again.text) == (410, True)
    guard = token(second.client.get("/en/key").text)
    late = second.client.post("/en/invited", data={"csrf_token": guard, "token": one.asked.token})
    assert (late.status_code, "used already" in late.text) == (410, True)


def test_a_link_that_opens_nothing_says_why_calmly(a_round: Rounds) -> None:
    one = a_round()
    one.change(revoked_at=database.now())
    assert "was taken back" in one.page()
    one.change(revoked_at=None)
    with one.web.app_context(), store.writing() as session:
        session.get_one(Campaign, one.campaign).opened_at = None
    assert "not open yet" in one.page()
    with one.web.app_context(), store.writing() as session:
        row = session.get_one(Campaign, one.campaign)
        row.opened_at = row.deadline = database.now()
    assert "The time to take part is over" in one.page()
    assert "took answers until" in one.page()
    with one.web.app_context(), store.writing() as session:
        row = session.get_one(Campaign, one.campaign)
        row.deadline, row.closed_at = database.now() + timedelta(days=9), database.now()
    assert "closed it before its deadline" in one.page()
    assert "took answers until" not in one.page()
    assert one.client.get(f"{one.link}/decline").status_code == 410
    assert "No invitation has this link" in one.page("/en/invited/" + "-".join(["7777"] * 7))


def test_what_mail_programs_hang_on_a_link_does_no_harm(a_round: Rounds) -> None:
    one = a_round()
    for end in (".", ")", ">", "=", "%3E", "=0A", "%E2%80%8B", "…", ",", "]", ".Best"):
        assert "asks Zeta S.A." in one.page(one.link + end), end
    assert "asks Zeta S.A." in one.page(one.link.lower())


def test_whatever_is_written_into_a_campaign_is_only_text(a_round: Rounds) -> None:
    hostile = replace(HEAD, title="<script>1</script>", what_for="{{ 7*7 }}\n\"'><b>", contact="<img src=x>")
    one = a_round(head=hostile)
    raw = one.client.get(one.link).text  # its client refuses scripts and handlers in a page
    for said in ("&lt;script&gt;1&lt;/script&gt;", "{{ 7*7 }}", "&lt;img src=x"):
        assert said in raw


@pytest.mark.parametrize("kept", [1, 20, 33])
def test_a_link_cut_off_is_pasted_whole(a_round: Rounds, kept: int) -> None:
    one = a_round()
    cut = f"/en/invited/{one.asked.token[:kept]}"
    page = one.client.get(cut)
    assert (page.status_code, "looks cut off" in page.text) == (404, True)
    pasted = f"Please answer:\r\n> https://assess.example.lu{cut}=\r\n> {one.asked.token[kept:]}>"
    assert token_in(pasted) == one.asked.token
    found = one.browser.post("/en/invited/", {"link": pasted}, page.text)
    assert found.location == one.link
    still = one.browser.post("/en/invited/", {"link": cut}, page.text)
    assert (still.status_code, "This is not the whole link" in still.text, cut in still.text) == (422, True, True)
    assert "Paste the link" in one.browser.post("/en/invited/", {"link": " "}, page.text).text
    slip = one.browser.post("/en/invited/", {"link": "\n<b>" + "7" * 28}, page.text)
    assert (slip.status_code, "No invitation has this link" in slip.text) == (422, True)
    assert one.client.get("/en/invited").status_code == 308


def test_declining_needs_no_reason_and_can_be_thought_over(a_round: Rounds) -> None:
    one = a_round()
    page = one.client.get(f"{one.link}/decline").text
    assert "You need no reason" in page
    assert one.browser.post("/en/invited/decline", {"token": one.asked.token}, page).location == f"{one.link}/decline"
    assert "does not take part" in one.page(f"{one.link}/decline")
    assert "You declined on" in one.page()
    one.begin()
    own = f"{one.browser.base}/invitation"
    assert "Nothing was sent yet" in one.page(own)
    assert one.browser.post(own, {}).location == own
    assert "You declined on" in one.page(own)
    assert "You declined on" in one.page(f"{one.browser.base}/")
    one.browser.post(own, {"back": "1"})
    assert "You declined on" not in one.page(own)


def test_what_is_sent_is_shown_and_nothing_else_is(a_round: Rounds) -> None:
    one = a_round()
    one.answer()
    page = one.page(f"{one.browser.base}/submit")
    cases = [name for name, question in one.edition.questions.items() if question.case]
    shown = re.findall(r'name="send" value="([^"]+)"', page)
    ticked = re.findall(r'name="send" value="([^"]+)"[^>]*checked', page)
    assert set(cases) & set(shown)
    assert set(ticked) == set(shown) - set(cases)
    assert one.submit("").status_code == 422
    assert one.submit(prepared_name="Jo Muller", prepared_function="Director").location.endswith("/result")
    copy = one.copy()
    assert set(copy.sheet["answers"]) == set(ticked)
    assert (copy.result, copy.withheld) == (None, {})
    assert copy.sheet["prepared_by"]["name"] == "Jo Muller"
    whole = json.dumps([copy.sheet, copy.withheld])
    assert "Our word" not in whole
    assert '"share"' not in whole
    assert '"evidence"' in whole
    assert not [word for word in (*band_names(speech("en")), "score", "band") if f'"{word}"' in whole]


def test_answers_are_sent_and_kept_back_as_ticked(a_round: Rounds) -> None:
    one = a_round()
    one.answer()
    assert one.submit(send=["remedy.remedy", "policy.commitment", "no.such"]).status_code == 303
    assert set(one.copy().sheet["answers"]) == {"remedy.remedy", "policy.commitment"}
    own = json.loads(one.client.get(f"{one.browser.base}/answers.json").data)["answers"]
    assert own["remedy.remedy"]["share"] is True
    assert own["profile.employees"]["share"] is False
    assert "share" not in own["policy.commitment"]
    with one.web.app_context():
        frozen = store.frozen(one.browser.access())
    assert frozen is not None
    assert frozen["sheet"]["answers"]["remedy.remedy"]["share"] is True


def test_ticks_come_back_where_something_is_wrong(a_round: Rounds) -> None:
    one = a_round()
    one.answer()
    again = one.submit(send=["remedy.remedy"], prepared_function="Director", benchmark="1")
    assert again.status_code == 422
    assert re.findall(r'name="send" value="([^"]+)"[^>]*checked', again.text) == ["remedy.remedy"]
    assert re.search(r'id="to-hand"[^>]*checked', again.text)
    assert re.search(r'id="benchmark"[^>]*checked', again.text)
    assert 'value="Director"' in again.text
    german = one.submit("own", send=["remedy.remedy"], switch="1")
    assert (german.status_code, "There is a problem" in german.text) == (200, False)
    assert re.findall(r'name="send" value="([^"]+)"[^>]*checked', german.text) == ["remedy.remedy"]
    late = one.client.post(f"{one.browser.base}/submit", data={"to": "own", "seen": "", "send": ["remedy.remedy"]})
    assert late.status_code == 400
    assert re.search(r'id="to-own"[^>]*checked', late.text)
    assert not one.is_received()


def test_what_a_colleague_has_saved_meanwhile_is_not_sent_unseen(a_round: Rounds) -> None:
    one = a_round()
    one.answer()
    shown = one.client.get(f"{one.browser.base}/submit").text
    with one.web.app_context():
        store.save(one.browser.access(), {"policy.commitment": {"value": "0"}})
    refused = one.submit(page=shown)
    assert (refused.status_code, "so nothing was submitted" in refused.text) == (409, True)
    assert not one.is_received()
    assert one.submit(page=refused.text).status_code == 303


def test_a_pilot_hands_in_its_result_without_what_stays_home(a_round: Rounds) -> None:
    one = a_round("pilot")
    one.answer("pilot-alarms")
    page = one.page(f"{one.browser.base}/submit")
    assert "Facts that always go along" in page
    assert "only what it counts for goes along" in page
    assert one.submit().status_code == 303
    copy = one.copy()
    assert copy.result["band"] in range(1, 6)
    assert copy.result["alarms"] == []
    assert copy.withheld
    assert not set(copy.withheld) & set(copy.sheet["answers"])
    assert all(set(what) in ({"share"}, {"na"}) for what in copy.withheld.values())
    assert "profile.employees" in copy.sheet["answers"]


def test_the_result_says_first_what_is_to_be_explained(a_round: Rounds) -> None:
    one = a_round()
    one.answer()
    one.submit()
    result = f"{one.browser.base}/result"
    assert "asks you to explain" not in one.page(result)
    copy = one.copy()
    name = next(iter(copy.sheet["answers"]))
    with one.web.app_context():
        reviews.set_findings(one.reader, copy.id, {name: Given("explain", "Since when?")}, {name: ""})
    page = one.page(result)
    assert "asks you to explain 1 answer." in page
    assert page.index("asks you to explain") < page.index('id="handed"')
    told = one.browser.post(f"{one.browser.base}/review", {f"{name}-text": "Since May.", "send": name})
    assert told.status_code == 303
    assert "asks you to explain" not in one.page(result)


def test_only_for_oneself_nothing_is_sent_and_it_can_be_later(a_round: Rounds) -> None:
    one = a_round()
    one.answer()
    assert one.submit("own").status_code == 303
    assert not one.is_received()
    result = one.page(f"{one.browser.base}/result")
    assert "Nothing was sent to" in result
    there = f"{one.browser.base}/hand-over"
    assert there in result
    assert "No score, band or order goes along" in one.page(there)
    assert one.browser.post(there, {"send": ["policy.commitment"], "seen": ""}).location.endswith("/result")
    assert set(one.copy().sheet["answers"]) == {"policy.commitment"}
    assert one.client.get(there).location.endswith("/result")


def test_what_was_submitted_for_oneself_is_not_taken_late(a_round: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    one = a_round(lasts=timedelta(hours=1))
    one.answer()
    one.submit("own")
    shown = one.client.get(f"{one.browser.base}/hand-over").text
    for module in (campaigns, claims):
        monkeypatch.setattr(module, "now", lambda: database.now() + timedelta(hours=1))
    assert one.browser.post(f"{one.browser.base}/hand-over", {"send": []}, shown).location.endswith("/result")
    assert "the time to hand in is over" in one.page(f"{one.browser.base}/result")
    assert not one.is_received()


def test_late_nothing_is_submitted_and_the_own_result_can_still_be_made(
    a_round: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = a_round(lasts=timedelta(hours=1))
    one.answer()
    shown = one.client.get(f"{one.browser.base}/submit").text
    for module in (campaigns, claims):
        monkeypatch.setattr(module, "now", lambda: database.now() + timedelta(hours=1))
    # Between reading the page and the transaction: whoever looks before still thinks it is in time.
    late = one.submit(page=shown)
    assert late.status_code == 409
    assert "The deadline has passed, so nothing was handed in and nothing was submitted" in late.text
    assert 'id="to-hand"' not in late.text
    with one.web.app_context():
        held = store.held(one.browser.access())
    assert held is not None
    assert (held.submitted_at, len(held.answers) > 10) == (None, True)
    assert not one.is_received()
    assert "You can go on for yourselves" in one.page(f"{one.browser.base}/")
    assert one.submit("").location.endswith("/result")
    assert not one.is_received()
    assert "the time to hand in is over" in one.page(f"{one.browser.base}/result")


@pytest.mark.parametrize(
    ("values", "told"),
    [({"assessment_id": None, "claimed_at": None}, "no longer linked"), ({"revoked_at": database.now()}, "taken")],
)
def test_an_assessment_whose_invitation_is_gone_is_ones_own(a_round: Rounds, values: dict[str, Any], told: str) -> None:
    one = a_round()
    one.answer()
    shown = one.client.get(f"{one.browser.base}/submit").text
    one.change(**values)
    assert told in one.page(f"{one.browser.base}/")
    assert told in one.page(f"{one.browser.base}/invitation")
    refused = one.submit(page=shown)
    assert (refused.status_code, "nothing was submitted" in refused.text) == (409, True)
    assert one.browser.post(f"{one.browser.base}/invitation", {}, shown).status_code == 409
    assert one.submit("").status_code == 303
    assert told in one.page(f"{one.browser.base}/result")


def test_the_result_says_who_received_it_and_who_opened_it(a_round: Rounds) -> None:
    one = a_round(sealed=True)
    one.answer()
    one.submit()
    result = one.page(f"{one.browser.base}/result")
    assert "Handed in to Commune" in result
    assert "Nobody yet. It is sealed until" in result
    with one.web.app_context(), store.writing() as session:
        session.get_one(Campaign, one.campaign).is_sealed = False
    one.copy()
    read = one.page(f"{one.browser.base}/result")
    assert "Anne Weber" in read
    assert "on the page" in read
    assert "stays there until" in one.page(f"{one.browser.base}/erase")
    assert one.browser.post(f"{one.browser.base}/erase", {"sure": "1"}).status_code == 303
    assert one.copy().sheet["organisation"] == NAME


def test_an_assessment_without_a_campaign_has_no_pages_of_one(respondent: Respondent) -> None:
    for page in ("invitation", "hand-over"):
        assert respondent.client.get(f"{respondent.base}/{page}").status_code in (303, 404)
    assert "Hand in to" not in respondent.client.get(f"{respondent.base}/").text
    guard = token(respondent.client.get("/en/key").text)
    assert respondent.client.post(f"{respondent.base}/invitation", data={"csrf_token": guard}).status_code == 404


def test_the_token_is_in_no_log(a_round: Rounds) -> None:
    one = a_round()
    record = logging.LogRecord("x", logging.INFO, "", 0, f"GET {one.link}/decline 200", None, None)
    assert mask(record)
    assert one.asked.token not in record.getMessage()
