"""Reviews: with no other step the reviewed result is the declared one, whatever stays with the firm."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.handover import part
from pan2_assess.core.model import Ladder
from pan2_assess.core.reviewing import HOME, Reviewed, open_points, outcome, parts, reviewed
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from tests.test_cases import CASES, edition, run

quickly = settings(max_examples=150, deadline=None)  # the first one loads the cases


@dataclass(frozen=True)
class Copy:
    """What a pilot company hands in, with some answers kept at home."""

    sheet: Sheet
    withheld: dict[str, Any]
    result: dict[str, Any]
    declared: Evaluation

    def reviewed(self, **steps: str) -> Reviewed:
        given = {name.replace("__", "."): step for name, step in steps.items()}
        return reviewed(self.declared.edition, self.sheet, self.withheld, self.result, given)


@cache
def complete_cases() -> list[Any]:
    return [case for case in map(run, CASES) if case.evaluation.complete]


def handed_in(case: Any, kept_back: set[str]) -> Copy:
    """Hand in as a pilot company does: what is kept back leaves behind only what it counts for."""
    declared: Evaluation = case.evaluation
    sheet = replace(case.sheet, answers={n: a for n, a in case.sheet.answers.items() if n not in kept_back})
    withheld = {
        name: {"share": str(share.p)} if share.counts else {"na": True}
        for name, share in declared.shares.items()
        if name in kept_back
    }
    result = result_json(declared, advise(declared))
    result["alarms"] = [name for name in result["alarms"] if name not in kept_back]
    for cap in result["caps"]:
        if cap.get("question") in kept_back:
            del cap["question"]
    return Copy(sheet, withheld, result, declared)


@quickly
@given(st.integers(0, 2**32))
def test_without_another_step_the_reviewed_result_is_the_declared_one(seed: int) -> None:
    rng = random.Random(seed)
    case = rng.choice(complete_cases())
    most = rng.random()
    copy = handed_in(case, {name for name in case.sheet.answers if rng.random() < most})
    found, declared = copy.reviewed(), copy.declared
    assert (found.score, found.band, found.uncapped_band) == (declared.score, declared.band, declared.uncapped_band)
    assert [(s.id, s.score) for s in found.sections] == [(s.id, s.score) for s in declared.sections]
    assert [(cap.kind, cap.band) for cap in found.caps] == [(cap.kind, cap.band) for cap in declared.caps]
    assert (found.path, found.complete, found.rated) == (declared.path, declared.complete, declared.rated)
    assert found.gaps == declared.gaps


@quickly
@given(st.integers(0, 2**32))
def test_that_holds_for_what_a_pilot_company_chooses_to_hand_in(seed: int) -> None:
    rng = random.Random(seed)
    case = rng.choice(complete_cases())
    answers = {n: replace(a, share=rng.choice((None, True, False))) for n, a in case.sheet.answers.items()}
    handed = part(replace(case.sheet, answers=answers), case.evaluation, scored=True)
    assert handed.result
    found = reviewed(case.evaluation.edition, handed.sheet, handed.withheld, handed.result, {})
    declared = case.evaluation
    assert (found.score, found.band, found.uncapped_band) == (declared.score, declared.band, declared.uncapped_band)
    assert [(s.id, s.score) for s in found.sections] == [(s.id, s.score) for s in declared.sections]
    told = outcome(declared.edition, handed.result, handed.withheld, speech("en"))
    after = outcome(declared.edition, result_json(found, advise(found)), handed.withheld, speech("en"))
    assert told == after


@quickly
@given(st.integers(0, 2**32))
def test_another_step_counts_as_if_it_had_been_declared(seed: int) -> None:
    rng = random.Random(seed)
    case = rng.choice(complete_cases())
    copy = handed_in(case, {name for name in case.sheet.answers if rng.random() < 0.3})
    ladders = [
        name for name, share in copy.declared.shares.items()
        if isinstance(share.question, Ladder) and name in copy.sheet.answers
    ]  # fmt: skip
    steps = {name: rng.choice("01234") for name in ladders if rng.random() < 0.2}
    found = copy.reviewed(**steps)
    said = {
        name: replace(answer, value=steps[name]) if name in steps else answer
        for name, answer in case.sheet.answers.items()
    }
    as_declared = evaluate(copy.declared.edition, said, case.sheet.date)
    assert found.score == as_declared.score
    # Harm that stays home is known only where it held the declared band back.
    if found.band != as_declared.band:
        assert copy.declared.uncapped_band == 1
        assert any(name in copy.withheld for name in copy.declared.alarms)


def test_a_step_that_stays_home_cannot_be_set_and_a_wrong_one_is_refused() -> None:
    case = next(case for case in complete_cases() if case.edition.id == "pilot" and case.evaluation.band == 3)
    copy = handed_in(case, {"policy.commitment"})
    assert copy.reviewed(policy__commitment="0").score == copy.declared.score
    with pytest.raises(AnswerErrors):
        copy.reviewed(remedy__remedy="7")


def test_a_share_that_no_answer_has_is_refused() -> None:
    case = next(case for case in complete_cases() if case.edition.id == "pilot" and case.evaluation.band == 3)
    copy = handed_in(case, {"policy.commitment"})
    for share in ("1/7", "2"):
        with pytest.raises(ValueError, match=r"policy\.commitment"):
            replace(copy, withheld={"policy.commitment": {"share": share}}).reviewed()


def test_outcomes_name_no_answer_that_stays_home() -> None:
    case = next(c for c in complete_cases() if c.edition.id == "pilot" and c.printed["alarms"] and c.printed["caps"])
    everything = handed_in(case, set())
    home = handed_in(case, {cap["question"] for cap in everything.result["caps"] if "question" in cap})
    say = speech("en")
    told = outcome(case.edition, everything.result, everything.withheld, say)
    assert told.score == everything.result["score"]
    assert told.band
    assert told.band.number == everything.result["band"]
    assert any("people may be in harm now" in text for text in told.caps)
    found = home.reviewed()
    for printed in (home.result, result_json(found, advise(found))):
        caps = outcome(case.edition, printed, home.withheld, say).caps
        assert caps
        assert not re.search(r"Question \d", " ".join(caps))
    pillars = [title for title, pillar, *_rest in told.sections if pillar]
    assert pillars == [told.sections[place][0] for place in range(len(pillars))]  # first those that count


@pytest.mark.parametrize("questionnaire", ["supplier", "pilot"])
def test_the_answers_are_told_in_words_alone(questionnaire: str) -> None:
    case = next(c for c in complete_cases() if c.edition.id == questionnaire)
    kept_back = next(iter(case.evaluation.shares))
    copy = handed_in(case, {kept_back})
    told = parts(case.edition, copy.sheet, speech("en"), copy.result if questionnaire == "pilot" else None)
    lines = {line.question: line for part in told for line in part.lines}
    assert list(lines) == [name for name in case.edition.questions if name in lines]
    assert set(lines) == set(case.evaluation.path)
    assert lines[kept_back].state == HOME
    assert lines[kept_back].answer == "stays with the firm"
    assert {line.question for line in lines.values() if line.told} == set(copy.sheet.answers)
    words = " ".join(f"{line.answer} {line.detail}" for line in lines.values())
    assert not re.search(r"\d of 4|counts as", words)
    assert not any(f" {name} " in words for name in band_names(speech("en")))


def test_open_points_follow_the_questionnaire() -> None:
    asked = edition("supplier")
    names = list(asked.questions)
    found = {names[4]: "follow", names[1]: "explain", names[2]: "plausible", "gone.question": "explain"}
    assert open_points(asked, found) == (names[1], names[4])


def test_ticks_stand_in_for_exactly_their_share() -> None:
    name = "remedy.criteria"
    case = next(c for c in complete_cases() if name in c.evaluation.shares and 0 < c.evaluation.shares[name].p < 1)
    copy = handed_in(case, {name})
    assert copy.reviewed().shares[name].p == Fraction(copy.withheld[name]["share"])
