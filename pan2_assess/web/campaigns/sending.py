"""Send links and reminders: as a file for the mail merge of an office program, or by mail where that is set up."""

from __future__ import annotations

from flask import Response as Page
from flask import abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import jobs
from pan2_assess.core.speech import speech
from pan2_assess.core.spreadsheet import as_csv
from pan2_assess.core.telling_deadlines import deadline_in_words
from pan2_assess.reports.letters import invitation_path
from pan2_assess.store import guests, invitations, letters
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.store.database import settings
from pan2_assess.store.guests import OPEN, Invited
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.campaigns.blueprint import address, blueprint, found, page
from pan2_assess.web.handing import handed
from pan2_assess.web.kept_keys import own_address
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/send")
@access.staff("manager")
def send(member: Member, campaign: str) -> str:
    return _send(member, found(member, campaign))


def _send(member: Member, asked: Round, told: str = "") -> str:
    place = member.organisation.id
    return page(
        "send", member, asked,
        counts=guests.counts(place, asked.id), mails=settings().mail is not None,
        without=sum(not one.mail for one in guests.everybody(place, asked.id, OPEN)),
        problems=[Problem("", told)] if told else [], failed=bool(told),
    )  # fmt: skip


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/send/file")
@access.staff("manager")
def merge(member: Member, campaign: str) -> Page:
    """Hand out names and links: of all that may still answer, or as a reminder, which is noted if wished."""
    asked, place = found(member, campaign), member.organisation.id
    reminds = request.form.get("kind") == "remind"
    wanted = guests.everybody(place, asked.id, OPEN)
    chosen = wanted if reminds else [one for one in wanted if one.token]
    if reminds and request.form.get("note") == "1":
        invitations.note_reminded(place, asked.id, [one.id for one in chosen])
    separator = "," if language() == "en" else ";"  # what spreadsheets take in each country
    name = _("reminder") if reminds else _("invitations")
    return handed(as_csv(_rows(asked, chosen), separator), f"{name}.csv", "text/csv; charset=utf-8")


def _rows(asked: Round, chosen: list[Invited]) -> list[tuple[str, ...]]:
    until = {code: deadline_in_words(asked.deadline, asked.zone, speech(code)) for code in asked.languages}
    heading = _("Name"), _("Contact"), _("Mail"), _("Language"), _("Link"), _("Until"), _("State")
    states = {"invited": _("not opened yet"), "opened": _("opened"), "begun": _("begun")}
    return [
        heading,
        *(
            (
                one.name, one.contact, one.mail, one.language,
                own_address() + invitation_path(one.language, one.token) if one.token else "",
                until.get(one.language, until[asked.languages[0]]), states[one.stage],
            )
            for one in chosen
        ),
    ]  # fmt: skip


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/send/letters")
@access.staff("manager")
def mail(member: Member, campaign: str) -> Response | tuple[str, int]:
    """Ask for mails to all who need one."""
    asked = found(member, campaign)
    if settings().mail is None:
        abort(404)
    kind: letters.Kind = "remind" if request.form.get("kind") == "remind" else "invite"
    try:
        asked_for = letters.ask_letters(member.organisation.id, asked.id, kind)
    except NotNow:
        return _send(member, asked, _("Mails go out only while the campaign is open.")), 409
    for job in letters.to_call(asked_for):
        jobs.wake(job, bulk=True)
    return redirect(address("page", member, asked.id), 303)
