"""The method in words, made from the same figures that the evaluation uses."""

from __future__ import annotations

from pan2_assess.core.advice import HIGHEST_STEP, LARGEST_RISE
from pan2_assess.core.answers import EVIDENCE_MONTHS
from pan2_assess.core.evaluation import BAND_FLOORS
from pan2_assess.core.model import Edition
from pan2_assess.core.speech import Speech


def method(edition: Edition, say: Speech) -> tuple[tuple[str, str], ...]:
    """Explain the score of an edition: headings, each with its paragraph."""
    pillars = [section for section in edition.sections if section.weight]
    weights = say.listed([f"{section.title} {section.weight}" for section in pillars])
    limiting = say.listed([section.title for section in pillars if section.limits]) or "–"
    floors = ", ".join(map(str, BAND_FLOORS))
    return (
        (
            say.say("Which questions are asked"),
            say.say(
                "Facts about the firm decide which questions apply. Not knowing a fact never removes a question. "
                "Answers to questions that no longer apply are kept, but they never count."
            ),
        ),
        (
            say.say("Points"),
            say.say(
                "Each scored question earns 0 to 4 points. Planned, “we don’t know” and open earn 0. "
                "The top step of a ladder needs evidence dated within the last %(months)s months; without it, it "
                "counts as 3. "
                "“Does not apply” leaves the sum, where a question allows it.",
                months=EVIDENCE_MONTHS,
            ),
        ),
        (
            say.say("Score"),
            say.say(
                "A section’s score is the weighted mean of its questions, from 0 to 100. The score is the weighted "
                "mean of the pillars. Topics are shown beside and never averaged in. If a pillar has no score, or if "
                "“does not apply” weighs more than a fifth of the whole, there is no score. Only the display rounds, "
                "downwards."
            ),
        ),
        (
            say.say("Pillars and their weights"),
            say.say(
                "%(weights)s. The band is at most one above that of the weakest of %(limiting)s.",
                weights=weights,
                limiting=limiting,
            ),
        ),
        (
            say.say("Bands and what holds them back"),
            say.say(
                "Five bands begin at %(floors)s points. An answer that says people may be in harm now holds the "
                "band at the first. "
                "A question nobody can do without, or a legal duty with a gap, holds it at the second or third. "
                "The weakest of the pillars named above lets it stand at most one band above its own. "
                "The bands are provisional until they have been calibrated on real assessments.",
                floors=floors,
            ),
        ),
        (
            say.say("Claimed, documented, public"),
            say.say(
                "Beside the score stand two lower ones on the same scale: “documented” counts only answers with "
                "dated evidence "
                "named by the firm itself, “public” only those whose evidence anyone can find. Nobody has looked "
                "at that evidence."
            ),
        ),
        (
            say.say("Order of the recommendations"),
            say.say(
                "First what may be harming people now; then the severity of the possible harm, higher where the "
                "firm’s own "
                "exposure or its chosen issues raise it; then legal duties with a gap; then what there is to gain; "
                "then the smaller effort. Never the cheapest points first."
            ),
        ),
        *_way(edition, say),
        (
            say.say("What the score is not"),
            say.say(
                "It does not say that any law is kept. It is no ranking, certificate or label, and it is never "
                "to be used to select, reject or rank a bidder."
            ),
        ),
    )


def _way(edition: Edition, say: Speech) -> tuple[tuple[str, str], ...]:
    """Explain how the way to the next band is found; nothing where a questionnaire shows none."""
    if not edition.way:
        return ()
    text = say.say(
        "The tool tries what would happen if a few answers stood higher: ladder questions only, each raised by at "
        "most %(rise)s steps and to step %(top)s at the highest. The whole result is worked out anew with each such "
        "set, until one reaches the next band and none of its steps can be left out; among these the set against the "
        "most severe harm comes first. It is one way among others and no forecast. Where there is none, the result "
        "says what stands in the way.",
        rise=LARGEST_RISE,
        top=HIGHEST_STEP,
    )
    return ((say.say("A way to the next band"), text),)
