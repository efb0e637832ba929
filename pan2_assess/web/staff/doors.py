"""Sign in and out: one page for mail address, password and code, and one answer whatever of them does not fit."""

from __future__ import annotations

import math

from flask import current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.store import sign_in as accounts
from pan2_assess.store import tries
from pan2_assess.store.sign_in import Signed
from pan2_assess.store.staff import mail_of
from pan2_assess.store.tries import Trial
from pan2_assess.web import access, limits
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.staff import browsers
from pan2_assess.web.staff.blueprint import blueprint
from pan2_assess.web.staff.forms import SignInForm, too_often, typed
from pan2_assess.web.staff_cookies import SESSION, kept, known_browser
from pan2_assess.web.texts import visible


@blueprint.get("/<lang>/staff/sign-in")
@access.public
def sign_in() -> str:
    return _page("", "")


def _page(mail: str, told: str) -> str:
    problems = [Problem("mail", told)] if told else []
    return render_template(
        "pages/staff/sign_in.html", mail=visible(mail), problems=problems, failed=bool(told), private=True
    )


@shows_again("staff.sign_in_now")
@access.public
def sign_in_again() -> tuple[str, int]:
    told = late(_("The page was open for too long, or cookies are blocked. Write password and code once more."))
    return _page(typed(SignInForm().mail), told), 400


@blueprint.post("/<lang>/staff/sign-in")
@access.public
def sign_in_now() -> Response | tuple[str, int]:
    form = SignInForm()
    mail = mail_of(typed(form.mail))
    trial = Trial(mail, tries.network_of(request.remote_addr or ""), known_browser(mail))
    wait = tries.begin(trial) if limits.limiter.enabled else 0
    if wait:
        return _too_often(mail, wait)
    browser = browsers.named(request.user_agent.string)
    token = accounts.sign_in(mail, typed(form.password), typed(form.code), browser, known=bool(trial.browser))
    if token is None:
        current_app.logger.warning("somebody could not sign in as staff")  # no names: people type passwords there
        told = _(
            "Mail address, password and code do not fit together. We do not say which of them is wrong. "
            "A code can be used once: wait for the next one."
        )
        return _page(typed(form.mail), told), 422
    if limits.limiter.enabled:
        tries.succeeded(trial)
    return browsers.signed_in(token, mail, access.way_back())


def _too_often(mail: str, wait: float) -> Response:
    response = make_response(_page(mail, too_often(wait)), 429)
    response.headers["Retry-After"] = str(math.ceil(wait))
    return response


@blueprint.post("/<lang>/staff/sign-out")
@access.staff()
def sign_out(signed: Signed) -> Response:
    accounts.sign_out(kept(SESSION))
    current_app.logger.info("staff %s signed out", signed.staff_id)
    return browsers.signed_out(url_for("staff.signed_out", lang=language()))


@blueprint.get("/<lang>/staff/signed-out")
@access.public
def signed_out() -> str:
    return render_template("pages/staff/signed_out.html", private=True)
