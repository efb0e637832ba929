"""What one organisation handed in to a campaign, with what a review has found, as its receiver has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from pan2_assess.core import reviewing
from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.model import Edition
from pan2_assess.core.reviewing import Json, Reviewed, Verdict
from pan2_assess.core.sheet import Person, Sheet


@dataclass(frozen=True)
class Found:
    """What a reviewer found of an answer."""

    verdict: Verdict
    text: str
    step: str  # pilot rounds: another one than was declared, or empty
    why: str  # the reason for it
    by: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """Something written about an answer or, without a question, about the whole."""

    question: str
    text: str
    by: str  # a person of the receiver's; empty for who handed in
    at: datetime


@dataclass(frozen=True)
class FollowUp:
    day: date
    what: str
    who: str


@dataclass(frozen=True)
class Concluded:
    """How a review ended."""

    outcome: str
    follow_up: tuple[FollowUp, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class Received:
    """What one organisation handed in; the edition is in the language of who reads."""

    id: str  # of the copy
    invitation: str
    name: str  # as it was invited
    submitted_at: datetime
    edition: Edition
    sheet: Sheet
    withheld: Json = field(default_factory=dict)  # pilot rounds: what an answer that stays home counts for
    result: Json | None = None  # pilot rounds: the declared one
    found: Mapping[str, Found] = field(default_factory=dict)  # by question
    said: tuple[Said, ...] = ()  # first written first
    concluded: Concluded | None = None

    @cached_property
    def evaluation(self) -> Evaluation:
        """Evaluate what was handed in; an answer that stays home is open in it."""
        return evaluate(self.edition, self.sheet.answers, self.sheet.date, self.result["path"] if self.result else None)

    def at_home(self, name: str) -> bool:
        """Tell whether a question on the path was answered, and its answer stays with the firm."""
        missing = self.result["missing"] if self.result else ()
        return name not in self.sheet.answers and self.edition.questions[name].required and name not in missing

    @cached_property
    def declared(self) -> Reviewed | None:
        """Work the declared result out again, from what was handed in and what the rest counts for."""
        return self._with_steps({})

    @cached_property
    def reviewed(self) -> Reviewed | None:
        """Work the reviewed result out; None before the review is concluded."""
        steps = {name: found.step for name, found in self.found.items() if found.step}
        return self._with_steps(steps) if self.concluded else None

    @cached_property
    def reviewed_json(self) -> dict[str, Any] | None:
        """Give the reviewed result as a result is printed."""
        return result_json(self.reviewed, advise(self.reviewed)) if self.reviewed else None

    def _with_steps(self, steps: Mapping[str, str]) -> Reviewed | None:
        if self.result is None:
            return None
        return reviewing.reviewed(self.edition, self.sheet, self.withheld, self.result, steps)


def read_kept(kept: Mapping[str, Any]) -> Sheet:
    """Read back an answers file that was checked when it was handed in."""
    return Sheet(
        kept["questionnaire"],
        kept["version"],
        kept["organisation"],
        date.fromisoformat(kept["date"]),
        _person(kept["prepared_by"]),
        _person(kept["approved_by"]),
        {name: Answer.from_json(answer) for name, answer in kept["answers"].items()},
    )


def _person(kept: Mapping[str, Any] | None) -> Person | None:
    if not kept:
        return None
    return Person(kept["name"], kept["function"], date.fromisoformat(kept["date"]) if kept["date"] else None)


@dataclass(frozen=True)
class About:
    """The campaign something was handed in to, as its papers name it."""

    title: str
    organisation: str  # who asked
    purpose: str  # dialogue, contract, pilot
    what_for: str
    deadline: datetime
    zone: str

    @property
    def until(self) -> date:
        """Give the day of the deadline as calendars show it there."""
        return self.deadline.astimezone(ZoneInfo(self.zone)).date()

    @property
    def scored(self) -> bool:
        """Tell whether its receiver gets results: in pilot rounds alone."""
        return self.purpose == "pilot"
