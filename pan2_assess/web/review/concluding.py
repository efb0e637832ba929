"""How a review ends: an outcome note and a follow-up calendar, looked at once more before they stand."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.store import reviews
from pan2_assess.web import access, clock
from pan2_assess.web.access import Member
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.review import forms
from pan2_assess.web.review.blueprint import blueprint
from pan2_assess.web.review.copy import HERE, Answer, address
from pan2_assess.web.review.forms import Ending
from pan2_assess.web.review.opened import OpenedCopy, open_for
from pan2_assess.web.shown import Problem

EMPTY = {"day": "", "what": "", "who": ""}


@blueprint.get(f"{HERE}/conclude")
@access.staff("reviewer")
def ending(member: Member, campaign: str, copy: str) -> str:
    """Begin with what was concluded before, where the review is to end with other words."""
    _reader, opened = open_for(member, campaign, copy)
    before = next((one for one in opened.review.conclusions if one.outcome), None)
    ahead = [line for line in before.follow_up if line.day >= clock.today()] if before else []
    rows = tuple({"day": line.day.isoformat(), "what": line.what, "who": line.who} for line in ahead)
    outcome = before.outcome if before else ""
    given = Ending(outcome, tuple(ahead), rows, outcome, opened.review.mark, {})
    return _page(member, opened, given)


@shows_again("review.conclude")
@access.staff("reviewer")
def ending_again(member: Member, campaign: str, copy: str) -> tuple[str, int]:
    _reader, opened = open_for(member, campaign, copy)
    told = late(_("Nothing was concluded: the page was open for too long. All stands here; press the button again."))
    return _page(member, opened, forms.ending(clock.today()), first=told), 400


@blueprint.post(f"{HERE}/conclude")
@access.staff("reviewer")
def conclude(member: Member, campaign: str, copy: str) -> Answer:
    """Show one line more, the preview, or the fields again, as the button says; or conclude."""
    reader, opened = open_for(member, campaign, copy)
    given = forms.ending(clock.today())
    if "more" in request.form or "change" in request.form:
        return _page(member, opened, given, more="more" in request.form)
    if given.errors:
        return _page(member, opened, given, wrong=True), 422
    if "conclude" not in request.form:
        return _page(member, opened, given, preview=True)
    try:
        reviews.conclude(reader, copy, given.outcome, given.follow_up, given.was)
    except store.Overtaken:
        told = _("Somebody has concluded meanwhile: see below. Yours stands here; go on if it is to stand instead.")
        return _page(member, open_for(member, campaign, copy)[1], given, first=told, overtaken=True), 409
    except store.Full:
        told = _("This was concluded %(number)s times, and no more are kept.", number=reviews.MOST_CONCLUSIONS)
        return _page(member, opened, given, first=told), 422
    return redirect(address("review.copy", opened, _anchor="conclusion"), 303)


@blueprint.post(f"{HERE}/again")
@access.staff("reviewer")
def again(member: Member, campaign: str, copy: str) -> Response:
    """Take the review up again, so that findings may be changed; pressed twice it does so once."""
    reader, opened = open_for(member, campaign, copy)
    try:
        if opened.review.concluded:
            reviews.take_up_again(reader, copy, request.form.get("was", ""))
    except (store.Overtaken, store.Full):
        pass  # the page it leads to shows how it stands
    return redirect(address("review.copy", opened, _anchor="conclusion"), 303)


def _page(
    member: Member,
    opened: OpenedCopy,
    given: Ending,
    *,
    preview: bool = False,
    more: bool = False,
    wrong: bool = False,
    first: str = "",
    overtaken: bool = False,
) -> str:
    filled = [row for row in given.rows if any(row.values())] if preview else list(given.rows)
    wanted = 0 if preview else max(forms.ROWS, len(filled) + (3 if more else 0))
    rows = filled + [EMPTY] * (min(wanted, forms.MOST_ROWS) - len(filled))
    errors = given.errors if wrong else {}
    problems = [Problem("", first)] if first else []
    problems += [Problem(name, text) for name, text in errors.items()]
    return render_template(
        "pages/review/conclude.html",
        signed=member.signed,
        opened=opened,
        theirs=opened.review.concluded if overtaken else None,
        given=given,
        preview=preview,
        rows=rows,
        was=opened.review.mark if overtaken else given.was,
        may_have_more=len(rows) < forms.MOST_ROWS,
        errors=errors,
        address=lambda endpoint, **values: address(endpoint, opened, **values),
        problems=problems,
        failed=bool(problems),
        private=True,
    )
