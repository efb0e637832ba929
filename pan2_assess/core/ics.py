"""A calendar file of days, as RFC 5545 has it, for whatever calendar somebody keeps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75  # bytes of a line, its end not counted


@dataclass(frozen=True)
class Entry:
    """Something to do on a day."""

    day: date
    what: str
    more: str = ""


def calendar(name: str, entries: Iterable[Entry], made: datetime, of: str) -> str:
    """Write entries as a calendar; `of` tells this one from all others, so that taken twice it is there once."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//PAN 2 Assess//EN", f"X-WR-CALNAME:{_escaped(name)}"]
    stamp = made.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for place, entry in enumerate(entries):
        lines += _event(entry, stamp, hashlib.sha256(f"{of}/{place}".encode()).hexdigest()[:32])
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry, stamp: str, uid: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}@pan2-assess",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(entry.what)}",
    ]
    if entry.more:
        lines.append(f"DESCRIPTION:{_escaped(entry.more)}")
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]


def _escaped(text: str) -> str:
    """Write a text so that nothing in it ends a line or a value."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    text = re.sub("\r\n|[\r\n\v\f\x85\u2028\u2029]", r"\\n", text)
    return "".join(letter for letter in text if letter == "\t" or ord(letter) >= ord(" "))


def _folded(line: str) -> Iterator[str]:
    """Break a line into pieces of 75 bytes at most, between letters; each piece after the first begins with a blank."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
