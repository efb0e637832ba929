"""Answers files that people send: read with what is good in them, and told what is not. No file is kept."""

from __future__ import annotations

from datetime import date

from flask import Flask, request
from flask_babel import gettext as _

from pan2_assess.core.answers import AnswerError, AnswerErrors
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import MAX_FILE, Read
from pan2_assess.core.speech import speech
from pan2_assess.reports.answers_file import read_answers_file
from pan2_assess.web.languages import language, library

ENDPOINTS = ("respond.bring_here", "respond.begin_now")  # pages that a file may be sent to
LONG_FORMS = ("steps.save",)  # a hundred lines of plan, each as long as it may be, in letters of three bytes
LONG = 2 << 20
LISTS = ("campaigns.look_at_list", "campaigns.invite_all")  # a list of those to invite, looked at and sent again
LIST = 6 << 20  # far more than a campaign has room for: so what is wrong is told by its rows and not by its size
ROUND = 64 << 10  # what a form carries beside the file
MOST_TOLD = 20  # errors shown of one file; the first ones mended, the next are told


def connect(app: Flask) -> None:
    app.before_request(allow_files)


def allow_files() -> None:
    """Let pages that take an answers file take as much as such a file may hold."""
    if request.endpoint in ENDPOINTS:
        request.max_content_length = MAX_FILE + ROUND
    elif request.endpoint in LISTS:
        request.max_content_length = request.max_form_memory_size = LIST
    elif request.endpoint in LONG_FORMS:
        request.max_content_length = request.max_form_memory_size = LONG


def sent() -> bool:
    """Tell whether a file came with the form."""
    file = request.files.get("file")
    return file is not None and bool(file.filename)


def read(on: date) -> Read:
    """Read the file sent, as of a day where it names none; raise AnswerErrors where it is no answers file."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise AnswerErrors([AnswerError("", "", _("no file was chosen"), _("Choose the file with your answers."))])
    content = file.read(MAX_FILE + 1)
    try:
        return read_answers_file(content, _edition, name=file.filename, lenient=True)
    except AnswerErrors as errors:
        if not any(error.field == "date" and not error.question for error in errors.errors):
            raise
        return read_answers_file(content, _edition, on, name=file.filename, lenient=True)


def _edition(name: str) -> Edition | None:
    found = library().editions.get(name)
    return found.in_language(language()) if found else None


def told(errors: AnswerErrors) -> list[str]:
    """Put what is wrong with a file into lines."""
    say = speech(language())
    lines = [error.told(say.again) for error in errors.errors[:MOST_TOLD]]
    more = len(errors.errors) - MOST_TOLD
    return lines + ([_("… and %(number)s more.", number=more)] if more > 0 else [])


def left_out(found: Read) -> list[str]:
    """Say in lines what of a file was not taken, and what its reader should know."""
    say = speech(language())
    return [error.told(say.again) for error in (*found.notices, *found.errors)][:200]
