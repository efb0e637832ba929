"""The result and the action plan in a workbook: what the report says, typed, to sort, to print and to fill in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pan2_assess.core.advice import advise
from pan2_assess.core.answers import Answer
from pan2_assess.core.cases import read_case
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.steps import OwnStep
from pan2_assess.reports import workbook
from pan2_assess.reports.workbook_reading import read_workbook
from tests.reports.test_workbook import LADDER, ON, PAYLOADS, editions, tiny

CASES = Path(__file__).parents[1] / "cases"
Row = dict[str, Any]


@cache
def told(case: str, language: str = "en") -> tuple[Sheet, Feedback]:
    found = read_case(CASES / f"{case}.yaml", editions())
    return found.sheet, tell(
        found.evaluation.edition, found.sheet, found.evaluation, advise(found.evaluation), language
    )


def book(sheet: Sheet, feedback: Feedback | None, language: str = "en", **more: Any) -> bytes:
    edition = editions()[sheet.questionnaire]
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    return workbook.write(edition, sheet, evaluation, language, feedback=feedback, **more)


def opened(raw: bytes) -> Workbook:
    return load_workbook(BytesIO(raw))


def said(sheet: Worksheet) -> dict[str, Any]:
    return {label.value: value.value for label, value, *_ in sheet.iter_rows() if label.value}


def table(sheet: Worksheet, first: str) -> list[Row]:
    """Give the rows under the heading that begins with this word, down to an empty row."""
    lines = list(sheet.iter_rows(values_only=True))
    top = next(place for place, line in enumerate(lines) if line[0] == first)
    found = []
    for line in lines[top + 1 :]:
        if not any(value is not None for value in line):
            break
        found.append(dict(zip(lines[top], line, strict=True)))
    return found


def test_the_result_says_what_the_report_says() -> None:
    sheet, feedback = told("cap-duty-half")
    found = opened(book(sheet, feedback))["Result"]
    words, standing = said(found), feedback.standing
    assert standing.band is not None
    assert (found["A1"].value, found["B1"].value) == (feedback.questionnaire, feedback.organisation or None)
    assert (found["A2"].value, found["B2"].value) == ("Please note", feedback.notice)
    assert words["In a sentence"] == standing.headline
    assert words["Band, 1 to 5"] == standing.band.number
    assert words["Score, 0 to 100"] == standing.score
    assert (words["Documented (own statement)"], words["Public"]) == (standing.documented, standing.public)
    texts = [cell.value for (cell,) in found.iter_rows(min_col=2, max_col=2)]
    assert standing.caps
    assert [text for text in texts if text in {cap.text for cap in standing.caps}] == [c.text for c in standing.caps]


def test_pillars_and_topics_stand_in_numbers() -> None:
    sheet, feedback = told("large")
    lines = table(opened(book(sheet, feedback))["Result"], "Pillar or topic")
    assert [line["Section"] for line in lines] == [bar.title for bar in feedback.bars]
    for line, bar in zip(lines, feedback.bars, strict=True):
        assert (line["Claimed"], line["Documented"], line["Public"]) == (bar.score, bar.documented, bar.public)
        assert line["Weight"] == (bar.weight if bar.pillar else None)
        assert line["Questions asked"] == bar.required


def test_without_a_score_there_are_bounds() -> None:
    sheet, feedback = told("draft-bounds")
    words = said(opened(book(sheet, feedback))["Result"])
    assert (words["Lowest possible"], words["Highest possible"]) == (feedback.standing.lower, feedback.standing.upper)
    assert words["Band"] == "Not complete"
    assert "Score, 0 to 100" not in words


def test_who_may_be_in_harm_comes_before_any_number() -> None:
    sheet, feedback = told("cap-harm")
    assert feedback.protect is not None
    labels = [cell.value for (cell,) in opened(book(sheet, feedback))["Result"].iter_rows(max_col=1)]
    assert labels.index(feedback.protect.title) < labels.index("Band, 1 to 5")


def test_duties_have_their_days() -> None:
    sheet, feedback = told("large")
    lines = table(opened(book(sheet, feedback))["Duties"], "Duty")
    assert [line["Duty"] for line in lines] == [duty.title for duty in feedback.duties]
    for line, duty in zip(lines, feedback.duties, strict=True):
        assert line["Checked on"] == datetime.combine(duty.checked, datetime.min.time())
        assert (line["On your facts"], line["Gap"] or "") == (duty.status_text, duty.gap_text)
        assert (line["Act"], line["Source"]) == (duty.act, duty.source)


STEP = OwnStep("Talk with the night shift", owner="Ana", by=date(2027, 3, 1), note="In the canteen")


def test_the_plan_begins_with_what_is_most_severe_and_ends_with_own_lines() -> None:
    sheet, feedback = told("nothing-in-place")
    third = feedback.recommendations[2]
    own = (replace(STEP, number=third.number, topic=third.topic), replace(STEP, step="Ours alone", by=None))
    lines = table(opened(book(sheet, replace(feedback, own_plan=own)))["Action plan"], "Rank")
    assert [line["Rank"] for line in lines] == [*range(1, len(feedback.recommendations) + 1), None]
    assert lines[0]["Step"] == feedback.recommendations[0].step
    assert [line["Severity, 1 to 3"] for line in lines[:-1]] == [r.severity for r in feedback.recommendations]
    assert lines[2]["Who sees to it"] == "Ana"
    assert lines[2]["By when"] == datetime(2027, 3, 1)
    assert lines[-1]["What we do"] == "Ours alone"
    assert all(line["What we do"] is None for place, line in enumerate(lines[:-1]) if place != 2)


def test_a_draft_has_no_score_and_only_its_own_plan() -> None:
    names = opened(book(tiny(), None)).sheetnames
    assert "Result" not in names
    assert "Action plan" not in names
    drafted = opened(book(tiny(), None, plan=(STEP,)))
    assert "Result" not in drafted.sheetnames
    (line,) = table(drafted["Action plan"], "No.") or [{}]
    assert (line["What we do"], line["Note"]) == (STEP.step, STEP.note)
    assert "Rank" not in line


@pytest.mark.parametrize("name", ["Result", "Duties", "Action plan"])
def test_sheets_are_set_up_to_be_read_and_printed(name: str) -> None:
    found = opened(book(*told("large")))[name]
    assert found.auto_filter.ref
    assert found.freeze_panes
    assert (found.page_setup.orientation, found.page_setup.paperSize) == ("landscape", 9)
    assert found.page_setup.fitToHeight == 0
    assert name == "Result" or found.print_title_rows == "$2:$2"


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_workbook_with_a_result_is_read_as_answers(language: str) -> None:
    sheet, feedback = told("large", language)
    raw = book(sheet, feedback, language)
    assert len(opened(raw).sheetnames) == 6
    assert read_workbook(raw, editions().get)[0] == sheet
    assert book(sheet, feedback, language) == raw


def test_no_sheet_holds_a_formula() -> None:
    texts = iter(PAYLOADS * 3)
    own = tuple(
        OwnStep(next(texts), topic=next(texts), owner=next(texts), note=next(texts)) for _ in range(len(PAYLOADS) // 2)
    )
    sheet, feedback = told("large")
    names = [name for name, answer in sheet.answers.items() if answer.value not in ("planned", "na")]
    answers = {
        **sheet.answers,
        **{name: replace(sheet.answers[name], note=note) for name, note in zip(names, PAYLOADS, strict=False)},
    }
    raw = book(replace(sheet, organisation=PAYLOADS[3], answers=answers), replace(feedback, own_plan=own))
    blank = workbook.write_blank(editions()["company"], "en", {"policy.commitment": Answer("2", note=PAYLOADS[0])})
    for content in (raw, blank):
        with ZipFile(BytesIO(content)) as parts:
            for part in parts.namelist():
                assert not re.search(rb"<f[ />]|<hyperlink|<oleObject|externalLink", parts.read(part)), part
    cells = [cell for line in opened(raw)["Action plan"].iter_rows() for cell in line if cell.value is not None]
    typed = [cell for cell in cells if cell.value in PAYLOADS]
    assert len(typed) >= 150
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in typed)


def test_the_plan_of_an_answered_question_stands_beside_it_only_once() -> None:
    sheet, feedback = told("nothing-in-place")
    first = feedback.recommendations[0]
    own = tuple(replace(STEP, number=first.number, note=note) for note in ("one", "two"))
    lines = table(opened(book(sheet, replace(feedback, own_plan=own)))["Action plan"], "Rank")
    assert (lines[0]["Note"], lines[-1]["Note"]) == ("one", "two")
    assert len(lines) == len(feedback.recommendations) + 1


def test_the_day_of_the_answers_is_the_files_own() -> None:
    assert opened(book(tiny({LADDER: Answer("1")}), None)).properties.created.date() == ON
