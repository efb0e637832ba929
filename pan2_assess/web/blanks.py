"""A questionnaire to prepare away from this page: on paper, or in a workbook to fill in."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask import Response as Page
from werkzeug.wrappers import Response

from pan2_assess import jobs, store
from pan2_assess.core.model import Edition
from pan2_assess.reports import workbook
from pan2_assess.web import access, limits
from pan2_assess.web.handing import handed
from pan2_assess.web.languages import language, library

blueprint = Blueprint("blanks", __name__)


def _edition(questionnaire: str) -> Edition:
    edition = library().editions.get(questionnaire)
    if edition is None:
        abort(404)
    return edition


def _state(edition: Edition) -> store.BlankState | None:
    return store.blank_of(edition.digest, language(), current_app.config["BLANK_TEMPLATE"])


@blueprint.get("/<lang>/<questionnaire>/blank")
@access.public
def page(questionnaire: str) -> str:
    edition = _edition(questionnaire)
    state = _state(edition)
    return render_template(
        "pages/blank.html", edition=edition.in_language(language()), state=state.state if state else "none"
    )


@blueprint.post("/<lang>/<questionnaire>/blank")
@access.public
@limits.limiter.limit(limits.REPORT)
def ask(questionnaire: str) -> Response:
    """Ask for the PDF, which is made once for everybody."""
    edition = _edition(questionnaire)
    store.keep_edition(edition)
    jobs.wake(store.ask_blank(edition.digest, language(), current_app.config["BLANK_TEMPLATE"]))
    return redirect(url_for("blanks.page", lang=language(), questionnaire=questionnaire), 303)


@blueprint.get("/<lang>/<questionnaire>/blank.pdf")
@access.public
@limits.limiter.limit(limits.PAPER)
def paper(questionnaire: str) -> Response:
    """Hand out the PDF; where it is not made yet, the page says so."""
    edition = _edition(questionnaire)
    state = _state(edition)
    if state is None or state.pdf is None:
        return redirect(url_for("blanks.page", lang=language(), questionnaire=questionnaire), 302)
    return _handed(edition, state.pdf, "pdf", "application/pdf")


@blueprint.get("/<lang>/<questionnaire>/blank.xlsx")
@access.public
@limits.limiter.limit(limits.PAPER)
def sheet(questionnaire: str) -> Page:
    """Hand out the workbook: quick enough to be written here and now, and kept."""
    edition = _edition(questionnaire)
    return _handed(edition, _written(edition.digest, language()), "xlsx", workbook.MEDIA_TYPE)


@lru_cache(maxsize=32)
def _written(digest: str, lang: str) -> bytes:
    edition = next(edition for edition in library().editions.values() if edition.digest == digest)
    return workbook.write_blank(edition, lang)


def _handed(edition: Edition, content: bytes, suffix: str, media_type: str) -> Page:
    return handed(content, f"{edition.id}-{edition.version}-{language()}.{suffix}", media_type)
