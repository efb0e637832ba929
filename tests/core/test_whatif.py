"""What if: an answer on trial earns what the method says, and the difference of two evaluations tells what moved."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pan2_assess.core.advice import way_to_next_band
from pan2_assess.core.answers import Answer, AnswerErrors, Evidence
from pan2_assess.core.evaluation import Cap, evaluate
from pan2_assess.core.model import TOP, Ladder
from pan2_assess.core.shares import share_of
from pan2_assess.core.whatif import PROVEN, can_be_proven, difference, tried
from tests.core.small import ON, checklist, choice, edition, ladder, proven, result, section
from tests.core.test_properties import EDITION, sheets
from tests.core.test_properties import ON as DAY

MADE = edition(
    section("a", 4, ladder("q", allows_na=True), choice("c"), checklist("l", [1, 3])),
    section("b", 1, ladder("k", critical=True)),
    section("t", 0, ladder("topic")),
)
OLD = Evidence("public", "report", date(2020, 1, 1))


def points(name: str, present: Answer, value: str | tuple[str, ...]) -> float:
    question = MADE.questions[name]
    return float(share_of(question, tried(question, present, value, ON), ON).p * TOP)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "present", "value", "earned"),
    [
        ("a.q", Answer("1"), "3", 3),
        ("a.q", Answer("1"), "4", 3),
        ("a.q", Answer("1"), PROVEN, 4),
        ("a.q", Answer("4"), PROVEN, 4),
        ("a.q", Answer("1", evidence=OLD), "4", 3),
        ("a.q", Answer("1", evidence=OLD), PROVEN, 4),
        ("a.q", proven("1"), "4", 4),  # what is evidenced stays so
        ("a.q", proven("4"), "planned", 0),
        ("a.q", Answer("planned", by=ON), "2", 2),
        ("a.c", Answer("harm"), "p4", 4),
        ("a.l", Answer(()), ("i1",), 3),
        ("a.l", Answer(("i0", "i1")), (), 0),
        ("a.l", Answer("unknown"), ("i0",), 1),
    ],
)
def test_an_answer_on_trial_earns_what_the_method_says(
    name: str, present: Answer, value: str | tuple[str, ...], earned: float
) -> None:
    assert points(name, present, value) == earned


@pytest.mark.parametrize(
    ("name", "present", "value"),
    [
        ("a.q", Answer("1"), "5"),
        ("a.q", Answer("1"), ("1",)),
        ("a.q", proven("1"), PROVEN),  # not offered: the top step counts fully as it is
        ("b.k", Answer("1"), "na"),
        ("a.c", Answer("p1"), PROVEN),
        ("a.l", Answer(()), "i0"),
        ("a.l", Answer(()), ("i0", "i0")),
    ],
)
def test_what_a_question_does_not_offer_is_refused(name: str, present: Answer, value: str | tuple[str, ...]) -> None:
    with pytest.raises(AnswerErrors):
        tried(MADE.questions[name], present, value, ON)  # type: ignore[arg-type]


def test_what_belongs_to_another_answer_goes_and_the_note_stays() -> None:
    planned, other = Answer("planned", by=ON, note="n"), Answer("na", reason="Not ours.", note="n")
    question = MADE.questions["a.q"]
    assert tried(question, planned, "2", ON) == Answer("2", note="n")  # type: ignore[arg-type]
    assert tried(question, other, "2", ON) == Answer("2", note="n")  # type: ignore[arg-type]
    assert tried(question, planned, "planned", ON) is planned  # type: ignore[arg-type]
    assert tried(question, other, "na", ON) is other  # type: ignore[arg-type]


def test_dated_evidence_is_offered_only_for_ladders_without_it() -> None:
    assert can_be_proven(MADE.questions["a.q"], Answer("2"), ON)  # type: ignore[arg-type]
    assert not can_be_proven(MADE.questions["a.q"], proven("2"), ON)  # type: ignore[arg-type]
    assert not can_be_proven(MADE.questions["a.c"], Answer("p2"), ON)  # type: ignore[arg-type]


def test_caps_go_and_come_by_their_causes() -> None:
    values = {"a.q": "3", "a.c": "p4", "a.l": ("i0", "i1"), "b.k": "0", "t.topic": "1"}
    before = result(MADE, values)
    assert before.caps == (Cap("critical", 2, question="b.k"),)
    eased = difference(before, result(MADE, {**values, "b.k": "1"}))
    assert (eased.gone, eased.bands) == ((), (2, 3))
    lifted = difference(before, result(MADE, {**values, "b.k": "2"}))
    assert lifted.gone == before.caps
    assert [moved.section for moved in lifted.sections] == ["b"]
    harmed = difference(before, result(MADE, {**values, "a.c": "harm"}))
    assert Cap("harm", 1, question="a.c") in harmed.come


def test_a_topic_moves_beside_the_score() -> None:
    values = {"a.q": "3", "a.c": "p4", "a.l": ("i0", "i1"), "b.k": "2", "t.topic": "1"}
    moved = difference(result(MADE, values), result(MADE, {**values, "t.topic": "3"}))
    assert moved.scores[0] == moved.scores[1]
    assert [(one.section, one.before, one.after) for one in moved.sections] == [("t", 25, 75)]
    assert not moved.nothing


@given(sheets())
def test_no_change_moves_nothing(answers: dict[str, Answer]) -> None:
    before = evaluate(EDITION, answers, DAY)
    given_again = {**answers}
    for name, share in before.shares.items():
        if name in answers:
            given_again[name] = tried(share.question, answers[name], answers[name].value, DAY)  # type: ignore[arg-type]
    assert given_again == answers
    assert difference(before, evaluate(EDITION, given_again, DAY)).nothing


@given(sheets(complete=True, specials=False), st.data())
def test_raising_a_step_never_lowers_anything(answers: dict[str, Answer], data: st.DataObject) -> None:
    before = evaluate(EDITION, answers, DAY)
    ladders = [
        s.question
        for s in before.shares.values()
        if isinstance(s.question, Ladder) and answers[s.question.id].value != "4"
    ]
    assume(ladders and before.final)
    question = data.draw(st.sampled_from(ladders))
    step = str(int(str(answers[question.id].value)) + 1)
    better = tried(question, answers[question.id], step, DAY)
    after = evaluate(EDITION, {**answers, question.id: better}, DAY)
    moved = difference(before, after)
    assert after.path == before.path
    assert moved.scores[0] is not None
    assert moved.scores[1] is not None
    assert moved.scores[1] >= moved.scores[0]
    assert (moved.bands[1] or 0) >= (moved.bands[0] or 0)
    assert all(one.after > one.before for one in moved.sections if one.after is not None and one.before is not None)
    assert {one.section for one in moved.sections} <= {question.section}
    back = difference(after, before)
    assert (back.gone, back.come) == (moved.come, moved.gone)


@given(sheets(complete=True))
def test_the_whole_way_reaches_its_band(answers: dict[str, Answer]) -> None:
    before = evaluate(EDITION, answers, DAY)
    way = way_to_next_band(before)
    assume(way is not None)
    assert way is not None
    then = dict(answers)
    for rise in way.rises:
        then[rise.question] = tried(before.shares[rise.question].question, answers[rise.question], str(rise.end), DAY)
    now, later = difference(before, evaluate(EDITION, then, DAY)).bands
    assert now == before.band
    assert later is not None
    assert later >= way.band  # where a cap falls away, the points may reach further
