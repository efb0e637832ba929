"""The pages of questions: shown, saved, and shown again with everything typed where something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.core.model import Question, Section
from pan2_assess.core.not_asked import not_asked
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.web import access, course, forms, shown
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import passing, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.respond.overview import moved
from pan2_assess.web.shown import Problem


def section_or_404(opened: Opened, name: str) -> Section:
    for section in opened.edition.sections:
        if section.id == name:
            return section
    abort(404)


@blueprint.get("/<lang>/a/<assessment>/<section>/<int:page>")
@access.respondent("draft")
def section(opened: Opened, section: str, page: int) -> Response | str:
    found = section_or_404(opened, section)
    pages = course.pages_of(opened.evaluation, found)
    if not 1 <= page <= len(pages):
        return _to_tasks(opened)
    return _page(opened, found, page, pages[page - 1], forms.Reading())


def _page(
    opened: Opened, section: Section, page: int, asked: list[str], reading: forms.Reading, first: str = ""
) -> str:
    """Render a page of questions: from what was typed where something was, else from what is kept."""
    edition, kept = opened.edition, opened.held.answers
    questions = [
        shown.show(
            edition,
            edition.questions[name],
            opened.evaluation.small,
            typed=reading.typed.get(name) or forms.typed_of(edition.questions[name], kept.get(name)),
            errors=reading.errors.get(name, {}),
            saved=name in kept,
            was=forms.fingerprint(kept.get(name)),
        )
        for name in asked
    ]
    problems = [Problem("", first)] if first else []
    problems += [problem for question in questions for problem in question.problems()]
    return render_template(
        "pages/section.html",
        **same_browser(opened),
        section=section,
        section_number=edition.sections.index(section) + 1,
        page=page,
        pages=max(page, len(course.pages_of(opened.evaluation, section))),
        questions=questions,
        problems=problems,
        failed=bool(problems),
        moved=moved(opened),
        change=_change(opened),
    )


def _change(opened: Opened) -> str:
    """Name the answer that is being changed from «check your answers», to go back there; empty for none."""
    named = request.values.get("change", "")
    return named if named in opened.edition.questions else ""


def _asked(opened: Opened, section: Section) -> list[Question]:
    """Take the questions the form was shown with, as far as they belong here."""
    named = set(request.form.getlist("asked"))
    found = [question for question in section.questions if question.id in named]
    if not found or len(found) > 2 * course.PER_PAGE:
        abort(400)
    return found


@shows_again("respond.save_section")
@access.respondent("draft", edit=True)
def section_again(opened: Opened, section: str, page: int) -> tuple[str, int]:
    """Show the page with all that was typed, saving nothing: the form's guard was missing or old."""
    found = section_or_404(opened, section)
    questions = _asked(opened, found)
    typed = {name: forms.shown_again(fields) for name, fields in forms.fields_of(questions).items()}
    reading = forms.Reading(typed=typed)
    first = _("Your answers were not saved: the page was open for too long. They stand here; press Save again.")
    return _page(opened, found, page, [question.id for question in questions], reading, first), 400


@blueprint.post("/<lang>/a/<assessment>/<section>/<int:page>")
@access.respondent("draft", edit=True)
def save_section(opened: Opened, section: str, page: int) -> Response | tuple[str, int]:
    found = section_or_404(opened, section)
    questions = _asked(opened, found)
    asked = [question.id for question in questions]
    reading = forms.read(questions, opened.held.answers, opened.held.on)
    try:
        if not _save(opened, reading):  # a colleague was faster: read once more, beside what stands now
            opened = _as_saved(opened)
            reading = forms.read(questions, opened.held.answers, opened.held.on)
            _save(opened, reading)
    except SQLAlchemyError as error:
        # Only the error's kind: its text may quote what was to be written.
        current_app.logger.error("database: %s while saving", type(error).__name__)
        first = _("Your answers could not be saved just now, but they stand here.")
        first += " " + (_("Press Save again in a moment.") if passing(error) else _("Copy what you want to keep."))
        return _page(opened, found, page, asked, forms.Reading(typed=reading.typed), first), 503
    if reading.errors:
        return _page(_as_saved(opened), found, page, asked, reading), 422
    return redirect(_onward(opened, asked, reading), 303)


def _save(opened: Opened, reading: forms.Reading) -> bool:
    """Save what may be saved; tell whether the answers still stood as this request found them."""
    data = {name: answer.as_json() if answer else None for name, answer in reading.valid.items()}
    try:
        if data:
            store.save(opened.access, data, was={name: opened.held.answers.get(name) for name in data})
    except store.Overtaken:
        return False
    return True


def _as_saved(opened: Opened) -> Opened:
    """Open once more, so that the page knows what was saved just now."""
    return access.open_or_404(opened.held.id, edit=True)


def _onward(opened: Opened, asked: list[str], reading: forms.Reading) -> str:
    """Tell where to go after saving, and say on the way which questions came and went."""
    answers = {**opened.answers, **{name: answer for name, answer in reading.valid.items() if answer}}
    for name, answer in reading.valid.items():
        if answer is None:
            answers.pop(name, None)
    before, after = opened.evaluation, opened.with_answers(answers)
    came = [name for name in after.path if name not in before.path]
    went = [name for name in before.path if name not in after.path]
    changed = [name for name in reading.valid if opened.answers.get(name) != answers.get(name)]
    news = {
        "came": course.counted(after.edition, came, _behind(opened, opened.answers, came, changed)),
        "went": course.counted(after.edition, went, _behind(opened, answers, went, changed)),
    }
    news = {name: text for name, text in news.items() if text}
    following = None if request.form.get("then") == "tasks" else course.next_after(after, asked, came)
    change = "" if request.form.get("then") == "tasks" else _change(opened)
    if set(asked) & set(after.alarms):  # also where it was saved before, beside a field with a fault
        more: dict[str, Any] = {"section": following[0], "page": following[1]} if following else {}
        more = {"change": change} if change else more
        return url_for("respond.protect", lang=language(), assessment=opened.held.id, **(more | news))
    return _address(opened, following, news, change)


def _behind(opened: Opened, answers: Mapping[str, Answer], moved: list[str], changed: list[str]) -> list[str]:
    """Name the answers just changed that decide about these questions, which with `answers` are not asked."""
    deciding = not_asked(opened.edition, answers) if moved else {}
    named = {fact for name in moved for fact in deciding.get(name, ())}
    return [name for name in changed if name in named]


def _address(opened: Opened, following: tuple[str, int] | None, news: dict[str, str], change: str = "") -> str:
    common: dict[str, Any] = {"lang": language(), "assessment": opened.held.id, **news}
    if change:
        return url_for("respond.check", _anchor=None if news else f"answer-{change}", **common)
    if following is None:
        return url_for("respond.tasks", **common)
    return url_for("respond.section", section=following[0], page=following[1], **common)


def _to_tasks(opened: Opened) -> Response:
    return redirect(url_for("respond.tasks", lang=language(), assessment=opened.held.id), 303)


@blueprint.get("/<lang>/a/<assessment>/protect")
@access.respondent("draft")
def protect(opened: Opened) -> Response | str:
    """Show what protects people first; it follows on every answer that raises the alarm."""
    if not opened.evaluation.alarms:
        return _to_tasks(opened)
    section, page = request.args.get("section", ""), request.args.get("page", "")
    known = section in {item.id for item in opened.edition.sections} and page.isascii() and page.isdigit()
    news = {name: request.args[name] for name in ("came", "went") if name in request.args}
    onward = _address(opened, (section, int(page)) if known else None, news, _change(opened))
    source = opened.edition.protect
    told: dict[str, Any] = {"title": source.title, "intro": source.intro, "alarms": _alarms(opened)}
    told |= {"never": source.never, "do": source.do, "call": source.call}
    change = _change(opened)
    return render_template("pages/protect.html", **same_browser(opened), protect=told, onward=onward, change=change)


def _alarms(opened: Opened) -> list[dict[str, str]]:
    """List the answers that raise the alarm, each with the way to change it."""
    evaluation = opened.evaluation
    telling = Telling(opened.edition, opened.sheet(), evaluation, speech(language()))
    lines = [telling.line(name) for name in evaluation.alarms]
    return [
        {
            "number": line.number,
            "text": line.text,
            "answer": line.answer,
            "href": course.address(evaluation, opened.held.id, line.question) if opened.held.may_edit else "",
        }
        for line in lines
    ]
