"""The start page of a questionnaire, and beginning an assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Read
from pan2_assess.core.texts import paragraphs
from pan2_assess.web import access, clock, heads, lengths, limits, uploads
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.kept_keys import OWN, set_aside
from pan2_assess.web.languages import language, library, texts
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.shown import Problem
from pan2_assess.web.sources import add_source
from pan2_assess.web.texts import composed


def edition_or_404(questionnaire: str) -> Edition:
    edition = library().editions.get(questionnaire)
    if edition is None:
        abort(404)
    return edition.in_language(language())


@blueprint.get("/<lang>/<questionnaire>/")
@access.public
def start(questionnaire: str) -> str:
    edition = edition_or_404(questionnaire)
    guides = [guide for guide in texts().guides if guide.id in edition.guides]
    return render_template(
        "pages/start.html", edition=edition, intro=paragraphs(edition.intro), times=_times(edition), guides=guides
    )


def _times(edition: Edition) -> list[dict[str, str]]:
    """Say how many questions firms of each size meet, and how long that takes."""
    return [
        {
            "people": lengths.people(span),
            "questions": lengths.between(span.questions),
            "time": _("about %(minutes)s minutes", minutes=lengths.between(span.minutes)),
        }
        for span in lengths.spans(edition)
    ]


@blueprint.get("/<lang>/<questionnaire>/begin")
@access.public
def begin(questionnaire: str) -> str:
    form = heads.BeginForm(formdata=None)
    return _begin_page(edition_or_404(questionnaire), form, {"organisation": "", "on": clock.today().isoformat()})


def _take(access: store.Access, found: Read, edition: Edition, day: date) -> None:
    """Take the answers of a file: as they are where they were given to this edition on this day, else to confirm."""
    add_source(access, found.edition, found.sheet, "file", uploads.left_out(found))
    if found.edition.digest == edition.digest and found.sheet.date == day and not found.notices:
        store.save(access, {name: answer.as_json() for name, answer in found.sheet.answers.items()})


def _begin_page(
    edition: Edition, form: heads.BeginForm, typed: dict[str, str], first: str = "", more: Sequence[Problem] = ()
) -> str:
    problems = ([Problem("", first)] if first else []) + heads.problems_of(form) + list(more)
    return render_template(
        "pages/begin.html",
        edition=edition, typed=typed, errors=heads.errors_of(form), problems=problems, failed=bool(problems),
    )  # fmt: skip


@shows_again("respond.begin_now")
@access.public
def begin_again(questionnaire: str) -> tuple[str, int]:
    form = heads.BeginForm()
    first = late(_("The page was open for too long, or cookies are blocked. Please send it again."))
    return _begin_page(edition_or_404(questionnaire), form, heads.typed_in(form), first), 400


@blueprint.post("/<lang>/<questionnaire>/begin")
@access.public
@limits.limiter.limit(limits.BEGIN)
def begin_now(questionnaire: str) -> Response | tuple[str, int]:
    edition, form = edition_or_404(questionnaire), heads.BeginForm()
    wrong: list[Problem] = []
    try:
        found = uploads.read(clock.today()) if uploads.sent() else None
    except AnswerErrors as errors:
        found, wrong = None, [Problem("file", text) for text in uploads.told(errors)]
    if found is not None and not composed(form.organisation.data):
        form.organisation.data = found.sheet.organisation
    if not form.validate() or wrong:
        return _begin_page(edition, form, heads.typed_in(form), more=wrong), 422
    original = library().editions[questionnaire]
    begun = store.begin(original, composed(form.organisation.data), form.day)
    if found is not None:
        _take(begun.access, found, original, form.day)
    access.remember(begun.access)
    response = redirect(url_for("respond.key_page", lang=language(), assessment=begun.assessment_id), 303)
    set_aside(response, OWN, begun.assessment_id, begun.key)
    return response


def same_browser(opened: Opened) -> dict[str, Any]:
    return {"held": opened.held, "edition": opened.edition, "private": True}
