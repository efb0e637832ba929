"""What a campaign says to those it asks: the same on the invitation, before handing in, and to who writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import ngettext

from pan2_assess.core.model import Edition
from pan2_assess.core.speech import speech
from pan2_assess.core.telling_deadlines import deadline_in_words
from pan2_assess.store.campaigns import Round
from pan2_assess.store.claims import Members
from pan2_assess.store.copies import kept_until
from pan2_assess.web import lengths
from pan2_assess.web.editions import edition_of
from pan2_assess.web.languages import language


@dataclass(frozen=True)
class Asking:
    """A campaign in the words and figures that its invitation gives."""

    campaign: Round
    edition: Edition
    deadline: str
    kept_until: date  # what is handed in, at the latest
    members: str  # of the organisation, by what they may do
    questions: str
    minutes: str

    @property
    def organisation(self) -> str:
        return self.campaign.organisation

    @property
    def is_cut_short(self) -> bool:
        """Tell whether it was closed before its deadline."""
        closed = self.campaign.closed_at
        return closed is not None and closed < self.campaign.deadline

    @property
    def with_result(self) -> bool:
        """Tell whether the receiver is given the result too."""
        return self.campaign.purpose == "pilot"


def asking(campaign: Round, members: Members) -> Asking:
    """Put a campaign into the page's language."""
    edition = edition_of(campaign.digest, campaign.draft).in_language(language())
    length = lengths.whole(edition)
    until = kept_until(campaign.deadline, campaign.keep_months)
    return Asking(
        campaign=campaign,
        edition=edition,
        deadline=deadline_in_words(campaign.deadline, campaign.zone, speech(language())),
        kept_until=until.astimezone(ZoneInfo(campaign.zone)).date(),
        members=_members(members),
        questions=lengths.between(length.questions),
        minutes=lengths.between(length.minutes),
    )


def _members(members: Members) -> str:
    """Count those who belong to the organisation, by what they may do."""
    manage, review, read = (members.get(role, 0) for role in ("manager", "reviewer", "reader"))
    counted = (
        (manage, ngettext("%(num)d person who leads the campaign", "%(num)d people who lead the campaign", manage)),
        (review, ngettext("%(num)d person who reviews", "%(num)d people who review", review)),
        (read, ngettext("%(num)d person who only reads", "%(num)d people who only read", read)),
    )
    return speech(language()).listed([text for number, text in counted if number])
