"""Find out whether a report follows from the answers inside it: evaluate them again, make it again, compare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from pan2_assess.core.advice import advise, result_json
from pan2_assess.core.answers import AnswerErrors, refusal
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import MAX_FILE, EditionOf, Sheet, loaded, read_data
from pan2_assess.core.steps import REMARK, OwnStep, as_remark, read_remark
from pan2_assess.core.typed import printable, shown
from pan2_assess.reports import pdf_reading, press
from pan2_assess.reports.document import TEMPLATE_VERSION
from pan2_assess.reports.proof import FORMAT, NAME, Proof, libraries, proof_of

MAX_ATTACHED = 2 * MAX_FILE
MOST = 20  # differences that are named
AROUND = 5  # words shown before and after one that differs

_KINDS = {
    "language": str,
    "edition": dict,
    "answers": dict,
    "evaluation": dict,
    "salt": str,
    "issuer": str,
    "form": str,
    "made_with": dict,
}
_FORM = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Verdict:
    follows: bool
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Attached:
    """What a report carries inside, checked."""

    data: Mapping[str, Any]
    edition: Edition
    sheet: Sheet
    plan: Mapping[str, OwnStep]
    faults: tuple[str, ...]


def verify(raw: bytes, edition_of: EditionOf) -> Verdict:
    """Say in plain words whether a report follows from the answers inside it, or where it does not."""
    try:
        carried = pdf_reading.carried(raw, MAX_ATTACHED)
    except pdf_reading.PdfError as problem:
        return Verdict(False, (f"This file cannot be read: {problem}.",))
    ours = [content for name, content in carried.files if name == NAME]
    if not ours:
        return Verdict(False, tuple(_without_answers(carried)))
    if len(ours) > 1:
        return Verdict(False, (f"This file carries {len(ours)} files called {NAME}; a report has one.",))
    if ours[0] is None:
        return Verdict(False, (f"{NAME} inside this file is larger than {MAX_ATTACHED >> 20} MiB; answers never are.",))
    try:
        attached = _attached(ours[0], edition_of)
    except AnswerErrors as problem:
        first = f"The answers inside this file ({NAME}) cannot be evaluated again:"
        return Verdict(False, (first, *(f"- {error}" for error in problem.errors[:MOST])))
    others = [printable(name) for name, _ in carried.files if name != NAME]
    faults = [f"another file is attached: {name}" for name in others] + [f"it holds {e}" for e in carried.extras]
    return _compared(raw, attached, faults)


def _without_answers(carried: pdf_reading.Carried) -> Iterator[str]:
    yield "No answers are inside this file: what it prints cannot be worked out again."
    named = [address for address in carried.addresses if re.search(r"/[a-z]{2}/report/[0-9A-Z-]+$", address)]
    if named:
        yield f"Only the server that issued it can tell anything about it. It names {printable(named[0], 200)}"
        yield "Look its code up there if you know that this is the issuer's address."
    else:
        yield "Only a server that issued it could tell anything about it, and it names none."


# --- what it carries ------------------------------------------------------------------------------------


def _attached(content: bytes, edition_of: EditionOf) -> Attached:
    """Check what is attached; raise AnswerErrors where it is not what a report carries."""
    data = loaded(content, MAX_ATTACHED)
    if data.get("format") != FORMAT:
        raise refusal("format", f"{shown(data.get('format'))} is not a format known here", f'It must be "{FORMAT}".')
    for key, kind in _KINDS.items():
        if not isinstance(data.get(key), kind):
            raise refusal(key, "is missing, or of another kind", "A report carries it as it was written.")
    if not _FORM.fullmatch(data["form"]):
        raise refusal("form", f"{shown(data['form'])} is no version of a report's form", "")
    edition, faults = _edition(data["edition"], edition_of)
    if data["language"] not in edition.languages:
        raise refusal("language", f"there is no {shown(data['language'])} here", "")
    read = read_data(data["answers"], {edition.id: edition}.get)
    plan, unread = read_remark(read.remarks[REMARK], edition) if REMARK in read.remarks else ({}, [])
    return Attached(data, edition, read.sheet, plan, (*faults, *unread))


def _edition(named: Mapping[str, Any], edition_of: EditionOf) -> tuple[Edition, list[str]]:
    """Find the edition a report was made with, marked as it was then."""
    here = edition_of(named["id"]) if isinstance(named.get("id"), str) else None
    if here is None:
        raise refusal("edition", f"there is no questionnaire {shown(named.get('id'))} here", "")
    if named.get("digest") != here.digest:
        then = ", digest ".join(printable(str(named.get(key)), 80) for key in ("version", "digest"))
        raise refusal(
            "edition",
            f"the report was made with another edition of {here.id} ({then}) than the one here ({here.version}, digest "
            f"{here.digest})",
            "Verify it with the questionnaires it was made with.",
        )
    draft = named.get("draft") is not False
    faults = ["it says that the questionnaire is published; here that is a draft"] if here.draft and not draft else []
    return here.marked(draft=draft), faults


# --- what they give -------------------------------------------------------------------------------------


def _compared(raw: bytes, attached: Attached, faults: list[str]) -> Verdict:
    edition, sheet, data = attached.edition, attached.sheet, attached.data
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    advice = advise(evaluation)
    result = json.loads(json.dumps(result_json(evaluation, advice)))
    differences = list(_differences(data["evaluation"], result))
    faults = [*attached.faults, *differences, *faults]
    proof = proof_of(
        edition,
        sheet,
        result if differences else data["evaluation"],
        data["language"],
        form=TEMPLATE_VERSION,
        plan=as_remark(attached.plan),
        salt=data["salt"],
        issuer=data["issuer"],
    )
    feedback = tell(edition, sheet, evaluation, advice, data["language"], attached.plan)
    others = _other_versions(data)
    try:
        again = press.make(feedback, True, proof)
        faults += _on_paper(raw, again, data["form"], others)
    except press.PressError as problem:
        faults.append(f"it cannot be made again: {problem}")
    except pdf_reading.PdfError as problem:
        faults.append(f"its pages cannot be compared: {problem}")
    if faults:
        more = [f"- and {len(faults) - MOST} more"] if len(faults) > MOST else []
        told = [f"- {fault}" for fault in faults[:MOST]] + more
        if others:
            told.append(f"But {others}: make sure with these before you conclude anything.")
        return Verdict(False, ("This report is not what the answers inside it give:", *told))
    return Verdict(True, tuple(_good(edition, result, proof, data, others)))


def _good(
    edition: Edition, result: Mapping[str, Any], proof: Proof, data: Mapping[str, Any], others: str
) -> Iterator[str]:
    draft = ", draft" if edition.draft else ""
    yield "What this report prints follows from the answers inside it."
    yield f"Questionnaire {edition.id} {edition.version}{draft}, digest {edition.digest}, as of {result['on']}."
    yield f"Evaluated again, the answers give: {_score(result)}."
    if others:
        yield "Made again, it has the same words on each page. Only these could be compared, not how they are drawn:"
        yield f"{others}."
    else:
        yield "Made again, it is the same, byte for byte."
    yield f"Code of these answers: {proof.code}."
    if data["issuer"]:
        yield f"It names {printable(proof.address, 200)}"
        yield "as the page of the server that issued it. Look the code up there if you know that address."
    yield "This does not say that the answers are true, or who gave them."


def _score(result: Mapping[str, Any]) -> str:
    if result["score"] is not None:
        return f"score {result['score']} of 100, band {result['band']}"
    return "no score, not rated" if result["complete"] else "no score, not complete"


def _differences(told: Any, given: Any, place: str = "evaluation") -> Iterator[str]:
    """Name each place where the evaluation inside differs from what the answers give.

    A field that only the present one has is no difference: the other may have been frozen before there was one.
    """
    if isinstance(told, dict) and isinstance(given, dict):
        for key in sorted(told):
            yield from _differences(told[key], given.get(key), f"{place} › {printable(key)}")
    elif isinstance(told, list) and isinstance(given, list) and _by_name(told) and _by_name(given):
        ones, others = _by_name(told), _by_name(given)
        for name in sorted({*ones, *others}):
            yield from _differences(ones.get(name), others.get(name), f"{place} › {printable(name)}")
    elif told != given or type(told) is not type(given):
        yield f"{place}: {shown(told)} stands inside, the answers give {shown(given)}"


def _by_name(items: list[Any]) -> dict[str, Any]:
    """Index entries by what names them, so that a missing one does not make all that follow differ."""
    if not all(isinstance(item, dict) for item in items):
        return {}
    names = [str(item.get("id") or item.get("question") or item.get("section")) for item in items]
    return dict(zip(names, items, strict=True)) if len(set(names)) == len(names) else {}


def _other_versions(data: Mapping[str, Any]) -> str:
    """Say what a report was made with that is not here, so that other bytes are to be expected; empty for nothing."""
    then, now = data["made_with"], libraries()
    pairs = [(name, then.get(name), now.get(name)) for name in sorted({*then, *now})]
    names = [f"{printable(name)} {_named(old)} (here {_named(new)})" for name, old, new in pairs if old != new]
    if data["form"] != TEMPLATE_VERSION:
        names.insert(0, f"form {data['form']} of the report (here {TEMPLATE_VERSION})")
    return f"it was made with {', '.join(names[:MOST])}" if names else ""


def _named(version: Any) -> str:
    return printable(version) if isinstance(version, str) else "unknown"


def _on_paper(raw: bytes, again: bytes, form: str, others: str) -> Iterator[str]:
    """Compare the file with the one made again: byte by byte, and where that differs word by word."""
    if raw == again:
        return
    theirs = pdf_reading.pages(raw)
    # The form's version is printed too, and has been told.
    ours = [page.replace(TEMPLATE_VERSION, form) for page in pdf_reading.pages(again)]
    if len(theirs) != len(ours):
        yield f"it has {len(theirs)} pages; made again it has {len(ours)}"
    differing = [number for number, (one, other) in enumerate(zip(theirs, ours, strict=False), 1) if one != other]
    for number in differing:
        one, other = _first_difference(theirs[number - 1].split(), ours[number - 1].split())
        yield f"page {number}: «{one}» stands there; made again it says «{other}»"
    if not others and not differing and len(theirs) == len(ours):
        yield "its words and figures are the same, but the file is not, byte for byte, what this version makes of them"


def _first_difference(one: list[str], other: list[str]) -> tuple[str, str]:
    at = next(place for place, (a, b) in enumerate(zip_longest(one, other)) if a != b)
    span = slice(max(0, at - AROUND), at + AROUND)
    return printable(" ".join(one[span]), 120), printable(" ".join(other[span]), 120)
