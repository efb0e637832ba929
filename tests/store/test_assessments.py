"""Assessments: whoever has a key finds everything again; whoever has none finds nothing."""

import re
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from pan2_assess import store
from pan2_assess.store.assessments import Access, Begun
from pan2_assess.store.tables import AccessKey, Answer, Assessment, DataKey, Job, Report, Submission
from tests.store.conftest import Company

ANSWERS = {
    "policy.commitment": {"value": "3", "note": "Ünïcode, « quotes », 人権, \u0000 and 🙂"},
    "profile.employees": {"value": 120},
    "remedy.criteria": {"value": ["legitimate", "accessible"]},
}


def test_what_is_saved_is_held(begun: Begun) -> None:
    store.save(begun.access, ANSWERS)
    held = store.held(begun.access)
    assert held is not None
    assert held.answers == ANSWERS
    assert (held.id, held.digest, held.questionnaire, held.version) == (
        begun.assessment_id,
        "5" * 64,
        "company",
        "2026.1",
    )
    assert (held.organisation, held.on, held.may_edit, held.draft) == (
        "Example S.A.",
        date(2026, 11, 22),
        True,
        True,
    )
    assert held.saved_at is not None
    assert held.begun_at.tzinfo is not None
    assert held.begun_at < held.saved_at
    assert held.submitted_at is None
    assert store.edition_json(held.digest) == '{"id":"company"}'


def test_saving_changes_only_what_is_named(begun: Begun) -> None:
    store.save(begun.access, ANSWERS)
    store.save(begun.access, {"policy.commitment": {"value": "4"}, "profile.employees": None, "not.there": None})
    held = store.held(begun.access)
    assert held is not None
    assert held.answers == {
        "policy.commitment": {"value": "4"},
        "remedy.criteria": {"value": ["legitimate", "accessible"]},
    }


def test_head(begun: Begun) -> None:
    person = {"name": "A. Muster", "function": "Director", "date": "2026-11-20"}
    store.save(begun.access, {}, head={"prepared_by": person, "on": date(2026, 12, 1)})
    store.save(begun.access, {}, head={"organisation": "Other S.à r.l."})
    held = store.held(begun.access)
    assert held is not None
    assert (held.organisation, held.on, held.prepared_by, held.approved_by) == (
        "Other S.à r.l.",
        date(2026, 12, 1),
        person,
        None,
    )
    with pytest.raises(ValueError, match="state"):
        store.save(begun.access, {}, head={"state": "submitted"})


def test_the_key_is_long_easy_to_type_and_forgiving(begun: Begun) -> None:
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", begun.key)  # 28 × 5 bits
    badly_typed = begun.key.lower().replace("-", " – ").replace("0", "o").replace("1", "l")
    for typed in (begun.key, badly_typed, begun.key.replace("-", ""), f"\t{begun.key}\n"):
        assert store.open_with(typed) == begun.access
    for wrong in ("", "-", begun.key[:-1], begun.key + "A", "0" * 28, "ſ" * 28):
        assert store.open_with(wrong) is None


def test_foreign_access_opens_nothing(begun: Begun) -> None:
    other = store.begin(Company(), "Other", date(2026, 1, 1))
    mixed = Access(begun.assessment_id, other.access.key_id)
    for access in (mixed, Access(begun.assessment_id, "0" * 32), Access("", ""), Access("' OR 1=1 --", "x")):
        assert store.held(access) is None
        assert store.frozen(access) is None
        assert store.report_of(access, "en", True) is None
        for act in (
            lambda access=access: store.save(access, ANSWERS),
            lambda access=access: store.submit(access, frozen={}, language="en"),
            lambda access=access: store.ask_report(access, "en", True),
            lambda access=access: store.new_key(access, "x", True),
            lambda access=access: store.keys_of(access),
            lambda access=access: store.revoke(access, begun.access.key_id),
            lambda access=access: store.erase(access),
        ):
            with pytest.raises(store.NoAccess):
                act()
    held = store.held(begun.access)
    assert held is not None
    assert held.answers == {}


def test_keys_for_colleagues(begun: Begun) -> None:
    reading = store.open_with(store.new_key(begun.access, "Legal department", False))
    editing = store.open_with(store.new_key(begun.access, "Buyer", True))
    assert reading
    assert editing
    store.save(editing, ANSWERS)
    held = store.held(reading)
    assert held is not None
    assert (held.answers, held.may_edit, held.key_name) == (ANSWERS, False, "Legal department")
    names = [(key.name, key.may_edit, key.own) for key in store.keys_of(reading)]
    assert names == [("", True, False), ("Legal department", False, True), ("Buyer", True, False)]
    for act in (
        lambda: store.save(reading, {}),
        lambda: store.submit(reading, frozen={}, language="en"),
        lambda: store.new_key(reading, "x", False),
        lambda: store.revoke(reading, editing.key_id),
        lambda: store.erase(reading),
    ):
        with pytest.raises(store.ReadOnly):
            act()


def test_a_revoked_key_opens_nothing(begun: Begun) -> None:
    key = store.new_key(begun.access, "Left us", True)
    gone = store.open_with(key)
    assert gone
    store.revoke(begun.access, gone.key_id)
    store.revoke(begun.access, gone.key_id)
    assert store.open_with(key) is None
    assert store.held(gone) is None
    with pytest.raises(store.NoAccess):
        store.save(gone, ANSWERS)
    assert [key.revoked_at is None for key in store.keys_of(begun.access)] == [True, False]


def test_a_key_revokes_neither_itself_nor_a_foreign_one(begun: Begun) -> None:
    other = store.begin(Company(), "Other", date(2026, 1, 1))
    with pytest.raises(ValueError, match="itself"):
        store.revoke(begun.access, begun.access.key_id)
    with pytest.raises(store.NoAccess):
        store.revoke(begun.access, other.access.key_id)
    assert store.held(other.access)
    assert store.held(begun.access)


def test_erased_is_erased(begun: Begun) -> None:
    other = store.begin(Company(), "Other", date(2026, 1, 1))
    store.save(begun.access, ANSWERS)
    store.submit(begun.access, frozen={"sheet": {}}, language="en")
    store.erase(begun.access)
    assert store.open_with(begun.key) is None
    assert store.held(begun.access) is None
    assert store.frozen(begun.access) is None
    assert store.report_of(begun.access, "en", True) is None
    with store.reading() as session:
        row = session.scalars(select(Assessment).where(Assessment.id == begun.assessment_id)).one()
        assert (row.state, row.sealed_head, row.submitted_at) == ("erased", b"", None)
        assert row.erased_at is not None
        for table in (Answer, Submission, Report, Job):
            assert session.scalars(select(table)).all() == []
        assert session.scalars(select(AccessKey.assessment_id)).all() == [other.assessment_id]
        assert session.scalars(select(DataKey.assessment_id)).all() == [other.assessment_id]
    assert store.held(other.access)


def test_half_erased_is_erased_and_can_be_finished(begun: Begun) -> None:
    """The key went, then the lights went out."""
    store.save(begun.access, ANSWERS)
    with store.writing() as session:
        session.delete(session.get_one(DataKey, begun.assessment_id))
    assert store.held(begun.access) is None
    with pytest.raises(store.NoAccess):
        store.save(begun.access, ANSWERS)
    store.erase(begun.access)
    assert store.open_with(begun.key) is None


def test_a_published_edition_stays_the_same_one(begun: Begun) -> None:
    published = Company()
    published.draft = False
    store.begin(published, "Other", date(2026, 1, 1))
    held = store.held(begun.access)
    assert held is not None
    assert not held.draft


def test_an_unknown_edition_is_an_error(begun: Begun) -> None:
    with pytest.raises(NoResultFound):
        store.edition_json("0" * 64)


def test_an_answer_given_meanwhile_is_not_overwritten(begun: Begun) -> None:
    store.save(begun.access, {"a.b": {"value": "1"}})
    with pytest.raises(store.Overtaken):
        store.save(begun.access, {"a.b": {"value": "3"}, "a.c": {"value": "2"}}, was={"a.b": None, "a.c": None})
    held = store.held(begun.access)
    assert held is not None
    assert held.answers == {"a.b": {"value": "1"}}
    store.save(begun.access, {"a.b": {"value": "3"}}, was={"a.b": {"value": "1"}})
    held = store.held(begun.access)
    assert held is not None
    assert held.answers == {"a.b": {"value": "3"}}


def test_nothing_is_submitted_that_leaves_out_what_was_saved_meanwhile(begun: Begun) -> None:
    store.save(begun.access, {"a.b": {"value": "1"}})
    held = store.held(begun.access)
    assert held is not None
    store.save(begun.access, {"a.b": {"value": "2"}})
    with pytest.raises(store.Overtaken):
        store.submit(begun.access, frozen={"sheet": {}}, language="en", seen=held.saved_at)
    assert store.frozen(begun.access) is None
    held = store.held(begun.access)
    assert held is not None
    people = {"prepared_by": {"name": "A", "function": "B", "date": None}}
    store.submit(begun.access, frozen={"sheet": {}}, language="en", head=people, seen=held.saved_at)
    held = store.held(begun.access)
    assert held is not None
    assert held.submitted_at is not None
    assert held.prepared_by == people["prepared_by"]
