"""The answers file: whose answers, to which edition, on which day; all that is wrong in it is named at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pan2_assess.core.answer_checks import check_answer
from pan2_assess.core.answers import Answer, AnswerError, AnswerErrors, refusal
from pan2_assess.core.days import parse_day
from pan2_assess.core.model import Edition, Question
from pan2_assess.core.said import said
from pan2_assess.core.source import did_you_mean
from pan2_assess.core.typed import composed, printable, shown, text_fault

FORMAT = "pan2-assess/answers/1"
MAX_FILE = 2 << 20
MAX_NAME = 200
MAX_DEPTH = 10
MAX_NEAR = 50  # errors for which the nearest name is looked up
SILENCE = Answer("")  # a text without a letter, and nothing beside it: the question stays open
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Person:
    name: str
    function: str
    date: date | None

    def as_json(self) -> dict[str, str | None]:
        return {"name": self.name, "function": self.function, "date": self.date.isoformat() if self.date else None}


@dataclass(frozen=True)
class Sheet:
    """A set of answers with its head: whose, to which questionnaire, on which day."""

    questionnaire: str
    version: str
    organisation: str
    date: date
    prepared_by: Person | None = None
    approved_by: Person | None = None
    answers: dict[str, Answer] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Give the answers file's contents."""
        return {
            "format": FORMAT,
            "questionnaire": self.questionnaire,
            "version": self.version,
            "organisation": self.organisation,
            "date": self.date.isoformat(),
            "prepared_by": self.prepared_by.as_json() if self.prepared_by else None,
            "approved_by": self.approved_by.as_json() if self.approved_by else None,
            "answers": {name: answer.as_json() for name, answer in self.answers.items()},
        }


@dataclass(frozen=True)
class Read:
    """What an answers file gives: what was taken from it, what was not and why, and what its reader should know."""

    sheet: Sheet
    edition: Edition
    errors: tuple[AnswerError, ...] = ()
    notices: tuple[AnswerError, ...] = ()
    remarks: Mapping[str, Any] = field(default_factory=dict)  # what stands beside its keys; nothing counts in a result


EditionOf = Callable[[str], Edition | None]


def read_sheet(raw: bytes | str, edition_of: EditionOf, on: date | None = None) -> tuple[Sheet, Edition]:
    """Read an answers file and check every answer; raise AnswerErrors with everything wrong in it.

    `on` overrides the file's own date.
    """
    read = read_data(loaded(raw), edition_of, on)
    return read.sheet, read.edition


def read_some(raw: bytes | str, edition_of: EditionOf, on: date | None = None) -> Read:
    """Take what is good of an answers file and say what is not; raise AnswerErrors where it is none at all.

    Of an answer whose value is good, only the part that is not stays behind. `on` overrides the file's own date, and
    is needed where that may be missing.
    """
    return read_data(loaded(raw), edition_of, on, lenient=True)


def read_data(
    given: Mapping[str, Any], edition_of: EditionOf, on: date | None = None, *, lenient: bool = False
) -> Read:
    """Read what an answers file holds, whatever kind of file it came in."""
    data = _said(given)
    edition = _edition(data, edition_of)
    notices = _notices(data, edition, lenient)
    errors: list[AnswerError] = []
    for key in data:
        if key not in _KEYS:
            near = did_you_mean(key, _KEYS) if len(errors) < MAX_NEAR else ""
            errors.append(AnswerError("", printable(key), said("unknown key"), near))
    day = _day(on.isoformat() if on else data.get("date"), errors)
    organisation = _head_text(data.get("organisation"), "organisation", errors)
    persons = {key: _person(data.get(key), key, errors) for key in ("prepared_by", "approved_by")}
    answers = _answers(data.get("answers"), edition, day or LAST_DAY, errors, lenient)
    if day is None or (errors and not lenient):
        raise AnswerErrors(errors)
    sheet = Sheet(edition.id, edition.version, organisation, day, **persons, answers=answers)
    remarks = {key: value for key, value in given.items() if key not in data}
    return Read(sheet, edition, tuple(errors), notices, remarks)


def _said(group: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the remarks: keys that begin with _."""
    return {key: value for key, value in group.items() if not key.startswith("_")}


def _answers(given: Any, edition: Edition, day: date, errors: list[AnswerError], lenient: bool) -> dict[str, Answer]:
    """Check the answers, in the questionnaire's order; a value of null is an open question."""
    if not isinstance(given, dict):
        errors.append(
            AnswerError(
                "", "answers", said("must be a group of answers by question"), said("Write {} where there are none.")
            )
        )
        return {}
    answers: dict[str, Answer] = {}
    for name, raw in _said(given).items():
        entry = _said(raw) if isinstance(raw, dict) else raw
        if name not in edition.questions:
            near = did_you_mean(name, edition.questions) if len(errors) < MAX_NEAR else ""
            what = said("%(id)s %(version)s has no such question", id=edition.id, version=edition.version)
            errors.append(AnswerError(printable(name), "value", what, near))
        elif entry != {"value": None}:
            answer = _answer(edition.questions[name], entry, day, errors, lenient)
            if answer is not None and answer != SILENCE:
                answers[name] = answer
    return {name: answers[name] for name in edition.questions if name in answers}


def _answer(question: Question, entry: Any, day: date, errors: list[AnswerError], lenient: bool) -> Answer | None:
    """Check one answer; of one with faults, take the parts that stand without them."""
    try:
        return check_answer(question, entry, day)
    except AnswerErrors as problem:
        errors.extend(problem.errors)
        faulty = {error.field for error in problem.errors}
    if not lenient or faulty & {"value", "reason"}:
        return None
    return check_answer(question, {key: part for key, part in entry.items() if printable(key) not in faulty}, day)


_KEYS = ("format", "questionnaire", "version", "organisation", "date", "prepared_by", "approved_by", "answers")


class _Doubled(dict[str, Any]):
    """A group in which a key stands twice."""

    twice: str


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        data = _Doubled(data)
        counts = Counter(name for name, _ in pairs)
        data.twice = next(name for name, count in counts.items() if count > 1)
    return data


def _refuse_doubled(data: Any) -> None:
    """Refuse the first group with a key twice, naming the answer it belongs to; and nesting that no answer needs."""
    groups: list[tuple[tuple[str, ...], Any]] = [((), data)]
    while groups:
        trail, at = groups.pop()
        if len(trail) > MAX_DEPTH:
            raise refusal("", said("the file is nested too deeply"), said("Answers are three levels deep."))
        if isinstance(at, _Doubled):
            question = printable(trail[1]) if len(trail) > 1 and trail[0] == "answers" else ""
            problem = said("«%(twice)s» stands twice in the same group", twice=printable(at.twice))
            raise AnswerErrors([AnswerError(question, "", problem, said("Keep one of them."))])
        if isinstance(at, dict):
            groups += [((*trail, key), value) for key, value in at.items()]
        elif isinstance(at, list):
            groups += [((*trail, ""), value) for value in at]


def loaded(raw: bytes | str, most: int = MAX_FILE) -> dict[str, Any]:
    """Read JSON that nobody has looked at: one group of keys, each once; raise AnswerErrors where it is none."""
    if len(raw) > most:
        raise refusal(
            "",
            said("the file is larger than %(value)s MiB", value=most >> 20),
            said("Answers are far smaller; check the file."),
        )
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        data = json.loads(text, object_pairs_hook=_once)
        _refuse_doubled(data)
    except UnicodeDecodeError:
        raise refusal("", said("the file is not UTF-8 text"), said("Save it as UTF-8.")) from None
    except json.JSONDecodeError as problem:
        place = f"line {problem.lineno}, column {problem.colno}"
        raise refusal(
            "",
            said("the file is not JSON (%(place)s: %(msg)s)", place=place, msg=problem.msg),
            said("Check brackets, quotes and commas."),
        ) from None
    except ValueError:
        raise refusal(
            "", said("the file holds a number of thousands of digits"), said("Write numbers as they are.")
        ) from None
    except RecursionError:
        raise refusal("", said("the file is nested too deeply"), said("Answers are three levels deep.")) from None
    if not isinstance(data, dict):
        raise refusal(
            "",
            said("the file must hold one group of keys"),
            said('It begins with {"format": "%(format)s", …}.', format=FORMAT),
        )
    return data


def _edition(data: Mapping[str, Any], edition_of: Callable[[str], Edition | None]) -> Edition:
    if data.get("format") != FORMAT:
        raise refusal(
            "format",
            said("%(value)s is not a format known here", value=shown(data.get("format"))),
            said('It must be "%(format)s".', format=FORMAT),
        )
    name = data.get("questionnaire")
    edition = edition_of(name) if isinstance(name, str) else None
    if edition is None:
        raise refusal(
            "questionnaire",
            said("there is no questionnaire %(name)s", name=shown(name)),
            said("pan2-assess check lists them."),
        )
    return edition


def _notices(data: Mapping[str, Any], edition: Edition, lenient: bool) -> tuple[AnswerError, ...]:
    """Notice that the answers were given to another version; refuse it where every answer must be good."""
    version = data.get("version")
    if version == edition.version:
        return ()
    what = said(
        "version %(version)s of %(id)s is not here; here is version %(version2)s",
        version=shown(version),
        id=edition.id,
        version2=edition.version,
    )
    if lenient:
        return (AnswerError("", "version", what, said("Each answer was checked against the version that is here.")),)
    remedy = said("Use the questionnaire the answers were given to, or answer the new one.")
    raise refusal("version", what, remedy if isinstance(version, str) else said("Write it in quotes."))


def _day(given: Any, errors: list[AnswerError]) -> date | None:
    what, remedy = (
        said("%(given)s is not a date", given=shown(given)),
        said("Write it as YYYY-MM-DD, for example 2026-11-23."),
    )
    try:
        day = parse_day(given)
        if FIRST_DAY <= day <= LAST_DAY:
            return day
        what, remedy = (
            said("%(day)s cannot be an assessment's date", day=day),
            said("Give a day between %(first_day)s and %(last_day)s.", first_day=FIRST_DAY, last_day=LAST_DAY),
        )
    except ValueError:
        pass
    errors.append(AnswerError("", "date", what, remedy))
    return None


def _head_text(value: Any, part: str, errors: list[AnswerError]) -> str:
    if value is None:
        return ""
    text = composed(value) if isinstance(value, str) else ""
    fault = text_fault(text, MAX_NAME) if isinstance(value, str) else ("must be text", "Put it into quotes.")
    if fault:
        errors.append(AnswerError("", part, *fault))
        return ""
    return text


def _person(raw: Any, part: str, errors: list[AnswerError]) -> Person | None:
    if raw is None:
        return None
    if not isinstance(raw, dict) or set(raw) - {"name", "function", "date"}:
        errors.append(AnswerError("", part, said("must have name, function and date"), said("Or write null.")))
        return None
    name = _head_text(raw.get("name"), part, errors)
    function = _head_text(raw.get("function"), part, errors)
    day = None
    if raw.get("date") is not None:
        try:
            day = parse_day(raw["date"])
        except ValueError:
            errors.append(
                AnswerError(
                    "", part, said("%(value)s is not a date", value=shown(raw["date"])), said("Write it as YYYY-MM-DD.")
                )
            )
    return Person(name, function, day) if name or function or day else None
