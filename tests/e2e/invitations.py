"""Campaigns for the browser's tests: made in the server's store, with the links that go to those invited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from pan2_assess import config, create_app, store
from pan2_assess.store.campaigns import Purpose
from tests.campaigns import a_campaign, a_reader, invited
from tests.e2e.person import follow
from tests.test_cases import FOLDER, edition, run


@contextmanager
def at_the_store(instance: Path) -> Iterator[Flask]:
    """Reach the store of the server, as another process on its machine."""
    app = create_app(config.load({"PAN2_INSTANCE": str(instance)}))
    with app.app_context():
        yield app
        store.db.session.remove()
        for engine in store.db.engines.values():
            engine.dispose()


def links_to(
    instance: Path, *names: str, purpose: Purpose = "dialogue", organisation: str = "Commune of Example"
) -> list[str]:
    """Open a campaign and invite these; give their links."""
    with at_the_store(instance):
        reader = a_reader(organisation)
        campaign = a_campaign(reader, edition("pilot" if purpose == "pilot" else "supplier"), purpose, sealed=True)
        return [f"/en/invited/{asked.token}" for asked in invited(reader, campaign, *names)]


def claimed(page: Page, link: str) -> tuple[str, str]:
    """Begin with an invitation; give the task list and the key."""
    page.goto(link)
    follow(page, page.get_by_role("button", name="Begin with a key of our own"))
    key = page.locator(".key code").inner_text()
    follow(page, page.get_by_role("button", name="I have kept it"))
    return page.url, key


def answered(instance: Path, key: str, case: str) -> None:
    """Answer everything at once as a golden case does."""
    answers = run(FOLDER / f"{case}.yaml").sheet.answers
    with at_the_store(instance):
        access = store.open_with(key)
        assert access is not None
        store.save(access, {name: answer.as_json() for name, answer in answers.items()})


def answers_file(case: str) -> dict[str, object]:
    """Give a golden case as a file that somebody brings along."""
    content = json.dumps(run(FOLDER / f"{case}.yaml").sheet.as_json()).encode()
    return {"name": "answers.json", "mimeType": "application/json", "buffer": content}
