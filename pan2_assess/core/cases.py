"""Golden cases: a few lines of YAML become a whole answers file, for tests and for `check --coverage`.

A case has
    name, date
    questionnaire   company where nothing is said
    facts     answers to facts and number questions, by their last name where that is unique. What is not named is
              answered all the same, if it is asked: none of many, the first of one, the least number.
    answers   answers to any question, on the path or off it, as a value or as in the answers file
    others    a step from "0" to "4" for every other scored question on the path: a ladder gets the step, a choice its
              first option of as many points (or the nearest) that is no alarm, a checklist that many quarters of its
              items, the first ones; or null to leave them open
    expected  what must come out; read by the tests
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, ScoredQuestion
from pan2_assess.core.sheet import FORMAT, Sheet, read_sheet

KEYS = {"name", "date", "questionnaire", "facts", "answers", "others", "expected"}


class CaseError(ValueError):
    """A case that cannot be read, and why."""


@dataclass(frozen=True)
class Case:
    expected: Mapping[str, Any]
    sheet: Sheet
    evaluation: Evaluation


def read_case(path: Path, editions: Mapping[str, Edition]) -> Case:
    """Read a case and evaluate it; raise CaseError, or AnswerErrors where its answers do not fit."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(raw, dict) or set(raw) - KEYS or not {"date", "others"} <= set(raw):
        raise CaseError(f"{path}: a case has the keys {', '.join(sorted(KEYS))}, and needs date and others.")
    edition = editions.get(raw.get("questionnaire", "company"))
    if edition is None:
        raise CaseError(f"{path}: there is no questionnaire «{raw['questionnaire']}».")
    try:
        text = answers_file(edition, raw)
    except CaseError as problem:
        raise CaseError(f"{path}: {problem}") from None
    sheet, _ = read_sheet(text.encode(), {edition.id: edition}.get)
    return Case(raw.get("expected") or {}, sheet, evaluate(edition, sheet.answers, sheet.date))


def answers_file(edition: Edition, case: Mapping[str, Any]) -> str:
    """Write a case as the answers file of docs and program."""
    given = _full_names(edition, case.get("facts") or {})
    said = {**given, **_full_names(edition, case.get("answers") or {})}
    values = {**_facts(edition, said), **given}
    on_path = set(_evaluated(edition, {**values, **said}, case["date"]).path)
    # Facts off the path are said only where the case says them.
    values = {name: value for name, value in values.items() if name in on_path or name in given}
    if case["others"] is not None:
        values |= {q.id: at_step(q, str(case["others"])) for q in edition.scored if q.id in on_path}
    return _written(edition, values | said, case["date"])


def _full_names(edition: Edition, given: Mapping[str, Any]) -> dict[str, Any]:
    full = {}
    for name, value in given.items():
        found = [known for known in edition.questions if name in (known, known.partition(".")[2])]
        if len(found) != 1:
            raise CaseError(f"«{name}» names {len(found)} questions of {edition.id}.")
        full[found[0]] = value
    return full


def _facts(edition: Edition, said: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for question in edition.questions.values():
        if isinstance(question, Number):
            values[question.id] = question.minimum
        elif isinstance(question, Facts):
            values[question.id] = [] if question.many else question.options[0].id
    return values | {name: value for name, value in said.items() if name in values}


def at_step(question: ScoredQuestion, step: str) -> str | list[str]:
    """Give the answer that stands for a step, by the rule above."""
    match question:
        case Ladder():
            return step
        case Choice():
            calm = [option for option in question.options if not option.alarm]
            fitting = [option for option in calm if option.points <= int(step)]
            # The first of those with the most points; where all have more, of those with the fewest.
            most = max(fitting, key=lambda o: o.points, default=min(calm, key=lambda o: o.points))
            return most.id
        case Checklist():
            return [item.id for item in question.items[: len(question.items) * int(step) // 4]]


def _written(edition: Edition, values: Mapping[str, Any], on: date) -> str:
    data = {
        "format": FORMAT,
        "questionnaire": edition.id,
        "version": edition.version,
        "organisation": "Example S.A.",
        "date": on,
        "answers": {name: value if isinstance(value, dict) else {"value": value} for name, value in values.items()},
    }
    return json.dumps(data, default=date.isoformat)


def _evaluated(edition: Edition, values: Mapping[str, Any], on: date) -> Evaluation:
    sheet, _ = read_sheet(_written(edition, values, on).encode(), {edition.id: edition}.get)
    return evaluate(edition, sheet.answers, sheet.date)
