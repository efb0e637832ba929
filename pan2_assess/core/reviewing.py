"""Reviews: what a reviewer finds of each answer handed in, and in a pilot round the result that follows from it.

Some answers stay with the firm. For what they count, others stand in: the reviewed result is worked out by the same
rules as the declared one, and is the same where the reviewer has set no other step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pan2_assess.core.answers import NA, UNKNOWN, Answer, Evidence
from pan2_assess.core.evaluation import DUTY_GAP, Cap, Evaluation, band_of, evaluate
from pan2_assess.core.feedback_types import Band
from pan2_assess.core.law import DutyResult
from pan2_assess.core.model import TOP, Checklist, Edition, Question, ScoredQuestion
from pan2_assess.core.parts import Item
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import Speech
from pan2_assess.core.standing import band_line
from pan2_assess.core.telling import Telling
from pan2_assess.core.whatif import tried

Verdict = Literal["plausible", "explain", "follow"]
VERDICTS: tuple[Verdict, ...] = ("plausible", "explain", "follow")
OPEN: tuple[Verdict, ...] = ("explain", "follow")  # what a review leaves open
HOME = "home"  # the state of an answer that stays with the firm

Json = Mapping[str, Any]


def open_points(edition: Edition, verdicts: Mapping[str, str]) -> tuple[str, ...]:
    """Name, in the questionnaire's order, the questions whose answer leaves something to explain or to follow up."""
    return tuple(name for name in edition.questions if verdicts.get(name) in OPEN)


# --- the answers as their receiver reads them ------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One answer in words: no points, no note."""

    number: str
    question: str  # id
    text: str
    why: str
    counts: str  # what evidence counts, or empty
    answer: str
    detail: str  # reason, planned date
    evidence: str
    state: str  # answered, planned, unknown, na, open, home

    @property
    def told(self) -> bool:
        return self.state not in ("open", HOME)


@dataclass(frozen=True)
class Part:
    """A section of what was handed in."""

    id: str
    title: str
    lines: tuple[Line, ...]


def received(edition: Edition, sheet: Sheet, result: Json | None = None) -> Evaluation:
    """Evaluate what was handed in as it stands there, for what was asked and in which words; it has no result."""
    return evaluate(edition, sheet.answers, sheet.date, result["path"] if result else None)


def parts(edition: Edition, sheet: Sheet, say: Speech, result: Json | None = None) -> tuple[Part, ...]:
    """Tell what was handed in, section by section; `result` is the declared one, where the copy has one.

    A question that must be answered and is not here was answered, and its answer stays with the firm.
    """
    evaluation = received(edition, sheet, result)
    story = Telling(edition, sheet, evaluation, say)
    path, missing = set(evaluation.path) | sheet.answers.keys(), set(result["missing"]) if result else set()
    told = []
    for section in edition.sections:
        asked = [question for question in section.questions if question.id in path]
        lines = tuple(_line(story, question, question.id in missing) for question in asked)
        if lines:
            told.append(Part(section.id, section.title, lines))
    return tuple(told)


def _line(story: Telling, question: Question, missing: bool) -> Line:
    line, answer = story.line(question.id), story.sheet.answers.get(question.id)
    home = answer is None and question.required and not missing
    # What the telling adds of its own speaks of points.
    detail = line.detail if answer and (answer.by or answer.reason) else ""
    return Line(
        number=line.number,
        question=question.id,
        text=question.text,
        why=question.why,
        counts=getattr(question, "evidence", ""),
        answer=story.say.say("stays with the firm") if home else line.answer,
        detail=detail,
        evidence=line.evidence,
        state=HOME if home else line.state,
    )


# --- the reviewed result of a pilot round ----------------------------------------------------------------


@dataclass(frozen=True)
class Reviewed(Evaluation):
    """An evaluation of what was handed in, with the caps that answers which stay with the firm have set."""

    kept: tuple[Cap, ...] = ()

    @cached_property
    def caps(self) -> tuple[Cap, ...]:
        top = self.uncapped_band
        found = Evaluation(**{part.name: getattr(self, part.name) for part in fields(Evaluation)}).caps
        kept = [cap for cap in self.kept if top is not None and cap.band < top]
        return tuple(sorted((*found, *kept), key=lambda cap: cap.band))


def reviewed(edition: Edition, sheet: Sheet, withheld: Json, result: Json, steps: Mapping[str, str]) -> Reviewed:
    """Evaluate what was handed in with the steps that a reviewer has set instead of those declared.

    `withheld` says what each answer that stays with the firm counts for, `result` is the declared one; both as the
    copy has them. Raise AnswerErrors where a step is none of its question's.
    """
    answers = dict(sheet.answers)
    for name in result["path"]:
        if name not in answers and name not in result["missing"] and edition.questions[name].required:
            answers[name] = _stand_in(edition.questions[name], withheld.get(name), sheet.date)
    for name, step in steps.items():
        question = edition.questions.get(name)
        if name in sheet.answers and isinstance(question, ScoredQuestion):
            answers[name] = tried(question, sheet.answers[name], step, sheet.date)
    found = evaluate(edition, answers, sheet.date, result["path"])
    applies = {duty["id"]: duty["applies"] for duty in result["duties"]}
    short = {str(share.question.duty) for share in found.shares.values() if share.p < DUTY_GAP}
    given = {part.name: getattr(found, part.name) for part in fields(Evaluation)}
    given["duties"] = tuple(_as_declared(duty, applies[duty.duty.id], short) for duty in found.duties)
    return Reviewed(**given, kept=_harm_at_home(result, sheet))


def _as_declared(duty: DutyResult, applies: bool | None, short: set[str]) -> DutyResult:
    """Let a duty apply as the firm's facts said, some of which may stay with it."""
    return replace(duty, applies=applies, gap=applies is True and duty.duty.id in short)


def _harm_at_home(result: Json, sheet: Sheet) -> tuple[Cap, ...]:
    """Keep the caps of answers that speak of people in harm and stay with the firm; none says which."""
    kept = [cap for cap in result["caps"] if cap["kind"] == "harm" and cap.get("question") not in sheet.answers]
    return tuple(Cap("harm", cap["band"]) for cap in kept)


def _stand_in(question: Question, counted: Json | None, on: date) -> Answer:
    """Give an answer that counts for as much as the one that stays with the firm."""
    if not isinstance(question, ScoredQuestion) or counted is None:
        return Answer(UNKNOWN)
    if counted.get("na"):
        return Answer(NA)
    share = Fraction(counted["share"])
    if share == 0:
        return Answer(UNKNOWN)
    if isinstance(question, Checklist):
        return Answer(_ticks(question, share))
    points = share * TOP
    fitting = [option for option in question.options if option.points == points]
    if not fitting:
        raise ValueError(f"{question.id}: no answer counts for {share}")
    calm = min(fitting, key=lambda option: option.alarm)
    return Answer(calm.id, evidence=Evidence("internal", "-", on) if points == TOP else None)


def _ticks(question: Checklist, share: Fraction) -> tuple[str, ...]:
    """Choose items of a checklist that together weigh so much of it, those without an alarm first."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    items: list[Item] = sorted(question.items, key=lambda item: item.alarm)
    for item in items:
        for weight, ticked in list(reached.items()):
            reached.setdefault(weight + item.weight, (*ticked, item.id))
    whole = share * sum(item.weight for item in items)
    if whole not in reached:
        raise ValueError(f"{question.id}: no answer counts for {share}")
    return reached[int(whole)]


# --- declared and reviewed, in words ---------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A result in short, declared or reviewed: figures rounded down, None where there is none."""

    score: int | None
    band: Band | None
    caps: tuple[str, ...]  # what holds the band back, a sentence each
    sections: tuple[tuple[str, bool, int | None, Band | None], ...]  # title, pillar, score, band


def outcome(edition: Edition, printed: Json, withheld: Json, say: Speech) -> Outcome:
    """Tell a result, as `result_json` prints it, to those who received it; no answer that stays home is named."""
    scores = {section["id"]: section for section in printed["sections"] if section["applies"]}
    scored = [section for section in edition.sections if section.scored and section.id in scores]
    return Outcome(
        score=printed["score"],
        band=band_line(printed["band"], say),
        caps=tuple(dict.fromkeys(_cap(edition, cap, withheld, say) for cap in _named_first(printed["caps"], withheld))),
        sections=tuple(
            (section.title, section.weight > 0, scores[section.id]["score"], _band(scores[section.id]["score"], say))
            for section in sorted(scored, key=lambda section: section.weight == 0)
        ),
    )


def _band(score: int | None, say: Speech) -> Band | None:
    return None if score is None else band_line(band_of(Fraction(score)), say)


def _named_first(caps: list[Json], withheld: Json) -> list[Json]:
    """Order caps as they bite, at each band those of answers that stay home last: their place would tell which."""
    return sorted(caps, key=lambda cap: (cap["band"], _stays_home(cap, withheld)))


def _stays_home(cap: Json, withheld: Json) -> bool:
    return cap["kind"] != "weakest" and (cap.get("question") is None or cap["question"] in withheld)


def _cap(edition: Edition, cap: Json, withheld: Json, say: Speech) -> str:
    held = band_line(cap["band"], say)
    band = held.name if held else ""
    if cap["kind"] == "weakest":
        section = next(section for section in edition.sections if section.id == cap["section"])
        return say.say("%(section)s is the weakest pillar: at most %(band)s.", section=section.title, band=band)
    if _stays_home(cap, withheld):
        return say.say("An answer that stays with the firm: at most %(band)s.", band=band)
    values = {"number": edition.number(cap["question"]), "band": band}
    if cap["kind"] == "harm":
        return say.say("Question %(number)s, people may be in harm now: at most %(band)s.", **values)
    if cap["kind"] == "duty":
        return say.say("Question %(number)s, part of a duty that applies is open: at most %(band)s.", **values)
    return say.say("Question %(number)s, which nobody can do without: at most %(band)s.", **values)
