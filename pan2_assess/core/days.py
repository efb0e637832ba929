"""Days as files and forms write them, and whole months back from a day."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=64)  # asked for every piece of evidence of an assessment, always from the same day
def months_before(day: date, months: int) -> date:
    """Go back whole months; a day the month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days if year < 9999 else 31
    return date(year, month, min(day.day, last))


def parse_day(value: Any) -> date:
    """Read a day written YYYY-MM-DD; raise ValueError."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):  # fromisoformat reads weeks too, as in 2026-W47-1
        raise ValueError(value)
    return date.fromisoformat(value)
