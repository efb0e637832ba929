"""A coordinator's way at the browser, without scripts: what comes up, files, a lesson that its company approves."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import Context
from tests.e2e.person import begin, follow
from tests.e2e.reviews import received
from tests.e2e.staff import link_of, set_up

TEXT = "Ask the night shift first: it knows."


def card(page: Page, kind: str) -> Locator:
    return page.locator(f"section[aria-labelledby={kind}]")


def make(page: Page, kind: str) -> Path:
    """Ask for files, look again until the worker has made them, and take them away."""
    follow(page, card(page, kind).get_by_role("button", name="Make it").last)
    deadline = time.monotonic() + 60
    while (again := card(page, kind).get_by_role("link", name="Look again")).count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        time.sleep(1)
        follow(page, again)
        page.reload()  # the address differs from that shown only by the place on the page
    with page.expect_download() as file:
        card(page, kind).get_by_role("link", name="Download").click()
    return Path(file.value.path())


def test_from_the_whole_to_a_report_with_an_approved_lesson(context: Context, instance: Path) -> None:
    firm = context(320, scripts=False).new_page()
    begin(firm, "Zeta Nettoyage S.à r.l.", "pilot")
    own = firm.url
    page = context(1280, scripts=False).new_page()
    mail, organisation = "dan.klein@example.lu", "Chamber of Pilots"
    set_up(page, link_of(instance, mail, "Dan Klein", organisation, "reviewer"), mail)
    handed = own.rstrip("/").rpartition("/")[2]
    copy = received(instance, organisation, questionnaire="pilot", purpose="pilot", own=handed)
    whole = f"{copy.partition('/copies/')[0]}/whole"
    page.goto(whole)
    assert page.locator("h1").inner_text() == "The whole"
    assert page.get_by_role("link", name="Zeta Nettoyage S.à r.l.").count() >= 1
    assert "not reviewed yet" in card(page, "results").inner_text()

    follow(page, page.get_by_role("link", name="Lessons"))
    page.get_by_label("The text, as it would be published").fill(TEXT)
    follow(page, page.get_by_role("button", name="Propose it to the company"))
    assert page.get_by_role("alert").get_by_role("link").inner_text() == "Choose the company."
    page.get_by_label("Company", exact=True).select_option(label="Zeta Nettoyage S.à r.l.")
    follow(page, page.get_by_role("button", name="Propose it to the company"))
    assert "waits for the company’s answer" in page.locator("main").inner_text()

    firm.goto(f"{own}lessons")
    assert TEXT in firm.locator("blockquote").inner_text()
    follow(firm, firm.get_by_role("button", name="Approve with our name"))
    assert "with your name" in firm.locator("main").inner_text()

    page.goto(whole)
    assert TEXT in card(page, "lessons").inner_text()
    follow(page, page.get_by_role("link", name="The rounds compared"))
    assert page.get_by_role("heading", name="Company by company").count() == 1
    page.goto(whole)
    follow(page, page.get_by_role("link", name="Files to take away"))
    assert make(page, "programme").read_bytes().startswith(b"%PDF-")
    assert make(page, "files").read_bytes().startswith(b"PK")
    page.goto(f"{page.url.partition('#')[0]}")
    assert "asked for by Dan Klein" in card(page, "files").inner_text()

    firm.goto(f"{own}lessons")
    follow(firm, firm.get_by_role("button", name="Take it back"))
    page.reload()
    assert card(page, "programme").get_by_role("link", name="Download").count() == 0  # it is to be made anew
