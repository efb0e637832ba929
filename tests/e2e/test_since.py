"""What changed since last time, at the browser: by axe, at 320 pixels and on a desktop, light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pan2_assess import config, create_app, store
from tests.e2e.conftest import Context
from tests.e2e.person import answer_all, begin, box, follow
from tests.e2e.test_accessibility import looked_at


def lay_beside(page: Page, instance: Path, key: str) -> None:
    """Lay the answers given so far beside the assessment, as those of a year ago, with some of them changed."""
    sheet = json.loads(page.request.get(f"{page.url}answers.json").text()) | {"date": "2025-11-20"}
    for name, answer in sheet["answers"].items():
        if answer["value"] == "2":
            answer["value"] = "0" if name < "n" else "3"
    sheet["answers"]["profile.employees"] = {"value": 7}
    app = create_app(config.load({"PAN2_INSTANCE": str(instance)}))
    edition = app.extensions["library"].editions["company"]
    source = {"sheet": sheet, "digest": edition.digest, "draft": edition.draft, "title": edition.title, "kind": "round"}
    with app.app_context():
        access = store.open_with(key)
        assert access is not None
        store.keep_beside(access, "source", {"last": source})
        for engine in store.db.engines.values():
            engine.dispose()


@pytest.fixture(scope="module")
def state(browser: Browser, url: str, instance: Path) -> Iterator[tuple[dict[str, object], str]]:
    """Make an assessment with earlier answers beside it; give the browser's cookies and the task list's address."""
    made = browser.new_context(base_url=url)
    page = made.new_page()
    key = begin(page)
    tasks = page.url
    answer_all(page, pages=6, quick=True)
    page.goto(tasks)
    lay_beside(page, instance, key)
    yield made.storage_state(), tasks  # type: ignore[misc]
    made.close()


def test_what_changed(browser: Browser, url: str, state: tuple[dict[str, object], str]) -> None:
    cookies, tasks = state
    made = browser.new_context(
        base_url=url,
        viewport={"width": 320, "height": 800},
        reduced_motion="reduce",
        storage_state=cookies,  # type: ignore[arg-type]
    )
    page = made.new_page()
    page.goto(tasks)
    page.get_by_text("and why").click()
    assert looked_at(page, "not asked", "en") == []
    follow(page, page.get_by_role("link", name="What changed since 20 November 2025"))
    assert "is better" in page.locator(".lead").inner_text()
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert looked_at(page, "since", "en") == []
    made.close()


def test_the_answer_that_decides_is_one_click_away(context: Context) -> None:
    page = context(320, scripts=False).new_page()
    begin(page)
    tasks = page.url
    answer_all(page, pages=4, quick=True)
    page.goto(tasks)
    page.get_by_text("and why").click()
    follow(page, page.locator(".not-asked").get_by_role("link", name="1.1 How many people").first)
    assert page.url.endswith("#profile.employees")
    box(page, "profile.employees-value").fill("300")
    follow(page, page.get_by_role("button", name="Save and go to the task list"))
    assert "Because of your answer to 1.1, " in page.get_by_role("status").inner_text()
