"""A complete assessment of a firm of 120 people, made from the questionnaire itself and the same at every run."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from pan2_assess.core.model import Checklist, Edition, Facts, Number, Question, ScoredQuestion

DAY = date(2026, 11, 23)
FACTS: dict[str, Any] = {
    "profile.employees": 120,
    "profile.entity_employees": 120,
    "profile.sectors": ["construction"],
    "profile.people": ["agency", "subcontracted", "minors"],
    "profile.reach": ["suppliers_outside"],
    "profile.chain": ["goods", "services", "works", "staff"],
    "profile.activities": ["products", "public"],
    "profile.status": ["pact"],
    "profile.coverage": "whole",
    "profile.tiers": "direct",
    "identify.salient": ["safety", "wages_hours", "forced_labour"],
}


def sheet(edition: Edition, seed: int = 7, organisation: str = "Ateliers Exemple S.à r.l.") -> dict[str, Any]:
    """Give the contents of an answers file: middling answers, some evidenced, one planned, one not known."""
    rng = random.Random(seed)
    answers = {name: _answer(question, rng) for name, question in edition.questions.items() if question.required}
    answers["track.indicators"] = {"value": "planned", "by": "2027-06-30"}
    answers["policy.coherence"] = {"value": "unknown"}
    return {
        "format": "pan2-assess/answers/1",
        "questionnaire": edition.id,
        "version": edition.version,
        "organisation": organisation,
        "date": DAY.isoformat(),
        "prepared_by": {"name": "C. Example", "function": "Quality", "date": "2026-11-20"},
        "approved_by": {"name": "D. Example", "function": "Managing director", "date": "2026-11-22"},
        "answers": answers,
    }


def _answer(question: Question, rng: random.Random) -> dict[str, Any]:
    if question.id in FACTS:
        return {"value": FACTS[question.id]}
    if isinstance(question, Number):
        return {"value": question.minimum}
    if isinstance(question, Facts):
        return {"value": [] if question.many else question.options[0].id}
    assert isinstance(question, ScoredQuestion)
    if isinstance(question, Checklist):
        answer: dict[str, Any] = {"value": [item.id for item in question.items[::2]]}
    else:
        quiet = [option for option in question.options if not option.alarm]
        answer = {"value": rng.choice(quiet[1:]).id}
    if rng.random() < 0.5:
        kind = rng.choice(["internal", "public"])
        answer["evidence"] = {"kind": kind, "reference": "Minutes of the management meeting", "date": "2026-03-01"}
    if rng.random() < 0.3:
        answer["note"] = "The last round was in spring; the agencies were asked, and one has not answered yet."
    return answer
