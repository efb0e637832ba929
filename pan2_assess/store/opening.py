"""Opening: a one-time link becomes an account with a password and a second factor, all of it or nothing."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pan2_assess.store import passwords, second_factor
from pan2_assess.store.access import hash_of
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.sign_in import begin_session, factor_place, hashed, new_token, places_of
from pan2_assess.store.staff import end_sessions
from pan2_assess.store.tables import Staff, StaffLink


@dataclass(frozen=True)
class Opening:
    """An account being set up with its one-time link."""

    staff_id: str
    mail: str
    name: str
    organisations: tuple[str, ...]
    renews: bool
    has_password: bool


def is_open(link: str) -> bool:
    """Tell whether a link can be used; looking changes nothing."""
    with reading() as session:
        return _link(session, StaffLink.hash == hash_of(link)) is not None


def open_link(link: str) -> str | None:
    """Open a link: give what this browser goes on with, and no other that opened it before; None for a dead link."""
    claim = new_token()
    with writing() as session:
        row = _link(session, StaffLink.hash == hash_of(link), lock=True)
        if row is None:
            return None
        row.claim, row.password = hashed(claim), None
        row.sealed_totp = second_factor.new_sealed(factor_place(row.staff_id))
    return claim


def opening(claim: str) -> Opening | None:
    """Give the account that this browser is setting up; None where its link is dead or was opened elsewhere."""
    with reading() as session:
        row = _link(session, StaffLink.claim == hashed(claim))
        person = session.get(Staff, row.staff_id) if row else None
        if row is None or person is None:
            return None
        names = tuple(place.name for place in places_of(session, person.id))
        return Opening(person.id, person.mail, person.name, names, row.purpose == "renew", row.password is not None)


def choose_password(claim: str, password: str) -> bool:
    """Note the password for an account being set up; it counts when the second factor is there too."""
    kept = passwords.hashed(password)
    with writing() as session:
        row = _link(session, StaffLink.claim == hashed(claim), lock=True)
        if row is not None:
            row.password = kept
        return row is not None


def secret_of(claim: str) -> str | None:
    """Give the secret that the app is to learn; it is shown only while the account is being set up."""
    with reading() as session:
        row = _link(session, StaffLink.claim == hashed(claim))
        if row is None or row.sealed_totp is None:
            return None
        return second_factor.opened(row.sealed_totp, factor_place(row.staff_id))


def set_up(claim: str, code: str, browser: str) -> str | None:
    """Give the account its password and second factor and sign in; None where the code does not fit."""
    secret = secret_of(claim)
    step = second_factor.step_of(secret, code) if secret else None
    if step is None:
        return None
    with writing() as session:
        row = _link(session, StaffLink.claim == hashed(claim), lock=True)
        person = session.scalar(select(Staff).where(Staff.id == row.staff_id).with_for_update()) if row else None
        if row is None or person is None or row.password is None:
            return None
        person.password, person.sealed_totp, person.totp_step = row.password, row.sealed_totp, step
        row.used_at, row.claim, row.password, row.sealed_totp = now(), None, None, None
        end_sessions(session, person.id)
        person.signed_in_at = now()
        return begin_session(session, person.id, browser)


def _link(session: Session, these: ColumnElement[bool], *, lock: bool = False) -> StaffLink | None:
    """Find a link that may still be used."""
    query = select(StaffLink).where(these, StaffLink.used_at.is_(None), StaffLink.expires_at > now())
    return session.scalar(query.with_for_update() if lock else query)
