"""The worked example of the method: its figures are those of the evaluation, and its rules are seen to bite."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor

import pytest

from pan2_assess import paths
from pan2_assess.core.example import Example, example
from pan2_assess.core.library import load
from pan2_assess.core.method import method
from pan2_assess.core.model import Edition
from pan2_assess.core.speech import speech
from tests.core.small import ON, edition, ladder, section

EDITIONS = load(paths.questionnaires()).editions
SAY = speech("en")


def worked(made: Edition, on: date = ON) -> Example:
    found = example(made, on, SAY)
    assert found is not None
    return found


def three(weights: tuple[int, int, int] = (20, 25, 25), **more: object) -> Edition:
    """Make an edition with three pillars that hold the band back, two ladders in each."""
    sections = [
        section(name, weight, ladder("x", weight=2), ladder("y", **more), limits=True)  # type: ignore[arg-type]
        for name, weight in zip("abc", weights, strict=True)
    ]
    return edition(*sections)


def test_figures_are_those_of_the_method() -> None:
    found = worked(three())
    points = [[(line.line.points, line.weight) for line in pillar.lines] for pillar in found.pillars]
    # The top step without evidence counts as 3, what is planned as 0.
    assert points == [
        [("3 of 4", 2), ("2 of 4", 1)],
        [("3 of 4", 2), ("3 of 4", 1)],
        [("1 of 4", 2), ("0 of 4", 1)],
    ]
    scores = [Fraction(100 * sum(int(p[0]) * w for p, w in pillar), 4 * 3) for pillar in points]
    score = sum(w * s for w, s in zip((20, 25, 25), scores, strict=True)) / 70
    assert [pillar.score for pillar in found.pillars] == [f"{floor(s * 10) / 10:g}" for s in scores]
    assert found.sum == f"(20 × 66.6 + 25 × 75 + 25 × 16.6) ÷ 70 = {floor(score * 10) / 10:g}"
    assert found.standing.score == floor(score)
    assert found.standing.documented == floor(Fraction(25 * 50, 70))


def test_the_weakest_pillar_is_seen_to_hold_the_band_back() -> None:
    found = worked(three())
    assert [cap.kind for cap in found.standing.caps] == ["weakest"]
    assert found.standing.band
    assert found.standing.uncapped_band
    assert found.standing.band.number < found.standing.uncapped_band.number


@pytest.mark.parametrize("name", ["company", "pilot", "authority"])
def test_real_questionnaires_give_an_example_in_their_own_words(name: str) -> None:
    made = EDITIONS[name]
    found = worked(made)
    assert [pillar.title for pillar in found.pillars] == [s.title for s in made.sections if s.limits][:3]
    texts = {question.text for question in made.scored if not question.critical and not question.duty}
    assert {line.line.text for pillar in found.pillars for line in pillar.lines} <= texts
    assert [cap.kind for cap in found.standing.caps] == ["weakest"]
    assert found.standing.complete
    assert all(line.line.points for pillar in found.pillars for line in pillar.lines)


def test_an_example_leaves_the_edition_as_it_was() -> None:
    made = EDITIONS["company"]
    before = made.canonical(), [question.condition for question in made.questions.values()]
    worked(made)
    assert (made.canonical(), [question.condition for question in made.questions.values()]) == before


def test_where_too_little_can_be_shown_there_is_no_example() -> None:
    assert example(three(critical=True), ON, SAY) is None
    assert example(edition(section("a", 1, ladder("x"), ladder("y"), limits=True)), ON, SAY) is None


def test_the_method_tells_of_a_way_where_there_is_one_and_that_bands_are_provisional() -> None:
    for made in EDITIONS.values():
        told = dict(method(made, SAY))
        assert ("A way to the next band" in told) is made.way
        assert "provisional" in told["Bands and what holds them back"]
