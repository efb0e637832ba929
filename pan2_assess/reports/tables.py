"""Read a simple table that nobody has checked, from an Excel workbook or a text with separators, as rows of text."""

from __future__ import annotations

import csv
import io
import unicodedata

from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.guest_list import COLUMN_OF, NoList, Row, folded
from pan2_assess.core.said import said
from pan2_assess.reports.cells import Formula, read_first
from pan2_assess.reports.unpacking import is_workbook

MOST_ROWS = 20_000  # of a workbook; a text is counted by who reads it
SEPARATORS = ",;\t"
ENCODINGS = ("utf-8-sig", "cp1252")  # as Excel writes them
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

NO_TEXT = said("the file is neither an Excel workbook nor a list of text")
SAVE = said("Save it as an Excel workbook (.xlsx) or as CSV.")


def read_table(raw: bytes, name: str = "") -> list[Row]:
    """Read all rows; raise NoList where the file is no table."""
    if is_workbook(raw) or name.lower().endswith((".xlsx", ".xls")):
        return _workbook(raw)
    return read_text(_decoded(raw))


def read_text(text: str) -> list[Row]:
    """Read rows from a text; its separator is the one that finds the most headings we know."""
    before = 0
    if text[:4].casefold() == "sep=":  # a line for Excel alone
        before, text = 1, text.partition("\n")[2]
    heading = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=lambda sign: (_known(heading, sign), heading.count(sign)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = [], before + 1
    try:
        for cells in reader:
            if cells:
                rows.append(Row(line, cells))
            line = before + reader.line_num + 1
    except csv.Error:
        raise NoList(
            said("from line %(line)s on the quotation marks do not match", line=line),
            said("Close each quotation mark, and write one within a text twice."),
        ) from None
    return rows


def _known(heading: str, separator: str) -> int:
    return sum(folded(cell) in COLUMN_OF for cell in heading.split(separator))


def _decoded(raw: bytes) -> str:
    for encoding in (MARKS[raw[:2]],) if raw[:2] in MARKS else ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in set(text)):
            return text
    raise NoList(NO_TEXT, SAVE)


def _workbook(raw: bytes) -> list[Row]:
    try:
        grid = read_first(raw, MOST_ROWS)
    except AnswerErrors as problem:
        error = problem.errors[0]
        raise NoList(error.what, error.remedy) from None
    rows = []
    for number, cells in sorted(grid.items()):
        if any(isinstance(cell, Formula) for cell in cells.values()):
            raise NoList(said("row %(row)s holds a formula", row=number), said("Write what it comes to."))
        rows.append(Row(number, [str(cells.get(column, "")) for column in range(1, max(cells) + 1)]))
    return rows
