"""Submitting: who prepared and approved it, who will see it, and the answers frozen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import jobs, store
from pan2_assess.reports.freezing import freeze
from pan2_assess.store import claims
from pan2_assess.store.benchmark import given_of
from pan2_assess.store.campaigns import NotNow
from pan2_assess.web import access, handover, heads
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.heard import heard
from pan2_assess.web.kept_keys import own_address
from pan2_assess.web.languages import language
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.shown import Problem


def _incomplete(opened: Opened) -> Response | None:
    if opened.evaluation.complete:
        return None
    return redirect(url_for("respond.check", lang=language(), assessment=opened.held.id), 303)


TO, HAND, OWN = "to", "hand", "own"  # for whom is submitted: the receiver too, or only oneself
BENCHMARK = "benchmark"  # ticked by who gives its figures


def _page(
    opened: Opened, form: heads.SubmitForm, typed: dict[str, str], first: str = "", more: dict[str, str] | None = None
) -> str:
    bound = handover.bound_of(opened)
    errors = heads.errors_of(form) | (more or {})
    problems = [Problem("", first)] if first else []
    problems += [Problem("to-hand" if name == TO else name, text) for name, text in errors.items()]
    return render_template(
        "pages/submit.html",
        **same_browser(opened),
        heard=heard(opened),
        going=handover.going(opened, bound, opened.sheet(), opened.evaluation) if bound else None,
        has_benchmark=given_of(opened.evaluation, opened.answers) is not None,
        typed=typed | {name: request.form.get(name, "") for name in (TO, BENCHMARK)},
        errors=errors,
        problems=problems,
        failed=bool(problems),
    )


@blueprint.get("/<lang>/a/<assessment>/submit")
@access.respondent("draft", manage=True)
def submit(opened: Opened) -> Response | str:
    return _incomplete(opened) or _page(opened, heads.SubmitForm(formdata=None), {})


@shows_again("respond.submit_now")
@access.respondent("draft", manage=True)
def submit_again(opened: Opened) -> tuple[str, int]:
    form = heads.SubmitForm()
    first = late(_("Nothing was submitted: the page was open for too long. Press Submit again."))
    return _page(opened, form, heads.typed_in(form), first), 400


@blueprint.post("/<lang>/a/<assessment>/submit")
@access.respondent("draft", manage=True)
def submit_now(opened: Opened) -> Response | tuple[str, int]:
    elsewhere = _incomplete(opened)
    if elsewhere is not None:
        return elsewhere
    form, bound = heads.SubmitForm(), handover.bound_of(opened)
    to = request.form.get(TO, "")
    unsaid = bound is not None and bound.may_hand_in and to not in (HAND, OWN)
    if not form.validate() or unsaid:
        more = {TO: _("Choose for whom you submit.")} if unsaid else {}
        return _page(opened, form, heads.typed_in(form), more=more), 422
    handing = bound if to == HAND else None
    if handing and handover.is_overtaken(opened):
        return _page(opened, form, heads.typed_in(form), _overtaken()), 409
    people: dict[str, Any] = {f"{who}_by": form.person(who) for who in heads.PEOPLE}
    signed = replace(opened, held=replace(opened.held, **people))
    sheet = signed.sheet()
    if handing:
        sheet = handover.with_choices(sheet, signed.evaluation, handing)
    frozen = freeze(sheet, signed.evaluation, language(), own_address())
    given = given_of(opened.evaluation, opened.answers) if request.form.get(BENCHMARK) else None
    try:
        copy = handover.copy_of(sheet, signed.evaluation, handing, opened.answers.items()) if handing else None
        job = store.submit(
            opened.access,
            frozen=frozen.kept,
            language=language(),
            head=people,
            seen=opened.held.saved_at,
            code=frozen.code,
            handing=copy,
            given=given,
        )
    except store.Overtaken:
        return _page(opened, form, heads.typed_in(form), _overtaken()), 409
    except (claims.Over, NotNow) as refused:
        return _page(opened, form, heads.typed_in(form), _refused(refused)), 409
    jobs.wake(job)
    return redirect(url_for("result.page", lang=language(), assessment=opened.held.id), 303)


def _overtaken() -> str:
    return _("Somebody has saved answers just now, so nothing was submitted. Check them, then submit again.")


def _refused(refused: Exception) -> str:
    if isinstance(refused, claims.Over):
        return _(
            "The deadline has passed, so nothing was handed in and nothing was submitted. Your answers are kept. You "
            "can still submit them for yourselves and see your own result."
        )
    return _(
        "The invitation was taken back or replaced by a new one, so nothing was handed in and nothing was submitted. "
        "Your answers are kept. You can still submit them for yourselves and see your own result."
    )
