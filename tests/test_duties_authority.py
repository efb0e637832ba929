"""Every duty of the authority and the supplier questionnaires: at, below and above each figure, around each day, for
each kind of buyer, and where a fact is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.law import DutyResult
from pan2_assess.core.model import Facts, Number
from tests.test_duties import (
    APPLIES,
    CANNOT_TELL,
    CHANNEL,
    CHANNEL_SMALL,
    DAY,
    HIGH_RISK,
    LATER,
    NOT,
    OPEN,
    UNKNOWN,
    Begin,
    Given,
    Row,
    figure,
    library,
    ticked,
)

AUTHORITY, SUPPLIER = "authority", "supplier"
PLAIN: dict[str, Given] = {AUTHORITY: {"kind": "state", "people": 20}, SUPPLIER: {"employees": 20}}
LONG_AGO = date(2015, 1, 1)


def answers(name: str, given: Given) -> dict[str, Answer]:
    """Answer every fact: what is given, else none of many and the first of one."""
    found: dict[str, Answer] = {}
    asked = set()
    for question in library().editions[name].questions.values():
        if not isinstance(question, Facts | Number):
            continue
        last = question.id.split(".")[1]
        asked.add(last)
        plain: Any = 0 if isinstance(question, Number) else [] if question.many else question.options[0].id
        value = {**PLAIN[name], **given}.get(last, plain)
        if value is not OPEN:
            found[question.id] = Answer(tuple(value) if isinstance(value, list) else value)
    assert set(given) <= asked, f"nobody asks for {sorted(set(given) - asked)}"
    return found


def judged(name: str, given: Given, on: date, **scored: Answer) -> Evaluation:
    return evaluate(library().editions[name], answers(name, given) | scored, on)


def duty(name: str, ident: str, given: Given, on: date = LATER) -> DutyResult:
    return next(result for result in judged(name, given, on).duties if result.duty.id == ident)


# --- figures and facts -----------------------------------------------------------------------------------

KINDS = ("state", "commune", "syndicate", "body", "utility")
COMMUNE_BELOW: Given = {"kind": "commune", "inhabitants": "below"}
COMMUNE_FROM: Given = {"kind": "commune", "inhabitants": "from"}
NOTHING_KNOWN = dict.fromkeys(("kind", "people", "inhabitants", "activities", "ai_use", "categories"), UNKNOWN)


def but_utilities(name: str, activity: str) -> Iterator[Row]:
    """A duty of all who do a thing; for utilities, whose law was not read, it cannot be told."""
    does: Given = {"activities": [activity]}
    yield from ticked(name, activities=activity)
    for kind in KINDS:
        yield Row(name, {**does, "kind": kind}, CANNOT_TELL if kind == "utility" else APPLIES)
        yield Row(name, {"kind": kind}, NOT)
    for kind in (UNKNOWN, OPEN):
        yield Row(name, {**does, "kind": kind}, CANNOT_TELL)
        yield Row(name, {"kind": kind}, NOT)
    yield Row(name, {"kind": "utility", "activities": UNKNOWN}, CANNOT_TELL)


def channel() -> Iterator[Row]:
    name = "buyer_channel"
    for people, applies in ((1, CANNOT_TELL), (49, CANNOT_TELL), (50, APPLIES), (51, APPLIES), (250, APPLIES)):
        yield Row(name, {**COMMUNE_FROM, "people": people}, applies)
        # Below 10,000 inhabitants a commune is free, whatever its headcount.
        yield Row(name, {**COMMUNE_BELOW, "people": people}, NOT)
        # What holds for other bodies nobody read for sure.
        for kind in ("state", "syndicate", "body", "utility"):
            yield Row(name, {"kind": kind, "people": people}, CANNOT_TELL)
    for people in (UNKNOWN, OPEN):
        yield Row(name, {**COMMUNE_FROM, "people": people}, CANNOT_TELL)
        yield Row(name, {**COMMUNE_BELOW, "people": people}, NOT)
        yield Row(name, {"kind": "state", "people": people}, CANNOT_TELL)
    # Inhabitants are a commune's: elsewhere the answer is off the path. Who does not know may be one, or not.
    for kind, inhabitants in [
        ("commune", UNKNOWN),
        ("commune", OPEN),
        *product(("state", UNKNOWN, OPEN), ("below", "from")),
    ]:
        yield Row(name, {"kind": kind, "inhabitants": inhabitants, "people": 50}, CANNOT_TELL)


def concessions() -> Iterator[Row]:
    # Whether a contract is a concession in the sense of the law, and from which value, the tool cannot tell.
    name = "buyer_concessions"
    for done in (["concession"], ["ppp"], ["ppp", "concession"], UNKNOWN, OPEN):
        for kind in KINDS:
            yield Row(name, {"activities": done, "kind": kind}, CANNOT_TELL)
    yield Row(name, {"activities": []}, NOT)
    yield Row(name, {"activities": ["tenders", "labels", "site", "subcontracting", "ai", "software"]}, NOT)


def minerals() -> Iterator[Row]:
    name = "buyer_minerals"
    yield from ticked(name, categories="it energy medical")
    others = "cleaning building security catering textiles software transport furniture care green events".split()
    yield Row(name, {"categories": others}, NOT)
    yield Row(name, {"categories": [*others, "it"]}, APPLIES)


AI: Given = {"activities": ["ai"]}


def high_risk() -> Iterator[Row]:
    # The tool goes by what the provider says; of AI used about people it cannot tell by itself whether it is high-risk.
    for name in ("buyer_ai_use", "buyer_fria"):
        for use in ("public_service", "staff", "public_space"):
            yield Row(name, {**AI, "ai_use": [use]}, CANNOT_TELL)
            yield Row(name, {**AI, "ai_use": [use, "high_risk"]}, APPLIES)
        yield Row(name, {**AI, "ai_use": ["high_risk"]}, APPLIES)
        yield Row(name, {**AI, "ai_use": []}, NOT)
        yield Row(name, {**AI, "ai_use": UNKNOWN}, CANNOT_TELL)
        yield Row(name, {**AI, "ai_use": OPEN}, CANNOT_TELL)
        # Other software that judges people may be AI as well. Without either the uses are off the path.
        yield Row(name, {"activities": ["software"], "ai_use": ["high_risk"]}, APPLIES)
        yield Row(name, {"activities": ["software"], "ai_use": ["staff"]}, CANNOT_TELL)
        yield Row(name, {"activities": [], "ai_use": ["high_risk"]}, NOT)
        yield Row(name, {"activities": UNKNOWN, "ai_use": UNKNOWN}, CANNOT_TELL)
        yield Row(name, {"activities": UNKNOWN, "ai_use": ["high_risk"]}, APPLIES)
        yield Row(name, {"activities": OPEN, "ai_use": OPEN}, CANNOT_TELL)


EVERY_BUYER = ("buyer_state", "buyer_labour_law", "buyer_pay_arrears", "buyer_conditions", "reprisals")
ROWS: dict[str, list[Row]] = {
    AUTHORITY: [
        *(Row(name, {"kind": kind}, APPLIES) for name in EVERY_BUYER for kind in KINDS),
        *(Row(name, NOTHING_KNOWN, APPLIES) for name in EVERY_BUYER),
        *but_utilities("buyer_labels", "labels"),
        *but_utilities("buyer_exclusion", "tenders"),
        *but_utilities("buyer_subcontracting", "subcontracting"),
        *but_utilities("buyer_selection", "tenders"),
        *ticked("buyer_award_criteria", activities="tenders"),
        *(
            Row("buyer_award_criteria", {"activities": ["tenders"], "kind": kind}, APPLIES)
            for kind in (*KINDS, UNKNOWN)
        ),
        *ticked("buyer_low_tender", activities="tenders"),
        Row("buyer_low_tender", {"activities": ["tenders"], "kind": "utility"}, APPLIES),
        Row("buyer_low_tender", {"activities": ["tenders"], "kind": UNKNOWN}, APPLIES),
        *concessions(),
        *channel(),
        *minerals(),
        *ticked("buyer_ai_literacy", activities="ai"),
        Row("buyer_ai_literacy", {"activities": ["software"]}, NOT),
        *high_risk(),
    ],
    SUPPLIER: [
        *(Row(name, {}, APPLIES) for name in ("ungp", "reprisals")),
        *(Row(name, {"employees": 0}, APPLIES) for name in ("ungp", "reprisals")),
        *ticked("public_contracts", activities="public"),
        *ticked("public_wages", activities="public"),
        Row("public_contracts", {"activities": ["ppp", "public_money", "products"]}, NOT),
        *figure("safety_at_work", "employees", 1),
        *ticked("young_workers", people="minors"),
        *ticked("third_country", people="third_country"),
        *ticked("posting", people="posted"),
        *ticked("pay_liability", people="subcontracted", chain="works"),
        # Who helps out is not who is given a part of the work; and the contract's own facts do not count here.
        Row("pay_liability", {"people": ["agency", "freelancers"], "chain": ["services", "staff", "goods"]}, NOT),
        Row("pay_liability", {"team": ["subcontractors"]}, NOT),
        *ticked("forced_labour_ban", activities="products"),
        Row("forced_labour_ban", {"kinds": ["goods", "clothing"]}, NOT),
    ],
}
NAMED = [(name, row) for name, rows in ROWS.items() for row in rows]


@pytest.mark.parametrize(("name", "row"), NAMED, ids=[f"{name}: {row}" for name, row in NAMED])
def test_whether_a_duty_applies(name: str, row: Row) -> None:
    assert duty(name, row.duty, row.given).applies is row.applies


@pytest.mark.parametrize("name", ROWS)
def test_every_duty_is_in_the_table(name: str) -> None:
    """A duty with a condition has a row for each of its answers, those of *cannot tell* included."""
    entries = library().editions[name].duties
    assert {row.duty for row in ROWS[name]} == {entry.id for entry in entries}
    for entry in entries:
        found = {row.applies for row in ROWS[name] if row.duty == entry.id}
        if any(version.when for version in entry.versions):
            assert found == {APPLIES, NOT, CANNOT_TELL}, entry.id
        elif any(version.unclear for version in entry.versions):
            assert found == {NOT, CANNOT_TELL}, entry.id
        else:
            assert found == {APPLIES}, entry.id


@pytest.mark.parametrize(
    ("ident", "given", "hangs_on"),
    [
        ("buyer_channel", {**COMMUNE_FROM, "people": UNKNOWN}, ["people"]),
        ("buyer_channel", {"kind": UNKNOWN, "people": 50, "inhabitants": "from"}, ["kind"]),
        (
            "buyer_channel",
            {"kind": UNKNOWN, "people": UNKNOWN, "inhabitants": "below"},
            ["kind"],
        ),  # decides nothing else
        ("buyer_channel", {"kind": "commune", "inhabitants": OPEN, "people": 50}, ["inhabitants"]),
        ("buyer_channel", {"people": UNKNOWN}, []),
        ("buyer_channel", {**COMMUNE_FROM, "people": 49}, []),  # all is known, and the tool cannot tell
        ("buyer_labels", {"activities": ["labels"], "kind": UNKNOWN}, ["kind"]),
        ("buyer_labels", {"activities": ["labels"], "kind": "utility"}, []),
        ("buyer_fria", {**AI, "ai_use": UNKNOWN}, ["ai_use"]),
        ("buyer_fria", {**AI, "ai_use": ["staff"]}, []),
        ("buyer_concessions", {"activities": ["ppp"]}, []),
        ("buyer_concessions", {"activities": UNKNOWN}, ["activities"]),
    ],
)
def test_what_a_duty_hangs_on_is_named(ident: str, given: Given, hangs_on: list[str]) -> None:
    found = duty(AUTHORITY, ident, given)
    assert found.applies is CANNOT_TELL
    assert found.open == tuple(f"buyer.{name}" for name in hangs_on)


# --- days ------------------------------------------------------------------------------------------------

PROCUREMENT, LITERACY, BAN = date(2018, 4, 20), date(2025, 2, 2), date(2027, 12, 14)
BEGINS: dict[str, list[Begin]] = {
    AUTHORITY: [
        Begin("buyer_labour_law", {}, PROCUREMENT),
        Begin("buyer_labour_law", NOTHING_KNOWN, PROCUREMENT),
        Begin("buyer_labels", {"activities": ["labels"]}, PROCUREMENT),
        Begin("buyer_labels", {"activities": ["labels"], "kind": "utility"}, PROCUREMENT, CANNOT_TELL),
        Begin("buyer_exclusion", {"activities": ["tenders"]}, PROCUREMENT),
        Begin("buyer_exclusion", {"activities": ["tenders"], "kind": "utility"}, PROCUREMENT, CANNOT_TELL),
        Begin("buyer_low_tender", {"activities": ["tenders"]}, PROCUREMENT),
        Begin("buyer_low_tender", {"activities": UNKNOWN}, PROCUREMENT, CANNOT_TELL),
        Begin("buyer_selection", {"activities": ["tenders"]}, PROCUREMENT),
        Begin("buyer_selection", {"activities": ["tenders"], "kind": "utility"}, PROCUREMENT, CANNOT_TELL),
        Begin("buyer_award_criteria", {"activities": ["tenders"]}, PROCUREMENT),
        Begin("buyer_channel", {**COMMUNE_FROM, "people": 250}, CHANNEL),
        Begin("buyer_channel", {**COMMUNE_FROM, "people": UNKNOWN}, CHANNEL, CANNOT_TELL),
        Begin("buyer_channel", {**COMMUNE_FROM, "people": 249}, CHANNEL, CANNOT_TELL),
        Begin("buyer_channel", {**COMMUNE_FROM, "people": 49}, CHANNEL, CANNOT_TELL),
        Begin("buyer_channel", {"people": 250}, CHANNEL, CANNOT_TELL),
        Begin("reprisals", {}, CHANNEL),
        Begin("buyer_ai_literacy", AI, LITERACY),
        Begin("buyer_ai_literacy", {"activities": UNKNOWN}, LITERACY, CANNOT_TELL),
        *(
            Begin(name, {**AI, "ai_use": [use]}, HIGH_RISK, applies)
            for name in ("buyer_ai_use", "buyer_fria")
            for use, applies in (("high_risk", APPLIES), ("staff", CANNOT_TELL))
        ),
    ],
    SUPPLIER: [
        Begin("public_contracts", {"activities": ["public"]}, PROCUREMENT),
        Begin("public_wages", {"activities": ["public"]}, PROCUREMENT),
        Begin("reprisals", {}, CHANNEL),
        Begin("forced_labour_ban", {"activities": ["products"]}, BAN),
        Begin("forced_labour_ban", {"activities": UNKNOWN}, BAN, CANNOT_TELL),
    ],
}
# Of communes below 250 it cannot be told even before this day: it has no eve on which nothing is owed.
SECOND_DAY = {("buyer_channel", CHANNEL_SMALL)}
DATED = [(name, begin) for name, begins in BEGINS.items() for begin in begins]


@pytest.mark.parametrize(("name", "begin"), DATED, ids=[f"{name}: {begin}" for name, begin in DATED])
def test_the_day_before_of_and_after(name: str, begin: Begin) -> None:
    eve = duty(name, begin.duty, begin.given, begin.day - DAY)
    assert (eve.applies, eve.since, eve.starts) == (NOT, None, begin.day)
    assert eve.starts_surely is (begin.applies is APPLIES)
    for day in (begin.day, begin.day + DAY):
        found = duty(name, begin.duty, begin.given, day)
        assert (found.applies, found.since, found.starts) == (begin.applies, begin.day, None)


@pytest.mark.parametrize(
    ("people", "then"), [(49, CANNOT_TELL), (50, APPLIES), (249, APPLIES), (250, APPLIES), (UNKNOWN, CANNOT_TELL)]
)
def test_the_channel_reaches_fifty_on_its_second_day(people: int | str, then: bool | None) -> None:
    given = {**COMMUNE_FROM, "people": people}
    eve = duty(AUTHORITY, "buyer_channel", given, CHANNEL_SMALL - DAY)
    assert (eve.applies, eve.since) == (APPLIES if people == 250 else CANNOT_TELL, CHANNEL)
    for day in (CHANNEL_SMALL, CHANNEL_SMALL + DAY):
        found = duty(AUTHORITY, "buyer_channel", given, day)
        # Those of 250 have owed one since the first day, without a break.
        assert (found.applies, found.since) == (then, CHANNEL if people == 250 else CHANNEL_SMALL)
        assert found.starts is None


@pytest.mark.parametrize("kind", ["state", "syndicate", "body", "utility"])
@pytest.mark.parametrize("people", [49, 50, 249, 250, UNKNOWN])
@pytest.mark.parametrize("day", [CHANNEL, CHANNEL_SMALL - DAY, CHANNEL_SMALL, LATER])
def test_of_other_bodies_it_cannot_be_told_from_the_first_day(kind: str, people: int | str, day: date) -> None:
    found = duty(AUTHORITY, "buyer_channel", {"kind": kind, "people": people}, day)
    assert (found.applies, found.starts) == (CANNOT_TELL, None)


@pytest.mark.parametrize("people", [49, 50, 249, 250, UNKNOWN])
@pytest.mark.parametrize("day", [LONG_AGO, CHANNEL - DAY, CHANNEL, CHANNEL_SMALL - DAY, CHANNEL_SMALL, LATER])
def test_a_small_commune_owes_a_channel_on_no_day(people: int | str, day: date) -> None:
    found = duty(AUTHORITY, "buyer_channel", {**COMMUNE_BELOW, "people": people}, day)
    assert (found.applies, found.starts, found.starts_surely) == (NOT, None, False)


@pytest.mark.parametrize("name", BEGINS)
def test_every_day_of_the_law_is_in_the_table(name: str) -> None:
    entries = library().editions[name].duties
    days = {(entry.id, version.since) for entry in entries for version in entry.versions if version.since}
    assert days == {(begin.duty, begin.day) for begin in BEGINS[name]} | (SECOND_DAY if name == AUTHORITY else set())


@pytest.mark.parametrize("name", ROWS)
def test_an_undated_duty_has_no_days(name: str) -> None:
    for entry in library().editions[name].duties:
        if not any(version.since for version in entry.versions):
            found = duty(name, entry.id, {}, LONG_AGO)
            assert (found.since, found.starts) == (None, None)


# --- gaps ------------------------------------------------------------------------------------------------

# A question that a duty rests on, facts under which the duty applies, and facts under which it cannot be told.
MARKED: dict[str, tuple[str, Given, Given]] = {
    "specification.labels": (
        "buyer_labels",
        {"activities": ["labels"]},
        {"activities": ["labels"], "kind": "utility"},
    ),
    "award.exclusion": (
        "buyer_exclusion",
        {"activities": ["tenders"]},
        {"activities": ["tenders"], "kind": "utility"},
    ),
    "award.low_price": ("buyer_low_tender", {"activities": ["tenders"]}, {"activities": UNKNOWN}),
    "subcontractors.known": (
        "buyer_subcontracting",
        {"activities": ["subcontracting"]},
        {"activities": ["subcontracting"], "kind": "utility"},
    ),
    "own_channel.channel": ("buyer_channel", {**COMMUNE_FROM, "people": 50}, {"people": 50}),
    "bought_ai.rights": ("buyer_fria", {**AI, "ai_use": ["high_risk"]}, {**AI, "ai_use": ["public_service"]}),
    "bought_ai.literacy": ("buyer_ai_literacy", AI, {"activities": UNKNOWN}),
}


def test_every_marked_question_is_in_the_table() -> None:
    marked = {question.id: question.duty for question in library().editions[AUTHORITY].scored if question.duty}
    assert marked == {question: name for question, (name, _, _) in MARKED.items()}


@pytest.mark.parametrize("question", MARKED)
@pytest.mark.parametrize(
    ("answer", "gap"),
    [("0", True), ("2", True), ("3", False), ("4", False), ("planned", True), (UNKNOWN, True), (None, True)],
)
def test_a_gap_is_an_answer_that_falls_short(question: str, answer: str | None, gap: bool) -> None:
    name, reached, unclear = MARKED[question]
    good = {other: Answer("3") for other in MARKED if other != question}
    scored = good | ({question: Answer(answer)} if answer else {})

    def gaps(given: Given, on: date = LATER) -> set[str]:
        evaluation = judged(AUTHORITY, given, on, **scored)
        assert question in evaluation.path
        return {result.duty.id for result in evaluation.duties if result.gap}

    assert gaps(reached) == ({name} if gap else set())
    assert gaps(unclear) == set()
    # Before its first day a duty has no gap; one without a day has always had it.
    dated = any(begin.duty == name for begin in BEGINS[AUTHORITY])
    assert gaps(reached, LONG_AGO) == ({name} if gap and not dated else set())


@pytest.mark.parametrize("answer", ["0", "1"])
def test_a_voluntary_channel_has_no_gap(answer: str) -> None:
    good = {other: Answer("3") for other in MARKED}
    for given in ({**COMMUNE_BELOW, "people": 250}, {"kind": "state", "people": 49}):
        evaluation = judged(AUTHORITY, given, LATER, **good, **{"own_channel.voluntary": Answer(answer)})
        assert "own_channel.voluntary" in evaluation.path
        assert "own_channel.channel" not in evaluation.path
        assert not evaluation.gaps


def test_no_duty_is_held_against_a_supplier() -> None:
    """Its duties are told, and none of its questions is marked with one: the score is for the supplier alone."""
    assert not any(question.duty for question in library().editions[SUPPLIER].scored)
