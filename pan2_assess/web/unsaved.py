"""What stands in this browser's fields and is no answer yet: kept, so that nobody has to type it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pan2_assess import store
from pan2_assess.web import access
from pan2_assess.web.access import Opened
from pan2_assess.web.forms import Fields, Typed

# Said by a box of that moment, not typed: a page opened later begins without it.
MOMENTARY = {"clear": False, "keep": ""}


def unsaved(opened: Opened) -> dict[str, Typed]:
    """Give what was typed in this browser, by question."""
    prefix = f"{access.browser()}/"
    return {
        name.removeprefix(prefix): kept.value for name, kept in store.beside(opened.access, "typed", prefix).items()
    }


def entries(
    fields: Fields, unsettled: set[str], both: set[str], before: Iterable[str]
) -> dict[str, Mapping[str, Any] | None]:
    """Write what is to be kept of these fields, as `store.save` takes it: the unsettled stay, the others go.

    `both` names those that stand against somebody else's answer, which is not forgotten until one is chosen.
    """
    before = set(before)
    return {
        f"{access.browser()}/{question.id}": typed | MOMENTARY | {"both": question.id in both}
        if question.id in unsettled
        else None
        for question, typed in fields
        if question.id in unsettled | before
    }
