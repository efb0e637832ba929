"""Coverage: what nothing uses, and what the golden cases do not reach."""

from __future__ import annotations

from pan2_assess.core.answers import Answer
from pan2_assess.core.coverage import Reached, options_of
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.model import Edition
from tests.core.small import ON, checklist, choice, duty, edition, facts, ladder, section


def made() -> Edition:
    asked = section("f", 0, facts("who", ["x", "y"]))
    scored = section("a", 1, ladder("q", duty="d"), choice("c", critical=True), limits=True)
    return edition(asked, scored, duties=[duty("d", {"when": "'x' in f.who"})])


def noted(*cases: dict[str, object]) -> Reached:
    reached = Reached(made())
    for case in cases:
        answers = {name: Answer(value) for name, value in case.items()}
        reached.note(answers, evaluate(made(), answers, ON))
    return reached


def test_without_cases_everything_is_missing() -> None:
    missing = noted().missing()
    assert missing["options"] == sorted(
        [
            *(f"a.q {step}" for step in range(5)),
            *(f"a.c p{points}" for points in range(5)),
            "a.c harm",
            "f.who x",
            "f.who y",
        ]
    )
    assert missing["recommendations"] == ["a.c 1", "a.c 2", "a.q 1", "a.q 2"]
    assert missing["caps"] == ["critical 2", "critical 3", "duty 2", "duty 3", "harm 1", "weakest 2"]
    assert missing["alarms"] == ["a.c harm"]
    assert missing["duties"] == ["d"]
    assert missing["modules"] == ["M01"]


def test_each_case_takes_away_what_it_comes_by() -> None:
    missing = noted({"f.who": ("x",), "a.q": "2", "a.c": "p4"}).missing()
    assert "a.q 2" not in missing["options"]
    assert "f.who x" not in missing["options"]
    assert missing["recommendations"] == ["a.c 1", "a.c 2", "a.q 1"]
    # Three quarters, band 4; the duty at a half is held at 3.
    assert "duty 3" not in missing["caps"]
    assert "duty 2" in missing["caps"]
    assert missing["duties"] == []


def test_what_is_off_the_path_is_not_come_by() -> None:
    asked = section("f", 0, facts("who", ["x"]))
    one = edition(asked, section("a", 1, ladder("q", when="'x' in f.who"), ladder("k")))
    reached = Reached(one)
    answers = {"f.who": Answer(()), "a.q": Answer("2"), "a.k": Answer("1")}
    reached.note(answers, evaluate(one, answers, ON))
    assert "a.q 2" in reached.missing()["options"]
    assert "a.k 1" not in reached.missing()["options"]


def test_a_duty_that_does_not_apply_is_not_come_by() -> None:
    assert noted({"f.who": ("y",)}).missing()["duties"] == ["d"]


def test_options_of_a_checklist_are_its_items() -> None:
    one = edition(section("a", 1, checklist("q", [1, 2])))
    assert options_of(one.questions["a.q"]) == ("i0", "i1")
