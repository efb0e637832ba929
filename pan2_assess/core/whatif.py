"""What if: one answer changed on trial, and what moves between two evaluations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from pan2_assess.core.answer_checks import check_answer
from pan2_assess.core.answers import NA, PLANNED, Answer, Evidence, is_recent
from pan2_assess.core.evaluation import Cap, Evaluation
from pan2_assess.core.model import TOP, Ladder, ScoredQuestion

PROVEN = f"{TOP}+"  # the top step with dated evidence, which only a trial may claim without naming it

Given = str | tuple[str, ...]


def can_be_proven(question: ScoredQuestion, present: Answer, on: date) -> bool:
    """Tell whether the top step would need evidence that the present answer does not name."""
    return isinstance(question, Ladder) and not _is_dated(present, on)


def _is_dated(answer: Answer, on: date) -> bool:
    return answer.evidence is not None and is_recent(answer.evidence, on)


def tried(question: ScoredQuestion, present: Answer, given: Given, on: date) -> Answer:
    """Give the answer as it would be with another value; raise AnswerErrors where the question does not offer it.

    What was named as evidence stays with it; the same value leaves the answer as it is.
    """
    if given == present.value:
        return present
    evidence = present.evidence
    if given == PROVEN and can_be_proven(question, present, on):
        given, evidence = str(TOP), Evidence("internal", "-", on)
    value = check_answer(question, {"value": given, "reason": "-"}, on).value
    return replace(
        present,
        value=value,
        evidence=evidence,
        by=present.by if value == PLANNED else None,
        reason=present.reason if value == NA else "",
    )


@dataclass(frozen=True)
class Moved:
    """The score of a section before and after; None where it has none."""

    section: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True)
class Difference:
    """What moves from one evaluation to another of the same edition."""

    scores: tuple[Fraction | None, Fraction | None]
    bands: tuple[int | None, int | None]
    gone: tuple[Cap, ...]  # no longer hold the band back
    come: tuple[Cap, ...]  # hold it back only now
    sections: tuple[Moved, ...]  # those whose score moves

    @property
    def nothing(self) -> bool:
        return not (
            self.sections
            or self.gone
            or self.come
            or self.scores[0] != self.scores[1]
            or self.bands[0] != self.bands[1]
        )


def difference(before: Evaluation, after: Evaluation) -> Difference:
    """Compare two evaluations: score, band, caps by their causes, and the sections."""
    causes = {_cause(cap) for cap in before.caps}, {_cause(cap) for cap in after.caps}
    pairs = zip(before.sections, after.sections, strict=True)
    return Difference(
        scores=(before.score, after.score),
        bands=(before.band, after.band),
        gone=tuple(cap for cap in before.caps if _cause(cap) not in causes[1]),
        come=tuple(cap for cap in after.caps if _cause(cap) not in causes[0]),
        sections=tuple(Moved(old.id, old.score, new.score) for old, new in pairs if old.score != new.score),
    )


def _cause(cap: Cap) -> tuple[str, str, str, str]:
    return cap.kind, cap.section, cap.question, cap.duty
