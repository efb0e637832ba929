"""Answers brought from another assessment or a file: proposals, each confirmed by hand before it counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.answers import Answer, AnswerErrors
from pan2_assess.core.carrying import Reason, carry
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.web import access, limits, uploads
from pan2_assess.web.access import Opened
from pan2_assess.web.editions import edition_of
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.languages import language
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.shown import Problem
from pan2_assess.web.sources import MOST, Source, add_source, source_or_404, sources


@blueprint.get("/<lang>/a/<assessment>/bring")
@access.respondent("draft", edit=True)
def bring(opened: Opened) -> str:
    return _choose(opened, [])


def _choose(opened: Opened, problems: list[Problem]) -> str:
    """Choose where answers come from; of other assessments only those whose key this browser holds are offered."""
    held = (held for held in access.mine() if held.id != opened.held.id and not held.voice)
    others = [(other, edition_of(other.digest, other.draft).in_language(language()).title) for other in held]
    return render_template(
        "pages/bring.html",
        **same_browser(opened),
        others=others,
        brought=sources(opened),
        problems=problems,
        failed=bool(problems),
    )


@shows_again("respond.bring_here")
@access.respondent("draft", edit=True)
def bring_again(opened: Opened) -> tuple[str, int]:
    told = late(_("Nothing was brought: the page was open for too long. Choose again."))
    return _choose(opened, [Problem("", told)] if told else []), 400


@blueprint.post("/<lang>/a/<assessment>/bring")
@access.respondent("draft", edit=True)
@limits.limiter.limit(limits.BRING)
def bring_here(opened: Opened) -> Response | tuple[str, int]:
    """Lay answers beside the assessment; none counts before it is confirmed."""
    other = request.form.get("other", "")
    try:
        if other:
            found = access.open_or_404(other)
            if found.held.voice or other == opened.held.id:
                abort(404)
            name = add_source(opened.access, found.edition, found.sheet(), "assessment")
        else:
            read = uploads.read(opened.held.on)
            name = add_source(opened.access, read.edition, read.sheet, "file", uploads.left_out(read))
    except AnswerErrors as errors:
        return _choose(opened, [Problem("file", text) for text in uploads.told(errors)]), 422
    except store.Full:
        told = _("Answers from %(number)s places lie here already. Forget one of them first.", number=MOST)
        return _choose(opened, [Problem("", told)]), 422
    return redirect(url_for("respond.bring_from", lang=language(), assessment=opened.held.id, source=name), 303)


@blueprint.get("/<lang>/a/<assessment>/bring/<source>")
@access.respondent("draft", edit=True)
def bring_from(opened: Opened, source: str) -> str:
    return _page(opened, source_or_404(opened, source), [])


@shows_again("respond.confirm")
@access.respondent("draft", edit=True)
def confirm_again(opened: Opened, source: str) -> tuple[str, int]:
    told = late(_("The page was open for too long. Nothing was taken over yet; press the button again."))
    return _page(opened, source_or_404(opened, source), [Problem("", told)] if told else []), 400


@blueprint.post("/<lang>/a/<assessment>/bring/<source>")
@access.respondent("draft", edit=True)
def confirm(opened: Opened, source: str) -> Response | tuple[str, int]:
    """Take over what was ticked, unless a colleague has answered it meanwhile."""
    found = source_or_404(opened, source)
    proposed, _left = _proposals(opened, found)
    taken = {name: proposed[name] for name in request.form.getlist("taken") if name in proposed}
    if not taken:
        problems = [Problem("", _("Tick what is still true, or go back to the task list."))]
        return _page(opened, found, problems), 422
    data = {name: answer.as_json() for name, answer in taken.items()}
    try:
        store.save(opened.access, data, was=dict.fromkeys(data))
    except store.Overtaken:
        problem = _("Somebody has answered one of these questions meanwhile. Nothing was taken over yet; look again.")
        return _page(access.open_or_404(opened.held.id, edit=True), found, [Problem("", problem)]), 409
    after = opened.with_answers({**opened.answers, **taken})
    endpoint = "respond.protect" if set(taken) & set(after.alarms) else "respond.tasks"
    return redirect(url_for(endpoint, lang=language(), assessment=opened.held.id), 303)


@blueprint.post("/<lang>/a/<assessment>/bring/<source>/forget")
@access.respondent("draft", edit=True)
def forget_source(opened: Opened, source: str) -> Response:
    """Take away answers laid beside the assessment; what was taken over from them stays."""
    found = source_or_404(opened, source)
    store.keep_beside(opened.access, "source", {found.name: None})
    return redirect(url_for("respond.bring", lang=language(), assessment=opened.held.id), 303)


def _proposals(opened: Opened, source: Source) -> tuple[dict[str, Answer], dict[str, Reason]]:
    """Give what can be proposed for questions still open here, in their order, and why the rest stays behind."""
    carrying = carry(source.sheet.answers, source.edition, opened.edition, opened.held.on)
    possible = {name: answer for name, answer in carrying.proposed.items() if name not in opened.answers}
    path = path_of(opened.edition, {**possible, **opened.answers})
    return {name: possible[name] for name in path if name in possible}, carrying.left


def _page(opened: Opened, source: Source, problems: list[Problem]) -> str:
    proposed, left = _proposals(opened, source)
    sheet = replace(opened.sheet(), answers={**opened.answers, **proposed})
    evaluation = opened.with_answers(sheet.answers)
    telling = Telling(opened.edition, sheet, evaluation, speech(language()))
    parts: list[dict[str, Any]] = []
    for section in opened.edition.sections:
        lines = [telling.line(question.id) for question in section.questions if question.id in proposed]
        if lines:
            parts.append({"id": section.id, "title": section.title, "lines": lines})
    there = source.sheet.organisation
    return render_template(
        "pages/bring_from.html",
        **same_browser(opened),
        source=source,
        of_another_firm=bool(there) and there.casefold() != opened.held.organisation.casefold(),
        parts=parts,
        ticked=request.form.getlist("taken"),
        left=_left_behind(left),
        not_taken=source.left_out,
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
