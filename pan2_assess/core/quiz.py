"""A module's quiz: what of it was answered right, and whether that completes the module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from pan2_assess.core.texts import ModuleText, QuizQuestion

ENOUGH = Fraction(4, 5)  # of the questions right complete a module

Chosen = Mapping[str, frozenset[str]]  # by the quiz's question: ids of options


@dataclass(frozen=True)
class Marked:
    """A module's quiz with what was chosen in it."""

    module: ModuleText
    chosen: Chosen

    @property
    def all(self) -> int:
        return len(self.module.quiz)

    @property
    def right(self) -> int:
        return self.all - len(self.again)

    @property
    def again(self) -> tuple[QuizQuestion, ...]:
        """List the questions not answered right: all that is right must be chosen, and nothing else."""
        return tuple(
            question
            for question in self.module.quiz
            if self._chosen(question) != {option.id for option in question.options if option.right}
        )

    @property
    def open(self) -> tuple[QuizQuestion, ...]:
        return tuple(question for question in self.module.quiz if not self._chosen(question))

    @property
    def needed(self) -> int:
        """Say how many right answers complete the module: four in five, and never less than that."""
        return ceil(ENOUGH * self.all)

    @property
    def completed(self) -> bool:
        return not self.open and self.right >= self.needed

    def _chosen(self, question: QuizQuestion) -> frozenset[str]:
        """Give the options chosen, as far as the question has them."""
        return self.chosen.get(question.id, frozenset()) & {option.id for option in question.options}
