"""Why a question is not asked: the answers named decide it, and none of them is named for nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pan2_assess.core.answers import UNKNOWN, Answer
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.model import Edition
from pan2_assess.core.not_asked import not_asked, why_not
from tests.core.small import edition, facts, ladder, number, section
from tests.core.test_properties import EDITION, fact_answers


def asked_when(when: str) -> Edition:
    """Ask a last question on a condition over a number, a one-of and a many-of fact, one of them conditional itself."""
    return edition(
        section(
            "a",
            0,
            number("n"),
            facts("one", ["x", "y"], many=False),
            facts("many", ["v", "w"]),
            facts("later", ["x", "y"], many=False, when="a.n >= 50"),
        ),
        section("b", 1, ladder("q", when=when)),
    )


GIVEN = {"a.n": Answer(12), "a.one": Answer("x"), "a.many": Answer(("v",))}


@pytest.mark.parametrize(
    ("when", "named"),
    [
        ("a.n >= 50", ("a.n",)),
        ("a.n >= 10", ()),
        ("a.n >= 50 or a.one == 'y'", ("a.n", "a.one")),
        ("a.one == 'y' or a.n >= 50", ("a.n", "a.one")),
        ("a.n >= 50 and a.one == 'y'", ("a.n",)),
        ("a.n >= 10 and a.one == 'y'", ("a.one",)),
        ("(a.n >= 50 or a.one == 'y') and 'w' in a.many", ("a.many",)),
        ("(a.n >= 50 and a.one == 'x') or 'w' in a.many", ("a.n", "a.many")),
        ("a.later == 'x'", ("a.n",)),
        ("a.later != 'x'", ("a.n",)),
        ("a.later == 'x' or a.one == 'y'", ("a.n", "a.one")),
        ("a.later == 'x' or a.n >= 60", ("a.n",)),
    ],
)
def test_what_decides(when: str, named: tuple[str, ...]) -> None:
    made = asked_when(when)
    assert why_not(made, GIVEN, "b.q") == named
    assert ("b.q" in path_of(made, GIVEN)) is (named == ())


def test_a_fact_still_open_decides_too_where_nothing_answered_does() -> None:
    only = {"a.n": Answer(12)}
    assert why_not(asked_when("a.one == 'y'"), only, "b.q") == ("a.one",)
    assert why_not(asked_when("a.one == 'y' and a.n >= 50"), only, "b.q") == ("a.n",)
    assert why_not(asked_when("a.later == 'x' and a.n >= 10"), {}, "b.q") == ("a.n",)


def test_what_nobody_knows_keeps_a_question_and_is_never_named() -> None:
    unsure = {**GIVEN, "a.n": Answer(UNKNOWN)}
    assert why_not(asked_when("a.n >= 50"), unsure, "b.q") == ()
    assert why_not(asked_when("a.n >= 50 and a.one == 'y'"), unsure, "b.q") == ("a.one",)


seeds = st.integers(0, 2**48)


def facts_given(seed: int) -> dict[str, Answer]:
    return fact_answers(random.Random(seed))


@given(seeds)
def test_every_question_off_the_path_has_answers_that_decide_it(seed: int) -> None:
    answers = facts_given(seed)
    path, found = path_of(EDITION, answers), not_asked(EDITION, answers)
    assert [*found] == [name for name in EDITION.questions if name not in path]
    for named in found.values():
        assert named
        assert all(name in path and name in answers and answers[name].value != UNKNOWN for name in named)


@given(seeds, seeds, st.data())
def test_nothing_else_brings_the_question_up(seed: int, other: int, data: st.DataObject) -> None:
    answers = facts_given(seed)
    found = not_asked(EDITION, answers)
    if not found:
        return
    name = data.draw(st.sampled_from(sorted(found)))
    kept = {fact: answers[fact] for fact in found[name]}
    assert name not in path_of(EDITION, {**facts_given(other), **kept})
    assert name not in path_of(EDITION, kept)


@given(seeds, st.data())
def test_each_answer_named_is_needed(seed: int, data: st.DataObject) -> None:
    """Where the answers named say nothing against it any more, the question is asked, or others are the reason."""
    answers = facts_given(seed)
    found = not_asked(EDITION, answers)
    if not found:
        return
    name = data.draw(st.sampled_from(sorted(found)))
    open_now = {**answers, **dict.fromkeys(found[name], Answer(UNKNOWN))}
    after = why_not(EDITION, open_now, name)
    assert bool(after) is (name not in path_of(EDITION, open_now))
    assert not set(after) & set(found[name])
