"""What each answer earns, and the score of a section: exact shares of points, and their weighted means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Answer, is_recent
from pan2_assess.core.model import TOP, Checklist, ScoredQuestion, Section

QUARTERS = tuple(Fraction(points, TOP) for points in range(TOP + 1))
NOTHING = Fraction(0)
ALL = Fraction(1)


class Share(NamedTuple):
    """What a scored question on the path earns: `p` of its weight, and how much of it is evidenced."""

    question: ScoredQuestion
    p: Fraction
    state: str  # answered, planned, unknown, na, open
    documented: bool
    public: bool
    alarm: bool

    @property
    def counts(self) -> bool:
        return self.state != "na"

    @property
    def points(self) -> int:
        """Whole points out of 4, rounded down."""
        return int(self.p * TOP)


def share_of(question: ScoredQuestion, answer: Answer | None, on: date) -> Share:
    """Work out what an answer to a question earns on a day; an open one earns nothing."""
    if answer is None:
        return Share(question, NOTHING, "open", False, False, False)
    if answer.value in (PLANNED, UNKNOWN, NA):
        return Share(question, NOTHING, str(answer.value), False, False, False)
    dated = answer.evidence is not None and is_recent(answer.evidence, on)
    public = dated and answer.evidence is not None and answer.evidence.kind == "public"
    p, alarm = _earned(question, answer.value, dated)
    return Share(question, p, "answered", dated, public, alarm)


def _earned(question: ScoredQuestion, value: int | str | tuple[str, ...], dated: bool) -> tuple[Fraction, bool]:
    if isinstance(question, Checklist):
        ticked = [item for item in question.items if isinstance(value, tuple) and item.id in value]
        whole = sum(item.weight for item in question.items)
        return Fraction(sum(item.weight for item in ticked), whole), any(item.alarm for item in ticked)
    option = question.by_id[str(value)]
    points = option.points
    if points == TOP and question.type == "ladder" and not dated:
        points = TOP - 1
    return QUARTERS[points], option.alarm


def weighted_mean(pairs: list[tuple[int, Fraction]]) -> Fraction | None:
    """Give the exact weighted mean of values, each with its weight; None of nothing."""
    # Over one common denominator: sums of fractions one by one cost ten times as much.
    whole, total, common = 0, 0, 1
    for weight, value in pairs:
        top, bottom = value.as_integer_ratio()
        whole += weight
        if common % bottom:
            widened = lcm(common, bottom)
            total, common = total * (widened // common), widened
        total += weight * top * (common // bottom)
    return Fraction(total, common * whole) if whole else None


def hundredfold(pairs: list[tuple[int, Fraction]]) -> Fraction | None:
    """Give the exact weighted mean of shares as a score from 0 to 100."""
    mean = weighted_mean(pairs)
    return None if mean is None else 100 * mean


@dataclass(frozen=True)
class SectionResult:
    section: Section
    shares: tuple[Share, ...]

    @property
    def id(self) -> str:
        return self.section.id

    @property
    def applies(self) -> bool:
        return bool(self.shares)

    @property
    def pillar(self) -> bool:
        return self.section.weight > 0

    @cached_property
    def score(self) -> Fraction | None:
        return hundredfold([(share.question.weight, share.p) for share in self.shares if share.counts])

    @cached_property
    def documented(self) -> Fraction | None:
        return hundredfold([(s.question.weight, s.p if s.documented else NOTHING) for s in self.shares if s.counts])

    @cached_property
    def public(self) -> Fraction | None:
        return hundredfold([(s.question.weight, s.p if s.public else NOTHING) for s in self.shares if s.counts])

    def extreme(self, p: Fraction, rated: bool) -> Fraction | None:
        """Give the score with every open question, and where not rated every *not applicable*, at share p."""
        return hundredfold(
            [
                (share.question.weight, p if share.state in ("open", "na") else share.p)
                for share in self.shares
                if share.counts or not rated
            ]
        )

    @cached_property
    def na_part(self) -> Fraction:
        """Give the weight of *not applicable* as a part of the section's weight on the path."""
        whole = sum(share.question.weight for share in self.shares)
        return Fraction(sum(share.question.weight for share in self.shares if not share.counts), whole)
