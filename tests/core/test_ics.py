"""Calendar files: whatever is written into an entry stays in its entry."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pan2_assess.core.ics import LONGEST, Entry, calendar

MADE = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= LONGEST
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_an_entry_is_a_day() -> None:
    lines = unfolded(calendar("Example S.A.", [Entry(date(2027, 12, 31), "Visit", "Anne Weber")], MADE, "a"))
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//PAN 2 Assess//EN", "X-WR-CALNAME:Example S.A."]
    assert lines[4] == "BEGIN:VEVENT"
    for line in (
        "DTSTAMP:20261126T083000Z", "DTSTART;VALUE=DATE:20271231", "DTEND;VALUE=DATE:20280101", "SUMMARY:Visit",
        "DESCRIPTION:Anne Weber", "END:VEVENT", "END:VCALENDAR",
    ):  # fmt: skip
        assert line in lines


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("one\ntwo\r\nthree\u2028four", "one\\ntwo\\nthree\\nfour"),
        ("x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:y", "x\\nEND:VEVENT\\nBEGIN:VEVENT\\nSUMMARY:y"),
        ("bell\x07", "bell"),
        ("Größe é 🙂" * 40, "Größe é 🙂" * 40),
    ],
)
def test_what_is_written_stays_in_its_entry(written: str, kept: str) -> None:
    lines = unfolded(calendar(written, [Entry(date(2027, 3, 1), written, written)], MADE, "a"))
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert {f"SUMMARY:{kept}", f"DESCRIPTION:{kept}", f"X-WR-CALNAME:{kept}"} <= set(lines)


def test_each_entry_is_told_from_all_others_and_from_none_of_its_own_time() -> None:
    entries = [Entry(date(2027, 3, 1), "Visit")] * 2
    names = [
        line for of in ("a", "a", "b") for line in unfolded(calendar("", entries, MADE, of)) if line.startswith("UID:")
    ]
    assert names[:2] == names[2:4]
    assert len(set(names)) == 4
