"""Headers, cookies, body limits and the masking of keys in logs: what holds for every response alike."""

from __future__ import annotations

import hashlib
import logging
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for
from flask_wtf.csrf import CSRFProtect

from pan2_assess.config import Settings

CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "X-Content-Type-Options": "nosniff",
    # Not «no-referrer»: over HTTPS the forms' guard reads the referrer of our own pages.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
TRANSPORT = "max-age=31536000; includeSubDomains"
BODY = 8 * 64 * 1024  # eight questions to a page, 64 KiB each: 4,000 characters may be written in 48,000 bytes
YEAR = 365 * 24 * 3600
THE_SAME_FOR_ALL = ("static", "style.sheet", "schemas.of_any", "schemas.of_one")  # these a browser may keep

csrf = CSRFProtect()


def connect(app: Flask, settings: Settings) -> None:
    """Set what guards every request and response."""
    production = settings.production
    app.config.update(
        SESSION_COOKIE_NAME=cookie_name("pan2", production),
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=BODY,
        MAX_FORM_MEMORY_SIZE=BODY,
        MAX_FORM_PARTS=500,
        SEND_FILE_MAX_AGE_DEFAULT=YEAR,  # a changed file has another address: see `asset`
        # The token lives as long as the session: long answers take longer than any clock would allow.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the cookie keeps its assessments in order
    csrf.init_app(app)
    app.after_request(with_transport if production else with_headers)
    app.jinja_env.globals["asset"] = asset
    for name in ("werkzeug", "gunicorn.access", "gunicorn.error", app.logger.name):
        logger = logging.getLogger(name)
        if mask not in logger.filters:
            logger.addFilter(mask)


def cookie_name(name: str, production: bool) -> str:
    """Bind a cookie to this very host where the connection is safe; browsers then refuse it from others."""
    return f"__Host-{name}" if production else name


def with_headers(response: Response) -> Response:
    """Put the headers on a response; what may hold answers is kept by no browser and no proxy."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint not in THE_SAME_FOR_ALL or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def with_transport(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = TRANSPORT
    return with_headers(response)


def asset(filename: str) -> str:
    """Address a static file by its content, so that browsers keep it for a year."""
    return url_for("static", filename=filename, v=_fingerprint(Path(str(current_app.static_folder)) / filename))


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


_PLACES = ("/open/", "/voice/", "/invited/", "/staff/link/")  # in addresses, a key or token stands behind these
_KEY = re.compile(rf"({'|'.join(_PLACES)})[^\s/?#\"']+")


def mask(record: logging.LogRecord) -> bool:
    """Take keys out of a log line before anybody writes it."""
    text = record.getMessage()
    if any(place in text for place in _PLACES):
        record.msg, record.args = _KEY.sub(r"\1…", text), ()
    return True
