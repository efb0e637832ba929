"""Answers carried from one questionnaire into another: proposals, to be confirmed one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Answer
from pan2_assess.core.coverage import options_of
from pan2_assess.core.model import Edition, Question

Reason = Literal["contract", "not asked", "meaning", "options"]


@dataclass(frozen=True)
class Carrying:
    """What can be proposed, and why the rest stays behind: none of it counts before a person has confirmed it."""

    proposed: dict[str, Answer]
    left: dict[str, Reason]


def carry(answers: Mapping[str, Answer], old: Edition, new: Edition) -> Carrying:
    """Propose answers to an old edition's questions for those that a new edition shares with it.

    An answer about a contract never goes over, nor one to a question whose meaning or whose options have changed.
    """
    proposed: dict[str, Answer] = {}
    left: dict[str, Reason] = {}
    for name, answer in answers.items():
        reason = _why_not(old.questions[name], new.questions.get(name), answer)
        if reason is None:
            proposed[name] = answer
        else:
            left[name] = reason
    return Carrying(proposed, left)


def _why_not(old: Question, new: Question | None, answer: Answer) -> Reason | None:
    if "contract" in (old.about, new.about if new else "firm"):
        return "contract"
    if new is None:
        return "not asked"
    if new.meaning != old.meaning or new.type != old.type:
        return "meaning"
    return None if _offered(new, answer) else "options"


def _offered(question: Question, answer: Answer) -> bool:
    """Tell whether a question offers all that an answer says."""
    value = answer.value
    if value == NA and question.type != "text":
        return getattr(question, "allows_na", False)
    if question.type == "number":
        return value in (PLANNED, UNKNOWN) or (isinstance(value, int) and question.minimum <= value <= question.maximum)
    if question.type == "text" or value in (PLANNED, UNKNOWN):
        return True
    many = question.type == "checklist" or (question.type == "facts" and question.many)
    return isinstance(value, tuple) is many and set(value if isinstance(value, tuple) else (value,)) <= set(
        options_of(question)
    )
