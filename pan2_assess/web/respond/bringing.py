"""Answers brought from another assessment in this browser: proposals, each confirmed by hand before it counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.answers import Answer
from pan2_assess.core.carrying import Reason, carry
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.web import access
from pan2_assess.web.access import Opened
from pan2_assess.web.editions import edition_of
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.shown import Problem


@blueprint.get("/<lang>/a/<assessment>/bring")
@access.respondent("draft", edit=True)
def bring(opened: Opened) -> str:
    """Choose the other assessment; only those whose key this browser holds are offered."""
    held = (held for held in access.mine() if held.id != opened.held.id)
    others = [(other, edition_of(other.digest, other.draft).in_language(language()).title) for other in held]
    return render_template("pages/bring.html", **same_browser(opened), others=others)


@blueprint.get("/<lang>/a/<assessment>/bring/<other>")
@access.respondent("draft", edit=True)
def bring_from(opened: Opened, other: str) -> str:
    return _page(opened, _source(opened, other), [])


@shows_again("respond.bring_now")
@access.respondent("draft", edit=True)
def bring_again(opened: Opened, other: str) -> tuple[str, int]:
    problem = late(_("The page was open for too long. Nothing was taken over yet; press the button again."))
    return _page(opened, _source(opened, other), [Problem("", problem)] if problem else []), 400


@blueprint.post("/<lang>/a/<assessment>/bring/<other>")
@access.respondent("draft", edit=True)
def bring_now(opened: Opened, other: str) -> Response | tuple[str, int]:
    """Take over what was ticked, unless a colleague has answered it meanwhile."""
    source = _source(opened, other)
    proposed, _left = _proposals(opened, source)
    taken = {name: proposed[name] for name in request.form.getlist("taken") if name in proposed}
    if not taken:
        problems = [Problem("", _("Tick what is still true, or go back to the task list."))]
        return _page(opened, source, problems), 422
    data = {name: answer.as_json() for name, answer in taken.items()}
    try:
        store.save(opened.access, data, was=dict.fromkeys(data))
    except store.Overtaken:
        problem = _("Somebody has answered one of these questions meanwhile. Nothing was taken over yet; look again.")
        return _page(access.open_or_404(opened.held.id, edit=True), source, [Problem("", problem)]), 409
    after = opened.with_answers({**opened.answers, **taken})
    endpoint = "respond.protect" if set(taken) & set(after.alarms) else "respond.tasks"
    return redirect(url_for(endpoint, lang=language(), assessment=opened.held.id), 303)


def _source(opened: Opened, other: str) -> Opened:
    if other == opened.held.id:
        abort(404)
    return access.open_or_404(other)


def _proposals(opened: Opened, source: Opened) -> tuple[dict[str, Answer], dict[str, Reason]]:
    """Give what can be proposed for questions still open here, in their order, and why the rest stays behind."""
    carrying = carry(source.answers, source.edition, opened.edition, opened.held.on)
    possible = {name: answer for name, answer in carrying.proposed.items() if name not in opened.answers}
    path = path_of(opened.edition, {**possible, **opened.answers})
    return {name: possible[name] for name in path if name in possible}, carrying.left


def _page(opened: Opened, source: Opened, problems: list[Problem]) -> str:
    proposed, left = _proposals(opened, source)
    sheet = replace(opened.sheet(), answers={**opened.answers, **proposed})
    evaluation = opened.with_answers(sheet.answers)
    telling = Telling(opened.edition, sheet, evaluation, speech(language()))
    parts: list[dict[str, Any]] = []
    for section in opened.edition.sections:
        lines = [telling.line(question.id) for question in section.questions if question.id in proposed]
        if lines:
            parts.append({"id": section.id, "title": section.title, "lines": lines})
    return render_template(
        "pages/bring_from.html",
        **same_browser(opened),
        source=source.held,
        source_title=source.edition.title,
        of_another_firm=source.held.organisation.casefold() != opened.held.organisation.casefold(),
        parts=parts,
        ticked=request.form.getlist("taken"),
        left=_left_behind(left),
        problems=problems,
        failed=bool(problems),
    )


def _left_behind(left: dict[str, Reason]) -> list[str]:
    """Say how many answers stay behind, and why."""
    counts = Counter(left.values())
    sentences: dict[Reason, str] = {
        "contract": ngettext(
            "%(num)d answer is about one contract.", "%(num)d answers are about one contract.", counts["contract"]
        ),
        "not asked": ngettext(
            "%(num)d answer is to a question not asked here.",
            "%(num)d answers are to questions not asked here.",
            counts["not asked"],
        ),
        "meaning": ngettext(
            "%(num)d question means something else here.",
            "%(num)d questions mean something else here.",
            counts["meaning"],
        ),
        "options": ngettext(
            "%(num)d answer is not offered here.", "%(num)d answers are not offered here.", counts["options"]
        ),
    }
    return [sentence for reason, sentence in sentences.items() if counts[reason]]
