"""The procurement file, the outsider's view and the words explained, as a reader is told them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
import yaml

from pan2_assess import paths
from pan2_assess.core.advice import advise
from pan2_assess.core.answers import UNKNOWN
from pan2_assess.core.cases import answers_file
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.feedback_types import Feedback, Indicator, Outside, Procurement
from pan2_assess.core.library import load
from pan2_assess.core.model import VERDICTS, Edition
from pan2_assess.core.sheet import FORMAT, read_sheet
from pan2_assess.core.texts import Term
from tests.core.small import edition as small_edition
from tests.core.small import facts, ladder, section

LIBRARY = load(paths.questionnaires())
ON = date(2026, 11, 22)
OPEN = object()  # not answered

Given = Mapping[str, Any]


def told(name: str, known: Given | None = None, answers: Given | None = None, others: str = "3") -> Feedback:
    """Tell the result of answers as in a golden case; OPEN leaves a question unanswered."""
    known, answers = dict(known or {}), dict(answers or {})
    left_open = [one for one, value in (known | answers).items() if value is OPEN]
    for one in left_open:
        known.pop(one, None)
        answers.pop(one, None)
    case = {"date": ON, "facts": known, "answers": answers, "others": others}
    data = json.loads(answers_file(LIBRARY.editions[name], case))
    for one in left_open:
        data["answers"].pop(one, None)
    sheet, edition = read_sheet(json.dumps(data), LIBRARY.editions.get)
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    return tell(edition, sheet, evaluation, advise(evaluation))


# --- the procurement file ------------------------------------------------------------------------------------

BOUGHT = "need.categories"
FILE = yaml.safe_load((paths.questionnaires() / "procurement.yaml").read_text("utf-8"))
KINDS: dict[str, dict[str, Any]] = {kind["id"]: kind for kind in FILE["kinds"]}


def file_for(*kinds: str) -> Procurement:
    found = told("authority", {BOUGHT: list(kinds)}).procurement
    assert found is not None
    return found


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_alone_gives_its_entry_word_for_word(kind: str) -> None:
    (entry,) = file_for(kind).purchases
    written = KINDS[kind]
    assert entry.id == kind
    assert entry.severity == written["severity"]
    for part in ("title", "risk", "need", "clause", "link", "proof"):
        assert getattr(entry, part) == one_line(written[part]), part
    assert entry.follow_up == tuple((one_line(step["when"]), one_line(step["what"])) for step in written["follow_up"])
    assert entry.finding == tuple(one_line(text) for text in written.get("finding", []))


def test_only_what_is_bought_most_severe_first() -> None:
    """In the order of the file where the risk is equal, whatever the order in which boxes were ticked."""
    some = [*KINDS][::2]
    places = [*KINDS]
    worst_first = sorted(some, key=lambda kind: (-KINDS[kind]["severity"], places.index(kind)))
    assert [entry.id for entry in file_for(*some).purchases] == worst_first
    assert [entry.id for entry in file_for(*reversed(some)).purchases] == worst_first
    assert worst_first != some  # else this shows nothing


def test_all_kinds_go_from_the_worst_risk_down() -> None:
    entries = file_for(*KINDS).purchases
    assert {entry.id for entry in entries} == set(KINDS)
    severities = [entry.severity for entry in entries]
    assert severities == sorted(severities, reverse=True)
    assert len(set(severities)) > 1
    # One word for each severity, so that colour is never needed.
    assert len({(entry.severity, entry.severity_text) for entry in entries}) == len(set(severities))


def test_what_to_do_on_a_finding_stands_in_every_file() -> None:
    one, other = file_for("cleaning"), file_for("it")
    assert one.finding == other.finding == tuple(one_line(text) for text in FILE["finding"])
    assert one.title == one_line(FILE["title"])
    assert one_line("\n".join(one.intro)) == one_line(FILE["intro"])  # in paragraphs


@pytest.mark.parametrize("bought", [[], UNKNOWN, OPEN], ids=["nothing", "unknown", "open"])
def test_without_a_kind_there_is_no_file(bought: Any) -> None:
    assert told("authority", {BOUGHT: bought}).procurement is None


@pytest.mark.parametrize("name", ["company", "pilot", "supplier"])
def test_only_authorities_have_a_file(name: str) -> None:
    assert told(name).procurement is None


# --- the outsider's view -------------------------------------------------------------------------------------

# A big firm with a pilot behind it: everything the indicators look at is asked.
PILOT: Given = {"profile.employees": 500, "profile.chain": ["goods", "services"]}
SENTENCE = "We respect all human rights. https://example.org/us"
# The indicator on the commitment; of the firm's own answers only policy.commitment bears on it.
FACT, SAID, OWN = "outside.a11", "outside.a11_said", "policy.commitment"
PUBLISH, DO, QUOTE, CATCH_UP, REST, NOTHING = (
    "outside can see it yet",
    "First do it",
    "No sentence",
    "catch up",
    "the rest",
    "",
)


def view(answers: Given, others: str = "3") -> Outside:
    found = told("pilot", PILOT, answers, others).outside
    assert found is not None
    return found


def indicator(answers: Given, code: str = "A.1.1", others: str = "3") -> Indicator:
    return next(one for one in view(answers, others).indicators if one.code == code)


def test_one_own_answer_bears_on_the_commitment() -> None:
    bearing = [q.id for q in LIBRARY.editions["pilot"].scored if "A.1.1" in q.references.get("chrb", ())]
    assert bearing == [OWN]


@pytest.mark.parametrize(
    ("verdict", "sentence", "strong", "weak"),
    [
        ("fully", True, NOTHING, CATCH_UP),
        ("fully", False, QUOTE, QUOTE),
        ("partly", True, REST, CATCH_UP),
        ("partly", False, QUOTE, QUOTE),
        # A sentence given before the verdict was changed is off the path, and counts for nothing.
        ("none", True, PUBLISH, DO),
        ("none", False, PUBLISH, DO),
        (UNKNOWN, True, NOTHING, NOTHING),
        (UNKNOWN, False, NOTHING, NOTHING),
        (OPEN, True, NOTHING, NOTHING),
        (OPEN, False, NOTHING, NOTHING),
    ],
)
def test_the_hint_goes_by_verdict_sentence_and_own_answers(
    verdict: Any, sentence: bool, strong: str, weak: str
) -> None:
    said = {SAID: SENTENCE} if sentence else {}
    for own, hint in (("3", strong), ("4", strong), ("2", weak), ("0", weak), ("planned", weak), (UNKNOWN, weak)):
        found = indicator({FACT: verdict, OWN: own, **said})
        assert (hint in found.hint) if hint else (found.hint == ""), own
        assert found.said == (SENTENCE if sentence and verdict not in ("none", OPEN) else "")
        assert found.verdict == ("open" if verdict is OPEN else verdict)
        assert found.verdict_text


def test_the_hints_are_told_apart() -> None:
    hints = [PUBLISH, DO, QUOTE, CATCH_UP, REST]
    seen = {
        indicator({FACT: verdict, OWN: own, **said}).hint
        for verdict in ("fully", "partly", "none")
        for own in ("3", "1")
        for said in ({}, {SAID: SENTENCE})
    }
    assert len(seen - {""}) == len(hints)
    assert all(sum(hint in text for hint in hints) == 1 for text in seen - {""})


def test_a_blank_is_no_sentence() -> None:
    assert QUOTE in indicator({FACT: "fully", OWN: "3", SAID: "  "}).hint


def test_several_own_answers_count_by_their_mean() -> None:
    """All at 3 is three quarters, done in substance; one at 2 is made up for by one at 4 with evidence."""
    evidenced = {"value": "4", "evidence": {"kind": "internal", "reference": "Minutes", "date": ON}}
    given: Given = {"outside.b24": "none"}
    assert PUBLISH in indicator(given, "B.2.4").hint
    assert DO in indicator({**given, "track.feedback": "2"}, "B.2.4").hint
    assert PUBLISH in indicator({**given, "track.feedback": "2", "track.lessons": evidenced}, "B.2.4").hint
    # Step 4 without evidence counts as 3.
    assert DO in indicator({**given, "track.feedback": "2", "track.lessons": "4"}, "B.2.4").hint


def test_where_no_own_answer_bears_on_it_the_sentence_is_taken_as_it_is() -> None:
    """A firm of five is not asked for instruments, so nothing of its practice is known here."""
    few: Given = {"profile.employees": 5}
    assert "policy.instruments" not in {line.question for part in told("pilot", few).answers for line in part.lines}

    def hint(verdict: str, **said: str) -> str:
        answers = {"outside.a12a": verdict, **{f"outside.{name}": text for name, text in said.items()}}
        found = told("pilot", few, answers).outside
        assert found is not None
        return next(one.hint for one in found.indicators if one.code == "A.1.2.a")

    assert "You were not asked how you do this." in hint("none")
    assert hint("fully", a12a_said=SENTENCE) == ""
    assert REST in hint("partly", a12a_said=SENTENCE)
    assert QUOTE in hint("fully")


def test_what_does_not_apply_is_no_practice() -> None:
    """No real question that may be left out bears on an indicator; one that did would not count."""
    cited = {"chrb": ["A"]}
    judged = facts("v", VERDICTS, many=False, references=cited)
    advice = [{"text": "First."}]
    own = [ladder(name, references=cited, recommend=advice, allows_na=name == "q") for name in ("q", "r")]
    own.append(ladder("s", recommend=advice))
    standard = {"id": "chrb", "title": "-", "short": "-", "url": "https://example.org", "codes": ["A"]}
    one = small_edition(section("a", 1, *own), section("o", 0, judged), outside="o", standards=[standard])

    def hint(left_out: bool, other: str) -> str:
        first = {"value": "na", "reason": "Not ours."} if left_out else {"value": "0"}
        given = {"a.q": first, "a.r": {"value": other}, "a.s": {"value": "0"}, "o.v": {"value": "none"}}
        head = {"format": FORMAT, "questionnaire": "x", "version": "1.0", "organisation": "-", "date": ON.isoformat()}
        sheet, _ = read_sheet(json.dumps({**head, "answers": given}), {"x": one}.get)
        evaluation = evaluate(one, sheet.answers, sheet.date)
        found = tell(one, sheet, evaluation, advise(evaluation)).outside
        assert found is not None
        return found.indicators[0].hint

    assert PUBLISH in hint(left_out=True, other="3")
    assert DO in hint(left_out=False, other="3")
    assert DO in hint(left_out=True, other="2")


def test_the_sentence_counts_each_verdict() -> None:
    questions = [q.id for q in LIBRARY.editions["pilot"].questions.values() if q.section == "outside" and q.required]
    verdicts = ["fully"] * 3 + ["partly"] * 4 + ["none"] * 2 + [UNKNOWN] * 2 + [OPEN]
    found = view(dict(zip(questions, verdicts, strict=True)))
    assert [one.verdict for one in found.indicators] == ["open" if v is OPEN else v for v in verdicts]
    # All, fully, partly, none; then what is not known or open, where there is any.
    assert re.findall(r"\d+", found.reading) == ["12", "3", "4", "2", "3"]
    known = view(dict.fromkeys(questions, "partly"))
    assert re.findall(r"\d+", known.reading) == ["12", "0", "12", "0"]


def test_the_benchmark_is_named_with_its_edition() -> None:
    found = view({})
    standard = next(one for one in LIBRARY.editions["pilot"].standards if one.id == "chrb")
    assert found.benchmark == standard.title
    assert "edition with 12 indicators" in found.benchmark
    assert [one.code for one in found.indicators] == list(standard.codes)
    assert "not comparable" in found.note


def test_the_view_stands_beside_the_score() -> None:
    names = [q.id for q in LIBRARY.editions["pilot"].questions.values() if q.section == "outside" and q.required]
    best, worst = (told("pilot", PILOT, dict.fromkeys(names, verdict)) for verdict in ("fully", "none"))
    assert best.standing == worst.standing
    assert best.bars == worst.bars
    assert best.recommendations == worst.recommendations
    assert "outside" not in {bar.id for bar in best.bars}


@pytest.mark.parametrize("name", ["company", "supplier", "authority"])
def test_only_pilots_have_an_outsiders_view(name: str) -> None:
    assert told(name).outside is None


# --- words explained -----------------------------------------------------------------------------------------

# What no reader reads as words: ids, states and addresses.
NO_WORDS = {"id", "question", "section", "questionnaire_id", "digest", "kind", "state", "status", "verdict"}
NO_WORDS |= {"language", "source", "url", "mail", "phone", "code", "glossary"}


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NO_WORDS:
                yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def used(terms: tuple[Term, ...], said: list[str]) -> set[str]:
    """Find terms as whole words, capitals only as capitals, the longest first and each place once."""
    found = set()
    forms = [(form, term.id) for term in terms for form in (term.term, *term.also)]
    for form, ident in sorted(forms, key=lambda pair: -len(pair[0])):
        flags = re.NOFLAG if form.isupper() else re.IGNORECASE
        taken = [re.subn(rf"(?<!\w){re.escape(form)}(?!\w)", "|", text, flags=flags) for text in said]
        if any(times for _, times in taken):
            found.add(ident)
        said = [text for text, _ in taken]
    return found


@pytest.mark.parametrize("others", ["0", "3"])
@pytest.mark.parametrize("name", ["authority", "company", "pilot", "supplier"])
def test_the_glossary_holds_the_words_the_feedback_uses_and_no_other(name: str, others: str) -> None:
    edition: Edition = LIBRARY.editions[name]
    feedback = told(name, {BOUGHT: [*KINDS]} if name == "authority" else {}, others=others)
    found = [term.id for term in feedback.glossary]
    assert len(found) == len(set(found))
    assert set(found) == used(edition.glossary, list(texts(asdict(feedback))))
    assert 0 < len(found) < len(edition.glossary)
