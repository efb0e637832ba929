"""Copies for the browser's tests: put into the server's store, as if somebody had handed them in."""

from __future__ import annotations

from pathlib import Path

from pan2_assess import store
from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.store import exports, lessons, reviews
from pan2_assess.store.campaign_tables import Invitation
from pan2_assess.store.campaigns import Purpose
from pan2_assess.store.copies import Reader
from pan2_assess.store.review_parts import Given
from pan2_assess.store.tables import Assessment, Membership, Organisation
from tests.campaigns import WHEN, a_campaign, handed_in, invited
from tests.e2e.invitations import at_the_store
from tests.test_cases import edition

PROMISE, DANGER = "policy.commitment", "people.danger"
SOME = {
    "profile.employees": Answer(40),
    PROMISE: Answer("2", evidence=Evidence("public", "https://example.org/promise", WHEN)),
    DANGER: Answer("ongoing"),
}


def received(
    instance: Path,
    organisation: str,
    *,
    questionnaire: str = "supplier",
    purpose: Purpose = "dialogue",
    sealed: bool = False,
    own: str = "",
) -> str:
    """Hand in a few answers to an organisation; `own` is the assessment of who does. Give the copy's address."""
    with at_the_store(instance):
        with store.reading() as session:
            place = session.query(Organisation).filter_by(name=organisation).one().id
            staff = session.query(Membership).filter_by(organisation_id=place).first()
            assert staff
            reader = Reader(place, staff.staff_id)
        asked = edition(questionnaire)
        campaign = a_campaign(reader, asked, purpose, sealed=sealed)
        (guest,) = invited(reader, campaign, "Zeta Nettoyage S.à r.l.")
        if own:
            with store.writing() as session:
                session.get_one(Invitation, guest.id).assessment_id = own
                row = session.get_one(Assessment, own)
                row.state, row.submitted_at = "submitted", row.submitted_at or store.database.now()
        copy = handed_in(campaign, guest, asked, SOME, "Zeta Nettoyage S.à r.l.")
        return f"/en/staff/o/{place}/campaigns/{campaign}/copies/{copy}"


def found(instance: Path, address: str) -> None:
    """Let a reviewer find something of a copy, and write about it."""
    parts = address.split("/")
    organisation, copy = parts[4], parts[8]
    with at_the_store(instance):
        with store.reading() as session:
            staff = session.query(Membership).filter_by(organisation_id=organisation).first()
            assert staff
            reader = Reader(organisation, staff.staff_id)
        reviews.set_findings(reader, copy, {PROMISE: Given("explain", "Which sites does it reach?")}, {})
        reviews.remark(reader, copy, "", "Thank you for answering.")
        lessons.propose(reader, copy, "Ask the night shift first: it knows.")
        exports.ask_export(reader, parts[6], "files", "en")  # called by nobody: it waits
