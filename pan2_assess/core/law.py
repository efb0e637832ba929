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
    open: tuple[str, ...]  # facts not known or not given on which it hangs, where it cannot be told
    since: date | None  # since when it has applied on these facts, or the version in force has stood
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
                open=known.open(current[-1]) if applies is None else (),
                since=_since(known, current),
                starts=coming.since if coming else None,
                starts_surely=coming is not None and known.bound(coming) is True,
            )
        )
    return tuple(results)


def _since(known: _Known, current: list[DutyVersion]) -> date | None:
    """Tell since when a duty has bound without a break: an earlier version may have done so before the last."""
    since = current[-1].since if current else None
    for version in reversed(current):
        if known.bound(version) is not True:
            break
        since = version.since
    return since


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

    def open(self, version: DutyVersion) -> tuple[str, ...]:
        """Name the facts that leave a version open; none where the tool itself cannot tell."""
        trees = [tree for tree in (version.condition, version.unclear_condition) if tree and self.holds(tree) is None]
        names = [comparison.name for tree in trees for comparison in condition.comparisons(tree)]
        return tuple(dict.fromkeys(name for name in names if self.lookup(name) is UNKNOWN_VALUE))

    def lookup(self, name: str) -> Value:
        if name in self.path:
            return condition_value(self.answers[name]) if name in self.answers else UNKNOWN_VALUE
        # Off the path for good, or only until an earlier fact is given?
        return None if self.holds(self.edition.questions[name].condition) is False else UNKNOWN_VALUE
