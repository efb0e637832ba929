"""Render a report's HTML as a tagged PDF, with our own faces and nothing from outside."""

from __future__ import annotations

import os
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import pydyf
from fontTools.ttLib import woff2  # type: ignore[import-untyped]

from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.speech import speech
from pan2_assess.reports import document
from pan2_assess.reports.proof import NAME, Proof

with warnings.catch_warnings():
    # It warns on a machine without fonts, which does not concern us.
    warnings.simplefilter("ignore")
    from weasyprint import HTML, Attachment
    from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = document.STATIC / "fonts"
_PRINT = 4  # the flag of an annotation that it belongs to the printed page too


def render(feedback: Feedback, annex: bool = True, proof: Proof | None = None) -> bytes:
    """Render the feedback: the same feedback and proof give the same bytes."""
    html = document.html(feedback, annex, proof)
    if proof is None or proof.attachment is None:
        return from_html(html)
    words = speech(feedback.language).say("The answers and the result of this report, to be evaluated again")
    return from_html(html, Attached(proof.attachment, words, feedback.on))


@dataclass(frozen=True)
class Attached:
    """What the answers of a report are attached as."""

    content: bytes
    words: str  # what it is, for who looks at the list of attachments
    on: date


def from_html(html: str, attached: Attached | None = None) -> bytes:
    """Render a document of ours, which names our faces; whatever else it asks for, it does not get."""
    with _only_our_fonts():
        return _read(html).write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=sha256(html.encode() + (attached.content if attached else b"")).digest()[:16],
            attachments=[_attachment(attached)] if attached else None,
            finisher=_finish,
        )


def _read(html: str) -> HTML:
    """Read a document. What is well-formed, as all of ours is, is read by expat, in a twentieth of the time."""
    try:
        root = ElementTree.fromstring(html)  # noqa: S314 - expat follows no entity out of the document
    except ElementTree.ParseError:
        return HTML(string=html, base_url="asset:", url_fetcher=Shelf())
    return _WellFormed(root)


class _WellFormed(HTML):
    """A document whose elements are known: what the renderer would otherwise read out of its text."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.base_url, self.url_fetcher, self.media_type = "asset:", Shelf(), "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


def _attachment(attached: Attached) -> Attachment:
    day = datetime.combine(attached.on, time())
    file = BytesIO(attached.content)
    return Attachment(file_obj=file, name=NAME, description=attached.words, created=day, modified=day)


class Shelf(URLFetcher):
    """Hand out the packaged faces by name; know no other address, and no way to a network or a file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme != "asset" or name not in {face.name for face in FONTS.glob("*.woff2")}:
            raise ValueError("not one of our assets")
        return URLFetcherResponse(url, _unpacked(name), {"Content-Type": "font/ttf"})


@cache
def _unpacked(name: str) -> bytes:
    """Unpack a face once a process: the renderer would do so for every report, at a seventh of its time."""
    out = BytesIO()
    woff2.decompress(BytesIO((FONTS / name).read_bytes()), out)
    return out.getvalue()


@contextmanager
def _only_our_fonts() -> Iterator[None]:
    """Hide the machine's fonts, which would make a report look and weigh differently on each machine."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


# --- what the renderer leaves undone for PDF/UA ---------------------------------------------------------


def _finish(_document: Any, pdf: pydyf.PDF) -> None:
    by_reference = {thing.reference: thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary)}
    for thing in by_reference.values():
        if thing.get("S") == "/TH":
            thing["A"]["Scope"] = "/Column" if _in_head(thing, by_reference) else "/Row"
        elif thing.get("S") == "/Div" and by_reference[thing["P"]]["S"] == "/LI":
            thing["S"] = "/LBody"
        elif thing.get("Subtype") == "/Link":
            thing["F"] = _PRINT
        elif thing.get("Type") == "/Filespec":
            thing["AFRelationship"] = "/Source"  # what is printed was made of it
            pdf.catalog["AF"] = pydyf.Array([thing.reference])
    _set_margins_aside(pdf, by_reference)
    _write_once(pdf)


def _in_head(cell: pydyf.Dictionary, by_reference: dict[bytes, pydyf.Dictionary]) -> bool:
    row = by_reference[cell["P"]]
    return bool(by_reference[row["P"]]["S"] == "/THead")


def _set_margins_aside(pdf: pydyf.PDF, by_reference: dict[bytes, pydyf.Dictionary]) -> None:
    """Mark what stands in the margins as belonging to the page: the renderer tags it, and hangs it nowhere."""
    streams = {thing.reference: thing.stream for thing in pdf.objects if isinstance(thing, pydyf.Stream)}
    tree = by_reference[pdf.catalog["StructTreeRoot"]]
    read = set(_below(tree, by_reference))
    numbers = by_reference[tree["ParentTree"]]["Nums"]
    elements_of = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for number, page in enumerate(pdf.page_references):
        operators, elements = streams[by_reference[page]["Contents"]], elements_of[number]
        for place, mark in enumerate(operators):
            if isinstance(mark, pydyf.Dictionary) and "MCID" in mark and elements[mark["MCID"]] not in read:
                elements[mark.pop("MCID")] = "null"
                operators[place - 1], mark["Type"] = "/Artifact", "/Pagination"


def _below(element: pydyf.Dictionary, by_reference: dict[bytes, pydyf.Dictionary]) -> Iterator[bytes]:
    """Walk down the tree of tags; what is no reference is a mark on a page."""
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            yield kid
            yield from _below(by_reference[kid], by_reference)


# --- writing it once ------------------------------------------------------------------------------------


class _Written(pydyf.Object):
    """An object of the file with its bytes already worked out."""

    data = b""

    def __init__(self, thing: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = thing.number, thing.generation, thing.free
        self.data = thing.data


def _write_once(pdf: pydyf.PDF) -> None:
    """Work out each object's bytes now: the library would do so twice, for the file and for its digest."""
    for place, thing in enumerate(pdf.objects):
        if isinstance(thing, pydyf.Stream):
            _pack(thing)
        elif thing.free == "n":
            pdf.objects[place] = _Written(thing)
    add = pdf.add_object

    def add_packed(thing: pydyf.Object) -> None:
        """Add what the library still makes while it writes: the stream of all tags."""
        if isinstance(thing, pydyf.Stream):
            _pack(thing)
        add(thing)

    pdf.add_object = add_packed


def _pack(thing: pydyf.Stream) -> None:
    """Pack a stream well: the library packs as hard as zlib can, which takes three times as long for a fiftieth."""
    if thing.compress:
        packed = zlib.compress(pydyf.Array(thing.stream).data[1:-1], level=6)
        thing.stream, thing.extra["Filter"], thing.compress = [packed], "/FlateDecode", False
