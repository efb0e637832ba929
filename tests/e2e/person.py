"""A person at the browser: begins, answers what is shown, keeps the key."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page

from pan2_assess import paths
from pan2_assess.core.library import load
from pan2_assess.core.model import Edition


@cache
def company() -> Edition:
    return load(paths.questionnaires()).editions["company"]


def begin(page: Page, organisation: str = "Menuiserie Weber S.à r.l.") -> str:
    """Begin as somebody would who comes for the first time; give the key."""
    page.goto("/en/")
    follow(page, page.locator('a[href="/en/company/"]'))
    assert "A lost key cannot be recovered" in page.content()
    follow(page, page.get_by_role("link", name="Begin", exact=True))
    page.get_by_label("Name of your organisation").fill(organisation)
    follow(page, page.get_by_role("button", name="Get my key"))
    key = page.locator(".key code").inner_text()
    follow(page, page.get_by_role("button", name="I have kept it"))
    return key


def follow(page: Page, what: Locator) -> None:
    """Click, and wait until the next page is there: on a busy machine the old one stays for a while."""
    with page.expect_navigation():
        what.click()


def box(page: Page, name: str) -> Any:
    return page.locator(f'[id="{name}"]')


def answer_page(page: Page, step: str = "2", alarm: bool = False) -> None:
    """Answer every question on a page and save."""
    for name in [fieldset.get_attribute("id") or "" for fieldset in page.locator("fieldset.question").all()]:
        question = company().questions[name]
        match question.type:
            case "number":
                box(page, f"{name}-value").fill("40" if "employees" in name else str(question.minimum))
            case "ladder":
                box(page, f"{name}-value-{step}").check()
            case "choice":
                wanted = [option.id for option in question.options if option.alarm == alarm]
                box(page, f"{name}-value-{wanted[-1]}").check()
            case "checklist":
                box(page, f"{name}-value-{question.items[0].id}").check()
            case "facts":
                box(page, f"{name}-value-{'none' if question.many else question.options[0].id}").check()
    follow(page, page.get_by_role("button", name="Save and continue"))


def answer_all(page: Page, pages: int = 40, step: str = "2") -> None:
    """Answer from the task list until nothing is open, or for some pages."""
    for _ in range(pages):
        if "/check" in page.url or page.get_by_role("link", name="Check and submit", exact=True).count():
            return
        if page.locator("fieldset.question").count() == 0:
            follow(page, page.locator("a.button").first)
        answer_page(page, step)
