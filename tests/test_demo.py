"""The demonstration: it tells the whole story, the same one each time, and never passes for real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from pan2_assess import config, create_app
from pan2_assess.demo.answering import answered
from pan2_assess.demo.filling import NotEmpty, fill
from pan2_assess.demo.firms import MARK, PILOTS, SUPPLIERS
from pan2_assess.demo.story import Filled
from pan2_assess.store import benchmark, campaigns, copies, database, guests, lessons, reviews
from pan2_assess.store.copies import Sealed
from pan2_assess.store.tables import Organisation
from tests.conftest import Fresh, engines
from tests.test_cases import edition

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, fresh: Fresh) -> Iterator[tuple[Flask, Filled]]:
    app = create_app(config.load(fresh(tmp_path_factory.mktemp("demo") / "instance")))
    with engines(app), app.app_context():
        found = fill(app.extensions["library"], "http://127.0.0.1:8000")
        # Told to the pages when the application starts, after the filling.
        yield create_app(app.extensions["settings"]), found


def test_everything_there_is_to_see_is_there(filled: tuple[Flask, Filled]) -> None:
    with database.reading() as session:
        places = {place.id: place.kind for place in session.query(Organisation)}
    assert sorted(places.values()) == ["authority", "authority", "coordinator"]
    rounds = {one.id: one for place in places for one in campaigns.campaigns_of(place)}
    counts = {name: guests.counts(one.organisation_id, name) for name, one in rounds.items()}
    assert {one.state for one in rounds.values()} == {"made", "open", "ended", "closed"}
    assert {one.purpose for one in rounds.values()} == {"dialogue", "contract", "pilot"}
    asked = [found for found in counts.values() if found.invited]
    assert any(found.declined for found in asked)
    assert any(found.revoked for found in asked)
    assert any(found.invited > found.opened > found.begun > found.submitted > 0 for found in asked)
    pilots = [name for name, one in rounds.items() if one.purpose == "pilot"]
    assert [counts[name].invited for name in pilots] == [len(PILOTS)] * 3
    chain = {rounds[name].before_id for name in pilots}
    assert None in chain
    assert len(chain & set(pilots)) == 2
    states: list[reviews.State] = []
    for name, one in rounds.items():
        try:
            listed = copies.copies_of(one.organisation_id, name)
        except Sealed:
            assert one.is_sealed
            continue
        assert len(listed) == counts[name].submitted
        states += reviews.states_of(one.organisation_id, name).values()
    assert any(found.concluded for found in states)
    assert any(found.looked_at and found.open and not found.concluded for found in states)
    assert any(not found.looked_at for found in states)
    told = {lesson.state for name in pilots for lesson in lessons.lessons_of(rounds[name].organisation_id, name)}
    assert len(told) == 3  # approved, refused, not answered yet


def test_every_firm_says_that_it_is_invented_in_its_own_language() -> None:
    firms = SUPPLIERS + PILOTS
    assert (len(SUPPLIERS), len(PILOTS)) == (40, 6)
    assert len({firm.name for firm in firms}) == len({firm.mail for firm in firms}) == 46
    assert {firm.language for firm in firms} == {"en", "fr", "de"}
    assert all(firm.name.endswith(MARK[firm.language]) for firm in firms)


@pytest.mark.parametrize("address", ["/en/", "/fr/staff/sign-in", "/de/nowhere/", "/en/method"])
def test_every_page_says_that_it_is_a_demonstration(filled: tuple[Flask, Filled], address: str) -> None:
    told = {"en": "Demonstration: all", "fr": "Démonstration", "de": "Vorführung: Alle"}
    assert told[address[1:3]] in filled[0].test_client().get(address).text


def test_a_store_that_people_use_says_nothing_of_it(app: Flask) -> None:
    assert "Demonstration" not in app.test_client().get("/en/").text


def test_a_benchmark_can_be_shown(filled: tuple[Flask, Filled]) -> None:
    shown = {name: benchmark.shown(name) for name in ("pilot", "supplier")}
    assert any(groups for groups in shown.values())


def test_what_opens_it_is_handed_to_who_filled_it(filled: tuple[Flask, Filled]) -> None:
    app, found = filled
    assert {one.role for one in found.accounts} == {"manager", "reviewer", "reader"}
    assert app.test_client().get(f"/en/staff/link/{found.accounts[0].token}").status_code == 200
    asked = next(door for door in found.doors if door.what == "invited")
    assert asked.name.split(" (")[0] in app.test_client().get(f"/fr/invited/{asked.secret}").text
    kept = next(door for door in found.doors if door.what == "begun")
    assert app.test_client().get(f"/en/open/{kept.secret}").status_code == 200


def test_a_store_that_holds_something_is_left_alone(filled: tuple[Flask, Filled]) -> None:
    app, _ = filled
    with app.app_context(), pytest.raises(NotEmpty):
        fill(app.extensions["library"], "")
    instance = app.extensions["settings"].instance
    command = [str(Path(sys.executable).with_name("pan2-assess")), "demo", "--fill-only"]
    done = subprocess.run(
        command, env={**os.environ, "PAN2_INSTANCE": str(instance)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "not empty" in done.stderr


@pytest.mark.parametrize("name", ["supplier", "pilot"])
def test_the_same_seed_answers_the_same(name: str) -> None:
    asked = edition(name)
    facts = {"profile.employees": 120}
    first, second, other = (answered(asked, facts, 0.5, "en", ON, Random(seed)) for seed in (3, 3, 4))
    assert first == second != other
