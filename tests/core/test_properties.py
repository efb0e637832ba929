"""What holds for every set of answers to the company questionnaire, whatever they are."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pan2_assess import paths
from pan2_assess.core.advice import HIGHEST_STEP, LARGEST_RISE, advise, result_json, way_to_next_band
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN, Answer, Evidence
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.library import load
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, ScoredQuestion

ON = date(2026, 11, 23)
EDITION: Edition = load(paths.questionnaires()).editions["company"]
FACTS = [question for question in EDITION.questions.values() if isinstance(question, Facts | Number)]
SIZES = [1, 9, 10, 14, 15, 49, 50, 249, 250, 999, 1001, 5001, 60_000]

settings.register_profile(
    "core", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
settings.load_profile("core")


def evidence(rng: random.Random) -> Evidence | None:
    if rng.random() < 0.4:
        return None
    return Evidence(rng.choice(["internal", "public"]), "minutes", ON - timedelta(days=rng.randrange(1200)))


def fact_answers(rng: random.Random) -> dict[str, Answer]:
    answers = {}
    for question in FACTS:
        if rng.random() < 0.08:
            answers[question.id] = Answer(UNKNOWN)
        elif isinstance(question, Number):
            answers[question.id] = Answer(min(rng.choice(SIZES), question.maximum))
        elif question.many:
            answers[question.id] = Answer(
                tuple(option.id for option in question.options if rng.random() < 0.5)[: question.most]
            )
        else:
            answers[question.id] = Answer(rng.choice([option.id for option in question.options]))
    return answers


def scored_answer(rng: random.Random, question: ScoredQuestion, level: float, specials: bool = True) -> Answer:
    """Answer at random, better on the whole the higher the level."""
    if specials and rng.random() < 0.12:
        special = rng.choice((PLANNED, UNKNOWN, NA if question.allows_na else UNKNOWN))
        return Answer(special, reason="not ours" if special == NA else "")
    if isinstance(question, Checklist):
        return Answer(tuple(i.id for i in question.items if rng.random() < level), evidence=evidence(rng))
    options = [option for option in question.options if not option.alarm or rng.random() < 0.1]
    weights = [level**option.points * (1 - level) ** (4 - option.points) * 6 + 0.05 for option in options]
    return Answer(rng.choices(options, weights)[0].id, evidence=evidence(rng))


def sheet(seed: int, complete: bool, specials: bool) -> dict[str, Answer]:
    rng = random.Random(seed)
    level = rng.uniform(0.1, 0.95)
    answers = fact_answers(rng)
    for question in EDITION.scored:
        if complete or rng.random() < 0.9:
            answers[question.id] = scored_answer(rng, question, level, specials)
    return answers


def sheets(complete: bool = False, specials: bool = True) -> st.SearchStrategy[dict[str, Answer]]:
    """Give sheets of answers; each comes from one seed, since 84 single draws would take a hundred times as long."""
    return st.integers(0, 2**48).map(lambda seed: sheet(seed, complete, specials))


@given(sheets())
def test_scores_stay_within_bounds(answers: dict[str, Answer]) -> None:
    result = evaluate(EDITION, answers, ON)
    assert 0 <= result.lower <= result.upper <= 100
    for part in (result.score, result.documented, result.public):
        assert part is None or 0 <= part <= 100
    if result.score is not None:
        assert result.lower == result.score == result.upper
        assert result.public is not None
        assert result.documented is not None
        assert result.public <= result.documented <= result.score
        assert result.band is not None
        assert result.uncapped_band is not None
        assert 1 <= result.band <= result.uncapped_band <= 5
        assert bool(result.caps) == (result.band < result.uncapped_band)
    else:
        assert (result.band, result.caps, result.documented, result.public) == (None, (), None, None)
    assert 0 <= result.completion <= 1


@given(sheets(), st.randoms(use_true_random=False))
def test_answers_off_the_path_change_nothing(answers: dict[str, Answer], rng: random.Random) -> None:
    before = evaluate(EDITION, answers, ON)
    off = [question for question in EDITION.scored if question.id not in before.path]
    assume(off)
    changed = dict(answers)
    for question in off:
        changed.pop(question.id, None)
        if isinstance(question, Ladder):
            changed[question.id] = Answer(rng.choice("01234"), evidence=Evidence("public", "x", ON))
    after = evaluate(EDITION, changed, ON)
    assert result_json(after, advise(after)) == result_json(before, advise(before))


@given(sheets(complete=True, specials=False), st.data())
def test_a_better_answer_never_lowers_score_or_band(answers: dict[str, Answer], data: st.DataObject) -> None:
    before = evaluate(EDITION, answers, ON)
    ladders = [s.question for s in before.shares.values() if isinstance(s.question, Ladder) and s.points < 4]
    assume(ladders and before.final)
    question = data.draw(st.sampled_from(ladders))
    step = data.draw(st.integers(before.shares[question.id].points + 1, 4))
    proof = Evidence("internal", "minutes", ON)
    better = evaluate(EDITION, {**answers, question.id: Answer(str(step), evidence=proof)}, ON)
    assert better.path == before.path
    assert better.score is not None
    assert before.score is not None
    assert better.score >= before.score
    assert better.band is not None
    assert before.band is not None
    assert better.band >= before.band


@given(sheets(), st.randoms(use_true_random=False))
def test_the_bounds_contain_the_final_score(answers: dict[str, Answer], rng: random.Random) -> None:
    draft = evaluate(EDITION, answers, ON)
    finished = dict(answers)
    for name in draft.missing:
        question = EDITION.questions[name]
        assert isinstance(question, ScoredQuestion)
        finished[name] = scored_answer(rng, question, 0.5)
    final = evaluate(EDITION, finished, ON)
    assert final.path == draft.path
    assume(final.score is not None)
    assert final.score is not None
    assert draft.lower <= final.score <= draft.upper


@given(sheets(), st.sampled_from(FACTS))
def test_not_knowing_a_fact_never_shortens_the_path(answers: dict[str, Answer], fact: Facts | Number) -> None:
    knowing = evaluate(EDITION, answers, ON)
    not_knowing = evaluate(EDITION, {**answers, fact.id: Answer(UNKNOWN)}, ON)
    assert set(knowing.path) <= set(not_knowing.path)


@given(sheets(complete=True), st.data())
def test_adding_evidence_never_lowers_documented(answers: dict[str, Answer], data: st.DataObject) -> None:
    before = evaluate(EDITION, answers, ON)
    assume(before.final)
    name = data.draw(st.sampled_from(sorted(before.shares)))
    proof = Evidence(data.draw(st.sampled_from(["internal", "public"])), "minutes", ON)
    had = answers[name].evidence
    assume(had is None or had.kind == "internal")
    after = evaluate(EDITION, {**answers, name: replace(answers[name], evidence=proof)}, ON)
    assert after.documented is not None
    assert before.documented is not None
    assert after.documented >= before.documented
    assert after.score is not None
    assert before.score is not None
    assert after.score >= before.score


@given(sheets(complete=True, specials=False), st.data())
def test_not_applicable_is_neutral_within_its_limit(answers: dict[str, Answer], data: st.DataObject) -> None:
    before = evaluate(EDITION, answers, ON)
    allowed = [share for share in before.shares.values() if share.question.allows_na]
    assume(allowed and before.final)
    share = data.draw(st.sampled_from(allowed))
    after = evaluate(EDITION, {**answers, share.question.id: Answer(NA, reason="none here")}, ON)
    assume(after.rated)
    section = next(result for result in before.sections if result.id == share.question.section)
    rest = [other for other in section.shares if other is not share]
    weight = sum(other.question.weight for other in rest)
    # The only question of a section, not applicable, leaves it without a score.
    expected = 100 * sum((other.question.weight * other.p for other in rest), Fraction(0)) / weight if rest else None
    result = next(result for result in after.sections if result.id == section.id)
    assert result.score == expected
    for other in after.sections:
        if other.id != section.id:
            assert other.score == next(r.score for r in before.sections if r.id == other.id)
    assert not any(cap.question == share.question.id for cap in after.caps)


def _with_rises(answers: dict[str, Answer], rises: dict[str, int]) -> dict[str, Answer]:
    raised = {name: replace(answers[name], value=str(points), by=None) for name, points in rises.items()}
    return {**answers, **raised}


@given(sheets(complete=True))
def test_the_way_reaches_the_next_band_and_no_step_is_spare(answers: dict[str, Answer]) -> None:
    result = evaluate(EDITION, answers, ON)
    way = way_to_next_band(result)
    assume(way is not None)
    assert way is not None
    assert result.band is not None
    assert way.band == result.band + 1
    rises = {rise.question: rise.end for rise in way.rises}
    for rise in way.rises:
        assert isinstance(EDITION.questions[rise.question], Ladder)
        assert rise.start == result.shares[rise.question].points
        assert rise.start < rise.end <= min(HIGHEST_STEP, rise.start + LARGEST_RISE)
        assert result.shares[rise.question].state != NA
    reached = evaluate(EDITION, _with_rises(answers, rises), ON)
    assert reached.path == result.path
    assert reached.band is not None
    assert reached.band >= way.band
    for rise in way.rises:
        without = evaluate(EDITION, _with_rises(answers, {q: p for q, p in rises.items() if q != rise.question}), ON)
        assert without.band is not None
        assert without.band < way.band
        if rise.end - rise.start > 1:
            lower = evaluate(EDITION, _with_rises(answers, {**rises, rise.question: rise.end - 1}), ON)
            assert lower.band is not None
            assert lower.band < way.band


@given(sheets(complete=True))
def test_there_is_a_way_wherever_raising_everything_would_do(answers: dict[str, Answer]) -> None:
    result = evaluate(EDITION, answers, ON)
    assume(result.band is not None and result.band < 5 and way_to_next_band(result) is None)
    every = {}
    for share in result.shares.values():
        if isinstance(share.question, Ladder) and share.counts and share.points < HIGHEST_STEP:
            every[share.question.id] = min(HIGHEST_STEP, share.points + LARGEST_RISE)
    best = evaluate(EDITION, _with_rises(answers, every), ON)
    assert best.band is not None
    assert result.band is not None
    assert best.band <= result.band


@given(sheets(), st.randoms(use_true_random=False))
def test_evaluation_is_deterministic_and_free_of_order(answers: dict[str, Answer], rng: random.Random) -> None:
    names = list(answers)
    rng.shuffle(names)
    first, second = evaluate(EDITION, answers, ON), evaluate(EDITION, {name: answers[name] for name in names}, ON)
    assert result_json(first, advise(first)) == result_json(second, advise(second))


@given(sheets())
def test_recommendations_follow_the_order_of_the_method(answers: dict[str, Answer]) -> None:
    result = evaluate(EDITION, answers, ON)
    keys = []
    for item in advise(result).recommendations:
        share = item.share
        gain = (1 - share.p) * share.question.weight
        keys.append((not share.alarm, -item.severity, not item.duty, -gain, share.question.effort, share.question.id))
        assert share.alarm or share.p < Fraction(3, 4)
        assert share.counts
    assert keys == sorted(keys)


@given(sheets())
def test_answers_come_back_from_json_unchanged(answers: dict[str, Answer]) -> None:
    assert {name: Answer.from_json(answer.as_json()) for name, answer in answers.items()} == answers


@pytest.mark.parametrize("size", [5, 30, 120])
def test_the_path_is_as_long_as_promised(size: int) -> None:
    counts = {5: (10, 14), 30: (16, 24), 120: (36, 60)}
    facts = {"profile.employees": Answer(size), "profile.entity_employees": Answer(size)}
    chain = {"profile.chain": Answer(("goods", "services"))}
    asked = len(evaluate(EDITION, {**facts, **chain}, ON).shares)
    low, high = counts[size]
    assert low <= asked <= high


def test_choices_and_checklists_are_known_kinds() -> None:
    assert {type(question) for question in EDITION.scored} == {Ladder, Choice, Checklist}
