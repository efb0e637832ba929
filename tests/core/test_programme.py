"""A programme over its rounds: compared where one ruler measures and the scope is the same, and else greyed."""

from __future__ import annotations

from dataclasses import replace

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import Answer
from pan2_assess.core.model import Ladder
from pan2_assess.core.programme import tell_programme
from pan2_assess.core.programme_types import Figure
from pan2_assess.core.received import Received
from pan2_assess.core.speech import speech
from tests.received import past, received

SAY = speech("en")


def a_company(name: str, *invitations: str, case: str = "pilot-2", review: bool = False) -> list[Received]:
    return [received(case, name, invitation=one, review=review) for one in invitations]


def raised(one: Received) -> tuple[Received, str]:
    """Let an answer be one step better, in the result that was frozen too."""
    name = next(
        question.id
        for question in one.edition.scored
        if isinstance(question, Ladder)
        and question.section == "act"
        and (answer := one.sheet.answers.get(question.id)) is not None
        and answer.value == "2"
    )
    better = replace(one, sheet=replace(one.sheet, answers={**one.sheet.answers, name: Answer("3")}))
    declared = better.declared
    assert declared
    return replace(better, result=result_json(declared, advise(declared))), name


def test_the_same_answers_a_round_later_have_moved_nothing() -> None:
    first, second = a_company("Rail S.A.", "r1", "r2")
    told = tell_programme([past(first, title="2025"), past(second, title="2026", before={"r2": "r1"})], SAY)
    (company,) = told.companies
    (between,) = company.between
    assert (between.then, between.now, between.no_score) == (0, 1, "")
    assert (between.better, between.worse, between.other, between.moved) == (0, 0, 0, ())
    assert between.same > 20
    assert company.scores == (Figure(50, None), Figure(50, None, joined=True))
    assert [(one.up, one.same, one.down) for one in told.movements] == [(0, 1, 0)] * len(told.movements)
    assert told.reviewed_movements == ()
    assert [(one.title, one.invited, one.handed_in, one.reviewed) for one in told.rounds] == [
        ("2025", 1, 1, 0), ("2026", 1, 1, 0),
    ]  # fmt: skip


def test_what_moved_is_named_and_what_stays_home_is_not_told() -> None:
    first, second = a_company("Rail S.A.", "r1", "r2")
    second, name = raised(second)
    told = tell_programme([past(first, title="2025"), past(second, title="2026", before={"r2": "r1"})], SAY)
    (company,) = told.companies
    (between,) = company.between
    assert [(one.number, one.mark) for one in between.moved] == [(first.edition.number(name), "better")]
    (act,) = [one for one in company.pillars if one.id == "act"]
    assert act.figures[0].declared is not None
    assert act.figures[1].declared is not None
    assert act.figures[1].declared > act.figures[0].declared
    home = {
        question: apart.reason for apart in between.apart for question, _text in apart.questions
    }  # fmt: skip
    kept = [question for question in first.evaluation.path if first.at_home(question)]
    assert kept
    assert {home[first.edition.number(question)] for question in kept} == {"The answer stays with the company."}


def test_another_scope_is_greyed_and_joins_nothing() -> None:
    (first,), (second,) = a_company("Rail S.A.", "r1"), a_company("Rail S.A.", "r2")
    scope = next(name for name in second.edition.scope if second.sheet.answers.get(name))
    other = next(
        option.id
        for option in getattr(second.edition.questions[scope], "options", ())
        if option.id != second.sheet.answers[scope].value
    )
    second = replace(second, sheet=replace(second.sheet, answers={**second.sheet.answers, scope: Answer(other)}))
    told = tell_programme([past(first, title="2025"), past(second, title="2026", before={"r2": "r1"})], SAY)
    (company,) = told.companies
    (between,) = company.between
    assert between.no_score == "Scores are compared only where the answers cover the same."
    assert between.compared == 0
    assert "What the answers cover has changed." in [one.reason for one in between.apart]
    assert not any(figure.joined for figure in company.scores)
    assert told.movements == ()


def test_companies_come_and_go_and_a_round_may_be_left_out() -> None:
    zeta = a_company("Zeta S.A.", "z1", "z3")
    alpha, omega = a_company("Ärzte S.A.", "a3")[0], a_company("Omega S.A.", "o1")[0]
    beta = a_company("Beta S.A.", "b2")[0]
    rounds = [
        past(zeta[0], omega, title="2024", before={"o1": None, "z1": None}),
        past(beta, title="2025", before={"b2": None, "z2": "z1"}, invited=2),  # Zeta was invited, and did not answer
        past(zeta[1], alpha, title="2026", before={"z3": "z2", "a3": None, "b3": "b2"}, invited=3),
    ]
    told = tell_programme(rounds, SAY)
    assert [company.name for company in told.companies] == ["Ärzte S.A.", "Beta S.A.", "Omega S.A.", "Zeta S.A."]
    there = {company.name: [score.declared is not None for score in company.scores] for company in told.companies}
    assert there == {
        "Ärzte S.A.": [False, False, True],
        "Beta S.A.": [False, True, False],
        "Omega S.A.": [True, False, False],
        "Zeta S.A.": [True, False, True],
    }
    (between,) = told.companies[-1].between
    assert (between.then, between.now) == (0, 2)
    assert told.movements == ()  # nobody was in both of the last two rounds


def test_reviewed_results_move_beside_the_declared() -> None:
    first, second = a_company("Rail S.A.", "r1", "r2", review=True)
    told = tell_programme([past(first, title="2025"), past(second, title="2026", before={"r2": "r1"})], SAY)
    (company,) = told.companies
    assert company.scores == (Figure(50, 50), Figure(50, 50, joined=True))
    assert company.bands[0] == company.bands[1]
    assert company.bands[0][0] == company.bands[0][1] != ""
    assert [one.companies for one in told.reviewed_movements] == [1] * len(told.movements)
    assert [one.reviewed for one in told.rounds] == [1, 1]
