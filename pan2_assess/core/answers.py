"""Answers: what a respondent has said to a question, and what may be wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pan2_assess.core.days import months_before

PLANNED, UNKNOWN, NA = "planned", "unknown", "na"
EVIDENCE_MONTHS = 24


@dataclass(frozen=True)
class AnswerError:
    """One thing wrong with an answer: the question, which part of it, what, and what would be right."""

    question: str
    field: str  # value, by, reason, evidence, note; or a key of the file
    what: str
    remedy: str = ""
    cell: str = ""  # where it stands in a workbook, as in Answers!F12

    def __str__(self) -> str:
        return self.told(str)

    def told(self, again: Callable[[str], str]) -> str:
        """Put it into a line; `again` says a message in the reader's language."""
        place = " › ".join(part for part in (self.question, self.field if self.field != "value" else "") if part)
        told = (*(f"{part}:" for part in (self.cell, place) if part), f"{again(self.what)}.", again(self.remedy))
        return " ".join(part for part in told if part)


class AnswerErrors(Exception):
    """Everything wrong with some answers."""

    def __init__(self, errors: list[AnswerError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, errors)))


def refusal(part: str, what: str, remedy: str = "") -> AnswerErrors:
    """Refuse a whole file, for a key of its head or for what it is."""
    return AnswerErrors([AnswerError("", part, what, remedy)])


@dataclass(frozen=True)
class Evidence:
    kind: str  # internal or public
    reference: str
    date: date

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "reference": self.reference, "date": self.date.isoformat()}


@dataclass(frozen=True)
class Answer:
    value: int | str | tuple[str, ...]
    by: date | None = None
    reason: str = ""
    evidence: Evidence | None = None
    note: str = ""
    share: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the answer as the answers file writes it; what was not said is left out."""
        data: dict[str, Any] = {"value": list(self.value) if isinstance(self.value, tuple) else self.value}
        if self.by:
            data["by"] = self.by.isoformat()
        if self.reason:
            data["reason"] = self.reason
        if self.evidence:
            data["evidence"] = self.evidence.as_json()
        if self.note:
            data["note"] = self.note
        if self.share is not None:
            data["share"] = self.share
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Answer:
        """Read back what `as_json` wrote of an answer that was checked when it was given."""
        evidence, value, by = data.get("evidence"), data["value"], data.get("by")
        return cls(
            value=tuple(value) if isinstance(value, list) else value,
            by=date.fromisoformat(by) if by else None,
            reason=data.get("reason", ""),
            evidence=Evidence(evidence["kind"], evidence["reference"], date.fromisoformat(evidence["date"]))
            if evidence
            else None,
            note=data.get("note", ""),
            share=data.get("share"),
        )


def is_recent(evidence: Evidence, on: date) -> bool:
    """Tell whether evidence lies in the 24 months up to a day, both end days included."""
    return months_before(on, EVIDENCE_MONTHS) <= evidence.date <= on
