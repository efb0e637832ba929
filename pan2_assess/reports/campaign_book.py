"""Write the workbook of a campaign: its firms, every answer in words, the open points, what is followed up.

In procurement it holds no score, band, points or order. In a pilot round declared and reviewed stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import count
from zoneinfo import ZoneInfo

from pan2_assess.core.firm_file import (
    foot,
    notice,
    open_points,
    purpose_words,
    step_words,
    verdict_words,
)
from pan2_assess.core.model import Edition
from pan2_assess.core.received import About, Received
from pan2_assess.core.reviewing import Outcome, outcome, parts
from pan2_assess.core.speech import Speech
from pan2_assess.reports import sheets
from pan2_assess.reports.sheets import Page, Value

MOST_SHOWN = 31  # letters of a sheet's name


def write(
    about: About, edition: Edition, received: Sequence[Received], waiting: Iterable[tuple[str, str]], say: Speech
) -> bytes:
    """Write what was handed in; `waiting` are the others that were invited, each with how far it has come."""
    file = BytesIO()
    with sheets.book(file, about.title, about.until) as book:
        book.written.use_zip64()
        _firms(book.begin(say.say("Firms"), _WIDTHS["firms"]), about, received, waiting, say)
        if about.scored:
            _results(book.begin(say.say("Results"), _WIDTHS["results"]), about, edition, received, say)
        _answers(book.begin(say.say("Answers"), _WIDTHS["answers"]), about, received, say)
        _open(book.begin(say.say("Open points")[:MOST_SHOWN], _WIDTHS["open"]), about, received, say)
        _follow(book.begin(say.say("Follow-up")[:MOST_SHOWN], _WIDTHS["follow"]), about, received, say)
        _about(book.begin(say.say("About"), (26, 90)), about, edition, received, say)
    return file.getvalue()


_WIDTHS = {
    "firms": (38, 30, 22, 18, 12, 12, 14, 20),
    "results": (38, 26, 9, 16, 26, 9, 16, 22),
    "answers": (30, 7, 22, 46, 52, 28, 36, 22, 36, 36),
    "open": (30, 7, 50, 40, 50),
    "follow": (30, 14, 60, 30),
}


def _table(
    page: Page, about: About, say: Speech, head: Sequence[str], rows: Iterable[Sequence[Value]], *dated: int
) -> None:
    """Write a table under what it is not; the columns named are of days."""
    page.put(1, 1, foot(about, say), "along")
    page.line(2, head, "top")
    last = 2
    for row, values in zip(count(3), rows, strict=False):
        page.line(row, values, dated=dated)
        last = row
    page.table(2, last, len(head), fixed=1)


def _firms(
    page: Page, about: About, received: Sequence[Received], waiting: Iterable[tuple[str, str]], say: Speech
) -> None:
    zone = ZoneInfo(about.zone)

    def rows() -> Iterable[Sequence[Value]]:
        for one in received:
            home = sum(one.at_home(name) for name in one.evaluation.path)
            own = one.sheet.organisation
            yield (
                one.name, own if own != one.name else None, say.say("handed in"),
                one.submitted_at.astimezone(zone).date(), len(one.sheet.answers), home, len(one.found),
                say.say("concluded") if one.concluded else say.say("under way") if one.found else say.say("not begun"),
            )  # fmt: skip
        for name, stage in waiting:
            yield name, None, stage, None, None, None, None, None

    head = (
        say.say("Invited as"), say.say("Calls itself"), say.say("State"), say.say("Handed in on"),
        say.say("Answers"), say.say("Stay with the firm"), say.say("Looked at"), say.say("Review"),
    )  # fmt: skip
    _table(page, about, say, head, rows(), 4)


def _results(page: Page, about: About, edition: Edition, received: Sequence[Received], say: Speech) -> None:
    def rows() -> Iterable[Sequence[Value]]:
        for one in received:
            if one.result is None:
                continue
            declared = outcome(edition, one.result, one.withheld, say)
            reviewed = outcome(edition, one.reviewed_json, one.withheld, say) if one.reviewed_json else None
            by = one.concluded.by if one.concluded else None
            lines = _lines(declared, reviewed, say)
            for title, (score, band), (other, other_band) in lines:
                yield one.name, title, score, band, title, other, other_band, by

    head = (
        say.say("Invited as"), say.say("Declared by the company"), say.say("Score"), say.say("Band"),
        say.say("Reviewed"), say.say("Score"), say.say("Band"), say.say("Reviewed by"),
    )  # fmt: skip
    _table(page, about, say, head, rows())


_Figure = tuple[int | None, str | None]


def _lines(declared: Outcome, reviewed: Outcome | None, say: Speech) -> Iterable[tuple[str, _Figure, _Figure]]:
    """Pair the whole and each section, declared and reviewed."""
    none: _Figure = (None, say.say("not reviewed yet") if reviewed is None else None)

    def whole(one: Outcome) -> _Figure:
        return one.score, one.band.name if one.band else say.say("Not rated")

    yield say.say("All pillars"), whole(declared), whole(reviewed) if reviewed else none
    others = {title: (score, band) for title, _pillar, score, band in reviewed.sections} if reviewed else {}
    for title, _pillar, score, band in declared.sections:
        other = others.get(title)
        told: _Figure = (other[0], other[1].name if other[1] else None) if other else none
        yield title, (score, band.name if band else None), told


def _answers(page: Page, about: About, received: Sequence[Received], say: Speech) -> None:
    def rows() -> Iterable[Sequence[Value]]:
        for one in received:
            for part in parts(one.edition, one.sheet, say, one.result):
                for line in part.lines:
                    if line.state == "open" and not one.edition.questions[line.question].required:
                        continue
                    found = one.found.get(line.question)
                    verdict = verdict_words(found.verdict, about.purpose, say) if found else None
                    step = step_words(one, line.question, found.step) if found and found.step else None
                    yield (
                        one.name, line.number, part.title, line.text, line.answer, line.detail or None,
                        line.evidence or None, verdict, found.text if found else None,
                        *((step, found.why if found else None) if about.scored else ()),
                    )  # fmt: skip

    head = [
        say.say("Invited as"), say.say("No."), say.say("Section"), say.say("Question"), say.say("Answer in words"),
        say.say("When, or why not"), say.say("Evidence"), say.say("Review"), say.say("Note of the review"),
    ]  # fmt: skip
    if about.scored:
        head += [say.say("By the reviewer"), say.say("Reason")]
    _table(page, about, say, head, rows())


def _open(page: Page, about: About, received: Sequence[Received], say: Speech) -> None:
    head = (say.say("Invited as"), say.say("No."), say.say("Question"), say.say("What is open"), say.say("Note"))
    rows = (
        (one.name, point.number, point.text, point.what, point.note or None)
        for one in received
        for point in open_points(one, about, say)
    )
    _table(page, about, say, head, rows)


def _follow(page: Page, about: About, received: Sequence[Received], say: Speech) -> None:
    head = (say.say("Invited as"), say.say("Day"), say.say("What"), say.say("Who"))
    rows = (
        (one.name, line.day, line.what, line.who or None)
        for one in received
        for line in (one.concluded.follow_up if one.concluded else ())
    )
    _table(page, about, say, head, rows, 2)


def _about(page: Page, about: About, edition: Edition, received: Sequence[Received], say: Speech) -> None:
    lines: tuple[tuple[str, Value], ...] = (
        (say.say("Campaign"), about.title),
        (say.say("Asked by"), about.organisation),
        (say.say("Purpose"), purpose_words(about.purpose, say)),
        (say.say("Questionnaire"), f"{edition.title}, {edition.id} {edition.version}"),
        (say.say("Digest"), edition.digest),
        (say.say("Handed in"), len(received)),
        (say.say("Please note"), notice(about, edition, say)),
    )
    for row, (label, value) in enumerate(lines, 1):
        page.put(row, 1, label, "label")
        page.put(row, 2, value)
