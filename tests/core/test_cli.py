"""The command line: results on standard output, messages on standard error, 0 good, 1 bad input, 2 wrong use."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pypdf import PdfReader

from pan2_assess import paths
from pan2_assess.cli import main
from pan2_assess.core.answers import Answer
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.library import load
from pan2_assess.core.schemas import SCHEMAS
from pan2_assess.core.sheet import Sheet, read_sheet
from pan2_assess.reports import workbook

GOOD = Path(__file__).parent / "good"
COMMANDS = sorted(main.commands)

ANSWERS: dict[str, Any] = {
    "format": "pan2-assess/answers/1",
    "questionnaire": "tiny",
    "version": "1.0",
    "organisation": "Example S.A.",
    "date": "2026-11-22",
    "answers": {
        "profile.employees": {"value": 60},
        "profile.sector": {"value": "other"},
        "profile.issues": {"value": []},
        "policy.commitment": {
            "value": "4",
            "evidence": {"kind": "public", "reference": "https://example.org", "date": "2026-01-15"},
        },
        "policy.signed": {"value": "board"},
        "policy.parts": {"value": ["staff", "suppliers"]},
        "remedy.channel": {"value": "1"},
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the good folder in place of ours; the commands run beside it."""
    shutil.copytree(GOOD, tmp_path / "questionnaires")
    monkeypatch.setattr(paths, "questionnaires", lambda: tmp_path / "questionnaires")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "questionnaires"


@pytest.fixture
def answers(folder: Path) -> Path:
    path = Path("answers.json")
    path.write_text(json.dumps(ANSWERS), "utf-8")
    return path


def run(*words: str | Path) -> Result:
    """Run a command; whatever it raises but an exit is an error of the test."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def good(*words: str | Path) -> str:
    result = run(*words)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def bad(status: int, *words: str | Path) -> str:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert "Traceback" not in result.stderr
    return result.stderr


# --- help and wrong use --------------------------------------------------------------------------------------


def test_the_commands_promised_are_there() -> None:
    assert {"check", "show", "blank", "score", "report", "serve", "init"} <= set(COMMANDS)


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help(command: str, option: str) -> None:
    text = good(*filter(None, [command, option]))
    assert text.startswith(f"Usage: main {command}".rstrip())
    assert (
        "  " + (main.commands[command].help if command else main.help or "").split(".")[0].split("\n")[0][:60] in text
    )


def walk(command: click.Command, name: str = "") -> list[tuple[str, click.Command]]:
    inner = command.commands.items() if isinstance(command, click.Group) else []
    return [(name, command), *(pair for key, child in inner for pair in walk(child, f"{name} {key}".strip()))]


@pytest.mark.parametrize(("name", "command"), walk(main), ids=[name or "itself" for name, _ in walk(main)])
def test_every_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert command.help
    assert command.help.strip().endswith(".")


def test_version() -> None:
    assert good("--version").startswith("pan2-assess, version ")


@pytest.mark.parametrize(
    "words",
    [
        ["chekc"],
        ["check", "a", "b"],
        ["check", "--covrage"],
        ["show"],
        ["show", "nothing"],
        ["show", "tiny", "--lang", "xx"],
        ["show", "tiny", "--lang"],
        ["blank", "tiny"],
        ["blank", "nothing", "-o", "x.json"],
        ["blank", "tiny", "-o", "x.docx"],
        ["blank", "tiny", "-o", "x.pdf", "--from", "answers.json"],
        ["blank", "tiny", "-o", "x"],
        ["blank", "tiny", "-o", "."],
        ["blank", "tiny", "-o", "x.json", "--lang", "xx"],
        ["score"],
        ["score", "answers.json", "--on", "yesterday"],
        ["score", "answers.json", "--on", "2026-02-29"],
        ["score", "answers.json", "more.json"],
        ["report", "answers.json"],
        ["report", "answers.json", "-o", "x.txt"],
        ["report", "answers.json", "-o", "x.xlsx", "--no-annex"],
        ["report", "answers.json", "-o", "x.pdf", "--lang", "xx"],
        ["schema", "nothing"],
        ["schema", "answers", "--of", "nothing"],
        ["schema", "result", "--of", "tiny"],
        ["schema", "--of", "tiny"],
        ["serve", "--port", "70000"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_2(answers: Path, words: list[str]) -> None:
    assert bad(2, *words).strip()
    assert sorted(os.listdir()) == ["answers.json", "questionnaires"], "nothing was written"


def test_nothing_at_all_shows_the_commands() -> None:
    result = run()
    assert result.exit_code in (0, 2)
    assert "score" in result.output


def test_words_of_wrong_use(folder: Path) -> None:
    assert bad(2, "show", "tinny") == "There is no questionnaire «tinny». Did you mean «tiny»?\n"
    assert bad(2, "show", "tiny", "--lang", "de") == "There is no «de» here yet. Languages: en, fr.\n"
    assert "«22.11.2026» is not a date; write it as YYYY-MM-DD." in bad(2, "score", "x.json", "--on", "22.11.2026")


# --- check ------------------------------------------------------------------------------------------------


def test_check(folder: Path) -> None:
    digest = load(folder).editions["tiny"].digest
    assert good("check").splitlines()[:13] == [
        f"tiny 1.0 (draft): {digest}",
        "  9 questions, 5 scored; languages: en, fr",
        "  1 to 14 people: 2 to 3 scored questions, about 2 minutes",
        "  15 to 49 people: 3 scored questions, about 2 minutes",
        "  50 people and more: 4 scored questions, about 2 minutes",
        "  20.00 %  policy.commitment",
        "  10.00 %  policy.signed",
        "  10.00 %  policy.parts",
        "  30.00 %  remedy.workers",
        "  30.00 %  remedy.channel",
        "reading ease of 9 questions (en; Flesch, 60 and more is plain language): 99 on average, 0 below 60",
        "    78  profile.remark: Anything else?",
        "    79  policy.commitment: Did you promise to respect human rights?",
    ]
    assert len(good("check").splitlines()) == 11 + 9  # the hardest ten, if there are as many
    (folder / "PUBLISHED").write_text(f"tiny 1.0 {digest}\n", "utf-8")
    assert good("check").startswith(f"tiny 1.0 (published): {digest}\n")


def test_check_another_folder(folder: Path) -> None:
    shutil.move(folder, "elsewhere")
    assert good("check", "elsewhere") == good("check", Path("elsewhere").resolve())
    assert bad(1, "check").endswith("1 error.\n")


def test_coverage(folder: Path) -> None:
    assert good("check", "--coverage").splitlines()[-5:] == [
        "actions not used: none",
        "modules not used: none",
        "references not used: oecd 6.2",
        "questions not used: none",
        "duties not used: report",
    ]


def test_what_should_have_been_read_again_is_named(folder: Path) -> None:
    assert "to be read again" not in good("check")
    law = folder / "law.yaml"
    law.write_text(law.read_text("utf-8").replace("review_by: 2027-05-31", "review_by: 2020-01-01", 1), "utf-8")
    assert good("check").splitlines()[-1] == "to be read again since 2020-01-01: duty channel"


CASE = """
questionnaire: tiny
name: One firm
date: 2026-11-22
facts: {employees: 60, issues: [wages]}
others: "2"
"""


def test_coverage_by_golden_cases(folder: Path) -> None:
    cases = Path("cases")
    cases.mkdir()
    (cases / "one.yaml").write_text(CASE, "utf-8")
    lines = good("check", "--coverage", "--cases", "cases").splitlines()
    assert "1 golden cases in cases" in lines
    missing = {
        noun: names
        for line in lines
        if " no case comes by: " in line
        for noun, names in [line.removeprefix("tiny: ").split(" no case comes by: ")]
    }
    assert missing["duties"] == "none"
    assert "policy.commitment 2" not in missing["options"]
    assert "policy.commitment 3" in missing["options"]
    assert "profile.issues wages" not in missing["options"]
    assert "profile.issues safety" in missing["options"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("facts: {employees: 60", "facts: {employes: 60", "«employes» names 0 questions of tiny."),
        ("questionnaire: tiny", "questionnaire: tinny", "there is no questionnaire «tinny»."),
        ("others:", "other:", "a case has the keys"),
        ("employees: 60", "employees: many", "profile.employees"),
    ],
)
def test_a_case_that_cannot_be_read(folder: Path, old: str, new: str, said: str) -> None:
    cases = Path("cases")
    cases.mkdir()
    (cases / "one.yaml").write_text(CASE.replace(old, new), "utf-8")
    assert said in bad(1, "check", "--coverage", "--cases", "cases")


def test_check_says_all_errors_at_once(folder: Path) -> None:
    (folder / "plan.yaml").write_text("title: [\n", "utf-8")
    (folder / "training/M02.yaml").write_text("id: M02\nid: M02\n", "utf-8")
    *lines, last = bad(1, "check").splitlines()
    assert last == "2 errors."
    assert [line.split(" ")[0] for line in lines] == [
        "questionnaires/plan.yaml:2:1:",
        "questionnaires/training/M02.yaml:2:1:",
    ]


@pytest.mark.parametrize(
    "words", [["check"], ["show", "tiny"], ["blank", "tiny", "-o", "x.json"], ["score", "answers.json"]], ids=" ".join
)
def test_bad_questionnaires_are_1_for_every_command(folder: Path, answers: Path, words: list[str]) -> None:
    (folder / "plan.yaml").unlink()
    assert "plan.yaml is missing. Add the file.\n1 error.\n" in bad(1, *words)


def test_no_folder(folder: Path) -> None:
    assert bad(1, "check", "nowhere") == (
        "nowhere:1:1: no such folder. Name the folder that holds the questionnaires.\n1 error.\n"
    )


# --- show and blank ------------------------------------------------------------------------------------------


def test_show(folder: Path) -> None:
    english, french = good("show", "tiny"), good("show", "tiny", "--lang", "fr")
    assert english.startswith("A tiny questionnaire (tiny 1.0, draft)\n")
    assert french.startswith("Un tout petit questionnaire (tiny 1.0, draft)\n")
    assert "[profile.issues; facts; many]" in english
    for name in load(folder).editions["tiny"].questions:
        assert f"[{name};" in english
        assert f"[{name};" in french


def test_show_json_is_the_contract(folder: Path) -> None:
    data = json.loads(good("show", "tiny", "--json"))
    assert data["digest"] == load(folder).editions["tiny"].digest
    assert {"id", "version", "digest", "title", "sections"} <= data.keys()
    for section in data["sections"]:
        assert {"id", "title", "weight", "limits", "questions"} <= section.keys()
        for question in section["questions"]:
            assert {"id", "section", "type", "text", "why", "when", "required", "about"} <= question.keys()
            assert question["id"].startswith(f"{section['id']}.")
            assert question["required"] is (question["type"] != "text")
            if question["type"] in ("ladder", "choice", "checklist"):
                more = {"weight", "critical", "duty", "allows_na", "severity", "raise_when", "effort"}
                assert more <= question.keys()
                kind = "items" if question["type"] == "checklist" else "options"
                worth = "weight" if kind == "items" else "points"
                assert all({"id", "text", worth, "alarm"} <= entry.keys() for entry in question[kind])
    assert [option["id"] for option in data["sections"][1]["questions"][0]["options"]] == ["0", "1", "2", "3", "4"]


def test_blank_with_proposals_from_another_file(folder: Path, answers: Path) -> None:
    """What a file says is proposed as a remark; nothing is answered by it."""
    bank = folder / "bank" / "remedy.yaml"
    bank.write_text(
        bank.read_text("utf-8").replace("    duty: channel", "    duty: channel\n    about: contract"), "utf-8"
    )
    done = run("blank", "tiny", "-o", "blank.json", "--from", answers)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "Answers proposed: 6. Each counts once you write it as the value.",
        "Left behind, about one contract: 1: remedy.channel.",
    ]
    made = json.loads(Path("blank.json").read_text("utf-8"))["answers"]
    assert {answer["value"] for answer in made.values()} == {None}
    proposed = {name: answer["_proposed"]["value"] for name, answer in made.items() if "_proposed" in answer}
    kept = {name: answer["value"] for name, answer in ANSWERS["answers"].items() if name != "remedy.channel"}
    assert proposed == kept


def test_blank_from_a_file_that_is_no_answers_file(folder: Path) -> None:
    Path("x.json").write_text("[]", "utf-8")
    assert "x.json: " in bad(1, "blank", "tiny", "-o", "blank.json", "--from", "x.json")
    assert not Path("blank.json").exists()


def test_blank(folder: Path, answers: Path) -> None:
    good("blank", "tiny", "-o", "blank.json", "--lang", "fr")
    data = json.loads(Path("blank.json").read_text("utf-8"))
    assert data["answers"]["profile.employees"]["_question"] == "1.1 Combien de personnes travaillent pour vous ?"
    Path("blank.json").write_text(json.dumps({**data, "date": "2026-11-22"}), "utf-8")
    assert "answers missing" in good("score", "blank.json")


def test_a_blank_workbook_is_filled_in_and_scored(folder: Path, answers: Path) -> None:
    done = run("blank", "tiny", "-o", "blank.xlsx", "--lang", "fr", "--from", answers)
    assert done.exit_code == 0
    assert "Answers proposed: " in done.stderr
    book = load_workbook("blank.xlsx")
    sheet = book.worksheets[1]
    columns = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(4, columns["question"]).value == "profile.employees"
    assert sheet.cell(4, columns["_before"]).value
    sheet.cell(4, columns["value"]).value = 120
    book.save("filled.xlsx")
    assert "profile.employees" not in good("score", "filled.xlsx", "--on", "2026-11-22")
    assert "answers missing" in good("score", "filled.xlsx", "--on", "2026-11-22")


def test_a_blank_on_paper(folder: Path) -> None:
    good("blank", "tiny", "-o", "blank.pdf", "--lang", "fr")
    text = PdfReader("blank.pdf").pages[0].extract_text()
    assert "Un tout petit questionnaire" in " ".join(text.split())


def test_the_report_as_a_workbook(folder: Path, answers: Path) -> None:
    good("report", answers, "-o", "report.xlsx")
    book = load_workbook("report.xlsx")
    assert {"Answers", "About", "Result", "Action plan"} <= set(book.sheetnames)
    assert good("score", "report.xlsx", "--json") == good("score", answers, "--json")


def test_a_place_that_cannot_be_written(folder: Path) -> None:
    assert bad(1, "blank", "tiny", "-o", "nowhere/blank.json") == (
        "nowhere/blank.json cannot be written (No such file or directory).\n"
    )


@pytest.mark.parametrize("words", [["report", "answers.json"], ["blank", "tiny", "--from", "./answers.json"]])
def test_answers_are_not_written_over_by_what_is_made_of_them(answers: Path, words: list[str]) -> None:
    before = answers.read_bytes()
    assert "is the file of the answers and would be lost" in bad(2, *words, "-o", "answers.json")
    assert answers.read_bytes() == before


# --- score ---------------------------------------------------------------------------------------------------


def test_score(answers: Path) -> None:
    text = good("score", answers)
    assert text.startswith("A tiny questionnaire, 1.0, on 2026-11-22\n")
    assert "Score 55 of 100" in text  # 40 × 100 + 60 × 25, of 100
    assert text.endswith("Self-declared; nobody checked the answers.\n")


def test_score_json(answers: Path) -> None:
    data = json.loads(good("score", answers, "--json"))
    assert (data["questionnaire"], data["version"], data["on"]) == ("tiny", "1.0", "2026-11-22")
    assert (data["complete"], data["rated"], data["score"], data["missing"]) == (True, True, 55, [])
    assert {
        "digest",
        "path",
        "completion",
        "lower",
        "upper",
        "documented",
        "public",
        "band",
        "uncapped_band",
    } <= data.keys()
    assert {"caps", "alarms", "sections", "duties", "recommendations", "next_band"} <= data.keys()


def test_score_on_another_day(answers: Path) -> None:
    data = json.loads(good("score", answers, "--json", "--on", "2028-01-16"))
    assert data["on"] == "2028-01-16"
    assert data["score"] == 50  # the evidence is a day too old: step 3
    assert "lies after the assessment's date, 2026-01-14" in bad(1, "score", answers, "--on", "2026-01-14")
    assert "cannot be an assessment's date" in bad(1, "score", answers, "--on", "0001-01-01")


def test_incomplete_answers_are_good_input(answers: Path) -> None:
    partial = {**ANSWERS, "answers": {"profile.employees": {"value": 5}}}
    answers.write_text(json.dumps(partial), "utf-8")
    data = json.loads(good("score", answers, "--json"))
    assert (data["complete"], data["score"], data["band"], data["caps"]) == (False, None, None, [])
    assert "missing: policy.commitment" in good("score", answers)
    message = bad(1, "report", answers, "-o", "x.pdf")
    assert "policy.commitment" in message
    assert not Path("x.pdf").exists()


def test_bad_answers_are_1_and_named(answers: Path) -> None:
    answers.write_text(
        json.dumps({**ANSWERS, "answers": {"policy.commitment": {"value": 3}, "x.y": {"value": 1}}}), "utf-8"
    )
    first, second, last = bad(1, "score", answers).splitlines()
    assert first.startswith("answers.json: policy.commitment: 3 is not an answer to this question. Give one of ")
    assert second.startswith("answers.json: x.y: tiny 1.0 has no such question.")
    assert last == "2 errors."


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="open"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe", id="utf-16"),
        pytest.param(b"PK\x03\x04", id="zip"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"a":' + b"1" * 5000 + b"}", id="digits"),
        pytest.param(b" " * 3_000_000, id="large"),
        pytest.param(
            json.dumps({**ANSWERS, "answers": {"policy.commitment": {"value": "\ud800\x1b[2J"}}}).encode(),
            id="surrogate and escape",
        ),
        pytest.param(json.dumps({**ANSWERS, "organisation": "\ud800"}).encode(), id="surrogate in the head"),
    ],
)
def test_files_of_all_kinds(answers: Path, raw: bytes) -> None:
    answers.write_bytes(raw)
    message = bad(1, "score", answers)
    assert message.startswith("answers.json: ")
    assert message.endswith("1 error.\n")
    assert "\x1b" not in message


@pytest.fixture
def filled_in(answers: Path, folder: Path) -> Path:
    """Write the same answers as a workbook."""
    sheet, edition = read_sheet(answers.read_bytes(), load(folder).editions.get)
    path = Path("answers.xlsx")
    path.write_bytes(workbook.write(edition, sheet, evaluate(edition, sheet.answers, sheet.date)))
    return path


def test_a_workbook_scores_as_its_answers_do(answers: Path, filled_in: Path) -> None:
    for words in ([], ["--json"], ["--on", "2028-01-16"]):
        assert good("score", filled_in, *words) == good("score", answers, *words)
    other = filled_in.rename("answers.bin")  # told by what is in it
    assert good("score", other) == good("score", answers)
    Path("shouted.XLSX").write_bytes(other.read_bytes())
    assert good("score", "shouted.XLSX") == good("score", answers)


def test_a_workbook_gives_a_report(filled_in: Path) -> None:
    good("report", filled_in, "-o", "report.pdf")
    assert Path("report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_report_for_programs(answers: Path) -> None:
    good("report", answers, "-o", "report.json", "--lang", "fr")
    told = json.loads(Path("report.json").read_text("utf-8"))
    assert list(told)[:2] == ["format", "language"]
    assert (told["format"], told["language"]) == ("pan2-assess/feedback/1", "fr")
    assert told["standing"]["score"] == json.loads(good("score", answers, "--json"))["score"]
    assert told["on"] == "2026-11-22"
    assert [len(section["lines"]) for section in told["answers"]]


def test_a_report_for_programs_without_the_answers_holds_no_note_and_no_evidence(answers: Path) -> None:
    given = json.loads(answers.read_text("utf-8"))
    given["answers"]["policy.signed"] = {"value": "unknown", "note": "A SECRET"}
    given["answers"]["policy.commitment"] = {"value": "3", "note": "A SECRET"}
    answers.write_text(json.dumps(given), "utf-8")
    good("report", answers, "-o", "whole.json")
    good("report", answers, "-o", "bare.json", "--no-annex")
    whole, bare = (json.loads(Path(f"{name}.json").read_text("utf-8")) for name in ("whole", "bare"))
    assert "A SECRET" in json.dumps(whole["answers"])
    assert "A SECRET" in json.dumps(whole["find_out"])
    assert "A SECRET" not in json.dumps(bare)
    assert "https://example.org" not in json.dumps(bare["top_steps"])
    assert bare["answers"] == []
    assert [line["number"] for line in bare["find_out"]] == [line["number"] for line in whole["find_out"]]
    assert bare["recommendations"] == whole["recommendations"]


def test_answers_missing_in_a_workbook_are_listed(folder: Path) -> None:
    edition = load(folder).editions["tiny"]
    sheet = Sheet("tiny", "1.0", "Example S.A.", date(2026, 11, 22), answers={"profile.employees": Answer(5)})
    content = workbook.write(edition, sheet, evaluate(edition, sheet.answers, sheet.date))
    Path("partial.xlsx").write_bytes(content)
    assert "policy.commitment" in bad(1, "report", "partial.xlsx", "-o", "x.pdf")
    assert not Path("x.pdf").exists()


def test_what_is_wrong_in_a_workbook_is_named_by_its_cell(filled_in: Path) -> None:
    book = load_workbook(filled_in)
    book["Answers"]["E3"], book["Answers"]["E9"] = "many", 9
    book.save(filled_in)
    first, second, last = bad(1, "score", filled_in).splitlines()
    assert first.startswith('answers.xlsx: Answers!E3: profile.employees: "many" is not a whole number.')
    assert second.startswith('answers.xlsx: Answers!E9: policy.commitment: "9" is not an answer to this question.')
    assert last == "2 errors."


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(json.dumps(ANSWERS).encode(), id="JSON by another name"),
        pytest.param(b"PK\x03\x04", id="four bytes"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), id="with a password"),
        pytest.param(b"PK\x03\x04" + bytes(3_000_000), id="large"),
    ],
)
def test_what_is_called_a_workbook_and_is_none(folder: Path, raw: bytes) -> None:
    Path("x.xlsx").write_bytes(raw)
    message = bad(1, "score", "x.xlsx")
    assert message.startswith("x.xlsx: the file is ")
    assert message.endswith("1 error.\n")
    assert "JSON" not in message
    assert bad(1, "report", "x.xlsx", "-o", "x.pdf") == message


def test_no_file(folder: Path) -> None:
    assert bad(1, "score", "nothing.json") == "nothing.json cannot be read (No such file or directory).\n"
    assert bad(1, "score", ".") == ". cannot be read (Is a directory).\n"


# --- schemas -----------------------------------------------------------------------------------------------


def test_schemas(folder: Path) -> None:
    assert good("schema").splitlines() == [f"{name:<10} urn:pan2-assess:{name}:1" for name in SCHEMAS]
    for name in SCHEMAS:
        assert json.loads(good("schema", name))["$id"] == f"urn:pan2-assess:{name}:1"
    made = json.loads(good("schema", "answers", "--of", "tiny", "--lang", "fr"))
    assert made["$id"] == "urn:pan2-assess:answers:1:tiny:1.0"
    assert list(made["properties"]["answers"]["properties"]) == list(load(folder).editions["tiny"].questions)


# --- the program itself ---------------------------------------------------------------------------------------


def test_as_a_program(tmp_path: Path) -> None:
    """The installed program, on our own questionnaires, with nothing but ASCII to print on."""
    program = Path(sys.executable).with_name("pan2-assess")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}

    def start(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *words], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False, timeout=60
        )

    checked = start("check", str(GOOD))
    assert (checked.returncode, checked.stderr) == (0, "")
    wrong = start("check", "nowhere")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("nowhere:1:1: no such folder.")
    (tmp_path / "a.json").write_text('{"format": "\\ud800"}')
    (tmp_path / "bad").mkdir()
    for words in (["score", "a.json"], ["show", "«nothing»"], ["check", "bad"]):
        result = start(*words)
        assert result.returncode in (1, 2)
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
