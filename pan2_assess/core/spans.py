"""How many questions a questionnaire asks and how many minutes that takes, by size of firm and in round figures."""

from __future__ import annotations

from dataclasses import dataclass

from pan2_assess.core import length
from pan2_assess.core.model import Edition
from pan2_assess.core.speech import Speech

ROUND = 5  # to so many questions or minutes


@dataclass(frozen=True)
class Span:
    """What firms between two sizes meet: fewest and most questions that want an answer, and minutes."""

    least: int
    greatest: int | None  # None: no upper end
    questions: tuple[int, int]
    minutes: tuple[int, int]


def spans(edition: Edition) -> tuple[Span, ...]:
    """Give the lengths for three sizes of firm, or one for all where size makes no difference."""
    sizes = length.SIZES if length.headcount(edition) else length.SIZES[-1:]
    return tuple(_span(edition, least, greatest) for least, greatest in sizes)


def together(found: tuple[Span, ...]) -> Span:
    """Give the lengths for firms of any size: the shortest way and the longest."""
    return Span(
        found[0].least,
        None,
        (min(span.questions[0] for span in found), max(span.questions[1] for span in found)),
        (min(span.minutes[0] for span in found), max(span.minutes[1] for span in found)),
    )


def _span(edition: Edition, least: int, greatest: int) -> Span:
    last = (least, greatest) == length.SIZES[-1]
    paths = length.length(edition, least, length.LARGEST if last else greatest)
    fewest, most = (sum(edition.questions[name].required for name in path) for path in (paths.fewest, paths.most))
    short, long = (length.minutes(edition, path, not last) for path in (paths.fewest, paths.most))
    # Downwards the fewest, upwards all else: nobody should need longer than was said.
    return Span(
        least, None if last else greatest, (fewest // ROUND * ROUND or fewest, _up(most)), (_up(short), _up(long))
    )


def _up(number: int) -> int:
    return -(-number // ROUND) * ROUND


def people(span: Span, say: Speech) -> str:
    """Say for how many people a span is."""
    if span.greatest is None:
        return say.say("%(least)s or more", least=span.least)
    if span.least <= 1:
        return say.say("fewer than %(number)s", number=span.greatest + 1)
    return say.say("%(fewest)s to %(most)s", fewest=span.least, most=span.greatest)


def between(ends: tuple[int, int], say: Speech) -> str:
    """Write two ends, or one number where they are the same."""
    fewest, most = ends
    return str(most) if fewest == most else say.say("%(fewest)s to %(most)s", fewest=fewest, most=most)
