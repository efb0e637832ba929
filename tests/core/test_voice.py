"""The second voice: its part of a questionnaire, and two views paired."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pan2_assess import paths
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import evaluate, path_of
from pan2_assess.core.library import load
from pan2_assess.core.voice import side_by_side, voice_facts, voice_part

ON = date(2026, 11, 23)
EDITION = load(paths.questionnaires()).editions["company"]
PART = voice_part(EDITION)
STEPS = ("0", "1", "2", "3", "4", "planned", "unknown")
LADDERS = [q.id for s in EDITION.sections if s.id in EDITION.voice for q in s.questions if q.type == "ladder"]
VIEWS = st.dictionaries(st.sampled_from(LADDERS), st.sampled_from(STEPS).map(Answer))
FACTS = {"profile.employees": Answer(120)}


def test_the_part_asks_its_sections_and_what_decides_them() -> None:
    ids = {section.id for section in PART.sections}
    assert set(EDITION.voice) <= ids
    outside = {q.id for s in PART.sections if s.id not in EDITION.voice for q in s.questions}
    assert outside == voice_facts(EDITION)
    assert all(PART.questions[name].type in ("facts", "number") for name in outside)
    assert not any(PART.questions[name].required for name in outside)
    assert {name: PART.number(name) for name in PART.questions} == {
        name: EDITION.number(name) for name in PART.questions
    }


@given(
    st.integers(1, 500),
    st.sets(st.sampled_from([o.id for o in EDITION.questions["profile.people"].options])),  # type: ignore[union-attr]
)
def test_the_part_asks_what_the_whole_would_ask_there(employees: int, people: set[str]) -> None:
    order = [o.id for o in EDITION.questions["profile.people"].options]  # type: ignore[union-attr]
    chosen = tuple(name for name in order if name in people)
    answers = {"profile.employees": Answer(employees), "profile.people": Answer(chosen)}
    whole = [name for name in path_of(EDITION, answers) if EDITION.questions[name].section in EDITION.voice]
    part = [name for name in path_of(PART, answers) if PART.questions[name].section in EDITION.voice]
    assert part == whole


@given(VIEWS, VIEWS)
def test_pairs_hold_every_question_once_and_mirror(first: dict[str, Answer], second: dict[str, Answer]) -> None:
    here, there = {**FACTS, **first}, {**FACTS, **second}
    one, two = evaluate(EDITION, here, ON), evaluate(PART, there, ON)
    pairs = side_by_side(EDITION, one, two, (here, there))
    names = [pair.question for pair in pairs]
    assert len(names) == len(set(names))
    assert {name for name in LADDERS if name in one.path} <= set(names)
    back = {
        pair.question: pair.relation
        for pair in side_by_side(EDITION, evaluate(EDITION, there, ON), evaluate(PART, here, ON), (there, here))
    }
    mirror = {"less": "more", "more": "less"}
    assert back == {pair.question: mirror.get(pair.relation, pair.relation) for pair in pairs}


def test_not_knowing_is_another_view_and_not_a_lesser_one() -> None:
    name = LADDERS[0]
    here, there = {**FACTS, name: Answer("3")}, {**FACTS, name: Answer("unknown")}
    pairs = side_by_side(EDITION, evaluate(EDITION, here, ON), evaluate(PART, there, ON), (here, there))
    assert next(pair.relation for pair in pairs if pair.question == name) == "other"
    there[name] = Answer("1")
    pairs = side_by_side(EDITION, evaluate(EDITION, here, ON), evaluate(PART, there, ON), (here, there))
    assert pairs[0].relation == "less"
    assert pairs[0].question == name
