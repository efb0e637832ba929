"""The commands that draft a paper to go on writing in: the Pact report and a pilot's lessons, as Word files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from pan2_assess.cli_reading import day_option, fail, language_option, library_of, own_plan, read_of, write
from pan2_assess.core.advice import advise
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.lessons import lessons as lessons_of
from pan2_assess.core.lessons import offers_lessons
from pan2_assess.core.library import Library
from pan2_assess.core.model import Edition
from pan2_assess.core.pact import offers_report, pact_report
from pan2_assess.core.rounds import Round
from pan2_assess.core.sheet import Read
from pan2_assess.core.steps import OwnStep


@click.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@language_option
@day_option
def pact(answers: Path, output: Path, lang: str, on: date | None) -> None:
    """Draft the report of the National Pact as a Word file, from an answers file, complete or not."""
    from pan2_assess.reports import pact as paper

    _check_name(output)
    library = library_of()
    read = read_of(library, answers, on)
    if not offers_report(read.edition):
        fail(f"«{read.edition.id}» does not ask about every undertaking of the Pact. {_named(library, offers_report)}")
    feedback, evaluation, own = _told(read, lang)
    write(output, paper.write(pact_report(feedback, read.sheet, evaluation, own)))
    _remind(evaluation)


@click.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--since", type=click.Path(path_type=Path), help="Earlier answers, to say what has changed.")
@language_option
@day_option
def lessons(answers: Path, output: Path, since: Path | None, lang: str, on: date | None) -> None:
    """Draft the lesson paper of a pilot as a Word file, from an answers file, complete or not."""
    from pan2_assess.reports import lessons as paper

    _check_name(output)
    library = library_of()
    read = read_of(library, answers, on)
    if not offers_lessons(read.edition):
        fail(f"«{read.edition.id}» does not ask what a pilot has taught. {_named(library, offers_lessons)}")
    earlier = _earlier(library, since) if since else None
    feedback, evaluation, own = _told(read, lang)
    write(output, paper.write(lessons_of(feedback, read.sheet, evaluation, own, earlier)))
    _remind(evaluation)


def _named(library: Library, offers: Callable[[Edition], bool]) -> str:
    names = [name for name, edition in library.editions.items() if offers(edition)]
    return f"Questionnaires that do: {', '.join(names) or 'none here'}."


def _check_name(output: Path) -> None:
    if output.suffix.lower() != ".docx":
        fail(f"«{output.name}»: the draft is a Word file; name it something.docx.", 2)


def _earlier(library: Library, since: Path) -> Round:
    read = read_of(library, since, None)
    return Round(read.edition, read.sheet)


def _told(read: Read, lang: str) -> tuple[Feedback, Evaluation, dict[str, OwnStep]]:
    if lang not in read.edition.languages:
        fail(f"There is no «{lang}» here yet. Languages: {', '.join(read.edition.languages)}.", 2)
    evaluation, own = evaluate(read.edition, read.sheet.answers, read.sheet.date), own_plan(read)
    return tell(read.edition, read.sheet, evaluation, advise(evaluation), lang, own), evaluation, own


def _remind(evaluation: Evaluation) -> None:
    """Say on standard error what must not stand in a paper for others, and what it lacks."""
    if evaluation.alarms:
        click.echo(f"First protect people, before you report: {', '.join(evaluation.alarms)}", err=True)
    if evaluation.missing:
        click.echo(f"Answers are missing; the draft names their questions: {len(evaluation.missing)}.", err=True)
