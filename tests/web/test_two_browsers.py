"""Two browsers at one assessment, in every order: nothing is overwritten unseen, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from pan2_assess import config, create_app, store
from pan2_assess.core.library import load
from pan2_assess.web.limits import limiter
from tests.conftest import Fresh, engines
from tests.web.conftest import GOOD

# Two questions of one page, with their fields and some answers.
FIELDS = {"policy.commitment": "policy.commitment-value", "policy.parts": "policy.parts-ticked"}
VALUES = {"policy.commitment": ("0", "1", "2"), "policy.parts": ("staff", "none", "unknown")}
SEEDS, EXAMPLES, STEPS = 4, 250, 6  # 1,000 ways in parts, which several processes share out

Form = dict[str, Any]


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory, fresh: Fresh) -> Iterator[Flask]:
    """Serve the small questionnaire; its pages are quick."""
    app = create_app(config.load(fresh(tmp_path_factory.mktemp("two") / "instance")))
    app.testing = True
    app.extensions["library"] = load(GOOD)
    app.config["WTF_CSRF_ENABLED"] = False  # the guard of forms has tests of its own
    limiter.enabled = False
    with engines(app):
        yield app
    limiter.enabled = True


class Browser:
    """One browser with the page as it stands in it."""

    def __init__(self, client: FlaskClient, address: str, form: Form) -> None:
        self.client, self.address, self.form = client, address, dict(form)
        self.seen: dict[str, str] = {}  # the answer last shown for each question
        self.wants: dict[str, str] = {}  # what was chosen here and is not yet saved
        self.kept: dict[str, str] = {}  # of these, what the server keeps as typed

    def load(self) -> None:
        self.read(self.client.get(self.address).text)

    def read(self, text: str) -> None:
        """Take in a page: its form, and which answers it shows as saved."""
        self.form = {"asked": list(VALUES)}
        for name in VALUES:
            self.form[f"{name}-was"] = _one(rf'name="{name}-was" value="([^"]*)"', text)
            self.form[FIELDS[name]] = _one(rf'name="{FIELDS[name]}" value="([^"]*)" checked', text)
            if f'name="{name}-both"' in text:
                self.form[f"{name}-both"] = "1"

    def clashes(self) -> list[str]:
        return [name for name in VALUES if f"{name}-both" in self.form]


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _plain(answer: Form | None) -> str:
    """Give a kept answer as its field holds it."""
    value = answer["value"] if answer else ""
    return (value[0] if value else "none") if isinstance(value, list) else str(value)


def begun(app: Flask) -> store.Access:
    with app.app_context():
        return store.begin(app.extensions["library"].editions["tiny"], "Example S.A.", date(2026, 11, 23)).access


def opened(app: Flask, access: store.Access, form: Form) -> Browser:
    """Open the assessment in a browser of its own, which shows this form."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["keys"] = {access.assessment_id: access.key_id}
        session["browser"] = access.key_id
    return Browser(client, f"/en/a/{access.assessment_id}/policy/1", form)


class TwoBrowsers(RuleBasedStateMachine):
    app: ClassVar[Flask]
    untouched: ClassVar[Form]  # the form of a page that nobody has answered: the same in every assessment

    @initialize()
    def begin(self) -> None:
        self.access = begun(self.app)
        with self.app.app_context():
            colleague = store.open_with(store.new_key(self.access, "colleague", True))
        assert colleague
        self.saved = self.answers()
        self.browsers = [opened(self.app, access, self.untouched) for access in (self.access, colleague)]
        for browser in self.browsers:
            browser.seen = dict(self.saved)

    def answers(self) -> dict[str, str]:
        with self.app.app_context():
            held = store.held(self.access)
        assert held
        return {name: _plain(held.answers.get(name)) for name in VALUES}

    def judge(self, browser: Browser, chosen: frozenset[str] = frozenset()) -> None:
        """Look at what a request of this browser did to the answers, and to what was typed in it."""
        now = self.answers()
        for name, value in now.items():
            if value != self.saved[name]:
                assert browser.seen[name] == self.saved[name], f"{name}: overwritten unseen"
                assert value == browser.wants.get(name), f"{name}: saved what nobody chose"
        self.saved = now
        for name, wanted in list(browser.wants.items()):
            if now[name] == wanted or name in chosen:
                del browser.wants[name]
            else:
                assert browser.form[FIELDS[name]] == wanted, f"{name}: what was typed is lost"

    @rule(number=st.integers(0, 1), name=st.sampled_from(sorted(VALUES)), place=st.integers(0, 2))
    def choose(self, number: int, name: str, place: int) -> None:
        browser = self.browsers[number]
        value = VALUES[name][place]
        browser.form[FIELDS[name]] = value
        browser.wants[name] = value
        if value == browser.seen[name] and name not in browser.clashes():
            del browser.wants[name]  # the same as the page shows: nothing is changed by it

    @rule(number=st.integers(0, 1))
    def reload(self, number: int) -> None:
        browser = self.browsers[number]
        # What no request has carried yet goes with the page, as everywhere without scripts.
        browser.wants = dict(browser.kept)
        browser.load()
        browser.seen = self.shown(browser)
        self.judge(browser)

    def shown(self, browser: Browser) -> dict[str, str]:
        """Tell which saved answers the page shows: all of them, a clash beside the typed one."""
        return {
            name: browser.seen[name] if name in browser.wants and name not in browser.clashes() else value
            for name, value in self.saved.items()
        }

    @rule(number=st.integers(0, 1))
    def save(self, number: int) -> None:
        browser = self.browsers[number]
        before, clashing = dict(self.saved), browser.clashes()
        self.press(browser, {})
        for name in clashing:
            assert self.saved[name] == before[name], f"{name}: settled though nobody chose"

    @rule(first=st.integers(0, 1), name=st.sampled_from(sorted(VALUES)), places=st.permutations(range(3)))
    def answer_against_each_other(self, first: int, name: str, places: list[int]) -> None:
        for number, place in ((first, places[0]), (1 - first, places[1])):
            self.choose(number, name, place)
            self.save(number)

    @precondition(lambda self: any(browser.clashes() for browser in self.browsers))
    @rule(data=st.data(), keep=st.sampled_from(["mine", "theirs"]))
    def settle(self, data: st.DataObject, keep: str) -> None:
        browser = data.draw(st.sampled_from([one for one in self.browsers if one.clashes()]))
        name = data.draw(st.sampled_from(browser.clashes()))
        self.press(browser, {f"{name}-keep": keep}, frozenset({name}) if keep == "theirs" else frozenset())

    def press(self, browser: Browser, more: Form, chosen: frozenset[str] = frozenset()) -> None:
        response = browser.client.post(browser.address, data=browser.form | more)
        if response.status_code == 422:
            browser.read(response.text)
        else:
            assert response.status_code == 303
            browser.load()
        browser.kept = {name: browser.form[FIELDS[name]] for name in browser.clashes()}
        self.judge(browser, chosen)
        assert response.status_code == 422 or not browser.wants, "told as saved, and is not"
        browser.seen = self.shown(browser)

    @rule(number=st.integers(0, 1))
    def keep_while_typing(self, number: int) -> None:
        browser = self.browsers[number]
        response = browser.client.post(browser.address, data=browser.form | {"then": "keep"})
        assert response.status_code == 200
        told = response.get_json()
        browser.kept = {name: wanted for name, wanted in browser.wants.items() if name not in told["was"]}
        browser.form |= {f"{name}-was": mark for name, mark in told["was"].items()}
        self.judge(browser)
        for name in told["was"]:
            browser.seen[name] = self.saved[name]


@pytest.mark.parametrize("number", range(SEEDS))
def test_two_browsers_never_overwrite_one_another(small: Flask, number: int) -> None:
    first = opened(small, begun(small), {})
    first.load()
    TwoBrowsers.app, TwoBrowsers.untouched = small, first.form
    run_state_machine_as_test(
        seed(number)(TwoBrowsers),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # ten steps read well enough; making them fewer takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
