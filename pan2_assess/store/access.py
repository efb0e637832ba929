"""Access: what a key opens. Every query for an assessment starts here, from the key that was shown."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from pan2_assess.core.letters import ALPHABET, grouped, meant
from pan2_assess.store import sealing
from pan2_assess.store.database import now, reading, settings, writing
from pan2_assess.store.tables import AccessKey, Assessment, DataKey

GROUPS, LETTERS = 7, 4  # 28 letters of 5 bits: 140 bits


class NoAccess(LookupError):
    """Say that this access opens nothing: revoked, erased, foreign, or never given."""


class ReadOnly(Exception):
    """Say that this access key may read but not edit, or edit but not manage."""


class Full(Exception):
    """Say that there are as many as there may be: counted where it is written, so that none slips in between."""


@dataclass(frozen=True)
class Access:
    """What an access key gave: which assessment, through which key."""

    assessment_id: str
    key_id: str


@dataclass(frozen=True)
class Key:
    id: str
    name: str
    may_edit: bool
    may_manage: bool
    made_at: datetime
    revoked_at: datetime | None
    own: bool  # the one that is asking


def open_with(key: str) -> Access | None:
    """Open with a key as people type it: case, blanks and dashes do not matter, nor O for 0, I or L for 1."""
    live = AccessKey.revoked_at.is_(None)
    with reading() as session:
        found = session.scalar(select(AccessKey).where(AccessKey.hash == hash_of(key), live))
        return Access(found.assessment_id, found.id) if found else None


def new_key(access: Access, name: str, may_edit: bool, may_manage: bool = False, *, most: int | None = None) -> str:
    """Make a further key, for a colleague; Full where there are `most` already, revoked ones among them."""
    data_key = data_key_of(access)
    with writing() as session:
        row, _ = reach(session, access, manage=True)
        room(session, AccessKey.assessment_id == row.id, most)
        key, _ = add_key(session, data_key, row.id, name, may_edit, may_manage)
    return key


def keys_of(access: Access) -> list[Key]:
    with reading() as session:
        row, _ = reach(session, access)
        data_key = open_data_key(session, row.id)
        kept = select(AccessKey).where(AccessKey.assessment_id == row.id).order_by(AccessKey.made_at)
        return [
            Key(k.id, name_of(data_key, k), k.may_edit, k.may_manage, k.made_at, k.revoked_at, k.id == access.key_id)
            for k in session.scalars(kept)
        ]


def revoke(access: Access, key_id: str) -> None:
    """Revoke a key of the same assessment, but not the one that is asking: somebody must be able to go on."""
    with writing() as session:
        row, own = reach(session, access, manage=True)
        if key_id == own.id:
            raise ValueError("a key does not revoke itself")
        mine = AccessKey.id == key_id, AccessKey.assessment_id == row.id
        if session.scalar(select(AccessKey.id).where(*mine)) is None:
            raise NoAccess
        live = AccessKey.revoked_at.is_(None)
        session.execute(update(AccessKey).where(*mine, live).values(revoked_at=now()))


# --- what the other modules of the store share -----------------------------------------------------------


def new_id() -> str:
    return secrets.token_hex(16)


def place(assessment_id: str, *parts: str) -> str:
    """Name where something sealed belongs; it opens nowhere else."""
    return "/".join((assessment_id, *parts))


def reach(
    session: Session, access: Access, *, edit: bool = False, manage: bool = False, lock: bool = False
) -> tuple[Assessment, AccessKey]:
    """Find what this access opens, starting from its key; who edits locks it against others who write."""
    edit = edit or manage
    query = (
        select(Assessment, AccessKey)
        .join(AccessKey, AccessKey.assessment_id == Assessment.id)
        .where(
            AccessKey.id == access.key_id,
            AccessKey.assessment_id == access.assessment_id,
            AccessKey.revoked_at.is_(None),
        )
    )
    found = session.execute(query.with_for_update() if edit or lock else query).one_or_none()
    if found is None:
        raise NoAccess
    if (edit and not found.AccessKey.may_edit) or (manage and not found.AccessKey.may_manage):
        raise ReadOnly
    return found.Assessment, found.AccessKey


def room(session: Session, these: ColumnElement[bool], most: int | None) -> None:
    """Raise Full where there are `most` of these already; within the transaction that holds the assessment's row."""
    # Of what is to be written nothing may stand in the session yet, or it would be counted too.
    if most is not None and (session.scalar(select(func.count()).where(these)) or 0) >= most:
        raise Full


def open_data_key(session: Session, assessment_id: str) -> bytes:
    kept = session.get(DataKey, assessment_id)
    if kept is None:
        raise NoAccess  # erased
    return sealing.unseal(settings().server_key, kept.wrapped, place(assessment_id, "key"))


def open_data_keys(session: Session, names: Sequence[str]) -> dict[str, bytes]:
    """Open the keys of many; those erased are not among them."""
    kept = session.scalars(select(DataKey).where(DataKey.assessment_id.in_(names)))
    key = settings().server_key
    return {one.assessment_id: sealing.unseal(key, one.wrapped, place(one.assessment_id, "key")) for one in kept}


def data_key_of(access: Access) -> bytes:
    """Open the data key ahead of writing, so that nobody waits in the key store for a lock."""
    with reading() as session:
        row, _ = reach(session, access)
        return open_data_key(session, row.id)


def new_secret() -> str:
    """Make what opens something: 140 random bits in letters that people can type."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS)), LETTERS)


def add_key(
    session: Session, data_key: bytes, assessment_id: str, name: str, may_edit: bool, may_manage: bool
) -> tuple[str, str]:
    key_id, key = new_id(), new_secret()
    session.add(
        AccessKey(
            id=key_id,
            assessment_id=assessment_id,
            hash=hash_of(key),
            sealed_name=sealing.seal_json(data_key, name, place(assessment_id, "name", key_id)),
            may_edit=may_edit,
            may_manage=may_edit and may_manage,
            made_at=now(),
        )
    )
    return key, key_id


def name_of(data_key: bytes, key: AccessKey) -> str:
    name: str = sealing.unseal_json(data_key, key.sealed_name, place(key.assessment_id, "name", key.id))
    return name


def hash_of(key: str) -> str:
    """Hash a key or token as people type it."""
    # 140 random bits need no slow hash: there is no list of likely keys to try.
    return hashlib.sha256(meant(key).encode()).hexdigest()
