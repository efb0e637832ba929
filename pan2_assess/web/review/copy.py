"""What was handed in, beside what reviewers find of it: read, found, written to the firm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Response as Page
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.feedback import draft_notice
from pan2_assess.core.ics import Entry, calendar
from pan2_assess.core.reviewing import Line, Part
from pan2_assess.core.speech import speech
from pan2_assess.store import reviews
from pan2_assess.store.campaigns import NotNow
from pan2_assess.store.review_parts import Finding, Remark
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.errors import late, passing, shows_again
from pan2_assess.web.handing import handed
from pan2_assess.web.languages import language
from pan2_assess.web.review import forms
from pan2_assess.web.review.blueprint import blueprint
from pan2_assess.web.review.forms import Reading, Typed
from pan2_assess.web.review.opened import OpenedCopy, open_for, verdicts
from pan2_assess.web.shown import Problem

HERE = "/<lang>/staff/o/<organisation>/campaigns/<campaign>/copies/<copy>"
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Row:
    """An answer as the page shows it, with what was found of it."""

    line: Line
    found: Finding | None
    remarks: tuple[Remark, ...]
    steps: tuple[tuple[str, str], ...]  # that may be set instead of the declared one
    typed: Typed
    was: str
    errors: dict[str, str]
    overtaken: bool

    @property
    def step_text(self) -> str:
        return dict(self.steps).get(self.found.given.step, "") if self.found else ""

    def target(self, part: str) -> str:
        """Name the element that a problem with this part leads to."""
        if part == "line":
            return self.line.question
        return f"{self.line.question}-{'verdict-plausible' if part == 'verdict' else part}"


@blueprint.get(HERE)
@access.staff("reader")
def copy(member: Member, campaign: str, copy: str) -> str:
    _reader, opened = open_for(member, campaign, copy)
    return _page(member, opened)


@shows_again("review.save")
@access.staff("reviewer")
def save_again(member: Member, campaign: str, copy: str) -> tuple[str, int]:
    _reader, opened = open_for(member, campaign, copy)
    told = late(_("Nothing was saved: the page was open for too long. All stands here; press Save again."))
    return _page(member, opened, replace(forms.read(opened, _names(opened)), errors={}), first=told), 400


@blueprint.post(HERE)
@access.staff("reviewer")
def save(member: Member, campaign: str, copy: str) -> Answer:
    """Save what was typed on the whole page, whichever of its buttons was pressed."""
    reader, opened = open_for(member, campaign, copy)
    reading = forms.read(opened, _names(opened))
    overtaken: frozenset[str] = frozenset()
    first = ""
    try:
        if reading.given:
            overtaken = reviews.set_findings(reader, copy, reading.given, reading.was)
        for name, text in list(reading.remarks.items()):
            reviews.remark(reader, copy, name, text)
            reading.typed[name]["remark"] = ""
    except NotNow:
        first = _("The review was concluded meanwhile; nothing was saved. What you wrote stands below, to be copied.")
    except store.Full:
        first = _("As much was written about this as is kept. What you found is saved; the last remark is not.")
    except SQLAlchemyError as error:
        # Only the error's kind: its text may quote what was to be written.
        current_app.logger.error("database: %s while saving a review", type(error).__name__)
        first = _("What you found could not be saved just now, but it stands here.")
        first += " " + (_("Press Save again in a moment.") if passing(error) else _("Copy what you want to keep."))
        return _page(member, opened, reading, first=first), 503
    _reader, opened = open_for(member, campaign, copy)
    if first or overtaken or reading.errors:
        unsaved = reading.typed if first else {n: reading.typed[n] for n in {*overtaken, *reading.errors}}
        return _page(member, opened, replace(reading, typed=unsaved), overtaken, first), 409 if overtaken else 422
    at = request.form.get("at", "")
    anchor = f"part-{at}" if any(part.id == at for part in opened.parts) else "whole" if at == "whole" else None
    return redirect(address("review.copy", opened, saved=1, _anchor=anchor, **_filter()), 303)


def _names(opened: OpenedCopy) -> list[str]:
    """Take the answers the form was shown with."""
    names = list(dict.fromkeys(request.form.getlist("line")))
    if not set(names) <= opened.lines.keys():
        abort(400)
    return names


def _filter() -> dict[str, Any]:
    return {"only": "open"} if request.values.get("only") == "open" else {}


def address(endpoint: str, opened: OpenedCopy, **more: Any) -> str:
    campaign = opened.campaign
    values: dict[str, Any] = {
        "organisation": campaign.organisation_id,
        "campaign": campaign.id,
        "copy": opened.content.id,
    }
    return url_for(endpoint, lang=language(), **values, **more)


def _page(
    member: Member,
    opened: OpenedCopy,
    reading: Reading | None = None,
    overtaken: frozenset[str] = frozenset(),
    first: str = "",
) -> str:
    reading, only = reading or Reading(), bool(_filter())
    rows = {name: _row(opened, line, reading, name in overtaken) for name, line in opened.lines.items()}
    shown = {name for name in rows if not only or name in opened.open or name in reading.typed}
    problems = [Problem("", first)] if first else []
    problems += [
        Problem(row.target(part), f"{row.line.number}: {text}")
        for row in rows.values()
        for part, text in row.errors.items()
    ]
    whole = reading.errors.get("", {}).get("remark", "")
    problems += [Problem("whole-remark", whole)] if whole else []
    return render_template(
        "pages/review/copy.html",
        signed=member.signed,
        opened=opened,
        up=_up(opened),
        parts=[part for part in opened.parts if not only or any(line.question in shown for line in part.lines)],
        progress={part.id: _progress(opened, part) for part in opened.parts},
        rows=rows,
        shown=shown,
        only=only,
        may_review=member.may("reviewer"),
        may_find=_may_find(member, opened),
        verdicts=verdicts(opened.campaign.purpose),
        sides=opened.sides(),
        draft_notice=draft_notice(opened.edition, speech(language())),
        address=lambda endpoint, **more: address(endpoint, opened, **more),
        whole={"typed": reading.typed.get("", {}).get("remark", ""), "error": whole},
        rescued=[] if _may_find(member, opened) else _rescued(opened, reading),
        saved="saved" in request.args,
        problems=problems,
        failed=bool(problems),
        private=True,
    )


def _up(opened: OpenedCopy) -> tuple[str, str]:
    """Give the page this one hangs on: its address and its name."""
    campaign = opened.campaign
    above: dict[str, Any] = {"lang": language(), "organisation": campaign.organisation_id}
    return url_for("campaigns.page", campaign=campaign.id, **above), campaign.head.title


def _may_find(member: Member, opened: OpenedCopy) -> bool:
    return member.may("reviewer") and opened.review.concluded is None


def _rescued(opened: OpenedCopy, reading: Reading) -> list[tuple[str, str]]:
    """Give what was typed where there are no fields any more, with the number of its question."""
    number = opened.edition.number
    told = {name: typed for name, typed in reading.typed.items() if name}
    return [(number(name), typed[part]) for name, typed in told.items() for part in forms.TEXTS if typed[part]]


def _progress(opened: OpenedCopy, part: Part) -> tuple[int, int]:
    told = [line.question for line in part.lines if line.told]
    return sum(name in opened.review.findings for name in told), len(told)


def _row(opened: OpenedCopy, line: Line, reading: Reading, overtaken: bool) -> Row:
    name, found = line.question, opened.review.findings.get(line.question)
    errors = dict(reading.errors.get(name, {}))
    if overtaken:
        errors["line"] = _("Somebody has changed this meanwhile. What you wrote stands in the fields.")
    return Row(
        line=line,
        found=found,
        remarks=tuple(opened.review.remarks_on(name)),
        steps=opened.steps_of(name),
        typed=reading.typed.get(name) or forms.typed_of(found),
        was=forms.was_of(found),
        errors=errors,
        overtaken=overtaken,
    )


# --- the follow-up calendar ------------------------------------------------------------------------------


@blueprint.get(f"{HERE}/follow-up.ics")
@access.staff("reader")
def follow_up(member: Member, campaign: str, copy: str) -> Page:
    _reader, opened = open_for(member, campaign, copy)
    return calendar_file(opened)


def calendar_file(opened: OpenedCopy) -> Page:
    """Hand out the follow-up calendar of the conclusion that stands."""
    concluded = opened.review.concluded
    if concluded is None or not concluded.follow_up:
        abort(404)
    title = f"{opened.content.name} · {opened.campaign.head.title}"
    entries = [Entry(line.day, line.what, "\n".join(filter(None, (line.who, title)))) for line in concluded.follow_up]
    made = to_user_timezone(concluded.at)
    text = calendar(title, entries, concluded.at, concluded.id)
    return handed(text, f"follow-up-{made:%Y-%m-%d}.ics", "text/calendar; charset=utf-8")
