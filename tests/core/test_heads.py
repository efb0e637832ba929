"""A questionnaire that adds to another: the base's sections and settings, and what it puts beside them."""

import shutil
from pathlib import Path

import pytest

from pan2_assess.core.library import load
from pan2_assess.core.model import Edition

GOOD = Path(__file__).parent / "good"

EXTRA = """
section: extra
questions:
  - {id: one, type: text, text: One?, why: Because.}
  - {id: two, type: text, text: Two?, why: Because.}
"""
MORE = """
id: more
version: "1.0"
base: tiny
title: More
intro: It adds to the tiny one.
duties: [report]
sections:
  - {id: extra, title: Extra, weight: 0, before: policy, questions: [one]}
  - {id: remedy, title: Remedy and more, weight: 50, questions: [remark]}
"""
REMARK = """
  - {id: remark, type: text, text: Anything else?, why: Because.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "questionnaires"
    shutil.copytree(GOOD, folder, ignore=shutil.ignore_patterns("*.fr.yaml"))
    (folder / "bank" / "extra.yaml").write_text(EXTRA, "utf-8")
    remedy = folder / "bank" / "remedy.yaml"
    remedy.write_text(remedy.read_text("utf-8") + REMARK.lstrip("\n"), "utf-8")
    return folder


def more(folder: Path, text: str = MORE) -> tuple[Edition, Edition]:
    (folder / "more.yaml").write_text(text, "utf-8")
    editions = load(folder).editions
    return editions["tiny"], editions["more"]


def test_the_sections_of_the_base_come_with_it(folder: Path) -> None:
    base, added = more(folder)
    assert [section.id for section in added.sections] == ["profile", "extra", "policy", "remedy"]
    assert added.sections[0] == base.sections[0]
    assert added.sections[2] == base.sections[1]
    assert added.sections[1].questions[0].id == "extra.one"


def test_a_section_in_both_has_the_questions_of_both_under_its_new_head(folder: Path) -> None:
    base, added = more(folder)
    remedy = added.sections[-1]
    assert (remedy.title, remedy.weight, remedy.limits) == ("Remedy and more", 50, False)
    assert [q.id for q in remedy.questions] == [*(q.id for q in base.sections[-1].questions), "remedy.remark"]


def test_what_the_head_leaves_out_is_the_bases(folder: Path) -> None:
    base, added = more(folder)
    assert (added.small, added.salient, added.scope, added.way) == (base.small, base.salient, base.scope, base.way)
    assert [duty.id for duty in added.duties] == ["channel", "report"]
    assert (added.id, added.title, added.intro) == ("more", "More", "It adds to the tiny one.")


def test_what_the_head_says_is_its_own(folder: Path) -> None:
    _, added = more(folder, MORE.replace("duties: [report]", "way: false\nsmall: profile.employees < 10\nscope: []"))
    assert (added.way, added.small, added.scope) == (False, "profile.employees < 10", ())
    assert [duty.id for duty in added.duties] == ["channel"]


def test_a_change_to_the_base_changes_both_digests(folder: Path) -> None:
    before = [edition.digest for edition in more(folder)]
    bank = folder / "bank" / "policy.yaml"
    bank.write_text(bank.read_text("utf-8").replace("severity: 1", "severity: 2", 1), "utf-8")
    after = [edition.digest for edition in more(folder)]
    assert not set(before) & set(after)


def test_the_words_of_another_language_come_from_both(tmp_path: Path) -> None:
    folder = tmp_path / "questionnaires"
    shutil.copytree(GOOD, folder)
    (folder / "bank" / "extra.yaml").write_text(EXTRA, "utf-8")
    (folder / "bank" / "extra.fr.yaml").write_text(
        "questions:\n  one: {text: Un ?, why: Parce que.}\n  two: {text: Deux ?, why: Parce que.}\n", "utf-8"
    )
    (folder / "more.yaml").write_text(MORE.replace("  - {id: remedy", "  # {id: remedy"), "utf-8")
    (folder / "more.fr.yaml").write_text(
        "title: Plus\nintro: Il s’ajoute au petit.\nsections: {extra: {title: Encore}}\n", "utf-8"
    )
    french = load(folder).editions["more"].in_language("fr")
    assert [section.title for section in french.sections] == ["Vous", "Encore", "Politique", "Réparation"]
    assert french.questions["extra.one"].text == "Un ?"
