"""The page of what is sealed until the deadline: the same wherever somebody asks too early."""

from __future__ import annotations

from flask import abort, render_template, request

from pan2_assess.core.speech import speech
from pan2_assess.core.telling_deadlines import deadline_in_words
from pan2_assess.store import campaigns
from pan2_assess.store.copies import Sealed
from pan2_assess.web import access
from pan2_assess.web.languages import language


def still_sealed(error: Sealed) -> tuple[str, int]:
    """Say calmly, to a member of the organisation that asks, until when nobody opens what was handed in."""
    named = request.view_args or {}
    campaign = campaigns.campaign(named.get("organisation", ""), named.get("campaign", ""))
    if campaign is None:
        abort(404)
    deadline = deadline_in_words(campaign.deadline, campaign.zone, speech(language()))
    page = render_template(
        "pages/sealed.html", signed=access.signed_in(), campaign=campaign, deadline=deadline, private=True
    )
    return page, 409
