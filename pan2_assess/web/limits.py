"""How often: beginning, trying keys and asking for reports are counted by address, in all processes together."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from pan2_assess.store import limits as storage

BEGIN = "30 per hour"
KEY = "10 per minute; 100 per hour"
REPORT = "6 per minute"
PAPER = "20 per minute"
BRING = "30 per hour"

limiter = Limiter(get_remote_address, headers_enabled=False, strategy="fixed-window")


def connect(app: Flask) -> None:
    app.config.setdefault("RATELIMIT_STORAGE_URI", f"{storage.DatabaseStorage.STORAGE_SCHEME[0]}://")
    limiter.init_app(app)
