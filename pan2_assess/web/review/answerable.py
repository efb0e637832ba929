"""A review as who handed in sees it: what is asked, answered in the same place; what was concluded; who looked."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response as Page
from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.reviewing import OPEN
from pan2_assess.store import reviews
from pan2_assess.web import access
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.review import forms
from pan2_assess.web.review.blueprint import blueprint
from pan2_assess.web.review.copy import calendar_file
from pan2_assess.web.review.opened import OpenedCopy, states
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed, visible

WHOLE = "whole"  # what is written about no question


@blueprint.get("/<lang>/a/<assessment>/review")
@access.respondent("submitted")
def respondent(opened: Opened) -> str:
    return _page(opened)


@shows_again("review.answer")
@access.respondent("submitted", edit=True)
def answer_again(opened: Opened) -> tuple[str, int]:
    told = late(_("Nothing was sent: the page was open for too long. All stands here; press the button again."))
    return _page(opened, _typed(_copy(opened)[1]), first=told), 400


@blueprint.post("/<lang>/a/<assessment>/review")
@access.respondent("submitted", edit=True)
def answer(opened: Opened) -> Response | str | tuple[str, int]:
    """Send what was written where the button was pressed; what stands in the other fields stays there, unsent."""
    name = request.form.get("send", "")
    typed = _typed(_copy(opened)[1])
    if name not in typed:
        abort(400)
    text = composed(typed[name])
    told = forms.remark_error(text) if text else _("Write something first.")
    if not told:
        try:
            reviews.answer(opened.access, "" if name == WHOLE else name, text)
        except store.Full:
            told = _("As much was written about this as is kept: %(number)s remarks.", number=reviews.MOST_REMARKS)
    if told:
        return _page(opened, typed, {name: told}), 422
    rest = {other: text for other, text in typed.items() if text.strip() and other != name}
    if rest:
        return _page(opened, rest, sent=True)
    return redirect(url_for("review.respondent", lang=language(), assessment=opened.held.id, _anchor=name), 303)


def _typed(copy: OpenedCopy) -> dict[str, str]:
    """Take what stands in the fields, by question and for the whole."""
    return {name: request.form.get(f"{name}-text", "") for name in (*_asked(copy), WHOLE)}


@blueprint.get("/<lang>/a/<assessment>/review/follow-up.ics")
@access.respondent("submitted")
def dates(opened: Opened) -> Page:
    return calendar_file(_copy(opened)[1])


def _copy(opened: Opened) -> tuple[reviews.Reviewed, OpenedCopy]:
    found = reviews.review_of(opened.access)
    if found is None:
        abort(404)
    return found, OpenedCopy(found.campaign, found.copy, found.review)


def _asked(copy: OpenedCopy) -> list[str]:
    """Name what there is to answer, or was: what was found open, and whatever both sides have written about."""
    spoken = {remark.question for remark in copy.review.remarks}
    return [
        name
        for name in copy.lines
        if name in spoken or ((found := copy.review.findings.get(name)) and found.given.verdict in OPEN)
    ]


def _page(
    opened: Opened,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    sent: bool = False,
    first: str = "",
) -> str:
    """Show the page; with what was typed about each question, and what is wrong with it."""
    found, copy = _copy(opened)
    concluded = copy.review.concluded is not None
    problems = [Problem("", first)] if first else []
    problems += [Problem(f"{name}-text", text) for name, text in (errors or {}).items()]
    return render_template(
        "pages/review/respondent.html",
        held=opened.held,
        reviewed=found,
        copy=copy,
        asked=_asked(copy),
        states=states(found.campaign.purpose),
        # What a reviewer sets and why is told when the review has ended: until then it may still change.
        sides=copy.sides() if concluded else None,
        steps=_steps(copy) if concluded else {},
        typed={name: visible(text) for name, text in (typed or {}).items()},
        errors=errors or {},
        sent=sent,
        problems=problems,
        failed=bool(problems),
        private=True,
    )


def _steps(copy: OpenedCopy) -> dict[str, str]:
    """Tell in words the other steps that were set."""
    return {name: dict(copy.steps_of(name)).get(step, "") for name, step in copy.review.steps().items()}
