"""Passwords of staff: which are refused and why, and that one is one however its letters were made."""

from __future__ import annotations

import pytest

from pan2_assess.store import passwords
from pan2_assess.store.passwords import Fault, fault_of
from tests.staff import be_cheap


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    be_cheap(monkeypatch)


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("elf-zeichen", "short"),
        ("x" * 129, "long"),
        ("Password1234", "easy"),
        ("P@ssw0rd2026!", "easy"),
        ("passwort passwort", "easy"),
        ("123456789012", "easy"),
        ("qwertzuiop12", "easy"),
        ("azertyuiop!!!", "easy"),
        ("aaaaaaaaaaaaaa", "easy"),
        ("Lëtzebuerg2026", "easy"),
        ("Motdepasse2026", "easy"),
        ("tabtabtabtab", "easy"),
        ("ichbinWEBERhier", "known"),
        ("roads-are-long-x", "known"),
        ("correct horse battery", ""),
        ("48 29 17 60 93 55", ""),
        ("Zug nach Wasserbillig", ""),
        ("пароль моей бабушки", ""),
        ("🚂🌧️☕🪴🚲🐈🎺🧂🧭🪁🥨🧶", ""),
        ("kein groß, keine zahl", ""),
    ],
)
def test_passwords_that_are_taken_and_those_that_are_not(password: str, kind: str) -> None:
    fault = fault_of(password, ["Anne Weber", "a.weber@mint.lu", "Ministry of Roads"])
    assert (fault.kind if fault else "") == kind


def test_a_word_that_others_know_is_named() -> None:
    assert fault_of("ichbinWEBERhier", ["Anne Weber"]) == Fault("known", "weber")


def test_one_password_however_its_letters_are_made() -> None:
    kept = passwords.hashed("café au lait à midi")
    assert passwords.fits(kept, "café au lait à midi")  # e and an accent, a and an accent
    assert not passwords.fits(kept, "cafe au lait a midi")
    assert not passwords.fits("no hash", "café au lait à midi")
