"""A question as the page shows it: the words for this size of firm, what was typed, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from pan2_assess.core.feedback_types import AnswerLine
from pan2_assess.core.glossary import explained
from pan2_assess.core.model import Edition, Ladder, Question
from pan2_assess.core.texts import Term
from pan2_assess.web.forms import NONE, Typed, many


@dataclass(frozen=True)
class Step:
    id: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class Problem:
    """A line of the error summary and where it leads."""

    target: str
    text: str


@dataclass(frozen=True)
class Other:
    """Another answer that may stand in place of what the fields hold: whose or when, and what it says."""

    said: str
    lines: tuple[str, ...]


def other(line: AnswerLine | None, *, who: str, own: bool, when: str) -> Other:
    """Lay out what somebody else has saved meanwhile; `line` is None where it was taken away."""
    if own:
        said = _("Saved with your own key in another window or browser, %(when)s", when=when)
    elif not when:
        said = _("Saved by somebody else")
    elif who:
        said = _("Saved by %(who)s, %(when)s", who=who, when=when)
    else:
        said = _("Saved with the key it was begun with, %(when)s", when=when)
    return Other(said, lines_of(line) if line else (_("The answer was taken away."),))


def lines_of(line: AnswerLine) -> tuple[str, ...]:
    """Write an answer as lines of text."""
    note = _("Note: %(note)s", note=line.note) if line.note else ""
    return tuple(text for text in (line.answer, line.detail, line.evidence, note) if text)


@dataclass(frozen=True)
class Shown:
    id: str
    number: str
    type: str
    text: str
    hint: str
    why: str
    evidence: str
    references: tuple[str, ...]
    scored: bool
    many: bool
    unit: str
    options: tuple[Step, ...]
    others: tuple[Step, ...]
    typed: Typed = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    saved: bool = False
    was: str = ""
    theirs: Other | None = None  # what somebody else has answered meanwhile
    earlier: Other | None = None  # what was answered elsewhere or before, to be confirmed
    when: str | None = None
    for_small: tuple[Step, ...] = ()
    words: tuple[Term, ...] = ()  # words of the field that the question uses

    @property
    def options_name(self) -> str:
        """Name the fields of the options: many boxes, or one value."""
        return "ticked" if self.many else "value"

    @property
    def ticked(self) -> list[str]:
        return list(self.typed.get("ticked") or []) if self.many else [self.typed.get("value") or ""]

    @property
    def more_open(self) -> bool:
        wrong = not {"evidence", "reference", "date", "note"}.isdisjoint(self.errors)
        return wrong or any(self.typed.get(name) for name in ("kind", "reference", "date", "note"))

    @property
    def evidence_kinds(self) -> tuple[tuple[str, str], ...]:
        return (
            ("", _("No evidence named")),
            ("internal", _("Yes, something internal")),
            ("public", _("Yes, something public that anybody can read")),
        )

    def target(self, part: str) -> str:
        """Name the element a problem with this part leads to."""
        if part == "evidence":
            return f"{self.id}-reference"
        if part == "keep":
            return f"{self.id}-keep-{'theirs' if self.theirs else 'last'}"
        if part == "value" and self.options:
            return f"{self.id}-value-{self.options[0].id}"
        return f"{self.id}-{part}"

    def problems(self) -> list[Problem]:
        return [Problem(self.target(part), f"{self.number}: {text}") for part, text in self.errors.items()]


def show(edition: Edition, question: Question, small: bool, **state: Any) -> Shown:
    """Lay out a question for the page."""
    unit = question.unit if question.type == "number" else ""
    steps, evidence = options(edition, question, small), getattr(question, "evidence", "")
    words = [question.text, question.hint, question.why, evidence]
    words += [text for step in steps for text in (step.text, step.hint)]
    return Shown(
        id=question.id,
        number=edition.number(question.id),
        type=question.type,
        text=question.text,
        hint=_hint(question),
        why=question.why,
        evidence=evidence,
        references=references(edition, question),
        scored=question.scored,
        many=many(question),
        unit=unit,
        options=steps,
        others=others(question),
        when=question.when,
        words=_explained(edition.glossary, tuple(words)),
        **state,
    )


def _hint(question: Question) -> str:
    most = getattr(question, "most", None)
    return " ".join(part for part in (_("Choose %(most)s at most.", most=most) if most else "", question.hint) if part)


@lru_cache(maxsize=2048)  # the same for every respondent: the words of each question, in each language, for both sizes
def _explained(glossary: tuple[Term, ...], texts: tuple[str, ...]) -> tuple[Term, ...]:
    return explained(glossary, texts)


def options(edition: Edition, question: Question, small: bool) -> tuple[Step, ...]:
    if isinstance(question, Ladder):
        return tuple(Step(step.id, step.text) for step in edition.steps(question, small))
    if question.type == "checklist":
        return tuple(Step(item.id, item.text) for item in question.items)
    if question.type in ("choice", "facts"):
        return tuple(Step(option.id, option.text, getattr(option, "hint", "")) for option in question.options)
    return ()


def others(question: Question) -> tuple[Step, ...]:
    """Give the answers that are none of the options: nothing of it, planned, not known, does not apply."""
    found = []
    if many(question):
        found.append(Step(NONE, _("None of these")))
    if question.scored:
        looks = question.type == "choice" and any(option.alarm for option in question.options)
        found.append(Step("planned", _("We plan to look, by a date") if looks else _("Not yet, but planned")))
    found.append(Step("unknown", _("We don’t know")))
    if getattr(question, "allows_na", False):
        found.append(Step("na", _("Does not apply to us")))
    return tuple(found)


def references(edition: Edition, question: Question) -> tuple[str, ...]:
    short = {standard.id: standard.short for standard in edition.standards}
    return tuple(f"{short.get(name, name)} {', '.join(codes)}" for name, codes in question.references.items())
