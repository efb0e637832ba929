"""The schemas of what is read and written, for other people's tools."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Blueprint, abort, make_response, request
from werkzeug.wrappers import Response

from pan2_assess.core.schemas import NUMBER, SCHEMAS, schema
from pan2_assess.web import access
from pan2_assess.web.languages import library

DAY = 24 * 3600
MEDIA_TYPE = "application/schema+json"

blueprint = Blueprint("schemas", __name__)


@blueprint.get(f"/schema/<name>-{NUMBER}.json")
@access.public
def of_any(name: str) -> Response:
    if name not in SCHEMAS:
        abort(404)
    return _handed(_text(name))


@blueprint.get(f"/schema/answers-{NUMBER}/<questionnaire>.json")
@access.public
def of_one(questionnaire: str) -> Response:
    """Hand out the schema of answers to a questionnaire as it stands."""
    edition = library().editions.get(questionnaire)
    if edition is None:
        abort(404)
    return _handed(_written(schema("answers", edition)))


@cache
def _text(name: str) -> str:
    return _written(schema(name))


def _written(made: dict[str, Any]) -> str:
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _handed(text: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
    response.cache_control.public = True
    response.cache_control.max_age = DAY
    response.add_etag(weak=True)  # compressed or not, it is the same
    return response.make_conditional(request)
