"""What day it is for the people who answer."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Europe/Luxembourg")


def today() -> date:
    return datetime.now(PLACE).date()
