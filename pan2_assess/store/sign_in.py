"""Signing in: an account becomes a session, a session is used, and it ends."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from pan2_assess.store import passwords, second_factor
from pan2_assess.store.access import new_id
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.sealing import Unsealable
from pan2_assess.store.staff import Kind, Role, end_sessions, forget, mail_of
from pan2_assess.store.tables import Membership, Organisation, SignIn, Staff
from pan2_assess.store.tries import guessed_out

log = logging.getLogger(__name__)

IDLE = timedelta(minutes=60)  # a session that nobody used for so long has ended
LASTS = timedelta(hours=12)  # and one that began so long ago, used or not
NOTED = timedelta(minutes=1)  # how exactly it is noted when a session was used: not every page writes
KEPT = timedelta(days=30)  # ended sessions and links that long, for who looks into what happened


@dataclass(frozen=True)
class Place:
    """An organisation somebody belongs to, and as what."""

    id: str
    name: str
    kind: Kind
    role: Role


@dataclass(frozen=True)
class Signed:
    """Somebody signed in, with what they belong to at this moment."""

    session_id: str
    staff_id: str
    mail: str
    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Seen:
    """A session as its owner sees it."""

    id: str
    browser: str
    made_at: datetime
    seen_at: datetime
    own: bool  # the one that is asking


@dataclass(frozen=True)
class Colleague:
    name: str
    mail: str
    role: Role
    signed_in_at: datetime | None


# --- mail address, password and code ---------------------------------------------------------------------


def sign_in(mail: str, password: str, code: str, browser: str, *, known: bool) -> str | None:
    """Give a new session's token; None where anything does not fit, and nobody is told what.

    Whatever is wrong, the same work is done. `known` says that this browser has signed in as this person before: the
    codes that others guess do not count against it.
    """
    with reading() as session:
        person = session.scalar(select(Staff).where(Staff.mail == mail_of(mail)))
        usable = person is not None and person.disabled_at is None and bool(places_of(session, person.id))
        kept = _Kept.of(person) if person is not None and usable else _Kept("", None, None, second_factor.ANY_STEP)
    right = passwords.fits(kept.password, password)
    step = second_factor.step_of(kept.secret(), code, kept.step)
    # Counted for each wrong code, but only after the right password does it count against the account: whoever has
    # the password may not guess codes for ever, and whoever has not cannot shut anybody out.
    guesses = f"code/{kept.staff_id}" if right and not known else "code"
    out = guessed_out(guesses, wrong=not (right and step is not None))
    if not right or step is None or (out and not known):
        return None
    again = passwords.hashed(password) if kept.password and passwords.outdated(kept.password) else None
    with writing() as session:
        person = session.scalar(select(Staff).where(Staff.id == kept.staff_id).with_for_update())
        # Looked at once more: the same code may have come twice, or the account was renewed meanwhile.
        if person is None or person.password != kept.password or person.totp_step >= step or person.disabled_at:
            return None
        person.totp_step, person.password, person.signed_in_at = step, again or person.password, now()
        return begin_session(session, person.id, browser)


def change_password(signed: Signed, old: str, new: str, browser: str) -> str | None:
    """Change one's own password and end all one's sessions; give the token of a new one, None where `old` is wrong."""
    with reading() as session:
        person = session.get(Staff, signed.staff_id)
        kept = person.password if person else None
    if not passwords.fits(kept, old):
        return None
    kept_new = passwords.hashed(new)
    with writing() as session:
        person = session.scalar(select(Staff).where(Staff.id == signed.staff_id).with_for_update())
        if person is None or person.password != kept:
            return None
        person.password = kept_new
        end_sessions(session, person.id)
        return begin_session(session, person.id, browser)


# --- sessions --------------------------------------------------------------------------------------------


def signed(token: str) -> Signed | None:
    """Give who is signed in with this token; None where the session has ended or its owner has no place any more."""
    with reading() as session:
        row = session.scalar(_live(SignIn.hash == hashed(token)))
        person = session.get(Staff, row.staff_id) if row else None
        if row is None or person is None or person.disabled_at:
            return None
        places = tuple(places_of(session, person.id))
        found = Signed(row.id, person.id, person.mail, person.name, places) if places else None
        noted = row.seen_at > now() - NOTED
    if found and not noted:
        with writing() as session:
            session.execute(update(SignIn).where(SignIn.id == found.session_id).values(seen_at=now()))
    return found


def sessions_of(signed: Signed) -> list[Seen]:
    """List one's own live sessions, latest used first."""
    with reading() as session:
        rows = session.scalars(_live(SignIn.staff_id == signed.staff_id).order_by(SignIn.seen_at.desc(), SignIn.id))
        return [Seen(row.id, row.browser, row.made_at, row.seen_at, row.id == signed.session_id) for row in rows]


def end(signed: Signed, session_id: str) -> bool:
    """End one of one's own sessions; False where there is none like it."""
    with writing() as session:
        row = session.scalar(_live(SignIn.staff_id == signed.staff_id, SignIn.id == session_id))
        if row is not None:
            row.ended_at = now()
        return row is not None


def end_others(signed: Signed) -> None:
    with writing() as session:
        end_sessions(session, signed.staff_id, but=signed.session_id)


def sign_out(token: str) -> None:
    with writing() as session:
        live = SignIn.hash == hashed(token), SignIn.ended_at.is_(None)
        session.execute(update(SignIn).where(*live).values(ended_at=now()))


def colleagues(place: Place) -> list[Colleague]:
    """List who belongs to an organisation; ask only for one that was reached through a session."""
    with reading() as session:
        found = session.execute(
            select(Staff, Membership.role)
            .join(Membership, Membership.staff_id == Staff.id)
            .where(Membership.organisation_id == place.id)
            .order_by(Staff.name, Staff.mail)
        )
        return [Colleague(one.name, one.mail, cast(Role, role), one.signed_in_at) for one, role in found]


def forget_ended() -> None:
    """Throw away sessions and links that ended long ago."""
    with writing() as session:
        forget(session, now() - KEPT)


# --- what these share ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kept:
    """What an account is opened with; that of nobody is opened by nothing."""

    staff_id: str
    password: str | None
    sealed_totp: bytes | None
    step: int

    @classmethod
    def of(cls, person: Staff) -> "_Kept":
        return cls(person.id, person.password, person.sealed_totp, person.totp_step)

    def secret(self) -> str:
        if self.sealed_totp is None:
            return second_factor.nobodys()
        try:
            return second_factor.opened(self.sealed_totp, factor_place(self.staff_id))
        except Unsealable:
            log.error("The second factor of staff %s does not open with the server key; renew it.", self.staff_id)
            return second_factor.nobodys()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()


def factor_place(staff_id: str) -> str:
    return f"staff/{staff_id}/totp"


def begin_session(session: Session, staff_id: str, browser: str) -> str:
    token = new_token()
    at = now()
    session.add(
        SignIn(id=new_id(), staff_id=staff_id, hash=hashed(token), browser=browser[:64], made_at=at, seen_at=at)
    )
    return token


def _live(*these: ColumnElement[bool]) -> Select[SignIn]:
    at = now()
    return select(SignIn).where(
        *these, SignIn.ended_at.is_(None), SignIn.seen_at > at - IDLE, SignIn.made_at > at - LASTS
    )


def places_of(session: Session, staff_id: str) -> list[Place]:
    found = session.execute(
        select(Organisation, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.staff_id == staff_id)
        .order_by(Organisation.name)
    )
    return [Place(one.id, one.name, cast(Kind, one.kind), cast(Role, role)) for one, role in found]
