"""Staff for the tests: accounts set up as people do, with passwords that cost little to check."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from pan2_assess.store import database, opening, passwords, second_factor, sign_in, staff
from pan2_assess.store.staff import Kind, Role

PASSWORD = "zug-lampe-regen-tee"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Clock:
    """The store's clock for staff, which goes on only when told."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def goes_on(self, **by: float) -> None:
        self.at += timedelta(**by)


def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(database.now())
    for module in (opening, second_factor, sign_in, staff):
        monkeypatch.setattr(module, "now", clock)
    return clock


def be_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", CHEAP)


def code(secret: str, clock: Clock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock(), counter_offset=steps)


def some_mail() -> str:
    return f"{secrets.token_hex(6)}@example.lu"


@dataclass
class Person:
    mail: str
    link: str
    secret: str = ""
    token: str = ""


def added(
    organisation: str, role: Role = "manager", name: str = "Anne Weber", mail: str = "", kind: Kind = "authority"
) -> Person:
    """Make an account as the operator does; its one-time link is not used yet."""
    made = staff.add(organisation, kind, role, mail or some_mail(), name)
    return Person(made.mail, made.link.token if made.link else "")


def set_up(
    clock: Clock, organisation: str, role: Role = "manager", name: str = "Anne Weber", kind: Kind = "authority"
) -> Person:
    """Make an account and use its link: signed in."""
    person = added(organisation, role, name, kind=kind)
    claim = opening.open_link(person.link)
    assert claim
    assert opening.choose_password(claim, PASSWORD)
    person.secret = opening.secret_of(claim) or ""
    person.token = opening.set_up(claim, code(person.secret, clock), "Firefox, Linux") or ""
    assert person.token
    clock.goes_on(seconds=30)  # a code is taken once
    return person
