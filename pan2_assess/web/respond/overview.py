"""The task list, checking the answers, taking them along, leaving and erasing."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from flask import Response as Page
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pan2_assess import store
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.model import TOP
from pan2_assess.core.speech import speech
from pan2_assess.core.steps import REMARK, as_remark, ordered
from pan2_assess.core.telling import Telling
from pan2_assess.reports import workbook
from pan2_assess.web import access, course, heads, not_asked, sources
from pan2_assess.web.access import Opened
from pan2_assess.web.errors import late, shows_again
from pan2_assess.web.frozen import evaluated, told
from pan2_assess.web.handing import handed
from pan2_assess.web.handover import asked_by
from pan2_assess.web.heard import heard
from pan2_assess.web.kept_keys import forget_all, unkept_key
from pan2_assess.web.languages import language
from pan2_assess.web.ownsteps import own_steps
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.unsaved import unsaved


@blueprint.get("/<lang>/a/<assessment>/")
@access.respondent("draft", who="both")
def tasks(opened: Opened) -> str:
    evaluation = opened.evaluation
    missing = evaluation.missing
    rows = [row for section in opened.sections if (row := _row(opened, section))]
    laid = sources.sources(opened)
    return render_template(
        "pages/tasks.html",
        **same_browser(opened),
        rows=rows,
        answered=evaluation.required - len(missing),
        required=evaluation.required,
        following=course.address(evaluation, opened.held.id, missing[0]) if missing else "",
        not_asked=not_asked.groups(opened) if _facts_given(opened) and not opened.held.voice else [],
        alarms=evaluation.alarms,
        unkept=bool(unkept_key(opened)),
        moved=moved(opened),
        earlier=[source for source in laid if source.compared and opened.answers],
        waiting=_waiting(opened) if opened.held.may_edit else [],
        unfinished=bool(unsaved(opened)),
        heard=heard(opened),
        asked_by=asked_by(opened),
    )


def _waiting(opened: Opened) -> list[tuple[sources.Source, int]]:
    """Tell from which earlier answers how many wait to be confirmed, or that a file was not taken whole."""
    offered = sources.proposals(opened)
    # On the path that they would make: the facts among them bring questions of their own.
    path = path_of(opened.edition, {**{name: one.answer for name, one in offered.items()}, **opened.answers})
    counts = Counter(offered[name].source.name for name in path if name in offered)
    laid = ((source, counts[source.name]) for source in sources.sources(opened))
    return [(source, count) for source, count in laid if count or source.left_out]


def moved(opened: Opened) -> str:
    """Say what the answers just saved brought and took away."""
    came, went = request.args.get("came", ""), request.args.get("went", "")
    return course.moved(opened.evaluation, opened.answers, came, went)


def _facts_given(opened: Opened) -> bool:
    """Tell whether the first section, which decides what else is asked, is complete."""
    return not any(question.id in opened.evaluation.missing for question in opened.edition.sections[0].questions)


def _row(opened: Opened, section: Any) -> dict[str, Any] | None:
    """Lay out a section's line; None where nothing in it is asked."""
    evaluation = opened.evaluation
    asked = [name for page in course.pages_of(evaluation, section) for name in page]
    if not asked:
        return None
    missing = [name for name in asked if name in evaluation.missing]
    begun = any(name in opened.answers for name in asked)
    state = "done" if not missing else "begun" if begun else "wait"
    first = not opened.held.voice and not opened.answers and section is opened.sections[0]
    texts = {"done": _("Completed"), "begun": _("In progress"), "wait": _("Not yet started")}
    return {
        "id": section.id,
        "title": section.title,
        "note": _("Start here: it decides what else is asked.") if first else "",
        "href": course.address(evaluation, opened.held.id, missing[0] if missing else asked[0]).partition("#")[0],
        "state": state,
        "state_text": texts[state],
        "open_text": ngettext("%(num)d open", "%(num)d open", len(missing)) if missing else "",
    }


@blueprint.get("/<lang>/a/<assessment>/check")
@access.respondent("draft", who="both")
def check(opened: Opened) -> str:
    evaluation = opened.evaluation
    ids = {section.title: section.id for section in opened.sections}
    parts = [
        {"id": ids[part.title], "title": part.title, "lines": [_line(opened, line) for line in part.lines]}
        for part in Telling(opened.edition, opened.sheet(), evaluation, speech(language())).answers()
        if part.title in ids
    ]
    missing = [
        {
            "number": opened.edition.number(name),
            "text": opened.edition.questions[name].text,
            "href": course.address(evaluation, opened.held.id, name),
        }
        for name in evaluation.missing
    ]
    return render_template(
        "pages/check.html",
        **same_browser(opened),
        parts=parts,
        missing=missing,
        moved=moved(opened),
        heard=heard(opened),
    )


def _line(opened: Opened, line: Any) -> dict[str, Any]:
    unproven = _unproven(opened, line.question)
    detail = "" if unproven else line.detail
    details = (detail, line.evidence, _("Note: %(note)s", note=line.note) if line.note else "")
    # «Change» comes back here; who answers an open question goes on to the next.
    back = {} if line.state == "open" else {"change": line.question}
    return {
        "id": line.question,
        "number": line.number,
        "text": line.text,
        "answer": [line.answer],
        "details": [text for text in details if text],
        "state": line.state,
        "mark": _("counts as the step before until you name dated evidence") if unproven else "",
        "href": course.address(opened.evaluation, opened.held.id, line.question, **back),
    }


def _unproven(opened: Opened, name: str) -> bool:
    """Tell whether a ladder's top step was chosen without the dated evidence it needs."""
    share, answer = opened.evaluation.shares.get(name), opened.answers.get(name)
    if share is None or answer is None or share.question.type != "ladder":
        return False
    return answer.value == str(TOP) and not share.documented


@blueprint.get("/<lang>/a/<assessment>/answers.json")
@access.respondent(who="both")
def download(opened: Opened) -> Page:
    """Hand out the answers file of the contract; answers off the path are in it too, and the own steps as a remark."""
    own = own_steps(opened)
    file = {**opened.sheet().as_json(), **({REMARK: as_remark(own)} if own else {})}
    text = json.dumps(file, ensure_ascii=False, indent=2)
    return _handed(opened, f"{text}\n".encode(), "json", "application/json; charset=utf-8")


@blueprint.get("/<lang>/a/<assessment>/answers.xlsx")
@access.respondent(who="both")
def download_workbook(opened: Opened) -> Page:
    """Hand out the same answers as a workbook: quick enough to be written here and now."""
    return _handed(opened, _workbook(opened), "xlsx", workbook.MEDIA_TYPE)


def _workbook(opened: Opened) -> bytes:
    """Write the answers with the own plan, and once they are submitted with the result of what was frozen."""
    own = own_steps(opened)
    if opened.held.submitted_at is None or opened.held.voice:
        plan = tuple(ordered(own, {}).values())
        return workbook.write(opened.edition, opened.sheet(), opened.evaluation, language(), plan=plan)
    sheet, evaluation = evaluated(opened)
    feedback = told(sheet, evaluation, own)
    return workbook.write(evaluation.edition, sheet, evaluation, language(), feedback=feedback)


def _handed(opened: Opened, content: bytes, suffix: str, media_type: str) -> Page:
    return handed(content, f"{opened.held.questionnaire}-answers-{opened.held.on.isoformat()}.{suffix}", media_type)


@blueprint.post("/<lang>/a/<assessment>/leave")
@access.respondent(who="both")
def leave(opened: Opened) -> Response:
    access.forget(opened.held.id)
    response = redirect(url_for("respond.left", lang=language()), 303)
    forget_all(response)
    return response


@blueprint.get("/<lang>/left")
@access.public
def left() -> str:
    texts = [_("This browser has forgotten the assessment. What you saved is kept."), _("You come back with your key.")]
    return render_template("pages/said.html", heading=_("You have left"), texts=texts)


@blueprint.get("/<lang>/a/<assessment>/erase")
@access.respondent(manage=True, who="both")
def erase(opened: Opened) -> str:
    return _erase_page(opened, [])


def _erase_page(opened: Opened, problems: list[heads.Problem]) -> str:
    return render_template(
        "pages/erase.html",
        **same_browser(opened),
        asked_by=asked_by(opened),
        problems=problems,
        failed=bool(problems),
    )


@shows_again("respond.erase_now")
@access.respondent(manage=True, who="both")
def erase_again(opened: Opened) -> tuple[str, int]:
    told = late(_("The page was open for too long. Nothing was erased."))
    problems = [heads.Problem("sure", told)] if told else []
    return _erase_page(opened, problems), 400


@blueprint.post("/<lang>/a/<assessment>/erase")
@access.respondent(manage=True, who="both")
def erase_now(opened: Opened) -> Response | tuple[str, int]:
    if not heads.EraseForm().sure.data:
        problems = [heads.Problem("sure", _("Tick the box if you are sure."))]
        return _erase_page(opened, problems), 422
    store.erase(opened.access)
    access.forget(opened.held.id)
    response = redirect(url_for("respond.erased", lang=language()), 303)
    forget_all(response)
    return response


@blueprint.get("/<lang>/erased")
@access.public
def erased() -> str:
    texts = [_("All answers, the result and the report are destroyed. Your key opens nothing any more.")]
    return render_template("pages/said.html", heading=_("Everything is erased"), texts=texts)
