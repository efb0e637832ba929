"""What comes up in all that was handed in to a campaign: counted by question, in words; never a ranking of firms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pan2_assess.core.advice import recommendations
from pan2_assess.core.answers import NA, PLANNED, UNKNOWN
from pan2_assess.core.evaluation import DUTY_GAP
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Question, Section
from pan2_assess.core.received import Received
from pan2_assess.core.sentences import opening
from pan2_assess.core.speech import Speech

FEW = 3  # of fewer, one could be told from what is counted: that is not for others to read


@dataclass(frozen=True)
class Count:
    words: str
    firms: int


@dataclass(frozen=True)
class Spread:
    """How the answers to one question spread, in the questionnaire's order."""

    number: str
    question: str
    text: str
    asked: int  # firms
    several: bool  # one firm may stand in several counts
    counts: tuple[Count, ...]  # what nobody answered is among what could be chosen, with none


@dataclass(frozen=True)
class Part:
    title: str
    spreads: tuple[Spread, ...]


@dataclass(frozen=True)
class Common:
    """A question in which most of those asked have something open."""

    number: str
    question: str
    text: str
    asked: int
    planned: int
    unknown: int
    partly: int  # answered, and less than it should be

    @property
    def open(self) -> int:
        return self.planned + self.unknown + self.partly


@dataclass(frozen=True)
class Step:
    """A recommendation, and how many firms it is for."""

    number: str
    question: str
    act: str
    firms: int


@dataclass(frozen=True)
class Module:
    id: str
    title: str
    minutes: int
    firms: int


@dataclass(frozen=True)
class Harm:
    """A firm whose answers say that people may be in harm now."""

    id: str  # of the copy
    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    firms: int
    parts: tuple[Part, ...]
    common: tuple[Common, ...]  # most firms first
    steps: tuple[Step, ...]  # most firms first
    modules: tuple[Module, ...]  # most firms first
    harm: tuple[Harm, ...]  # alphabetical, as the firms were given


def tell_whole(received: Sequence[Received], edition: Edition, say: Speech) -> Whole:
    """Count what was handed in; the firms in the order of the alphabet, the edition in the language of `say`."""
    return Whole(
        firms=len(received),
        parts=tuple(_parts(received, edition, say)),
        common=common(received, edition),
        steps=tuple(_steps(received, edition)),
        modules=tuple(_modules(received, edition)),
        harm=tuple(
            Harm(one.id, one.name, tuple(map(edition.number, one.evaluation.alarms)))
            for one in received
            if one.evaluation.alarms
        ),
    )


# --- how the answers spread ------------------------------------------------------------------------------


def _parts(received: Sequence[Received], edition: Edition, say: Speech) -> Iterator[Part]:
    for section in edition.sections:
        spreads = tuple(_spreads(section, received, edition, say))
        if spreads:
            yield Part(section.title, spreads)


def _spreads(section: Section, received: Sequence[Received], edition: Edition, say: Speech) -> Iterator[Spread]:
    paths = [(one, frozenset(one.evaluation.path)) for one in received]
    for question in section.questions:
        asked = [one for one, path in paths if question.id in path]
        if asked:
            several = isinstance(question, Checklist) or (isinstance(question, Facts) and question.many)
            counts = tuple(_counts(question, asked, several, say))
            yield Spread(edition.number(question.id), question.id, question.text, len(asked), several, counts)


def _counts(question: Question, asked: Sequence[Received], several: bool, say: Speech) -> Iterator[Count]:
    said: Counter[str] = Counter()
    for one in asked:
        said.update(_said(one, question))
    if isinstance(question, Ladder | Choice | Facts):
        chosen = [(option.id, option.text) for option in question.options]
    else:
        chosen = [(item.id, item.text) for item in question.items] if isinstance(question, Checklist) else []
    for name, text in chosen:
        yield Count(text, said[f"={name}"])
    others = {
        "none": say.say("None of these"),
        "given": say.say("answered"),
        PLANNED: say.say("Planned"),
        UNKNOWN: say.say("We don’t know"),
        NA: say.say("Does not apply"),
        "home": say.say("stays with the firm"),
        "open": say.say("not answered"),
    }
    for name, text in others.items():
        if said[name]:
            yield Count(text, said[name])


def _said(one: Received, question: Question) -> list[str]:
    """Give what a firm said: the options chosen, marked with =, or a word of its own."""
    answer = one.sheet.answers.get(question.id)
    if answer is None:
        return ["home" if one.at_home(question.id) else "open"]
    if isinstance(answer.value, tuple):
        return [f"={name}" for name in answer.value] or ["none"]
    if question.type != "text" and answer.value in (PLANNED, UNKNOWN, NA):
        return [str(answer.value)]
    return [f"={answer.value}"] if isinstance(question, Ladder | Choice | Facts) else ["given"]


# --- what comes up ---------------------------------------------------------------------------------------


def common(received: Sequence[Received], edition: Edition) -> tuple[Common, ...]:
    """List the questions in which more than half of those asked have something open, most firms first."""
    found = [one for question in edition.scored if (one := _common(question, received, edition))]
    return tuple(sorted(found, key=lambda one: -one.open))


def _common(question: Question, received: Sequence[Received], edition: Edition) -> Common | None:
    states: Counter[str] = Counter()
    for one in received:
        share = one.evaluation.shares.get(question.id)
        if share is not None:
            states[share.state if share.state != "answered" else "partly" if share.p < DUTY_GAP else "there"] += 1
    found = Common(
        number=edition.number(question.id),
        question=question.id,
        text=question.text,
        asked=states.total(),
        planned=states[PLANNED],
        unknown=states[UNKNOWN],
        partly=states["partly"],
    )
    return found if 2 * found.open > found.asked else None


def _steps(received: Sequence[Received], edition: Edition) -> Iterator[Step]:
    counted: Counter[tuple[str, int]] = Counter()
    for one in received:
        counted.update((item.share.question.id, item.entry.upto) for item in recommendations(one.evaluation))
    places = list(edition.questions)
    for (name, upto), firms in sorted(counted.items(), key=lambda it: (-it[1], places.index(it[0][0]), it[0][1])):
        entries = getattr(edition.questions[name], "recommend", ())
        text = next(entry.text for entry in entries if entry.upto == upto)
        yield Step(edition.number(name), name, opening(text), firms)


def _modules(received: Sequence[Received], edition: Edition) -> Iterator[Module]:
    counted: Counter[str] = Counter()
    for one in received:
        counted.update({name for item in recommendations(one.evaluation) for name in item.entry.modules})
    known = {module.id: module for module in edition.modules}
    for name, firms in sorted(counted.items(), key=lambda it: (-it[1], it[0])):
        yield Module(name, known[name].title, known[name].minutes, firms)
