"""The result of a submitted assessment: the feedback as a page, and the report that the worker makes of it."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as Page
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pan2_assess import jobs, store
from pan2_assess.core.lessons import offers_lessons
from pan2_assess.core.pact import offers_report
from pan2_assess.web import access, limits, sources
from pan2_assess.web.access import Opened
from pan2_assess.web.frozen import feedback_of
from pan2_assess.web.handing import handed
from pan2_assess.web.handover import asked_by
from pan2_assess.web.heard import heard
from pan2_assess.web.languages import language, texts

blueprint = Blueprint("result", __name__)

COVERAGE = "coverage"  # the guide on what this tool does not cover


@blueprint.get("/<lang>/a/<assessment>/result")
@access.respondent("submitted")
def page(opened: Opened) -> str:
    states = [store.report_of(opened.access, language(), annex) for annex in (True, False)]
    report, bare = (state.state if state else "none" for state in states)
    return render_template(
        "pages/result.html",
        held=opened.held,
        feedback=feedback_of(opened),
        report=report,
        bare=bare,
        on_plan=set(store.beside(opened.access, "step")),
        earlier=[source for source in sources.sources(opened) if source.compared],
        coverage=next((guide for guide in texts().guides if guide.id == COVERAGE), None),
        heard=heard(opened),
        asked_by=asked_by(opened),
        has_voice=bool(opened.edition.voice),
        has_pact=offers_report(opened.edition),
        has_lessons=offers_lessons(opened.edition),
        private=True,
    )


@blueprint.get("/<lang>/a/<assessment>/result/answers")
@access.respondent("submitted")
def answers(opened: Opened) -> str:
    return render_template("pages/answers.html", held=opened.held, feedback=feedback_of(opened), private=True)


@blueprint.post("/<lang>/a/<assessment>/report")
@access.respondent("submitted")
@limits.limiter.limit(limits.REPORT)
def ask(opened: Opened) -> Response:
    annex = request.form.get("annex") != "without"
    jobs.wake(store.ask_report(opened.access, language(), annex))
    more: dict[str, Any] = {} if annex else {"annex": "without"}
    return redirect(url_for("result.report", lang=language(), assessment=opened.held.id, **more), 303)


@blueprint.get("/<lang>/a/<assessment>/report")
@access.respondent("submitted")
@limits.limiter.limit("60 per minute")
def report(opened: Opened) -> Page | str:
    """Hand out the report, or say how far it is."""
    annex = request.args.get("annex") != "without"
    state = store.report_of(opened.access, language(), annex)
    if state is not None and state.pdf is not None:
        return _file(opened, state.pdf, annex)
    return render_template("pages/waiting.html", held=opened.held, private=True, annex=annex, **_progress(state))


def _progress(state: store.ReportState | None) -> dict[str, Any]:
    if state is None:
        heading, texts = _("No report in this language yet"), [_("It is made when you ask for it.")]
    elif state.state == "failed":
        heading, texts = _("The report could not be made"), [state.error, _("Your answers and the result are safe.")]
    elif state.state == "working":
        heading, texts = _("Your report is being made"), [_("That takes a few seconds.")]
    else:
        heading, texts = _("Your report is waiting its turn"), [_("It is usually ready within a minute.")]
    return {"heading": heading, "texts": texts, "again": state is not None and state.state != "failed"}


def _file(opened: Opened, pdf: bytes, annex: bool) -> Page:
    held = opened.held
    return handed(pdf, report_name(held.questionnaire, held, language(), annex), "application/pdf")


def report_name(questionnaire: str, held: Any, lang: str, annex: bool = True) -> str:
    """Name the file: questionnaire, organisation in plain letters, day, language; nobody takes one for the other."""
    name = re.sub(r"[^a-z0-9]+", "-", held.organisation.lower()).strip("-")[:40]
    parts = (questionnaire, name, held.on.isoformat(), lang, "" if annex else "without-answers")
    return "-".join(part for part in parts if part) + ".pdf"
