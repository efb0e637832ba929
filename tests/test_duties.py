"""Every duty of the company questionnaire: at, below and above each figure, around each day, and where a fact is not
known; and the days on which its source, and every other one, is to be read again."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest

from pan2_assess import paths
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.law import DutyResult
from pan2_assess.core.library import Library, load
from pan2_assess.core.model import Edition, Facts, Number

LATER = date(2030, 1, 1)  # every dated duty has begun
DAY = timedelta(days=1)
APPLIES, NOT, CANNOT_TELL = True, False, None
UNKNOWN = "unknown"  # the answer «we don't know»
OPEN = object()  # not answered yet


@cache
def library() -> Library:
    return load(paths.questionnaires())


def edition() -> Edition:
    return library().editions["company"]


# --- facts -----------------------------------------------------------------------------------------------

Given = Mapping[str, Any]  # by the question's last name; a list is an answer of many

# Twenty people of whom nothing else is true.
PLAIN: Given = {"employees": 20, "entity_employees": 20}


def answers(given: Given) -> dict[str, Answer]:
    """Answer every fact: what is given, else none of many, the first of one, no kilogram and nobody."""
    found: dict[str, Answer] = {}
    asked = set()
    for question in edition().questions.values():
        if not isinstance(question, Facts | Number):
            continue
        section, name = question.id.split(".")
        value: Any = 0 if isinstance(question, Number) else [] if question.many else question.options[0].id
        if section in ("profile", "minerals"):
            asked.add(name)
            value = {**PLAIN, **given}.get(name, value)
        if value is not OPEN:
            found[question.id] = Answer(tuple(value) if isinstance(value, list) else value)
    assert set(given) <= asked, f"nobody asks for {sorted(set(given) - asked)}"
    return found


def judged(given: Given, on: date, **scored: Answer) -> Evaluation:
    return evaluate(edition(), answers(given) | scored, on)


def duty(name: str, given: Given, on: date = LATER) -> DutyResult:
    return next(result for result in judged(given, on).duties if result.duty.id == name)


# --- figures and facts -----------------------------------------------------------------------------------


class Row(NamedTuple):
    duty: str
    given: Given
    applies: bool | None

    def __str__(self) -> str:
        said = ", ".join(f"{name}={'open' if value is OPEN else value}" for name, value in self.given.items())
        return f"{self.duty}: {said}"


def figure(name: str, fact: str, least: int, **rest: Any) -> list[Row]:
    """A duty that begins with a figure: just below, at and just above it, and where it is not known."""
    return [
        Row(name, {**rest, fact: least - 1}, NOT),
        Row(name, {**rest, fact: least}, APPLIES),
        Row(name, {**rest, fact: least + 1}, APPLIES),
        Row(name, {**rest, fact: UNKNOWN}, CANNOT_TELL),
        Row(name, {**rest, fact: OPEN}, CANNOT_TELL),
    ]


def ticked(name: str, **options: str) -> list[Row]:
    """A duty that goes by one option of each fact named: ticked, not ticked, not known."""
    rows = []
    for fact, words in options.items():
        rows += [Row(name, {fact: [word]}, APPLIES) for word in words.split()]
        rows += [
            Row(name, {fact: []}, NOT),
            Row(name, {fact: UNKNOWN}, CANNOT_TELL),
            Row(name, {fact: OPEN}, CANNOT_TELL),
        ]
    return rows


# Amounts that were read or confirmed, in kilograms a year, by customs code; reached means bound.
AMOUNTS = {
    "tin_ores": 5_000,
    "tungsten_ores": 250_000,
    "gold_unrefined": 100,
    "tungsten_oxides": 100_000,
    "gold": 100,
    "tin": 100_000,
    "tungsten": 500,
    "tantalum": 2_500,
}
# Codes whose amounts nobody could confirm: they alone never give «does not apply».
UNCONFIRMED = """
    tantalum_niobium_ores gold_ores tin_oxides tin_chlorides tungstates tantalates tungsten_carbides tantalum_carbides
    ferro_tungsten tin_bars tin_other tungsten_powder tungsten_wire tungsten_bars tantalum_bars
""".split()
IMPORTS = {"activities": ["minerals"]}


def minerals() -> Iterator[Row]:
    name = "conflict_minerals"
    for code, amount in AMOUNTS.items():
        yield from figure(name, f"kg_{code}", amount, **IMPORTS, codes=[code])
    for code in UNCONFIRMED:
        yield Row(name, {**IMPORTS, "codes": [code]}, CANNOT_TELL)
    both = {**IMPORTS, "codes": ["tin_ores", "tin_oxides"]}
    yield Row(name, {**both, "kg_tin_ores": 4_999}, CANNOT_TELL)
    yield Row(name, {**both, "kg_tin_ores": 5_000}, APPLIES)
    yield Row(name, {**both, "kg_tin_ores": UNKNOWN}, CANNOT_TELL)
    # Each code for itself: two that stay below do not add up.
    yield Row(name, {**IMPORTS, "codes": ["gold", "gold_unrefined"], "kg_gold": 99, "kg_gold_unrefined": 99}, NOT)
    yield Row(name, {**IMPORTS, "codes": ["gold", "tin"], "kg_gold": 100, "kg_tin": UNKNOWN}, APPLIES)
    yield Row(name, {**IMPORTS, "codes": []}, NOT)
    yield Row(name, {**IMPORTS, "codes": UNKNOWN}, CANNOT_TELL)
    yield Row(name, {**IMPORTS, "codes": OPEN}, CANNOT_TELL)
    # A code that is not ticked, or no import at all: the kilograms are off the path.
    yield Row(name, {**IMPORTS, "codes": ["tin"], "kg_gold": 100}, NOT)
    yield Row(name, {"codes": ["tin_ores", "tin_oxides"], "kg_tin_ores": 5_000}, NOT)
    yield Row(name, {"activities": UNKNOWN, "codes": UNKNOWN}, CANNOT_TELL)


# The largest company of the EU, without and with every mark that matters.
GIANT = {"employees": 5_001, "turnover": "over1500", "large": ["eu", "two_years"]}
FRANCHISE = {"employees": 250, "turnover": "to450", "large": ["eu", "two_years", "franchise"]}
FOREIGN = {"employees": 250, "turnover": "over1500", "large": ["two_years", "eu_turnover"]}
REPORTING = {"employees": 1_001, "turnover": "to1500", "large": ["eu"]}


def csddd() -> Iterator[Row]:
    name = "csddd"
    yield from figure(name, "employees", 5_001, turnover="over1500", large=["eu", "two_years"])
    yield Row(name, {**GIANT, "turnover": "to1500"}, NOT)
    yield Row(name, {**GIANT, "turnover": UNKNOWN}, CANNOT_TELL)
    yield Row(name, {**GIANT, "large": ["eu"]}, CANNOT_TELL)  # the two years that count are still to come
    yield Row(name, {**GIANT, "large": ["eu", "two_years", "fund"]}, NOT)
    yield Row(name, {**GIANT, "large": ["eu", "two_years", "eu_turnover"]}, APPLIES)
    yield Row(name, {**GIANT, "large": UNKNOWN}, CANNOT_TELL)
    yield Row(name, {**GIANT, "large": OPEN}, CANNOT_TELL)
    # From outside the EU the turnover inside it decides, and no headcount.
    yield Row(name, FOREIGN, APPLIES)
    yield Row(name, {**FOREIGN, "large": ["two_years"]}, NOT)
    yield Row(name, {**FOREIGN, "employees": 5_001, "large": ["two_years"]}, NOT)
    yield Row(name, {**FOREIGN, "large": ["eu_turnover"]}, CANNOT_TELL)
    yield Row(name, {**FOREIGN, "large": ["two_years", "eu_turnover", "fund"]}, NOT)
    # Franchise: income above 75 million and turnover above 275 million; large is asked from there on.
    yield Row(name, FRANCHISE, APPLIES)
    yield Row(name, {**FRANCHISE, "turnover": "to275"}, NOT)
    yield Row(name, {**FRANCHISE, "large": ["eu", "two_years"]}, NOT)
    yield Row(name, {**FRANCHISE, "large": ["eu", "franchise"]}, CANNOT_TELL)
    yield Row(name, {**FRANCHISE, "large": ["eu", "two_years", "franchise", "fund"]}, NOT)
    # From outside the EU both sums count inside it, and nobody asked for them.
    yield Row(name, {**FRANCHISE, "large": ["two_years", "franchise"]}, CANNOT_TELL)
    yield Row(name, {**FRANCHISE, "large": ["franchise"]}, CANNOT_TELL)
    yield Row(name, {**FRANCHISE, "large": ["two_years", "franchise", "fund"]}, NOT)
    yield Row(name, {**FRANCHISE, "large": ["two_years", "franchise", "eu_turnover"]}, APPLIES)
    # Turnover is asked from 250 people on.
    yield Row(name, {**FOREIGN, "employees": 249}, NOT)


def csrd() -> Iterator[Row]:
    name = "csrd"
    yield from figure(name, "employees", 1_001, turnover="to1500", large=["eu"])
    yield Row(name, {**REPORTING, "turnover": "to450"}, NOT)
    yield Row(name, {**REPORTING, "turnover": "over1500"}, APPLIES)
    yield Row(name, {**REPORTING, "turnover": UNKNOWN}, CANNOT_TELL)
    yield Row(name, {**REPORTING, "large": UNKNOWN}, CANNOT_TELL)
    # Groups from outside the EU have a rule of their own, whose sums nobody asked for.
    yield Row(name, {**REPORTING, "large": []}, CANNOT_TELL)
    yield Row(name, {**REPORTING, "large": [], "employees": 1_000}, CANNOT_TELL)
    yield Row(name, {**REPORTING, "large": [], "turnover": "to450"}, NOT)
    yield Row(name, {**REPORTING, "employees": 249}, NOT)


def refusing() -> Iterator[Row]:
    name, asked = "refuse_requests", {"status": ["asked"]}
    yield Row(name, {**asked, "employees": 999}, APPLIES)
    yield Row(name, {**asked, "employees": 1_000}, APPLIES)
    yield Row(name, {**asked, "employees": 1_001}, NOT)
    yield Row(name, {**asked, "employees": UNKNOWN}, CANNOT_TELL)
    yield Row(name, {"status": [], "employees": 1_000}, NOT)
    yield Row(name, {"status": [], "employees": UNKNOWN}, NOT)
    yield Row(name, {"status": UNKNOWN, "employees": 1_000}, CANNOT_TELL)
    yield Row(name, {"status": UNKNOWN, "employees": 1_001}, NOT)


AI = {"activities": ["ai"]}


def ai() -> Iterator[Row]:
    yield from ticked("ai_literacy", activities="ai")
    # Whether a system is high-risk the tool cannot tell. The look at people's rights is for public bodies, for who
    # serves the public, and for credit and insurance.
    for use, deployers, fria in [
        (["hiring"], CANNOT_TELL, NOT),
        (["watching"], CANNOT_TELL, NOT),
        (["credit"], CANNOT_TELL, CANNOT_TELL),
        (["public_service"], CANNOT_TELL, CANNOT_TELL),
        (["credit", "public_service"], CANNOT_TELL, CANNOT_TELL),
        (["customers"], NOT, NOT),
        (["offers"], NOT, NOT),
        ([], NOT, NOT),
        (UNKNOWN, CANNOT_TELL, CANNOT_TELL),
        (OPEN, CANNOT_TELL, CANNOT_TELL),
    ]:
        yield Row("ai_deployers", {**AI, "ai_use": use}, deployers)
        yield Row("ai_fria", {**AI, "ai_use": use}, fria)
    for use in ("hiring", "watching"):
        yield Row("ai_fria", {**AI, "ai_use": [use], "status": ["state_majority"]}, CANNOT_TELL)
    yield Row("ai_fria", {**AI, "ai_use": ["customers", "offers"], "status": ["state_majority"]}, NOT)
    # Other software is not AI, whatever it does.
    for name in ("ai_literacy", "ai_deployers", "ai_fria"):
        yield Row(name, {"activities": ["software"], "ai_use": ["hiring", "credit", "public_service"]}, NOT)
    for name in ("ai_deployers", "ai_fria"):
        yield Row(name, {"activities": [], "ai_use": ["credit", "hiring"]}, NOT)
        yield Row(name, {"activities": UNKNOWN, "ai_use": UNKNOWN}, CANNOT_TELL)


NOTHING_KNOWN = dict.fromkeys(
    ("employees", "entity_employees", "people", "reach", "chain", "activities", "status", "turnover", "large"), UNKNOWN
)
ROWS = [
    *(Row(name, given, APPLIES) for name in ("ungp", "reprisals", "moral_harassment") for given in ({}, NOTHING_KNOWN)),
    *ticked("oecd", reach="sites_abroad suppliers_outside high_risk missions", chain="goods"),
    Row("oecd", {"chain": ["services", "works", "staff"]}, NOT),
    *ticked("pact", status="pact"),
    *ticked("soe", status="state_majority"),
    Row("soe", {"status": ["listed", "label", "pact"]}, NOT),
    *figure("whistleblower_channel", "entity_employees", 50, employees=300),
    *figure("whistleblower_channel", "entity_employees", 50, employees=50),
    Row("whistleblower_channel", {"employees": 14, "entity_employees": 50}, NOT),  # the question is off the path
    Row("whistleblower_channel", {"employees": UNKNOWN, "entity_employees": UNKNOWN}, CANNOT_TELL),
    *figure("safety_at_work", "employees", 1),
    *figure("staff_delegation", "entity_employees", 15),
    Row("staff_delegation", {"employees": 14, "entity_employees": 15}, NOT),
    Row("staff_delegation", {"employees": 15, "entity_employees": 15}, APPLIES),
    *ticked("young_workers", people="minors"),
    *ticked("third_country", people="third_country"),
    *ticked("posting", people="posted"),
    *ticked("pay_liability", people="subcontracted", chain="works"),
    Row("pay_liability", {"people": ["agency", "freelancers"], "chain": ["services", "staff", "goods"]}, NOT),
    *ticked("forced_labour_ban", activities="products"),
    *minerals(),
    *ai(),
    *ticked("public_contracts", activities="public"),
    *ticked("public_wages", activities="public"),
    *ticked("ppp", activities="ppp public_money"),
    *csddd(),
    *csrd(),
    *refusing(),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_whether_a_duty_applies(row: Row) -> None:
    assert duty(row.duty, row.given).applies is row.applies


def test_every_duty_is_in_the_table() -> None:
    assert {row.duty for row in ROWS} == {entry.id for entry in edition().duties}


def test_every_duty_that_can_be_undecided_is_so_once() -> None:
    """A duty with a condition has a row for each of its answers, those of *cannot tell* included."""
    for entry in edition().duties:
        found = {row.applies for row in ROWS if row.duty == entry.id}
        if any(version.when for version in entry.versions):
            assert found == {APPLIES, NOT, CANNOT_TELL}, entry.id
        elif any(version.unclear for version in entry.versions):
            assert found == {NOT, CANNOT_TELL}, entry.id
        else:
            assert found == {APPLIES}, entry.id


def test_each_code_has_an_amount_or_none_confirmed() -> None:
    codes = edition().questions["minerals.codes"]
    assert isinstance(codes, Facts)
    assert {option.id for option in codes.options} == {*AMOUNTS, *UNCONFIRMED}
    kilograms = {name.removeprefix("minerals.kg_") for name in edition().questions if name.startswith("minerals.kg_")}
    assert kilograms == set(AMOUNTS)


# --- days ------------------------------------------------------------------------------------------------


class Begin(NamedTuple):
    """A duty that begins on a day for these facts; on them it then applies, or cannot be told."""

    duty: str
    given: Given
    day: date
    applies: bool | None = APPLIES
    before: date | None = None  # the version in force till then, which does not reach these facts

    def __str__(self) -> str:
        return f"{self.duty}: {self.day}, {self.given}"


CHANNEL, CHANNEL_SMALL = date(2023, 5, 21), date(2023, 12, 17)
HIGH_RISK = date(2027, 12, 2)
BEGINS = [
    Begin("whistleblower_channel", {"employees": 250, "entity_employees": 250}, CHANNEL),
    Begin("whistleblower_channel", {"employees": 249, "entity_employees": 249}, CHANNEL_SMALL, before=CHANNEL),
    Begin("whistleblower_channel", {"employees": 50, "entity_employees": 50}, CHANNEL_SMALL, before=CHANNEL),
    Begin("whistleblower_channel", {"entity_employees": UNKNOWN}, CHANNEL, CANNOT_TELL),
    Begin("reprisals", {}, CHANNEL),
    Begin("forced_labour_ban", {"activities": ["products"]}, date(2027, 12, 14)),
    Begin("forced_labour_ban", {"activities": UNKNOWN}, date(2027, 12, 14), CANNOT_TELL),
    Begin("conflict_minerals", {**IMPORTS, "codes": ["gold"], "kg_gold": 100}, date(2021, 1, 1)),
    Begin("conflict_minerals", {**IMPORTS, "codes": ["gold_ores"]}, date(2021, 1, 1), CANNOT_TELL),
    Begin("ai_literacy", AI, date(2025, 2, 2)),
    Begin("ai_deployers", {**AI, "ai_use": ["hiring"]}, HIGH_RISK, CANNOT_TELL),
    Begin("ai_fria", {**AI, "ai_use": ["credit"]}, HIGH_RISK, CANNOT_TELL),
    Begin("ai_fria", {**AI, "ai_use": ["public_service"]}, HIGH_RISK, CANNOT_TELL),
    Begin("public_contracts", {"activities": ["public"]}, date(2018, 4, 20)),
    Begin("public_wages", {"activities": ["public"]}, date(2018, 4, 20)),
    Begin("csddd", GIANT, date(2029, 7, 26)),
    Begin("csddd", FOREIGN, date(2029, 7, 26)),
    Begin("csddd", FRANCHISE, date(2029, 7, 26)),
    Begin("csddd", {**GIANT, "employees": UNKNOWN}, date(2029, 7, 26), CANNOT_TELL),
    Begin("csrd", REPORTING, date(2027, 1, 1)),
    Begin("csrd", {**REPORTING, "large": []}, date(2027, 1, 1), CANNOT_TELL),
    Begin("refuse_requests", {"status": ["asked"]}, date(2027, 1, 1)),
]


@pytest.mark.parametrize("begin", BEGINS, ids=str)
def test_the_day_before_of_and_after(begin: Begin) -> None:
    eve = duty(begin.duty, begin.given, begin.day - DAY)
    assert (eve.applies, eve.since, eve.starts) == (NOT, begin.before, begin.day)
    assert eve.starts_surely is (begin.applies is APPLIES)
    for day in (begin.day, begin.day + DAY):
        found = duty(begin.duty, begin.given, day)
        assert (found.applies, found.since, found.starts) == (begin.applies, begin.day, None)


def test_every_day_of_the_law_is_in_the_table() -> None:
    days = {(entry.id, version.since) for entry in edition().duties for version in entry.versions if version.since}
    assert days == {(begin.duty, begin.day) for begin in BEGINS}


def test_what_will_not_reach_a_firm_has_no_day() -> None:
    for name in {begin.duty for begin in BEGINS} - {"reprisals"}:
        found = duty(name, {}, date(2015, 1, 1))
        assert (found.applies, found.since, found.starts, found.starts_surely) == (NOT, None, None, False), name


def test_an_undated_duty_has_no_days() -> None:
    for entry in edition().duties:
        if not any(version.since for version in entry.versions):
            found = duty(entry.id, {}, date(2015, 1, 1))
            assert (found.since, found.starts) == (None, None)


# --- gaps ------------------------------------------------------------------------------------------------

# A question that a duty rests on, facts under which the duty applies, and facts under which it cannot be told.
MARKED: dict[str, tuple[str, Given, Given]] = {
    "whistleblowing.channel": (
        "whistleblower_channel",
        {"employees": 50, "entity_employees": 50},
        {"entity_employees": UNKNOWN},
    ),
    "technology.literacy": ("ai_literacy", AI, {"activities": UNKNOWN}),
    "minerals.system": (
        "conflict_minerals",
        {**IMPORTS, "codes": ["tin", "tin_bars"], "kg_tin": 100_000},
        {**IMPORTS, "codes": ["tin", "tin_bars"], "kg_tin": UNKNOWN},
    ),
}


def test_every_marked_question_is_in_the_table() -> None:
    marked = {question.id: question.duty for question in edition().scored if question.duty}
    assert marked == {question: name for question, (name, _, _) in MARKED.items()}


@pytest.mark.parametrize("question", MARKED)
@pytest.mark.parametrize(
    ("answer", "gap"),
    [("0", True), ("2", True), ("3", False), ("4", False), ("planned", True), (UNKNOWN, True), (None, True)],
)
def test_a_gap_is_an_answer_that_falls_short(question: str, answer: str | None, gap: bool) -> None:
    name, reached, unclear = MARKED[question]
    scored = {question: Answer(answer)} if answer else {}
    for given, found in ((reached, gap), (unclear, False)):
        evaluation = evaluate(edition(), answers(given) | scored, LATER)
        assert question in evaluation.path
        assert {result.duty.id for result in evaluation.duties if result.gap} == ({name} if found else set())
    # Before its first day a duty has no gap.
    early = evaluate(edition(), answers(reached) | scored, date(2015, 1, 1))
    assert not any(result.gap for result in early.duties)


# --- sources and the days to read them again ---------------------------------------------------------------

LONGEST = timedelta(days=400)  # a year and some weeks between two readings


class ReviewDue(UserWarning):
    """A source is to be read again."""


class Read(NamedTuple):
    what: str
    sources: tuple[str, ...]
    checked: date
    review_by: date


def everything_read() -> Iterator[Read]:
    """Yield everything that rests on a source, once."""
    for made in library().editions.values():
        for entry in (*made.duties, *made.bodies, *made.protect.call):
            yield Read(f"{made.id}: {entry.id}", (entry.source,), entry.checked, entry.review_by)
        for action in made.plan.actions:
            yield Read(f"{made.id}: action {action.id}", (action.source,), action.as_of, action.review_by)
    texts = library().texts["en"]
    for module in texts.modules:
        yield Read(module.id, tuple(link.url for link in module.links), module.as_of, module.review_by)
    for guide in texts.guides:
        yield Read(f"guide {guide.id}", tuple(source.url for source in guide.sources), guide.checked, guide.review_by)


def warn_of_reviews(today: date) -> None:
    for read in everything_read():
        if read.review_by < today:
            warnings.warn(f"{read.what}: was to be read again by {read.review_by}", ReviewDue, stacklevel=2)


def test_everything_has_a_source_and_days() -> None:
    found = list(everything_read())
    assert found
    for read in found:
        assert read.sources, f"{read.what}: no source"
        assert all(source.startswith(("https://", "http://")) for source in read.sources), read.what
        assert read.checked < read.review_by <= read.checked + LONGEST, f"{read.what}: {read.review_by}"


@pytest.mark.filterwarnings("always::tests.test_duties.ReviewDue")
def test_what_is_to_be_read_again() -> None:
    """Warn, and do not fail: a day that passes breaks nobody's build."""
    warn_of_reviews(date.today())


def test_a_day_that_has_passed_is_warned_of() -> None:
    last = max(read.review_by for read in everything_read())
    first = min(read.review_by for read in everything_read())
    with pytest.warns(ReviewDue) as said:
        warn_of_reviews(last + DAY)
    assert len(said) == len(list(everything_read()))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_reviews(first)  # on the day itself there is time left
