"""What changed since an earlier time, told in one language: a comparison turned into what the page reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pan2_assess.core.comparing import Compared, Comparison, DutyChange, Reason
from pan2_assess.core.not_asked import Why, not_asked
from pan2_assess.core.rounds import Round
from pan2_assess.core.since_scores import Scores
from pan2_assess.core.since_types import Duty, Line, Part, Scope, Since
from pan2_assess.core.speech import Speech
from pan2_assess.core.telling import Telling, points_text, severity_text


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
        scores = Scores(found, self.say)
        return Since(
            then=self.then.sheet.date,
            now=self.now.sheet.date,
            sentence=self._sentence(),
            alarm=self._alarm(),
            notices=tuple(self._notices()),
            scope=tuple(self._scope()),
            bands=scores.bands(),
            figures=tuple(scores.figures()),
            pillars=tuple(scores.pillars()),
            no_score=scores.why_none(),
            counted=scores.counted(),
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
