"""Unpack and parse the parts of a workbook that nobody has checked, within limits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pan2_assess.core.answers import refusal
from pan2_assess.core.said import said
from pan2_assess.core.sheet import MAX_FILE

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
LOCKED = b"\xd0\xcf\x11\xe0"  # an encrypted workbook lies in a file of the old kind
MAX_UNPACKED = 50 << 20
MAX_ENTRIES = 1000
MAX_ELEMENTS = 300_000
CHUNK = 1 << 16

TOO_LARGE = said("unpacked, the file is larger than %(value)s MiB", value=MAX_UNPACKED >> 20)
FAR = said("Answers are far smaller; check the file.")
NONE = said("the file is not a workbook that can be read")
SAVE = said("Save it as an Excel workbook (.xlsx), without a password.")


def is_workbook(raw: bytes) -> bool:
    """Tell a workbook, an encrypted one too, from other files by its first bytes."""
    return raw.startswith((*ZIPPED, LOCKED))


@dataclass
class Part:
    """The handlers for one part of the file, by the names of its elements."""

    start: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str], None] = lambda name: None
    text: Callable[[str], None] = lambda text: None


class Parts:
    """The parts of a file, counted as they are unpacked: what a file says of its own sizes is not believed."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive, self.unpacked, self.elements = archive, 0, 0
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise refusal("", said("the file has more than %(max_entries)s parts", max_entries=MAX_ENTRIES), FAR)
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise refusal("", TOO_LARGE, FAR)
        if any(entry.flag_bits & 1 for entry in entries):
            raise refusal("", said("the file is locked with a password"), SAVE)

    def parse(self, path: str, part: Part) -> None:
        """Parse a part as it is unpacked, and stop at the first limit it breaks."""

        def start(name: str, given: Mapping[str, str]) -> None:
            self.elements += 1
            if self.elements > MAX_ELEMENTS:
                raise refusal("", said("the workbook holds too much"), FAR)
            part.start(_local(name), {_local(key): value for key, value in given.items()})

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda name: part.end(_local(name))
        parser.CharacterDataHandler = part.text
        for chunk in self._chunks(self.archive.getinfo(path)):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def _chunks(self, entry: ZipInfo) -> Iterator[bytes]:
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise refusal("", NONE, SAVE)
        with self.archive.open(entry) as file:
            while chunk := file.read(CHUNK):
                self.unpacked += len(chunk)
                if self.unpacked > MAX_UNPACKED:
                    raise refusal("", TOO_LARGE, FAR)
                yield chunk


def _refuse_doctype(*_: object) -> None:
    """Refuse entities by refusing the only place that could declare them; no workbook has one."""
    raise refusal("", NONE, SAVE)


def _local(name: str) -> str:
    """Leave out the namespace: the strict kind of workbook has others, with the same names in them."""
    return name.rpartition(" ")[2]


# What zipfile, zlib and expat raise on bytes that are not what they say, and int() on numbers that are none.
_BROKEN = (
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
    struct.error,
    zlib.error,
)


@contextmanager
def unpacked(raw: bytes) -> Iterator[Parts]:
    """Open a workbook's parts; raise AnswerErrors where it is none, and where it breaks while it is read."""
    if len(raw) > MAX_FILE:
        raise refusal("", said("the file is larger than %(value)s MiB", value=MAX_FILE >> 20), FAR)
    if raw.startswith(LOCKED):
        raise refusal("", said("the file is locked with a password, or of an older kind (.xls)"), SAVE)
    if not raw.startswith(ZIPPED):
        raise refusal("", NONE, SAVE)
    try:
        with ZipFile(BytesIO(raw)) as archive:
            yield Parts(archive)
    except _BROKEN:
        raise refusal("", NONE, SAVE) from None
