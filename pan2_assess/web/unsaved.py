"""What stands in this browser's fields and is no answer yet: kept, so that nobody has to type it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pan2_assess import store
from pan2_assess.web import access
from pan2_assess.web.access import Opened
from pan2_assess.web.forms import Fields, Typed

# Said by a button or a box of that moment, not typed: a page opened later begins without it.
MOMENTARY = {"clear": False, "keep": "", "both": False}


def unsaved(opened: Opened) -> dict[str, Typed]:
    """Give what was typed in this browser, by question."""
    prefix = f"{access.browser()}/"
    return {
        name.removeprefix(prefix): kept.value for name, kept in store.beside(opened.access, "typed", prefix).items()
    }


def entries(fields: Fields, unsettled: Iterable[str], before: Iterable[str]) -> dict[str, Mapping[str, Any] | None]:
    """Write what is to be kept of these fields, as `store.save` takes it: the unsettled stay, the others go."""
    unsettled, before = set(unsettled), set(before)
    return {
        f"{access.browser()}/{question.id}": typed | MOMENTARY if question.id in unsettled else None
        for question, typed in fields
        if question.id in unsettled | before
    }
