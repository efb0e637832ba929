"""A report is verified: the good one follows from its answers, and whatever was changed in it is found and named."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ByteStringObject, ContentStream, DictionaryObject, NameObject, TextStringObject

from pan2_assess import paths
from pan2_assess.cli import main
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.model import Edition
from pan2_assess.reports import document, pdf, pdf_reading, verifying
from pan2_assess.reports.proof import NAME, Proof
from pan2_assess.reports.verifying import MAX_ATTACHED, Verdict
from tests.reports import made


@cache
def good() -> bytes:
    return made.proved(own=made.OWN, salt=made.SALT, issuer=made.ISSUER)[0]


@cache
def better() -> bytes:
    """Make a report of better answers, to take pages from."""
    return made.proved({**made.ANSWERS, "remedy.channel": {"value": "3"}}, salt=made.SALT, issuer=made.ISSUER)[0]


@pytest.fixture(autouse=True)
def made_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make and read each report once for all tests; those of the command make theirs in the guarded child."""
    if "folder" not in request.fixturenames:
        monkeypatch.setattr("pan2_assess.reports.press.make", _made)
        monkeypatch.setattr(pdf_reading, "pages", _read_once)


_read_once = cache(pdf_reading.pages)


@cache
def _made(feedback: Feedback, annex: bool, proof: Proof) -> bytes:
    return pdf.render(feedback, annex, proof)


def editions(name: str) -> Edition | None:
    return {"tiny": made.edition()}.get(name)


def verified(raw: bytes) -> Verdict:
    return verifying.verify(raw, editions)


def faults(raw: bytes) -> str:
    verdict = verified(raw)
    assert not verdict.follows
    assert all(line.isprintable() for line in verdict.lines)
    return "\n".join(verdict.lines)


def changed(raw: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(raw))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_attached(raw: bytes, content: bytes) -> bytes:
    """Put something else in the place of what is attached."""

    def change(writer: PdfWriter) -> None:
        (file,) = writer.attachment_list
        file.content = content

    return changed(raw, change)


def with_data(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    data = json.loads(attached(raw))
    change(data)
    return with_attached(raw, json.dumps(data).encode())


def attached(raw: bytes) -> bytes:
    (content,) = PdfReader(BytesIO(raw)).attachments[NAME]
    return content


# --- what is good -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_report_follows_from_its_answers(language: str) -> None:
    raw = good() if language == "en" else made.proved(language="fr")[0]
    verdict = verified(raw)
    assert verdict.follows, verdict.lines
    text = "\n".join(verdict.lines)
    evaluation = json.loads(attached(raw))["evaluation"]
    assert f"the answers give: score {evaluation['score']} of 100, band {evaluation['band']}." in text
    assert "the same, byte for byte" in text
    assert "This does not say that the answers are true, or who gave them." in text
    assert not re.search(r"genuine|verified|certified|authentic", text, re.IGNORECASE)
    assert (made.ISSUER in text) == (language == "en")


def test_it_names_the_code_that_is_printed() -> None:
    (line,) = [line for line in verified(good()).lines if line.startswith("Code")]
    code = re.search(r"([0-9A-Z]{3}-){8}[0-9A-Z]{3}", line)
    assert code
    assert code[0] in "".join(page.extract_text() for page in PdfReader(BytesIO(good())).pages)


def test_where_versions_differ_only_the_words_are_compared() -> None:
    def change(data: dict[str, Any]) -> None:
        data["made_with"]["pango"] = "1.56.0"

    verdict = verified(with_data(good(), change))
    assert verdict.follows, verdict.lines
    text = "\n".join(verdict.lines)
    assert "byte for byte" not in text
    assert "it was made with pango 1.56.0 (here 1." in text
    assert "Only these could be compared, not how they are drawn" in text


def test_another_form_with_the_same_words_follows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(document, "TEMPLATE_VERSION", "0123456789ab")
        raw = made.proved()[0]
    verdict = verified(raw)
    assert verdict.follows, verdict.lines
    assert "form 0123456789ab of the report (here " in "\n".join(verdict.lines)


def test_an_evaluation_frozen_by_an_earlier_program_follows() -> None:
    assert verified(made.proved(unsaid="upper")[0]).follows


def test_a_field_taken_out_is_found() -> None:
    assert "Code" not in faults(with_data(good(), lambda data: data["evaluation"].pop("upper")))


# --- what was changed -------------------------------------------------------------------------------------


def test_a_changed_answer_is_found() -> None:
    def change(data: dict[str, Any]) -> None:
        data["answers"]["answers"]["remedy.channel"]["value"] = "4"

    text = faults(with_data(good(), change))
    assert "evaluation › score: " in text
    assert "evaluation › sections › remedy › score: 25 stands inside, the answers give 75" in text
    assert re.search(r"page \d+: «.+» stands there; made again it says «.+»", text)


def test_a_changed_note_is_found_though_no_score_moves() -> None:
    def change(data: dict[str, Any]) -> None:
        data["answers"]["answers"]["policy.commitment"]["note"] = "Signed by nobody."

    text = faults(with_data(good(), change))
    assert "evaluation ›" not in text
    assert "made again it says" in text
    assert "Signed by nobody." in text


def test_a_changed_evaluation_is_found() -> None:
    def change(data: dict[str, Any]) -> None:
        data["evaluation"]["score"] = 99
        data["evaluation"]["caps"] = []
        data["evaluation"]["sections"].pop()
        data["evaluation"]["more"] = True

    text = faults(with_data(good(), change))
    assert re.search(r"evaluation › score: 99 stands inside, the answers give \d+", text)
    assert "evaluation › caps: [] stands inside" in text
    assert "evaluation › sections › remedy: null stands inside" in text
    assert "evaluation › more: true stands inside, the answers give null" in text


def test_pages_of_other_answers_are_found() -> None:
    """Answers and evaluation inside agree with each other, and the pages show something better."""
    text = faults(with_attached(better(), attached(good())))
    assert "evaluation ›" not in text
    assert re.search(r"page 1: «.+» stands there; made again it says «.+»", text)


def test_a_changed_figure_on_a_page_is_found() -> None:
    """Two glyphs of the score change places: nothing else."""
    score = str(json.loads(attached(good()))["evaluation"]["score"])
    turned = score[::-1]
    assert turned != score
    reader = PdfReader(BytesIO(good()))
    for number, page in enumerate(reader.pages):
        if score not in page.extract_text().split():
            continue
        for at, (operands, operator) in enumerate(ContentStream(page.get_contents(), reader).operations):
            raw = _turned(number, at) if operator == b"TJ" and len(_glyphs(operands)) == 2 else None
            if raw and turned in _words(raw, number) and score in _words(good(), number):
                text = faults(raw)
                assert f"page {number + 1}: «" in text
                assert turned in text
                return
    raise AssertionError("the score stands nowhere by itself")


def _glyphs(operands: Any) -> list[int]:
    """Give the places of the glyphs in what is written at once; between them stand distances."""
    return [place for place, part in enumerate(operands[0]) if isinstance(part, ByteStringObject | TextStringObject)]


def _turned(number: int, at: int) -> bytes:
    """Let two glyphs of a page change places."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[number]
        content = ContentStream(page.get_contents(), writer)
        (parts,), _ = content.operations[at]
        first, second = _glyphs([parts])
        parts[first], parts[second] = parts[second], parts[first]
        page[NameObject("/Contents")] = writer._add_object(content)

    return changed(good(), change)


def _words(raw: bytes, number: int) -> list[str]:
    return PdfReader(BytesIO(raw)).pages[number].extract_text().split()


def test_a_claim_to_be_published_is_found() -> None:
    text = faults(with_data(good(), lambda data: data["edition"].update(draft=False)))
    assert "it says that the questionnaire is published; here that is a draft" in text


def test_a_line_of_the_own_plan_that_cannot_be_read_is_told() -> None:
    text = faults(with_data(good(), lambda data: data["answers"]["_plan"].append({"question": "x", "step": "y"})))
    assert 'line 2 of the own action plan answers the question "x", which is not asked here' in text


def test_the_same_words_in_another_file_are_told_as_such() -> None:
    for raw in (good() + b"\n", changed(good(), lambda writer: None)):
        text = faults(raw)
        assert "its words and figures are the same, but the file is not, byte for byte" in text
        assert len(text.splitlines()) == 2


def test_pages_and_things_that_were_added_are_told() -> None:
    def change(writer: PdfWriter) -> None:
        writer.add_blank_page(100, 100)
        writer.add_attachment("more.txt", b"more")
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
        writer.add_annotation(0, FreeText(text="99", rect=(0, 0, 50, 50)))

    text = faults(changed(good(), change))
    pages = len(PdfReader(BytesIO(good())).pages)
    assert f"it has {pages + 1} pages; made again it has {pages}" in text
    assert "another file is attached: more.txt" in text
    assert "it holds something that happens when it is opened" in text
    assert "it holds notes laid over its pages (/FreeText)" in text


# --- what cannot be evaluated again -----------------------------------------------------------------------


def test_another_edition_is_named() -> None:
    text = faults(with_data(good(), lambda data: data["edition"].update(digest="0" * 64, version="0.9")))
    assert f"another edition of tiny (0.9, digest {'0' * 64}) than the one here (1.0, digest " in text
    assert made.edition().digest in text
    assert 'there is no questionnaire "tiny" here' in "\n".join(verifying.verify(good(), lambda _: None).lines)


def test_without_answers_only_the_issuer_can_tell() -> None:
    raw, proof = made.proved(annex=False, salt=made.SALT, issuer=made.ISSUER)
    text = faults(raw)
    assert "No answers are inside this file" in text
    assert proof.address in text
    assert "it names none" in faults(made.proved(annex=False)[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[]", "must hold one group"),
        (b"{}", "format"),
        (b'{"format": "pan2-assess/report/1"}', "language: is missing"),
        (b'{"format": "pan2-assess/report/1", "format": 1}', "twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (MAX_ATTACHED + 1), "larger than 4 MiB"),
    ],
    ids=["nothing", "bytes", "list", "empty", "half", "twice", "deep", "huge"],
)
def test_what_is_attached_and_no_answers_is_refused(content: bytes, words: str) -> None:
    assert words in faults(with_attached(good(), content))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(form="x"),
        lambda data: data.update(language="xx"),
        lambda data: data.update(salt=1),
        lambda data: data["answers"].update(date="never"),
        lambda data: data["answers"]["answers"].update({"remedy.channel": {"value": "9"}}),
        lambda data: data["edition"].update(id=["tiny"]),
    ],
    ids=["form", "language", "salt", "date", "answer", "edition"],
)
def test_answers_that_nobody_could_give_are_named(change: Callable[[dict[str, Any]], object]) -> None:
    assert "cannot be evaluated again:\n- " in faults(with_data(good(), change))


def test_two_files_of_the_same_name_are_refused() -> None:
    raw = changed(better(), lambda writer: writer.add_attachment(NAME, attached(good())))
    assert f"This file carries 2 files called {NAME}; a report has one." in faults(raw)


def test_a_bomb_is_given_up() -> None:
    assert "cannot be read" in faults(with_attached(good(), bytes(200 << 20)))


@pytest.mark.parametrize(
    "raw",
    [b"", b"%PDF-1.7\n", b"\0" * 5000, b"PK\x03\x04", b"%PDF-1.7\n1 0 obj<</Length 99999999>>stream", "half"],
    ids=["nothing", "head", "zeros", "zip", "stream", "half"],
)
def test_what_is_no_pdf_is_refused(raw: bytes | str) -> None:
    content = good()[: len(good()) // 2] if isinstance(raw, str) else raw
    text = faults(content)
    assert text.startswith(("This file cannot be read: it is damaged, or no PDF", "No answers are inside this file"))


def test_a_locked_file_is_refused() -> None:
    raw = changed(good(), lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"))
    assert "locked with a password" in faults(raw)


def test_a_file_too_large_is_refused_unopened() -> None:
    assert "larger than 20 MiB" in faults(bytes(pdf_reading.MAX_PDF + 1))


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_report_is_never_said_to_follow(seed: int) -> None:
    rng = random.Random(seed)
    raw = bytearray(good())
    for _ in range(3):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    faults(bytes(raw))


def test_the_reader_cannot_leave_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reading, "_addresses", lambda _: [open("/etc/passwd").read()])
    assert "it is damaged, or no PDF (PermissionError)" in faults(good())


# --- the command ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    monkeypatch.setattr(paths, "questionnaires", lambda: made.GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_from_report_to_verify(folder: Any) -> None:
    (folder / "answers.json").write_text(json.dumps({**made.sheet_data(), "_plan": [{"step": "Ours"}, {"step": 1}]}))
    made_now = run("report", "answers.json", "-o", "report.pdf", "--lang", "fr", "--on", "2026-11-25")
    assert (made_now.exit_code, made_now.stdout) == (0, "")
    assert made_now.stderr == "Left out: line 2 of the own action plan has no text under «step».\n"
    result = run("verify", "report.pdf")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "as of 2026-11-25" in result.stdout
    content = (folder / "report.pdf").read_bytes()
    assert json.loads(attached(content))["answers"]["_plan"][0]["step"] == "Ours"
    (folder / "report.pdf").write_bytes(content[:-1])
    result = run("verify", "report.pdf")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("report.pdf: This report is not what the answers inside it give:\n- ")


def test_what_cannot_be_verified_ends_with_one(folder: Any) -> None:
    (folder / "answers.json").write_text(json.dumps(made.sheet_data()))
    assert run("report", "answers.json", "-o", "bare.pdf", "--no-annex").exit_code == 0
    for name, words in (
        ("bare.pdf", "No answers are inside"),
        ("answers.json", "no PDF"),
        ("none.pdf", "cannot be read"),
    ):
        result = run("verify", name)
        assert (result.exit_code, result.stdout) == (1, "")
        assert words in result.stderr
        assert "Traceback" not in result.stderr


def test_verify_needs_a_file(folder: Any) -> None:
    assert run("verify").exit_code == 2
    assert run("verify", ".").exit_code == 1
