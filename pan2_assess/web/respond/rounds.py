"""The next round: a new assessment begun from the last one, whose answers wait beside it to be confirmed."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.model import Edition
from pan2_assess.core.steps import left_to_do
from pan2_assess.web import access, clock, heads, limits
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.frozen import evaluated
from pan2_assess.web.kept_keys import OWN, set_aside
from pan2_assess.web.languages import language, library
from pan2_assess.web.ownsteps import own_steps
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.shown import Problem
from pan2_assess.web.sources import add_source
from pan2_assess.web.texts import composed


def _present(opened: Opened) -> Edition:
    """Give the questionnaire as it is today; 404 where there is none any more."""
    found = library().editions.get(opened.edition.id)
    return found if found is not None else abort(404)


@blueprint.get("/<lang>/a/<assessment>/next")
@access.respondent("submitted", manage=True)
def next_round(opened: Opened) -> str:
    typed = {"organisation": opened.held.organisation, "on": clock.today().isoformat()}
    return _page(opened, heads.BeginForm(formdata=None), typed)


def _page(opened: Opened, form: heads.BeginForm, typed: dict[str, str], first: str = "") -> str:
    edition = _present(opened)
    problems = ([Problem("", first)] if first else []) + heads.problems_of(form)
    more: dict[str, Any] = {"typed": typed, "errors": heads.errors_of(form), "problems": problems}
    changed = edition.digest != opened.edition.digest
    return render_template("pages/next.html", **same_browser(opened), **more, changed=changed, failed=bool(problems))


@shows_again("respond.begin_next")
@access.respondent("submitted", manage=True)
def next_again(opened: Opened) -> tuple[str, int]:
    form = heads.BeginForm()
    first = late(_("Nothing was begun: the page was open for too long. Press the button again."))
    return _page(opened, form, heads.typed_in(form), first), 400


@blueprint.post("/<lang>/a/<assessment>/next")
@access.respondent("submitted", manage=True)
@limits.limiter.limit(limits.BEGIN)
def begin_next(opened: Opened) -> Response | tuple[str, int]:
    edition, form = _present(opened), heads.BeginForm()
    if not form.validate():
        return _page(opened, form, heads.typed_in(form)), 422
    if form.day < opened.held.on:
        told = _("This day lies before the last round’s date. The next round describes a later day.")
        form.on.errors = (told,)
        return _page(opened, form, heads.typed_in(form)), 422
    sheet, _evaluation = evaluated(opened)
    begun = store.begin(edition, composed(form.organisation.data), form.day)
    add_source(begun.access, opened.edition, sheet, "round")
    steps = left_to_do(own_steps(opened), opened.held.on, edition)
    if steps:
        store.keep_beside(begun.access, "step", {name: step.as_json() for name, step in steps.items()})
    access.remember(begun.access)
    response = redirect(url_for("respond.key_page", lang=language(), assessment=begun.assessment_id), 303)
    set_aside(response, OWN, begun.assessment_id, begun.key)
    return response
