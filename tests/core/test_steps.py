"""Own steps: kept as they are, ordered as people work, and what is not done comes along."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pan2_assess.core.steps import OwnStep, as_remark, left_to_do, ordered, read_remark
from tests.core.small import ON, edition, ladder, section

DAYS = st.none() | st.dates()
STEPS = st.builds(
    OwnStep, st.text(), st.text(), st.text(), st.text(), by=DAYS, done=DAYS, note=st.text(), since=DAYS
)  # fmt: skip


@given(STEPS)
def test_a_step_comes_back_from_json_unchanged(step: OwnStep) -> None:
    assert OwnStep.from_json(step.as_json()) == step


@given(STEPS, st.dates())
def test_only_what_is_not_done_and_has_a_day_is_overdue(step: OwnStep, on: date) -> None:
    assert step.overdue(on) == (step.done is None and step.by is not None and step.by < on)


def test_order_is_the_recommendations_then_own_lines_and_done_last() -> None:
    steps = {
        "own-1": OwnStep("first own"),
        "a.done": OwnStep("x", done=ON),
        "a.second": OwnStep("x"),
        "own-2": OwnStep("second own"),
        "a.gone": OwnStep("no longer recommended"),
        "a.first": OwnStep("x"),
        "own-done": OwnStep("x", done=ON),
    }
    ranks = {"a.first": 0, "a.second": 1, "a.done": 2}
    assert list(ordered(steps, ranks)) == [
        "a.first", "a.second", "a.gone", "own-1", "own-2", "a.done", "own-done",
    ]  # fmt: skip


def test_what_is_not_done_comes_along_with_the_day_it_comes_from() -> None:
    made = edition(section("a", 1, ladder("q"), ladder("k")))
    steps = {
        "a.k": OwnStep("Ask.", "Do you ask?", "7.3", owner="Anne", by=ON, note="n"),
        "a.q": OwnStep("Look.", "Do you look?", "7.1", done=ON),
        "a.left": OwnStep("Tell.", "Do you tell?", "7.2", since=ON - timedelta(days=365)),
        "own-1": OwnStep("Ours"),
    }
    along = left_to_do(steps, ON, made)
    assert along == {
        "a.k": OwnStep("Ask.", "Do you ask?", "1.2", owner="Anne", by=ON, note="n", since=ON),
        "a.left": OwnStep("Tell.", "Do you tell?", "", since=ON - timedelta(days=365)),
        "own-1": OwnStep("Ours", since=ON),
    }


def test_a_remark_names_the_question_or_none() -> None:
    first, second = as_remark({"a.q": OwnStep("Look.", by=ON), "own-1": OwnStep("Ours")})
    assert (first["question"], first["by"]) == ("a.q", ON.isoformat())
    assert second["question"] is None


ASKED = edition(section("a", 1, ladder("q")))


def test_a_remark_is_read_back_as_it_was_written() -> None:
    steps = {
        "a.q": OwnStep("Look.", "A question?", "1.1", "Ana", by=ON, note="now\nor then"),
        "own-1a2b3c4d": OwnStep("Ours", done=ON, since=date(2025, 11, 22)),
    }
    remark = json.loads(json.dumps(as_remark(steps)))
    read, faults = read_remark(remark, ASKED)
    assert faults == []
    assert list(read.values()) == list(steps.values())
    assert as_remark(read) == as_remark(steps)


def test_lines_that_cannot_be_read_are_told_and_the_others_taken() -> None:
    given = [
        {"question": None, "step": "Good"},
        {"question": "no.such", "step": "x"},
        {"question": None, "step": "x", "by": "tomorrow"},
        {"question": None, "step": "x", "note": 3},
        {"question": None, "step": " "},
        {"question": None, "step": "a\u202eb"},
        "x",
    ]
    read, faults = read_remark(given, ASKED)
    assert read == {"own-1": OwnStep("Good")}
    assert faults == [
        'line 2 of the own action plan answers the question "no.such", which is not asked here',
        'line 3 of the own action plan has no day under «by»: "tomorrow"',
        "line 4 of the own action plan has no text under «note»",
        "line 5 of the own action plan says nothing under «step»",
        "line 6 of the own action plan is not fit to print under «step»: holds the control character U+202E, which "
        "cannot be printed",
        "line 7 of the own action plan is no group of keys",
    ]
    assert read_remark({}, ASKED) == ({}, ["the own action plan must be a list of 100 lines at most"])
    assert read_remark([{"step": "x"}] * 101, ASKED)[0] == {}
