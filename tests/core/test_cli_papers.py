"""The commands that draft a paper: what they write, what they say beside it, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pan2_assess import cli_papers
from pan2_assess.cli import main
from pan2_assess.core.answers import Answer
from pan2_assess.core.sheet import Sheet
from tests.reports.papers import answered, edition, library, opened, parts, words


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli_papers, "library_of", library)  # read once for all these tests


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def kept(sheet: Sheet, name: str = "answers.json", **more: Any) -> None:
    Path(name).write_text(json.dumps({**sheet.as_json(), **more}), "utf-8")


def text(name: str = "draft.docx") -> str:
    return words(opened(Path(name).read_bytes()))


def test_pact_writes_a_draft_with_the_own_plan() -> None:
    plan = [{"question": "policy.training", "step": "Two half days"}, {"question": "nothing", "step": "Lost"}]
    kept(answered(edition()), _plan=plan)
    done = run("pact", "answers.json", "-o", "draft.docx", "--on", "2026-12-01")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (
        done.stderr
        == 'Left out: line 2 of the own action plan answers the question "nothing", which is not asked here.\n'
    )
    assert "Two half days" in text()
    assert "made from the self-assessment of 1 December 2026" in text()


def test_pact_in_a_language_is_the_same_each_time() -> None:
    kept(answered(edition("pilot")))
    for name in ("one.docx", "two.docx"):
        assert run("pact", "answers.json", "-o", name, "--lang", "fr").exit_code == 0
    assert Path("one.docx").read_bytes() == Path("two.docx").read_bytes()
    assert edition("pilot").in_language("fr").questions["policy.commitment"].text in text("one.docx")


def test_a_draft_of_half_the_answers_is_written_and_says_so() -> None:
    alarm = next(o.id for o in edition().questions["people.danger"].options if o.alarm)  # type: ignore[union-attr]
    data = answered(edition()).as_json()
    data["answers"]["people.danger"] = {"value": alarm}
    del data["answers"]["policy.commitment"]
    Path("answers.json").write_text(json.dumps(data), "utf-8")
    done = run("pact", "answers.json", "-o", "draft.docx")
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "First protect people, before you report: people.danger",
        "Answers are missing; the draft names their questions: 1.",
    ]
    assert "1 question is not answered yet: 2.1" in text()


def test_lessons_compare_with_earlier_answers() -> None:
    kept(answered(edition("pilot"), {"owner.run": Answer("3")}))
    earlier = answered(edition("pilot"), {"owner.run": Answer("0")}).as_json() | {"date": "2025-11-20"}
    Path("earlier.json").write_text(json.dumps(earlier), "utf-8")
    assert run("lessons", "answers.json", "-o", "draft.docx", "--since", "earlier.json").exit_code == 0
    assert "What has changed since 20 November 2025" in parts(opened(Path("draft.docx").read_bytes()))
    assert run("lessons", "answers.json", "-o", "draft.docx").exit_code == 0
    assert "No earlier answers were given to compare with." in text()


@pytest.mark.parametrize(
    ("status", "words_", "said"),
    [
        (2, ["pact", "answers.json"], "Missing option '-o'"),
        (2, ["pact", "answers.json", "-o", "x.pdf"], "«x.pdf»: the draft is a Word file; name it something.docx."),
        (2, ["lessons", "answers.json", "-o", "x"], "«x»: the draft is a Word file; name it something.docx."),
        (
            2,
            ["pact", "answers.json", "-o", "x.docx", "--lang", "xx"],
            "There is no «xx» here yet. Languages: en",
        ),
        (2, ["pact", "answers.json", "-o", "x.docx", "--on", "soon"], "«soon» is not a date"),
        (1, ["pact", "nothing.json", "-o", "x.docx"], "nothing.json cannot be read"),
        (1, ["pact", "bad.json", "-o", "x.docx"], "bad.json: "),
        (1, ["pact", "answers.json", "-o", "nowhere/x.docx"], "nowhere/x.docx cannot be written"),
        (1, ["pact", "supplier.json", "-o", "x.docx"], "Questionnaires that do: company, pilot."),
        (1, ["lessons", "answers.json", "-o", "x.docx"], "«company» does not ask what a pilot has taught."),
        (1, ["lessons", "pilot.json", "-o", "x.docx", "--since", "bad.json"], "bad.json: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_refused_is_said_and_nothing_is_written(status: int, words_: list[str], said: str) -> None:
    kept(answered(edition()))
    kept(answered(edition("pilot")), "pilot.json")
    kept(answered(edition("supplier")), "supplier.json")
    Path("bad.json").write_text("{", "utf-8")
    done = run(*words_)
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr
    assert not list(Path().glob("x*"))
