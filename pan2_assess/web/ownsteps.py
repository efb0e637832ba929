"""Forms of the own steps: what was typed on each line, judged line by line, beside what a colleague may have saved."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, FormField, StringField, ValidationError

from pan2_assess import store
from pan2_assess.core.days import parse_day
from pan2_assess.core.sheet import FIRST_DAY, LAST_DAY
from pan2_assess.core.steps import MAX_NOTE, MAX_STEP, OWN, OwnStep, is_own
from pan2_assess.core.typed import text_fault
from pan2_assess.web import heads
from pan2_assess.web.access import Opened
from pan2_assess.web.forms import told
from pan2_assess.web.settling import fingerprint
from pan2_assess.web.texts import composed, visible

_OWN_NAME = re.compile(rf"{OWN}[0-9a-f]{{8}}")
TEXTS = ("step", "owner", "by", "note")
TICKS = ("done", "off")

Typed = dict[str, Any]


def own_steps(opened: Opened) -> dict[str, OwnStep]:
    """Give the own steps as they stand, in the order they were made."""
    return {name: OwnStep.from_json(kept.value) for name, kept in store.beside(opened.access, "step").items()}


def new_name() -> str:
    """Name a line to come; with its name in the page, a form sent twice makes one line."""
    return OWN + secrets.token_hex(4)


def is_name(name: str, opened: Opened) -> bool:
    return bool(_OWN_NAME.fullmatch(name)) or name in opened.edition.questions


def _fits(most: int) -> Any:
    def check(form: Form, field: StringField) -> None:
        if fault := text_fault(composed(field.data), most):
            raise ValidationError(told(*fault))

    return check


def _some_day(form: Form, field: StringField) -> None:
    if not (text := composed(field.data)):
        return
    try:
        day = parse_day(text)
    except ValueError:
        raise ValidationError(_("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("This date is too far away."))


class LineForm(Form):
    """The fields of one line."""

    step = StringField(validators=[_fits(MAX_STEP)])  # of own lines only
    owner = StringField(validators=[heads.plain])
    by = StringField(validators=[_some_day])
    note = StringField(validators=[_fits(MAX_NOTE)])
    done = BooleanField()
    off = BooleanField()  # to be taken off the plan
    theirs = BooleanField()  # a colleague's version is to stay
    was = StringField()  # a mark of the line as it stood when the page was shown


@dataclass(frozen=True)
class Reading:
    """What a page of lines came to: what may be saved, what is wrong, what a colleague changed, all that was typed."""

    valid: dict[str, OwnStep | None] = field(default_factory=dict)  # None takes a line off
    errors: dict[str, dict[str, str]] = field(default_factory=dict)  # by line, by field
    overtaken: frozenset[str] = frozenset()
    typed: dict[str, Typed] = field(default_factory=dict)  # only of lines that are shown as typed


def mark(step: OwnStep | None) -> str:
    """Tell two states of a line apart by what its form can say; empty for none."""
    if step is None:
        return ""
    data = step.as_json()
    return fingerprint({**{name: data[name] for name in TEXTS}, "done": step.done is not None})


def lines_of(names: Iterable[str]) -> dict[str, LineForm]:
    """Take what was typed into the fields of these lines."""
    fields = {name: FormField(LineForm) for name in names}
    form = type("PlanForm", (FlaskForm,), fields)()
    return {name: form[name].form for name in fields}


def typed_in(form: LineForm) -> Typed:
    """Give what stands in a line's fields, fit to be shown again."""
    return {**{name: visible(form[name].data or "") for name in TEXTS}, **{name: form[name].data for name in TICKS}}


def typed_of(step: OwnStep) -> Typed:
    """Fill a line's fields from what is kept."""
    data = step.as_json()
    return {**{name: data[name] or "" for name in TEXTS}, "done": step.done is not None, "off": False}


def read(
    forms: Mapping[str, LineForm], now: Mapping[str, OwnStep], anew: Mapping[str, OwnStep], today: date
) -> Reading:
    """Read the lines of a page; `now` are the steps as they stand, `anew` the words of those taken off meanwhile."""
    reading, overtaken = Reading(), set()
    for name, form in forms.items():
        kept = now.get(name)
        if form.theirs.data:
            continue
        given = _given(name, form, kept or anew.get(name), today)
        errors = _errors(name, form, given)
        if not errors and mark(given) in (form.was.data or "", mark(kept)):
            continue
        if (form.was.data or "") != mark(kept):
            overtaken.add(name)
            errors["line"] = _("Somebody has changed this line meanwhile. Yours stands in the fields.")
        reading.typed[name] = typed_in(form)
        if errors:
            reading.errors[name] = errors
        else:
            reading.valid[name] = given
    return replace(reading, overtaken=frozenset(overtaken))


def _given(name: str, form: LineForm, base: OwnStep | None, today: date) -> OwnStep | None:
    """Make a step of what was typed, as far as it can be read; None where it is to go, or nothing was said."""
    texts = {part: composed(form[part].data) for part in TEXTS}
    if form.off.data or (base is None and not any(texts.values())):
        return None
    base = base or OwnStep("")
    done = (base.done or today) if form.done.data else None
    step = texts["step"] if is_own(name) else base.step
    return replace(base, step=step, owner=texts["owner"], by=_day(texts["by"]), done=done, note=texts["note"])


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except ValueError:  # said by the form
        return None


def _errors(name: str, form: LineForm, given: OwnStep | None) -> dict[str, str]:
    if given is None:
        return {}
    form.validate()
    errors = {part: str(form[part].errors[0]) for part in TEXTS if form[part].errors}
    if is_own(name) and not given.step:
        errors["step"] = _("Write what is to be done, or leave the whole line empty.")
    return errors
