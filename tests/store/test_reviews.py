"""Reviews: what reviewers find, what both sides write, how it ends, and who sees which of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.store import copies, database, reviews
from pan2_assess.store.access import Access, Full, NoAccess, ReadOnly
from pan2_assess.store.assessments import Overtaken
from pan2_assess.store.campaign_tables import Conclusion, Copy, Finding, Invitation, Remark
from pan2_assess.store.campaigns import NotNow
from pan2_assess.store.copies import Content, Reader, Sealed
from pan2_assess.store.review_parts import FollowUp, Given
from tests.campaigns import a_campaign, a_reader, handed_in, invited
from tests.store.test_transactions import THREADS, together
from tests.test_cases import edition

NAME, OTHER = "policy.commitment", "profile.employees"
HOSTILE = "<script>alert(1)</script> =cmd|' /C calc'!A0 \u2028 Ü"


def campaign_of(copy: str) -> str:
    with store.reading() as session:
        return session.get_one(Copy, copy).campaign_id


def look(reader: Reader, copy: str) -> Content:
    return reviews.opened(reader, campaign_of(copy), copy)


def a_copy(reader: Reader, *, sealed: bool = False) -> tuple[str, Access]:
    """Hand in as a supplier does; give the copy, and the supplier's own access."""
    asked = edition("supplier")
    campaign = a_campaign(reader, asked, sealed=sealed)
    (guest,) = invited(reader, campaign, "Zeta S.A.")
    begun = store.begin(asked, "Zeta S.A.", date(2026, 11, 22))
    with store.writing() as session:
        session.get_one(Invitation, guest.id).assessment_id = begun.assessment_id
    return handed_in(campaign, guest, asked, {OTHER: Answer(7)}), begun.access


@pytest.mark.usefixtures("kept")
def test_what_is_found_is_kept_changed_and_taken_back() -> None:
    reader = a_reader()
    copy, _ = a_copy(reader)
    assert reviews.set_findings(reader, copy, {NAME: Given("explain", HOSTILE), OTHER: Given("plausible")}, {}) == set()
    found = reviews.review(reader, copy).findings
    assert found[NAME].given == Given("explain", HOSTILE)
    assert found[NAME].by == "Anne Weber"
    marks = {name: one.mark for name, one in found.items()}
    changed = {NAME: Given("follow", "in spring", "2", "seen on site"), OTHER: None}
    assert reviews.set_findings(reader, copy, changed, marks) == set()
    found = reviews.review(reader, copy).findings
    assert {name: one.given for name, one in found.items()} == {NAME: changed[NAME]}
    assert reviews.review(reader, copy).steps() == {NAME: "2"}
    with store.reading() as session:
        assert HOSTILE.encode() not in session.query(Finding).one().sealed


@pytest.mark.usefixtures("kept")
def test_what_somebody_has_changed_meanwhile_is_not_overwritten() -> None:
    reader = a_reader()
    copy, _ = a_copy(reader)
    reviews.set_findings(reader, copy, {NAME: Given("plausible")}, {})
    seen = {NAME: reviews.review(reader, copy).findings[NAME].mark}
    reviews.set_findings(reader, copy, {NAME: Given("explain", "first"), OTHER: Given("plausible")}, seen)
    late = {NAME: Given("follow", "second"), OTHER: Given("plausible")}
    assert reviews.set_findings(reader, copy, late, seen) == {NAME}  # of the other one both say the same
    assert reviews.review(reader, copy).findings[NAME].given == Given("explain", "first")
    assert reviews.set_findings(reader, copy, {NAME: None, OTHER: None}, seen) == {NAME, OTHER}


def test_of_two_who_save_at_once_one_is_told(kept: Flask) -> None:
    reader = a_reader()
    copy, _ = a_copy(reader)
    told = together(kept, lambda number: reviews.set_findings(reader, copy, {NAME: Given("explain", str(number))}, {}))
    assert sorted(map(len, told)) == [0] + [1] * (THREADS - 1)


@pytest.mark.usefixtures("kept")
def test_both_sides_write_and_both_read() -> None:
    reader = a_reader()
    copy, access = a_copy(reader)
    reviews.remark(reader, copy, NAME, "Which sites?")
    reviews.answer(access, NAME, HOSTILE)
    reviews.answer(access, NAME, HOSTILE)  # a button pressed twice
    reviews.answer(access, "", "For all of it.")
    seen = reviews.review_of(access)
    assert seen
    for review in (reviews.review(reader, copy), seen.review):
        assert [(r.text, r.by) for r in review.remarks_on(NAME)] == [("Which sites?", "Anne Weber"), (HOSTILE, "")]
        assert [r.text for r in review.remarks_on("")] == ["For all of it."]
    with store.reading() as session:
        assert all(HOSTILE.encode() not in row.sealed for row in session.query(Remark))


@pytest.mark.usefixtures("kept")
def test_remarks_are_counted_on_both_sides_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews, "MOST_REMARKS", 3)
    reader = a_reader()
    copy, access = a_copy(reader)
    for number in range(2):
        reviews.remark(reader, copy, NAME, str(number))
    reviews.answer(access, NAME, "2")
    for write in (lambda: reviews.remark(reader, copy, "", "3"), lambda: reviews.answer(access, "", "3")):
        with pytest.raises(Full):
            write()
    assert len(reviews.review(reader, copy).remarks) == 3


@pytest.mark.usefixtures("kept")
def test_a_conclusion_ends_the_findings_until_it_is_taken_up_again() -> None:
    reader = a_reader()
    copy, access = a_copy(reader)
    reviews.set_findings(reader, copy, {NAME: Given("plausible")}, {})
    lines = (FollowUp(date(2027, 3, 1), "Visit the depot; ask people, too", "Anne Weber"),)
    reviews.conclude(reader, copy, "All clear but the depot.", lines, "")
    seen = reviews.review_of(access)
    assert seen
    assert seen.review.concluded
    assert (seen.review.concluded.outcome, seen.review.concluded.follow_up) == ("All clear but the depot.", lines)
    with pytest.raises(NotNow):
        reviews.set_findings(reader, copy, {NAME: None}, {NAME: seen.review.findings[NAME].mark})
    with pytest.raises(Overtaken):
        reviews.conclude(reader, copy, "Late.", (), "")
    reviews.answer(access, "", "Thank you.")  # whoever handed in can reply
    first = reviews.review(reader, copy).mark
    reviews.conclude(reader, copy, "The depot too.", (), first)
    reviews.take_up_again(reader, copy, reviews.review(reader, copy).mark)
    review = reviews.review(reader, copy)
    assert review.concluded is None
    assert [one.outcome for one in review.conclusions] == ["", "The depot too.", "All clear but the depot."]
    assert reviews.set_findings(reader, copy, {NAME: None}, {NAME: review.findings[NAME].mark}) == set()
    with store.reading() as session:
        assert all(b"depot" not in row.sealed for row in session.query(Conclusion))


@pytest.mark.usefixtures("kept")
def test_another_organisation_and_another_assessment_find_nothing() -> None:
    reader, other = a_reader(), a_reader("Another commune")
    copy, access = a_copy(reader)
    begun = store.begin(edition("supplier"), "Stranger S.A.", date(2026, 11, 22))
    assert reviews.review_of(begun.access) is None
    for refused in (
        lambda: look(other, copy),
        lambda: reviews.opened(reader, "another campaign", copy),
        lambda: reviews.review(other, copy),
        lambda: reviews.set_findings(other, copy, {NAME: Given("plausible")}, {}),
        lambda: reviews.remark(other, copy, "", "x"),
        lambda: reviews.conclude(other, copy, "x", (), ""),
        lambda: reviews.take_up_again(other, copy, ""),
        lambda: reviews.answer(begun.access, "", "x"),
    ):
        with pytest.raises(NoAccess):
            refused()
    reading_key = store.open_with(store.new_key(access, "auditor", False))
    assert reading_key
    assert reviews.review_of(reading_key)
    with pytest.raises(ReadOnly):
        reviews.answer(reading_key, "", "x")


@pytest.mark.usefixtures("kept")
def test_a_copy_stays_when_its_firm_erases_its_own() -> None:
    reader = a_reader()
    copy, access = a_copy(reader)
    reviews.remark(reader, copy, NAME, "Which sites?")
    store.erase(access)
    with pytest.raises(NoAccess):
        reviews.review_of(access)
    with pytest.raises(NoAccess):
        reviews.answer(access, NAME, "None.")
    assert look(reader, copy).name == "Example S.A."
    assert len(reviews.review(reader, copy).remarks) == 1


@pytest.mark.usefixtures("kept")
def test_a_sealed_copy_is_not_reviewed_before_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = a_reader()
    copy, access = a_copy(reader, sealed=True)
    campaign = campaign_of(copy)
    for refused in (
        lambda: look(reader, copy),
        lambda: reviews.review(reader, copy),
        lambda: reviews.states_of(reader.organisation_id, campaign),
        lambda: reviews.set_findings(reader, copy, {NAME: Given("plausible")}, {}),
        lambda: reviews.remark(reader, copy, "", "x"),
        lambda: reviews.conclude(reader, copy, "x", (), ""),
    ):
        with pytest.raises(Sealed):
            refused()
    assert reviews.review_of(access)  # its own copy is no secret to who handed it in
    other = a_campaign(reader, edition("supplier"))
    with pytest.raises(NoAccess):  # and by another campaign's address there is none, sealed or not
        reviews.opened(reader, other, copy)


@pytest.mark.usefixtures("kept")
def test_opening_is_noted_once_a_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = a_reader()
    copy, access = a_copy(reader)
    for _look in range(3):
        assert look(reader, copy).sheet["answers"] == {OTHER: {"value": 7}}
    later = database.now() + reviews.VISIT + timedelta(seconds=1)
    monkeypatch.setattr(reviews, "now", lambda: later)
    monkeypatch.setattr(copies, "now", lambda: later)
    look(reader, copy)
    look(reader, copy)
    seen = reviews.review_of(access)
    assert seen
    assert [(read.name, read.how) for read in seen.review.reads] == [("Anne Weber", "page")] * 2


@pytest.mark.usefixtures("kept")
def test_how_far_each_review_has_come() -> None:
    reader = a_reader()
    copy, _ = a_copy(reader)
    campaign = campaign_of(copy)

    def state() -> reviews.State:
        return reviews.states_of(reader.organisation_id, campaign)[copy]

    assert state() == reviews.State(0, 0, False)
    given = {NAME: Given("explain", "?"), OTHER: Given("plausible"), "remedy.remedy": Given("follow")}
    reviews.set_findings(reader, copy, given, {})
    assert state() == reviews.State(3, 2, False)
    reviews.conclude(reader, copy, "Done.", (), "")
    assert state().concluded
    reviews.take_up_again(reader, copy, reviews.review(reader, copy).mark)
    assert not state().concluded
