"""The published schemas: they describe every field, fit what the program writes, and accept what its reader accepts."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from pan2_assess import paths
from pan2_assess.core import schemas
from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.blank import blank_json
from pan2_assess.core.cases import read_case
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_json import feedback_json
from pan2_assess.core.library import Library, load
from pan2_assess.core.model import Edition
from pan2_assess.core.schemas import SCHEMAS, schema
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.core.steps import OwnStep
from pan2_assess.core.typed import composed, text_fault
from tests.core import test_properties
from tests.core.test_sheet import BAD, EDITION, EVIDENCE, HEAD, edition_of

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))


@cache
def library() -> Library:
    return load(paths.questionnaires())


def parts(form: Any) -> Iterator[dict[str, Any]]:
    """Every group in a schema."""
    if isinstance(form, dict):
        yield form
        for part in form.values():
            yield from parts(part)
    elif isinstance(form, list):
        for part in form:
            yield from parts(part)


def closed(form: dict[str, Any]) -> dict[str, Any]:
    """The same schema without room for more fields."""
    form = copy.deepcopy(form)
    for part in parts(form):
        if part.get("type") in ("object", ["object", "null"]) and "additionalProperties" not in part:
            part["additionalProperties"] = False
    return form


@cache
def check(name: str, of: str = "") -> Draft202012Validator:
    edition = EDITION if of == EDITION.id else library().editions[of] if of else None
    return Draft202012Validator(closed(schema(name, edition)), format_checker=FormatChecker())


def faults(validator: Draft202012Validator, data: Any) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(data)]


# --- what they say --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_sound_and_describes_every_field(name: str) -> None:
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["$id"] == f"urn:pan2-assess:{name}:1"
    assert list(made)[:2] == ["$schema", "$id"]
    untold = []
    for part in parts(made):
        for field, said in part.get("properties", {}).items():
            if part.get("type") and not (said.get("title") and said.get("description")):
                untold.append(f"{part.get('title')}.{field}")
    assert untold == [], f"say in pan2_assess/core/schema/{name}.yaml what these are"
    types = [made, *made.get("$defs", {}).values()]
    assert [form for form in types if not (form.get("title") and form.get("description"))] == []


@pytest.mark.parametrize("name", ["feedback", "edition"])
def test_no_words_are_left_over(name: str) -> None:
    made, told = schema(name), schemas.words(name)
    types = {name.capitalize(): made, **made["$defs"]}
    asked = {field for form in types.values() if "why" in form["properties"] for field in form["properties"]}
    left = {kind: set(words) - {""} - set(types[kind]["properties"]) for kind, words in told.items() if kind in types}
    assert {kind: names for kind, names in left.items() if names} == {}
    assert set(told) - set(types) == ({"Question"} if name == "edition" else set())
    assert set(told.get("Question", {})) - {""} <= asked


def test_the_schema_for_one_questionnaire_offers_its_options_in_its_words() -> None:
    made = schema("answers", library().editions["company"].in_language("fr"))
    Draft202012Validator.check_schema(made)
    assert made["$id"].startswith("urn:pan2-assess:answers:1:company:")
    answers = made["properties"]["answers"]["properties"]
    assert list(answers) == list(library().editions["company"].questions)
    offered = answers["policy.commitment"]["properties"]["value"]["oneOf"]
    steps = library().editions["company"].in_language("fr").questions["policy.commitment"].options  # type: ignore[union-attr]
    assert [entry.get("const") for entry in offered][:7] == ["0", "1", "2", "3", "4", "planned", "unknown"]
    assert [entry["title"] for entry in offered[:5]] == [step.text for step in steps]


# --- what the program writes fits them --------------------------------------------------------------------


def test_all_that_golden_cases_come_to_fits() -> None:
    """Answers, result and feedback of every case; nothing in them is without its field in the schema."""
    own = {"own-1": OwnStep("Talk", by=date(2027, 1, 1), done=date(2026, 12, 1), since=date(2026, 1, 1))}
    found = {}
    for path in CASES:
        case = read_case(path, library().editions)
        edition, advice = case.evaluation.edition, advise(case.evaluation)
        written = {
            ("answers", edition.id): case.sheet.as_json(),
            ("result",): result_json(case.evaluation, advice),
            ("feedback",): feedback_json(tell(edition, case.sheet, case.evaluation, advice, "de", own)),
        }
        for key, data in written.items():
            found[path.name, *key] = faults(check(*key), json.loads(json.dumps(data)))
    assert {key: told for key, told in found.items() if told} == {}


@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier"])
def test_an_edition_fits(name: str) -> None:
    assert faults(check("edition"), json.loads(library().editions[name].canonical())) == []


@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier", "tiny"])
def test_a_blank_fits_once_it_has_a_day(name: str) -> None:
    edition = EDITION if name == "tiny" else library().editions[name]
    blank = blank_json(edition)
    assert [fault.partition(":")[0] for fault in faults(check("answers", name), blank)] == ["$.date"] * 2
    assert faults(check("answers", name), {**blank, "date": "2026-11-22"}) == []


@settings(max_examples=40, deadline=None)
@given(test_properties.sheets())
def test_generated_answers_fit(answers: dict[str, Any]) -> None:
    edition = test_properties.EDITION
    sheet = Sheet(edition.id, edition.version, "Example S.A.", test_properties.ON, answers=answers)
    data = json.loads(json.dumps(sheet.as_json()))
    assert read_sheet(json.dumps(data), {edition.id: edition}.get)[0] == sheet
    assert faults(check("answers", edition.id), data) == []


# --- schema and reader agree --------------------------------------------------------------------------------

# What the reader refuses and no schema can tell: it compares two places of the file.
BEYOND = {"evidence after the date"}


@pytest.mark.parametrize("case", BAD)
def test_what_the_reader_refuses_the_schema_refuses(case: str) -> None:
    answers, _ = BAD[case]
    told = faults(check("answers", "tiny"), {**HEAD, "answers": answers})
    assert bool(told) is (case not in BEYOND)


GOOD: dict[str, Any] = {
    **HEAD,
    "_remark": 1,
    "answers": {
        "profile.employees": {"value": 120},
        "profile.sector": {"value": "building", "share": True},
        "profile.issues": {"value": ["wages"]},
        "profile.remark": {"value": "A text", "_about": []},
        "policy.commitment": {"value": "3", "evidence": EVIDENCE, "note": "A note", "reason": "None"},
        "policy.signed": {"value": "planned", "by": "2027-06-30"},
        "policy.parts": {"value": ["staff"]},
    },
}
OTHERS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, 10**7, [], {}, "", " ", "x", "_", "planned", "unknown", "na", "2", "5"),
    *("2026-11-22", "2026-02-30", "1999-12-31", "2200-01-01", "0000-01-01", "2026-1-1", "public", "board", "tiny"),
    *("x" * 201, "x" * 501, "x" * 4001, "a\0b", "a\r\nb", "a\u202eb", "a\x85b", "x\n" * 150 + "x", "e\u0301"),
    *(["staff"], ["staff", "suppliers"], ["staff", "staff"], [1], [["staff"]], ["wages"], {"value": "2"}, EVIDENCE),
)
KEYS = ("value", "note", "reason", "by", "share", "evidence", "kind", "date", "x", "_x", "profile.sector", "name")


def spoiled(seed: int) -> dict[str, Any]:
    """Give a good file with one to three places changed, lost or added."""
    rng = random.Random(seed)
    data = copy.deepcopy(GOOD)
    for _ in range(rng.randint(1, 3)):
        groups = [group for group in parts(data) if group]
        group = rng.choice(groups)
        key = rng.choice([*group, rng.choice(KEYS)])
        if rng.random() < 0.15:
            group.pop(key, None)
        else:
            group[key] = copy.deepcopy(rng.choice(OTHERS))
    return data


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts(part)


@settings(max_examples=800, deadline=None)
@given(st.integers(0, 2**48))
def test_reader_and_schema_agree(seed: int) -> None:
    data = spoiled(seed)
    told = faults(check("answers", "tiny"), data)
    try:
        read_sheet(json.dumps(data), edition_of)
        refused = []
    except AnswerErrors as problem:
        refused = [str(error) for error in problem.errors if "lies after the assessment's date" not in str(error)]
    if refused:
        assert told, refused
    else:
        # The reader trims and composes texts before it judges them, and takes some that are too long as they stand.
        assert told == [] or any(composed(text) != text for text in texts(data))
    if not told:
        assert faults(check("answers"), data) == []  # the schema of any questionnaire is the wider one


def test_schema_and_reader_take_the_same_characters() -> None:
    validator = Draft202012Validator(schema("answers")["$defs"]["text"])
    differing = [
        f"U+{code:04X}"
        for code in range(0x11000)
        if not 0xD800 <= code < 0xE000  # halves of characters: no text that a schema's pattern can name
        and code != 0x0D  # a line end, which the reader writes its own way
        and validator.is_valid(f"a{chr(code)}b") is not (text_fault(f"a{chr(code)}b") is None)
    ]
    assert differing == []


def test_lines_are_counted_alike() -> None:
    validator = Draft202012Validator(schema("answers")["$defs"]["text"])
    for end in ("\n", "\r", "\r\n"):
        assert validator.is_valid(end.join("x" * 100))
        assert not validator.is_valid(end.join("x" * 101))


def test_a_limited_choice_is_limited_in_the_schema() -> None:
    limited = [q for q in library().editions["company"].questions.values() if getattr(q, "most", None)]
    for question in limited:
        many = {"value": [option.id for option in question.options]}  # type: ignore[union-attr]
        data = {**HEAD, "questionnaire": "company", "version": "2026.1", "answers": {question.id: many}}
        assert faults(check("answers", "company"), data)
    assert limited


def test_an_edition_of_another_name_is_refused() -> None:
    edition: Edition = library().editions["company"]
    data = {**HEAD, "answers": {}}
    assert faults(check("answers", edition.id), data)
    assert faults(check("answers"), data) == []
