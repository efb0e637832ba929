"""The short forms round an assessment: beginning, the key, the people who answer for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, ValidationError

from pan2_assess.core.days import parse_day
from pan2_assess.core.sheet import FIRST_DAY, MAX_NAME
from pan2_assess.core.typed import text_fault
from pan2_assess.web import clock
from pan2_assess.web.forms import told
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed, visible

PEOPLE = ("prepared", "approved")


def plain(form: FlaskForm, field: StringField) -> None:
    """Refuse what cannot be kept or printed."""
    text = composed(field.data)
    fault = text_fault(text, MAX_NAME)
    if fault is None and "\n" in text:
        fault = (_("more than one line"), _("Write it on one line."))
    if fault:
        raise ValidationError(told(*fault))


def past_day(form: FlaskForm, field: StringField) -> None:
    """Refuse what is no date, and a day that has not come yet."""
    if not (field.data or "").strip():
        return
    try:
        day = parse_day(field.data.strip())
    except ValueError:
        raise ValidationError(_("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")) from None
    if day < FIRST_DAY:
        raise ValidationError(_("This date is too far away."))
    if day > clock.today():
        raise ValidationError(_("This day is still to come. Give today’s date or an earlier one."))


class BeginForm(FlaskForm):
    organisation = StringField(validators=[plain])
    on = StringField(validators=[past_day])

    def validate_organisation(self, field: StringField) -> None:
        if not composed(field.data):
            raise ValidationError(_("Write the name of your organisation."))

    def validate_on(self, field: StringField) -> None:
        if not composed(field.data):
            raise ValidationError(_("Give the date the answers describe."))

    @property
    def day(self) -> date:
        return parse_day(composed(self.on.data))


class KeyForm(FlaskForm):
    key = StringField()


class ColleagueForm(FlaskForm):
    """A key for a colleague: whose it is, and whether it may change answers."""

    name = StringField(validators=[plain])
    rights = StringField()

    def validate_name(self, field: StringField) -> None:
        if not composed(field.data):
            raise ValidationError(_("Say for whom the key is, so that you know which one to revoke."))

    def validate_rights(self, field: StringField) -> None:
        if field.data not in ("edit", "read", "manage"):
            raise ValidationError(_("Choose what the key allows."))


class VoiceForm(FlaskForm):
    """An invitation to a second voice: whom it is for."""

    name = StringField(validators=[plain])

    def validate_name(self, field: StringField) -> None:
        if not composed(field.data):
            raise ValidationError(_("Say whom you invite, for example “the staff delegation”."))


class EraseForm(FlaskForm):
    sure = BooleanField()


class SubmitForm(FlaskForm):
    """Who prepared and who approved; each may be left empty, but not by half."""

    prepared_name = StringField(validators=[plain])
    prepared_function = StringField(validators=[plain])
    prepared_date = StringField(validators=[past_day])
    approved_name = StringField(validators=[plain])
    approved_function = StringField(validators=[plain])
    approved_date = StringField(validators=[past_day])

    def validate_prepared_name(self, field: StringField) -> None:
        self._named("prepared", field)

    def validate_approved_name(self, field: StringField) -> None:
        self._named("approved", field)

    def _named(self, who: str, field: StringField) -> None:
        beside = (self[f"{who}_function"].data, self[f"{who}_date"].data)
        if not composed(field.data) and any(composed(text) for text in beside):
            raise ValidationError(_("Write the name too, or leave all three empty."))

    def person(self, who: str) -> dict[str, Any] | None:
        name, function, day = (composed(self[f"{who}_{part}"].data) for part in ("name", "function", "date"))
        return {"name": name, "function": function, "date": day or None} if name else None


def typed_in(form: FlaskForm) -> dict[str, str]:
    return {field.name: visible(field.data) if isinstance(field.data, str) else "" for field in form}


def errors_of(form: FlaskForm) -> dict[str, str]:
    return {field.name: str(field.errors[0]) for field in form if field.errors and field.name != "csrf_token"}


def problems_of(form: FlaskForm) -> list[Problem]:
    return [Problem(name, text) for name, text in errors_of(form).items()]
