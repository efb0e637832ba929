"""What changed since an earlier time, as the page reads it: plain values in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pan2_assess.core.feedback_types import Band


@dataclass(frozen=True)
class Line:
    """One question at both times; what was not asked or does not count is empty."""

    question: str  # id
    number: str  # in the present questionnaire; in the earlier one where only that asks it
    text: str
    mark: str  # in a word or two: better, worse, the same, new …
    greyed: bool  # it is not compared
    was: str
    now: str
    was_detail: str  # reason, planned date
    now_detail: str
    was_evidence: str  # named here only where it is not the same both times
    now_evidence: str
    was_points: str
    now_points: str
    reasons: tuple[str, ...]  # sentences: why it is not compared, or what to know about it
    wording: tuple[tuple[str, str], ...]  # words then and now, where the sense is the same
    severity: int
    severity_text: str

    @property
    def alike(self) -> bool:
        """Tell whether what was said then can stand for both."""
        then = self.was, self.was_detail, self.was_evidence, self.was_points
        return then == (self.now, self.now_detail, self.now_evidence, self.now_points)


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]
    not_asked: str  # how many of its questions were asked neither time, or empty


@dataclass(frozen=True)
class Scope:
    """A question about the scope that was not answered alike."""

    number: str
    text: str
    was: str
    now: str


@dataclass(frozen=True)
class Figure:
    """A score then and now, rounded down."""

    id: str
    title: str
    then: int | None
    now: int | None
    change: str


@dataclass(frozen=True)
class Bands:
    then: Band
    now: Band
    sentence: str


@dataclass(frozen=True)
class Duty:
    title: str
    text: str
    gap: str


@dataclass(frozen=True)
class Since:
    """What changed, to be read in this order."""

    then: date
    now: date
    sentence: str
    alarm: str  # an answer that says now, and did not then, that people may be in harm; or empty
    notices: tuple[str, ...]  # what a reader must know before comparing
    scope: tuple[Scope, ...]
    bands: Bands | None
    figures: tuple[Figure, ...]  # score, documented, public; score over the questions that counted both times
    pillars: tuple[Figure, ...]
    no_score: str  # why there are none of these, or empty
    counted: str  # that other questions count now than then, or empty
    better: tuple[Line, ...]
    worse: tuple[Line, ...]
    other: tuple[Line, ...]  # changed without being better or worse
    new: tuple[Line, ...]
    gone: tuple[Line, ...]
    duties: tuple[Duty, ...]
    duties_ended: tuple[Duty, ...]
    parts: tuple[Part, ...]  # every question that was asked at one of the times
