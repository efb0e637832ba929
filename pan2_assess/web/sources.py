"""Earlier answers that lie beside an assessment: where a new round began, or what was brought into it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from flask import abort
from sqlalchemy.exc import NoResultFound

from pan2_assess import store
from pan2_assess.core.answers import Answer, AnswerErrors
from pan2_assess.core.carrying import carry
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.core.speech import Speech
from pan2_assess.core.telling import Telling
from pan2_assess.web.access import Opened
from pan2_assess.web.editions import edition_of
from pan2_assess.web.languages import language, library

MOST = 5  # sets of answers beside one assessment

Kind = Literal["round", "assessment", "file"]


@dataclass(frozen=True)
class Source:
    """A set of earlier answers with the edition they were given to, in the page's language where it has that."""

    name: str
    value: Mapping[str, Any]
    made_at: datetime
    compared: bool  # whether it is of an earlier time, from which something can have changed

    @property
    def kind(self) -> Kind:
        kind: Kind = self.value["kind"]
        return kind

    @property
    def title(self) -> str:
        """The questionnaire's, in the page's language where its edition can be had."""
        try:
            return self.edition.title
        except NoResultFound:
            return str(self.value["title"])

    @property
    def organisation(self) -> str:
        return str(self.value["sheet"]["organisation"])

    @property
    def left_out(self) -> list[str]:
        """What of a file was not taken when it came, and why."""
        return list(self.value.get("left_out", []))

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

    def telling(self, say: Speech) -> Telling:
        """Tell these answers as they were given, in the words for the size of firm it was then."""
        return Telling(self.edition, self.sheet, self._evaluation, say)

    @cached_property
    def _evaluation(self) -> Evaluation:
        return evaluate(self.edition, self.sheet.answers, self.sheet.date)


def sources(opened: Opened) -> list[Source]:
    """List the earlier answers of an assessment, in the order they came; reading them costs only when it is done."""
    kept = store.beside(opened.access, "source")
    found = []
    for name, one in kept.items():
        earlier = one.value["kind"] == "round" or one.value["sheet"]["date"] < opened.held.on.isoformat()
        found.append(Source(name, one.value, one.made_at, earlier))
    return found


def source_or_404(opened: Opened, name: str) -> Source:
    """Give one set of earlier answers, read and checked; there is none of another assessment."""
    found = next((source for source in sources(opened) if source.name == name), None)
    if found is None or not _readable(found):
        abort(404)
    return found


def latest_earlier(opened: Opened) -> Source | None:
    """Give the latest of the earlier answers with which something can have changed since."""
    found = [source for source in sources(opened) if source.compared and _readable(source)]
    return max(found, key=lambda source: source.on, default=None)


def _readable(source: Source) -> bool:
    try:
        return source.sheet is not None
    except (NoResultFound, AnswerErrors):  # its edition is not kept here, or it was never answers to it
        return False


def add_source(access: store.Access, edition: Edition, sheet: Sheet, kind: Kind, left_out: Iterable[str] = ()) -> str:
    """Lay answers beside an assessment, with the edition they were given to; give the name they lie under.

    Raise store.Full where there are as many as there may be.
    """
    original = next((one for one in library().editions.values() if one.digest == edition.digest), None)
    if original is not None:
        store.keep_edition(original)  # else it is kept already: some assessment was begun with it
    name = secrets.token_hex(8)
    value = {
        "sheet": sheet.as_json(),
        "digest": edition.digest,
        "draft": edition.draft,
        "title": edition.title,
        "kind": kind,
        "left_out": list(left_out),
    }
    store.keep_beside(access, "source", {name: value}, most=MOST)
    return name


@dataclass(frozen=True)
class Proposal:
    """An answer given before, for a question that is open now."""

    answer: Answer
    source: Source


def proposals(opened: Opened) -> dict[str, Proposal]:
    """Propose answers for the questions still open, by question; what came last goes before what came earlier."""
    found: dict[str, Proposal] = {}
    for source in sources(opened):
        if _readable(source):
            carried = carry(source.sheet.answers, source.edition, opened.edition, opened.held.on).proposed
            found |= {name: Proposal(answer, source) for name, answer in carried.items() if name not in opened.answers}
    return found
