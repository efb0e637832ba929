"""Rate limits counted in our database, so that all web processes count together (fixed windows)."""

import hashlib
import hmac
import time
from typing import Any

from limits.storage import Storage
from sqlalchemy import case, delete, literal, select
from sqlalchemy.exc import SQLAlchemyError

from pan2_assess.store.database import insert, reading, settings, writing
from pan2_assess.store.tables import Hit


class DatabaseStorage(Storage):
    """Flask-Limiter's counters; choose it with RATELIMIT_STORAGE_URI = "database://"."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012  (the library's registry reads a list here)

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count; one statement, so that no count is lost between reading and writing."""
        now = time.time()
        with writing() as session:
            add = insert(session, Hit).values(key=_hidden(key), count=amount, expires=now + expiry)
            over = Hit.expires <= literal(now)
            counted = add.on_conflict_do_update(
                index_elements=("key",),
                set_={
                    "count": case((over, add.excluded.count), else_=Hit.count + add.excluded.count),
                    "expires": case((over, add.excluded.expires), else_=Hit.expires),
                },
            )
            return session.scalars(counted.returning(Hit.count)).one()

    def get(self, key: str) -> int:
        found = self._live(key)
        return found.count if found else 0

    def get_expiry(self, key: str) -> float:
        found = self._live(key)
        return found.expires if found else time.time()

    def check(self) -> bool:
        with reading() as session:
            session.execute(select(Hit.key).limit(1))
        return True

    def reset(self) -> int | None:
        with writing() as session:
            gone: Any = session.execute(delete(Hit))
            return int(gone.rowcount)

    def clear(self, key: str) -> None:
        with writing() as session:
            session.execute(delete(Hit).where(Hit.key == _hidden(key)))

    def _live(self, key: str) -> Any:
        with reading() as session:
            here = Hit.key == _hidden(key), Hit.expires > time.time()
            return session.execute(select(Hit.count, Hit.expires).where(*here)).one_or_none()


def _hidden(key: str) -> str:
    # A key names a network address: kept only as something nobody without our secret can compare.
    return hmac.new(settings().secret_key.encode(), key.encode(), hashlib.sha256).hexdigest()
