"""Answers, recommendations and training put into words, question by question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from pan2_assess.core.advice import Advice, Advised
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Evidence
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.feedback_types import (
    AnswerLine,
    AnswerSection,
    DutyLine,
    Module,
    Plan,
    PlanAction,
    Recommendation,
)
from pan2_assess.core.model import TOP, Checklist, Choice, Edition, Facts, Ladder, ScoredQuestion
from pan2_assess.core.parts import Recommendation as Entry
from pan2_assess.core.sentences import opening
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import Speech
from pan2_assess.core.telling_duties import duty_lines


def severity_text(severity: int, say: Speech) -> str:
    """Say by words how bad the possible harm is."""
    return {
        1: say.say("lays the ground"),
        2: say.say("serious harm at stake"),
        3: say.say("grave harm at stake"),
    }[severity]


def _effort_text(effort: int, say: Speech) -> str:
    return {1: say.say("days"), 2: say.say("weeks"), 3: say.say("months")}[effort]


def points_text(p: Fraction, say: Speech) -> str:
    """Say how much of a question's four points an answer earns, rounded down."""
    return say.say("%(points)s of 4", points=f"{floor(p * TOP * 10) / 10:g}")


@dataclass(frozen=True)
class Telling:
    """A sheet and its evaluation, told in one language; the edition is in that language."""

    edition: Edition
    sheet: Sheet
    evaluation: Evaluation
    say: Speech

    def value(self, name: str) -> int | str | tuple[str, ...] | None:
        """Give the answer's value; None while open."""
        answer = self.sheet.answers.get(name)
        return answer.value if answer else None

    def line(self, name: str) -> AnswerLine:
        """Tell one answer."""
        question, answer = self.edition.questions[name], self.sheet.answers.get(name)
        return AnswerLine(
            number=self.edition.number(name),
            question=name,
            text=question.text,
            answer=self._answer(name),
            detail=self._detail(name),
            points=self._points(name),
            evidence=self._evidence(answer.evidence) if answer and answer.evidence else "",
            note=answer.note if answer else "",
            state=self._state(name),
        )

    def _state(self, name: str) -> str:
        value = self.value(name)
        if value is None:
            return "open"
        special = value in (PLANNED, UNKNOWN, NA) and self.edition.questions[name].type != "text"
        return str(value) if special else "answered"

    def _detail(self, name: str) -> str:
        """Say what goes with the answer: by when, why not, or why it counts for less than it says."""
        answer, share = self.sheet.answers.get(name), self.evaluation.shares.get(name)
        if answer and answer.by:
            return self.say.say("by %(day)s", day=self.say.day(answer.by))
        if answer and answer.reason:
            return answer.reason
        if answer and share and share.question.type == "ladder" and answer.value == str(TOP) and share.p < 1:
            return self.say.say("counts as the step before: no evidence dated within the last 24 months is named")
        return ""

    def _points(self, name: str) -> str:
        share = self.evaluation.shares.get(name)
        if share is None or share.state in ("na", "open"):
            return ""
        return points_text(share.p, self.say)

    def _answer(self, name: str) -> str:
        question, value = self.edition.questions[name], self.value(name)
        if value is None:
            return self.say.say("not answered")
        special = {
            PLANNED: self.say.say("Planned"),
            UNKNOWN: self.say.say("We don’t know"),
            NA: self.say.say("Does not apply"),
        }
        if isinstance(value, str) and value in special and question.type != "text":
            return special[value]
        match question:
            case Ladder():
                return next(o.text for o in self.edition.steps(question, self.evaluation.small) if o.id == value)
            case Choice():
                return next(option.text for option in question.options if option.id == value)
            case Facts() if not question.many:
                return next(option.text for option in question.options if option.id == value)
            case Facts():
                return self._several([option.text for option in question.options if option.id in _tuple(value)])
            case Checklist():
                return self._several([item.text for item in question.items if item.id in _tuple(value)])
        unit = getattr(question, "unit", "")
        return f"{value} {unit}".strip() if unit == "%" else str(value)

    def _several(self, texts: list[str]) -> str:
        # Whole sentences stand one after the other; a full stop before a semicolon helps nobody.
        sentences = all(text.endswith(".") for text in texts)
        return (" " if sentences else self.say.say("; ")).join(texts) if texts else self.say.say("None of these")

    def _evidence(self, evidence: Evidence) -> str:
        kind = self.say.say("public") if evidence.kind == "public" else self.say.say("internal")
        return f"{evidence.reference} ({kind}, {self.say.day(evidence.date)})"

    def answers(self) -> tuple[AnswerSection, ...]:
        """Tell every answer on the path, section by section."""
        path = set(self.evaluation.path)
        told = []
        for section in self.edition.sections:
            lines = tuple(self.line(question.id) for question in section.questions if question.id in path)
            if lines:
                told.append(AnswerSection(section.title, lines))
        return tuple(told)

    def salient(self) -> tuple[str, ...]:
        """Name the issues the firm chose as salient."""
        question = self.edition.questions.get(self.edition.salient or "")
        if not isinstance(question, Facts):
            return ()
        return tuple(option.text for option in question.options if option.id in self.evaluation.salient)

    def plans(self) -> tuple[Plan, ...]:
        """List what is planned, overdue first, then by date."""
        planned = [(name, self.sheet.answers[name].by) for name in self.evaluation.path if self.value(name) == PLANNED]
        ordered = sorted(planned, key=lambda item: item[1] or date.max)
        return tuple(
            Plan(self.edition.number(name), self.edition.questions[name].text, by, bool(by and by < self.evaluation.on))
            for name, by in ordered
        )

    def modules(self, advice: Advice) -> tuple[Module, ...]:
        """List the training that the recommendations lead to, in their order."""
        known = {module.id: module for module in self.edition.modules}
        return tuple(
            Module(
                id=name,
                title=known[name].title,
                minutes=known[name].minutes,
                audience=known[name].audience,
                objectives=known[name].objectives,
                questions=tuple(
                    self.edition.number(item.share.question.id)
                    for item in advice.recommendations
                    if name in item.entry.modules
                ),
            )
            for name in advice.modules
        )

    def recommendations(
        self, advice: Advice, actions: dict[str, PlanAction], modules: tuple[Module, ...]
    ) -> tuple[Recommendation, ...]:
        """Tell the recommendations in their order."""
        by_id = {module.id: module for module in modules}
        return tuple(
            self._recommendation(rank, item, actions, by_id) for rank, item in enumerate(advice.recommendations, 1)
        )

    def _recommendation(
        self, rank: int, item: Advised, actions: dict[str, PlanAction], modules: dict[str, Module]
    ) -> Recommendation:
        name = item.share.question.id
        question = self.edition.questions[name]
        assert isinstance(question, ScoredQuestion)  # noqa: S101 - advice speaks of scored questions only
        entry = self._entry(item)
        line = self.line(name)
        section = next(section for section in self.edition.sections if section.id == question.section)
        return Recommendation(
            rank=rank,
            question=name,
            number=line.number,
            section=section.title,
            topic=question.text,
            because=self.say.say("You answered: %(answer)s", answer=" ".join(filter(None, (line.answer, line.detail)))),
            act=opening(self.step(item)),
            step=self.step(item),
            severity=item.severity,
            severity_text=severity_text(item.severity, self.say),
            raised=self._raised(name),
            effort_text=_effort_text(question.effort, self.say),
            alarm=item.share.alarm,
            duty=next((duty.title for duty in self.edition.duties if duty.id == item.duty), ""),
            planned=self._planned(name),
            actions=tuple(actions[action] for action in entry.actions),
            modules=tuple(modules[module] for module in entry.modules),
            references=self._references(question),
        )

    def step(self, item: Advised) -> str:
        """Say what a recommendation asks to be done, in the words for this size of firm."""
        entry = self._entry(item)
        return (entry.text_small if self.evaluation.small else "") or entry.text

    def _entry(self, item: Advised) -> Entry:
        # Advice may have been given in another language.
        question = self.edition.questions[item.share.question.id]
        assert isinstance(question, ScoredQuestion)  # noqa: S101 - advice speaks of scored questions only
        return next(entry for entry in question.recommend if entry.upto == item.entry.upto)

    def _raised(self, name: str) -> str:
        if name not in self.evaluation.raised:
            return ""
        return self.say.say("ranked higher because of what you told about your organisation")

    def _planned(self, name: str) -> str:
        by = self.sheet.answers[name].by
        if self.value(name) != PLANNED:
            return ""
        if by is None:
            return self.say.say("planned, no date given")
        if by < self.evaluation.on:
            return self.say.say("planned for %(day)s, a date that has passed", day=self.say.day(by))
        return self.say.say("planned for %(day)s", day=self.say.day(by))

    def _references(self, question: ScoredQuestion) -> tuple[str, ...]:
        # In the order of the standards: an edition read back from the store has its keys in another one.
        cited = question.references
        return tuple(f"{s.short} {', '.join(cited[s.id])}" for s in self.edition.standards if s.id in cited)

    def duties(self) -> tuple[DutyLine, ...]:
        """Tell the duties: first those that apply, then those that cannot be told, then the others."""
        return duty_lines(self.edition, self.evaluation.duties, self.say)


def _tuple(value: int | str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
