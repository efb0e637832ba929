"""The own action plan: recommendations and own lines with who sees to them, until when, and whether they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask import Response as Page
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.advice import recommendations
from pan2_assess.core.speech import speech
from pan2_assess.core.spreadsheet import as_csv
from pan2_assess.core.steps import MAX_STEPS, OwnStep, is_own, ordered
from pan2_assess.core.telling import Telling
from pan2_assess.web import access, clock, ownsteps
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import passing, shows_again
from pan2_assess.web.frozen import evaluated
from pan2_assess.web.handing import handed
from pan2_assess.web.languages import language
from pan2_assess.web.ownsteps import Reading, Typed, own_steps
from pan2_assess.web.shown import Problem

blueprint = Blueprint("steps", __name__)


@dataclass(frozen=True)
class Line:
    """A step as the page shows it."""

    name: str
    step: OwnStep
    own: bool
    overdue: bool
    typed: Typed
    was: str
    errors: Mapping[str, str] = field(default_factory=dict)
    overtaken: bool = False
    theirs: OwnStep | None = None  # what a colleague has made of it; None where it was taken off

    def target(self, part: str) -> str:
        return self.name if part == "line" else f"{self.name}-{part}"


@blueprint.get("/<lang>/a/<assessment>/plan")
@access.respondent()
def page(opened: Opened) -> str:
    return _page(opened, Reading())


@shows_again("steps.save")
@access.respondent(edit=True)
def save_again(opened: Opened) -> tuple[str, int]:
    forms = ownsteps.lines_of(_names(opened))
    typed = {name: ownsteps.typed_in(form) for name, form in forms.items()}
    first = _("Your plan was not saved: the page was open for too long. All stands here; press Save again.")
    return _page(opened, Reading(typed=typed), first), 400


@blueprint.post("/<lang>/a/<assessment>/plan")
@access.respondent(edit=True)
def save(opened: Opened) -> Response | tuple[str, int]:
    forms = ownsteps.lines_of(_names(opened))
    anew = _anew(opened, set(forms) - set(own_steps(opened)))
    reading = Reading(typed={name: ownsteps.typed_in(form) for name, form in forms.items()})
    try:
        for _try in range(2):  # a colleague may be faster once: then read once more, beside what stands now
            now = own_steps(opened)
            reading = ownsteps.read(forms, now, anew, clock.today())
            if _keep(opened, reading.valid, now):
                break
        else:
            first = _("Somebody else is saving the plan just now. Yours stands here; press Save again.")
            return _page(opened, reading, first), 409
    except store.Full:
        return _page(opened, reading, _full()), 422
    except SQLAlchemyError as error:
        # Only the error's kind: its text may quote what was to be written.
        current_app.logger.error("database: %s while saving", type(error).__name__)
        first = _("Your plan could not be saved just now, but it stands here.")
        first += " " + (_("Press Save again in a moment.") if passing(error) else _("Copy what you want to keep."))
        return _page(opened, reading, first), 503
    if reading.errors:
        unsaved = {name: typed for name, typed in reading.typed.items() if name in reading.errors}
        wrong = Reading(errors=reading.errors, overtaken=reading.overtaken, typed=unsaved)
        return _page(opened, wrong), 409 if reading.overtaken else 422
    return redirect(url_for("steps.page", lang=language(), assessment=opened.held.id, saved=1), 303)


def _full() -> str:
    return _("A plan holds %(number)s lines. Take some off first.", number=MAX_STEPS)


def _keep(opened: Opened, steps: Mapping[str, OwnStep | None], now: Mapping[str, OwnStep]) -> bool:
    """Keep these steps; tell whether they still stood as this request found them."""
    values = {name: step.as_json() if step else None for name, step in steps.items()}
    was = {name: now[name].as_json() if name in now else None for name in values}
    try:
        if values:
            store.keep_beside(opened.access, "step", values, was=was, most=MAX_STEPS)
    except store.Overtaken:
        return False
    return True


def _names(opened: Opened) -> list[str]:
    """Take the lines the form was shown with."""
    names = list(dict.fromkeys(request.form.getlist("line")))
    if len(names) > MAX_STEPS + 1 or not all(ownsteps.is_name(name, opened) for name in names):
        abort(400)
    return names


def _anew(opened: Opened, names: set[str]) -> dict[str, OwnStep]:
    """Word the steps that answer these questions as the result words them now."""
    questions = {name: opened.edition.questions[name].text for name in names if not is_own(name)}
    if not questions:
        return {}
    steps = _recommended(opened) if opened.held.submitted_at else {}
    number = opened.edition.number
    return {name: steps.get(name) or OwnStep(text, text, number(name)) for name, text in questions.items()}


def _recommended(opened: Opened) -> dict[str, OwnStep]:
    """Give the recommendations of the result as steps, in their order, by question."""
    sheet, evaluation = evaluated(opened)
    edition, telling = opened.edition, Telling(opened.edition, sheet, evaluation, speech(language()))
    items = {item.share.question.id: item for item in recommendations(evaluation)}
    return {
        name: OwnStep(telling.step(item), edition.questions[name].text, edition.number(name))
        for name, item in items.items()
    }


@shows_again("steps.add")
@access.respondent("submitted", edit=True)
def add_again(opened: Opened) -> tuple[str, int]:
    first = _("Nothing was added: the page was open for too long. Go back to the result and press the button again.")
    return _page(opened, Reading(), first), 400


@blueprint.post("/<lang>/a/<assessment>/plan/add")
@access.respondent("submitted", edit=True)
def add(opened: Opened) -> Response | tuple[str, int]:
    """Put a recommendation on the plan, in the words it has now."""
    name = request.form.get("add", "")
    found = _recommended(opened).get(name)
    if found is None:
        abort(400)
    now = own_steps(opened)
    try:
        if name not in now:
            _keep(opened, {name: found}, now)  # overtaken: it is there already
    except store.Full:
        return _page(opened, Reading(), _full()), 422
    return redirect(url_for("result.page", lang=language(), assessment=opened.held.id, _anchor=f"step-{name}"), 303)


def _in_order(opened: Opened, steps: Mapping[str, OwnStep]) -> dict[str, OwnStep]:
    """Order by the recommendations once they may be seen, before by the questionnaire."""
    ranked = _recommended(opened) if opened.held.submitted_at else opened.edition.questions
    return ordered(steps, {name: rank for rank, name in enumerate(ranked)})


def _page(opened: Opened, reading: Reading, first: str = "") -> str:
    now = own_steps(opened)
    gone = [name for name in reading.typed if name not in now]
    anew = _anew(opened, {name for name in gone if not is_own(name)})
    # The line to come stands last in the form; another own one may have been taken off meanwhile.
    blank = next((name for name in reversed(gone) if is_own(name) and name not in reading.overtaken), "")
    back = {name: anew.get(name) or OwnStep(reading.typed[name]["step"]) for name in gone if name != blank}
    lines = [_line(name, step, now.get(name), reading) for name, step in _in_order(opened, {**now, **back}).items()]
    new = _line(blank or ownsteps.new_name(), OwnStep(""), None, reading)
    problems, unnamed = [Problem("", first)] if first else [], _("New line")
    problems += [
        Problem(line.target(part), f"{line.step.number or line.step.step or unnamed}: {text}")
        for line in (*lines, new)
        for part, text in line.errors.items()
    ]
    return render_template(
        "pages/own_steps.html",
        held=opened.held,
        to_do=[line for line in lines if not line.step.done],
        done=[line for line in lines if line.step.done],
        overdue=sum(line.overdue for line in lines),
        new=new,
        saved="saved" in request.args,
        problems=problems,
        failed=bool(problems),
        private=True,
    )


def _line(name: str, step: OwnStep, now: OwnStep | None, reading: Reading) -> Line:
    overtaken = name in reading.overtaken
    return Line(
        name=name,
        step=step,
        own=is_own(name),
        overdue=step.overdue(clock.today()),
        typed=reading.typed.get(name) or ownsteps.typed_of(step),
        was=ownsteps.mark(now),
        errors=reading.errors.get(name, {}),
        overtaken=overtaken,
        theirs=now if overtaken else None,
    )


@blueprint.get("/<lang>/a/<assessment>/plan.csv")
@access.respondent()
def table(opened: Opened) -> Page:
    """Hand out the plan as a table for a spreadsheet."""
    rows = [(_("Number"), _("Question"), _("Step"), _("Who"), _("By"), _("State"), _("Done on"), _("Note"))]
    for step in _in_order(opened, own_steps(opened)).values():
        days = _iso(step.by), _state(step), _iso(step.done)
        rows.append((step.number, step.topic, step.step, step.owner, *days, step.note))
    name = f"{opened.held.questionnaire}-plan-{opened.held.on.isoformat()}.csv"
    return handed(as_csv(rows), name, "text/csv; charset=utf-8")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _state(step: OwnStep) -> str:
    if step.done:
        return _("done")
    return _("overdue") if step.overdue(clock.today()) else _("to do")
