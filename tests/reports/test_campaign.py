"""The papers of campaigns: heard as well as read, without a score in procurement, and harmless whatever was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader

from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.feedback_types import AnswerLine, AnswerSection, Feedback
from pan2_assess.core.firm_file import tell_file
from pan2_assess.core.programme_types import Passed
from pan2_assess.core.received import About, Received, Said
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.reports import campaign, campaign_book, pdf, programme
from tests.received import ABOUT, AT, PILOT, past, received
from tests.reports import layout, shapes
from tests.reports.test_accessible import checked, faults, misplaced, spoken, written

HOSTILE = "<script>alert(\"x\")</script> =cmd|'/c calc'!A1 &amp; " + "w" * 90 + " 日本 \u202e"

# Of fewer than six pages the checker takes the running head and foot for prose that nobody hears, unless they stand on
# every page; on the cover they do not. Both say what the cover and the last section say.
RUNNING = "TAG-002: 2 line(s)"


def firm(one: Received, about: About, language: str) -> str:
    return campaign.firm(tell_file(one, about, speech(language)))


def a_programme(language: str, reviewed: bool = True) -> str:
    """Write the report of two rounds of three companies."""
    names = ("Ärzte S.A.", "Rail S.A.", "Zeta S.A.")
    first, second = (
        [received(case, name, language, review=reviewed, invitation=f"{name} {case}") for name in names]
        for case in ("pilot-2", "pilot-2")
    )
    second = [replace(one, invitation=f"{one.name} later") for one in second]
    before: dict[str, str | None] = {one.invitation: then.invitation for one, then in zip(second, first, strict=True)}
    rounds = [past(*first, title="Round one"), past(*second, title="Round two", before=before)]
    lessons = [Passed("Ask the night shift first.\nIt knows.", "Rail S.A."), Passed("Begin small.", "")]
    return programme.write(rounds, lessons, speech(language))


PAPERS: dict[str, Callable[[str], str]] = {
    "reviewed": lambda language: firm(received("supplier-documented", language=language, review=True), ABOUT, language),
    "alarms": lambda language: firm(with_harm(received("supplier-documented", language=language)), ABOUT, language),
    "pilot": lambda language: firm(received("pilot-2", language=language, review=True), PILOT, language),
    "programme": a_programme,
}


def with_harm(one: Received) -> Received:
    alarm = next(
        (question.id, option.id)
        for question in one.edition.scored
        for option in getattr(question, "options", ())
        if option.alarm and question.id in one.evaluation.path
    )
    answers = {**one.sheet.answers, alarm[0]: Answer(alarm[1])}
    return replace(one, sheet=replace(one.sheet, answers=answers))


@pytest.mark.parametrize(
    ("name", "language"),
    [("reviewed", "fr"), ("alarms", "de"), ("pilot", "en"), ("programme", "fr")],
)
def test_a_paper_can_be_heard(name: str, language: str, tmp_path: Path) -> None:
    html = PAPERS[name](language)
    report = tmp_path / "report.pdf"
    report.write_bytes(pdf.from_html(html))
    like = as_a_report(html, language)
    assert [finding for finding in checked(report, like) if not finding.startswith(RUNNING)] == []
    assert faults(PdfReader(report), like) == []
    assert layout.faults(report) == []
    assert misplaced(spoken(report), written(html)) == ""


def as_a_report(html: str, language: str) -> Feedback:
    """Give as much of a report as the checks look at: its language, its title, and the addresses typed into it."""
    title = re.search("<title>(.{20})", html)
    assert title
    typed = AnswerLine("", "", "", "", "", "", html, "", "answered")
    return replace(
        shapes.TYPICAL, language=language, organisation=title[1], answers=(AnswerSection("", (typed,)),)
    )  # fmt: skip


def texts(html: str) -> str:
    """Read back what a paper prints, and what it says of itself."""
    read = PdfReader(BytesIO(pdf.from_html(html)))
    return "\n".join(page.extract_text() for page in read.pages) + str(read.metadata)


def words(html: str) -> str:
    """Give the words of a paper without making it."""
    return unescape(" ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split()))


@pytest.mark.parametrize(("language", "read"), [("en", texts), ("de", words), ("fr", words)])
def test_in_procurement_there_is_no_score_and_no_band(language: str, read: Callable[[str], str]) -> None:
    one = received("supplier-documented", language=language, review=True)
    # As if a result had come with the copy, which it never does.
    smuggled = replace(one, result={"path": list(one.evaluation.path), "missing": [], "score": 77, "band": 4})
    assert tell_file(smuggled, ABOUT, speech(language)).declared is None
    said = read(firm(one, ABOUT, language))
    assert "We agreed on two points." in said
    assert one.edition.questions["policy.commitment"].text[:30] in said.replace("\n", " ")
    assert without_score(said, language)
    assert not without_score(words(firm(received("pilot-2", language=language), PILOT, language)), language)


def without_score(said: str, language: str) -> bool:
    say = speech(language)
    told = {*band_names(say), say.say("Band"), "/100", " of 4", " von 4", say.say("Score, from 0 to 100")}
    return not any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said) for word in told)


def test_a_pilot_file_says_both_results_and_who_reviewed() -> None:
    one = received("pilot-2", review=True)
    said = words(firm(one, PILOT, "en"))
    for part in ("Declared by the company", "Reviewed by Anne Weber", "nobody checked the answers", "Developing"):
        assert part in said
    assert "not reviewed yet" in words(firm(received("pilot-2"), PILOT, "en"))


def test_what_was_typed_does_no_harm() -> None:
    one = received("supplier-documented", HOSTILE, review=True)
    answers = {**one.sheet.answers, "policy.commitment": Answer("3", evidence=Evidence("public", HOSTILE, AT.date()))}
    hostile = replace(
        one, sheet=replace(one.sheet, answers=answers, organisation=HOSTILE), said=(Said("", HOSTILE, "", AT),)
    )
    html = firm(hostile, replace(ABOUT, title=HOSTILE, organisation=HOSTILE), "en")
    assert "<script" not in html
    assert 'alert("x")' in texts(html)


def test_a_programme_names_no_company_before_the_pages_for_its_coordinator() -> None:
    html = a_programme("en")
    shared, _heading, named = html.partition('id="companies"')
    body = shared.partition("</head>")[2]
    assert body.count("Rail S.A.") == 1  # beside its lesson, as it wished
    assert "Zeta S.A." not in body
    assert "Begin small." in body
    assert named.count("Zeta S.A.") >= 1
    assert "not passed on" in named


def test_what_is_counted_of_too_few_is_left_out() -> None:
    one = received("pilot-2", "Rail S.A.", invitation="r1")
    later = replace(one, invitation="r2")
    rounds = [past(one, title="One"), past(later, title="Two", before={"r2": "r1"})]
    shared = programme.write(rounds, [], speech("en")).partition('id="companies"')[0]
    assert "Fewer than 3 companies" in shared
    assert "one could be told from it" in shared
    assert one.edition.questions["policy.commitment"].text not in shared


# --- the workbook ------------------------------------------------------------------------------------------


def book(about: About, *of_it: Received, language: str = "en") -> tuple[bytes, dict[str, list[list[object]]]]:
    waiting = [("=Delta", "invited")]
    written = campaign_book.write(about, of_it[0].edition, of_it, waiting, speech(language))
    found = openpyxl.load_workbook(BytesIO(written))
    return written, {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in found}


def test_the_workbook_holds_firms_answers_open_points_and_what_follows() -> None:
    reviewed, other = received("supplier-documented", "Alpha", review=True), received("supplier-unknown", "Beta")
    raw, sheets = book(ABOUT, reviewed, other)
    assert list(sheets) == ["Firms", "Answers", "Open points", "Follow-up", "About"]
    assert [row[0] for row in sheets["Firms"][2:]] == ["Alpha", "Beta", "=Delta"]
    assert [row[7] for row in sheets["Firms"][2:4]] == ["concluded", "not begun"]
    answered = [row for row in sheets["Answers"][2:] if row[0] == "Alpha"]
    assert len(answered) == sum(
        name in reviewed.sheet.answers or reviewed.at_home(name) for name in reviewed.evaluation.path
    ) + sum(
        reviewed.edition.questions[name].required and name not in reviewed.sheet.answers and not reviewed.at_home(name)
        for name in reviewed.evaluation.path
    )
    assert any("public" in str(row[6]) for row in answered)
    assert [row[3] for row in sheets["Open points"][2:] if row[0] == "Alpha"] == [
        "please explain", "follow up in the contract",
    ]  # fmt: skip
    assert [row[3] for row in sheets["Open points"][2:] if row[0] == "Beta"].count("not known yet") > 5
    assert sheets["Follow-up"][2:] == [["Alpha", datetime(2027, 3, 1), "Complaint box on all sites", "Anne Weber"]]
    with ZipFile(BytesIO(raw)) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist())  # nothing is worked out


def test_the_workbook_of_procurement_has_no_score_and_that_of_a_pilot_has_both() -> None:
    _raw, sheets = book(ABOUT, received("supplier-documented", review=True))
    said = "\n".join(str(cell) for rows in sheets.values() for row in rows for cell in row if cell is not None)
    assert without_score(said, "en")
    assert not any(isinstance(cell, float) for rows in sheets.values() for row in rows for cell in row)
    _raw, sheets = book(PILOT, received("pilot-2", review=True))
    whole = sheets["Results"][2]
    assert whole[1:] == ["All pillars", 50, "Developing", "All pillars", 50, "Developing", "Anne Weber"]
    assert "nobody checked the answers" in str(sheets["Results"][0][0])
