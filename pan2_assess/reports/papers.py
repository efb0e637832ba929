"""What both Word drafts share: their first page, answers, evidence, gaps and steps, and what they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pan2_assess.core.feedback_types import AnswerLine, Fact, Person
from pan2_assess.core.paper_types import Gap, Head, PlanLine, Proof, Proposed
from pan2_assess.core.speech import Speech
from pan2_assess.reports.word import Cell, Paper, Part, Todo


def begin(head: Head, title: str, say: Speech) -> Paper:
    """Begin a draft: its mark, its title, whose it is, and what it is not."""
    organisation = head.organisation or say.say("Organisation without a name")
    paper = Paper(
        language=head.language,
        title=f"{title} – {organisation}",
        author=head.organisation,
        day=head.on,
        todo=(say.say("To complete"), say.say("[to complete: %(what)s]")),
    )
    paper.running(
        say.say("Draft: to be completed and checked by the company"),
        say.say("Self-declared; nobody checked the answers; not a certificate or label."),
        say.say("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    )
    paper.text(say.say("DRAFT"), style="Mark")
    paper.text(title, style="Title")
    day = say.say("made from the self-assessment of %(day)s", day=say.day(head.on))
    paper.text(f"{organisation}\n{day}", style="Subtitle")
    paper.text(head.notice, style="Notice")
    if head.draft_notice:
        paper.text(head.draft_notice, style="Notice")
    return paper


def ground_rules(head: Head, say: Speech) -> Iterator[Cell]:
    """Say how a draft is to be used."""
    yield [
        say.say("The answers stand here in their own words. What they do not say stands in brackets:"),
        " ",
        Todo("…"),
        " ",
        say.say("Replace every bracket, or delete it."),
    ]
    yield say.say(
        "Notes are not in this draft, nor answers that you chose not to share. Answers about cases, and those that "
        "speak of people in harm, are in it only if you chose so. Read it all the same with the eyes of somebody who "
        "could be recognised."
    )
    if head.open:
        yield [
            Todo(
                say.count(
                    "%(number)s question is not answered yet: %(numbers)s",
                    "%(number)s questions are not answered yet: %(numbers)s",
                    len(head.open),
                    numbers=say.listed(list(head.open)),
                )
            )
        ]


def facts(paper: Paper, caption: str, found: Sequence[Fact], say: Speech) -> None:
    if found:
        rows = [(fact.label, fact.value) for fact in found]
        paper.table(caption, (say.say("Question"), say.say("Our answer")), rows, (1, 1))


def answers(paper: Paper, lines: Iterable[AnswerLine]) -> None:
    """Write answers under their questions."""
    for line in lines:
        paper.text(f"{line.number} {line.text}", style="Question")
        paper.text(f"{line.answer} ({line.detail})" if line.detail else line.answer)


def kept(paper: Paper, numbers: Sequence[str], say: Speech) -> None:
    """Name the questions whose answers stayed home, in a bracket that goes before the draft does."""
    if numbers:
        paper.text(
            Todo(
                say.count(
                    "the answer to question %(numbers)s stays with you. Say of it what others may know, so that "
                    "nobody can be recognised, or delete this",
                    "the answers to questions %(numbers)s stay with you. Say of them what others may know, so that "
                    "nobody can be recognised, or delete this",
                    len(numbers),
                    numbers=say.listed(list(numbers)),
                )
            )
        )


def proofs(paper: Paper, found: Sequence[Proof], say: Speech) -> None:
    if not found:
        paper.text(
            say.say("No evidence is named in the answers."), " ", Todo(say.say("what shows it, and of what date"))
        )
        return
    head = (say.say("No."), say.say("Evidence"), say.say("Kind"), say.say("Date"))
    rows = [(proof.number, proof.reference, proof.kind_text, proof.day) for proof in found]
    paper.table(say.say("Evidence"), head, rows, (1.3, 6, 1.5, 2.4))


def gaps(paper: Paper, found: Sequence[Gap], say: Speech) -> None:
    if not found:
        paper.text(say.say("The answers given here leave nothing open."))
        return
    paper.bullets(_gap(gap, say) for gap in found)


def _gap(gap: Gap, say: Speech) -> Cell:
    reasons = say.say("; ").join(gap.reasons)
    text = f"{gap.number} {gap.topic} – {reasons}".strip()
    if not gap.duty:
        return text
    return [text, " ", Todo(say.say("have this looked at by somebody who knows the law before you publish it"))]


def steps(paper: Paper, plan: Sequence[PlanLine], proposed: Sequence[Proposed], more: int, say: Speech) -> None:
    """Write what comes next: the own plan first, then what the self-assessment proposes."""
    who, when = say.say("Who"), say.say("By")
    if plan:
        paper.text(say.say("From our own plan:"), style="Question")
        own_plan(paper, plan, say)
    if proposed:
        paper.text(
            say.say("Proposed by the self-assessment. Keep what you decide to do, and delete the rest:"),
            style="Question",
        )
        rows: list[Sequence[Cell]] = [
            (step.number, step.step, Todo(say.say("who")), Todo(say.say("date"))) for step in proposed
        ]
        paper.table(say.say("Steps proposed"), (say.say("No."), say.say("Step"), who, when), rows, (1.3, 6, 2, 2))
    if more:
        paper.text(
            say.count(
                "%(number)s further step, less urgent, stands in the result.",
                "%(number)s further steps, less urgent, stand in the result.",
                more,
            )
        )
    if not plan and not proposed:
        paper.text(Todo(say.say("what we do next, who does it, and until when")))


def own_plan(paper: Paper, plan: Sequence[PlanLine], say: Speech) -> None:
    head = (say.say("No."), say.say("Step"), say.say("Who"), say.say("By"), say.say("State"))
    rows = [
        (
            line.number,
            line.step,
            line.owner or Todo(say.say("who")),
            line.by or Todo(say.say("date")),
            line.state,
        )
        for line in plan
    ]
    paper.table(say.say("Our own plan"), head, rows, (1.3, 5, 2, 2, 1.8))


def people(paper: Paper, head: Head, say: Speech) -> None:
    """Say who prepared and who approved the answers; the paper itself somebody has yet to approve."""
    for label, person in (
        (say.say("Answers prepared by:"), head.prepared_by),
        (say.say("Answers approved by:"), head.approved_by),
    ):
        paper.text(label, " ", *_person(person, say))
    paper.text(say.say("This text approved by:"), " ", Todo(say.say("function, name if the person agrees, and date")))


def _person(person: Person | None, say: Speech) -> Iterator[Part]:
    if person is None:
        yield Todo(say.say("function, name if the person agrees, and date"))
    else:
        day = say.day(person.date) if person.date else ""
        yield ", ".join(filter(None, (person.name, person.function, day)))


def made_of(paper: Paper, head: Head, say: Speech) -> None:
    """End with what the draft was made of."""
    paper.heading(1, say.say("How this draft was made"))
    paper.text(
        say.say(
            "Written by a program from the answers to the questionnaire “%(title)s” (%(id)s, version %(version)s) on "
            "%(day)s. Numbers such as 2.1 are those of its questions. No score and no band stands here: they are for "
            "the firm itself.",
            title=head.questionnaire,
            id=head.questionnaire_id,
            version=head.version,
            day=say.day(head.on),
        )
    )
    paper.text(say.say("Fingerprint of the questionnaire: %(digest)s", digest=head.digest), style="Question")
