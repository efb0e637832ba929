"""Single rules of the method and of advice, each on an edition just large enough to show it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from pan2_assess.core.advice import advise, result_json, way_to_next_band, whole
from pan2_assess.core.answers import Answer, Evidence, is_recent
from pan2_assess.core.evaluation import Cap, Evaluation, band_of
from pan2_assess.core.model import Edition, Ladder
from tests.core.small import (
    ON,
    Values,
    checklist,
    choice,
    duty,
    edition,
    facts,
    ladder,
    na,
    number,
    proven,
    result,
    section,
)

# --- the worked check ------------------------------------------------------------------------------------


def test_the_worked_check() -> None:
    """Policy 90, Identify 70, Act 60, Track 50, Communicate 40, Remedy 10: 52, band 3, held at 2 by the weakest."""
    weights = {"policy": 15, "identify": 20, "act": 25, "track": 10, "communicate": 5, "remedy": 25}
    tenths = {"policy": 9, "identify": 7, "act": 6, "track": 5, "communicate": 4, "remedy": 1}
    made = edition(
        *(
            section(name, weight, checklist("all", [1] * 10), limits=name in ("identify", "act", "remedy"))
            for name, weight in weights.items()
        )
    )
    found = result(made, {f"{name}.all": tuple(f"i{n}" for n in range(count)) for name, count in tenths.items()})
    assert {r.id: r.score for r in found.sections} == {name: 10 * count for name, count in tenths.items()}
    # (15·90 + 20·70 + 25·60 + 10·50 + 5·40 + 25·10) / 100 = (1350 + 1400 + 1500 + 500 + 200 + 250) / 100
    assert found.score == 52
    assert (found.uncapped_band, found.band) == (3, 2)
    assert found.caps == (Cap("weakest", 2, section="remedy"),)
    printed = result_json(found, advise(found))
    assert printed["caps"] == [{"kind": "weakest", "section": "remedy", "band": 2}]
    assert (printed["score"], printed["lower"], printed["upper"], printed["band"]) == (52, 52, 52, 2)
    assert printed["next_band"] is None  # no ladder to raise


# --- path and conditions ---------------------------------------------------------------------------------

ASKING = [
    number("size"),
    facts("many", ["a", "b"]),
    facts("one", ["x", "y"], many=False),
    number("later", when="f.size >= 10"),
]


@pytest.mark.parametrize(
    ("when", "values", "kept"),
    [
        ("f.size >= 10", {"f.size": 10}, True),
        ("f.size >= 10", {"f.size": 9}, False),
        ("f.size >= 10", {"f.size": "unknown"}, True),
        ("f.size >= 10", {}, False),
        ("f.size != 10", {}, False),  # not answered: false, whatever the comparison
        ("f.one != 'x'", {}, False),
        ("f.one != 'x'", {"f.one": "unknown"}, True),
        ("f.one in ['x', 'y']", {"f.one": "y"}, True),
        ("f.one not in ['x']", {"f.one": "x"}, False),
        ("'a' not in f.many", {}, False),
        ("'a' not in f.many", {"f.many": ()}, True),
        ("'a' in f.many", {"f.many": ()}, False),
        ("'a' in f.many", {"f.many": "unknown"}, True),
        # Kleene: false decides an «and», true an «or»; else undecided keeps.
        ("f.size >= 10 and 'a' in f.many", {"f.size": "unknown", "f.many": ("b",)}, False),
        ("f.size >= 10 and 'a' in f.many", {"f.size": "unknown", "f.many": ("a",)}, True),
        ("f.size >= 10 or 'a' in f.many", {"f.size": "unknown", "f.many": ("b",)}, True),
        ("f.size >= 10 or 'a' in f.many", {"f.size": 5, "f.many": ("b",)}, False),
        # A question that is itself off the path: false, though an answer is kept.
        ("f.later >= 1", {"f.size": 5, "f.later": 50}, False),
        ("f.later < 1", {"f.size": 5, "f.later": 0}, False),
        ("f.later >= 1", {"f.size": "unknown", "f.later": "unknown"}, True),
        ("f.later >= 1", {"f.size": "unknown", "f.later": 0}, False),
    ],
)
def test_a_condition_decides_the_path(when: str, values: Values, kept: bool) -> None:
    made = edition(section("f", 0, *ASKING), section("a", 1, ladder("q"), ladder("r", when=when)))
    assert ("a.r" in result(made, values).path) is kept


def test_a_section_that_does_not_apply_falls_out() -> None:
    made = edition(
        section("f", 0, number("size")),
        section("a", 10, ladder("q")),
        section("b", 30, ladder("q", when="f.size >= 10"), limits=True),
    )
    small = result(made, {"f.size": 5, "a.q": "2"})
    assert small.score == 50
    assert [r.applies for r in small.sections] == [False, True, False]
    assert small.caps == ()
    large = result(made, {"f.size": 10, "a.q": "2", "b.q": "3"})
    assert large.score == Fraction(10 * 50 + 30 * 75, 40)


def test_answers_off_the_path_never_count() -> None:
    made = edition(
        section("f", 0, number("size"), facts("more", ["x"], when="f.size >= 10")),
        section(
            "a",
            1,
            ladder("q"),
            ladder("r", when="f.size >= 10", critical=True, alarm=[0], duty="d"),
            ladder("s", when="'x' in f.more", duty="d"),
        ),
        duties=[duty("d"), duty("e", {"when": "'x' in f.more"})],
    )
    values = {"f.size": 5, "a.q": "3", "f.more": ("x",), "a.r": "0", "a.s": proven("4", "public")}
    found = result(made, values)
    without = result(made, {"f.size": 5, "a.q": "3"})
    assert result_json(found, advise(found)) == result_json(without, advise(without))
    assert found.score == 75
    assert found.band == 4
    assert found.alarms == ()
    assert found.public == 0
    assert [(d.applies, d.gap) for d in found.duties] == [(True, False), (False, False)]


def test_an_edition_without_an_applying_pillar_is_not_rated() -> None:
    made = edition(section("f", 0, number("size"), ladder("q")), section("a", 1, ladder("q", when="f.size >= 10")))
    found = result(made, {"f.size": 5, "f.q": "3"})
    assert found.complete is True
    assert found.rated is False
    assert found.score is None
    assert found.band is None
    assert found.lower == 0
    assert found.upper == 100


# --- shares ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ticked", "part"), [((), 0), (("i0",), 1), (("i2",), 5), (("i0", "i2"), 6), (("i1",), 2)])
def test_a_checklist_earns_the_share_of_the_weights_ticked(ticked: tuple[str, ...], part: int) -> None:
    made = edition(section("a", 1, checklist("q", [1, 2, 5])))
    found = result(made, {"a.q": ticked})
    assert found.score == Fraction(100 * part, 8)
    assert found.complete


@pytest.mark.parametrize("value", ["planned", "unknown"])
@pytest.mark.parametrize("question", [ladder("q"), choice("q"), checklist("q", [1, 1])], ids=lambda q: q["type"])
def test_planned_and_unknown_are_answers_without_points(question: dict[str, Any], value: str) -> None:
    found = result(edition(section("a", 1, question, ladder("r"))), {"a.q": value, "a.r": "2"})
    assert found.complete
    assert found.score == 25
    assert found.documented == 0


def test_weights_of_questions() -> None:
    made = edition(section("a", 1, ladder("q", weight=3), choice("r", weight=2), ladder("s")))
    # (3·1/4 + 2·4/4 + 1·2/4) / 6 = 3.25 / 6
    assert result(made, {"a.q": "1", "a.r": "p4", "a.s": "2"}).score == Fraction(325, 6)


@pytest.mark.parametrize(
    ("day", "on", "counts"),
    [
        (date(2024, 11, 22), date(2026, 11, 22), True),
        (date(2024, 11, 21), date(2026, 11, 22), False),
        (date(2026, 11, 22), date(2026, 11, 22), True),
        (date(2026, 11, 23), date(2026, 11, 22), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
        (date(2024, 2, 28), date(2026, 2, 28), True),
        (date(2024, 2, 27), date(2026, 2, 28), False),
        (date(2026, 2, 28), date(2028, 2, 29), True),  # no 29th two years before: the month's last day
        (date(2026, 2, 27), date(2028, 2, 29), False),
        (date(2024, 12, 31), date(2026, 12, 31), True),
        (date(2024, 1, 1), date(2026, 1, 1), True),
        (date(2023, 12, 31), date(2026, 1, 1), False),
    ],
)
def test_evidence_counts_for_24_months_both_end_days_included(day: date, on: date, counts: bool) -> None:
    assert is_recent(Evidence("internal", "minutes", day), on) is counts
    found = result(edition(section("a", 1, ladder("q"))), {"a.q": proven("4", day=day)}, on)
    assert found.score == (100 if counts else 75)
    assert found.documented == (100 if counts else 0)


def test_documented_and_public() -> None:
    made = edition(
        section("a", 3, ladder("q"), ladder("r")), section("b", 1, checklist("q", [1, 3]), choice("r")), section("c", 0)
    )
    values = {
        "a.q": proven("4", "public"),
        "a.r": proven("2"),
        "b.q": Answer(("i1",), evidence=Evidence("public", "site", ON)),
        "b.r": "p4",
    }
    found = result(made, values)
    # a: 6/8, documented 6/8, public 4/8; b: (3/4 + 1)/2 = 7/8, documented 3/8, public 3/8
    assert found.score == Fraction(3 * 75, 4) + Fraction(175, 8)
    assert found.documented == Fraction(3 * 75, 4) + Fraction(75, 8)
    assert found.public == Fraction(3 * 50, 4) + Fraction(75, 8)


def test_evidence_of_a_plan_documents_nothing() -> None:
    plan = Answer("planned", by=ON, evidence=Evidence("public", "site", ON))
    found = result(edition(section("a", 1, ladder("q"))), {"a.q": plan})
    assert found.score == 0
    assert found.documented == 0
    assert found.public == 0


# --- topics, rating, bounds, completion ------------------------------------------------------------------


def test_topics_are_never_averaged_in_but_cap() -> None:
    made = edition(
        section("a", 1, ladder("q")),
        section("t", 0, ladder("calm"), ladder("core", critical=True), choice("harm"), ladder("law", duty="d")),
        duties=[duty("d")],
    )
    good = {"a.q": proven("4"), "t.calm": "0", "t.core": "2", "t.harm": "p0", "t.law": "3"}
    calm = result(made, good)
    assert calm.score == 100
    assert calm.band == 5
    assert calm.caps == ()
    assert calm.sections[1].score == Fraction(500, 16)
    for change, band in (({"t.core": "0"}, 2), ({"t.harm": "harm"}, 1), ({"t.law": "2"}, 3)):
        found = result(made, {**good, **change})
        assert found.score == 100
        assert (found.uncapped_band, found.band) == (5, band)


def test_not_applicable_of_exactly_a_fifth_is_still_rated() -> None:
    def made(weight: int) -> Edition:
        four = [ladder(f"q{n}", allows_na=True) for n in range(4)]
        return edition(section("a", weight, *four), section("b", 1, ladder("q")))

    values = {"a.q0": na(), "a.q1": "2", "a.q2": "2", "a.q3": "3", "b.q": "3"}
    # 4 · 1/4 = 1 of 5
    exactly = result(made(4), values)
    assert exactly.rated
    assert exactly.score == Fraction(4 * 100 * 7, 5 * 12) + Fraction(75, 5)
    # 5 · 1/4 = 1.25 of 6, above 1.2
    more = result(made(5), values)
    assert (more.complete, more.rated) == (True, False)
    assert (more.score, more.band, more.uncapped_band, more.documented, more.public) == (None,) * 5
    # What does not apply may count for nothing or in full: a (0 + 2 + 2 + 3)/16 to (4 + 2 + 2 + 3)/16
    assert more.lower == Fraction(5 * 700, 6 * 16) + Fraction(75, 6)
    assert more.upper == Fraction(5 * 1100, 6 * 16) + Fraction(75, 6)
    assert more.sections[0].score == Fraction(700, 12)


def test_not_applicable_weighs_by_weight_and_on_the_path_only() -> None:
    made = edition(
        section("f", 0, number("size")),
        section("a", 1, ladder("q", weight=4), ladder("r", allows_na=True), ladder("s", weight=5, when="f.size > 9")),
        section("t", 0, ladder("q", allows_na=True)),
    )
    # 1 of 5 on the path: rated; a topic's never weighs
    assert result(made, {"f.size": 1, "a.q": "3", "a.r": na(), "t.q": na()}).score == 75
    topic = result(made, {"f.size": 1, "a.q": "3", "a.r": "3", "t.q": na()})
    assert (topic.rated, topic.sections[2].applies, topic.sections[2].score) == (True, True, None)


def test_a_pillar_without_a_score_is_not_rated() -> None:
    made = edition(
        section("a", 9, ladder("q", alarm=[0])),
        section("b", 1, ladder("q", allows_na=True), limits=True),
    )
    found = result(made, {"a.q": "0", "b.q": na()})  # a tenth only, yet the pillar is empty
    assert (found.complete, found.rated) == (True, False)
    assert found.score is None
    assert found.band is None
    assert found.caps == ()
    assert found.lower == 0
    assert found.upper == 10
    assert found.alarms == ("a.q",)
    printed = result_json(found, advise(found))
    assert printed["next_band"] is None
    assert [s["score"] for s in printed["sections"]] == [0, None]


def test_not_applicable_never_caps() -> None:
    made = edition(
        section("a", 9, ladder("q")), section("b", 1, ladder("q", critical=True, allows_na=True), ladder("r"))
    )
    found = result(made, {"a.q": proven("4"), "b.q": na(), "b.r": proven("4")})
    assert (found.band, found.caps) == (5, ())
    assert "b.q" not in [item.share.question.id for item in advise(found).recommendations]


def test_bounds_of_a_draft() -> None:
    made = edition(
        section("a", 3, ladder("q"), ladder("r", weight=3)),
        section("b", 1, checklist("q", [1, 1]), ladder("r", allows_na=True)),
        section("t", 0, ladder("q")),
    )
    found = result(made, {"a.q": "2", "b.q": ("i0",)})
    # a: (1/2 + 0 or 3)/4; b: (1/2 + 0 or 1)/2; the open topic does not matter
    assert found.lower == 100 * (3 * Fraction(1, 8) + Fraction(1, 4)) / 4
    assert found.upper == 100 * (3 * Fraction(7, 8) + Fraction(3, 4)) / 4
    assert found.score is None
    assert found.band is None
    assert found.caps == ()
    assert found.complete is False
    assert found.missing == ("a.r", "b.r", "t.q")
    assert found.sections[0].score == Fraction(100, 8)  # unanswered counts as 0
    # While rated, what does not apply has left; and a pillar still open may end anywhere.
    left = result(made, {"a.q": "2", "a.r": "2", "b.r": na()})
    assert left.rated
    assert (left.lower, left.upper) == (Fraction(150, 4), Fraction(250, 4))


def test_completion_counts_required_questions_on_the_path() -> None:
    made = edition(
        section(
            "f",
            0,
            number("size"),
            {"id": "said", "type": "text", "text": "?", "why": "-", "required": False},
            facts("more", ["x"], when="f.size > 9"),
        ),
        section("a", 1, ladder("q"), ladder("r")),
    )
    none = result(made, {})
    assert (none.completion, none.missing) == (0.0, ("f.size", "a.q", "a.r"))
    some = result(made, {"f.size": "unknown", "a.q": "planned"})
    assert (some.completion, some.missing) == (0.5, ("f.more", "a.r"))  # an open condition asks for more
    assert result(made, {"f.size": 1, "f.more": ("x",), "a.q": "unknown", "a.r": "0"}).completion == 1.0


# --- bands, caps, rounding -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "band"),
    [(0, 1), ("1999/100", 1), (20, 2), ("3999/100", 2), (40, 3), ("5999/100", 3), (60, 4), ("7999/100", 4), (80, 5)],
)
def test_a_band_holds_its_lower_bound(score: int | str, band: int) -> None:
    assert band_of(Fraction(score)) == band
    assert band_of(Fraction(100)) == 5


@pytest.mark.parametrize(("part", "shown", "band"), [(599, 59, 3), (600, 60, 4), (799, 79, 4), (995, 99, 5)])
def test_only_display_rounds_and_downwards(part: int, shown: int, band: int) -> None:
    made = edition(section("a", 1, checklist("q", [part, 1000 - part])))
    found = result(made, {"a.q": Answer(("i0",), evidence=Evidence("public", "site", ON))})
    printed = result_json(found, advise(found))
    assert found.score == Fraction(part, 10)
    assert (printed["score"], printed["lower"], printed["upper"], printed["band"]) == (shown, shown, shown, band)
    assert (printed["documented"], printed["public"], printed["sections"][0]["score"]) == (shown, shown, shown)


def test_rounding_of_thirds() -> None:
    found = result(edition(section("a", 1, *(ladder(f"q{n}") for n in range(3)))), {"a.q0": proven("4")})
    assert (whole(found.lower), whole(found.upper)) == (33, 100)
    assert found.completion == 1 / 3
    assert whole(Fraction(-1, 3) + 1) == 0
    assert whole(None) is None


def capped(question: dict[str, Any], value: Any, **head: Any) -> Evaluation:
    """Evaluate a firm at 100 in its only pillar, with one more question in a topic."""
    made = edition(section("a", 1, ladder("q")), section("t", 0, question), **head)
    return result(made, {"a.q": proven("4"), "t.q": value})


@pytest.mark.parametrize(
    ("value", "band"), [("unknown", 2), ("planned", 2), ("0", 2), ("1", 3), ("2", 5), ("3", 5), ("4", 5)]
)
def test_critical(value: str, band: int) -> None:
    found = capped(ladder("q", critical=True), value)
    assert found.band == band
    assert found.caps == ((Cap("critical", band, question="t.q"),) if band < 5 else ())


@pytest.mark.parametrize(("ticked", "band"), [(("i0",), 3), (("i1",), 5), ((), 2)])
def test_critical_of_a_checklist_ends_above_a_quarter(ticked: tuple[str, ...], band: int) -> None:
    assert capped(checklist("q", [25, 26, 49], critical=True), ticked).band == band


@pytest.mark.parametrize(
    ("value", "band"), [("unknown", 2), ("planned", 2), ("0", 2), ("1", 2), ("2", 3), ("3", 5), ("4", 5)]
)
def test_duty(value: str, band: int) -> None:
    found = capped(ladder("q", duty="d"), value, duties=[duty("d")])
    assert found.band == band
    assert found.caps == ((Cap("duty", band, question="t.q", duty="d"),) if band < 5 else ())
    assert found.duties[0].gap is (band < 5)


def test_duty_of_a_checklist() -> None:
    question = checklist("q", [49, 50, 1, 25], duty="d")
    for ticked, band in ((("i0",), 2), (("i1", "i2", "i3"), 3), (("i0", "i1"), 5), (("i1", "i3"), 3)):
        # 49/125; 76/125; 99/125; 75/125
        assert capped(question, ticked, duties=[duty("d")]).band == band


def test_harm() -> None:
    for question, value in (
        (ladder("q", alarm=[1]), "1"),
        (choice("q"), "harm"),
        (checklist("q", [1, 1, 1, 1], alarm=[3]), ("i0", "i3")),
    ):
        found = capped(question, value)
        assert (found.uncapped_band, found.band, found.alarms) == (5, 1, ("t.q",))
        assert found.caps == (Cap("harm", 1, question="t.q"),)
    for question, value in (
        (ladder("q", alarm=[1]), "0"),
        (choice("q"), "unknown"),
        (ladder("q", alarm=[0]), "planned"),
    ):
        assert (capped(question, value).band, capped(question, value).alarms) == (5, ())


def test_only_caps_below_the_band_of_the_score_are_named_one_for_each_cause() -> None:
    made = edition(
        section("a", 1, ladder("q")),
        section("t", 0, *(ladder(f"q{n}", critical=True) for n in range(3))),
    )
    steps = {"t.q0": "1", "t.q1": "0", "t.q2": "0"}
    top = result(made, {"a.q": "3", **steps})
    assert [(cap.question, cap.band) for cap in top.caps] == [("t.q1", 2), ("t.q2", 2), ("t.q0", 3)]
    assert result(made, {"a.q": "2", **steps}).caps == top.caps[:2]  # band 3: «at most 3» does not bite
    low = result(made, {"a.q": "1", **steps})
    assert (low.uncapped_band, low.band, low.caps) == (2, 2, ())


def test_weakest_looks_at_the_pillars_that_limit_and_names_each_of_the_weakest() -> None:
    made = edition(
        section("a", 90, ladder("q")),
        section("free", 2, ladder("q")),
        section("b", 2, checklist("q", [19, 20, 61]), limits=True),
        section("c", 2, checklist("q", [19, 20, 61]), limits=True),
        section("d", 2, ladder("q"), limits=True),
    )
    best = {"a.q": proven("4"), "free.q": "0", "d.q": "3"}
    both = result(made, {**best, "b.q": ("i0",), "c.q": ()})
    assert both.caps == (Cap("weakest", 2, section="b"), Cap("weakest", 2, section="c"))
    one = result(made, {**best, "b.q": ("i1",), "c.q": ("i0",)})
    assert (one.band, one.caps) == (2, (Cap("weakest", 2, section="c"),))
    edge = result(made, {**best, "b.q": ("i1",), "c.q": ("i1",)})
    assert (edge.band, edge.caps) == (3, (Cap("weakest", 3, section="b"), Cap("weakest", 3, section="c")))
    # A pillar that does not limit may stand at 0.
    free = result(made, {**best, "b.q": ("i0", "i1", "i2"), "c.q": ("i1", "i2")})
    assert (free.band, free.caps) == (5, ())


# --- duties ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "on", "applies"),
    [
        ({"f.all": 20, "f.here": 50}, date(2024, 1, 1), True),
        ({"f.all": 20, "f.here": 49}, date(2024, 1, 1), False),
        ({"f.all": 20, "f.here": 50}, date(2023, 12, 17), True),
        ({"f.all": 20, "f.here": 50}, date(2023, 12, 16), False),
        ({"f.all": 20, "f.here": 250}, date(2023, 12, 16), True),
        ({"f.all": 20, "f.here": 250}, date(2023, 5, 21), True),
        ({"f.all": 20, "f.here": 250}, date(2023, 5, 20), False),
        ({"f.all": 20, "f.here": "unknown"}, date(2024, 1, 1), None),
        ({"f.all": 20, "f.here": "unknown"}, date(2023, 5, 20), False),  # not in force for anybody
        ({"f.all": 20}, date(2024, 1, 1), None),  # not said yet
        ({"f.all": "unknown", "f.here": "unknown"}, date(2024, 1, 1), None),
        ({"f.all": "unknown", "f.here": 60}, date(2024, 1, 1), True),
        ({}, date(2024, 1, 1), None),
        ({"f.all": 5}, date(2024, 1, 1), False),  # the fact cannot arise
        ({"f.all": 5, "f.here": 600}, date(2024, 1, 1), False),
    ],
)
def test_a_duty_applies_does_not_or_cannot_be_told(values: Values, on: date, applies: bool | None) -> None:
    made = edition(
        section("f", 0, number("all"), number("here", when="f.all >= 15")),
        section("a", 1, ladder("q")),
        section("t", 0, ladder("q", duty="d", when="f.here >= 50")),
        duties=[
            duty(
                "d",
                {"from": "2023-05-21", "when": "f.here >= 250"},
                {"from": "2023-12-17", "when": "f.here >= 50"},
            )
        ],
    )
    found = result(made, {"a.q": proven("4", day=on), "t.q": "1", **values}, on)
    assert found.duties[0].applies is applies
    assert found.duties[0].gap is (applies is True)
    if found.final:
        assert found.band == (2 if applies else 5)


def test_a_gap_needs_a_question_on_the_path() -> None:
    made = edition(
        section("f", 0, number("size")),
        section("a", 1, ladder("q", duty="d", when="f.size > 9"), ladder("r")),
        duties=[duty("d")],
    )
    assert result(made, {"f.size": 5, "a.q": "0", "a.r": "0"}).duties[0].gap is False
    for value in ("0", "2", "planned", "unknown"):
        assert result(made, {"f.size": 50, "a.q": value, "a.r": "3"}).duties[0].gap is True
    assert result(made, {"f.size": 50, "a.q": "3", "a.r": "3"}).duties[0].gap is False


# --- recommendations -------------------------------------------------------------------------------------


def order(found: Evaluation) -> list[tuple[str, int]]:
    return [(item.share.question.id.removeprefix("a."), item.severity) for item in advise(found).recommendations]


def test_the_order_of_recommendations() -> None:
    """Each question beats the next by one key, and would lose by every later one."""
    made = edition(
        section(
            "a",
            1,
            ladder("z_alarm", severity=1, effort=3, alarm=[2]),
            ladder("y_severe", severity=3, effort=3),
            ladder("x_duty", severity=2, effort=3, duty="d"),
            ladder("w_weight", severity=2, effort=3, weight=3),
            ladder("v_gain", severity=2, effort=3),
            ladder("u_effort", severity=2, effort=1),
            ladder("s_id", severity=2, effort=2),
            ladder("t_id", severity=2, effort=2),
            ladder("a_mild", severity=1, effort=1, weight=5),
            ladder("b_done", severity=3),
            ladder("c_kept", severity=2, duty="e"),
        ),
        duties=[duty("d"), duty("e", {"from": "2027-01-01"})],
    )
    steps = dict.fromkeys((q.id for q in made.scored), "2")
    steps |= {"a.v_gain": "1", "a.a_mild": "0", "a.b_done": "3"}
    assert [name for name, _ in order(result(made, steps))] == [
        "z_alarm",
        "y_severe",
        "x_duty",
        "w_weight",  # 3 · 1/2 to gain
        "v_gain",  # 3/4
        "c_kept",  # 1/2, effort 1; its duty is not in force yet
        "u_effort",
        "s_id",
        "t_id",
        "a_mild",
    ]


@pytest.mark.parametrize(
    ("values", "severity"),
    [
        ({"f.people": ()}, [1, 3, 2]),
        ({"f.people": ("agency",)}, [2, 3, 2]),
        ({"f.people": "unknown"}, [1, 3, 2]),  # undecided raises nothing
        ({"f.issues": ("pay",)}, [1, 3, 3]),
        ({"f.people": ("agency",), "f.issues": ("pay", "land")}, [2, 3, 3]),
        ({"f.issues": "unknown"}, [1, 3, 2]),
    ],
)
def test_severity_is_raised_by_exposure_or_by_the_firm(values: Values, severity: list[int]) -> None:
    made = edition(
        section("f", 0, facts("people", ["agency", "posted"]), facts("issues", ["pay", "land"])),
        section(
            "a",
            1,
            ladder("p", severity=1, raise_when="'agency' in f.people"),
            ladder("q", severity=3, raise_when="'agency' in f.people", issues=("land",)),
            ladder("r", severity=2, issues=("pay", "land"), raise_when="'posted' in f.people"),
        ),
        salient="f.issues",
    )
    found = result(made, {"f.people": (), "f.issues": (), **values, "a.p": "0", "a.q": "0", "a.r": "0"})
    assert [found.severity(question) for question in made.scored] == severity


def test_a_question_raised_twice_rises_by_one() -> None:
    made = edition(
        section("f", 0, facts("issues", ["pay"])),
        section("a", 1, ladder("q", severity=1, issues=("pay",), raise_when="'pay' in f.issues")),
        salient="f.issues",
    )
    assert result(made, {"f.issues": ("pay",), "a.q": "0"}).severity(made.scored[0]) == 2


def test_advice_goes_by_the_points_and_leaves_out_what_is_open_or_done() -> None:
    made = edition(section("a", 1, *(ladder(f"q{n}", allows_na=True) for n in range(7)), checklist("c", [3, 5])))
    values = {"a.q0": "0", "a.q1": "1", "a.q2": "2", "a.q3": "3", "a.q4": na(), "a.q6": "planned", "a.c": ("i1",)}
    texts = {i.share.question.id: i.entry.text for i in advise(result(made, values)).recommendations}
    assert texts == {"a.q0": "First.", "a.q1": "First.", "a.q2": "Then.", "a.q6": "First.", "a.c": "Then."}


def test_an_alarm_is_advised_on_whatever_it_earns() -> None:
    made = edition(section("a", 1, ladder("q", alarm=[3]), checklist("c", [3, 1], alarm=[0])))
    found = advise(result(made, {"a.q": "3", "a.c": ("i0",)})).recommendations
    assert [item.share.question.id for item in found] == ["a.c", "a.q"]  # 1/4 to gain each
    assert [item.entry.text for item in found] == ["Then.", "Then."]


# --- a way to the next band ------------------------------------------------------------------------------


def steps(found: Evaluation) -> list[tuple[str, int, int]] | None:
    way = way_to_next_band(found)
    return None if way is None else [(rise.question, rise.start, rise.end) for rise in way.rises]


def test_a_way_takes_the_most_severe_first() -> None:
    made = edition(section("a", 1, ladder("mild", severity=1), ladder("severe", severity=3), ladder("mid", severity=2)))
    # 2 of 12 = 16.67, band 1; band 2 from 20: one point is enough, and it is the severe question's
    assert steps(result(made, {"a.mild": "2", "a.severe": "0", "a.mid": "0"})) == [("a.severe", 0, 1)]


def test_a_way_never_rises_above_three_nor_by_more_than_two() -> None:
    made = edition(section("a", 1, ladder("q")))
    assert steps(result(made, {"a.q": "0"})) == [("a.q", 0, 1)]
    assert steps(result(made, {"a.q": "2"})) == [("a.q", 2, 3)]
    assert steps(result(made, {"a.q": "3"})) is None  # 80 needs the top step, with its evidence
    assert steps(result(made, {"a.q": proven("4")})) is None  # the highest band
    held = edition(section("a", 1, ladder("q")), section("t", 0, ladder("q", duty="d", alarm=[2])), duties=[duty("d")])
    # Band 4 needs 3/4 of the duty, three steps up; and step 2 is an alarm, which no way may lead to.
    low = result(held, {"a.q": "3", "t.q": "0"})
    assert (low.uncapped_band, low.band) == (4, 2)
    assert steps(low) is None


def test_no_way_from_not_applicable_or_by_other_types() -> None:
    made = edition(section("a", 5, checklist("c", [1, 4]), choice("o")), section("b", 1, ladder("q", allows_na=True)))
    # 5/6 · (0 + 1/4)/2 = 10.42; the ladder at 2 adds 8.33 at most: 18.75, below 20
    assert steps(result(made, {"a.c": (), "a.o": "p1", "b.q": "0"})) is None
    two = edition(section("a", 4, ladder("q", weight=4), ladder("r", allows_na=True)))
    assert steps(result(two, {"a.q": "1", "a.r": na()})) == [("a.q", 1, 2)]


def test_a_way_lifts_caps_too() -> None:
    made = edition(
        section("a", 9, ladder("q")),
        section("b", 1, ladder("q"), limits=True),
        section("t", 0, ladder("core", critical=True), ladder("law", duty="d"), ladder("harm", alarm=[0])),
        duties=[duty("d")],
    )
    good = {"a.q": proven("4"), "b.q": "3", "t.core": "3", "t.law": "3", "t.harm": "3"}
    for change, expected in (
        ({"t.core": "0"}, [("t.core", 0, 1)]),
        ({"t.core": "1"}, [("t.core", 1, 2)]),
        ({"t.law": "planned"}, [("t.law", 0, 2)]),
        ({"t.law": "2"}, [("t.law", 2, 3)]),
        ({"t.harm": "0"}, [("t.harm", 0, 1)]),
        ({"b.q": "0"}, [("b.q", 0, 1)]),
        ({"b.q": "0", "t.core": "0"}, [("b.q", 0, 1), ("t.core", 0, 1)]),
        ({"b.q": "0", "t.core": "1"}, [("b.q", 0, 1)]),
    ):
        assert steps(result(made, {**good, **change})) == expected, change


def test_a_questionnaire_may_offer_no_way() -> None:
    """It would be an answer key in a supplier's hands: nobody prints it, the command line neither."""
    for offers in (True, False):
        found = result(edition(section("a", 1, ladder("q")), way=offers), {"a.q": "2"})
        assert (advise(found).way is not None) is offers
        assert (result_json(found, advise(found))["next_band"] is not None) is offers


def _random_edition(rng: random.Random) -> Edition:
    def question(n: int) -> dict[str, Any]:
        more: dict[str, Any] = {"critical": rng.random() < 0.2, "duty": "d" if rng.random() < 0.2 else None}
        more |= {"weight": rng.choice([1, 2]), "severity": rng.randint(1, 3), "effort": rng.randint(1, 3)}
        return ladder(f"q{n}", alarm=[0] if rng.random() < 0.1 else [], **more)

    return edition(
        section("a", rng.randint(1, 3), *(question(n) for n in range(2)), limits=rng.random() < 0.5),
        section("b", rng.randint(1, 3), *(question(n) for n in range(2)), limits=rng.random() < 0.5),
        section("t", 0, question(0)),
        duties=[duty("d")],
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_way_is_found_wherever_one_is_and_is_as_small_as_can_be(seed: int) -> None:
    rng = random.Random(seed)
    made = _random_edition(rng)
    names = [q.id for q in made.scored if isinstance(q, Ladder)]
    now = {name: rng.choice([0, 0, 1, 2, 3]) for name in names}

    def band(points: Mapping[str, int]) -> int:
        found = result(made, {name: str(value) for name, value in points.items()}).band
        assert found is not None
        return found

    before = result(made, {name: str(value) for name, value in now.items()})
    wanted = band(now) + 1
    choices = [range(now[name], max(now[name], min(3, now[name] + 2)) + 1) for name in names]
    reaching = [dict(zip(names, points, strict=True)) for points in product(*choices)]
    reaching = [points for points in reaching if wanted <= 5 and band(points) >= wanted]
    way = way_to_next_band(before)
    assert (way is not None) == bool(reaching)
    if way is None:
        return
    ends = {rise.question: rise.end for rise in way.rises}
    assert {**now, **ends} in reaching
    assert all(rise.start == now[rise.question] < rise.end for rise in way.rises)
    for rise in way.rises:
        assert band({**now, **ends, rise.question: rise.start}) < wanted  # none can be left out
        assert band({**now, **ends, rise.question: rise.end - 1}) < wanted  # none is larger than needed
