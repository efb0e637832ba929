"""The golden cases of the company questionnaire, worked out by hand in cases/*.yaml, and a sweep of what they leave.

A case has
    name, date
    facts     answers to the profile's questions and to `salient`, by their last name. What is not named is answered
              all the same: none of many, the first of one (the whole firm, own tier).
    answers   answers to scored questions, on the path or off it, as a value or as in the answers file
    others    a step from "0" to "4" for every other scored question on the path: a ladder gets the step, a choice its
              first option of as many points that is no alarm, a checklist that many quarters of its items, the first
              ones; or null to leave them open
    expected  exact figures ("200/3"), of which the program prints the whole part. What a case leaves out has its value
              in EXPECTED and is compared too; only OPTIONAL is not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import chain, product
from math import floor
from pathlib import Path
from typing import Any

import pytest
import yaml

from pan2_assess import paths
from pan2_assess.core.advice import advise, recommendations, result_json
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.library import load
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, ScoredQuestion
from pan2_assess.core.sheet import FORMAT, Sheet, read_sheet

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.yaml"))
HEAD = {"name", "date", "facts", "answers", "others", "expected"}
EXPECTED: dict[str, Any] = {
    "complete": True,
    "rated": True,
    "caps": [],
    "alarms": [],
    "missing": [],
    "has": [],
    "lacks": [],
    "plans": [],
}
OPTIONAL = {"small", "completion", "lower", "upper"}
REQUIRED = {
    "scored",
    "sections",
    "score",
    "documented",
    "public",
    "uncapped_band",
    "band",
    "duties",
    "first",
    "advised",
    "next_band",
}


@cache
def edition() -> Edition:
    return load(paths.questionnaires()).editions["company"]


# --- from a case to answers ------------------------------------------------------------------------------


def facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer every facts and number question that is given or needs no number."""
    values: dict[str, Any] = {}
    for question in edition().questions.values():
        short = question.id.removeprefix("profile.").removeprefix("identify.")
        if not isinstance(question, Facts | Number):
            continue
        if short in given:
            values[question.id] = given[short]
        elif isinstance(question, Facts):
            values[question.id] = [] if question.many else question.options[0].id
    assert len(given) == len([v for name, v in values.items() if name.split(".")[1] in given]), "a fact nobody asks for"
    return values


def at_step(question: ScoredQuestion, step: str) -> str | list[str]:
    """Give the answer that stands for a step, by the rule above."""
    match question:
        case Ladder():
            return step
        case Choice():
            return next(o.id for o in question.options if o.points == int(step) and not o.alarm)
        case Checklist():
            count = Fraction(int(step) * len(question.items), 4)
            assert count.denominator == 1
            return [item.id for item in question.items[: int(count)]]


def answers_file(case: Mapping[str, Any]) -> str:
    """Write a case as the answers file of docs and program."""
    values = facts(case.get("facts", {}))
    on_path = set(evaluate(edition(), _read(values, case["date"]).answers, case["date"]).path)
    # Facts off the path are said only where the case says them.
    values = {k: v for k, v in values.items() if k in on_path or k.split(".")[1] in case.get("facts", {})}
    if case["others"] is not None:
        values |= {q.id: at_step(q, case["others"]) for q in edition().scored if q.id in on_path}
    return _written(values | case.get("answers", {}), case["date"])


def _written(values: Mapping[str, Any], on: date) -> str:
    data = {
        "format": FORMAT,
        "questionnaire": "company",
        "version": edition().version,
        "organisation": "Example S.A.",
        "date": on,
        "answers": {name: value if isinstance(value, dict) else {"value": value} for name, value in values.items()},
    }
    return json.dumps(data, default=date.isoformat)


def _read(values: Mapping[str, Any], on: date) -> Sheet:
    return read_sheet(_written(values, on), {"company": edition()}.get)[0]


# --- the cases -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    expected: dict[str, Any]
    sheet: Sheet
    evaluation: Evaluation
    printed: dict[str, Any]


@cache
def run(path: Path) -> Run:
    case = yaml.safe_load(path.read_text("utf-8"))
    assert set(case) <= HEAD
    given = case["expected"]
    assert set(given) >= REQUIRED, f"missing: {sorted(REQUIRED - set(given))}"
    assert set(given) <= REQUIRED | OPTIONAL | set(EXPECTED), "unknown keys"
    sheet, _ = read_sheet(answers_file(case), {"company": edition()}.get)
    evaluation = evaluate(edition(), sheet.answers, sheet.date)
    return Run(EXPECTED | given, sheet, evaluation, result_json(evaluation, advise(evaluation)))


@pytest.fixture(params=CASES, ids=[path.stem for path in CASES])
def case(request: pytest.FixtureRequest) -> Run:
    return run(request.param)


def exact(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def whole(value: Any) -> int | None:
    fraction = exact(value)
    return None if fraction is None else floor(fraction)


def test_path(case: Run) -> None:
    scored = {question.id for question in edition().scored}
    by_section = Counter(name.split(".")[0] for name in case.printed["path"] if name in scored)
    assert dict(by_section) == case.expected["scored"]
    assert set(case.expected["has"]) <= set(case.printed["path"])
    assert not set(case.expected["lacks"]) & set(case.printed["path"])
    places = list(edition().questions)
    assert case.printed["path"] == sorted(case.printed["path"], key=places.index)
    if "small" in case.expected:
        assert case.evaluation.small is case.expected["small"]


def test_completion(case: Run) -> None:
    assert case.printed["complete"] is case.expected["complete"]
    assert case.printed["rated"] is case.expected["rated"]
    assert case.printed["missing"] == case.expected["missing"]
    if "completion" in case.expected:
        answered, required = map(int, case.expected["completion"].split("/"))
        assert case.evaluation.required == required
        assert case.printed["completion"] == answered / required


def test_sections(case: Run) -> None:
    found = {result.id: result.score for result in case.evaluation.sections if result.applies}
    assert found == {name: exact(value) for name, value in case.expected["sections"].items()}
    for section in case.printed["sections"]:
        assert section["applies"] == (section["id"] in found)
        assert section["score"] == whole(case.expected["sections"].get(section["id"]))


def test_score_and_bounds(case: Run) -> None:
    for part in ("score", "documented", "public"):
        assert getattr(case.evaluation, part) == exact(case.expected[part]), part
        assert case.printed[part] == whole(case.expected[part])
    for bound in ("lower", "upper"):
        # Where all is answered and rated, both bounds are the score.
        assert case.printed[bound] == whole(case.expected.get(bound, case.expected["score"]))


def test_band_and_caps(case: Run) -> None:
    for key in ("uncapped_band", "band", "caps", "alarms"):
        assert case.printed[key] == case.expected[key], key


def test_duties(case: Run) -> None:
    expected = {"unclear": [], "gaps": []} | case.expected["duties"]
    duties = case.printed["duties"]
    assert [duty["id"] for duty in duties] == [duty.id for duty in edition().duties]
    assert [duty["id"] for duty in duties if duty["applies"]] == expected["applies"]
    assert [duty["id"] for duty in duties if duty["applies"] is None] == expected["unclear"]
    assert [duty["id"] for duty in duties if duty["gap"]] == expected["gaps"]


def test_recommendations(case: Run) -> None:
    found = [[entry["question"], entry["severity"]] for entry in case.printed["recommendations"]]
    first = case.expected["first"]
    assert found[: len(first)] == first
    assert len(found) == case.expected["advised"]


def test_next_band(case: Run) -> None:
    way, expected = case.printed["next_band"], case.expected["next_band"]
    if expected is None:
        assert way is None
        return
    assert way["band"] == expected["band"]
    assert [[step["question"], step["from"], step["to"]] for step in way["steps"]] == expected["steps"]


def test_plans(case: Run) -> None:
    feedback = tell(edition(), case.sheet, case.evaluation, advise(case.evaluation), "en")
    found = [[plan.by, "overdue" if plan.overdue else "ahead"] for plan in feedback.plans]
    assert found == case.expected["plans"]


def test_there_is_a_case_for_each_kind_of_cap() -> None:
    found = {(cap["kind"], cap["band"]) for path in CASES for cap in run(path).expected["caps"]}
    assert found >= {("harm", 1), ("critical", 2), ("critical", 3), ("duty", 2), ("duty", 3), ("weakest", 2)}


def test_this_questionnaire_always_rates() -> None:
    """No pillar can be empty, and *not applicable* never weighs a fifth, whatever the firm's size and trade."""
    for section in edition().sections:
        scored = [question for question in section.questions if isinstance(question, ScoredQuestion)]
        assert not section.weight or any(question.when is None and not question.allows_na for question in scored)
    on = date(2026, 11, 22)
    for size, buys, sells in product((1, 10, 50, 250), ([], ["goods"]), ([], ["products"])):
        given = {"employees": size, "entity_employees": size, "chain": buys, "activities": sells}
        left_out = {q.id: {"value": "na", "reason": "Not ours."} for q in edition().scored if q.allows_na}
        assert evaluate(edition(), _read(facts(given) | left_out, on).answers, on).rated


# --- the sweep -------------------------------------------------------------------------------------------

ON = date(2030, 1, 1)  # every dated duty has begun


@dataclass
class Reached:
    """What cases and sweep have come by."""

    values: set[tuple[str, str]]  # question and option, item or value
    advice: set[tuple[str, int]]  # question and place of the recommendation
    duties: set[tuple[str, bool | None]]


def _note(reached: Reached, answers: Mapping[str, Answer], result: Evaluation) -> None:
    for name in result.path:
        if name in answers:
            value = answers[name].value
            for part in value if isinstance(value, tuple) else (value,):
                reached.values.add((name, str(part)))
    for item in recommendations(result):
        place = [entry is item.entry for entry in item.share.question.recommend].index(True)
        reached.advice.add((item.share.question.id, place))
    reached.duties |= {(duty.duty.id, duty.applies) for duty in result.duties}


def _everything() -> dict[str, Answer]:
    """Answer the facts so that every question is asked."""
    answers: dict[str, Answer] = {}
    for question in edition().questions.values():
        if isinstance(question, Number):
            answers[question.id] = Answer(60 if question.unit == "%" else 6000)
        elif isinstance(question, Facts):
            last = question.options[-1].id
            ids = tuple(option.id for option in question.options)
            answers[question.id] = Answer(ids if question.many else last)
    return answers | {"profile.minerals_volume": Answer("above")}


def _variants() -> Iterator[tuple[dict[str, Answer], date]]:
    """Vary one answer at a time: every value of every question, over facts under which every question is asked."""
    base = _everything()
    yield base, ON
    for question in edition().questions.values():
        for value in _values(question):
            yield {**base, question.id: Answer(value, reason="Not ours." if value == "na" else "")}, ON
    unknown = {name: Answer("unknown") for name in base}
    yield unknown, ON
    yield unknown, date(2015, 1, 1)
    for size in (0, 5, 500):
        small = Answer(size)
        yield {**base, "profile.employees": small, "profile.entity_employees": small}, ON
    # An investment fund is no subject of the European duty; without that mark the largest company is.
    yield {**base, "profile.large": Answer(("eu", "two_years"))}, ON


def _values(question: Any) -> Iterator[str | tuple[str, ...]]:
    if isinstance(question, ScoredQuestion):
        yield from ("planned", "unknown", *(["na"] if question.allows_na else []))
    match question:
        case Ladder() | Choice():
            yield from (option.id for option in question.options)
        case Checklist():
            yield from chain([()], ((item.id,) for item in question.items))
            yield tuple(item.id for item in question.items[: len(question.items) // 2])
            yield tuple(item.id for item in question.items)
        case Facts():
            yield "unknown"
            yield from (((option.id,) if question.many else option.id) for option in question.options)
        case Number():
            yield "unknown"


@pytest.fixture(scope="module")
def reached() -> Reached:
    reached = Reached(set(), set(), set())
    for path in CASES:
        found = run(path)
        _note(reached, found.sheet.answers, found.evaluation)
    for answers, on in _variants():
        _note(reached, answers, evaluate(edition(), answers, on))
    return reached


def test_everything_is_asked_of_the_firm_to_which_everything_applies() -> None:
    result = evaluate(edition(), _everything(), ON)
    assert set(result.shares) == {question.id for question in edition().scored}


def test_every_option_is_reached(reached: Reached) -> None:
    wanted = set()
    for question in edition().questions.values():
        if isinstance(question, Checklist):
            wanted |= {(question.id, item.id) for item in question.items}
        elif isinstance(question, Ladder | Choice | Facts):
            wanted |= {(question.id, option.id) for option in question.options}
        if isinstance(question, ScoredQuestion):
            wanted |= {(question.id, "planned"), (question.id, "unknown")}
            wanted |= {(question.id, "na")} if question.allows_na else set()
    assert not wanted - reached.values


def test_every_recommendation_is_reached(reached: Reached) -> None:
    wanted = {(q.id, place) for q in edition().scored for place in range(len(q.recommend))}
    assert not wanted - reached.advice


def test_every_duty_is_reached(reached: Reached) -> None:
    """Each applies to somebody; each that rests on facts spares somebody, and cannot be told for somebody else."""
    wanted: set[tuple[str, bool | None]] = {(duty.id, True) for duty in edition().duties}
    for duty in edition().duties:
        if duty.versions[-1].when:
            wanted |= {(duty.id, False), (duty.id, None)}
    assert not wanted - reached.duties


def _raw() -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the scored questions from the files themselves, past the program."""
    for path in sorted((paths.questionnaires() / "bank").glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        if "." not in path.stem:
            for question in data["questions"]:
                if "severity" in question:
                    yield f"{data['section']}.{question['id']}", question


@pytest.mark.parametrize(("name", "raw"), list(_raw()), ids=[name for name, _ in _raw()])
def test_each_answer_earns_what_its_file_says(name: str, raw: dict[str, Any]) -> None:
    question = edition().questions[name]
    assert isinstance(question, ScoredQuestion)
    options = {str(option["id"]): option for option in raw.get("options", raw.get("items", []))}
    weights = {ident: option.get("weight", 1) for ident, option in options.items()}
    for value in _values(question):
        result = evaluate(edition(), {**_everything(), name: Answer(value, reason="-")}, ON)
        alarm = False
        if value in ("planned", "unknown", "na"):
            points = Fraction(0)
        elif raw["type"] == "checklist":
            points = 4 * Fraction(sum(weights[i] for i in value), sum(weights.values()))
            alarm = any(options[i].get("alarm", False) for i in value)
        elif raw["type"] == "choice":
            assert isinstance(value, str)
            points, alarm = Fraction(options[value]["points"]), options[value].get("alarm", False)
        else:
            assert isinstance(value, str)
            points, alarm = Fraction(min(3, int(value))), int(value) in raw.get("alarm", [])
        assert result.shares[name].p == points / 4
        assert (name in result.alarms) is alarm
        advised = [item for item in recommendations(result) if item.share.question.id == name]
        if value == "na" or (points >= 3 and not alarm):
            assert advised == []
        else:
            fitting = [entry for entry in raw["recommend"] if int(points) <= entry.get("upto", 2)]
            assert [item.entry.text for item in advised] == [" ".join(fitting[0]["text"].split())]
