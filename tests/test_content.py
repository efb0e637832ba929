"""What was promised of the content, as far as a program can tell: length, form, words explained, dates and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pan2_assess import paths
from pan2_assess.core.library import Library, load
from pan2_assess.core.texts import ModuleText
from pan2_assess.core.words import words_of

LIBRARY: Library = load(paths.questionnaires())
TEXTS = LIBRARY.texts["en"]
EDITIONS = list(LIBRARY.editions.values())
MODULES = [pytest.param(module, id=module.id) for module in TEXTS.modules]

# Known to everybody who runs, or works in, a firm in Luxembourg.
EVERYDAY = {"EU", "UN", "EUR", "IT", "HR", "OK", "PAN", "PDF", "ID", "USB", "CV", "JSON"}
# Proper names, and parts of them, which explain themselves where they stand or lead to their own page.
NAMES = {"III", "IMS", "CFL", "BCEE", "SNCI", "ASTM", "UEL", "CSR", "SME", "HUDERIA", "ALTAI", "HRC", "MSAT", "EIGE"}
ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")


def words(text: str) -> int:
    return len(text.split())


def taught(module: ModuleText) -> Iterator[str]:
    for part in module.parts:
        yield from (part.title, part.text, *part.points)
    yield from module.monday


# --- training ----------------------------------------------------------------------------------------------


def test_there_are_fourteen_modules_and_paths_through_them() -> None:
    assert [module.id for module in TEXTS.modules] == [f"M{number:02}" for number in range(1, 15)]
    walked = {name for path in TEXTS.paths for name in path.modules}
    assert walked == {module.id for module in TEXTS.modules} or walked < {module.id for module in TEXTS.modules}
    assert len(TEXTS.paths) >= 5


@pytest.mark.parametrize("module", MODULES)
def test_a_module_teaches_in_500_to_900_words(module: ModuleText) -> None:
    assert 500 <= sum(map(words, taught(module))) <= 900
    assert 3 <= len(module.monday) <= 6
    assert module.objectives
    assert module.links


@pytest.mark.parametrize("module", MODULES)
def test_a_quiz_has_four_to_six_questions_and_a_reason_for_each_option(module: ModuleText) -> None:
    assert 4 <= len(module.quiz) <= 6
    for question in module.quiz:
        assert 3 <= len(question.options) <= 4
        assert len({option.because for option in question.options}) == len(question.options)
        if question.several:
            assert "all" in question.text, "who is to choose several must be told so"


def test_the_right_option_does_not_always_stand_in_one_place() -> None:
    places = [
        index
        for module in TEXTS.modules
        for question in module.quiz
        for index, option in enumerate(question.options)
        if option.right
    ]
    for place in range(4):
        assert places.count(place) > len(places) / 8


# --- questions and advice ----------------------------------------------------------------------------------------


def scored() -> Iterator[object]:
    seen = {}
    for edition in EDITIONS:
        for question in edition.scored:
            seen[question.id] = question
    yield from (pytest.param(question, id=name) for name, question in sorted(seen.items()))


@pytest.mark.parametrize("question", list(scored()))
def test_no_step_opens_with_a_document(question: object) -> None:
    paper = re.compile(
        r"^(write|draft|adopt|prepare|document|publish|formalise|create a (policy|form|register))\b", re.I
    )
    for entry in question.recommend:  # type: ignore[attr-defined]
        for text in filter(None, (entry.text, entry.text_small)):
            if question.severity > 1:  # type: ignore[attr-defined]
                assert not paper.match(text), text


@pytest.mark.parametrize("question", list(scored()))
def test_every_answer_leads_somewhere(question: object) -> None:
    entries = question.recommend  # type: ignore[attr-defined]
    assert any(entry.actions for entry in entries)
    assert any(entry.modules for entry in entries)


def test_nobody_is_asked_for_convictions_or_names() -> None:
    for edition in EDITIONS:
        for question in edition.questions.values():
            asked = f"{question.text} {question.hint}".lower()
            assert "convict" not in question.text.lower(), question.id
            assert not re.search(r"\bname (the|each|every) person", asked), question.id


def test_a_supplier_is_offered_no_way_and_is_told_that_no_score_decides() -> None:
    supplier = LIBRARY.editions["supplier"]
    assert supplier.way is False
    assert re.search(r"score .*(select|award|exclu|rank)", supplier.intro)
    assert any(question.about == "contract" for question in supplier.questions.values())


def test_the_pilot_asks_all_that_a_company_is_asked_and_more() -> None:
    company, pilot = LIBRARY.editions["company"], LIBRARY.editions["pilot"]
    assert set(company.questions) < set(pilot.questions)
    own = {question.split(".")[0] for question in set(pilot.questions) - set(company.questions)}
    assert own == {"owner", "outside"}
    assert "not comparable with any published ranking" in next(s for s in pilot.sections if s.id == "outside").intro


def test_each_kind_of_purchase_has_a_clause_of_its_own() -> None:
    file = LIBRARY.editions["authority"].procurement
    assert file is not None
    assert len({kind.clause for kind in file.kinds}) == len(file.kinds) >= 10
    for kind in file.kinds:
        assert 60 <= words(kind.clause) <= 130, kind.id
        assert "score" not in kind.clause
    assert file.finding[0].startswith("People first")


# --- the plan ----------------------------------------------------------------------------------------------------


def test_each_action_says_what_it_means_for_all_three() -> None:
    for action in EDITIONS[0].plan.actions:
        assert action.company, action.id
        assert action.pilot, action.id
        assert action.authority, action.id
        assert set(action.titles) == {"fr", "de"}, action.id


def test_titles_known_only_in_part_are_not_called_official() -> None:
    """As in the facts: French from 4.4 on and German from 5.2 on are working translations."""
    by_id = {action.id: action for action in EDITIONS[0].plan.actions}
    assert all(action.official for action in by_id.values())
    french = {name for name, action in by_id.items() if not action.named("fr").official}
    german = {name for name, action in by_id.items() if not action.named("de").official}
    assert french == {"4.4", "5.1", "5.2", "5.3", "6.1", "6.2", "6.3"}
    assert german == {"5.2", "5.3", "6.1", "6.2", "6.3"}


# --- words ---------------------------------------------------------------------------------------------------------


def read_by_people() -> Iterator[tuple[str, str]]:
    for edition in EDITIONS:
        for trail, text in words_of(edition).items():
            if trail[0] not in ("glossary", "standards", "translations"):
                yield f"{edition.id} {'/'.join(trail)}", text
    for module in TEXTS.modules:
        for trail, text in words_of(module).items():
            yield f"{module.id} {'/'.join(trail)}", text
    for guide in TEXTS.guides:
        for trail, text in words_of(guide).items():
            yield f"{guide.id} {'/'.join(trail)}", text


def test_every_abbreviation_is_explained() -> None:
    known = (
        EVERYDAY
        | NAMES
        | {word for term in TEXTS.glossary for form in (term.term, *term.also) for word in ABBREVIATION.findall(form)}
    )
    unexplained = {
        f"{word}: {place}"
        for place, text in read_by_people()
        for word in ABBREVIATION.findall(text)
        if word not in known
    }
    assert not unexplained


def test_texts_use_typographic_marks() -> None:
    straight = [place for place, text in read_by_people() if re.search(r"\w'\w|\"", text) and "http" not in text]
    assert not straight
