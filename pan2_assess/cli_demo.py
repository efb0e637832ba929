"""The command that shows everything at once: an empty store is filled with a demonstration, and served."""

from __future__ import annotations

import sys

import click

from pan2_assess.cli_reading import fail


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fill-only", is_flag=True, help="Do not serve it; `serve` does so later.")
def demo(host: str, port: int, fill_only: bool) -> None:
    """Fill an empty store with a demonstration, print what opens it, and serve it in the foreground."""
    from pan2_assess import create_app, serving
    from pan2_assess.demo.filling import NotEmpty, fill

    try:
        settings = serving.prepare()
        app = create_app(settings)
        base = settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        click.echo("Filling the store with invented organisations …", err=True)
        with app.app_context():
            filled = fill(app.extensions["library"], base)
    except NotEmpty:
        fail(
            "This store is not empty, and nothing in it was changed. A demonstration begins in a folder of its own: "
            "PAN2_INSTANCE=FOLDER pan2-assess demo. What was filled before is served with: pan2-assess serve"
        )
    except serving.ServingError as problem:
        fail(str(problem))
    lines = ["Accounts: each link opens once, within 7 days, and leads to a password and an app that shows codes."]
    lines += [f"  {one.role:9} {one.name}, {one.organisation}\n            {base}/en/staff/link/{one.token}"
              for one in filled.accounts]  # fmt: skip
    lines += ["Assessments, with their keys:"]
    lines += [f"  {door.what:9} {door.name}, {door.questionnaire}\n            {base}/en/open/{door.secret}"
              for door in filled.doors if door.what != "invited"]  # fmt: skip
    lines += ["Invitations that nobody has opened yet:"]
    lines += [f"  {door.name}\n            {base}/en/invited/{door.secret}"
              for door in filled.doors if door.what == "invited"]  # fmt: skip
    click.echo("\n".join(lines))
    if not fill_only:
        try:
            sys.exit(serving.serve(host, port))
        except serving.ServingError as problem:
            fail(str(problem))
