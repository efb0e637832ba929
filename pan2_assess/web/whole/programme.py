"""A pilot programme over its rounds, company by company."""

from __future__ import annotations

from flask import abort

from pan2_assess.core.programme import tell_programme
from pan2_assess.store import campaigns
from pan2_assess.store.receiving import receive_round, rounds_of
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.whole.blueprint import HERE, Whole, blueprint, open_whole, shown


@blueprint.get(f"{HERE}/programme")
@access.staff("reader")
def programme(member: Member, campaign: str) -> str:
    """Compare the rounds up to this one; only a pilot round is one of a programme."""
    whole = open_whole(member, campaign)
    if not whole.pilot:
        abort(404)
    names = rounds_of(member.organisation.id, campaign)
    rounds = [_open(whole, name) for name in names]
    opened = [receive_round(one.reader, one.campaign.id, "page", one.edition) for one in rounds]
    return shown(
        "programme",
        whole,
        told=tell_programme(opened, whole.say),
        links=[one.campaign.id for one in rounds],
    )


def _open(whole: Whole, campaign: str) -> Whole:
    found = campaigns.campaign(whole.member.organisation.id, campaign)
    if found is None:
        abort(404)
    return Whole(whole.member, found)
