"""Where the organisation stands: headline, band, what holds it back, and the bars of pillars and topics."""

from __future__ import annotations

from collections.abc import Iterator

from pan2_assess.core.advice import whole
from pan2_assess.core.evaluation import BAND_FLOORS, Cap, Evaluation, band_of
from pan2_assess.core.feedback_types import Band, Bar, Standing
from pan2_assess.core.feedback_types import Cap as CapLine
from pan2_assess.core.model import Edition
from pan2_assess.core.shares import SectionResult
from pan2_assess.core.speech import Speech


def band_names(say: Speech) -> tuple[str, ...]:
    """Name the five bands, lowest first."""
    return (
        say.say("Starting"),
        say.say("Emerging"),
        say.say("Developing"),
        say.say("Established"),
        say.say("Embedded"),
    )


def band_line(number: int | None, say: Speech) -> Band | None:
    return None if number is None else Band(number, band_names(say)[number - 1], BAND_FLOORS[number - 1])


def _all_bands(say: Speech) -> tuple[Band, ...]:
    return tuple(Band(n, name, BAND_FLOORS[n - 1]) for n, name in enumerate(band_names(say), 1))


def standing(edition: Edition, evaluation: Evaluation, say: Speech) -> Standing:
    """Tell the result in short: the sentence, the band, the caps, and the numbers behind them."""
    band, uncapped = band_line(evaluation.band, say), band_line(evaluation.uncapped_band, say)
    caps = tuple(_cap(edition, cap, say) for cap in evaluation.caps)
    lower, upper = whole(evaluation.lower) or 0, whole(evaluation.upper) or 0
    return Standing(
        headline=_headline(evaluation, band, say),
        explanation=_explanation(evaluation, band, uncapped, say),
        complete=evaluation.complete,
        rated=evaluation.rated,
        band=band,
        uncapped_band=uncapped,
        caps=caps,
        score=whole(evaluation.score),
        lower=lower,
        upper=upper,
        documented=whole(evaluation.documented),
        public=whole(evaluation.public),
        answered=evaluation.required - len(evaluation.missing),
        required=evaluation.required,
        bands=_all_bands(say),
        reading=_reading(evaluation, band, uncapped, lower, upper, say),
    )


def _headline(evaluation: Evaluation, band: Band | None, say: Speech) -> str:
    if evaluation.alarms:
        return say.say("People may be in danger now. Protect them first; everything else can wait.")
    if not evaluation.complete:
        return say.count(
            "%(number)s question is still open, so there is no score yet.",
            "%(number)s questions are still open, so there is no score yet.",
            len(evaluation.missing),
        )
    if band is None:
        return say.say("Too much does not apply to you for a fair score; the answers themselves still help.")
    return {
        1: say.say("By your own answers you are at the start: little is in place yet, and the first steps are clear."),
        2: say.say(
            "By your own answers you have begun: some of what protects people is in place. The first steps "
            "show what is missing."
        ),
        3: say.say(
            "By your own answers you are on the way: much is in place, and it now has to reach everyone it should."
        ),
        4: say.say(
            "By your own answers you are well advanced: it works in most places, and what is missing is named below."
        ),
        5: say.say(
            "By your own answers it is part of how you work: keep checking with the people concerned that it stays so."
        ),
    }[band.number]


def _explanation(evaluation: Evaluation, band: Band | None, uncapped: Band | None, say: Speech) -> str:
    if not evaluation.complete:
        return say.say("What you have answered so far already shows what can still be reached.")
    if band is None or uncapped is None:
        return say.say(
            "Either nothing in one of the pillars applies to you, or more than a fifth of the whole was answered "
            "“does not apply”. Look at those answers again: most of these questions concern every firm."
        )
    if band.number < uncapped.number:
        return say.say(
            "By points alone the band would be %(uncapped)s. It is held at %(band)s, because points in one place "
            "do not make up for a gap that leaves people unprotected in another.",
            uncapped=uncapped.name,
            band=band.name,
        )
    return say.say("The band is %(band)s, as the points say; nothing holds it lower.", band=band.name)


def _reading(
    evaluation: Evaluation, band: Band | None, uncapped: Band | None, lower: int, upper: int, say: Speech
) -> str:
    if band is None or uncapped is None:
        return say.say(
            "On a scale from 0 to 100 the score can still lie between %(lower)s and %(upper)s.",
            lower=lower,
            upper=upper,
        )
    score = whole(evaluation.score)
    if band.number < uncapped.number:
        return say.say(
            "Score %(score)s of 100, which is in the band %(uncapped)s; held back to the band %(band)s, "
            "%(number)s of 5.",
            score=score,
            uncapped=uncapped.name,
            band=band.name,
            number=band.number,
        )
    return say.say(
        "Score %(score)s of 100, in the band %(band)s, %(number)s of 5.",
        score=score,
        band=band.name,
        number=band.number,
    )


def _cap(edition: Edition, cap: Cap, say: Speech) -> CapLine:
    band = band_line(cap.band, say)
    assert band is not None  # noqa: S101 - a cap always names a band
    if cap.kind == "weakest":
        section = next(section for section in edition.sections if section.id == cap.section)
        text = say.say(
            "%(section)s is the weakest pillar; the band can be at most one above it, %(band)s.",
            section=section.title,
            band=band.name,
        )
        return CapLine(cap.kind, band, text, "", section.id)
    question = edition.questions[cap.question]
    values = {"question": question.text, "number": edition.number(question.id), "band": band.name}
    if cap.kind == "harm":
        text = say.say(
            "Question %(number)s: people may be in harm now. Until that has ended the band is %(band)s.", **values
        )
    elif cap.kind == "duty":
        duty = next(duty.title for duty in edition.duties if duty.id == cap.duty)
        text = say.say(
            "Question %(number)s: your answer leaves open a part of a duty that applies (%(duty)s). As long as it "
            "does, the band is at most %(band)s.",
            duty=duty,
            **values,
        )
    else:
        text = say.say(
            "Question %(number)s is one nobody can do without: “%(question)s” With this answer the band is at "
            "most %(band)s.",
            **values,
        )
    return CapLine(cap.kind, band, text, question.id, question.section)


def bars(edition: Edition, evaluation: Evaluation, say: Speech) -> Iterator[Bar]:
    """Tell every section that earns points, pillars first."""
    titles = {section.id: section.title for section in edition.sections}
    scored = [result for result in evaluation.sections if any(q.scored for q in result.section.questions)]
    for result in sorted(scored, key=lambda result: not result.pillar):
        yield _bar(titles[result.id], result, say)


def _bar(title: str, result: SectionResult, say: Speech) -> Bar:
    answered = sum(share.state != "open" for share in result.shares)
    # A section with open questions has no score yet: counted as nothing they would only mislead.
    score = result.score if answered == len(result.shares) else None
    band = band_line(band_of(score), say) if score is not None else None
    if not result.applies:
        state = say.say("not asked")
    elif answered < len(result.shares):
        state = say.say("open questions")
    elif band is None:
        state = say.say("no score: everything was answered “does not apply”")
    else:
        state = f"{whole(score)} · {band.name}"
    return Bar(
        id=result.id,
        title=title,
        pillar=result.pillar,
        weight=result.section.weight,
        limits=result.section.limits,
        applies=result.applies,
        score=whole(score),
        documented=whole(result.documented) if score is not None else None,
        public=whole(result.public) if score is not None else None,
        band=band,
        state=state,
        answered=answered,
        required=len(result.shares),
    )
