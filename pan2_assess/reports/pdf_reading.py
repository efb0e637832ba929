"""Read what a PDF from anywhere holds, in a guarded child: its files, the words on its pages, and what acts in it."""

from __future__ import annotations

import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from pan2_assess.reports import guarded
from pan2_assess.reports.guarded import LIMITS, Limits

MAX_PDF = LIMITS.output << 20  # no report of ours is larger
MAX_FILES = 20


class PdfError(Exception):
    """A PDF could not be read; the text says why, in plain words."""


@dataclass(frozen=True)
class Carried:
    """What a PDF carries beside its pages."""

    files: tuple[tuple[str, bytes | None], ...]  # by name; None for one larger than asked for
    addresses: tuple[str, ...]  # that its links lead to
    extras: tuple[str, ...]  # what no report of ours has in it, in words


def carried(raw: bytes, most: int, limits: Limits = LIMITS) -> Carried:
    """Read which files are attached, as far as they hold `most` bytes, and what else the document carries."""

    def task(reader: PdfReader) -> Any:
        files = [(file.name, file.content) for file, _ in zip(reader.attachment_list, range(MAX_FILES), strict=False)]
        kept = [(name, b64encode(content).decode() if len(content) <= most else None) for name, content in files]
        return {"files": kept, "addresses": list(_addresses(reader)), "extras": list(_extras(reader))}

    found = _read(raw, task, limits)
    files = tuple((name, None if text is None else b64decode(text)) for name, text in found["files"])
    return Carried(files, tuple(found["addresses"]), tuple(found["extras"]))


def pages(raw: bytes, limits: Limits = LIMITS) -> list[str]:
    """Read the words on each page, with one blank between them."""
    found: list[str] = _read(raw, lambda reader: [_words(page.extract_text()) for page in reader.pages], limits)
    return found


def _words(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _addresses(reader: PdfReader) -> Iterator[str]:
    for note in _annotations(reader):
        address = _part(note, "/A").get("/URI")
        if isinstance(address, str):
            yield address


def _annotations(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for note in _part(page, "/Annots"):
            yield note.get_object()


def _part(whole: Any, key: str) -> Any:
    """Give a part of an object, wherever in the file that stands; an empty one where it has none."""
    return whole[key].get_object() if key in whole else {}


_ACTING = {
    "/AcroForm": "a form to fill in",
    "/OpenAction": "something that happens when it is opened",
    "/AA": "something that happens while it is read",
    "/OCProperties": "layers that can be shown and hidden",
}


def _extras(reader: PdfReader) -> Iterator[str]:
    yield from (words for key, words in _ACTING.items() if key in reader.root_object)
    if "/JavaScript" in _part(reader.root_object, "/Names"):
        yield "a script"
    kinds = {str(note.get("/Subtype")) for note in _annotations(reader)} - {"/Link"}
    if kinds:
        yield f"notes laid over its pages ({', '.join(sorted(kinds)[:5])})"
    for number, page in enumerate(reader.pages, 1):
        things = _part(_part(page, "/Resources"), "/XObject")
        if any(thing.get_object().get("/Subtype") == "/Image" for thing in things.values()):
            yield f"a picture on page {number}"


def _read(raw: bytes, task: Callable[[PdfReader], Any], limits: Limits) -> Any:
    """Let a child read it and tell what it found as JSON: whatever becomes of the child, that can do nothing here."""

    def work() -> bytes:
        logging.disable()
        try:
            reader = PdfReader(BytesIO(raw))
            if reader.is_encrypted:
                return json.dumps({"fault": "it is locked with a password, which no report is"}).encode()
            return json.dumps({"found": task(reader)}).encode()
        except MemoryError:
            raise
        except Exception as error:  # a damaged file may fail anywhere
            return json.dumps({"fault": f"it is damaged, or no PDF ({type(error).__name__})"}).encode()

    if len(raw) > MAX_PDF:
        raise PdfError(f"it is larger than {LIMITS.output} MiB, which no report is")
    try:
        answer = json.loads(guarded.work(work, limits))
    except (guarded.Stopped, guarded.Failed) as problem:
        raise PdfError(f"reading it was given up: {problem}") from None
    if "fault" in answer:
        raise PdfError(answer["fault"])
    return answer["found"]
