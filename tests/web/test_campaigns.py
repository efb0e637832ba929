"""Campaigns as who asks meets them: made with its guard rails, looked at, opened, followed, moved, ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pan2_assess.store import campaigns, database, guests, invitations
from pan2_assess.store.campaign_tables import Campaign, Invitation
from pan2_assess.store.staff import Kind
from tests.campaigns import handed_in
from tests.test_cases import edition
from tests.web.colleagues import Colleague, Colleagues, place_of
from tests.web.journey import Data, token

SOON = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()
TERMS: Data = {
    "purpose": "dialogue", "questionnaire": "supplier", "title": "Cleaning of schools", "what_for": "To learn.",
    "basis": "Nobody has to answer.", "seen_by": "", "contact": "Anne Weber", "subject": "People clean.",
    "proportion": "Twenty questions.", "languages": ["en", "fr", "de"], "day": SOON, "time": "12:00",
    "zone": "Europe/Luxembourg", "keep": "24", "rails": ["linked", "proportionate", "never", "voluntary"],
}  # fmt: skip
PILOT: Data = {**TERMS, "purpose": "pilot", "questionnaire": "pilot", "rails": ["never", "voluntary"]}


class Desk:
    """A manager before the pages of campaigns, and what stands in the store behind them."""

    def __init__(self, web: Flask, colleague: Colleague) -> None:
        self.web, self.colleague, self.client = web, colleague, colleague.client
        self.place = place_of(web, colleague)
        self.base = f"/en/staff/o/{self.place}/campaigns/"

    @property
    def id(self) -> str:
        return self.here.rstrip("/").rpartition("/")[2]

    here = ""

    def text(self, page: str = "", *, status: int = 200) -> str:
        response = self.client.get(self.here + page)
        assert response.status_code == status
        return unescape(response.text)

    def post(self, page: str, data: Data, shown: str = "") -> TestResponse:
        return self.client.post(self.here + page, data={"csrf_token": token(shown or self.text()), **data})

    def make(self, **terms: object) -> TestResponse:
        """Send the form of a new campaign."""
        page = self.client.get(f"{self.base}new").text
        purpose = PILOT if 'value="pilot"' in page else TERMS
        made = self.client.post(f"{self.base}new", data={"csrf_token": token(page), **purpose, **terms})
        if made.status_code == 303:
            self.here = made.location.removesuffix("check")
        return made

    def open(self, **terms: object) -> Desk:
        assert self.make(**terms).status_code == 303
        assert self.post("open", {}, self.text("check")).status_code == 303
        return self

    def invite(self, *names: str) -> list[guests.Invited]:
        with self.web.app_context():
            made = [invitations.Guest(name, "Jo", f"{name[0].lower()}@example.lu", "en") for name in names]
            invitations.invite(self.place, self.id, made)
            return guests.everybody(self.place, self.id)

    def round(self) -> campaigns.Round:
        with self.web.app_context():
            found = campaigns.campaign(self.place, self.id)
        assert found
        return found


@pytest.fixture
def desk(web: Flask, colleagues: Colleagues, request: pytest.FixtureRequest) -> Desk:
    return Desk(web, colleagues(f"Commune {request.node.name}"))


def a_desk(web: Flask, colleagues: Colleagues, name: str, kind: Kind) -> Desk:
    return Desk(web, colleagues(name, kind=kind))


def test_a_campaign_is_made_looked_at_and_opened(desk: Desk) -> None:
    assert "There is none yet." in desk.client.get(desk.base).text
    assert desk.make().status_code == 303
    made = desk.round()
    assert (made.state, made.purpose, made.languages, made.is_sealed) == ("made", "dialogue", ("en", "de", "fr"), False)
    check = desk.text("check")
    for said in ("To learn.", "Nobody has to answer.", "People clean.", "Twenty questions.", "12:00 (Luxembourg, "):
        assert said in check
    assert "Declining needs no reason and has no effect." in check
    assert desk.post("open", {}, check).status_code == 303
    assert desk.round().state == "open"
    assert "Cleaning of schools" in desk.client.get(desk.base).text
    assert "This cannot be changed now" in desk.text("change")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"purpose": ""}, "Choose what it is for."),
        ({"purpose": "pilot"}, "Choose what it is for."),  # an authority coordinates none
        ({"title": "  "}, "Give it a title"),
        ({"rails": ["linked", "proportionate", "voluntary"]}, "Confirm this, or do not ask these organisations."),
        ({"subject": ""}, "Say how the questions are linked to what is bought."),
        ({"languages": []}, "Choose at least one language."),
        ({"day": "2020-01-01"}, "This moment is over."),
        ({"day": "30.4.2027"}, "This is not a date."),
        ({"day": "9999-12-31", "time": "23:59"}, "This date is too far away."),
        ({"time": "noon"}, "This is not a time."),
        ({"zone": "Europe/Atlantis"}, "Choose one of these."),
        ({"keep": "0"}, "Write a whole number from 1 to 120"),
        ({"purpose": "contract", "rails": ["linked", "proportionate", "never", "voluntary"]}, "Write down the clause"),
    ],
)
def test_what_is_missing_is_told_and_nothing_typed_is_lost(desk: Desk, typed: Data, told: str) -> None:
    refused = desk.make(what_for="What I want to know <at last>", **typed)
    assert refused.status_code == 422
    assert told in unescape(refused.text)
    assert "What I want to know <at last>" in unescape(refused.text)
    with desk.web.app_context():
        assert campaigns.campaigns_of(desk.place) == []


def test_a_time_that_clocks_skip_is_refused_and_one_they_show_twice_is_explained(desk: Desk) -> None:
    now = datetime.now(UTC)
    spring = max(_last_sunday(year, 3) for year in (now.year, now.year + 1))
    refused = desk.make(day=spring, time="02:30")
    assert refused.status_code == 422
    assert "never show this time. The first one after it is 03:00." in refused.text
    autumn = next(day for year in (now.year, now.year + 1) if (day := _last_sunday(year, 10)) > now.date().isoformat())
    assert desk.make(day=autumn, time="02:30").status_code == 303
    assert desk.round().deadline.strftime("%H:%M") == "01:30"  # the later one, in UTC
    assert "show this time twice. The later one counts" in desk.text("check")


def _last_sunday(year: int, month: int) -> str:
    last = datetime(year, month, 31, tzinfo=UTC).date()
    return (last - timedelta(days=(last.weekday() + 1) % 7)).isoformat()


def test_a_contract_names_the_clause_and_a_dialogue_none(desk: Desk) -> None:
    desk.make(purpose="contract", clause="Article 7", rails=[*TERMS["rails"], "announced"])
    assert "Article 7" in desk.text("check")
    changed = desk.post("change", {**TERMS, "clause": "Article 7"}, desk.text("change"))
    assert changed.status_code == 303
    assert (desk.round().purpose, desk.round().head.clause) == ("dialogue", "")
    assert "Article 7" not in desk.text("check")


def test_a_coordinator_makes_pilot_rounds_one_after_the_other(web: Flask, colleagues: Colleagues) -> None:
    desk = a_desk(web, colleagues, "Coordination of pilots", "coordinator")
    assert desk.make(questionnaire="supplier").status_code == 422
    desk.open(questionnaire="company")
    first = desk.id
    assert (desk.round().purpose, desk.round().questionnaire, desk.round().head.subject) == ("pilot", "company", "")
    desk.invite("Alpha S.A.", "Beta S.A.")
    desk.open(before=first, title="Second round")
    assert desk.round().before_id == first
    looked = desk.post("invite/list", {"before": "1"}, desk.text("invite"))
    assert "2 organisations will be invited." in looked.text
    listed = unescape(looked.text.partition('name="list" value="')[2].partition('">')[0])
    assert desk.post("invite/all", {"list": listed}, looked.text).status_code == 303
    with web.app_context(), database.reading() as session:
        asked = session.query(Invitation).filter_by(campaign_id=desk.id).all()
        assert all(one.before_id for one in asked)
        assert len(asked) == 2


def test_the_page_counts_names_and_finds_them_and_shows_no_answer(desk: Desk) -> None:
    desk.open(sealed="1")
    asked = desk.invite("Alpha S.A.", "Électro Beta", "Gamma")
    with desk.web.app_context():
        copy = handed_in(desk.id, invitations.Asked(asked[0].id, ""), edition("supplier"), {}, "Alpha, as it says")
    page = desk.text()
    for said in ("Alpha S.A.", "Électro Beta", "handed in", "Sealed: nobody opens"):
        assert said in page
    assert "as it says" not in page
    assert copy not in page
    counted = [part.partition("</dd>")[0] for part in page.partition('class="counts"')[2].split("<dd>")[1:6]]
    assert counted == ["3", "1", "1", "1", "0"]
    found = desk.text("?search=electro")
    assert "Électro Beta" in found
    assert "Gamma" not in found
    assert "Gamma" not in desk.text("?stage=submitted")
    assert "Alpha S.A." not in desk.text("?stage=open")
    assert "1 found" in desk.text("?stage=submitted&page=99999")
    desk.text("?stage=nonsense&page=-1&search=%00%EF%BF%BE")


def test_a_deadline_is_moved_later_and_a_campaign_is_closed(desk: Desk) -> None:
    desk.open()
    before = desk.round().deadline
    page = desk.text("deadline")
    earlier = (before - timedelta(days=2)).date().isoformat()
    typed = {"time": "12:00", "zone": "Europe/Luxembourg"}
    refused = desk.post("deadline", {"day": earlier, **typed}, page)
    assert refused.status_code == 422
    assert "later, never earlier" in refused.text
    later = (before + timedelta(days=9)).date().isoformat()
    assert desk.post("deadline", {"day": later, **typed}, page).status_code == 303
    assert before + timedelta(days=8) < desk.round().deadline < before + timedelta(days=10)
    assert "Tick that you are sure." in desk.post("close", {}, desk.text("close")).text
    assert desk.post("close", {"sure": "1"}, desk.text("close")).status_code == 303
    assert desk.round().state == "closed"
    assert "nothing is taken any more" in desk.text("deadline")
    assert "nothing is taken any more" in desk.text("invite")
    late = desk.post("invite", {"name": "Too late", "language": "en"})
    assert late.status_code == 409


def test_a_campaign_whose_deadline_is_over_is_not_opened(desk: Desk) -> None:
    desk.make()
    with desk.web.app_context(), database.writing() as session:
        session.get_one(Campaign, desk.id).deadline = database.now() - timedelta(seconds=1)
    refused = desk.post("open", {}, desk.text("check"))
    assert refused.status_code == 409
    assert "its deadline is over" in refused.text
    assert desk.round().state == "made"


def test_a_form_that_was_open_too_long_comes_back_whole(desk: Desk) -> None:
    response = desk.client.post(f"{desk.base}new", data={**TERMS, "what_for": "Long thought about"})
    assert response.status_code == 400
    assert "Long thought about" in response.text
    switched = desk.client.get(f"{desk.base}new").text
    data = {"csrf_token": token(switched), "switch": "1", **TERMS, "what_for": "Lang überlegt"}
    assert "Lang überlegt" in desk.client.post(f"{desk.base.replace('/en/', '/de/')}new", data=data).text


def test_one_guest_has_a_link_is_renewed_and_taken_back(desk: Desk) -> None:
    desk.open()
    added = desk.post("invite", {"name": "Alpha S.A.", "mail": "JO@example.lu", "language": "de"}, desk.text("invite"))
    page = f"i/{added.location.rpartition('/')[2]}"
    first = desk.text(page)
    assert "jo@example.lu" in first
    link = first.partition("<code>")[2].partition("</code>")[0]
    assert "/de/invited/" in link
    assert desk.post(f"{page}/reminded", {}, first).status_code == 303
    assert "Reminded" in desk.text(page)
    assert desk.post(f"{page}/renew", {}, first).status_code == 303
    second = desk.text(page).partition("<code>")[2].partition("</code>")[0]
    assert second != link
    assert desk.post(f"{page}/revoke", {}, first).status_code == 303
    assert "<code>" not in desk.text(page)
    refused = desk.post(f"{page}/renew", {}, first)  # who was shut out comes back only with somebody's word
    assert refused.status_code == 422
    assert desk.post(f"{page}/renew", {"sure": "1"}, first).status_code == 303
    assert "<code>" in desk.text(page)


def test_nothing_is_done_to_a_guest_who_has_handed_in(desk: Desk) -> None:
    desk.open()
    (asked,) = desk.invite("Alpha S.A.")
    with desk.web.app_context():
        handed_in(desk.id, invitations.Asked(asked.id, ""), edition("supplier"), {})
    page = f"i/{asked.id}"
    assert "<form" not in desk.text(page).partition("<h1>")[2].partition("<footer>")[0]
    for act in ("renew", "revoke"):
        assert desk.post(f"{page}/{act}", {"sure": "1"}).status_code == 409
    assert "handed in" in desk.text(page)


def test_another_organisation_sees_and_changes_nothing(web: Flask, desk: Desk, colleagues: Colleagues) -> None:
    desk.open()
    (asked,) = desk.invite("Alpha S.A.")
    other = a_desk(web, colleagues, "Commune of others", "authority")
    there = f"{other.base}{desk.id}/"
    guard = token(other.client.get(f"{other.base}new").text)
    for page in ("", "check", "change", "deadline", "close", "invite", "send", "invite/list.xlsx", f"i/{asked.id}"):
        assert other.client.get(there + page).status_code == 404, page
    posts = ("change", "open", "deadline", "close", "invite", "invite/list", "invite/all", "send/file", "send/letters")
    for page in (*posts, *(f"i/{asked.id}/{act}" for act in ("renew", "revoke", "reminded", "letter"))):
        data = {**TERMS, "csrf_token": guard, "sure": "1", "name": "Mine", "language": "en"}
        assert other.client.post(there + page, data=data).status_code == 404, page
    with web.app_context():
        assert guests.everybody(desk.place, desk.id) == [asked]
