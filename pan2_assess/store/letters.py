"""Letters to those who are invited: written with the wish for them in one transaction, sent by the worker one by one.

What a letter says is put together when it is sent, from what holds then: nothing of it is kept in the clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pan2_assess.store import campaigns, leases
from pan2_assess.store.access import new_id
from pan2_assess.store.campaign_tables import Campaign, Invitation, Letter
from pan2_assess.store.campaigns import NotNow, Round
from pan2_assess.store.database import now, reading, writing
from pan2_assess.store.guests import OPEN, Invited, everybody, guest
from pan2_assess.store.invitations import BATCH
from pan2_assess.store.tables import Job

Kind = Literal["invite", "remind"]
AT_ONCE = 20  # letters called at once; the others follow by the sweep, so that reports do not wait behind thousands
GAP = timedelta(seconds=1)  # between two of these: mail servers dislike floods
PAUSES = (timedelta(minutes=5), timedelta(minutes=15))  # many servers refuse a stranger's first try for minutes


@dataclass(frozen=True)
class LetterWork:
    """A letter to be sent, and the lease that allows it."""

    job_id: str
    lease: str
    id: str
    kind: Kind
    made_at: datetime
    round: Round
    guest: Invited = field(repr=False)
    due: bool  # False: nobody needs it any more


def ask_letters(organisation_id: str, campaign_id: str, kind: Kind, only: str = "") -> list[str]:
    """Ask for letters to all who need one, or to one of them; give the jobs to be called now.

    Invitations go to who was not sent one yet and has not opened it, reminders to all who may still answer. NotNow
    while the campaign is not open.
    """
    wanted = [one for one in everybody(organisation_id, campaign_id, OPEN) if only in ("", one.id) and one.mail]
    with writing() as session:
        campaign = campaigns.own(session, organisation_id, campaign_id, lock=True)
        if campaigns.state_of(campaign) != "open":
            raise NotNow
        going = _going(session, campaign.id, kind, again=bool(only))
        chosen = [one.id for one in wanted if one.id not in going and (kind == "remind" or one.stage == "invited")]
        jobs = _write(session, chosen, kind)
        if kind == "remind":
            for at in range(0, len(chosen), BATCH):
                these = Invitation.id.in_(chosen[at : at + BATCH])
                session.execute(update(Invitation).where(these).values(reminded_at=now()))
    return jobs


def _going(session: Session, campaign_id: str, kind: Kind, *, again: bool) -> set[str]:
    """Name those to whom such a letter is on its way; of invitations also those who have one, unless asked again."""
    query = (
        select(Letter.invitation_id, Letter.sent_at, Job.state)
        .join(Invitation, Invitation.id == Letter.invitation_id)
        .join(Job, Job.id == Letter.job_id)
        .where(Invitation.campaign_id == campaign_id, Letter.kind == kind)
    )
    has_one = kind == "invite" and not again
    return {one for one, sent, state in session.execute(query) if state in ("queued", "working") or (sent and has_one)}


def _write(session: Session, invitation_ids: Sequence[str], kind: Kind) -> list[str]:
    at = now()
    jobs = [
        Job(id=new_id(), due_at=at + GAP * max(0, number - AT_ONCE), made_at=at)
        for number in range(len(invitation_ids))
    ]
    session.add_all(jobs)
    session.flush()  # a letter names its job
    for job, asked in zip(jobs, invitation_ids, strict=True):
        session.add(Letter(id=new_id(), invitation_id=asked, kind=kind, job_id=job.id, made_at=at))
    return [job.id for job in jobs]


def to_call(jobs: Sequence[str]) -> Sequence[str]:
    """Give those of some jobs that are called at once."""
    return jobs[:AT_ONCE]


# --- for the worker --------------------------------------------------------------------------------------


def letter_work(job_id: str, lease: str) -> LetterWork | None:
    """Give the letter that a job is to send; None if it sends none."""
    with reading() as session:
        query = (
            select(Letter, Campaign)
            .join(Invitation, Invitation.id == Letter.invitation_id)
            .join(Campaign, Campaign.id == Invitation.campaign_id)
            .where(Letter.job_id == job_id)
        )
        found = session.execute(query).one_or_none()
        if found is None:
            return None
        letter, campaign = found
        asked = campaigns.read(session, campaign)
        kind: Kind = letter.kind  # type: ignore[assignment]  # the table checks it
        letter_id, invitation_id, made_at = letter.id, letter.invitation_id, letter.made_at
    to = guest(asked.organisation_id, asked.id, invitation_id)
    if to is None:
        return None
    stages = OPEN if kind == "remind" else ("invited",)
    due = asked.state == "open" and to.stage in stages and bool(to.mail)
    return LetterWork(job_id, lease, letter_id, kind, made_at, asked, to, due)


def note_sent(work: LetterWork) -> None:
    """Note that a letter was sent, or was not due any more; nothing where its lease went to another."""
    with writing() as session:
        job = leases.held(session, work)
        if job is None:
            return
        if work.due:
            session.get_one(Letter, work.id).sent_at = now()
        leases.finish(job)
