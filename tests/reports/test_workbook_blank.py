"""A workbook to fill in offline: what may be chosen is said in words, checked while one types, and read back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from pan2_assess.core.answer_checks import specials
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Answer, AnswerErrors
from pan2_assess.core.asked_when import asked_when
from pan2_assess.core.model import Edition, Ladder, Number, Text
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.core.speech import speech
from pan2_assess.reports import workbook
from pan2_assess.reports.workbook_form import NONE_WORD, entries, many
from pan2_assess.reports.workbook_reading import read_workbook
from tests.reports.test_workbook import CHECKLIST, CHOICE, LADDER, MANY, NUMBER, ON, TINY, editions, some_file

LANGUAGES = ("en", "fr", "de")


def blank(name: str = "tiny", language: str = "en", **more: Any) -> Workbook:
    return load_workbook(BytesIO(workbook.write_blank(editions()[name], language, **more)))


class Form:
    """A blank as a person fills it in."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.about, self.answers = (book.worksheets[0], book.worksheets[1])
        self.columns = {cell.value: cell.column for cell in self.answers[1]}
        ids = self.answers.iter_rows(min_row=3, min_col=self.columns["question"], max_col=self.columns["question"])
        self.rows = {cell.value: cell.row for (cell,) in ids if cell.value}

    def put(self, name: str, key: str, value: Any) -> None:
        self.answers.cell(self.rows[name], self.columns[key]).value = value

    def type_in(self, name: str, key: str, text: str) -> None:
        """Put a text into a cell that stays one, whatever it looks like."""
        self.put(name, key, re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) or None)
        if text:
            self.answers.cell(self.rows[name], self.columns[key]).data_type = "s"

    def head(self, key: str, value: Any) -> None:
        next(row for row in self.about.iter_rows() if row[0].value == key)[2].value = value

    def rule(self, name: str, key: str = "value") -> DataValidation:
        """Give what is checked in a cell while somebody types."""
        cell = self.answers.cell(self.rows[name], self.columns[key]).coordinate
        (found,) = [rule for rule in self.answers.data_validations.dataValidation if cell in rule.sqref]
        return found

    def offered(self, name: str) -> list[str]:
        """Give what the list in a question's cell offers."""
        sheet, cells = self.rule(name).formula1.lstrip("=").split("!")
        return [cell.value for (cell,) in self.book[sheet][cells.replace("$", "")]]

    def read(self, **head: Any) -> Sheet:
        for key, value in {"date": ON, **head}.items():
            self.head(key, value)
        file = BytesIO()
        self.book.save(file)
        return read_workbook(file.getvalue(), editions().get)[0]

    def said(self) -> list[str]:
        with pytest.raises(AnswerErrors) as caught:
            self.read()
        return [str(error) for error in caught.value.errors]


@pytest.fixture
def form() -> Form:
    return Form(blank())


# --- what it offers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier"])
def test_every_question_stands_in_it_with_what_may_be_chosen(name: str, language: str) -> None:
    form, edition = Form(blank(name, language)), editions()[name].in_language(language)
    assert [ident for ident in form.rows if ident.count(".") == 1] == list(edition.questions)
    for question in edition.questions.values():
        row = form.rows[question.id]
        said = {key: form.answers.cell(row, column).value for key, column in form.columns.items()}
        assert str(said["_text"]).startswith(question.text)
        assert asked_when(edition, question, speech(language)) in str(said["_text"])
        assert said["value"] is None
        if isinstance(question, Number | Text):
            continue
        offered = form.offered(question.id)
        assert all(len(text) <= 250 for text in offered)
        if many(question):
            rows = [form.rows[f"{question.id}.{ident}"] for ident, _ in entries(question)]
            assert rows == list(range(row + 1, row + 1 + len(rows)))
            assert len(offered) == 1 + len(specials(question))
            assert NONE_WORD not in dict(entries(question))  # else nobody could choose it
        else:
            assert len(offered) == len(entries(question)) + len(specials(question))
            for _, text in entries(question):
                assert text in str(said["_options"])
                assert any(text[:150] in choice for choice in offered)


def test_a_ladder_offers_its_steps_by_number_and_words_and_tells_those_for_small_firms() -> None:
    form, question = Form(blank("company")), editions()["company"].questions["policy.commitment"]
    assert isinstance(question, Ladder)
    offered = form.offered(question.id)
    assert offered[0] == f"0 – {question.by_id['0'].text}"
    assert offered[-2:] == ["Planned [planned]", "We don’t know [unknown]"]
    options = str(form.answers.cell(form.rows[question.id], form.columns["_options"]).value)
    assert all(text in options for text in question.anchors_small.values())


def test_numbers_days_and_evidence_are_checked_while_one_types(form: Form) -> None:
    number = form.rule(NUMBER)
    assert (number.type, number.errorStyle or "stop") == ("custom", "stop")
    assert re.search(r">=0,\w+<=1000000\)", number.formula1)
    assert number.prompt == "A whole number from 0 to 1000000 (people). If you do not know it, write: unknown"
    for key in ("by", "evidence.date"):
        assert form.rule(LADDER, key).type == "date"
    assert form.rule(LADDER, "evidence.kind").formula1 == '"internal,public"'
    assert form.offered(f"{CHECKLIST}.staff") == ["yes", "no"]


def test_what_serves_only_the_reader_of_the_file_is_hidden(form: Form) -> None:
    assert form.answers.row_dimensions[1].hidden
    for key in ("question", "share"):
        letter = form.answers.cell(1, form.columns[key]).column_letter
        assert form.answers.column_dimensions[letter].hidden
    assert form.book["Lists"].sheet_state == "hidden"
    assert form.book.active == form.about


def test_what_was_answered_before_stands_beside_and_counts_nothing() -> None:
    form = Form(blank(before={LADDER: Answer("2"), MANY: Answer(("wages",))}))
    beside = form.answers.cell(form.rows[LADDER], form.columns["_before"]).value
    assert beside == TINY.questions[LADDER].by_id["2"].text
    assert form.read().answers == {}


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert workbook.write_blank(TINY, "fr") == workbook.write_blank(TINY, "fr")


# --- what people fill in --------------------------------------------------------------------------------


def fill(form: Form, edition: Edition, sheet: Sheet, choose: Callable[[str, str], str]) -> None:
    """Fill a blank in with answers; `choose` makes of an id and its words what a person puts into the cell."""
    for name, answer in sheet.answers.items():
        question = edition.questions[name]
        if isinstance(answer.value, tuple):
            for ident, _ in entries(question):
                form.put(f"{name}.{ident}", "value", form.offered(f"{name}.{ident}")[ident not in answer.value])
        elif isinstance(answer.value, int):
            form.put(name, "value", answer.value)
        elif isinstance(question, Text):
            form.type_in(name, "value", answer.value)
        elif isinstance(question, Number):
            form.put(name, "value", "unknown")
        else:
            values = (*((NONE_WORD,) if many(question) else dict(entries(question))), *specials(question))
            form.put(name, "value", choose(answer.value, form.offered(name)[values.index(answer.value)]))
        form.put(name, "by", answer.by.isoformat() if answer.by else None)
        form.type_in(name, "reason", answer.reason)
        form.type_in(name, "note", answer.note)
        form.put(name, "share", answer.share)
        if answer.evidence:
            form.put(name, "evidence.kind", answer.evidence.kind)
            form.type_in(name, "evidence.reference", answer.evidence.reference)
            form.put(name, "evidence.date", answer.evidence.date.isoformat())


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_it_gives_the_answers_of_the_file(language: str) -> None:
    for seed in seeds("supplier", 2) + (seeds("tiny", 6) if language == "en" else []):
        given, edition = read_sheet(some_file(seed), editions().get)
        form, rng = Form(blank(given.questionnaire, language)), random.Random(seed)
        fill(form, edition, given, lambda ident, words: rng.choice([ident, words, f"{ident} - {words}"]))  # noqa: B023
        assert form.read().answers == given.answers, seed


def seeds(name: str, most: int) -> list[int]:
    """Find generated files with answers to a questionnaire."""
    found = (seed for seed in range(1000) if f'"questionnaire": "{name}"' in some_file(seed))
    return list(islice(found, most))


def test_none_of_a_list_may_be_said_in_the_list_or_line_by_line(form: Form) -> None:
    form.put(MANY, "value", form.offered(MANY)[0])
    for ident, _ in entries(TINY.questions[CHECKLIST]):
        form.put(f"{CHECKLIST}.{ident}", "value", "no")
    assert form.read().answers == {MANY: Answer(()), CHECKLIST: Answer(())}


@pytest.mark.parametrize("yes", ["yes", "YES", " Yes ", "oui", "ja", "x", True, 1])
def test_yes_is_understood_in_many_forms(form: Form, yes: Any) -> None:
    form.put(f"{MANY}.wages", "value", yes)
    assert form.read().answers == {MANY: Answer(("wages",))}


@pytest.mark.parametrize("word", [UNKNOWN, "Unknown"])
def test_a_number_may_be_unknown(form: Form, word: str) -> None:
    form.put(NUMBER, "value", word)
    assert form.read().answers == {NUMBER: Answer(UNKNOWN)}


def test_words_of_another_edition_are_understood_by_their_id(form: Form) -> None:
    form.put(LADDER, "value", "3 – what step three said last year")
    form.put(CHOICE, "value", "As the board used to be called [board]")
    assert form.read().answers == {LADDER: Answer("3"), CHOICE: Answer("board")}


def test_planned_and_not_applicable_need_what_goes_with_them(form: Form) -> None:
    form.put(CHOICE, "value", form.offered(CHOICE)[specials_from(CHOICE)])
    form.put(CHOICE, "by", date(2027, 6, 30))
    form.put(LADDER, "value", form.offered(LADDER)[-1])
    form.put(LADDER, "reason", "Not ours.")
    assert form.read().answers == {
        LADDER: Answer(NA, reason="Not ours."),
        CHOICE: Answer(PLANNED, by=date(2027, 6, 30)),
    }


def specials_from(name: str) -> int:
    return len(entries(TINY.questions[name]))


# --- what is wrong is named by its cell -----------------------------------------------------------------


def test_a_line_that_is_neither_yes_nor_no(form: Form) -> None:
    form.put(f"{MANY}.wages", "value", "perhaps")
    row = form.rows[f"{MANY}.wages"]
    assert form.said() == [f"Answers!D{row}: profile.issues: this is neither yes nor no. Write yes or no."]


def test_a_line_that_works_its_value_out(form: Form) -> None:
    form.put(f"{MANY}.wages", "value", "=1=1")
    row = form.rows[f"{MANY}.wages"]
    assert form.said() == [f"Answers!D{row}: profile.issues: the cell holds a formula. Write what it comes to."]


def test_some_lines_no_and_the_others_empty(form: Form) -> None:
    form.put(f"{MANY}.wages", "value", "no")
    (message,) = form.said()
    assert message.startswith(f"Answers!D{form.rows[f'{MANY}.wages']}: profile.issues: some rows say no")
    assert message.endswith("Say no in each, or choose “None of these”.")


def test_an_answer_above_and_lines_below(form: Form) -> None:
    form.put(MANY, "value", form.offered(MANY)[-1])
    form.put(f"{MANY}.wages", "value", "yes")
    cells = f"Answers!D{form.rows[MANY]}:D{form.rows[f'{MANY}.wages']}"
    assert form.said() == [
        f"{cells}: profile.issues: this row has an answer, and so have the rows below it. Keep one of the two."
    ]


def test_a_note_on_a_line_of_a_list(form: Form) -> None:
    form.put(f"{MANY}.wages", "note", "A note")
    (message,) = form.said()
    assert "this row says yes or no to one answer, and nothing else. Write it in the row of the question." in message


def test_a_line_twice_and_one_that_is_not_offered(form: Form) -> None:
    row = form.rows[f"{MANY}.safety"]
    form.put(f"{MANY}.wages", "value", "yes")
    form.put(f"{MANY}.safety", "question", f"{MANY}.wages")
    form.put(f"{MANY}.wages", "value", "yes")
    form.answers.cell(row, form.columns["value"]).value = "yes"
    assert any("the answer «wages» stands in two rows. Keep one of them." in line for line in form.said())
    form.put(f"{MANY}.safety", "question", f"{MANY}.xyz")
    assert any('"xyz" is not an answer to this question.' in line for line in form.said())


def test_without_a_day_it_says_where_that_is_missing(form: Form) -> None:
    form.put(NUMBER, "value", 7)
    file = BytesIO()
    form.book.save(file)
    with pytest.raises(AnswerErrors, match=r"^About!C\d+: date: null is not a date"):
        read_workbook(file.getvalue(), editions().get)
    assert read_workbook(file.getvalue(), editions().get, ON)[0].answers == {NUMBER: Answer(7)}
