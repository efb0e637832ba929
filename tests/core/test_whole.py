"""What comes up in all that was handed in: counted by question, and never a ranking of firms."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from pan2_assess.core.answers import UNKNOWN, Answer
from pan2_assess.core.model import Ladder
from pan2_assess.core.received import Received
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names
from pan2_assess.core.whole import Spread, Whole, tell_whole
from pan2_assess.core.whole_results import pillars, results
from tests.received import received

SAY = speech("en")


def whole(*of_it: Received) -> Whole:
    return tell_whole(of_it, of_it[0].edition, SAY)


def spread(found: Whole, name: str) -> Spread:
    return next(one for part in found.parts for one in part.spreads if one.question == name)


def with_answer(one: Received, name: str, answer: Answer) -> Received:
    return replace(one, sheet=replace(one.sheet, answers={**one.sheet.answers, name: answer}))


def test_every_question_counts_each_firm_it_was_asked_of() -> None:
    firms = [received(case, case) for case in ("supplier-documented", "supplier-unknown", "supplier-largest")]
    found = whole(*firms)
    for part in found.parts:
        for one in part.spreads:
            asked = sum(one.question in firm.evaluation.path for firm in firms)
            assert one.asked == asked
            counted = sum(count.firms for count in one.counts)
            assert counted >= asked if one.several else counted == asked
            assert one.number == firms[0].edition.number(one.question)
    numbers = [one.question for part in found.parts for one in part.spreads]
    assert numbers == sorted(numbers, key=list(firms[0].edition.questions).index)


def test_what_stays_with_a_firm_is_counted_as_that_and_told_nowhere() -> None:
    firm = received("supplier-alarms")
    home = [name for name in firm.evaluation.path if firm.at_home(name)]
    assert home
    found = whole(firm)
    assert all(
        (count.words, count.firms) == ("stays with the firm", 1)
        for name in home
        for count in spread(found, name).counts
        if count.firms
    )
    assert found.harm == ()  # what speaks of people in harm was not handed in
    assert not {one.question for one in found.common} & set(home)
    assert not {one.question for one in found.steps} & set(home)


def test_a_question_is_common_where_more_than_half_have_something_open() -> None:
    base = received("supplier-documented")
    name = next(one.id for one in base.edition.scored if isinstance(one, Ladder) and one.id in base.sheet.answers)
    firms = [replace(base, name=f"Firm {number}") for number in range(4)]
    open_ones = [with_answer(firm, name, Answer(UNKNOWN)) for firm in firms]
    assert name not in [one.question for one in whole(*open_ones[:2], *firms[2:]).common]
    (one,) = [one for one in whole(*open_ones[:3], firms[3]).common if one.question == name]
    assert (one.asked, one.unknown, one.planned, one.partly, one.open) == (4, 3, 0, 0, 3)
    found = whole(*open_ones)
    assert [(one.firms, one.number) for one in found.steps if one.question == name] == [(4, base.edition.number(name))]
    assert all(module.firms <= 4 for module in found.modules)


def test_harm_that_was_handed_in_is_named_first() -> None:
    firm = received("supplier-documented")
    alarm = next(
        (one.id, option.id)
        for one in firm.edition.scored
        for option in getattr(one, "options", ())
        if option.alarm and one.id in firm.evaluation.path
    )
    (harm,) = whole(with_answer(firm, alarm[0], Answer(alarm[1]))).harm
    assert (harm.name, harm.numbers) == (firm.name, (firm.edition.number(alarm[0]),))


def test_nothing_of_a_whole_is_a_score_or_a_band() -> None:
    found = whole(received("supplier-documented"), received("supplier-unknown", "Beta"))
    texts = list(_texts(found))
    assert texts
    for band in band_names(SAY):
        assert band not in texts
    assert not any("/100" in text or " of 4" in text for text in texts)
    assert results([received("supplier-documented")], SAY) == ()


def _texts(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))


@pytest.mark.parametrize("case", ["pilot-2", "pilot-3"])
def test_results_of_a_pilot_stand_declared_and_reviewed(case: str) -> None:
    plain = received(case, "Rail S.A.")
    name = next(
        one.id
        for one in plain.edition.scored
        if isinstance(one, Ladder) and one.section == "act" and plain.sheet.answers.get(one.id, Answer("")).value == "3"
    ) if case == "pilot-3" else ""  # fmt: skip
    firms = [plain, received(case, "Zeta S.A.", review=True, steps={name: "0"} if name else None)]
    told = results(firms, SAY)
    assert [one.name for one in told] == ["Rail S.A.", "Zeta S.A."]
    assert told[0].reviewed is None
    assert told[1].reviewed
    assert told[1].by == "Anne Weber"
    assert told[0].declared.score == told[1].declared.score
    if name:
        assert told[1].reviewed.score is not None
        assert told[1].declared.score is not None
        assert told[1].reviewed.score < told[1].declared.score
    else:
        assert told[1].reviewed == told[1].declared
    found = pillars(told, plain.edition)
    assert [pillar.title for pillar in found] == [one.title for one in plain.edition.sections if one.weight]
    assert all([mark.name for mark in pillar.marks] == ["Rail S.A.", "Zeta S.A."] for pillar in found)
