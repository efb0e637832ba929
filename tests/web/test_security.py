"""Headers, cookies, limits and logs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from pan2_assess import config, create_app, store
from pan2_assess.web import limits
from pan2_assess.web.security import TRANSPORT
from tests.web.journey import Checked, Respondent, company, token


@pytest.mark.parametrize(
    "address", ["/static/site.css", "/static/none.css", "/nothing", "/en/nothing/at/all", "/healthz"]
)
def test_headers_are_everywhere(client: FlaskClient, address: str) -> None:
    client.get(address)  # the client itself compares them


def test_health(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"

    def broken(app: Flask) -> None:
        raise store.StoreError("secret path")

    monkeypatch.setattr(store, "verify", broken)
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")
    assert client.get("/healthz").status_code == 200


def test_cookies_in_production(web: Flask, tmp_path: Path) -> None:
    settings = config.load({"PAN2_INSTANCE": str(tmp_path / "instance")})
    hosts = ("assess.example.lu",)
    settings = replace(settings, env="production", base_url="https://assess.example.lu", trusted_hosts=hosts)
    app = create_app(settings)
    store.prepare(app)
    limits.limiter.enabled = False
    client = app.test_client()
    base = "https://assess.example.lu"
    page = client.get("/en/company/begin", base_url=base)
    assert page.headers["Strict-Transport-Security"] == TRANSPORT
    data = {"csrf_token": token(page.text), "organisation": "Example S.A.", "on": "2026-11-23"}
    response = client.post("/en/company/begin", data=data, base_url=base, headers={"Referer": f"{base}/en/"})
    cookies = response.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-pan2")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie.split("; ")
        assert "Domain" not in cookie
    key = client.get(response.location, base_url=base).text
    assert "https://assess.example.lu/en/open/" in key
    assert client.get("/en/", base_url="https://evil.example").status_code == 400


def test_session_holds_ids_only(respondent: Respondent) -> None:
    respondent.save(f"{respondent.base}/profile/1", {"profile.employees-value": "7"})
    with respondent.client.session_transaction() as session:
        assert set(session) == {"keys", "browser", "csrf_token"}
        assert list(session["keys"]) == [respondent.base.rpartition("/")[2]]
        assert respondent.key not in str(dict(session))


def test_keys_stand_in_no_log(respondent: Respondent, caplog: pytest.LogCaptureFixture) -> None:
    line = '127.0.0.1 - - "GET /en/open/%s HTTP/1.1" 200 - "https://example.lu/en/open/%s"'
    with caplog.at_level(logging.INFO):
        for name in ("werkzeug", "gunicorn.access", "pan2_assess"):
            logging.getLogger(name).info(line, respondent.key, respondent.key)
        respondent.client.get(f"/en/open/{respondent.key}")
        respondent.post("/en/key", {"key": respondent.key})
    assert caplog.text.count("/en/open/…") == 6
    assert respondent.key not in caplog.text


def test_database_errors_write_no_answers_into_the_log(
    respondent: Respondent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("INSERT secret words", {"note": "secret words"}, Exception("locked"))

    monkeypatch.setattr(store, "save", locked)
    note = {"policy.commitment-value": "2", "policy.commitment-note": "secret words"}
    assert respondent.save(f"{respondent.base}/policy/1", note).status_code == 503
    assert "OperationalError" in caplog.text
    assert "secret words" not in caplog.text


def test_trouble_in_our_own_code_is_said_plainly(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.testing = False

    def broken() -> None:
        raise RuntimeError("internal detail")

    monkeypatch.setattr("pan2_assess.web.access.mine", broken)
    response = app.test_client().get("/en/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "internal detail" not in response.text
    assert "ry again" not in response.text


@pytest.fixture
def limited(app: Flask) -> Callable[[], Respondent]:
    app.test_client_class = Checked
    return lambda: Respondent(app.test_client(), company(app))


def test_trying_keys_is_limited(limited: Callable[[], Respondent]) -> None:
    codes = [limited().post("/en/key", {"key": "AAAA"}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    response = limited().post("/en/key", {"key": "AAAA"})
    assert "Too often" in response.text


def test_beginning_is_limited_and_gives_the_text_back(limited: Callable[[], Respondent]) -> None:
    given = {"organisation": "", "on": "2026-11-23"}
    codes = {limited().post("/en/company/begin", given).status_code for _ in range(30)}
    assert codes == {422}
    response = limited().post("/en/company/begin", {"organisation": "Typed S.A.", "on": "2026-11-23"})
    assert response.status_code == 429
    assert "Typed S.A." in response.text
