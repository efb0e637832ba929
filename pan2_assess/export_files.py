"""Make the files of an export from what was opened for them, each in a guarded child."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pan2_assess.core.firm_file import stage_words, tell_file
from pan2_assess.core.programme_types import Passed
from pan2_assess.core.speech import speech
from pan2_assess.reports import campaign, campaign_book, press, programme
from pan2_assess.reports.guarded import Limits
from pan2_assess.store.export_work import ExportWork

BOOK = Limits(clock=240, processor=200, memory=2000, output=100)  # thousands of firms in one workbook


def make(work: ExportWork) -> bytes:
    """Make one file; raise PressError where it could not be made."""
    say, last = speech(work.language), work.rounds[-1].past
    for opened in work.rounds:
        ZoneInfo(opened.about.zone)  # kept from then on: the child may not read the system's clocks
    if work.kind == "workbook":
        waiting = [(name, stage_words(stage, say)) for name, stage in work.rounds[-1].waiting]
        return press.make_workbook(
            lambda: campaign_book.write(last.about, last.edition, last.received, waiting, say), BOOK
        )
    if work.kind == "programme":
        passed = [
            Passed(one.text, one.company if one.named else "") for opened in work.rounds for one in opened.lessons
        ]
        return press.make_paper(lambda: programme.write([opened.past for opened in work.rounds], passed, say))
    return press.make_paper(lambda: campaign.firm(tell_file(last.received[0], last.about, say)))
