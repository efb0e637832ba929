"""A record of a module done: a page to print, for anybody, and nothing of it kept."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.web import access, clock
from pan2_assess.web.errors import shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.learn.blueprint import blueprint
from pan2_assess.web.learn.training import LearnerForm, checked_again, module_or_404, tries_of
from pan2_assess.web.texts import composed


@blueprint.get("/<lang>/training/<name>/record")
@access.public
def no_record(name: str) -> Response:
    """Lead who opens the address of a record back to the quiz: it was kept nowhere."""
    found = module_or_404(name)
    return redirect(url_for("learn.module", lang=language(), name=found.id, _anchor="quiz"), 303)


@blueprint.post("/<lang>/training/<name>/record")
@access.public
def record(name: str) -> str | tuple[str, int]:
    found = module_or_404(name)
    form = LearnerForm()
    if not form.validate_on_submit():
        return checked_again(found, form), 422
    person = {part: composed(form[part].data) for part in ("name", "function", "organisation")}
    return render_template(
        "pages/record.html", module=found, tries=tries_of(found), person=person, on=clock.today(), private=True
    )


@shows_again("learn.record")
@access.public
def record_again(name: str) -> tuple[str, int]:
    found, form = module_or_404(name), LearnerForm()
    first = _("The page was open for too long, or cookies are blocked. What you typed stands here; send it again.")
    return checked_again(found, form, first), 400
