"""Browsers of staff: how one is called in plain words, and what it holds once somebody has signed in with it."""

from __future__ import annotations

from flask import redirect, session
from werkzeug.wrappers import Response

from pan2_assess.store import sign_in
from pan2_assess.web.staff_cookies import SESSION, keep, kept, make_known

# What a browser calls itself: the first that is found, as many also name those they descend from.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "SamsungBrowser": "Samsung",
            "Chrome": "Chrome", "CriOS": "Chrome", "Chromium": "Chromium", "Safari": "Safari"}  # fmt: skip
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
           "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip


def named(agent: str) -> str:
    """Call a browser as its owner knows it, such as «Firefox, Windows»; empty where it does not say."""
    found = (next((name for sign, name in known.items() if sign in agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def signed_in(token: str, mail: str, there: str) -> Response:
    """Go on as signed in: with a session and a guard of forms that nobody can have known before."""
    if before := kept(SESSION):
        sign_in.sign_out(before)
    session.pop("csrf_token", None)
    response = redirect(there, 303)
    keep(response, SESSION, token)
    make_known(response, mail)
    return response


def signed_out(there: str) -> Response:
    session.pop("csrf_token", None)
    response = redirect(there, 303)
    keep(response, SESSION, "")
    return response
