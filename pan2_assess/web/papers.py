"""The Word drafts of a submitted assessment: quick enough to be written while somebody waits."""

from __future__ import annotations

from flask import Blueprint, abort, make_response
from flask import Response as Page

from pan2_assess.core.advice import advise
from pan2_assess.core.feedback import tell
from pan2_assess.core.lessons import lessons, offers_lessons
from pan2_assess.core.pact import offers_report, pact_report
from pan2_assess.core.rounds import Round
from pan2_assess.reports import lessons as lessons_paper
from pan2_assess.reports import pact as pact_paper
from pan2_assess.reports.word import MEDIA_TYPE
from pan2_assess.web import access, limits, sources
from pan2_assess.web.access import Opened
from pan2_assess.web.frozen import evaluated
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
    feedback = tell(evaluation.edition, sheet, evaluation, advise(evaluation), language(), own)
    return _handed(opened, "pact", pact_paper.write(pact_report(feedback, sheet, evaluation, own)))


@blueprint.get("/<lang>/a/<assessment>/lessons.docx")
@access.respondent("submitted")
@limits.limiter.limit(limits.PAPER)
def lesson_paper(opened: Opened) -> Page:
    """Hand out the draft of the lesson paper, compared with the latest earlier answers that lie beside."""
    if not offers_lessons(opened.edition):
        abort(404)
    sheet, evaluation = evaluated(opened)
    own = own_steps(opened)
    feedback = tell(evaluation.edition, sheet, evaluation, advise(evaluation), language(), own)
    earlier = sources.latest_earlier(opened)
    then = Round(earlier.edition, earlier.sheet) if earlier else None
    return _handed(opened, "lessons", lessons_paper.write(lessons(feedback, sheet, evaluation, own, then)))


def _handed(opened: Opened, kind: str, content: bytes) -> Page:
    response = make_response(content)
    name = f"{opened.held.questionnaire}-{kind}-{opened.held.on.isoformat()}-{language()}.docx"
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
