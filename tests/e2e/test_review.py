"""A review at the browser, without scripts: read, found, answered by the firm, concluded with dates."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Context
from tests.e2e.person import begin, box, follow
from tests.e2e.reviews import DANGER, PROMISE, received
from tests.e2e.staff import link_of, set_up
from tests.e2e.test_accessibility import looked_at


def test_a_review_from_the_first_look_to_the_reply(context: Context, instance: Path) -> None:
    firm = context(320, scripts=False).new_page()
    begin(firm, "Zeta Nettoyage S.à r.l.", "supplier")
    own = firm.url
    page = context(1280, scripts=False).new_page()
    mail, name, organisation = "bea.thill@example.lu", "Bea Thill", "Commune of Reviews"
    set_up(page, link_of(instance, mail, name, organisation, "reviewer"), mail)
    page.goto(received(instance, organisation, own=own.rstrip("/").rpartition("/")[2]))
    assert page.locator("h1").inner_text() == "Zeta Nettoyage S.à r.l."
    assert "0 of 3 looked at" in page.locator(".count").inner_text()
    follow(page, page.locator(".notice.alert").get_by_role("link").first)  # first what may harm people

    box(page, f"{DANGER}-verdict-follow").check()
    box(page, f"{DANGER}-text").fill("We come and look on Monday.")
    box(page, f"{PROMISE}-verdict-explain").check()
    follow(page, page.get_by_role("button", name="Save – People on the job"))
    assert page.get_by_role("alert").get_by_role("link").inner_text() == "2.1: Say what is to be explained."
    box(page, f"{PROMISE}-text").fill("Which sites does it reach?")
    follow(page, page.get_by_role("button", name="Save – Your word"))
    assert "2 of 3 looked at · 2 open points" in page.locator(".count").inner_text()

    firm.goto(f"{own}review")
    assert "Which sites does it reach?" in firm.locator("main").inner_text()
    box(firm, f"{PROMISE}-text").fill("All of them.")
    follow(firm, firm.get_by_role("button", name="Send – 2.1"))
    assert "All of them." in firm.locator(".thread").first.inner_text()

    page.reload()
    follow(page, page.get_by_role("link", name="Show open points only"))
    assert "All of them." in page.locator(".thread").first.inner_text()
    box(page, f"{PROMISE}-verdict-plausible").check()
    follow(page, page.get_by_role("button", name="Save – Your word"))
    follow(page, page.get_by_role("link", name="Conclude the review"))
    follow(page, page.get_by_role("button", name="Add lines"))
    page.get_by_label("Outcome").fill("All is plausible but the scaffold.")
    for part, text in (("what", "Look at the scaffold"), ("who", name), ("day", "2199-11-30")):
        box(page, f"row4-{part}").fill(text)
    follow(page, page.get_by_role("button", name="Look at it once more"))
    assert "Look at the scaffold" in page.locator(".panel").inner_text()
    follow(page, page.get_by_role("button", name="Conclude"))
    with page.expect_download() as file:
        page.get_by_role("link", name="Download the dates for your calendar").click()
    assert "SUMMARY:Look at the scaffold" in Path(file.value.path()).read_text()

    firm.goto(f"{own}review")
    assert "All is plausible but the scaffold." in firm.locator("main").inner_text()
    assert name in firm.locator("section[aria-labelledby=opened]").inner_text()
    firm.get_by_label("Reply to the conclusion").fill("We have mended it.")
    follow(firm, firm.get_by_role("button", name="Send", exact=True))
    page.reload()
    assert "We have mended it." in page.locator("section[aria-labelledby=whole]").inner_text()


def test_a_pilot_review_by_axe(context: Context, instance: Path) -> None:
    page = context(320).new_page()
    mail, organisation = "carlo.weis@example.lu", "Ministry of Reviews"
    set_up(page, link_of(instance, mail, "Carlo Weis", organisation, "reviewer"), mail)
    page.goto(received(instance, organisation, questionnaire="company", purpose="pilot"))
    page.get_by_text("Set another step – 2.1").click()
    box(page, f"{PROMISE}-step").select_option("1")
    follow(page, page.get_by_role("button", name="Save – About the whole"))
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    assert looked_at(page, "a review with errors", "de") == []
    box(page, f"{PROMISE}-verdict-plausible").check()
    box(page, f"{PROMISE}-why").fill("Nobody on site knew of it.")
    follow(page, page.get_by_role("button", name="Save – About the whole"))
    assert "reviewed by Carlo Weis" in page.locator(".sides").inner_text()
    assert looked_at(page, "declared and reviewed", "de") == []
    page.goto(page.url.partition("?")[0] + "/conclude")
    page.get_by_label("Outcome").fill("Agreed.")
    follow(page, page.get_by_role("button", name="Look at it once more"))
    assert looked_at(page, "a conclusion to be looked at", "fr") == []
