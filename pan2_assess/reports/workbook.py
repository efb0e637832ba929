"""Write the answers as a workbook: every question of the edition on a row, to read, to file and to fill in.

The first row of the answers and the first column of the head, both hidden, name what stands there: columns may be
moved, and the words above them be of any language, and `workbook_reading` finds its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from pan2_assess.core.answers import Answer, specials
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.feedback import draft_notice, notice
from pan2_assess.core.model import Choice, Edition, Facts, Ladder, Question
from pan2_assess.core.sheet import FORMAT, Person, Sheet
from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.telling import Telling

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWERS, ABOUT = "Answers", "About"
KEY_ROW, TOP_ROW = 1, 2  # the answers follow
KEY_COLUMN, SAID_COLUMN = 1, 3  # what it is called stands between
BETWEEN = "; "
NONE = "[]"  # nothing of a list; an empty cell is an open question

# Keys that begin with _ are remarks and are not read, as in the answers file.
KEYS = (
    "_number",
    "_section",
    "question",
    "_text",
    "_answer",
    "value",
    "by",
    "reason",
    "evidence.kind",
    "evidence.reference",
    "evidence.date",
    "note",
    "share",
    "_asked",
)
DAYS = ("by", "evidence.date", "date", "prepared_by.date", "approved_by.date")
WIDTHS = (7, 20, 24, 46, 40, 20, 13, 30, 12, 30, 13, 44, 10, 8)
FIRST_SHOWN = date(1900, 3, 1)  # before it, programs do not agree on what day a number is
MOST_CHOICES = 255  # characters a list to choose from may have in all
MOST_DIGITS = 15  # of a number that a cell keeps exactly

INK, SOFT, RULE, PALE = "#1b1b1b", "#6b6b6b", "#c8c8c8", "#f2f2f0"

Value = str | int | bool | date | None


@dataclass(frozen=True)
class _Line:
    """A row of the sheet About: its key, what it is called, what it says."""

    key: str
    label: str
    said: Value


def write(edition: Edition, sheet: Sheet, evaluation: Evaluation, language: str = "en") -> bytes:
    """Write a workbook; the same answers in the same language give the same bytes."""
    edition = edition.in_language(language)
    say = speech(language)
    file = BytesIO()
    # What people type stays what it is: no text becomes a formula, a link or a number.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, {"in_memory": True, **plain}) as book:
        # The file's own time is the day of the answers, not the clock's.
        book.set_properties({"title": edition.title, "created": datetime.combine(sheet.date, time())})
        page = _Page(book)
        _write_answers(page, Telling(edition, sheet, evaluation, say))
        _write_about(page, list(_about(edition, sheet, say)))
    return file.getvalue()


# --- the sheets -----------------------------------------------------------------------------------------


def _write_answers(page: _Page, story: Telling) -> None:
    page.begin(ANSWERS)
    for column, (key, label, width) in enumerate(zip(KEYS, _labels(story.say), WIDTHS, strict=True), 1):
        page.sheet.set_column(column - 1, column - 1, width)
        page.put(KEY_ROW, column, key, "key")
        page.put(TOP_ROW, column, label, "top")
    row = TOP_ROW
    for section in story.edition.sections:
        for question in section.questions:
            row += 1
            _write_row(page, row, story, question, section.title)
    page.offer("evidence.kind", TOP_ROW + 1, row, ["internal", "public"])
    page.sheet.set_row(KEY_ROW - 1, None, None, {"hidden": True})
    page.sheet.autofilter(TOP_ROW - 1, 0, row - 1, len(KEYS) - 1)
    page.sheet.freeze_panes(TOP_ROW, 1)
    page.sheet.repeat_rows(TOP_ROW - 1)


def _write_row(page: _Page, row: int, story: Telling, question: Question, section: str) -> None:
    asked = question.id in story.evaluation.path
    cells = _cells(story, question, section, asked)
    for column, (key, cell) in enumerate(zip(KEYS, cells, strict=True), 1):
        page.put(row, column, cell, "" if asked else "off", dated=key in DAYS)
    if isinstance(question, Ladder | Choice) or (isinstance(question, Facts) and not question.many):
        page.offer("value", row, row, [*(option.id for option in question.options), *specials(question)])


def _labels(say: Speech) -> tuple[str, ...]:
    return (
        say.say("No."),
        say.say("Section"),
        say.say("Question id"),
        say.say("Question"),
        say.say("Answer in words"),
        say.say("Value (this counts)"),
        say.say("Planned by"),
        say.say("Why it does not apply"),
        say.say("Evidence: internal or public"),
        say.say("Evidence: where to find it"),
        say.say("Evidence: date"),
        say.say("Note"),
        say.say("May be sent"),
        say.say("Asked"),
    )


def _cells(story: Telling, question: Question, section: str, asked: bool) -> tuple[Value, ...]:
    answer = story.sheet.answers.get(question.id)
    evidence = answer.evidence if answer else None
    return (
        story.edition.number(question.id),
        section,
        question.id,
        question.text,
        story.line(question.id).answer if answer else None,
        _value(answer) if answer else None,
        answer.by if answer else None,
        answer.reason if answer else None,
        evidence.kind if evidence else None,
        evidence.reference if evidence else None,
        evidence.date if evidence else None,
        answer.note if answer else None,
        answer.share if answer else None,
        story.say.say("yes") if asked else story.say.say("no"),
    )


def _value(answer: Answer) -> Value:
    if isinstance(answer.value, tuple):
        return BETWEEN.join(answer.value) or NONE
    return answer.value


def _write_about(page: _Page, lines: list[_Line]) -> None:
    page.begin(ABOUT)
    page.sheet.set_column(0, 0, 16, None, {"hidden": True})
    page.sheet.set_column(1, 1, 28)
    page.sheet.set_column(2, 2, 90)
    for row, line in enumerate(lines, 1):
        page.put(row, KEY_COLUMN, line.key, "key")
        page.put(row, KEY_COLUMN + 1, line.label, "label")
        page.put(row, SAID_COLUMN, line.said, "title" if line.key == "_title" else "", dated=line.key in DAYS)


def _about(edition: Edition, sheet: Sheet, say: Speech) -> Iterator[_Line]:
    yield _Line("_title", say.say("Answers to"), edition.title)
    yield _Line("organisation", say.say("Organisation"), sheet.organisation)
    yield _Line("date", say.say("Date"), sheet.date)
    yield from _person("prepared_by", say.say("Prepared by"), sheet.prepared_by, say)
    yield from _person("approved_by", say.say("Approved by"), sheet.approved_by, say)
    yield _Line("questionnaire", say.say("Questionnaire"), edition.id)
    yield _Line("version", say.say("Version"), edition.version)
    yield _Line("_digest", say.say("Digest"), edition.digest)
    yield _Line("format", say.say("Format"), FORMAT)
    yield _Line("_notice", say.say("Please note"), notice(edition, say))
    if edition.draft:
        yield _Line("_draft", say.say("Draft"), draft_notice(edition, say))
    yield _Line("_fill", say.say("To fill in"), _how(say))


def _person(key: str, label: str, person: Person | None, say: Speech) -> Iterator[_Line]:
    yield _Line(f"{key}.name", label, person.name if person else None)
    yield _Line(f"{key}.function", say.say("Function"), person.function if person else None)
    yield _Line(f"{key}.date", say.say("On"), person.date if person else None)


def _how(say: Speech) -> str:
    return say.say(
        "Only the columns from “Value” to “May be sent” are read. A value is an id, a number or, where the question "
        "asks for it, a text; several ids have a semicolon between them, and [] means none of them. An empty value "
        "leaves the question open. Leave the names of the sheets, the first row and the first column as they are."
    )


# --- one sheet, cell by cell ----------------------------------------------------------------------------


class _Page:
    """The sheet being written, with the looks of its cells."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.sheet: Any = None
        self.looks: dict[tuple[str, str], Any] = {}

    def begin(self, name: str) -> None:
        """Add a sheet, set up to be printed: A4 across, as wide as the page."""
        self.sheet = self.book.add_worksheet(name)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&R&P / &N")
        self.sheet.hide_gridlines(2)

    def put(self, row: int, column: int, value: Value, look: str, *, dated: bool = False) -> None:
        """Write a cell, counted from 1, by the type of its value; an empty one gets its look alone."""
        form, place = self._look(look, _kind(value, dated)), (row - 1, column - 1)
        match value:
            case None | "":
                self.sheet.write_blank(*place, None, form)
            case bool():
                self.sheet.write_boolean(*place, value, form)
            case int() if len(str(abs(value))) <= MOST_DIGITS:
                self.sheet.write_number(*place, value, form)
            case date() if value >= FIRST_SHOWN:
                self.sheet.write_datetime(*place, value, form)
            case _:
                self._text(*place, str(value), form)

    def _text(self, row: int, column: int, text: str, form: Any) -> None:
        if _misread(text):
            text = _NO_CHARACTER.sub("�", text)  # the library spoils these in a text of several parts
        if _misread(text):
            self.sheet.write_rich_string(row, column, *filter(None, _PARTING.split(text)), form)
        else:
            self.sheet.write_string(row, column, text, form)

    def offer(self, key: str, first: int, last: int, ids: list[str]) -> None:
        """Let a person choose one of a few ids in the cells of a column, from one row to another."""
        column = KEYS.index(key)
        if len(",".join(ids)) <= MOST_CHOICES:
            self.sheet.data_validation(first - 1, column, last - 1, column, {"validate": "list", "source": ids})

    def _look(self, look: str, kind: str) -> Any:
        if (look, kind) not in self.looks:
            self.looks[look, kind] = self.book.add_format({**_EVERY, **_KINDS[kind], **_LOOKS[look]})
        return self.looks[look, kind]


def _kind(value: Value, dated: bool) -> str:
    if isinstance(value, str) and value:
        return "text"
    return "day" if dated else ""


def _misread(text: str) -> bool:
    """Tell whether a text would be taken for the library's own mark-up, or for a sign in its escaped form.

    Written in parts, none of which is either, it stays what it is.
    """
    return (text.startswith("<r>") and text.endswith("</r>")) or bool(_ESCAPED.search(text))


_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}(?=_x[0-9A-Fa-f]{4}_|[\ufffe\uffff])")  # two that overlap
_PARTING = re.compile("(?<=^.)|(?=[<_])", re.DOTALL)
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_EVERY = {"text_wrap": True, "valign": "top", "align": "left", "font_color": INK, "border": 1, "border_color": RULE}
_KINDS: dict[str, dict[str, Any]] = {
    "": {},
    "text": {"quote_prefix": True},  # one that begins with = stays a text when somebody edits it
    "day": {"num_format": "yyyy-mm-dd"},
}
_LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "off": {"font_color": SOFT},
    "key": {"font_color": SOFT},
    "top": {"bold": True, "bg_color": PALE},
    "label": {"font_color": SOFT},
    "title": {"bold": True, "font_size": 14},
}
