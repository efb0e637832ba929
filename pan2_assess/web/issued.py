"""The page of a report's code: whether one was issued here, when and for which version, and nothing else."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.letters import ALPHABET, grouped, meant
from pan2_assess.reports.proof import GROUP, LETTERS
from pan2_assess.web import access, limits
from pan2_assess.web.languages import language, library
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import visible

blueprint = Blueprint("issued", __name__)


@blueprint.get("/<lang>/report")
@access.public
def entry() -> Response | tuple[str, int] | str:
    """Ask for a code; it stands in the address, for it is no secret."""
    typed = request.args.get("code", "")[:200]
    if "code" not in request.args:
        return _entry("", "")
    if code := _code(typed):
        return redirect(url_for("issued.page", lang=language(), code=code), 302)
    return _entry(typed, _wrong(typed)), 422


@blueprint.get("/<lang>/report/<code>")
@access.public
@limits.limiter.limit(limits.KEY)
def page(code: str) -> tuple[str, int]:
    # Whatever was typed is looked up, so that a code that cannot be takes no less time than one that could.
    found = store.issued(code[:200])
    edition = library().editions.get(found.questionnaire) if found else None
    shown = {
        "code": _code(code) or visible(code[:200]),
        "found": found,
        "title": edition.in_language(language()).title if edition else found.questionnaire if found else "",
        "on": to_user_timezone(found.on).date() if found else None,
    }
    return render_template("pages/issued.html", **shown), 200 if found else 404


def _code(typed: str) -> str:
    """Give the code that was meant, as it is printed; empty where it cannot be one."""
    letters = meant(typed) if typed.isascii() else ""
    return grouped(letters, GROUP) if len(letters) == LETTERS and set(letters) <= set(ALPHABET) else ""


def _entry(typed: str, error: str) -> str:
    problems = [Problem("code", error)] if error else []
    shown = {"typed": {"code": visible(typed)}, "errors": {"code": error}, "problems": problems, "failed": bool(error)}
    return render_template("pages/issued_entry.html", **shown)


def _wrong(typed: str) -> str:
    if not typed.strip():
        return _("Write the code of the report.")
    return _(
        "A code has %(letters)s letters and figures, in groups of %(group)s; this one has %(found)s, or others than "
        "occur in a code.",
        letters=LETTERS,
        group=GROUP,
        found=len(meant(typed)),
    )
