"""Lessons: passed on only in the words that the company has approved, and only until it takes them back."""

from __future__ import annotations

import pytest

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.store import exports, lessons
from pan2_assess.store.access import Access, Full, NoAccess, ReadOnly
from pan2_assess.store.campaign_tables import Invitation
from pan2_assess.store.copies import Reader
from tests.campaigns import WHEN, a_campaign, a_reader, handed_in, invited
from tests.test_cases import edition

pytestmark = pytest.mark.usefixtures("shared")


def a_pilot(purpose: str = "pilot") -> tuple[Reader, str, str, Access]:
    """Let a company hand in to a campaign; give the reader, the campaign, the copy and the company's access."""
    reader, asked = a_reader("Chamber", "coordinator"), edition("pilot" if purpose == "pilot" else "supplier")
    campaign = a_campaign(reader, asked, purpose)  # type: ignore[arg-type]
    (guest,) = invited(reader, campaign, "Rail S.A.")
    begun = store.begin(asked, "Rail S.A.", WHEN)
    with store.writing() as session:
        session.get_one(Invitation, guest.id).assessment_id = begun.assessment_id
    copy = handed_in(campaign, guest, asked, {"profile.employees": Answer(value=7)}, "Rail S.A.")
    return reader, campaign, copy, begun.access


def test_a_text_is_passed_on_once_the_company_says_so() -> None:
    reader, campaign, copy, access = a_pilot()
    lessons.propose(reader, copy, "Ask the night shift.")
    lessons.propose(reader, copy, "Ask the night shift.")  # pressed twice
    of = reader.organisation_id
    assert lessons.approved(of, campaign) == []
    found = lessons.asked(access)
    assert found
    (one,) = found.lessons
    assert (one.text, one.by, one.state, one.named) == ("Ask the night shift.", "Anne Weber", "asked", False)
    lessons.approve(access, one.id, named=True)
    (passed,) = lessons.approved(of, campaign)
    assert (passed.text, passed.company, passed.named) == ("Ask the night shift.", "Rail S.A.", True)
    lessons.drop(reader, one.id)  # not after it was approved
    assert lessons.approved(of, campaign)
    (job,) = exports.ask_export(reader, campaign, "programme", "en")
    assert job
    lessons.refuse(access, one.id)
    assert lessons.approved(of, campaign) == []
    assert exports.exports_of(of, campaign) == []  # the report that said it is gone
    assert [one.state for one in lessons.lessons_of(of, campaign)] == ["refused"]
    lessons.approve(access, one.id, named=False)
    assert [one.named for one in lessons.approved(of, campaign)] == [False]


def test_a_company_offers_words_of_its_own_and_takes_them_back() -> None:
    reader, campaign, _copy, access = a_pilot()
    lessons.offer(access, "We began too late.", named=False)
    (one,) = lessons.approved(reader.organisation_id, campaign)
    assert one.by == ""
    lessons.refuse(access, one.id)
    assert lessons.lessons_of(reader.organisation_id, campaign) == []


def test_a_proposal_can_be_dropped_and_there_is_an_end_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, campaign, copy, _access = a_pilot()
    monkeypatch.setattr(lessons, "MOST", 2)
    for text in ("one", "two"):
        lessons.propose(reader, copy, text)
    with pytest.raises(Full):
        lessons.propose(reader, copy, "three")
    first, *_ = lessons.lessons_of(reader.organisation_id, campaign)
    lessons.drop(reader, first.id)
    assert [one.text for one in lessons.lessons_of(reader.organisation_id, campaign)] == ["two"]


def test_nobody_else_has_a_say() -> None:
    reader, campaign, copy, access = a_pilot()
    other, _campaign, _copy, stranger = a_pilot()
    other = a_reader("Another chamber", "coordinator")
    lessons.propose(reader, copy, "Ask the night shift.")
    (one,) = lessons.lessons_of(reader.organisation_id, campaign)
    lessons.approve(stranger, one.id, named=True)
    lessons.refuse(stranger, one.id)
    assert [one.state for one in lessons.lessons_of(reader.organisation_id, campaign)] == ["asked"]
    for outside in (
        lambda: lessons.propose(other, copy, "no"),
        lambda: lessons.drop(other, one.id),
        lambda: lessons.lessons_of(other.organisation_id, campaign),
    ):
        with pytest.raises(NoAccess):
            outside()
    reads = store.open_with(store.new_key(access, "auditor", may_edit=False))
    assert reads
    assert lessons.asked(reads)
    with pytest.raises(ReadOnly):
        lessons.approve(reads, one.id, named=True)


def test_in_procurement_there_are_no_lessons() -> None:
    reader, _campaign, copy, access = a_pilot("dialogue")
    with pytest.raises(NoAccess):
        lessons.propose(reader, copy, "no")
    assert lessons.asked(access) is None
