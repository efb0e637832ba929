"""The command line: check and show questionnaires, score answers, make the report, run the application."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from pan2_assess import checking, paths
from pan2_assess.cli_copying import copy_to
from pan2_assess.cli_demo import demo
from pan2_assess.cli_handout import blank, report
from pan2_assess.cli_papers import lessons, pact
from pan2_assess.cli_reading import day_option, edition_of, evaluated, fail, language_option, library_of
from pan2_assess.cli_schema import schema
from pan2_assess.cli_staff import staff
from pan2_assess.cli_verify import verify
from pan2_assess.core.advice import Advice, result_json, whole
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.cases import CaseError
from pan2_assess.core.evaluation import Evaluation
from pan2_assess.core.outline import outline
from pan2_assess.core.source import SourceErrors
from pan2_assess.core.speech import speech
from pan2_assess.core.standing import band_names


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pan2-assess", prog_name="pan2-assess")
def main() -> None:
    """Assess how well a company looks after human rights, after Luxembourg's national action plan."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the terminal's language: JSON is UTF-8


main.add_command(blank)
main.add_command(report)
main.add_command(verify)
main.add_command(pact)
main.add_command(lessons)
main.add_command(schema)
main.add_command(staff)
main.add_command(copy_to)
main.add_command(demo)


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--coverage", is_flag=True, help="Also list what no question uses, and what no golden case comes by.")
@click.option(
    "--cases", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The folder of golden cases."
)
def check(folder: Path | None, coverage: bool, cases: Path | None) -> None:
    """Load and check all questionnaires; print every error."""
    library = library_of(folder)
    lines = [line for edition in library.editions.values() for line in checking.described(edition)]
    lines += [*checking.readable(library), *checking.due(library, date.today())]
    if coverage:
        if cases is None and (beside := (folder or paths.questionnaires()).parent / "tests" / "cases").is_dir():
            cases = beside
        try:
            lines += checking.uncovered(library, cases)
        except (CaseError, AnswerErrors) as problem:
            fail(str(problem))
    click.echo("\n".join(lines))


@main.command()
@click.argument("name", metavar="ID")
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the compiled edition.")
def show(name: str, lang: str, as_json: bool) -> None:
    """Print a questionnaire to read."""
    edition = edition_of(library_of(), name, lang)
    click.echo(edition.canonical() if as_json else outline(edition))


@main.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything, for programs.")
@day_option
def score(answers: Path, as_json: bool, on: date | None) -> None:
    """Evaluate an answers file, JSON or a filled-in workbook."""
    _, evaluation, advice = evaluated(answers, on)
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
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-worker", is_flag=True, help="Only the web processes: the workers run elsewhere.")
def serve(host: str, port: int, no_worker: bool) -> None:
    """Run the web application and its worker, in the foreground."""
    from pan2_assess import serving

    sys.exit(_served(serving.serve, host, port, worker=not no_worker))


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


def _served(run: Callable[..., Any], *given: Any, **named: Any) -> Any:
    from pan2_assess.serving import ServingError

    try:
        return run(*given, **named)
    except ServingError as problem:
        fail(str(problem))
    except SourceErrors as problem:
        fail(f"{problem}\nThe application does not start with these errors.")
