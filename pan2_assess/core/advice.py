"""What to do next: recommendations in order, a way to the next band, training and actions of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from pan2_assess.core.evaluation import BAND_FLOORS, DUTY_GAP, Evaluation
from pan2_assess.core.model import TOP, Ladder, pick
from pan2_assess.core.parts import Recommendation
from pan2_assess.core.shares import Share

FORMAT = "pan2-assess/result/1"
HIGHEST_STEP = 3  # a way never asks for the top step, which needs time and evidence
LARGEST_RISE = 2


@dataclass(frozen=True)
class Advised:
    """A question with something to do, and the advice for the answer given."""

    share: Share
    entry: Recommendation
    severity: int
    duty: str  # id of a duty with a gap, or empty


@dataclass(frozen=True)
class Rise:
    """A ladder question to be raised, in points."""

    question: str
    start: int
    end: int


@dataclass(frozen=True)
class Way:
    """A smallest set of rises that reaches the next band."""

    band: int
    rises: tuple[Rise, ...]


@dataclass(frozen=True)
class Advice:
    recommendations: tuple[Advised, ...]
    top_steps: tuple[Share, ...]  # only dated evidence and a review are missing
    way: Way | None  # None also where the questionnaire offers none
    modules: tuple[str, ...]  # in the order of the recommendations that lead to them
    actions: tuple[str, ...]


def advise(evaluation: Evaluation) -> Advice:
    """Order the recommendations that an evaluation calls for, most severe harm first."""
    advised = recommendations(evaluation)
    return Advice(
        recommendations=advised,
        top_steps=tuple(s for s in evaluation.shares.values() if s.counts and DUTY_GAP <= s.p < 1),
        way=way_to_next_band(evaluation) if evaluation.edition.way else None,
        modules=_once(module for item in advised for module in item.entry.modules),
        actions=_once(action for item in advised for action in item.entry.actions),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def urgency(evaluation: Evaluation, share: Share) -> tuple[bool, int, bool, Fraction, int, str]:
    """Give the key that sorts what to do: alarms, then severity, duties with a gap, points to gain, effort, id."""
    question = share.question
    gain = (1 - share.p) * question.weight
    in_gap = question.duty in evaluation.gaps
    return (not share.alarm, -evaluation.severity(question), not in_gap, -gain, question.effort, question.id)


def recommendations(evaluation: Evaluation) -> tuple[Advised, ...]:
    """List, most urgent first, what to do about each answer that leaves a gap."""
    found = [
        share
        for share in evaluation.shares.values()
        if share.counts and share.state != "open" and (share.p < DUTY_GAP or share.alarm)
    ]
    advised = []
    for share in sorted(found, key=lambda share: urgency(evaluation, share)):
        question = share.question
        if entry := pick(question.recommend, min(share.points, 2)):
            duty = str(question.duty) if question.duty in evaluation.gaps else ""
            advised.append(Advised(share, entry, evaluation.severity(question), duty))
    return tuple(advised)


class _Reach:
    """Tells whether points of ladder questions reach a band, by the evaluation's rules, kept in running sums."""

    def __init__(self, evaluation: Evaluation, band: int) -> None:
        self.goal = Fraction(BAND_FLOORS[band - 1])
        self.least = Fraction(BAND_FLOORS[max(0, band - 2)])  # of a pillar that limits: one band below
        self.pillars = {result.id: result for result in evaluation.pillars}
        self.weight = sum(result.section.weight for result in evaluation.pillars)
        self.wholes = {r.id: sum(s.question.weight for s in r.shares if s.counts) for r in evaluation.pillars}
        self.scores = {result.id: result.score or Fraction(0) for result in evaluation.pillars}
        self.points = {name: share.points for name, share in evaluation.shares.items()}

    def set(self, share: Share, points: int) -> None:
        """Put a ladder question at so many points."""
        question = share.question
        if question.section in self.pillars:
            change = points - self.points[question.id]
            self.scores[question.section] += Fraction(
                100 * question.weight * change, TOP * self.wholes[question.section]
            )
        self.points[question.id] = points

    def is_reached(self) -> bool:
        """Tell whether the score and the pillars that limit it are high enough."""
        for name, result in self.pillars.items():
            if result.section.limits and self.scores[name] < self.least:
                return False
        total = sum((self.pillars[name].section.weight * score for name, score in self.scores.items()), Fraction(0))
        return total >= self.goal * self.weight


def _choices(evaluation: Evaluation, share: Share, band: int) -> list[int]:
    """List the points, from the present ones up, that a way may give a question and that no cap of its own forbids."""
    question, highest = share.question, share.points
    if isinstance(question, Ladder) and share.points < HIGHEST_STEP:
        highest = min(HIGHEST_STEP, share.points + LARGEST_RISE)
    choices = []
    for points in range(share.points, highest + 1):
        then = share
        if isinstance(question, Ladder) and points > share.points:
            then = share._replace(p=Fraction(points, TOP), alarm=question.options[points].alarm)
        if all(cap.band >= band for cap in evaluation.caps_of(then)):
            choices.append(points)
    return choices


def way_to_next_band(evaluation: Evaluation) -> Way | None:
    """Find a smallest set of rises that reaches the next band, the most severe first; None where there is none.

    Raise every ladder as far as a way may, then leave out what can be left out, from the least severe on.
    What stays is needed, because leaving out more never helps.
    """
    if evaluation.band is None or evaluation.band == len(BAND_FLOORS):
        return None
    band = evaluation.band + 1
    shares = [share for share in evaluation.shares.values() if share.counts]
    choices = {share.question.id: _choices(evaluation, share, band) for share in shares}
    if not all(choices.values()):
        return None
    reach = _Reach(evaluation, band)
    for share in shares:
        reach.set(share, choices[share.question.id][-1])
    if not reach.is_reached():
        return None
    raised = [share for share in shares if reach.points[share.question.id] > share.points]
    # By severity alone first: an alarm has to be lifted whatever the order.
    order = sorted(raised, key=lambda share: (-evaluation.severity(share.question), urgency(evaluation, share)))
    for share in reversed(order):
        _lower(reach, share, choices[share.question.id])
    ends = [(share, reach.points[share.question.id]) for share in order]
    return Way(band, tuple(Rise(share.question.id, share.points, end) for share, end in ends if end > share.points))


def _lower(reach: _Reach, share: Share, choices: list[int]) -> None:
    """Bring a question down to the fewest points that still reach the band."""
    for points in choices:
        reach.set(share, points)
        if reach.is_reached():
            return


def result_json(evaluation: Evaluation, advice: Advice) -> dict[str, Any]:
    """Give what `pan2-assess score --json` prints."""
    edition = evaluation.edition
    return {
        "format": FORMAT,
        "questionnaire": edition.id,
        "version": edition.version,
        "digest": edition.digest,
        "on": evaluation.on.isoformat(),
        "path": list(evaluation.path),
        "complete": evaluation.complete,
        "completion": evaluation.completion,
        "missing": list(evaluation.missing),
        "rated": evaluation.rated,
        "score": whole(evaluation.score),
        "lower": whole(evaluation.lower),
        "upper": whole(evaluation.upper),
        "documented": whole(evaluation.documented),
        "public": whole(evaluation.public),
        "band": evaluation.band,
        "uncapped_band": evaluation.uncapped_band,
        "caps": [cap.as_json() for cap in evaluation.caps],
        "alarms": list(evaluation.alarms),
        "sections": [
            {"id": r.id, "weight": r.section.weight, "applies": r.applies, "score": whole(r.score)}
            for r in evaluation.sections
        ],
        "duties": [{"id": r.duty.id, "applies": r.applies, "gap": r.gap} for r in evaluation.duties],
        "recommendations": [
            {
                "question": item.share.question.id,
                "severity": item.severity,
                "actions": list(item.entry.actions),
                "modules": list(item.entry.modules),
            }
            for item in advice.recommendations
        ],
        "next_band": _way_json(advice.way) if evaluation.final else None,
    }


def _way_json(way: Way | None) -> dict[str, Any] | None:
    if way is None:
        return None
    steps = [{"question": rise.question, "from": rise.start, "to": rise.end} for rise in way.rises]
    return {"band": way.band, "steps": steps}


def whole(score: Fraction | None) -> int | None:
    """Round a score down for display."""
    return None if score is None else floor(score)
