"""Earlier answers that lie beside an assessment: where a new round began, or what was brought into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask import abort
from sqlalchemy.exc import NoResultFound

from pan2_assess import store
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.web.access import Opened
from pan2_assess.web.editions import edition_of
from pan2_assess.web.languages import language


@dataclass(frozen=True)
class Source:
    """A set of earlier answers with the edition they were given to, in the page's language where it has that."""

    name: str
    value: Mapping[str, Any]
    made_at: datetime

    @property
    def kind(self) -> str:
        return str(self.value["kind"])  # round, assessment, file

    @property
    def title(self) -> str:
        return str(self.value["title"])  # of its questionnaire

    @cached_property
    def on(self) -> date:
        return date.fromisoformat(self.value["sheet"]["date"])

    @cached_property
    def edition(self) -> Edition:
        found = edition_of(self.value["digest"], self.value["draft"])
        return found.in_language(language()) if language() in found.languages else found

    @cached_property
    def sheet(self) -> Sheet:
        sheet, _edition = read_sheet(json.dumps(self.value["sheet"]), lambda _: self.edition)
        return sheet


def sources(opened: Opened) -> list[Source]:
    """List the earlier answers of an assessment, in the order they came; reading them costs only when it is done."""
    kept = store.beside(opened.access, "source")
    return [Source(name, one.value, one.made_at) for name, one in kept.items()]


def source_or_404(opened: Opened, name: str) -> Source:
    """Give one set of earlier answers, read and checked; there is none of another assessment."""
    found = next((source for source in sources(opened) if source.name == name), None)
    if found is None:
        abort(404)
    try:
        _read = found.sheet
    except (NoResultFound, AnswerErrors):  # its edition is not kept here, or it was never answers to it
        abort(404)
    return found
