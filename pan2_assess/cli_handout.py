"""The commands that hand out a file: the blank to fill in, and the report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pan2_assess.cli_reading import (
    day_option,
    edition_of,
    fail,
    language_option,
    library_of,
    own_plan,
    read_of,
    sheet_of,
    write,
)
from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.blank import blank_json
from pan2_assess.core.carrying import Carrying, Reason, carry
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.steps import as_remark

if TYPE_CHECKING:
    from pan2_assess.core.library import Library
    from pan2_assess.core.model import Edition

LEFT: dict[Reason, str] = {
    "not asked": "not asked there",
    "contract": "about one contract",
    "meaning": "asked there in another sense",
    "options": "an answer that is not offered there",
}


@click.command()
@click.argument("name", metavar="ID")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@language_option
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="Propose what an answers file says, to be confirmed."
)
def blank(name: str, output: Path, lang: str, source: Path | None) -> None:
    """Write the questionnaire as an answers file to fill in."""
    if output.suffix.lower() != ".json":
        fail(f"«{output.name}»: this version writes blanks as .json only.", 2)
    library = library_of()
    edition = edition_of(library, name, lang)
    carrying = _carried(library, source, library.editions[name]) if source else None
    content = blank_json(edition, carrying.proposed if carrying else None)
    write(output, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
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
    sheet, old = sheet_of(library, source, None)
    return carry(sheet.answers, old, new, sheet.date)


@click.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@language_option
@day_option
@click.option("--annex/--no-annex", default=True, help="With or without the answers.")
def report(answers: Path, output: Path, lang: str, on: date | None, annex: bool) -> None:
    """Make the feedback PDF from a complete answers file, JSON or a filled-in workbook."""
    from pan2_assess.reports import press
    from pan2_assess.reports.document import TEMPLATE_VERSION
    from pan2_assess.reports.proof import proof_of

    if output.suffix.lower() != ".pdf":
        fail(f"«{output.name}»: the report is a PDF; name it something.pdf.", 2)
    read = read_of(library_of(), answers, on)
    edition, sheet = read.edition, read.sheet
    if lang not in edition.languages:
        fail(f"There is no «{lang}» here yet. Languages: {', '.join(edition.languages)}.", 2)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    if evaluation.missing:
        fail("Answers are missing; the report needs them all:\n" + "\n".join(evaluation.missing))
    advice, own = advise(evaluation), own_plan(read)
    result, plan = result_json(evaluation, advice), as_remark(own)
    proof = proof_of(edition, sheet, result, lang, form=TEMPLATE_VERSION, annex=annex, plan=plan)
    try:
        write(output, press.make(tell(edition, sheet, evaluation, advice, lang, own), annex, proof))
    except press.PressError as problem:
        fail(f"The report could not be made: {problem}")
