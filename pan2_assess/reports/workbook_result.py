"""The sheets of a result: where the organisation stands, the duties checked, and the action plan to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pan2_assess.core.feedback_types import Bar, DutyLine, Feedback, Recommendation, Standing
from pan2_assess.core.speech import Speech
from pan2_assess.core.steps import OwnStep
from pan2_assess.reports.sheets import Book, Page, Value

LABEL, SAID = 1, 2  # columns


def write_result(book: Book, feedback: Feedback, say: Speech) -> None:
    """Write where the organisation stands, and the duties on a sheet of their own."""
    page = book.begin(say.say("Result"), (26, 74, 9, 11, 13, 11, 9, 16, 34, 11, 11))
    page.put(1, LABEL, feedback.questionnaire, "head")
    page.put(1, SAID, feedback.organisation, "head")
    page.sheet.freeze_panes(1, 0)
    row = 1
    for label, said, look in _said(feedback, say):
        row += 1
        page.put(row, LABEL, label, "notice")
        page.put(row, SAID, said, look)
    row += 2
    for label, value in _figures(feedback.standing, say):
        page.put(row, LABEL, label, "label")
        page.put(row, SAID, value, "strong")
        row += 1
    row += 1
    page.line(row, _bar_labels(say), "top")
    for place, bar in enumerate(feedback.bars, 1):
        page.line(row + place, _bar(bar, say))
    page.sheet.autofilter(row - 1, 0, row + len(feedback.bars) - 1, len(_bar_labels(say)) - 1)
    if feedback.duties:
        _write_duties(book, feedback, say)


def _said(feedback: Feedback, say: Speech) -> Iterator[tuple[str, str, str]]:
    """Give what is said in sentences: what it is called, the sentence, its look."""
    yield say.say("Please note"), feedback.notice, "notice"
    if feedback.own_use:
        yield "", feedback.own_use, "notice"
    if feedback.draft_notice:
        yield say.say("Draft"), feedback.draft_notice, "notice"
    yield say.say("Date"), say.day(feedback.on), "bare"
    yield say.say("Version"), feedback.version, "bare"
    yield say.say("Digest"), feedback.digest, "bare"
    if feedback.protect:
        yield feedback.protect.title, "\n".join([feedback.protect.intro, *feedback.protect.because]), "lead"
    yield say.say("In a sentence"), feedback.standing.headline, "lead"
    yield "", feedback.standing.explanation, "bare"
    for place, cap in enumerate(feedback.standing.caps):
        yield say.say("What holds the band back") if place == 0 else "", cap.text, "bare"


def _figures(standing: Standing, say: Speech) -> Iterator[tuple[str, Value]]:
    if standing.band:
        yield say.say("Band, 1 to 5"), standing.band.number
        yield say.say("Band"), standing.band.name
        yield say.say("Score, 0 to 100"), standing.score
        yield say.say("Documented (own statement)"), standing.documented
        yield say.say("Public"), standing.public
    else:
        yield say.say("Band"), say.say("Not rated") if standing.complete else say.say("Not complete")
        yield say.say("Lowest possible"), standing.lower
        yield say.say("Highest possible"), standing.upper
    yield say.say("Questions answered"), standing.answered
    yield say.say("Questions asked"), standing.required


def _bar_labels(say: Speech) -> tuple[str, ...]:
    return (
        say.say("Pillar or topic"),
        say.say("Section"),
        say.say("Weight"),
        say.say("Claimed"),
        say.say("Documented"),
        say.say("Public"),
        say.say("Band, 1 to 5"),
        say.say("Band"),
        say.say("In words"),
        say.say("Questions answered"),
        say.say("Questions asked"),
    )


def _bar(bar: Bar, say: Speech) -> tuple[Value, ...]:
    return (
        say.say("Pillar") if bar.pillar else say.say("Topic, not in the score"),
        bar.title,
        bar.weight if bar.pillar else None,
        bar.score,
        bar.documented,
        bar.public,
        bar.band.number if bar.band else None,
        bar.band.name if bar.band else None,
        bar.state,
        bar.answered,
        bar.required,
    )


# --- duties ---------------------------------------------------------------------------------------------

SINCE, STARTS, CHECKED = 5, 6, 11  # columns of days


def _write_duties(book: Book, feedback: Feedback, say: Speech) -> None:
    page = book.begin(say.say("Duties"), (34, 14, 26, 24, 12, 12, 60, 34, 34, 26, 12, 40))
    page.put(1, 1, feedback.duties_note, "along")
    labels = (
        say.say("Duty"),
        say.say("Kind"),
        say.say("On your facts"),
        say.say("Gap"),
        say.say("In force since"),
        say.say("Applies from"),
        say.say("What it asks"),
        say.say("Act"),
        say.say("Source"),
        say.say("How sure"),
        say.say("Checked on"),
        say.say("Note"),
    )
    page.line(2, labels, "top")
    for row, duty in enumerate(feedback.duties, 3):
        page.line(row, _duty(duty), dated=(SINCE, STARTS, CHECKED))
    page.table(2, 2 + len(feedback.duties), len(labels), fixed=1)


def _duty(duty: DutyLine) -> tuple[Value, ...]:
    since, starts = (duty.since if duty.applies else None), duty.starts
    named = duty.title, duty.kind_text, duty.status_text, duty.gap_text
    return (*named, since, starts, duty.text, duty.act, duty.source, duty.basis_text, duty.checked, duty.note)


# --- the action plan ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A row of the plan: what is advised, what the organisation has set itself, or both."""

    number: str  # of the question
    topic: str
    advised: Recommendation | None = None
    own: OwnStep | None = None


@dataclass(frozen=True)
class _Column:
    label: str
    width: float
    of: Callable[[_Line], Value]
    day: bool = False
    fill: bool = False  # for the organisation to fill in


def write_plan(book: Book, advised: Sequence[Recommendation], own: Sequence[OwnStep], notice: str, say: Speech) -> None:
    """Write what is advised in its order, beside it and below it what the organisation has set itself to do."""
    lines = list(_lines(advised, own))
    columns = list(_columns(bool(advised), say))
    page = book.begin(say.say("Action plan"), [column.width for column in columns])
    page.put(1, 1, notice, "along")
    page.line(2, [column.label for column in columns], "top")
    for row, line in enumerate(lines, 3):
        for place, column in enumerate(columns, 1):
            page.put(row, place, column.of(line), "field" if column.fill else "", dated=column.day)
    last = 2 + len(lines)
    page.table(2, last, len(columns), fixed=2 if advised else 1)
    _check_days(page, columns, last, say)
    page.sheet.print_area(0, 0, last - 1, max(place for place, column in enumerate(columns) if column.fill))


def _lines(advised: Iterable[Recommendation], own: Iterable[OwnStep]) -> Iterator[_Line]:
    """Put own steps beside what they answer to, by the question's number; the others come after."""
    left = list(own)
    for one in advised:
        found = next((step for step in left if step.number == one.number), None)
        if found:
            left.remove(found)
        yield _Line(one.number, one.topic, one, found)
    for step in left:
        yield _Line(step.number, step.topic, own=step)


def _columns(advice: bool, say: Speech) -> Iterator[_Column]:
    """Give the columns: first what is printed and filled in, then what explains the advice."""
    if advice:
        yield _Column(say.say("Rank"), 6, lambda line: line.advised.rank if line.advised else None)
    yield _Column(say.say("No."), 6, lambda line: line.number)
    yield _Column(say.say("Question"), 34, lambda line: line.topic)
    if advice:
        yield _advised(say.say("Step"), 54, lambda one: one.step)
        yield _advised(say.say("Severity, 1 to 3"), 9, lambda one: one.severity)
        yield _advised(say.say("Effort"), 9, lambda one: one.effort_text)
    yield from _own(say)
    if advice:
        yield from _explained(say)


def _explained(say: Speech) -> Iterator[_Column]:
    yield _advised(say.say("Because"), 36, lambda one: one.because)
    yield _advised(
        say.say("Severity in words"), 24, lambda one: "\n".join(filter(None, (one.severity_text, one.raised)))
    )
    yield _advised(say.say("People may be in harm now"), 24, lambda one: say.say("yes") if one.alarm else None)
    yield _advised(say.say("Duty with a gap"), 24, lambda one: one.duty)
    yield _advised(say.say("Planned"), 18, lambda one: one.planned)
    yield _advised(say.say("Actions of the plan"), 12, lambda one: ", ".join(action.id for action in one.actions))
    yield _advised(say.say("Training"), 26, lambda one: "\n".join(f"{m.id} {m.title}" for m in one.modules))
    yield _advised(say.say("Section"), 20, lambda one: one.section)
    yield _advised(say.say("References"), 24, lambda one: "\n".join(one.references))


def _advised(label: str, width: float, of: Callable[[Recommendation], Value]) -> _Column:
    return _Column(label, width, lambda line: of(line.advised) if line.advised else None)


def _own(say: Speech) -> Iterator[_Column]:
    def column(label: str, width: float, of: Callable[[OwnStep], Value], day: bool = False) -> _Column:
        return _Column(label, width, lambda line: of(line.own) if line.own else None, day, fill=True)

    yield column(say.say("What we do"), 36, lambda own: own.step)
    yield column(say.say("Who sees to it"), 16, lambda own: own.owner)
    yield column(say.say("By when"), 11, lambda own: own.by, day=True)
    yield column(say.say("Done on"), 11, lambda own: own.done, day=True)
    yield column(say.say("Note"), 24, lambda own: own.note)


def _check_days(page: Page, columns: Sequence[_Column], last: int, say: Speech) -> None:
    problem = say.say("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")
    for place, column in enumerate(columns, 1):
        if column.day and last > 2:
            page.check_days(3, last, place, problem)
