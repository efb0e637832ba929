"""The doors of staff: from a link to an account, in and out, and one answer to whatever is wrong."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pan2_assess.store import sign_in, staff
from pan2_assess.web import access
from pan2_assess.web.staff_cookies import CLAIM, KNOWN, SESSION
from tests.staff import PASSWORD, Clock, added, code, set_up
from tests.web.colleagues import CHANGE, HOME, OTHER, SIGN_IN, Colleague, Colleagues, change_password, place_of
from tests.web.journey import token

# --- the one-time link -----------------------------------------------------------------------------------


def test_from_the_link_to_the_first_page(web: Flask, client: FlaskClient, stopped: Clock) -> None:
    with web.app_context():
        person = added("Ministry of Roads", "reader")
    colleague = Colleague(client, person, stopped)
    for _ in range(3):
        page = client.get(f"/en/staff/link/{person.link}")  # a mail scanner, a preview, the person
        assert page.status_code == 200
        assert "Anne Weber" not in page.text  # who looks on learns no name
    opened = colleague.post("/en/staff/link", {"key": person.link}, page.text)
    assert (opened.status_code, opened.location) == (303, "/en/staff/begin/password")
    assert "Anne Weber" in client.get(opened.location).text
    assert client.get("/en/staff/begin/app").location == "/en/staff/begin/password"  # first things first
    for first, second, field in (
        ("elf zeichen", "elf zeichen", "password"),
        ("weber-knecht-im-mai", "weber-knecht-im-mai", "password"),
        (PASSWORD, OTHER, "again"),
        ("", "", "password"),
    ):
        wrong = colleague.post(opened.location, {"password": first, "again": second})
        assert wrong.status_code == 422
        assert f'href="#{field}"' in wrong.text
        assert not first or first not in wrong.text
    chosen = colleague.post(opened.location, {"password": PASSWORD, "again": PASSWORD})
    assert (chosen.status_code, chosen.location) == (303, "/en/staff/begin/app")
    page = client.get(chosen.location)
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert found
    person.secret = found[1].replace(" ", "")
    assert f"secret={person.secret}" in unescape(page.text)
    assert colleague.post(chosen.location, {"code": "000000"}).status_code == 422
    done = colleague.post(chosen.location, {"code": code(person.secret, stopped)})
    assert (done.status_code, done.location) == (303, HOME)
    assert "you are reader" in client.get(HOME).text
    dead = web.test_client().get(f"/en/staff/link/{person.link}")
    assert dead.status_code == 404
    assert "This link opens no account" in dead.text
    assert client.get("/en/staff/begin/app").status_code == 404
    assert client.get_cookie(CLAIM) is None


@pytest.mark.parametrize("link", ["AAAA-BBBB", "ü", "x" * 300, "%F0%9F%98%80"])
def test_a_link_that_is_none_is_said_calmly(client: FlaskClient, link: str) -> None:
    assert "This link opens no account" in client.get(f"/en/staff/link/{link}").text
    page = client.get(SIGN_IN).text
    response = client.post("/en/staff/link", data={"csrf_token": token(page), "key": link})
    assert response.status_code == 404
    assert "This link opens no account" in response.text


def test_setting_up_goes_on_in_the_browser_that_opened_the_link_last(web: Flask, stopped: Clock) -> None:
    with web.app_context():
        person = added("Ministry of Roads")
    two = [Colleague(web.test_client(), person, stopped) for _ in range(2)]
    for one in two:
        one.post(f"/en/staff/link/{person.link}", {}, "")
        page = one.client.get(f"/en/staff/link/{person.link}").text
        assert (
            one.client.post("/en/staff/link", data={"csrf_token": token(page), "key": person.link}).status_code == 303
        )
    assert two[0].client.get("/en/staff/begin/password").status_code == 404
    assert two[1].client.get("/en/staff/begin/password").status_code == 200


# --- in --------------------------------------------------------------------------------------------------


def test_whatever_is_wrong_gets_one_answer(web: Flask, colleagues: Colleagues, stopped: Clock) -> None:
    colleague, removed = colleagues(), colleagues("Ministry of Leavers")
    with web.app_context():
        staff.remove(removed.person.mail)
        unused = added("Ministry of Roads")
    used = code(colleague.person.secret, stopped)
    other = Colleague(web.test_client(), colleague.person, stopped)
    assert other.sign_in().status_code == 303
    answers = set()
    for mail, password, typed in (
        (colleague.person.mail, "wrong-password-here", code(colleague.person.secret, stopped)),
        (colleague.person.mail, PASSWORD, "000000"),
        (colleague.person.mail, PASSWORD, used),
        ("nobody@example.lu", PASSWORD, used),
        (removed.person.mail, PASSWORD, code(removed.person.secret, stopped)),
        (unused.mail, PASSWORD, used),
        ("", "", ""),
        ("no address", "x" * 1000, "y" * 1000),
    ):
        client = web.test_client()
        page = client.get(SIGN_IN).text
        data = {"csrf_token": token(page), "mail": mail, "password": password, "code": typed}
        response = client.post(SIGN_IN, data=data)
        shown = response.text.replace(mail, "") if mail else response.text
        answers.add((response.status_code, re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", shown)))
        assert not password or password not in response.text
        assert client.get_cookie(SESSION) is None
    assert len(answers) == 1
    status, text = answers.pop()
    assert status == 422
    assert "We do not say which of them is wrong" in text


def test_signing_in_begins_a_session_that_nobody_knew_before(web: Flask, colleagues: Colleagues) -> None:
    colleague = colleagues()
    planted = sign_in.new_token()
    fresh = Colleague(web.test_client(), colleague.person, colleague.clock)
    fresh.client.set_cookie(SESSION, planted)
    guard = token(fresh.client.get(SIGN_IN).text)
    response = fresh.sign_in()
    assert response.status_code == 303
    cookie = fresh.client.get_cookie(SESSION)
    assert cookie
    assert cookie.value not in (planted, colleague.person.token)
    assert len(cookie.value) >= 43  # 256 bits
    with web.app_context():
        assert sign_in.signed(planted) is None
        assert sign_in.signed(cookie.value)
    assert fresh.client.post("/en/staff/sign-out", data={"csrf_token": guard}).status_code == 400  # the guard of before
    before = cookie.value
    assert fresh.sign_in().status_code == 303
    with web.app_context():
        assert sign_in.signed(before) is None  # one browser, one session


def test_cookies_of_staff_are_bound_to_the_host(
    web: Flask, colleagues: Colleagues, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = colleagues()
    colleague.client = web.test_client()
    monkeypatch.setitem(web.extensions, "settings", replace(web.extensions["settings"], env="production"))
    cookies = [one for one in colleague.sign_in().headers.getlist("Set-Cookie") if "pan2-staff" in one]
    assert {cookie.partition("=")[0] for cookie in cookies} == {f"__Host-{name}" for name in (SESSION, KNOWN)}
    for cookie in cookies:
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie.split("; ")
        assert "Domain" not in cookie
        assert ("Max-Age" in cookie) == (f"{KNOWN}=" in cookie)  # the session ends with the browser
        assert colleague.person.mail not in cookie


def test_one_comes_back_to_the_page_one_asked_for_and_nowhere_else(web: Flask, colleagues: Colleagues) -> None:
    colleague = colleagues()
    there = f"/fr/staff/o/{place_of(web, colleague)}/"
    colleague.client = web.test_client()
    asked = colleague.client.get(f"{there}?page=2")
    assert (asked.status_code, asked.location) == (303, "/fr/staff/sign-in")
    assert colleague.sign_in().location == f"{there}?page=2"
    for planted in (
        "//evil.example/",
        "https://evil.example/en/staff/",
        "/\\evil.example",
        "/en/",
        "javascript:x",
        "/en",
    ):
        colleague.client = web.test_client()
        with colleague.client.session_transaction() as session:
            session[access.WAY_BACK] = planted
        page = colleague.client.get(f"{SIGN_IN}?next=https://evil.example/").text
        typed = {"mail": colleague.person.mail, "password": PASSWORD}
        data = typed | {"code": code(colleague.person.secret, colleague.clock), "csrf_token": token(page)}
        assert colleague.client.post(f"{SIGN_IN}?next=https://evil.example/", data=data).location == HOME
        colleague.clock.goes_on(seconds=30)


def test_the_language_changes_and_the_address_typed_stays(client: FlaskClient) -> None:
    page = client.get(SIGN_IN).text
    data = {"csrf_token": token(page), "mail": "anne@example.lu", "password": "secret-words", "switch": "1"}
    response = client.post("/fr/staff/sign-in", data=data)
    assert response.status_code == 200
    assert '<html lang="fr">' in response.text
    assert "anne@example.lu" in response.text
    assert "secret-words" not in response.text


# --- how often, and what is written down -----------------------------------------------------------------


def test_strangers_wait_and_the_owner_does_not(app: Flask, stopped: Clock) -> None:
    with app.app_context():
        person = set_up(stopped, "Ministry of Roads")
    owner = Colleague(app.test_client(), person, stopped)
    assert owner.sign_in().status_code == 303
    owner.post("/en/staff/sign-out", {}, owner.client.get(HOME).text)
    codes = []
    for _ in range(5):
        stranger = Colleague(app.test_client(), person, stopped)
        response = stranger.sign_in(password="wrong-password-here")
        codes.append(response.status_code)
    assert codes == [422, 422, 422, 429, 429]
    assert 0 < int(response.headers["Retry-After"]) <= 15
    assert "Too many tries" in response.text
    assert person.mail in response.text
    nobody = [Colleague(app.test_client(), person, stopped).sign_in(mail="nobody@example.lu") for _ in range(4)]
    assert [response.status_code for response in nobody] == [422, 422, 422, 429]  # the same for who is not there
    assert owner.sign_in().status_code == 303  # same address, same account: a browser that is known
    for _ in range(3):
        _wrong = owner.post(CHANGE, {"present": "wrong-password-here", "password": OTHER, "again": OTHER})
        assert _wrong.status_code == 422
    assert change_password(owner).status_code == 429  # nor does who sits down at an open page guess the password


def test_no_link_session_or_address_stands_in_a_log(
    web: Flask, client: FlaskClient, stopped: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with web.app_context():
        person = added("Ministry of Roads")
    colleague = Colleague(client, person, stopped)
    with caplog.at_level(logging.INFO):
        for name in ("werkzeug", "gunicorn.access"):
            logging.getLogger(name).info('"GET /en/staff/link/%s HTTP/1.1" 200', person.link)
        page = client.get(f"/en/staff/link/{person.link}").text
        colleague.post("/en/staff/link", {"key": person.link}, page)
        colleague.post("/en/staff/begin/password", {"password": PASSWORD, "again": PASSWORD})
        found = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/en/staff/begin/app").text)
        assert found
        person.secret = found[1].replace(" ", "")
        colleague.post("/en/staff/begin/app", {"code": code(person.secret, stopped)})
        colleague.sign_in(mail=PASSWORD)  # a slip that happens
        colleague.post("/en/staff/sign-out", {}, client.get(HOME).text)
    assert caplog.text.count("/staff/link/…") == 2
    assert "has set up an account" in caplog.text
    assert "signed out" in caplog.text
    assert "could not sign in" in caplog.text
    for hidden in (person.link, person.mail, person.secret, PASSWORD, "Anne Weber"):
        assert hidden not in caplog.text
