"""What somebody signed in sees of themselves: their organisations and colleagues, their sessions, their password."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.store import sign_in, tries
from pan2_assess.store.passwords import LEAST
from pan2_assess.store.sign_in import Signed
from pan2_assess.store.tries import Trial
from pan2_assess.web import access, limits
from pan2_assess.web.access import Member
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.staff import browsers
from pan2_assess.web.staff.blueprint import blueprint
from pan2_assess.web.staff.forms import PasswordForm, new_password_errors, too_often, typed

Page = Response | str | tuple[str, int]
OTHERS = "others"  # sessions to be ended: all but the one that asks


@blueprint.get("/<lang>/staff/")
@access.staff()
def home(signed: Signed) -> str:
    return render_template("pages/staff/home.html", signed=signed, roles=roles(), kinds=kinds(), private=True)


@blueprint.get("/<lang>/staff/o/<organisation>/")
@access.staff("reader")
def organisation(member: Member) -> str:
    """Show who else belongs to it; when they signed in last is for its managers."""
    return render_template(
        "pages/staff/organisation.html",
        signed=member.signed,
        place=member.organisation,
        people=sign_in.colleagues(member.organisation),
        shows_last=member.may("manager"),
        roles=roles(),
        kinds=kinds(),
        private=True,
    )


def roles() -> dict[str, str]:
    return {"manager": _("manager"), "reviewer": _("reviewer"), "reader": _("reader")}


def kinds() -> dict[str, str]:
    return {"authority": _("contracting authority"), "coordinator": _("coordinator of a pilot programme")}


# --- sessions --------------------------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/sessions")
@access.staff()
def sessions(signed: Signed) -> str:
    return render_template(
        "pages/staff/sessions.html",
        signed=signed,
        sessions=sign_in.sessions_of(signed),
        idle=sign_in.IDLE.seconds // 60,
        lasts=sign_in.LASTS.seconds // 3600,
        private=True,
    )


@blueprint.post("/<lang>/staff/sessions")
@access.staff()
def end_session(signed: Signed) -> Response:
    named = request.form.get("ended", "")
    if named == OTHERS:
        sign_in.end_others(signed)
    else:
        sign_in.end(signed, named)  # pressed twice, or ended by itself meanwhile, it leads to the list all the same
    if named == signed.session_id:
        return browsers.signed_out(url_for("staff.signed_out", lang=language()))
    return redirect(url_for("staff.sessions", lang=language()), 303)


# --- another password ------------------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/password")
@access.staff()
def password(signed: Signed) -> str:
    return _password_page(signed, {})


def _password_page(signed: Signed, errors: dict[str, str]) -> str:
    problems = [Problem(field, text) for field, text in errors.items() if text]
    return render_template(
        "pages/staff/password.html",
        signed=signed, least=LEAST, errors=errors, problems=problems, failed=bool(problems), private=True,
    )  # fmt: skip


@shows_again("staff.change_password")
@access.staff()
def password_again(signed: Signed) -> tuple[str, int]:
    told = late(_("The page was open for too long, and nothing was changed. Write the passwords once more."))
    return _password_page(signed, {"": told}), 400


@blueprint.post("/<lang>/staff/password")
@access.staff()
def change_password(signed: Signed) -> Page:
    form = PasswordForm()
    names = (signed.name, signed.mail, *(place.name for place in signed.places))
    if errors := new_password_errors(form, names):
        return _password_page(signed, errors), 422
    trial = Trial(f"password/{signed.mail}", "", signed.session_id)
    if wait := tries.begin(trial) if limits.limiter.enabled else 0:
        return _password_page(signed, {"present": too_often(wait)}), 429
    browser = browsers.named(request.user_agent.string)
    token = sign_in.change_password(signed, typed(form.present), typed(form.password), browser)
    if token is None:
        return _password_page(signed, {"present": _("This is not your present password. Nothing was changed.")}), 422
    return browsers.signed_in(token, signed.mail, url_for("staff.sessions", lang=language()))
