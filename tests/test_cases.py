"""The golden cases, worked out by hand in cases/*.yaml, and a sweep of what they leave.

How a case is written stands in core/cases.py. Its `expected` has exact figures ("200/3"), of which the program prints
the whole part. What a case leaves out has its value in EXPECTED and is compared too; only OPTIONAL is not.
"""

from __future__ import annotations

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
from pan2_assess.core.cases import read_case
from pan2_assess.core.coverage import Reached
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.length import LARGEST, length
from pan2_assess.core.library import Library, load
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, ScoredQuestion
from pan2_assess.core.sheet import Sheet

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.yaml"))
QUESTIONNAIRES = ("authority", "company", "pilot", "supplier")
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
def library() -> Library:
    return load(paths.questionnaires())


def edition(name: str = "company") -> Edition:
    return library().editions[name]


# --- the cases -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    expected: dict[str, Any]
    sheet: Sheet
    evaluation: Evaluation
    printed: dict[str, Any]

    @property
    def edition(self) -> Edition:
        return self.evaluation.edition


@cache
def run(path: Path) -> Run:
    case = read_case(path, library().editions)
    given = dict(case.expected)
    assert set(given) >= REQUIRED, f"missing: {sorted(REQUIRED - set(given))}"
    assert set(given) <= REQUIRED | OPTIONAL | set(EXPECTED), "unknown keys"
    printed = result_json(case.evaluation, advise(case.evaluation))
    return Run(EXPECTED | given, case.sheet, case.evaluation, printed)


@pytest.fixture(params=CASES, ids=[path.stem for path in CASES])
def case(request: pytest.FixtureRequest) -> Run:
    return run(request.param)


def exact(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def whole(value: Any) -> int | None:
    fraction = exact(value)
    return None if fraction is None else floor(fraction)


def test_path(case: Run) -> None:
    scored = {question.id for question in case.edition.scored}
    by_section = Counter(name.split(".")[0] for name in case.printed["path"] if name in scored)
    assert dict(by_section) == case.expected["scored"]
    assert set(case.expected["has"]) <= set(case.printed["path"])
    assert not set(case.expected["lacks"]) & set(case.printed["path"])
    places = list(case.edition.questions)
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
    assert [duty["id"] for duty in duties] == [duty.id for duty in case.edition.duties]
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
    feedback = tell(case.edition, case.sheet, case.evaluation, advise(case.evaluation), "en")
    found = [[plan.by, "overdue" if plan.overdue else "ahead"] for plan in feedback.plans]
    assert found == case.expected["plans"]


# --- what the cases and the questionnaires come to ----------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_the_cases_come_by_everything(name: str) -> None:
    """Every option, recommendation, cap, alarm, duty and module of each questionnaire is reached by a golden case."""
    reached = Reached(edition(name))
    for path in CASES:
        if run(path).edition.id == name:
            reached.note(run(path).sheet.answers, run(path).evaluation)
    assert reached.missing() == {noun: [] for noun in reached.missing()}


def test_nothing_in_the_library_is_unused() -> None:
    assert vars(library().coverage) == dict.fromkeys(vars(library().coverage), ())


def test_the_questionnaires_cover_what_they_must() -> None:
    cited = {
        (name, code)
        for one in library().editions.values()
        for question in one.questions.values()
        for name, codes in question.references.items()
        for code in codes
    }
    core = "A.1.1 A.1.2.a A.1.4 B.1.1 B.2.1 B.2.2 B.2.3 B.2.4 B.2.5 C.1 C.2 C.7".split()
    assert cited >= {("ungp", str(number)) for number in (*range(11, 25), 29, 30, 31)}
    assert cited >= {("pact", f"P{number}") for number in range(1, 7)}
    assert cited >= {("chrb", code) for code in core}
    assert len(edition().plan.actions) == 20
    assert [module.id for module in edition().modules] == [f"M{number:02}" for number in range(1, 15)]


@pytest.mark.parametrize(
    ("name", "people", "most"),
    [
        ("company", (50, LARGEST), 60),
        ("company", (15, 49), 24),
        ("company", (1, 14), 15),
        ("pilot", (50, LARGEST), 70),
        ("supplier", (50, LARGEST), 30),
        ("authority", (50, LARGEST), 35),
    ],
)
def test_no_path_is_longer_than_promised(name: str, people: tuple[int, int], most: int) -> None:
    longest = length(edition(name), *people).most
    assert len([ident for ident in longest if edition(name).questions[ident].scored]) <= most


def test_the_company_is_always_rated() -> None:
    """A pillar may fall out, but none is left empty, and *not applicable* never weighs a fifth of the whole."""
    on = date(2026, 11, 22)
    for size, buys, sells in product((1, 15, 50, 250), ((), ("goods",)), ((), ("products",))):
        given = _everything(edition(), most=False)
        for fact, value in (("employees", size), ("entity_employees", size), ("chain", buys), ("activities", sells)):
            given[f"profile.{fact}"] = Answer(value)
        left_out = {q.id: Answer("na", reason="Not ours.") for q in edition().scored if q.allows_na}
        assert evaluate(edition(), given | left_out, on).rated


# --- the sweep -------------------------------------------------------------------------------------------

ON = date(2030, 1, 1)  # every dated duty has begun


@dataclass
class Swept:
    """What the sweep of one questionnaire has come by."""

    values: set[tuple[str, str]]  # question and option, item or value
    advice: set[tuple[str, int]]  # question and place of the recommendation
    duties: set[tuple[str, bool | None]]


def _note(swept: Swept, answers: Mapping[str, Answer], result: Evaluation) -> None:
    for name in result.path:
        if name in answers:
            value = answers[name].value
            for part in value if isinstance(value, tuple) else (value,):
                swept.values.add((name, str(part)))
    for item in recommendations(result):
        place = [entry is item.entry for entry in item.share.question.recommend].index(True)
        swept.advice.add((item.share.question.id, place))
    swept.duties |= {(duty.duty.id, duty.applies) for duty in result.duties}


def _everything(one: Edition, most: bool = True) -> dict[str, Answer]:
    """Answer the facts so that as much as possible is asked, or with nothing ticked and no number."""
    answers: dict[str, Answer] = {}
    for question in one.questions.values():
        if isinstance(question, Number):
            largest = 60 if question.unit == "%" else min(question.maximum, LARGEST)
            answers[question.id] = Answer(largest if most else question.minimum)
        elif isinstance(question, Facts):
            ids = tuple(option.id for option in question.options)
            answers[question.id] = Answer(
                (ids[: question.most] if most else ()) if question.many else ids[-1 if most else 0]
            )
    return answers


def _variants(one: Edition) -> Iterator[tuple[dict[str, Answer], date]]:
    """Vary one answer at a time, from facts of a firm to which everything applies, and of one to which little does."""
    full, bare = _everything(one), _everything(one, most=False)
    # Some sectors put a question of their own in another's place: so also a firm in none of them.
    no_sector = [{**full, "profile.sectors": Answer(())}] if "profile.sectors" in full else []
    for base in (full, *no_sector, bare):
        yield base, ON
        for question in one.questions.values():
            for value in _values(question):
                yield {**base, question.id: Answer(value, reason="Not ours." if value == "na" else "")}, ON
    unknown = {name: Answer("unknown") for name in full}
    yield unknown, ON
    yield unknown, date(2015, 1, 1)


def _values(question: Any) -> Iterator[int | str | tuple[str, ...]]:
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
            ids = tuple(option.id for option in question.options)
            yield from (((ident,) if question.many else ident) for ident in ids)
            if question.many:
                yield from (tuple(other for other in ids if other != ident)[: question.most] for ident in ids)
        case Number():
            yield from ("unknown", *(size for size in (0, 5, 30, 500) if question.minimum <= size <= question.maximum))


@pytest.fixture(scope="module", params=QUESTIONNAIRES)
def swept(request: pytest.FixtureRequest) -> tuple[Edition, Swept]:
    one = edition(request.param)
    found = Swept(set(), set(), set())
    for answers, on in _variants(one):
        _note(found, answers, evaluate(one, answers, on))
    return one, found


def test_every_option_is_reached(swept: tuple[Edition, Swept]) -> None:
    one, found = swept
    wanted = set()
    for question in one.questions.values():
        if isinstance(question, Checklist):
            wanted |= {(question.id, item.id) for item in question.items}
        elif isinstance(question, Ladder | Choice | Facts):
            wanted |= {(question.id, option.id) for option in question.options}
        if isinstance(question, ScoredQuestion):
            wanted |= {(question.id, "planned"), (question.id, "unknown")}
            wanted |= {(question.id, "na")} if question.allows_na else set()
    assert not wanted - found.values


def test_every_recommendation_is_reached(swept: tuple[Edition, Swept]) -> None:
    one, found = swept
    assert not {(q.id, place) for q in one.scored for place in range(len(q.recommend))} - found.advice


def test_every_duty_is_reached(swept: tuple[Edition, Swept]) -> None:
    """Each that rests on facts spares somebody, cannot be told for somebody, and applies to somebody if it ever can."""
    one, found = swept
    wanted: set[tuple[str, bool | None]] = set()
    for duty in one.duties:
        last = duty.versions[-1]
        if last.when or last.unclear:
            wanted |= {(duty.id, False), (duty.id, None)}
        if last.when or not last.unclear:
            wanted.add((duty.id, True))
    assert not wanted - found.duties


def _raw() -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the scored questions from the files themselves, past the program."""
    for path in sorted((paths.questionnaires() / "bank").glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        if "." not in path.stem:
            for question in data["questions"]:
                if "severity" in question:
                    yield f"{data['section']}.{question['id']}", question


def _asked_by(name: str) -> tuple[Edition, dict[str, Answer]]:
    """Find a questionnaire and facts under which a question is asked."""
    for one in library().editions.values():
        if name in one.questions:
            for answers, on in _variants(one):
                if name in evaluate(one, answers, on).shares:
                    return one, answers
    raise AssertionError(f"{name} is asked by no questionnaire")


@pytest.mark.parametrize(("name", "raw"), list(_raw()), ids=[name for name, _ in _raw()])
def test_each_answer_earns_what_its_file_says(name: str, raw: dict[str, Any]) -> None:
    one, base = _asked_by(name)
    question = one.questions[name]
    assert isinstance(question, ScoredQuestion)
    options = {str(option["id"]): option for option in raw.get("options", raw.get("items", []))}
    weights = {ident: option.get("weight", 1) for ident, option in options.items()}
    for value in _values(question):
        result = evaluate(one, {**base, name: Answer(value, reason="-")}, ON)
        alarm = False
        if value in ("planned", "unknown", "na"):
            points = Fraction(0)
        elif raw["type"] == "checklist":
            assert isinstance(value, tuple)
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
