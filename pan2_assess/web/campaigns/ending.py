"""More time for a campaign that runs, and its early end."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.store import campaigns
from pan2_assess.store.campaigns import Earlier, NotNow, Round
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.campaigns import terms
from pan2_assess.web.campaigns.blueprint import address, blueprint, found, page
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed, visible

Page = Response | str | tuple[str, int]
PARTS = ("day", "time", "zone")


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/deadline")
@access.staff("manager")
def deadline(member: Member, campaign: str) -> str:
    asked = found(member, campaign)
    local = asked.deadline.astimezone(ZoneInfo(asked.zone))
    typed = {"day": local.date().isoformat(), "time": local.strftime("%H:%M"), "zone": asked.zone}
    return _deadline(member, asked, typed, {})


def _deadline(member: Member, asked: Round, typed: dict[str, str], errors: dict[str, str]) -> str:
    if asked.state != "open":
        return page("fixed", member, asked)
    problems = [Problem(name, text) for name, text in errors.items()]
    return page(
        "deadline", member, asked,
        typed=typed, errors=errors, problems=problems, failed=bool(problems), zones=terms.zones(),
    )  # fmt: skip


def _typed() -> dict[str, str]:
    return {name: visible(request.form.get(name, "")) for name in PARTS}


@shows_again("campaigns.move_deadline")
@access.staff("manager")
def deadline_again(member: Member, campaign: str) -> tuple[str, int]:
    told = late(_("Nothing was saved: the page was open for too long. Press the button again."))
    return _deadline(member, found(member, campaign), _typed(), {"": told} if told else {}), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/deadline")
@access.staff("manager")
def move_deadline(member: Member, campaign: str) -> Page:
    asked, typed = found(member, campaign), _typed()
    errors: dict[str, str] = {}
    moment = terms.deadline_of(typed["day"], typed["time"], composed(typed["zone"]), errors)
    if errors or moment is None:
        return _deadline(member, asked, typed, errors), 422
    try:
        campaigns.move_deadline(member.organisation.id, asked.id, moment, typed["zone"])
    except Earlier:
        told = _("A deadline people were told is moved later, never earlier.")
        return _deadline(member, asked, typed, {"day": told}), 422
    except NotNow:
        return page("fixed", member, found(member, campaign)), 409
    return redirect(address("page", member, asked.id), 303)


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/close")
@access.staff("manager")
def close(member: Member, campaign: str) -> str:
    return _close(member, found(member, campaign), "")


def _close(member: Member, asked: Round, error: str) -> str:
    problems = [Problem("sure", error)] if error else []
    return page("close", member, asked, problems=problems, failed=bool(problems))


@shows_again("campaigns.close_now")
@access.staff("manager")
def close_again(member: Member, campaign: str) -> tuple[str, int]:
    told = late(_("Nothing was closed: the page was open for too long. Press the button again."))
    return _close(member, found(member, campaign), told), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/close")
@access.staff("manager")
def close_now(member: Member, campaign: str) -> Page:
    asked = found(member, campaign)
    if not terms.confirmed():
        return _close(member, asked, _("Tick that you are sure.")), 422
    campaigns.close(member.organisation.id, asked.id)
    return redirect(address("page", member, asked.id), 303)
