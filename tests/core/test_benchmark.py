"""The benchmark: nothing is shown of few firms, nor what a few who came have changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pan2_assess.core.answers import Answer
from pan2_assess.core.benchmark import Cell, groups_of, offers_benchmark, rounded, scores_of, shown_anew
from pan2_assess.core.evaluation import evaluate
from tests.test_cases import CASES, QUESTIONNAIRES, edition, run

FIRM = st.fixed_dictionaries({"policy": st.integers(0, 20)}, optional={"act": st.integers(0, 20)}).map(
    lambda scores: {name: 5 * score for name, score in scores.items()}
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(FIRM, st.booleans()), max_size=60))
def test_no_group_of_fewer_than_ten_and_no_change_by_fewer_than_three(
    coming: list[tuple[dict[str, int], bool]],
) -> None:
    """Let firms come one by one; after some of them what is shown is brought up to date."""
    firms: list[dict[str, int]] = []
    seen = [Cell()]
    for scores, refreshed in coming:
        firms.append(scores)
        if refreshed:
            seen.append(shown_anew(seen[-1], firms))
    for before, after in pairwise(seen):
        if before == after:
            continue
        assert after.firms >= max(10, before.firms + 3)
        for pillar, now in after.medians.items():
            last = before.medians.get(pillar)
            assert now.score % 5 == 0
            if now != last:
                assert now.firms >= max(10, (last.firms if last else 0) + 3)
                assert now.firms <= sum(pillar in scores for scores in firms)
    assert all(cell == Cell() or cell.firms >= 10 for cell in seen)


@pytest.mark.parametrize(("score", "told"), [(0, 0), (2.4, 0), (2.5, 5), (52, 50), (52.5, 55), (97.5, 100), (100, 100)])
def test_scores_are_rounded_to_five(score: float, told: int) -> None:
    assert rounded(score) == told


@pytest.mark.parametrize(("answers", "groups"), [
    ({"employees": 14, "sectors": ("ict",)}, {"size": "to-14", "sector": "ict"}),
    ({"employees": 15, "sectors": ("ict", "finance")}, {"size": "to-49", "sector": "several"}),
    ({"employees": 249, "sectors": ()}, {"size": "to-249", "sector": "other"}),
    ({"employees": 250, "sectors": "unknown"}, {"size": "from-250"}),
    ({"employees": "unknown"}, {}),
])  # fmt: skip
def test_a_firm_counts_by_its_size_and_its_sector(answers: dict[str, Any], groups: dict[str, str]) -> None:
    given_ = {f"profile.{name}": Answer(value) for name, value in answers.items()}
    assert groups_of(edition("company"), given_) == groups


def test_where_no_sector_is_asked_only_the_size_counts() -> None:
    assert groups_of(edition("supplier"), {"profile.employees": Answer(300)}) == {"size": "from-250"}
    assert [name for name in QUESTIONNAIRES if offers_benchmark(edition(name))] == ["company", "pilot", "supplier"]


def test_only_who_is_rated_gives_scores() -> None:
    assert scores_of(evaluate(edition(), {}, run(CASES[0]).sheet.date)) == {}
    for path in CASES:
        found = run(path).evaluation
        scores = scores_of(found)
        assert set(scores) == ({pillar.id for pillar in found.pillars} if found.final else set())
        assert all(score % 5 == 0 and 0 <= score <= 100 for score in scores.values())
