"""Lists of organisations to invite: read however an office saves them, and told by row what is wrong."""

from __future__ import annotations

import io
import time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from pan2_assess.core.guest_list import Entry, Listed, NoList, read_list
from pan2_assess.core.speech import speech
from pan2_assess.reports.tables import read_table

LANGUAGES = ("fr", "en", "de")
WANTED = [("Électro Müller", "Zoé", "zoe@example.lu", "de"), ("Bau GmbH", "", "", "fr")]


def read(raw: bytes, name: str = "list.csv", most: int = 10_000) -> Listed:
    return read_list(read_table(raw, name), LANGUAGES, most)


def plain(entries: tuple[Entry, ...]) -> list[tuple[str, ...]]:
    return [(one.name, one.contact, one.mail, one.language) for one in entries]


def workbook(rows: list[list[Any]]) -> bytes:
    written = io.BytesIO()
    with Workbook(written) as book:
        sheet = book.add_worksheet("Whatever it is called")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    return written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "name,contact,mail,language\nÉlectro Müller,Zoé,zoe@example.lu,de\nBau GmbH,,,\n",
        "Langue;Nom;Adresse e-mail;Interlocuteur\r\nallemand;Électro Müller;ZOE@example.lu;Zoé\r\n;Bau GmbH;;\r\n",
        "E-Mail\tFirma\tSprache\tAnsprechpartner\nzoe@example.lu\tÉlectro Müller\tDeutsch\tZoé\n\tBau GmbH\tlb\t\n",
        'sep=;\n"Company";"Notes";"Contact";"E-mail";"lang"\n"Électro Müller";"a;b";"Zoé";"zoe@example.lu";"de"\n'
        "\nBau GmbH;;;;",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_order_separator_language_and_encoding(text: str, encoding: str) -> None:
    found = read(text.encode(encoding))
    assert plain(found.entries) == WANTED
    assert found.faults == ()
    assert found.ignored == (("Notes",) if "Notes" in text else ())


def test_a_workbook_is_read_as_well() -> None:
    rows = [
        ["Name", "Langue", "Mail", "Contact"],
        ["Électro Müller", "DE", "zoe@example.lu", "Zoé"],
        ["Bau GmbH"],
        [2020],
    ]
    assert plain(read(workbook(rows), "list.xlsx").entries) == [*WANTED, ("2020", "", "", "fr")]


def test_what_is_wrong_is_told_by_row_column_and_value() -> None:
    text = "Nom;Courriel;Langue\nAlpha;alpha at example.lu;fr\n\n;x@example.lu;es\nBeta;;\nbeta. ;;\nGam\x9fma;;\n"
    found = read(text.encode("latin-1").replace(b"\x9f", "\u202e".encode()), "liste.csv")
    told = [(fault.row, fault.column, fault.value) for fault in found.faults]
    assert told[:4] == [
        (2, "Courriel", "alpha at example.lu"),
        (4, "Nom", ""),
        (4, "Langue", "es"),
        (6, "Nom", "beta."),
    ]
    assert "row 5" in found.faults[3].what
    assert all(fault.what and fault.remedy for fault in found.faults)
    assert speech("en").again(found.faults[0].what) == "this is not a mail address"


def bomb() -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", b" " * (60 << 20))
    return written.getvalue()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the file is empty"),
        (b"name,mail\n", "below the headings the list is empty"),
        (b"Alpha,alpha@example.lu\nBeta,beta@example.lu\n", "no column with the organisations"),
        (b"name;firma\nAlpha;Beta\n", "two columns say the same"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither an Excel workbook nor a list of text"),
        (b"%PDF-1.7\n\x00\x01", "neither an Excel workbook nor a list of text"),
        (b'name,mail\n"Alpha,alpha@example.lu\nBeta,b@example.lu\n', "from line 2 on the quotation marks do not match"),
        (b"PK\x03\x04 and no more", "not a workbook that can be read"),
        (b"\xd0\xcf\x11\xe0", "locked with a password"),
        (bomb(), "larger than"),
        (workbook([["name"], ["=1+1"]]), "row 2 holds a formula"),
    ],
)
def test_what_is_no_list_is_told_plainly(raw: bytes, said: str) -> None:
    with pytest.raises(NoList) as refused:
        read(raw)
    assert said in refused.value.what
    assert refused.value.remedy


def test_a_list_that_is_far_too_long_is_refused_at_once() -> None:
    long = "name,mail\n" + "".join(f"Firm {number},f{number}@example.lu\n" for number in range(100_000))
    begun = time.perf_counter()
    with pytest.raises(NoList, match=r"100,000 rows; a campaign has room for 10,000"):
        read(long.encode())
    assert time.perf_counter() - begun < 5


def test_names_are_told_apart_by_their_letters() -> None:
    found = read("name\nAlpha S.A.\nALPHA SA\nAlpha Esch\nÁlpha esch\n".encode())
    assert [(fault.row, fault.value) for fault in found.faults] == [(3, "ALPHA SA"), (5, "Álpha esch")]
