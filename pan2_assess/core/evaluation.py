"""The method: answers to an edition on a day become path, sections, alarms, caps, band and bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from pan2_assess.core import condition
from pan2_assess.core.answers import Answer
from pan2_assess.core.condition import Value
from pan2_assess.core.law import DutyResult, condition_value, duties_on
from pan2_assess.core.model import Edition, ScoredQuestion
from pan2_assess.core.shares import ALL, NOTHING, SectionResult, Share, share_of, weighted_mean

BAND_FLOORS = (0, 20, 40, 60, 80)
NA_LIMIT = Fraction(1, 5)  # of the whole weight may be *not applicable*
CRITICAL_GAP = Fraction(1, 4)  # a critical question holds the band back up to this share
DUTY_HALF = Fraction(1, 2)
DUTY_GAP = Fraction(3, 4)  # below this share a duty has a gap


def band_of(score: Fraction) -> int:
    """Give the band, 1 to 5, of an exact score; each band holds its lower bound."""
    return sum(score >= floor for floor in BAND_FLOORS)


@dataclass(frozen=True)
class Cap:
    """What holds the band back, and at which band."""

    kind: str  # harm, critical, duty, weakest
    band: int
    section: str = ""
    question: str = ""
    duty: str = ""

    def as_json(self) -> dict[str, Any]:
        named = {"section": self.section, "question": self.question, "duty": self.duty}
        return {"kind": self.kind, **{key: name for key, name in named.items() if name}, "band": self.band}


@dataclass(frozen=True)
class Evaluation:
    """The one result that page, PDF, sheet and command line read."""

    edition: Edition
    on: date
    path: tuple[str, ...]
    missing: tuple[str, ...]
    required: int
    small: bool  # the words for small firms are shown
    brief: bool  # and the short form of the report
    sections: tuple[SectionResult, ...]
    alarms: tuple[str, ...]
    duties: tuple[DutyResult, ...]
    salient: frozenset[str]
    raised: frozenset[str]  # scored questions whose severity is raised

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def completion(self) -> float:
        return (self.required - len(self.missing)) / self.required if self.required else 1.0

    @cached_property
    def pillars(self) -> tuple[SectionResult, ...]:
        return tuple(result for result in self.sections if result.pillar and result.applies)

    @cached_property
    def shares(self) -> dict[str, Share]:
        return {share.question.id: share for result in self.sections for share in result.shares}

    @cached_property
    def rated(self) -> bool:
        """Tell whether enough applies to be rated."""
        if not self.pillars or any(result.score is None for result in self.pillars):
            return False
        left_out = sum((result.section.weight * result.na_part for result in self.pillars), NOTHING)
        return left_out <= NA_LIMIT * sum(result.section.weight for result in self.pillars)

    @property
    def final(self) -> bool:
        return self.complete and self.rated

    def _overall(self, part: str) -> Fraction | None:
        if not self.final:
            return None
        return weighted_mean([(result.section.weight, getattr(result, part)) for result in self.pillars])

    @cached_property
    def score(self) -> Fraction | None:
        return self._overall("score")

    @cached_property
    def documented(self) -> Fraction | None:
        return self._overall("documented")

    @cached_property
    def public(self) -> Fraction | None:
        return self._overall("public")

    def _bound(self, p: Fraction) -> Fraction:
        if self.score is not None:
            return self.score  # nothing is open any more
        parts = [(result.section.weight, result.extreme(p, self.rated)) for result in self.pillars]
        bound = weighted_mean([(weight, score) for weight, score in parts if score is not None])
        # With no pillar at all nothing is known: every score is still possible.
        return 100 * p if bound is None else bound

    @cached_property
    def lower(self) -> Fraction:
        return self._bound(NOTHING)

    @cached_property
    def upper(self) -> Fraction:
        return self._bound(ALL)

    @cached_property
    def uncapped_band(self) -> int | None:
        return None if self.score is None else band_of(self.score)

    @cached_property
    def caps(self) -> tuple[Cap, ...]:
        """Name every cap lower than the score's band, lowest first."""
        top = self.uncapped_band
        if top is None:
            return ()
        marked = [s for s in self.shares.values() if s.alarm or s.question.critical or s.question.duty]
        of_questions = [cap for share in marked for cap in self.caps_of(share)]
        found = [cap for cap in (*of_questions, *self._weakest()) if cap.band < top]
        return tuple(sorted(found, key=lambda cap: cap.band))

    @cached_property
    def band(self) -> int | None:
        top = self.uncapped_band
        return None if top is None else min([top, *(cap.band for cap in self.caps)])

    def caps_of(self, share: Share) -> list[Cap]:
        """List the caps that a question's answer sets, whether or not they hold the band back."""
        question, caps = share.question, []
        if share.alarm:
            caps.append(Cap("harm", 1, question=question.id))
        if question.critical and share.counts and share.p <= CRITICAL_GAP:
            caps.append(Cap("critical", 2 if share.p == 0 else 3, question=question.id))
        if question.duty in self._applying and share.p < DUTY_GAP:
            band = 2 if share.p < DUTY_HALF else 3
            caps.append(Cap("duty", band, question=question.id, duty=str(question.duty)))
        return caps

    @cached_property
    def _applying(self) -> frozenset[str]:
        return frozenset(result.duty.id for result in self.duties if result.applies)

    @cached_property
    def gaps(self) -> frozenset[str]:
        """Name the duties that apply and are not yet met by the answers."""
        return frozenset(result.duty.id for result in self.duties if result.gap)

    def _weakest(self) -> list[Cap]:
        limiting = [(r, band_of(r.score)) for r in self.pillars if r.section.limits and r.score is not None]
        lowest = min((band for _, band in limiting), default=5)
        return [Cap("weakest", lowest + 1, section=r.id) for r, band in limiting if band == lowest]

    def severity(self, question: ScoredQuestion) -> int:
        """Give the severity of the possible harm, raised by exposure or by the firm's own choice of issues."""
        return min(3, question.severity + (question.id in self.raised))


def evaluate(
    edition: Edition, answers: Mapping[str, Answer], on: date, known_path: Iterable[str] | None = None
) -> Evaluation:
    """Evaluate checked answers to an edition on a day; `known_path` where facts that it rests on are not at hand."""
    path, values = _walk(edition, answers)
    if known_path is not None:
        known = set(known_path)
        path = [name for name in edition.questions if name in known]
    on_path = set(path)
    required = [name for name in path if edition.questions[name].required]
    sections = tuple(
        SectionResult(
            section,
            tuple(
                share_of(question, answers.get(question.id), on)
                for question in section.scored
                if question.id in on_path
            ),
        )
        for section in edition.sections
    )
    shares = {share.question.id: share for result in sections for share in result.shares}
    chosen = values.get(edition.salient or "")
    salient = frozenset(chosen if isinstance(chosen, tuple) else ())
    return Evaluation(
        edition=edition,
        on=on,
        path=tuple(path),
        missing=tuple(name for name in required if name not in answers),
        required=len(required),
        small=_certain(edition.small_condition, values),
        brief=_certain(edition.brief_condition, values),
        sections=sections,
        alarms=tuple(name for name, share in shares.items() if share.alarm),
        duties=duties_on(on, edition, answers, on_path, _short(shares.values())),
        salient=salient,
        raised=_raised(shares.values(), salient, values),
    )


def path_of(edition: Edition, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """List, in order, the questions that checked answers leave on the path."""
    return tuple(_walk(edition, answers)[0])


def _short(shares: Iterable[Share]) -> frozenset[str]:
    """Name the duties that some answer falls short of, whether or not they apply."""
    return frozenset(share.question.duty for share in shares if share.question.duty and share.p < DUTY_GAP)


def _walk(edition: Edition, answers: Mapping[str, Answer]) -> tuple[list[str], dict[str, Value]]:
    """Walk the questions once: the path, and the values on it that conditions may name."""
    path: list[str] = []
    values: dict[str, Value] = {}
    holds: dict[str | None, bool | None] = {None: True}  # by the condition's text: many questions share one
    for name, question in edition.questions.items():
        when = question.when
        if when not in holds and question.condition is not None:
            # Good for the questions still to come too: a condition names only what stands before its first use.
            holds[when] = condition.value(question.condition, values.get)
        if holds[when] is not False:
            path.append(name)
            if question.type in ("facts", "number") and name in answers:
                values[name] = condition_value(answers[name])
    return path, values


def _certain(what: condition.Condition | None, values: Mapping[str, Value]) -> bool:
    """Tell whether a condition of the head holds without doubt."""
    return what is not None and condition.value(what, values.get) is True


def _raised(shares: Iterable[Share], salient: frozenset[str], values: Mapping[str, Value]) -> frozenset[str]:
    """Name the questions whose severity is raised, by the firm's exposure or by its own choice of issues."""
    holds: dict[str | None, bool | None] = {None: False}
    raised = set()
    for share in shares:
        question = share.question
        when = question.raise_when
        if when not in holds and question.raise_condition is not None:
            holds[when] = condition.value(question.raise_condition, values.get)
        if holds[when] is True or not salient.isdisjoint(question.issues):
            raised.add(question.id)
    return frozenset(raised)
