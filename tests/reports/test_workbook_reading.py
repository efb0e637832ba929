"""Filled-in workbooks: what people do to one is understood or named by its cell, and no file harms the reader."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pan2_assess.core.answers import Answer, AnswerErrors, Evidence
from pan2_assess.core.coverage import options_of
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import MAX_FILE, Read, Sheet
from pan2_assess.reports.answers_file import read_answers_file
from pan2_assess.reports.cells import column_letters, column_number
from pan2_assess.reports.unpacking import MAX_UNPACKED
from pan2_assess.reports.workbook_answers import KEPT
from pan2_assess.reports.workbook_reading import read_workbook
from tests.reports.test_workbook import (
    CHECKLIST,
    CHOICE,
    LADDER,
    MANY,
    NUMBER,
    ON,
    ONE,
    TEXT,
    TINY,
    editions,
    rows,
    tiny,
    written,
)

ROWS = {cells["question"].value: cells["question"].row for cells in rows(written(tiny())).values()}
Cells = dict[tuple[str, str], Any]  # what to write, by question and key; by «About» and key


def edition_of(name: str) -> Edition | None:
    return TINY if name == TINY.id else None


def filled(cells: Cells, sheet: Sheet | None = None, change: Callable[[Workbook], object] = lambda book: None) -> bytes:
    """Fill in a workbook as a person would in another program, which writes the file anew."""
    book = load_workbook(BytesIO(written(sheet or tiny())))
    for (where, key), value in cells.items():
        if where == "About":
            place = next(row for row in book["About"].iter_rows() if row[0].value == key)[2]
        else:
            place = book["Answers"].cell(ROWS[where], KEPT.index(key) + 1)
        place.value = value
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read(cells: Cells, **more: Any) -> Sheet:
    return read_workbook(filled(cells, **more), edition_of)[0]


def said(raw: bytes, find: Callable[[str], Edition | None] = edition_of) -> list[str]:
    with pytest.raises(AnswerErrors) as caught:
        read_workbook(raw, find)
    return [str(error) for error in caught.value.errors]


def some(raw: bytes, on: date | None = None) -> Read:
    return read_answers_file(raw, edition_of, on, lenient=True)


# --- what people fill in --------------------------------------------------------------------------------


def test_filled_in_by_hand() -> None:
    sheet = read(
        {
            ("About", "organisation"): " Example S.A. ",
            ("About", "date"): datetime(2026, 11, 20),
            ("About", "approved_by.name"): "Ana",
            (NUMBER, "value"): 120,
            (ONE, "value"): " unknown ",
            (MANY, "value"): "[]",
            (TEXT, "value"): 5.5,
            (TEXT, "note"): 7,
            (LADDER, "value"): 4,  # typed, it is a number
            (LADDER, "evidence.kind"): "public",
            (LADDER, "evidence.reference"): "register",
            (LADDER, "evidence.date"): "2026-03-01",  # typed, it may be a text
            (LADDER, "share"): True,
            (CHOICE, "value"): "planned",
            (CHOICE, "by"): date(2027, 6, 30),
            (CHECKLIST, "value"): "suppliers ;staff;",
        }
    )
    assert sheet.date == date(2026, 11, 20)
    assert sheet.approved_by is not None
    assert sheet.approved_by.name == "Ana"
    assert sheet.answers == {
        NUMBER: Answer(120),
        ONE: Answer("unknown"),
        MANY: Answer(()),
        TEXT: Answer("5.5", note="7"),
        LADDER: Answer("4", evidence=Evidence("public", "register", date(2026, 3, 1)), share=True),
        CHOICE: Answer("planned", by=date(2027, 6, 30)),
        CHECKLIST: Answer(("staff", "suppliers")),
    }


def test_a_number_stored_as_text_is_a_number() -> None:
    assert read({(NUMBER, "value"): "120"}).answers == {NUMBER: Answer(120)}


@pytest.mark.parametrize("empty", [None, "", " "])
def test_an_empty_value_leaves_the_question_open(empty: str | None) -> None:
    assert read({(NUMBER, "value"): empty, (TEXT, "value"): empty}).answers == {}


def test_more_than_a_question_takes_is_named_by_its_cell() -> None:
    def told(value: str | tuple[str, ...]) -> str:
        answers = {"identify.salient": Answer(value)}
        (message,) = said(written(Sheet("company", "2026.1", "", ON, answers=answers)), editions().get)
        return message

    worst = editions()["company"].questions["identify.salient"]
    assert told(options_of(worst)[:6]).endswith("identify.salient: 6 are chosen. Choose 5 at most.")
    assert "Give at most 5 of safety, wages_hours," in told("na")


def test_a_note_alone_answers_a_text_only() -> None:
    assert read({(TEXT, "note"): "A note"}).answers == {TEXT: Answer("", note="A note")}
    (message,) = said(filled({(LADDER, "note"): "A note"}))
    assert message.startswith(f"Answers!E{ROWS[LADDER]}: policy.commitment: null is not an answer to this question.")


def test_columns_and_rows_may_be_moved() -> None:
    def move(book: Workbook) -> None:
        sheet = book["Answers"]
        sheet.insert_cols(1, 2)
        sheet.insert_rows(4, 3)
        sheet.delete_cols(6)  # the question's text

    assert read({(LADDER, "value"): "2", (NUMBER, "value"): 7}, change=move).answers == {
        NUMBER: Answer(7),
        LADDER: Answer("2"),
    }


def test_the_row_of_headings_may_be_missing() -> None:
    assert read({(NUMBER, "value"): 7}, change=lambda book: book["Answers"].delete_rows(2)).answers == {
        NUMBER: Answer(7)
    }


def test_days_counted_from_1904_are_the_same_days() -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def count_from_1904(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    sheet = read({("About", "date"): datetime(2026, 11, 20)}, change=count_from_1904)
    assert sheet.date == date(2026, 11, 20)


def test_another_day_may_be_given() -> None:
    raw = filled({("About", "date"): None})
    assert said(raw) == ["About!C3: date: null is not a date. Write it as YYYY-MM-DD, for example 2026-11-23."]
    assert read_workbook(raw, edition_of, ON)[0].date == ON


# --- what is wrong is named by its cell -----------------------------------------------------------------

WRONG: dict[str, tuple[Cells, list[str]]] = {
    "a value that is not offered": (
        {(CHOICE, "value"): "bord"},
        [f'Answers!E{ROWS[CHOICE]}: policy.signed: "bord" is not an answer to this question. Did you mean «board»?'],
    ),
    "a list with one that is not offered": (
        {(MANY, "value"): "wages; xyz"},
        [f'Answers!E{ROWS[MANY]}: profile.issues: "xyz" is not an answer to this question. Known: wages, safety.'],
    ),
    "a list that may not be left aside": (
        {(CHECKLIST, "value"): "na", (CHECKLIST, "reason"): "Not ours"},
        [
            f"Answers!E{ROWS[CHECKLIST]}: policy.parts: «does not apply» is not an answer to this question. "
            "Give any of staff, suppliers, with a semicolon between them; [] for none; or planned, unknown."
        ],
    ),
    "a number with a part": (
        {(NUMBER, "value"): 1.5},
        [
            f"Answers!E{ROWS[NUMBER]}: profile.employees: 1.5 is not a whole number. "
            'Give a whole number from 0 to 1000000, or "unknown".'
        ],
    ),
    "a truth value": (
        {(NUMBER, "value"): True},
        [
            f"Answers!E{ROWS[NUMBER]}: profile.employees: true is not a whole number. "
            'Give a whole number from 0 to 1000000, or "unknown".'
        ],
    ),
    "a formula": (
        {(NUMBER, "value"): "=1+1", (LADDER, "note"): "=A1", (LADDER, "value"): "2"},
        [
            f"Answers!E{ROWS[NUMBER]}: profile.employees: the cell holds a formula. Write what it comes to.",
            f"Answers!K{ROWS[LADDER]}: policy.commitment › note: the cell holds a formula. Write what it comes to.",
        ],
    ),
    "a day that is none": (
        {(CHOICE, "value"): "planned", (CHOICE, "by"): "30.6.2027"},
        [
            f'Answers!F{ROWS[CHOICE]}: policy.signed › by: "30.6.2027" is not a date. '
            "Write it as YYYY-MM-DD, for example 2026-11-23."
        ],
    ),
    "evidence by half and of the future": (
        {(LADDER, "value"): "4", (LADDER, "evidence.kind"): "public", (LADDER, "evidence.date"): date(2027, 1, 1)},
        [
            f"Answers!H{ROWS[LADDER]}:J{ROWS[LADDER]}: policy.commitment › evidence: the reference is missing. "
            "Say where the evidence can be found.",
            f"Answers!H{ROWS[LADDER]}:J{ROWS[LADDER]}: policy.commitment › evidence: 2027-01-01 lies after the "
            "assessment's date, 2026-11-22. Give a day up to that date.",
        ],
    ),
    "a share that is a word": (
        {(LADDER, "value"): "1", (LADDER, "share"): "perhaps"},
        [
            f'Answers!L{ROWS[LADDER]}: policy.commitment › share: must be true or false, not "perhaps". '
            "Leave it out where nothing was chosen."
        ],
    ),
    "a note too long": (
        {(LADDER, "value"): "1", (LADDER, "note"): "x" * 4001},
        [
            f"Answers!K{ROWS[LADDER]}: policy.commitment › note: 4,001 characters long; at most 4,000 are kept. "
            "Shorten it."
        ],
    ),
    "an id that is none": (
        {(CHOICE, "question"): "policy.sigend", (CHOICE, "value"): "board"},
        [f"Answers!C{ROWS[CHOICE]}: policy.sigend: tiny 1.0 has no such question. Did you mean «policy.signed»?"],
    ),
    "an answer without an id": (
        {(CHOICE, "question"): None, (CHOICE, "value"): "board"},
        [f"Answers!C{ROWS[CHOICE]}: there is an answer here, but no question id. Write the id of its question."],
    ),
    "an answer with a remark in place of an id": (
        {(CHOICE, "question"): "_signed", (CHOICE, "value"): "board"},
        [f"Answers!C{ROWS[CHOICE]}: there is an answer here, but no question id. Write the id of its question."],
    ),
    "a question twice": (
        {(CHOICE, "question"): LADDER, (CHOICE, "value"): "1", (LADDER, "value"): "2"},
        [f"Answers!C{ROWS[CHOICE]}: policy.commitment: the question stands in two rows. Keep one of them."],
    ),
    "a head with a long name and a bad day": (
        {("About", "organisation"): "x" * 201, ("About", "prepared_by.date"): "yesterday"},
        [
            "About!C2: organisation: 201 characters long; at most 200 are kept. Shorten it.",
            'About!C4:C6: prepared_by: "yesterday" is not a date. Write it as YYYY-MM-DD.',
        ],
    ),
    "another format": (
        {("About", "format"): "pan2-assess/answers/2"},
        ['About!C13: format: "pan2-assess/answers/2" is not a format known here. It must be "pan2-assess/answers/1".'],
    ),
    "another questionnaire": (
        {("About", "questionnaire"): "other"},
        ['About!C10: questionnaire: there is no questionnaire "other". pan2-assess check lists them.'],
    ),
    "another version": (
        {("About", "version"): "0.9"},
        [
            'About!C11: version: version "0.9" of tiny is not here; here is version 1.0. '
            "Use the questionnaire the answers were given to, or answer the new one."
        ],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_by_its_cell(case: str) -> None:
    cells, messages = WRONG[case]
    assert said(filled(cells)) == messages


def test_columns_have_letters() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
    assert all(column_number(column_letters(number)) == number for number in range(1, 2000))


# --- taking what is good --------------------------------------------------------------------------------


def test_what_is_good_is_taken_and_the_rest_is_named() -> None:
    raw = filled(
        {
            ("About", "version"): "0.9",
            (NUMBER, "value"): "=1+1",
            (MANY, "value"): "wages; xyz",
            (LADDER, "value"): "4",
            (LADDER, "evidence.kind"): "public",
            (LADDER, "evidence.reference"): "register",
            (LADDER, "evidence.date"): date(2027, 1, 1),
            (LADDER, "note"): "A note",
            (CHOICE, "value"): "board",
        }
    )
    found = some(raw)
    assert found.sheet.answers == {LADDER: Answer("4", note="A note"), CHOICE: Answer("board")}
    assert found.edition is TINY
    assert [(error.question, error.field, error.cell) for error in found.errors] == [
        (NUMBER, "value", f"Answers!E{ROWS[NUMBER]}"),
        (MANY, "value", f"Answers!E{ROWS[MANY]}"),
        (LADDER, "evidence", f"Answers!H{ROWS[LADDER]}:J{ROWS[LADDER]}"),
    ]
    assert [(notice.field, notice.cell) for notice in found.notices] == [("version", "About!C11")]
    assert some(raw, date(2027, 1, 1)).sheet.answers[LADDER].evidence is not None


def test_of_a_question_twice_the_first_is_taken() -> None:
    found = some(filled({(CHOICE, "question"): LADDER, (CHOICE, "value"): "1", (LADDER, "value"): "2"}))
    assert found.sheet.answers == {LADDER: Answer("2")}
    assert len(found.errors) == 1


@pytest.mark.parametrize("key", ["format", "questionnaire"])
def test_what_is_no_answers_file_is_refused_all_the_same(key: str) -> None:
    with pytest.raises(AnswerErrors, match=f"{key}: "):
        some(filled({("About", key): "other"}))


def test_files_are_told_apart_by_what_is_in_them() -> None:
    sheet = tiny({NUMBER: Answer(5)})
    text = json.dumps(sheet.as_json()).encode()
    for raw in (text, b"\xef\xbb\xbf \n" + text, written(sheet)):
        for lenient in (False, True):
            assert read_answers_file(raw, edition_of, lenient=lenient) == Read(sheet, TINY)
    for raw in (b"", b"PK", b"answers", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        for lenient in (False, True):
            with pytest.raises(AnswerErrors):
                read_answers_file(raw, edition_of, lenient=lenient)


# --- files of all kinds ---------------------------------------------------------------------------------

NOT_READ = "the file is not a workbook that can be read. Save it as an Excel workbook (.xlsx), without a password."
TOO_LARGE = f"unpacked, the file is larger than {MAX_UNPACKED >> 20} MiB. Answers are far smaller; check the file."


def parts(raw: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: dict[str, bytes], how: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """Put something else into one part of a good workbook."""
    found = parts(written(tiny({TEXT: Answer("text")})))
    assert old in found[name]
    return packed({**found, name: found[name].replace(old, new, 1)})


SHEET, STRINGS, MAIN = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


def test_locked_files_are_said_to_be_locked() -> None:
    (message,) = said(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))
    assert message == (
        "the file is locked with a password, or of an older kind (.xls). "
        "Save it as an Excel workbook (.xlsx), without a password."
    )
    raw = bytearray(written(tiny()))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert said(bytes(raw)) == [
        "the file is locked with a password. Save it as an Excel workbook (.xlsx), without a password."
    ]


@pytest.mark.parametrize("name", ["Answers", "About"])
def test_sheets_keep_their_names(name: str) -> None:
    def rename(book: Workbook) -> None:
        book[name].title = "Mine"

    [fault] = said(filled({}, change=rename))
    assert "the workbook has no sheet «" in fault
    assert fault.endswith("». Give the sheets their names back.")
    assert all(known in fault for known in {"Answers": ("Answers", "Réponses", "Antworten")}.get(name, (name,)))


def test_a_file_called_a_workbook_that_is_none_is_told_so() -> None:
    with pytest.raises(AnswerErrors) as caught:
        read_answers_file(b"{not even this}", edition_of, name="Answers.XLSX", lenient=True)
    assert "JSON" not in str(caught.value)


def test_the_first_row_names_the_columns() -> None:
    assert said(filled({}, change=lambda book: book["Answers"].delete_rows(1))) == [
        "the first row of the sheet «Answers» does not name the column «question». "
        "Begin with a workbook as it was handed out; its first row is hidden."
    ]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"a;b\n1;2\n", id="csv"),
        pytest.param(b"PK\x03\x04", id="four bytes"),
        pytest.param(b"PK\x05\x06" + bytes(18), id="empty zip"),
        pytest.param(packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), id="ods"),
        pytest.param(packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), id="docx"),
        pytest.param(written(tiny())[:-100], id="cut off"),
        pytest.param(packed(parts(written(tiny())), ZIP_BZIP2), id="packed otherwise"),
        pytest.param(packed({**parts(written(tiny())), SHEET: b"<worksheet>"}), id="open element"),
        pytest.param(packed({**parts(written(tiny())), SHEET: b"\xff\xfe<"}), id="no XML"),
        pytest.param(changed(SHEET, b'<c r="A1"', b'<c r="A0x"'), id="a bad reference"),
        pytest.param(changed(SHEET, b'<row r="1"', b'<row r="one"'), id="a bad row"),
        pytest.param(changed(SHEET, b"<v>0</v>", b"<v>99999</v>"), id="a text that is not there"),
        pytest.param(changed(SHEET, b"<v>0</v>", b"<v>-1</v>"), id="a text before the first"),
        pytest.param(changed(MAIN, b'r:id="rId1"', b'r:id="rId77"'), id="a sheet that is not there"),
        pytest.param(changed(MAIN, b"<workbook", b"<!DOCTYPE x><workbook"), id="doctype"),
        pytest.param(
            changed(
                STRINGS,
                b"<sst",
                b'<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]><sst',
            ),
            id="entities",
        ),
    ],
)
def test_what_is_no_workbook_is_said_to_be_none(raw: bytes) -> None:
    assert said(raw) == [NOT_READ]


def test_entities_are_never_fetched() -> None:
    raw = changed(
        STRINGS,
        b"<sst",
        b'<!DOCTYPE sst SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a SYSTEM "file:///etc/hostname">]><sst',
    )
    assert said(raw) == [NOT_READ]


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/media/image1.png"])
def test_a_small_file_that_unpacks_to_a_large_one_is_refused_at_once(part: str) -> None:
    raw = packed({**parts(written(tiny())), part: b" " * (MAX_UNPACKED + 1)})
    assert len(raw) < MAX_FILE
    before = time.perf_counter()
    assert said(raw) == [TOO_LARGE]
    assert time.perf_counter() - before < 3


def test_a_file_is_not_believed_about_its_sizes() -> None:
    """The directory says 100 bytes, and many megabytes come: read no further than it says, and refused."""
    content = parts(written(tiny()))[SHEET] + b" " * (MAX_UNPACKED * 2)
    raw = bytearray(packed({**parts(written(tiny())), SHEET: content}))
    while (at := raw.find(len(content).to_bytes(4, "little"))) >= 0:
        raw[at : at + 4] = (100).to_bytes(4, "little")
    before = time.perf_counter()
    assert said(bytes(raw)) == [NOT_READ]
    assert time.perf_counter() - before < 3


def test_a_file_of_countless_entries_is_refused() -> None:
    assert said(packed({f"x{number}": b"" for number in range(1500)}, ZIP_STORED)) == [
        "the file has more than 1000 parts. Answers are far smaller; check the file."
    ]


def test_a_file_too_large_is_refused_unopened() -> None:
    (message,) = said(b"PK\x03\x04" + bytes(MAX_FILE))
    assert message == "the file is larger than 2 MiB. Answers are far smaller; check the file."


def rows_from(first: int, number: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="F%d"><v>1</v></c></row>' % (row, row) for row in range(first, first + number))


def test_more_rows_than_answers_need_are_refused() -> None:
    assert said(changed(SHEET, b"</sheetData>", rows_from(1990, 20) + b"</sheetData>")) == [
        "the sheet «Answers» has more than 2000 rows. Answers are far smaller; check the file."
    ]


def test_empty_rows_do_not_count() -> None:
    raw = changed(SHEET, b"</sheetData>", b'<row r="1048576"><c r="A1048576"/></row></sheetData>')
    assert read_workbook(raw, edition_of)[0].answers == {TEXT: Answer("text")}


@pytest.mark.parametrize(
    "content",
    [b"<row/>" * 1_000_000, b"<row>" * 500_000, b'<row r="1"><c r="F1"/></row>' * 500_000],
    ids=["rows", "nesting", "cells"],
)
def test_a_sheet_of_nothing_without_end_is_refused_soon(content: bytes) -> None:
    before = time.perf_counter()
    (message,) = said(changed(SHEET, b"</sheetData>", content + b"</sheetData>"))
    assert message == "the workbook holds too much. Answers are far smaller; check the file."
    assert time.perf_counter() - before < 5


def test_a_cell_of_endless_text_is_refused() -> None:
    raw = changed(STRINGS, b"<t>text</t>", b"<t>" + b"x" * 10_000_000 + b"</t>")
    assert said(raw) == ["a cell holds more text than a workbook can. Answers are far smaller; check the file."]


def test_other_programs_write_workbooks_otherwise() -> None:
    """Texts in the cells, in runs, with signs above them; no references; a prefix; the strict kind's namespaces."""
    found = parts(written(tiny({TEXT: Answer("text"), LADDER: Answer("2")})))
    sheet, strings = found[SHEET], found[STRINGS]
    place = strings[: strings.index(b"<t>text</t>")].count(b"<si>") - 1
    inline = b"<is><r><t>te</t></r><rPh><t>above</t></rPh><r><t xml:space='preserve'>xt_x000D_</t></r></is>"
    again = sheet.replace(b't="s"><v>%d</v>' % place, b't="inlineStr">' + inline)
    assert again != sheet
    main = found[MAIN].replace(b"<workbookPr", b"<x:workbookPr").replace(b"<workbook ", b'<workbook xmlns:x="urn:x" ')
    strict = again.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    raw = packed({**found, SHEET: strict, MAIN: main})
    assert read_workbook(raw, edition_of)[0].answers == {TEXT: Answer("text"), LADDER: Answer("2")}


GOOD = written(tiny({NUMBER: Answer(60), TEXT: Answer("text", note="x"), LADDER: Answer("2"), CHECKLIST: Answer(())}))
GOOD_PARTS = parts(GOOD)
READ = (SHEET, STRINGS, MAIN, "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/worksheets/sheet2.xml")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**48))
def test_a_damaged_workbook_is_read_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    if rng.random() < 0.5:
        raw = bytearray(GOOD)
        for _ in range(rng.randrange(1, 20)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    else:
        name = rng.choice(READ)
        content = bytearray(GOOD_PARTS[name])
        for _ in range(rng.randrange(1, 4)):
            content[rng.randrange(len(content))] = rng.choice(b'<>/"0123456789 rscvt=')
        raw = bytearray(packed({**GOOD_PARTS, name: bytes(content)}))
    for lenient in (False, True):
        try:
            read_answers_file(bytes(raw), edition_of, lenient=lenient)
        except AnswerErrors as problem:
            lines = str(problem).split("\n")
            if not all(line.isprintable() for line in lines):
                raise


ODD = (
    None,
    "",
    "x",
    "=1",
    "[]",
    "_x",
    3,
    1.5,
    -7,
    10**14,
    True,
    datetime(2026, 1, 1),
    "2026-11-22",
    "note",
    "value",
    "date",
)
HEADS = (
    "organisation",
    "organisation.x",
    "prepared_by",
    "prepared_by.name",
    "answers",
    "answers.x",
    "policy.commitment",
)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**48))
def test_cells_filled_at_random_are_read_or_refused(seed: int) -> None:
    rng = random.Random(seed)

    def scribble(book: Workbook) -> None:
        for _ in range(rng.randrange(1, 12)):
            sheet = book[rng.choice(["Answers", "About"])]
            value = rng.choice((*ODD, *HEADS))
            sheet.cell(rng.randrange(1, 16), rng.choice([1, 2, 3, rng.randrange(1, 16)])).value = value

    raw = filled({(LADDER, "value"): "2", (NUMBER, "value"): 5, ("About", "organisation"): "x"}, change=scribble)
    for lenient in (False, True):
        try:
            read_answers_file(raw, edition_of, lenient=lenient)
        except AnswerErrors as problem:
            if not all(line.isprintable() for line in str(problem).split("\n")):
                raise


def test_what_the_head_says_twice_is_named() -> None:
    def again(book: Workbook) -> None:
        book["About"].append(["organisation", None, "Another S.A."])
        book["About"].append(["prepared_by", None, "Ana"])
        book["About"].append(["sender", None, "me"])

    last = len(list(load_workbook(BytesIO(GOOD))["About"].iter_rows()))
    assert said(filled({}, change=again)) == [
        f"About!C{last + 1}: organisation: this stands in two rows. Keep one of them.",
        f"About!C{last + 3}: sender: unknown key. Known: format, questionnaire, version, organisation, date, "
        "prepared_by, approved_by, answers.",
        f"About!C4:C{last + 2}: prepared_by: must have name, function and date. Or write null.",
    ]
