"""What a browser holds of staff: the session, the account being set up, and for whom it is a known browser."""

from __future__ import annotations

import hmac
import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from pan2_assess.store.database import settings
from pan2_assess.web.security import cookie_name

SESSION, CLAIM, KNOWN = "pan2-staff", "pan2-staff-link", "pan2-staff-browser"
CLAIM_LASTS = 3600  # seconds to set up an account in; the link itself opens it again
KNOWN_LASTS = 365 * 24 * 3600
MOST_KNOWN = 5  # people who share one browser


def kept(cookie: str) -> str:
    return request.cookies.get(cookie_name(cookie, settings().production), "")


def keep(response: Response, cookie: str, text: str, lasts: int | None = None) -> None:
    """Keep something in this browser, until it is closed or for some seconds; forget it where there is nothing."""
    production = settings().production
    response.set_cookie(
        cookie_name(cookie, production), text, max_age=lasts if text else 0,
        path="/", secure=production, httponly=True, samesite="Lax",
    )  # fmt: skip


def known_browser(mail: str) -> str:
    """Give the name of this browser, if it has signed in with this mail address before; else nothing."""
    name, marks = _known()
    return name if _mark(mail, name) in marks else ""


def make_known(response: Response, mail: str) -> None:
    """Let this browser be known for a mail address: wrong tries of strangers do not count against it."""
    name, marks = _known()
    name = name or secrets.token_hex(16)
    mark = _mark(mail, name)
    kept_marks = [mark, *(other for other in marks if other != mark)][:MOST_KNOWN]
    keep(response, KNOWN, str(_serializer().dumps([name, kept_marks])), KNOWN_LASTS)


def _known() -> tuple[str, list[str]]:
    try:
        name, marks = _serializer().loads(kept(KNOWN))
    except (BadSignature, ValueError, TypeError):
        return "", []  # none, or not ours
    return name, marks


def _mark(mail: str, name: str) -> str:
    # Whoever finds the cookie learns no address from it.
    return hmac.new(settings().secret_key.encode(), f"{name}/{mail}".encode(), "sha256").hexdigest()[:32]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="pan2-staff-browser")
