"""What is true of the whole store: that it holds a demonstration, and that it holds nothing yet."""

from __future__ import annotations

from sqlalchemy import select

from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.schema import revisions
from pan2_assess.store.tables import Assessment, Label, Staff

DEMONSTRATION = "demonstration"


def is_demonstration() -> bool:
    """Tell whether this store was filled as a demonstration; one without tables was not."""
    if not all(revisions().values()):
        return False
    with reading() as session:
        return session.get(Label, DEMONSTRATION) is not None


def mark_demonstration() -> None:
    with writing() as session:
        session.merge(Label(name=DEMONSTRATION, at=now()))


def is_empty() -> bool:
    """Tell whether nobody has begun anything here, and nobody of staff has an account."""
    with reading() as session:
        return not any(session.scalar(select(table.id).limit(1)) for table in (Assessment, Staff))
