"""The sheet of a workbook that says whose answers these are, to which edition, and how they are filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pan2_assess.core.feedback import draft_notice, notice
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import FORMAT, Person, Sheet
from pan2_assess.core.speech import Speech
from pan2_assess.reports.sheets import Book, Value
from pan2_assess.reports.workbook_form import ABOUT, DAYS, KEY_COLUMN, SAID_COLUMN, sheet_names


@dataclass(frozen=True)
class _Line:
    """A row of the head: its key, what it is called, what it says."""

    key: str
    label: str
    said: Value


def write_about(book: Book, edition: Edition, sheet: Sheet | None, say: Speech) -> None:
    """Write whose answers these are, and how they are filled in."""
    page = book.begin(sheet_names(say)[ABOUT], (16, 28, 90))
    page.sheet.set_column(0, 0, 16, None, {"hidden": True})
    for row, line in enumerate(_about(edition, sheet, say), 1):
        look = "title" if line.key == "_title" else "field" if sheet is None and line.key in _FILLED else ""
        page.put(row, KEY_COLUMN, line.key, "key")
        page.put(row, KEY_COLUMN + 1, line.label, "label")
        page.put(row, SAID_COLUMN, line.said, look, dated=line.key in DAYS)
        if line.key in DAYS:
            problem = say.say("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")
            page.check_days(row, row, SAID_COLUMN, problem)


_PEOPLE = tuple(f"{who}.{part}" for who in ("prepared_by", "approved_by") for part in ("name", "function", "date"))
_FILLED = ("organisation", "date", *_PEOPLE)


def _about(edition: Edition, sheet: Sheet | None, say: Speech) -> Iterator[_Line]:
    yield _Line("_title", say.say("Answers to"), edition.title)
    if sheet is None:
        yield _Line("_fill", say.say("To fill in"), "\n".join(_how(say)))
    yield _Line("organisation", say.say("Organisation"), sheet.organisation if sheet else None)
    yield _Line("date", say.say("Date"), sheet.date if sheet else None)
    yield from _person("prepared_by", say.say("Prepared by"), sheet.prepared_by if sheet else None, say)
    yield from _person("approved_by", say.say("Approved by"), sheet.approved_by if sheet else None, say)
    yield _Line("questionnaire", say.say("Questionnaire"), edition.id)
    yield _Line("version", say.say("Version"), edition.version)
    yield _Line("_digest", say.say("Digest"), edition.digest)
    yield _Line("format", say.say("Format"), FORMAT)
    yield _Line("_notice", say.say("Please note"), notice(edition, say))
    if edition.draft:
        yield _Line("_draft", say.say("Draft"), draft_notice(edition, say))
    if sheet is not None:
        yield _Line("_fill", say.say("To fill in"), "\n".join(_how(say)))


def _person(key: str, label: str, person: Person | None, say: Speech) -> Iterator[_Line]:
    yield _Line(f"{key}.name", label, person.name if person else None)
    yield _Line(f"{key}.function", say.say("Function"), person.function if person else None)
    yield _Line(f"{key}.date", say.say("On"), person.date if person else None)


def _how(say: Speech) -> Iterator[str]:
    yield say.say(
        "Answer in the column “Answer”: choose from the list that opens in the cell, or write a number or a text where "
        "the question asks for one. Where several answers may be right, say yes or no line by line under the question. "
        "An empty answer leaves the question open."
    )
    yield say.say(
        "Whoever is asked a question only in some cases finds that beside it. If you do not know the fact that "
        "decides, answer the question. Answers to questions you are not asked do no harm: they never count."
    )
    yield say.say(
        "Evidence is internal or public, with a place and a date. “Does not apply” needs a reason. Columns may be "
        "moved, but leave the names of the first two sheets, the first row and the ids of the questions as they are."
    )
