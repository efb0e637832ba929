"""Deadlines: from a day, a time and a place to one moment for everybody, and whether that moment has come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

SECOND = timedelta(seconds=1)


class NoSuchTime(ValueError):
    """Say that clocks skip this time on this day there; `instead` is the first one they show afterwards."""

    def __init__(self, instead: datetime) -> None:
        super().__init__(instead.isoformat())
        self.instead = instead  # in the zone itself


def is_zone(name: str) -> bool:
    return name in available_timezones()


def moment_of(day: date, at: time, zone: str) -> datetime:
    """Give the moment, in UTC, at which clocks in a zone show this time on this day.

    Where they show it twice, as when summer time ends, it is the later one: whoever was promised that time has it.
    Raise NoSuchTime where they skip it, OverflowError at the ends of the calendar.
    """
    there = ZoneInfo(zone)
    later = datetime.combine(day, at.replace(fold=1, tzinfo=None), there)
    moment = later.astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None, fold=0) != later.replace(tzinfo=None, fold=0):
        raise NoSuchTime(_after_gap(day, at, there))
    return moment


def is_twice(day: date, at: time, zone: str) -> bool:
    """Tell whether clocks in a zone show this time twice on this day."""
    there = ZoneInfo(zone)
    first, second = (datetime.combine(day, at.replace(fold=fold), there).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def has_come(deadline: datetime, now: datetime, ended: datetime | None) -> bool:
    """Tell whether a deadline is over: from its moment on, and for ever once it was seen to be (`ended`).

    One rule for both sides: what is handed in is taken while this is false, what is sealed opens when it is true.
    """
    return ended is not None or now >= deadline


def _after_gap(day: date, at: time, there: ZoneInfo) -> datetime:
    """Find the first moment after the gap in which a time lies."""
    # With fold=1 the offset after the gap is taken, which lands before it; the change lies between the two readings.
    before, after = (datetime.combine(day, at.replace(fold=fold), there).astimezone(UTC) for fold in (1, 0))
    offset = before.astimezone(there).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(there).utcoffset() == offset:
            before = middle
        else:
            after = middle
    change = after.replace(microsecond=0)
    return change.astimezone(there)
