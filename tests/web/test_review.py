"""Reviews on the web: what is handed in is read, found and answered; nothing lost, nothing shown to others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pan2_assess import store
from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.store import reviews, sign_in, staff
from pan2_assess.store.campaign_tables import Invitation
from pan2_assess.store.copies import Reader
from pan2_assess.store.review_parts import Review
from tests.campaigns import WHEN, a_campaign, handed_in, invited
from tests.test_cases import CASES, edition, run
from tests.web.colleagues import Colleague, Colleagues
from tests.web.journey import Respondent, hidden, token

HOSTILE = '<script>alert(1)</script> & "quotes" \'n =cmd|x'
NAME = "policy.commitment"  # asked of suppliers and of pilot companies
EXPLAIN = {f"{NAME}-verdict": "explain", f"{NAME}-text": "Which sites?"}


@dataclass
class Received:
    """A copy before somebody of the organisation that received it."""

    web: Flask
    colleague: Colleague
    reader: Reader
    campaign: str
    copy: str

    @property
    def address(self) -> str:
        return f"/en/staff/o/{self.reader.organisation_id}/campaigns/{self.campaign}/copies/{self.copy}"

    def page(self, rest: str = "", colleague: Colleague | None = None) -> TestResponse:
        return (colleague or self.colleague).client.get(self.address + rest)

    def form(self) -> dict[str, Any]:
        """Give the page's form as it was shown: each answer's name, and what was found of it."""
        text = self.page().text
        names = hidden(text, "line")
        return {"line": names, **{f"{name}-was": hidden(text, f"{name}-was")[0] for name in names}}

    def save(self, typed: dict[str, Any], form: dict[str, Any] | None = None, rest: str = "") -> TestResponse:
        shown = self.form() if form is None else form
        filled = {key: value for name in shown["line"] for key, value in self.found(name).items()}
        return self.colleague.post(self.address + rest, {**shown, **filled, **typed}, self.page().text)

    def found(self, name: str) -> dict[str, str]:
        """Fill the fields beside an answer as the page does."""
        found = self.review().findings.get(name)
        given = vars(found.given) if found else {}
        return {f"{name}-{part}": given[part] for part in ("verdict", "text", "step", "why") if given.get(part)}

    def review(self) -> Review:
        with self.web.app_context():
            return reviews.review(self.reader, self.copy)


def reader_of(web: Flask, colleague: Colleague) -> Reader:
    with web.app_context():
        signed = sign_in.signed(colleague.person.token)
    assert signed
    return Reader(signed.places[0].id, signed.staff_id)


Receives = Callable[..., Received]


@pytest.fixture
def receives(web: Flask, colleagues: Colleagues) -> Receives:
    """Make a campaign of an organisation, with a copy handed in to it."""

    def make(purpose: str = "dialogue", *, sealed: bool = False, lasts: int = 30, role: str = "reviewer") -> Received:
        colleague = colleagues("Ministry of Roads", role)
        reader = reader_of(web, colleague)
        pilot = purpose == "pilot"
        asked = edition("pilot" if pilot else "supplier")
        with web.app_context():
            campaign = a_campaign(reader, asked, purpose, sealed=sealed, lasts=timedelta(days=lasts))  # type: ignore[arg-type]
            (guest,) = invited(reader, campaign, "Zeta S.A.")
            copy = handed_in(campaign, guest, asked, answers(asked.id), "Zeta & Söhne S.A.")
        return Received(web, colleague, reader, campaign, copy)

    return make


def answers(questionnaire: str) -> dict[str, Answer]:
    case = next(c for c in map(run, CASES) if c.edition.id == questionnaire and c.evaluation.band == 3)
    told = {name: answer for name, answer in case.sheet.answers.items() if name not in case.evaluation.alarms}
    told[NAME] = Answer("2", evidence=Evidence("public", f"https://example.org/{HOSTILE}", WHEN))
    return told


def words_of(page: str) -> str:
    """Give what a page says, without its marks."""
    main = page[page.index("<main") : page.index("</main")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def test_what_was_handed_in_is_read_beside_the_questions(receives: Receives) -> None:
    received = receives()
    page = received.page()
    assert page.status_code == 200
    words = words_of(page.text)
    asked = edition("supplier")
    question = asked.questions[NAME]
    assert question.text in words
    assert question.why[:40] in words
    assert question.anchors_small["2"] in words  # type: ignore[union-attr]
    assert HOSTILE in unescape(page.text)
    assert "<script>alert" not in page.text
    assert "0 of" in words
    assert "looked at" in words
    with received.web.app_context():
        reads = reviews.review(received.reader, received.copy).reads
    assert [(read.name, read.how) for read in reads] == [("Anne Weber", "page")]
