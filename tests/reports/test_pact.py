"""The draft of the Pact report: what stands under which undertaking, what stays home, and that it is a sound file."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from pan2_assess.core.answers import Answer
from pan2_assess.core.pact import FRAMEWORK, PACT, framework_headings, offers_report, pact_report, undertakings
from pan2_assess.core.sharing import may_be_told
from pan2_assess.core.speech import speech
from pan2_assess.core.steps import OwnStep
from pan2_assess.reports import pact, word_styles
from tests.core import small
from tests.reports.papers import answered, blocks, edition, opened, parts, proven, told, without, words

LANGUAGES = ["en", "fr", "de"]
OWN = {
    "policy.training": OwnStep("Two half days for site managers", owner="Head of sites", by=date(2027, 3, 1)),
    "policy.oversight": OwnStep("An item each spring", done=date(2026, 10, 1), note="Private note of the plan"),
    "act.own_harm": OwnStep("Speak with the person harmed"),
    "own-1": OwnStep("Call the union about night work"),
}
GIVEN = {
    "policy.commitment": proven("3", "public", "https://example.org/policy", note="Private note on the policy"),
    "policy.responsible": proven("4", "internal", "Minutes of the board, item 4"),
    "policy.training": Answer("planned", by=date(2027, 6, 30)),
    "policy.oversight": Answer("unknown"),
    "track.indicators": Answer("0", share=False),
    "remedy.remedy": Answer("1", share=True, note="Private note on a case"),
    "identify.risks": Answer("4"),
}


@cache
def made(language: str = "en", name: str = "company") -> bytes:
    return pact.write(pact_report(*told(answered(edition(name), GIVEN), language, OWN)))


def drafted(given: dict[str, Answer], own: dict[str, OwnStep] | None = None, step: str = "2") -> Document:
    return opened(pact.write(pact_report(*told(answered(edition(), given, step), own=own))))


@cache
def citing(code: str, name: str = "company", standard: str = PACT) -> list[str]:
    """Name the questions on the path that cite a code."""
    _, _, evaluation, _ = told(answered(edition(name), GIVEN))
    questions = edition(name).questions
    return [one for one in evaluation.path if code in questions[one].references.get(standard, ())]


def of_undertaking(paper: Document, number: int) -> list[tuple[str, str]]:
    return next(under for title, under in parts(paper).items() if title.startswith(f"Undertaking {number}:"))


# --- the six undertakings -------------------------------------------------------------------------------


def test_words_are_there_for_every_code() -> None:
    codes = {standard.id: standard.codes for standard in edition().standards}
    assert tuple(undertakings(speech("en"))) == codes[PACT]
    assert tuple(framework_headings(speech("en"))) == codes[FRAMEWORK]
    assert [name for name in ("company", "pilot", "supplier", "authority") if offers_report(edition(name))] == [
        "company",
        "pilot",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_undertakings_in_order(language: str) -> None:
    words_ = [one.title for one in undertakings(speech(language)).values()]
    titles = [title for title in parts(opened(made(language))) if any(title.endswith(word) for word in words_)]
    assert [next(word for word in words_ if title.endswith(word)) for title in titles] == words_


@pytest.mark.parametrize("name", ["company", "pilot"])
def test_every_answer_stands_once_under_each_of_its_undertakings(name: str) -> None:
    paper, of = opened(made(name=name)), edition(name)
    for number in range(1, 7):
        asked = [text for style, text in of_undertaking(paper, number) if style == "Question"]
        home = {"track.indicators"} | {one for one, q in of.questions.items() if q.case} - {"remedy.remedy"}
        names = [one for one in citing(f"P{number}", name) if one not in home]
        assert names
        expected = sorted(f"{of.number(one)} {of.questions[one].text}" for one in names)
        assert sorted(text for text in asked if re.match(r"\d", text)) == expected


def test_answers_stand_in_words_and_by_section() -> None:
    under = of_undertaking(opened(made()), 3)
    of = edition()
    place = [style for style, _ in under].index("Question")
    assert under[place - 1] == ("Heading3", "Policy and governance")
    assert under[place] == ("Question", f"2.3 {of.questions['policy.training'].text}")
    assert under[place + 1] == ("Normal", "Planned (by 30 June 2027)")


def test_evidence_has_its_kind_and_day() -> None:
    under = [text for _, text in of_undertaking(opened(made()), 1)]
    place = under.index("https://example.org/policy")
    assert under[place - 1 : place + 3] == ["2.1", "https://example.org/policy", "public", "1 March 2026"]
    texts = words(opened(made()))
    assert "Minutes of the board, item 4" in texts
    assert "No evidence is named in the answers. [to complete: what shows it, and of what date]" in texts


def test_gaps_say_what_is_open_and_why_it_weighs() -> None:
    paper = drafted({**GIVEN, "identify.risks": Answer("1"), "whistleblowing.channel": Answer("0")}, OWN)
    found = [text for style, text in of_undertaking(paper, 1) if style == "ListBullet"]
    assert any(text.startswith("2.3 ") and text.endswith(" – planned for 30 June 2027") for text in found)
    assert any(text.startswith("2.7 ") and text.endswith(" – we do not know yet") for text in found)
    found = [text for style, text in of_undertaking(paper, 4) if style == "ListBullet"]
    assert any(
        text.startswith("3.2 ") and text.endswith(" – only beginnings; a question that nobody can do without")
        for text in found
    )
    assert not any(text.startswith("2.1 ") for text in found), "three quarters are no gap"
    first = next(text for style, text in of_undertaking(paper, 5) if style == "ListBullet")
    assert re.match(r"12\.1 .* – nothing in place yet; legal duty: .* \[to complete: have this looked at", first)


def test_the_top_step_without_evidence_is_a_gap() -> None:
    found = [text for style, text in of_undertaking(opened(made()), 4) if style == "ListBullet"]
    assert any(
        text.startswith("3.2 ") and text.endswith("no evidence of the last 24 months is named") for text in found
    )


def test_the_weakest_pillar_is_named_once() -> None:
    low = {
        name: Answer("0") for name in edition().questions if name.startswith("remedy.") and name != "remedy.criteria"
    }
    lines = [
        text for style, text in blocks(drafted(low, step="3")) if "the weakest part of our self-assessment" in text
    ]
    assert lines == ["Complaints and putting things right – the weakest part of our self-assessment"]


def test_next_steps_are_the_own_plan_and_then_what_is_proposed() -> None:
    under = [text for _, text in of_undertaking(opened(made()), 1)]
    place = under.index("Two half days for site managers")
    assert under[place - 1 : place + 4] == [
        "2.3",
        "Two half days for site managers",
        "Head of sites",
        "1 March 2027",
        "to do",
    ]
    place = under.index("An item each spring")
    assert under[place + 1 : place + 4] == ["[to complete: who]", "[to complete: date]", "done on 1 October 2026"]
    feedback, *_ = told(answered(edition(), GIVEN), own=OWN)
    steps = {item.question: item.step for item in feedback.recommendations}
    assert steps["policy.training"] not in under, "what is on the plan is not proposed again"
    assert steps["policy.expectations"] in under
    assert "Call the union about night work" in words(opened(made()))


# --- what stays home --------------------------------------------------------------------------------------


def test_notes_and_cases_and_what_is_not_shared_stay_home() -> None:
    text = words(opened(made()))
    assert "Private note" not in text
    assert "Private note" not in repr(pact_report(*told(answered(edition(), GIVEN), own=OWN))), "nor in what is written"
    assert "Speak with the person harmed" not in text, "the plan for a case is about the case"
    of = edition()
    feedback, *_ = told(answered(of, GIVEN))
    kept = ["track.indicators", *(one for one, q in of.questions.items() if q.case and one != "remedy.remedy")]
    steps = {item.question: item.step for item in feedback.recommendations}
    lines = {line.question: line for section in feedback.answers for line in section.lines}
    checked = 0
    for name in kept:
        if name in lines:
            checked += 1
            assert of.questions[name].text not in text
            assert steps.get(name, "–––") not in text
            assert re.search(rf"\[to complete: the answers? to questions? .*\b{re.escape(of.number(name))}\b", text)
    assert checked > 3
    assert of.questions["remedy.remedy"].text in text, "it was chosen to be shared"


def test_an_answer_that_speaks_of_harm_stays_home() -> None:
    # Our questions with such answers are about cases anyway; the rule holds for those of others.
    of = small.edition(small.section("act", 1, small.ladder("end", alarm=[0]), small.ladder("case", case=True)))
    told_of = {
        (value, share): may_be_told("act.end", Answer(value, share=share), small.result(of, {"act.end": value}))
        for value in ("0", "1")
        for share in (None, True, False)
    }
    assert [pair for pair, may in told_of.items() if may] == [("0", True), ("1", None), ("1", True)]
    evaluation = small.result(of, {"act.case": "4"})
    assert [may_be_told("act.case", Answer("4", share=share), evaluation) for share in (None, True, False)] == [
        False,
        True,
        False,
    ]
    assert not may_be_told("act.case", None, evaluation)


# --- the index --------------------------------------------------------------------------------------------


def test_the_index_has_every_heading_and_leads_into_the_draft() -> None:
    paper = opened(made())
    table = next(table for table in paper.tables if table.rows[0].cells[0].text == "Heading")
    assert [row.cells[0].text.split(" ")[0] for row in table.rows[1:]] == list(framework_headings(speech("en")))
    of, marks = edition(), {mark.get(qn("w:name")) for mark in paper.element.body.iter(qn("w:bookmarkStart"))}
    for row in table.rows[1:]:
        code = row.cells[0].text.split(" ")[0]
        cited = citing(code, standard=FRAMEWORK)
        assert row.cells[1].text == (", ".join(of.number(name) for name in cited) or "–")
        links = [link.get(qn("w:anchor")) for link in row._tr.iter(qn("w:hyperlink"))]
        expected = {f"undertaking_{number}" for number in range(1, 7) if set(citing(f"P{number}")) & set(cited)}
        assert set(links) - {"about"} == expected
        assert set(links) <= marks
        assert links or row.cells[2].text == "[to complete: what we can say of this]"


def test_what_an_outsider_reads_is_no_part_of_the_report() -> None:
    of = edition("pilot")
    outside = {f"{of.number(name)} {q.text}" for name, q in of.questions.items() if q.section == of.outside}
    paper = opened(made(name="pilot"))
    assert outside.isdisjoint(text for _, text in blocks(paper))
    index = next(table for table in paper.tables if table.rows[0].cells[0].text == "Heading")
    numbers = {number for row in index.rows[1:] for number in row.cells[1].text.split(", ")}
    assert numbers.isdisjoint(of.number(name) for name, q in of.questions.items() if q.section == of.outside)


# --- incomplete, small, hostile ---------------------------------------------------------------------------


def test_a_draft_of_half_the_answers_says_what_is_open() -> None:
    half = without(answered(edition(), GIVEN), "policy.commitment", "communicate.report")
    paper = opened(pact.write(pact_report(*told(half))))
    assert "[to complete: 2 questions are not answered yet: 2.1 and 6.3]" in words(paper)
    assert any(text.startswith("2.1 ") and text.endswith("– not answered yet") for _, text in of_undertaking(paper, 1))
    under = [text for _, text in of_undertaking(paper, 6)]
    assert any(text.startswith("No answer speaks of this") for text in under)


def test_nothing_at_all_is_a_draft_too() -> None:
    empty = replace(answered(edition()), answers={}, organisation="", prepared_by=None)
    paper = opened(pact.write(pact_report(*told(empty))))
    assert sum(title.startswith("Undertaking") for title in parts(paper)) == 6
    assert "Organisation without a name" in words(paper)


def test_hostile_texts_break_nothing() -> None:
    odd = "a\ufffe\uffff<w:p/>]]>&amp; ''\"{{7*7}}\n\tb\U0001f984 =1+1 %(what)s {page}" + "x" * 300
    given = {
        "policy.commitment": proven("3", "public", odd),
        "act.exit": Answer("na", reason=odd),
    }
    sheet = replace(answered(edition(), given), organisation=odd[:150])
    own = {"policy.training": OwnStep(odd, owner=odd[:100])}
    content = pact.write(pact_report(*told(sheet, own=own)))
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    text = words(opened(content))
    assert "a\ufffd\ufffd<w:p/>]]>&amp; ''\"{{7*7}}" in text
    assert "%(what)s {page}" in text


# --- the file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_marked_as_a_draft_in_its_language(language: str) -> None:
    paper, say = opened(made(language)), speech(language)
    first = next(blocks(paper))
    assert first == ("Mark", say.say("DRAFT"))
    above, below = paper.sections[0].header, paper.sections[0].footer
    assert above.paragraphs[0].text == say.say("Draft: to be completed and checked by the company")
    foot = say.say("Self-declared; nobody checked the answers; not a certificate or label.")
    assert below.paragraphs[0].text.startswith(foot)
    fields = [field.get(qn("w:instr")) for field in below._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    feedback, *_ = told(answered(edition(), GIVEN), language)
    assert feedback.notice in words(paper)
    langs = {lang.get(qn("w:val")) for lang in paper.styles.element.iter(qn("w:lang"))}
    assert langs == {word_styles.LOCALES[language]}
    about = paper.core_properties
    assert (about.language, about.author, about.created.date()) == (language, "Example S.A.", date(2026, 11, 22))
    assert about.title.endswith("Example S.A.")
    assert about.modified == about.created


def test_brackets_have_a_style_of_their_own() -> None:
    paper = opened(made())
    runs = [run for paragraph in paper.element.body.iter(qn("w:p")) for run in paragraph.iter(qn("w:r"))]
    styled = {
        run.text
        for run in runs
        if (style := run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")) is not None
        and style.get(qn("w:val")) == word_styles.TODO
    }
    assert styled
    assert all(text.startswith("[to complete: ") and text.endswith("]") for text in styled)
    assert not any("[to complete" in run.text for run in runs if run.text not in styled)


@pytest.mark.parametrize("name", ["company", "pilot"])
def test_headings_and_tables_are_real_and_in_order(name: str) -> None:
    paper = opened(made(name=name))
    levels = [int(style[-1]) for style, _ in blocks(paper) if style.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in paper.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, *[False] * (len(heads) - 1)]
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge"))), "no cell is merged"
    section = paper.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_nothing_outside_is_named_and_every_part_is_sound() -> None:
    archive = zipfile.ZipFile(io.BytesIO(made()))
    assert archive.testzip() is None
    assert not [name for name in archive.namelist() if re.search(r"media|thumbnail|customXml|embeddings", name)]
    styles, others = archive.read("word/styles.xml").decode(), ("document", "numbering", "styles")
    texts = [archive.read(f"word/{name}.xml").decode() for name in others]
    named = {
        name for text in texts for name in re.findall(r'<w:(?:[prt]\w*Style|basedOn|next|link) w:val="(\w+)"', text)
    }
    assert named <= set(re.findall(r'w:styleId="(\w+)"', styles)), "no style is named that is not there"
    for name in archive.namelist():
        root = ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own file
        if name.endswith(".rels"):
            assert not [one for one in root if one.get("TargetMode") == "External"]
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_bytes_in_another_process() -> None:
    program = "import sys; from tests.reports.test_pact import made; sys.stdout.buffer.write(made('de'))"
    run = [sys.executable, "-c", program]
    other = subprocess.run(run, capture_output=True, check=True, cwd=Path(__file__).parents[2], timeout=60)
    assert other.stdout == made("de")


def test_its_colours_are_those_of_the_pages() -> None:
    tokens = (Path(pact.__file__).parents[1] / "static" / "tokens.css").read_text("utf-8")
    light = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", tokens.split("}")[0]))
    assert {name: light[name] for name in word_styles.COLOURS} == word_styles.COLOURS
