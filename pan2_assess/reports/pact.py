"""The draft of a report under the National Pact as a Word file, to be completed by the organisation."""

from __future__ import annotations

from collections.abc import Iterator

from pan2_assess.core.paper_types import Commitment, PactReport
from pan2_assess.core.speech import Speech, speech
from pan2_assess.reports import papers
from pan2_assess.reports.word import Cell, Paper, Part, Ref, Todo

ABOUT = "about"  # the place of the part about the report


def write(report: PactReport) -> bytes:
    say = speech(report.head.language)
    paper = papers.begin(report.head, say.say("Report under the National Pact “Business and Human Rights”"), say)
    _use(paper, report, say)
    _about(paper, report, say)
    for commitment in report.commitments:
        _commitment(paper, commitment, say)
    if report.plan:
        _free_plan(paper, report, say)
    _headings(paper, report, say)
    papers.made_of(paper, report.head, say)
    return paper.save()


def _use(paper: Paper, report: PactReport, say: Speech) -> None:
    paper.heading(1, say.say("How to use this draft"))
    paper.bullets(papers.ground_rules(report.head, say))
    paper.bullets(
        [
            say.say(
                "No form of this report was found published. The parts follow the Pact’s six undertakings, told in "
                "other words than its own; compare them with what you were given when you signed: %(url)s",
                url=report.pact_url,
            ),
            say.say(
                "Let the staff delegation, or somebody who speaks for the people concerned, read it before others do."
            ),
            say.say("When all is done, delete this part and the word Draft, here and at the head of the pages."),
        ]
    )


def _about(paper: Paper, report: PactReport, say: Speech) -> None:
    paper.heading(1, say.say("About this report"), ABOUT)
    paper.text(say.say("Time that the report covers:"), " ", Todo(say.say("from and to")))
    paper.text(say.say("Whom to ask about it:"), " ", Todo(say.say("function and address")))
    papers.people(paper, report.head, say)
    paper.heading(2, say.say("What the answers cover"))
    if report.head.scope:
        papers.facts(paper, say.say("What the answers cover"), report.head.scope, say)
    else:
        paper.text(Todo(say.say("which firms, countries and parts of the staff")))
    paper.heading(2, say.say("The issues that weigh most"))
    if report.salient:
        paper.text(say.say("Chosen by us in the self-assessment:"))
        paper.bullets(report.salient)
    paper.text(Todo(say.say("how these issues were chosen, and with whom")))


def _commitment(paper: Paper, one: Commitment, say: Speech) -> None:
    paper.heading(1, _title(one, say), _place(one.place))
    paper.text(say.say("What the Pact asks, in other words than its own: %(text)s", text=one.asks))
    paper.text(Todo(one.todo))
    paper.heading(2, say.say("What our answers say"))
    for group in one.groups:
        paper.heading(3, group.title)
        papers.answers(paper, group.lines)
    if not one.groups and not one.kept:
        paper.text(
            say.say("No answer speaks of this: it is open, or the questionnaire does not ask it of a firm like this."),
            " ",
            Todo(say.say("what we do")),
        )
    papers.kept(paper, one.kept, say)
    paper.heading(2, say.say("Evidence"))
    papers.proofs(paper, one.proofs, say)
    paper.heading(2, say.say("What is missing"))
    papers.gaps(paper, one.gaps, say)
    paper.heading(2, say.say("Next steps"))
    papers.steps(paper, one.plan, one.proposed, one.more, say)


def _free_plan(paper: Paper, report: PactReport, say: Speech) -> None:
    paper.heading(1, say.say("Further steps of our own"))
    paper.text(Todo(say.say("check of each line whether others may read it: nobody but you has looked at its words")))
    papers.own_plan(paper, report.plan, say)


def _headings(paper: Paper, report: PactReport, say: Speech) -> None:
    paper.heading(1, say.say("Where the headings of the Reporting Framework are found"))
    paper.text(
        say.say(
            "%(title)s. Its headings stand here in other words than its own, which are at %(url)s",
            title=report.framework,
            url=report.framework_url,
        )
    )
    rows: list[tuple[Cell, ...]] = []
    for heading in report.headings:
        where = list(_where(heading.places, say)) or [Todo(say.say("what we can say of this"))]
        rows.append((f"{heading.code} {heading.title}", ", ".join(heading.numbers) or "–", where))
    head = (say.say("Heading"), say.say("Questions"), say.say("Where in this draft"))
    paper.table(say.say("Headings of the Reporting Framework"), head, rows, (3.5, 3, 4))


def _where(places: tuple[int, ...], say: Speech) -> Iterator[Part]:
    """Name the parts of the draft, as references to them."""
    for number, place in enumerate(places):
        if number:
            yield ", "
        if place:
            yield Ref(say.say("Undertaking %(number)s", number=place), _place(place))
        else:
            yield Ref(say.say("About this report"), ABOUT)


def _title(one: Commitment, say: Speech) -> str:
    return say.say("Undertaking %(number)s: %(title)s", number=one.place, title=one.title)


def _place(number: int) -> str:
    return f"undertaking_{number}"
