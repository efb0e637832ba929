"""A pilot programme over its rounds: what each company declared and what its review came to, and what moved.

Two rounds are compared by what `comparing` compares: questions with the same id and meaning, and scores measured by
one ruler. An answer that stays with the company counts in its scores and is told nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pan2_assess.core.comparing import Compared, Comparison, Direction, compare
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.file_names import plain
from pan2_assess.core.model import Edition
from pan2_assess.core.programme_types import (
    NO_FIGURE,
    Apart,
    Between,
    Company,
    Figure,
    Moved,
    Movement,
    Pillar,
    Programme,
    RoundLine,
)
from pan2_assess.core.received import About, Received
from pan2_assess.core.reviewing import Json
from pan2_assess.core.rounds import Round
from pan2_assess.core.speech import Speech
from pan2_assess.core.standing import band_line
from pan2_assess.core.telling import Telling


@dataclass(frozen=True)
class Past:
    """A round of a programme: what was handed in, and which invitation followed which."""

    about: About
    edition: Edition  # in the language of who reads
    received: Sequence[Received]
    before: Mapping[str, str | None]  # by invitation, that of the same company a round before
    invited: int


@dataclass(frozen=True)
class _Handed(Round):
    """A round of one company, with the result that also counts what stays with it."""

    received: Received

    @cached_property
    def evaluation(self) -> Evaluation:
        return self.received.declared or self.received.evaluation


def tell_programme(rounds: Sequence[Past], say: Speech) -> Programme:
    """Tell a programme from its rounds, oldest first, in the language of `say`."""
    chains = _chains(rounds)
    companies = sorted((_company(rounds, chain, say) for chain in chains), key=lambda one: (plain(one.name), one.name))
    return Programme(
        rounds=tuple(_round(one) for one in rounds),
        companies=tuple(companies),
        movements=tuple(_movements(rounds, companies, reviewed=False)),
        reviewed_movements=tuple(_movements(rounds, companies, reviewed=True)),
    )


def _round(one: Past) -> RoundLine:
    concluded = sum(received.concluded is not None for received in one.received)
    return RoundLine(one.about.title, one.about.until, one.edition.version, one.invited, len(one.received), concluded)


DIRECTIONS: tuple[Direction, ...] = ("better", "worse", "")
_Chain = tuple[Received | None, ...]


def _chains(rounds: Sequence[Past]) -> list[_Chain]:
    """Put together what each company handed in over the rounds, by which invitation followed which."""
    handed = [{one.invitation: one for one in past.received} for past in rounds]
    seen: set[str] = set()
    found: list[_Chain] = []
    for last in reversed(range(len(rounds))):
        for invitation in rounds[last].before:
            if invitation in seen:
                continue
            chain: list[Received | None] = [None] * len(rounds)
            at: str | None = invitation
            for place in range(last, -1, -1):
                if at is None or at not in rounds[place].before:
                    continue  # not in this round: the link may lead to one before it
                seen.add(at)
                chain[place] = handed[place].get(at)
                at = rounds[place].before[at]
            if any(chain):
                found.append(tuple(chain))
    return found


def _company(rounds: Sequence[Past], chain: _Chain, say: Speech) -> Company:
    present = [(place, one) for place, one in enumerate(chain) if one is not None]
    last = present[-1][1]
    between = tuple(_between(then, now, say) for then, now in pairwise(present))
    joined = frozenset(one.now for one in between if not one.no_score)
    pillars = [
        Pillar(section.id, section.title, _figures(chain, section.id, joined))
        for section in last.edition.sections
        if section.weight
    ]
    return Company(
        name=last.name,
        bands=tuple(_bands(one, say) for one in chain),
        scores=_figures(chain, None, joined),
        pillars=tuple(one for one in pillars if any(figure.declared is not None for figure in one.figures)),
        between=between,
    )


def _figures(chain: _Chain, section: str | None, joined: frozenset[int]) -> tuple[Figure, ...]:
    """Give the scores of the whole, or of a section, a round each."""
    return tuple(
        Figure(_score(one.result, section), _score(one.reviewed_json, section), place in joined) if one else NO_FIGURE
        for place, one in enumerate(chain)
    )


def _score(printed: Json | None, section: str | None) -> int | None:
    if printed is None:
        return None
    found = [printed] if section is None else [one for one in printed["sections"] if one["id"] == section]
    return found[0]["score"] if found else None


def _bands(one: Received | None, say: Speech) -> tuple[str, str]:
    if one is None or one.result is None:
        return "", ""
    told = []
    for printed in (one.result, one.reviewed_json):
        band = band_line(printed["band"], say) if printed else None
        told.append(band.name if band else say.say("Not rated") if printed else "")
    return told[0], told[1]


# --- what moved ------------------------------------------------------------------------------------------


def _between(then: tuple[int, Received], now: tuple[int, Received], say: Speech) -> Between:
    (before, earlier), (after, later) = then, now
    found = compare(_handed(earlier), _handed(later))
    moved = [one for direction in DIRECTIONS for one in found.moved(direction)]
    return Between(
        then=before,
        now=after,
        better=len(found.moved("better")),
        worse=len(found.moved("worse")),
        other=len(found.moved("")),
        same=len(found.of("same")),
        moved=tuple(_moved(found, one, say) for one in moved),
        apart=tuple(_apart(found, earlier, later, say)),
        no_score=_no_score(found, say),
    )


def _handed(one: Received) -> _Handed:
    return _Handed(one.edition, one.sheet, one)


def _moved(found: Comparison, one: Compared, say: Speech) -> Moved:
    name = one.question
    was, now = (Telling(side.edition, side.sheet, side.evaluation, say).line(name) for side in (found.then, found.now))
    marks = {"better": say.say("better"), "worse": say.say("worse"), "": say.say("changed")}
    return Moved(now.number, now.text, was.answer, now.answer, marks[one.direction])


def _apart(found: Comparison, earlier: Received, later: Received, say: Speech) -> Iterator[Apart]:
    """Gather the questions that are not compared by the reason, in the questionnaire's order."""
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for one in found.questions:
        if one.state in ("same", "changed", "not asked"):
            continue
        side = found.now if one.question in found.now.edition.questions else found.then
        question = side.edition.questions[one.question]
        if not question.required:
            continue
        home = any(one.question in side.evaluation.path and side.at_home(one.question) for side in (earlier, later))
        reason = say.say("The answer stays with the company.") if home else _reason(one, say)
        by_reason.setdefault(reason, []).append((side.edition.number(one.question), question.text))
    for reason, questions in by_reason.items():
        yield Apart(reason, tuple(questions))


def _reason(one: Compared, say: Speech) -> str:
    asked_once = {"new": say.say("Asked only in the later round."), "gone": say.say("Asked only in the earlier round.")}
    if one.state in asked_once:
        return asked_once[one.state]
    return {
        "open then": say.say("It had no answer in the earlier round."),
        "open now": say.say("It had no answer in the later round."),
        "open": say.say("It had no answer in either round."),
        "meaning": say.say("The question means something else now."),
        "type": say.say("The question is answered in another way now."),
        "options": say.say("The answer given then is no longer offered."),
        "contract": say.say("It is about one contract, and the one then need not be the one now."),
        "scope": say.say("What the answers cover has changed."),
    }[one.reason]


def _no_score(found: Comparison, say: Speech) -> str:
    return {
        "": "",
        "questionnaire": say.say("Scores of two questionnaires are not compared."),
        "questions": say.say("The questionnaire asks or weighs otherwise now: scores are not compared."),
        "contract": say.say("Scores about two contracts are not compared."),
        "scope": say.say("Scores are compared only where the answers cover the same."),
        "open then": say.say("In the earlier round questions were still open."),
        "open now": say.say("In the later round questions are still open."),
        "not rated then": say.say("In the earlier round too much did not apply for a score."),
        "not rated now": say.say("In the later round too much does not apply for a score."),
    }[found.no_score]


def _movements(rounds: Sequence[Past], companies: Sequence[Company], *, reviewed: bool) -> Iterator[Movement]:
    """Count, pillar by pillar, where scores of the last two rounds can be compared, which way they moved."""
    last = len(rounds) - 1
    for section in rounds[-1].edition.sections:
        ways = [0, 0, 0]
        for company in companies:
            comparable = any((one.then, one.now) == (last - 1, last) and not one.no_score for one in company.between)
            pillar = next((one for one in company.pillars if one.id == section.id), None)
            if pillar is None or not comparable:
                continue
            then, now = ((f.reviewed if reviewed else f.declared) for f in pillar.figures[-2:])
            if then is not None and now is not None:
                ways[(now <= then) + (now < then)] += 1
        if section.weight and any(ways):
            yield Movement(section.title, *ways)
