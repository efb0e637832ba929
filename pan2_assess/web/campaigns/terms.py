"""The form of a campaign: what was typed, what is wrong with it, and the terms it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from pan2_assess.core.days import parse_day
from pan2_assess.core.deadlines import NoSuchTime, is_twice, is_zone, moment_of
from pan2_assess.core.model import Edition
from pan2_assess.core.speech import speech
from pan2_assess.core.telling_deadlines import place_of
from pan2_assess.core.typed import MAX_CHARACTERS, text_fault
from pan2_assess.store.campaigns import Head, Purpose, Round, Terms
from pan2_assess.web.forms import told, whole_number
from pan2_assess.web.languages import language, library, offered
from pan2_assess.web.texts import composed, visible

HERE = "Europe/Luxembourg"
# Older names and parts of a zone, which Babel calls by the same place: each place is offered once.
OTHER_NAMES = {"Europe/Belfast", "Europe/Kiev", "Europe/Tiraspol", "Europe/Uzhgorod", "Europe/Zaporozhye"}
FARTHEST = timedelta(days=3 * 366)
LONGEST = 120  # months
QUESTIONNAIRES: Mapping[Purpose, tuple[str, ...]] = {
    "dialogue": ("supplier",), "contract": ("supplier",), "pilot": ("pilot", "company"),
}  # fmt: skip
LINES = {"title": 120}  # fields of one line, with their longest
TEXTS = ("what_for", "basis", "seen_by", "contact", "subject", "proportion", "clause")
PLAIN = ("purpose", "questionnaire", "day", "time", "zone", "sealed", "keep", "before", *LINES, *TEXTS)
ORDER = (
    "purpose", "questionnaire", "before", "clause", "announced", "title", "what_for", "basis", "seen_by", "contact",
    "languages", "day", "time", "zone", "keep", "linked", "subject", "proportionate", "proportion", "never",
    "voluntary",
)  # fmt: skip
RAILS = ("linked", "proportionate", "never", "voluntary", "announced")

Typed = dict[str, str | list[str]]
Errors = dict[str, str]


def purposes_of(kind: str) -> tuple[Purpose, ...]:
    """Give what an organisation of this kind asks for: authorities suppliers, coordinators pilot companies."""
    return ("pilot",) if kind == "coordinator" else ("dialogue", "contract")


def rails_of(purpose: str) -> tuple[str, ...]:
    """Name what is to be confirmed."""
    if purpose == "pilot":
        return ("never", "voluntary")
    return RAILS if purpose == "contract" else RAILS[:4]


def first_typed(kind: str, before: str = "") -> Typed:
    """Fill the form of a new campaign."""
    purposes = purposes_of(kind)
    chosen = purposes[0] if len(purposes) == 1 else ""
    return {
        **dict.fromkeys(PLAIN, ""),
        "purpose": chosen,
        "questionnaire": QUESTIONNAIRES[purposes[0]][0],
        "time": "12:00",
        "zone": HERE,
        "keep": "24",
        "before": before,
        "languages": list(offered()),
        "rails": [],
    }


def typed_of(asked: Round) -> Typed:
    """Fill the form with a campaign as it is; what was confirmed once is confirmed."""
    local = asked.deadline.astimezone(ZoneInfo(asked.zone))
    return {
        **asdict(asked.head),
        "purpose": asked.purpose,
        "questionnaire": asked.questionnaire,
        "day": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "zone": asked.zone,
        "sealed": "1" if asked.is_sealed else "",
        "keep": str(asked.keep_months),
        "before": asked.before_id or "",
        "languages": list(asked.languages),
        "rails": list(rails_of(asked.purpose)),
    }


def sent(form: MultiDict[str, str]) -> Typed:
    """Take what was typed, whatever it is."""
    return {
        **{name: visible(form.get(name, "")) for name in PLAIN},
        "languages": [code for code in offered() if code in form.getlist("languages")],
        "rails": [name for name in RAILS if name in form.getlist("rails")],
    }


def read(typed: Typed, kind: str, rounds: Mapping[str, str]) -> tuple[Terms | None, Edition | None, Errors]:
    """Make terms of what was typed; `rounds` are those that may be the one before. None where something is wrong."""
    errors: Errors = {}
    text = {name: composed(str(typed[name])) for name in PLAIN}
    purpose = next((known for known in purposes_of(kind) if known == text["purpose"]), None)
    if purpose is None:
        errors["purpose"] = _("Choose what it is for.")
    likely = purpose or purposes_of(kind)[0]  # so that all is told at once
    _check_texts(text, likely, errors)
    edition = _edition(text["questionnaire"], purpose, errors)
    # The first is taken where a list names none: that of who asks.
    languages = tuple(sorted(typed["languages"], key=lambda code: code != language()))
    if not languages:
        errors["languages"] = _("Choose at least one language.")
    deadline = deadline_of(text["day"], text["time"], text["zone"], errors)
    keep = _months(text["keep"], errors)
    if text["before"] and text["before"] not in rounds:
        errors["before"] = _("Choose one of these.")
    for name in set(rails_of(likely)) - set(typed["rails"]):
        errors[name] = _("Confirm this, or do not ask these organisations.")
    if errors or purpose is None or edition is None or deadline is None:
        return None, None, in_order(errors)
    head = Head(**{name: text[name] for name in (*LINES, *TEXTS)})
    before = text["before"] or None
    return Terms(purpose, languages, deadline, text["zone"], bool(text["sealed"]), keep, head, before), edition, {}


def in_order(errors: Errors) -> Errors:
    """Put what is wrong into the order of the page."""
    return {name: errors[name] for name in ORDER if name in errors}


def _edition(name: str, purpose: Purpose | None, errors: Errors) -> Edition | None:
    offered_ = QUESTIONNAIRES[purpose] if purpose else ()
    edition = library().editions.get(name) if name in offered_ else None
    if purpose and edition is None:
        errors["questionnaire"] = _("Choose a questionnaire.")
    return edition


def _months(text: str, errors: Errors) -> int:
    number = whole_number(text) or 0
    if not 1 <= number <= LONGEST:
        errors["keep"] = _("Write a whole number from %(least)s to %(most)s, in figures.", least=1, most=LONGEST)
    return number


def _check_texts(text: dict[str, str], purpose: Purpose, errors: Errors) -> None:
    """Say what is missing or unfit; what belongs to another purpose is left out."""
    if purpose != "contract":
        text["clause"] = ""
    if purpose == "pilot":
        text["subject"] = text["proportion"] = ""
    else:
        text["before"] = ""
    wanted = {
        "title": _("Give it a title; those invited read it."),
        "what_for": _("Say why you ask them; they read it."),
        "basis": _("Say on which basis you ask; they read it."),
        "contact": _("Say whom they can ask."),
        "subject": _("Say how the questions are linked to what is bought."),
        "proportion": _("Say why not less would do."),
        "clause": _("Write down the clause that announced it."),
    }
    of_others = {"pilot": ("subject", "proportion", "clause"), "dialogue": ("clause",)}.get(purpose, ())
    for name in (*LINES, *TEXTS):
        fault = text_fault(text[name], LINES.get(name, MAX_CHARACTERS))
        if name in LINES and fault is None and "\n" in text[name]:
            fault = _("more than one line"), _("Write it on one line.")
        if fault:
            errors[name] = told(*fault)
        elif name in wanted and name not in of_others and not text[name]:
            errors[name] = wanted[name]


def deadline_of(day: str, at: str, zone: str, errors: Errors) -> datetime | None:
    """Read a deadline; where it is none, say why beside the field."""
    when, clock, known = _day(day), _time(at), is_zone(zone)
    if when is None:
        errors["day"] = _("This is not a date. Write it as YYYY-MM-DD, for example 2026-11-23.")
    if clock is None:
        errors["time"] = _("This is not a time. Write it as 12:00.")
    if not known:
        errors["zone"] = _("Choose one of these.")
    moment = _moment(when, clock, zone, errors) if when and clock and known else None
    if moment and moment <= datetime.now(UTC):
        errors["day"] = _("This moment is over. Give a later one.")
    elif moment and moment > datetime.now(UTC) + FARTHEST:
        errors["day"] = _("This date is too far away.")
    return moment


def _moment(day: date, at: time, zone: str, errors: Errors) -> datetime | None:
    try:
        return moment_of(day, at, zone)
    except NoSuchTime as skipped:
        errors["time"] = _(
            "Clocks are put forward on this day and never show this time. The first one after it is %(instead)s.",
            instead=skipped.instead.strftime("%H:%M"),
        )
    except OverflowError:
        errors["day"] = _("This date is too far away.")
    return None


def is_ambiguous(asked: Round) -> bool:
    """Tell whether clocks show the time of a deadline twice on its day."""
    local = asked.deadline.astimezone(ZoneInfo(asked.zone))
    return is_twice(local.date(), local.time(), asked.zone)


def zones() -> list[tuple[str, str]]:
    """List the zones offered, by the names of their places: ours first."""
    say = speech(language())
    there = {
        zone: place_of(zone, say)
        for zone in available_timezones()
        if zone.startswith("Europe/") and zone not in OTHER_NAMES
    }
    others = sorted(((zone, name) for zone, name in there.items() if zone != HERE), key=lambda one: one[1])
    return [(HERE, place_of(HERE, say)), ("UTC", "UTC"), *others]


def confirmed() -> bool:
    return request.form.get("sure") == "1"


def _day(text: str) -> date | None:
    try:
        return parse_day(text.strip())
    except ValueError:
        return None


def _time(text: str) -> time | None:
    hours, _colon, minutes = text.strip().partition(":")
    if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit() and len(minutes) == 2):
        return None
    return time(int(hours), int(minutes)) if len(hours) < 3 and int(hours) < 24 and int(minutes) < 60 else None
