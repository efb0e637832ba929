"""The plain values that papers for others are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pan2_assess.core.feedback_types import AnswerLine, Fact, Person


@dataclass(frozen=True)
class Group:
    """Answers of one section of the questionnaire."""

    title: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class Proof:
    """The evidence named for an answer."""

    number: str
    reference: str
    kind_text: str  # public or internal
    day: str


@dataclass(frozen=True)
class Gap:
    """What an answer leaves open."""

    number: str  # empty where it is about a whole section
    topic: str
    reasons: tuple[str, ...]  # sentences without a full stop: what is open, and why that weighs
    duty: bool


@dataclass(frozen=True)
class PlanLine:
    """A line of the organisation's own plan; owner and day are empty where none is set."""

    number: str
    step: str
    owner: str
    by: str
    state: str


@dataclass(frozen=True)
class Proposed:
    """A step that the self-assessment proposes and the organisation has not put on its plan."""

    number: str
    step: str


@dataclass(frozen=True)
class Head:
    """Whose paper it is, from which answers, and what it is not."""

    language: str
    organisation: str
    on: date
    questionnaire: str
    questionnaire_id: str
    version: str
    digest: str
    notice: str
    draft_notice: str
    prepared_by: Person | None
    approved_by: Person | None
    scope: tuple[Fact, ...]
    open: tuple[str, ...]  # numbers of the questions not answered yet


@dataclass(frozen=True)
class Commitment:
    """One undertaking of the Pact, and what the answers say of it."""

    code: str
    place: int  # from 1
    title: str
    asks: str  # what the Pact asks, in our words
    todo: str  # what no answer says and the organisation has to add
    groups: tuple[Group, ...]
    proofs: tuple[Proof, ...]
    gaps: tuple[Gap, ...]
    plan: tuple[PlanLine, ...]
    proposed: tuple[Proposed, ...]
    more: int  # steps proposed beyond these
    kept: tuple[str, ...]  # numbers of the questions whose answers stay home


@dataclass(frozen=True)
class Heading:
    """A heading of the UNGP Reporting Framework, and where the draft speaks of it."""

    code: str
    title: str
    numbers: tuple[str, ...]
    places: tuple[int, ...]  # of the commitments; 0 is the part about the report


@dataclass(frozen=True)
class PactReport:
    head: Head
    pact: str  # title of the standard, and its address
    pact_url: str
    framework: str
    framework_url: str
    salient: tuple[str, ...]
    commitments: tuple[Commitment, ...]
    headings: tuple[Heading, ...]
    plan: tuple[PlanLine, ...]  # own lines that answer no question


@dataclass(frozen=True)
class Moved:
    """An answer then and now."""

    number: str
    topic: str
    was: str
    now: str


@dataclass(frozen=True)
class Changes:
    """What has changed since an earlier time, as far as it may be told."""

    day: str
    notices: tuple[str, ...]  # what a reader must know before comparing
    comparable: bool  # false where the answers do not cover the same
    better: tuple[Moved, ...]
    worse: tuple[Moved, ...]
    other: tuple[Moved, ...]


@dataclass(frozen=True)
class Lessons:
    """What a pilot taught, for others to read."""

    head: Head
    facts: tuple[Fact, ...]  # the pilot in short
    did: tuple[AnswerLine, ...]
    proofs: tuple[Proof, ...]
    changes: Changes | None  # None where no earlier answers were given
    worked: tuple[str, ...]  # the organisation's own words, by line
    in_place: tuple[AnswerLine, ...]
    failed: tuple[str, ...]
    gaps: tuple[Gap, ...]
    advice: tuple[str, ...]
    told: tuple[AnswerLine, ...]  # what the answers say of passing it on
    plan: tuple[PlanLine, ...]
    proposed: tuple[Proposed, ...]
    more: int
    kept: tuple[str, ...]
