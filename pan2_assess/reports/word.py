"""A Word file to go on writing in: headings, paragraphs, lists and tables in real styles, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from pan2_assess.reports.word_styles import COLOURS, TODO, WIDTH, prepare, shade

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNFIT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no characters of XML


class Todo(str):
    """What the writer has to add; it stands in brackets and in a style of its own."""


class Ref(str):
    """Words that lead to a place in the same file."""

    place: str

    def __new__(cls, text: str, place: str) -> Ref:
        made = super().__new__(cls, text)
        made.place = place
        return made


Part = str  # or one of the two above
Cell = Part | Sequence[Part]


class Paper:
    """A Word file in the making."""

    def __init__(self, *, language: str, title: str, author: str, day: date, todo: tuple[str, str]) -> None:
        """Begin a file; `todo` is the name of the style of what is to be completed, and a text with %(what)s in it."""
        self.document: WordDocument = Document()
        self._todo = todo[1]
        self._places = 0
        prepare(self.document, language, todo[0])
        about = self.document.core_properties
        about.title, about.author, about.last_modified_by = _fit(title)[:255], _fit(author)[:255], ""
        about.language, about.content_status, about.comments = language, "Draft", ""
        about.created = about.modified = datetime(day.year, day.month, day.day)
        about.revision = 1

    # --- what stands in it ----------------------------------------------------------------------------

    def heading(self, level: int, text: str, place: str = "") -> None:
        """Write a heading; `place` names it for references."""
        paragraph = self._paragraph(f"Heading{level}")
        if place:
            self._places += 1
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for mark in (start, end):
                mark.set(qn("w:id"), str(self._places))
            start.set(qn("w:name"), place)
            paragraph._p.append(start)
            paragraph.add_run(_fit(text))
            paragraph._p.append(end)
        else:
            paragraph.add_run(_fit(text))

    def text(self, *parts: Part, style: str = "Normal") -> None:
        self._write(self._paragraph(style), parts)

    def bullets(self, items: Iterable[Cell]) -> None:
        for item in items:
            self._write(self._paragraph("ListBullet"), _parts(item))

    def table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[float]) -> None:
        """Write a table whose first row is repeated on each page; `widths` are parts of the whole."""
        listed = list(rows)
        table = self.document.add_table(rows=len(listed) + 1, cols=len(head))
        table._tbl.tblStyle_val, table.autofit = "TableGrid", False
        _describe(table, caption)
        sizes = [Cm(WIDTH * width / sum(widths)) for width in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for place, (row, cells) in enumerate(zip(table.rows, [head, *listed], strict=True)):
            _set_row(row._tr, is_head=place == 0)
            for cell, size, content in zip(row.cells, sizes, cells, strict=True):
                cell.width = size
                paragraph = cell.paragraphs[0]
                paragraph._p.style = "TableHead" if place == 0 else "TableText"
                self._write(paragraph, _parts(content))
        self._paragraph("AfterTable")

    def running(self, above: str, below: str, page: str) -> None:
        """Set what stands at the head and the foot of every page; `page` is a text with {page} and {pages} in it."""
        section = self.document.sections[0]
        self._write(section.header.paragraphs[0], [above])
        foot = section.footer.paragraphs[0]
        self._write(foot, [below])
        foot.add_run("\n")
        for part in re.split(r"(\{pages?\})", page):
            if part.startswith("{"):
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), "PAGE" if part == "{page}" else "NUMPAGES")
                run = OxmlElement("w:r")
                text = OxmlElement("w:t")
                text.text = "1"
                run.append(text)
                field.append(run)
                foot._p.append(field)
            elif part:
                foot.add_run(part)

    def _write(self, paragraph: Paragraph, parts: Iterable[Part]) -> None:
        for part in parts:
            if isinstance(part, Todo):
                self._run(paragraph, self._todo % {"what": part}, TODO)
            elif isinstance(part, Ref):
                link = OxmlElement("w:hyperlink")
                link.set(qn("w:anchor"), part.place)
                link.append(self._run(paragraph, part, "Reference"))
                paragraph._p.append(link)
            elif part:
                self._run(paragraph, part)

    def _paragraph(self, style: str) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph._p.style = style  # the id: to look it up by name takes most of the time
        return paragraph

    @staticmethod
    def _run(paragraph: Paragraph, text: str, style: str | None = None) -> Any:
        run = paragraph.add_run(_fit(text))._r
        if style:
            run.style = style
        return run

    def save(self) -> bytes:
        written, still = BytesIO(), BytesIO()
        self.document.save(written)
        with zipfile.ZipFile(written) as given, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as made:
            for name in given.namelist():
                part = zipfile.ZipInfo(name)  # without the time that the clock shows
                part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 3
                made.writestr(part, given.read(name))
        return still.getvalue()


def _parts(cell: Cell) -> Sequence[Part]:
    return [cell] if isinstance(cell, str) else cell


def _fit(text: str) -> str:
    """Put a mark in the place of what XML cannot hold: code points that are no characters."""
    return _UNFIT.sub("\ufffd", text)


def _describe(table: Any, caption: str) -> None:
    """Give a table its name for those who do not see it, its margins, and its first row as its head."""
    form = table._tbl.tblPr
    for look in form.xpath("w:tblLook"):
        form.remove(look)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 40), ("left", 100), ("bottom", 40), ("right", 100)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look, name = OxmlElement("w:tblLook"), OxmlElement("w:tblCaption")
    for key, value in {"val": "0020", "firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0"}.items():
        look.set(qn(f"w:{key}"), value)
    name.set(qn("w:val"), _fit(caption))
    for line in (margins, look, name):
        form.append(line)


def _set_row(row: Any, *, is_head: bool) -> None:
    form = row.get_or_add_trPr()
    form.append(OxmlElement("w:cantSplit"))
    if is_head:
        form.append(OxmlElement("w:tblHeader"))
        for cell in row.tc_lst:
            cell.get_or_add_tcPr().append(shade(COLOURS["accent-soft"]))
