"""What papers for others are made of: the answers that may be told, their evidence, what is open, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from pan2_assess.core.evaluation import CRITICAL_GAP, DUTY_GAP, Evaluation
from pan2_assess.core.feedback_types import AnswerLine, Fact, Feedback
from pan2_assess.core.model import TOP, Edition, Ladder
from pan2_assess.core.paper_types import Gap, Group, Head, PlanLine, Proof, Proposed
from pan2_assess.core.shares import Share
from pan2_assess.core.sharing import may_be_told
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import Speech, speech
from pan2_assess.core.steps import OwnStep, is_own, ordered

FIRST = 5  # proposed steps that a part names; the rest stand in the result


@dataclass(frozen=True)
class Material:
    """A feedback with what it was told from: the sheet, its evaluation, and the own plan by question."""

    feedback: Feedback
    sheet: Sheet
    evaluation: Evaluation
    own: Mapping[str, OwnStep]

    @cached_property
    def edition(self) -> Edition:
        return self.evaluation.edition.in_language(self.feedback.language)

    @cached_property
    def say(self) -> Speech:
        return speech(self.feedback.language)

    @cached_property
    def _lines(self) -> dict[str, AnswerLine]:
        """Every answer on the path, without what never leaves the house."""
        lines = [line for section in self.feedback.answers for line in section.lines]
        return {line.question: _public(line) for line in lines}

    def told(self, name: str) -> bool:
        """Tell whether an answer was given that others may read."""
        return name in self.sheet.answers and self.may_be_told(name)

    def may_be_told(self, name: str) -> bool:
        return may_be_told(name, self.sheet.answers.get(name), self.evaluation)

    def head(self) -> Head:
        feedback = self.feedback
        return Head(
            language=feedback.language,
            organisation=feedback.organisation,
            on=feedback.on,
            questionnaire=feedback.questionnaire,
            questionnaire_id=feedback.questionnaire_id,
            version=feedback.version,
            digest=feedback.digest,
            notice=feedback.notice,
            draft_notice=feedback.draft_notice,
            prepared_by=feedback.prepared_by,
            approved_by=feedback.approved_by,
            scope=tuple(self.facts(self.edition.scope)),
            open=tuple(self.edition.number(name) for name in self.evaluation.missing),
        )

    def facts(self, names: Iterable[str]) -> Iterator[Fact]:
        """Give answers as facts: the question, and what was said."""
        for line in self.lines(names):
            yield Fact(line.text, line.answer)

    def lines(self, names: Iterable[str]) -> tuple[AnswerLine, ...]:
        """Give the answers that may be told, in the order asked for."""
        return tuple(self._lines[name] for name in names if name in self._lines and self.told(name))

    def groups(self, names: Iterable[str]) -> tuple[Group, ...]:
        """Give the answers that may be told, section by section."""
        titles = {section.id: section.title for section in self.edition.sections}
        gathered: dict[str, list[AnswerLine]] = {}
        for line in self.lines(names):
            gathered.setdefault(self.edition.questions[line.question].section, []).append(line)
        return tuple(Group(titles[section], tuple(lines)) for section, lines in gathered.items())

    def kept(self, names: Iterable[str]) -> tuple[str, ...]:
        """Number the questions whose answers stay home."""
        return tuple(self.edition.number(name) for name in names if not self.may_be_told(name))

    def proofs(self, names: Iterable[str]) -> tuple[Proof, ...]:
        """List the evidence of the answers that may be told, what is public first."""
        kinds = {"public": self.say.say("public"), "internal": self.say.say("internal")}
        named = [(name, self.sheet.answers[name].evidence) for name in names if self.told(name)]
        found = [(name, evidence) for name, evidence in named if evidence is not None]
        found.sort(key=lambda pair: pair[1].kind != "public")
        return tuple(
            Proof(self.edition.number(name), evidence.reference, kinds[evidence.kind], self.say.day(evidence.date))
            for name, evidence in found
        )

    def gaps(self, names: Iterable[str]) -> tuple[Gap, ...]:
        """List what answers leave open, as far as it may be told; duties first."""
        shares = self.evaluation.shares
        found = [self._gap(shares[name]) for name in names if name in shares and self.may_be_told(name)]
        return tuple(sorted(filter(None, found), key=lambda gap: not gap.duty))

    def _gap(self, share: Share) -> Gap | None:
        name = share.question.id
        if not share.counts or (share.p >= DUTY_GAP and not self._unproven(share)):
            return None
        caps = self.evaluation.caps_of(share)
        titles = {duty.id: duty.title for duty in self.edition.duties}
        reasons = [self._state(share)]
        if any(cap.kind == "critical" for cap in caps):
            reasons.append(self.say.say("a question that nobody can do without"))
        duties = [cap.duty for cap in caps if cap.kind == "duty"]
        reasons += [self.say.say("legal duty: %(duty)s", duty=titles[duty]) for duty in duties]
        return Gap(self.edition.number(name), self._lines[name].text, tuple(reasons), bool(duties))

    def _state(self, share: Share) -> str:
        """Say in a few words how much is missing."""
        if share.state == "open":
            return self.say.say("not answered yet")
        if share.state == "unknown":
            return self.say.say("we do not know yet")
        if share.state == "planned":
            return self._planned(share.question.id)
        if self._unproven(share):
            return self.say.say("no evidence of the last 24 months is named")
        return self._missing(share.p)

    def _unproven(self, share: Share) -> bool:
        """Tell whether a ladder's top step was chosen without the dated evidence that it speaks of."""
        top = isinstance(share.question, Ladder) and self._value(share.question.id) == str(TOP)
        return top and not share.documented

    def _value(self, name: str) -> object:
        answer = self.sheet.answers.get(name)
        return answer.value if answer else None

    def _missing(self, p: Fraction) -> str:
        if p == 0:
            return self.say.say("nothing in place yet")
        return self.say.say("only beginnings") if p <= CRITICAL_GAP else self.say.say("in place in part")

    def _planned(self, name: str) -> str:
        by = self.sheet.answers[name].by
        if by is None:
            return self.say.say("planned, no date given")
        if by < self.evaluation.on:
            return self.say.say("planned for %(day)s, a date that has passed", day=self.say.day(by))
        return self.say.say("planned for %(day)s", day=self.say.day(by))

    def plan(self, names: Iterable[str]) -> tuple[PlanLine, ...]:
        """List the lines of the own plan that answer these questions, as far as they may be told."""
        return self._plan_lines({name: self.own[name] for name in names if name in self.own and self.may_be_told(name)})

    def free_plan(self) -> tuple[PlanLine, ...]:
        """List the lines of the own plan that answer no question."""
        return self._plan_lines({name: step for name, step in self.own.items() if is_own(name)})

    def _plan_lines(self, steps: Mapping[str, OwnStep]) -> tuple[PlanLine, ...]:
        ranks = {item.question: item.rank for item in self.feedback.recommendations}
        return tuple(
            PlanLine(
                number=self.edition.number(name) if name in self.edition.questions else "",
                step=step.step,
                owner=step.owner,
                by=self.say.day(step.by) if step.by else "",
                state=self._state_of(step),
            )
            for name, step in ordered(steps, ranks).items()
        )

    def _state_of(self, step: OwnStep) -> str:
        if step.done:
            return self.say.say("done on %(day)s", day=self.say.day(step.done))
        return self.say.say("overdue") if step.overdue(self.evaluation.on) else self.say.say("to do")

    def proposed(self, names: Iterable[str]) -> tuple[Proposed, ...]:
        """List the steps proposed for these questions that are not on the own plan, the most urgent first."""
        wanted = {name for name in names if self.may_be_told(name) and name not in self.own}
        return tuple(
            Proposed(item.number, item.step) for item in self.feedback.recommendations if item.question in wanted
        )


def _public(line: AnswerLine) -> AnswerLine:
    """Leave out of an answer what is for the organisation alone, such as what it counts for."""
    return replace(line, note="", evidence="", points="", detail="" if line.state == "answered" else line.detail)
