"""What a reader is told: the same result in words, with nothing said that the answers do not bear."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from bench.sample import sheet as sample
from pan2_assess import paths
from pan2_assess.core.advice import advise
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.library import load
from pan2_assess.core.sheet import read_sheet

LIBRARY = load(paths.questionnaires())
EDITION = LIBRARY.editions["company"]


def told(changes: dict[str, Any] | None = None, on: date | None = None) -> Feedback:
    """Tell the sample's result, with some answers changed; None takes an answer away."""
    data = sample(EDITION)
    for name, value in (changes or {}).items():
        if value is None:
            data["answers"].pop(name, None)
        else:
            data["answers"][name] = value
    sheet, edition = read_sheet(json.dumps(data), LIBRARY.editions.get, on)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    return tell(edition, sheet, evaluation, advise(evaluation))


def words(feedback: Feedback) -> str:
    return json.dumps(asdict(feedback), default=str, ensure_ascii=False)


def test_a_result_says_who_declared_it_and_that_nobody_checked() -> None:
    feedback = told()
    assert "Self-declared; nobody checked the answers" in feedback.notice
    assert feedback.draft
    assert feedback.draft_notice
    assert feedback.protect is None
    assert feedback.prepared_by is not None
    assert feedback.prepared_by.name == "C. Example"


def test_headline_band_and_caps_agree() -> None:
    standing = told({"people.danger": {"value": "not_looked"}}).standing
    assert standing.band is not None
    assert standing.uncapped_band is not None
    assert standing.band.number <= 2 < standing.uncapped_band.number
    assert any(cap.question == "people.danger" and "At most" not in cap.text for cap in standing.caps)
    assert standing.uncapped_band.name in standing.explanation
    assert str(standing.score) in standing.reading


def test_an_alarm_opens_with_protecting_people() -> None:
    feedback = told({"people.danger": {"value": "ongoing"}})
    assert feedback.protect is not None
    assert feedback.protect.do
    assert feedback.protect.never
    assert "still exposed" in feedback.protect.because[0]
    assert feedback.standing.band is not None
    assert feedback.standing.band.number == 1
    assert feedback.standing.headline.startswith("People may be in danger now")
    assert feedback.recommendations[0].question == "people.danger"
    assert feedback.recommendations[0].alarm


def test_a_draft_has_bounds_and_no_score() -> None:
    feedback = told({"remedy.workers": None, "people.danger": {"value": "ongoing"}})
    standing = feedback.standing
    assert (standing.score, standing.band, standing.caps) == (None, None, ())
    assert standing.lower < standing.upper
    assert f"between {standing.lower} and {standing.upper}" in standing.reading
    assert feedback.way is None
    assert feedback.protect is not None


def test_all_twenty_actions_say_what_became_of_them() -> None:
    feedback = told()
    assert len(feedback.actions) == 20
    assert all(action.became and action.meaning and action.status_text for action in feedback.actions)
    behind = {action.id for item in feedback.recommendations for action in item.actions}
    assert {action.id for action in feedback.actions if action.used} == behind


def test_a_duty_is_never_called_met() -> None:
    feedback = told()
    assert {line.applies for line in feedback.duties} == {True, False}
    for line in feedback.duties:
        said = f"{line.status_text} {line.gap_text}".lower()
        assert not any(word in said for word in ("met", "complian", "fulfilled", "in order"))
    whistle = next(line for line in feedback.duties if line.id == "whistleblower_channel")
    assert whistle.applies
    assert whistle.since == date(2023, 12, 17)


def test_a_duty_to_come_names_its_day() -> None:
    ban = next(line for line in told().duties if line.id == "forced_labour_ban")
    assert ban.applies is False
    assert ban.starts == date(2027, 12, 14)
    assert "14 December 2027" in ban.status_text
    later = next(line for line in told(on=date(2027, 12, 14)).duties if line.id == "forced_labour_ban")
    assert later.applies


def test_recommendations_give_reason_step_action_and_training() -> None:
    for item in told().recommendations:
        assert item.because.startswith("You answered: ")
        assert item.step
        assert item.references
        assert item.severity_text
        assert all(action.id for action in item.actions)
        assert item.modules or item.actions


def test_small_firms_read_the_steps_meant_for_them() -> None:
    answer = {"remedy.workers": {"value": "1"}}
    small = told({**answer, "profile.employees": {"value": 12}, "profile.entity_employees": None})
    large = told(answer)
    question = EDITION.questions["remedy.workers"]
    entry = question.recommend[0]  # type: ignore[union-attr]
    step = {f: next(r.step for r in f.recommendations if r.question == "remedy.workers") for f in (small, large)}
    assert step[small] == entry.text_small
    assert step[large] == entry.text
    because = next(r.because for r in small.recommendations if r.question == "remedy.workers")
    assert question.anchors_small["1"] in because  # type: ignore[union-attr]


@pytest.mark.parametrize(("evidence", "counts"), [(None, False), ("2024-11-22", False), ("2024-11-23", True)])
def test_a_top_step_without_dated_evidence_says_why_it_counts_for_less(evidence: str | None, counts: bool) -> None:
    answer: dict[str, Any] = {"value": "4"}
    if evidence:
        answer["evidence"] = {"kind": "internal", "reference": "Minutes", "date": evidence}
    feedback = told({"remedy.workers": answer})
    line = next(li for part in feedback.answers for li in part.lines if li.question == "remedy.workers")
    assert line.points == ("4 of 4" if counts else "3 of 4")
    assert ("counts as the step before" in line.detail) is not counts


def test_plans_and_what_is_to_be_found_out_are_listed() -> None:
    past = {"value": "planned", "by": "2026-11-22"}
    feedback = told({"policy.oversight": past, "track.lessons": {"value": "planned"}})
    overdue = {plan.number: plan.overdue for plan in feedback.plans}
    assert overdue[EDITION.number("policy.oversight")] is True
    assert overdue[EDITION.number("track.indicators")] is False
    assert feedback.plans[-1].by is None
    assert [line.question for line in feedback.find_out] == ["policy.coherence"]


def test_scope_and_salient_issues_stand_under_the_result() -> None:
    part = {"profile.coverage": {"value": "part"}, "profile.scope_staff": {"value": 80}}
    feedback = told({**part, "profile.scope_countries": {"value": "Luxembourg and Belgium"}})
    values = [fact.value for fact in feedback.scope]
    assert "Luxembourg and Belgium" in values
    assert "80 %" in values
    assert len(feedback.salient) == 3


def test_the_way_is_told_in_the_words_of_the_steps() -> None:
    feedback = told({"remedy.workers": {"value": "0"}})
    assert feedback.way is not None
    if feedback.way.band is None:
        assert feedback.way.reason
    for step in feedback.way.steps:
        assert step.act != step.start


def test_a_text_answer_that_reads_like_a_special_value_is_a_text() -> None:
    feedback = told({"profile.coverage": {"value": "part"}, "profile.scope_countries": {"value": "na"}})
    line = next(li for part in feedback.answers for li in part.lines if li.question == "profile.scope_countries")
    assert (line.answer, line.state) == ("na", "answered")


def test_the_method_names_the_weights_of_this_edition() -> None:
    text = " ".join(paragraph for _, paragraph in told().method)
    for section in EDITION.sections:
        if section.weight:
            assert f"{section.title} {section.weight}" in text


def test_feedback_is_the_same_each_time() -> None:
    assert words(told()) == words(told())
    assert replace(told()) == told()
