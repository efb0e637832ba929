"""A real report of the small questionnaire, with what proves it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.library import load
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import read_data
from pan2_assess.core.steps import OwnStep, as_remark
from pan2_assess.reports import document, pdf
from pan2_assess.reports.proof import Proof, proof_of

GOOD = Path(__file__).parents[1] / "core" / "good"
ISSUER = "https://assess.example.lu"
SALT = "0123456789abcdef" * 2

ANSWERS: dict[str, Any] = {
    "profile.employees": {"value": 60},
    "profile.sector": {"value": "other"},
    "profile.issues": {"value": []},
    "policy.commitment": {
        "value": "4",
        "evidence": {"kind": "public", "reference": "https://example.org", "date": "2026-01-15"},
        "note": "Signed by the board.",
    },
    "policy.signed": {"value": "board"},
    "policy.parts": {"value": ["staff"]},
    "remedy.channel": {"value": "1"},
}
WORSE = {**ANSWERS, "policy.commitment": {"value": "1"}}
OWN = {"own-00000001": OwnStep("Ask the crews.", owner="Ana")}


@cache
def edition() -> Edition:
    return load(GOOD).editions["tiny"]


def sheet_data(answers: Mapping[str, Any] = ANSWERS) -> dict[str, Any]:
    head = {"format": "pan2-assess/answers/1", "questionnaire": "tiny", "version": "1.0"}
    return {**head, "organisation": "Example S.A.", "date": "2026-11-22", "answers": dict(answers)}


def proved(
    answers: Mapping[str, Any] = ANSWERS,
    language: str = "en",
    *,
    annex: bool = True,
    own: Mapping[str, OwnStep] | None = None,
    unsaid: str = "",
    **more: Any,
) -> tuple[bytes, Proof]:
    """Make a report and its proof as the command line does; with `salt` and `issuer`, as a server does.

    `unsaid` is a field of the evaluation that the program did not have when that was frozen.
    """
    found = edition()
    sheet = read_data(sheet_data(answers), {"tiny": found}.get).sheet
    evaluation = evaluate(found, sheet.answers, sheet.date)
    advice = advise(evaluation)
    proof = proof_of(
        found,
        sheet,
        {key: value for key, value in result_json(evaluation, advice).items() if key != unsaid},
        language,
        annex=annex,
        plan=as_remark(own or {}),
        **{"form": document.TEMPLATE_VERSION, **more},
    )
    return pdf.render(tell(found, sheet, evaluation, advice, language, own), annex, proof), proof
