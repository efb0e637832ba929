"""Training in a browser: going back and forth, and opening an address again, shows what stood there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Context


@pytest.mark.parametrize("scripts", [True, False])
def test_back_and_forth_between_quiz_and_record(context: Context, scripts: bool) -> None:
    page = context(scripts=scripts).new_page()
    page.goto("/en/training/M01")
    page.locator("[id='quiz-q1-a']").check()
    page.get_by_role("button", name="Check").click()
    told = page.get_by_role("status").first
    expect(told).to_contain_text("of 5 answered right")
    assert page.url.endswith("#quiz")
    quiz = page.url
    page.get_by_label("Your name").fill("Anne Weber")
    page.get_by_role("button", name="Make a record to print").click()
    expect(page.locator("article.record")).to_contain_text("Anne Weber")
    record = page.url

    page.go_back()
    expect(told).to_contain_text("of 5 answered right")
    expect(page.locator("[id='quiz-q1-a']")).to_be_checked()
    assert page.url == quiz
    page.go_forward()
    expect(page.locator("article.record")).to_contain_text("Anne Weber")
    page.get_by_role("link", name="Glossary").click()
    page.go_back()
    expect(page.locator("article.record")).to_contain_text("Anne Weber")
    page.reload()
    expect(page.locator("article.record")).to_contain_text("Anne Weber")
    page.get_by_role("link", name="Back to the quiz as you answered it").click()
    expect(page.get_by_label("Your name")).to_have_value("Anne Weber")

    # Kept as a bookmark, it opens in any browser.
    other = context(scripts=scripts).new_page()
    other.goto(record)
    expect(other.get_by_role("heading", level=1)).to_have_text(re.compile("Record of training"))
    expect(other.locator("article.record")).to_contain_text("Anne Weber")
