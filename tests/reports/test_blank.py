"""A questionnaire to prepare on paper: every question with all that belongs to it, tagged, the same for all."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from pan2_assess.core.asked_when import asked_when
from pan2_assess.core.model import Ladder, ScoredQuestion
from pan2_assess.core.speech import speech
from pan2_assess.reports import blank, press
from pan2_assess.reports.workbook_form import entries
from tests.reports.test_workbook import TINY, editions

LANGUAGES = ("en", "fr", "de")


@cache
def words(name: str, language: str) -> str:
    """Give the text of a blank, with its spaces made one."""
    text = re.sub(r"<(style|title)>.*?</\1>|<[^>]+>", " ", blank.html(editions()[name], language), flags=re.DOTALL)
    return squeezed(unescape(text))


def squeezed(text: str) -> str:
    return " ".join(text.split())


@cache
def paper() -> bytes:
    return press.make_blank(TINY, "en", replace(press.LIMITS, clock=300))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier"])
def test_every_question_stands_on_it_with_all_that_belongs_to_it(name: str, language: str) -> None:
    edition, text, place = editions()[name].in_language(language), words(name, language), 0
    for section in edition.sections:
        assert squeezed(section.intro) in text
    for question in edition.questions.values():
        heading = squeezed(f"{edition.number(question.id)} {question.text}")
        place = text.index(heading, place)
        rest = text[place : place + 6000]
        when = asked_when(edition, question, speech(language))
        told = [when, question.hint, question.why, *(text for _, text in entries(question))]
        told += [question.evidence] if isinstance(question, ScoredQuestion) else []
        told += question.anchors_small.values() if isinstance(question, Ladder) else []
        assert [line for line in told if squeezed(line) not in rest] == [], question.id


@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier"])
def test_a_blank_is_well_formed(name: str) -> None:
    """Else it is read as any HTML, which takes twenty times as long."""
    assert ElementTree.fromstring(blank.html(editions()[name], "fr")).tag == "html"  # noqa: S314 - our own


def test_the_cover_says_what_it_is_and_that_it_counts_nothing() -> None:
    text = words("company", "en")
    edition = editions()["company"]
    for part in ("Questionnaire to prepare on paper", edition.title, f"version {edition.version}", *edition.prepare):
        assert part in text
    assert "nothing on this paper counts until it is entered" in text
    assert re.search(r"fewer than 15 people \d+ to \d+ questions, about \d+ to \d+ minutes", text)
    assert "Made with a draft" in text


def test_words_are_explained_that_stand_on_it() -> None:
    text = words("authority", "en")
    explained = text[text.rindex("Words explained") :]
    assert [term.term for term in editions()["authority"].glossary if f" {term.term} {term.text[:20]}" in explained]


def test_it_is_a_tagged_document_with_contents_that_lead_somewhere() -> None:
    pdf = PdfReader(BytesIO(paper()))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"To prepare on paper: {TINY.title}"
    titles = [entry["/Title"] for entry in pdf.outline if isinstance(entry, dict)]
    assert titles == ["How to use this paper", *(f"{n} {s.title}" for n, s in enumerate(TINY.sections, 1))] + (
        ["Words explained"] if "Words explained" in titles else []
    )
    for page in pdf.pages[1:]:
        assert f"/ {len(pdf.pages)}" in squeezed(page.extract_text())


def test_no_question_is_parted_from_its_answers() -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(paper())).pages]
    for question in TINY.questions.values():
        (found,) = [page for page in pages if squeezed(question.text) in page]
        assert all(squeezed(text) in found for _, text in entries(question)), question.id


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert press.make_blank(TINY, "en", replace(press.LIMITS, clock=300)) == paper()


def test_mark_up_in_a_questionnaire_stays_text() -> None:
    hostile = TINY.model_copy(update={"title": "<b>bold</b> & <script>"})
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;" in blank.html(hostile, "en")
    assert "<script" not in blank.html(hostile, "en")
