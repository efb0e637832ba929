"""The pages for everybody: what this is, what it is not, how it is worked out, all questions to read; and health."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as Answer

from pan2_assess import store
from pan2_assess.core.evaluation import BAND_FLOORS
from pan2_assess.core.feedback_types import Band
from pan2_assess.core.method import method as told_method
from pan2_assess.core.model import Ladder
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.store.database import db, reading
from pan2_assess.web import access, shown
from pan2_assess.web.languages import language, library

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access.public
def choose() -> Answer:
    response = redirect(url_for("home.index", lang=language()), 302)
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/<lang>/")
@access.public
def index() -> str:
    editions = [edition.in_language(language()) for edition in library().editions.values()]
    return render_template("pages/home.html", questionnaires=editions, mine=access.mine(), sample=sample())


def sample() -> dict[str, Any]:
    """Give an example for the ruler on the first page."""
    names = band_names(speech(language()))
    bands = [Band(number, name, BAND_FLOORS[number - 1]) for number, name in enumerate(names, 1)]
    reading = _("An example: score 52 of 100, which is in the band %(top)s; held back to the band %(held)s.",
        top=names[2], held=names[1])  # fmt: skip
    return {"bands": bands, "band": bands[1], "uncapped_band": bands[2], "score": 52, "reading": reading}


@blueprint.get("/<lang>/about")
@access.public
def about() -> str:
    return render_template("pages/about.html")


@blueprint.get("/<lang>/method")
@access.public
def method() -> str:
    """Explain each questionnaire's method, in the core's own words and figures."""
    editions = [edition.in_language(language()) for edition in library().editions.values()]
    told = [(edition.title, told_method(edition, speech(language()))) for edition in editions]
    return render_template("pages/method.html", told=told)


@blueprint.get("/<lang>/<questionnaire>/questions")
@access.public
def read(questionnaire: str) -> str:
    edition = library().editions.get(questionnaire)
    if edition is None:
        abort(404)
    edition = edition.in_language(language())
    sections = []
    for section in edition.sections:
        lines = []
        for question in section.questions:
            differs = isinstance(question, Ladder) and question.anchors_small
            small = shown.options(edition, question, True) if differs else ()
            lines.append(shown.show(edition, question, False, for_small=small))
        sections.append({"id": section.id, "title": section.title, "intro": section.intro, "questions": lines})
    return render_template("pages/read.html", edition=edition, sections=sections)


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """Tell that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@access.public
def readyz() -> Response:
    """Tell whether the store can be reached and is the one this program knows; details go to the log only."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
            session.execute(text("SELECT 1"), bind_arguments={"bind": db.engines["keys"]})
        store.verify(current_app)
    except (SQLAlchemyError, store.StoreError) as error:
        current_app.logger.error("not ready: %s", type(error).__name__)
        return Response("not ready\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
