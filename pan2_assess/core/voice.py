"""The second voice: the part of a questionnaire that people who work there answer for themselves, and the two views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pan2_assess.core import condition
from pan2_assess.core.answers import NA, UNKNOWN, Answer
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.model import Edition, Section

Relation = Literal["other", "less", "more", "same", "one"]


@dataclass(frozen=True)
class Pair:
    """One question as the organisation and as the second voice answer it."""

    question: str
    first: Answer | None
    second: Answer | None
    relation: Relation  # of the second to the first: less or more in place, otherwise different, or only one answered


def voice_part(edition: Edition) -> Edition:
    """Give the part a second voice answers, with the facts that decide what is asked in it, which none must answer."""
    needed = voice_facts(edition)
    sections = []
    for section in edition.sections:
        if section.id in edition.voice:
            sections.append(section)
        elif facts := [question for question in section.questions if question.id in needed]:
            given = tuple(question.model_copy(update={"required": False}) for question in facts)
            sections.append(section.model_copy(update={"questions": given}))
    return edition.only(tuple(sections))


def voice_facts(edition: Edition) -> frozenset[str]:
    """Name the questions outside the part on whose answers it depends what is asked in it, and in which words."""
    asked = [question for section in _part(edition) for question in section.questions]
    texts = [question.when for question in asked] + [edition.small]
    needed: set[str] = set()
    while texts:
        names = set(_names(texts)) - needed
        needed |= names
        texts = [edition.questions[name].when for name in names]
    return frozenset(needed - {question.id for question in asked})


def _part(edition: Edition) -> list[Section]:
    return [section for section in edition.sections if section.id in edition.voice]


def _names(texts: Iterable[str | None]) -> Iterable[str]:
    for text in texts:
        if text:
            yield from (comparison.name for comparison in condition.comparisons(condition.parse(text)))


def side_by_side(edition: Edition, first: Evaluation, second: Evaluation, answers: _Both) -> tuple[Pair, ...]:
    """Pair the answers to the part's questions asked of either, differences first, each group in the edition's order.

    `first` and `second` are the evaluations of the whole and of the part; no score comes of it.
    """
    asked = [q.id for section in _part(edition) for q in section.questions if q.id in {*first.path, *second.path}]
    pairs = [_pair(name, first, second, answers) for name in asked]
    order: tuple[Relation, ...] = ("less", "other", "more", "one", "same")
    return tuple(sorted(pairs, key=lambda pair: order.index(pair.relation)))


_Both = tuple[Mapping[str, Answer], Mapping[str, Answer]]


def _pair(name: str, first: Evaluation, second: Evaluation, answers: _Both) -> Pair:
    one = answers[0].get(name) if name in first.path else None
    other = answers[1].get(name) if name in second.path else None
    if one is None or other is None:
        return Pair(name, one, other, "same" if one is other else "one")
    if one.value == other.value:
        return Pair(name, one, other, "same")
    here, there = _earned(name, first), _earned(name, second)
    if here is None or there is None or here == there:
        return Pair(name, one, other, "other")
    return Pair(name, one, other, "less" if there < here else "more")


def _earned(name: str, evaluation: Evaluation) -> Fraction | None:
    """Give what an answer says is in place, whatever its evidence; None where it says nothing of that."""
    share = evaluation.shares.get(name)
    return None if share is None or share.state in (NA, UNKNOWN) else share.p
