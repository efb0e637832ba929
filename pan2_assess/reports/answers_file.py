"""Read answers from whichever kind of file they came in: JSON or a workbook, told apart by what is in it."""

from __future__ import annotations

from datetime import date

from pan2_assess.core.sheet import EditionOf, Read, loaded, read_data, read_some
from pan2_assess.reports.unpacking import is_workbook
from pan2_assess.reports.workbook_reading import read_book


def read_answers_file(
    raw: bytes, edition_of: EditionOf, on: date | None = None, *, name: str = "", lenient: bool = False
) -> Read:
    """Read an answers file and check every answer; raise AnswerErrors with everything wrong in it.

    A file whose name calls it a workbook and that is none is told so, and not what is wrong with its JSON.
    Lenient, it takes what is good and gives the errors beside it, and raises only where the file is no answers file,
    or of no questionnaire or format known here. `on` overrides the file's own date.
    """
    if is_workbook(raw) or name.lower().endswith(".xlsx"):
        return read_book(raw, edition_of, on, lenient=lenient)
    if lenient:
        return read_some(raw, edition_of, on)
    return read_data(loaded(raw), edition_of, on)
