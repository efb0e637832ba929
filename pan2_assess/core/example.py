"""A worked example of the method: a few questions of an edition with set answers, evaluated as any answers are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from pan2_assess.core.answers import PLANNED, Answer, Evidence
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback_types import AnswerLine, Standing
from pan2_assess.core.model import Edition, Ladder, Section
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import Speech
from pan2_assess.core.standing import standing
from pan2_assess.core.telling import Telling

QUESTIONS = 2  # of each pillar
PILLARS = 3


@dataclass(frozen=True)
class ExampleLine:
    """An answer of the example, and the weight of its question."""

    line: AnswerLine
    weight: int


@dataclass(frozen=True)
class ExamplePillar:
    title: str
    weight: int
    lines: tuple[ExampleLine, ...]
    score: str  # with one decimal, rounded downwards


@dataclass(frozen=True)
class Example:
    pillars: tuple[ExamplePillar, ...]
    sum: str  # how the score comes about, in figures
    standing: Standing


def example(edition: Edition, on: date, say: Speech) -> Example | None:
    """Work out an example on a day, with pillars that hold the band back; None where an edition has too few."""
    pillars = [taken for section in edition.sections if section.limits and (taken := _taken(section))][:PILLARS]
    if len(pillars) < PILLARS:
        return None
    small = _with_sections(edition, tuple(pillars))
    answers = dict(zip(small.questions, _answers(on), strict=True))
    evaluation = evaluate(small, answers, on)
    telling = Telling(small, Sheet(small.id, small.version, "", on, answers=answers), evaluation, say)
    return Example(
        pillars=tuple(
            ExamplePillar(
                title=result.section.title,
                weight=result.section.weight,
                lines=tuple(
                    ExampleLine(telling.line(share.question.id), share.question.weight) for share in result.shares
                ),
                score=_figure(result.score),
            )
            for result in evaluation.sections
        ),
        sum=_sum(evaluation),
        standing=standing(small, evaluation, say),
    )


def _answers(on: date) -> tuple[Answer, ...]:
    """Answer so that each rule shows: a top step without evidence, one with it, and a pillar that lags behind."""
    return (
        Answer("4"),
        Answer("2"),
        Answer("3", evidence=Evidence("internal", "–", on)),
        Answer("3"),
        Answer("1"),
        Answer(PLANNED, by=date(on.year + 1, 6, 30)),
    )


def _taken(section: Section) -> Section | None:
    """Take the first ladders of a section that hold back nothing by themselves, as if all firms were asked them."""
    plain = [q for q in section.questions if isinstance(q, Ladder) and not q.critical and not q.duty]
    if len(plain) < QUESTIONS:
        return None
    asked = tuple(question.model_copy(update={"when": None}) for question in plain[:QUESTIONS])
    for question in asked:
        question.__dict__.pop("condition", None)  # worked out for the question as it was
    fields = {name: getattr(section, name) for name in Section.model_fields}
    return Section.model_construct(**{**fields, "questions": asked})


def _with_sections(edition: Edition, sections: tuple[Section, ...]) -> Edition:
    fields = {name: getattr(edition, name) for name in Edition.model_fields}
    return Edition.model_construct(**{**fields, "sections": sections, "duties": ()})


def _sum(evaluation: Evaluation) -> str:
    parts = " + ".join(f"{result.section.weight} × {_figure(result.score)}" for result in evaluation.pillars)
    whole = sum(result.section.weight for result in evaluation.pillars)
    return f"({parts}) ÷ {whole} = {_figure(evaluation.score)}"


def _figure(score: Fraction | None) -> str:
    return f"{floor((score or 0) * 10) / 10:g}"
