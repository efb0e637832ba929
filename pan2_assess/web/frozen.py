"""What was frozen at submission, read back: the answers, their evaluation, and the result told of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import abort

from pan2_assess import store
from pan2_assess.core.advice import advise
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.core.steps import OwnStep
from pan2_assess.web.access import Opened
from pan2_assess.web.languages import language


def evaluated(opened: Opened) -> tuple[Sheet, Evaluation]:
    """Evaluate the frozen answers to the edition in the page's language; 404 where nothing was submitted."""
    frozen = store.frozen(opened.access)
    if frozen is None:
        abort(404)
    sheet, edition = read_sheet(json.dumps(frozen["sheet"]), lambda _: opened.edition)
    return sheet, evaluate(edition, sheet.answers, sheet.date)


def feedback_of(opened: Opened) -> Feedback:
    """Tell the result from what was frozen at submission, in the page's language."""
    return told(*evaluated(opened))


def told(sheet: Sheet, evaluation: Evaluation, own: Mapping[str, OwnStep] | None = None) -> Feedback:
    """Tell an evaluation in the page's language, with the own action plan where it is to stand in it."""
    return tell(evaluation.edition, sheet, evaluation, advise(evaluation), language(), own)
