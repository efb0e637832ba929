"""The plain values that a reader of a result sees: page, PDF and sheet read only these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pan2_assess.core.steps import OwnStep
from pan2_assess.core.texts import Term


@dataclass(frozen=True)
class Person:
    name: str
    function: str
    date: date | None


@dataclass(frozen=True)
class Call:
    """Somebody to call when people may be in danger; phone is empty where none is known for certain."""

    name: str
    phone: str
    text: str


@dataclass(frozen=True)
class Protect:
    """First protect people: stands before any score when an answer is an alarm."""

    title: str
    intro: str
    because: tuple[str, ...]  # one line an alarm: the number of the question and the answer given
    never: tuple[str, ...]
    do: tuple[str, ...]
    call: tuple[Call, ...]


@dataclass(frozen=True)
class Band:
    number: int  # 1 to 5
    name: str
    floor: int  # lowest score of the band


@dataclass(frozen=True)
class Cap:
    kind: str  # harm, critical, duty, weakest
    band: Band
    text: str  # one sentence: what holds the band back
    question: str  # id, or empty
    section: str  # id


@dataclass(frozen=True)
class Standing:
    """Where the organisation stands. Scores are whole numbers, rounded down; None where there is none."""

    headline: str  # one sentence, to be read first
    explanation: str  # one or two sentences: why this band, or why not rated
    complete: bool
    rated: bool
    band: Band | None
    uncapped_band: Band | None
    caps: tuple[Cap, ...]
    score: int | None
    lower: int
    upper: int
    documented: int | None
    public: int | None
    answered: int
    required: int
    bands: tuple[Band, ...]  # all five, for the ruler
    reading: str  # the ruler in one sentence, its alternative text


@dataclass(frozen=True)
class Bar:
    """A pillar or a topic: claimed, within it documented, within that public."""

    id: str
    title: str
    pillar: bool
    weight: int
    limits: bool
    applies: bool
    score: int | None
    documented: int | None
    public: int | None
    band: Band | None
    state: str  # in words, e.g. "62, Established" or "does not apply" or "no score: nothing applies"
    answered: int
    required: int


@dataclass(frozen=True)
class PlanAction:
    id: str
    title: str
    official: bool
    status: str  # open, ongoing, done, law
    status_text: str
    as_of: date
    became: str
    meaning: str  # what it means for this organisation
    state_only: bool
    source: str
    used: bool  # behind a recommendation of this feedback


@dataclass(frozen=True)
class Module:
    id: str
    title: str
    minutes: int
    audience: str
    objectives: tuple[str, ...]
    questions: tuple[str, ...]  # numbers of the questions that lead here, most severe first


@dataclass(frozen=True)
class Recommendation:
    rank: int
    question: str  # id
    number: str  # of the question, as on page and annex
    section: str  # title
    topic: str  # the question's text
    because: str  # one sentence: the answer given
    act: str  # what to do first: the opening words of the step
    step: str  # what to do, in full
    severity: int  # 1 to 3
    severity_text: str
    raised: str  # why it is ranked higher than for others, or empty
    effort_text: str
    alarm: bool
    duty: str  # title of the duty with a gap, or empty
    planned: str  # "planned for 30 June 2027", "planned, date passed", or empty
    actions: tuple[PlanAction, ...]
    modules: tuple[Module, ...]
    references: tuple[str, ...]  # e.g. "UNGP 29, 31", "OECD 6.2", "Pact P5"


@dataclass(frozen=True)
class Plan:
    """An answer *planned*: what, until when, and whether that day has passed."""

    number: str
    topic: str
    by: date | None
    overdue: bool


@dataclass(frozen=True)
class WayStep:
    number: str
    topic: str
    start: str  # where the firm stands now, in the words of the step
    act: str  # what will be so then, in the words of the step
    evidence: str
    severity_text: str


@dataclass(frozen=True)
class Way:
    """A way to the next band; without steps, `reason` says why there is none."""

    band: Band | None
    steps: tuple[WayStep, ...]
    reason: str


@dataclass(frozen=True)
class DutyLine:
    id: str
    kind_text: str  # law, right, expectation, undertaking
    title: str
    text: str
    applies: bool | None  # None: cannot tell on these facts
    status_text: str
    gap: bool
    gap_text: str
    since: date | None
    starts: date | None  # a later day from which it will apply
    act: str
    source: str
    basis_text: str
    checked: date
    note: str


@dataclass(frozen=True)
class Body:
    name: str
    text: str
    can: str
    cannot: str
    url: str
    phone: str
    mail: str


@dataclass(frozen=True)
class AnswerLine:
    number: str
    question: str  # id
    text: str
    answer: str
    detail: str  # reason, planned date
    points: str  # "2 of 4", or empty
    evidence: str
    note: str
    state: str  # answered, open, unknown, planned, na


@dataclass(frozen=True)
class AnswerSection:
    title: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class Purchase:
    """A kind of purchase in the procurement file."""

    id: str
    title: str
    severity: int
    severity_text: str
    risk: str
    need: str
    clause: str
    link: str  # why the clause is linked to the subject-matter, and proportionate
    proof: str
    follow_up: tuple[tuple[str, str], ...]  # when, what
    finding: tuple[str, ...]


@dataclass(frozen=True)
class Procurement:
    """The procurement file: for what is bought, from the worst risk down."""

    title: str
    intro: tuple[str, ...]  # paragraphs
    finding: tuple[str, ...]  # what to do on a finding, whatever was bought
    purchases: tuple[Purchase, ...]


@dataclass(frozen=True)
class Indicator:
    """What an outsider who reads only public documents finds on one core indicator."""

    number: str
    code: str
    text: str
    verdict: str  # fully, partly, none, or unknown or open
    verdict_text: str
    said: str  # the sentence and its address, or empty
    hint: str


@dataclass(frozen=True)
class Outside:
    """The outsider's view, beside the score and never in it."""

    benchmark: str  # with its edition
    reading: str
    note: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Feedback:
    language: str
    organisation: str
    questionnaire: str  # title
    questionnaire_id: str
    version: str
    digest: str
    draft: bool  # the questionnaire is not published
    brief: bool  # a small firm gets the few pages it needs, and finds the rest where they point to
    on: date
    prepared_by: Person | None
    approved_by: Person | None
    foot: str  # the notice in a line, for the foot of every page with a result
    notice: str  # "Self-declared; nobody checked the answers. …": stands on every page with a result
    own_use: str  # for whom a result about a contract is alone; stands in place of the band on the cover; or empty
    draft_notice: str  # empty for a published questionnaire
    protect: Protect | None
    standing: Standing
    bars: tuple[Bar, ...]  # pillars first, then topics, in the questionnaire's order
    scope: tuple[Fact, ...]
    salient: tuple[str, ...]
    duties: tuple[DutyLine, ...]
    duties_note: str
    recommendations: tuple[Recommendation, ...]  # all, in order
    top_steps: tuple[AnswerLine, ...]  # at three quarters: only dated evidence and review are missing
    plans: tuple[Plan, ...]
    find_out: tuple[AnswerLine, ...]  # answered "we don't know"
    way: Way | None  # None where the questionnaire offers none, or before it is complete
    own_plan: tuple[OwnStep, ...]  # what the organisation has set itself to do, in the order of the recommendations
    modules: tuple[Module, ...]  # the training path, in order
    training_minutes: int
    plan_title: str
    plan_note: str
    actions: tuple[PlanAction, ...]  # all 20
    bodies: tuple[Body, ...]
    method: tuple[tuple[str, str], ...]  # heading, paragraph
    answers: tuple[AnswerSection, ...]
    procurement: Procurement | None  # where the questionnaire asks what is bought, and something is
    outside: Outside | None  # where the questionnaire has an outsider's view
    glossary: tuple[Term, ...]  # the words of the field that this feedback uses
