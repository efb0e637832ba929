"""What proves a report: its code, its address, what is attached; and that the same answers give the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from pan2_assess.core.letters import ALPHABET, meant
from pan2_assess.reports import proof
from pan2_assess.reports.document import TEMPLATE_VERSION
from tests.reports import made

ROOT = Path(__file__).parents[2]


@cache
def issued(language: str = "en", annex: bool = True) -> tuple[bytes, proof.Proof]:
    return made.proved(language=language, annex=annex, salt=made.SALT, issuer=made.ISSUER)


def text_of(raw: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(raw)).pages)


def test_one_code_in_all_languages_with_or_without_annex() -> None:
    codes = {issued()[1].code, issued("fr")[1].code, issued(annex=False)[1].code}
    assert len(codes) == 1
    (code,) = codes
    assert [len(group) for group in code.split("-")] == [3] * 9
    assert set(meant(code)) <= set(ALPHABET)
    assert meant(code) == code.replace("-", "")


@pytest.mark.parametrize(
    "other",
    [
        lambda: made.proved(made.WORSE, salt=made.SALT, issuer=made.ISSUER),
        lambda: made.proved(salt="f" * 32, issuer=made.ISSUER),
        lambda: made.proved(),
    ],
    ids=["answers", "salt", "no salt"],
)
def test_whatever_differs_has_another_code(other: object) -> None:
    assert other()[1].code != issued()[1].code  # type: ignore[operator]


def test_the_own_plan_changes_the_report_and_not_its_code() -> None:
    raw, proof = made.proved(own=made.OWN, salt=made.SALT, issuer=made.ISSUER)
    assert proof.code == issued()[1].code
    assert raw != issued()[0]


def test_without_answers_nothing_is_attached_and_no_answer_printed() -> None:
    raw, proof = issued(annex=False)
    assert proof.attachment is None
    assert not PdfReader(BytesIO(raw)).attachments
    assert b"Filespec" not in raw
    assert made.SALT.encode() not in raw
    assert "Signed by the board" not in text_of(raw)
    assert proof.code in text_of(raw)


def test_where_nobody_could_check_no_code_is_printed() -> None:
    raw, proof = made.proved(annex=False)
    assert (proof.code, proof.address, proof.attachment) == ("", "", None)
    assert "No server issued this report" in " ".join(text_of(raw).split())


def test_the_address_is_printed_linked_and_drawn() -> None:
    raw, proof = issued("fr")
    assert proof.address == f"{made.ISSUER}/fr/report/{proof.code}"
    assert proof.address in "".join(text_of(raw).split())
    notes = [note.get_object() for page in PdfReader(BytesIO(raw)).pages for note in page.get("/Annots", ())]
    assert proof.address in [note["/A"]["/URI"] for note in notes if "/A" in note]


def test_the_square_says_what_it_holds() -> None:
    titles = {issued()[0]: "QR code: the address beside it", made.proved()[0]: "QR code: the code beside it"}
    for raw, title in titles.items():
        with pikepdf.open(BytesIO(raw)) as file:
            things = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary)]
            assert title in [str(thing.Alt) for thing in things if "/Alt" in thing]


def test_what_is_attached_can_be_read_by_anybody() -> None:
    raw, proof = issued()
    (name, contents) = next(iter(PdfReader(BytesIO(raw)).attachments.items()))
    assert name == "pan2-assess.json"
    assert contents == [proof.attachment]
    data = json.loads(contents[0])
    assert data["answers"]["answers"]["policy.commitment"]["value"] == "4"
    assert data["edition"] == {"id": "tiny", "version": "1.0", "digest": made.edition().digest, "draft": True}
    assert data["evaluation"]["digest"] == made.edition().digest
    assert (data["salt"], data["issuer"]) == (made.SALT, made.ISSUER)


def test_the_attachment_says_what_it_is_and_when() -> None:
    with pikepdf.open(BytesIO(issued("fr")[0])) as file:
        (spec,) = file.Root.AF
        assert spec.AFRelationship == "/Source"
        assert spec.UF == "pan2-assess.json"
        assert spec.Desc
        parts = spec.EF.F.Params
        assert parts.CreationDate == parts.ModDate == "D:20261122000000Z"


def test_the_metadata_record_the_versions() -> None:
    for annex in (True, False):
        creator = PdfReader(BytesIO(issued(annex=annex)[0])).metadata.creator  # type: ignore[union-attr]
        for name, version in proof.libraries().items():
            assert f"{name} {version}" in str(creator)
    assert {"weasyprint", "pango", "harfbuzz", "zlib", "pan2-assess"} <= set(proof.libraries())
    assert json.loads(issued()[1].attachment or b"")["form"] == TEMPLATE_VERSION


MAKE = "import sys; from tests.reports import made; sys.stdout.buffer.write(made.proved(own=made.OWN)[0])"


def test_two_processes_make_the_same_bytes() -> None:
    """Whatever the order of hashes, the time zone, the language and the folder for temporary files."""
    others = {"TZ": "Pacific/Auckland", "LANG": "de_DE.UTF-8", "LC_ALL": "C", "HOME": "/nonexistent"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": seed, **more},
        )
        for seed, more in (("1", {}), ("2", others))
    ]
    first, second = (process.communicate()[0] for process in processes)
    assert first == second == made.proved(own=made.OWN)[0]
