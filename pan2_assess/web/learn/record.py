"""A record of a module done: a page to print, for anybody, and nothing of it kept."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.web import access, clock
from pan2_assess.web.errors import shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.learn import papers
from pan2_assess.web.learn.blueprint import blueprint
from pan2_assess.web.learn.training import LearnerForm, checked_again, module_or_404, tries_of
from pan2_assess.web.texts import composed


@blueprint.post("/<lang>/training/<name>/record")
@access.public
def make_record(name: str) -> Response | tuple[str, int]:
    """Write the record into an address and lead there: it can be gone back to, kept and opened again."""
    found = module_or_404(name)
    form = LearnerForm()
    if not form.validate_on_submit():
        return checked_again(found, form), 422
    person = {part: composed(form[part].data) for part in ("name", "function", "organisation")}
    tries = tries_of(found)
    word = papers.written(found, papers.paper(tries.first, tries.last, person, clock.today()))
    return redirect(url_for("learn.record", lang=language(), name=found.id, paper=word), 303)


@blueprint.get("/<lang>/training/<name>/record")
@access.public
def record(name: str) -> Response | str:
    found = module_or_404(name)
    word = request.args.get("paper", "")
    if not word:  # its address without what stands in it: nothing of it was kept
        return redirect(url_for("learn.module", lang=language(), name=found.id, _anchor="quiz"), 303)
    made = papers.read(found, word)
    if made is None:
        abort(404)
    return render_template(
        "pages/record.html",
        module=found,
        record=made,
        word=word,
        again=[question for question in found.quiz if question.id in made.again],
        private=True,
    )


@shows_again("learn.make_record")
@access.public
def record_again(name: str) -> tuple[str, int]:
    found, form = module_or_404(name), LearnerForm()
    first = _("The page was open for too long, or cookies are blocked. What you typed stands here; send it again.")
    return checked_again(found, form, first), 400
