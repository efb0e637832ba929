"""The command line: check and show questionnaires, score answers, make the report, run the application."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pan2_assess import checking, paths
from pan2_assess.core.advice import Advice, advise, result_json, whole
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.blank import blank_json
from pan2_assess.core.carrying import Carrying, Reason, carry
from pan2_assess.core.cases import CaseError
from pan2_assess.core.days import parse_day
from pan2_assess.core.evaluation import Evaluation, evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.library import Library, load
from pan2_assess.core.outline import outline
from pan2_assess.core.sheet import MAX_FILE, Sheet
from pan2_assess.core.source import SourceErrors, did_you_mean
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names

if TYPE_CHECKING:
    from pan2_assess.core.model import Edition

LEFT: dict[Reason, str] = {
    "not asked": "not asked there",
    "contract": "about one contract",
    "meaning": "asked there in another sense",
    "options": "an answer that is not offered there",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pan2-assess", prog_name="pan2-assess")
def main() -> None:
    """Assess how well a company looks after human rights, after Luxembourg's national action plan."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the terminal's language: JSON is UTF-8


def _fail(message: str, status: int = 1) -> NoReturn:
    """End with a message on standard error: 1 for bad input, 2 for wrong use."""
    click.echo(message, err=True)
    sys.exit(status)


def _library(folder: Path | None = None) -> Library:
    try:
        return load(folder or paths.questionnaires())
    except SourceErrors as problem:
        count = len(problem.errors)
        _fail(f"{problem}\n{count} error{'s' if count > 1 else ''}.")


def _edition(library: Library, name: str, language: str) -> Edition:
    if name not in library.editions:
        near = did_you_mean(name, library.editions)
        _fail(f"There is no questionnaire «{name}». {near}".strip(), 2)
    if language not in library.languages:
        _fail(f"There is no «{language}» here yet. Languages: {', '.join(library.languages)}.", 2)
    return library.editions[name].in_language(language)


def _day(_context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return parse_day(value)
    except ValueError:
        raise click.BadParameter(f"«{value}» is not a date; write it as YYYY-MM-DD.", param=parameter) from None


language_option: Callable[[Any], Any] = click.option("--lang", default="en", show_default=True, help="Language.")
day_option: Callable[[Any], Any] = click.option(
    "--on", callback=_day, metavar="DATE", help="Evaluate on this day and not on the file's own date."
)


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--coverage", is_flag=True, help="Also list what no question uses, and what no golden case comes by.")
@click.option(
    "--cases", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The folder of golden cases."
)
def check(folder: Path | None, coverage: bool, cases: Path | None) -> None:
    """Load and check all questionnaires; print every error."""
    library = _library(folder)
    lines = [line for edition in library.editions.values() for line in checking.described(edition)]
    lines += [*checking.readable(library), *checking.due(library, date.today())]
    if coverage:
        if cases is None and (beside := (folder or paths.questionnaires()).parent / "tests" / "cases").is_dir():
            cases = beside
        try:
            lines += checking.uncovered(library, cases)
        except (CaseError, AnswerErrors) as problem:
            _fail(str(problem))
    click.echo("\n".join(lines))


@main.command()
@click.argument("name", metavar="ID")
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the compiled edition.")
def show(name: str, lang: str, as_json: bool) -> None:
    """Print a questionnaire to read."""
    edition = _edition(_library(), name, lang)
    click.echo(edition.canonical() if as_json else outline(edition))


@main.command()
@click.argument("name", metavar="ID")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@language_option
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="Propose what an answers file says, to be confirmed."
)
def blank(name: str, output: Path, lang: str, source: Path | None) -> None:
    """Write the questionnaire as an answers file to fill in."""
    if output.suffix.lower() != ".json":
        _fail(f"«{output.name}»: this version writes blanks as .json only.", 2)
    library = _library()
    edition = _edition(library, name, lang)
    carrying = _carried(library, source, library.editions[name]) if source else None
    content = blank_json(edition, carrying.proposed if carrying else None)
    _write(output, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    if carrying:
        click.echo("\n".join(_said_of(carrying)), err=True)


def _said_of(carrying: Carrying) -> Iterator[str]:
    yield f"Answers proposed: {len(carrying.proposed)}. Each counts once you write it as the value."
    for reason, words in LEFT.items():
        names = [name for name, why in carrying.left.items() if why == reason]
        if names:
            listed = "" if reason == "not asked" else f": {', '.join(names)}"  # those nobody needs to look up
            yield f"Left behind, {words}: {len(names)}{listed}."


def _carried(library: Library, source: Path, new: Edition) -> Carrying:
    sheet, old = _sheet(library, source, None)
    return carry(sheet.answers, old, new, sheet.date)


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as problem:
        _fail(f"{output} cannot be written ({problem.strerror}).")


def _sheet(library: Library, answers: Path, on: date | None) -> tuple[Sheet, Edition]:
    from pan2_assess.reports.answers_file import read_answers_file
    from pan2_assess.reports.workbook_reading import read_book

    try:
        with answers.open("rb") as file:
            raw = file.read(MAX_FILE + 1)
    except OSError as problem:
        _fail(f"{answers} cannot be read ({problem.strerror}).")
    # A file called a workbook that is none is told so, and not what is wrong with its JSON.
    read_file = read_book if answers.suffix.lower() == ".xlsx" else read_answers_file
    try:
        read = read_file(raw, library.editions.get, on)
    except AnswerErrors as problem:
        count = len(problem.errors)
        _fail("\n".join(f"{answers}: {error}" for error in problem.errors) + f"\n{count} error{'s'[: count > 1]}.")
    return read.sheet, read.edition


def _evaluated(answers: Path, on: date | None) -> tuple[Sheet, Evaluation, Advice]:
    sheet, edition = _sheet(_library(), answers, on)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    return sheet, evaluation, advise(evaluation)


@main.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything, for programs.")
@day_option
def score(answers: Path, as_json: bool, on: date | None) -> None:
    """Evaluate an answers file, JSON or a filled-in workbook."""
    _, evaluation, advice = _evaluated(answers, on)
    if as_json:
        click.echo(json.dumps(result_json(evaluation, advice), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_summary(evaluation, advice)))


def _summary(evaluation: Evaluation, advice: Advice) -> list[str]:
    names = band_names(speech("en"))
    lines = [f"{evaluation.edition.title}, {evaluation.edition.version}, on {evaluation.on}"]
    if evaluation.alarms:
        lines.append(f"First protect people: {', '.join(evaluation.alarms)}")
    if evaluation.band is None:
        state = "not rated" if evaluation.complete else f"{len(evaluation.missing)} answers missing"
        lines.append(f"No score: {state}. Possible: {whole(evaluation.lower)} to {whole(evaluation.upper)}")
        lines += [f"  missing: {name}" for name in evaluation.missing]
    else:
        lines.append(f"Score {whole(evaluation.score)} of 100, band {evaluation.band} {names[evaluation.band - 1]}")
        lines.append(f"Documented {whole(evaluation.documented)}, public {whole(evaluation.public)}")
        lines += [f"Held at band {c.band}: {c.kind} ({c.question or c.section})" for c in evaluation.caps]
    for result in evaluation.sections:
        if result.applies and result.score is not None:
            lines.append(f"{whole(result.score):>5}  {result.id}{'' if result.pillar else ' (topic)'}")
    first = [f"{item.share.question.id} (severity {item.severity})" for item in advice.recommendations[:3]]
    if first:
        lines.append(f"Begin with: {', '.join(first)}")
    lines.append("Self-declared; nobody checked the answers.")
    return lines


@main.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@language_option
@day_option
@click.option("--annex/--no-annex", default=True, help="With or without the answers.")
def report(answers: Path, output: Path, lang: str, on: date | None, annex: bool) -> None:
    """Make the feedback PDF from a complete answers file, JSON or a filled-in workbook."""
    from pan2_assess.reports import press

    if output.suffix.lower() != ".pdf":
        _fail(f"«{output.name}»: the report is a PDF; name it something.pdf.", 2)
    sheet, evaluation, advice = _evaluated(answers, on)
    if lang not in evaluation.edition.languages:
        _fail(f"There is no «{lang}» here yet. Languages: {', '.join(evaluation.edition.languages)}.", 2)
    if evaluation.missing:
        _fail("Answers are missing; the report needs them all:\n" + "\n".join(evaluation.missing))
    feedback = tell(evaluation.edition, sheet, evaluation, advice, lang)
    try:
        _write(output, press.make(feedback, annex=annex))
    except press.PressError as problem:
        _fail(f"The report could not be made: {problem}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the web application and its worker, in the foreground."""
    from pan2_assess import serving

    sys.exit(_served(serving.serve, host, port))


@main.command()
def worker() -> None:
    """Run only the worker that makes reports, beside web processes elsewhere."""
    from pan2_assess import serving

    _served(serving.work)


@main.command()
def init() -> None:
    """Make an empty store with its keys; change nothing where there is one."""
    from pan2_assess import serving

    _served(serving.prepare)


@main.command()
def upgrade() -> None:
    """Bring the store up to date after a new version was installed."""
    from pan2_assess import serving

    _served(serving.upgrade)


def _served(run: Callable[..., Any], *given: Any) -> Any:
    from pan2_assess.serving import ServingError

    try:
        return run(*given)
    except ServingError as problem:
        _fail(str(problem))
    except SourceErrors as problem:
        _fail(f"{problem}\nThe application does not start with these errors.")
