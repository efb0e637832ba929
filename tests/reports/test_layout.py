"""The pages as one sees them: nothing outside the margins, no heading alone at the foot, no page all but empty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pan2_assess.core import feedback_types as t
from pan2_assess.reports import document, pdf
from tests.reports import layout, shapes

# As long as the languages and the people make them.
LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnungsfragen"
LINES = "\n".join(f"Line {number}: what was found, and what was done about it." for number in range(100))
CROWDED = replace(
    shapes.TYPICAL,
    organisation=f"Gesellschaft für {LONG} und Beteiligungsverwaltung des Großherzogtums S.A.",
    prepared_by=t.Person("Dr. Maximiliane von Hohenlohe-Waldenburg-Schillingsfürst", f"Leiterin {LONG}", shapes.ON),
    recommendations=tuple(replace(r, section=LONG, topic=f"{r.topic} {LONG}") for r in shapes.TYPICAL.recommendations),
    bars=tuple(replace(bar, title=f"{bar.title} {LONG[:40]}") for bar in shapes.TYPICAL.bars),
    answers=tuple(
        replace(part, lines=(replace(part.lines[0], note=note), *part.lines[1:]))
        for part, note in zip(shapes.TYPICAL.answers, (LINES, LONG * 50, *[""] * 99), strict=False)
    ),
)
SEEN = {
    "crowded": CROWDED,
    "typical": shapes.TYPICAL,
    "an alarm": shapes.ALARM,
    "small, with an alarm": replace(shapes.ALARM, brief=True),
    "buyer": shapes.BUYER,
    "incomplete": shapes.ALL["incomplete"],
}


@pytest.mark.parametrize("name", SEEN)
def test_no_page_looks_wrong(name: str, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(pdf.render(SEEN[name]))
    assert layout.faults(report) == []


def test_what_looks_wrong_is_found(tmp_path: Path) -> None:
    """Without the rules that keep things together, headings stand alone and words run over the edge."""
    report = tmp_path / "report.pdf"
    html = (
        f"<html lang='en'><title>x</title><style>{document.styles('')}"
        "p {height: 20mm} h2 {break-after: auto} div {overflow-wrap: normal}</style>"
        + "<p>A line.</p>" * 12
        + "<h2>A heading alone</h2><p style='height: 40mm'>Next.</p><div style='width: 300mm'>"
        + "word " * 60
        + "</div>"
    )
    report.write_bytes(pdf.from_html(html))
    found = " ".join(layout.faults(report))
    assert "«A heading alone» is a heading with nothing under it" in found
    assert "stands outside the margins" in found
