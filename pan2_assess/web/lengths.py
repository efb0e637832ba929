"""How long a questionnaire is, worked out once and said in the page's language."""

from __future__ import annotations

from flask import current_app

from pan2_assess.core import spans as core
from pan2_assess.core.model import Edition
from pan2_assess.core.spans import Span
from pan2_assess.core.speech import speech
from pan2_assess.web.languages import language

_KEPT = "lengths"


def spans(edition: Edition) -> tuple[Span, ...]:
    """Give the lengths for each size of firm."""
    known: dict[tuple[str, str], tuple[Span, ...]] = current_app.extensions.setdefault(_KEPT, {})
    key = (edition.digest, language())
    if key not in known:
        known[key] = core.spans(edition)
    return known[key]


def whole(edition: Edition) -> Span:
    """Give the lengths for firms of any size."""
    return core.together(spans(edition))


def people(span: Span) -> str:
    """Say for how many people a span is."""
    return core.people(span, speech(language()))


def between(ends: tuple[int, int]) -> str:
    """Write two ends, or one number where they are the same."""
    return core.between(ends, speech(language()))
