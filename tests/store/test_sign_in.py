"""Signing in and its sessions: the same work whatever is wrong, no code taken twice, dead when they have ended."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from pan2_assess import store
from pan2_assess.store import passwords, second_factor, sign_in, staff, tries
from pan2_assess.store.limits import DatabaseStorage
from pan2_assess.store.tables import SignIn, Staff
from pan2_assess.store.tries import Trial, network_of
from tests.staff import CHEAP, PASSWORD, Clock, Person, be_cheap, code, set_up, stop_clock

pytestmark = pytest.mark.usefixtures("shared")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    be_cheap(monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stop_clock(monkeypatch)


@pytest.fixture
def person(clock: Clock) -> Person:
    return set_up(clock, f"Ministry {secrets.token_hex(4)}")


def enter(person: Person, code: str, password: str = PASSWORD, *, known: bool = True) -> str | None:
    return sign_in.sign_in(person.mail.upper(), password, code, "Firefox, Linux", known=known)


# --- signing in ------------------------------------------------------------------------------------------


def test_a_code_is_taken_once_and_none_before_it(person: Person, clock: Clock) -> None:
    due = code(person.secret, clock)
    step = second_factor.step_of(person.secret, due)
    assert step
    assert second_factor.step_of(person.secret, due, step) is None
    assert enter(person, f" {due[:3]} {due[3:]} ")
    assert enter(person, due) is None
    assert enter(person, code(person.secret, clock, -1)) is None  # in time, but before the one used
    assert enter(person, code(person.secret, clock, 1))  # a clock that is a little ahead
    clock.goes_on(minutes=5)
    assert enter(person, code(person.secret, clock, -2)) is None
    assert enter(person, code(person.secret, clock, 2)) is None
    assert enter(person, code(person.secret, clock, -1))


def test_one_code_sent_many_times_at_once_opens_one_session(shared: Flask, person: Person, clock: Clock) -> None:
    due = code(person.secret, clock)

    def try_it(_: int) -> str | None:
        with shared.app_context():
            return enter(person, due)

    with ThreadPoolExecutor(4) as threads:
        found = [token for token in threads.map(try_it, range(8)) if token]
    assert len(found) == 1


class Counting:
    """A hasher that counts the work it does."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def verify(self, kept: str, password: str) -> bool:
        self.done.append(kept.rpartition("$")[0].rpartition("$")[0])  # the costs
        return CHEAP.verify(kept, password)

    def hash(self, password: str) -> str:
        return CHEAP.hash(password)

    def check_needs_rehash(self, kept: str) -> bool:
        return CHEAP.check_needs_rehash(kept)


def counted(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, calls: list[int]) -> None:
    """Let a method note that it was called."""
    does = getattr(owner, name)

    def noting(self: Any, *given: Any) -> Any:
        calls.append(1)
        return does(self, *given)

    monkeypatch.setattr(owner, name, noting)


def test_whatever_is_wrong_the_same_work_is_done(person: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    removed, fresh = set_up(clock, "Ministry of Work"), staff.add("Ministry of Work", None, "reader", "f@x.lu", "F G")
    staff.remove(removed.mail)
    codes: list[int] = []
    counts: list[int] = []
    hasher = Counting()
    monkeypatch.setattr(passwords, "hasher", hasher)
    counted(monkeypatch, pyotp.TOTP, "generate_otp", codes)
    counted(monkeypatch, DatabaseStorage, "incr", counts)
    due = code(person.secret, clock)
    tried = [
        (person.mail, "wrong-password-here", due),
        (person.mail, PASSWORD, "000000"),
        (person.mail, "x" * 5000, due),
        (person.mail, PASSWORD, "no code at all, but a long text"),
        (person.mail, "", ""),
        ("nobody@example.lu", PASSWORD, due),
        (removed.mail, PASSWORD, code(removed.secret, clock)),
        (fresh.mail, PASSWORD, due),
    ]
    for mail, password, typed in tried:
        for known in (False, True):
            codes.clear()
            counts.clear()
            hasher.done.clear()
            assert sign_in.sign_in(mail, password, typed, "", known=known) is None
            assert (len(hasher.done), len(codes), len(counts)) == (1, 3, 1), (mail, password[:20])
            assert hasher.done[0] == CHEAP.hash("x").rpartition("$")[0].rpartition("$")[0]
    assert sign_in.sign_in(person.mail, PASSWORD, due, "", known=True)  # and the right ones would have opened it


def test_who_has_the_password_does_not_guess_codes_for_ever(
    person: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_GUESSES", 4)
    for _ in range(6):
        assert enter(person, "000000", "wrong-password-here", known=False) is None
    assert enter(person, code(person.secret, clock), known=False)  # who has no password shuts nobody out
    clock.goes_on(seconds=30)
    for _ in range(tries.MOST_GUESSES + 1):
        assert enter(person, "000000", known=False) is None
    assert enter(person, code(person.secret, clock), known=False) is None
    assert enter(person, code(person.secret, clock), known=True)  # the owner's own browser


def test_a_hash_of_other_costs_is_made_anew(person: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    dearer = passwords.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", dearer)
    assert enter(person, code(person.secret, clock))
    with store.reading() as session:
        kept = session.scalars(select(Staff.password).where(Staff.mail == person.mail)).one()
    assert kept
    assert not dearer.check_needs_rehash(kept)


# --- sessions --------------------------------------------------------------------------------------------


def test_a_session_ends_when_nobody_uses_it_and_after_its_day(person: Person, clock: Clock) -> None:
    for _ in range(14):
        clock.goes_on(minutes=50)
        assert sign_in.signed(person.token)
    clock.goes_on(minutes=50)
    assert sign_in.signed(person.token) is None  # used until now, but twelve hours are over
    other = enter(person, code(person.secret, clock))
    assert other
    clock.goes_on(minutes=61)
    assert sign_in.signed(other) is None


def test_ones_sessions_are_seen_and_ended_by_their_owner_only(person: Person, clock: Clock) -> None:
    stranger = set_up(clock, "Ministry of Strangers", name="Eve Other")
    second = enter(person, code(person.secret, clock)) or ""
    one, two, foreign = (sign_in.signed(token) for token in (person.token, second, stranger.token))
    assert one
    assert two
    assert foreign
    assert [(seen.own, seen.browser) for seen in sign_in.sessions_of(one)].count((True, "Firefox, Linux")) == 1
    assert {seen.id for seen in sign_in.sessions_of(one)} == {one.session_id, two.session_id}
    assert not sign_in.end(foreign, one.session_id)
    sign_in.end_others(foreign)
    assert sign_in.signed(person.token)
    assert sign_in.end(one, two.session_id)
    assert not sign_in.end(one, two.session_id)
    assert sign_in.signed(second) is None
    assert sign_in.signed(person.token)
    sign_in.sign_out(person.token)
    assert sign_in.signed(person.token) is None


def test_a_changed_password_ends_every_session(person: Person, clock: Clock) -> None:
    second = enter(person, code(person.secret, clock)) or ""
    signed = sign_in.signed(person.token)
    assert signed
    assert sign_in.change_password(signed, "not-my-password", "regen-tee-zug-lampe", "") is None
    assert sign_in.signed(second)
    fresh = sign_in.change_password(signed, PASSWORD, "regen-tee-zug-lampe", "Firefox, Linux")
    assert fresh
    assert [sign_in.signed(token) is None for token in (person.token, second, fresh)] == [True, True, False]
    clock.goes_on(seconds=60)
    assert enter(person, code(person.secret, clock)) is None
    assert enter(person, code(person.secret, clock), "regen-tee-zug-lampe")


def test_ended_sessions_and_old_links_are_thrown_away(person: Person, clock: Clock) -> None:
    clock.goes_on(days=31)
    fresh = enter(person, code(person.secret, clock)) or ""
    sign_in.forget_ended()
    assert sign_in.signed(fresh)
    with store.reading() as session:
        kept = session.scalars(select(SignIn.hash).join(Staff).where(Staff.mail == person.mail)).all()
    assert len(kept) == 1


# --- how often -------------------------------------------------------------------------------------------


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the time that the counters go by, to be set."""
    now = [tries.time.time()]
    monkeypatch.setattr(tries.time, "time", lambda: now[0])
    return now


def test_five_tries_in_a_quarter_of_an_hour_then_fewer(moment: list[float]) -> None:
    trial, start, went = Trial(secrets.token_hex(8), f"net-{secrets.token_hex(4)}"), moment[0], []
    while moment[0] - start < 3 * 3600:
        wait = tries.begin(trial)
        if not wait:
            went.append(moment[0] - start)
        moment[0] += 0.7 * wait + 1  # too early, then later and later
    quarter = 15 * 60
    assert max(sum(begun <= one < begun + quarter for one in went) for begun in went) == 5
    gaps = [later - earlier for earlier, later in pairwise(went)]
    assert gaps == sorted(gaps)
    assert 5 < len(went) < 10


def test_a_stranger_shuts_nobody_out(moment: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_OF_NETWORK", 5)
    account = secrets.token_hex(8)
    stranger = Trial(account, f"net-{secrets.token_hex(4)}")
    while not tries.begin(stranger):
        pass
    assert tries.begin(Trial(account, f"net-{secrets.token_hex(4)}")) == 0  # elsewhere
    owner = Trial(account, stranger.network, browser="known")  # behind the same address
    assert tries.begin(owner) == 0
    for _ in range(5):
        tries.begin(Trial(secrets.token_hex(8), stranger.network))
    assert tries.begin(Trial(secrets.token_hex(8), stranger.network)) > 60  # the network as a whole
    assert tries.begin(owner) == 0
    tries.succeeded(owner)
    assert [tries.begin(owner) for _ in range(3)] == [0, 0, 0]


def test_who_gets_in_begins_from_none(moment: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_OF_NETWORK", 3)
    trial = Trial(secrets.token_hex(8), f"net-{secrets.token_hex(4)}")
    for _ in range(5):
        assert tries.begin(trial) == 0
        tries.succeeded(trial)


def test_processes_count_tries_together(shared: Flask, moment: list[float]) -> None:
    trial = Trial(secrets.token_hex(8), f"net-{secrets.token_hex(4)}")

    def try_it(_: int) -> float:
        with shared.app_context():
            return tries.begin(trial)

    with ThreadPoolExecutor(6) as threads:
        assert sum(wait == 0 for wait in threads.map(try_it, range(12))) == 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_an_ipv6_network_counts_as_one(address: str, network: str) -> None:
    assert network_of(address) == network
