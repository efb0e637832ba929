"""The scores of two times, told beside each other, or why they are not comparable."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pan2_assess.core.advice import whole
from pan2_assess.core.comparing import Comparison
from pan2_assess.core.comparing_scores import NoScore, counting
from pan2_assess.core.since_types import Bands, Figure
from pan2_assess.core.speech import Speech
from pan2_assess.core.standing import band_line


class Scores:
    """The bands and scores of a comparison on their way into words."""

    def __init__(self, comparison: Comparison, say: Speech) -> None:
        self.found, self.say = comparison, say
        self.then, self.now = comparison.then, comparison.now

    def bands(self) -> Bands | None:
        then = band_line(self.then.evaluation.band, self.say)
        now = band_line(self.now.evaluation.band, self.say)
        if self.found.no_score or then is None or now is None:
            return None
        if then == now:
            return Bands(then, now, self.say.say("The band is the same as then: %(band)s.", band=now.name))
        sentence = self.say.say("The band was %(then)s and is now %(now)s.", then=then.name, now=now.name)
        return Bands(then, now, sentence)

    def figures(self) -> Iterator[Figure]:
        if self.found.no_score:
            return
        then, now = self.then.evaluation, self.now.evaluation
        yield self._figure("score", self.say.say("Score"), then.score, now.score)
        if common := self.found.common:
            title = self.say.say("Score over the questions that counted both times")
            yield self._figure(common.id, title, common.then, common.now)
        yield self._figure("documented", self.say.say("Documented (own statement)"), then.documented, now.documented)
        yield self._figure("public", self.say.say("Public"), then.public, now.public)

    def pillars(self) -> Iterator[Figure]:
        titles = {section.id: section.title for section in self.now.edition.sections}
        for pillar in self.found.pillars:
            yield self._figure(pillar.id, titles[pillar.id], pillar.then, pillar.now)

    def _figure(self, name: str, title: str, then: Fraction | None, now: Fraction | None) -> Figure:
        return Figure(name, title, whole(then), whole(now), self._change(then, now))

    def _change(self, then: Fraction | None, now: Fraction | None) -> str:
        if then is None:
            return self.say.say("did not apply then")
        if now is None:
            return self.say.say("does not apply now")
        if then == now:
            return self.say.say("the same")
        change = (whole(now) or 0) - (whole(then) or 0)
        if change:
            return f"+{change}" if change > 0 else f"−{-change}"
        return self.say.say("a little more") if now > then else self.say.say("a little less")

    def counted(self) -> str:
        """Say that other questions count now than then; nothing where the same do, or where nothing is compared."""
        then, now = counting(self.then), counting(self.now)
        if self.found.no_score or then == now:
            return ""
        return self.say.say(
            "Your facts, and what you say does not apply, decide which questions count in the score: %(then)s counted "
            "then, %(now)s count now, and %(both)s counted both times.",
            then=len(then),
            now=len(now),
            both=len(then & now),
        )

    def why_none(self) -> str:
        reasons: dict[NoScore, str] = {
            "": "",
            "questionnaire": self.say.say("Scores of two questionnaires are not compared."),
            "questions": self.say.say(
                "The questionnaire has changed since then: it asks or weighs otherwise. So the scores are not "
                "compared, only the answers, question by question."
            ),
            "contract": self.say.say(
                "The score rests on answers about one contract, and the one then need not be the one now. So the "
                "scores are not compared."
            ),
            "scope": self.say.say("Scores are compared only where the answers cover the same."),
            "open then": self.say.say("Then questions were still open, so there was no score to compare with."),
            "open now": self.say.say("Questions are still open, so there is no score to compare yet."),
            "not rated then": self.say.say("Then too much did not apply for a score to compare with."),
            "not rated now": self.say.say("Now too much does not apply for a score to compare."),
        }
        return reasons[self.found.no_score]
