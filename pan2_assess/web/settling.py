"""What a page of answers comes to: what may be saved, what is wrong, and what somebody else has answered meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from pan2_assess.core.answers import Answer
from pan2_assess.core.model import Question
from pan2_assess.web.forms import UNCHANGED, Fields, Typed, answer_of, many, shown_again

Kept = Mapping[str, Mapping[str, Any]]  # answers as they stand, by question
MINE, THEIRS, LAST = "mine", "theirs", "last"  # what shall stand: this page's, the other one's, the earlier one


@dataclass(frozen=True)
class Reading:
    """What may be saved, what is wrong, where two answers stand against each other, and all that was typed."""

    valid: dict[str, Answer | None] = field(default_factory=dict)  # None takes an answer away
    errors: dict[str, dict[str, str]] = field(default_factory=dict)  # by question, by field
    both: set[str] = field(default_factory=set)  # questions that somebody else has answered otherwise
    typed: dict[str, Typed] = field(default_factory=dict)


def read(fields: Fields, kept: Kept, on: date, earlier: Mapping[str, Answer] | None = None) -> Reading:
    """Read what was typed; `kept` are the answers as they stand now, `earlier` those that may be confirmed."""
    reading = Reading()
    for question, typed in fields:
        reading.typed[question.id] = shown_again(typed)
        _read_one(question, typed, kept.get(question.id), on, (earlier or {}).get(question.id), reading)
    return reading


def _read_one(
    question: Question, typed: Typed, now: Mapping[str, Any] | None, on: date, earlier: Answer | None, reading: Reading
) -> None:
    errors: dict[str, str] = {}
    keep = typed.get("keep")
    if keep == THEIRS:
        return
    if keep == LAST and earlier is not None:
        if _chosen(question, typed) and now is None:
            told = _("You ticked “still true” and chose an answer as well. Leave only one of them.")
            reading.errors[question.id] = {"keep": told}
        elif now is None:
            reading.valid[question.id] = earlier
        return
    answer = answer_of(question, typed, on, errors)
    if errors:
        reading.errors[question.id] = errors
    elif answer is not UNCHANGED:
        _settle(question.id, answer, now, typed, reading, on)


def _chosen(question: Question, typed: Typed) -> bool:
    return bool(typed["ticked"]) if many(question) else bool((typed["value"] or "").strip() or typed["unknown"])


def _settle(
    name: str, answer: Answer | None, now: Mapping[str, Any] | None, typed: Typed, reading: Reading, on: date
) -> None:
    """Keep an answer that changed, unless somebody else has changed it since the page was shown."""
    given = answer.as_json() if answer else None
    if given is not None and now and "share" in now:
        given["share"] = now["share"]
    mark, stands, was = fingerprint(given), fingerprint(now), typed["was"] or ""
    if mark == stands or (mark == was and not typed.get("both")):
        return
    if was != stands or (typed.get("both") and typed.get("keep") != MINE):
        reading.both.add(name)
        reading.errors[name] = {"keep": _("This was answered otherwise meanwhile. Choose which answer shall stand.")}
        return
    # Only of a plan newly made: one that was kept may well be overdue.
    if answer and answer.by and answer.by < on:
        reading.errors[name] = {"by": _("This day lies before the assessment’s date. Give a day still to come.")}
        return
    reading.valid[name] = Answer.from_json(given) if given else None


def fingerprint(answer: Mapping[str, Any] | None) -> str:
    """Tell two states of an answer apart without writing the answer into the page once more."""
    if not answer:
        return ""
    return hashlib.sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()[:16]
