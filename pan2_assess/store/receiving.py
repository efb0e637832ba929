"""What was handed in to a campaign as the core's values: opened, noted, and with what its review has found."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from pan2_assess.core.model import Edition
from pan2_assess.core.programme import Past
from pan2_assess.core.received import About, Concluded, FollowUp, Found, Received, Said, read_kept
from pan2_assess.store import campaigns, copies, review_parts
from pan2_assess.store.access import NoAccess, open_data_key
from pan2_assess.store.campaign_tables import Conclusion, Copy, Finding, Invitation, Remark
from pan2_assess.store.campaigns import Round
from pan2_assess.store.copies import Content, How, Reader
from pan2_assess.store.database import reading
from pan2_assess.store.review_parts import Review, read_review

NO_REVIEW = Review({}, (), (), ())
MOST_ROUNDS = 20  # that a programme looks back


def receive(reader: Reader, campaign_id: str, how: How, edition: Edition) -> list[Received]:
    """Open all that was handed in to a campaign, in the order of the invited names, and note who did.

    The edition is the campaign's, in the language of who reads. Raise as `copies.open_copies` does.
    """
    opened = copies.open_copies(reader, campaign_id, how)
    found = []
    with reading() as session:
        reviewed = _reviewed(session, campaign_id)
        for listed, content in opened:
            review = NO_REVIEW
            if content.id in reviewed:
                try:
                    review = read_review(session, open_data_key(session, content.id), content.id)
                except NoAccess:  # erased in between
                    continue
            found.append(received(listed.name, content, review, edition))
    return found


def _reviewed(session: Session, campaign_id: str) -> set[str]:
    """Name the copies of a campaign about which something was found or written."""
    found: set[str] = set()
    for table in (Finding, Remark, Conclusion):
        written = select(table.copy_id).join(Copy, Copy.id == table.copy_id).where(Copy.campaign_id == campaign_id)
        found.update(session.scalars(written.distinct()))
    return found


def receive_round(reader: Reader, campaign_id: str, how: How, edition: Edition) -> Past:
    """Open all of a round of a programme, and tell which invitation followed which."""
    found = receive(reader, campaign_id, how, edition)
    with reading() as session:
        campaign = campaigns.own(session, reader.organisation_id, campaign_id)
        chosen = select(Invitation.id, Invitation.before_id, Invitation.revoked_at)
        rows = session.execute(chosen.where(Invitation.campaign_id == campaign.id).order_by(Invitation.place)).all()
        return Past(
            about=about(campaigns.read(session, campaign)),
            edition=edition,
            received=found,
            before={row.id: row.before_id for row in rows},
            invited=sum(row.revoked_at is None for row in rows),
        )


def rounds_of(organisation_id: str, campaign_id: str) -> list[str]:
    """Name a campaign and the rounds before it, oldest first."""
    found: list[str] = []
    at: str | None = campaign_id
    with reading() as session:
        while at and at not in found and len(found) < MOST_ROUNDS:
            found.append(at)
            at = campaigns.own(session, organisation_id, at).before_id
    return found[::-1]


def received(name: str, content: Content, review: Review, edition: Edition) -> Received:
    """Put together what one organisation handed in."""
    concluded = review.concluded
    return Received(
        id=content.id,
        invitation=content.invitation_id,
        name=name,
        submitted_at=content.submitted_at,
        edition=edition,
        sheet=read_kept(content.sheet),
        withheld=content.withheld,
        result=content.result,
        found={
            question: Found(one.given.verdict, one.given.text, one.given.step, one.given.why, one.by, one.at)
            for question, one in review.findings.items()
        },
        said=tuple(Said(one.question, one.text, one.by, one.at) for one in review.remarks),
        concluded=_concluded(concluded) if concluded else None,
    )


def _concluded(kept: review_parts.Conclusion) -> Concluded:
    follow_up = tuple(FollowUp(one.day, one.what, one.who) for one in kept.follow_up)
    return Concluded(kept.outcome, follow_up, kept.by, kept.at)


def about(campaign: Round) -> About:
    """Give what the papers of a campaign say of it."""
    head = campaign.head
    return About(head.title, campaign.organisation, campaign.purpose, head.what_for, campaign.deadline, campaign.zone)


@lru_cache(maxsize=8)
def edition_from(canonical: str, language: str, draft: bool) -> Edition:
    """Read a kept edition in a language, or in its own first one where it does not have that."""
    edition = Edition.from_json(canonical, draft=draft)
    return edition.in_language(language) if language in edition.languages else edition
