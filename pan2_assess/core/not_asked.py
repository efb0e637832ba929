"""Why a question is not asked: the answers that keep it off the path, whatever else is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pan2_assess.core import condition
from pan2_assess.core.answers import Answer
from pan2_assess.core.condition import All, Comparison, Condition, Value
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.law import condition_value
from pan2_assess.core.model import Edition

Why = tuple[str, ...]  # facts and numbers on the path, in the questionnaire's order


def why_not(edition: Edition, answers: Mapping[str, Answer], question: str) -> Why:
    """Name what decides that a question is not asked; nothing for one that is.

    As long as these stay as they are, answered or left open, no other answer brings the question up.
    """
    return not_asked(edition, answers).get(question, ())


def not_asked(edition: Edition, answers: Mapping[str, Answer]) -> dict[str, Why]:
    """List the questions off the path, in order, each with what decides it."""
    search = _Search(edition, answers)
    by_condition: dict[str, Why] = {}  # by its text: many questions share one
    for name, question in edition.questions.items():
        if name in search.path or question.when is None or question.condition is None:
            continue
        if question.when not in by_condition:
            by_condition[question.when] = search.ordered(search.deciding(question.condition))
        search.found[name] = by_condition[question.when]
    return search.found


class _Search:
    """The facts on the path, and what was found for the questions before: a condition names only earlier ones."""

    def __init__(self, edition: Edition, answers: Mapping[str, Answer]) -> None:
        self.path = frozenset(path_of(edition, answers))
        self.place = {name: place for place, name in enumerate(edition.questions)}
        given = self.path & answers.keys()
        self.values: dict[str, Value] = {name: condition_value(answers[name]) for name in given}
        self.found: dict[str, Why] = {}

    def ordered(self, names: Collection[str]) -> Why:
        return tuple(sorted(names, key=self.place.__getitem__))

    def deciding(self, tree: Condition) -> frozenset[str]:
        """Name what makes a false condition false: all of an «or», and of an «and» the part that takes least."""
        if isinstance(tree, Comparison):
            return frozenset([tree.name] if tree.name in self.path else self.found[tree.name])
        if isinstance(tree, All):
            false = [part for part in tree.parts if condition.value(part, self.values.get) is False]
            return min((self.deciding(part) for part in false), key=self._cost)
        return frozenset().union(*(self.deciding(part) for part in tree.parts))

    def _cost(self, names: frozenset[str]) -> tuple[int, int, list[int]]:
        """Few facts first, then those answered already, then those asked first."""
        return len(names), len(names - self.values.keys()), sorted(self.place[name] for name in names)
