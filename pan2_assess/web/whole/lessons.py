"""Lessons to pass on: texts proposed to pilot companies, and what each says to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess.core.lessons import ADVICE, FAILED, WORKED
from pan2_assess.store import copies, lessons
from pan2_assess.store.access import Full
from pan2_assess.store.lessons import LONGEST, Lesson
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.shown import Problem
from pan2_assess.web.texts import visible
from pan2_assess.web.whole.blueprint import HERE, Whole, blueprint, open_whole, shown

LESSONS = f"{HERE}/lessons"
OWN_WORDS = (WORKED, FAILED, ADVICE)  # what a company wrote for others to read, where it handed it in


@dataclass(frozen=True)
class Told:
    """One company with its lessons, and the words of its own that could become one."""

    copy_id: str
    name: str
    lessons: tuple[Lesson, ...]
    words: tuple[tuple[str, str, str], ...]  # question, what was asked, what was answered


def _pilot(member: Member, campaign: str) -> Whole:
    whole = open_whole(member, campaign)
    if not whole.pilot:
        abort(404)
    return whole


@blueprint.get(LESSONS)
@access.staff("reader")
def lessons_page(member: Member, campaign: str) -> str:
    """Show what was proposed; `company` and `words` in the address put a company's own words into the field."""
    whole = _pilot(member, campaign)
    companies = list(_companies(whole))
    chosen, asked = request.args.get("company", ""), request.args.get("words", "")
    words = [text for one in companies if one.copy_id == chosen for name, _asked, text in one.words if name == asked]
    return _page(whole, companies, chosen, words[0] if words else "", {})


def _page(whole: Whole, companies: list[Told], chosen: str, text: str, errors: dict[str, str]) -> str:
    return shown(
        "lessons",
        whole,
        companies=companies,
        chosen=chosen,
        text=text,
        errors=errors,
        problems=[Problem(field, said) for field, said in errors.items() if said],
        failed=any(errors.values()),
        may_ask=whole.member.may("reviewer"),
        longest=LONGEST,
    )


def _companies(whole: Whole) -> Iterator[Told]:
    told = lessons.lessons_of(whole.member.organisation.id, whole.campaign.id)
    for one in whole.received:
        mine = tuple(lesson for lesson in told if lesson.copy_id == one.id)
        words = tuple(
            (name, whole.edition.questions[name].text, str(one.sheet.answers[name].value))
            for name in OWN_WORDS
            if name in one.sheet.answers
        )
        yield Told(one.id, one.name, mine, words)


@shows_again("whole.propose")
@access.staff("reviewer")
def propose_again(member: Member, campaign: str) -> tuple[str, int]:
    whole = _pilot(member, campaign)
    told = late(_("The page was open for too long, and nothing was sent. Look at the text and send it once more."))
    form = request.form
    return _page(whole, list(_companies(whole)), form.get("company", ""), form.get("text", ""), {"": told}), 400


@blueprint.post(LESSONS)
@access.staff("reviewer")
def propose(member: Member, campaign: str) -> Response | tuple[str, int]:
    """Ask a company whether a text may be passed on."""
    whole = _pilot(member, campaign)
    chosen, text = request.form.get("company", ""), request.form.get("text", "").replace("\r\n", "\n").strip()
    known = {listed.id for listed in copies.copies_of(member.organisation.id, campaign)}
    errors = {"company": "" if chosen in known else _("Choose the company."), "text": fault(text)}
    if not any(errors.values()):
        try:
            lessons.propose(whole.reader, chosen, visible(text))
            return _back(member, campaign)
        except Full:
            errors["text"] = _("As many texts as there may be were proposed to this company. Take one back first.")
    return _page(whole, list(_companies(whole)), chosen, request.form.get("text", ""), errors), 422


@blueprint.post(f"{LESSONS}/<lesson>/drop")
@access.staff("reviewer")
def drop(member: Member, campaign: str, lesson: str) -> Response:
    lessons.drop(_pilot(member, campaign).reader, lesson)
    return _back(member, campaign)


def fault(text: str) -> str:
    """Say what is wrong with a text that somebody wants to pass on; empty if nothing is."""
    if not text:
        return _("Write the text first.")
    if len(text) > LONGEST:
        return _("%(number)s characters are too many by %(over)s.", number=len(text), over=len(text) - LONGEST)
    return ""


def _back(member: Member, campaign: str) -> Response:
    there = url_for("whole.lessons_page", lang=language(), organisation=member.organisation.id, campaign=campaign)
    return redirect(there, 303)
