"""The page that tells to protect people first, with the real texts: all of it stands on one page of the PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from pan2_assess import paths
from pan2_assess.core.advice import advise
from pan2_assess.core.cases import read_case
from pan2_assess.core.feedback import tell
from pan2_assess.core.library import load
from pan2_assess.reports import pdf

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", ["alarms-all", "authority-alarms", "pilot-alarms", "supplier-alarms"])
def test_every_alarm_at_once_leaves_room_for_all_whom_to_call(name: str) -> None:
    case = read_case(CASES / f"{name}.yaml", load(paths.questionnaires()).editions)
    assert case.evaluation.alarms
    feedback = tell(case.evaluation.edition, case.sheet, case.evaluation, advise(case.evaluation), "en")
    assert feedback.protect is not None
    shorter = replace(feedback, recommendations=(), answers=(), glossary=())  # they follow it, on twenty pages
    page = " ".join(PdfReader(io.BytesIO(pdf.render(shorter))).pages[1].extract_text().split())
    last = feedback.protect.call[-1]
    assert feedback.protect.title in page
    assert last.name in page
    assert " ".join(last.text.split()[-3:]) in page
