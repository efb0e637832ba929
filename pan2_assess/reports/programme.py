"""Write the report of a pilot programme: first what may be passed on, then company by company for its coordinator."""

from __future__ import annotations

from collections.abc import Sequence

from pan2_assess.core.feedback import draft_notice
from pan2_assess.core.firm_file import foot, notice
from pan2_assess.core.programme import Past, tell_programme
from pan2_assess.core.programme_types import Passed
from pan2_assess.core.speech import Speech
from pan2_assess.core.whole import FEW, tell_whole
from pan2_assess.reports.campaign import framed

MOST = 15  # common points, steps and modules


def write(rounds: Sequence[Past], passed: Sequence[Passed], say: Speech) -> str:
    """Write the report in the language of `say`; the rounds are given oldest first."""
    last = rounds[-1]
    organisation = last.about.organisation
    return framed(
        say.language,
        "campaign/programme.html",
        {
            "p": tell_programme(rounds, say),
            "whole": tell_whole(last.received, last.edition, say),
            "about": last.about,
            "edition": last.edition,
            "lessons": passed,
            "notice": notice(last.about, last.edition, say),
            "draft_notice": draft_notice(last.edition, say),
            "few": FEW,
            "most": MOST,
        },
        title=say.say("Report on a pilot programme: %(organisation)s", organisation=organisation),
        running=organisation,
        beside=last.about.title,
        notice=notice(last.about, last.edition, say),
        foot=foot(last.about, say),
        on=last.about.until,
    )
