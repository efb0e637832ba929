"""The answers file of a questionnaire with nothing answered yet, to fill in offline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pan2_assess.core.answer_checks import expected
from pan2_assess.core.answers import Answer
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import FORMAT


def blank_json(edition: Edition, proposed: Mapping[str, Answer] | None = None) -> dict[str, Any]:
    """Give an answers file with every value open; keys that begin with _ are remarks and are not read.

    A proposed answer stands there as a remark: it counts once a person has written it as the value.
    """
    proposed = proposed or {}
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
                **({"_proposed": proposed[question.id].as_json()} if question.id in proposed else {}),
                "value": None,
            }
            for question in edition.questions.values()
        },
    }
