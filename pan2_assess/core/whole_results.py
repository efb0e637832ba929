"""The results of a pilot round beside each other: declared and reviewed, firm by firm in the order of the alphabet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pan2_assess.core.feedback_types import Band
from pan2_assess.core.model import Edition
from pan2_assess.core.received import Received
from pan2_assess.core.reviewing import Outcome, outcome
from pan2_assess.core.speech import Speech


@dataclass(frozen=True)
class Result:
    """What one firm declared, and beside it what its review came to."""

    id: str  # of the copy
    name: str
    declared: Outcome
    reviewed: Outcome | None  # None before the review is concluded
    by: str  # who concluded it


@dataclass(frozen=True)
class Mark:
    """One firm in one pillar; None where there is no score."""

    name: str
    declared: int | None
    reviewed: int | None
    declared_band: Band | None
    is_reviewed: bool


@dataclass(frozen=True)
class Pillar:
    """One pillar over all firms: they are beside each other to see what is hard for all, not who is ahead."""

    id: str
    title: str
    weight: int
    marks: tuple[Mark, ...]


def results(received: Sequence[Received], say: Speech) -> tuple[Result, ...]:
    """Tell the results of those that have one."""
    return tuple(
        Result(
            one.id,
            one.name,
            outcome(one.edition, one.result, one.withheld, say),
            outcome(one.edition, one.reviewed_json, one.withheld, say) if one.reviewed_json else None,
            one.concluded.by if one.concluded else "",
        )
        for one in received
        if one.result
    )


def pillars(told: Sequence[Result], edition: Edition) -> tuple[Pillar, ...]:
    """Turn results round: pillar by pillar, the firms in their order; those in which a pillar does not apply apart."""
    found = []
    for section in edition.sections:
        marks = tuple(mark for one in told if (mark := _mark(one, section.title)) is not None)
        if section.weight and marks:
            found.append(Pillar(section.id, section.title, section.weight, marks))
    return tuple(found)


def _mark(one: Result, title: str) -> Mark | None:
    declared = {name: (score, band) for name, _pillar, score, band in one.declared.sections}
    if title not in declared:
        return None
    reviewed = {name: score for name, _pillar, score, _band in one.reviewed.sections} if one.reviewed else {}
    score, band = declared[title]
    return Mark(one.name, score, reviewed.get(title), band, one.reviewed is not None)
