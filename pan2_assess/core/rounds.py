"""A round: the answers of one time, with the edition they were given to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.model import Edition, Ladder
from pan2_assess.core.sheet import Sheet


@dataclass(frozen=True)
class Round:
    """Answers given at one time, with the edition they were given to."""

    edition: Edition
    sheet: Sheet

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.edition, self.sheet.answers, self.sheet.date)

    @cached_property
    def path(self) -> frozenset[str]:
        return frozenset(self.evaluation.path)

    def answer(self, name: str) -> Answer | None:
        """Give the answer to a question on the path."""
        return self.sheet.answers.get(name) if name in self.path else None

    def words(self, name: str, small: bool) -> dict[str, str]:
        """Give a question's text and its options, as a firm of this size reads them."""
        question = self.edition.questions[name]
        steps: Any = getattr(question, "options", getattr(question, "items", ()))
        if isinstance(question, Ladder):
            steps = self.edition.steps(question, small)
        return {"": question.text} | {step.id: step.text for step in steps}
