"""The answers as a workbook: every question is in it, no text becomes a formula, and it comes back as it went out."""

from __future__ import annotations

import json
import random
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pan2_assess import paths
from pan2_assess.core.answers import Answer, Evidence
from pan2_assess.core.coverage import options_of
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.library import load
from pan2_assess.core.model import Checklist, Edition, Facts, Number, ScoredQuestion, Text
from pan2_assess.core.sheet import FORMAT, Person, Sheet, read_sheet
from pan2_assess.reports import workbook
from pan2_assess.reports.workbook_form import many
from pan2_assess.reports.workbook_reading import read_workbook

ON = date(2026, 11, 22)
TINY = load(Path(__file__).parents[1] / "core" / "good").editions["tiny"]
LADDER, CHOICE, CHECKLIST, OFF_PATH = "policy.commitment", "policy.signed", "policy.parts", "remedy.channel"
NUMBER, ONE, MANY, TEXT = "profile.employees", "profile.sector", "profile.issues", "profile.remark"


@cache
def editions() -> dict[str, Edition]:
    return {**load(paths.questionnaires()).editions, "tiny": TINY}


def written(sheet: Sheet, language: str = "en") -> bytes:
    edition = editions()[sheet.questionnaire]
    return workbook.write(edition, sheet, evaluate(edition, sheet.answers, sheet.date), language)


def tiny(answers: dict[str, Answer] | None = None, **head: Any) -> Sheet:
    return Sheet("tiny", "1.0", **{"organisation": "Example S.A.", "date": ON, **head}, answers=answers or {})


def opened(raw: bytes) -> Workbook:
    return load_workbook(BytesIO(raw))


def rows(raw: bytes) -> dict[str, dict[str, Any]]:
    """Give the cells of each question by the keys of the first row."""
    keys, _, *lines = opened(raw)["Answers"].iter_rows()
    named = [dict(zip([cell.value for cell in keys], line, strict=True)) for line in lines]
    return {line["question"].value: line for line in named}


def about(raw: bytes) -> dict[str, Any]:
    return {key.value: said for key, _, said in opened(raw)["About"].iter_rows()}


# --- what stands in it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier", "tiny"])
def test_every_question_is_in_it_answered_or_not(name: str) -> None:
    edition = editions()[name]
    found = rows(written(Sheet(name, edition.version, "", ON)))
    assert [ident for ident in found if ident.count(".") == 1] == list(edition.questions)
    for question in edition.questions.values():
        line = found[question.id]
        assert line["_number"].value == edition.number(question.id)
        assert line["_text"].value == question.text
        assert line["value"].value is None
        assert [ident for ident in found if ident.startswith(f"{question.id}.")] == [
            f"{question.id}.{entry}" for entry in (options_of(question) if many(question) else ())
        ]


def test_answers_off_the_path_are_in_it_and_marked() -> None:
    answers = {NUMBER: Answer(5), OFF_PATH: Answer("1", note="kept")}
    assert OFF_PATH not in evaluate(TINY, answers, ON).path
    found = rows(written(tiny(answers)))
    step = TINY.questions[OFF_PATH].by_id["1"].text
    assert (found[OFF_PATH]["value"].value, found[OFF_PATH]["note"].value) == (f"1 – {step}", "kept")
    assert {name: line["_asked"].value for name, line in found.items() if name in TINY.questions} == {
        name: "yes" if name in evaluate(TINY, answers, ON).path else "no" for name in TINY.questions
    }


def test_cells_have_the_types_of_what_they_say() -> None:
    answers = {
        NUMBER: Answer(120),
        MANY: Answer(()),
        LADDER: Answer("4", evidence=Evidence("public", "https://example.org", date(2026, 3, 1)), share=True),
        CHOICE: Answer("planned", by=date(2027, 6, 30)),
        CHECKLIST: Answer(("staff", "suppliers")),
    }
    found = rows(written(tiny(answers)))
    assert (found[NUMBER]["value"].value, found[NUMBER]["value"].data_type) == (120, "n")
    top = TINY.questions[LADDER].by_id["4"].text
    assert (found[LADDER]["value"].value, found[LADDER]["value"].data_type) == (f"4 – {top}", "s")
    assert found[LADDER]["evidence.date"].value == datetime(2026, 3, 1)
    assert found[LADDER]["evidence.date"].is_date
    assert found[LADDER]["evidence.reference"].hyperlink is None
    assert found[LADDER]["share"].value is True
    assert found[CHOICE]["by"].value == datetime(2027, 6, 30)
    assert found[CHOICE]["value"].value == "Planned [planned]"
    assert [found[f"{CHECKLIST}.{item.id}"]["value"].value for item in TINY.questions[CHECKLIST].items] == [
        "yes" if item.id in ("staff", "suppliers") else "no" for item in TINY.questions[CHECKLIST].items
    ]
    assert {found[f"{MANY}.{option.id}"]["value"].value for option in TINY.questions[MANY].options} == {"no"}
    assert found[CHECKLIST]["value"].value is None


def test_the_head_stands_on_a_sheet_of_its_own() -> None:
    raw = written(tiny(prepared_by=Person("Ana", "Counsel", date(2026, 11, 20))))
    said = {key: cell.value for key, cell in about(raw).items()}
    assert said["organisation"] == "Example S.A."
    assert (said["questionnaire"], said["version"], said["format"]) == ("tiny", "1.0", FORMAT)
    assert said["_digest"] == TINY.digest
    assert said["date"] == datetime(2026, 11, 22)
    assert (said["prepared_by.name"], said["prepared_by.date"]) == ("Ana", datetime(2026, 11, 20))
    assert said["approved_by.name"] is None
    assert said["_notice"].startswith("Self-declared; nobody checked the answers.")
    assert said["_draft"].startswith("Made with a draft")


def test_it_is_set_up_to_be_read_and_printed() -> None:
    sheet = opened(written(tiny()))["Answers"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == f"A2:M{sheet.max_row}"
    assert sheet.row_dimensions[1].hidden
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$2:$2",
    )
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert all(cell.alignment.wrap_text for cell in sheet[3])


def test_words_follow_the_language_and_answers_do_not() -> None:
    answers = {LADDER: Answer("2", note="Une note"), NUMBER: Answer(60)}
    edition = TINY.in_language("fr")
    raw = workbook.write(edition, tiny(answers), evaluate(edition, answers, ON), "en")
    assert rows(raw)[LADDER]["_text"].value == edition.questions[LADDER].text != TINY.questions[LADDER].text
    assert read_workbook(raw, editions().get)[0] == tiny({name: answers[name] for name in (NUMBER, LADDER)})


# --- no formulas ------------------------------------------------------------------------------------------

STARTS = ("=", "+", "-", "@", "{=", "=@", "==", "=-", "'=", '"=')
BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("https://example.org";"here")',
    "IMPORTXML(CONCAT(A1),1)",
    "SUM(A1:A9)}",
    "2026-11-22",
    "https://example.org/?a=1&b=<2>",
    "A1",
    'WEBSERVICE("https://example.org")',
    "",
)
PAYLOADS = [start + body for start in STARTS for body in BODIES]


def test_no_text_becomes_a_formula_a_link_or_a_number() -> None:
    assert len(set(PAYLOADS)) == 100
    edition = editions()["company"]
    names = list(edition.questions)
    texts = iter(PAYLOADS * 10)
    expected: dict[str, tuple[str, ...]] = {}
    answers = {}
    for name in names:
        note, reference, reason, said = (next(texts) for _ in range(4))
        question = edition.questions[name]
        evidence = Evidence("public", reference, ON)
        if isinstance(question, Text):
            answers[name] = Answer(said, evidence=evidence, note=note)
        elif isinstance(question, ScoredQuestion) and question.allows_na:
            answers[name] = Answer("na", reason=reason, evidence=evidence, note=note)
        else:
            answers[name] = Answer("unknown", evidence=evidence, note=note)
        expected[name] = (note, reference, answers[name].reason, str(answers[name].value))
    people = [Person(text, text, ON) for text in PAYLOADS[:2]]
    raw = written(Sheet("company", edition.version, PAYLOADS[4], ON, *people, answers))
    for sheet in opened(raw):
        for line in sheet.iter_rows():
            assert {cell.data_type for cell in line} <= {"s", "n", "d"}
            assert all(cell.hyperlink is None for cell in line)
    found = rows(raw)
    for name, texts_of in expected.items():
        cells = [found[name][key] for key in ("note", "evidence.reference", "reason", "value")]
        assert tuple(cell.value or "" for cell in cells[:3]) == texts_of[:3]
        assert cells[3].value == texts_of[3] or not isinstance(edition.questions[name], Text)
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells if cell.value is not None)
    assert about(raw)["organisation"].value == PAYLOADS[4]


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>mark-up</t></r>",
        "<r>&</r>",
        "<r></r>",
        "<si><t>x</t></si>",
        "_x0041_ _x005F_ x005F_ _x000D_",
        "_x0041_x0042_x0043_",
        "<r>_x0041_</r>",
        "]]>&amp;<!-- x -->",
        "a\ufffe\uffffb",
        "line\nline\ttab",
        "😀 日本 \u200f\u00a0é",
        "123",
        "1e3",
        "TRUE",
        "2026-11-22",
        "#N/A",
        "[]",
        "planned",
        "unknown",
    ],
)
def test_texts_come_back_as_they_were(text: str) -> None:
    answers = {TEXT: Answer(text, note=text), LADDER: Answer("na", reason=text)}
    sheet = tiny(answers, organisation=text, approved_by=Person(text, text, None))
    assert read_workbook(written(sheet), editions().get)[0] == sheet


def test_what_is_no_character_is_shown_as_none_beside_what_would_be_misread() -> None:
    sheet = tiny({TEXT: Answer("_x0041\uffff")})
    assert read_workbook(written(sheet), editions().get)[0].answers[TEXT].value == "_x0041�"


# --- there and back -------------------------------------------------------------------------------------

SNIPPETS = (
    *PAYLOADS,
    "<r>",
    "</r>",
    "_x0041_",
    "x005F_",
    "&",
    "]]>",
    "\n",
    "\t",
    " ",
    "é",
    "e\u0301",
    "😀",
    "note",
)
DAYS = (date(1, 1, 1), date(1850, 5, 5), date(1900, 2, 28), date(1900, 3, 1), date(2026, 3, 1), ON)
MIX = ("tiny",) * 76 + ("supplier", "authority", "company", "pilot")  # the small one is quickest


def some_text(rng: random.Random, most: int) -> str:
    return "".join(rng.choice(SNIPPETS) for _ in range(rng.randrange(1, 8)))[:most]


def some_value(rng: random.Random, question: Any) -> Any:
    if question.scored and rng.random() < 0.3:
        return rng.choice(["planned", "unknown", *(["na"] if question.allows_na else [])])
    match question:
        case Text():
            return some_text(rng, 4000)
        case Number():
            return rng.choice([question.minimum, question.maximum, "unknown"])
        case Checklist():
            return [item.id for item in question.items if rng.random() < 0.5]
        case Facts() if question.many:
            return [option.id for option in question.options if rng.random() < 0.5][: question.most]
    return rng.choice(question.options).id


def some_answer(rng: random.Random, question: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {"value": some_value(rng, question)}
    if answer["value"] == "planned" and rng.random() < 0.7:
        answer["by"] = rng.choice([*DAYS, date(9999, 12, 31)]).isoformat()
    if answer["value"] == "na":
        answer["reason"] = f"x{some_text(rng, 200)}"
    if rng.random() < 0.4:
        kind, day = rng.choice(["internal", "public"]), rng.choice(DAYS).isoformat()
        answer["evidence"] = {"kind": kind, "reference": f"x{some_text(rng, 400)}", "date": day}
    if rng.random() < 0.4:
        answer["note"] = some_text(rng, 4000)
    if rng.random() < 0.2:
        answer["share"] = rng.random() < 0.5
    return answer


def some_file(seed: int) -> str:
    rng = random.Random(seed)
    edition = editions()[rng.choice(MIX)]
    person = {
        "name": some_text(rng, 200),
        "function": rng.choice(["", "Counsel"]),
        "date": rng.choice([None, "2026-01-01"]),
    }
    head = {"format": FORMAT, "questionnaire": edition.id, "version": edition.version, "date": ON.isoformat()}
    people = {"prepared_by": rng.choice([None, person]), "approved_by": rng.choice([None, person])}
    asked = [question for question in edition.questions.values() if rng.random() < 0.8]
    answers = {question.id: some_answer(rng, question) for question in asked}
    return json.dumps({**head, **people, "organisation": some_text(rng, 200), "answers": answers})


def test_a_thousand_assessments_come_back_as_they_went_out() -> None:
    for seed in range(1000):
        sheet, _ = read_sheet(some_file(seed), editions().get)
        assert read_sheet(json.dumps(sheet.as_json()), editions().get)[0] == sheet, seed
        raw = written(sheet)
        again, edition = read_workbook(raw, editions().get)
        assert again == sheet, seed
        assert edition is editions()[sheet.questionnaire]
        if seed % 20 == 0:
            assert written(again) == raw, seed
