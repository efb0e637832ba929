"""Read a filled-in workbook back as answers; what is wrong in it is named by sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from pan2_assess.core.answer_checks import expected, specials
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, AnswerError, AnswerErrors, refusal
from pan2_assess.core.model import Checklist, Edition, Number, Question, Text
from pan2_assess.core.said import said
from pan2_assess.core.sheet import EditionOf, Read, Sheet, read_data
from pan2_assess.core.typed import printable
from pan2_assess.reports.cells import Book, Cell, Formula, column_letters, read_cells
from pan2_assess.reports.workbook_form import (
    ABOUT,
    ANSWERS,
    BETWEEN,
    DAYS,
    KEY_COLUMN,
    KEY_ROW,
    NONE,
    NONE_WORD,
    READ,
    SAID_COLUMN,
    TOP_ROW,
    entries,
    kind_words,
    known,
    many,
    sheet_names,
    value_of,
    yes_no,
)

_FORMULA, _ITS_VALUE = said("the cell holds a formula"), said("Write what it comes to.")
# Lines about a person, by whom they are about.
_PERSONAL = {f"{who}.{part}": who for who in ("prepared_by", "approved_by") for part in ("name", "function", "date")}
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_FIRST_DAY, _LAST_DAY = 61, 2_958_465  # 1 March 1900 and the last day of 9999, as cells count days from 1900
_FROM_1900, _FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)


def read_workbook(raw: bytes, edition_of: EditionOf, on: date | None = None) -> tuple[Sheet, Edition]:
    """Read a workbook and check every answer; raise AnswerErrors with everything wrong in it.

    `on` overrides the workbook's own date.
    """
    read = read_book(raw, edition_of, on)
    return read.sheet, read.edition


def read_book(raw: bytes, edition_of: EditionOf, on: date | None = None, *, lenient: bool = False) -> Read:
    """Read a workbook as `core.sheet` reads an answers file: all of it, or what is good of it."""
    reading = _Reading(read_cells(raw, known(sheet_names)))
    data = reading.head()
    name = data.get("questionnaire")
    edition = edition_of(name) if isinstance(name, str) else None
    data["answers"] = reading.answers(edition.questions if edition else {})
    try:
        read = read_data(data, edition_of, on, lenient=lenient)
    except AnswerErrors as problem:
        raise AnswerErrors([*reading.errors, *map(reading.placed, problem.errors)]) from None
    if reading.errors and not lenient:
        raise AnswerErrors(reading.errors)
    placed = tuple(map(reading.placed, read.errors))
    return replace(read, errors=(*reading.errors, *placed), notices=tuple(map(reading.placed, read.notices)))


@dataclass
class _Reading:
    """Makes of the cells what an answers file holds, and keeps in mind where each thing stood."""

    book: Book
    errors: list[AnswerError] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)  # cells by question and field
    questions: Mapping[str, Question] = field(default_factory=dict)
    entries: dict[str, dict[str, bool | None]] = field(default_factory=dict)  # of lists: yes, no, or neither

    # --- the head ---------------------------------------------------------------------------------------

    def head(self) -> dict[str, Any]:
        """Give the keys of the head, those of persons in groups."""
        lines: dict[str, Any] = {}
        for row, cells in sorted(self.book.grids[ABOUT].items()):
            key = cells.get(KEY_COLUMN)
            if not isinstance(key, str) or key.startswith("_"):
                continue
            cell, part = self._cell(ABOUT, SAID_COLUMN, row), _PERSONAL.get(key, printable(key))
            if key in lines:
                self.errors.append(
                    AnswerError("", part, said("this stands in two rows"), said("Keep one of them."), cell)
                )
                continue
            self._place("", part, cell)
            problem = AnswerError("", part, _FORMULA, _ITS_VALUE, cell)
            lines[key] = self._said(key, cells.get(SAID_COLUMN), problem)
        people: dict[str, dict[str, Any]] = {}
        for key, who in _PERSONAL.items():
            if (text := lines.pop(key, None)) is not None:
                people.setdefault(who, {})[key.partition(".")[2]] = text
        return {**lines, **people}

    # --- the answers ------------------------------------------------------------------------------------

    def answers(self, questions: Mapping[str, Question]) -> dict[str, Any]:
        """Give the answers by question, of every row that says something."""
        self.questions = questions
        columns = self._columns()
        found: dict[str, Any] = {}
        for row, cells in sorted(self.book.grids[ANSWERS].items()):
            given = {key: cells[column] for key, column in columns.items() if column in cells}
            name = given.pop("question", None)
            heading = row == TOP_ROW and not (isinstance(name, str) and _ID.fullmatch(name))
            if row <= KEY_ROW or heading or not given:
                continue
            where = {key: self._cell(ANSWERS, column, row) for key, column in columns.items()}
            if not isinstance(name, str) or name.startswith("_"):
                what = said("there is an answer here, but no question id")
                self.errors.append(AnswerError("", "", what, said("Write the id of its question."), where["question"]))
            elif name.count(".") == 2:
                self._entry(name, given, where)
            elif name in found:
                problem = AnswerError(
                    printable(name), "value", said("the question stands in two rows"), said("Keep one of them.")
                )
                self.errors.append(replace(problem, cell=where["question"]))
            else:
                found[name] = self._answer(name, given, where)
        for name, given_to in self.entries.items():
            found[name] = self._with_entries(name, found.get(name, {"value": None}), given_to)
        return {name: answer for name, answer in found.items() if answer is not None}

    # --- lists, of which each entry has a row -----------------------------------------------------------

    def _entry(self, name: str, given: Mapping[str, Cell], where: Mapping[str, str]) -> None:
        """Take a row that says yes or no to one entry of a list."""
        question, _, entry = name.rpartition(".")
        asked = printable(question)
        for key in given.keys() - {"value"}:
            what = said("this row says yes or no to one answer, and nothing else")
            remedy = said("Write it in the row of the question.")
            self.errors.append(AnswerError(asked, key.partition(".")[0], what, remedy, where[key]))
        if "value" not in given:
            return
        meant = _yes_or_no(given["value"])
        found = self.entries.setdefault(question, {})
        if entry in found:
            what = said("the answer «%(entry)s» stands in two rows", entry=printable(entry))
            self.errors.append(AnswerError(asked, "value", what, said("Keep one of them."), where["question"]))
        elif isinstance(given["value"], Formula):
            self.errors.append(AnswerError(asked, "value", _FORMULA, _ITS_VALUE, where["value"]))
        elif meant is None:
            what = said("this is neither yes nor no")
            self.errors.append(AnswerError(asked, "value", what, said("Write yes or no."), where["value"]))
        found.setdefault(entry, meant)
        self._place(asked, "value", where["value"])

    def _with_entries(
        self, name: str, answer: dict[str, Any] | None, given: Mapping[str, bool | None]
    ) -> dict[str, Any] | None:
        """Give a list the answer that its rows make together; None where they make none."""
        if answer is None or None in given.values():
            return None
        chosen = [entry for entry, meant in given.items() if meant]
        problem = AnswerError(printable(name), "value", "", cell=self.places[printable(name), "value"])
        if answer["value"] is not None:
            if not chosen:
                return answer  # none of them, or what stands in the question's own row
            what = said("this row has an answer, and so have the rows below it")
            self.errors.append(replace(problem, what=what, remedy=said("Keep one of the two.")))
            return None
        if not chosen and self._left_out(name, given):
            what = said("some rows say no and the others nothing, so it is not clear whether none of them is meant")
            self.errors.append(replace(problem, what=what, remedy=said("Say no in each, or choose “None of these”.")))
            return None
        return {**answer, "value": chosen}

    def _left_out(self, name: str, given: Mapping[str, bool | None]) -> bool:
        question = self.questions.get(name)
        return question is not None and any(entry not in given for entry, _ in entries(question))

    def _columns(self) -> dict[str, int]:
        keys = self.book.grids[ANSWERS].get(KEY_ROW, {})
        columns = {key: column for column, key in sorted(keys.items(), reverse=True) if key in READ}
        for key in READ:
            if key not in columns:
                what = said(
                    "the first row of the sheet «%(answers)s» does not name the column «%(key)s»",
                    answers=self.book.names[ANSWERS],
                    key=key,
                )
                raise refusal("", what, said("Begin with a workbook as it was handed out; its first row is hidden."))
        return {str(key): column for key, column in columns.items()}

    def _answer(self, name: str, given: Mapping[str, Cell], where: Mapping[str, str]) -> dict[str, Any] | None:
        """Give an answer as an answers file holds it; None where its value cannot be read."""
        answer: dict[str, Any] = {"value": None}
        asked = printable(name)
        self._place(asked, "", where["question"])
        for key in READ[1:]:
            group, _, part = key.partition(".")
            self._place(asked, group, where[key])
            found = self._said(key, given.get(key), AnswerError(asked, group, _FORMULA, _ITS_VALUE, where[key]))
            if found is None:
                continue
            if part:
                answer.setdefault(group, {})[part] = found
            else:
                answer[group] = found
        if isinstance(given.get("value"), Formula):
            return None
        answer["value"] = _value(self.questions.get(name), answer["value"])
        return answer

    # --- cells ------------------------------------------------------------------------------------------

    def _said(self, key: str, cell: Cell | None, problem: AnswerError) -> Any:
        """Give what a cell says under its key; of a formula no two programs need have the same value."""
        if isinstance(cell, Formula):
            self.errors.append(problem)
            return None
        if key in DAYS:
            return self._day(cell)
        if key == "share" and isinstance(cell, str):
            meant = _yes_or_no(cell)
            return cell if meant is None else meant
        if key == "evidence.kind" and isinstance(cell, str):
            return known(kind_words).get(cell.casefold(), cell)
        if key in ("value", "share") or cell is None:
            return cell
        return str(cell)

    def _day(self, cell: Cell | None) -> Any:
        """Give a day as it is written in an answers file, of a cell with a date or a text."""
        if isinstance(cell, str):
            return cell[:10] if re.fullmatch(r".{10}T[0-9:.Z]+", cell) else cell
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return cell
        if self.book.since_1904 and 0 <= cell <= _LAST_DAY - (_FROM_1904 - _FROM_1900).days:
            return (_FROM_1904 + timedelta(days=int(cell))).isoformat()
        if not self.book.since_1904 and _FIRST_DAY <= cell <= _LAST_DAY:
            return (_FROM_1900 + timedelta(days=int(cell))).isoformat()
        return str(cell)

    # --- where things stand -----------------------------------------------------------------------------

    def _cell(self, sheet: str, column: int, row: int) -> str:
        return f"{self.book.names[sheet]}!{column_letters(column)}{row}"

    def _place(self, question: str, part: str, cell: str) -> None:
        """Keep in mind a cell; a thing of several cells, such as evidence, goes from its first to its last."""
        first = self.places.get((question, part), "").partition(":")[0]
        self.places[question, part] = f"{first}:{cell.partition('!')[2]}" if first else cell

    def placed(self, error: AnswerError) -> AnswerError:
        """Say in which cell an error stands, and what would be right there."""
        question = self.questions.get(error.question)
        part = error.field if question or not error.question else ""
        cell = self.places.get((error.question, part)) or self.places.get((error.question, ""), "")
        if question is not None and many(question) and error.remedy == expected(question):
            return replace(error, cell=cell, remedy=_expected_ids(question))
        return replace(error, cell=cell)


def _yes_or_no(cell: Cell) -> bool | None:
    """Tell what a cell says to an entry of a list; None for neither yes nor no."""
    if isinstance(cell, bool):
        return cell
    word = str(cell).casefold()
    return {"yes": True, "no": False, "x": True, "1": True, "0": False}.get(known(yes_no).get(word, word))


def _expected_ids(question: Any) -> str:
    """Say how a cell holds several ids."""
    ids = ", ".join(entry.id for entry in (question.items if isinstance(question, Checklist) else question.options))
    alone = ", ".join(specials(question))
    if most := getattr(question, "most", None):
        return said(
            "Give at most %(most)s of %(ids)s, with a semicolon between them; %(none)s for none; or %(alone)s.",
            most=most, ids=ids, none=NONE, alone=alone,
        )  # fmt: skip
    return said(
        "Give any of %(ids)s, with a semicolon between them; %(none)s for none; or %(alone)s.",
        ids=ids, none=NONE, alone=alone,
    )  # fmt: skip


def _value(question: Question | None, cell: Any) -> Any:
    """Give a value as an answers file writes it: cells know texts and numbers only, and no lists."""
    if cell is None or question is None or isinstance(cell, bool):
        return "" if cell is None and isinstance(question, Text) else cell
    if isinstance(question, Number):
        number = cell if isinstance(cell, int | float) else value_of(question, cell)
        return int(number) if isinstance(number, str) and _WHOLE.fullmatch(number) else number
    text = str(cell) if isinstance(question, Text) else value_of(question, str(cell))
    if not many(question) or text in (PLANNED, UNKNOWN, NA):
        return text
    if text in (NONE, NONE_WORD):
        return []
    return [item for part in text.split(BETWEEN) if (item := part.strip())]
