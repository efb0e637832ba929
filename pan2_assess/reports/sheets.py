"""Write the sheets of a workbook cell by cell, so that what a person typed stays what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

Value = str | int | bool | date | None

FIRST_SHOWN = date(1900, 3, 1)  # before it, programs do not agree on what day a number is
LAST_SHOWN = date(9999, 12, 31)
MOST_DIGITS = 15  # of a number that a cell keeps exactly
MOST_PROMPTED = 255  # characters that a hint beside a cell may have
SIZE, LEADING, HIGHEST = 11, 1.36, 409  # points of text, lines to its size, points a row may have
LETTERS = 1.12  # to a unit of a column's width: a few less than fit

INK, SOFT, RULE, PALE, FIELD = "#1b1b1b", "#6b6b6b", "#c8c8c8", "#f2f2f0", "#fbf7e6"


@contextmanager
def book(file: BytesIO, title: str, on: date) -> Iterator[Book]:
    """Write a workbook into a file; its own time is the day of what it tells, not the clock's."""
    # What people type stays what it is: no text becomes a formula, a link or a number.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, {"in_memory": True, **plain}) as written:
        written.set_properties({"title": title, "created": datetime.combine(on, time())})
        made = Book(written)
        yield made
        for page in made.pages:
            page.fit()


class Book:
    """The workbook being written, with the looks of its cells."""

    def __init__(self, written: Any) -> None:
        self.written = written
        self.pages: list[Page] = []
        self.looks: dict[tuple[str, str], Any] = {}

    def begin(self, name: str, widths: Iterable[float] = ()) -> Page:
        """Add a sheet, set up to be printed: A4 across, as wide as the page."""
        sheet = self.written.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.hide_gridlines(2)
        page = Page(self, sheet, tuple(widths))
        for column, width in enumerate(page.widths):
            sheet.set_column(column, column, width)
        self.pages.append(page)
        return page

    def look(self, look: str, kind: str) -> Any:
        if (look, kind) not in self.looks:
            self.looks[look, kind] = self.written.add_format({**_EVERY, **_KINDS[kind], **_LOOKS[look]})
        return self.looks[look, kind]

    def bold(self) -> Any:
        """Give the look of letters alone, within a cell."""
        if ("", "bold") not in self.looks:
            self.looks["", "bold"] = self.written.add_format({"bold": True, "font_color": INK})
        return self.looks["", "bold"]


class Page:
    """One sheet, its cells counted from 1."""

    def __init__(self, book: Book, sheet: Any, widths: tuple[float, ...]) -> None:
        self.book, self.sheet, self.widths = book, sheet, widths
        self.hidden: set[int] = set()
        self.heights: dict[int, float] = {}  # points, of rows that need more than a line

    def put(self, row: int, column: int, value: Value, look: str = "", *, dated: bool = False) -> None:
        """Write a cell by the type of its value; an empty one gets its look alone."""
        form, place = self.book.look(look, _kind(value, dated)), (row - 1, column - 1)
        if isinstance(value, str):
            self._make_room(row, column, value, look)
        match value:
            case None | "":
                self.sheet.write_blank(*place, None, form)
            case bool():
                self.sheet.write_boolean(*place, value, form)
            case int() if len(str(abs(value))) <= MOST_DIGITS:
                self.sheet.write_number(*place, value, form)
            case date() if value >= FIRST_SHOWN:
                self.sheet.write_datetime(*place, value, form)
            case _:
                self._text(*place, str(value), form)

    def put_headed(self, row: int, column: int, head: str, rest: str) -> None:
        """Write a text of ours with its first line in bold."""
        form = self.book.look("", "text")
        self._make_room(row, column, f"{head}\n{rest}", "strong")
        self.sheet.write_rich_string(row - 1, column - 1, self.book.bold(), head, f"\n{rest}", form)

    def line(self, row: int, values: Iterable[Value], look: str = "", *, dated: Iterable[int] = ()) -> None:
        """Write a row from its first cell on; the columns named are of days."""
        days = frozenset(dated)
        for column, value in enumerate(values, 1):
            self.put(row, column, value, look, dated=column in days)

    def _text(self, row: int, column: int, text: str, form: Any) -> None:
        if _misread(text):
            text = _NO_CHARACTER.sub("�", text)  # the library spoils these in a text of several parts
        if _misread(text):
            self.sheet.write_rich_string(row, column, *filter(None, _PARTING.split(text)), form)
        else:
            self.sheet.write_string(row, column, text, form)

    def _make_room(self, row: int, column: int, text: str, look: str) -> None:
        """Keep in mind how high a row must be: not every program works that out when it opens a file."""
        if look in ("along", "key"):
            return
        letters = LETTERS * self.widths[column - 1] if column <= len(self.widths) else LETTERS
        size = _LOOKS[look].get("font_size", SIZE) * (1.05 if _LOOKS[look].get("bold") else 1)
        lines = sum(1 + int(len(line) * size / SIZE / letters) for line in text.split("\n"))
        self.heights[row] = max(self.heights.get(row, 0), lines * size * LEADING)

    def fit(self) -> None:
        """Make each row as high as its texts need."""
        for row, height in self.heights.items():
            if row not in self.hidden and height > SIZE * LEADING:
                self.sheet.set_row(row - 1, min(height, HIGHEST))

    def hide_row(self, row: int) -> None:
        self.hidden.add(row)
        self.sheet.set_row(row - 1, None, None, {"hidden": True})

    def table(self, top: int, last: int, columns: int, *, fixed: int = 0) -> None:
        """Make a row the head of a table down to the last row: to filter by, in sight, and on every printed page."""
        self.sheet.autofilter(top - 1, 0, max(last, top) - 1, columns - 1)
        self.sheet.freeze_panes(top, fixed)
        self.sheet.repeat_rows(top - 1)

    def check(self, first: int, last: int, column: int, rule: dict[str, Any], hint: str = "") -> None:
        """Check what is typed into the cells of a column; the hint stands beside the cell that is being filled in."""
        told = {"input_message": hint[: MOST_PROMPTED - 1]} if hint else {}
        self.sheet.data_validation(first - 1, column - 1, last - 1, column - 1, {**rule, **told})

    def check_days(self, first: int, last: int, column: int, problem: str) -> None:
        rule = {"validate": "date", "criteria": "between", "minimum": FIRST_SHOWN, "maximum": LAST_SHOWN}
        self.check(first, last, column, {**rule, "error_message": problem[: MOST_PROMPTED - 1]})


def _kind(value: Value, dated: bool) -> str:
    if isinstance(value, str) and value:
        return "text"
    return "day" if dated else ""


def _misread(text: str) -> bool:
    """Tell whether a text would be taken for the library's own mark-up, or for a sign in its escaped form.

    Written in parts, none of which is either, it stays what it is.
    """
    return (text.startswith("<r>") and text.endswith("</r>")) or bool(_ESCAPED.search(text))


_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}(?=_x[0-9A-Fa-f]{4}_|[\ufffe\uffff])")  # two that overlap
_PARTING = re.compile("(?<=^.)|(?=[<_])", re.DOTALL)
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_EVERY = {"text_wrap": True, "valign": "top", "align": "left", "font_color": INK, "border": 1, "border_color": RULE}
_KINDS: dict[str, dict[str, Any]] = {
    "": {},
    "text": {"quote_prefix": True},  # one that begins with = stays a text when somebody edits it
    "day": {"num_format": "yyyy-mm-dd"},
}
_BARE = {"border": 0}
_LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "off": {"font_color": SOFT},
    "key": {"font_color": SOFT},
    "top": {"bold": True, "bg_color": PALE},
    "section": {"bold": True, "bg_color": PALE, "font_size": 12},
    "label": {"font_color": SOFT},
    "title": {"bold": True, "font_size": 14},
    "field": {"bg_color": FIELD},  # to be filled in
    "strong": {"bold": True},
    # beside and above tables: without lines round them
    "bare": _BARE,
    "head": {**_BARE, "bold": True, "font_size": 14},
    "lead": {**_BARE, "bold": True},
    "notice": {**_BARE, "font_color": SOFT, "italic": True},
    "along": {**_BARE, "font_color": SOFT, "italic": True, "text_wrap": False},  # over the empty cells beside it
}
