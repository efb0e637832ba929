"""Which duties reach you: a few facts in, the duties they decide out, and nothing kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from pan2_assess.core.answers import Answer
from pan2_assess.core.days import parse_day
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.feedback_types import DutyLine
from pan2_assess.core.law import duties_on, facts_of
from pan2_assess.core.model import Edition, Question
from pan2_assess.core.sheet import FIRST_DAY, LAST_DAY
from pan2_assess.core.speech import speech
from pan2_assess.core.telling_duties import duties_note, duty_lines
from pan2_assess.web import access, clock, forms, settling, shown
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.heads import errors_of, typed_in
from pan2_assess.web.languages import editions, language
from pan2_assess.web.learn.blueprint import blueprint
from pan2_assess.web.shown import Problem

Answers = dict[str, Answer]


class DayForm(FlaskForm):
    on = StringField()

    def validate_on(self, field: StringField) -> None:
        try:
            day = parse_day((field.data or "").strip())
        except ValueError:
            raise ValidationError(_("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("This date is too far away."))

    @property
    def day(self) -> date:
        return parse_day((self.on.data or "").strip())


@dataclass(frozen=True)
class Asked:
    """A question on the page to which another place of it leads."""

    id: str
    number: str
    text: str


@dataclass(frozen=True)
class Found:
    """What the facts given come to: the duties told, in groups, and on which of the facts asked each one hangs."""

    note: str
    applying: tuple[DutyLine, ...]
    coming: tuple[DutyLine, ...]
    untold: tuple[DutyLine, ...]
    others: tuple[DutyLine, ...]
    open: dict[str, tuple[Asked, ...]]  # by duty


@blueprint.get("/<lang>/duties/find")
@access.public
def find() -> str:
    """Let choose for whom: every questionnaire that checks duties can find them."""
    able = sorted((edition for edition in editions() if edition.duties), key=lambda edition: -len(edition.duties))
    return render_template("pages/find.html", offers=[(edition, len(facts_of(edition))) for edition in able])


def edition_or_404(questionnaire: str) -> Edition:
    for edition in editions():
        if edition.id == questionnaire and edition.duties:
            return edition
    abort(404)


@blueprint.get("/<lang>/duties/find/<questionnaire>")
@access.public
def find_in(questionnaire: str) -> str:
    return _page(edition_or_404(questionnaire), settling.Reading(), {"on": clock.today().isoformat()})


@blueprint.post("/<lang>/duties/find/<questionnaire>")
@access.public
def find_now(questionnaire: str) -> str | tuple[str, int]:
    """Show the duties above the facts they were found with, and the facts that these bring with them."""
    edition = edition_or_404(questionnaire)
    form, reading = DayForm(), _read(edition)
    valid = form.validate_on_submit()
    if reading.errors or not valid:
        return _page(edition, reading, typed_in(form), errors_of(form)), 422
    return _page(edition, reading, typed_in(form), found=_found(edition, _answers(reading), form.day))


@shows_again("learn.find_now")
@access.public
def find_again(questionnaire: str) -> tuple[str, int]:
    edition = edition_or_404(questionnaire)
    reading = _read(edition)
    first = late(_("The page was open for too long, or cookies are blocked. What you told stands here; send it again."))
    return _page(edition, reading, typed_in(DayForm()), first=first), 400


def _read(edition: Edition) -> settling.Reading:
    return settling.read(forms.fields_of(_facts(edition)), {}, clock.today())


def _facts(edition: Edition) -> list[Question]:
    return [edition.questions[name] for name in facts_of(edition)]


def _answers(reading: settling.Reading) -> Answers:
    return {name: answer for name, answer in reading.valid.items() if answer}


def _found(edition: Edition, answers: Answers, on: date) -> Found:
    say = speech(language())
    # Nothing but facts is asked here, so no answer can fall short of a duty.
    results = duties_on(on, edition, answers, set(path_of(edition, answers)), frozenset())
    lines = duty_lines(edition, results, say)
    return Found(
        note=duties_note(on, say),
        applying=tuple(line for line in lines if line.applies),
        coming=tuple(line for line in lines if line.applies is False and line.starts),
        untold=tuple(line for line in lines if line.applies is None),
        others=tuple(line for line in lines if line.applies is False and not line.starts),
        open={
            result.duty.id: tuple(
                Asked(name, edition.number(name), edition.questions[name].text) for name in result.open
            )
            for result in results
        },
    )


def _asked(edition: Edition, name: str) -> Asked:
    return Asked(name, edition.number(name), edition.questions[name].text)


def _page(
    edition: Edition,
    reading: settling.Reading,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    first: str = "",
    *,
    found: Found | None = None,
) -> str:
    """Render the facts asked so far, as typed, with what they came to."""
    answers, errors = _answers(reading), errors or {}
    asked = set(request.form.getlist("asked"))
    # Beside a fault nothing goes away: what follows from the fact at fault is not known yet.
    shows = set(path_of(edition, answers)) | (set() if found else asked)
    questions = [_shown(edition, question, reading) for question in _facts(edition) if question.id in shows]
    problems = [Problem("", first)] if first else []
    problems += [problem for question in questions for problem in question.problems()]
    problems += [Problem(name, text) for name, text in errors.items()]
    return render_template(
        "pages/find_in.html",
        edition=edition,
        questions=questions,
        new=[question for question in questions if question.id not in asked] if found else [],
        typed=typed,
        errors=errors,
        problems=problems,
        failed=bool(problems),
        found=found,
    )


def _shown(edition: Edition, question: Question, reading: settling.Reading) -> shown.Shown:
    typed = {name: text for name, text in reading.typed.get(question.id, {}).items() if text is not None}
    return shown.show(
        edition,
        question,
        False,
        typed={**forms.typed_of(question, None), **typed},
        errors=reading.errors.get(question.id, {}),
        saved=question.id in reading.valid,
    )
