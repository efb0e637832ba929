"""The commands that hand out a file: the blank to fill in, and the report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pan2_assess.cli_reading import (
    day_option,
    edition_of,
    fail,
    keep,
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
from pan2_assess.core.feedback_json import feedback_json
from pan2_assess.core.steps import as_remark

if TYPE_CHECKING:
    from pan2_assess.core.answers import Answer
    from pan2_assess.core.feedback_types import Feedback
    from pan2_assess.core.library import Library
    from pan2_assess.core.model import Edition
    from pan2_assess.core.sheet import Read
    from pan2_assess.core.steps import OwnStep

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
    """Write the questionnaire: as PDF to prepare on paper, as XLSX or JSON to fill in offline."""
    kind = output.suffix.lower()
    if kind not in (".pdf", ".xlsx", ".json"):
        fail(f"«{output.name}»: a blank is a .pdf to prepare on paper, or a .xlsx or .json to fill in.", 2)
    if source and kind == ".pdf":
        fail("--from proposes answers in a blank to fill in; paper has none. Write a .xlsx or .json.", 2)
    keep(source, output)
    library = library_of()
    edition = edition_of(library, name, lang)
    carrying = _carried(library, source, library.editions[name]) if source else None
    write(output, _blank_as(kind, edition, lang, carrying.proposed if carrying else {}))
    if carrying:
        click.echo("\n".join(_said_of(carrying)), err=True)


def _blank_as(kind: str, edition: Edition, lang: str, proposed: Mapping[str, Answer]) -> bytes:
    if kind == ".xlsx":
        from pan2_assess.reports import workbook

        return workbook.write_blank(edition, lang, proposed)
    if kind == ".pdf":
        from pan2_assess.reports import press

        try:
            return press.make_blank(edition, lang)
        except press.PressError as problem:
            fail(f"The blank could not be made: {problem}")
    return (json.dumps(blank_json(edition, proposed), ensure_ascii=False, indent=1) + "\n").encode()


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
    """Make the feedback from a complete answers file: a PDF, a workbook of answers and result, or JSON for programs."""
    kind = output.suffix.lower()
    if kind not in (".pdf", ".xlsx", ".json"):
        fail(f"«{output.name}»: the report is a .pdf, a .xlsx or, for programs, a .json; name it so.", 2)
    if kind == ".xlsx" and not annex:
        fail("A workbook always holds the answers; --no-annex goes with .pdf and .json.", 2)
    keep(answers, output)
    read = read_of(library_of(), answers, on)
    edition, sheet = read.edition, read.sheet
    if lang not in edition.languages:
        fail(f"There is no «{lang}» here yet. Languages: {', '.join(edition.languages)}.", 2)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    if evaluation.missing:
        fail("Answers are missing; the report needs them all:\n" + "\n".join(evaluation.missing))
    advice, own = advise(evaluation), own_plan(read)
    feedback = tell(edition, sheet, evaluation, advice, lang, own)
    if kind == ".json":
        write(output, (json.dumps(feedback_json(feedback, annex), ensure_ascii=False, indent=1) + "\n").encode())
    elif kind == ".xlsx":
        from pan2_assess.reports import workbook

        write(output, workbook.write(edition, sheet, evaluation, lang, feedback=feedback))
    else:
        write(output, _printed(feedback, read, result_json(evaluation, advice), own, annex))


def _printed(feedback: Feedback, read: Read, result: dict[str, Any], own: Mapping[str, OwnStep], annex: bool) -> bytes:
    """Print the feedback, with the proof that it follows from the answers."""
    from pan2_assess.reports import press
    from pan2_assess.reports.document import TEMPLATE_VERSION
    from pan2_assess.reports.proof import proof_of

    lang, plan = feedback.language, as_remark(own)
    proof = proof_of(read.edition, read.sheet, result, lang, form=TEMPLATE_VERSION, annex=annex, plan=plan)
    try:
        return press.make(feedback, annex, proof)
    except press.PressError as problem:
        fail(f"The report could not be made: {problem}")
