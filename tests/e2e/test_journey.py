"""The whole way in a browser without JavaScript, and by keyboard alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page
from pypdf import PdfReader

from pan2_assess import paths
from pan2_assess.core.library import load
from tests.e2e.conftest import Context
from tests.e2e.person import Keyboard, answer_all, answer_page, begin, follow

REPORT = 60.0  # seconds a report may take on a busy machine
SMALL_PHONE = 667  # pixels high, of those 375 wide


def protect_title() -> str:
    return load(paths.questionnaires()).editions["company"].protect.title


def fetch_report(page: Page) -> Download:
    """Ask for the report until it is made."""
    deadline = time.monotonic() + REPORT
    address = page.get_by_role("link", name="Download the report (PDF)").get_attribute("href") or ""
    while time.monotonic() < deadline:
        response = page.request.get(address)
        if response.headers["content-type"] == "application/pdf":
            break
        assert "report" in response.text()
        time.sleep(0.5)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the report (PDF)").click()
    return download.value


def test_begin_leave_return_submit_report(context: Context, tmp_path: Path, log: Path) -> None:
    page = context(scripts=False).new_page()
    key = begin(page)
    follow(page, page.get_by_role("link", name="Answer the first question"))
    answer_page(page)
    follow(page, page.get_by_role("link", name="Task list").first)
    open_before = page.locator(".count strong").inner_text()
    follow(page, page.get_by_role("button", name="Leave"))
    assert "You have left" in page.content()

    # Another browser, with the key typed as people type it.
    page = context(scripts=False).new_page()
    page.goto("/en/")
    follow(page, page.get_by_role("link", name="I have a key"))
    page.get_by_label("Your key").fill(key.lower().replace("-", " "))
    follow(page, page.get_by_role("button", name="Open"))
    assert page.locator(".count strong").inner_text() == open_before
    answer_all(page)
    follow(page, page.get_by_role("link", name="Continue"))
    page.get_by_label("Name", exact=False).first.fill("A. Weber")
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    assert page.locator("svg.ruler").count() == 1

    with page.expect_download() as download:
        page.get_by_role("link", name="Download my answers as JSON").click()
    answers = tmp_path / "answers.json"
    download.value.save_as(answers)
    command = [str(Path(sys.executable).with_name("pan2-assess")), "score", str(answers), "--json"]
    scored = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert f"score {scored['score']} of 100" in page.content()

    report = fetch_report(page)
    assert re.fullmatch(r"company-menuiserie-weber-s-r-l-\d{4}-\d\d-\d\d-en\.pdf", report.suggested_filename)
    file = tmp_path / "report.pdf"
    report.save_as(file)
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(file).pages)
    assert "Menuiserie Weber" in text
    assert "A. Weber" in text
    assert re.search(rf"\b{scored['score']}\b", text)

    assert key not in log.read_text()


def test_link_with_key(context: Context, url: str) -> None:
    page = context(scripts=False).new_page()
    key = begin(page, "Link S.A.")
    other = context(scripts=False).new_page()
    other.goto(f"/en/open/{key}")
    follow(other, other.get_by_role("button", name="Open"))
    assert key not in other.url
    assert "Link S.A." in other.content()


def test_alarm_without_scripts(context: Context) -> None:
    page = context(scripts=False).new_page()
    begin(page, "Alarm S.A.")
    base = page.url
    page.goto(f"{base}people/1")
    answer_page(page, alarm=True)
    assert page.locator("h1").inner_text() == protect_title()
    follow(page, page.get_by_role("link", name="Continue with the questions"))
    page.goto(base)
    assert "people may be in harm now" in page.content()
    page.goto(f"{base}protect")
    page.get_by_text("Your answers that say so").click()
    follow(page, page.get_by_role("link", name="Change this answer").first)
    answer_page(page)
    page.goto(f"{base}protect")
    assert page.url == base


def test_whom_to_call_and_what_not_to_do_stand_on_the_first_screens_of_a_phone(context: Context) -> None:
    page = context(375).new_page()
    begin(page, "Alarm S.A.")
    base = page.url
    page.goto(f"{base}people/1")
    answer_page(page, alarm=True)
    for language in ("en", "fr", "de"):
        page.goto(f"{base}protect".replace("/en/", f"/{language}/"))
        for part in (".numbers", ".never"):
            box = page.locator(f".protect {part}").bounding_box()
            assert box
            assert box["y"] + box["height"] < 2 * SMALL_PHONE, (language, part)


def test_focus_on_errors_without_scripts(context: Context) -> None:
    page = context(scripts=False).new_page()
    page.goto("/en/company/begin")
    follow(page, page.get_by_role("button", name="Get my key"))
    assert page.locator("#error-summary:focus").count() == 1


def test_unchosen_boxes_are_transparent_in_the_dark(context: Context) -> None:
    page = context(scheme="dark").new_page()
    begin(page, "Dark S.A.")
    page.goto(f"{page.url}policy/1")
    boxes = page.locator(".choice > input").all()
    assert boxes
    for box in boxes:
        if not box.is_checked():
            assert box.evaluate("it => getComputedStyle(it).backgroundColor") == "rgba(0, 0, 0, 0)"
            assert box.evaluate("it => getComputedStyle(it).appearance") == "none"


def test_head_of_an_assessment_stands_on_one_line(context: Context) -> None:
    page = context().new_page()
    begin(page)
    page.goto(f"{page.url}policy/1")
    answer_page(page)
    ends = page.locator(".strip .who > *").evaluate_all("all => all.map(it => it.getBoundingClientRect().bottom)")
    assert len(ends) == 3
    assert max(ends) - min(ends) < 8


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("en", False), ("fr", False), ("de", False)])
def test_the_whole_way_by_keyboard_alone(context: Context, language: str, scripts: bool) -> None:
    """Go from the first page to the result without a mouse."""
    page = context(scripts=scripts).new_page()
    page.goto(f"/{language}/")
    keys = Keyboard(page, language)
    page.keyboard.press("Tab")
    assert keys.focused()["text"] == keys.say("Skip to the content")
    keys.tab_to(page.locator(f'a[href="/{language}/company/"]').inner_text())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.press("Begin")
    keys.type("organisation", "Keyboard S.A.")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # as everywhere, Enter in a field sends the form
    keys.press("I have kept it: continue")
    base = page.url.removesuffix("profile/1")
    while "/check" not in page.url:
        if page.locator("fieldset.question").count():
            keys.answer_page()
        elif "/protect" in page.url:
            keys.press("Continue with the questions")
        else:
            done = page.locator('a.button[href$="/check"]').count()
            keys.press("Check and submit" if done else "Go to the next open question")
    keys.press("Continue")
    keys.press("Submit and see the result")
    assert page.url == f"{base}result"
    assert page.locator("svg.ruler").count() == 1
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("scripts", [True, False])
def test_changing_the_language_keeps_place_and_text(context: Context, scripts: bool) -> None:
    page = context(scripts=scripts).new_page()
    begin(page, "Language S.A.")
    page.goto(f"{page.url}profile/1")
    box = page.locator('[id="profile.employees-value"]')
    box.fill("about forty")
    for language, name in (("fr", "Français"), ("de", "Deutsch"), ("en", "English")):
        follow(page, page.get_by_role("button", name=name))
        assert f"/{language}/a/" in page.url
        assert page.url.partition("?")[0].endswith("/profile/1")
        assert page.locator("html").get_attribute("lang") == language
        assert box.input_value() == "about forty"
    page.goto("/en/company/begin")
    page.locator("#organisation").fill("Half typed")
    follow(page, page.get_by_role("button", name="Deutsch"))
    assert page.url.endswith("/de/company/begin")
    assert page.locator("#organisation").input_value() == "Half typed"
    assert page.locator(".error-summary").count() == 0
