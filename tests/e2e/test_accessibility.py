"""Every page by axe, at 320 pixels and on a desktop, light and dark; none scrolls sideways, no target is too small."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pan2_assess import paths
from pan2_assess.core.library import load
from tests.e2e.conftest import Context
from tests.e2e.person import answer_all, answer_page, begin, follow

PUBLIC = (
    "", "about", "method", "company/", "company/questions", "company/begin", "key", "open/AAAA-BBBB", "nowhere/",
    "authority/", "authority/questions", "supplier/", "pilot/",
    "training", "training/M01", "training/M05", "glossary", "guides", "guides/requests", "plan", "help", "duties",
    "duties/find", "duties/find/company", "duties/find/authority",
)  # fmt: skip
DRAFT = (
    "",
    "profile/1",
    "policy/1",
    "people/1",
    "check",
    "erase",
    "protect",
    "key",
    "bring",
    "plan",
    "training",
    "keys",
    "voices",
)
SUBMITTED = ("result", "result/answers", "what-if", "plan", "training", "keys", "voices")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, textarea')]
  .filter(it => !it.closest('p, li, dd, dt, td, th') || it.matches('input, button, .button'))
  .map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def state(browser: Browser, url: str) -> Iterator[tuple[dict[str, object], list[str]]]:
    """Make a draft and a submitted assessment in one browser; give its cookies and all addresses."""
    made = browser.new_context(base_url=url)
    page = made.new_page()
    begin(page, "Draft S.A.")
    draft = page.url
    answer_all(page, pages=3)
    page.goto(f"{draft}people/1")
    answer_page(page, alarm=True)
    begin(page, "Submitted S.A.")
    submitted = page.url
    answer_all(page, step="3")
    page.goto(f"{submitted}submit")
    follow(page, page.get_by_role("button", name="Submit and see the result"))
    addresses = [f"/en/{name}" for name in PUBLIC]
    addresses += [f"{draft}{name}" for name in DRAFT] + [f"{submitted}{name}" for name in SUBMITTED]
    addresses.append(f"{draft}bring/{submitted.rstrip('/').rpartition('/')[2]}")
    yield made.storage_state(), addresses  # type: ignore[misc]
    made.close()


def problems(page: Page, where: str, *, small: bool) -> list[str]:
    """List what is wrong with the page shown."""
    found = Axe().run(page, options=RULES).response["violations"]
    wrong = [f"{where}: {item['id']}: {[node['html'][:120] for node in item['nodes']]}" for item in found]
    if page.evaluate(SIDEWAYS) > 0:
        wrong.append(f"{where}: scrolls sideways")
    if small:
        wrong += [f"{where}: target too small: {target}" for target in page.evaluate(SMALL)]
    return wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages(browser: Browser, url: str, state: tuple[dict[str, object], list[str]], width: int, scheme: str) -> None:
    cookies, addresses = state
    made = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        storage_state=cookies,  # type: ignore[arg-type]
    )
    page = made.new_page()
    wrong: list[str] = []
    for address in addresses:
        page.goto(address)
        # Opened first: what stands in details is looked at too.
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        wrong += problems(page, address, small=True)
    made.close()
    assert wrong == []


@pytest.mark.parametrize("width", [320, 1280])
def test_errors(context: Context, width: int) -> None:
    page = context(width).new_page()
    page.goto("/en/company/begin")
    follow(page, page.get_by_role("button", name="Get my key"))
    assert page.title().startswith("Error: ")
    assert problems(page, "begin with errors", small=True) == []
    begin(page, "Error S.A.")
    page.goto(f"{page.url}profile/1")
    page.locator('[id="profile.employees-value"]').fill("many")
    follow(page, page.get_by_role("button", name="Save and continue"))
    assert page.title().startswith("Error: ")
    assert problems(page, "section with errors", small=True) == []
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "profile.employees-value"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_trial_and_plan(
    browser: Browser, url: str, state: tuple[dict[str, object], list[str]], width: int, scheme: str
) -> None:
    """Look at what the form of a trial and the plan come back with: a result that moved, lines, an error."""
    cookies, addresses = state
    made = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        storage_state=cookies,  # type: ignore[arg-type]
    )
    page = made.new_page()
    base = next(address for address in addresses if address.endswith("/what-if")).rpartition("/")[0]
    page.goto(f"{base}/what-if")
    page.locator(".trials summary").first.click()
    page.locator("select:visible").last.select_option("1")
    follow(page, page.get_by_role("button", name="See what moves").first)
    assert page.get_by_role("heading", name="With one answer changed").count() == 1
    assert page.locator(".trials[open] .changed").count() == 1
    wrong = problems(page, "what if", small=True)
    page.goto(f"{base}/plan")
    page.get_by_label("What is to be done").last.fill("Ask the landlords")
    page.get_by_label("Who sees to it").last.fill("Anne")
    page.get_by_label("By when").last.fill("2026-01-02")
    follow(page, page.get_by_role("button", name="Save the plan"))
    assert page.get_by_text("Overdue", exact=True).count() > 0
    wrong += problems(page, "plan", small=True)
    page.get_by_label("Note").last.fill("A note without a step")
    follow(page, page.get_by_role("button", name="Save the plan"))
    assert page.title().startswith("Error: ")
    wrong += problems(page, "plan with errors", small=True)
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    made.close()
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_quiz_with_its_explanations(context: Context, width: int, scheme: str) -> None:
    page = context(width, scheme=scheme, scripts=True).new_page()
    page.goto("/en/training/M01")
    page.locator("[id='quiz-q1-a']").check()
    follow(page, page.get_by_role("button", name="Check"))
    assert "of 5 answered right" in page.get_by_role("status").inner_text()
    assert page.url.endswith("#quiz")
    assert problems(page, "quiz", small=True) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_records_of_a_completed_module(context: Context, width: int, scheme: str) -> None:
    page = context(width, scheme=scheme).new_page()
    begin(page, "Learning S.A.")
    page.goto("/en/training/M01")
    for question in next(one for one in load(paths.questionnaires()).texts["en"].modules if one.id == "M01").quiz:
        for option in (one for one in question.options if one.right):
            page.locator(f"[id='quiz-{question.id}-{option.id}']").check()
    follow(page, page.get_by_role("button", name="Check"))
    assert problems(page, "checked quiz with its forms", small=True) == []
    follow(page, page.get_by_role("button", name="Make a record to print"))
    assert page.title().startswith("Error: ")
    assert problems(page, "record with errors", small=True) == []
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "name"
    page.get_by_label("Your name").fill("Josée Muller")
    follow(page, page.get_by_role("button", name="Make a record to print"))
    assert page.get_by_role("heading", level=1).inner_text() == "Record of completion"
    assert problems(page, "record", small=True) == []
    follow(page, page.get_by_role("button", name="Back to the quiz as you answered it"))
    assert page.get_by_label("Your name").input_value() == "Josée Muller"
    follow(page, page.get_by_role("button", name="Add it to the learning record of Learning S.A."))
    assert page.get_by_role("row", name="Josée Muller").count() == 1
    assert problems(page, "learning record", small=True) == []


def test_what_a_duty_hangs_on_is_a_step_away(context: Context) -> None:
    page = context(320, scripts=False).new_page()
    page.goto("/en/duties/find/company")
    page.locator('[id="profile.employees-value"]').fill("300")
    follow(page, page.get_by_role("button", name="Show the duties"))
    page.locator("#untold ~ article a").first.click()
    assert page.locator("[id='profile.reach']:target").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_duties_found_are_for_everybody(context: Context, width: int, scheme: str) -> None:
    page = context(width, scheme=scheme).new_page()
    page.goto("/en/duties/find/company")
    page.locator('[id="profile.employees-value"]').fill("300")
    follow(page, page.get_by_role("button", name="Show the duties"))
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert problems(page, "duties found", small=True) == []
    page.locator('[id="profile.employees-value"]').fill("many")
    follow(page, page.get_by_role("button", name="Look again"))
    assert problems(page, "duties with errors", small=True) == []
