"""Duties put into words: whether each applies, on which facts that hangs, how sure its text is, and what is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pan2_assess.core.feedback_types import DutyLine
from pan2_assess.core.law import DutyResult
from pan2_assess.core.model import Edition
from pan2_assess.core.parts import Duty
from pan2_assess.core.speech import Speech


def basis_text(duty: Duty, say: Speech) -> str:
    """Say how sure it is what a duty's text says."""
    if duty.basis == "confirmed":
        return say.say("state of the law as checked on %(day)s", day=say.day(duty.checked))
    return say.say("to be checked in the text")


def duties_note(on: date, say: Speech) -> str:
    """Say what the list of duties is not, and that one thing is expected of all."""
    return say.say(
        "These are the duties this tool checks, not all that bind you, on the facts you gave and on %(day)s. "
        "Human rights due diligence is expected of every firm, whatever the law says of its size.",
        day=say.day(on),
    )


def duty_lines(edition: Edition, results: Iterable[DutyResult], say: Speech) -> tuple[DutyLine, ...]:
    """Tell duties: first those that apply, then those that cannot be told, then the others."""
    order = {True: 0, None: 1, False: 2}
    ordered = sorted(results, key=lambda result: (order[result.applies], not result.gap))
    return tuple(_duty_line(edition, result, say) for result in ordered)


def _duty_line(edition: Edition, result: DutyResult, say: Speech) -> DutyLine:
    duty = next(duty for duty in edition.duties if duty.id == result.duty.id)
    kinds = {
        "law": say.say("law"),
        "right": say.say("your right"),
        "expectation": say.say("expectation"),
        "undertaking": say.say("your own undertaking"),
    }
    return DutyLine(
        id=duty.id,
        kind_text=kinds[duty.kind],
        title=duty.title,
        text=duty.text,
        applies=result.applies,
        status_text=_duty_status(edition, result, say),
        gap=result.gap,
        gap_text=say.say("your answers leave something open") if result.gap else "",
        since=result.since,
        starts=result.starts,
        act=duty.act,
        source=duty.source,
        basis_text=basis_text(duty, say),
        checked=duty.checked,
        note=duty.note,
    )


def _duty_status(edition: Edition, result: DutyResult, say: Speech) -> str:
    if result.applies:
        return say.say("applies on your facts")
    if result.applies is None and result.open:
        return say.count(
            "cannot be told: it hangs on question %(numbers)s",
            "cannot be told: it hangs on questions %(numbers)s",
            len(result.open),
            numbers=say.listed([edition.number(name) for name in result.open]),
        )
    if result.applies is None:
        return say.say("cannot be told by this tool")
    if result.starts and not result.starts_surely:
        return say.say("may apply from %(day)s; on your facts it cannot be told", day=say.day(result.starts))
    if result.starts:
        return say.say("applies from %(day)s, if your facts stay as they are", day=say.day(result.starts))
    return say.say("does not apply on your facts")
