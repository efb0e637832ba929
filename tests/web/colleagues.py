"""Somebody of staff before their browser, for the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pan2_assess.store import sign_in
from tests.staff import PASSWORD, Clock, Person, code
from tests.web.journey import Data, token

HOME, SIGN_IN, SESSIONS, CHANGE = "/en/staff/", "/en/staff/sign-in", "/en/staff/sessions", "/en/staff/password"
OTHER = "regen-tee-zug-lampe"  # a password after the first one


@dataclass
class Colleague:
    """Somebody of staff before their browser."""

    client: FlaskClient
    person: Person
    clock: Clock

    def post(self, address: str, data: Data, page: str = "") -> TestResponse:
        shown = page or self.client.get(address).text
        return self.client.post(address, data={"csrf_token": token(shown), **data})

    def sign_in(self, **more: str) -> TestResponse:
        typed = {"mail": self.person.mail, "password": PASSWORD, "code": code(self.person.secret, self.clock)} | more
        self.clock.goes_on(seconds=30)
        return self.post(SIGN_IN, typed)

    def is_in(self) -> bool:
        response = self.client.get(HOME)
        assert (response.status_code, response.location) in ((200, None), (303, SIGN_IN))
        return response.status_code == 200


Colleagues = Callable[..., Colleague]  # organisation, role, name


def place_of(web: Flask, colleague: Colleague) -> str:
    with web.app_context():
        signed = sign_in.signed(colleague.person.token)
    assert signed
    return signed.places[0].id


def change_password(colleague: Colleague) -> TestResponse:
    return colleague.post(CHANGE, {"present": PASSWORD, "password": OTHER, "again": OTHER})
