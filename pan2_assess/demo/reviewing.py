"""Reviews in the demonstration: a reviewer reads, asks and concludes, and whoever handed in answers."""

from __future__ import annotations

from pan2_assess.core.model import Edition, Ladder
from pan2_assess.core.reviewing import Verdict
from pan2_assess.demo import words
from pan2_assess.demo.story import DAY, Handed, Story
from pan2_assess.store import copies, reviews
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
        named = [
            name
            for name in content.sheet["answers"]
            if edition.questions[name].type in ("ladder", "choice", "checklist")
        ]
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
    drawn = story.chance.random()
    verdict: Verdict = "plausible" if drawn < 0.78 else "explain" if drawn < 0.9 else "follow"
    text = story.chance.choice(words.FINDINGS[language][verdict])
    question, declared = edition.questions[name], handed.answers[name].value
    if edition.id == "pilot" and isinstance(question, Ladder) and declared == "3" and drawn > 0.6:
        return Given(verdict, text, step="2", why=words.WHY)
    return Given(verdict, text)
