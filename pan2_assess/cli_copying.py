"""The command that moves a store to other databases, as from one machine's files to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pan2_assess.cli_reading import fail

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import URL

    from pan2_assess.config import Settings

OFTEN = 5000  # rows of a large table after which its progress is told again


@click.command("copy-to")
@click.argument("url", metavar="URL")
@click.option(
    "--keys",
    metavar="URL",
    help="An empty database for the keys too, never the same one. Without it they stay where they are.",
)
@click.pass_context
def copy_to(context: click.Context, url: str, keys: str | None) -> None:
    """Copy the whole store to an empty database, and its keys to another.

    URL is as PAN2_DATABASE_URL has it; @FILE reads it from a file, so that nobody sees its password in the list of
    processes. Stop the application first. The store itself is not changed.
    """
    from pan2_assess import config
    from pan2_assess.store import StoreError
    from pan2_assess.store.copying import copy

    data_url = _url(context, "URL", url)
    keys_url = _url(context, "--keys", keys) if keys else None
    try:
        settings = config.load()
        target = replace(settings, database_url=data_url, keys_url=keys_url or settings.keys_url)
        with _store(settings) as here, _store(target) as there:
            copied = copy(here, there, _told)
    except (config.ConfigError, StoreError) as problem:
        fail(str(problem))
    rows, opened = _counted(copied.rows, "row"), _counted(copied.opened, "assessment")
    click.echo(f"{rows} copied and compared; {opened} opened with the server key.", err=True)
    if copied.shut:
        click.echo(f"Copied as they are, but do not open here or there: {', '.join(copied.shut)}", err=True)
    changes = "PAN2_DATABASE_URL and PAN2_KEYS_URL" if keys_url else "PAN2_DATABASE_URL"
    click.echo(f"Set {changes}, keep the server key, and start. Then put the old files away safely.", err=True)


def _url(context: click.Context, name: str, given: str) -> URL:
    from pan2_assess import config

    text = given
    if given.startswith("@"):
        try:
            text = Path(given[1:]).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a text"
            raise click.UsageError(f"{name}: cannot read {given[1:]}: {why}.", context) from None
    url = config.database_url(text)
    if url is None:  # not quoted: it may hold a password
        raise click.UsageError(f"{name}: not a database we know. {config.DATABASES}", context)
    return url


@contextmanager
def _store(settings: Settings) -> Iterator[Flask]:
    from flask import Flask

    from pan2_assess import store

    app = Flask(__name__)  # without pages
    store.connect(app, settings)
    try:
        yield app
    finally:
        with app.app_context():
            for engine in store.db.engines.values():
                engine.dispose()


def _told(table: str, done: int, total: int) -> None:
    if done == total or (done and done % OFTEN == 0):
        click.echo(f"{table:20}{done:>10,} of {total:,}", err=True)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
