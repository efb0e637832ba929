"""A pilot programme over its rounds, as page and report read it: plain values in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RoundLine:
    title: str
    until: date
    version: str
    invited: int
    handed_in: int
    reviewed: int


@dataclass(frozen=True)
class Figure:
    """Scores of one company in one round; None where there is none."""

    declared: int | None
    reviewed: int | None
    joined: bool = False  # it can be compared with that of the company's round before


NO_FIGURE = Figure(None, None)


@dataclass(frozen=True)
class Pillar:
    id: str
    title: str
    figures: tuple[Figure, ...]  # a figure a round


@dataclass(frozen=True)
class Moved:
    number: str
    text: str
    was: str
    now: str
    mark: str  # better, worse, changed: in words


@dataclass(frozen=True)
class Apart:
    """Questions that are not compared, and why."""

    reason: str
    questions: tuple[tuple[str, str], ...]  # number, text


@dataclass(frozen=True)
class Between:
    """What moved from one round to the next one in which the company handed in."""

    then: int  # places of the rounds
    now: int
    better: int
    worse: int
    other: int
    same: int
    moved: tuple[Moved, ...]
    apart: tuple[Apart, ...]
    no_score: str  # why the scores are not comparable, or empty

    @property
    def compared(self) -> int:
        """Count the answers that were compared."""
        return self.better + self.worse + self.other + self.same


@dataclass(frozen=True)
class Company:
    """One company over the rounds."""

    name: str  # as it was invited last
    bands: tuple[tuple[str, str], ...]  # a round: declared and reviewed, in words; empty where it has none
    scores: tuple[Figure, ...]
    pillars: tuple[Pillar, ...]
    between: tuple[Between, ...]


@dataclass(frozen=True)
class Movement:
    """One pillar from the round before to the last one, over the companies in which it can be compared."""

    title: str
    up: int
    same: int
    down: int

    @property
    def companies(self) -> int:
        return self.up + self.same + self.down


@dataclass(frozen=True)
class Passed:
    """A lesson in the words a company approved; its name stands there only if it wanted that."""

    text: str
    company: str


@dataclass(frozen=True)
class Programme:
    rounds: tuple[RoundLine, ...]
    companies: tuple[Company, ...]  # in the order of the alphabet, as the last round that had each gave it
    movements: tuple[Movement, ...]  # by what was declared
    reviewed_movements: tuple[Movement, ...]
