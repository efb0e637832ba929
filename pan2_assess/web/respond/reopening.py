"""A page of answers sent by a browser that no longer holds the key: opened again with it, with all that was typed."""

from __future__ import annotations

from typing import Any

from flask import Response as Page
from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from pan2_assess.web import access, limits
from pan2_assess.web.errors import failed, reopens, shows_again, typed
from pan2_assess.web.respond import answering
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.respond.keys import opened_with
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import visible

NOT_SENT_ON = ("csrf_token", "key", "switch")


def _page(section: str, page: int, assessment: str, error: str = "") -> str:
    carried = [(name, text) for name, text in request.form.items(multi=True) if name not in NOT_SENT_ON]
    key = request.form.get("key", "")[:200]
    return render_template(
        "pages/reopen.html",
        address={"assessment": assessment, "section": section, "page": page},
        carried=[(name, visible(text)) for name, text in carried],
        rescued=typed(),
        typed={"key": visible(key)},
        errors={"key": error},
        problems=[Problem("key", error)] if error else [],
        failed=bool(error),
        private=True,
    )


@reopens("respond.save_section")
def ask_for_key(assessment: str, section: str, page: int) -> tuple[str, int]:
    """Ask for the key again; what was typed travels along in the page."""
    return _page(section, page, assessment), 404


@shows_again("respond.reopen")
@access.public
def ask_again(assessment: str, section: str, page: int) -> tuple[str, int]:
    return _page(section, page, assessment, _("The page was open for too long. Press Open again.")), 400


@blueprint.post("/<lang>/a/<assessment>/<section>/<int:page>/reopen")
@access.public
@limits.limiter.limit(limits.KEY)
def reopen(assessment: str, section: str, page: int) -> Any:
    """Open with the key, then show the page as it was typed; it is saved by its own button."""
    found, error = opened_with(request.form.get("key", "")[:200])
    if found is None or found.assessment_id != assessment:
        error = error or _("This key opens another assessment. Write the key of the one you were answering.")
        return _page(section, page, assessment, error), 422
    opened = access.open_or_404(assessment)
    if not opened.held.may_edit or opened.held.submitted_at:
        return failed(NotFound())
    response: Page = make_response(answering.shown_as_typed(opened, section, page, _("It is open again.")))
    return response
