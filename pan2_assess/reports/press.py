"""Make a report in a guarded child: a killed or greedy one harms nobody, and says so in plain words."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache

from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.model import Edition
from pan2_assess.reports import document, guarded
from pan2_assess.reports.guarded import LIMITS, Limits
from pan2_assess.reports.proof import Proof, libraries

__all__ = ["LIMITS", "Limits", "PressError", "make", "make_blank"]


class PressError(Exception):
    """A report could not be made; the text says why, in plain words and without anything of the answers."""


def make(feedback: Feedback, annex: bool = True, proof: Proof | None = None, limits: Limits = LIMITS) -> bytes:
    """Make the PDF in a child of this process, which should have one thread only."""

    def task() -> bytes:
        from pan2_assess.reports import pdf

        return pdf.render(feedback, annex, proof)

    document.prepare(feedback.language)
    return _pressed(task, limits)


def make_blank(edition: Edition, language: str, limits: Limits = LIMITS) -> bytes:
    """Make a questionnaire to prepare on paper, in the same way."""

    def task() -> bytes:
        from pan2_assess.reports import blank, pdf

        return pdf.from_html(blank.html(edition, language))

    document.prepare(language)
    return _pressed(task, limits)


def make_paper(write: Callable[[], str], limits: Limits = LIMITS) -> bytes:
    """Make a paper of a campaign from what writes its HTML, in the same way."""

    def task() -> bytes:
        from pan2_assess.reports import pdf

        return pdf.from_html(write())

    return _pressed(task, limits)


def make_workbook(write: Callable[[], bytes], limits: Limits) -> bytes:
    """Make a large workbook in the same way: what it needs of memory goes with the child."""
    return _pressed(write, limits)


def _pressed(task: Callable[[], bytes], limits: Limits) -> bytes:
    _warm()

    def alone() -> bytes:
        gc.disable()  # the child ends with its task: looking for what could be freed takes a twentieth of its time
        return task()

    try:
        return guarded.work(alone, limits)
    except guarded.Stopped as problem:
        raise PressError(f"The report was stopped: {problem}.") from None
    except guarded.Failed as problem:
        raise PressError(f"The report could not be made ({problem}).") from None


@cache
def _warm() -> None:
    """Load the renderer once, so that each child begins with it; and keep its pages shared."""
    from pan2_assess.reports import pdf

    pdf.from_html(f'<html lang="en"><title>-</title><style>{document.styles("")}</style><p>-</p></html>')
    libraries()
    gc.collect()
    gc.freeze()
