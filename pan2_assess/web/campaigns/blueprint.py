"""The blueprint on which the pages of campaigns stand, and what they share: a campaign found, and its words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext as _

from pan2_assess.core.speech import speech
from pan2_assess.core.telling_deadlines import deadline_in_words
from pan2_assess.store import campaigns
from pan2_assess.store.campaigns import Purpose, Round, State
from pan2_assess.store.guests import Stage
from pan2_assess.web.access import Member
from pan2_assess.web.languages import language

blueprint = Blueprint("campaigns", __name__)


def found(member: Member, campaign: str) -> Round:
    """Find a campaign of the organisation in the address; for everybody else there is none."""
    asked = campaigns.campaign(member.organisation.id, campaign)
    if asked is None:
        abort(404)
    return asked


def page(name: str, member: Member, asked: Round | None = None, **values: Any) -> str:
    """Fill a template with what all pages of campaigns need."""
    return render_template(
        f"pages/campaigns/{name}.html",
        signed=member.signed,
        member=member,
        place=member.organisation,
        asked=asked,
        until=deadline_in_words(asked.deadline, asked.zone, speech(language())) if asked else "",
        purposes=purposes(),
        states=states(),
        stages=stages(),
        private=True,
        **values,
    )


def address(endpoint: str, member: Member, campaign: str, **values: Any) -> str:
    return url_for(
        f"campaigns.{endpoint}", lang=language(), organisation=member.organisation.id, campaign=campaign, **values
    )


def purposes() -> dict[Purpose, str]:
    return {"dialogue": _("market dialogue"), "contract": _("follow-up of a contract"), "pilot": _("pilot round")}


def states() -> dict[State, str]:
    return {
        "made": _("not open yet"),
        "open": _("open for answers"),
        "ended": _("deadline over"),
        "closed": _("closed"),
    }


def stages() -> dict[Stage, str]:
    return {
        "invited": _("not opened yet"),
        "opened": _("opened"),
        "begun": _("begun"),
        "submitted": _("handed in"),
        "declined": _("declined"),
        "revoked": _("taken back"),
    }
