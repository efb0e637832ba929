"""Editions just large enough to show one rule, built without a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.model import Edition

ON = date(2026, 11, 22)

Values = Mapping[str, Any]  # value by question; or a whole Answer


def scored(ident: str, kind: str, **more: Any) -> dict[str, Any]:
    advice = [
        {"upto": 1, "text": "First.", "actions": ["1.1"], "modules": ["M01"]},
        {"upto": 2, "text": "Then.", "actions": [], "modules": []},
    ]
    base = {"id": ident, "type": kind, "text": "?", "why": "Because.", "evidence": "A photo.", "recommend": advice}
    return {**base, "severity": 1, "effort": 1, **more}


def ladder(ident: str, alarm: Sequence[int] = (), **more: Any) -> dict[str, Any]:
    options = [{"id": str(n), "text": "-", "points": n, "alarm": n in alarm} for n in range(5)]
    return scored(ident, "ladder", options=options, **more)


def choice(ident: str, **more: Any) -> dict[str, Any]:
    """Offer a choice with an alarm at 0, and an option for each number of points."""
    options = [{"id": f"p{n}", "text": "-", "points": n} for n in range(5)]
    return scored(ident, "choice", options=[{"id": "harm", "text": "-", "points": 0, "alarm": True}, *options], **more)


def checklist(ident: str, weights: Sequence[int], alarm: Sequence[int] = (), **more: Any) -> dict[str, Any]:
    items = [{"id": f"i{n}", "text": "-", "weight": w, "alarm": n in alarm} for n, w in enumerate(weights)]
    return scored(ident, "checklist", items=items, **more)


def number(ident: str, **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "number", "text": "?", "why": "-", "minimum": 0, "maximum": 9999, **more}


def facts(ident: str, options: Sequence[str], many: bool = True, **more: Any) -> dict[str, Any]:
    listed = [{"id": option, "text": "-"} for option in options]
    return {"id": ident, "type": "facts", "text": "?", "why": "-", "options": listed, "many": many, **more}


def section(ident: str, weight: int, *questions: dict[str, Any], limits: bool = False) -> dict[str, Any]:
    placed = [{**question, "id": f"{ident}.{question['id']}", "section": ident} for question in questions]
    return {"id": ident, "title": "-", "weight": weight, "limits": limits, "questions": placed}


def duty(ident: str, *versions: dict[str, Any]) -> dict[str, Any]:
    words = {"title": "-", "text": "-", "act": "-", "source": "https://example.org"}
    days = {"checked": "2026-01-01", "review_by": "2027-01-01"}
    return {"id": ident, "kind": "law", "basis": "confirmed", **words, **days, "versions": list(versions) or [{}]}


def edition(*sections: dict[str, Any], **head: Any) -> Edition:
    site = "https://example.org"
    action = {"id": "1.1", "title": "-", "official": True, "status": "done", "as_of": "2026-01-01", "became": "-"}
    plan = {"title": "-", "period": "-", "source": site, "note": "-", "categories": [{"id": "1", "title": "-"}]}
    plan = {**plan, "actions": [{**action, "source": site}]}
    empty: dict[str, Any] = {"duties": [], "modules": [], "bodies": [], "standards": [], "languages": ["en"]}
    call = {"id": "police", "name": "-", "text": "-"}
    protect = {"title": "-", "intro": "-", "never": ["-"], "do": ["-"], "call": [call]}
    base = {"id": "x", "version": "1.0", "title": "-", "intro": "-", "way": True, "plan": plan, "protect": protect}
    return Edition.from_json(json.dumps({**base, **empty, "sections": list(sections), **head}))


def result(made: Edition, values: Values, on: date = ON) -> Evaluation:
    answers = {name: value if isinstance(value, Answer) else Answer(value) for name, value in values.items()}
    return evaluate(made, answers, on)


def proven(value: str, kind: str = "internal", day: date = ON) -> Answer:
    return Answer(value, evidence=Evidence(kind, "minutes", day))


def na() -> Answer:
    return Answer("na", reason="Not ours.")
