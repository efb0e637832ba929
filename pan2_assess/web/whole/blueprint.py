"""The blueprint on which the pages of a whole campaign stand, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, abort, render_template

from pan2_assess.core.model import Edition
from pan2_assess.core.received import Received
from pan2_assess.core.speech import Speech, speech
from pan2_assess.store import campaigns
from pan2_assess.store.campaigns import Round
from pan2_assess.store.copies import Reader, Sealed
from pan2_assess.store.receiving import receive
from pan2_assess.web.access import Member
from pan2_assess.web.editions import edition_of
from pan2_assess.web.languages import language
from pan2_assess.web.sealed import still_sealed

HERE = "/<lang>/staff/o/<organisation>/campaigns/<campaign>/whole"

blueprint = Blueprint("whole", __name__)
blueprint.register_error_handler(Sealed, still_sealed)


@dataclass(frozen=True)
class Whole:
    """A campaign, for a member of the organisation that asks."""

    member: Member
    campaign: Round

    @property
    def reader(self) -> Reader:
        return Reader(self.member.organisation.id, self.member.signed.staff_id)

    @property
    def pilot(self) -> bool:
        return self.campaign.purpose == "pilot"

    @cached_property
    def edition(self) -> Edition:
        return edition_of(self.campaign.digest, self.campaign.draft).in_language(language())

    @cached_property
    def say(self) -> Speech:
        return speech(language())

    @cached_property
    def received(self) -> list[Received]:
        """Open all that was handed in, in the order of the alphabet; Sealed as it may be."""
        return receive(self.reader, self.campaign.id, "page", self.edition)


def open_whole(member: Member, campaign: str) -> Whole:
    """Find a campaign of the member's organisation; 404 for every other."""
    found = campaigns.campaign(member.organisation.id, campaign)
    if found is None:
        abort(404)
    return Whole(member, found)


def shown(template: str, whole: Whole, **values: object) -> str:
    """Show a page of a whole campaign."""
    return render_template(
        f"pages/whole/{template}.html",
        signed=whole.member.signed,
        campaign=whole.campaign,
        here={"lang": language(), "organisation": whole.member.organisation.id, "campaign": whole.campaign.id},
        pilot=whole.pilot,
        private=True,
        **values,
    )
