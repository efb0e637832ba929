"""What is kept beside the answers and is none, sealed with the same key: it never counts in a result.

The kinds: *typed*, what stands in a browser's fields and is no answer yet; *source*, answers brought from elsewhere,
to be confirmed; *step*, a line of the own action plan; *learned*, a module that somebody has finished.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pan2_assess.store import sealing
from pan2_assess.store.access import Access, Full, NoAccess, data_key_of, open_data_key, place, reach
from pan2_assess.store.assessments import TYPED, Overtaken, Submitted, put_beside
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.tables import Beside

Kind = Literal["typed", "source", "step", "learned"]
DRAFT_ONLY = ("typed", "source")  # of no use once the answers are frozen
TYPED_LASTS = timedelta(days=30)  # in a draft that nobody comes back to


@dataclass(frozen=True)
class Kept:
    value: dict[str, Any]
    made_at: datetime
    saved_at: datetime


def beside(access: Access, kind: Kind, prefix: str = "") -> dict[str, Kept]:
    """Give what is kept of a kind, by name, in the order it was made; only names that begin with `prefix`."""
    with reading() as session:
        try:
            row, _ = reach(session, access)
            data_key = open_data_key(session, row.id)
        except NoAccess:
            return {}
        return standing(session, data_key, row.id, kind, prefix)


def keep_beside(
    access: Access,
    kind: Kind,
    values: Mapping[str, Mapping[str, Any] | None],
    *,
    was: Mapping[str, Mapping[str, Any] | None] | None = None,
    most: int | None = None,
) -> None:
    """Keep these values (None takes one away); with `was`, only if they still stand as it says, else Overtaken.

    With `most`, Full where one that is new would come beside so many of its kind.
    """
    data_key = data_key_of(access)
    with writing() as session:
        row, _ = reach(session, access, edit=True)
        if kind in DRAFT_ONLY and row.state != "draft":
            raise Submitted
        if was is not None:
            stands = {name: kept.value for name, kept in standing(session, data_key, row.id, kind).items()}
            if any(stands.get(name) != value for name, value in was.items()):
                raise Overtaken
        of_kind = Beside.assessment_id == row.id, Beside.kind == kind
        before = set(session.scalars(select(Beside.name).where(*of_kind))) if most is not None else set()
        given = {name for name, value in values.items() if value is not None}
        if most is not None and given - before and len((before - values.keys()) | given) > most:
            raise Full
        put_beside(session, data_key, row.id, kind, values)


def forget_typed() -> None:
    """Throw away what has stood in a browser's fields for long and never became an answer."""
    old = Beside.kind == TYPED, Beside.saved_at < now() - TYPED_LASTS
    with writing() as session:
        session.execute(delete(Beside).where(*old))


def standing(session: Session, data_key: bytes, assessment: str, kind: Kind, prefix: str = "") -> dict[str, Kept]:
    """Read what is kept of a kind, within a transaction that has found the way to it."""
    of_kind = Beside.assessment_id == assessment, Beside.kind == kind, Beside.name.startswith(prefix, autoescape=True)
    rows = session.scalars(select(Beside).where(*of_kind).order_by(Beside.made_at, Beside.name))
    return {
        row.name: Kept(
            sealing.unseal_json(data_key, row.sealed, place(assessment, "beside", kind, row.name)),
            row.made_at,
            row.saved_at,
        )
        for row in rows
    }
