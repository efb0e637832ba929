"""What if: answers of a submitted assessment changed on trial, to see the result move; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from pan2_assess.core.advice import Advice, advise, recommendations, whole
from pan2_assess.core.answers import Answer, AnswerErrors
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback_types import Bar
from pan2_assess.core.feedback_types import Cap as CapLine
from pan2_assess.core.model import TOP, ScoredQuestion
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import bars, standing
from pan2_assess.core.telling import Telling
from pan2_assess.core.whatif import PROVEN, Difference, Given, can_be_proven, difference, tried
from pan2_assess.web import access
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import shows_again
from pan2_assess.web.forms import EXCLUSIVE, NONE
from pan2_assess.web.frozen import evaluated
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem, Step, options, others

blueprint = Blueprint("whatif", __name__)

FIRST = 3  # recommendations shown of the result as it would be
WORTH = 5  # recommendations whose questions are worth a try

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Trial:
    """A question with the answer on trial."""

    id: str
    number: str
    text: str
    many: bool
    options: tuple[Step, ...]
    chosen: tuple[str, ...]
    changed: str  # the answer as submitted, where the one on trial is another
    unproven: bool  # the top step, which counts like the one before without dated evidence
    error: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    trials: tuple[Trial, ...]

    @property
    def changes(self) -> int:
        return sum(bool(trial.changed) for trial in self.trials)

    @property
    def open(self) -> bool:
        return any(trial.changed or trial.error for trial in self.trials)


@dataclass(frozen=True)
class Row:
    """A pillar or topic, now and then."""

    now: Bar
    then: Bar

    @property
    def moves(self) -> bool:
        return (self.now.score, self.now.state) != (self.then.score, self.then.state)

    @property
    def by(self) -> str:
        if self.now.score is None or self.then.score is None or not self.moves:
            return ""
        gain = self.then.score - self.now.score
        return f"+{gain}" if gain > 0 else f"−{-gain}"


@blueprint.get("/<lang>/a/<assessment>/what-if")
@access.respondent("submitted")
def page(opened: Opened) -> str:
    return _page(_Tried(opened))


@shows_again("whatif.change")
@access.respondent("submitted")
def change_again(opened: Opened) -> tuple[str, int]:
    made = _Tried(opened)
    made.read()
    first = _("The page was open for too long. What you chose stands here; press the button again.")
    return _page(made, first), 400


@blueprint.post("/<lang>/a/<assessment>/what-if")
@access.respondent("submitted")
def change(opened: Opened) -> str | tuple[str, int]:
    made = _Tried(opened)
    if request.form.get("try") == "way":
        made.go_the_way()
    else:
        made.read()
    return (_page(made), 422) if made.errors else _page(made)


class _Tried:
    """The frozen result, and the answers on trial beside it."""

    def __init__(self, opened: Opened) -> None:
        if not opened.edition.way:  # it would be an answer key
            abort(404)
        self.opened = opened
        self.sheet, self.before = evaluated(opened)
        self.advice = advise(self.before)
        self.changes: dict[str, Answer] = {}
        self.given: dict[str, Given] = {}
        self.errors: dict[str, str] = {}

    def read(self) -> None:
        """Take from the form what differs from the frozen answers; what no question offers changes nothing."""
        for name, share in self.before.shares.items():
            question = share.question
            if question.type == "checklist":
                if name in request.form.getlist("boxes"):
                    self.given[name] = _ticked(request.form.getlist(name))
            elif name in request.form:
                self.given[name] = request.form[name]
            if name in self.given:
                self._try(question, self.given[name])

    def _try(self, question: ScoredQuestion, given: Given) -> None:
        present = self.sheet.answers[question.id]
        if isinstance(given, tuple) and len(given) > 1 and set(given) & set(EXCLUSIVE):
            told = _("Some of these exclude each other. Tick what is so, or only the one below “or”.")
            self.errors[question.id] = told
            return
        value: Given = given[0] if isinstance(given, tuple) and given and given[0] in EXCLUSIVE else given
        try:
            answer = tried(question, present, () if value == NONE else value, self.sheet.date)
        except AnswerErrors:
            del self.given[question.id]
            return
        if answer != present:
            self.changes[question.id] = answer

    def go_the_way(self) -> None:
        """Raise every step of the way to the next band."""
        self.given = dict(rises(self.advice))
        for name, given in rises(self.advice).items():
            self._try(self.before.shares[name].question, given)

    @property
    def then(self) -> Sheet:
        return replace(self.sheet, answers={**self.sheet.answers, **self.changes})


def _ticked(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values) or (NONE,)


def _page(made: _Tried, first: str = "") -> str:
    edition, before = made.before.edition, made.before
    after = evaluate(edition, made.then.answers, before.on) if made.changes else before
    say = speech(language())
    now, then = standing(edition, before, say), standing(edition, after, say)
    moved = difference(before, after)
    way_band = now.bands[made.advice.way.band - 1].name if made.advice.way else ""
    worth, groups = _groups(made, way_band)
    problems = [Problem("", first)] if first else []
    problems += [Problem(f"{name}-{NONE}", f"{edition.number(name)}: {text}") for name, text in made.errors.items()]
    return render_template(
        "pages/what_if.html",
        held=made.opened.held,
        now=now,
        then=then,
        changes=len(made.changes),
        gone=_caps(before, now.caps, moved.gone),
        come=_caps(after, then.caps, moved.come),
        stay=[line for cap, line in zip(after.caps, then.caps, strict=True) if cap not in moved.come],
        slightly=_slightly(moved),
        rows=_rows(bars(edition, before, say), bars(edition, after, say)),
        steps=_first_steps(Telling(edition, made.then, after, say)),
        way_band=way_band,
        worth=worth,
        groups=groups,
        alarm_now=bool(before.alarms),
        alarm_then=bool(set(after.alarms) - set(before.alarms)),
        problems=problems,
        failed=bool(problems),
        private=True,
    )


def _caps(evaluation: Evaluation, lines: tuple[CapLine, ...], chosen: tuple[Any, ...]) -> list[CapLine]:
    return [line for cap, line in zip(evaluation.caps, lines, strict=True) if cap in chosen]


def _slightly(moved: Difference) -> bool:
    """Tell whether the score moves, but by so little that its whole number stays."""
    before, after = moved.scores
    return before != after and whole(before) == whole(after)


def _first_steps(then: Telling) -> list[dict[str, str]]:
    found = recommendations(then.evaluation)[:FIRST]
    lines = [then.line(item.share.question.id) for item in found]
    return [
        {"topic": line.text, "number": line.number, "step": then.step(item)}
        for line, item in zip(lines, found, strict=True)
    ]


def _rows(now: Iterable[Bar], then: Iterable[Bar]) -> list[Row]:
    """Pair the pillars that apply, and the topics that move."""
    rows = [Row(*pair) for pair in zip(now, then, strict=True)]
    return [row for row in rows if row.now.applies and (row.now.pillar or row.moves)]


def _groups(made: _Tried, way_band: str) -> tuple[list[Group], list[Group]]:
    """Lay out the scored questions on the path: those worth a try, and the others by section."""
    edition, advice = made.before.edition, made.advice
    telling = Telling(edition, made.sheet, made.before, speech(language()))
    trials = {name: _trial(made, name, telling) for name in made.before.shares}

    def group(title: str, names: Iterable[str]) -> list[Group]:
        found = tuple(trials.pop(name) for name in list(names) if name in trials)
        return [Group(title, found)] if found else []

    worth = group(_("The way to %(band)s", band=way_band), rises(advice))
    first = [item.share.question.id for item in advice.recommendations[:WORTH]]
    worth += group(_("The first recommendations"), first)
    sections = [group(section.title, (question.id for question in section.scored)) for section in edition.sections]
    return worth, [found for section in sections for found in section]


def rises(advice: Advice) -> dict[str, str]:
    """Give the answers that the way to the next band asks for, by question."""
    return {rise.question: str(rise.end) for rise in advice.way.rises} if advice.way else {}


def _trial(made: _Tried, name: str, telling: Telling) -> Trial:
    question = made.before.shares[name].question
    present = made.sheet.answers[name]
    line, chosen = telling.line(name), _chosen(made.given.get(name, present.value))
    return Trial(
        id=name,
        number=line.number,
        text=question.text,
        many=question.type == "checklist",
        options=_offered(question, present, made.before),
        chosen=chosen,
        changed=" – ".join(filter(None, (line.answer, line.detail))) if name in made.changes else "",
        unproven=can_be_proven(question, present, made.before.on) and chosen == (str(TOP),),
        error=made.errors.get(name, ""),
    )


def _chosen(value: Any) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value or (NONE,)
    return (str(value),)


def _offered(question: ScoredQuestion, present: Answer, before: Evaluation) -> tuple[Step, ...]:
    """Give what may be chosen; the top step a second time, with the dated evidence that it needs to count fully."""
    found = options(before.edition, question, before.small)
    if can_be_proven(question, present, before.on):
        found = (*found, Step(PROVEN, _("The same, with evidence dated in the last 24 months")))
    return (*found, *others(question))
