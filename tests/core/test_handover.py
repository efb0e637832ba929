"""What leaves the house: cases, alarms and notes stay, and so does what was chosen; nothing tells of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pan2_assess.core.handover import choices, chosen, part
from pan2_assess.core.sheet import Sheet, read_sheet
from tests.test_cases import CASES, Run, run

FINISHED = [path for path in CASES if run(path).evaluation.final]


@pytest.fixture(params=FINISHED, ids=[path.stem for path in FINISHED])
def case(request: pytest.FixtureRequest) -> Run:
    return run(request.param)


def noted(sheet: Sheet) -> Sheet:
    return replace(sheet, answers={name: replace(a, note="A private word") for name, a in sheet.answers.items()})


def test_cases_alarms_and_notes_stay_home(case: Run) -> None:
    sheet = noted(case.sheet)
    for scored in (False, True):
        parted = part(sheet, case.evaluation, scored=scored)
        sent = parted.sheet.answers
        assert not [name for name in sent if case.edition.questions[name].case or name in case.evaluation.alarms]
        assert set(sent) <= set(case.evaluation.path)
        assert "private" not in json.dumps(parted.sheet.as_json())
        assert (parted.result is None) is not scored
        assert scored or not parted.withheld
        read_sheet(json.dumps(parted.sheet.as_json()), lambda _: case.edition)  # it is an answers file as any other


def test_what_stays_home_is_named_nowhere_and_counts_for_what_it_is(case: Run) -> None:
    parted = part(case.sheet, case.evaluation, scored=True)
    shares = {n: s for n, s in case.evaluation.shares.items() if n in case.sheet.answers}
    assert parted.withheld == {
        name: {"share": str(share.p)} if share.counts else {"na": True}
        for name, share in shares.items()
        if name not in parted.sheet.answers
    }
    result = parted.result
    assert result is not None
    telling = {key: value for key, value in result.items() if key not in ("path", "missing")}
    assert not [name for name in parted.withheld if f'"{name}"' in json.dumps(telling)]
    for name in ("score", "band", "uncapped_band", "sections", "documented"):
        assert result[name] == case.printed[name]
    assert [cap["band"] for cap in result["caps"]] == [cap["band"] for cap in case.printed["caps"]]
    assert len(result["recommendations"]) == len(case.printed["recommendations"])


def test_what_is_chosen_goes_before_the_rule() -> None:
    case = run(next(path for path in FINISHED if path.stem == "pilot-2"))
    offered = choices(case.evaluation, case.sheet.answers, scored=True)
    facts = {one.question for one in offered if one.bound}
    assert "profile.employees" in facts
    kept = [one.question for one in offered if not one.by_rule]
    assert kept
    first = next(one.question for one in offered if one.goes and not one.bound)
    sent = {one.question for one in offered if one.goes and one.question != first} - facts | {kept[0]}
    answers = chosen(case.sheet.answers, offered, sent)
    assert {name: answer.share for name, answer in answers.items() if answer.share is not None} == {
        first: False,
        kept[0]: True,
    }
    parted = part(replace(case.sheet, answers=answers), case.evaluation, scored=True)
    assert kept[0] in parted.sheet.answers
    assert first not in parted.sheet.answers
    assert facts <= set(parted.sheet.answers)
    back = chosen(answers, offered, {one.question for one in offered if one.by_rule})
    assert all(answer.share is None for answer in back.values())


def test_a_supplier_keeps_back_what_it_likes() -> None:
    case = run(next(path for path in FINISHED if path.stem.startswith("supplier")))
    offered = choices(case.evaluation, case.sheet.answers, scored=False)
    assert not any(one.bound for one in offered)
    answers = chosen(case.sheet.answers, offered, set())
    assert part(replace(case.sheet, answers=answers), case.evaluation, scored=False).sheet.answers == {}


def test_what_is_not_asked_any_more_is_not_sent() -> None:
    case = run(next(path for path in CASES if path.stem == "off-the-path"))
    off = set(case.sheet.answers) - set(case.evaluation.path)
    assert off
    assert not off & set(part(case.sheet, case.evaluation, scored=True).sheet.answers)
