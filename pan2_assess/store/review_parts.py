"""The parts of a review as they are kept: findings, remarks, conclusions, read back with the copy's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pan2_assess.core.reviewing import Verdict
from pan2_assess.store import copies, sealing
from pan2_assess.store.access import place
from pan2_assess.store.campaign_tables import Conclusion as ConclusionRow
from pan2_assess.store.campaign_tables import Finding as FindingRow
from pan2_assess.store.campaign_tables import Remark as RemarkRow
from pan2_assess.store.copies import Read
from pan2_assess.store.tables import Staff


@dataclass(frozen=True)
class Given:
    """What a reviewer says of an answer."""

    verdict: Verdict
    text: str = field(default="", repr=False)
    step: str = ""  # pilot rounds: another one than was declared
    why: str = field(default="", repr=False)  # the reason for it


@dataclass(frozen=True)
class Finding:
    """What a reviewer has said of an answer."""

    given: Given
    by: str
    at: datetime

    @property
    def mark(self) -> str:
        """Tell this state of it from those before and after."""
        return self.at.isoformat()


@dataclass(frozen=True)
class Remark:
    question: str  # empty for the whole
    text: str = field(repr=False)
    by: str  # a person of staff; empty for who handed in
    at: datetime


@dataclass(frozen=True)
class FollowUp:
    """A line of the follow-up calendar."""

    day: date
    what: str
    who: str  # may be empty


@dataclass(frozen=True)
class Conclusion:
    """How a review ended; or, without an outcome, that it was taken up again."""

    id: str
    outcome: str = field(repr=False)
    follow_up: tuple[FollowUp, ...] = field(repr=False)
    by: str
    at: datetime


@dataclass(frozen=True)
class Review:
    """All that a review of one copy has come to."""

    findings: Mapping[str, Finding]  # by question
    remarks: Sequence[Remark]  # first written first
    conclusions: Sequence[Conclusion]  # latest first; those that took it up again among them
    reads: Sequence[Read]  # latest first

    @property
    def concluded(self) -> Conclusion | None:
        """Give the conclusion that stands; None while the review goes on."""
        latest = self.conclusions[0] if self.conclusions else None
        return latest if latest and latest.outcome else None

    @property
    def mark(self) -> str:
        return self.conclusions[0].id if self.conclusions else ""

    def remarks_on(self, question: str) -> list[Remark]:
        return [remark for remark in self.remarks if remark.question == question]

    def steps(self) -> dict[str, str]:
        """Give the other steps that were set, by question."""
        return {name: found.given.step for name, found in self.findings.items() if found.given.step}


# --- within a transaction that has found the way to the copy -----------------------------------------------


def read_review(session: Session, key: bytes, copy_id: str) -> Review:
    written = (
        select(RemarkRow, Staff.name)
        .outerjoin(Staff, Staff.id == RemarkRow.staff_id)
        .where(RemarkRow.copy_id == copy_id)
        .order_by(RemarkRow.at, RemarkRow.id)
    )
    remarks = [
        Remark(row.question, sealing.unseal_json(key, row.sealed, place(copy_id, "remark", row.id)), name or "", row.at)
        for row, name in session.execute(written)
    ]
    reads = copies.reads_of(session, copy_id)
    return Review(findings(session, key, copy_id), remarks, conclusions(session, key, copy_id), reads)


def findings(session: Session, key: bytes, copy_id: str) -> dict[str, Finding]:
    query = select(FindingRow, Staff.name).join(Staff, Staff.id == FindingRow.staff_id)
    found = {}
    for row, name in session.execute(query.where(FindingRow.copy_id == copy_id)):
        said: dict[str, str] = sealing.unseal_json(key, row.sealed, place(copy_id, "finding", row.question))
        verdict: Verdict = row.verdict  # type: ignore[assignment]  # the table checks it
        found[row.question] = Finding(Given(verdict, **said), name, row.at)
    return found


def conclusions(session: Session, key: bytes, copy_id: str) -> list[Conclusion]:
    query = (
        select(ConclusionRow, Staff.name)
        .join(Staff, Staff.id == ConclusionRow.staff_id)
        .where(ConclusionRow.copy_id == copy_id)
        .order_by(ConclusionRow.at.desc())
    )
    found = []
    for row, name in session.execute(query):
        said = unsealed_conclusion(key, row)
        lines = tuple(FollowUp(date.fromisoformat(day), what, who) for day, what, who in said["follow_up"])
        found.append(Conclusion(row.id, said["outcome"], lines, name, row.at))
    return found


def unsealed_conclusion(key: bytes, row: ConclusionRow) -> dict[str, Any]:
    said: dict[str, Any] = sealing.unseal_json(key, row.sealed, place(row.copy_id, "conclusion", row.id))
    return said
