"""The way through a questionnaire: which page holds which question, and where one goes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import ceil
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.model import Edition, Section
from pan2_assess.core.speech import speech
from pan2_assess.web.languages import language

PER_PAGE = 8


def pages_of(evaluation: Evaluation, section: Section) -> list[list[str]]:
    """Split a section's questions on the path into pages of about the same length, eight at most."""
    on_path = set(evaluation.path)
    asked = [question.id for question in section.questions if question.id in on_path]
    count = ceil(len(asked) / PER_PAGE)
    if not count:
        return []
    size, longer = divmod(len(asked), count)
    pages, start = [], 0
    for index in range(count):
        end = start + size + (index < longer)
        pages.append(asked[start:end])
        start = end
    return pages


def page_of(evaluation: Evaluation, name: str) -> tuple[str, int]:
    """Tell on which page of which section a question stands."""
    section = section_of(evaluation.edition, name)
    for number, page in enumerate(pages_of(evaluation, section), 1):
        if name in page:
            return section.id, number
    return section.id, 1


def section_of(edition: Edition, name: str) -> Section:
    return next(section for section in edition.sections if section.id == edition.questions[name].section)


def address(evaluation: Evaluation, assessment: str, name: str, **more: str) -> str:
    """Address a question on its page."""
    section, page = page_of(evaluation, name)
    values: dict[str, Any] = {"lang": language(), "assessment": assessment, **more}
    return url_for("respond.section", section=section, page=page, _anchor=name, **values)


def next_after(evaluation: Evaluation, asked: Iterable[str], new: Iterable[str]) -> tuple[str, int] | None:
    """Tell the page to go to after these questions: back to one that appeared among them, else onwards.

    At a section's end the next one with open questions follows, after the last the first; None when nothing is open.
    """
    asked = list(asked)
    order = list(evaluation.edition.questions)
    last = max((order.index(name) for name in asked), default=-1)
    section = evaluation.edition.questions[asked[-1]].section if asked else ""
    here = [name for name in evaluation.path if evaluation.edition.questions[name].section == section]
    fresh = set(new)
    for name in here:
        if name in fresh and order.index(name) < last:
            return page_of(evaluation, name)
    for name in here:
        if order.index(name) > last:
            return page_of(evaluation, name)
    following = min(evaluation.missing, key=lambda name: (order.index(name) <= last, order.index(name)), default=None)
    return page_of(evaluation, following) if following else None


def counted(edition: Edition, names: Iterable[str], because: Iterable[str]) -> str:
    """Write how many questions of which sections, and by what, for an address: `act:2,track:1;profile.reach`."""
    counts = Counter(edition.questions[name].section for name in names)
    told = ",".join(f"{section}:{count}" for section, count in counts.items())
    return f"{told};{','.join(because)}" if told else ""


def moved(evaluation: Evaluation, answers: Iterable[str], came: str, went: str) -> str:
    """Say in a sentence which questions an answer brought and which it took away; empty for none."""
    edition = evaluation.edition
    added, gone = _read(edition, came), _read(edition, went)
    sentences = []
    if added:
        total = sum(added.values())
        sentences.append(
            ngettext(
                "Because of %(answers)s, one more question is asked: %(where)s.",
                "Because of %(answers)s, %(num)d more questions are asked: %(where)s.",
                total,
                answers=_because(edition, came),
                where=_where(edition, added),
            )
        )
    if gone:
        total = sum(gone.values())
        sentences.append(
            ngettext(
                "Because of %(answers)s, one question is no longer asked: %(where)s.",
                "Because of %(answers)s, %(num)d questions are no longer asked: %(where)s.",
                total,
                answers=_because(edition, went),
                where=_where(edition, gone),
            )
        )
        kept = set(answers) - set(evaluation.path)
        if any(edition.questions[name].section in gone for name in kept):
            sentences.append(_("Answers to them are kept but do not count."))
    return " ".join(sentences)


def _read(edition: Edition, text: str) -> dict[str, int]:
    known = {section.id for section in edition.sections}
    pairs = [part.partition(":") for part in text.partition(";")[0].split(",")[:40]]
    return {name: int(count) for name, _, count in pairs if name in known and count.isascii() and count.isdigit()}


def _because(edition: Edition, text: str) -> str:
    """Name the answers that moved questions, by their numbers."""
    named = set(text.partition(";")[2].split(",")[:40])
    numbers = [edition.number(name) for name in edition.questions if name in named]
    if not numbers:
        return _("your answers")
    listed = speech(language()).listed(numbers)
    return ngettext("your answer to %(numbers)s", "your answers to %(numbers)s", len(numbers), numbers=listed)


def _where(edition: Edition, counts: dict[str, int]) -> str:
    titles = {section.id: section.title for section in edition.sections}
    return ", ".join(f"{titles[name]} ({count})" for name, count in counts.items())
