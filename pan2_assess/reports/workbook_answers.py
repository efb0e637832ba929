"""The sheets of answers: every question of an edition with what was answered, or empty to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pan2_assess.core.answers import UNKNOWN, Answer
from pan2_assess.core.asked_when import asked_when
from pan2_assess.core.model import Edition, Facts, Ladder, Number, Question, ScoredQuestion, Text
from pan2_assess.core.speech import Speech
from pan2_assess.core.telling import Telling
from pan2_assess.reports.cells import column_letters
from pan2_assess.reports.sheets import Book, Page, Value
from pan2_assess.reports.workbook_form import (
    ANSWERS,
    DAYS,
    KEY_ROW,
    TOP_ROW,
    entries,
    kind_words,
    many,
    sheet_names,
    value_words,
    yes_no,
)

LISTS = "Lists"
MOST_LISTED = 250  # characters of an entry to choose from: programs cut longer ones themselves

KEPT = (
    "_number", "_section", "question", "_text", "value", "by", "reason", "evidence.kind", "evidence.reference",
    "evidence.date", "note", "share", "_asked",
)  # fmt: skip
TO_FILL_IN = (
    "_number", "question", "_text", "value", "_options", "_before", "by", "reason", "evidence.kind",
    "evidence.reference", "evidence.date", "note", "_why", "share",
)  # fmt: skip
WIDTHS = {
    "_number": 7, "_section": 20, "question": 24, "_text": 46, "value": 40, "_options": 62, "_before": 30, "by": 12,
    "reason": 24, "evidence.kind": 11, "evidence.reference": 26, "evidence.date": 12, "note": 36, "share": 10,
    "_asked": 8, "_why": 50,
}  # fmt: skip


@dataclass(frozen=True)
class Filling:
    """What an organisation has answered, told; or nothing yet, with what it may have answered before."""

    edition: Edition
    say: Speech
    story: Telling | None = None
    before: Mapping[str, str] = field(default_factory=dict)  # earlier answers in words, to be confirmed

    @property
    def keys(self) -> tuple[str, ...]:
        if self.story:
            return KEPT
        return tuple(key for key in TO_FILL_IN if key != "_before" or self.before)

    @property
    def small(self) -> bool:
        return self.story is not None and self.story.evaluation.small

    def answer(self, question: Question) -> Answer | None:
        return self.story.sheet.answers.get(question.id) if self.story else None

    def asked(self, question: Question) -> bool:
        return self.story is None or question.id in self.story.evaluation.path


def write_answers(book: Book, filling: Filling) -> None:
    """Write the questions with their answers, and hidden beside them the lists to choose from."""
    say, keys = filling.say, filling.keys
    page = book.begin(sheet_names(say)[ANSWERS], [WIDTHS[key] for key in keys])
    page.line(KEY_ROW, keys, "key")
    page.line(TOP_ROW, [_labels(say)[key] for key in keys], "top")
    sheet = _Answers(page, filling, _Lists(book))
    row = TOP_ROW
    for section in filling.edition.sections:
        if not filling.story:
            row += 1
            sheet.heading(row, f"{filling.edition.number(section.questions[0].id).partition('.')[0]} {section.title}")
        for question in section.questions:
            row = sheet.question(row + 1, question, section.title)
    sheet.checks(row)
    page.hide_row(KEY_ROW)
    page.table(TOP_ROW, row, len(keys), fixed=3 if not filling.story else 1)
    if not filling.story:  # nobody who fills it in needs them, and reading does
        for key in ("question", "share"):
            page.sheet.set_column(keys.index(key), keys.index(key), WIDTHS[key], None, {"hidden": True})
        page.sheet.print_area(0, 0, row - 1, keys.index("note"))
    sheet.lists.write()


def _labels(say: Speech) -> dict[str, str]:
    return {
        "_number": say.say("No."),
        "_section": say.say("Section"),
        "question": say.say("Question id"),
        "_text": say.say("Question"),
        "value": say.say("Answer (this counts)"),
        "_options": say.say("What the answers mean"),
        "_before": say.say("Answered before: please confirm"),
        "by": say.say("Planned by"),
        "reason": say.say("Why it does not apply"),
        "evidence.kind": say.say("Evidence: internal or public"),
        "evidence.reference": say.say("Evidence: where to find it"),
        "evidence.date": say.say("Evidence: date"),
        "note": say.say("Note"),
        "share": say.say("May be sent"),
        "_asked": say.say("Asked"),
        "_why": say.say("Why we ask, and what counts"),
    }


class _Lists:
    """The hidden sheet with the lists to choose from: in a cell's own rule they would be too long."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.texts: list[str] = []
        self.places: dict[tuple[str, ...], str] = {}

    def place(self, texts: tuple[str, ...]) -> str:
        """Give the cells in which a list stands."""
        if texts not in self.places:
            first = len(self.texts) + 1
            self.texts += texts
            self.places[texts] = f"={LISTS}!$A${first}:$A${len(self.texts)}"
        return self.places[texts]

    def write(self) -> None:
        page = self.book.begin(LISTS, (80,))
        for row, text in enumerate(self.texts, 1):
            page.put(row, 1, text)
        page.sheet.hide()


def _shortened(text: str) -> str:
    """Cut what stands between a step's number and an option's id."""
    if len(text) <= MOST_LISTED:
        return text
    head, bracket, ident = text.rpartition(" [") if text.endswith("]") else (text, "", "")
    behind = f"…{bracket}{ident}"
    return head[: MOST_LISTED - len(behind)].rstrip() + behind


class _Answers:
    """Writes the rows of questions, and the checks of what is filled into them."""

    def __init__(self, page: Page, filling: Filling, lists: _Lists) -> None:
        self.page, self.filling, self.lists, self.say = page, filling, lists, filling.say
        self.edition = filling.edition

    def _column(self, key: str) -> int:
        return self.filling.keys.index(key) + 1

    def heading(self, row: int, title: str) -> None:
        for column, key in enumerate(self.filling.keys, 1):
            self.page.put(row, column, title if key == "_text" else None, "section")

    def question(self, row: int, question: Question, section: str) -> int:
        """Write a question and, of a list, a row for each of its entries; give the last row."""
        cells = self._cells(question, section)
        self._row(row, cells, question)
        self._offer(row, question)
        if not many(question):
            return row
        answer = self.filling.answer(question)
        ticked = answer.value if answer and isinstance(answer.value, tuple) else None
        words = yes_no(self.say)
        for last, (ident, text) in enumerate(entries(question), row + 1):
            said = None if ticked is None else words["yes" if ident in ticked else "no"]
            line = {"question": f"{question.id}.{ident}", "_text": f"   • {text}", "value": said}
            line["_options"] = _hints(question).get(ident)
            self._row(last, {**line, "_section": cells.get("_section"), "_asked": cells.get("_asked")}, question, ident)
        self._choose(row + 1, last, tuple(words.values()))
        return last

    def _row(self, row: int, cells: Mapping[str, Value], question: Question, entry: str = "") -> None:
        blank = self.filling.story is None
        for column, key in enumerate(self.filling.keys, 1):
            look = "" if self.filling.asked(question) else "off"
            if blank and (key == "value" or (not entry and key in self._wanted(question))):
                look = "field"
            elif key == "_text" and not entry and blank:
                look = "strong"
            self.page.put(row, column, cells.get(key), look, dated=key in DAYS)
        rest = "\n".join(filter(None, (question.hint, asked_when(self.edition, question, self.say))))
        if blank and not entry and rest:
            self.page.put_headed(row, self._column("_text"), question.text, rest)

    def _wanted(self, question: Question) -> tuple[str, ...]:
        """Name the cells beside an answer that a question may need."""
        scored = ("by", "evidence.kind", "evidence.reference", "evidence.date")
        reason = ("reason",) if getattr(question, "allows_na", False) else ()
        return (*(scored if isinstance(question, ScoredQuestion) else ()), *reason, "note")

    def _cells(self, question: Question, section: str) -> dict[str, Value]:
        answer, say = self.filling.answer(question), self.say
        evidence = answer.evidence if answer else None
        return {
            "_number": self.edition.number(question.id),
            "_section": section,
            "question": question.id,
            "_text": question.text,
            "value": self._value(question, answer) if answer else None,
            "_options": self._options(question),
            "_before": self.filling.before.get(question.id),
            "by": answer.by if answer else None,
            "reason": answer.reason if answer else None,
            "evidence.kind": kind_words(say)[evidence.kind] if evidence else None,
            "evidence.reference": evidence.reference if evidence else None,
            "evidence.date": evidence.date if evidence else None,
            "note": answer.note if answer else None,
            "share": answer.share if answer else None,
            "_asked": say.say("yes") if self.filling.asked(question) else say.say("no"),
            "_why": "\n".join(filter(None, (question.why, self._counts(question)))),
        }

    def _counts(self, question: Question) -> str:
        if not isinstance(question, ScoredQuestion):
            return ""
        return self.say.say("What counts: %(evidence)s", evidence=question.evidence)

    def _value(self, question: Question, answer: Answer) -> Value:
        """Give what stands in the cell of an answer; of a list, that is said entry by entry in the rows below."""
        if isinstance(answer.value, tuple):
            return None
        if isinstance(answer.value, int) or isinstance(question, Text):
            return answer.value
        return self._words(question).get(answer.value, answer.value)

    def _words(self, question: Question) -> dict[str, str]:
        return value_words(self.edition, question, self.filling.small, self.say)

    def _options(self, question: Question) -> str:
        """Write out what may be chosen, with the words for small firms where they differ."""
        if isinstance(question, Number):
            return self._span(question)
        if many(question):
            return self.say.say("Say yes or no below, line by line. A line left empty counts as no.")
        lines = [
            f"{ident} – {text}" if isinstance(question, Ladder) else f"• {text}" for ident, text in _told(question)
        ]
        if isinstance(question, Ladder) and question.anchors_small:
            lines.append(self.say.say("With fewer than 50 people:"))
            lines += [f"{ident} – {text}" for ident, text in sorted(question.anchors_small.items())]
        return "\n".join(lines)

    def _span(self, question: Number) -> str:
        span = self.say.say("A whole number from %(least)s to %(most)s", least=question.minimum, most=question.maximum)
        return f"{span} ({question.unit})" if question.unit else span

    # --- checks of what is filled in --------------------------------------------------------------------

    def _offer(self, row: int, question: Question) -> None:
        if isinstance(question, Number):
            self._number(row, question)
        elif not isinstance(question, Text):
            self._choose(row, row, tuple(map(_shortened, self._words(question).values())))

    def _choose(self, first: int, last: int, texts: tuple[str, ...]) -> None:
        problem = self.say.say("Choose one of the answers in the list, or leave the cell empty.")
        rule = {"validate": "list", "source": self.lists.place(texts), "error_message": problem}
        self.page.check(first, last, self._column("value"), rule)

    def _number(self, row: int, question: Number) -> None:
        """Take a whole number within its span, or that it is not known."""
        unknown = self._words(question)[UNKNOWN]
        cell = f"{column_letters(self._column('value'))}{row}"
        within = f"AND(INT({cell})={cell},{cell}>={question.minimum},{cell}<={question.maximum})"
        known = f'OR(LOWER(TRIM({cell}))="{UNKNOWN}",LOWER(TRIM({cell}))="{unknown}")'
        hint = self.say.say(
            "%(span)s. If you do not know it, write: %(unknown)s", span=self._span(question), unknown=unknown
        )
        rule = {"validate": "custom", "value": f"=IF(ISNUMBER({cell}),{within},{known})", "error_message": hint[:254]}
        self.page.check(row, row, self._column("value"), rule, hint)

    def checks(self, last: int) -> None:
        """Check the columns beside the answers."""
        first, say = TOP_ROW + 1, self.say
        kinds = {"validate": "list", "source": list(kind_words(say).values())}
        self.page.check(first, last, self._column("evidence.kind"), kinds)
        problem = say.say("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")
        for key in ("by", "evidence.date"):
            self.page.check_days(first, last, self._column(key), problem)


def _told(question: Question) -> Iterator[tuple[str, str]]:
    """Give what may be chosen, with the hint that stands beside it."""
    hints = _hints(question)
    for ident, text in entries(question):
        yield ident, f"{text} ({hints[ident]})" if hints.get(ident) else text


def _hints(question: Question) -> dict[str, str]:
    return {option.id: option.hint for option in question.options} if isinstance(question, Facts) else {}
