"""A demonstration says on every page that it is one."""

from __future__ import annotations

from flask import Flask

from pan2_assess.store import labels


def connect(app: Flask) -> None:
    """Find out at the start, as a store is filled before it is served: an error page must say it too."""
    with app.app_context():
        found = labels.is_demonstration()
    app.jinja_env.globals["is_demonstration"] = found
