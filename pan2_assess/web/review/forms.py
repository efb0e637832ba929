"""The forms of a review: what a reviewer typed beside each answer, judged answer by answer, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, FormField, StringField

from pan2_assess.core.days import parse_day
from pan2_assess.core.reviewing import VERDICTS
from pan2_assess.core.sheet import LAST_DAY, MAX_NAME
from pan2_assess.core.typed import MAX_CHARACTERS, text_fault
from pan2_assess.store.review_parts import Finding, FollowUp, Given
from pan2_assess.web.forms import told
from pan2_assess.web.review.opened import OpenedCopy
from pan2_assess.web.settling import fingerprint
from pan2_assess.web.texts import composed, visible

MOST = {"text": 1000, "why": 1000, "remark": 2000}  # characters
TEXTS = ("text", "why", "remark")
ROWS, MOST_ROWS = 3, 30  # of a follow-up calendar

Typed = dict[str, Any]


# --- findings --------------------------------------------------------------------------------------------


class FindingForm(Form):
    """The fields beside one answer."""

    verdict = StringField()
    text = StringField()
    step = StringField()
    why = StringField()
    remark = StringField()  # to who handed in; sent, not kept in the field
    theirs = BooleanField()  # what somebody else has found meanwhile is to stay
    was = StringField()  # the finding as it stood when the page was shown


@dataclass(frozen=True)
class Reading:
    """What a page of findings came to, by question; the whole has none."""

    given: dict[str, Given | None] = field(default_factory=dict)  # None takes a finding back
    was: dict[str, str] = field(default_factory=dict)  # the mark of each finding as the page showed it
    remarks: dict[str, str] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)  # by question, by field
    typed: dict[str, Typed] = field(default_factory=dict)


def was_of(found: Finding | None) -> str:
    """Write into the page which state of a finding it shows, and what that said."""
    return f"{found.mark}/{_print(found.given)}" if found else ""


def _print(given: Given | None) -> str:
    return fingerprint(vars(given)) if given else ""


def typed_of(found: Finding | None) -> Typed:
    """Fill the fields beside an answer from what is kept."""
    given = vars(found.given) if found else {"verdict": "", "text": "", "step": "", "why": ""}
    return {**given, "remark": "", "theirs": False}


def read(opened: OpenedCopy, names: Iterable[str]) -> Reading:
    """Read what was typed beside these answers."""
    fields = {name: FormField(FindingForm) for name in names}
    page = type("FindingsForm", (FlaskForm,), {**fields, "whole": StringField()})()
    reading = Reading()
    for name in fields:
        _read_one(opened, name, page[name].form, reading)
    if whole := composed(page["whole"].data):
        reading.typed[""] = {"remark": visible(page["whole"].data)}
        reading.remarks[""] = whole
        if error := remark_error(whole):
            reading.errors[""] = {"remark": error}
            del reading.remarks[""]
    return reading


def _read_one(opened: OpenedCopy, name: str, form: FindingForm, reading: Reading) -> None:
    typed = {part: visible(form[part].data or "") for part in ("verdict", "step", *TEXTS)}
    reading.typed[name] = {**typed, "theirs": form.theirs.data}
    texts = {part: composed(form[part].data) for part in TEXTS}
    faults = {part: text_fault(text, MOST[part]) for part, text in texts.items()}
    errors = {part: told(*fault) for part, fault in faults.items() if fault}
    if texts["remark"] and "remark" not in errors:
        reading.remarks[name] = texts["remark"]
    if not form.theirs.data:
        given = _given(opened, name, form, texts, errors)
        mark, _slash, shown = (form.was.data or "").partition("/")
        if not errors.keys() - {"remark"} and _print(given) != shown:
            reading.given[name], reading.was[name] = given, mark
    if errors:
        reading.errors[name] = errors


def _given(
    opened: OpenedCopy, name: str, form: FindingForm, texts: Mapping[str, str], errors: dict[str, str]
) -> Given | None:
    """Make a finding of what was typed; what is wrong goes into `errors`."""
    steps = dict(opened.steps_of(name))
    verdict, step, why = form.verdict.data or "", form.step.data or "", texts["why"]
    if not steps:
        step = why = ""  # no page asked for it
    if step and step not in steps:
        errors["step"] = _("This is not one of the steps of this question. Choose one that is shown.")
    elif step and not why:
        errors["why"] = _("Say why you see another step: the firm reads it.")
    elif why and not step:
        errors["step"] = _("Choose the step your reason is for, or take the reason out.")
    found = next((known for known in VERDICTS if known == verdict), None)
    if found is None:
        if verdict or texts["text"] or step or why:
            errors["verdict"] = _("Choose what you find, so that what you wrote has a place.")
        return None
    if found == "explain" and not texts["text"]:
        errors.setdefault("text", _("Say what is to be explained."))
    return Given(found, texts["text"], step, why)


# --- a remark by itself ----------------------------------------------------------------------------------


def remark_error(text: str) -> str:
    """Say what makes a remark, as it is kept, unfit; empty where nothing does."""
    fault = text_fault(text, MOST["remark"])
    return told(*fault) if fault else ""


# --- a conclusion ----------------------------------------------------------------------------------------


class RowForm(Form):
    """A line of the follow-up calendar."""

    day = StringField()
    what = StringField()
    who = StringField()


@dataclass(frozen=True)
class Ending:
    """What the page of a conclusion came to."""

    outcome: str
    follow_up: tuple[FollowUp, ...]
    rows: tuple[Typed, ...]
    typed: str  # the outcome as it was typed
    was: str
    errors: dict[str, str]  # by the field's id


def ending(today: date) -> Ending:
    """Read the page of a conclusion."""
    rows = {f"row{number}": FormField(RowForm) for number in range(MOST_ROWS)}
    page = type("EndingForm", (FlaskForm,), {"outcome": StringField(), "was": StringField(), **rows})()
    errors: dict[str, str] = {}
    outcome = composed(page.outcome.data)
    if not outcome:
        errors["outcome"] = _("Write how the review ended.")
    elif fault := text_fault(outcome, MAX_CHARACTERS):
        errors["outcome"] = told(*fault)
    typed: list[Typed] = []
    lines = []
    for name in rows:
        form = page[name].form
        if not form.what.raw_data:
            continue  # the page had fewer
        texts = {part: composed(form[part].data) for part in ("day", "what", "who")}
        if any(texts.values()):
            lines.append(_row(f"row{len(typed)}", texts, today, errors))
        typed.append({part: visible(form[part].data or "") for part in texts})
    follow_up = tuple(sorted((line for line in lines if line), key=lambda line: line.day))
    return Ending(outcome, follow_up, tuple(typed), visible(page.outcome.data or ""), page.was.data or "", errors)


def _row(name: str, texts: Mapping[str, str], today: date, errors: dict[str, str]) -> FollowUp | None:
    for part, most in (("what", 500), ("who", MAX_NAME)):
        if fault := text_fault(texts[part], most):
            errors[f"{name}-{part}"] = told(*fault)
    if not texts["what"]:
        errors[f"{name}-what"] = _("Say what is to be done on that day, or leave the whole line empty.")
    try:
        day = parse_day(texts["day"])
    except ValueError:
        errors[f"{name}-day"] = _("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")
        return None
    if day < today:
        errors[f"{name}-day"] = _("This day has passed. Give one still to come.")
    elif day > LAST_DAY:
        errors[f"{name}-day"] = _("This date is too far away.")
    return FollowUp(day, texts["what"], texts["who"])
