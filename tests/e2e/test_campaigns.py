"""A manager's way at the browser, without scripts: a campaign made, read, opened, invited to from a list, passed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.e2e.conftest import Context
from tests.e2e.invitations import claimed
from tests.e2e.person import follow
from tests.e2e.running import looked_at_list
from tests.e2e.staff import link_of, set_up

LIST = "Nom;Courriel;Langue\nÉlectro Alpha;alpha@example.lu;fr\nBeta GmbH;beta@example.lu;en\n"
TEXTS = {
    "Title": "Cleaning of schools", "Why you ask them": "To learn.", "On which basis": "Nobody has to answer.",
    "Whom they can ask": "Anne Weber", "How are they linked?": "People clean.", "Why would less not do?": "Once.",
}  # fmt: skip


def test_from_a_campaign_to_the_page_of_who_is_invited(context: Context, instance: Path) -> None:
    page = context(375, scripts=False).new_page()
    mail = "carla.reding@example.lu"
    set_up(page, link_of(instance, mail, "Carla Reding", "Commune of Lists"), mail)
    follow(page, page.get_by_role("link", name="Commune of Lists"))
    follow(page, page.get_by_role("link", name="Campaigns"))
    follow(page, page.get_by_role("link", name="Make a campaign"))
    page.get_by_label("Market dialogue").check()
    for label, text in TEXTS.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Day").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    for box in page.locator("input[name=rails]:visible").all():
        box.check()
    follow(page, page.get_by_role("button", name="Save, and read"))
    assert "Commune of Lists talks with firms before it buys" in page.locator("section.panel").inner_text()
    follow(page, page.get_by_role("button", name="Open the campaign"))
    campaign = page.url
    looked_at_list(page, campaign, LIST)
    follow(page, page.get_by_role("button", name="Invite these 2 organisations"))
    assert page.url == campaign
    follow(page, page.get_by_role("link", name="Beta GmbH"))
    link = page.locator(".link code").inner_text()

    guest = context(375, scripts=False).new_page()
    guest.goto(link)
    assert "Cleaning of schools" in guest.locator("main").inner_text()
    assert "Commune of Lists" in guest.locator("h1").inner_text()
    claimed(guest, link)
    page.goto(campaign)
    states = page.locator("ul.names .tag").all_inner_texts()
    assert states == ["opened", "not opened yet"]  # in the order of the alphabet
    page.goto(f"{campaign}send")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the reminders").click()
    assert "Électro Alpha" in download.value.path().read_text("utf-8-sig")
