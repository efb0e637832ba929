"""Two results beside the score: the outsider's view of a pilot company, and an authority's procurement file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from pan2_assess.core.evaluation import DUTY_GAP
from pan2_assess.core.feedback_types import Indicator, Outside, Procurement, Purchase
from pan2_assess.core.model import BENCHMARK, VERDICTS, Facts
from pan2_assess.core.speech import Speech
from pan2_assess.core.telling import Telling, severity_text
from pan2_assess.core.texts import paragraphs

DONE = DUTY_GAP  # from three quarters on a thing is done in substance
SAID = "_said"  # the text question that holds the sentence published, after the one that judges it


def procurement(story: Telling) -> Procurement | None:
    """Give the entries for what is bought, the most severe risks first."""
    edition, file = story.edition, story.edition.procurement
    chosen = story.value(edition.purchases or "")
    if file is None or not isinstance(chosen, tuple) or not chosen:
        return None
    bought = sorted((kind for kind in file.kinds if kind.id in chosen), key=lambda kind: -kind.severity)
    purchases = tuple(
        Purchase(
            id=kind.id,
            title=kind.title,
            severity=kind.severity,
            severity_text=severity_text(kind.severity, story.say),
            risk=kind.risk,
            need=kind.need,
            clause=kind.clause,
            link=kind.link,
            proof=kind.proof,
            follow_up=tuple((step.when, step.what) for step in kind.follow_up),
            finding=kind.finding,
        )
        for kind in bought
    )
    return Procurement(file.title, paragraphs(file.intro), file.finding, purchases)


def outside(story: Telling) -> Outside | None:
    """Put what is published beside what the firm says of itself, indicator by indicator."""
    section = next((one for one in story.edition.sections if one.id == story.edition.outside), None)
    if section is None:
        return None
    standard = next(one for one in story.edition.standards if one.id == BENCHMARK)
    indicators = tuple(_indicator(story, question) for question in section.questions if isinstance(question, Facts))
    return Outside(
        benchmark=standard.title,
        reading=_reading(indicators, story.say),
        note=story.say.say(
            "Your own reading of your own public documents, not comparable with any published ranking. It stands "
            "beside the score and is no part of it. The codes are those of the %(benchmark)s.",
            benchmark=standard.title,
        ),
        indicators=indicators,
    )


def _indicator(story: Telling, question: Facts) -> Indicator:
    code = question.references[BENCHMARK][0]
    value = story.value(question.id)
    sentence = story.value(question.id + SAID) if question.id + SAID in story.evaluation.path else None
    said = sentence.strip() if isinstance(sentence, str) else ""
    verdict = str(value) if value is not None else "open"
    return Indicator(
        number=story.edition.number(question.id),
        code=code,
        text=question.text,
        verdict=verdict,
        verdict_text=story.line(question.id).answer,
        said=said,
        hint=_hint(verdict, said, _practice(story, code), story.say) if verdict in VERDICTS else "",
    )


def _practice(story: Telling, code: str) -> Fraction | None:
    """Give the mean share of the firm's own answers that bear on an indicator; None where none counts."""
    shares = [
        share.p
        for share in story.evaluation.shares.values()
        if share.counts and code in share.question.references.get(BENCHMARK, ())
    ]
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def _hint(verdict: str, said: str, practice: Fraction | None, say: Speech) -> str:
    done = practice is not None and practice >= DONE
    if verdict == "none" and practice is None:
        return say.say("You were not asked how you do this. Say in a sentence what you do; that is a beginning.")
    if verdict == "none" and done:
        return say.say("By your own answers you do this. Nobody outside can see it yet: publish what you do.")
    if verdict == "none":
        return say.say("First do it, as the recommendations say; then publish what you do.")
    if not said:
        return say.say("No sentence is given here: an outsider who finds none counts nothing.")
    if practice is not None and not done:
        return say.say("It is published, and by your own answers not yet done throughout: let practice catch up.")
    if verdict == "partly":
        return say.say("Say the rest too: the sentence leaves a part out.")
    return ""


def _reading(indicators: Iterable[Indicator], say: Speech) -> str:
    counts = Counter(indicator.verdict for indicator in indicators)
    known = counts["fully"], counts["partly"], counts["none"]
    sentence = say.say(
        "Of %(all)s core indicators you found %(fully)s said fully and %(partly)s partly in your public documents, and "
        "nothing that counts on %(none)s.",
        all=sum(counts.values()),
        fully=known[0],
        partly=known[1],
        none=known[2],
    )
    rest = sum(counts.values()) - sum(known)
    if not rest:
        return sentence
    unknown = say.say("On %(number)s you did not know, or have not answered.", number=rest)
    return f"{sentence} {unknown}"
