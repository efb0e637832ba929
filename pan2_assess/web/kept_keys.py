"""Keys that were just made, kept in the browser that made them until their owner says they are kept elsewhere."""

from __future__ import annotations

from typing import Any

import segno
from flask import request, url_for
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.store.database import settings
from pan2_assess.web.access import Opened
from pan2_assess.web.languages import language
from pan2_assess.web.security import cookie_name

OWN, FURTHER, TOKEN = "pan2-key", "pan2-further-key", "pan2-voice"  # cookies: nowhere else does a key stand
SHOWN_FOR = 3600  # seconds in which it can be shown again in the same browser


def set_aside(response: Response, cookie: str, assessment: str = "", key: str = "") -> None:
    """Keep a new key of an assessment in this browser; without one, forget what was kept."""
    production = settings().production
    response.set_cookie(
        cookie_name(cookie, production),
        f"{assessment}.{key}" if key else "",
        max_age=SHOWN_FOR if key else 0,
        path="/", secure=production, httponly=True, samesite="Lax",
    )  # fmt: skip


def forget_all(response: Response) -> None:
    """Forget every key that was just made in this browser."""
    for cookie in (OWN, FURTHER, TOKEN):
        set_aside(response, cookie)


def set_aside_for(opened: Opened, cookie: str) -> str:
    """Give what this browser keeps for an assessment; empty for nothing."""
    text = request.cookies.get(cookie_name(cookie, settings().production), "")
    assessment, _dot, key = text.partition(".")
    return key if assessment == opened.held.id else ""


def unkept_key(opened: Opened) -> str:
    """Give the own key that its owner has not yet said to have kept; empty for none."""
    key = set_aside_for(opened, OWN)
    return key if key and store.open_with(key) == opened.access else ""


def further_key(opened: Opened) -> str:
    """Give the key just made for a colleague, while it opens this assessment; empty for none."""
    key = set_aside_for(opened, FURTHER)
    access = store.open_with(key) if key else None
    return key if access and access.assessment_id == opened.held.id else ""


def link_to(key: str) -> str:
    """Write the link that opens with a key."""
    return link("respond.open_page", key=key)


def link(endpoint: str, **values: Any) -> str:
    """Write a whole address."""
    return own_address() + url_for(endpoint, lang=language(), **values)


def own_address() -> str:
    """Give the address of this server; it comes from the settings where they name one."""
    return settings().base_url or request.url_root.rstrip("/")


def picture_of(link: str) -> str:
    """Draw a link as a QR code, as the address of a picture."""
    uri: str = segno.make(link, error="m", micro=False).svg_data_uri(scale=4, dark="#000", light="#fff")
    return uri
