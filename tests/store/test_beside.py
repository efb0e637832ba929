"""What is kept beside the answers, and invitations to a second voice: sealed, apart, and never overwritten unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from pan2_assess import store
from pan2_assess.store import voices
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import now
from pan2_assess.store.tables import Beside, Voice
from tests.store.conftest import Company

STEP = {"step": "Ask the crew", "owner": "A. Weber"}


def test_what_is_kept_comes_back_in_the_order_it_was_made(begun: Begun) -> None:
    for name in ("b", "a"):
        store.keep_beside(begun.access, "step", {name: {"step": name}})
    store.keep_beside(begun.access, "step", {"b": {"step": "changed"}})
    kept = store.beside(begun.access, "step")
    assert [(name, one.value["step"]) for name, one in kept.items()] == [("b", "changed"), ("a", "a")]
    assert kept["b"].saved_at >= kept["b"].made_at
    store.keep_beside(begun.access, "step", {"b": None})
    assert list(store.beside(begun.access, "step")) == ["a"]


def test_kinds_and_prefixes_are_apart(begun: Begun) -> None:
    store.keep_beside(begun.access, "typed", {"x/q": {"value": "1"}, "x_/q": {"value": "2"}, "y/q": {"value": "3"}})
    store.keep_beside(begun.access, "learned", {"x/q": {"module": "M01"}})
    assert list(store.beside(begun.access, "typed", "x/")) == ["x/q"]
    assert list(store.beside(begun.access, "typed", "x_/")) == ["x_/q"]  # _ stands for itself
    assert list(store.beside(begun.access, "source")) == []


def test_nothing_is_overwritten_unseen(begun: Begun) -> None:
    store.keep_beside(begun.access, "step", {"a": STEP}, was={"a": None})
    with pytest.raises(store.Overtaken):
        store.keep_beside(begun.access, "step", {"a": {"step": "mine"}}, was={"a": None})
    assert store.beside(begun.access, "step")["a"].value == STEP
    store.keep_beside(begun.access, "step", {"a": {"step": "mine"}}, was={"a": STEP})
    assert store.beside(begun.access, "step")["a"].value == {"step": "mine"}


def test_a_reading_key_keeps_nothing(begun: Begun) -> None:
    reader = store.open_with(store.new_key(begun.access, "reader", False))
    assert reader
    with pytest.raises(store.ReadOnly):
        store.keep_beside(reader, "step", {"a": STEP})


def test_what_was_typed_and_never_saved_ends_in_a_draft_nobody_comes_back_to(begun: Begun) -> None:
    store.keep_beside(begun.access, "typed", {"x/old": {"value": "1"}, "x/again": {"value": "2"}, "x/new": {}})
    store.keep_beside(begun.access, "step", {"old": STEP})
    old = now() - store.TYPED_LASTS - timedelta(minutes=1)
    days = {"x/old": old, "x/again": old, "x/new": old + timedelta(minutes=2), "old": old}
    with store.writing() as session:
        for name, day in days.items():
            session.execute(update(Beside).where(Beside.name == name).values(saved_at=day))
    store.keep_beside(begun.access, "typed", {"x/again": {"value": "typed on"}})
    store.forget_typed()
    assert set(store.beside(begun.access, "typed")) == {"x/again", "x/new"}
    assert set(store.beside(begun.access, "step")) == {"old"}


def test_it_is_sealed_and_goes_with_the_answers(begun: Begun, kept: Flask) -> None:
    store.keep_beside(begun.access, "step", {"a": STEP})
    with store.reading() as session:
        assert b"Weber" not in session.get_one(Beside, (begun.assessment_id, "step", "a")).sealed
    other = store.begin(Company(), "Other S.A.", date(2026, 11, 23))
    assert store.beside(other.access, "step") == {}
    store.erase(begun.access)
    assert store.beside(begun.access, "step") == {}
    with store.reading() as session:
        assert session.get(Beside, (begun.assessment_id, "step", "a")) is None


def test_what_was_typed_ends_with_submitting(begun: Begun) -> None:
    store.keep_beside(begun.access, "typed", {"x/q": {"value": "1"}})
    store.keep_beside(begun.access, "step", {"a": STEP})
    store.submit(begun.access, frozen={}, language="en")
    assert store.beside(begun.access, "typed") == {}
    assert list(store.beside(begun.access, "step")) == ["a"]
    with pytest.raises(store.Submitted):
        store.keep_beside(begun.access, "typed", {"x/q": {"value": "1"}})
    store.keep_beside(begun.access, "step", {"a": None})  # the own plan goes on


def test_who_saved_an_answer_is_known(begun: Begun) -> None:
    anna = store.open_with(store.new_key(begun.access, "Anna", True))
    assert anna
    store.save(begun.access, {"a.b": {"value": 1}, "a.c": {"value": 1}})
    store.save(anna, {"a.c": {"value": 2}})
    found = store.authors(begun.access, ["a.b", "a.c", "a.d"])
    assert {name: (who.key_name, who.own) for name, who in found.items()} == {"a.b": ("", True), "a.c": ("Anna", False)}


# --- the second voice ------------------------------------------------------------------------------------


def claimed(begun: Begun, name: str = "the staff") -> Begun:
    found = store.claim_voice(store.invite_voice(begun.access, name), ["profile.employees"])
    assert found
    return found


def test_a_voice_has_keys_of_its_own_and_the_facts_only(begun: Begun) -> None:
    private = {
        "value": 7,
        "note": "between us",
        "evidence": {"kind": "internal", "reference": "file", "date": "2026-01-01"},
    }
    store.save(begun.access, {"profile.employees": private, "policy.commitment": {"value": "3"}})
    voice = claimed(begun)
    own = store.held(voice.access)
    assert own
    assert own.answers == {"profile.employees": {"value": 7}}
    assert (own.voice, own.organisation) == ("the staff", "Example S.A.")
    assert voice.assessment_id != begun.assessment_id
    before = store.held(begun.access)
    assert before
    assert before.voice == ""


def test_a_token_is_claimed_once_however_many_try(begun: Begun, kept: Flask) -> None:
    token = store.invite_voice(begun.access, "the staff")

    def claim(_: int) -> Begun | None:
        with kept.app_context():
            return store.claim_voice(token, [])

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(claim, range(8)))
    assert sum(one is not None for one in found) == 1
    assert store.claim_voice(token, []) is None
    assert store.invitation(token) is None


def test_expired_and_withdrawn_invitations_open_nothing(begun: Begun) -> None:
    old, taken = store.invite_voice(begun.access, "old"), store.invite_voice(begun.access, "taken back")
    by_name = {one.name: one.id for one in store.voices_of(begun.access)}
    with store.writing() as session:
        past = voices.now() - timedelta(seconds=1)
        session.execute(update(Voice).where(Voice.id == by_name["old"]).values(expires_at=past))
    store.withdraw_voice(begun.access, by_name["taken back"])
    for token in (old, taken):
        assert store.invitation(token) is None
        assert store.claim_voice(token, []) is None
    assert [one.state for one in store.voices_of(begun.access)] == ["expired", "withdrawn"]


def test_views_open_only_when_handed_in(begun: Begun) -> None:
    voice = claimed(begun)
    store.save(voice.access, {"remedy.workers": {"value": "1", "note": "of the night shift"}}, typed={"x/q": {"n": 1}})
    assert store.handed_in(begun.access) == []
    seen = store.held(voice.access)
    assert seen
    with pytest.raises(store.Overtaken):
        store.hand_in(voice.access, None)
    store.hand_in(voice.access, seen.saved_at)
    store.hand_in(voice.access, seen.saved_at)  # pressed twice
    assert store.beside(voice.access, "typed") == {}
    view = store.handed_in(begun.access)[0]
    assert (view.name, view.answers["remedy.workers"]) == ("the staff", {"value": "1"})
    assert store.inviter_of(voice.access) is None
    store.submit(begun.access, frozen={}, language="en")
    other = store.inviter_of(voice.access)
    assert other
    assert other.answers == {}


def test_a_stranger_reaches_no_invitation(begun: Begun) -> None:
    store.invite_voice(begun.access, "the staff")
    name = store.voices_of(begun.access)[0].id
    other = store.begin(Company(), "Other S.A.", date(2026, 11, 23))
    assert store.voices_of(other.access) == []
    with pytest.raises(store.NoAccess):
        store.withdraw_voice(other.access, name)


def test_erasing_one_side_leaves_the_other(begun: Begun) -> None:
    voice, other = claimed(begun), claimed(begun, "night shift")
    for one in (voice, other):
        seen = store.held(one.access)
        store.hand_in(one.access, seen.saved_at if seen else None)
    store.erase(other.access)
    assert [view.name for view in store.handed_in(begun.access)] == ["the staff"]
    assert [one.state for one in store.voices_of(begun.access)] == ["handed in", "erased"]
    assert not store.is_alone(voice.access)
    store.erase(begun.access)
    assert store.held(voice.access)
    assert store.is_alone(voice.access)
    assert store.inviter_of(voice.access) is None
