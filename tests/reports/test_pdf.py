"""The PDF: what it says on each page, how it is tagged, what it may not reach, and that it is always the same."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from datetime import date
from functools import cache
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from pan2_assess.core.steps import OwnStep
from pan2_assess.reports import document, pdf
from pan2_assess.reports.proof import Proof
from tests.reports import shapes

SHAPES = [name for name in shapes.ALL if name != "hostile"]


@cache
def rendered(name: str) -> bytes:
    return pdf.render(shapes.ALL[name])


@cache
def reader(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(rendered(name)))


@cache
def pages(name: str) -> list[str]:
    return [re.sub(r"[\s\0]+", " ", page.extract_text().replace("\0", "")) for page in reader(name).pages]


def structure(name: str) -> list[DictionaryObject]:
    """All elements of the tag tree, in reading order."""
    found: list[DictionaryObject] = []

    def walk(kids: object) -> None:
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            kid = kid.get_object()  # type: ignore[union-attr]
            if isinstance(kid, DictionaryObject) and "/S" in kid:
                found.append(kid)
                if "/K" in kid:
                    walk(kid["/K"])

    walk(reader(name).root_object["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


# --- how it is written, for the renderer ---------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_a_report_is_well_formed(name: str) -> None:
    """Else it is read as any HTML, which takes twenty times as long."""
    assert ElementTree.fromstring(document.html(shapes.ALL[name])).tag == "html"  # noqa: S314 - our own


def test_no_line_ends_within_a_date_or_before_a_unit() -> None:
    html = document.html(shapes.TYPICAL)
    assert "3\u00a0March\u00a02026" in html
    assert "45\u00a0min" in html
    assert "58\u00a0of\u00a058" in html
    assert re.search(r"\d (March|of \d|min\b)| [·—] ", html[html.index("<body") :]) is None


def test_a_drawing_carries_its_looks_itself() -> None:
    drawings = re.findall(r"<svg class=.chart.*?</svg>", document.html(shapes.TYPICAL), re.DOTALL)
    assert len(drawings) > 3
    assert all(re.search(r'<(rect|line|text|circle) (fill|font-family|stroke)="', one) for one in drawings)
    assert not [one for one in drawings if "<style" in one or re.search(r"<(rect|line|text|circle) class=", one)]


# --- what it says ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_every_page_says_that_nobody_checked(name: str) -> None:
    assert all("Self-declared; nobody checked the answers" in page for page in pages(name))
    assert all("not a certificate or label" in page or "no certificate" in page for page in pages(name))


def test_cover_then_contents_then_summary() -> None:
    cover, contents, summary = pages("typical")[:3]
    assert "Bauhütte Müllerthal S.à r.l." in cover
    assert "Emerging" in cover
    assert "Anna Weber" in cover
    assert "Jean Schmit" in cover
    assert "Contents" in contents
    assert shapes.STANDING.headline in summary
    assert "52 31 12 58 of 58" in summary


def test_first_protect_people_comes_before_any_score() -> None:
    cover, protect = pages("alarm")[:2]
    assert "First protect people" in cover
    assert "Starting" not in cover
    assert "Do not confront the person you suspect." in protect
    assert "113" in protect
    assert "68" not in cover + protect


def test_a_draft_says_so() -> None:
    assert shapes.ALARM.draft_notice in pages("alarm")[0]
    assert all("· draft" in page for page in pages("alarm")[1:])


@pytest.mark.parametrize(("name", "words"), [("incomplete", "Not complete"), ("not rated", "Not rated")])
def test_without_a_score_none_is_shown(name: str, words: str) -> None:
    assert words in pages(name)[0]
    summary = next(page for page in pages(name) if "Lowest possible" in page)
    assert "Highest possible" in summary
    assert "Claimed: the score" not in summary


def test_all_recommendations_stand_in_it() -> None:
    text = " ".join(pages("typical"))
    assert all(r.step in text for r in shapes.TYPICAL.recommendations)
    assert "UNGP 29, 31" in text
    assert "Complaint routes that people trust, 45 min" in text


def test_every_alarm_is_told_in_full_and_the_rest_in_short() -> None:
    alarms = tuple(replace(shapes.recommendation(rank), alarm=rank < 11) for rank in range(1, 14))
    html = document.html(replace(shapes.TYPICAL, recommendations=alarms))
    assert html.count('<article class="row recommendation alarm">') == html.count("<article") == 10
    assert document.html(shapes.TYPICAL).count("<article") == document.IN_FULL


def test_a_duty_that_will_apply_is_told_in_full() -> None:
    later = replace(shapes.DUTIES[2], starts=shapes.ON, title="A duty to come")
    html = document.html(replace(shapes.TYPICAL, duties=(later, *shapes.DUTIES)))
    assert '<p class="title">A duty to come</p>' in html
    assert '<p class="title">Conflict minerals</p>' not in html


def test_all_twenty_actions_with_their_status() -> None:
    text = " ".join(pages("typical"))
    together = text.replace("- ", "-")  # a line may end at a hyphen
    assert all(action.title in together for action in shapes.ACTIONS)
    assert text.count("as of 1 Sep 2026") == 20


def test_the_annex_can_be_left_out() -> None:
    with_annex, without = (document.html(shapes.TYPICAL, annex) for annex in (True, False))
    assert "Annex: the answers" in with_annex
    assert "Annex: the answers" not in without
    assert "the crews in the north" not in without


def test_the_page_of_the_method_names_the_edition() -> None:
    page = next(page for page in pages("typical")[2:] if "Method and this report" in page)
    assert shapes.TYPICAL.digest in page.replace(" ", "")
    assert document.TEMPLATE_VERSION in page


def test_the_procurement_file_gives_each_kind_its_clause_and_the_reason() -> None:
    text = " ".join(pages("buyer"))
    file = shapes.BUYER.procurement
    assert file is not None
    assert "First this. Then that." in text
    assert "People first." in text
    places = [text.index(kind.clause) for kind in file.purchases]
    assert places == sorted(places)
    for kind in file.purchases:
        assert kind.link in text
        assert kind.proof in text
    assert text.count("At the start: Look.") == len(file.purchases)
    assert "Procurement file" not in " ".join(pages("typical"))


def test_a_word_is_linked_to_its_explanation() -> None:
    """Where it first stands, and to a place that is there; the explanations stand before the method."""
    names = set(reader("buyer").named_destinations)
    aims = [
        str(annotation.get_object()["/Dest"])
        for page in reader("buyer").pages
        for annotation in page.get("/Annots", ())
        if "/Dest" in annotation.get_object()
    ]
    html = document.html(shapes.BUYER)
    assert html.count('<a class="term" href="#term-subcontractor">') == aims.count("term-subcontractor")
    assert aims.count("term-subcontractor") == 1 < html.count("subcontractor")
    assert re.search(r"looks after every subcontractor\.", html), "a clause to copy holds no link"
    assert set(aims) <= names
    text = " ".join(pages("buyer"))
    assert text.index("Words explained", 3000) < text.index("A look from outside.") < text.index("Form of the report")


def test_the_outsiders_view_shows_verdict_sentence_and_what_follows() -> None:
    page = next(page for page in pages("watched")[2:] if "The outsider’s view" in page)
    assert "17.1 Can the public read it?" in page
    assert "We say so. https://example.org" in page
    assert "17.3 And that? Publish what you do." in page
    assert "A.1.1 Yes" in page
    assert "C.1 No" in page
    assert "Not comparable with any published ranking." in page


def test_a_result_for_the_firm_alone_shows_no_band_on_its_cover() -> None:
    assert "For the firm alone." in pages("alone")[0]
    assert "Emerging" not in pages("alone")[0]
    assert "Emerging" in pages("typical")[0]


def test_who_prepared_and_who_approved_stands_on_the_cover_even_when_nobody_did() -> None:
    assert pages("typical")[0].count("no name was given") == 0
    nobody = document.html(replace(shapes.TINY, prepared_by=None, approved_by=None))
    assert nobody.count("<p>no name was given</p>") == 2


def test_the_summary_is_one_page_and_begins_with_acts() -> None:
    places = {
        entry.title: reader("typical").get_destination_page_number(entry)
        for entry in reader("typical").outline
        if not isinstance(entry, list)
    }
    assert places["Pillars and topics"] == places["Summary"] + 1
    summary = pages("typical")[places["Summary"]]
    for first in shapes.TYPICAL.recommendations[:3]:
        assert first.act in summary
        assert first.topic not in summary


def test_an_action_plan_is_there_to_be_filled_in() -> None:
    page = next(page for page in pages("typical")[3:] if "Nobody is named yet." in page)
    assert "Step Who Until when Done on" in page
    assert shapes.TYPICAL.recommendations[0].act in page


def test_an_action_plan_of_ones_own_stands_there_with_owner_and_day() -> None:
    own = (
        OwnStep("Ask the crews. Write it down.", "Can everyone complain?", "6.1", "Anna", date(2026, 11, 1)),
        OwnStep("Buy boots. For all.", owner="Jean", done=date(2026, 11, 2), note="from the yard"),
    )
    report = PdfReader(io.BytesIO(pdf.render(replace(shapes.TINY, own_plan=own))))
    text = re.sub(r"[\s\0]+", " ", " ".join(page.extract_text() for page in report.pages))
    assert "6.1 Ask the crews. Anna 1 Nov 2026 date passed" in text
    assert "Buy boots. For all. from the yard Jean 2 Nov 2026" in text
    assert "Nobody is named yet." not in text


@pytest.mark.parametrize("brief", [False, True])
def test_ones_own_plan_is_not_passed_on_with_a_report_without_the_answers(brief: bool) -> None:
    own = (OwnStep("Clear the room.", owner="Zoë Kremer", note="where Jean lives"),)
    told = replace(shapes.TYPICAL, own_plan=own, brief=brief)
    for annex in (True, False):
        made = document.html(told, annex)
        assert [word in made for word in ("Clear the room", "Zoë Kremer", "where Jean lives")] == [annex] * 3


def test_a_small_firm_gets_the_short_form_with_its_first_steps_on_the_first_page() -> None:
    brief = replace(shapes.TYPICAL, brief=True)
    short = PdfReader(io.BytesIO(pdf.render(brief, annex=False)))
    texts = [re.sub(r"[\s\0]+", " ", page.extract_text().replace("\0", "")) for page in short.pages]
    assert len(texts) <= 5 < len(pages("typical"))
    first, summary = texts[0], texts[1]
    assert all(part in first for part in ("Bauhütte Müllerthal S.à r.l.", "Prepared by Anna Weber", "Jean Schmit"))
    assert all(r.act in first for r in brief.recommendations[:3])
    assert "52 31 12 58 of 58" in summary
    assert "52" not in first
    whole = " ".join(texts)
    assert all(r.act in whole for r in brief.recommendations)
    behind = {action.id for r in brief.recommendations[:3] for action in r.actions}
    for action in brief.actions:
        assert (action.title in whole.replace("- ", "-")) == (action.id in behind)


def test_the_short_form_leads_to_the_pages_that_say_the_rest() -> None:
    brief = replace(shapes.TYPICAL, brief=True)
    issued = Proof("ABC-DEF", "https://pan2.example/en/report/ABC-DEF", None)
    assert 'href="https://pan2.example/en/method"' in document.html(brief, annex=False, proof=issued)
    assert "/method" not in document.html(brief, annex=False)


def test_a_small_firm_with_an_alarm_reads_of_people_first() -> None:
    html = document.html(replace(shapes.ALARM, brief=True))
    people, steps, score = (html.index(f'id="{name}"') for name in ("protect", "recommendations", "summary"))
    assert people < steps < score


def test_pages_are_numbered() -> None:
    count = len(pages("typical"))
    assert all(f"{number} / {count}" in page for number, page in enumerate(pages("typical")[1:], 2))


# --- how it is built ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_tagged_titled_in_a_language(name: str) -> None:
    root = reader(name).root_object
    assert str(root["/Lang"]) == "en"
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert reader(name).metadata.title.startswith("Feedback on a self-assessment:")  # type: ignore[union-attr]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()  # type: ignore[attr-defined]


def test_the_dates_are_those_of_the_assessment() -> None:
    assert reader("typical").metadata.creation_date.date() == shapes.ON  # type: ignore[union-attr]


def test_bookmarks_lead_to_each_chapter() -> None:
    titles = [entry.title for entry in reader("typical").outline if not isinstance(entry, list)]
    assert titles[:3] == ["What the answers cover", "Summary", "Pillars and topics"]
    assert titles[-2:] == ["Method and this report", "Annex: the answers"]


def test_tags_are_in_order_and_complete() -> None:
    kinds = [str(element["/S"]) for element in structure("typical")]
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/Figure", "/L", "/Link"} <= set(kinds)
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/H3")
    for element in structure("typical"):
        if str(element["/S"]) == "/Figure":
            assert element["/Alt"]
        if str(element["/S"]) == "/TH":
            assert element["/A"]["/Scope"] in ("/Row", "/Column")  # type: ignore[index]


def test_links_belong_to_the_printed_page() -> None:
    links = [note.get_object() for page in reader("typical").pages for note in page.get("/Annots", [])]
    assert links
    assert all(link["/F"] == 4 for link in links)


@pytest.mark.parametrize("name", [*SHAPES, "hostile"])
def test_only_our_faces_are_embedded(name: str) -> None:
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader(name).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts
    assert all("Source-Sans-3" in font for font in fonts)


def test_one_letter_of_another_script_leaves_the_headings_bold() -> None:
    """In French too, which knows a letter that the small faces have not."""
    french = replace(shapes.TINY, language="fr", organisation="Ελλάδα S.A.")
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(io.BytesIO(pdf.render(french, annex=False))).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts >= {"Source-Sans-3-Extended", "Source-Sans-3-Text", "Source-Sans-3-Text-Semi-Bold"}


def test_the_same_feedback_gives_the_same_bytes() -> None:
    assert pdf.render(shapes.ALARM) == rendered("alarm")
    assert pdf.render(shapes.TYPICAL) != rendered("alarm")


def test_every_token_that_the_styles_name_is_defined() -> None:
    assert "var(--" not in document.html(shapes.TYPICAL)


# --- what it may not reach ------------------------------------------------------------------------------


def test_a_hostile_text_stays_text() -> None:
    text = " ".join(pages("hostile"))
    assert "<img src=x onerror=alert(1)>" in text
    assert "<style>@import 'file:///etc/passwd'</style>" in text
    assert "{{ f }}{% raw %}</body>" in text
    assert "/EmbeddedFiles" not in reader("hostile").root_object.get("/Names", {})
    assert "Ελληνικά, Кирилица, →, ≥, ✓" in text


def test_a_hostile_text_renders_soon() -> None:
    rendered("typical")  # the faces are unpacked
    began = time.process_time()
    pdf.render(shapes.HOSTILE)
    assert time.process_time() - began < 10
