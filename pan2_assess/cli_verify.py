"""The command that says whether a report follows from the answers inside it."""

from __future__ import annotations

from pathlib import Path

import click

from pan2_assess.cli_reading import fail, library_of


@click.command()
@click.argument("file", metavar="FILE.pdf", type=click.Path(path_type=Path))
def verify(file: Path) -> None:
    """Evaluate the answers inside a report again, and say whether they give what it prints."""
    from pan2_assess.reports import pdf_reading, verifying

    try:
        with file.open("rb") as opened:
            raw = opened.read(pdf_reading.MAX_PDF + 1)
    except OSError as problem:
        fail(f"{file} cannot be read ({problem.strerror}).")
    verdict = verifying.verify(raw, library_of().editions.get)
    text = "\n".join(verdict.lines)
    if not verdict.follows:
        fail(f"{file}: {text}")
    click.echo(text)
