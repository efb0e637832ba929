"""The lesson paper of a pilot: what was done, what has changed, what worked and what did not, for others to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pan2_assess.core.comparing import compare
from pan2_assess.core.evaluation import DUTY_GAP, Evaluation
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.model import Edition
from pan2_assess.core.paper import FIRST, Material
from pan2_assess.core.paper_types import Changes, Lessons, Moved
from pan2_assess.core.rounds import Round
from pan2_assess.core.sharing import may_be_told
from pan2_assess.core.sheet import Sheet
from pan2_assess.core.since import tell_since
from pan2_assess.core.since_types import Line
from pan2_assess.core.steps import OwnStep

SECTION = "owner"  # of the questionnaire for firms the public owns: its owner and its pilot
# What the firm says in its own words, and on passing it on; the section's other questions say what was done.
WORKED, FAILED, ADVICE, LESSON = f"{SECTION}.worked", f"{SECTION}.failed", f"{SECTION}.advice", f"{SECTION}.lesson"


def offers_lessons(edition: Edition) -> bool:
    """Tell whether a questionnaire asks what a pilot taught."""
    return {WORKED, FAILED, ADVICE, LESSON} <= edition.questions.keys()


def lessons(
    feedback: Feedback,
    sheet: Sheet,
    evaluation: Evaluation,
    own: Mapping[str, OwnStep] | None = None,
    earlier: Round | None = None,
) -> Lessons:
    """Draft the paper in the language of the feedback, from the sheet and the evaluation that it was told from."""
    found = Material(feedback, sheet, evaluation, own or {})
    names = [name for name in evaluation.path if found.edition.questions[name].section == SECTION]
    scored = [name for name in names if name in evaluation.shares]
    did = [name for name in scored if name != LESSON]
    proposed = found.proposed(names)
    said = [name for name in names if name not in scored and name not in (WORKED, FAILED, ADVICE)]
    return Lessons(
        head=found.head(),
        facts=tuple(found.facts(name for name in said if name not in found.edition.scope)),
        did=found.lines(did),
        proofs=found.proofs(did),
        changes=_changes(found, earlier) if earlier else None,
        worked=tuple(_own_words(found, WORKED)),
        in_place=found.lines(name for name in did if evaluation.shares[name].p >= DUTY_GAP),
        failed=tuple(_own_words(found, FAILED)),
        gaps=found.gaps(names),
        advice=tuple(_own_words(found, ADVICE)),
        told=found.lines([LESSON]),
        plan=found.plan(names),
        proposed=proposed[:FIRST],
        more=len(proposed[FIRST:]),
        kept=found.kept(names),
    )


def _own_words(found: Material, name: str) -> Iterator[str]:
    """Give the lines of a text, each without the dash that people begin a list with."""
    for line in found.lines([name]):
        for text in line.answer.splitlines():
            if words := text.strip().lstrip("-–•* ").strip():
                yield words


def _changes(found: Material, earlier: Round) -> Changes:
    """Tell what changed since the earlier answers, of the questions that may be told both times."""
    language = found.feedback.language
    edition = earlier.edition
    then = Round(edition.in_language(language) if language in edition.languages else edition, earlier.sheet)
    told = tell_since(compare(then, Round(found.edition, found.sheet)), found.say)

    def moved(lines: Iterable[Line]) -> tuple[Moved, ...]:
        return tuple(
            Moved(line.number, line.text, line.was, line.now)
            for line in lines
            if may_be_told(line.question, then.sheet.answers.get(line.question), then.evaluation)
            and found.may_be_told(line.question)
        )

    return Changes(
        day=found.say.day(told.then),
        notices=told.notices,
        comparable=not told.scope,
        better=moved(told.better),
        worse=moved(told.worse),
        other=moved(told.other),
    )
