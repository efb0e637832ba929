"""What `pan2-assess check` prints of a sound folder: length, weights, reading ease, what is unused or overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import mean

from pan2_assess.core.cases import read_case
from pan2_assess.core.coverage import Reached
from pan2_assess.core.length import LARGEST, SIZES, length, minutes
from pan2_assess.core.library import Library
from pan2_assess.core.model import Edition
from pan2_assess.core.parts import Plan
from pan2_assess.core.readability import reading_ease

HARDEST = 10  # texts listed
PLAIN = 60  # reading ease from which a text is read with ease at 13 to 15 years of age


def described(edition: Edition) -> Iterator[str]:
    """Describe an edition: its length by size of firm, and each question's share of the score."""
    yield f"{edition.id} {edition.version} ({'draft' if edition.draft else 'published'}): {edition.digest}"
    counts = f"{len(edition.questions)} questions, {len(edition.scored)} scored"
    yield f"  {counts}; languages: {', '.join(edition.languages)}"
    for least, greatest in SIZES:
        whole = length(edition, least, LARGEST if (least, greatest) == SIZES[-1] else greatest)
        scored = [len([name for name in path if edition.questions[name].scored]) for path in (whole.fewest, whole.most)]
        small = greatest < SIZES[-1][0]
        times = [minutes(edition, path, small) for path in (whole.fewest, whole.most)]
        size = f"{least} to {greatest} people" if small else f"{least} people and more"
        yield f"  {size}: {_span(scored)} scored questions, about {_span(times)} minutes"
    for line in _influence(edition):
        yield f"  {line}"


def _span(ends: list[int]) -> str:
    return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else str(ends[0])


def _influence(edition: Edition) -> Iterator[str]:
    """Say what part of the score each question decides, when all are asked."""
    whole_weight = sum(section.weight for section in edition.sections)
    for section in edition.sections:
        weights = {question.id: question.weight for question in section.scored}
        for name, weight in weights.items():
            part = 100 * section.weight * weight / (whole_weight * sum(weights.values()))
            yield f"{part:5.2f} %  {name}" if section.weight else f"  topic  {name}"


def readable(library: Library, language: str = "en") -> Iterator[str]:
    """Give the reading ease of all questions, and the hardest of them with their texts."""
    found: dict[str, tuple[float, str]] = {}
    for edition in library.editions.values():
        for question in edition.in_language(language).questions.values():
            ease = reading_ease(question.text, language)
            if ease is not None:
                found[question.id] = (ease, question.text)
    if not found:
        return
    values = [ease for ease, _ in found.values()]
    below = sum(value < PLAIN for value in values)
    yield (
        f"reading ease of {len(values)} questions ({language}; Flesch, {PLAIN} and more is plain language): "
        f"{mean(values):.0f} on average, {below} below {PLAIN}"
    )
    for name, (ease, text) in sorted(found.items(), key=lambda item: item[1])[:HARDEST]:
        yield f"  {ease:4.0f}  {name}: {text}"


def due(library: Library, on: date) -> Iterator[str]:
    """Name what somebody should have read again by this day."""
    edition = next(iter(library.editions.values()))
    plan: Plan = edition.plan
    texts = library.texts[library.languages[0]]
    dated = [
        *(("duty", duty.id, duty.review_by) for one in library.editions.values() for duty in one.duties),
        *(("action", action.id, action.review_by) for action in plan.actions),
        *(("body", body.id, body.review_by) for body in edition.bodies),
        *(("call", call.id, call.review_by) for call in edition.protect.call),
        *(("module", module.id, module.review_by) for module in texts.modules),
        *(("guide", guide.id, guide.review_by) for guide in texts.guides),
        *(("procurement", one.id, one.procurement.review_by) for one in library.editions.values() if one.procurement),
    ]
    for noun, name, day in dict.fromkeys(dated):
        if day is not None and day < on:
            yield f"to be read again since {day}: {noun} {name}"


def uncovered(library: Library, cases: Path | None) -> Iterator[str]:
    """Say what no question uses and, with a folder of golden cases, what no case comes by."""
    for noun, names in vars(library.coverage).items():
        yield f"{noun} not used: {', '.join(names) or 'none'}"
    if cases is None:
        return
    reached = {name: Reached(edition) for name, edition in library.editions.items()}
    count = 0
    for path in sorted(cases.glob("*.yaml")):
        case = read_case(path, library.editions)
        reached[case.sheet.questionnaire].note(case.sheet.answers, case.evaluation)
        count += 1
    yield f"{count} golden cases in {cases}"
    for name, one in reached.items():
        for noun, names in one.missing().items():
            yield f"{name}: {noun} no case comes by: {', '.join(names) or 'none'}"
