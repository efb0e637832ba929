"""Conditions: Kleene's tables, and what an answer that is unknown or not there means."""

import itertools

import pytest

from pan2_assess.core import condition
from pan2_assess.core.condition import UNKNOWN, Comparison, ConditionError, Value, comparisons, parse, value

TRUE, FALSE = "t.t == 1", "f.f == 1"
UNDECIDED = "u.u == 1"
FACTS: dict[str, Value] = {"t.t": 1, "f.f": 0, "u.u": UNKNOWN}
SIGNS = {True: TRUE, False: FALSE, None: UNDECIDED}


def on(text: str, **facts: Value) -> bool | None:
    """Work out a condition where section `a` holds the facts."""
    return value(parse(text), lambda name: facts.get(name.removeprefix("a."), FACTS.get(name)))


@pytest.mark.parametrize(("left", "right"), list(itertools.product((True, False, None), repeat=2)))
def test_kleene(left: bool | None, right: bool | None) -> None:
    both = False if False in (left, right) else None if None in (left, right) else True
    either = True if True in (left, right) else None if None in (left, right) else False
    assert on(f"{SIGNS[left]} and {SIGNS[right]}") is both
    assert on(f"{SIGNS[left]} or {SIGNS[right]}") is either


@pytest.mark.parametrize("values", list(itertools.product((True, False, None), repeat=3)))
def test_kleene_of_three(values: tuple[bool | None, ...]) -> None:
    a, b, c = (SIGNS[one] for one in values)
    assert on(f"{a} and {b} and {c}") is on(f"({a} and {b}) and {c}") is on(f"{a} and ({b} and {c})")
    assert on(f"{a} or {b} or {c}") is on(f"({a} or {b}) or {c}") is on(f"{a} or ({b} or {c})")
    assert on(f"{a} and ({b} or {c})") is on(f"({a} and {b}) or ({a} and {c})")


def test_and_binds_closer_than_or() -> None:
    assert on(f"{TRUE} or {FALSE} and {FALSE}") is True
    assert on(f"({TRUE} or {FALSE}) and {FALSE}") is False


NUMBERS = ["a.n == 5", "a.n != 5", "a.n < 5", "a.n <= 5", "a.n > 5", "a.n >= 5"]
ONE = ["a.one == 'x'", "a.one != 'x'", "a.one in ['x', 'y']", "a.one not in ['x', 'y']"]
MANY = ["'x' in a.many", "'x' not in a.many"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (4, [False, True, True, True, False, False]),
        (5, [True, False, False, True, False, True]),
        (6, [False, True, False, False, True, True]),
    ],
)
def test_numbers(number: int, expected: list[bool]) -> None:
    assert [on(text, n=number) for text in NUMBERS] == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("x", [True, False, True, False]), ("y", [False, True, True, False]), ("z", [False, True, False, True])],
)
def test_one_of(word: str, expected: list[bool]) -> None:
    assert [on(text, one=word) for text in ONE] == expected


@pytest.mark.parametrize(
    ("words", "expected"), [(("x", "y"), [True, False]), (("y",), [False, True]), ((), [False, True])]
)
def test_many_of(words: tuple[str, ...], expected: list[bool]) -> None:
    assert [on(text, many=words) for text in MANY] == expected


@pytest.mark.parametrize("text", [*NUMBERS, *ONE, *MANY])
def test_not_knowing_leaves_every_comparison_open(text: str) -> None:
    assert on(text, n=UNKNOWN, one=UNKNOWN, many=UNKNOWN) is None


@pytest.mark.parametrize("text", [*NUMBERS, *ONE, *MANY])
def test_not_answered_makes_every_comparison_false(text: str) -> None:
    """Also those with «not» in them: what nobody said is no reason to ask."""
    assert on(text) is False


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a.b >= 50", ["a.b"]),
        ("(a.b == 1 or a.c == 'x') and 'y' in a.d", ["a.b", "a.c", "a.d"]),
        ("  a.b == 1  ", ["a.b"]),
        ("a.b == 1 and\n  a.c == 2".replace("\n", " "), ["a.b", "a.c"]),
    ],
)
def test_names_in_a_condition(text: str, names: list[str]) -> None:
    assert [comparison.name for comparison in comparisons(parse(text))] == names


def test_the_tree() -> None:
    assert parse("'y' not in a.d") == Comparison("a.d", "not in", "y", member=True)
    assert parse("a.b in ['x', 'y']") == Comparison("a.b", "in", ("x", "y"))
    assert parse("a.b <= 3") == Comparison("a.b", "<=", 3)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "a.b", "a", "1", "not a.b == 1", "a.b == 1 if a.c == 1 else a.d == 1", "a.b = 1", "a.b == 1;",
        "a.b(1) == 1", "a.b.c == 1", "a['b'] == 1", "a.b == 1 == 1", "a.b is 1", "a.b == 1.5", "a.b == True",
        "a.b == None", "a.b == -1 + 2", "a.b == b'x'", "a.b == f'{a}'", "a.b in ('x',)", "a.b in {'x'}", "a.b in []",
        "a.b in ['x', 1]", "a.b in [*'xy']", "a.b in 'xy'", "a.b == ['x']", "a.b == a.c", "1 == a.b", "1 in a.b",
        "'x' == a.b", "lambda: 1", "[a.b == 1]", "(a.b == 1, a.c == 1)", "a.b == 1 & 1", "a.b := 1", "{a.b == 1}",
        "a.b == 1\nor a.c == 1", "\0", "import os", "__import__('os')", "a.b == ...", "await a.b", "a.b == (yield)",
    ],
)  # fmt: skip
def test_nothing_else_is_a_condition(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    ["-" * 490 + "1", "a.b == " + "-" * 480 + "1", "not " * 120 + "a.b", "a" + ".b" * 240, "(" * 490, "~" * 499 + "1"],
)
def test_no_condition_brings_the_reader_down(text: str) -> None:
    with pytest.raises(ConditionError):
        parse(text)


def test_length() -> None:
    text = "a.b == 1" + " or a.b == 1" * 82 + "0" * 8
    assert len(text) == condition.MAX_LENGTH
    parse(text)
    with pytest.raises(ConditionError) as caught:
        parse(text + " ")
    assert (caught.value.what, caught.value.remedy) == (
        "longer than 1000 characters",
        "Split the question, or say it shorter.",
    )


def test_depth() -> None:
    def nested(levels: int) -> str:
        text = "a.b == 1"
        for level in range(levels):
            text = f"a.b == 1 {'and' if level % 2 else 'or'} ({text})"
        return text

    parse(nested(condition.MAX_LEVELS))
    with pytest.raises(ConditionError, match="too many brackets"):
        parse(nested(condition.MAX_LEVELS + 1))
    parse("(" * 50 + "a.b == 1" + ")" * 50)
