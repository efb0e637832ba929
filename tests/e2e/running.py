"""A campaign that runs, for whoever looks at the pages of who asks: organisations in every state, on two pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from pan2_assess import store
from pan2_assess.store import campaigns, invitations
from pan2_assess.store.campaigns import Terms
from pan2_assess.store.copies import Reader
from pan2_assess.store.tables import Membership, Organisation
from tests.campaigns import HEAD, a_campaign, handed_in, invited
from tests.e2e.invitations import at_the_store
from tests.e2e.person import follow
from tests.test_cases import edition

PAGES = ("", "?stage=open", "check", "deadline", "close", "invite", "send")


def running(instance: Path, organisation: str) -> list[str]:
    """Make a campaign that runs and one that is not open yet; give the addresses of all there is to see."""
    asked = edition("supplier")
    with at_the_store(instance):
        with store.reading() as session:
            place = session.query(Organisation).filter_by(name=organisation).one().id
            staff = session.query(Membership).filter_by(organisation_id=place).first()
            assert staff
            reader = Reader(place, staff.staff_id)
        open_ = a_campaign(reader, asked, sealed=True)
        guests = invited(reader, open_, *(f"Entreprise de nettoyage {number:02} S.à r.l." for number in range(55)))
        handed_in(open_, guests[1], asked, {})
        invitations.revoke(place, open_, guests[2].id)
        invitations.note_reminded(place, open_, [guests[0].id])
        deadline = datetime.now(UTC) + timedelta(days=60)
        terms = Terms("contract", ("en", "fr", "de"), deadline, "Europe/Luxembourg", True, 24, HEAD)
        made = campaigns.make(place, reader.staff_id, asked, terms)
    base = f"/en/staff/o/{place}/campaigns/"
    ours = [f"{base}{open_}/{page}" for page in PAGES] + [f"{base}{open_}/i/{one.id}" for one in guests[:3]]
    return [base, f"{base}new", *ours, f"{base}{made}/", f"{base}{made}/check", f"{base}{made}/change"]


def with_errors(page: Page, base: str) -> None:
    page.goto(f"{base}new")
    follow(page, page.get_by_role("button", name="Save, and read"))
    assert page.get_by_role("alert").count() == 1


def looked_at_list(page: Page, campaign: str, content: str) -> None:
    """Send a list to be looked at."""
    page.goto(f"{campaign}invite")
    page.get_by_label("A file with the list").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    follow(page, page.get_by_role("button", name="Look at the list"))
