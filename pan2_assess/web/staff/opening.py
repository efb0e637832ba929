"""From the one-time link to an account: open the link, choose a password, set up the app that shows codes."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.store import opening as account
from pan2_assess.store import second_factor
from pan2_assess.store.opening import Opening
from pan2_assess.store.passwords import LEAST
from pan2_assess.web import access, limits
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.kept_keys import picture_of
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.staff import browsers
from pan2_assess.web.staff.blueprint import blueprint
from pan2_assess.web.staff.forms import CodeForm, PasswordForm, new_password_errors, typed
from pan2_assess.web.staff_cookies import CLAIM, CLAIM_LASTS, keep, kept
from pan2_assess.web.texts import visible

Page = Response | str | tuple[str, int]
MOST_TOKEN = 200


# --- the link --------------------------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/link/<token>")
@access.public
def link(token: str) -> Page:
    """Show what the link is for; looking at it changes nothing, whoever or whatever looks."""
    return _link_page(token)


def _link_page(token: str, told: str = "", status: int = 200) -> Page:
    if not _is_open(token):
        return dead_link()
    page = render_template(
        "pages/staff/link.html", key=visible(token), problems=_problems({"": told}), failed=bool(told), private=True
    )
    return page, status


def _is_open(token: str) -> bool:
    return token.isascii() and len(token) <= MOST_TOKEN and account.is_open(token)


def dead_link() -> tuple[str, int]:
    return render_template("pages/staff/dead_link.html", private=True), 404


@shows_again("staff.open_link")
@access.public
def link_again() -> Page:
    told = late(
        _("Nothing was opened: the page was open for too long, or cookies are blocked. Press the button again.")
    )
    return _link_page(request.form.get("key", ""), told, 400)


@blueprint.post("/<lang>/staff/link")
@access.public
@limits.limiter.limit(limits.KEY)
def open_link() -> Page:
    token = request.form.get("key", "")
    claim = account.open_link(token) if _is_open(token) else None
    if claim is None:
        return dead_link()
    response = redirect(url_for("staff.first_password", lang=language()), 303)
    keep(response, CLAIM, claim, CLAIM_LASTS)
    return response


# --- the password ----------------------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/begin/password")
@access.public
def first_password() -> Page:
    return _password_page({})


def _password_page(errors: dict[str, str], status: int = 200) -> Page:
    opened = account.opening(kept(CLAIM))
    if opened is None:
        return dead_link()
    page = render_template(
        "pages/staff/first_password.html",
        opened=opened, least=LEAST, errors=errors, problems=_problems(errors), failed=bool(errors), private=True,
    )  # fmt: skip
    return page, status


@shows_again("staff.choose_password")
@access.public
def password_again() -> Page:
    return _password_page({"": late(_("The page was open for too long. Write the password once more."))}, 400)


@blueprint.post("/<lang>/staff/begin/password")
@access.public
@limits.limiter.limit(limits.KEY)
def choose_password() -> Page:
    form, opened = PasswordForm(), account.opening(kept(CLAIM))
    if opened is None:
        return dead_link()
    if errors := new_password_errors(form, known_of(opened)):
        return _password_page(errors, 422)
    if not account.choose_password(kept(CLAIM), typed(form.password)):
        return dead_link()
    return redirect(url_for("staff.app", lang=language()), 303)


def known_of(opened: Opening) -> tuple[str, ...]:
    return (opened.name, opened.mail, *opened.organisations)


# --- the app that shows codes ----------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/begin/app")
@access.public
def app() -> Page:
    return _app_page({})


def _app_page(errors: dict[str, str], status: int = 200) -> Page:
    opened, secret = account.opening(kept(CLAIM)), account.secret_of(kept(CLAIM))
    if opened is None or secret is None:
        return dead_link()
    if not opened.has_password:
        return redirect(url_for("staff.first_password", lang=language()), 303)
    address = second_factor.address(secret, opened.mail)
    shown: dict[str, Any] = {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": address,
        "picture": picture_of(address),
        "issuer": second_factor.ISSUER,
    }
    page = render_template(
        "pages/staff/app.html",
        opened=opened, errors=errors, problems=_problems(errors), failed=bool(errors), private=True, **shown,
    )  # fmt: skip
    return page, status


@shows_again("staff.confirm_app")
@access.public
def app_again() -> Page:
    return _app_page({"": late(_("The page was open for too long. Write the code that the app shows now."))}, 400)


@blueprint.post("/<lang>/staff/begin/app")
@access.public
@limits.limiter.limit(limits.KEY)
def confirm_app() -> Page:
    opened = account.opening(kept(CLAIM))
    if opened is None:
        return dead_link()
    token = account.set_up(kept(CLAIM), typed(CodeForm().code), browsers.named(request.user_agent.string))
    if token is None:
        wrong = _(
            "This is not the code of now. Write the six figures that the app shows; the phone’s clock must be right."
        )
        return _app_page({"code": wrong}, 422)
    current_app.logger.info("staff %s has set up an account", opened.staff_id)
    response = browsers.signed_in(token, opened.mail, url_for("staff.home", lang=language()))
    keep(response, CLAIM, "")
    return response


def _problems(errors: dict[str, str]) -> list[Problem]:
    return [Problem(field, text) for field, text in errors.items() if text]
