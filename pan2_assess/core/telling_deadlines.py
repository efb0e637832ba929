"""A deadline in words: the day of the week, the time, whose clocks, and whether they show summer time then."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from pan2_assess.core.speech import Speech


def deadline_in_words(moment: datetime, zone: str, speech: Speech) -> str:
    """Write a moment as clocks in a zone show it, as in Sunday 25 October 2026, 02:30 (Luxembourg, winter time)."""
    local = moment.astimezone(ZoneInfo(zone))
    day = format_date(local.date(), "full", locale=_locale(speech))
    return speech.say(
        "%(day)s, %(clock)s (%(place)s)", day=day, clock=local.strftime("%H:%M"), place=_clocks(local, zone, speech)
    )


def place_of(zone: str, speech: Speech) -> str:
    """Name a zone by its place, such as Luxembourg; UTC by itself."""
    if zone == "UTC":
        return zone
    return str(get_timezone_location(zone, locale=_locale(speech), return_city=True))


def _clocks(local: datetime, zone: str, speech: Speech) -> str:
    """Name whose clocks they are, and the time they show where it changes with the season."""
    place = place_of(zone, speech)
    if local.dst():
        return speech.say("%(place)s, summer time", place=place)
    half_a_year = timedelta(days=182)
    if any((local + step).dst() for step in (half_a_year, -half_a_year)):
        return speech.say("%(place)s, winter time", place=place)
    return place


def _locale(speech: Speech) -> str:
    return speech.language if speech.language != "en" else "en_GB"
