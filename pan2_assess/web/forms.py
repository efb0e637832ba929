"""Forms built from questions: WTForms takes what was typed, the core judges it, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, FormField, SelectMultipleField, StringField

from pan2_assess.core.answer_checks import check_answer, too_many
from pan2_assess.core.answers import AnswerError, AnswerErrors
from pan2_assess.core.model import Question
from pan2_assess.core.speech import speech
from pan2_assess.web.languages import language
from pan2_assess.web.texts import visible

NONE = "none"  # the explicit "None of these": an empty list
EXCLUSIVE = (NONE, "planned", "unknown", "na")
UNCHANGED = object()
MAX_DIGITS = 15  # with the signs between them

# Digits alone, or in threes with one and the same sign between them: 1,000 · 1.000 · 1 000 · 1’000.
_DIGITS = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:([,.'’ \u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*")

Typed = dict[str, Any]  # what stands in a question's fields: texts, `ticked` a list, `unknown` true or false
Fields = list[tuple[Question, Typed]]


class QuestionForm(Form):
    """The fields of one question; which of them a page shows depends on its type."""

    value = StringField()
    ticked = SelectMultipleField(validate_choice=False)
    by = StringField()
    reason = StringField()
    kind = StringField()
    reference = StringField()
    date = StringField()
    note = StringField()
    unknown = BooleanField()
    clear = BooleanField()
    was = StringField()  # a fingerprint of the answer as it stood when the page was shown
    both = BooleanField()  # the page showed two answers, this one and somebody else's
    keep = StringField()  # which of two answers shall stand: see web.settling


def many(question: Question) -> bool:
    """Tell whether several boxes may be ticked."""
    return question.type == "checklist" or (question.type == "facts" and question.many)


def fields_of(questions: Iterable[Question]) -> Fields:
    """Take what was typed into the fields of these questions, whatever it is."""
    asked = list(questions)
    form = type("PageForm", (FlaskForm,), {question.id: FormField(QuestionForm) for question in asked})()
    return [(question, form[question.id].data) for question in asked]


def shown_again(typed: Typed) -> Typed:
    """Make what was typed fit to be shown again."""
    return {name: visible(text) if isinstance(text, str) else text for name, text in typed.items()}


def answer_of(question: Question, typed: Typed, on: date, errors: dict[str, str]) -> Any:
    """Make an answer of what was typed: an Answer, None for none, UNCHANGED where nothing was said."""
    if typed["clear"]:
        return None
    value = _value(question, typed, errors)
    if not errors and (value is None or value is UNCHANGED) and _beside(typed):
        errors["value"] = _("Choose an answer too, so that your note and evidence have a place.")
    if errors or value is None or value is UNCHANGED:
        return value
    if not typed["kind"] and (typed["reference"] or typed["date"]):
        errors["evidence"] = _("Say whether the evidence is internal or public.")
    try:
        return check_answer(question, _raw(typed, value), on)
    except AnswerErrors as problems:
        for problem in problems.errors:
            errors.setdefault(_field(problem, typed), _told(question, problem))
        return UNCHANGED


def _field(problem: AnswerError, typed: Typed) -> str:
    """Name the field an error belongs to; of evidence, the part that was left out."""
    if problem.field == "evidence" and typed["kind"] in ("internal", "public"):
        empty = [part for part in ("reference", "date") if not (typed[part] or "").strip()]
        return empty[0] if len(empty) == 1 else "evidence"
    return problem.field


def _raw(typed: Typed, value: Any) -> dict[str, Any]:
    """Write the answer as a file would: what belongs to another answer stays out."""
    raw: dict[str, Any] = {"value": value, "note": typed["note"] or ""}
    if value == "planned":
        raw["by"] = (typed["by"] or "").strip()
    if value == "na":
        raw["reason"] = typed["reason"] or ""
    if typed["kind"]:
        day = (typed["date"] or "").strip()
        raw["evidence"] = {"kind": typed["kind"], "reference": typed["reference"], "date": day}
    return raw


def _told(question: Question, problem: AnswerError) -> str:
    """Put an error into words for a form; the core speaks of files."""
    if problem.field == "value" and question.type in ("ladder", "choice", "facts", "checklist"):
        return _("This is not one of the answers to this question. Choose one that is shown.")
    return told(problem.what, problem.remedy)


def told(what: str, remedy: str) -> str:
    """Put a fault and its remedy into sentences of the page's language."""
    say = speech(language())
    what = say.again(what)
    return f"{what[:1].upper()}{what[1:]}. {say.again(remedy)}".strip()


def _beside(typed: Typed) -> bool:
    return any((typed[name] or "").strip() for name in ("note", "reference", "reason"))


def _value(question: Question, typed: Typed, errors: dict[str, str]) -> Any:
    if many(question):
        return _several(question, typed["ticked"] or [], errors)
    if question.type == "number":
        return _number(question, typed, errors)
    text = typed["value"] or ""
    if question.type == "text":
        return text if text.strip() else None
    return text or UNCHANGED  # a radio button cannot be unticked: none sent means none was there


def _several(question: Question, ticked: list[str], errors: dict[str, str]) -> Any:
    alone = [value for value in ticked if value in EXCLUSIVE]
    if not alone:
        if fault := too_many(question, len(ticked)):
            errors["value"] = told(*fault)
        return ticked or None
    if len(ticked) > 1:
        errors["value"] = _("Some of these exclude each other. Tick what is so, or only the one below “or”.")
        return UNCHANGED
    return [] if alone == [NONE] else alone[0]


def _number(question: Any, typed: Typed, errors: dict[str, str]) -> Any:
    text = (typed["value"] or "").strip()
    if typed["unknown"] and text:
        errors["value"] = _("Write a number, or tick “We don’t know”, not both.")
    elif typed["unknown"]:
        return "unknown"
    elif text:
        number = whole_number(text)
        if number is not None and question.minimum <= number <= question.maximum:
            return number
        errors["value"] = _whole(question)
    return None


def whole_number(text: str) -> int | None:
    """Read a whole number as people write it; None where it is none."""
    if len(text) > MAX_DIGITS or not _DIGITS.fullmatch(text):
        return None
    return int(re.sub(r"[^0-9]", "", text))


def _whole(question: Any) -> str:
    least, most = (format_decimal(bound, locale=language()) for bound in (question.minimum, question.maximum))
    return _("Write a whole number from %(least)s to %(most)s, in figures.", least=least, most=most)


def typed_of(question: Question, answer: Mapping[str, Any] | None) -> Typed:
    """Fill a question's fields from the answer that is kept."""
    answer = answer or {}
    value, evidence = answer.get("value"), answer.get("evidence") or {}
    ticked = [str(item) for item in value] or [NONE] if isinstance(value, list) else []
    if isinstance(value, str) and many(question):
        ticked = [value]
    unknown = question.type == "number" and value == "unknown"
    return {
        "value": "" if value is None or isinstance(value, list) or unknown else str(value),
        "ticked": ticked,
        "unknown": unknown,
        "by": answer.get("by", ""),
        "reason": answer.get("reason", ""),
        "kind": evidence.get("kind", ""),
        "reference": evidence.get("reference", ""),
        "date": evidence.get("date", ""),
        "note": answer.get("note", ""),
    }
