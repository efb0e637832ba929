"""A feedback as JSON, for other people's tools."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from pan2_assess.core.feedback_types import Feedback

FORMAT = "pan2-assess/feedback/1"


def feedback_json(feedback: Feedback) -> dict[str, Any]:
    """Give everything a reader sees of a result, under the names of `Feedback`; days are written YYYY-MM-DD."""
    return {"format": FORMAT, **adapter().dump_python(feedback, mode="json")}


@cache
def adapter() -> TypeAdapter[Feedback]:
    return TypeAdapter(Feedback)
