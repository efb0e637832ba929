"""The benchmark: what a firm gives to it without its name, and when a group of firms may be shown, and shown anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from statistics import median

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.model import Edition, Facts, Number

SECTORS, PEOPLE = "profile.sectors", "profile.employees"  # the facts that groups are made by
SEVERAL, OTHER = "several", "other"  # of a firm in more than one of the sectors, and in none of them
SIZES = (("to-14", 0), ("to-49", 15), ("to-249", 50), ("from-250", 250))  # each with its fewest people
LEAST = 10  # firms behind whatever is shown
MORE = 3  # firms that must have come before it is shown anew
STEP = 5  # to which scores are rounded

Scores = Mapping[str, int]  # of one firm, by pillar


@dataclass(frozen=True)
class Median:
    """What is shown of one pillar: the median, and how many firms stood behind it."""

    firms: int
    score: int


@dataclass(frozen=True)
class Cell:
    """A group of firms as it is shown, and stays until enough have come."""

    firms: int = 0
    medians: Mapping[str, Median] = field(default_factory=dict)  # by pillar


def offers_benchmark(edition: Edition) -> bool:
    """Tell whether firms that answer this can be grouped."""
    return any(section.weight for section in edition.sections) and PEOPLE in edition.questions


def groups_of(edition: Edition, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Name the group of a firm by size, and by sector where it is asked; what is not known has none."""
    found = {}
    people, sectors = (answers[name].value if name in answers else None for name in (PEOPLE, SECTORS))
    if isinstance(edition.questions.get(SECTORS), Facts) and isinstance(sectors, tuple):
        found["sector"] = OTHER if not sectors else sectors[0] if len(sectors) == 1 else SEVERAL
    if isinstance(edition.questions.get(PEOPLE), Number) and isinstance(people, int):
        found["size"] = next(name for name, fewest in reversed(SIZES) if people >= fewest)
    return found


def scores_of(evaluation: Evaluation) -> dict[str, int]:
    """Give the scores of the pillars, rounded; none of a firm that is not rated."""
    if not evaluation.final:
        return {}
    return {result.id: rounded(result.score) for result in evaluation.pillars if result.score is not None}


def rounded(score: Fraction | float) -> int:
    """Round to the nearest step; half of one goes up."""
    return STEP * floor(Fraction(score) / STEP + Fraction(1, 2))


def shown_anew(before: Cell, firms: Iterable[Scores]) -> Cell:
    """Give what may be shown of a group by now: the same as before until enough firms more stand behind it.

    The same holds for each pillar, which some firms of a group may not have.
    """
    given = list(firms)
    if not _enough(before.firms, len(given)):
        return before
    medians = dict(before.medians)
    for pillar in sorted({name for scores in given for name in scores}):
        found = [scores[pillar] for scores in given if pillar in scores]
        last = medians.get(pillar)
        if _enough(last.firms if last else 0, len(found)):
            medians[pillar] = Median(len(found), rounded(median(found)))
    return Cell(len(given), medians)


def _enough(before: int, now: int) -> bool:
    return now >= LEAST and (before == 0 or now >= before + MORE)
