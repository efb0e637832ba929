"""Reviews of what was handed in: what reviewers found, what both sides wrote to each other, and how it ended.

All of it is sealed with the copy's key and goes when the copy goes. Whoever erases their own assessment has no way
here any more; the receiver's copy and its review stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pan2_assess.core.reviewing import OPEN
from pan2_assess.store import campaigns, copies, sealing
from pan2_assess.store.access import Access, NoAccess, new_id, open_data_key, place, reach, room
from pan2_assess.store.assessments import Overtaken
from pan2_assess.store.campaign_tables import Campaign, Copy, CopyRead, Invitation
from pan2_assess.store.campaign_tables import Conclusion as ConclusionRow
from pan2_assess.store.campaign_tables import Finding as FindingRow
from pan2_assess.store.campaign_tables import Remark as RemarkRow
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.store.copies import Content, Reader, content, reach_copy
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.review_parts import (
    FollowUp,
    Given,
    Review,
    conclusions,
    findings,
    read_review,
    unsealed_conclusion,
)

VISIT = timedelta(hours=1)  # so long a page that was opened may be looked at again without a new note
MOST_REMARKS = 200  # of one copy, both sides together
MOST_CONCLUSIONS = 50  # of one copy, takings up again among them


@dataclass(frozen=True)
class State:
    """How far the review of a copy has come, without a look into it."""

    looked_at: int
    open: int  # to be explained or to be followed up
    concluded: bool


@dataclass(frozen=True)
class Reviewed:
    """The review of what a respondent handed in, as it may see it."""

    campaign: Round
    copy: Content
    keep_until: datetime
    review: Review


# --- the receiver's side ---------------------------------------------------------------------------------


def opened(reader: Reader, campaign_id: str, copy_id: str) -> Content:
    """Open a copy of a campaign for its page; that is noted once a visit. Raise as `copies.open_copy` does."""
    with reading() as session:
        # Asked first, as a copy of another campaign that is sealed is none of this one.
        if session.scalar(select(Copy.campaign_id).where(Copy.id == copy_id)) != campaign_id:
            raise NoAccess
        copy, key = reach_copy(session, reader.organisation_id, copy_id)
        noted = select(CopyRead.id).where(
            CopyRead.copy_id == copy.id,
            CopyRead.staff_id == reader.staff_id,
            CopyRead.how == "page",
            CopyRead.at > now() - VISIT,
        )
        if session.scalar(noted.limit(1)) is not None:
            return content(key, copy)
    return copies.open_copy(reader, copy_id, "page")


def review(reader: Reader, copy_id: str) -> Review:
    """Give the review of a copy; nothing of the copy itself is in it."""
    with reading() as session:
        copy, key = reach_copy(session, reader.organisation_id, copy_id)
        return read_review(session, key, copy.id)


def states_of(organisation_id: str, campaign_id: str) -> dict[str, State]:
    """Tell how far the reviews of a campaign have come, by copy; Sealed while nobody may open one."""
    with reading() as session:
        campaign = campaigns.own(session, organisation_id, campaign_id)
        copies.refuse_sealed(campaign)
        of_it = Copy.campaign_id == campaign.id
        found = {copy_id: State(0, 0, False) for copy_id in session.scalars(select(Copy.id).where(of_it))}
        counted = (
            select(FindingRow.copy_id, FindingRow.verdict, func.count())
            .join(Copy, Copy.id == FindingRow.copy_id)
            .where(of_it)
            .group_by(FindingRow.copy_id, FindingRow.verdict)
        )
        for copy_id, verdict, number in session.execute(counted):
            known = found[copy_id]
            found[copy_id] = State(known.looked_at + number, known.open + number * (verdict in OPEN), False)
        ended = select(ConclusionRow).join(Copy, Copy.id == ConclusionRow.copy_id).where(of_it)
        for row in session.scalars(ended.order_by(ConclusionRow.at)):
            known = found[row.copy_id]
            concluded = bool(unsealed_conclusion(open_data_key(session, row.copy_id), row)["outcome"])
            found[row.copy_id] = State(known.looked_at, known.open, concluded)
        return found


def set_findings(
    reader: Reader, copy_id: str, given: Mapping[str, Given | None], was: Mapping[str, str]
) -> frozenset[str]:
    """Keep what a reviewer found (None takes a finding back); NotNow once the review is concluded.

    `was` has the mark of each finding as the reviewer saw it. Those that somebody has changed since stay as they are;
    their names are given back.
    """
    with writing() as session:
        key = _held(session, reader, copy_id)
        if _is_concluded(session, key, copy_id):
            raise NotNow
        stands = findings(session, key, copy_id)
        overtaken = set()
        for name, said in given.items():
            before = stands.get(name)
            if (before.given if before else None) == said:
                continue
            if (before.mark if before else "") != was.get(name, ""):
                overtaken.add(name)
                continue
            _put(session, key, reader, copy_id, name, said)
        return frozenset(overtaken)


def remark(reader: Reader, copy_id: str, question: str, text: str) -> None:
    """Write to who handed in, about a question or, with none, about the whole; Full where too much was written."""
    with writing() as session:
        key = _held(session, reader, copy_id)
        _add_remark(session, key, copy_id, question, text, reader.staff_id)


def conclude(reader: Reader, copy_id: str, outcome: str, follow_up: Sequence[FollowUp], was: str) -> None:
    """End a review, or end it anew with other words; what was concluded before is kept.

    `was` is the review's mark as the reviewer saw it; Overtaken where somebody has concluded since.
    """
    if not outcome:
        raise ValueError("a conclusion says something")
    lines = [[line.day.isoformat(), line.what, line.who] for line in follow_up]
    _end(reader, copy_id, {"outcome": outcome, "follow_up": lines}, was)


def take_up_again(reader: Reader, copy_id: str, was: str) -> None:
    """Let findings be changed again after a conclusion; what was concluded is kept. Raise as `conclude` does."""
    _end(reader, copy_id, {"outcome": "", "follow_up": []}, was)


# --- the side of who handed in ---------------------------------------------------------------------------


def review_of(access: Access) -> Reviewed | None:
    """Give the review of what this assessment handed in; None where it handed in nothing, or the copy is gone."""
    with reading() as session:
        copy = _copy_of(session, access)
        if copy is None:
            return None
        key = open_data_key(session, copy.id)
        campaign = campaigns.read(session, session.get_one(Campaign, copy.campaign_id))
        return Reviewed(campaign, content(key, copy), copy.keep_until, read_review(session, key, copy.id))


def answer(access: Access, question: str, text: str) -> None:
    """Write to those who review, about a question or, with none, about the whole; Full where too much was written."""
    with writing() as session:
        reach(session, access, edit=True)
        copy = _copy_of(session, access)
        if copy is None:
            raise NoAccess
        _lock(session, copy.id)
        _add_remark(session, open_data_key(session, copy.id), copy.id, question, text, None)


# --- what these share ------------------------------------------------------------------------------------


def _held(session: Session, reader: Reader, copy_id: str) -> bytes:
    """Find a copy and hold it against others who write about it; give its key."""
    copy, key = reach_copy(session, reader.organisation_id, copy_id)
    _lock(session, copy.id)
    return key


def _lock(session: Session, copy_id: str) -> None:
    session.execute(select(Copy.id).where(Copy.id == copy_id).with_for_update())


def _copy_of(session: Session, access: Access) -> Copy | None:
    row, _ = reach(session, access)
    query = select(Copy).join(Invitation, Invitation.id == Copy.invitation_id)
    return session.scalar(query.where(Invitation.assessment_id == row.id))


def _is_concluded(session: Session, key: bytes, copy_id: str) -> bool:
    latest = conclusions(session, key, copy_id)
    return bool(latest and latest[0].outcome)


def _put(session: Session, key: bytes, reader: Reader, copy_id: str, name: str, said: Given | None) -> None:
    row = session.get(FindingRow, (copy_id, name))
    if said is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = FindingRow(copy_id=copy_id, question=name)
        session.add(row)
    kept = {"text": said.text, "step": said.step, "why": said.why}
    row.verdict = said.verdict
    row.sealed = sealing.seal_json(key, kept, place(copy_id, "finding", name))
    row.staff_id, row.at = reader.staff_id, now()


def _add_remark(session: Session, key: bytes, copy_id: str, question: str, text: str, staff_id: str | None) -> None:
    latest = session.scalar(
        select(RemarkRow)
        .where(RemarkRow.copy_id == copy_id, RemarkRow.question == question)
        .order_by(RemarkRow.at.desc())
        .limit(1)
    )
    # Sent twice, as by a button pressed twice, it is written once.
    if latest is not None and (latest.staff_id is None) == (staff_id is None):
        if sealing.unseal_json(key, latest.sealed, place(copy_id, "remark", latest.id)) == text:
            return
    room(session, RemarkRow.copy_id == copy_id, MOST_REMARKS)
    remark_id = new_id()
    sealed = sealing.seal_json(key, text, place(copy_id, "remark", remark_id))
    session.add(RemarkRow(id=remark_id, copy_id=copy_id, question=question, staff_id=staff_id, sealed=sealed, at=now()))


def _end(reader: Reader, copy_id: str, said: dict[str, Any], was: str) -> None:
    with writing() as session:
        key = _held(session, reader, copy_id)
        latest = conclusions(session, key, copy_id)
        if (latest[0].id if latest else "") != was:
            raise Overtaken
        room(session, ConclusionRow.copy_id == copy_id, MOST_CONCLUSIONS)
        conclusion_id = new_id()
        sealed = sealing.seal_json(key, said, place(copy_id, "conclusion", conclusion_id))
        session.add(ConclusionRow(id=conclusion_id, copy_id=copy_id, sealed=sealed, staff_id=reader.staff_id, at=now()))
