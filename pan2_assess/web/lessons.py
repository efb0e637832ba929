"""What a pilot company says to its lessons being passed on: exactly these words, with its name or without, or not."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.store import lessons
from pan2_assess.store.access import Full
from pan2_assess.store.lessons import LONGEST
from pan2_assess.web import access
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import visible

HERE = "/<lang>/a/<assessment>/lessons"

blueprint = Blueprint("lessons", __name__)


@blueprint.get(HERE)
@access.respondent("submitted")
def page(opened: Opened) -> str:
    return _page(opened, {}, {})


def _page(opened: Opened, typed: dict[str, Any], errors: dict[str, str]) -> str:
    found = lessons.asked(opened.access)
    if found is None:
        abort(404)
    return render_template(
        "pages/lessons.html",
        held=opened.held,
        asked=found,
        typed=typed,
        errors=errors,
        problems=[Problem(field, said) for field, said in errors.items() if said],
        failed=any(errors.values()),
        longest=LONGEST,
        private=True,
    )


@shows_again("lessons.offer")
@access.respondent("submitted", manage=True)
def offer_again(opened: Opened) -> tuple[str, int]:
    told = late(_("The page was open for too long, and nothing was sent. Look at the text and send it once more."))
    return _page(opened, request.form.to_dict(), {"": told}), 400


@blueprint.post(HERE)
@access.respondent("submitted", manage=True)
def offer(opened: Opened) -> Response | tuple[str, int]:
    """Pass on words of one's own."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    errors = {"text": ""}
    if not text:
        errors["text"] = _("Write the text first.")
    elif len(text) > LONGEST:
        errors["text"] = _(
            "%(number)s characters are too many by %(over)s.", number=len(text), over=len(text) - LONGEST
        )
    else:
        try:
            lessons.offer(opened.access, visible(text), "named" in request.form)
            return _back(opened)
        except Full:
            errors["text"] = _("There are as many texts as there may be. Take one back first.")
    return _page(opened, request.form.to_dict(), errors), 422


@blueprint.post(f"{HERE}/<lesson>/approve")
@access.respondent("submitted", manage=True)
def approve(opened: Opened, lesson: str) -> Response:
    """Let exactly this text be passed on; the button pressed says whether with the name."""
    lessons.approve(opened.access, lesson, request.form.get("as") == "named")
    return _back(opened)


@blueprint.post(f"{HERE}/<lesson>/refuse")
@access.respondent("submitted", manage=True)
def refuse(opened: Opened, lesson: str) -> Response:
    lessons.refuse(opened.access, lesson)
    return _back(opened)


def _back(opened: Opened) -> Response:
    return redirect(url_for("lessons.page", lang=language(), assessment=opened.held.id), 303)
