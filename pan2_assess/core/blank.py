"""The answers file of a questionnaire with nothing answered yet, to fill in offline."""

from __future__ import annotations

from typing import Any

from pan2_assess.core.answers import expected
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import FORMAT


def blank_json(edition: Edition) -> dict[str, Any]:
    """Give an answers file with every value open; keys that begin with _ are remarks and are not read."""
    return {
        "format": FORMAT,
        "questionnaire": edition.id,
        "version": edition.version,
        "organisation": "",
        "date": "",
        "prepared_by": None,
        "approved_by": None,
        "answers": {
            question.id: {
                "_question": f"{edition.number(question.id)} {question.text}",
                "_asked_when": question.when or "always",
                "_answers": expected(question),
                "value": None,
            }
            for question in edition.questions.values()
        },
    }
