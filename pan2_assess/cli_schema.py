"""The command that prints the schemas of what is read and written."""

from __future__ import annotations

import json

import click

from pan2_assess.cli_reading import edition_of, fail, language_option, library_of
from pan2_assess.core.schemas import SCHEMAS
from pan2_assess.core.schemas import schema as schema_of


@click.command()
@click.argument("name", required=False, type=click.Choice(SCHEMAS))
@click.option("--of", "questionnaire", metavar="ID", help="Of answers to this questionnaire, with its questions.")
@language_option
def schema(name: str | None, questionnaire: str | None, lang: str) -> None:
    """Print a JSON Schema; without a name, list what there are."""
    if questionnaire and name != "answers":
        fail("--of goes with «answers» only: pan2-assess schema answers --of ID.", 2)
    if name is None:
        click.echo("\n".join(f"{known:<10} {schema_of(known)['$id']}" for known in SCHEMAS))
        return
    edition = edition_of(library_of(), questionnaire, lang) if questionnaire else None
    click.echo(json.dumps(schema_of(name, edition), ensure_ascii=False, indent=1))
