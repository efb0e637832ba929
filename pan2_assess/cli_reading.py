"""What commands share: reading questionnaires, days and answers, writing a file, and ending with a message."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pan2_assess import paths
from pan2_assess.core.advice import Advice, advise
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.days import parse_day
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.library import Library, load
from pan2_assess.core.sheet import MAX_FILE, Read, Sheet
from pan2_assess.core.source import SourceErrors, did_you_mean
from pan2_assess.core.steps import REMARK, OwnStep, read_remark

if TYPE_CHECKING:
    from pan2_assess.core.model import Edition


def fail(message: str, status: int = 1) -> NoReturn:
    """End with a message on standard error: 1 for bad input, 2 for wrong use."""
    click.echo(message, err=True)
    sys.exit(status)


def library_of(folder: Path | None = None) -> Library:
    try:
        return load(folder or paths.questionnaires())
    except SourceErrors as problem:
        count = len(problem.errors)
        fail(f"{problem}\n{count} error{'s' if count > 1 else ''}.")


def edition_of(library: Library, name: str, language: str) -> Edition:
    if name not in library.editions:
        near = did_you_mean(name, library.editions)
        fail(f"There is no questionnaire «{name}». {near}".strip(), 2)
    if language not in library.languages:
        fail(f"There is no «{language}» here yet. Languages: {', '.join(library.languages)}.", 2)
    return library.editions[name].in_language(language)


def day(_context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return parse_day(value)
    except ValueError:
        raise click.BadParameter(f"«{value}» is not a date; write it as YYYY-MM-DD.", param=parameter) from None


language_option: Callable[[Any], Any] = click.option("--lang", default="en", show_default=True, help="Language.")
day_option: Callable[[Any], Any] = click.option(
    "--on", callback=day, metavar="DATE", help="Evaluate on this day and not on the file's own date."
)


def write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as problem:
        fail(f"{output} cannot be written ({problem.strerror}).")


def keep(source: Path | None, output: Path) -> None:
    """End before a file of answers is written over by what is made of it."""
    if source and source.exists() and output.exists() and output.samefile(source):
        fail(f"«{output}» is the file of the answers and would be lost; give what is made of it another name.", 2)


def read_of(library: Library, answers: Path, on: date | None) -> Read:
    """Read an answers file, JSON or a filled-in workbook; end with all that is wrong in it."""
    from pan2_assess.reports.answers_file import read_answers_file

    try:
        with answers.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as problem:
        fail(f"{answers} cannot be read ({problem.strerror}).")
    try:
        return read_answers_file(raw, library.editions.get, on, name=answers.name)
    except AnswerErrors as problem:
        count = len(problem.errors)
        fail("\n".join(f"{answers}: {error}" for error in problem.errors) + f"\n{count} error{'s'[: count > 1]}.")


def sheet_of(library: Library, answers: Path, on: date | None) -> tuple[Sheet, Edition]:
    read = read_of(library, answers, on)
    return read.sheet, read.edition


def own_plan(read: Read) -> dict[str, OwnStep]:
    """Take the own action plan that an answers file carries as a remark; say on standard error what cannot be taken."""
    if REMARK not in read.remarks:
        return {}
    steps, faults = read_remark(read.remarks[REMARK], read.edition)
    for fault in faults:
        click.echo(f"Left out: {fault}.", err=True)
    return steps


def evaluated(answers: Path, on: date | None) -> tuple[Sheet, Evaluation, Advice]:
    sheet, edition = sheet_of(library_of(), answers, on)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    return sheet, evaluation, advise(evaluation)
