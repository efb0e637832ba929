"""What may not be seen on the pages of a PDF: words outside the margins, a heading left alone, a page all but empty."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MILLIMETRE = 72 / 25.4
LEFT, RIGHT = 22 * MILLIMETRE, (210 - 22) * MILLIMETRE
TOP, BOTTOM = 19 * MILLIMETRE, (297 - 18) * MILLIMETRE
SLACK = 2.0  # points: what a letter may reach over its place, and a list's mark or a bold word beside
HEADING = 14.8  # points: what is set higher heads a chapter, a part or a step
FEWEST = 4  # lines a page holds at least, but for the last one


@dataclass(frozen=True)
class Line:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def lines(pdf: Path) -> list[list[Line]]:
    """Read the lines of each page with their places, in points from the upper left corner."""
    told = subprocess.run(
        ["pdftotext", "-bbox-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout
    root = ElementTree.fromstring(told)  # noqa: S314 - poppler wrote it
    pages = []
    for page in root.iter("{http://www.w3.org/1999/xhtml}page"):
        found = [
            Line(
                " ".join(word.text or "" for word in line),
                *(float(line.attrib[key]) for key in ("xMin", "yMin", "xMax", "yMax")),
            )
            for line in page.iter("{http://www.w3.org/1999/xhtml}line")
        ]
        pages.append(sorted(found, key=lambda line: (line.top, line.left)))
    return pages


def faults(pdf: Path) -> list[str]:
    """List what is wrong with the look of any page."""
    pages = lines(pdf)
    return [
        f"page {number}: {fault}"
        for number, page in enumerate(pages, 1)
        for fault in _faults(page, last=number == len(pages))
    ]


def _faults(page: list[Line], *, last: bool) -> Iterator[str]:
    for line in page:
        if line.left < LEFT - SLACK or line.right > RIGHT + SLACK:
            yield f"«{line.text[:60]}» stands outside the margins"
    body = [line for line in page if TOP - SLACK <= line.top and line.bottom <= BOTTOM + SLACK]
    if len(body) < FEWEST and not last:
        yield f"only {len(body)} lines"
    if body and body[-1].bottom - body[-1].top > HEADING and body[-1].top > TOP + 40:
        yield f"«{body[-1].text[:60]}» is a heading with nothing under it"
