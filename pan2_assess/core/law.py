"""Duties as dated data: which of them apply to these facts on this day, and which will from another day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pan2_assess.core import condition
from pan2_assess.core.answers import UNKNOWN, Answer
from pan2_assess.core.condition import UNKNOWN as UNKNOWN_VALUE
from pan2_assess.core.condition import Condition, Value
from pan2_assess.core.parts import Duty, DutyVersion


@dataclass(frozen=True)
class DutyResult:
    duty: Duty
    applies: bool | None  # None: cannot tell on these facts
    gap: bool
    since: date | None  # of the version in force
    starts: date | None  # of the next version that may come to apply
    starts_surely: bool  # on these facts the next version will apply; else it cannot be told


class _Asked(Protocol):
    @property
    def condition(self) -> Condition | None: ...


class _Questionnaire(Protocol):
    @property
    def duties(self) -> tuple[Duty, ...]: ...

    @property
    def questions(self) -> Mapping[str, _Asked]: ...


def condition_value(answer: Answer) -> Value:
    """Give an answer's value as conditions compare it."""
    return UNKNOWN_VALUE if answer.value == UNKNOWN else answer.value


def duties_on(
    on: date, edition: _Questionnaire, answers: Mapping[str, Answer], path: set[str], short: frozenset[str]
) -> tuple[DutyResult, ...]:
    """Work out every duty of an edition on a day; `short` names those that some answer falls short of."""
    known = _Known(edition, answers, path)
    results = []
    for duty in edition.duties:
        current = [v for v in duty.versions if v.since is None or v.since <= on]
        later = [v for v in duty.versions if v.since is not None and v.since > on]
        applies = known.bound(current[-1]) if current else False
        coming = next((v for v in later if applies is False and known.bound(v) is not False), None)
        results.append(
            DutyResult(
                duty,
                applies,
                gap=applies is True and duty.id in short,
                since=current[-1].since if current else None,
                starts=coming.since if coming else None,
                starts_surely=coming is not None and known.bound(coming) is True,
            )
        )
    return tuple(results)


class _Known:
    """What is known of the facts a duty rests on: a fact not given yet is undecided, one that cannot arise is false."""

    def __init__(self, edition: _Questionnaire, answers: Mapping[str, Answer], path: set[str]) -> None:
        self.edition, self.answers, self.path = edition, answers, path

    def holds(self, tree: Condition | None) -> bool | None:
        return True if tree is None else condition.value(tree, self.lookup)

    def bound(self, version: DutyVersion) -> bool | None:
        """Tell whether a version binds; None where its facts, or what it says to be unclear, leave it open."""
        unclear = version.unclear_condition
        if unclear is None:
            return self.holds(version.condition)
        # What is only ever unclear has no other condition.
        binds = self.holds(version.condition) if version.condition else False
        return None if binds is False and self.holds(unclear) is not False else binds

    def lookup(self, name: str) -> Value:
        if name in self.path:
            return condition_value(self.answers[name]) if name in self.answers else UNKNOWN_VALUE
        # Off the path for good, or only until an earlier fact is given?
        return None if self.holds(self.edition.questions[name].condition) is False else UNKNOWN_VALUE
