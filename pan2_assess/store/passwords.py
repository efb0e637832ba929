"""Passwords of staff: which are too easy to guess, and how one is kept, so that trying them out takes long."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 128  # characters
TELLING = 4  # letters from which on a word that others know weakens a password

# Argon2id. OWASP asks for 19 MiB and two rounds at least.
hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)

# What people take most often where they may choose, in the languages spoken here.
_WORDS = """
password passwort passwuert motdepasse passe pass login admin administrator root user guest secret geheim geheimnis
welcome willkommen bienvenue wëllkomm wellkomm letmein changeme default test demo iloveyou ichliebedich jetaime
princess sunshine dragon monkey football fussball master shadow superman batman pokemon starwars computer internet
whatever trustno bonjour hallo hello soleil chouchou doudou schatz sommer summer winter herbst autumn fruehling
frühling spring januar january janvier luxembourg luxemburg letzebuerg lëtzebuerg ministry ministere ministère
ministerium pan assess panassess
""".split()
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertzuiopü", "qwertyuiop", "azertyuiop", "asdfghjklöä", "qsdfghjklm",
    "yxcvbnm", "zxcvbnm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6z7u8i", "1q2w3e4r5t6y7u8i",
)  # fmt: skip
_LOOKALIKES = str.maketrans("@4301$5!7", "aaeoissit")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a password: too short or long, easy to guess, or holding a word others know of its owner."""

    kind: Literal["short", "long", "easy", "known"]
    word: str = ""


def fault_of(password: str, known: Iterable[str] = ()) -> Fault | None:
    """Find what is wrong with a new password; `known` are names and addresses that may not stand in it."""
    text = _composed(password)
    if len(text) < LEAST:
        return Fault("short")
    if len(text) > MOST:
        return Fault("long")
    plain = text.casefold()
    words = chain.from_iterable(re.findall(r"\w+", name.casefold()) for name in known)
    if word := next((word for word in words if len(word) >= TELLING and word in plain), ""):
        return Fault("known", word)
    core = re.sub(r"[\d\W_]+$", "", plain)  # a year at the end is no word in disguise
    return Fault("easy") if _easy(plain) or (len(core) > 5 and _easy(core.translate(_LOOKALIKES))) else None


def hashed(password: str) -> str:
    return hasher.hash(_composed(password))


def fits(kept: str | None, password: str) -> bool:
    """Tell whether this is the password kept; where none is, the same work is done for nothing."""
    try:
        return hasher.verify(kept or nobodys(hasher), _composed(password)[:MOST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Tell whether a hash was made with other costs than today's."""
    return hasher.check_needs_rehash(kept)


@cache
def nobodys(hasher: PasswordHasher) -> str:
    """Give a hash that costs what all others cost, for accounts that are none."""
    return hasher.hash("nobody’s")


def _composed(password: str) -> str:
    # One way for each character, whatever keyboard it was typed on.
    return unicodedata.normalize("NFKC", password)


def _easy(plain: str) -> bool:
    """Tell whether hardly anything remains without common words, rows of keys, repetitions and a few figures."""
    if re.fullmatch(r"(.{1,6}?)\1+.{0,3}", plain, re.DOTALL):
        return True
    rest = _COMMON.sub(" ", re.sub(r"(.)\1{2,}", " ", plain))
    letters = re.sub(r"[\s!-/:-@\[-`{-~]", "", rest)
    return len(re.sub(r"\d{1,4}", "", letters, count=1)) < TELLING


def _pieces(row: str) -> Iterable[str]:
    for line in (row, row[::-1]):
        yield from (line[start:end] for start in range(len(line)) for end in range(start + 3, len(line) + 1))


_COMMON = re.compile("|".join(sorted({*_WORDS, *chain.from_iterable(map(_pieces, _ROWS))}, key=len, reverse=True)))
