"""Reviews in the demonstration: a reviewer reads, asks and concludes, and whoever handed in answers."""

from __future__ import annotations

from collections.abc import Sequence

from pan2_assess.core.model import Edition, Ladder, ScoredQuestion
from pan2_assess.core.reviewing import Verdict
from pan2_assess.demo import words
from pan2_assess.demo.story import DAY, Handed, Story
from pan2_assess.store import copies, lessons, reviews
from pan2_assess.store.copies import Reader
from pan2_assess.store.review_parts import FollowUp, Given


def review(
    story: Story,
    reviewer: Reader,
    handed: Handed,
    questionnaire: str,
    language: str,
    *,
    day: float,
    concluded: bool,
    explains: bool,
) -> None:
    """Read what a firm handed in and find something of each answer, or of the first dozen where it is not concluded."""
    edition = story.edition(questionnaire, language)
    with story.days_ago(day):
        content = copies.open_copy(reviewer, handed.copy_id, "page")
        named = list(content.sheet["answers"])
        looked_at = named if concluded else named[:12]
        findings = {name: _finding(story, edition, name, handed, language) for name in looked_at}
        reviews.set_findings(reviewer, handed.copy_id, findings, {})
    open_points = [name for name, given in findings.items() if given.verdict == "explain"]
    if explains and open_points:
        with story.days_ago(day - 2):
            reviews.answer(handed.access, open_points[0], words.EXPLAINED[handed.firm.language])
    if concluded:
        with story.days_ago(day - 5) as moment:
            days = [FollowUp((moment + (60 + 90 * at) * DAY).date(), what, who)
                    for at, (what, who) in enumerate(words.FOLLOW_UP[language])]  # fmt: skip
            reviews.conclude(reviewer, handed.copy_id, words.OUTCOME[language], days, "")
        if explains:
            with story.days_ago(day - 6):
                reviews.answer(handed.access, "", words.REPLIED[handed.firm.language])


def _finding(story: Story, edition: Edition, name: str, handed: Handed, language: str) -> Given:
    drawn = story.chance.random() if isinstance(edition.questions[name], ScoredQuestion) else 0.0  # facts are plausible
    verdict: Verdict = "plausible" if drawn < 0.78 else "explain" if drawn < 0.9 else "follow"
    text = story.chance.choice(words.FINDINGS[language][verdict])
    question, declared = edition.questions[name], handed.answers[name].value
    if edition.id == "pilot" and isinstance(question, Ladder) and declared == "3" and drawn > 0.6:
        return Given(verdict, text, step="2", why=words.WHY)
    return Given(verdict, text)


def learn(story: Story, reviewer: Reader, handed: Sequence[Handed], texts: Sequence[str], *, day: float) -> None:
    """Ask companies whether a lesson of theirs may be passed on: one says yes, the next says no, the next nothing."""
    for number, (one, text) in enumerate(zip(handed, texts, strict=False)):
        with story.days_ago(day):
            lessons.propose(reviewer, one.copy_id, text)
        with story.days_ago(day - 4):
            asked = lessons.asked(one.access)
            assert asked is not None  # noqa: S101 - it handed in to a pilot round
            (lesson,) = asked.lessons
            if number == 0:
                lessons.approve(one.access, lesson.id, named=False)
            elif number == 1:
                lessons.refuse(one.access, lesson.id)
