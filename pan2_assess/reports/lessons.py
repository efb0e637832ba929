"""The draft of a pilot's lesson paper as a Word file, to be completed by the organisation."""

from __future__ import annotations

from collections.abc import Sequence

from pan2_assess.core.paper_types import Changes, Lessons, Moved
from pan2_assess.core.speech import Speech, speech
from pan2_assess.reports import papers
from pan2_assess.reports.word import Paper, Todo


def write(lessons: Lessons) -> bytes:
    head, say = lessons.head, speech(lessons.head.language)
    paper = papers.begin(head, say.say("What our pilot on human rights taught us"), say)
    paper.text(say.say("Publish only what the company has approved."), style="Notice")
    paper.heading(1, say.say("How to use this draft"))
    paper.bullets(papers.ground_rules(head, say))
    paper.heading(1, say.say("The pilot in short"))
    papers.people(paper, head, say)
    papers.facts(paper, say.say("The pilot in short"), (*lessons.facts, *head.scope), say)
    _did(paper, lessons, say)
    _changes(paper, lessons.changes, say)
    _taught(paper, lessons, say)
    paper.heading(1, say.say("What comes next"))
    papers.steps(paper, lessons.plan, lessons.proposed, lessons.more, say)
    _before(paper, say)
    papers.made_of(paper, head, say)
    return paper.save()


def _did(paper: Paper, lessons: Lessons, say: Speech) -> None:
    paper.heading(1, say.say("What we did"))
    paper.text(Todo(say.say("the story in five sentences: where we looked, with whom, what we found, what we ended")))
    papers.answers(paper, lessons.did)
    papers.kept(paper, lessons.kept, say)
    paper.heading(2, say.say("Evidence"))
    papers.proofs(paper, lessons.proofs, say)


def _changes(paper: Paper, changes: Changes | None, say: Speech) -> None:
    if changes is None:
        paper.heading(1, say.say("What has changed"))
        paper.text(say.say("No earlier answers were given to compare with."))
        paper.text(Todo(say.say("what is different for people today from what it was before the pilot")))
        return
    paper.heading(1, say.say("What has changed since %(day)s", day=changes.day))
    paper.text(Todo(say.say("what is different for people today, in their words if they agree")))
    if changes.notices:
        paper.bullets(changes.notices)
    if not changes.comparable:
        paper.text(say.say("Nothing is compared, because the answers do not cover the same as then."))
        return
    _moved(paper, say.say("Better than then"), changes.better, say)
    _moved(paper, say.say("Worse than then"), changes.worse, say)
    _moved(paper, say.say("Changed, neither better nor worse"), changes.other, say)
    if not (changes.better or changes.worse or changes.other):
        paper.text(say.say("No answer that may be told here has changed."))


def _moved(paper: Paper, title: str, moved: Sequence[Moved], say: Speech) -> None:
    if moved:
        paper.heading(2, title)
        head = (say.say("Question"), say.say("Then"), say.say("Now"))
        rows = [(f"{one.number} {one.topic}", one.was, one.now) for one in moved]
        paper.table(title, head, rows, (1, 1, 1))


def _taught(paper: Paper, lessons: Lessons, say: Speech) -> None:
    paper.heading(1, say.say("What worked"))
    _words(paper, lessons.worked, say.say("what kept people from harm, and how you know"))
    if lessons.in_place:
        paper.heading(2, say.say("In place by our own answers"))
        paper.bullets(f"{line.number} {line.text}" for line in lessons.in_place)
    paper.heading(1, say.say("What did not work"))
    _words(paper, lessons.failed, say.say("what you would do differently, and what it cost whom"))
    paper.heading(2, say.say("What is missing"))
    papers.gaps(paper, lessons.gaps, say)
    paper.heading(1, say.say("What we would tell another company"))
    _words(paper, lessons.advice, say.say("two or three pieces of advice, and whom to ask about them"))
    papers.answers(paper, lessons.told)
    paper.text(
        say.say("Papers that others can use:"),
        " ",
        Todo(say.say("letter, questions, contract clause, notice: where they are")),
    )


def _words(paper: Paper, words: Sequence[str], todo: str) -> None:
    """Write what the firm says in its own words, or the bracket that asks for them."""
    if words:
        paper.bullets(words)
    else:
        paper.text(Todo(todo))


def _before(paper: Paper, say: Speech) -> None:
    paper.heading(1, say.say("Before this is published"))
    paper.bullets(
        [
            [
                say.say("The people concerned have said whether it tells their story rightly:"),
                " ",
                Todo(say.say("who, and when")),
            ],
            [say.say("Nobody can be recognised in it:"), " ", Todo(say.say("who has read it for that"))],
            [say.say("The owner knows that it is published:"), " ", Todo(say.say("date"))],
            [say.say("The company has approved this text:"), " ", Todo(say.say("by whom, and when"))],
        ]
    )
