"""Own steps: what an organisation has set itself to do, by whom, until when, and what comes along next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pan2_assess.core.days import parse_day
from pan2_assess.core.model import Edition
from pan2_assess.core.typed import MAX_CHARACTERS, composed, printable, shown, text_fault

OWN = "own-"  # how the name of a step begins that answers no question
MAX_OWNER = 200
MAX_STEP = 500
MAX_NOTE = 1000
MAX_STEPS = 100
REMARK = "_plan"  # the key under which an answers file carries them


@dataclass(frozen=True)
class OwnStep:
    """One line of an organisation's own action plan; its words are those of the moment it was put there."""

    step: str
    topic: str = ""  # the question's text; empty for a line of one's own
    number: str = ""
    owner: str = ""
    by: date | None = None
    done: date | None = None  # the day it was ticked
    note: str = ""
    since: date | None = None  # the assessment it was carried over from first

    def overdue(self, on: date) -> bool:
        return self.done is None and self.by is not None and self.by < on

    def as_json(self) -> dict[str, Any]:
        days = {"by": self.by, "done": self.done, "since": self.since}
        texts = {name: getattr(self, name) for name in ("step", "topic", "number", "owner", "note")}
        return {**texts, **{name: day.isoformat() if day else None for name, day in days.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> OwnStep:
        """Read back what `as_json` wrote."""
        days = {name: date.fromisoformat(data[name]) for name in ("by", "done", "since") if data.get(name)}
        return cls(
            step=data["step"],
            topic=data.get("topic", ""),
            number=data.get("number", ""),
            owner=data.get("owner", ""),
            by=days.get("by"),
            done=days.get("done"),
            note=data.get("note", ""),
            since=days.get("since"),
        )


def is_own(name: str) -> bool:
    """Tell by its name whether a step answers no question."""
    return name.startswith(OWN)


def ordered(steps: Mapping[str, OwnStep], ranks: Mapping[str, int]) -> dict[str, OwnStep]:
    """Order steps: as the recommendations are ranked, then other questions', then own ones; what is done comes last."""

    def key(name: str) -> tuple[bool, bool, float]:
        return steps[name].done is not None, is_own(name), ranks.get(name, float("inf"))

    return {name: steps[name] for name in sorted(steps, key=key)}


def left_to_do(steps: Mapping[str, OwnStep], on: date, edition: Edition) -> dict[str, OwnStep]:
    """Give the steps not done, as they come along from an assessment of a day into the next one, to an edition."""
    return {
        name: replace(step, since=step.since or on, number=edition.number(name) if name in edition.questions else "")
        for name, step in steps.items()
        if step.done is None
    }


def as_remark(steps: Mapping[str, OwnStep]) -> list[dict[str, Any]]:
    """Write steps into an answers file, where they are a remark: they count in no result."""
    return [{"question": None if is_own(name) else name, **step.as_json()} for name, step in steps.items()]


def read_remark(given: Any, edition: Edition) -> tuple[dict[str, OwnStep], list[str]]:
    """Read back what `as_remark` wrote, whoever has changed it since: the steps, and what could not be taken."""
    if not isinstance(given, list) or len(given) > MAX_STEPS:
        return {}, [f"the own action plan must be a list of {MAX_STEPS} lines at most"]
    steps: dict[str, OwnStep] = {}
    faults = []
    for place, line in enumerate(given, 1):
        try:
            name = _name(line, edition, place)
            if name in steps:
                raise ValueError("answers a question that another line answers already")
            steps[name] = _step(line)
        except ValueError as problem:
            faults.append(f"line {place} of the own action plan {problem}")
    return steps, faults


def _name(line: Any, edition: Edition, place: int) -> str:
    if not isinstance(line, dict):
        raise ValueError("is no group of keys")
    name = line.get("question")
    if name is None:
        return f"{OWN}{place}"
    if not isinstance(name, str) or name not in edition.questions:
        raise ValueError(f"answers the question {shown(name)}, which is not asked here")
    return name


# A recommendation may be longer than what people type for themselves.
_TEXTS = {"step": MAX_CHARACTERS, "topic": MAX_CHARACTERS, "number": MAX_OWNER, "owner": MAX_OWNER, "note": MAX_NOTE}


def _step(line: Mapping[str, Any]) -> OwnStep:
    texts: dict[str, Any] = {key: _text(line, key, most) for key, most in _TEXTS.items()}
    if not texts["step"]:
        raise ValueError("says nothing under «step»")
    days: dict[str, Any] = {key: _day(line, key) for key in ("by", "done", "since")}
    return OwnStep(**texts, **days)


def _text(line: Mapping[str, Any], key: str, most: int) -> str:
    text = line.get(key, "")
    if not isinstance(text, str):
        raise ValueError(f"has no text under «{key}»")
    text = composed(text)
    if fault := text_fault(text, most):
        raise ValueError(f"is not fit to print under «{key}»: {printable(fault[0])}")
    return text


def _day(line: Mapping[str, Any], key: str) -> date | None:
    if line.get(key) is None:
        return None
    try:
        return parse_day(line[key])
    except ValueError:
        raise ValueError(f"has no day under «{key}»: {shown(line[key])}") from None
