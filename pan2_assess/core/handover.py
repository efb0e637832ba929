"""What leaves the house when answers are handed in: which stay, and in a pilot round what those count for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.sharing import may_be_told
from pan2_assess.core.sheet import Sheet


@dataclass(frozen=True)
class Choice:
    """An answer that may be handed in: whether it goes, by the rule and as it was chosen."""

    question: str
    by_rule: bool  # it goes unless somebody keeps it back; else it stays unless somebody sends it
    goes: bool
    bound: bool = False  # it goes whatever is chosen: what else is asked hangs on it


@dataclass(frozen=True)
class Parted:
    """What is handed in: the answers, and in a pilot round the result and what stands for what stays home."""

    sheet: Sheet
    withheld: dict[str, dict[str, Any]]
    result: dict[str, Any] | None


def choices(evaluation: Evaluation, answers: Mapping[str, Answer], *, scored: bool) -> list[Choice]:
    """List the answers on the path that may be handed in, in order.

    Where the receiver gets a result (`scored`), the facts always go: without them it cannot be worked out again.
    """
    found = []
    for name in evaluation.path:
        answer = answers.get(name)
        if answer is not None:
            question = evaluation.edition.questions[name]
            bound = scored and question.type in ("facts", "number") and not question.case
            by_rule = bound or may_be_told(name, replace(answer, share=None), evaluation)
            found.append(Choice(name, by_rule, bound or may_be_told(name, answer, evaluation), bound))
    return found


def chosen(answers: Mapping[str, Answer], offered: Collection[Choice], sent: Collection[str]) -> dict[str, Answer]:
    """Write into the answers what was chosen for each, where that is not what the rule says anyway."""
    said = {
        choice.question: None if choice.bound or (choice.question in sent) == choice.by_rule else not choice.by_rule
        for choice in offered
    }
    return {name: replace(answer, share=said[name]) if name in said else answer for name, answer in answers.items()}


def part(sheet: Sheet, evaluation: Evaluation, *, scored: bool) -> Parted:
    """Part a sheet by what was chosen; notes never go, nor what is not asked."""
    goes = {choice.question for choice in choices(evaluation, sheet.answers, scored=scored) if choice.goes}
    sent = {name: replace(answer, note="", share=None) for name, answer in sheet.answers.items() if name in goes}
    withheld = {}
    if scored:
        shares = {
            name: share for name, share in evaluation.shares.items() if name in sheet.answers and name not in goes
        }
        withheld = {name: {"share": str(s.p)} if s.counts else {"na": True} for name, s in shares.items()}
    result = _without(result_json(evaluation, advise(evaluation)), evaluation, set(withheld)) if scored else None
    return Parted(replace(sheet, answers=sent), withheld, result)


def _without(result: dict[str, Any], evaluation: Evaluation, withheld: set[str]) -> dict[str, Any]:
    """Take out of a result what tells of an answer that stays home, and keep what it comes to."""
    questions = evaluation.edition.questions
    of_these = {str(getattr(questions[name], "duty", None)) for name in withheld}
    way = result["next_band"]
    return {
        **result,
        "alarms": [name for name in result["alarms"] if name not in withheld],
        "caps": [
            {"kind": cap["kind"], "band": cap["band"]} if cap.get("question") in withheld else cap
            for cap in result["caps"]
        ],
        "duties": [{**duty, "gap": None} if duty["id"] in of_these else duty for duty in result["duties"]],
        "recommendations": [
            {"question": "", "severity": one["severity"], "actions": [], "modules": []}
            if one["question"] in withheld
            else one
            for one in result["recommendations"]
        ],
        "next_band": way
        and {
            **way,
            "steps": [{**step, "question": ""} if step["question"] in withheld else step for step in way["steps"]],
        },
    }
