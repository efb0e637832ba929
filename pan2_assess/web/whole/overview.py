"""What comes up in all that was handed in to a campaign."""

from __future__ import annotations

from pan2_assess.core.firm_file import notice
from pan2_assess.core.whole import tell_whole
from pan2_assess.core.whole_results import pillars, results
from pan2_assess.store import guests, lessons, reviews
from pan2_assess.store.receiving import about
from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.whole.blueprint import HERE, blueprint, open_whole, shown

MOST_NAMED = 200  # firms: more are found by name on the campaign's own page
MOST_SHOWN = 12  # common points, steps and modules: the others open


@blueprint.get(HERE)
@access.staff("reader")
def page(member: Member, campaign: str) -> str:
    """Show the whole: firms in the order of the alphabet, and what is common to them."""
    whole = open_whole(member, campaign)
    received = whole.received
    beside = results(received, whole.say) if whole.pilot else ()
    return shown(
        "page",
        whole,
        told=tell_whole(received, whole.edition, whole.say),
        counts=guests.counts(member.organisation.id, campaign),
        firms=received[:MOST_NAMED],
        states=reviews.states_of(member.organisation.id, campaign),
        results=beside,
        pillars=pillars(beside, whole.edition),
        notice=notice(about(whole.campaign), whole.edition, whole.say),
        lessons=lessons.approved(member.organisation.id, campaign) if whole.pilot else (),
        most=MOST_SHOWN,
    )
