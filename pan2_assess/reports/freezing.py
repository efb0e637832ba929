"""Freezing: what is kept for ever of an assessment at the moment it is submitted, and the code its reports carry."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.sheet import Sheet
from pan2_assess.reports.proof import code_of


@dataclass(frozen=True)
class Frozen:
    kept: dict[str, Any] = field(repr=False)  # as `store.submit` takes it and the reports read it
    code: str


def freeze(sheet: Sheet, evaluation: Evaluation, language: str, issuer: str) -> Frozen:
    """Freeze answers and their evaluation; `issuer` is the address of this server, by which the code is looked up."""
    edition, result = evaluation.edition, result_json(evaluation, advise(evaluation))
    salt = secrets.token_hex(16)
    kept = {
        "sheet": sheet.as_json(),
        "evaluation": result,
        "digest": edition.digest,
        "language": language,
        "salt": salt,
        "issuer": issuer,
    }
    return Frozen(kept, code_of(edition, sheet, result, salt))
