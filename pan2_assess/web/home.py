"""The pages for everybody: what this is, what it is not, how it is worked out, all questions to read; and health."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as Answer

from pan2_assess import store
from pan2_assess.core.evaluation import BAND_FLOORS
from pan2_assess.core.example import example
from pan2_assess.core.feedback_types import Band
from pan2_assess.core.method import method as told_method
from pan2_assess.core.model import Edition, Ladder
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.store.database import db, reading
from pan2_assess.web import access, clock, lengths, shown
from pan2_assess.web.languages import editions, language, library

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access.public
def choose() -> Answer:
    response = redirect(url_for("home.index", lang=language()), 302)
    response.headers["Vary"] = "Accept-Language"
    return response


@dataclass(frozen=True)
class Offer:
    """A questionnaire on the first page: for whom it is, and how long it takes."""

    edition: Edition
    who: str
    questions: str
    minutes: str


@dataclass(frozen=True)
class Door:
    """What is offered to one kind of visitor."""

    id: str
    title: str
    offers: tuple[Offer, ...]


@blueprint.get("/<lang>/")
@access.public
def index() -> str:
    return render_template("pages/home.html", doors=doors(editions()), mine=access.mine(), sample=sample())


def doors(known: Iterable[Edition]) -> list[Door]:
    """Group the questionnaires there are by who looks for them; what nobody planned for comes last."""
    rest = {edition.id: edition for edition in known}
    planned: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("company", _("A company"), {
            "company": _("For any firm, whatever its size, that wants to see how well it looks after those its work "
                         "touches."),
        }),
        ("pilot", _("A firm the public owns"), {
            "pilot": _("For firms in which the State or other public bodies hold the majority, and for public "
                       "establishments: alone or in a pilot, year after year."),
        }),
        ("buying", _("Public buying"), {
            "authority": _("For a ministry, a commune or another public buyer that looks at its own buying."),
            "supplier": _("For a firm that a public buyer has asked, or that wants to be ready when one does."),
        }),
    )  # fmt: skip
    found = []
    for ident, title, whos in planned:
        offers = tuple(_offer(rest.pop(name), who) for name, who in whos.items() if name in rest)
        found += [Door(ident, title, offers)] if offers else []
    others = tuple(_offer(edition, "") for edition in rest.values())
    return found + ([Door("others", _("More"), others)] if others else [])


def _offer(edition: Edition, who: str) -> Offer:
    span = lengths.whole(edition)
    return Offer(edition, who, lengths.between(span.questions), lengths.between(span.minutes))


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
    return render_template("pages/about.html", days=store.TYPED_LASTS.days)


@blueprint.get("/<lang>/method")
@access.public
def method() -> str:
    """Explain the method in the core's own words and figures: once what is the same in all questionnaires."""
    say = speech(language())
    told = {edition.title: told_method(edition, say) for edition in editions()}
    known = sorted(editions(), key=lambda edition: edition.id != "company")  # for most readers
    worked = next((found for edition in known if (found := example(edition, clock.today(), say))), None)
    return render_template("pages/method.html", told=together(told), example=worked)


def together(told: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """List by heading the texts with the titles of whose they are; without a title where all have the same."""
    headings: dict[str, dict[str, list[str]]] = {}
    for title, parts in told.items():
        for heading, said in parts:
            headings.setdefault(heading, {}).setdefault(said, []).append(title)
    return {
        heading: [("" if len(titles) == len(told) else " · ".join(titles), said) for said, titles in texts.items()]
        for heading, texts in headings.items()
    }


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
