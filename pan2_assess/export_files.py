"""Make the files of an export from what was opened for them, each in a guarded child."""

from __future__ import annotations

from pan2_assess.core.firm_file import stage_words, tell_file
from pan2_assess.core.speech import speech
from pan2_assess.reports import campaign, campaign_book, press
from pan2_assess.reports.guarded import Limits
from pan2_assess.store.export_work import ExportWork

BOOK = Limits(clock=240, processor=200, memory=2000, output=100)  # thousands of firms in one workbook


def make(work: ExportWork) -> bytes:
    """Make one file; raise PressError where it could not be made."""
    say, last = speech(work.language), work.rounds[-1]
    if work.kind == "workbook":
        waiting = [(name, stage_words(stage, say)) for name, stage in last.waiting]
        return press.make_workbook(
            lambda: campaign_book.write(last.about, last.edition, last.received, waiting, say), BOOK
        )
    return press.make_paper(lambda: campaign.firm(tell_file(last.received[0], last.about, say)))
