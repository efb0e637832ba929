"""Write a workbook: the answers to read, to file and to fill in, and after them the result and the action plan.

Its form is told in `workbook_form`; `workbook_reading` reads the answers back and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback import notice
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import FIRST_DAY, Sheet
from pan2_assess.core.speech import speech
from pan2_assess.core.steps import OwnStep
from pan2_assess.core.telling import Telling
from pan2_assess.reports import sheets
from pan2_assess.reports.workbook_about import write_about
from pan2_assess.reports.workbook_answers import Filling, write_answers
from pan2_assess.reports.workbook_result import write_plan, write_result

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(
    edition: Edition,
    sheet: Sheet,
    evaluation: Evaluation,
    language: str = "en",
    *,
    feedback: Feedback | None = None,
    plan: Sequence[OwnStep] = (),
) -> bytes:
    """Write answers, with the result where there is one; the same in the same language gives the same bytes.

    A draft has no result: of it only the steps that the organisation has set itself already, `plan`.
    """
    edition = edition.in_language(language)
    say = speech(language)
    file = BytesIO()
    with sheets.book(file, edition.title, sheet.date) as book:
        write_answers(book, Filling(edition, say, Telling(edition, sheet, evaluation, say)))
        write_about(book, edition, sheet, say)
        if feedback:
            write_result(book, feedback, say)
        advised, own = (feedback.recommendations, feedback.own_plan) if feedback else ((), plan)
        if advised or own:
            write_plan(book, advised, own, notice(edition, say), say)
    return file.getvalue()


def write_blank(edition: Edition, language: str = "en", before: Mapping[str, Answer] | None = None) -> bytes:
    """Write a questionnaire to fill in; what was answered before stands beside, to be confirmed."""
    edition = edition.in_language(language)
    say = speech(language)
    file = BytesIO()
    # No day is its own: the same questionnaire gives the same bytes.
    with sheets.book(file, edition.title, FIRST_DAY) as book:
        write_about(book, edition, None, say)
        write_answers(book, Filling(edition, say, before=_told(edition, before or {}, language)))
    return file.getvalue()


def _told(edition: Edition, answers: Mapping[str, Answer], language: str) -> dict[str, str]:
    """Tell earlier answers in words."""
    say = speech(language)
    on: date = FIRST_DAY
    sheet = Sheet(edition.id, edition.version, "", on, answers=dict(answers))
    story = Telling(edition, sheet, evaluate(edition, sheet.answers, on), say)
    return {name: " ".join(filter(None, (story.line(name).answer, story.line(name).detail))) for name in answers}
