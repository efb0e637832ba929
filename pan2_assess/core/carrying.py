"""Answers carried from one questionnaire into another: proposals, to be confirmed one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pan2_assess.core.answer_checks import check_answer
from pan2_assess.core.answers import Answer, AnswerErrors
from pan2_assess.core.model import Edition, Question

Reason = Literal["contract", "not asked", "meaning", "options"]


@dataclass(frozen=True)
class Carrying:
    """What can be proposed, and why the rest stays behind: none of it counts before a person has confirmed it."""

    proposed: dict[str, Answer]
    left: dict[str, Reason]


def carry(answers: Mapping[str, Answer], old: Edition, new: Edition, on: date) -> Carrying:
    """Propose answers to an old edition's questions for those that a new edition shares with it, on its day.

    An answer about a contract never goes over, nor one to a question whose meaning or whose options have changed.
    Evidence of a later day stays behind; its answer does not.
    """
    proposed: dict[str, Answer] = {}
    left: dict[str, Reason] = {}
    for name, answer in answers.items():
        question = new.questions.get(name)
        if "contract" in (old.questions[name].about, question.about if question else "firm"):
            left[name] = "contract"
        elif question is None:
            left[name] = "not asked"
        elif (question.meaning, question.type) != (old.questions[name].meaning, old.questions[name].type):
            left[name] = "meaning"
        elif fitted := _fitted(question, answer, on):
            proposed[name] = fitted
        else:
            left[name] = "options"
    return Carrying(proposed, left)


def _fitted(question: Question, answer: Answer, on: date) -> Answer | None:
    """Give an answer as a question takes it on a day; None where it does not offer what was said."""
    if answer.evidence is not None and answer.evidence.date > on:
        answer = replace(answer, evidence=None)
    try:
        return check_answer(question, answer.as_json(), on)
    except AnswerErrors:
        return None
