"""The forms of staff: what is secret in them is never shown again."""

from __future__ import annotations

import math
from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import StringField

from pan2_assess.store.passwords import LEAST, MOST, Fault, fault_of

MOST_TYPED = 400  # characters looked at of what nobody has checked


class SignInForm(FlaskForm):
    mail = StringField()
    password = StringField()
    code = StringField()


class PasswordForm(FlaskForm):
    """A new password, typed twice; when one is changed, the present one too."""

    present = StringField()
    password = StringField()
    again = StringField()


class CodeForm(FlaskForm):
    code = StringField()


def typed(field: StringField) -> str:
    return (field.data or "")[:MOST_TYPED]


def too_often(wait: float) -> str:
    """Say how long to wait; `wait` in seconds."""
    minutes = math.ceil(wait / 60)
    return ngettext(
        "Too many tries. Wait %(num)s minute, then try again.",
        "Too many tries. Wait %(num)s minutes, then try again.",
        minutes,
    )


def new_password_errors(form: PasswordForm, known: Iterable[str]) -> dict[str, str]:
    """Say by field what is wrong with a new password; `known` are names that may not stand in it."""
    password = typed(form.password)
    fault = fault_of(password, known)
    if not password:
        return {"password": _("Write a password.")}
    if fault:
        return {"password": _told(fault)}
    if typed(form.again) != password:
        return {"again": _("This is not the same as above. Write both once more.")}
    return {}


def _told(fault: Fault) -> str:
    if fault.kind == "short":
        return _("Too short. Take at least %(least)s characters; four words in a row are good.", least=LEAST)
    if fault.kind == "long":
        return _("Too long. Take at most %(most)s characters.", most=MOST)
    if fault.kind == "known":
        return _("It holds “%(word)s”, which others know of you. Take a password without it.", word=fault.word)
    return _("Easy to guess: words, keys or figures that many people use. Take four words that do not belong together.")
