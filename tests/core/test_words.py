"""Editions in other languages, and what the digest of an edition is made of."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pan2_assess.core.library import load
from pan2_assess.core.model import Edition
from pan2_assess.core.words import words_of

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "questionnaires"))


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(GOOD).editions["tiny"]


def digest(folder: Path) -> str:
    return load(folder).editions["tiny"].digest


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


# --- languages --------------------------------------------------------------------------------------------


def test_a_french_edition(edition: Edition) -> None:
    french = edition.in_language("fr")
    commitment: Any = french.questions["policy.commitment"]
    workers: Any = french.questions["remedy.workers"]
    assert french.title == "Un tout petit questionnaire"
    assert [section.title for section in french.sections] == ["Vous", "Politique", "Réparation"]
    assert commitment.text == "Avez-vous promis de respecter les droits de l’homme ?"
    assert [option.text for option in commitment.options][2:] == [
        "C’est écrit.",
        "C’est écrit et tous le savent.",
        "C’est tenu à jour.",
    ]
    assert commitment.anchors_small == {"2": "Tous le savent."}
    assert commitment.recommend[0].text_small == "Dites-la à tous."
    assert workers.options[0].text == "Oui et ils le sont toujours"
    assert french.duties[0].act == "Loi du 1er janvier 2020"
    assert [action.named("fr").text for action in french.plan.actions] == ["Informer", "Train"]
    assert [category.title for category in french.plan.categories] == ["Premier", "Second"]
    assert french.modules[0].objectives == ("Après vous saurez commencer.", "Et continuer.")
    assert french.protect.do == ("Appelez à l’aide.", "Écoutez.")
    assert french.protect.call[0].phone == "113"
    assert french.bodies[0].can == "Inspecter"
    assert [standard.short for standard in french.standards] == ["PDNU", "OCDE"]


def test_every_word_is_said_in_french(edition: Edition) -> None:
    english, french = words_of(edition), words_of(edition.in_language("fr"))
    assert english.keys() == french.keys()
    same = {"/".join(trail) for trail in english if english[trail] == french[trail]}
    assert same == {"protect/call/police/name", "plan/categories/2/title"}  # police, second


def test_a_language_changes_words_only(edition: Edition) -> None:
    """Ids, points, alarms, conditions and everything else that answers and scores rest on stay."""
    french = edition.in_language("fr").model_dump(mode="json")

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(item) for key, item in value.items()}
        if isinstance(value, list):
            return [bare(item) for item in value]
        return "word" if isinstance(value, str) and value in said else value

    said = {*words_of(edition).values(), *words_of(edition.in_language("fr")).values()}
    assert bare(french) == bare(edition.model_dump(mode="json"))


def test_english_is_itself_and_a_language_that_is_not_there_is_an_error(edition: Edition) -> None:
    assert edition.languages == ("en", "fr")
    assert edition.in_language("en") is edition
    with pytest.raises(KeyError):
        edition.in_language("de")


def test_nothing_worked_out_in_english_is_said_in_french(edition: Edition) -> None:
    """A copy must not carry along what the original had worked out from its words."""
    assert edition.questions["profile.sector"].text == "What do you do?"
    assert edition.in_language("fr").questions["profile.sector"].text == "Que faites-vous ?"
    assert edition.scored[0].text != edition.in_language("fr").scored[0].text


# --- canonical JSON and digest ------------------------------------------------------------------------------


def test_the_canonical_json_gives_the_same_edition(edition: Edition) -> None:
    text = edition.canonical()
    again = Edition.from_json(text)
    assert again.digest == edition.digest
    assert again.canonical() == text
    assert again == edition
    assert again.in_language("fr").canonical() == edition.in_language("fr").canonical()
    assert json.loads(text)["digest"] == edition.digest


def test_the_canonical_json_is_canonical(edition: Edition) -> None:
    text = edition.canonical()
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_an_edition_that_is_not_what_its_digest_says_is_refused(edition: Edition) -> None:
    with pytest.raises(ValueError, match=r"tiny 1\.0 is not the one its digest names"):
        Edition.from_json(edition.canonical().replace("Let the board sign.", "Let nobody sign."))


def test_being_published_is_no_part_of_an_edition(edition: Edition) -> None:
    assert edition.marked(draft=False).digest == edition.digest
    assert not Edition.from_json(edition.canonical(), draft=False).draft


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("law.yaml", "    basis: confirmed\n    checked: 2026-11-23", "    basis: confirmed\n    checked: 2026-12-24"),
        ("law.yaml", "    review_by: 2027-05-31\n    note", "    review_by: 2028-05-31\n    note"),
        ("training/M01.yaml", "review_by: 2027-05-31", "review_by: 2027-06-30"),
        ("bank/policy.yaml", "    critical: true\n    severity: 2\n", "    severity: 2\n    critical: true\n"),
        ("bank/policy.yaml", "{id: board, text: The board, points: 4}", "{points: 4, text: The board, id: board}"),
        ("law.yaml", "    act: A standard\n", "    act: A standard  # as it is called\n"),
        ("tiny.yaml", "intro: It has one of everything.", "intro: >-\n  It has one\n  of everything."),
        ("bank/policy.yaml", "references: {ungp: [11, ", 'references: {ungp: ["11", '),
    ],
    ids=["checked", "review_by", "review_by of a module", "order", "order in a line", "remark", "block", "quotes"],
)
def test_what_the_digest_leaves_out(folder: Path, edition: Edition, file: str, old: str, new: str) -> None:
    change(folder, file, old, new)
    assert digest(folder) == edition.digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("tiny.yaml", "title: A tiny questionnaire", "title: A small questionnaire"),
        ("tiny.yaml", "weight: 40", "weight: 41"),
        ("tiny.yaml", "[commitment, signed, parts]", "[commitment, parts, signed]"),
        ("bank/policy.yaml", "hint: Words on paper count.", "hint: Words count."),
        ("bank/policy.yaml", "points: 2", "points: 3"),
        ("bank/policy.yaml", "severity: 2", "severity: 3"),
        ("bank/policy.yaml", "    when: profile.employees >= 10\n", "    when: profile.employees >= 11\n"),
        ("bank/policy.yaml", "text_small: Say it to everybody.", "text_small: Say it to all."),
        ("scales.yaml", "text: Yes and they are still kept", "text: Yes and they still are kept"),
        ("law.yaml", "from: 2023-12-17", "from: 2023-12-18"),
        ("law.yaml", "note: It leaves something out.", "note: It leaves much out."),
        ("plan.yaml", "became: It goes on.", "became: It went on."),
        ("plan.yaml", "status: ongoing", "status: open"),
        ("training/M02.yaml", "minutes: 45", "minutes: 46"),
        ("training/M01.yaml", "as_of: 2026-11-23", "as_of: 2026-11-24"),
        ("remedies.yaml", 'phone: "113"', 'phone: "112"'),
        ("references.yaml", "short: UNGP", "short: UNGPs"),
        ("bank/policy.fr.yaml", "C’est écrit.", "C’est écrit !"),
        ("plan.fr.yaml", "Cela continue.", "Cela dure."),
    ],
)
def test_what_the_digest_holds(folder: Path, edition: Edition, file: str, old: str, new: str) -> None:
    change(folder, file, old, new)
    assert digest(folder) != edition.digest


def test_another_language_changes_the_digest(folder: Path, edition: Edition) -> None:
    for sidecar in folder.rglob("*.fr.yaml"):
        sidecar.unlink()
    assert digest(folder) != edition.digest


def test_what_no_questionnaire_asks_changes_nothing(folder: Path, edition: Edition) -> None:
    change(folder, "law.yaml", "text: Tell what you did.", "text: Say what you did.")
    assert digest(folder) == edition.digest
