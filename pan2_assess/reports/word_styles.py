"""How a Word file of ours looks: its page, its language and its styles, with the colours of our pages."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Calibri"  # one that whoever edits the file has, or has a substitute of the same widths for
COLOURS = {  # of static/tokens.css
    "ink": "14232b",
    "ink-soft": "4c5f69",
    "accent": "0b5866",
    "accent-soft": "e2eff1",
}
TO_DO_GROUND = "fff3c4"  # behind what is to be completed, which also stands in brackets
LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE"}
WIDTH = 16.5  # cm between the margins of an A4 page
TODO = "ToComplete"  # the character style of what the writer has to add

# By id: size, colour, space before and after, bold.
_LOOKS: dict[str, tuple[float, str, float, float, bool]] = {
    "Normal": (11, "ink", 0, 6, False),
    "Header": (9, "ink-soft", 0, 0, True),
    "Footer": (9, "ink-soft", 0, 0, False),
    "Mark": (16, "accent", 0, 6, True),
    "Title": (26, "ink", 0, 6, True),
    "Subtitle": (13, "ink-soft", 0, 12, False),
    "Notice": (11, "ink", 0, 6, True),
    "Heading1": (18, "accent", 24, 6, True),
    "Heading2": (14, "ink", 16, 4, True),
    "Heading3": (11.5, "ink-soft", 12, 3, True),
    "Question": (10, "ink-soft", 6, 1, False),
    "ListBullet": (11, "ink", 0, 4, False),
    "TableHead": (10, "ink", 2, 2, True),
    "TableText": (10, "ink", 2, 2, False),
    "AfterTable": (4, "ink", 0, 2, False),
}
_ADDED = {  # paragraph styles that Word has not, with their names
    "Mark": "Draft mark",
    "Question": "Question",
    "Notice": "Notice",
    "TableHead": "Table head",
    "TableText": "Table text",
    "AfterTable": "After table",
}
_KEPT = frozenset(
    "Normal Header HeaderChar Footer FooterChar Heading1 Heading1Char Heading2 Heading2Char Heading3 Heading3Char "
    "Title TitleChar Subtitle SubtitleChar ListBullet DefaultParagraphFont TableNormal TableGrid NoList".split()
)
_LEFT_OUT = ("thumbnail", "extended-properties", "stylesWithEffects", "customXml")  # of the library's own template


def prepare(document: WordDocument, language: str, todo: str) -> None:
    """Give a new document our page, language and styles; `todo` names the style of what is to be completed."""
    _prune(document)
    _speak(document, LOCALES.get(language, language))
    _set_page(document)
    styles = _add_styles(document, todo)
    for ident, (size, colour, before, after, bold) in _LOOKS.items():
        style = styles[ident]
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(COLOURS[colour])
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15
    for ident in ("Heading1", "Heading2", "Heading3", "Question", "TableHead"):
        styles[ident].paragraph_format.keep_with_next = True
    for ident in ("Title", "Subtitle"):
        for line in styles[ident].element.xpath("w:pPr/w:pBdr | w:pPr/w:numPr | w:rPr/w:spacing | w:rPr/w:kern"):
            line.getparent().remove(line)
    styles["Subtitle"].font.italic = False
    styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _prune(document: WordDocument) -> None:
    """Leave out what the library's template brings and no paper uses."""
    for rels in (document.part.package.rels, document.part.rels):
        for name in [name for name, one in rels.items() if one.reltype.endswith(_LEFT_OUT)]:
            del rels[name]
    root: Any = document.styles.element
    for style in root.xpath("w:style"):
        if style.styleId not in _KEPT:
            root.remove(style)
    numbering: Any = document.part.numbering_part.element
    lost = [line for line in numbering.xpath("w:abstractNum/w:lvl/w:pStyle") if line.get(qn("w:val")) not in _KEPT]
    for line in (*lost, *root.xpath("w:style/w:rPr/w:rFonts | w:style/w:rPr/w:lang")):
        line.getparent().remove(line)


def _speak(document: WordDocument, locale: str) -> None:
    """Name the language and the font of all that is not said to be another."""
    root: Any = document.styles.element
    settings: Any = document.settings.element
    for lang in (*root.xpath("w:docDefaults//w:lang"), *settings.xpath("w:themeFontLang")):
        lang.set(qn("w:val"), locale)
    for mode in settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")  # of Word since 2013, which else says that the file is an old one
    for fonts in root.xpath("w:docDefaults//w:rFonts"):
        fonts.attrib.clear()
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), FONT)


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(21 - 2.5 - WIDTH)
    section.top_margin = section.bottom_margin = Cm(2.5)


def _add_styles(document: WordDocument, todo: str) -> dict[str, Any]:
    for ident, name in _ADDED.items():
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId, style.base_style, style.quick_style = ident, document.styles["Normal"], True
    for ident, name in ((TODO, todo), ("Reference", "Reference")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.element.styleId, style.quick_style = ident, True
    styles = {style.style_id: style for style in document.styles}
    styles[TODO].font.italic = True
    styles[TODO].element.rPr.append(shade(TO_DO_GROUND))
    styles["Reference"].font.underline = True
    styles["Reference"].font.color.rgb = RGBColor.from_string(COLOURS["accent"])
    return styles


def shade(colour: str) -> Any:
    """Make the ground behind words or a cell."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    return shade
