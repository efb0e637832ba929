"""The story a demonstration tells: when it happens, with which chance, and which doors it leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from pan2_assess.core.answers import Answer
from pan2_assess.core.library import Library
from pan2_assess.core.model import Edition
from pan2_assess.demo.firms import Firm
from pan2_assess.store import database
from pan2_assess.store.access import Access
from pan2_assess.store.staff import Role

SEED = 31  # any number; another one tells another story
DAY = timedelta(days=1)
Stage = Literal["submitted", "begun", "opened", "declined", "invited", "revoked"]  # how far somebody invited comes


@dataclass(frozen=True)
class Account:
    """Somebody of staff in the demonstration, and the one-time link to the account."""

    name: str
    organisation: str
    role: Role
    token: str = field(repr=False)


@dataclass(frozen=True)
class Door:
    """A way into the demonstration without an account: a key to an assessment, or the token of an invitation."""

    name: str
    what: str  # submitted, begun, invited
    questionnaire: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Filled:
    accounts: tuple[Account, ...]
    doors: tuple[Door, ...]


@dataclass(frozen=True)
class Handed:
    """What somebody has handed in."""

    firm: Firm
    copy_id: str
    access: Access
    answers: Mapping[str, Answer]


class Story:
    """The store being filled: by whom, with which chance, and what opens it afterwards."""

    def __init__(self, library: Library, issuer: str) -> None:
        self.library, self.issuer = library, issuer
        self.chance = Random(SEED)  # noqa: S311 - it keeps no secret
        self.today = database.now().replace(minute=0, second=0, microsecond=0)
        self.accounts: list[Account] = []
        self.doors: list[Door] = []
        self.said: dict[str, Mapping[str, Answer]] = {}  # by a pilot company in the round before

    def edition(self, name: str, language: str) -> Edition:
        return self.library.editions[name].in_language(language)

    @contextmanager
    def days_ago(self, days: float) -> Iterator[datetime]:
        moment = self.today - days * DAY
        with database.at(moment):
            yield moment
