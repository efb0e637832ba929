"""An earlier time compared with the present: what counts as a change, and what is not compared."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pan2_assess import paths
from pan2_assess.core.answers import PLANNED, UNKNOWN, Answer, Evidence
from pan2_assess.core.comparing import Compared, Comparison, compare
from pan2_assess.core.library import load
from pan2_assess.core.model import Edition
from pan2_assess.core.rounds import Round
from pan2_assess.core.sheet import Sheet
from tests.core.small import checklist, choice, duty, edition, facts, ladder, na, number, section
from tests.core.test_properties import EDITION, sheet

THEN, NOW = date(2025, 11, 20), date(2026, 11, 22)
EDITIONS = load(paths.questionnaires()).editions


def at(made: Edition, values: Mapping[str, Any], on: date) -> Round:
    answers = {name: value if isinstance(value, Answer) else Answer(value) for name, value in values.items()}
    return Round(made, Sheet(made.id, made.version, "Example S.A.", on, answers=answers))


def one(
    old: dict[str, Any] | None, new: dict[str, Any] | None, before: Any, after: Any, size: tuple[int, int] = (9, 9)
) -> Compared:
    """Compare a single question, beside the number of people that others hang on; None: not there, not answered."""
    rounds = []
    for question, value, people, on in ((old, before, size[0], THEN), (new, after, size[1], NOW)):
        made = edition(section("a", 1, number("n"), ladder("k"), *([question] if question else [])))
        given = {"a.n": people, "a.k": "2", **({} if value is None else {"a.q": value})}
        rounds.append(at(made, given, on))
    return next(found for found in compare(*rounds).questions if found.question == "a.q")


def seen(found: Compared) -> tuple[str, str, str]:
    return found.state, found.reason, found.direction


CHOICE = choice("q", allows_na=True)
LARGE = ladder("q", when="a.n >= 50")


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "expected"),
    [
        (ladder("q"), ladder("q"), "2", "2", ("same", "", "")),
        (ladder("q"), ladder("q"), "1", "3", ("changed", "", "better")),
        (ladder("q"), ladder("q"), "3", "1", ("changed", "", "worse")),
        (ladder("q"), ladder("q"), "3", "4", ("changed", "", "")),
        (ladder("q"), ladder("q"), "0", PLANNED, ("changed", "", "")),
        (ladder("q"), ladder("q"), UNKNOWN, "1", ("changed", "", "better")),
        (CHOICE, CHOICE, na(), "p2", ("changed", "", "")),
        (CHOICE, CHOICE, "harm", "p0", ("changed", "", "")),
        (CHOICE, CHOICE, "harm", "p2", ("changed", "", "better")),
        (CHOICE, CHOICE, "p2", "harm", ("changed", "", "worse")),
        (checklist("q", [1, 2]), checklist("q", [1, 2]), ("i0", "i1"), ("i1", "i0"), ("same", "", "")),
        (checklist("q", [1, 1], [1]), checklist("q", [1, 1], [1]), ("i0",), ("i0", "i1"), ("changed", "", "")),
        (number("q"), number("q"), 5, 6, ("changed", "", "")),
        (facts("q", ["x", "y"]), facts("q", ["x", "y"]), ("x", "y"), ("y", "x"), ("same", "", "")),
        (ladder("q"), ladder("q", meaning=2), "1", "3", ("not comparable", "meaning", "")),
        (ladder("q"), choice("q"), "1", "p3", ("not comparable", "type", "")),
        (facts("q", ["x", "y"], False), facts("q", ["x"], False), "y", "x", ("not comparable", "options", "")),
        (facts("q", ["x"], False), facts("q", ["x", "y"], False), "x", "y", ("changed", "", "")),
        (number("q"), number("q", maximum=10), 11, 5, ("not comparable", "options", "")),
        (ladder("q", about="contract"), ladder("q"), "1", "3", ("not comparable", "contract", "")),
        (ladder("q"), ladder("q"), None, "3", ("not comparable", "open then", "")),
        (ladder("q"), ladder("q"), "3", None, ("not comparable", "open now", "")),
        (ladder("q"), ladder("q"), None, None, ("not comparable", "open", "")),
        (None, ladder("q"), None, "3", ("new", "only now", "")),
        (ladder("q"), None, "3", None, ("gone", "only then", "")),
        (LARGE, LARGE, "3", "3", ("not asked", "", "")),
        (LARGE, ladder("q", meaning=2), "3", "3", ("new", "off then", "")),
        (ladder("q"), LARGE, "3", "3", ("gone", "off now", "")),
        (None, LARGE, None, "3", ("not asked", "", "")),
    ],
)
def test_one_question(old: Any, new: Any, before: Any, after: Any, expected: tuple[str, str, str]) -> None:
    assert seen(one(old, new, before, after)) == expected


def test_points_before_and_after() -> None:
    found = one(checklist("q", [1, 2]), checklist("q", [1, 2]), ("i0",), ("i1",))
    assert (found.then, found.now) == (Fraction(1, 3), Fraction(2, 3))
    assert (one(CHOICE, CHOICE, na(), "p2").then, one(CHOICE, CHOICE, na(), "p2").now) == (None, Fraction(1, 2))


def test_evidence_grown_old_makes_the_same_answer_worse() -> None:
    proven = Answer("4", evidence=Evidence("internal", "minutes", date(2024, 1, 10)))
    found = one(ladder("q"), ladder("q"), proven, proven)
    assert seen(found) == ("changed", "", "worse")
    assert (found.then, found.now) == (1, Fraction(3, 4))


def test_an_alarm_that_earns_points_is_never_better() -> None:
    marked = checklist("q", [1, 1], [1])
    assert one(marked, marked, ("i0",), ("i0", "i1")).direction == ""
    assert one(marked, marked, ("i0", "i1"), ("i0",)).direction == ""


def test_both_are_counted_by_the_present_questionnaire() -> None:
    """An item more makes nobody worse."""
    found = one(checklist("q", [1, 1]), checklist("q", [1, 1, 2]), ("i0", "i1"), ("i0", "i1"))
    assert (seen(found), found.revalued) == (("same", "", ""), True)
    assert (found.then, found.now) == (Fraction(1, 2), Fraction(1, 2))
    assert not one(checklist("q", [1, 1]), checklist("q", [1, 1]), ("i0",), ("i0",)).revalued


def test_other_words_for_the_same_sense_are_shown() -> None:
    words = {"text": "Asked otherwise?"}
    assert one(ladder("q"), ladder("q") | words, "1", "1").wording == (("?", "Asked otherwise?"),)
    renamed = facts("q", ["x", "y"], False)
    renamed["options"][1] = {"id": "y", "text": "Yes"}
    assert one(facts("q", ["x", "y"], False), renamed, "x", "x").wording == (("-", "Yes"),)
    assert one(ladder("q"), ladder("q", meaning=2) | words, "1", "1").wording == ()
    assert one(ladder("q"), ladder("q"), "1", "1").wording == ()


def scoped(coverage: Any, *, also: tuple[str, ...] = (), on: date = NOW, **values: Any) -> Round:
    part = [facts("coverage", ["whole", "part"], False), {**number("staff"), "when": "a.coverage == 'part'"}]
    made = edition(section("a", 0, *part), section("b", 1, ladder("k")), scope=["a.coverage", "a.staff", *also])
    given = {"a.coverage": coverage, "b.k": "2", **{f"a.{name}": value for name, value in values.items()}}
    return at(made, {name: value for name, value in given.items() if value is not None}, on)


@pytest.mark.parametrize(
    ("then", "now", "differs"),
    [
        (scoped("whole"), scoped("whole"), ()),
        (scoped("part", staff=40), scoped("part", staff=40), ()),
        (scoped("part", staff=40), scoped("part", staff=60), ("a.staff",)),
        (scoped("part", staff=40), scoped("part"), ("a.staff",)),
        (scoped("part", staff=40), scoped("whole"), ("a.coverage",)),
        (scoped("whole"), scoped(None), ("a.coverage",)),
        (scoped("whole"), scoped("whole", also=("b.k",)), ()),
    ],
)
def test_all_of_it_is_greyed_where_the_scope_changed(then: Round, now: Round, differs: tuple[str, ...]) -> None:
    found = compare(then, now)
    assert found.scope == differs
    assert bool(found.of("same")) is not bool(differs)
    assert not found.of("changed") or not differs
    assert not differs or found.no_score == "scope"


def test_how_a_scope_is_spaced_and_capitalised_says_nothing() -> None:
    made = edition(
        section("a", 0, {"id": "where", "type": "text", "text": "?", "why": "-", "required": False}),
        section("b", 1, ladder("k")),
        scope=["a.where"],
    )
    then, now = at(made, {"a.where": "Esch  and Wiltz"}, THEN), at(made, {"a.where": "Esch and wiltz"}, NOW)
    assert compare(then, now).scope == ()


def test_scores_are_compared_over_the_same_questionnaire_only() -> None:
    base = section("a", 1, ladder("k"))
    made, given = edition(base), {"a.k": "2"}
    then = at(made, given, THEN)
    assert compare(then, at(made, given, NOW)).no_score == ""
    assert compare(then, at(edition(base, title="Other words"), given, NOW)).no_score == ""
    assert compare(then, at(edition(section("a", 1, ladder("k"), ladder("m"))), given, NOW)).no_score == "questions"
    assert compare(then, at(edition(section("a", 1, ladder("k", weight=2))), given, NOW)).no_score == "questions"
    assert compare(then, at(edition(base, id="y"), given, NOW)).no_score == "questionnaire"
    assert compare(then, at(made, {}, NOW)).no_score == "open now"
    assert compare(at(made, {}, THEN), at(made, given, NOW)).no_score == "open then"
    about = edition(section("a", 1, ladder("k", about="contract")))
    assert compare(at(about, given, THEN), at(about, given, NOW)).no_score == "contract"
    spare = edition(section("a", 1, ladder("k", allows_na=True)))
    assert compare(at(spare, given, THEN), at(spare, {"a.k": na()}, NOW)).no_score == "not rated now"


def test_pillars_before_and_after() -> None:
    made = edition(section("a", 1, number("n"), ladder("k")), section("b", 1, ladder("m", when="a.n >= 50")))
    found = compare(at(made, {"a.n": 9, "a.k": "1"}, THEN), at(made, {"a.n": 60, "a.k": "3", "b.m": "2"}, NOW))
    assert [(pillar.id, pillar.then, pillar.now) for pillar in found.pillars] == [("a", 25, 75), ("b", None, 50)]


def test_the_score_over_what_counted_both_times() -> None:
    large = ladder("l", when="a.n >= 50", weight=3)
    made = edition(section("a", 3, number("n"), ladder("k"), large), section("b", 1, ladder("m")))
    then = at(made, {"a.n": 9, "a.k": "2", "b.m": "1"}, THEN)
    found = compare(then, at(made, {"a.n": 60, "a.k": "3", "a.l": "0", "b.m": "1"}, NOW))
    assert found.now.evaluation.score < found.then.evaluation.score
    assert found.common is not None
    assert (found.common.then, found.common.now) == (Fraction(3 * 50 + 25, 4), Fraction(3 * 75 + 25, 4))
    assert compare(then, at(made, {"a.n": 9, "a.k": "3", "b.m": "1"}, NOW)).common is None


def test_duties_that_came_with_the_facts_or_with_the_law() -> None:
    coming = duty("coming", {"from": "2026-06-01"})
    for_large = duty("large", {"when": "a.n >= 50"})
    made = edition(section("a", 1, number("n"), ladder("k")), duties=[coming, for_large])
    small, large = {"a.n": 9, "a.k": "1"}, {"a.n": 60, "a.k": "1"}

    def changes(then: Round, now: Round) -> list[tuple[str, bool, bool | None, bool | None]]:
        return [(one.duty.id, one.checked_then, one.then, one.now) for one in compare(then, now).duties]

    came = [("coming", True, False, True), ("large", True, False, True)]
    assert changes(at(made, small, THEN), at(made, large, NOW)) == came
    assert changes(at(made, large, THEN), at(made, small, NOW)) == [came[0], ("large", True, True, False)]
    bare = edition(section("a", 1, number("n"), ladder("k")))
    assert changes(at(bare, large, THEN), at(made, large, NOW))[1] == ("large", False, False, True)


def test_a_new_alarm_is_named() -> None:
    made = edition(section("a", 1, choice("q")))
    assert compare(at(made, {"a.q": "p0"}, THEN), at(made, {"a.q": "harm"}, NOW)).alarms == ("a.q",)
    assert compare(at(made, {"a.q": "harm"}, THEN), at(made, {"a.q": "harm"}, NOW)).alarms == ()


def test_better_answers_come_in_the_order_of_severity_and_then_of_the_step() -> None:
    made = edition(section("a", 1, ladder("s"), ladder("t", severity=3), ladder("u")))
    then, now = {"a.s": "1", "a.t": "1", "a.u": "0"}, {"a.s": "2", "a.t": "2", "a.u": "3"}
    found = compare(at(made, then, THEN), at(made, now, NOW)).moved("better")
    assert [one.question for one in found] == ["a.t", "a.u", "a.s"]


# --- what holds for all answers to our own questionnaires ----------------------------------------------

seeds = st.integers(0, 2**48)
MIRROR = {"better": "worse", "worse": "better", "": ""}
STATES = {"new": "gone", "gone": "new"}
REASONS = {"only now": "only then", "off then": "off now", "open then": "open now"}
REASONS |= {then: now for now, then in REASONS.items()}


def drawn(seed: int, on: date = NOW) -> Round:
    return Round(EDITION, Sheet(EDITION.id, EDITION.version, "Example S.A.", on, answers=sheet(seed, False, True)))


def compared(then: Round, now: Round) -> tuple[Comparison, dict[str, Compared]]:
    found = compare(then, now)
    return found, {one.question: one for one in found.questions}


@given(seeds)
def test_compared_with_itself_nothing_changed(seed: int) -> None:
    found, _ = compared(drawn(seed), drawn(seed))
    assert not found.scope
    assert not found.duties
    assert not found.alarms
    assert not found.resized
    assert {one.state for one in found.questions} <= {"same", "not asked", "not comparable"}
    assert {one.reason for one in found.questions} <= {"", "open"}
    assert not any(one.wording or one.revalued or one.direction for one in found.questions)
    assert all(one.then == one.now for one in found.questions)
    assert all(pillar.then == pillar.now for pillar in found.pillars)


@given(seeds, st.sampled_from(sorted(EDITIONS)), st.sampled_from(sorted(EDITIONS)), st.randoms(use_true_random=False))
def test_every_question_of_both_stands_there_once(seed: int, old: str, new: str, rng: random.Random) -> None:
    rounds = []
    for name in (old, new):
        made, given = EDITIONS[name], sheet(seed, False, True)
        kept = {question: answer for question, answer in given.items() if question in made.questions}
        kept = {question: answer for question, answer in kept.items() if rng.random() < 0.8}
        rounds.append(Round(made, Sheet(made.id, made.version, "Example S.A.", NOW, answers=kept)))
    found = compare(*rounds)
    names = [one.question for one in found.questions]
    assert len(names) == len(set(names))
    assert set(names) == set(rounds[0].edition.questions) | set(rounds[1].edition.questions)


@given(seeds, seeds)
def test_better_one_way_is_worse_the_other_way(seed: int, other: int) -> None:
    there, forth = compared(drawn(seed), drawn(other))
    back_again, back = compared(drawn(other), drawn(seed))
    assert there.scope == back_again.scope
    for name, one in forth.items():
        mirrored = back[name]
        assert MIRROR[one.direction] == mirrored.direction
        assert STATES.get(one.state, one.state) == mirrored.state
        assert REASONS.get(one.reason, one.reason) == mirrored.reason
        assert (one.then, one.now) == (mirrored.now, mirrored.then)


@given(seeds, seeds)
def test_what_is_compared_was_asked_and_answered_both_times(seed: int, other: int) -> None:
    then, now = drawn(seed), drawn(other)
    for one in compare(then, now).questions:
        answers = then.answer(one.question), now.answer(one.question)
        if one.state in ("same", "changed"):
            assert None not in answers
        if one.direction:
            assert one.then is not None
            assert one.now is not None
            assert (one.now > one.then) is (one.direction == "better")
