"""Staff in the browser, without scripts: from the operator's link to the first page, out, in again, and ended."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Context
from tests.e2e.person import follow
from tests.e2e.staff import link_of, set_up, sign_in


def test_from_the_link_to_signing_out_elsewhere(context: Context, instance: Path, log: Path) -> None:
    mail, name = "claire.thill@example.lu", "Claire Thill"
    link = link_of(instance, mail, name, "Ministry of Bridges")
    page = context(375, scripts=False).new_page()
    account = set_up(page, link, mail)
    assert page.get_by_role("heading", level=1).inner_text() == "My organisations"
    follow(page, page.get_by_role("link", name="Ministry of Bridges"))
    there = page.url
    assert page.get_by_text(name).count() >= 2  # in the strip, and among who belongs to it
    follow(page, page.get_by_role("button", name="Sign out"))
    page.goto(there)
    assert page.url.endswith("/en/staff/sign-in")
    sign_in(page, account)
    assert page.url == there  # where the way led

    elsewhere = context(1280).new_page()
    elsewhere.goto("/en/")
    follow(elsewhere, elsewhere.get_by_role("link", name="Sign in for authorities and coordinators"))
    sign_in(elsewhere, account)
    follow(elsewhere, elsewhere.get_by_role("link", name="My sessions"))
    assert elsewhere.get_by_text("this one", exact=True).count() == 1
    follow(elsewhere, elsewhere.get_by_role("button", name="End all others"))
    page.goto(there)
    assert page.url.endswith("/en/staff/sign-in")

    page.goto(link)
    assert page.get_by_role("heading", level=1).inner_text() == "This link opens no account"
    assert link.rpartition("/")[2] not in log.read_text()
