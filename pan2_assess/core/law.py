"""Duties as dated data: the facts they hang on, which of them apply on this day, and which will from another day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def facts_of(edition: _Questionnaire) -> tuple[str, ...]:
    """Name, in their order, the questions that decide the duties, and those that decide whether these are asked."""
    trees = [tree for duty in edition.duties for version in duty.versions for tree in _trees(version)]
    named: set[str] = set()
    while trees:
        for comparison in condition.comparisons(trees.pop()):
            tree = edition.questions[comparison.name].condition
            if comparison.name not in named and tree is not None:
                trees.append(tree)
            named.add(comparison.name)
    return tuple(name for name in edition.questions if name in named)


def _trees(version: DutyVersion) -> list[Condition]:
    return [tree for tree in (version.condition, version.unclear_condition) if tree]


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
        return tuple(dict.fromkeys(name for tree in _trees(version) for name in self._undecided(tree)))

    def _undecided(self, tree: Condition) -> Iterator[str]:
        """Name the facts that leave a condition undecided; for one not asked yet, those that decide whether it is."""
        if self.holds(tree) is not None:
            return
        for comparison in condition.comparisons(tree):
            asking = self.edition.questions[comparison.name].condition
            if comparison.name not in self.path and asking is not None:
                yield from self._undecided(asking)
            elif self.lookup(comparison.name) is UNKNOWN_VALUE:
                yield comparison.name

    def lookup(self, name: str) -> Value:
        if name in self.path:
            return condition_value(self.answers[name]) if name in self.answers else UNKNOWN_VALUE
        # Off the path for good, or only until an earlier fact is given?
        return None if self.holds(self.edition.questions[name].condition) is False else UNKNOWN_VALUE
