"""A questionnaire as plain text, to read and print before answering."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, Question, ScoredQuestion
from pan2_assess.core.texts import paragraphs

WIDTH = 92


def outline(edition: Edition) -> str:
    """Write out a questionnaire with every question, its answers and when it is asked."""
    return "\n".join(_lines(edition)) + "\n"


def _lines(edition: Edition) -> Iterator[str]:
    yield f"{edition.title} ({edition.id} {edition.version}{', draft' if edition.draft else ''})"
    for paragraph in paragraphs(edition.intro):
        yield ""
        yield fill(paragraph, WIDTH)
    for section in edition.sections:
        yield ""
        kind = f"pillar, weight {section.weight}" if section.weight else "beside the score"
        yield f"== {section.title} ({kind}) =="
        if section.intro:
            yield fill(section.intro, WIDTH)
        for question in section.questions:
            yield from _question(edition, question)


def _question(edition: Edition, question: Question) -> Iterator[str]:
    yield ""
    yield fill(f"{edition.number(question.id)} {question.text}", WIDTH, subsequent_indent="    ")
    yield f"    [{question.id}; {question.type}{_marks(question)}]"
    if question.when:
        yield fill(f"asked when {question.when}", WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield fill(f"Why: {question.why}", WIDTH, initial_indent="    ", subsequent_indent="    ")
    for key, text in _answers(question):
        yield fill(f"({key}) {text}", WIDTH, initial_indent="      ", subsequent_indent="          ")
    if isinstance(question, Ladder):
        for key, text in sorted(question.anchors_small.items()):
            yield fill(
                f"({key}, under 50 people) {text}", WIDTH, initial_indent="      ", subsequent_indent="          "
            )
    if isinstance(question, ScoredQuestion):
        yield fill(f"What counts: {question.evidence}", WIDTH, initial_indent="    ", subsequent_indent="    ")


def _marks(question: Question) -> str:
    if not isinstance(question, ScoredQuestion):
        most = f", {question.most} at most" if isinstance(question, Facts) and question.most else ""
        return f"; many{most}" if isinstance(question, Facts) and question.many else ""
    marks = [f"weight {question.weight}", f"severity {question.severity}"]
    marks += ["critical"] if question.critical else []
    marks += [f"duty {question.duty}"] if question.duty else []
    marks += ["may not apply"] if question.allows_na else []
    return "; " + "; ".join(marks)


def _answers(question: Question) -> Iterator[tuple[str, str]]:
    match question:
        case Ladder() | Choice():
            yield from ((o.id, f"{o.text} [{o.points} of 4{', alarm' if o.alarm else ''}]") for o in question.options)
        case Checklist():
            yield from ((item.id, item.text) for item in question.items)
        case Facts():
            yield from ((option.id, option.text) for option in question.options)
        case Number():
            yield "number", f"{question.minimum} to {question.maximum} {question.unit}".strip()
