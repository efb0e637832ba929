"""The page that comes first where an answer says that people may be in harm: what protects them now."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.web import access, course
from pan2_assess.web.access import Opened
from pan2_assess.web.languages import language
from pan2_assess.web.respond.beginning import same_browser
from pan2_assess.web.respond.blueprint import blueprint
from pan2_assess.web.respond.onward import address, changing, to_tasks


@blueprint.get("/<lang>/a/<assessment>/protect")
@access.respondent("draft", who="both")
def protect(opened: Opened) -> Response | str:
    """Show what protects people first; it follows on every answer that raises the alarm."""
    if not opened.evaluation.alarms:
        return to_tasks(opened)
    section, page = request.args.get("section", ""), request.args.get("page", "")
    known = section in {item.id for item in opened.edition.sections} and page.isascii() and page.isdigit()
    news = {name: request.args[name] for name in ("came", "went") if name in request.args}
    onward = address(opened, (section, int(page)) if known else None, news, changing(opened))
    source = opened.edition.protect
    told: dict[str, Any] = {"title": source.title, "intro": source.intro, "alarms": _alarms(opened)}
    told |= {"never": source.never, "do": source.do, "call": source.call}
    change = changing(opened)
    return render_template("pages/protect.html", **same_browser(opened), protect=told, onward=onward, change=change)


def _alarms(opened: Opened) -> list[dict[str, str]]:
    """List the answers that raise the alarm, each with the way to change it."""
    evaluation = opened.evaluation
    telling = Telling(opened.edition, opened.sheet(), evaluation, speech(language()))
    lines = [telling.line(name) for name in evaluation.alarms]
    return [
        {
            "number": line.number,
            "text": line.text,
            "answer": line.answer,
            "href": course.address(evaluation, opened.held.id, line.question) if opened.held.may_edit else "",
        }
        for line in lines
    ]
