"""The scores of two rounds beside each other, where one ruler measures both, and the reason where none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.model import Checklist, Choice, Edition, Ladder, Question, ScoredQuestion
from pan2_assess.core.rounds import Round
from pan2_assess.core.shares import hundredfold, weighted_mean

NoScore = Literal[
    "", "questionnaire", "questions", "contract", "scope", "open then", "open now", "not rated then", "not rated now"
]  # fmt: skip


@dataclass(frozen=True)
class Pillar:
    id: str
    then: Fraction | None  # None where it did not apply
    now: Fraction | None


def no_score(then: Round, now: Round, scope: bool) -> NoScore:
    """Say why two scores are not comparable: the questionnaire, the scope, or one of them is not there."""
    if then.edition.id != now.edition.id:
        return "questionnaire"
    if then.edition.digest != now.edition.digest and _measure(then.edition) != _measure(now.edition):
        return "questions"
    if any(question.about == "contract" for question in now.edition.scored):
        return "contract"
    if scope:
        return "scope"
    times: tuple[tuple[Evaluation, NoScore, NoScore], ...] = (
        (then.evaluation, "open then", "not rated then"),
        (now.evaluation, "open now", "not rated now"),
    )
    return next((unrated if one.complete else unfinished for one, unfinished, unrated in times if not one.final), "")


def _measure(edition: Edition) -> Mapping[str, Any]:
    """Give what a score is worked out from, without any words."""
    return {
        section.id: (section.weight, section.limits, tuple(_measure_of(question) for question in section.questions))
        for section in edition.sections
    }


def _measure_of(question: Question) -> tuple[object, ...]:
    said = question.id, question.type, question.meaning, question.when
    if not isinstance(question, ScoredQuestion):
        return said
    return *said, question.weight, question.critical, question.duty, question.allows_na, _worth(question)


def _worth(question: Ladder | Choice | Checklist) -> tuple[tuple[str, int, bool], ...]:
    if isinstance(question, Checklist):
        return tuple((item.id, item.weight, item.alarm) for item in question.items)
    return tuple((option.id, option.points, option.alarm) for option in question.options)


def pillars(then: Round, now: Round) -> list[Pillar]:
    before = {result.id: result.score for result in then.evaluation.pillars}
    after = {result.id: result.score for result in now.evaluation.pillars}
    ids = [section.id for section in now.edition.sections if section.id in before or section.id in after]
    return [Pillar(name, before.get(name), after.get(name)) for name in ids]


def common(then: Round, now: Round) -> Pillar | None:
    """Score both times over what counted both times; None where nothing else did, or where nothing did."""
    before, after = counting(then), counting(now)
    shared = before & after
    if before == after or not shared:
        return None
    return Pillar("common", _score_over(then, shared), _score_over(now, shared))


def counting(one: Round) -> frozenset[str]:
    """Name the questions that count in the score: those of its pillars that apply."""
    return frozenset(s.question.id for result in one.evaluation.pillars for s in result.shares if s.counts)


def _score_over(one: Round, names: frozenset[str]) -> Fraction | None:
    scores = [
        (
            result.section.weight,
            hundredfold([(s.question.weight, s.p) for s in result.shares if s.question.id in names]),
        )
        for result in one.evaluation.pillars
    ]
    return weighted_mean([(weight, score) for weight, score in scores if score is not None])
