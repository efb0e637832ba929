"""The file of one firm in a campaign: its answers, evidence and open points, and what the review came to.

In procurement it holds no score, band or order, whatever the copy holds. Everything is told as plain values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_time

from pan2_assess.core.answers import PLANNED, UNKNOWN
from pan2_assess.core.feedback import draft_notice
from pan2_assess.core.feedback import notice as notice_of_a_result
from pan2_assess.core.feedback_types import Call
from pan2_assess.core.model import Choice, Edition, Ladder, ScoredQuestion
from pan2_assess.core.received import About, Received, Said
from pan2_assess.core.reviewing import Line, Outcome, outcome, parts
from pan2_assess.core.sheet import Person
from pan2_assess.core.speech import Speech
from pan2_assess.core.telling_deadlines import place_of


@dataclass(frozen=True)
class Note:
    """Something one of both sides wrote, with its day in words."""

    by: str
    day: str
    text: str


@dataclass(frozen=True)
class Judged:
    """An answer with what the review found of it."""

    line: Line
    verdict: str  # in words; empty where none was given
    note: str
    step: str  # another step in its words, or empty
    why: str
    said: tuple[Note, ...]


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Judged, ...]


@dataclass(frozen=True)
class OpenPoint:
    number: str
    text: str
    what: str  # planned by when, not known, to be explained, to be followed up
    note: str


@dataclass(frozen=True)
class FollowUp:
    day: str
    what: str
    who: str


@dataclass(frozen=True)
class FirmFile:
    language: str
    organisation: str  # as it was invited
    own_name: str  # as it named itself, where that is another
    asked_by: str
    campaign: str
    purpose: str
    questionnaire: str
    version: str
    digest: str
    draft: bool
    draft_notice: str
    on: date
    submitted: str  # day and time
    prepared_by: Person | None
    approved_by: Person | None
    notice: str
    foot: str
    harm: tuple[str, ...]  # numbers of answers that say that people may be in harm now
    call: tuple[Call, ...]  # whom to call then
    looked_at: int
    answered: int
    at_home: int
    open_points: tuple[OpenPoint, ...]
    outcome: str
    concluded: str  # by whom and when, or empty
    follow_up: tuple[FollowUp, ...]
    said: tuple[Note, ...]  # about the whole
    declared: Outcome | None
    reviewed: Outcome | None
    parts: tuple[Part, ...]


def tell_file(received: Received, about: About, say: Speech) -> FirmFile:
    """Tell the file of what one firm handed in, in the language of `say`."""
    story = _Story(received, about, say)
    edition, sheet = received.edition, received.sheet
    told = tuple(story.parts())
    lines = [judged.line for part in told for judged in part.lines]
    concluded = received.concluded
    scored = about.scored and received.result is not None
    return FirmFile(
        language=say.language,
        organisation=received.name,
        own_name=sheet.organisation if sheet.organisation != received.name else "",
        asked_by=about.organisation,
        campaign=about.title,
        purpose=purpose_words(about.purpose, say),
        questionnaire=edition.title,
        version=edition.version,
        digest=edition.digest,
        draft=edition.draft,
        draft_notice=draft_notice(edition, say),
        on=sheet.date,
        submitted=moment_words(received.submitted_at, about.zone, say),
        prepared_by=sheet.prepared_by,
        approved_by=sheet.approved_by,
        notice=notice(about, edition, say),
        foot=foot(about, say),
        harm=tuple(map(edition.number, received.evaluation.alarms)),
        call=_calls(edition) if received.evaluation.alarms else (),
        looked_at=len(received.found),
        answered=sum(line.state != "open" for line in lines),
        at_home=sum(line.state == "home" for line in lines),
        open_points=tuple(open_points(received, about, say)),
        outcome=concluded.outcome if concluded else "",
        concluded=story.signed(concluded.by, concluded.at) if concluded else "",
        follow_up=tuple(FollowUp(say.day(one.day), one.what, one.who) for one in concluded.follow_up)
        if concluded
        else (),
        said=tuple(story.note(one) for one in received.said if not one.question),
        declared=outcome(edition, received.result, received.withheld, say) if scored and received.result else None,
        reviewed=outcome(edition, received.reviewed_json, received.withheld, say)
        if scored and received.reviewed_json
        else None,
        parts=told,
    )


def open_points(received: Received, about: About, say: Speech) -> Iterator[OpenPoint]:
    """List, in the questionnaire's order, what is planned, not known, to be explained or to be followed up."""
    edition = received.edition
    for name in edition.questions:
        answer, found = received.sheet.answers.get(name), received.found.get(name)
        question = edition.questions[name]
        what = []
        if name in received.evaluation.path and answer is not None and question.type != "text":
            if answer.value == PLANNED:
                by = say.say("planned by %(day)s", day=say.day(answer.by)) if answer.by else say.say("planned")
                passed = bool(answer.by and answer.by < received.sheet.date)
                what.append(say.say("%(planned)s, a day that has passed", planned=by) if passed else by)
            elif answer.value == UNKNOWN:
                what.append(say.say("not known yet"))
        if found and found.verdict != "plausible":
            what.append(verdict_words(found.verdict, about.purpose, say))
        if what:
            note = found.text if found and found.verdict != "plausible" else ""
            yield OpenPoint(edition.number(name), question.text, say.say("; ").join(what), note)


def purpose_words(purpose: str, say: Speech) -> str:
    return {
        "dialogue": say.say("market dialogue"),
        "contract": say.say("follow-up of a contract"),
        "pilot": say.say("pilot round"),
    }[purpose]


def verdict_words(verdict: str, purpose: str, say: Speech) -> str:
    next_round = say.say("follow up in the next round")
    return {
        "plausible": say.say("plausible"),
        "explain": say.say("please explain"),
        "follow": next_round if purpose == "pilot" else say.say("follow up in the contract"),
    }[verdict]


def stage_words(stage: str, say: Speech) -> str:
    """Say how far one that has not handed in has come."""
    return {
        "invited": say.say("invited"),
        "opened": say.say("opened"),
        "begun": say.say("begun"),
        "declined": say.say("declined"),
        "revoked": say.say("invitation taken back"),
    }[stage]


def notice(about: About, edition: Edition, say: Speech) -> str:
    """Say what a paper of a campaign is not."""
    if about.scored:
        return notice_of_a_result(edition, say)
    return say.say(
        "What the firms say of themselves; nobody has proved it. Answers, evidence and open points stand here. They "
        "are no element of selection, admission, award, exclusion or ranking, and no certificate."
    )


def foot(about: About, say: Speech) -> str:
    if about.scored:
        return say.say("Self-declared; nobody checked the answers; not a certificate or label.")
    return say.say("What the firms say of themselves; no element of selection, award, exclusion or ranking.")


def moment_words(moment: datetime, zone: str, say: Speech) -> str:
    """Write a moment as the clocks of a place show it."""
    there = moment.astimezone(ZoneInfo(zone))
    clock = format_time(there, "HH:mm", tzinfo=there.tzinfo, locale=say.language)
    return say.say("%(day)s, %(clock)s (%(zone)s)", day=say.day(there.date()), clock=clock, zone=place_of(zone, say))


def step_words(received: Received, name: str, step: str) -> str:
    """Say a step in the question's words."""
    question = received.edition.questions[name]
    if not isinstance(question, ScoredQuestion):
        return step
    if isinstance(question, Ladder):
        options = received.edition.steps(question, received.evaluation.small)
    else:
        options = question.options if isinstance(question, Choice) else ()
    return next((option.text for option in options if option.id == step), step)


def _calls(edition: Edition) -> tuple[Call, ...]:
    return tuple(Call(call.name, call.phone, call.text) for call in edition.protect.call if call.phone)


class _Story:
    """What one firm handed in, on its way into words."""

    def __init__(self, received: Received, about: About, say: Speech) -> None:
        self.received, self.about, self.say = received, about, say

    def parts(self) -> Iterator[Part]:
        one = self.received
        for part in parts(one.edition, one.sheet, self.say, one.result):
            asked = [
                line for line in part.lines if line.state != "open" or one.edition.questions[line.question].required
            ]
            if asked:  # a text nobody wrote says nothing
                yield Part(part.title, tuple(map(self._judged, asked)))

    def _judged(self, line: Line) -> Judged:
        one = self.received
        found = one.found.get(line.question)
        said = tuple(self.note(said) for said in one.said if said.question == line.question)
        if found is None:
            return Judged(line, "", "", "", "", said)
        step = step_words(one, line.question, found.step) if found.step and self.about.scored else ""
        verdict = verdict_words(found.verdict, self.about.purpose, self.say)
        return Judged(line, verdict, found.text, step, found.why if step else "", said)

    def note(self, said: Said) -> Note:
        by = said.by or self.received.name
        return Note(by, self._day(said.at), said.text)

    def signed(self, by: str, at: datetime) -> str:
        return self.say.say("%(name)s, %(day)s", name=by, day=self._day(at))

    def _day(self, at: datetime) -> str:
        return self.say.day(at.astimezone(ZoneInfo(self.about.zone)).date())
