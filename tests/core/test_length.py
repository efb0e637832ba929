"""How long a questionnaire is: shortest and longest paths by headcount, and the minutes they take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pan2_assess import paths
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.length import LARGEST, SIZES, Length, headcount, length, minutes
from pan2_assess.core.library import load
from pan2_assess.core.model import Edition, Facts, Number
from tests.core.small import checklist, choice, edition, facts, ladder, number, section

SMALL = "f.people < 50"


def made(*asked: dict[str, object], small: str | None = SMALL, more: Iterable[dict[str, object]] = ()) -> Edition:
    """An edition that asks for its people, then for other facts, then scored questions."""
    return edition(section("f", 0, number("people"), *more), section("a", 1, *asked), small=small)


def scored(one: Edition, path: Iterable[str]) -> list[str]:
    return [name.partition(".")[2] for name in path if one.questions[name].scored]


# --- which questions -------------------------------------------------------------------------------------------


def test_the_headcount_is_the_number_that_tells_who_is_small() -> None:
    assert headcount(made(ladder("q"))) == "f.people"
    assert headcount(made(ladder("q"), small=None)) == ""
    both = made(ladder("q"), small="'x' in f.who and f.people < 50", more=[facts("who", ["x"])])
    assert headcount(both) == "f.people"
    assert headcount(made(ladder("q"), small="'x' in f.who", more=[facts("who", ["x"])])) == ""


@pytest.mark.parametrize(
    ("least", "greatest", "fewest", "most"),
    [
        (1, 9, ["always"], ["always"]),
        (1, 10, ["always"], ["always", "ten"]),
        (10, 49, ["always", "ten"], ["always", "ten"]),
        (10, 50, ["always", "ten"], ["always", "ten", "fifty"]),
        (50, 5000, ["always", "ten", "fifty"], ["always", "ten", "fifty"]),
    ],
)
def test_both_ends_of_a_size_count(least: int, greatest: int, fewest: list[str], most: list[str]) -> None:
    one = made(ladder("always"), ladder("ten", when="f.people >= 10"), choice("fifty", when="f.people >= 50"))
    found = length(one, least, greatest)
    assert (scored(one, found.fewest), scored(one, found.most)) == (fewest, most)


def test_boxes_that_bring_questions_are_empty_for_the_shortest_and_full_for_the_longest() -> None:
    boxes = facts("who", ["x", "y", "z"])
    one = made(ladder("k"), ladder("x", when="'x' in f.who"), checklist("y", [1], when="'y' in f.who"), more=[boxes])
    found = length(one, 1, 9)
    assert scored(one, found.fewest) == ["k"]
    assert scored(one, found.most) == ["k", "x", "y"]


def test_a_box_that_spares_a_question_is_ticked_for_the_shortest() -> None:
    one = made(ladder("k"), ladder("x", when="'x' not in f.who"), more=[facts("who", ["x", "y"])])
    found = length(one, 1, 9)
    assert scored(one, found.fewest) == ["k"]
    assert scored(one, found.most) == ["k", "x"]


def test_one_of_several_is_chosen_by_what_it_brings() -> None:
    which = facts("kind", ["many", "few", "some"], many=False)
    brought = [ladder(f"m{n}", when="f.kind == 'many'") for n in range(3)]
    one = made(ladder("k"), *brought, ladder("s", when="f.kind == 'some'"), more=[which])
    found = length(one, 1, 9)
    assert scored(one, found.fewest) == ["k"]
    assert scored(one, found.most) == ["k", "m0", "m1", "m2"]


def test_another_number_is_never_larger_than_the_headcount() -> None:
    """A firm has no more people at one site than it has."""
    one = made(ladder("k"), ladder("site", when="f.site >= 20"), more=[number("site")])
    assert scored(one, length(one, 1, 19).most) == ["k"]
    assert scored(one, length(one, 1, 20).most) == ["k", "site"]
    assert scored(one, length(one, 20, 20).fewest) == ["k"]


def test_a_scored_question_weighs_more_than_facts() -> None:
    """A way with two more facts is shorter than one with another question to think about."""
    which = facts("way", ["facts", "scored"], many=False)
    more = [which, *(facts(f"f{n}", ["x"], when="f.way == 'facts'") for n in range(2))]
    one = made(ladder("k"), ladder("s", when="f.way == 'scored'"), more=more)
    found = length(one, 1, 9)
    assert scored(one, found.fewest) == ["k"]
    assert {"f.f0", "f.f1"} <= set(found.fewest)
    assert scored(one, found.most) == ["k", "s"]


def test_without_a_headcount_the_facts_alone_decide() -> None:
    one = made(ladder("k"), ladder("x", when="'x' in f.who"), small=None, more=[facts("who", ["x"])])
    found = length(one, 1, 9)
    assert (scored(one, found.fewest), scored(one, found.most)) == (["k"], ["k", "x"])


# --- how many minutes ----------------------------------------------------------------------------------------

WORDS = 200  # read in a minute


def words(number_of: int) -> str:
    return " ".join(["word"] * number_of)


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([], 0),
        # 6 seconds, and the words of one fact: its text and its option. 1/200 + 1/200 + 6/60.
        ([facts("q", ["x"])], 1),
        ([facts("q", ["x"], text=words(WORDS - 1))], 2),  # 200/200 + 6/60
        ([number("q", text=words(WORDS), hint=words(WORDS))], 3),  # 400/200 + 6/60
        # 15 seconds for what is scored, and its five steps. (1 + 5)/200 + 15/60 = 0.28
        ([ladder("q")], 1),
        ([ladder(f"q{n}") for n in range(3)], 1),  # 0.84
        ([ladder(f"q{n}") for n in range(4)], 2),  # 1.12
        ([choice(f"q{n}") for n in range(20)], 6),  # 20 · ((1 + 6)/200 + 15/60) = 5.7
        # Exactly whole: 12 · ((38 + 12)/200 + 15/60) = 12 · 0.5
        ([checklist(f"q{n}", [1] * 12, text=words(38)) for n in range(12)], 6),
        ([checklist(f"q{n}", [1] * 12, text=words(38)) for n in range(12)] + [ladder("one")], 7),
        # Why it is asked and what counts as evidence wait for who opens them.
        ([ladder("q", why=words(700), evidence=words(700))], 1),
    ],
)
def test_minutes_are_words_and_thought_rounded_up(questions: list[dict[str, object]], expected: int) -> None:
    one = edition(section("a", 1, *questions, ladder("rest")))
    asked = [name for name in one.questions if name != "a.rest"]
    assert minutes(one, asked, False) == minutes(one, asked, True) == expected


def test_small_firms_read_their_own_words() -> None:
    """Steps without words of their own keep the others'."""
    one = made(ladder("q", anchors_small={"2": words(WORDS), "3": words(WORDS)}))
    assert minutes(one, ["a.q"], False) == 1  # 6/200 + 15/60
    assert minutes(one, ["a.q"], True) == 3  # (1 + 3 + 400)/200 + 15/60 = 2.27


# --- the real questionnaires -----------------------------------------------------------------------------------

EDITIONS = load(paths.questionnaires()).editions
REAL = pytest.mark.parametrize("name", EDITIONS)


@cache
def length_of(name: str, least: int, greatest: int) -> Length:
    return length(EDITIONS[name], least, greatest)


SIZE = pytest.mark.parametrize(("least", "greatest"), [(1, 1), (49, 50), *SIZES, (1, LARGEST)])


@REAL
@SIZE
def test_the_shortest_path_is_no_longer_than_the_longest(name: str, least: int, greatest: int) -> None:
    one = EDITIONS[name]
    found = length_of(name, least, greatest)
    fewest, most = scored(one, found.fewest), scored(one, found.most)
    assert 0 < len(fewest) <= len(most)
    for small in (False, True):
        assert 0 < minutes(one, found.fewest, small) <= minutes(one, found.most, small)
    for path in (found.fewest, found.most):
        assert list(path) == [question for question in one.questions if question in path]  # each once, in order


@REAL
def test_larger_firms_are_asked_no_less(name: str) -> None:
    lengths = [length_of(name, *size) for size in SIZES]
    for part in ("fewest", "most"):
        counts = [len(scored(EDITIONS[name], getattr(found, part))) for found in lengths]
        assert counts == sorted(counts)


@REAL
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_no_firm_is_asked_less_or_more(name: str, data: st.DataObject) -> None:
    """Whatever the facts, as long as all are known and nobody has more people in a part than in the whole."""
    one = EDITIONS[name]
    least, greatest = data.draw(st.sampled_from(SIZES))
    known = headcount(one)
    people = data.draw(st.integers(least, greatest))
    answers = {known: Answer(people)}
    for question in one.questions.values():
        if isinstance(question, Number) and question.id != known:
            answers[question.id] = Answer(data.draw(st.integers(question.minimum, min(question.maximum, people))))
        elif isinstance(question, Facts):
            ids = [option.id for option in question.options]
            boxes = st.lists(st.sampled_from(ids), unique=True, max_size=getattr(question, "most", None)).map(tuple)
            answers[question.id] = Answer(data.draw(boxes if question.many else st.sampled_from(ids)))
    asked = scored(one, evaluate(one, answers, date(2026, 11, 22)).path)
    found = length_of(name, least, greatest)
    assert len(scored(one, found.fewest)) <= len(asked) <= len(scored(one, found.most))


@REAL
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_minutes_grow_with_the_path(name: str, data: st.DataObject) -> None:
    one = EDITIONS[name]
    part = data.draw(st.lists(st.sampled_from([*one.questions]), unique=True))
    other = data.draw(st.lists(st.sampled_from([*one.questions]), unique=True))
    both = list(dict.fromkeys([*part, *other]))
    for small in (False, True):
        alone, together = minutes(one, part, small), minutes(one, both, small)
        assert alone <= together <= alone + minutes(one, other, small)
    assert minutes(one, one.questions, False) >= minutes(one, both, False)
