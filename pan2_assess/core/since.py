"""What changed since an earlier time, told in one language as plain values: the page reads only these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from pan2_assess.core.advice import whole
from pan2_assess.core.comparing import Compared, Comparison, DutyChange, NoScore, Reason, Round
from pan2_assess.core.feedback_types import Band
from pan2_assess.core.not_asked import Why, not_asked
from pan2_assess.core.speech import Speech
from pan2_assess.core.standing import band_line
from pan2_assess.core.telling import Telling, points_text, severity_text


@dataclass(frozen=True)
class Line:
    """One question at both times; what was not asked or does not count is empty."""

    question: str  # id
    number: str  # in the present questionnaire; in the earlier one where only that asks it
    text: str
    mark: str  # in a word or two: better, worse, the same, new …
    greyed: bool  # it is not compared
    was: str
    now: str
    was_detail: str  # reason, planned date
    now_detail: str
    was_evidence: str  # named here only where it is not the same both times
    now_evidence: str
    was_points: str
    now_points: str
    reasons: tuple[str, ...]  # sentences: why it is not compared, or what to know about it
    wording: tuple[tuple[str, str], ...]  # words then and now, where the sense is the same
    severity: int
    severity_text: str

    @property
    def alike(self) -> bool:
        """Tell whether what was said then can stand for both."""
        then = self.was, self.was_detail, self.was_evidence, self.was_points
        return then == (self.now, self.now_detail, self.now_evidence, self.now_points)


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]
    not_asked: str  # how many of its questions were asked neither time, or empty


@dataclass(frozen=True)
class Scope:
    """A question about the scope that was not answered alike."""

    number: str
    text: str
    was: str
    now: str


@dataclass(frozen=True)
class Figure:
    """A score then and now, rounded down."""

    id: str
    title: str
    then: int | None
    now: int | None
    change: str


@dataclass(frozen=True)
class Bands:
    then: Band
    now: Band
    sentence: str


@dataclass(frozen=True)
class Duty:
    title: str
    text: str
    gap: str


@dataclass(frozen=True)
class Since:
    """What changed, to be read in this order."""

    then: date
    now: date
    sentence: str
    alarm: str  # an answer that says now, and did not then, that people may be in harm; or empty
    notices: tuple[str, ...]  # what a reader must know before comparing
    scope: tuple[Scope, ...]
    bands: Bands | None
    figures: tuple[Figure, ...]  # score, documented, public; score over the questions that counted both times
    pillars: tuple[Figure, ...]
    no_score: str  # why there are none of these, or empty
    counted: str  # that other questions count now than then, or empty
    better: tuple[Line, ...]
    worse: tuple[Line, ...]
    other: tuple[Line, ...]  # changed without being better or worse
    new: tuple[Line, ...]
    gone: tuple[Line, ...]
    duties: tuple[Duty, ...]
    duties_ended: tuple[Duty, ...]
    parts: tuple[Part, ...]  # every question that was asked at one of the times


def tell_since(comparison: Comparison, say: Speech) -> Since:
    """Tell a comparison; both editions are in the language of `say`."""
    return _Story(comparison, say).told()


def _told(one: Round, say: Speech) -> Telling:
    return Telling(one.edition, one.sheet, one.evaluation, say)


class _Story:
    """A comparison on its way into words."""

    def __init__(self, comparison: Comparison, say: Speech) -> None:
        self.found, self.say = comparison, say
        self.then, self.now = comparison.then, comparison.now
        self.then_told, self.now_told = _told(self.then, say), _told(self.now, say)
        self.day = say.day(self.then.sheet.date)

    def told(self) -> Since:
        found = self.found
        duties = [(one, self._duty(one)) for one in found.duties]
        return Since(
            then=self.then.sheet.date,
            now=self.now.sheet.date,
            sentence=self._sentence(),
            alarm=self._alarm(),
            notices=tuple(self._notices()),
            scope=tuple(self._scope()),
            bands=self._bands(),
            figures=tuple(self._figures()),
            pillars=tuple(self._pillars()),
            no_score=self._no_score(found.no_score),
            counted="" if found.no_score else self._counted(),
            better=self._lines(found.moved("better")),
            worse=self._lines(found.moved("worse")),
            other=self._lines(found.moved("")),
            new=self._lines(found.of("new")),
            gone=self._lines(found.of("gone")),
            duties=tuple(told for one, told in duties if one.now),
            duties_ended=tuple(told for one, told in duties if not one.now),
            parts=tuple(self._parts()),
        )

    # --- the sentence, and what to know before comparing ---------------------------------------------

    def _sentence(self) -> str:
        counts = self._counts()
        if not counts:
            if self.found.scope:
                return self._scope_text()
            return self.say.say("Nothing can be compared with %(day)s yet.", day=self.day)
        return self.say.say("Since %(day)s, %(counts)s.", day=self.day, counts=self.say.listed(counts))

    def _scope_text(self) -> str:
        """Say why nothing is compared where the answers do not cover, or do not say they cover, the same."""
        if all(self.now.answer(name) is None for name in self.found.scope):
            return self.say.say(
                "Nothing is compared with %(day)s, because you do not say now, as you did then, what your answers "
                "cover.",
                day=self.day,
            )
        return self.say.say(
            "Nothing is compared with %(day)s, because what your answers cover has changed.", day=self.day
        )

    def _counts(self) -> list[str]:
        """Count what was compared; the first of the counts says what is counted."""
        better, worse = len(self.found.moved("better")), len(self.found.moved("worse"))
        other, same = len(self.found.moved("")), len(self.found.of("same"))
        count = self.say.count
        first = (
            count("%(number)s answer is better", "%(number)s answers are better", better),
            count("%(number)s answer is worse", "%(number)s answers are worse", worse),
            count(
                "%(number)s answer has changed without being better or worse",
                "%(number)s answers have changed without being better or worse",
                other,
            ),
            count("%(number)s answer is the same", "%(number)s answers are the same", same),
        )
        rest = (
            "",
            count("%(number)s is worse", "%(number)s are worse", worse),
            count(
                "%(number)s has changed without being better or worse",
                "%(number)s have changed without being better or worse",
                other,
            ),
            count("%(number)s is the same", "%(number)s are the same", same),
        )
        given = [place for place, number in enumerate((better, worse, other, same)) if number]
        return [first[given[0]], *(rest[place] for place in given[1:])] if given else []

    def _alarm(self) -> str:
        numbers = [self.now.edition.number(name) for name in self.found.alarms]
        if not numbers:
            return ""
        return self.say.count(
            "Your answer to question %(numbers)s says now, and did not then, that people may be in harm.",
            "Your answers to questions %(numbers)s say now, and did not then, that people may be in harm.",
            len(numbers),
            numbers=self.say.listed(numbers),
        )

    def _notices(self) -> Iterator[str]:
        then, now = self.then, self.now
        if then.sheet.organisation.casefold() != now.sheet.organisation.casefold():
            yield self.say.say(
                "The earlier answers were given for another name: %(organisation)s.",
                organisation=then.sheet.organisation,
            )
        if then.sheet.date > now.sheet.date:
            yield self.say.say("What is called earlier here bears the later date.")
        if then.edition.id != now.edition.id:
            yield self.say.say(
                "The earlier answers are to another questionnaire, “%(title)s”. What both ask is compared.",
                title=then.edition.title,
            )
        if then.edition.digest != now.edition.digest and (then.edition.draft or now.edition.draft):
            yield self.say.say(
                "The questionnaire was still a draft: a question may have changed its sense without this page knowing."
            )
        if self.found.resized:
            yield self.say.say(
                "The steps are now worded for another size of firm than then. Each answer stands here in the words of "
                "its own time."
            )
        if still_open := sum(one.reason in ("open now", "open") for one in self.found.questions):
            yield self.say.count(
                "%(number)s question has no answer now and is not compared.",
                "%(number)s questions have no answer now and are not compared.",
                still_open,
            )

    def _scope(self) -> Iterator[Scope]:
        for name in self.found.scope:
            was, now = self.then_told.line(name), self.now_told.line(name)
            yield Scope(now.number, now.text, was.answer, now.answer)

    # --- the figures -----------------------------------------------------------------------------------

    def _bands(self) -> Bands | None:
        then = band_line(self.then.evaluation.band, self.say)
        now = band_line(self.now.evaluation.band, self.say)
        if self.found.no_score or then is None or now is None:
            return None
        if then == now:
            return Bands(then, now, self.say.say("The band is the same as then: %(band)s.", band=now.name))
        sentence = self.say.say("The band was %(then)s and is now %(now)s.", then=then.name, now=now.name)
        return Bands(then, now, sentence)

    def _figures(self) -> Iterator[Figure]:
        if self.found.no_score:
            return
        then, now = self.then.evaluation, self.now.evaluation
        yield self._figure("score", self.say.say("Score"), then.score, now.score)
        if common := self.found.common:
            title = self.say.say("Score over the questions that counted both times")
            yield self._figure(common.id, title, common.then, common.now)
        yield self._figure("documented", self.say.say("Documented (own statement)"), then.documented, now.documented)
        yield self._figure("public", self.say.say("Public"), then.public, now.public)

    def _pillars(self) -> Iterator[Figure]:
        titles = {section.id: section.title for section in self.now.edition.sections}
        for pillar in self.found.pillars:
            yield self._figure(pillar.id, titles[pillar.id], pillar.then, pillar.now)

    def _figure(self, name: str, title: str, then: Fraction | None, now: Fraction | None) -> Figure:
        return Figure(name, title, whole(then), whole(now), self._change(then, now))

    def _change(self, then: Fraction | None, now: Fraction | None) -> str:
        if then is None:
            return self.say.say("did not apply then")
        if now is None:
            return self.say.say("does not apply now")
        if then == now:
            return self.say.say("the same")
        change = (whole(now) or 0) - (whole(then) or 0)
        if change:
            return f"+{change}" if change > 0 else f"−{-change}"
        return self.say.say("a little more") if now > then else self.say.say("a little less")

    def _counted(self) -> str:
        then, now = self.then.evaluation.shares, self.now.evaluation.shares
        if then.keys() == now.keys():
            return ""
        return self.say.say(
            "Your facts decide which questions count: %(then)s counted then, %(now)s count now, and %(both)s counted "
            "both times.",
            then=len(then),
            now=len(now),
            both=len(then.keys() & now.keys()),
        )

    def _no_score(self, reason: NoScore) -> str:
        return {
            "": "",
            "questionnaire": self.say.say("Scores of two questionnaires are not compared."),
            "questions": self.say.say(
                "The questionnaire has changed since then: it asks or weighs otherwise. So the scores are not "
                "compared, only the answers, question by question."
            ),
            "contract": self.say.say(
                "The score rests on answers about one contract, and the one then need not be the one now. So the "
                "scores are not compared."
            ),
            "scope": self.say.say("Scores are compared only where the answers cover the same."),
            "open then": self.say.say("Then questions were still open, so there was no score to compare with."),
            "open now": self.say.say("Questions are still open, so there is no score to compare yet."),
            "not rated then": self.say.say("Then too much did not apply for a score to compare with."),
            "not rated now": self.say.say("Now too much does not apply for a score to compare."),
        }[reason]

    # --- the duties ------------------------------------------------------------------------------------

    def _duty(self, change: DutyChange) -> Duty:
        title = next(duty.title for duty in self.now.edition.duties if duty.id == change.duty.id)
        gap = self.say.say("your answers leave something open") if change.gap else ""
        return Duty(title, self._duty_text(change), gap)

    def _duty_text(self, change: DutyChange) -> str:
        if not change.now:
            if change.now is None:
                return self.say.say("applied then; now it cannot be told")
            return self.say.say("applied then; does not apply on your facts now")
        if not change.checked_then:
            return self.say.say("applies now; the earlier questionnaire did not check it")
        if change.then is None:
            return self.say.say("applies now; then it could not be told")
        return self.say.say("applies now; on your facts it did not apply then")

    # --- the questions ---------------------------------------------------------------------------------

    def _lines(self, found: Iterable[Compared]) -> tuple[Line, ...]:
        return tuple(self._line(one) for one in found)

    def _line(self, one: Compared) -> Line:
        name = one.question
        was = self.then_told.line(name) if name in self.then.path else None
        now = self.now_told.line(name) if name in self.now.path else None
        shown = now or was
        assert shown is not None  # noqa: S101 - what was asked neither time has no line
        compared = one.state in ("same", "changed")
        return Line(
            question=name,
            number=shown.number,
            text=shown.text,
            mark=self._mark(one),
            greyed=not compared,
            was=was.answer if was else "",
            now=now.answer if now else "",
            was_detail=was.detail if was else "",
            now_detail=now.detail if now else "",
            was_evidence=was.evidence if was and now and was.evidence != now.evidence else "",
            now_evidence=now.evidence if was and now and was.evidence != now.evidence else "",
            was_points=points_text(one.then, self.say) if one.then is not None else "",
            now_points=points_text(one.now, self.say) if one.now is not None else "",
            reasons=tuple(self._reasons(one)),
            wording=one.wording,
            severity=one.severity,
            severity_text=severity_text(one.severity, self.say) if one.severity else "",
        )

    def _mark(self, one: Compared) -> str:
        if one.state == "changed":
            return {
                "better": self.say.say("better"),
                "worse": self.say.say("worse"),
                "": self.say.say("changed"),
            }[one.direction]
        return {
            "same": self.say.say("the same"),
            "new": self.say.say("newly asked"),
            "gone": self.say.say("no longer asked"),
            "not comparable": self.say.say("not compared"),
        }[one.state]

    def _reasons(self, one: Compared) -> Iterator[str]:
        if one.reason in ("off then", "off now"):
            yield self._off(one.question, one.reason)
        elif one.reason:
            yield self._why[one.reason]
        if one.revalued:
            yield self.say.say("The answers to this question earn something else now; both are counted as now.")
        if one.wording:
            yield self.say.say("The question means the same, but its words have changed.")

    @cached_property
    def _why(self) -> dict[Reason, str]:
        return {
            "only now": self.say.say("The earlier questionnaire did not ask this."),
            "only then": self.say.say("The present questionnaire does not ask this."),
            "open then": self.say.say("It had no answer then."),
            "open now": self.say.say("It has no answer now."),
            "open": self.say.say("It has no answer, neither then nor now."),
            "meaning": self.say.say("The question means something else now."),
            "type": self.say.say("The question is answered in another way now."),
            "options": self.say.say("The answer given then is no longer offered."),
            "contract": self.say.say("It is about one contract, and the one then need not be the one now."),
            "scope": self.say.say("Not compared, because of what your answers cover."),
        }

    def _off(self, name: str, reason: Reason) -> str:
        """Say which answers kept a question off the path, in the numbers of that time’s questionnaire."""
        if reason == "off now":
            numbers = [self.now.edition.number(fact) for fact in self._off_now[name]]
            return self.say.count(
                "Not asked now, because of your answer to question %(numbers)s.",
                "Not asked now, because of your answers to questions %(numbers)s.",
                len(numbers),
                numbers=self.say.listed(numbers),
            )
        numbers = [self.then.edition.number(fact) for fact in self._off_then[name]]
        return self.say.count(
            "Not asked then, because of your answer at that time to question %(numbers)s.",
            "Not asked then, because of your answers at that time to questions %(numbers)s.",
            len(numbers),
            numbers=self.say.listed(numbers),
        )

    @cached_property
    def _off_then(self) -> dict[str, Why]:
        return not_asked(self.then.edition, self.then.sheet.answers)

    @cached_property
    def _off_now(self) -> dict[str, Why]:
        return not_asked(self.now.edition, self.now.sheet.answers)

    def _parts(self) -> Iterator[Part]:
        """Gather the questions by section: those of the present questionnaire, then what only the earlier one has."""
        sections = [*self.now.edition.sections, *self.then.edition.sections]
        titles = {section.id: section.title for section in reversed(sections)}
        for section in dict.fromkeys(section.id for section in sections):
            here = [one for one in self.found.questions if self._section(one.question) == section]
            asked = [one for one in here if one.state != "not asked"]
            left = len(here) - len(asked)
            if asked:
                yield Part(titles[section], self._lines(asked), self._neither(left) if left else "")

    def _section(self, name: str) -> str:
        edition = self.now.edition if name in self.now.edition.questions else self.then.edition
        return edition.questions[name].section

    def _neither(self, number: int) -> str:
        return self.say.count(
            "%(number)s more question was asked neither then nor now.",
            "%(number)s more questions were asked neither then nor now.",
            number,
        )
