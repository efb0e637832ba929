"""Each other questionnaire from its door to its result and report, without JavaScript; and what is its own there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.e2e.conftest import Context
from tests.e2e.person import answer_all, begin, follow
from tests.e2e.test_accessibility import problems
from tests.e2e.test_journey import fetch_report

TICKED = {"need.categories": ("cleaning", "building"), "supply.kinds": ("cleaning",)}


@pytest.mark.parametrize(
    ("questionnaire", "shown", "hidden"),
    [
        (
            "authority",
            ["Procurement file", "Building works", "Cleaning"],
            ["The outsider’s view", "Catering and food"],
        ),
        ("pilot", ["The outsider’s view", "A.1.1", "not comparable with any published ranking"], ["Procurement file"]),
        ("supplier", ["For the firm alone", "for the firm alone"], ["A way to the next band", "Procurement file"]),
    ],
)
def test_a_questionnaire_to_its_end(
    context: Context, tmp_path: Path, questionnaire: str, shown: list[str], hidden: list[str]
) -> None:
    page = context(scripts=False).new_page()
    begin(page, "Example of Luxembourg", questionnaire)
    answer_all(page, pages=60, ticked=TICKED, quick=True)
    follow(page, page.get_by_role("link", name="Continue"))
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    result = page.content()
    for words in shown:
        assert words in result
    for words in hidden:
        assert words not in result

    file = tmp_path / "report.pdf"
    fetch_report(page).save_as(file)
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(file).pages).split())
    for words in shown:
        assert words in text
    for words in hidden:
        assert words not in text
    cover = PdfReader(file).pages[0].extract_text()
    assert ("Band" in cover) is (questionnaire != "supplier")

    cookies = page.context.storage_state()
    for width in (320, 1280):
        looking = context(width).new_page()
        looking.context.add_cookies(cookies["cookies"])  # type: ignore[arg-type]
        looking.goto(page.url)
        looking.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        assert problems(looking, questionnaire, small=True) == []
