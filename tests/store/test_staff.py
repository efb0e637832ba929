"""Staff as the operator keeps it: who belongs where, what a link opens, and what ends when somebody goes."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask
from sqlalchemy import select

from pan2_assess import store
from pan2_assess.store import opening, sign_in, staff
from pan2_assess.store.staff import StaffError, Unclear
from pan2_assess.store.tables import Organisation, SignIn, Staff, StaffLink
from tests.staff import PASSWORD, Clock, added, be_cheap, code, set_up, some_mail, stop_clock

pytestmark = pytest.mark.usefixtures("shared")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    be_cheap(monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stop_clock(monkeypatch)


@pytest.fixture
def place() -> str:
    return f"Ministry {secrets.token_hex(4)}"


def listed(organisation: str) -> list[tuple[str, str, str]]:
    return [(one.mail, one.role, one.state) for one in staff.listed() if one.organisation == organisation]


def test_an_organisation_is_made_once_however_it_is_written(place: str) -> None:
    first = staff.add(place, "authority", "manager", "Anne.Weber@Example.LU ", "Anne Weber")
    again = staff.add(place.upper(), None, "reader", some_mail(), "Jean Muller")
    assert (first.mail, first.new_organisation) == ("anne.weber@example.lu", True)
    assert (again.organisation, again.new_organisation) == (place, False)
    roles = {role for _mail, role, _state in listed(place)}
    assert roles == {"manager", "reader"}
    with pytest.raises(StaffError, match="is a authority, not a coordinator"):
        staff.add(place, "coordinator", "reader", some_mail(), "X Y")
    staff.remove("anne.weber@example.lu")


def test_what_cannot_be_is_refused_and_nothing_is_made(place: str) -> None:
    with pytest.raises(Unclear, match="say --kind authority or coordinator"):
        staff.add(place, None, "reader", some_mail(), "Anne Weber")
    for mail in ("anne", "a@b", "@x.lu", "a@b@c.lu", "a b@c.lu", "a@c.lu\n", "x" * 250 + "@c.lu", "a@.lu", "<a@c.lu>"):
        if mail.strip() != mail:
            continue  # blanks at the ends are left out
        with pytest.raises(StaffError, match="is not a mail address"):
            staff.add(place, "authority", "reader", mail, "Anne Weber")
    for name in ("", "  ", "A\nB", "A\x07B", "x" * 201):
        with pytest.raises(StaffError, match="The name"):
            staff.add(place, "authority", "reader", some_mail(), name)
    assert listed(place) == []
    for do in (staff.renew, staff.remove):
        with pytest.raises(StaffError, match="has no account here"):
            do("nobody@example.lu")


def test_a_person_in_several_organisations(clock: Clock, place: str) -> None:
    person = set_up(clock, place)
    second = staff.add(f"{place} II", "coordinator", "reader", person.mail, "Anne Weber")
    assert second.link is None  # in use already
    with pytest.raises(StaffError, match=r"is a reader of .* already"):
        staff.add(f"{place} II", None, "reviewer", person.mail, "Anne Weber")
    with pytest.raises(StaffError, match="has an account as «Anne Weber»"):
        staff.add(f"{place} III", "authority", "reader", person.mail, "Somebody Else")
    with pytest.raises(Unclear, match="Say which one"):
        staff.set_role(person.mail, "reviewer")
    assert staff.set_role(person.mail, "reviewer", f"{place} ii") == f"{place} II"
    signed = sign_in.signed(person.token)
    assert signed
    assert [(one.name, one.role) for one in signed.places] == [(place, "manager"), (f"{place} II", "reviewer")]
    assert staff.remove(person.mail, place) == [place]  # which has no manager now
    with pytest.raises(StaffError, match="does not belong to"):
        staff.remove(person.mail, place)
    signed = sign_in.signed(person.token)
    assert signed
    assert [one.name for one in signed.places] == [f"{place} II"]


@pytest.mark.parametrize("how", ["remove", "leave the last", "renew"])
def test_what_ends_an_account_ends_all_of_it(clock: Clock, place: str, how: str) -> None:
    person = set_up(clock, place)
    if how == "renew":
        link = staff.renew(person.mail).token
    else:
        staff.remove(person.mail, place if how == "leave the last" else None)
        link = person.link
    assert sign_in.signed(person.token) is None
    assert sign_in.sign_in(person.mail, PASSWORD, code(person.secret, clock), "", known=True) is None
    with store.reading() as session:
        row = session.scalars(select(Staff).where(Staff.mail == person.mail)).one()
        assert (row.password, row.sealed_totp) == (None, None)
    if how == "renew":
        assert opening.is_open(link)
    else:
        assert not opening.is_open(link)
        again = staff.add(place, None, "reader", person.mail, "Anne Weber-Muller")
        assert again.link  # back, and everything is set up anew
        assert listed(place) == [(person.mail, "reader", "waiting for its link to be used")]


def test_an_unused_link_ends_with_a_newer_one_and_with_its_week(clock: Clock, place: str) -> None:
    person = added(place)
    claim = opening.open_link(person.link)
    assert claim
    assert opening.choose_password(claim, PASSWORD)
    newer = staff.renew(person.mail).token
    assert not opening.is_open(person.link)
    assert opening.opening(claim) is None
    assert not opening.choose_password(claim, PASSWORD)
    assert opening.is_open(newer)
    clock.goes_on(days=7)
    assert not opening.is_open(newer)
    assert opening.open_link(newer) is None


def test_a_further_organisation_leaves_the_link_as_it_is(clock: Clock, place: str) -> None:
    person = added(place)
    again = staff.add(f"{place} II", "authority", "reader", person.mail, "Anne Weber")
    assert (again.link, again.in_use) == (None, False)
    assert opening.is_open(person.link)
    clock.goes_on(days=7)
    assert staff.add(f"{place} III", "authority", "reader", person.mail, "Anne Weber").link


def test_a_link_is_used_once_by_the_browser_that_opened_it_last(clock: Clock, place: str) -> None:
    person = added(place)
    first, second = opening.open_link(person.link), opening.open_link(person.link.lower().replace("-", " "))
    assert first
    assert second
    assert opening.opening(first) is None
    opened = opening.opening(second)
    assert opened
    assert (opened.mail, opened.organisations, opened.renews) == (person.mail, (place,), False)
    secret = opening.secret_of(second) or ""
    assert opening.set_up(second, code(secret, clock), "") is None  # without a password
    assert opening.choose_password(second, PASSWORD)
    assert opening.set_up(second, "000000", "") is None
    assert listed(place) == [(person.mail, "manager", "waiting for its link to be used")]
    assert opening.set_up(second, code(secret, clock), "")
    assert listed(place) == [(person.mail, "manager", "in use")]
    assert opening.set_up(second, code(secret, clock), "") is None
    assert not opening.is_open(person.link)


def test_nothing_that_opens_stands_in_the_database(shared: Flask, clock: Clock, place: str) -> None:
    person, waiting = set_up(clock, place), added(place, mail=some_mail())
    claim = opening.open_link(waiting.link) or ""
    opening.choose_password(claim, PASSWORD)
    secret = opening.secret_of(claim) or ""
    with store.reading() as session:
        kept = [
            repr({column.name: getattr(row, column.key) for column in row.__table__.columns})
            for table in (Organisation, Staff, SignIn, StaffLink)
            for row in session.scalars(select(table))
        ]
    whole = "\n".join(kept)
    assert person.mail in whole  # so it would be noticed
    for hidden in (person.token, person.link, person.secret, waiting.link, claim, secret, PASSWORD):
        assert hidden
        assert hidden not in whole
        assert hidden.replace("-", "") not in whole


def test_a_second_factor_opens_only_for_whom_it_was_sealed(clock: Clock, place: str) -> None:
    one, other = set_up(clock, place), set_up(clock, place, name="Jean Muller")
    with store.writing() as session:
        rows = {row.mail: row for row in session.scalars(select(Staff).where(Staff.mail.in_([one.mail, other.mail])))}
        rows[one.mail].sealed_totp = rows[other.mail].sealed_totp
    for secret in (one.secret, other.secret):
        assert sign_in.sign_in(one.mail, PASSWORD, code(secret, clock), "", known=True) is None
    assert sign_in.sign_in(other.mail, PASSWORD, code(other.secret, clock), "", known=True)
