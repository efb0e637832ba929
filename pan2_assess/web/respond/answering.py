"""The pages of questions: shown, saved, and shown again with everything typed where something is wrong."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.model import Question, Section
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.web import access, course, forms, settling, shown
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import passing, shows_again, switching
from pan2_assess.web.forms import Fields
from pan2_assess.web.languages import clock_time, day, language, moment
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.respond.onward import changing, onward, to_tasks
from pan2_assess.web.respond.overview import moved
from pan2_assess.web.settling import Reading, fingerprint
from pan2_assess.web.shown import Other, Problem
from pan2_assess.web.sources import proposals
from pan2_assess.web.unsaved import entries, unsaved

KEEP = "keep"  # what a script says that saves while its reader goes on typing
TRIES = 5  # to save beside colleagues who save at the same moment


def section_or_404(opened: Opened, name: str) -> Section:
    for section in opened.sections:
        if section.id == name:
            return section
    abort(404)


@blueprint.get("/<lang>/a/<assessment>/<section>/<int:page>")
@access.respondent("draft", who="both")
def section(opened: Opened, section: str, page: int) -> Response | str:
    found = section_or_404(opened, section)
    if not opened.held.may_edit:
        there = url_for("respond.check", lang=language(), assessment=opened.held.id, _anchor=f"part-{found.id}")
        return redirect(there, 303)
    pages = course.pages_of(opened.evaluation, found)
    if not 1 <= page <= len(pages):
        return to_tasks(opened)
    left = unsaved(opened)
    fields = [(opened.edition.questions[name], left[name]) for name in pages[page - 1] if name in left]
    reading = settling.read(fields, opened.held.answers, opened.held.on)
    return _page(opened, found, page, pages[page - 1], reading, set(reading.typed))


def _page(
    opened: Opened, section: Section, page: int, asked: list[str], reading: Reading, typed: set[str], first: str = ""
) -> str:
    """Render a page of questions: from what was typed for those in `typed`, for the others from what is kept."""
    edition, kept = opened.edition, opened.held.answers
    theirs = _theirs(opened, reading.both)
    earlier = _earlier(opened, asked)
    questions = []
    for name in asked:
        question, now = edition.questions[name], kept.get(name)
        fields = reading.typed[name] if name in typed else forms.typed_of(question, now)
        questions.append(
            shown.show(
                edition,
                question,
                opened.evaluation.small,
                typed=fields,
                errors=reading.errors.get(name, {}),
                saved=now is not None,
                # Beside two answers it is the other one's; else that of the answer the typing began from.
                was=fields["was"] or "" if name in typed and name not in reading.both else fingerprint(now),
                theirs=theirs.get(name),
                earlier=earlier.get(name),
            )
        )
    problems = [Problem("", first)] if first else []
    problems += [problem for question in questions for problem in question.problems()]
    return render_template(
        "pages/section.html",
        **same_browser(opened),
        section=section,
        section_number=opened.section_number(section.id),
        page=page,
        pages=max(page, len(course.pages_of(opened.evaluation, section))),
        questions=questions,
        problems=problems,
        failed=bool(problems),
        moved=moved(opened),
        answered=opened.evaluation.required - len(opened.evaluation.missing),
        required=opened.evaluation.required,
        change=changing(opened),
    )


def _theirs(opened: Opened, names: set[str]) -> dict[str, Other]:
    """Tell the answers that others have given meanwhile, and who and when."""
    if not names:
        return {}
    authors = store.authors(opened.access, names)
    telling = Telling(opened.edition, opened.sheet(), opened.evaluation, speech(language()))
    found = {}
    for name in names:
        author = authors.get(name)
        line = telling.line(name) if name in opened.answers else None
        found[name] = shown.other(
            line,
            who=author.key_name if author else "",
            own=author.own if author else False,
            when=moment(author.at) if author else "",
        )
    return found


def _earlier(opened: Opened, asked: list[str]) -> dict[str, Other]:
    """Tell what was answered before to those of these questions that are open."""
    found: dict[str, Other] = {}
    for name, one in proposals(opened).items():
        if name in asked:
            line = one.source.telling(speech(language())).line(name)
            found[name] = Other(_("You answered on %(day)s:", day=day(one.source.on)), shown.lines_of(line))
    return found


def _asked(section: Section) -> list[Question]:
    """Take the questions the form was shown with, as far as they belong here."""
    named = set(request.form.getlist("asked"))
    found = [question for question in section.questions if question.id in named]
    if not found or len(found) > 2 * course.PER_PAGE:
        abort(400)
    return found


@shows_again("respond.save_section")
@access.respondent("draft", edit=True, who="both")
def section_again(opened: Opened, section: str, page: int) -> Response | tuple[str, int]:
    """Show the page with all that was typed: the form's guard was missing or old, or its language changes."""
    found = section_or_404(opened, section)
    fields = forms.fields_of(_asked(found))
    if switching():
        return _switch(opened, found, page, fields)
    first = _("Your answers were not saved: the page was open for too long. They stand here; press Save again.")
    return _as_typed(opened, found, page, fields, first), 400


def shown_as_typed(opened: Opened, section: str, page: int, first: str) -> str:
    """Show a page just sent with all that was typed, saving nothing; `first` says why it is shown again."""
    found = section_or_404(opened, section)
    first += " " + _("Your answers stand here and are not saved yet: press Save.")
    return _as_typed(opened, found, page, forms.fields_of(_asked(found)), first)


def _as_typed(opened: Opened, section: Section, page: int, fields: Fields, first: str) -> str:
    typed = {question.id: forms.shown_again(values) for question, values in fields}
    return _page(opened, section, page, list(typed), Reading(typed=typed), set(typed), first)


def _switch(opened: Opened, section: Section, page: int, fields: Fields) -> Response | tuple[str, int]:
    """Keep what was typed, fit to be an answer or not, and show it in the other language."""
    try:
        _save(opened, fields)
    except (SQLAlchemyError, store.Overtaken) as error:
        return _not_saved(opened, section, page, fields, error)
    address: dict[str, Any] = {"section": section.id, "page": page, "change": changing(opened) or None}
    return redirect(url_for("respond.section", lang=language(), assessment=opened.held.id, **address), 303)


@blueprint.post("/<lang>/a/<assessment>/<section>/<int:page>")
@access.respondent("draft", edit=True, who="both")
def save_section(opened: Opened, section: str, page: int) -> Response | tuple[Response | str, int]:
    found = section_or_404(opened, section)
    fields = forms.fields_of(_asked(found))
    asked = [question.id for question, _typed in fields]
    meanwhile = request.form.get("then") == KEEP
    try:
        opened, reading = _save(opened, fields, meanwhile=meanwhile)
    except (SQLAlchemyError, store.Overtaken) as error:
        if meanwhile:
            return jsonify(said=_("Not saved just now; press Save when you are done.")), 503
        return _not_saved(opened, found, page, fields, error)
    if meanwhile:
        return jsonify(_kept_meanwhile(opened, reading))
    if reading.errors:
        return _page(_as_saved(opened), found, page, asked, reading, set(reading.errors)), 422
    return redirect(onward(opened, asked, reading), 303)


def _not_saved(opened: Opened, section: Section, page: int, fields: Fields, error: Exception) -> tuple[str, int]:
    # Only the error's kind: its text may quote what was to be written.
    current_app.logger.error("database: %s while saving", type(error).__name__)
    again = isinstance(error, store.Overtaken) or (isinstance(error, SQLAlchemyError) and passing(error))
    first = _("Your answers could not be saved just now, but they stand here.")
    first += " " + (_("Press Save again in a moment.") if again else _("Copy what you want to keep."))
    return _as_typed(opened, section, page, fields, first), 503


def _save(opened: Opened, fields: Fields, *, meanwhile: bool = False) -> tuple[Opened, Reading]:
    """Save what may be saved, and keep the rest as typed; give what it came to, and the answers it was saved onto.

    `meanwhile`, while somebody goes on typing, facts and numbers are kept as typed: they decide what is asked, and
    half a number is another number.
    """
    before = unsaved(opened)
    if meanwhile:
        fields = [(question, typed | {"clear": False, "keep": ""}) for question, typed in fields]
    for _try in range(TRIES):
        kept = opened.held.answers
        earlier = {name: one.answer for name, one in proposals(opened).items()}
        reading = settling.read(fields, kept, opened.held.on, earlier)
        waiting = {q.id for q, _typed in fields if meanwhile and q.type in ("facts", "number")} & set(reading.valid)
        for name in waiting:
            del reading.valid[name]
        data = {name: answer.as_json() if answer else None for name, answer in reading.valid.items()}
        typed = entries(fields, waiting | set(reading.errors), reading.both, before)
        try:
            if data or typed:
                store.save(opened.access, data, was={name: kept.get(name) for name in data}, typed=typed)
        except store.Overtaken:
            opened = _as_saved(opened)  # a colleague was faster: read once more, beside what stands now
            continue
        return opened, reading
    raise store.Overtaken


def _kept_meanwhile(opened: Opened, reading: Reading) -> dict[str, Any]:
    """Tell a script what was saved, and from which answers its page goes on."""
    now = _as_saved(opened)
    clashing = ", ".join(opened.edition.number(name) for name in reading.both)
    if clashing:
        said = _("Somebody else has answered %(numbers)s meanwhile: press Save to see both.", numbers=clashing)
    elif reading.valid and now.held.saved_at:
        said = _("Saved at %(time)s.", time=clock_time(now.held.saved_at))
    else:
        said = _("Kept as you typed it; the button saves it.")
    return {"said": said, "was": {name: fingerprint(now.held.answers.get(name)) for name in reading.valid}}


def _as_saved(opened: Opened) -> Opened:
    """Open once more, so that the page knows what was saved just now."""
    return access.open_or_404(opened.held.id, edit=True)
