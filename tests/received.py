"""What firms handed in, for the tests: golden cases, parted as they are when they are handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pan2_assess.core.cases import read_case
from pan2_assess.core.handover import part
from pan2_assess.core.programme import Past
from pan2_assess.core.received import About, Concluded, FollowUp, Found, Received, Said
from tests.test_cases import CASES, library

AT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
ABOUT = About(
    "Cleaning of schools", "Commune of Example", "contract", "To know.",
    datetime(2026, 11, 30, 16, tzinfo=UTC), "Europe/Luxembourg",
)  # fmt: skip
PILOT = replace(ABOUT, title="Pilot round", organisation="Chamber", purpose="pilot")


def received(
    case: str,
    name: str = "Nettoyage Exemple S.à r.l.",
    language: str = "en",
    *,
    review: bool = False,
    steps: dict[str, str] | None = None,
    on: date | None = None,
    invitation: str = "",
) -> Received:
    """Hand in a golden case; with a review, its first answers have been looked at and it is concluded."""
    path = next(path for path in CASES if path.stem == case)
    found = read_case(path, library().editions)
    pilot = found.evaluation.edition.id == "pilot"
    edition = found.evaluation.edition.in_language(language)
    parted = part(replace(found.sheet, organisation=name, date=on or found.sheet.date), found.evaluation, scored=pilot)
    one = Received(
        f"copy of {name}", invitation or f"invitation of {name}", name, AT, edition, parted.sheet, parted.withheld,
        parted.result,
    )  # fmt: skip
    return reviewed(one, steps or {}) if review else one


def reviewed(one: Received, steps: dict[str, str]) -> Received:
    names = [name for name in one.sheet.answers if one.edition.questions[name].scored]
    by: dict[str, Any] = {"by": "Anne Weber", "at": AT}
    found = {
        names[0]: Found("plausible", "", "", "", **by),
        names[1]: Found("explain", "Which sites does <it> cover?\nPlease name them.", "", "", **by),
        names[2]: Found("follow", "See to it in the quarterly meeting.", "", "", **by),
    } | {name: Found("explain", "", step, "The minutes speak of one site only.", **by) for name, step in steps.items()}
    said = (Said(names[1], "All our sites in the south.", "", AT), Said("", "Thank you for the talk.", "", AT))
    follow_up = (FollowUp(date(2027, 3, 1), "Complaint box on all sites", "Anne Weber"),)
    concluded = Concluded("We agreed on two points.\nThe next talk is in spring.", follow_up, **by)
    return replace(one, found=found, said=said, concluded=concluded)


def past(*of_it: Received, title: str, before: dict[str, str | None] | None = None, invited: int = 0) -> Past:
    """Make a round of a programme of what was handed in to it."""
    links = {one.invitation: None for one in of_it} | (before or {})
    return Past(replace(PILOT, title=title), of_it[0].edition, of_it, links, invited or len(of_it))
