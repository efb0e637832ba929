"""Staff as the operator keeps it: organisations, who belongs to them in which role, and one-time links to accounts."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pan2_assess.core.typed import composed, printable, text_fault
from pan2_assess.store.access import hash_of, new_id, new_secret
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.tables import Membership, Organisation, SignIn, Staff, StaffLink

Kind = Literal["authority", "coordinator"]
Role = Literal["reader", "reviewer", "manager"]
State = Literal["in use", "waiting for its link to be used", "removed"]
KINDS: tuple[Kind, ...] = ("authority", "coordinator")
ROLES: tuple[Role, ...] = ("reader", "reviewer", "manager")  # each may do what those before it may
LINK_LASTS = timedelta(days=7)
MAX_NAME, MAX_MAIL = 200, 254


class StaffError(Exception):
    """Say what is wrong with what the operator asked for, and what to do."""


class Unclear(StaffError):
    """Say that the command left open what was meant."""


@dataclass(frozen=True)
class Link:
    """A one-time link just made: its token is shown once and kept nowhere."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Added:
    name: str
    mail: str
    organisation: str
    new_organisation: bool
    link: Link | None  # None where the account is in use already, or a link given before still opens it
    in_use: bool
    staff_id: str
    organisation_id: str


@dataclass(frozen=True)
class Listed:
    """Somebody in one of their organisations; without one where they belong to none."""

    organisation: str
    kind: str
    name: str
    mail: str
    role: str
    state: State
    signed_in_at: datetime | None


def mail_of(text: str) -> str:
    """Write a mail address in the one spelling in which it is kept and looked for."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def add(organisation: str, kind: str | None, role: Role, mail: str, name: str) -> Added:
    """Make somebody a member of an organisation, and both where they are not there yet."""
    mail, name, organisation = _mail(mail), _line(name, "name"), _line(organisation, "organisation")
    with writing() as session:
        place, made = _organisation(session, organisation, kind)
        person = session.scalar(select(Staff).where(Staff.mail == mail).with_for_update())
        if person is None:
            person = Staff(id=new_id(), mail=mail, name=name, totp_step=0, made_at=now())
            session.add(person)
        elif person.disabled_at:
            person.name, person.disabled_at = name, None
        elif person.name != name:
            raise StaffError(f"{mail}: has an account as «{person.name}». Give that name.")
        session.flush()
        if member := session.get(Membership, (person.id, place.id)):
            raise StaffError(
                f"{mail}: is a {member.role} of «{place.name}» already. To change that: pan2-assess staff role"
            )
        session.add(Membership(staff_id=person.id, organisation_id=place.id, role=role, made_at=now()))
        in_use = person.password is not None
        link = None if in_use or _has_link(session, person) else _new_link(session, person, "begin")
        return Added(person.name, mail, place.name, made, link, in_use, person.id, place.id)


def listed() -> list[Listed]:
    """List all staff by organisation and name, those without an organisation last; organisations without staff too."""
    with reading() as session:
        found = [
            _listed(person, place, member.role)
            for member, person, place in session.execute(
                select(Membership, Staff, Organisation)
                .join(Staff, Staff.id == Membership.staff_id)
                .join(Organisation, Organisation.id == Membership.organisation_id)
            )
        ]
        some = select(Membership.organisation_id)
        empty = session.scalars(select(Organisation).where(Organisation.id.not_in(some)))
        found += [Listed(place.name, place.kind, "", "", "", "removed", None) for place in empty]
        without = session.scalars(select(Staff).where(Staff.id.not_in(select(Membership.staff_id))))
        found += [_listed(person, None, "") for person in without]
    return sorted(found, key=lambda one: (not one.organisation, one.organisation.casefold(), one.name.casefold()))


def set_role(mail: str, role: Role, organisation: str | None = None) -> str:
    """Give a member another role, from their next page on; give the organisation's name."""
    with writing() as session:
        person = _person(session, mail)
        member, place = _membership(session, person, organisation)
        member.role = role
        return place.name


def renew(mail: str) -> Link:
    """End password, second factor and sessions of somebody, and make a new one-time link."""
    with writing() as session:
        person = _person(session, mail)
        _shut(session, person)
        return _new_link(session, person, "renew")


def remove(mail: str, organisation: str | None = None) -> list[str]:
    """Take somebody out of one organisation, or out of all; who belongs to none has no account any more.

    Give the names of the organisations they left that have no manager now.
    """
    with writing() as session:
        person = _person(session, mail)
        if organisation is None:
            members = _places(session, person)
        else:
            members = [_membership(session, person, organisation)]
        for member, _place in members:
            session.delete(member)
        session.flush()
        if session.scalar(select(func.count()).where(Membership.staff_id == person.id)) == 0:
            person.disabled_at = now()
            _shut(session, person)
        managed = select(Membership.organisation_id).where(Membership.role == "manager")
        left = [place.id for _member, place in members]
        return list(
            session.scalars(
                select(Organisation.name)
                .where(Organisation.id.in_(left), Organisation.id.not_in(managed))
                .order_by(Organisation.name)
            )
        )


# --- what these share ------------------------------------------------------------------------------------


def end_sessions(session: Session, staff_id: str, *, but: str | None = None) -> None:
    """End the sessions of somebody, but for one."""
    live = SignIn.staff_id == staff_id, SignIn.ended_at.is_(None), SignIn.id != (but or "")
    session.execute(update(SignIn).where(*live).values(ended_at=now()))


def _shut(session: Session, person: Staff) -> None:
    """Let nothing that opened an account until now open it any more."""
    person.password, person.sealed_totp = None, None
    end_sessions(session, person.id)
    _end_links(session, person)


def _end_links(session: Session, person: Staff) -> None:
    unused = StaffLink.staff_id == person.id, StaffLink.used_at.is_(None)
    nothing = {"claim": None, "password": None, "sealed_totp": None}
    session.execute(update(StaffLink).where(*unused).values(used_at=now(), **nothing))


def _has_link(session: Session, person: Staff) -> bool:
    unused = StaffLink.staff_id == person.id, StaffLink.used_at.is_(None), StaffLink.expires_at > now()
    return session.scalar(select(StaffLink.id).where(*unused).limit(1)) is not None


def _new_link(session: Session, person: Staff, purpose: str) -> Link:
    _end_links(session, person)
    link, expires_at = new_secret(), now() + LINK_LASTS
    session.add(
        StaffLink(
            id=new_id(),
            staff_id=person.id,
            hash=hash_of(link),
            purpose=purpose,
            made_at=now(),
            expires_at=expires_at,
        )
    )
    return Link(link, expires_at)


def forget(session: Session, before: datetime) -> None:
    """Throw away links and sessions that ended before then."""
    session.execute(delete(StaffLink).where(StaffLink.expires_at < before))
    session.execute(delete(SignIn).where(SignIn.seen_at < before))


def _organisation(session: Session, name: str, kind: str | None) -> tuple[Organisation, bool]:
    """Find the organisation of this name, however it is capitalised; make it where there is none."""
    known = {place.name.casefold(): place for place in session.scalars(select(Organisation))}
    if place := known.get(name.casefold()):
        if kind and kind != place.kind:
            raise StaffError(f"«{place.name}»: is a {place.kind}, not a {kind}. Leave --kind out, or mend the name.")
        return place, False
    if kind is None:
        there = ", ".join(f"«{place.name}»" for place in known.values()) or "there is none"
        raise Unclear(
            f"«{name}»: there is no such organisation ({there}). To make it, say --kind {' or '.join(KINDS)}."
        )
    place = Organisation(id=new_id(), name=name, kind=kind, made_at=now())
    session.add(place)
    return place, True


def _person(session: Session, mail: str) -> Staff:
    person = session.scalar(select(Staff).where(Staff.mail == mail_of(mail)).with_for_update())
    if person is None or person.disabled_at:
        raise StaffError(f"{printable(mail)}: has no account here. pan2-assess staff list shows who has.")
    return person


def _membership(session: Session, person: Staff, organisation: str | None) -> tuple[Membership, Organisation]:
    mine = _places(session, person)
    names = ", ".join(f"«{place.name}»" for _member, place in mine)
    if organisation is None:
        if len(mine) > 1:
            raise Unclear(f"{person.mail}: belongs to {names}. Say which one: --organisation NAME")
        return mine[0]
    wanted = composed(organisation).casefold()
    for member, place in mine:
        if place.name.casefold() == wanted:
            return member, place
    raise StaffError(f"{person.mail}: does not belong to «{printable(organisation)}», but to {names}.")


def _places(session: Session, person: Staff) -> list[tuple[Membership, Organisation]]:
    found = session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.staff_id == person.id)
        .order_by(Organisation.name)
    )
    return [(member, place) for member, place in found]


def _listed(person: Staff, place: Organisation | None, role: str) -> Listed:
    state: State = "in use" if person.password else "waiting for its link to be used"
    return Listed(
        organisation=place.name if place else "",
        kind=place.kind if place else "",
        name=person.name,
        mail=person.mail,
        role=role,
        state="removed" if person.disabled_at else state,
        signed_in_at=person.signed_in_at,
    )


def _mail(text: str) -> str:
    mail = mail_of(text)
    before, at, after = mail.rpartition("@")
    sound = before and at and "." in after and mail.isprintable() and not set(mail) & set(' "<>(),;:\\')
    if not sound or "@" in before or len(mail) > MAX_MAIL or after.startswith(".") or after.endswith("."):
        raise StaffError(f"«{printable(text)}»: is not a mail address such as anne.weber@example.lu.")
    return mail


def _line(text: str, what: str) -> str:
    line = composed(text)
    if not line:
        raise StaffError(f"The {what} is empty. Give it in quotes.")
    fault = text_fault(line, MAX_NAME) or (("more than one line", "Write it on one line.") if "\n" in line else None)
    if fault:
        raise StaffError(f"The {what} «{printable(line)}»: {fault[0]}. {fault[1]}")
    return line
