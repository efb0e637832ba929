"""Invite organisations: one by one, from a list that is looked at first, or those of the round before."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from babel.numbers import format_decimal
from flask import redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pan2_assess.core.guest_list import (
    Entry,
    Fault,
    Listed,
    NoList,
    alphabetical,
    check_entry,
    language_of,
    mail_of,
    read_list,
)
from pan2_assess.core.speech import speech
from pan2_assess.reports.tables import read_table, read_text
from pan2_assess.store import guests, invitations
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.store.invitations import MOST, Guest, Known, TooMany
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.campaigns.blueprint import address, blueprint, found, page
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.forms import told
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import composed, visible

Page = Response | str | tuple[str, int]
FIELDS = ("name", "contact", "mail", "language")
MOST_TOLD = 50  # faults shown of one list; the first ones mended, the next are told


@dataclass(frozen=True)
class Preview:
    """A list as it would be invited."""

    entries: tuple[Entry, ...]  # that are new
    known: tuple[str, ...]  # names that are invited already, and are left out
    shared: tuple[str, ...]  # names whose mail address another organisation has too
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    text: str = ""  # the list itself, to be sent again with the button

    @property
    def ready(self) -> bool:
        return bool(self.entries) and not self.faults


# --- one by one --------------------------------------------------------------------------------------------


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/invite")
@access.staff("manager")
def invite(member: Member, campaign: str) -> str:
    asked = found(member, campaign)
    return _invite(member, asked, dict.fromkeys(FIELDS, "") | {"language": asked.languages[0]}, {})


def _invite(member: Member, asked: Round, typed: dict[str, str], errors: dict[str, str], file: str = "") -> str:
    problems = [Problem(name, text) for name, text in errors.items()] + ([Problem("file", file)] if file else [])
    return page(
        "invite", member, asked,
        typed=typed, errors=errors, file=file, problems=problems, failed=bool(problems),
        most=format_decimal(MOST, locale=language()),
    )  # fmt: skip


def _typed(asked: Round) -> dict[str, str]:
    return {name: visible(request.form.get(name, "")) for name in FIELDS}


@shows_again("campaigns.invite_one")
@access.staff("manager")
def invite_again(member: Member, campaign: str) -> tuple[str, int]:
    asked = found(member, campaign)
    told_ = late(_("Nobody was invited: the page was open for too long. Press the button again."))
    return _invite(member, asked, _typed(asked), {"": told_} if told_ else {}), 400


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/invite")
@access.staff("manager")
def invite_one(member: Member, campaign: str) -> Page:
    asked = found(member, campaign)
    typed = _typed(asked)
    name, contact, mail, in_language = (composed(request.form.get(field, "")) for field in FIELDS)
    entry = Entry(0, name, contact, mail_of(mail), language_of(in_language, asked.languages))
    say = speech(language())
    faults = {fault.column: told(say.again(fault.what), say.again(fault.remedy))
              for fault in check_entry(entry, {}, asked.languages)}  # fmt: skip
    if faults:
        return _invite(member, asked, typed, faults), 422
    try:
        (made,) = invitations.invite(member.organisation.id, asked.id, _guests(member, asked, [entry]))
    except Known:
        told_ = _("This organisation is invited already. Two of one name are told apart by their place.")
        return _invite(member, asked, typed, {"name": told_}), 422
    except (NotNow, TooMany) as problem:
        return _invite(member, asked, typed, {"": _refused(problem)}), 409
    return redirect(address("guest", member, asked.id, invitation=made.id), 303)


def _refused(problem: Exception) -> str:
    if isinstance(problem, TooMany):
        return _(
            "A campaign has room for %(most)s invitations. Nobody was invited.",
            most=format_decimal(MOST, locale=language()),
        )
    return _("The campaign is over. Nobody was invited.")


def _guests(member: Member, asked: Round, entries: Sequence[Entry]) -> list[Guest]:
    """Make guests, each with the invitation of the same organisation a round before where there is one."""
    before = guests.everybody(member.organisation.id, asked.before_id) if asked.before_id else []
    ids = {alphabetical(one.name)[0]: one.id for one in before}
    return [Guest(one.name, one.contact, one.mail, one.language, ids.get(alphabetical(one.name)[0])) for one in entries]


# --- many at once ------------------------------------------------------------------------------------------


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/invite/list")
@access.staff("manager")
def look_at_list(member: Member, campaign: str) -> Page:
    """Show what a list would do; nobody is invited yet."""
    asked = found(member, campaign)
    try:
        preview = _preview(member, asked)
    except NoList as problem:
        say = speech(language())
        text = told(say.again(problem.what), say.again(problem.remedy))
        return _invite(member, asked, dict.fromkeys(FIELDS, "") | {"language": asked.languages[0]}, {}, text), 422
    return _look(member, asked, preview), 200 if preview.ready else 422


def _look(member: Member, asked: Round, preview: Preview, first: str = "") -> str:
    say = speech(language())
    problems = [Problem("", first)] if first else []
    if preview.faults:
        number = len(preview.faults)
        text = ngettext(
            "%(num)d thing in the list is to be mended. Nobody was invited.",
            "%(num)d things in the list are to be mended. Nobody was invited.",
            number,
        )
        problems.append(Problem("faults", text))
    faults = [replace(one, what=say.again(one.what), remedy=say.again(one.remedy)) for one in preview.faults]
    return page(
        "preview", member, asked,
        preview=preview, faults=faults[:MOST_TOLD], more=max(0, len(faults) - MOST_TOLD),
        problems=problems, failed=bool(problems),
    )  # fmt: skip


def _preview(member: Member, asked: Round) -> Preview:
    """Read the list that was sent, as a file, as the text of a page before, or as the round before."""
    file = request.files.get("file")
    if request.form.get("before") and asked.before_id:
        past = guests.everybody(member.organisation.id, asked.before_id)
        took = [one for one in past if one.stage != "revoked"]
        entries = tuple(
            Entry(row, one.name, one.contact, one.mail, language_of(one.language, asked.languages))
            for row, one in enumerate(took, 2)
        )
        entries = tuple(one if one.language in asked.languages else replace(one, language=asked.languages[0])
                        for one in entries)  # fmt: skip
        listed = Listed(entries, (), ())
    elif file is not None and file.filename:
        with file.stream as content:  # a large one lies on the disk meanwhile
            listed = read_list(read_table(content.read(), file.filename), asked.languages, MOST)
    elif "list" in request.form:
        listed = read_list(read_text(request.form["list"]), asked.languages, MOST)
    else:
        raise NoList(_("No file was chosen"), _("Choose the file with your list."))
    there = guests.everybody(member.organisation.id, asked.id)
    names = {alphabetical(one.name)[0] for one in there}
    new = tuple(one for one in listed.entries if alphabetical(one.name)[0] not in names)
    known = tuple(one.name for one in listed.entries if alphabetical(one.name)[0] in names)
    faults = tuple(fault for fault in listed.faults if fault.row in {one.row for one in new})
    return Preview(new, known, _shared(new, [one.mail for one in there]), faults, listed.ignored, _as_list(new))


def _as_list(entries: Sequence[Entry]) -> str:
    """Write a list as it is read again when the button is pressed."""
    written = io.StringIO()
    csv.writer(written).writerows([FIELDS, *((one.name, one.contact, one.mail, one.language) for one in entries)])
    return written.getvalue()


def _shared(entries: Sequence[Entry], there: Sequence[str]) -> tuple[str, ...]:
    """Name those whose mail address is used for another organisation too: it may be right, or a slip."""
    used = Counter([*there, *(one.mail for one in entries)])
    return tuple(one.name for one in entries if one.mail and used[one.mail] > 1)


@shows_again("campaigns.invite_all")
@access.staff("manager")
def invite_all_again(member: Member, campaign: str) -> Page:
    asked = found(member, campaign)
    told_ = late(_("Nobody was invited: the page was open for too long. Press the button again."))
    try:
        return _look(member, asked, _preview(member, asked), told_), 400
    except NoList:
        return redirect(address("invite", member, asked.id), 303)


@blueprint.post("/<lang>/staff/o/<organisation>/campaigns/<campaign>/invite/all")
@access.staff("manager")
def invite_all(member: Member, campaign: str) -> Page:
    """Invite all of a list that was looked at, or nobody."""
    asked = found(member, campaign)
    try:
        preview = _preview(member, asked)
        if not preview.ready:
            return _look(member, asked, preview), 422
        invitations.invite(member.organisation.id, asked.id, _guests(member, asked, preview.entries))
    except NoList:
        return redirect(address("invite", member, asked.id), 303)
    except Known:
        told_ = _("Somebody has invited some of them meanwhile. Look at the list once more; nobody was invited now.")
        return _look(member, asked, _preview(member, asked), told_), 409
    except (NotNow, TooMany) as problem:
        return _look(member, asked, preview, _refused(problem)), 409
    return redirect(address("page", member, asked.id), 303)
