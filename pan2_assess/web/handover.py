"""Handing in to who asked: which answers go and which stay, as the person ticks them, and the copy made of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import request

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.feedback_types import AnswerLine
from pan2_assess.core.handover import Choice, choices, chosen, part
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.store import claims
from pan2_assess.store.claims import Bound, HandOver
from pan2_assess.web.access import Opened
from pan2_assess.web.asking import Asking, asking
from pan2_assess.web.languages import language

SEND, SEEN = "send", "seen"  # fields: the answers ticked to go, and when they were last saved as the page showed them


@dataclass(frozen=True)
class Group:
    """The answers of a section."""

    title: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class Going:
    """What a page shows of handing in."""

    asking: Asking
    bound: Bound
    stays: tuple[Group, ...]  # unless somebody sends it
    goes: tuple[Group, ...]  # unless somebody keeps it back
    always: tuple[Group, ...]  # facts that the result cannot do without
    ticked: frozenset[str]
    seen: str  # when the answers were last saved

    @property
    def kept_back(self) -> int:
        return sum(line.question not in self.ticked for group in self.goes for line in group.lines)


def bound_of(opened: Opened) -> Bound | None:
    """Give the campaign that an assessment answers for; None where there is none."""
    return claims.campaign_of(opened.access) if opened.held.campaign else None


@dataclass(frozen=True)
class AskedBy:
    """For whom an assessment answers, in the words of the invitation, and how far that has come."""

    bound: Bound
    asking: Asking


def asked_by(opened: Opened) -> AskedBy | None:
    """Give for whom an assessment answers; None for one begun by oneself."""
    bound = bound_of(opened)
    return AskedBy(bound, asking(bound.campaign, bound.members)) if bound else None


def going(opened: Opened, bound: Bound, sheet: Sheet, evaluation: Evaluation) -> Going:
    """Lay out what would be sent: as ticked in the form that was sent, else as it was chosen before or by the rule."""
    offered = choices(evaluation, sheet.answers, scored=_is_scored(bound))
    ticked = ticks() if SEEN in request.form else {one.question for one in offered if one.goes}
    telling = Telling(evaluation.edition, sheet, evaluation, speech(language()))
    return Going(
        asking=asking(bound.campaign, bound.members),
        bound=bound,
        stays=_groups(telling, [one for one in offered if not one.by_rule]),
        goes=_groups(telling, [one for one in offered if one.by_rule and not one.bound]),
        always=_groups(telling, [one for one in offered if one.bound]),
        ticked=frozenset(ticked),
        seen=seen(opened),
    )


def ticks() -> set[str]:
    return set(request.form.getlist(SEND))


def seen(opened: Opened) -> str:
    """Name the state of the answers that a page shows."""
    return opened.held.saved_at.isoformat() if opened.held.saved_at else ""


def is_overtaken(opened: Opened) -> bool:
    """Tell whether somebody has saved since the form that was sent was shown: its ticks were for other answers."""
    return request.form.get(SEEN, "") != seen(opened)


def with_choices(sheet: Sheet, evaluation: Evaluation, bound: Bound) -> Sheet:
    """Write into a sheet what is ticked in the form."""
    offered = choices(evaluation, sheet.answers, scored=_is_scored(bound))
    return replace(sheet, answers=chosen(sheet.answers, offered, ticks()))


def copy_of(sheet: Sheet, evaluation: Evaluation, bound: Bound, before: Collection[tuple[str, Answer]]) -> HandOver:
    """Make the receiver's copy of a sheet with its choices; `before` are the own answers as they stood, to be changed
    with it."""
    parted = part(sheet, evaluation, scored=_is_scored(bound))
    kept = {
        "sheet": parted.sheet.as_json(),
        "withheld": parted.withheld,
        "result": parted.result,
        "language": language(),
    }
    changed = {name: sheet.answers[name].as_json() for name, answer in before if sheet.answers[name] != answer}
    return claims.prepared(kept, changed)


def _is_scored(bound: Bound) -> bool:
    return bound.campaign.purpose == "pilot"


def _groups(telling: Telling, found: list[Choice]) -> tuple[Group, ...]:
    names = {choice.question for choice in found}
    groups = [
        Group(section.title, tuple(telling.line(one.id) for one in section.questions if one.id in names))
        for section in telling.edition.sections
    ]
    return tuple(group for group in groups if group.lines)
