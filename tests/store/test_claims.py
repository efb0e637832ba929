"""Invitations as those invited meet them: claimed once, declined, handed in until the deadline and no later."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from pan2_assess import store
from pan2_assess.store import campaigns, claims, copies, database
from pan2_assess.store.assessments import Begun
from pan2_assess.store.campaign_tables import Campaign, Copy, Invitation
from pan2_assess.store.campaigns import NotNow
from pan2_assess.store.claims import HandOver, Over
from pan2_assess.store.copies import Reader, open_copy
from pan2_assess.store.invitations import unsealed_invitation
from pan2_assess.store.tables import Assessment, Submission
from tests.campaigns import a_campaign, a_reader, invited
from tests.test_cases import edition

DAY = date(2026, 11, 26)
SHEET = {"organisation": "Zeta S.A.", "answers": {"profile.employees": {"value": 7}}}
FROZEN = {"sheet": SHEET, "evaluation": {"score": 52}, "digest": "5" * 64, "language": "en"}


@pytest.fixture(autouse=True)
def _store(shared: Flask) -> None:
    shared.config["REPORT_TEMPLATE"] = "1"


@pytest.fixture(scope="module")
def reader(one_store: Flask) -> Reader:
    with one_store.app_context():
        return a_reader("Commune of Claims")


def asked(reader: Reader, **more: Any) -> tuple[str, str]:
    """Invite a firm to a campaign of its own; give the campaign and the token."""
    campaign = a_campaign(reader, edition("supplier"), **more)
    (guest,) = invited(reader, campaign, "Zeta S.A.")
    return campaign, guest.token


def began(token: str) -> Begun:
    begun = claims.claim(token, DAY)
    assert begun is not None
    return begun


def hand_over() -> HandOver:
    return claims.prepared({"sheet": SHEET, "withheld": {}, "result": None, "language": "en"}, {})


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    for module in (campaigns, claims):
        monkeypatch.setattr(module, "now", lambda: moment)


def change(campaign: str, **values: Any) -> None:
    """Change the invitation of a campaign as its organisation would."""
    with store.writing() as session:
        row = session.scalars(select(Invitation).where(Invitation.campaign_id == campaign)).one()
        for name, value in values.items():
            setattr(row, name, value)


def bound(begun: Begun) -> claims.Bound:
    found = claims.campaign_of(begun.access)
    assert found is not None
    return found


def test_an_invitation_says_who_asks_and_nothing_changes_by_looking(reader: Reader) -> None:
    _campaign, token = asked(reader)
    for _ in range(2):
        offer = claims.offer(token.lower())
        assert offer is not None
        assert (offer.state, offer.name, offer.campaign.organisation) == ("open", "Zeta S.A.", "Commune of Claims")
        assert offer.members == {"manager": 1}
    assert claims.offer("AAAA-BBBB") is None


def test_a_claim_begins_an_assessment_once(reader: Reader) -> None:
    campaign, token = asked(reader)
    begun = began(token)
    held = store.held(begun.access)
    assert held is not None
    assert (held.organisation, held.on, held.campaign) == ("Zeta S.A.", DAY, campaign)
    assert held.digest == edition("supplier").digest
    assert store.open_with(begun.key) == begun.access
    assert claims.claim(token, DAY) is None
    offer = claims.offer(token)
    assert offer is not None
    assert offer.state == "claimed"
    with store.reading() as session:
        row = session.scalars(select(Invitation).where(Invitation.campaign_id == campaign)).one()
        known = unsealed_invitation(store.access.open_data_key(session, campaign), row)
        assert (known["token"], known["name"]) == (None, "Zeta S.A.")
    assert (bound(begun).state, bound(begun).may_hand_in) == ("open", True)


def test_an_assessment_begun_by_oneself_belongs_to_no_campaign(reader: Reader) -> None:
    begun = store.begin(edition("supplier"), "Zeta S.A.", DAY)
    assert claims.campaign_of(begun.access) is None
    with pytest.raises(NotNow):
        store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over())
    assert store.frozen(begun.access) is None


def test_of_claims_at_once_one_wins(shared: Flask, reader: Reader) -> None:
    _campaign, token = asked(reader)

    def claim(_: int) -> Begun | None:
        with shared.app_context():
            return claims.claim(token, DAY)

    before = _assessments()
    with ThreadPoolExecutor(8) as threads:
        won = [begun for begun in threads.map(claim, range(8)) if begun]
    assert len(won) == 1
    assert _assessments() == before + 1


def _assessments() -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Assessment)) or 0


def test_what_is_not_open_says_why(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, token = asked(reader, lasts=timedelta(hours=1))

    def state() -> str:
        offer = claims.offer(token)
        assert offer is not None
        assert (claims.claim(token, DAY) is None) == (offer.state != "open")
        return offer.state

    with store.writing() as session:
        session.get_one(Campaign, campaign).opened_at = None
    assert state() == "early"
    with store.writing() as session:
        session.get_one(Campaign, campaign).opened_at = database.now()
    change(campaign, revoked_at=database.now())
    assert state() == "revoked"
    change(campaign, revoked_at=None)
    at(monkeypatch, database.now() + timedelta(hours=2))
    assert state() == "over"
    assert not claims.decline(token)
    at(monkeypatch, database.now())  # the claim that came late has noted it: a clock set back opens nothing
    assert state() == "over"


def test_declining_is_a_status_and_can_be_thought_over(reader: Reader) -> None:
    campaign, token = asked(reader)
    assert claims.decline(token)
    assert claims.decline(token)
    offer = claims.offer(token)
    assert offer is not None
    assert (offer.state, offer.declined_at is not None) == ("open", True)
    begun = began(token)
    assert bound(begun).declined_at is None
    claims.decline_own(begun.access)
    assert bound(begun).declined_at
    claims.decline_own(begun.access, back=True)
    assert bound(begun).declined_at is None
    claims.decline_own(begun.access)
    store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over())
    assert bound(begun).declined_at is None
    with pytest.raises(NotNow):
        claims.decline_own(begun.access)
    change(campaign, assessment_id=None)
    with pytest.raises(NotNow):
        claims.decline_own(begun.access)


def test_submitting_hands_in_and_is_seen_to_be_read(reader: Reader) -> None:
    _campaign, token = asked(reader)
    begun = began(token)
    answers = {"profile.employees": {"value": 7, "share": False}}
    handing = claims.prepared({"sheet": SHEET, "withheld": {}, "result": None, "language": "en"}, answers)
    job = store.submit(begun.access, frozen=FROZEN, language="en", handing=handing)
    assert store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over()) == job
    claims.hand_in_result(begun.access, hand_over())  # pressed twice: it is handed in once
    held, found = store.held(begun.access), bound(begun)
    assert held is not None
    assert held.answers == answers
    assert found.copy is not None
    assert (found.copy.reads, found.handed_in_at is not None, found.may_hand_in) == ([], True, False)
    opened = open_copy(reader, found.copy.id, "page")
    assert (opened.sheet, opened.result) == (SHEET, None)
    read = bound(begun).copy
    assert read is not None
    assert [(one.name, one.how) for one in read.reads] == [("Anne Weber", "page")]


def test_what_was_submitted_for_oneself_is_handed_in_later(reader: Reader) -> None:
    _campaign, token = asked(reader)
    begun = began(token)
    with pytest.raises(NotNow):
        claims.hand_in_result(begun.access, hand_over())
    store.submit(begun.access, frozen=FROZEN, language="en")
    assert bound(begun).may_hand_in
    claims.hand_in_result(begun.access, hand_over())
    assert bound(begun).copy is not None


@pytest.mark.parametrize("moment", [timedelta(0), timedelta(microseconds=1)])
def test_late_is_late_and_nothing_is_half_done(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, moment: timedelta
) -> None:
    campaign, token = asked(reader, lasts=timedelta(hours=1))
    begun = began(token)
    deadline = bound(begun).campaign.deadline
    at(monkeypatch, deadline + moment)
    for late in (_submit, _hand_in_later):
        with pytest.raises(Over):
            late(begun)
    at(monkeypatch, deadline - timedelta(minutes=30))  # set back: what was seen to be over stays so
    with pytest.raises(Over):
        _hand_in_later(begun)
    with store.reading() as session:
        assert session.scalar(select(Copy.id).where(Copy.campaign_id == campaign)) is None
        assert session.get_one(Campaign, campaign).ended_at == deadline + moment
    assert (bound(begun).state, bound(begun).handed_in_at) == ("over", None)


def _submit(begun: Begun) -> None:
    try:
        store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over())
    finally:
        held = store.held(begun.access)
        assert held is not None
        assert held.submitted_at is None
        with store.reading() as session:
            assert session.get(Submission, begun.assessment_id) is None


def _hand_in_later(begun: Begun) -> None:
    store.submit(begun.access, frozen=FROZEN, language="en")
    claims.hand_in_result(begun.access, hand_over())


def test_a_moment_before_the_deadline_is_in_time(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, token = asked(reader, lasts=timedelta(hours=1))
    begun = began(token)
    deadline = bound(begun).campaign.deadline
    at(monkeypatch, deadline - timedelta(microseconds=1))
    store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over())
    with store.reading() as session:
        copy = session.scalars(select(Copy).where(Copy.campaign_id == campaign)).one()
        assert copy.submitted_at < deadline


@pytest.mark.parametrize(("values", "state"), [
    ({"assessment_id": None, "claimed_at": None}, "detached"), ({"revoked_at": database.now()}, "revoked"),
])  # fmt: skip
def test_an_invitation_renewed_or_revoked_takes_nothing(reader: Reader, values: dict[str, Any], state: str) -> None:
    campaign, token = asked(reader)
    begun = began(token)
    change(campaign, **values)
    assert bound(begun).state == state
    with pytest.raises(NotNow):
        store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over())
    store.submit(begun.access, frozen=FROZEN, language="en")  # the assessment is its owner's as any other
    assert store.frozen(begun.access) == FROZEN


def test_erasing_ones_own_leaves_the_copy_and_its_end_is_told(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    (_one, first), (_two, second) = asked(reader), asked(reader)
    erased, kept = began(first), began(second)
    for begun in (erased, kept):
        store.submit(begun.access, frozen=FROZEN, language="en", handing=hand_over())
    ids = {begun.assessment_id: _copy_id(begun) for begun in (erased, kept)}
    store.erase(erased.access)
    assert open_copy(reader, ids[erased.assessment_id], "page").name == "Zeta S.A."
    later: Callable[[], datetime] = lambda: database.now() + timedelta(days=3 * 365)  # noqa: E731
    monkeypatch.setattr(copies, "now", later)
    copies.forget_copies()
    found = bound(kept)
    assert (found.copy, found.handed_in_at is not None, found.may_hand_in) == (None, True, False)


def _copy_id(begun: Begun) -> str:
    copy = bound(begun).copy
    assert copy is not None
    return copy.id
