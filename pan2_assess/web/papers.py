"""What a submitted assessment hands out while somebody waits: the Word drafts, and the result for programs."""

from __future__ import annotations

import json

from flask import Blueprint, abort
from flask import Response as Page

from pan2_assess.core.feedback_json import feedback_json
from pan2_assess.core.lessons import lessons, offers_lessons
from pan2_assess.core.pact import offers_report, pact_report
from pan2_assess.core.rounds import Round
from pan2_assess.reports import lessons as lessons_paper
from pan2_assess.reports import pact as pact_paper
from pan2_assess.reports.word import MEDIA_TYPE
from pan2_assess.web import access, limits, sources
from pan2_assess.web.access import Opened
from pan2_assess.web.frozen import evaluated, told
from pan2_assess.web.handing import handed
from pan2_assess.web.languages import language
from pan2_assess.web.ownsteps import own_steps

blueprint = Blueprint("papers", __name__)


@blueprint.get("/<lang>/a/<assessment>/pact.docx")
@access.respondent("submitted")
@limits.limiter.limit(limits.PAPER)
def pact(opened: Opened) -> Page:
    """Hand out the draft of the Pact report, from what was frozen and the own plan as it stands."""
    if not offers_report(opened.edition):
        abort(404)
    sheet, evaluation = evaluated(opened)
    own = own_steps(opened)
    feedback = told(sheet, evaluation, own)
    return _word(opened, "pact", pact_paper.write(pact_report(feedback, sheet, evaluation, own)))


@blueprint.get("/<lang>/a/<assessment>/lessons.docx")
@access.respondent("submitted")
@limits.limiter.limit(limits.PAPER)
def lesson_paper(opened: Opened) -> Page:
    """Hand out the draft of the lesson paper, compared with the latest earlier answers that lie beside."""
    if not offers_lessons(opened.edition):
        abort(404)
    sheet, evaluation = evaluated(opened)
    own = own_steps(opened)
    feedback = told(sheet, evaluation, own)
    earlier = sources.latest_earlier(opened)
    then = Round(earlier.edition, earlier.sheet) if earlier else None
    return _word(opened, "lessons", lessons_paper.write(lessons(feedback, sheet, evaluation, own, then)))


@blueprint.get("/<lang>/a/<assessment>/result.json")
@access.respondent("submitted")
@limits.limiter.limit(limits.PAPER)
def result(opened: Opened) -> Page:
    """Hand out everything the result says, with the own plan as it stands."""
    feedback = told(*evaluated(opened), own_steps(opened))
    text = json.dumps(feedback_json(feedback), ensure_ascii=False, indent=1)
    return _handed(opened, "result", "json", f"{text}\n".encode(), "application/json; charset=utf-8")


def _word(opened: Opened, kind: str, content: bytes) -> Page:
    return _handed(opened, kind, "docx", content, MEDIA_TYPE)


def _handed(opened: Opened, kind: str, suffix: str, content: bytes, media_type: str) -> Page:
    name = f"{opened.held.questionnaire}-{kind}-{opened.held.on.isoformat()}-{language()}.{suffix}"
    return handed(content, name, media_type)
