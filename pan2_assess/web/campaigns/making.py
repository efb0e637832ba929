"""Make a campaign, change it until it opens, look at it as those invited will, and open it."""

from __future__ import annotations

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.store import campaigns, claims, sign_in
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.asking import asking
from pan2_assess.web.campaigns import terms
from pan2_assess.web.campaigns.blueprint import address, blueprint, found, page
from pan2_assess.web.campaigns.terms import Errors, Typed
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language, library, offered
from pan2_assess.web.shown import Problem

Page = Response | str | tuple[str, int]


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/new")
@access.staff("manager")
def new(member: Member) -> str:
    return _form(member, None, terms.first_typed(member.organisation.kind, request.args.get("before", "")), {})


@shows_again("campaigns.make")
@access.staff("manager")
def new_again(member: Member) -> tuple[str, int]:
    told = late(_("Nothing was saved: the page was open for too long. Press the button again."))
    return _form(member, None, terms.sent(request.form), {"": told} if told else {}), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/new")
@access.staff("manager")
def make(member: Member) -> Page:
    typed = terms.sent(request.form)
    wanted, edition, errors = terms.read(typed, member.organisation.kind, _rounds(member, None))
    if wanted is None or edition is None:
        return _form(member, None, typed, errors), 422
    made = campaigns.make(member.organisation.id, member.signed.staff_id, edition, wanted)
    return redirect(address("check", member, made), 303)


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/change")
@access.staff("manager")
def change(member: Member, campaign: str) -> str:
    asked = found(member, campaign)
    return _form(member, asked, terms.typed_of(asked), {}) if asked.state == "made" else _fixed(member, asked)


@shows_again("campaigns.change_now")
@access.staff("manager")
def change_again(member: Member, campaign: str) -> tuple[str, int]:
    told = late(_("Nothing was saved: the page was open for too long. Press the button again."))
    return _form(member, found(member, campaign), terms.sent(request.form), {"": told} if told else {}), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/change")
@access.staff("manager")
def change_now(member: Member, campaign: str) -> Page:
    asked, typed = found(member, campaign), terms.sent(request.form)
    wanted, edition, errors = terms.read(typed, member.organisation.kind, _rounds(member, asked))
    if wanted is None or edition is None:
        return _form(member, asked, typed, errors), 422
    try:
        campaigns.change(member.organisation.id, asked.id, edition, wanted)
    except NotNow:
        told = _("It was opened meanwhile, so nothing was changed. What you wrote stands below.")
        return _form(member, asked, typed, {"": told}), 409
    return redirect(address("check", member, asked.id), 303)


def _fixed(member: Member, asked: Round) -> str:
    return page("fixed", member, asked)


def _form(member: Member, asked: Round | None, typed: Typed, errors: Errors) -> str:
    problems = [Problem(_target(name), text) for name, text in errors.items()]
    return page(
        "terms", member, asked,
        typed=typed, errors=errors, problems=problems, failed=bool(problems),
        offered_purposes=terms.purposes_of(member.organisation.kind),
        questionnaires=_questionnaires(member.organisation.kind), offered=offered(), zones=terms.zones(),
        rounds=_rounds(member, asked), longest=terms.LONGEST,
    )  # fmt: skip


def _target(name: str) -> str:
    return {"purpose": "purpose-dialogue", "languages": f"languages-{offered()[0]}"}.get(name, name)


def _questionnaires(kind: str) -> list[tuple[str, str]]:
    """Give the questionnaires that pilot companies may be asked; for suppliers there is one."""
    names = terms.QUESTIONNAIRES[terms.purposes_of(kind)[0]]
    known = [library().editions[name].in_language(language()) for name in names if name in library().editions]
    return [(edition.id, edition.title) for edition in known]


def _rounds(member: Member, asked: Round | None) -> dict[str, str]:
    """Name the pilot rounds that may be the one before."""
    if member.organisation.kind != "coordinator":
        return {}
    mine = campaigns.campaigns_of(member.organisation.id)
    return {one.id: one.head.title for one in mine if one.purpose == "pilot" and (asked is None or one.id != asked.id)}


# --- as those invited will see it --------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/check")
@access.staff("reader")
def check(member: Member, campaign: str) -> str:
    """Show exactly what those invited read, before it is open and after."""
    return _check(member, found(member, campaign))


def _check(member: Member, asked: Round, told: str = "") -> str:
    people = sign_in.colleagues(member.organisation)
    members: claims.Members = {one.role: sum(other.role == one.role for other in people) for one in people}
    return page(
        "check", member, asked,
        asking=asking(asked, members), twice=terms.is_ambiguous(asked),
        problems=[Problem("", told)] if told else [], failed=bool(told),
    )  # fmt: skip


@shows_again("campaigns.open_now")
@access.staff("manager")
def open_again(member: Member, campaign: str) -> tuple[str, int]:
    told = late(_("Nothing was opened: the page was open for too long. Press the button again."))
    return _check(member, found(member, campaign), told), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/open")
@access.staff("manager")
def open_now(member: Member, campaign: str) -> Page:
    asked = found(member, campaign)
    try:
        campaigns.open_campaign(member.organisation.id, asked.id)
    except NotNow:
        told = _("It cannot be opened: its deadline is over, or it was closed. Change the deadline first.")
        return _check(member, asked, told), 409
    return redirect(address("page", member, asked.id), 303)
