"""Reports as they are heard: sixty of them, twenty shapes in three languages, without a finding of either checker.

The shapes are golden cases, small firms mostly, which between them have every chapter, and four made by hand. What
the checkers cannot see is asked of the tags as poppler, a reader of its own, gives them: above all that they say the
same words in the same order as the HTML.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pytest
from pypdf import PdfReader

from pan2_assess import paths
from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.cases import read_case
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback
from pan2_assess.core.library import Library, load
from pan2_assess.core.steps import OwnStep
from pan2_assess.reports import document, pdf
from pan2_assess.reports.proof import Proof, proof_of
from tests.reports import layout, shapes

CASES = Path(__file__).parents[1] / "cases"
# Golden cases, whether with the annex, and what each is here for. Small firms get the short form.
OF_CASES = {
    "tiny": (True, "a way to the next band; the answers as annex and attachment"),
    "draft-alarm": (False, "people to be protected first; not complete"),
    "draft-bounds": (False, "bounds in place of a score"),
    "no-way": (False, "many steps; no way to the next band"),
    "evidence-boundary": (True, "the highest band; documented and public; nothing to advise"),
    "planned": (True, "plans, some overdue; three caps; an own action plan"),
    "people-unknown": (False, "what is to be found out; facts that are not known"),
    "supplier-alone": (False, "a result for the firm alone"),
    "supplier-not-applicable": (True, "reasons why something does not apply"),
    "supplier-draft": (False, "the same, not complete"),
    "cap-harm-topic": (False, "harm in a topic"),
    "conflict-small": (False, "a weak pillar that holds the band"),
    "off-the-path": (False, "answers to what is not asked"),
    "authority-critical-nothing": (False, "the long form with a procurement file; plans; duties with gaps"),
    "pilot-small": (False, "the long form with the outsider’s view; steps in full and in short"),
    "pilot-embedded": (False, "the long form where little is left to do"),
}
HUNDRED = "\n".join(f"{chr(97 + number % 26) * 9} at {number}" for number in range(100))
OF_HAND = {
    "alone": shapes.ALONE,  # no band on the cover
    "not rated": shapes.NOT_RATED,
    # Words and notes without end, signs of other scripts, markup.
    "hostile": replace(
        shapes.HOSTILE,
        brief=True,
        answers=(
            replace(part := shapes.HOSTILE.answers[0], lines=(*part.lines[::2], replace(part.lines[1], note=HUNDRED))),
        ),
    ),
    "alarm": replace(shapes.ALARM, answers=shapes.ANSWERS[:1]),
}
LANGUAGES = ("en", "fr", "de")
OWN = {
    "policy.commitment": OwnStep("Say it aloud. To all.", "Is it said?", "1.1", "Ana", by=date(2026, 1, 1)),
    "own-1": OwnStep("Buy boots", done=date(2026, 2, 1), note="from the yard"),
    "own-2": OwnStep("Ask the crews"),
}

# What a checker finds and a person has looked at, with the reason why it stands.
REVIEWED = {
    "LNK-010": "An address that a respondent typed is printed as it was typed: a report makes no link of it, so that "
    "nobody who reads it is led anywhere by somebody else’s text. Addresses of our own are links, or are found here."
}


@cache
def library() -> Library:
    return load(paths.questionnaires())


def told(name: str, language: str) -> tuple[Feedback, bool, Proof | None]:
    """A feedback of a shape, whether with its annex, and its proof."""
    if name in OF_HAND:
        return replace(OF_HAND[name], language=language), True, None
    case = read_case(CASES / f"{name}.yaml", library().editions)
    edition, advice, annex = case.evaluation.edition, advise(case.evaluation), OF_CASES[name][0]
    own = OWN if name == "planned" else None
    feedback = tell(edition, case.sheet, case.evaluation, advice, language, own)
    result, form = result_json(case.evaluation, advice), document.TEMPLATE_VERSION
    issuer = "https://assess.example.lu" if annex else ""
    return feedback, annex, proof_of(edition, case.sheet, result, language, form=form, annex=annex, issuer=issuer)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*OF_CASES, *OF_HAND])
def test_a_report_can_be_heard(name: str, language: str, tmp_path: Path) -> None:
    feedback, annex, proof = told(name, language)
    report = tmp_path / "report.pdf"
    report.write_bytes(pdf.render(feedback, annex, proof))
    assert checked(report, feedback) == []
    assert faults(PdfReader(report), feedback) == []
    assert layout.faults(report) == []
    assert misplaced(spoken(report), written(document.html(feedback, annex, proof))) == ""


# --- the two checkers ---------------------------------------------------------------------------------------


def checked(report: Path, feedback: Feedback) -> list[str]:
    """All that the two checkers find and nobody has looked at yet."""
    heard = outloud.check(str(report))
    assert heard.error is None
    seen = pdfua.validate(str(report))
    # One rule of the second does not run with today's pikepdf, that headings say something: `of_tag` asks for it.
    assert {outcome.rule_id for outcome in seen.skipped} <= {"UA-14-001"}
    found = [(finding.rule, finding.message, finding.evidence) for finding in heard.findings]
    found += [(finding.rule_id, finding.message, "") for finding in seen.findings]
    return [f"{rule}: {said} {what}" for rule, said, what in found if not reviewed(rule, what, feedback)]


def reviewed(rule: str, what: str, feedback: Feedback) -> bool:
    typed = " ".join(line.evidence for part in feedback.answers for line in part.lines)
    return rule in REVIEWED and all(address in typed for address in what.split("; "))


# --- the tags -------------------------------------------------------------------------------------------

PARENTS = {
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "TR": {"THead", "TBody"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "H1": {"Sect"},
    "H2": {"Sect"},
    "H3": {"Sect", "Div", "Art"},
    "H4": {"Sect", "Div"},
}


def faults(reader: PdfReader, feedback: Feedback) -> list[str]:
    """Everything that is not as PDF/UA-1 wants it, of what the file says of itself, of its tags and of its links."""
    root: Any = reader.root_object
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    wanted = {
        "its language": root["/Lang"] == feedback.language,
        "its mark": root["/MarkInfo"]["/Marked"].value,
        "its title": feedback.organisation[:20] in str(reader.metadata and reader.metadata.title),
        "that the title is shown": root["/ViewerPreferences"]["/DisplayDocTitle"].value,
        "PDF/UA-1": b'pdfuaid:part="1"' in root["/Metadata"].get_data(),
        "the order of links": all(page.get("/Tabs") == "/S" for page in reader.pages if "/Annots" in page),
        "where links lead": all(str(note.get("/Contents", "")).strip() for note in notes),
        "links in print": all(note.get("/F") == 4 for note in notes),
    }
    found = [f"not right: {name}" for name, right in wanted.items() if not right]
    level = 0
    for kind, parent, element in tags(reader):
        found += [f"{kind}: {fault}" for fault, wrong in of_tag(kind, parent, element).items() if wrong]
        if kind in {"H1", "H2", "H3", "H4"}:
            found += [f"{kind} after H{level}"] if int(kind[1]) > level + 1 else []
            level = int(kind[1])
    return found


def of_tag(kind: str, parent: str, element: dict[str, Any]) -> dict[str, bool]:
    """What may be wrong with a tag, and whether it is."""
    attributes, kinds = element.get("/A", {}), kinds_of(element)
    of_all = {f"in {parent}": parent not in PARENTS.get(kind, {parent})}
    match kind:
        case "Figure":
            return of_all | {
                "no alternative": not str(element.get("/Alt", "")).strip(),
                "no place": "/BBox" not in attributes,
            }
        case "TH":
            scope = "/Column" if "THead" in parents_of(element) else "/Row"
            return of_all | {"no scope": attributes.get("/Scope") != scope, "no name": "/ID" not in element}
        case "TD":
            return of_all | {"names no head": "THead" not in parents_of(element) and not attributes.get("/Headers")}
        case "L":
            return of_all | {f"of {sorted(kinds)}": kinds != {"LI"}}
        case "Table":
            return of_all | {f"of {sorted(kinds)}": kinds != {"THead", "TBody"}}
        case "H1" | "H2" | "H3" | "H4":
            return of_all | {"empty": not element.get("/K")}
    return of_all


def tags(reader: PdfReader) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each tag with that above it, in reading order."""
    root: Any = reader.root_object["/StructTreeRoot"]
    open_tags: list[tuple[dict[str, Any], str]] = [(kid, "") for kid in reversed(kids_of(root))]
    while open_tags:
        element, parent = open_tags.pop()
        kind = kind_of(element)
        yield kind, parent, element
        open_tags += [(kid, kind) for kid in reversed(kids_of(element))]


def kind_of(element: dict[str, Any]) -> str:
    return str(element.get("/S", ""))[1:]


def kids_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    kids = [kid.get_object() for kid in element.get("/K", ())]
    return [kid for kid in kids if isinstance(kid, dict) and "/S" in kid]


def kinds_of(element: dict[str, Any]) -> set[str]:
    """What lies in it, past what has no meaning of its own; a caption may stand in any table."""
    return {kind_of(kid) for kid in kids_of(element)} - {"NonStruct", "Caption"}


def parents_of(element: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    while "/P" in element:
        element = element["/P"].get_object()
        found.add(kind_of(element))
    return found


# --- reading order ----------------------------------------------------------------------------------------


def spoken(report: Path) -> str:
    """What the tags say, in their order, without spaces, signs of lists, numbers of pages and words in drawings.

    The head of a table that goes on overleaf is said once.
    """
    said: list[str] = []
    head: list[str] = []  # of the table that may go on
    part: list[str] = []  # of a table's head
    for kinds, text in lines(report):
        if {"Lbl", "Figure"} & set(kinds) or kinds.count("Link") > 1:
            continue
        if "THead" in kinds:
            part.append(text)
            continue
        if part:
            said += [] if part == head else part
            head, part = part, []
        said.append(text)
        head = head if "Table" in kinds and "Caption" not in kinds else []
    return bare("".join(said))


def lines(report: Path) -> Iterator[tuple[list[str], str]]:
    """Each line of text with the kinds of the tags it is in."""
    out = subprocess.run(["pdfinfo", "-struct-text", report], capture_output=True, check=True, timeout=60).stdout
    inside: list[tuple[int, str]] = []  # depth and kind
    for line in out.decode("utf-8").splitlines():
        inner = line.lstrip(" ")
        depth = len(line) - len(inner)
        while inside and inside[-1][0] >= depth:
            inside.pop()
        if inner.startswith('"'):
            yield [kind for _, kind in inside], inner[1:-1]
        elif kind := re.match(r"[A-Z][A-Za-z0-9]*", inner):
            inside.append((depth, kind[0]))


def bare(text: str) -> str:
    return re.sub(r"[\s\0\u00ad\u200b]+", "", text)


class Words(HTMLParser):
    """The text of a report's HTML, but what is drawn or not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[str] = []
        self.place = ["", ""]  # the last section and the last table, by their classes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("section", "table"):
            self.place[tag == "table"] = dict(attrs).get("class") or ""
        unseen = tag == "caption" and (self.place[0] == "summary" or self.place[1] == "figures")
        if (self.silent and tag not in ("br", "meta", "col", "link")) or unseen or tag in ("style", "title", "svg"):
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def written(html: str) -> str:
    words = Words()
    words.feed(html)
    return bare("".join(words.texts))


def misplaced(heard: str, seen: str) -> str:
    """Tell where what is heard leaves what is written; empty where they are the same."""
    if heard == seen:
        return ""
    place = next((at for at, (a, b) in enumerate(zip(heard, seen, strict=False)) if a != b), min(len(heard), len(seen)))
    return f"heard …{heard[max(0, place - 40) : place + 80]}…, written …{seen[max(0, place - 40) : place + 80]}…"


# --- that a fault would be found ----------------------------------------------------------------------------


def test_what_cannot_be_heard_well_is_found(tmp_path: Path) -> None:
    """Without what templates, styles and the finishing of the file do for it."""
    html = (
        f'<html lang="de"><title>x</title><style>{document.styles("")}section > * {{ position: static }}</style>'
        "<h1>One</h1><h3>Three</h3><h2>Two</h2><table><tr><td>A</td><td></td></tr></table>"
        '<svg width="9" height="9"></svg><section>'
        + '<div class="row"><p class="side">First</p><p class="main">Second <b>third</b></p></div>' * 9
        + "<ul>A word<li>An item</ul></section>"
    )
    report = tmp_path / "report.pdf"
    report.write_bytes(pdf.from_html(html))
    assert set(faults(PdfReader(report), shapes.TYPICAL)) == {
        "not right: its language",
        "not right: its title",
        "H3 after H1",
        "H1: in Document",
        "H2: in Document",
        "H3: in Document",
        "Table: of ['TBody']",
        "TD: names no head",
        "Figure: no alternative",
        "L: of ['L', 'LI']",
        "L: of ['Span']",
    }
    rules = {line.partition(":")[0] for line in checked(report, shapes.TYPICAL)}
    assert rules >= {"ORD-001", "FIG-001", "TBL-001", "HDG-001"}
    assert misplaced(spoken(report), written(html)) == ""
    assert "written …" in misplaced(spoken(report), written(html.replace("First", "Firth")))
