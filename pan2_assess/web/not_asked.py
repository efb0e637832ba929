"""What is not asked, and why: questions off the path, gathered by the answers that keep them there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pan2_assess.core.model import Edition
from pan2_assess.core.not_asked import Why, not_asked
from pan2_assess.core.speech import speech
from pan2_assess.core.telling import Telling
from pan2_assess.web import course
from pan2_assess.web.access import Opened
from pan2_assess.web.languages import language

MOST_WITH_TEXTS = 30  # more questions than that are named by their numbers alone


@dataclass(frozen=True)
class Fact:
    """An answer that decides, and where to change it."""

    number: str
    text: str
    answer: str
    href: str


@dataclass(frozen=True)
class Place:
    """Questions of one section: number, and text where there are few enough."""

    title: str
    whole: bool  # these are all of the section
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    number: int


def groups(opened: Opened) -> list[Group]:
    """Gather what is not asked by what decides it, in the questionnaire's order."""
    edition = opened.edition
    found = not_asked(edition, opened.answers)
    by_why: dict[Why, list[str]] = {}
    for name, why in found.items():
        by_why.setdefault(why, []).append(name)
    order = {name: place for place, name in enumerate(edition.questions)}
    telling = Telling(edition, opened.sheet(), opened.evaluation, speech(language()))
    texts = len(found) <= MOST_WITH_TEXTS
    return [
        Group(
            tuple(_fact(opened, telling, fact) for fact in why),
            tuple(_places(edition, names, texts)),
            len(names),
        )
        for why, names in sorted(by_why.items(), key=lambda item: [order[fact] for fact in item[0]])
    ]


def _fact(opened: Opened, telling: Telling, name: str) -> Fact:
    line = telling.line(name)
    return Fact(line.number, line.text, line.answer, course.address(opened.evaluation, opened.held.id, name))


def _places(edition: Edition, names: list[str], texts: bool) -> Iterable[Place]:
    for section in edition.sections:
        here = [question for question in section.questions if question.id in names]
        if here:
            listed = tuple((edition.number(q.id), q.text if texts else "") for q in here)
            yield Place(section.title, len(here) == len(section.questions), listed)
