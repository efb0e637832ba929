"""The commands that keep staff accounts: there is no other way to make, change or end one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from pan2_assess.cli_reading import fail, language_option
from pan2_assess.core.speech import CATALOGUES

if TYPE_CHECKING:
    from pan2_assess.store.staff import Link, Listed

PLACE = ZoneInfo("Europe/Luxembourg")
LOCAL = "http://127.0.0.1:8000"  # where `serve` is found if nothing else is said

mail_argument: Callable[[Any], Any] = click.argument("mail")
role_choice = click.Choice(("manager", "reviewer", "reader"))


@click.group()
def staff() -> None:
    """Keep the accounts of authorities and coordinators."""


@staff.command()
@click.option("--organisation", required=True, metavar="NAME", help="An authority or a coordinator.")
@click.option("--kind", type=click.Choice(("authority", "coordinator")), help="Needed where the organisation is new.")
@click.option("--role", required=True, type=role_choice, help="A manager may do all, a reader only reads.")
@click.option("--mail", required=True, metavar="ADDRESS", help="The mail address to sign in with.")
@click.option("--name", required=True, help="The person's name, as colleagues see it.")
@language_option
def add(organisation: str, kind: str | None, role: Any, mail: str, name: str, lang: str) -> None:
    """Give somebody an account, or a further organisation; print the one-time link that opens it."""
    with _store(lang) as base:
        from pan2_assess.store import staff as kept

        added = kept.add(organisation, kind, role, mail, name)
        if added.new_organisation:
            click.echo(f"New organisation: «{added.organisation}».", err=True)
        click.echo(f"{added.mail}: now a {role} of «{added.organisation}».", err=True)
        if added.link:
            _print_link(base, lang, added.link, added.name)
        elif added.in_use:
            click.echo("The account is in use already: no new link is needed.", err=True)
        else:
            click.echo(
                "The link given before still opens the account. For a new one: pan2-assess staff renew", err=True
            )


@staff.command("list")
def list_() -> None:
    """List organisations, who belongs to them as what, and when they last signed in."""
    with _store():
        from pan2_assess.store import staff as kept

        found = kept.listed()
        if not found:
            click.echo("There are no accounts yet. Make one: pan2-assess staff add", err=True)
        click.echo("\n".join(_lines(found)), nl=bool(found))


@staff.command()
@mail_argument
@click.argument("role", type=role_choice)
@click.option("--organisation", metavar="NAME", help="Needed where the person belongs to several.")
def role(mail: str, role: Any, organisation: str | None) -> None:
    """Give somebody another role, from their next page on."""
    with _store():
        from pan2_assess.store import staff as kept

        name = kept.set_role(mail, role, organisation)
        click.echo(f"{kept.mail_of(mail)}: now a {role} of «{name}».", err=True)


@staff.command()
@mail_argument
@language_option
def renew(mail: str, lang: str) -> None:
    """End password, second factor and all sessions of somebody; print a new one-time link."""
    with _store(lang) as base:
        from pan2_assess.store import staff as kept

        link = kept.renew(mail)
        click.echo("Password, second factor and sessions have ended.", err=True)
        _print_link(base, lang, link, kept.mail_of(mail))


@staff.command()
@mail_argument
@click.option("--organisation", metavar="NAME", help="Only out of this one.")
def remove(mail: str, organisation: str | None) -> None:
    """Take somebody out of an organisation, or out of all; who belongs to none has no account any more."""
    with _store():
        from pan2_assess.store import staff as kept

        unmanaged = kept.remove(mail, organisation)
        where = f"«{organisation}»" if organisation else "all organisations"
        click.echo(f"{kept.mail_of(mail)}: removed from {where}.", err=True)
        for name in unmanaged:
            click.echo(f"«{name}» has no manager now.", err=True)


@contextmanager
def _store(lang: str = "") -> Iterator[str]:
    """Open the store and give the address of the pages; end with a message where something is wrong."""
    from flask import Flask
    from sqlalchemy.exc import SQLAlchemyError

    from pan2_assess import config, store
    from pan2_assess.store.staff import StaffError, Unclear

    languages = ("en", *sorted(path.stem for path in CATALOGUES.glob("*.po")))
    if lang and lang not in languages:
        fail(f"There is no «{lang}» here. Languages: {', '.join(languages)}.", 2)
    try:
        settings = config.load()
        app = Flask(__name__)  # without pages
        store.connect(app, settings)
        store.prepare(app)
        with app.app_context():
            yield settings.base_url or LOCAL
    except Unclear as problem:
        fail(str(problem), 2)
    except (StaffError, config.ConfigError, store.StoreError) as problem:
        fail(str(problem))
    except SQLAlchemyError as problem:
        cause = str(getattr(problem, "orig", None) or type(problem).__name__).strip().splitlines()[0]
        fail(f"The store cannot be used just now ({cause}). Nothing was changed.")


def _print_link(base: str, lang: str, link: Link, whom: str) -> None:
    until = link.expires_at.astimezone(PLACE)
    click.echo(
        f"The link below is for {whom} alone and works once, until {_moment(until)}. Hand it over yourself.",
        err=True,
    )
    if base == LOCAL:
        click.echo(f"PAN2_BASE_URL is not set: the link begins with {LOCAL}, where «serve» is found.", err=True)
    click.echo(f"{base}/{lang}/staff/link/{link.token}")


def _lines(found: list[Listed]) -> Iterator[str]:
    before = None
    for one in found:
        if one.organisation != before:
            yield f"{one.organisation} ({one.kind})" if one.organisation else "In no organisation"
            before = one.organisation
        if not one.mail:
            yield "  nobody"
            continue
        last = (
            f"last signed in {_moment(one.signed_in_at.astimezone(PLACE))}" if one.signed_in_at else "never signed in"
        )
        yield "  " + " · ".join(part for part in (one.mail, one.name, one.role, one.state, last) if part)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
