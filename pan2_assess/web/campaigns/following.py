"""Follow a campaign: all of an organisation, one with counts and names, and one of those invited."""

from __future__ import annotations

from typing import get_args

from flask import abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import jobs
from pan2_assess.core.typed import printable
from pan2_assess.reports.letters import invitation_path
from pan2_assess.store import campaigns, guests, invitations, letters
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.store.database import settings
from pan2_assess.store.guests import OPEN, Invited, Stage
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.campaigns import terms
from pan2_assess.web.campaigns.blueprint import address, blueprint, found, page
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.kept_keys import own_address
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed

Page = Response | str | tuple[str, int]
LONGEST = 200  # letters that are looked for


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/", endpoint="list")
@access.staff("reader")
def all_of_them(member: Member) -> str:
    return page("list", member, rounds=campaigns.campaigns_of(member.organisation.id))


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/", endpoint="page")
@access.staff("reader")
def one(member: Member, campaign: str) -> str:
    """Show how far those invited have come: numbers and names, never contents."""
    asked, place = found(member, campaign), member.organisation.id
    search = printable(composed(request.args.get("search", "")), LONGEST)
    stage = request.args.get("stage", "")
    stages: tuple[Stage, ...] = OPEN if stage == "open" else tuple(s for s in get_args(Stage) if s == stage)
    number = request.args.get("page", "1")
    counts, shown = guests.overview(
        place, asked.id, int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
        stages=stages, search=search,
    )  # fmt: skip
    return page(
        "page", member, asked,
        counts=counts, shown=shown, search=search, stage=stage if stages else "",
        letter_states=letter_states(), why=why_not,
    )  # fmt: skip


# --- one of those invited ----------------------------------------------------------------------------------


def _guest(member: Member, asked: Round, invitation: str) -> Invited:
    guest = guests.guest(member.organisation.id, asked.id, invitation)
    if guest is None:
        abort(404)
    return guest


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/i/<invitation>")
@access.staff("manager")
def guest(member: Member, campaign: str, invitation: str) -> str:
    asked = found(member, campaign)
    return _guest_page(member, asked, _guest(member, asked, invitation))


def _guest_page(member: Member, asked: Round, guest: Invited, error: str = "", first: str = "") -> str:
    problems = [Problem("", first)] if first else [Problem("sure", error)] if error else []
    link = own_address() + invitation_path(guest.language, guest.token) if guest.token else ""
    return page(
        "guest", member, asked,
        guest=guest, link=link, error=error, problems=problems, failed=bool(problems),
        mails=settings().mail is not None, letter_states=letter_states(), why=why_not,
        may_answer=guest.stage in OPEN,
    )  # fmt: skip


def _done(member: Member, asked: Round, invitation: str) -> Response:
    return redirect(address("guest", member, asked.id, invitation=invitation), 303)


def _too_late(member: Member, asked: Round, invitation: str) -> Page:
    told = _("It has handed in meanwhile, or nothing is taken any more. Nothing was changed.")
    return _guest_page(member, asked, _guest(member, asked, invitation), first=told), 409


@shows_again("campaigns.renew")
@access.staff("manager")
def renew_again(member: Member, campaign: str, invitation: str) -> tuple[str, int]:
    asked = found(member, campaign)
    told = late(_("Nothing was changed: the page was open for too long. Press the button again."))
    return _guest_page(member, asked, _guest(member, asked, invitation), first=told), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/i/<invitation>/renew")
@access.staff("manager")
def renew(member: Member, campaign: str, invitation: str) -> Page:
    """Give a new link; where the old one was used, only to somebody who speaks for the organisation."""
    asked = found(member, campaign)
    guest = _guest(member, asked, invitation)
    if guest.stage != "invited" and not terms.confirmed():
        told = _("Confirm that you have made sure who asks for it.")
        return _guest_page(member, asked, guest, told), 422
    try:
        invitations.renew(member.organisation.id, asked.id, guest.id)
    except NotNow:
        return _too_late(member, asked, invitation)
    return _done(member, asked, invitation)


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/i/<invitation>/revoke")
@access.staff("manager")
def revoke(member: Member, campaign: str, invitation: str) -> Page:
    asked = found(member, campaign)
    try:
        invitations.revoke(member.organisation.id, asked.id, _guest(member, asked, invitation).id)
    except NotNow:
        return _too_late(member, asked, invitation)
    return _done(member, asked, invitation)


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/i/<invitation>/reminded")
@access.staff("manager")
def reminded(member: Member, campaign: str, invitation: str) -> Page:
    """Note that somebody was reminded, by telephone or otherwise."""
    asked = found(member, campaign)
    invitations.note_reminded(member.organisation.id, asked.id, [_guest(member, asked, invitation).id])
    return _done(member, asked, invitation)


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/i/<invitation>/letter")
@access.staff("manager")
def letter(member: Member, campaign: str, invitation: str) -> Page:
    """Send the invitation once more, or a reminder."""
    asked = found(member, campaign)
    guest = _guest(member, asked, invitation)
    if settings().mail is None:
        abort(404)
    kind: letters.Kind = "remind" if request.form.get("kind") == "remind" else "invite"
    try:
        asked_for = letters.ask_letters(member.organisation.id, asked.id, kind, guest.id)
    except NotNow:
        return _too_late(member, asked, invitation)
    for job in asked_for:
        jobs.wake(job)
    return _done(member, asked, invitation)


def letter_states() -> dict[str, str]:
    return {
        "waiting": _("mail waits to be sent"),
        "sent": _("mail sent %(when)s"),
        "failed": _("mail not delivered"),
        "dropped": _("mail was not needed any more"),
    }


def why_not(error: str) -> str:
    """Say in words why a letter was not sent, or not yet."""
    why, _blank, code = error.partition(" ")
    if why == "refused":
        return _("The mail server refused it (%(code)s). Look whether the address is right.", code=code)
    known = {
        "unreachable": _("The mail server was not reached."),
        "insecure": _("The mail server offered no safe connection."),
        "sign-in": _("The mail server did not accept our sign-in."),
        "unwritten": _("No mail can be written to this address."),
        "no": _("No mail server is set up."),
    }
    return known.get(why, _("Sending it was interrupted three times.") if error else "")
