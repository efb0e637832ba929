"""Quizzes: what is right, and what completes a module."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pan2_assess.core.quiz import Chosen, Marked
from pan2_assess.core.texts import ModuleText


def module(*questions: str) -> ModuleText:
    """Make a module whose questions are written by their options: `+` is right, `-` is not."""
    quiz: list[dict[str, Any]] = [
        {
            "id": f"q{place}",
            "text": "?",
            "options": [
                {"id": f"o{n}", "text": ".", "right": sign == "+", "because": "."} for n, sign in enumerate(signs)
            ],
        }
        for place, signs in enumerate(questions)
    ]
    words = {"title": ".", "audience": ".", "objectives": ["."], "intro": ".", "monday": ["."]}
    days = {"as_of": "2026-01-01", "review_by": "2027-01-01"}
    parts = [{"title": ".", "text": "."}]
    written = {"id": "M01", "minutes": 5, "parts": parts, "quiz": quiz, **words, **days}
    return ModuleText.model_validate_json(json.dumps(written))


def chosen(*options: str) -> Chosen:
    return {f"q{place}": frozenset(f"o{n}" for n in given) for place, given in enumerate(options)}


@pytest.mark.parametrize(
    ("options", "right"),
    [("02", 1), ("0", 0), ("012", 0), ("", 0), ("1", 0), ("029", 1)],
)
def test_all_that_is_right_must_be_chosen_and_nothing_else(options: str, right: int) -> None:
    assert Marked(module("+-+"), chosen(options)).right == right


@pytest.mark.parametrize(
    ("questions", "needed"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (6, 5), (7, 6), (9, 8), (10, 8), (11, 9)]
)
def test_four_in_five_are_needed_and_never_less(questions: int, needed: int) -> None:
    assert Marked(module(*["+-"] * questions), {}).needed == needed


@given(st.lists(st.sampled_from(["0", "1", ""]), min_size=1, max_size=12))
def test_complete_is_what_leaves_nothing_open_and_has_four_in_five_right(options: list[str]) -> None:
    marked = Marked(module(*["+-"] * len(options)), chosen(*options))
    assert marked.right == options.count("0")
    assert marked.right + len(marked.again) == marked.all == len(options)
    assert len(marked.open) == options.count("")
    assert set(marked.open) <= set(marked.again)
    assert marked.completed is ("" not in options and 5 * options.count("0") >= 4 * len(options))
