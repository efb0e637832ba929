"""Answers for the papers of the tests: a large firm that builds and cleans, everything half done, with evidence."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from pan2_assess import paths
from pan2_assess.core.advice import advise
from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.evaluation import Evaluation, evaluate, path_of
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.library import Library, load
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import Person, Sheet
from pan2_assess.core.steps import OwnStep

ON = date(2026, 11, 22)
FACTS: dict[str, Any] = {
    "profile.employees": 320,
    "profile.entity_employees": 180,
    "profile.sectors": ("construction",),
    "profile.chain": ("services",),
    "profile.people": ("agency", "housing"),
    "profile.status": ("pact",),
    "owner.form": "company",
    "owner.pilot": "finished",
}


@cache
def library() -> Library:
    return load(paths.questionnaires())


def edition(name: str = "company") -> Edition:
    return library().editions[name]


def answered(of: Edition, given: Mapping[str, Answer] | None = None, step: str = "2") -> Sheet:
    """Answer all that is asked, everything at one step with a note, but for what is given."""
    answers: dict[str, Answer] = {}
    while missing := [name for name in path_of(of, answers) if name not in answers]:
        for name in missing:
            answers[name] = (given or {}).get(name) or Answer(_value(of, name, step), note=f"Private note on {name}")
    ordered = {name: answers[name] for name in of.questions if name in answers}
    person = Person("Anne Muster", "sustainability officer", ON)
    return Sheet(of.id, of.version, "Example S.A.", ON, prepared_by=person, answers=ordered)


def _value(of: Edition, name: str, step: str) -> Any:
    question = of.questions[name]
    if name in FACTS:
        return FACTS[name]
    match question.type:
        case "number":
            return question.minimum  # type: ignore[union-attr]
        case "ladder":
            return step
        case "choice":
            return next(option.id for option in question.options if not option.alarm)  # type: ignore[union-attr]
        case "checklist":
            return ()
        case "facts":
            return () if question.many else question.options[0].id  # type: ignore[union-attr]
    return "A text of our own."


def proven(value: str, kind: str, reference: str, **more: Any) -> Answer:
    return Answer(value, evidence=Evidence(kind, reference, date(2026, 3, 1)), **more)


def told(
    sheet: Sheet, language: str = "en", own: Mapping[str, OwnStep] | None = None
) -> tuple[Feedback, Sheet, Evaluation, Mapping[str, OwnStep]]:
    """Give what a paper is drafted from."""
    of = edition(sheet.questionnaire)
    evaluation = evaluate(of, sheet.answers, sheet.date)
    return tell(of, sheet, evaluation, advise(evaluation), language, own), sheet, evaluation, own or {}


def without(sheet: Sheet, *names: str) -> Sheet:
    return replace(sheet, answers={name: answer for name, answer in sheet.answers.items() if name not in names})


def opened(content: bytes) -> WordDocument:
    return Document(io.BytesIO(content))


def blocks(paper: WordDocument) -> Iterator[tuple[str, str]]:
    """Give every paragraph in order, those in tables too, with the id of its style."""
    for paragraph in paper.element.body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        yield (style.get(qn("w:val")) if style is not None else "Normal"), text


def parts(paper: WordDocument, level: str = "Heading1") -> dict[str, list[tuple[str, str]]]:
    """Give what stands under each heading of a level."""
    found: dict[str, list[tuple[str, str]]] = {}
    under: list[tuple[str, str]] = []
    for style, text in blocks(paper):
        if style == level:
            under = found.setdefault(text, [])
        else:
            under.append((style, text))
    return found


def words(paper: WordDocument) -> str:
    return "\n".join(text for _, text in blocks(paper))
