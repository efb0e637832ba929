"""How long a questionnaire is: which questions firms of a size are asked at least and at most, and how many minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil

from pan2_assess.core import condition
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import path_of
from pan2_assess.core.model import Checklist, Choice, Edition, Facts, Ladder, Number, Question

WORDS_A_MINUTE = 200  # of somebody who reads carefully, and seldom in the first language
SECONDS_A_FACT = 6  # to think and choose, once read
SECONDS_A_SCORED = 15
SIZES = ((1, 14), (15, 49), (50, 5000))  # people: as the questionnaires tell sizes apart
LARGEST = 6000


@dataclass(frozen=True)
class Length:
    """What firms between two sizes are asked: the shortest path and the longest."""

    fewest: tuple[str, ...]
    most: tuple[str, ...]


def headcount(edition: Edition) -> str:
    """Name the number question that tells a small firm from others; empty where none does."""
    if edition.small_condition is None:
        return ""
    names = [comparison.name for comparison in condition.comparisons(edition.small_condition)]
    return next((name for name in names if isinstance(edition.questions.get(name), Number)), "")


def length(edition: Edition, least: int, greatest: int) -> Length:
    """Find the paths of firms between two headcounts, with no box ticked and with all that bring questions."""
    return Length(_path(edition, least, min), _path(edition, greatest, max))


def minutes(edition: Edition, names: Iterable[str], small: bool) -> int:
    """Estimate from their words how long it takes to read and answer questions, in whole minutes."""
    asked = [edition.questions[name] for name in names]
    words = sum(len(text.split()) for question in asked for text in _read(edition, question, small))
    seconds = sum(SECONDS_A_SCORED if question.scored else SECONDS_A_FACT for question in asked)
    return ceil(words / WORDS_A_MINUTE + seconds / 60)


def _read(edition: Edition, question: Question, small: bool) -> list[str]:
    """List the words that one reads to answer; why and what counts are there for who opens them."""
    texts = [question.text, question.hint]
    match question:
        case Ladder():
            texts += [step.text for step in edition.steps(question, small)]
        case Choice():
            texts += [option.text for option in question.options]
        case Checklist():
            texts += [item.text for item in question.items]
        case Facts():
            texts += [part for option in question.options for part in (option.text, option.hint)]
    return texts


def _path(edition: Edition, people: int, choose: Callable[..., int]) -> tuple[str, ...]:
    """Walk the path of a firm of so many people whose facts are each chosen for few or for many questions."""
    known = headcount(edition)
    answers = {known: Answer(people)} if known else {}
    for name, question in edition.questions.items():
        if isinstance(question, Facts | Number) and name != known:
            ways = {_weight(edition, {**answers, name: answer}): answer for answer in _ways(question, people)}
            answers[name] = ways[choose(ways)]
    return path_of(edition, answers)


def _weight(edition: Edition, answers: dict[str, Answer]) -> int:
    # Scored questions before facts: they take the time.
    return sum(100 if edition.questions[name].scored else 1 for name in path_of(edition, answers))


def _ways(question: Facts | Number, people: int) -> list[Answer]:
    """List how a fact may be answered: a number by its ends, a set of boxes by none, one or as many as may be."""
    if isinstance(question, Number):
        return [Answer(question.minimum), Answer(min(question.maximum, people))]
    ids = tuple(option.id for option in question.options)
    if question.many:
        return [Answer(()), *(Answer((ident,)) for ident in ids), Answer(ids[: question.most])]
    return [Answer(ident) for ident in ids]
