"""Sessions and organisations of staff: dead when ended, and nothing of others is there."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.test import TestResponse

from pan2_assess.store import opening, sign_in, staff
from pan2_assess.web import access
from pan2_assess.web.staff import browsers
from pan2_assess.web.staff_cookies import SESSION
from tests.staff import PASSWORD
from tests.web.colleagues import (
    CHANGE,
    HOME,
    OTHER,
    SESSIONS,
    SIGN_IN,
    Colleague,
    Colleagues,
    change_password,
    place_of,
)
from tests.web.journey import token

# --- dead when ended -------------------------------------------------------------------------------------


ENDS: dict[str, Callable[[Colleague, Colleague], object]] = {
    "signed out": lambda here, there: here.post("/en/staff/sign-out", {}, here.client.get(HOME).text),
    "ended by its owner elsewhere": lambda here, there: _end(there, here),
    "all others ended": lambda here, there: there.post(SESSIONS, {"ended": "others"}),
    "another password chosen elsewhere": lambda here, there: change_password(there),
    "account renewed": lambda here, there: staff.renew(here.person.mail),
    "person removed": lambda here, there: staff.remove(here.person.mail),
    "out of the only organisation": lambda here, there: staff.remove(here.person.mail, "Ministry of Roads"),
    "an hour without use": lambda here, there: here.clock.goes_on(minutes=61),
    "link of a renewal used": lambda here, there: opening.open_link(staff.renew(here.person.mail).token),
}


def _end(there: Colleague, here: Colleague) -> TestResponse:
    own = sign_in.signed(here.person.token)
    assert own
    return there.post(SESSIONS, {"ended": own.session_id})


@pytest.mark.parametrize("how", ENDS)
def test_what_has_ended_is_dead_at_the_next_request(web: Flask, colleagues: Colleagues, how: str) -> None:
    here = colleagues()
    there = Colleague(web.test_client(), here.person, here.clock)
    assert there.sign_in().status_code == 303
    place = place_of(web, here)
    assert here.is_in()
    page = here.client.get(SESSIONS).text
    with web.app_context():
        ENDS[how](here, there)
    here.client.set_cookie(SESSION, here.person.token)  # as somebody who kept a copy would
    assert not here.is_in()
    assert here.client.get(f"/en/staff/o/{place}/").location == SIGN_IN
    assert here.client.post(SESSIONS, data={"csrf_token": token(page), "ended": "others"}).status_code in (400, 401)


def test_a_used_session_ends_after_twelve_hours_all_the_same(colleagues: Colleagues) -> None:
    colleague = colleagues()
    for _ in range(14):
        colleague.clock.goes_on(minutes=51)
        assert colleague.is_in()
    colleague.clock.goes_on(minutes=51)
    assert not colleague.is_in()


def test_another_password_keeps_this_browser_in_with_a_new_session(web: Flask, colleagues: Colleagues) -> None:
    colleague = colleagues()
    for given, field in (
        ({"present": "wrong-password-here", "password": OTHER, "again": OTHER}, "present"),
        ({"present": PASSWORD, "password": "ministry of roads", "again": "ministry of roads"}, "password"),
        ({"present": PASSWORD, "password": OTHER, "again": PASSWORD}, "again"),
    ):
        response = colleague.post(CHANGE, given)
        assert response.status_code == 422
        assert f'href="#{field}"' in response.text
        assert PASSWORD not in response.text
    assert change_password(colleague).location == SESSIONS
    assert colleague.is_in()
    cookie = colleague.client.get_cookie(SESSION)
    assert cookie
    assert cookie.value != colleague.person.token
    assert colleague.client.get(SESSIONS).text.count("this one") == 1
    assert colleague.sign_in().status_code == 422
    assert colleague.sign_in(password=OTHER).status_code == 303


def test_sessions_are_told_apart_in_plain_words(web: Flask, colleagues: Colleagues) -> None:
    colleague = colleagues()
    other = Colleague(web.test_client(), colleague.person, colleague.clock)
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    other.sign_in()
    text = other.client.get(SESSIONS).text
    assert text.count("Firefox, Linux") == 2  # and once more for who hears it read
    assert text.count("Firefox, Windows") == 2
    assert text.count("this one") == 1
    assert browsers.named("curl/8") == ""
    assert browsers.named("Mozilla/5.0 (iPhone; CPU like Mac OS X) CriOS/120 Safari/604") == "Chrome, iPhone"
    assert browsers.named("Mozilla/5.0 (X11; Linux) Chrome/120 Safari/537 Edg/120") == "Edge, Linux"


def test_what_was_typed_comes_back_where_the_session_has_ended(colleagues: Colleagues) -> None:
    colleague = colleagues()
    page = colleague.client.get(SESSIONS).text
    colleague.clock.goes_on(hours=2)
    data = {"csrf_token": token(page), "message": "typed with care", "present": PASSWORD, "password": OTHER}
    response = colleague.client.post(CHANGE, data=data)
    assert response.status_code == 401
    assert "You are signed out" in response.text
    assert "typed with care" in response.text
    assert PASSWORD not in response.text
    assert OTHER not in response.text
    unguarded = colleague.client.post(SIGN_IN, data={"mail": "anne@example.lu", "password": PASSWORD, "code": "1"})
    assert unguarded.status_code == 400
    assert "anne@example.lu" in unguarded.text
    assert PASSWORD not in unguarded.text


# --- organisations ---------------------------------------------------------------------------------------


def test_colleagues_are_seen_and_their_last_sign_in_by_managers_only(web: Flask, colleagues: Colleagues) -> None:
    organisation = f"Ministry {secrets.token_hex(4)}"
    manager, reader = colleagues(organisation), colleagues(organisation, "reader", "Jean Muller")
    address = f"/en/staff/o/{place_of(web, manager)}/"
    for one, sees in ((manager, True), (reader, False)):
        text = one.client.get(address).text
        assert "Anne Weber" in text
        assert "Jean Muller" in text
        assert ("signed in last" in text) == sees
    with web.app_context():
        staff.set_role(manager.person.mail, "reader")
    assert "signed in last" not in manager.client.get(address).text  # from the next page on


def test_other_organisations_do_not_exist(web: Flask, colleagues: Colleagues) -> None:
    own, other = (colleagues(f"Ministry {secrets.token_hex(4)}", name=name) for name in ("Anne Weber", "Eve Other"))
    foreign = f"/en/staff/o/{place_of(web, other)}/"
    assert own.client.get(foreign).status_code == 404
    assert own.client.get("/en/staff/o/x/").status_code == 404
    for address in (HOME, SESSIONS, f"/en/staff/o/{place_of(web, own)}/"):
        assert "Eve Other" not in own.client.get(address).text
    with web.app_context():
        staff.add(next(one.organisation for one in staff.listed() if one.mail == other.person.mail), None, "reader",
                  own.person.mail, "Anne Weber")  # fmt: skip
    assert own.client.get(foreign).status_code == 200
    with web.app_context():
        staff.remove(own.person.mail, next(one.name for one in _places(own) if one.role == "reader"))
    assert own.client.get(foreign).status_code == 404
    assert own.is_in()


def _places(colleague: Colleague) -> tuple[sign_in.Place, ...]:
    signed = sign_in.signed(colleague.person.token)
    assert signed
    return signed.places


@pytest.mark.parametrize(
    ("needed", "may"), [("reader", "reader reviewer manager"), ("reviewer", "reviewer manager"), ("manager", "manager")]
)
def test_a_role_opens_what_it_may_and_no_more(web: Flask, colleagues: Colleagues, needed: staff.Role, may: str) -> None:
    view = access.staff(needed)(lambda member: member.organisation.name)
    organisation = f"Ministry {secrets.token_hex(4)}"
    for role in staff.ROLES:
        colleague = colleagues(organisation, role)
        place = place_of(web, colleague)
        headers = {"Cookie": f"{SESSION}={colleague.person.token}"}
        with web.test_request_context(f"/en/staff/o/{place}/", headers=headers):
            if role in may.split():
                assert view(organisation=place) == organisation
            else:
                with pytest.raises(NotFound):
                    view(organisation=place)
