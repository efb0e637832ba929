"""Deadlines: one moment for both sides, wherever clocks change and however a server's clock jumps.

What is right is told without the code under test: from moments in UTC and what clocks there show at each, which is
never in doubt, only the other way round is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from pan2_assess.core.deadlines import NoSuchTime, has_come, is_twice, is_zone, moment_of

ZONES = (
    "Europe/Luxembourg", "Europe/Berlin", "Europe/Paris", "Europe/London", "UTC", "America/New_York",
    "Australia/Lord_Howe",
)  # fmt: skip
YEARS = range(2024, 2029)
INSTANTS = 10_000
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def shown(moment: datetime, zone: str) -> datetime:
    """Read a clock there."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Find, by reading the clock there every half hour, the moments at which it was set."""
    at, end, found = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC), []
    before = shown(at, zone)
    while at < end:
        at += HOUR / 2
        now = shown(at, zone)
        if now - before != HOUR / 2:
            found.append(at)
        before = now
    return tuple(found)


@cache
def offsets(zone: str) -> tuple[timedelta, ...]:
    moments = (datetime(YEARS[0], 1, 1, tzinfo=UTC), *changes(zone))
    return tuple({shown(moment, zone) - moment.replace(tzinfo=None) for moment in moments})


def moments_of(wished: datetime, zone: str) -> list[datetime]:
    """List the moments at which clocks there show this."""
    tried = (wished.replace(tzinfo=UTC) - offset for offset in offsets(zone))
    return sorted(moment for moment in tried if shown(moment, zone) == wished)


def instants() -> Iterator[tuple[datetime, str]]:
    """Give days and times there: most of them close to a change of clocks or to a leap day."""
    dice = random.Random(20261126)
    for number in range(INSTANTS):
        zone = ZONES[number % len(ZONES)]
        near = [shown(moment, zone) for moment in changes(zone)]
        near += [datetime(year, 2, 28) + DAY for year in YEARS if year % 4 == 0]
        near += [datetime(year, 12, 31, 23, 59) for year in YEARS]
        centre, spread = dice.choice(near), dice.choice((5, 90, 26 * 60, 400 * 24 * 60))
        yield centre + dice.randint(-spread, spread) * MINUTE, zone


def test_the_zones_change_their_clocks_as_expected() -> None:
    assert {zone: len(changes(zone)) for zone in ZONES} == {zone: 0 if zone == "UTC" else 10 for zone in ZONES}


def test_nothing_opens_early_and_nothing_late_is_taken() -> None:
    early, late, skipped, twice = [], [], 0, 0
    for wished, zone in instants():
        right = moments_of(wished, zone)
        assert is_twice(wished.date(), wished.time(), zone) == (len(right) == 2)
        if not right:
            skipped += 1
            with pytest.raises(NoSuchTime) as skips:
                moment_of(wished.date(), wished.time(), zone)
            first = skips.value.instead
            assert first.astimezone(UTC) in changes(zone)
            assert first.replace(tzinfo=None) > wished >= shown(first.astimezone(UTC) - MINUTE, zone)
            continue
        twice += len(right) == 2
        deadline, promised = moment_of(wished.date(), wished.time(), zone), right[-1]
        for step in (-DAY, -HOUR, -MINUTE, -timedelta(microseconds=1), timedelta(0), MINUTE, HOUR, DAY):
            now = promised + step
            open_, taken = has_come(deadline, now, None), not has_come(deadline, now, None)
            if open_ and now < promised:
                early.append((wished, zone, step))
            if taken and now >= promised:
                late.append((wished, zone, step))
    assert (early, late) == ([], [])
    assert skipped > 50  # or the instants prove nothing
    assert twice > 50


def test_a_clock_that_jumps_neither_takes_what_is_late_nor_closes_what_was_open() -> None:
    dice = random.Random(1126)
    early, late = 0, 0
    for _ in range(INSTANTS):
        deadline = datetime(2026, 10, 25, 1, tzinfo=UTC)
        now, ended, seen = deadline - dice.randint(1, 180) * MINUTE, None, []
        for _reading in range(8):
            now += dice.choice((-120, -60, -1, 0, 1, 5, 60, 120)) * MINUTE  # a correction, or simply time
            seen.append(now)
            over = has_come(deadline, now, ended)
            ended = ended or (now if over else None)
            early += over and max(seen) < deadline
            late += not over and max(seen) >= deadline
    assert (early, late) == (0, 0)


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        (date(2026, 10, 25), time(2, 30), "Europe/Luxembourg", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 59), "Europe/Luxembourg", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2028, 2, 29), time(12), "Europe/London", datetime(2028, 2, 29, 12, tzinfo=UTC)),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", datetime(2026, 4, 4, 15, 15, tzinfo=UTC)),
    ],
)
def test_some_moments_worked_out_by_hand(day: date, at: time, zone: str, moment: datetime) -> None:
    assert moment_of(day, at, zone) == moment


def test_a_skipped_time_names_the_first_one_after_it() -> None:
    with pytest.raises(NoSuchTime) as skips:
        moment_of(date(2026, 3, 29), time(2, 30), "Europe/Luxembourg")
    assert skips.value.instead.isoformat() == "2026-03-29T03:00:00+02:00"


def test_zones_are_known_by_their_names() -> None:
    assert all(map(is_zone, ZONES))
    assert not any(map(is_zone, ("", "Luxembourg", "../etc/passwd")))
