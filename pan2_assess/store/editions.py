"""Editions as they are kept: each once, so that an old assessment reads and scores the same for ever."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from pan2_assess.store.database import insert, reading, writing
from pan2_assess.store.tables import Edition


class Compiled(Protocol):
    """What is kept of an edition of a questionnaire."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def draft(self) -> bool: ...
    def canonical(self) -> str: ...


def keep_edition(edition: Compiled) -> None:
    """Keep an edition that answers lying beside an assessment were given to."""
    with writing() as session:
        keep_in(session, edition)


def edition_json(digest: str) -> str:
    with reading() as session:
        return session.get_one(Edition, digest).json


def keep_in(session: Session, edition: Compiled) -> None:
    """Keep an edition within a transaction that writes."""
    kept = session.get(Edition, edition.digest)
    if kept is not None and kept.draft == edition.draft:
        return
    add = insert(session, Edition).values(
        digest=edition.digest,
        questionnaire=edition.id,
        version=edition.version,
        draft=edition.draft,
        json=edition.canonical(),
    )
    published = {"draft": add.excluded.draft}
    session.execute(add.on_conflict_do_update(index_elements=("digest",), set_=published))
