"""Answering as an invented firm would: the same answers from the same seed, along the path that they open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Answer, Evidence
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, Question

EVIDENCE = {
    "en": ("Policy of the firm, page 3", "Minutes of the management", "Training list", "Contract with annex"),
    "fr": ("Politique de l’entreprise, page 3", "Procès-verbal de direction", "Liste de présence", "Contrat et annexe"),
    "de": ("Leitlinie der Firma, Seite 3", "Protokoll der Geschäftsleitung", "Schulungsliste", "Vertrag mit Anlage"),
}  # fmt: skip
GROWS = 0.35  # of the ladders, from one round to the next
REASON = {"en": "Does not happen here", "fr": "N’existe pas chez nous", "de": "Kommt bei uns nicht vor"}
TEXT = {
    "en": "We began with the people on site, and wrote down what they told us.",
    "fr": "Nous avons commencé par les personnes sur place et noté ce qu’elles nous ont dit.",
    "de": "Wir haben bei den Menschen vor Ort begonnen und aufgeschrieben, was sie uns gesagt haben.",
}


def answered(
    edition: Edition,
    known: Mapping[str, Any],
    level: float,
    language: str,
    on: date,
    chance: Random,
    *,
    most: int | None = None,
    before: Mapping[str, Answer] | None = None,
) -> dict[str, Answer]:
    """Answer an edition as a firm with these facts does; `level` from 0 to 1 is how much it has in place.

    With `most`, stop after so many questions, as somebody does who has only begun. What was answered a round `before`
    is said again, or better by a step.
    """
    grown = {name: _grown(edition.questions[name], said, language, on, chance) for name, said in (before or {}).items()}
    answers: dict[str, Answer] = dict(list(grown.items())[:most])
    while missing := evaluate(edition, answers, on).missing:
        for name in missing:
            if most is not None and len(answers) >= most:
                return answers
            question = edition.questions[name]
            answers[name] = _answer(question, known.get(name), level, language, on, chance)
            if isinstance(question, Facts | Number):
                break  # the path may be another one now
    for name in evaluate(edition, answers, on).path:
        if name not in answers and chance.random() < 0.6:
            answers[name] = Answer(TEXT[language])  # texts, which nobody must write
    return answers


def _answer(question: Question, known: Any, level: float, language: str, on: date, chance: Random) -> Answer:
    if known is not None:
        return Answer(known)
    match question:
        case Number():
            return Answer(max(question.minimum or 0, min(question.maximum or 0, chance.choice((0, 5, 20, 40)))))
        case Facts():
            return _facts(question, chance)
        case Ladder() | Choice() | Checklist():
            return _scored(question, level, language, on, chance)
        case _:
            return Answer(TEXT[language])


def _grown(question: Question, before: Answer, language: str, on: date, chance: Random) -> Answer:
    if not isinstance(question, Ladder) or chance.random() > GROWS:
        return before
    steps = {PLANNED: "2", UNKNOWN: "1", "0": "1", "1": "2", "2": "3"}
    step = steps.get(str(before.value))
    if step is None:
        return before
    return Answer(step, evidence=_evidence(language, on, chance) if step == "3" else None)


def _facts(question: Facts, chance: Random) -> Answer:
    words = [option.id for option in question.options]
    if not question.many:
        return Answer(chance.choice(words))
    ticked = [word for word in words if chance.random() < 0.15]
    return Answer(tuple(ticked[: getattr(question, "most", None) or len(words)]))


def _scored(question: Ladder | Choice | Checklist, level: float, language: str, on: date, chance: Random) -> Answer:
    drawn = chance.random()
    if drawn < 0.07 * (1 - level):
        return Answer(UNKNOWN)
    if drawn < 0.16:
        return Answer(PLANNED, by=on + timedelta(days=chance.choice((60, 120, 200, 300))))
    if drawn < 0.2 and question.allows_na:
        return Answer(NA, reason=REASON[language])
    if isinstance(question, Checklist):
        return Answer(tuple(item.id for item in question.items if not item.alarm and chance.random() < level))
    calm = [option for option in question.options if not option.alarm]
    wanted = max(0.0, min(4.0, chance.gauss(4 * level, 0.9)))
    step = min(calm, key=lambda option: (abs(option.points - wanted), option.id))
    shows = step.points >= 3 and chance.random() < 0.6
    return Answer(step.id, evidence=_evidence(language, on, chance) if shows else None)


def _evidence(language: str, on: date, chance: Random) -> Evidence:
    return Evidence(
        chance.choice(("internal", "internal", "public")),
        chance.choice(EVIDENCE[language]),
        on - timedelta(days=chance.randrange(10, 500)),
    )
