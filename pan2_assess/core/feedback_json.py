"""A feedback as JSON, for other people's tools."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from pan2_assess.core.feedback_types import AnswerLine, Feedback

FORMAT = "pan2-assess/feedback/1"


def feedback_json(feedback: Feedback, annex: bool = True) -> dict[str, Any]:
    """Give everything a reader sees of a result, under the names of `Feedback`; days are written YYYY-MM-DD.

    Without the annex it says what the report without it says: no answer's note or evidence, no own plan.
    """
    told = feedback if annex else _without_answers(feedback)
    return {"format": FORMAT, **adapter().dump_python(told, mode="json")}


def _without_answers(feedback: Feedback) -> Feedback:
    top_steps, find_out = (tuple(map(_bare, lines)) for lines in (feedback.top_steps, feedback.find_out))
    return replace(feedback, answers=(), own_plan=(), top_steps=top_steps, find_out=find_out)


def _bare(line: AnswerLine) -> AnswerLine:
    return replace(line, detail="", evidence="", note="")


@cache
def adapter() -> TypeAdapter[Feedback]:
    return TypeAdapter(Feedback)
