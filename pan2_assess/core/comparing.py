"""An earlier time compared with the present, question by question: what changed, and what cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from pan2_assess.core.answer_checks import check_answer
from pan2_assess.core.answers import Answer, AnswerErrors
from pan2_assess.core.comparing_scores import NoScore, Pillar, common, no_score, pillars
from pan2_assess.core.model import Question, ScoredQuestion
from pan2_assess.core.parts import Duty
from pan2_assess.core.rounds import Round
from pan2_assess.core.shares import Share, share_of

State = Literal["same", "changed", "new", "gone", "not comparable", "not asked"]
Direction = Literal["better", "worse", ""]
Reason = Literal[
    "",
    "only now", "only then",  # in one questionnaire only
    "off then", "off now",  # off the path
    "open then", "open now", "open",
    "meaning", "type", "options", "contract", "scope",
]  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One question at both times. Its points are counted by the present questionnaire at both."""

    question: str
    state: State
    reason: Reason = ""
    then: Fraction | None = None  # share of the points; None where nothing is scored, or it does not count
    now: Fraction | None = None
    direction: Direction = ""
    wording: tuple[tuple[str, str], ...] = ()  # then and now, where the sense is the same and the words are not
    revalued: bool = False  # the answer of then earns something else by the present questionnaire
    severity: int = 0  # of the possible harm, as it stands now


@dataclass(frozen=True)
class DutyChange:
    """A duty that applies now and did not then, or the other way round; None: it could not be told."""

    duty: Duty
    checked_then: bool  # the earlier questionnaire knew it
    then: bool | None
    now: bool | None
    gap: bool


@dataclass(frozen=True)
class Comparison:
    then: Round
    now: Round
    questions: tuple[Compared, ...]  # every question of either edition, once
    scope: tuple[str, ...]  # questions about the scope that were not answered alike
    no_score: NoScore  # why the scores are not comparable, or nothing
    pillars: tuple[Pillar, ...]
    common: Pillar | None  # the score over the questions that counted both times, where others counted too
    duties: tuple[DutyChange, ...]

    def of(self, state: State) -> tuple[Compared, ...]:
        return tuple(one for one in self.questions if one.state == state)

    def moved(self, direction: Direction) -> tuple[Compared, ...]:
        """List the answers that changed in a direction: most severe harm first, then the largest step."""
        found = [one for one in self.of("changed") if one.direction == direction]
        return tuple(sorted(found, key=lambda one: (-one.severity, -_step(one))))

    @property
    def alarms(self) -> tuple[str, ...]:
        """Name the answers that say now, and did not say then, that people may be in harm."""
        return tuple(name for name in self.now.evaluation.alarms if name not in self.then.evaluation.alarms)

    @property
    def resized(self) -> bool:
        """Tell whether the steps were worded for another size of firm."""
        return self.then.evaluation.small != self.now.evaluation.small


def compare(then: Round, now: Round) -> Comparison:
    """Compare earlier answers with the present ones, over the questions whose id and meaning are the same."""
    scope = _scope(then, now)
    names = [*now.edition.questions, *(name for name in then.edition.questions if name not in now.edition.questions)]
    reason = no_score(then, now, bool(scope))
    return Comparison(
        then=then,
        now=now,
        questions=tuple(_compared(then, now, name, bool(scope)) for name in names),
        scope=scope,
        no_score=reason,
        pillars=() if reason else tuple(pillars(then, now)),
        common=None if reason else common(then, now),
        duties=tuple(_duties(then, now)),
    )


def _step(one: Compared) -> Fraction:
    return abs((one.now or Fraction(0)) - (one.then or Fraction(0)))


# --- the scope, which is fixed first -------------------------------------------------------------------


def _scope(then: Round, now: Round) -> tuple[str, ...]:
    """Name the questions about the scope, asked both times, that were not answered alike."""
    shared = [name for name in now.edition.scope if name in then.edition.scope]
    asked = [name for name in shared if name in then.path and name in now.path]
    return tuple(name for name in asked if _said(then.answer(name)) != _said(now.answer(name)))


def _said(answer: Answer | None) -> object:
    """Give what an answer says; how a text is spaced and capitalised says nothing."""
    value = answer.value if answer else None
    if isinstance(value, tuple):
        return frozenset(value)
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


# --- one question --------------------------------------------------------------------------------------


def _compared(then: Round, now: Round, name: str, scope: bool) -> Compared:
    state, reason = _asked(then, now, name)
    if state == "same":
        reason = _unlike(then, now, name) or ("scope" if scope else "")
        state = "not comparable" if reason else "same"
    severity = _severity(now, name)
    if state == "same":
        return _both(then, now, name, severity)
    shared = reason in ("scope", "options", "open then", "open now")
    wording = _wording(then, now, name) if shared and not _unlike_questions(then, now, name) else ()
    return Compared(name, state, reason, wording=wording, severity=severity)


def _asked(then: Round, now: Round, name: str) -> tuple[State, Reason]:
    """Tell whether a question was asked at one of the times, at none, or at both: then it may be the same."""
    before, after = name in then.path, name in now.path
    if before and after:
        return "same", ""
    if after:
        return "new", "off then" if name in then.edition.questions else "only now"
    if before:
        return "gone", "off now" if name in now.edition.questions else "only then"
    return "not asked", ""


def _unlike(then: Round, now: Round, name: str) -> Reason:
    """Say why a question asked both times cannot be compared; nothing where it can."""
    if reason := _unlike_questions(then, now, name):
        return reason
    answers = then.answer(name), now.answer(name)
    if None in answers:
        return "open" if answers == (None, None) else "open then" if answers[0] is None else "open now"
    assert answers[0] is not None  # noqa: S101 - both are given
    return "" if _offered(now.edition.questions[name], answers[0], now) else "options"


def _unlike_questions(then: Round, now: Round, name: str) -> Reason:
    before, after = then.edition.questions[name], now.edition.questions[name]
    if "contract" in (before.about, after.about):
        return "contract"  # the one then and the one now need not be the same
    if before.meaning != after.meaning:
        return "meaning"
    return "" if before.type == after.type else "type"


def _offered(question: Question, answer: Answer, now: Round) -> bool:
    """Tell whether a question takes an earlier answer."""
    try:
        check_answer(question, replace(answer, evidence=None).as_json(), now.sheet.date)
    except AnswerErrors:
        return False
    return True


def _both(then: Round, now: Round, name: str, severity: int) -> Compared:
    """Compare two answers to one question."""
    question, before, after = now.edition.questions[name], then.sheet.answers[name], now.sheet.answers[name]
    same, wording = _said(before) == _said(after), _wording(then, now, name)
    if not isinstance(question, ScoredQuestion):
        return Compared(name, "same" if same else "changed", wording=wording)
    # By the present questionnaire: two rulers would measure the questionnaire's change, not the firm's.
    old, new = share_of(question, before, then.sheet.date), now.evaluation.shares[name]
    return Compared(
        name,
        "same" if same and old.p == new.p else "changed",
        then=old.p if old.counts else None,
        now=new.p if new.counts else None,
        direction=_direction(old, new),
        wording=wording,
        revalued=old.p != then.evaluation.shares[name].p,
        severity=severity,
    )


def _direction(old: Share, new: Share) -> Direction:
    """Tell which answer earns more; none where one does not count, or where points and alarm contradict each other."""
    if not (old.counts and new.counts) or old.p == new.p:
        return ""
    better = new.p > old.p
    contradicted = new.alarm and not old.alarm if better else old.alarm and not new.alarm
    return "" if contradicted else "better" if better else "worse"


def _wording(then: Round, now: Round, name: str) -> tuple[tuple[str, str], ...]:
    """Pair the words that differ, of the question and of options it had both times, for the present size of firm."""
    small = now.evaluation.small
    before, after = then.words(name, small), now.words(name, small)
    return tuple((before[key], words) for key, words in after.items() if before.get(key, words) != words)


def _severity(now: Round, name: str) -> int:
    share = now.evaluation.shares.get(name)
    return now.evaluation.severity(share.question) if share else 0


# --- the duties ----------------------------------------------------------------------------------------


def _duties(then: Round, now: Round) -> list[DutyChange]:
    before = {result.duty.id: result.applies for result in then.evaluation.duties}
    return [
        DutyChange(result.duty, result.duty.id in before, before.get(result.duty.id, False), result.applies, result.gap)
        for result in now.evaluation.duties
        if (result.applies is True) is not (before.get(result.duty.id, False) is True)
    ]
