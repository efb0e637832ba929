"""The commands that keep staff accounts: what they print where, and what they refuse in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from pan2_assess import config, store
from pan2_assess.cli import main
from pan2_assess.store import opening
from tests.staff import PASSWORD, be_cheap, code, stop_clock

ADD = ("add", "--organisation", "Ministry of Roads", "--role", "manager", "--name", "Anne Weber")
ANNE = "anne.weber@example.lu"


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_cheap(monkeypatch)
    monkeypatch.setenv("PAN2_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("PAN2_BASE_URL", "https://assess.example.lu/")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ("staff", *words), catch_exceptions=False)


def test_an_account_from_its_making_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = run("list")
    assert (nobody.exit_code, nobody.stdout) == (0, "")
    assert nobody.stderr == "There are no accounts yet. Make one: pan2-assess staff add\n"
    made = run(*ADD, "--kind", "authority", "--mail", "Anne.Weber@Example.LU", "--lang", "fr")
    assert made.exit_code == 0
    begin = "https://assess.example.lu/fr/staff/link/"
    assert made.stdout.startswith(begin)
    assert made.stdout.count("\n") == 1  # the link alone, to be piped
    assert "«Ministry of Roads»" in made.stderr
    assert "works once, until 2" in made.stderr
    _use(made.stdout.removeprefix(begin).strip(), monkeypatch)
    again = run("add", "--organisation", "Pilots", "--kind", "coordinator", "--role", "reader", "--mail", ANNE,
                "--name", "Anne Weber")  # fmt: skip
    assert (again.exit_code, again.stdout) == (0, "")
    assert "no new link is needed" in again.stderr
    assert run("role", ANNE, "reviewer", "--organisation", "pilots").exit_code == 0
    lines = run("list").stdout.splitlines()
    assert [lines[0], lines[2]] == ["Ministry of Roads (authority)", "Pilots (coordinator)"]
    assert lines[1].startswith(f"  {ANNE} · Anne Weber · manager · in use · last signed in 2")
    assert " · reviewer · " in lines[3]
    renewed = run("renew", ANNE)
    assert renewed.stdout.startswith("https://assess.example.lu/en/staff/link/")
    assert "Password, second factor and sessions have ended." in renewed.stderr
    assert "waiting for its link to be used" in run("list").stdout
    removed = run("remove", ANNE)
    assert removed.exit_code == 0
    assert "«Ministry of Roads» has no manager now." in removed.stderr
    lines = run("list").stdout.splitlines()
    assert lines[:4] == ["Ministry of Roads (authority)", "  nobody", "Pilots (coordinator)", "  nobody"]
    assert lines[4:] == ["In no organisation", lines[5]]
    assert " · removed · " in lines[5]


def _use(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a one-time link as its owner does on the pages."""
    app = Flask("store")
    store.connect(app, config.load())
    with app.app_context(), monkeypatch.context() as patched:
        clock = stop_clock(patched)
        claim = opening.open_link(link) or ""
        assert opening.choose_password(claim, PASSWORD)
        assert opening.set_up(claim, code(opening.secret_of(claim) or "", clock), "")
        for engine in store.db.engines.values():
            engine.dispose()


def test_what_is_refused_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(*ADD, "--mail", ANNE, "--kind", "authority").exit_code == 0
    two = ("add", "--organisation", "Second", "--kind", "authority", "--role", "reader", "--mail", ANNE)
    still = run(*two, "--name", "Anne Weber")
    assert (still.exit_code, still.stdout) == (0, "")
    assert "The link given before still opens the account." in still.stderr
    for status, words, said in (
        (1, [*ADD, "--mail", "anne at example"], "«anne at example»: is not a mail address such as"),
        (
            1,
            [*ADD, "--mail", ANNE],
            f"{ANNE}: is a manager of «Ministry of Roads» already. To change that: pan2-assess",
        ),
        (1, [*ADD, "--mail", "x@example.lu", "--kind", "coordinator"], "Leave --kind out, or mend the name."),
        (2, [*ADD, "--mail", "x@example.lu", "--kind", "firm"], "Invalid value for '--kind'"),
        (2, [*ADD, "--mail", "x@example.lu", "--lang", "xx"], "There is no «xx» here. Languages: en, de, fr."),
        (2, ["add", "--organisation", "New", "--role", "reader", "--mail", "x@y.lu", "--name", "X"], "say --kind"),
        (2, ["add", "--mail", "x@y.lu"], "Missing option"),
        (2, ["role", ANNE, "boss"], "Invalid value for"),
        (2, ["role", ANNE, "reader"], "Say which one: --organisation NAME"),
        (1, ["role", ANNE, "reader", "--organisation", "Third"], "does not belong to «Third», but to"),
        (1, ["renew", "nobody@example.lu"], "has no account here. pan2-assess staff list shows who has."),
        (1, ["remove", "nobody\x1b@example.lu"], "nobody�@example.lu: has no account here."),
    ):
        done = run(*words)
        assert (done.exit_code, done.stdout) == (status, ""), words
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    monkeypatch.setenv("PAN2_BASE_URL", "")
    shown = run("renew", ANNE)
    assert shown.stdout.startswith("http://127.0.0.1:8000/en/staff/link/")
    assert "PAN2_BASE_URL is not set" in shown.stderr
    monkeypatch.setenv("PAN2_BASE_ULR", "x")
    assert "Did you mean «PAN2_BASE_URL»?" in run("list").stderr
