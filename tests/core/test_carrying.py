"""Answers carried into another questionnaire: what is proposed, and why the rest stays behind."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from pan2_assess import paths
from pan2_assess.core.answer_checks import check_answer
from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.carrying import carry
from pan2_assess.core.coverage import options_of
from pan2_assess.core.library import load
from pan2_assess.core.model import Checklist, Facts, Number, Text
from tests.core.small import ON, checklist, choice, edition, facts, ladder, number, section


def two(old: dict[str, object], new: dict[str, object] | None) -> tuple[object, ...]:
    made = [edition(section("a", 1, ladder("k"), *([one] if one else []))) for one in (old, new)]
    return tuple(made)


@pytest.mark.parametrize(
    ("old", "new", "value", "reason"),
    [
        (ladder("q"), ladder("q"), "3", None),
        (ladder("q"), ladder("q"), "planned", None),
        (ladder("q"), ladder("q"), "unknown", None),
        (ladder("q"), None, "3", "not asked"),
        (ladder("q", about="contract"), ladder("q", about="contract"), "3", "contract"),
        (ladder("q"), ladder("q", about="contract"), "3", "contract"),
        (ladder("q", about="contract"), None, "3", "contract"),
        (ladder("q"), ladder("q", meaning=2), "3", "meaning"),
        (ladder("q"), choice("q"), "3", "meaning"),
        (facts("q", ["x", "y"], many=False), facts("q", ["x"], many=False), "y", "options"),
        (ladder("q", allows_na=True), ladder("q"), "na", "options"),
        (ladder("q", allows_na=True), ladder("q", allows_na=True), "na", None),
        (checklist("q", [1, 1]), checklist("q", [1]), ("i1",), "options"),
        (checklist("q", [1, 1]), checklist("q", [1]), ("i0",), None),
        (facts("q", ["x", "y"]), facts("q", ["x"]), ("x",), None),
        (facts("q", ["x", "y"]), facts("q", ["x"], many=False), ("x",), "options"),
        (facts("q", ["x", "y", "z"]), facts("q", ["x", "y", "z"], most=2), ("x", "y", "z"), "options"),
        (facts("q", ["x", "y", "z"]), facts("q", ["x", "y", "z"], most=2), ("x", "z"), None),
        (number("q"), number("q", maximum=10), 11, "options"),
        (number("q"), number("q"), 11, None),
        (number("q"), number("q", maximum=10), "unknown", None),
    ],
)
def test_what_is_proposed(old: dict, new: dict | None, value: object, reason: str | None) -> None:
    before, after = two(old, new)
    answers = {"a.k": Answer("2"), "a.q": Answer(value, reason="Why not" if value == "na" else "")}
    found = carry(answers, before, after, ON)
    assert found.left == ({"a.q": reason} if reason else {})
    assert set(found.proposed) == ({"a.k"} if reason else {"a.k", "a.q"})


def test_the_whole_answer_is_proposed() -> None:
    answer = Answer("3", evidence=Evidence("public", "https://example.org", ON), note="A note", share=True)
    before, after = two(ladder("q"), ladder("q"))
    assert carry({"a.q": answer}, before, after, ON).proposed == {"a.q": answer}


def test_evidence_of_a_later_day_stays_behind() -> None:
    answer = Answer("3", evidence=Evidence("public", "https://example.org", ON + timedelta(days=1)), note="A note")
    before, after = two(ladder("q"), ladder("q"))
    assert carry({"a.q": answer}, before, after, ON).proposed == {"a.q": Answer("3", note="A note")}


@pytest.fixture(scope="module")
def editions() -> dict:
    return load(paths.questionnaires()).editions


def test_of_our_questionnaires_nothing_about_a_contract_goes_over(editions: dict) -> None:
    supplier = editions["supplier"]
    contract = {name for name, question in supplier.questions.items() if question.about == "contract"}
    assert contract
    answers = {name: Answer("unknown") for name, q in supplier.questions.items() if q.type != "text"}
    for new in editions.values():
        found = carry(answers, supplier, new, ON)
        assert not contract & set(found.proposed)
        assert set(found.proposed) == (set(answers) & set(new.questions)) - contract


def values_of(question: object) -> list[object]:
    options = options_of(question)
    match question:
        case Number():
            return [question.minimum, question.maximum, "unknown"]
        case Text():
            return ["A word."]
        case Checklist():
            return [(), options]
        case Facts() if question.many:
            return ["unknown", (), options, *((option,) for option in options)]
        case Facts():
            return ["unknown", *options]
    return ["unknown", "planned", *options]


def test_what_is_proposed_is_an_answer_the_new_questionnaire_takes(editions: dict) -> None:
    """Each value of each question, from each of our questionnaires into each other."""
    tried = 0
    for old, new in permutations(editions.values(), 2):
        for name in set(old.questions) & set(new.questions):
            for value in values_of(old.questions[name]):
                found = carry({name: Answer(value)}, old, new, ON)
                if name in found.proposed:
                    assert found.proposed[name] == Answer(value)
                    assert check_answer(new.questions[name], Answer(value).as_json(), ON) == Answer(value)
                    tried += 1
    assert tried > 500
