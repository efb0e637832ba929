"""The page that tells to protect people first, with the real texts: all of it stands on one page of the PDF."""

from __future__ import annotations

import io
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
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.render(feedback))).pages]
    last = feedback.protect.call[-1]
    assert feedback.protect.title in pages[1]
    assert last.name in pages[1]
    assert " ".join(last.text.split()[-3:]) in pages[1]
