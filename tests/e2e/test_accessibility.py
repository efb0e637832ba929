"""Every page in every state by axe, at 320 pixels and on a desktop, light and dark; and what it weighs on its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.e2e.conftest import Context
from tests.e2e.person import begin, follow
from tests.e2e.tour import Tour, toured

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MOST_BYTES, MOST_REQUESTS = 60_000, 5  # of a page at its first visit, without its fonts

SMALL = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, textarea, select')]
  .filter(it => !it.closest('.hidden'))  // the form's default button, which nobody points at
  .filter(it => !it.closest('p, li, dd, dt, td, th') || it.matches('input, button, .button'))
  .map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN = "document.querySelectorAll('details').forEach(it => it.open = true)"

# What axe cannot judge by itself and people have looked at: the contrasts are proved in tests/web/test_contrast.py.
REVIEWED = {
    "pseudo element": "the shade behind a chosen answer",
    "non-text characters": "signs beside a word that says the same",
    "contains an i": "the ruler: its words on its bands",
    "overlapped by a": "the ruler: its words on its bands",
    "too short": "single figures of the ruler",
    "partially obscured": "the end of a table that is scrolled sideways",
}

runs = {"axe": 0}


@pytest.fixture(scope="module")
def tour(browser: Browser, url: str) -> Iterator[Tour]:
    with toured(browser, url) as found:
        yield found


def looking(browser: Browser, url: str, tour: Tour, width: int, scheme: str, height: int = 800) -> BrowserContext:
    made = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        storage_state=tour.cookies,
    )
    made.set_default_timeout(20_000)
    return made


def problems(page: Page, where: str, *, small: bool) -> list[str]:
    """List what is wrong with the page shown, and what axe leaves to people."""
    page.evaluate(OPEN)  # what stands in details is looked at too
    response = Axe().run(page, options=RULES).response
    runs["axe"] += 1
    found = [
        (item["id"], node) for kind in ("violations", "incomplete") for item in response[kind] for node in item["nodes"]
    ]
    wrong = [f"{where}: {rule}: {node['html'][:120]}" for rule, node in found if not _reviewed(rule, node)]
    if page.evaluate(SIDEWAYS) > 0:
        wrong.append(f"{where}: scrolls sideways")
    if small:
        wrong += [f"{where}: target too small: {target}" for target in page.evaluate(SMALL)]
    return wrong


def _reviewed(rule: str, node: dict[str, Any]) -> bool:
    told = " ".join(check["message"] for check in node["any"])
    return rule == "color-contrast" and "insufficient" not in told and any(part in told for part in REVIEWED)


LOOKS = [
    (320, "light", "en"), (320, "dark", "en"), (1280, "light", "en"), (1280, "dark", "en"),
    (320, "light", "fr"), (320, "dark", "de"),
]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_pages_in_all_states(browser: Browser, url: str, tour: Tour, width: int, scheme: str, language: str) -> None:
    made = looking(browser, url, tour, width, scheme)
    page = made.new_page()
    wrong: list[str] = []
    before = runs["axe"]
    for address in tour.addresses:
        page.goto(address.replace("/en/", f"/{language}/", 1))
        wrong += problems(page, address, small=True)
    for name, do in tour.doings() if language == "en" else []:
        do(page)
        wrong += problems(page, name, small=True)
    made.close()
    assert wrong == [], "\n".join(wrong)
    assert runs["axe"] - before >= 55  # and 80 and more in English: 450 in all


def test_pages_at_four_times_their_size(browser: Browser, url: str, tour: Tour) -> None:
    """Look at a window of 1280 by 1024 pixels magnified to 400 %: 320 by 256 remain."""
    made = looking(browser, url, tour, 320, "light", height=256)
    page = made.new_page()
    wrong = []
    for address in tour.addresses:
        page.goto(address)
        page.evaluate(OPEN)
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(address)
    made.close()
    assert wrong == [], "\n".join(wrong)


def test_pages_are_light_and_ask_nobody_else(browser: Browser, url: str, tour: Tour) -> None:
    made = looking(browser, url, tour, 1280, "light")
    page = made.new_page()
    made.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one))
    wrong = []
    for address in tour.addresses:
        sent.clear()
        page.goto(address, wait_until="networkidle")
        if strangers := [one.url for one in sent if _host(one.url) not in ("", _host(url))]:
            wrong.append(f"{address}: asks {strangers}")
        asked = [one for one in sent if one.url.startswith("http")]
        weight = sum(one.sizes()["responseBodySize"] for one in asked if one.resource_type != "font")
        if len(asked) > MOST_REQUESTS or weight > MOST_BYTES:
            wrong.append(f"{address}: {len(asked)} requests, {weight} bytes")
    made.close()
    assert wrong == [], "\n".join(wrong)


def _host(address: str) -> str:
    return urlsplit(address).netloc


def test_the_way_from_an_error_to_its_field(context: Context) -> None:
    page = context(320).new_page()
    begin(page, "Error S.A.")
    page.goto(f"{page.url}profile/1")
    page.locator('[id="profile.employees-value"]').fill("many")
    follow(page, page.get_by_role("button", name="Save and continue"))
    assert page.title().startswith("Error: ")
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "profile.employees-value"
