"""Bad questionnaires: every case of bad/*.yaml changes the good folder and lists all that is then said.

A case holds `case`, `says`, and one change or several under `changes`: `file` with `replace` and `by` (the text stands
there once), `write`, `add` (at the end) or `delete: true`. With `french: true` the French files lie beside the others.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pan2_assess import create_app, paths
from pan2_assess.core.library import load
from pan2_assess.core.source import SourceErrors

HERE = Path(__file__).parent
ROOT = "questionnaires"


def cases() -> list[Any]:
    found = []
    for file in sorted((HERE / "bad").glob("*.yaml")):
        for case in yaml.safe_load(file.read_text("utf-8")):
            name = f"{file.stem}: {case['case']}"
            found.append(pytest.param(case, id=name))
    names = [case.id for case in found]
    assert len(set(names)) == len(names), "two cases have one name"
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the good folder, French and all; paths are shown from beside it."""
    shutil.copytree(HERE / "good", tmp_path / ROOT)
    monkeypatch.chdir(tmp_path)
    return Path(ROOT)


def without_french(folder: Path) -> None:
    for sidecar in folder.rglob("*.fr.yaml"):
        sidecar.unlink()


def change(folder: Path, patch: dict[str, Any]) -> None:
    path = folder / patch["file"]
    path.parent.mkdir(exist_ok=True)
    if patch.get("delete"):
        path.unlink()
    elif "write" in patch:
        path.write_text(patch["write"], "utf-8")
    elif "add" in patch:
        path.write_text(path.read_text("utf-8") + patch["add"], "utf-8")
    else:
        text = path.read_text("utf-8")
        assert text.count(patch["replace"]) == 1, f"«{patch['replace']}» does not stand once in {path}"
        path.write_text(text.replace(patch["replace"], patch["by"]), "utf-8")


def said(folder: Path) -> list[str]:
    """Say what is wrong, a line an error, with paths from inside the folder."""
    with pytest.raises(SourceErrors) as caught:
        load(folder)
    assert str(caught.value) == "\n".join(map(str, caught.value.errors))
    return [str(error).removeprefix(f"{ROOT}/") for error in caught.value.errors]


def test_the_good_folder_is_good(folder: Path) -> None:
    assert load(folder).languages == ("en", "fr")
    without_french(folder)
    assert load(folder).languages == ("en",)


@pytest.mark.parametrize("case", cases())
def test_case(folder: Path, case: dict[str, Any]) -> None:
    if not case.get("french"):
        without_french(folder)
    for patch in case.get("changes", [case]):
        change(folder, patch)
    assert said(folder) == case["says"]


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 45


def test_everything_wrong_is_said_at_once_and_in_order(folder: Path) -> None:
    without_french(folder)
    patches: list[dict[str, Any]] = [
        {"file": "tiny.yaml", "replace": "weight: 40", "by": "weight: 400"},
        {"file": "training/M02.yaml", "write": "title: [\n"},
        {"file": "plan.yaml", "replace": "status: ongoing", "by": "status: over"},
        {"file": "bank/policy.yaml", "replace": "effort: 2", "by": "effort: 0"},
        {"file": "bank/policy.yaml", "replace": "    weight: 2\n", "by": "    weight: 0\n"},
        {"file": "bank/policy.yaml", "replace": "modules: [M01]", "by": "modules: [M09]"},
        {"file": "bank/remedy.yaml", "replace": "scale: found", "by": "scale: fond"},
        {"file": "PUBLISHED", "write": "tiny\n"},
    ]
    for patch in patches:
        change(folder, patch)
    places = [line.split(" ")[0] for line in said(folder)]
    assert places == [
        "PUBLISHED:1:1:",
        "bank/policy.yaml:9:5:",  # 9 before 58: by number, not by letter
        "bank/policy.yaml:58:5:",
        "bank/remedy.yaml:12:5:",
        "plan.yaml:20:5:",
        "tiny.yaml:17:5:",
        "training/M02.yaml:2:1:",
    ]


def test_one_bad_question_does_not_hide_another(folder: Path) -> None:
    without_french(folder)
    change(folder, {"file": "bank/policy.yaml", "replace": "effort: 2", "by": "effort: 9"})
    change(folder, {"file": "bank/policy.yaml", "replace": "{id: nobody,", "by": "{id: na,"})
    first, second = said(folder)
    assert first.startswith("bank/policy.yaml:43:10: policy.signed › options.na.id: «na» is a value of every answer")
    assert second == "bank/policy.yaml:58:5: policy.parts › effort: 9 is too large; the most is 3."


def test_a_broken_file_gives_no_errors_elsewhere(folder: Path) -> None:
    """What others name in a file that cannot be read is not called missing."""
    for stem in ("bank/profile", "law", "plan", "scales", "references", "training/M01", "remedies"):
        (folder / f"{stem}.yaml").write_text("a: [\n", "utf-8")
    assert [line.split(" ")[0] for line in said(folder)] == [
        f"{stem}.yaml:2:1:"
        for stem in ("bank/profile", "law", "plan", "references", "remedies", "scales", "training/M01")
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"title: A\nnote: caf\xe9\n", "law.yaml:2:1: not UTF-8 text. Save the file as UTF-8."),
        ("title: A\n".encode("utf-16"), "law.yaml:1:1: not UTF-8 text. Save the file as UTF-8."),
        (
            "note: é é é é\ntitle: a\0b\n".encode(),
            "law.yaml:2:9: holds a character that YAML does not allow. Remove control characters such as NUL.",
        ),
        (b"a: " + b"x" * (1 << 20), "law.yaml:1:1: larger than 1 MiB. Split the file."),
        (b"a:\n  " + b"[" * 30 + b"]" * 30, "law.yaml:2:22: nested more than 20 levels deep. Flatten it."),
        (b"[" * 500_000, "law.yaml:1:21: nested more than 20 levels deep. Flatten it."),
    ],
    ids=["latin-1", "utf-16", "nul", "size", "depth", "depth without end"],
)
def test_bytes_no_file_may_hold(folder: Path, raw: bytes, line: str) -> None:
    without_french(folder)
    (folder / "law.yaml").write_bytes(raw)
    assert said(folder) == [line]


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    without_french(folder)
    (folder / "law.yaml").unlink()
    (folder / "law.yaml").mkdir()
    assert said(folder) == ["law.yaml:1:1: cannot be read (Is a directory)."]


def test_no_folder(folder: Path) -> None:
    assert said(Path("nowhere")) == ["nowhere:1:1: no such folder. Name the folder that holds the questionnaires."]


def test_no_questionnaire(folder: Path) -> None:
    without_french(folder)
    (folder / "tiny.yaml").unlink()
    assert said(folder) == ["questionnaires:1:1: holds no questionnaire. Add one; see docs/format.md."]


def test_no_files(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    assert said(folder) == [
        f"{stem}.yaml:1:1: {stem}.yaml is missing. Add the file."
        for stem in ("law", "plan", "references", "remedies", "scales")
    ]


# --- what is published ----------------------------------------------------------------------------------


def test_what_is_listed_with_its_digest_is_published(folder: Path) -> None:
    draft = load(folder).editions["tiny"]
    (folder / "PUBLISHED").write_text(f"# published\n\ntiny 1.0 {draft.digest}  # today\n", "utf-8")
    assert draft.draft
    assert not load(folder).editions["tiny"].draft


def test_a_published_edition_cannot_change(folder: Path) -> None:
    (folder / "PUBLISHED").write_text(f"tiny 1.0 {load(folder).editions['tiny'].digest}\n", "utf-8")
    change(folder, {"file": "training/M02.yaml", "replace": "title: Listening", "by": "title: Hearing"})
    (line,) = said(folder)
    place, now = line.split(" (now ")
    assert place == "tiny.yaml:2:1: tiny › version: tiny 1.0 is published and has been changed since"
    assert now.endswith("). Undo the change, or give it a new version.")
    change(folder, {"file": "tiny.yaml", "replace": 'version: "1.0"', "by": 'version: "1.1"'})
    assert load(folder).editions["tiny"].draft
    assert now.split(")")[0] != load(folder).editions["tiny"].digest


def test_a_list_of_editions_that_is_no_text(folder: Path) -> None:
    (folder / "PUBLISHED").write_bytes(b"tiny 1.0 \xff\n")
    assert said(folder) == ["PUBLISHED:1:1: cannot be read as text. Save the file as UTF-8."]


# --- the application -------------------------------------------------------------------------------------


def test_the_application_does_not_start_on_bad_questionnaires(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It raises one SourceErrors, with everything in it, at the start and not at the first page."""
    from pan2_assess import config

    without_french(folder)
    change(folder, {"file": "plan.yaml", "replace": "status: ongoing", "by": "status: over"})
    change(folder, {"file": "bank/policy.yaml", "replace": "effort: 2", "by": "effort: 0"})
    monkeypatch.setattr(paths, "questionnaires", lambda: folder)
    with pytest.raises(SourceErrors) as caught:
        create_app(config.load({"PAN2_INSTANCE": str(tmp_path / "instance")}))
    assert [(error.file, error.line) for error in caught.value.errors] == [
        (f"{ROOT}/bank/policy.yaml", 58),
        (f"{ROOT}/plan.yaml", 20),
    ]
