"""Reviews on the web: what is handed in is read, found and answered; nothing lost, nothing shown to others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from pan2_assess import store
from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.store import reviews, sign_in
from pan2_assess.store.campaign_tables import Copy, CopyRead, Invitation, Remark
from pan2_assess.store.copies import Reader
from pan2_assess.store.review_parts import FollowUp, Given, Review
from pan2_assess.store.tables import Assessment
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
        return form_of(self.page().text)

    def save(self, typed: dict[str, Any], form: dict[str, Any] | None = None) -> TestResponse:
        shown = self.page().text
        form = form_of(shown) if form is None else form
        review = self.review()
        filled = {key: value for name in form["line"] for key, value in found(review, name).items()}
        return self.colleague.post(self.address, {**form, **filled, **typed}, shown)

    def review(self) -> Review:
        with self.web.app_context():
            return reviews.review(self.reader, self.copy)


def form_of(page: str) -> dict[str, Any]:
    was = re.findall(r'name="([^"]+-was)" value="([^"]*)"', page)
    return {"line": hidden(page, "line"), **{name: unescape(value) for name, value in was}}


def found(review: Review, name: str) -> dict[str, str]:
    """Fill the fields beside an answer as the page does."""
    known = review.findings.get(name)
    given = vars(known.given) if known else {}
    return {f"{name}-{part}": given[part] for part in ("verdict", "text", "step", "why") if given.get(part)}


def reader_of(web: Flask, colleague: Colleague) -> Reader:
    with web.app_context():
        signed = sign_in.signed(colleague.person.token)
    assert signed
    return Reader(signed.places[0].id, signed.staff_id)


Receives = Callable[..., Received]


@pytest.fixture
def receives(web: Flask, colleagues: Colleagues) -> Receives:
    """Make a campaign of an organisation, with a copy handed in to it."""

    def make(purpose: str = "dialogue", *, sealed: bool = False, more: dict[str, Answer] | None = None) -> Received:
        colleague = colleagues("Ministry of Roads", "reviewer")
        reader = reader_of(web, colleague)
        pilot = purpose == "pilot"
        asked = edition("pilot" if pilot else "supplier")
        with web.app_context():
            campaign = a_campaign(reader, asked, purpose, sealed=sealed)  # type: ignore[arg-type]
            (guest,) = invited(reader, campaign, "Zeta S.A.")
            copy = handed_in(campaign, guest, asked, answers(asked.id) | (more or {}), "Zeta & Söhne S.A.")
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


def test_people_who_may_be_in_harm_come_first(receives: Receives) -> None:
    received = receives(more={"people.danger": Answer("ongoing")})
    words = words_of(received.page().text)
    assert words.index("First protect people") < words.index("looked at")
    assert "First protect people" not in words_of(receives().page().text)


def test_in_procurement_nothing_tells_of_a_score(receives: Receives) -> None:
    received = receives("contract")
    typed = {f"{NAME}-verdict": "follow", f"{NAME}-text": "In spring.", f"{NAME}-step": "1", f"{NAME}-why": "It is."}
    assert received.save(typed).status_code == 303
    assert received.review().steps() == {}  # a field that no page of procurement has
    with received.web.app_context():
        reviews.conclude(received.reader, received.copy, "Well done.", [FollowUp(WHEN, "Visit", "")], "")
    for rest in ("", "?only=open", "/conclude"):
        page = received.page(rest).text
        words = words_of(page)
        assert not re.search(rf"\b({'|'.join(band_names(speech('en')))})\b", words), rest
        assert not re.search(r"/ ?100\b|of 100\b|\b\d of 4\b|\bscore|\bband\b|\bpoints? (of|earned)|\brank", words), (
            rest
        )
        assert not re.search(r"declared and reviewed|another step", words, re.IGNORECASE), rest


def test_what_is_found_is_saved_and_counted(receives: Receives) -> None:
    received = receives()
    assert received.save({**EXPLAIN, "at": "policy"}).location == f"{received.address}?saved=1#part-policy"
    page = received.page("?saved=1")
    assert "What you found is saved" in page.text
    assert "1 of" in words_of(page.text)
    assert "1 open point" in words_of(page.text)
    assert re.search(rf'id="{NAME}-verdict-explain"[^>]* checked', page.text)
    assert "Which sites?" in page.text
    assert hidden(received.page("?only=open").text, "line") == [NAME]
    assert received.save({f"{NAME}-verdict": "plausible"}).status_code == 303
    assert received.review().findings[NAME].given.text == "Which sites?"  # what was asked stays to be read
    assert "No point is open" in received.page("?only=open").text
    assert received.save({f"{NAME}-verdict": "", f"{NAME}-text": ""}).status_code == 303
    assert received.review().findings == {}


def test_what_is_wrong_is_said_beside_it_and_the_rest_is_saved(receives: Receives) -> None:
    received = receives()
    other = next(name for name in received.form()["line"] if name != NAME)
    for typed, field, told in (
        ({f"{NAME}-verdict": "explain"}, f"{NAME}-text", "Say what is to be explained"),
        ({f"{NAME}-text": HOSTILE}, f"{NAME}-verdict-plausible", "Choose what you find"),
        ({f"{NAME}-verdict": "excellent"}, f"{NAME}-verdict-plausible", "Choose what you find"),
        ({f"{NAME}-verdict": "explain", f"{NAME}-text": "x" * 1001}, f"{NAME}-text", "at most 1,000 are kept"),
        ({f"{NAME}-verdict": "explain", f"{NAME}-text": "bell\x07"}, f"{NAME}-text", "cannot be printed"),
        ({f"{NAME}-remark": "x" * 2001}, f"{NAME}-remark", "at most 2,000 are kept"),
        ({"whole": "x" * 2001}, "whole-remark", "at most 2,000 are kept"),
    ):
        page = received.save({**typed, f"{other}-verdict": "plausible"})
        assert page.status_code == 422, typed
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
        assert told in words_of(page.text)
        for name, text in typed.items():
            if not name.endswith(("-verdict", "-step")):
                assert text.replace("\x07", "�") in unescape(page.text)
        review = received.review()
        assert set(review.findings) == {other}
        assert not review.remarks
    assert received.save({"line": [NAME, "no.question"]}).status_code == 400


def test_of_two_reviewers_neither_overwrites_the_other(receives: Receives, colleagues: Colleagues) -> None:
    received = receives()
    second = colleagues("Ministry of Roads", "reviewer", "Bea Thill")
    other = next(name for name in received.form()["line"] if name != NAME)
    received.save({f"{other}-verdict": "plausible"})
    form = received.form()
    with received.web.app_context():
        reader = reader_of(received.web, second)
        mark = reviews.review(reader, received.copy).findings[other].mark
        given = {NAME: Given("follow", "Seen on site."), other: Given("explain", "Why?")}
        assert reviews.set_findings(reader, received.copy, given, {other: mark}) == set()
    typed = {**EXPLAIN, f"{other}-verdict": "plausible", f"{other}-text": ""}  # the second was not touched
    page = received.save(typed, form)
    assert page.status_code == 409
    words = words_of(page.text)
    assert "Somebody has changed this meanwhile" in words
    assert page.text.count('class="theirs"') == 1
    assert "Seen on site." in words
    assert "Bea Thill" in words
    assert "Which sites?" in page.text
    findings = received.review().findings
    assert {name: found.given for name, found in findings.items()} == given
    shown = {"line": [NAME], f"{NAME}-was": hidden(page.text, f"{NAME}-was")[0]}
    assert received.save({**EXPLAIN, f"{NAME}-theirs": "1"}, shown).status_code == 303
    assert received.review().findings[NAME].given == given[NAME]
    assert received.save(EXPLAIN, shown).status_code == 303
    assert received.review().findings[NAME].given == Given("explain", "Which sites?")


def test_a_page_open_for_too_long_gives_back_what_was_typed(receives: Receives) -> None:
    received = receives()
    form = received.form()
    page = received.colleague.client.post(received.address, data={**form, **EXPLAIN, f"{NAME}-remark": HOSTILE})
    assert page.status_code == 400
    assert "Which sites?" in page.text
    assert HOSTILE in unescape(page.text)
    assert received.review().findings == {}
    ending = received.colleague.client.post(f"{received.address}/conclude", data={"outcome": HOSTILE, "conclude": "1"})
    assert ending.status_code == 400
    assert HOSTILE in unescape(ending.text)
    assert received.review().conclusions == []


def test_trouble_in_the_store_loses_nothing_typed(receives: Receives, monkeypatch: pytest.MonkeyPatch) -> None:
    received = receives()
    form = received.form()

    def fail(*args: Any) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(reviews, "set_findings", fail)
    page = received.save(EXPLAIN, form)
    assert page.status_code == 503
    assert "could not be saved just now" in words_of(page.text)
    assert "Which sites?" in page.text


def test_what_was_written_when_the_review_ends_meanwhile_is_given_back(receives: Receives) -> None:
    received = receives()
    form = received.form()
    with received.web.app_context():
        reviews.conclude(received.reader, received.copy, "Ended.", (), "")
    page = received.save({**EXPLAIN, f"{NAME}-remark": HOSTILE}, form)
    assert page.status_code == 422
    words = words_of(page.text)
    assert "concluded meanwhile" in words
    assert "Which sites?" in words
    assert HOSTILE in words
    assert received.review().findings == {}


def test_remarks_are_sent_once_and_counted(receives: Receives, monkeypatch: pytest.MonkeyPatch) -> None:
    received = receives()
    for _press in range(2):
        assert received.save({f"{NAME}-remark": HOSTILE, "whole": "For all of it."}).status_code == 303
    assert [(r.question, r.text) for r in received.review().remarks] == [(NAME, HOSTILE), ("", "For all of it.")]
    page = received.page().text
    assert HOSTILE in words_of(page)
    assert not re.search(r"<textarea[^>]*>\s*For all of it", page)
    monkeypatch.setattr(reviews, "MOST_REMARKS", 2)
    full = received.save({**EXPLAIN, "whole": "One more."})
    assert full.status_code == 422
    assert "One more." in full.text
    assert received.review().findings[NAME].given.verdict == "explain"


# --- pilot rounds ----------------------------------------------------------------------------------------


def test_declared_and_reviewed_stand_side_by_side(receives: Receives) -> None:
    received = receives("pilot")
    page = received.page().text
    assert "self-declared; nobody checked the answers not reviewed yet" in words_of(page)
    assert re.search(r"Score of 100</th><td>\d+</td>\s*<td>–</td>", page)
    alone = {"line": [NAME], f"{NAME}-was": ""}  # as with a form of one answer
    for typed in ({"step": "0"}, {"why": "It is old."}, {"step": "7", "why": "It is old."}):
        data = {f"{NAME}-{part}": text for part, text in ({"verdict": "plausible"} | typed).items()}
        assert received.colleague.post(f"{received.address}?only=open", {**alone, **data}, page).status_code == 422
    given = {f"{NAME}-verdict": "explain", f"{NAME}-text": "Why?", f"{NAME}-step": "0", f"{NAME}-why": "It is old."}
    assert received.save(given, alone).status_code == 303
    page = received.page().text
    words = words_of(page)
    assert "One answer has another step" in words
    assert "self-declared; nobody checked the answers reviewed by Anne Weber" in words
    row = re.search(r"Policy and governance</th>\s*<td>(\d+) · \w+</td><td>(\d+) · \w+</td>", page)
    assert row
    assert int(row[2]) < int(row[1])


# --- who may ---------------------------------------------------------------------------------------------


def test_a_sealed_copy_is_told_calmly_and_opened_by_nobody(receives: Receives) -> None:
    received = receives(sealed=True)
    for rest in ("", "/conclude", "/follow-up.ics"):
        page = received.page(rest)
        assert page.status_code == 409
        assert "Still sealed" in words_of(page.text)
        assert "Luxembourg" in words_of(page.text)
        assert "Zeta" not in page.text
    guard = {"csrf_token": token(received.colleague.client.get("/en/staff/sessions").text)}
    for rest in ("", "/conclude", "/again"):
        data = {**guard, "line": NAME, "whole": "x", "outcome": "x", "conclude": "1"}
        assert received.colleague.client.post(received.address + rest, data=data).status_code == 409
    with received.web.app_context(), store.reading() as session:
        assert session.query(CopyRead).filter_by(copy_id=received.copy).count() == 0
        assert session.query(Remark).filter_by(copy_id=received.copy).count() == 0


def test_others_find_nothing_and_readers_read(receives: Receives, colleagues: Colleagues) -> None:
    received = receives()
    received.save({**EXPLAIN, f"{NAME}-remark": "Please."})
    reader, elsewhere = colleagues("Ministry of Roads", "reader"), colleagues("Ministry of Bridges", "manager")
    page = received.page("", reader)
    assert page.status_code == 200
    assert "Which sites?" in words_of(page.text)
    assert "<textarea" not in page.text
    assert received.page("/conclude", reader).status_code == 404
    guard = {"csrf_token": token(page.text)}
    for rest in ("", "/conclude", "/again"):
        assert reader.client.post(received.address + rest, data=guard).status_code == 404
    before = received.review()
    own = reader_of(received.web, elsewhere).organisation_id
    theirs = received.address.replace(received.reader.organisation_id, own)
    guard = {"csrf_token": token(elsewhere.client.get("/en/staff/sessions").text), "whole": "x", "outcome": "x"}
    for address in (received.address, theirs, received.address.replace(received.campaign, "0" * 32)):
        client = (received.colleague if "0" * 32 in address else elsewhere).client
        for rest in ("", "/conclude", "/follow-up.ics"):
            found = client.get(address + rest)
            assert found.status_code == 404
            assert "Zeta" not in found.text
        if client is elsewhere.client:
            for rest in ("", "/conclude", "/again"):
                assert client.post(address + rest, data={**guard, "conclude": "1"}).status_code == 404
    after = received.review()
    assert (after.findings, after.remarks, after.conclusions) == (before.findings, before.remarks, before.conclusions)
    assert {read.name for read in after.reads} == {"Anne Weber"}


# --- conclusions -----------------------------------------------------------------------------------------

ENDING = {
    "outcome": f"All clear.\n{HOSTILE}", "row0-what": "Visit; ask, too", "row0-who": "Bea", "row0-day": "2027-03-01",
    "row1-what": "", "row1-who": "", "row1-day": "",
}  # fmt: skip


def conclude(received: Received, typed: dict[str, str], button: str) -> TestResponse:
    shown = received.page("/conclude").text
    was = hidden(shown, "was")[0]
    address = f"{received.address}/conclude"
    return received.colleague.post(address, {"was": was, **typed, button: "1"}, shown)


def test_a_conclusion_is_looked_at_before_it_stands(receives: Receives) -> None:
    received = receives()
    more = conclude(received, ENDING, "more")
    assert more.status_code == 200
    assert 'name="row4-what"' in more.text
    assert "Visit; ask, too" in more.text
    preview = conclude(received, ENDING, "preview")
    assert preview.status_code == 200
    assert "Nothing is concluded yet" in words_of(preview.text)
    assert HOSTILE in words_of(preview.text)
    back = conclude(received, ENDING, "change")
    assert HOSTILE in unescape(back.text)
    assert received.review().conclusions == []
    assert conclude(received, ENDING, "conclude").location == f"{received.address}#conclusion"
    ended = received.review().concluded
    assert ended
    assert ended.outcome == f"All clear.\n{HOSTILE}"
    assert [(line.day.isoformat(), line.what, line.who) for line in ended.follow_up] == [
        ("2027-03-01", "Visit; ask, too", "Bea")
    ]
    page = received.page().text
    assert HOSTILE in words_of(page)
    assert 'name="line"' not in page
    dates = received.page("/follow-up.ics")
    assert dates.mimetype == "text/calendar"
    assert "DTSTART;VALUE=DATE:20270301\r\n" in dates.text
    assert "SUMMARY:Visit\\; ask\\, too\r\n" in dates.text


def test_what_is_wrong_in_a_conclusion_is_said_beside_it(receives: Receives) -> None:
    received = receives()
    for typed, field in (
        ({"outcome": " "}, "outcome"),
        ({"outcome": "x" * 4001}, "outcome"),
        ({"row0-day": "2026-01-01"}, "row0-day"),
        ({"row0-day": "soon"}, "row0-day"),
        ({"row0-day": ""}, "row0-day"),
        ({"row0-day": "2300-01-01"}, "row0-day"),
        ({"row0-what": ""}, "row0-what"),
        ({"row1-who": "Jo"}, "row1-what"),
        ({"row0-who": "x" * 201}, "row0-who"),
    ):
        for button in ("preview", "conclude"):
            page = conclude(received, {**ENDING, **typed}, button)
            assert page.status_code == 422, typed
            assert f'href="#{field}"' in page.text
            assert f'id="{field}"' in page.text
    assert received.review().conclusions == []


def test_a_conclusion_meanwhile_is_shown_and_not_lost(receives: Receives) -> None:
    received = receives()
    shown = received.page("/conclude").text
    with received.web.app_context():
        reviews.conclude(received.reader, received.copy, "Theirs came first.", (), "")
    data = {**ENDING, "was": hidden(shown, "was")[0], "conclude": "1"}
    late = received.colleague.post(f"{received.address}/conclude", data, shown)
    assert late.status_code == 409
    assert "Theirs came first." in words_of(late.text)
    assert HOSTILE in unescape(late.text)
    data["was"] = hidden(late.text, "was")[0]
    assert received.colleague.post(f"{received.address}/conclude", data, shown).status_code == 303
    assert [one.outcome[:6] for one in received.review().conclusions] == ["All cl", "Theirs"]
    again = {"was": received.review().mark}
    assert received.colleague.post(f"{received.address}/again", again, shown).status_code == 303
    assert received.colleague.post(f"{received.address}/again", again, shown).status_code == 303
    words = words_of(received.page().text)
    assert "The review was taken up again" in words
    assert "Theirs came first." in words
    assert received.save(EXPLAIN).status_code == 303
    assert len(received.review().conclusions) == 3
    assert received.page("/follow-up.ics").status_code == 404


# --- who handed in ---------------------------------------------------------------------------------------


@pytest.fixture
def firm(web: Flask, somebody: Callable[[], Respondent]) -> Callable[[Received], Respondent]:
    """Let a respondent be who handed in."""

    def make(received: Received) -> Respondent:
        found = somebody().begin("Zeta & Söhne S.A.", questionnaire="supplier")
        access = found.access()
        with web.app_context(), store.writing() as session:
            own = session.get_one(Assessment, access.assessment_id)
            own.state, own.submitted_at = "submitted", store.database.now()
            copy = session.get_one(Copy, received.copy)
            session.get_one(Invitation, copy.invitation_id).assessment_id = own.id
        return found

    return make


Firm = Callable[[Received], Respondent]


def test_who_handed_in_sees_what_is_asked_and_answers_there(receives: Receives, firm: Firm) -> None:
    received = receives()
    own = firm(received)
    address = f"{own.base}/review"
    words = words_of(own.client.get(address).text)
    assert "Nothing so far" in words
    assert "Nobody has opened it yet" in words
    other = next(name for name in received.form()["line"] if name != NAME)
    received.save({**EXPLAIN, f"{other}-verdict": "plausible", f"{other}-text": "Only for us."})
    words = words_of(own.client.get(address).text)
    assert "Which sites?" in words
    assert "Only for us." not in words
    assert "Anne Weber today" in words
    sent = own.post(address, {f"{NAME}-text": HOSTILE, "whole-text": "Half a sen", "send": NAME})
    assert sent.status_code == 200
    assert "Half a sen" in sent.text  # it stands there still, and was not sent
    assert [(r.question, r.text, r.by) for r in received.review().remarks] == [(NAME, HOSTILE, "")]
    assert HOSTILE in words_of(received.page().text)
    for data, told in (
        ({f"{NAME}-text": " ", "send": NAME}, "Write something first"),
        ({f"{NAME}-text": "x" * 2001, "send": NAME}, "at most 2,000"),
    ):
        page = own.post(address, data)
        assert page.status_code == 422
        assert told in words_of(page.text)
        assert data[f"{NAME}-text"] in page.text
    assert own.post(address, {"send": other, f"{other}-text": "x"}).status_code == 400
    late = own.client.post(address, data={f"{NAME}-text": "Typed", "send": NAME})
    assert late.status_code == 400
    assert "Typed" in late.text
    assert own.post(address, {"whole-text": "Thank you.", "send": "whole"}).location == f"{address}#whole"
    assert len(received.review().remarks) == 2


def test_who_handed_in_reads_the_conclusion_and_replies(receives: Receives, firm: Firm) -> None:
    received = receives()
    own = firm(received)
    address = f"{own.base}/review"
    assert own.client.get(f"{address}/follow-up.ics").status_code == 404
    conclude(received, ENDING, "conclude")
    before = received.review()
    for _look in range(2):
        words = words_of(own.client.get(address).text)
    assert received.review() == before  # looking changes nothing, and the firm's own look is not noted
    assert HOSTILE in words
    assert "1 March 2027" in words
    assert "Reply to the conclusion" in words
    assert "SUMMARY:Visit" in own.client.get(f"{address}/follow-up.ics").text
    assert own.post(address, {"whole-text": "We agree.", "send": "whole"}).status_code == 303
    assert "We agree." in words_of(received.page().text)


def test_another_step_is_told_to_the_company_when_the_review_has_ended(receives: Receives, firm: Firm) -> None:
    received = receives("pilot")
    own = firm(received)
    with received.web.app_context():
        given = {NAME: Given("plausible", "", "0", "It is old.")}
        reviews.set_findings(received.reader, received.copy, given, {})
    assert "It is old." not in own.client.get(f"{own.base}/review").text
    conclude(received, ENDING, "conclude")
    words = words_of(own.client.get(f"{own.base}/review").text)
    assert "It is old." in words
    assert "Declared and reviewed" in words
    assert "self-declared; nobody checked the answers" in words


def test_a_review_is_for_who_handed_in_alone(
    receives: Receives, firm: Firm, somebody: Callable[[], Respondent]
) -> None:
    received = receives()
    own, stranger = firm(received), somebody().begin("Stranger S.A.")
    received.save(EXPLAIN)
    assert stranger.client.get(f"{own.base}/review").status_code == 404
    with received.web.app_context(), store.writing() as session:
        theirs = session.get_one(Assessment, stranger.access().assessment_id)
        theirs.state, theirs.submitted_at = "submitted", store.database.now()
    with received.web.app_context():
        key = store.new_key(own.access(), "auditor", False)
    assert stranger.client.get(f"{stranger.base}/review").status_code == 404  # handed in to nobody
    auditor = somebody()
    auditor.post("/en/key", {"key": key})
    page = auditor.client.get(f"{own.base}/review")
    assert "Which sites?" in page.text
    assert "<textarea" not in page.text
    data = {"csrf_token": token(page.text), f"{NAME}-text": "x", "send": NAME}
    assert auditor.client.post(f"{own.base}/review", data=data).status_code == 404
    assert received.review().remarks == []
