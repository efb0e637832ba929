"""Campaigns for the tests: made, opened, invited to and handed in to without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet
from pan2_assess.store import campaigns, copies, database, invitations, staff
from pan2_assess.store.access import new_id, open_data_key
from pan2_assess.store.assessments import make_data_key
from pan2_assess.store.campaign_tables import Campaign, Invitation
from pan2_assess.store.campaigns import Head, Purpose, Terms
from pan2_assess.store.copies import Reader
from pan2_assess.store.invitations import Asked, Guest
from pan2_assess.store.tables import Membership, Staff

HEAD = Head(
    title="Cleaning of schools",
    what_for="We want to know how those who clean our schools look after their people.",
    basis="Market dialogue before a tender; nobody has to answer.",
    seen_by="The purchasing service of the commune.",
    contact="Anne Weber, purchasing, +352 12 34 56",
    subject="The people who clean are the contract.",
    proportion="Twenty questions, once.",
)
WHEN = date(2026, 11, 22)


def a_reader(organisation: str = "Commune of Example", kind: str = "authority", role: staff.Role = "manager") -> Reader:
    """Make an organisation with one member, and give who reads for it."""
    mail = f"{new_id()[:12]}@example.lu"
    staff.add(organisation, kind, role, mail, "Anne Weber")
    with database.reading() as session:
        person = session.query(Staff).filter_by(mail=mail).one()
        member = session.query(Membership).filter_by(staff_id=person.id).one()
        return Reader(member.organisation_id, person.id)


def a_campaign(
    reader: Reader,
    edition: Any,
    purpose: Purpose = "dialogue",
    *,
    sealed: bool = False,
    lasts: timedelta = timedelta(days=30),
    head: Head = HEAD,
    before_id: str | None = None,
) -> str:
    """Make a campaign and open it; its deadline lies `lasts` ahead, or behind where that is negative."""
    deadline = datetime.now(UTC) + lasts
    terms = Terms(purpose, ("en", "fr", "de"), deadline, "Europe/Luxembourg", sealed, 24, head, before_id)
    made = campaigns.make(reader.organisation_id, reader.staff_id, edition, terms)
    with database.writing() as session:
        session.get_one(Campaign, made).opened_at = database.now()
    return made


def invited(reader: Reader, campaign: str, *names: str, language: str = "en") -> list[Asked]:
    guests = [Guest(name, "Jo Muller", f"{new_id()[:8]}@example.lu", language) for name in names]
    return invitations.invite(reader.organisation_id, campaign, guests)


def handed_in(
    campaign: str, asked: Asked, edition: Edition, answers: Mapping[str, Answer], name: str = "Example S.A."
) -> str:
    """Put what somebody handed in straight into the store; give the copy's id."""
    sheet = Sheet(edition.id, edition.version, name, WHEN, None, None, dict(answers))
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    copy_id, key = make_data_key()
    with database.writing() as session:
        row = session.get_one(Campaign, campaign)
        result = result_json(evaluation, advise(evaluation)) if row.purpose == "pilot" else None
        kept = {"sheet": sheet.as_json(), "withheld": {}, "result": result, "language": "en"}
        copies.put_copy(session, copy_id, key, session.get_one(Invitation, asked.id), row, kept)
        assert open_data_key(session, campaign)
    return copy_id
