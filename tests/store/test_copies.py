"""Copies: who opens them, and from when on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.store import copies
from pan2_assess.store.access import NoAccess
from pan2_assess.store.copies import Sealed, open_copy
from tests.campaigns import a_campaign, a_reader, handed_in, invited
from tests.test_cases import edition

ANSWERS = {"profile.employees": Answer(value=7)}


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("purpose", ["dialogue", "pilot"])
def test_a_copy_is_read_by_whom_it_was_handed_to_and_noted(purpose: str) -> None:
    reader, other = a_reader(), a_reader("Another commune")
    asked = edition("pilot" if purpose == "pilot" else "supplier")
    campaign = a_campaign(reader, asked, purpose)
    (guest,) = invited(reader, campaign, "Zeta S.A.")
    copy = handed_in(campaign, guest, asked, ANSWERS, "Zeta")
    opened = open_copy(reader, copy, "page")
    assert (opened.name, opened.sheet["answers"]) == ("Zeta", {"profile.employees": {"value": 7}})
    assert (opened.result is None) == (purpose == "dialogue")
    assert [listed.name for listed in copies.copies_of(reader.organisation_id, campaign)] == ["Zeta S.A."]
    with store.reading() as session:
        assert [(read.name, read.how) for read in copies.reads_of(session, copy)] == [("Anne Weber", "page")]
    for outside in (lambda: open_copy(other, copy, "page"), lambda: copies.copies_of(other.organisation_id, campaign)):
        with pytest.raises(NoAccess):
            outside()


@pytest.mark.usefixtures("kept")
def test_a_sealed_campaign_is_opened_by_nobody_before_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, asked = a_reader(), edition("supplier")
    campaign = a_campaign(reader, asked, sealed=True)
    (guest,) = invited(reader, campaign, "Zeta S.A.")
    copy = handed_in(campaign, guest, asked, ANSWERS)
    with pytest.raises(Sealed):
        open_copy(reader, copy, "page")
    with pytest.raises(Sealed):
        copies.copies_of(reader.organisation_id, campaign)
    from pan2_assess.store import campaigns, database

    later = database.now() + timedelta(days=31)
    monkeypatch.setattr(campaigns, "now", lambda: later)
    open_copy(reader, copy, "file")
    monkeypatch.setattr(campaigns, "now", database.now)  # a clock set back seals nothing again
    open_copy(reader, copy, "file")


@pytest.mark.usefixtures("kept")
def test_a_copy_whose_time_is_over_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, asked = a_reader(), edition("supplier")
    campaign = a_campaign(reader, asked)
    (guest,) = invited(reader, campaign, "Zeta S.A.")
    copy = handed_in(campaign, guest, asked, ANSWERS)
    open_copy(reader, copy, "page")
    assert copies.forget_copies() == 0
    from pan2_assess.store import database

    later = database.now() + timedelta(days=3 * 365)
    monkeypatch.setattr(copies, "now", lambda: later)
    assert copies.forget_copies() == 1
    with pytest.raises(NoAccess):
        open_copy(reader, copy, "page")
    assert copies.copies_of(reader.organisation_id, campaign) == []
