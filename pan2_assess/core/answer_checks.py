"""What a respondent may say to each question: which values it takes, and an answer checked against them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Answer, AnswerError, AnswerErrors, Evidence
from pan2_assess.core.days import parse_day
from pan2_assess.core.model import Checklist, Choice, Facts, Ladder, Number, Question, ScoredQuestion, Text
from pan2_assess.core.said import said
from pan2_assess.core.source import did_you_mean
from pan2_assess.core.typed import MAX_CHARACTERS, composed, printable, shown, text_fault

MAX_REFERENCE = 500


class _Checker:
    """Checks one answer and gathers what is wrong with it."""

    def __init__(self, question: Any, raw: Mapping[str, Any], on: date) -> None:
        self.question, self.raw, self.on = question, raw, on
        self.errors: list[AnswerError] = []

    def refuse(self, part: str, what: str, remedy: str = "") -> None:
        self.errors.append(AnswerError(self.question.id, part, what, remedy))

    def words(self, part: str, value: Any, most: int = MAX_CHARACTERS) -> str:
        """Check a text and give it in composed form; empty for none."""
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(part, said("must be text, not %(value)s", value=shown(value)), said("Put it into quotes."))
            return ""
        text = composed(value)
        if fault := text_fault(text, most):
            self.refuse(part, *fault)
            return ""
        return text

    def day(self, part: str, value: Any) -> date | None:
        try:
            return parse_day(value)
        except ValueError:
            self.refuse(
                part,
                said("%(value)s is not a date", value=shown(value)),
                said("Write it as YYYY-MM-DD, for example 2026-11-23."),
            )
            return None

    def evidence(self, raw: Any) -> Evidence | None:
        if raw is None:
            return None
        if not isinstance(raw, Mapping):
            remedy = said('Write {"kind": "internal", "reference": "…", "date": "YYYY-MM-DD"}, or leave it out.')
            self.refuse("evidence", said("must have kind, reference and date"), remedy)
            return None
        for key in raw:
            if key not in ("kind", "reference", "date"):
                self.refuse(
                    "evidence",
                    said("unknown key «%(key)s»", key=printable(str(key))),
                    said("It has kind, reference and date."),
                )
        kind, reference = raw.get("kind"), self.words("evidence", raw.get("reference"), MAX_REFERENCE)
        if kind not in ("internal", "public"):
            what = said("kind %(kind)s is neither internal nor public", kind=shown(kind))
            self.refuse("evidence", what, said('Write "internal" or "public".'))
        if _blank(raw.get("reference")):
            self.refuse("evidence", said("the reference is missing"), said("Say where the evidence can be found."))
        day = self._made(raw.get("date"))
        return Evidence(str(kind), reference, day) if day and not self.errors else None

    def _made(self, value: Any) -> date | None:
        if value in (None, ""):
            self.refuse(
                "evidence", said("the date is missing"), said("Give the day the evidence was made or last looked at.")
            )
            return None
        day = self.day("evidence", value)
        if day and day > self.on:
            self.refuse(
                "evidence",
                said("%(day)s lies after the assessment's date, %(on)s", day=day, on=self.on),
                said("Give a day up to that date."),
            )
        return day


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def check_answer(question: Question, raw: Any, on: date) -> Answer:
    """Check one answer as given in a file or form; raise AnswerErrors with everything wrong in it."""
    if not isinstance(raw, Mapping) or "value" not in raw:
        problem = AnswerError(question.id, "value", said('must look like {"value": …}'), expected(question))
        raise AnswerErrors([problem])
    check = _Checker(question, raw, on)
    for key in raw:
        if key not in ("value", "by", "reason", "evidence", "note", "share"):
            known = ("value", "by", "reason", "evidence", "note", "share")
            check.refuse(printable(str(key)), said("unknown key"), did_you_mean(str(key), known))
    value = _value(check)
    by = check.day("by", raw["by"]) if raw.get("by") not in (None, "") else None
    reason = check.words("reason", raw.get("reason"))
    if value == NA and isinstance(question, ScoredQuestion) and _blank(raw.get("reason")):
        check.refuse("reason", said("the reason is missing"), said("Say in a sentence why this does not apply to you."))
    evidence = check.evidence(raw.get("evidence"))
    note = check.words("note", raw.get("note"))
    share = raw.get("share")
    if share is not None and not isinstance(share, bool):
        check.refuse(
            "share",
            said("must be true or false, not %(share)s", share=shown(share)),
            said("Leave it out where nothing was chosen."),
        )
    if check.errors:
        raise AnswerErrors(check.errors)
    return Answer(
        value=value,
        by=by if value == PLANNED else None,
        reason=reason if value == NA else "",
        evidence=evidence,
        note=note,
        share=share,
    )


def _value(check: _Checker) -> int | str | tuple[str, ...]:
    question, value = check.question, check.raw["value"]
    special = specials(question)
    if isinstance(value, str) and value in special and not isinstance(question, Text):
        return value
    if value == NA and isinstance(question, ScoredQuestion):
        check.refuse("value", said("«does not apply» is not an answer to this question"), expected(question))
        return ""
    match question:
        case Ladder() | Choice():
            return _one(check, [option.id for option in question.options])
        case Facts() if not question.many:
            return _one(check, [option.id for option in question.options])
        case Facts():
            return _several(check, [option.id for option in question.options])
        case Checklist():
            return _several(check, [item.id for item in question.items])
        case Number():
            return _number(check, question)
    return check.words("value", value)


def specials(question: Question) -> tuple[str, ...]:
    """Give the values that a question takes beside its own."""
    if isinstance(question, ScoredQuestion):
        return (PLANNED, UNKNOWN, NA) if question.allows_na else (PLANNED, UNKNOWN)
    return (UNKNOWN,)


def _one(check: _Checker, ids: list[str]) -> str:
    value = check.raw["value"]
    if isinstance(value, str) and value in ids:
        return value
    near = did_you_mean(value, ids) if isinstance(value, str) and not value.isdigit() else ""
    near = near if near.startswith("Did you mean") else expected(check.question)
    check.refuse("value", said("%(value)s is not an answer to this question", value=shown(value)), near)
    return ""


def _several(check: _Checker, ids: list[str]) -> tuple[str, ...]:
    value = check.raw["value"]
    if not isinstance(value, list | tuple):
        check.refuse("value", said("%(value)s is not a list of answers", value=shown(value)), expected(check.question))
        return ()
    for item in value[: len(ids) + 1]:  # one more cannot all be right, and a million errors help nobody
        if item not in ids:
            near = did_you_mean(item, ids) if isinstance(item, str) else ""
            check.refuse(
                "value",
                said("%(item)s is not an answer to this question", item=shown(item)),
                near or expected(check.question),
            )
    if len(set(map(str, value))) < len(value):
        check.refuse("value", said("the same answer stands twice"), said("Give each once."))
    elif fault := too_many(check.question, len(value)):
        check.refuse("value", *fault)
    return tuple(item for item in ids if item in value)


def too_many(question: Question, number: int) -> tuple[str, str] | None:
    """Say that a question takes fewer answers than these, with the remedy; None where it takes so many."""
    most = question.most if isinstance(question, Facts) else None
    if most is None or number <= most:
        return None
    return said("%(number)s are chosen", number=number), said("Choose %(most)s at most.", most=most)


def _number(check: _Checker, question: Number) -> int:
    value = check.raw["value"]
    if type(value) is not int:
        check.refuse("value", said("%(value)s is not a whole number", value=shown(value)), expected(question))
        return 0
    if not question.minimum <= value <= question.maximum:
        check.refuse("value", said("%(value)s is out of range", value=shown(value)), expected(question))
    return value


def expected(question: Question) -> str:
    """Say in a sentence which values a question takes."""
    special = [f'"{name}"' for name in specials(question)]
    match question:
        case Ladder() | Choice():
            return said(
                "Give one of %(value)s.", value=", ".join([*(_quoted(o.id) for o in question.options), *special])
            )
        case Facts() if not question.many:
            return said(
                "Give one of %(value)s.", value=", ".join([*(_quoted(o.id) for o in question.options), *special])
            )
        case Facts():
            listed = ", ".join(_quoted(option.id) for option in question.options)
            if question.most:
                return said(
                    'Give a list of at most %(most)s of %(listed)s (empty for none), or "unknown".',
                    most=question.most,
                    listed=listed,
                )
            return said('Give a list of any of %(listed)s (empty for none), or "unknown".', listed=listed)
        case Checklist():
            listed = ", ".join(_quoted(item.id) for item in question.items)
            return said(
                "Give a list of any of %(listed)s (empty for none), or %(special)s.",
                listed=listed,
                special=", ".join(special),
            )
        case Number():
            return said(
                'Give a whole number from %(minimum)s to %(maximum)s, or "unknown".',
                minimum=question.minimum,
                maximum=question.maximum,
            )
    return said("Give a text.")


def _quoted(text: str) -> str:
    return f'"{text}"'
