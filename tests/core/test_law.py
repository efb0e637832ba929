"""Duties on a day: what applies, what does not, what cannot be told, and from when that changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pan2_assess.core.advice import advise
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.law import DutyResult, facts_of
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet
from tests.core.small import ON, Values, duty, edition, facts, ladder, number, result, section

START = date(2027, 12, 2)


def asking(*versions: dict[str, Any]) -> Edition:
    """Make an edition with one duty over a number and a set of facts."""
    asked = section("f", 0, number("size"), facts("uses", ["hiring", "letters"]))
    return edition(asked, section("a", 1, ladder("q", duty="d")), duties=[duty("d", *versions)])


def found(made: Edition, values: Values, on: date = ON) -> DutyResult:
    (one,) = result(made, {"a.q": "0", **values}, on).duties
    return one


@pytest.mark.parametrize(
    ("values", "applies"),
    [
        ({"f.size": 50, "f.uses": ()}, True),
        ({"f.size": 50, "f.uses": ("hiring",)}, True),
        ({"f.size": 49, "f.uses": ("hiring",)}, None),  # unclear
        ({"f.size": 49, "f.uses": ("letters",)}, False),
        ({"f.size": 49, "f.uses": "unknown"}, None),
        ({"f.size": 49}, None),  # the second fact is still open
        ({"f.size": "unknown", "f.uses": ()}, None),
    ],
)
def test_where_a_duty_does_not_hold_it_may_be_unclear(values: Values, applies: bool | None) -> None:
    made = asking({"when": "f.size >= 50", "unclear": "'hiring' in f.uses"})
    assert found(made, values).applies is applies


@pytest.mark.parametrize(("uses", "applies"), [(("hiring",), None), (("letters",), False), ("unknown", None)])
def test_a_duty_may_only_ever_be_unclear(uses: Any, applies: bool | None) -> None:
    one = found(asking({"unclear": "'hiring' in f.uses"}), {"f.size": 9999, "f.uses": uses})
    assert (one.applies, one.gap) == (applies, False)


def test_what_cannot_be_told_holds_no_band_back() -> None:
    sure = asking({"when": "'hiring' in f.uses"})
    unclear = asking({"unclear": "'hiring' in f.uses"})
    values = {"f.size": 1, "f.uses": ("hiring",), "a.q": "2"}
    assert [cap.kind for cap in result(sure, values).caps_of(result(sure, values).shares["a.q"])] == ["duty"]
    assert result(unclear, values).caps_of(result(unclear, values).shares["a.q"]) == []


@pytest.mark.parametrize(
    ("version", "starts", "surely"),
    [
        ({"from": START, "when": "'hiring' in f.uses"}, START, True),
        ({"from": START, "unclear": "'hiring' in f.uses"}, START, False),
        ({"from": START, "when": "'letters' in f.uses"}, None, False),
    ],
)
def test_what_is_to_come_is_sure_or_may_be(version: dict[str, Any], starts: date | None, surely: bool) -> None:
    made = asking({**version, "from": version["from"].isoformat()})
    values = {"f.size": 1, "f.uses": ("hiring",)}
    before = found(made, values, START - timedelta(days=1))
    assert (before.applies, before.since, before.starts, before.starts_surely) == (False, None, starts, surely)
    after = found(made, values, START)
    assert (after.since, after.starts) == (START, None)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ({"when": "'hiring' in f.uses"}, "applies from 2 December 2027, if your facts stay as they are"),
        ({"unclear": "'hiring' in f.uses"}, "may apply from 2 December 2027; on your facts it cannot be told"),
    ],
)
def test_the_reader_is_told_which(version: dict[str, Any], words: str) -> None:
    made = asking({"from": START.isoformat(), **version})
    answers = {"f.size": Answer(1), "f.uses": Answer(("hiring",)), "a.q": Answer("2")}
    evaluation = evaluate(made, answers, ON)
    feedback = tell(made, Sheet("x", "1.0", "Example", ON, answers=answers), evaluation, advise(evaluation))
    assert [line.status_text for line in feedback.duties] == [words]


@pytest.mark.parametrize(
    ("values", "open_", "words"),
    [
        ({"f.size": "unknown", "f.uses": ()}, ("f.size",), "cannot be told: it hangs on question 1.1"),
        ({"f.size": 1}, ("f.uses",), "cannot be told: it hangs on question 1.2"),
        ({"f.size": "unknown"}, ("f.size", "f.uses"), "cannot be told: it hangs on questions 1.1 and 1.2"),
        ({"f.size": 1, "f.uses": ("hiring",)}, (), "cannot be told by this tool"),
        ({"f.size": 50, "f.uses": "unknown"}, (), "applies on your facts"),
    ],
)
def test_the_reader_is_told_on_which_facts_it_hangs(values: Values, open_: tuple[str, ...], words: str) -> None:
    made = asking({"when": "f.size >= 50", "unclear": "'hiring' in f.uses"})
    assert found(made, values).open == open_
    answers = {"a.q": Answer("2"), **{name: Answer(value) for name, value in values.items()}}
    evaluation = evaluate(made, answers, ON)
    feedback = tell(made, Sheet("x", "1.0", "Example", ON, answers=answers), evaluation, advise(evaluation))
    assert [line.status_text for line in feedback.duties] == [words]


@pytest.mark.parametrize(
    ("size", "since"), [(300, date(2023, 5, 21)), (250, date(2023, 5, 21)), (249, date(2023, 12, 17))]
)
def test_a_duty_applies_since_the_first_version_that_bound(size: int, since: date) -> None:
    made = asking(
        {"from": "2023-05-21", "when": "f.size >= 250"},
        {"from": "2023-12-17", "when": "f.size >= 50"},
    )
    one = found(made, {"f.size": size, "f.uses": ()})
    assert (one.applies, one.since) == (True, since)


def test_the_facts_of_the_duties_include_those_that_decide_whether_they_are_asked() -> None:
    asked = section(
        "f",
        0,
        number("size"),
        number("idle"),
        facts("uses", ["ai"], when="f.size >= 10"),
        facts("kinds", ["cv"], when="'ai' in f.uses and f.years >= 1"),
        number("years"),
        number("later"),
    )
    made = edition(
        asked,
        duties=[
            duty("a", {"when": "f.later == 1"}, {"from": "2027-01-01", "unclear": "'cv' in f.kinds"}),
            duty("b"),
        ],
    )
    assert facts_of(made) == ("f.size", "f.uses", "f.kinds", "f.years", "f.later")
    assert facts_of(edition(asked, duties=[duty("b")])) == ()
    assert facts_of(edition(asked)) == ()


@pytest.mark.parametrize(
    ("values", "open_"),
    [
        ({}, ("f.size",)),
        ({"f.size": "unknown"}, ("f.uses",)),
        ({"f.size": 10}, ("f.uses",)),
        ({"f.size": 10, "f.uses": ("ai",)}, ("f.kinds",)),
        ({"f.size": 10, "f.uses": "unknown", "f.kinds": "unknown"}, ("f.kinds",)),
    ],
)
def test_what_is_not_asked_yet_hangs_on_what_decides_whether_it_is(values: Values, open_: tuple[str, ...]) -> None:
    uses = facts("uses", ["ai"], when="f.size >= 10")
    made = edition(
        section("f", 0, number("size"), uses, facts("kinds", ["cv"], when="'ai' in f.uses")),
        section("a", 1, ladder("q")),
        duties=[duty("d", {"when": "'cv' in f.kinds"})],
    )
    one = found(made, values)
    assert (one.applies, one.open) == (None, open_)
