"""Who is invited: nobody twice, taken back, renewed, counted; and a campaign that opens, goes on longer and ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from pan2_assess import store
from pan2_assess.store import campaigns, database, guests, invitations
from pan2_assess.store.access import NoAccess
from pan2_assess.store.campaign_tables import Campaign, Invitation
from pan2_assess.store.campaigns import Earlier, NotNow, Terms
from pan2_assess.store.copies import Reader
from pan2_assess.store.invitations import Asked, Known
from pan2_assess.store.tables import Assessment
from tests.campaigns import HEAD, a_campaign, a_reader, handed_in, invited
from tests.store.conftest import Company
from tests.test_cases import edition

LATER = timedelta(days=400)


def claimed(asked: Asked, *, saved: bool = False) -> str:
    """Begin an assessment with an invitation, as whoever is invited does; give its id."""
    begun = store.begin(Company(), "Zeta S.A.", date(2026, 11, 22))
    with database.writing() as session:
        row = session.get_one(Invitation, asked.id)
        row.assessment_id, row.claimed_at = begun.assessment_id, database.now()
        if saved:
            session.get_one(Assessment, begun.assessment_id).saved_at = database.now()
    return begun.assessment_id


def names(reader: Reader, campaign: str, **chosen: Any) -> list[str]:
    return [one.name for one in guests.page_of(reader.organisation_id, campaign, **chosen).guests]


@pytest.fixture
def asking(kept: Flask) -> tuple[Reader, str]:
    reader = a_reader()
    return reader, a_campaign(reader, Company())


def test_names_come_in_the_order_of_the_alphabet_fifty_to_a_page(asking: tuple[Reader, str]) -> None:
    reader, campaign = asking
    invited(reader, campaign, *(f"Firm {number:03}" for number in range(60)), "Élan", "eland", "Zeta")
    assert names(reader, campaign)[:3] == ["Élan", "eland", "Firm 000"]
    last = guests.page_of(reader.organisation_id, campaign, 9)
    assert (last.number, last.of, last.found, len(last.guests)) == (2, 2, 63, 13)
    assert names(reader, campaign, search="elan") == ["Élan", "eland"]
    assert names(reader, campaign, search="firm 05") == [f"Firm {number:03}" for number in range(50, 60)]
    assert names(reader, campaign, search="nobody") == []


def test_nobody_is_invited_twice_and_nothing_half(asking: tuple[Reader, str]) -> None:
    reader, campaign = asking
    invited(reader, campaign, "Zeta S.A.")
    for names_ in (("Alpha", "ZETA S.A"), ("Alpha", "alpha")):
        with pytest.raises(Known) as doubled:
            invited(reader, campaign, *names_)
        assert doubled.value.names == (names_[1],)
    assert names(reader, campaign) == ["Zeta S.A."]


def test_they_are_counted_by_how_far_they_have_come(asking: tuple[Reader, str]) -> None:
    reader, campaign = asking
    asked = dict(zip("abcdefg", invited(reader, campaign, *"ABCDEFG"), strict=True))
    claimed(asked["b"])
    claimed(asked["c"], saved=True)
    claimed(asked["d"], saved=True)
    handed_in(campaign, asked["d"], edition("supplier"), {})
    with database.writing() as session:
        session.get_one(Invitation, asked["e"].id).declined_at = database.now()
    invitations.revoke(reader.organisation_id, campaign, asked["f"].id)
    found = guests.counts(reader.organisation_id, campaign)
    counted = found.invited, found.opened, found.begun, found.submitted, found.declined, found.revoked
    assert (counted, found.waiting) == ((6, 3, 2, 1, 1, 1), 4)
    stages = {one.name: one.stage for one in guests.everybody(reader.organisation_id, campaign)}
    assert stages == {
        "A": "invited", "B": "opened", "C": "begun", "D": "submitted", "E": "declined", "F": "revoked", "G": "invited",
    }  # fmt: skip
    assert names(reader, campaign, stages=guests.OPEN) == ["A", "B", "C", "G"]


def test_what_is_taken_back_has_no_link_and_what_is_in_stays(asking: tuple[Reader, str]) -> None:
    reader, campaign = asking
    first, second = invited(reader, campaign, "Alpha", "Beta")
    invitations.revoke(reader.organisation_id, campaign, first.id)
    found = guests.guest(reader.organisation_id, campaign, first.id)
    assert found
    assert (found.stage, found.token) == ("revoked", None)
    handed_in(campaign, second, edition("supplier"), {})
    for act in (invitations.revoke, invitations.renew):
        with pytest.raises(NotNow):
            act(reader.organisation_id, campaign, second.id)


def test_a_new_link_lets_what_was_begun_go_and_the_old_one_is_dead(asking: tuple[Reader, str]) -> None:
    reader, campaign = asking
    (asked,) = invited(reader, campaign, "Alpha")
    begun = claimed(asked, saved=True)
    renewed = invitations.renew(reader.organisation_id, campaign, asked.id)
    found = guests.guest(reader.organisation_id, campaign, asked.id)
    assert found
    assert (found.stage, found.token, found.name) == ("invited", renewed.token, "Alpha")
    with store.reading() as session:
        row = session.get_one(Invitation, asked.id)
        assert (row.assessment_id, row.claimed_at) == (None, None)
        assert row.hash == store.access.hash_of(renewed.token) != store.access.hash_of(asked.token)
        assert session.get_one(Assessment, begun).state == "draft"  # as it was, for whoever holds its key


def test_another_organisation_does_nothing_to_it(asking: tuple[Reader, str]) -> None:
    reader, campaign = asking
    (asked,) = invited(reader, campaign, "Alpha")
    other = a_reader("Another commune").organisation_id
    elsewhere = a_campaign(reader, Company())
    assert guests.guest(other, campaign, asked.id) is None
    assert guests.guest(reader.organisation_id, elsewhere, asked.id) is None
    terms = Terms("dialogue", ("en",), database.now() + LATER, "UTC", False, 12, HEAD)
    for act in (
        lambda: invitations.revoke(other, campaign, asked.id),
        lambda: invitations.renew(other, campaign, asked.id),
        lambda: invitations.renew(reader.organisation_id, elsewhere, asked.id),
        lambda: invitations.note_reminded(other, campaign, [asked.id]),
        lambda: guests.counts(other, campaign),
        lambda: guests.page_of(other, campaign),
        lambda: guests.everybody(other, campaign),
        lambda: campaigns.open_campaign(other, campaign),
        lambda: campaigns.close(other, campaign),
        lambda: campaigns.change(other, campaign, Company(), terms),
        lambda: campaigns.move_deadline(other, campaign, database.now() + LATER, "UTC"),
    ):
        with pytest.raises(NoAccess):
            act()
    found = guests.guest(reader.organisation_id, campaign, asked.id)
    assert found
    assert (found.stage, found.token) == ("invited", asked.token)


@pytest.mark.usefixtures("kept")
def test_a_campaign_is_changed_until_it_opens_and_then_only_goes_on_longer() -> None:
    reader = a_reader()
    deadline = database.now() + timedelta(days=10)
    terms = Terms("dialogue", ("en",), deadline, "UTC", True, 12, HEAD)
    made = campaigns.make(reader.organisation_id, reader.staff_id, Company(), terms)
    changed = Terms("contract", ("fr", "en"), deadline, "Europe/Paris", False, 24, HEAD)
    campaigns.change(reader.organisation_id, made, Company(), changed)
    found = campaigns.campaign(reader.organisation_id, made)
    assert found
    assert (found.purpose, found.languages, found.zone, found.state) == (
        "contract",
        ("fr", "en"),
        "Europe/Paris",
        "made",
    )
    campaigns.open_campaign(reader.organisation_id, made)
    with pytest.raises(NotNow):
        campaigns.change(reader.organisation_id, made, Company(), terms)
    with pytest.raises(Earlier):
        campaigns.move_deadline(reader.organisation_id, made, deadline - timedelta(seconds=1), "UTC")
    campaigns.move_deadline(reader.organisation_id, made, deadline + LATER, "UTC")
    found = campaigns.campaign(reader.organisation_id, made)
    assert found
    assert (found.deadline, found.state) == (deadline + LATER, "open")
    campaigns.close(reader.organisation_id, made)
    for act in (
        lambda: campaigns.move_deadline(reader.organisation_id, made, deadline + 2 * LATER, "UTC"),
        lambda: campaigns.open_campaign(reader.organisation_id, made),
        lambda: invited(reader, made, "Alpha"),
    ):
        with pytest.raises(NotNow):
            act()


@pytest.mark.usefixtures("kept")
def test_an_end_that_was_noted_is_not_turned_back_by_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = a_reader()
    campaign = a_campaign(reader, Company())
    assert campaigns.note_ends() == 0
    later = database.now() + timedelta(days=31)
    monkeypatch.setattr(campaigns, "now", lambda: later)
    assert campaigns.note_ends() == 1
    monkeypatch.setattr(campaigns, "now", database.now)
    found = campaigns.campaign(reader.organisation_id, campaign)
    assert found
    assert found.state == "ended"
    with pytest.raises(NotNow):
        campaigns.move_deadline(reader.organisation_id, campaign, database.now() + LATER, "UTC")
    with pytest.raises(NotNow):
        invited(reader, campaign, "Too late")
    with database.reading() as session:
        assert session.get_one(Campaign, campaign).ended_at == later
