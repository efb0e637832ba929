"""The form of a workbook of answers: sheets, columns and words that writing and reading it agree on.

The first row of the answers and the first column of the head, both hidden, name what stands there: columns may be
moved, and the words above them be of any language. A list of which several may be ticked has a row for each entry,
under the row of its question, named section.question.entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from pan2_assess.core import speech as speaking
from pan2_assess.core.answer_checks import specials
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN
from pan2_assess.core.model import Checklist, Edition, Facts, Ladder, Number, Question
from pan2_assess.core.speech import Speech

ANSWERS, ABOUT = "Answers", "About"  # the sheets' names in English
KEY_ROW, TOP_ROW = 1, 2  # the answers follow
KEY_COLUMN, SAID_COLUMN = 1, 3  # what it is called stands between
BETWEEN = ";"
NONE = "[]"  # nothing of a list; an empty cell is an open question
NONE_WORD = "none"

# Keys that begin with _ are remarks and are not read, as in the answers file.
READ = (
    "question",
    "value",
    "by",
    "reason",
    "evidence.kind",
    "evidence.reference",
    "evidence.date",
    "note",
    "share",
)
DAYS = ("by", "evidence.date", "date", "prepared_by.date", "approved_by.date")


# --- words ----------------------------------------------------------------------------------------------


def sheet_names(say: Speech) -> dict[str, str]:
    """Name the sheets in a language, by their names in English."""
    return {ANSWERS: say.say("Answers"), ABOUT: say.say("About")}


def kind_words(say: Speech) -> dict[str, str]:
    """Say the kinds of evidence."""
    return {"internal": say.say("internal"), "public": say.say("public")}


def yes_no(say: Speech) -> dict[str, str]:
    return {"yes": say.say("yes"), "no": say.say("no")}


def known(words: Callable[[Speech], dict[str, str]]) -> dict[str, str]:
    """Give what words mean, in whichever language of this tool, without regard to capitals."""
    return _known(words, speaking.CATALOGUES)


@cache
def _known(words: Callable[[Speech], dict[str, str]], catalogues: Path) -> dict[str, str]:
    languages = ("en", *sorted(file.stem for file in catalogues.glob("*.po")))
    spoken = [words(speaking.speech(language)) for language in languages]
    meanings = {word.casefold(): meant for said in spoken for meant, word in said.items()}
    return {**meanings, **{meant: meant for meant in spoken[0]}}


# --- the values of a question ---------------------------------------------------------------------------


def many(question: Question | None) -> bool:
    return isinstance(question, Checklist) or (isinstance(question, Facts) and question.many)


def entries(question: Question) -> tuple[tuple[str, str], ...]:
    """Give the ids and words of what a list offers, or a question's options."""
    listed = question.items if isinstance(question, Checklist) else getattr(question, "options", ())
    return tuple((entry.id, entry.text) for entry in listed)


def unknown_word(say: Speech) -> dict[str, str]:
    """Say that a number is not known."""
    return {UNKNOWN: say.say("unknown")}


def special_words(question: Question, say: Speech) -> dict[str, str]:
    """Say the values that a question takes beside its own."""
    words = {PLANNED: say.say("Planned"), UNKNOWN: say.say("We don’t know"), NA: say.say("Does not apply")}
    return {value: words[value] for value in specials(question)}


def value_words(edition: Edition, question: Question, small: bool, say: Speech) -> dict[str, str]:
    """Say the values that are offered in one cell: a step with its number before it, others with their id behind."""
    if isinstance(question, Number):
        return unknown_word(say)
    own: Iterable[tuple[str, str]] = entries(question)
    if isinstance(question, Ladder):
        own = [(step.id, step.text) for step in edition.steps(question, small)]
    if many(question):
        own = [(NONE_WORD, say.say("None of these"))]  # the others have rows of their own
    named = [*own, *special_words(question, say).items()]
    return {value: f"{value} – {text}" if value.isdigit() else f"{text} [{value}]" for value, text in named}


def value_of(question: Question, text: str) -> str:
    """Give the id that a cell names, alone or with its words; any other text stays as it is."""
    if isinstance(question, Number):
        return known(unknown_word).get(text.casefold(), text)
    ids = {value for value, _ in entries(question)}.union(specials(question), [NONE_WORD] if many(question) else [])
    if text in ids:
        return text
    for pattern in (_BEHIND, _BEFORE):
        if (found := pattern.search(text)) and found[1] in ids:
            return found[1]
    return text


_BEHIND = re.compile(r"\[([a-z0-9_]+)\]$")
_BEFORE = re.compile(r"^([a-z0-9_]+)\s+[–—-]\s")
