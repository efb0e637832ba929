"""The record of a module done, written whole into its address: kept nowhere, and read by nobody but this server."""

from __future__ import annotations

import hmac
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask import current_app

from pan2_assess.core.quiz import Chosen, Marked
from pan2_assess.core.texts import ModuleText
from pan2_assess.store.sealing import Unsealable, seal, unseal

Choices = dict[str, list[str]]  # by the quiz's question: ids of options


@dataclass(frozen=True)
class Paper:
    """Who did a module and when, and how it went by the text of that day, which may have changed since."""

    person: dict[str, str]  # name, function, organisation
    on: str
    as_of: str
    right: int
    all: int
    needed: int
    completed: bool
    before: int | None  # right at the first try, where there was another
    again: list[str]  # questions not answered right
    first: Choices
    last: Choices

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)

    @property
    def text_of(self) -> date:
        return date.fromisoformat(self.as_of)


def paper(first: Marked, last: Marked, person: dict[str, str], on: date) -> Paper:
    return Paper(
        person=person,
        on=on.isoformat(),
        as_of=last.module.as_of.isoformat(),
        right=last.right,
        all=last.all,
        needed=last.needed,
        completed=last.completed,
        before=None if first.chosen == last.chosen else first.right,
        again=[question.id for question in last.again],
        first=_listed(first.chosen),
        last=_listed(last.chosen),
    )


def _listed(chosen: Chosen) -> Choices:
    return {question: sorted(options) for question, options in chosen.items() if options}


def written(module: ModuleText, made: Paper) -> str:
    """Write a paper as a word for an address; sealed, as a name in an address would stand legibly in logs."""
    text = json.dumps(asdict(made), ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(seal(_key(), zlib.compress(text, 9), _place(module))).decode().rstrip("=")


def read(module: ModuleText, word: str) -> Paper | None:
    """Read a paper of this module back; None of what this server did not write."""
    try:
        sealed = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
        data: dict[str, Any] = json.loads(zlib.decompress(unseal(_key(), sealed, _place(module))))
        return Paper(**data)
    except (ValueError, TypeError, Unsealable):  # TypeError: an earlier program wrote other keys
        return None


def _key() -> bytes:
    return hmac.new(str(current_app.secret_key).encode(), b"records of training", "sha256").digest()


def _place(module: ModuleText) -> str:
    return f"training/{module.id}"
