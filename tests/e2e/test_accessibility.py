"""Every page in every state by axe, at 320 pixels and on a desktop, light and dark; and what it weighs on its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.e2e.conftest import Context
from tests.e2e.person import begin, follow
from tests.e2e.tour import Tour, toured

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is looked at comes back: the list of all that is good is many times as long.
AXE = """([tags, contrast]) => axe
  .run({runOnly: tags, rules: {"color-contrast": {enabled: contrast}}, resultTypes: ["violations", "incomplete"]})
  .then(found => [...found.violations, ...found.incomplete].map(({id, nodes}) => ({id, nodes})))"""
# axe reads the colour of whatever lies behind an element anew each time, a third of its work: here it is read once.
READ_ONCE = """const seen = new Map(), colour = axe.commons.color.Color.prototype, read = colour.parseString;
colour.parseString = function (text) {
  if (!seen.has(text)) {
    const {red, green, blue, alpha} = read.call(this, text);
    seen.set(text, {red, green, blue, alpha});
  }
  return Object.assign(this, seen.get(text));
};"""
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

# A page is loaded once and looked at in each way. Its contrasts take axe four times as long as all else; they are the
# same in every language, as tests/web/test_contrast.py makes sure.
LOOKS = {
    "en": [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")],
    "fr": [(320, "light")],
    "de": [(320, "dark")],
}
MAGNIFIED = (320, 256)  # what remains of a window of 1280 by 1024 pixels at four times its size


@pytest.fixture(scope="module")
def tour(browser: Browser, url: str, instance: Path) -> Iterator[Tour]:
    with toured(browser, url, instance) as found:
        yield found


def problems(page: Page, where: str, *, small: bool, contrast: bool = True) -> list[str]:
    """List what is wrong with the page shown, and what axe leaves to people."""
    page.evaluate(OPEN)  # what stands in details is looked at too
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
        page.evaluate(f"() => {{ {READ_ONCE} }}")
    found = [(item["id"], node) for item in page.evaluate(AXE, [TAGS, contrast]) for node in item["nodes"]]
    wrong = [f"{where}: {rule}: {node['html'][:120]}" for rule, node in found if not _reviewed(rule, node)]
    if page.evaluate(SIDEWAYS) > 0:
        wrong.append(f"{where}: scrolls sideways")
    if small:
        wrong += [f"{where}: target too small: {target}" for target in page.evaluate(SMALL)]
    return wrong


def _reviewed(rule: str, node: dict[str, Any]) -> bool:
    told = " ".join(check["message"] for check in node["any"])
    return rule == "color-contrast" and "insufficient" not in told and any(part in told for part in REVIEWED)


@pytest.mark.parametrize("language", LOOKS)
def test_pages_in_all_states(browser: Browser, url: str, tour: Tour, language: str) -> None:
    # Without movement a colour is there at once when the look changes.
    made = browser.new_context(base_url=url, storage_state=tour.cookies, reduced_motion="reduce")
    made.set_default_timeout(20_000)
    page = made.new_page()
    made.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one))
    wrong: list[str] = []
    assert len(tour.addresses) > 60  # and each doing, in English, in four ways: more than 450 looks in all
    for address in tour.addresses:
        sent.clear()
        page.goto(address.replace("/en/", f"/{language}/", 1))
        wrong += looked_at(page, address, language)
        page.set_viewport_size({"width": MAGNIFIED[0], "height": MAGNIFIED[1]})
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(f"{address}: scrolls sideways at four times its size")
        wrong += _on_its_way(sent, address, url)
    for name, do in tour.doings() if language == "en" else []:
        do(page)
        wrong += looked_at(page, name, language)
    made.close()
    assert wrong == [], "\n".join(wrong)


def looked_at(page: Page, where: str, language: str) -> list[str]:
    """List what is wrong with the page shown in every look of this language."""
    wrong = []
    for width, scheme in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wrong += problems(page, f"{where} ({width}, {scheme})", small=True, contrast=language == "en")
    return wrong


def _on_its_way(sent: list[Request], address: str, url: str) -> list[str]:
    """List whom a page asks that is not ours, and whether it is heavy."""
    wrong = []
    if strangers := [one.url for one in sent if _host(one.url) not in ("", _host(url))]:
        wrong.append(f"{address}: asks {strangers}")
    asked = [one for one in sent if one.url.startswith("http")]
    weight = sum(one.sizes()["responseBodySize"] for one in asked if one.resource_type != "font")
    if len(asked) > MOST_REQUESTS or weight > MOST_BYTES:
        wrong.append(f"{address}: {len(asked)} requests, {weight} bytes")
    return wrong


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
