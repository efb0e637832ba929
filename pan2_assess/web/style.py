"""The one style sheet of the pages: tokens, charts and pages in a single request."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, make_response, url_for

from pan2_assess.web import access

PARTS = ("tokens.css", "charts.css", "site.css")
ENDPOINT = "style.sheet"

blueprint = Blueprint("style", __name__)


def connect(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["style_sheet"] = address


@blueprint.get("/static/style.css")
@access.public
def sheet() -> Response:
    response = make_response(_text(Path(str(current_app.static_folder))))
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.cache_control.public = True
    response.cache_control.max_age = current_app.config["SEND_FILE_MAX_AGE_DEFAULT"]
    return response


def address() -> str:
    """Address the sheet by its content, so that browsers keep it for a year."""
    text = _text(Path(str(current_app.static_folder)))
    return url_for(ENDPOINT, v=hashlib.sha256(text.encode()).hexdigest()[:12])


@cache
def _text(folder: Path) -> str:
    return "\n".join((folder / name).read_text("utf-8") for name in PARTS)
