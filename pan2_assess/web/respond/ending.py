"""Submitting: who prepared and approved it, who will see it, and the answers frozen."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import jobs, store
from pan2_assess.core.advice import advise, result_json
from pan2_assess.reports.proof import code_of
from pan2_assess.web import access, heads
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


def _page(opened: Opened, form: heads.SubmitForm, typed: dict[str, str], first: str = "") -> str:
    problems = ([Problem("", first)] if first else []) + heads.problems_of(form)
    return render_template(
        "pages/submit.html",
        **same_browser(opened),
        heard=heard(opened),
        typed=typed,
        errors=heads.errors_of(form),
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
    form = heads.SubmitForm()
    if not form.validate():
        return _page(opened, form, heads.typed_in(form)), 422
    people: dict[str, Any] = {f"{who}_by": form.person(who) for who in heads.PEOPLE}
    signed = replace(opened, held=replace(opened.held, **people))
    sheet, result = signed.sheet(), result_json(signed.evaluation, advise(signed.evaluation))
    salt = secrets.token_hex(16)
    frozen = {
        "sheet": sheet.as_json(),
        "evaluation": result,
        "digest": opened.held.digest,
        "language": language(),
        "salt": salt,
        "issuer": own_address(),
    }
    code, seen = code_of(opened.edition, sheet, result, salt), opened.held.saved_at
    try:
        job = store.submit(opened.access, frozen=frozen, language=language(), head=people, seen=seen, code=code)
    except store.Overtaken:
        first = _("Somebody has saved answers just now, so nothing was submitted. Check them, then submit again.")
        return _page(opened, form, heads.typed_in(form), first), 409
    jobs.wake(job)
    return redirect(url_for("result.page", lang=language(), assessment=opened.held.id), 303)
