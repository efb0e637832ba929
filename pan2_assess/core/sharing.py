"""What may be told to others: what the organisation does may; cases and alarms stay home unless somebody chose."""

from __future__ import annotations

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation


def may_be_told(name: str, answer: Answer | None, evaluation: Evaluation) -> bool:
    """Tell whether a question's answer may stand in a paper for others; its note never does.

    What was chosen for the answer goes before the rule: a question about cases, and an answer that speaks of people
    in harm, are not for others.
    """
    if answer is not None and answer.share is not None:
        return answer.share
    return not evaluation.edition.questions[name].case and name not in evaluation.alarms
