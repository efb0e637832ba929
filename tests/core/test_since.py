"""What changed, in words: a sentence that counts right, and reasons that can be read without colour."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pan2_assess.core.answers import PLANNED, Answer, Evidence
from pan2_assess.core.comparing import compare
from pan2_assess.core.model import Edition
from pan2_assess.core.rounds import Round
from pan2_assess.core.since import tell_since
from pan2_assess.core.since_types import Line, Since
from pan2_assess.core.speech import speech
from tests.core.small import checklist, choice, duty, edition, facts, ladder, na, number, section
from tests.core.test_comparing import NOW, THEN, at, drawn

SAY = speech("en")
LADDERS = edition(section("a", 1, *(ladder(name) for name in "qrstu")))


def told(old: Edition, before: dict[str, Any], new: Edition, after: dict[str, Any]) -> Since:
    return tell_since(compare(at(old, before, THEN), at(new, after, NOW)), SAY)


def line(found: Since, name: str = "a.q") -> Line:
    return next(one for part in found.parts for one in part.lines if one.question == name)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("22222", "22222", "Since 20 November 2025, 5 answers are the same."),
        ("1", "2", "Since 20 November 2025, 1 answer is better."),
        ("111", "222", "Since 20 November 2025, 3 answers are better."),
        ("12", "21", "Since 20 November 2025, 1 answer is better and 1 is worse."),
        ("2222", "1112", "Since 20 November 2025, 3 answers are worse and 1 is the same."),
        ("12222", "21122", "Since 20 November 2025, 1 answer is better, 2 are worse and 2 are the same."),
        ("02", "p2", "Since 20 November 2025, 1 answer has changed without being better or worse and 1 is the same."),
        ("", "2", "Nothing can be compared with 20 November 2025 yet."),
    ],
)
def test_the_sentence(before: str, after: str, sentence: str) -> None:
    rounds = [
        {f"a.{q}": PLANNED if v == "p" else v for q, v in zip("qrstu", vs, strict=False)} for vs in (before, after)
    ]
    assert told(LADDERS, rounds[0], LADDERS, rounds[1]).sentence == sentence


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "mark", "reason"),
    [
        (ladder("q"), ladder("q", meaning=2), "1", "2", "not compared", "The question means something else now."),
        (ladder("q"), choice("q"), "1", "p2", "not compared", "The question is answered in another way now."),
        (
            facts("q", ["x", "y"], False),
            facts("q", ["x"], False),
            "y",
            "x",
            "not compared",
            "The answer given then is no longer offered.",
        ),
        (ladder("q"), ladder("q"), None, "2", "not compared", "It had no answer then."),
        (ladder("q"), ladder("q"), "2", None, "not compared", "It has no answer now."),
        (None, ladder("q"), None, "2", "newly asked", "The earlier questionnaire did not ask this."),
        (ladder("q"), None, "2", None, "no longer asked", "The present questionnaire does not ask this."),
        (
            ladder("q", when="a.n >= 50"),
            ladder("q"),
            None,
            "2",
            "newly asked",
            "Not asked then, because of your answer at that time to question 1.1.",
        ),
        (
            ladder("q"),
            ladder("q", when="a.n >= 50"),
            "2",
            None,
            "no longer asked",
            "Not asked now, because of your answer to question 1.1.",
        ),
        (
            checklist("q", [1, 1]),
            checklist("q", [1, 1, 2]),
            ("i0", "i1"),
            ("i0", "i1"),
            "the same",
            "The answers to this question earn something else now; both are counted as now.",
        ),
        (
            ladder("q"),
            ladder("q") | {"text": "Otherwise?"},
            "1",
            "2",
            "better",
            "The question means the same, but its words have changed.",
        ),
    ],
)
def test_reasons_in_words(old: Any, new: Any, before: Any, after: Any, mark: str, reason: str) -> None:
    editions = [edition(section("a", 1, number("n"), *([one] if one else []))) for one in (old, new)]
    given = [{"a.n": 9, **({} if value is None else {"a.q": value})} for value in (before, after)]
    found = line(told(editions[0], given[0], editions[1], given[1]))
    assert (found.mark, found.reasons) == (mark, (reason,))
    assert found.greyed is (mark not in ("the same", "better"))
    assert bool(found.was) is (old is not None and mark != "newly asked")


def test_evidence_grown_old_is_told_beside_the_same_answer() -> None:
    proven = Answer("4", evidence=Evidence("internal", "minutes", date(2024, 1, 10)))
    found = line(told(LADDERS, {"a.q": proven}, LADDERS, {"a.q": proven}))
    assert (found.mark, found.was_points, found.now_points, found.alike) == ("worse", "4 of 4", "3 of 4", False)
    assert "no evidence dated within the last 24 months" in found.now_detail


def test_evidence_is_named_where_it_is_not_the_same() -> None:
    proven = Answer("2", evidence=Evidence("public", "https://example.org/policy", date(2025, 10, 1)))
    found = line(told(LADDERS, {"a.q": "2"}, LADDERS, {"a.q": proven}))
    assert (found.mark, found.alike, found.was_evidence) == ("the same", False, "")
    assert found.now_evidence == "https://example.org/policy (public, 1 October 2025)"
    assert line(told(LADDERS, {"a.q": proven}, LADDERS, {"a.q": proven})).alike


def test_a_plan_put_off_shows_both_days() -> None:
    before, after = Answer(PLANNED, by=date(2026, 6, 30)), Answer(PLANNED, by=date(2027, 6, 30))
    found = line(told(LADDERS, {"a.q": before}, LADDERS, {"a.q": after}))
    assert (found.mark, found.was_detail, found.now_detail) == ("the same", "by 30 June 2026", "by 30 June 2027")
    assert not found.alike


def test_figures_round_down_and_say_the_change() -> None:
    """From 33⅓ to 41⅔, and from 50 to 54⅙ with the rest."""
    made = edition(section("a", 1, checklist("q", [1] * 12), ladder("k")))
    some = [tuple(f"i{n}" for n in range(count)) for count in (4, 5)]
    found = told(made, {"a.q": some[0], "a.k": "1"}, made, {"a.q": some[1], "a.k": "1"})
    assert [(f.id, f.then, f.now, f.change) for f in found.figures][:1] == [("score", 29, 33, "+4")]
    assert found.bands is not None
    assert found.bands.sentence == "The band is the same as then: Emerging."
    assert found.counted == ""


def test_that_other_questions_count_is_said_with_how_many() -> None:
    made = edition(section("a", 1, number("n"), ladder("k"), ladder("l", when="a.n >= 50"), ladder("m")))
    small, large = {"a.n": 9, "a.k": "1", "a.m": "1"}, {"a.n": 60, "a.k": "1", "a.l": "2", "a.m": "1"}
    assert told(made, small, made, large).counted == (
        "Your facts, and what you say does not apply, decide which questions count in the score: 2 counted then, "
        "3 count now, and 2 counted both times."
    )


def test_what_does_not_apply_does_not_count() -> None:
    """The sentence and the score over what counted both times go by one rule: pillars, and without «does not apply»."""
    pillar = section("a", 1, *(ladder(name, allows_na=True) for name in "klmnop"))
    made = edition(pillar, section("t", 0, number("n"), ladder("q", when="t.n >= 50")))
    given = {f"a.{name}": "1" for name in "klmnop"} | {"t.n": 9}
    found = told(made, given, made, {**given, "a.k": na()})
    assert "6 counted then, 5 count now, and 5 counted both times" in found.counted
    assert [figure.id for figure in found.figures][:2] == ["score", "common"]
    other = told(made, given, made, {**given, "t.n": 60, "t.q": "2"})
    assert other.counted == ""
    assert "common" not in [figure.id for figure in other.figures]


def test_a_change_too_small_to_show_is_said() -> None:
    made = edition(section("a", 1, checklist("q", [1] * 300), ladder("k")))
    some = [tuple(f"i{n}" for n in range(count)) for count in (30, 31)]
    found = told(made, {"a.q": some[0], "a.k": "1"}, made, {"a.q": some[1], "a.k": "1"})
    assert found.figures[0].change == "a little more"
    assert found.figures[0].then == found.figures[0].now


def test_duties_in_words() -> None:
    coming, large = duty("coming", {"from": "2026-06-01"}), duty("large", {"when": "a.n >= 50"})
    made = edition(section("a", 1, number("n"), ladder("k")), duties=[coming, large])
    bare = edition(section("a", 1, number("n"), ladder("k")))
    few, many = {"a.n": 9, "a.k": "1"}, {"a.n": 60, "a.k": "1"}
    came, ended = told(made, few, made, many).duties, told(made, many, made, few).duties_ended
    assert [one.text for one in came] == ["applies now; on your facts it did not apply then"] * 2
    assert [one.text for one in ended] == ["applied then; does not apply on your facts now"]
    assert told(bare, many, made, many).duties[1].text == "applies now; the earlier questionnaire did not check it"
    unsure = told(made, {**few, "a.n": "unknown"}, made, many)
    assert unsure.duties[1].text == "applies now; then it could not be told"


def test_a_new_alarm_is_said_before_all_else() -> None:
    made = edition(section("a", 1, choice("q")))
    found = told(made, {"a.q": "p2"}, made, {"a.q": "harm"})
    assert found.alarm == "Your answer to question 1.1 says now, and did not then, that people may be in harm."
    assert told(made, {"a.q": "harm"}, made, {"a.q": "harm"}).alarm == ""


@settings(max_examples=40)
@given(st.integers(0, 2**48), st.integers(0, 2**48))
def test_every_question_asked_has_one_line_with_a_mark(seed: int, other: int) -> None:
    then, now = drawn(seed, THEN), drawn(other)
    found = tell_since(compare(then, now), SAY)
    lines = [one for part in found.parts for one in part.lines]
    assert sorted(one.question for one in lines) == sorted(then.path | now.path)
    for one in lines:
        assert one.mark
        assert one.was or one.now
        assert one.reasons or not one.greyed
    assert len(found.better) == sum(one.mark == "better" for one in lines)


def test_a_round_holds_only_answers_on_the_path() -> None:
    made = edition(section("a", 1, number("n"), ladder("q", when="a.n >= 50")))
    one: Round = at(made, {"a.n": 9, "a.q": "3"}, NOW)
    assert one.answer("a.q") is None
