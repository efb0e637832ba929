"""Text in the cells of a spreadsheet: what somebody wrote is never taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would work out
_INSIDE = re.compile(r"([;\t\r\n]\s*\"?)([=+@-])")


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking what somebody wrote for a formula."""
    # Where its separator is another one than ours, it splits the cell: the parts are looked at too.
    cell = _INSIDE.sub(r"\1'\2", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_csv(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Write rows as spreadsheets open them by a click: marked as UTF-8, and with nothing that is worked out."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    for row in rows:
        out.writerow([harmless(cell) for cell in row])
    return "\ufeff" + written.getvalue()
