"""Answers files: what is wrong with one is said in words that name the question and what would be right."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pan2_assess.core.answer_checks import check_answer, expected
from pan2_assess.core.answers import Answer, AnswerErrors, Evidence, is_recent
from pan2_assess.core.blank import blank_json
from pan2_assess.core.days import months_before
from pan2_assess.core.library import load
from pan2_assess.core.model import Edition
from pan2_assess.core.sheet import MAX_FILE, Read, Sheet, read_sheet, read_some
from pan2_assess.core.typed import composed, text_fault
from tests.core import small

EDITION = load(Path(__file__).parent / "good").editions["tiny"]

ON = date(2026, 11, 22)
HEAD: dict[str, Any] = {
    "format": "pan2-assess/answers/1",
    "questionnaire": "tiny",
    "version": "1.0",
    "organisation": "Example S.A.",
    "date": "2026-11-22",
    "prepared_by": {"name": "Ana", "function": "Counsel", "date": "2026-11-20"},
    "approved_by": None,
}
LADDER, CHOICE, CHECKLIST = "policy.commitment", "policy.signed", "policy.parts"
NUMBER, ONE, MANY, TEXT = "profile.employees", "profile.sector", "profile.issues", "profile.remark"
EVIDENCE = {"kind": "public", "reference": "https://example.org/policy", "date": "2026-03-01"}

ANY_STEP = 'Give one of "0", "1", "2", "3", "4", "planned", "unknown", "na".'
ANY_ITEM = 'Give a list of any of "staff", "suppliers" (empty for none), or "planned", "unknown".'
ANY_ISSUE = 'Give a list of any of "wages", "safety" (empty for none), or "unknown".'
ANY_NUMBER = 'Give a whole number from 0 to 1000000, or "unknown".'
A_DAY = "Write it as YYYY-MM-DD, for example 2026-11-23."


def edition_of(name: str) -> Edition | None:
    return EDITION if name == EDITION.id else None


def read(answers: Any = None, **head: Any) -> Sheet:
    data = {**HEAD, "answers": {} if answers is None else answers, **head}
    return read_sheet(json.dumps(data).encode(), edition_of)[0]


def said(raw: bytes | str) -> list[str]:
    with pytest.raises(AnswerErrors) as caught:
        read_sheet(raw, edition_of)
    assert str(caught.value) == "\n".join(map(str, caught.value.errors))
    return [str(error) for error in caught.value.errors]


def said_of(answers: Any = None, **head: Any) -> list[str]:
    return said(json.dumps({**HEAD, "answers": {} if answers is None else answers, **head}))


# --- good files ----------------------------------------------------------------------------------------


def test_a_sheet_is_read_and_written_again() -> None:
    answers = {
        NUMBER: {"value": 120},
        ONE: {"value": "unknown"},
        MANY: {"value": []},
        TEXT: {"value": "planned"},  # a text is a text
        LADDER: {"value": "3", "evidence": EVIDENCE, "note": "A note", "share": True},
        CHOICE: {"value": "planned", "by": "2027-06-30"},
        CHECKLIST: {"value": ["staff", "suppliers"]},
    }
    sheet = read(answers)
    assert sheet.as_json() == {**HEAD, "answers": answers}
    assert {name: Answer.from_json(a.as_json()) for name, a in sheet.answers.items()} == sheet.answers


def test_answers_stand_in_the_order_of_the_questionnaire() -> None:
    assert list(read({CHECKLIST: {"value": []}, NUMBER: {"value": 1}}).answers) == [NUMBER, CHECKLIST]
    assert read({CHECKLIST: {"value": ["suppliers", "staff"]}}).answers[CHECKLIST].value == ("staff", "suppliers")


def test_remarks_are_not_read() -> None:
    sheet = read({LADDER: {"value": "2", "_question": {"any": "thing"}}, "_about": []}, _remark=["\0", 1])
    assert list(sheet.answers) == [LADDER]


def test_null_leaves_a_question_open() -> None:
    assert read({LADDER: {"value": None}, CHOICE: {"value": None, "_answers": "…"}}).answers == {}


def test_a_blank_is_a_good_file_once_it_has_a_day() -> None:
    for edition in (EDITION, EDITION.in_language("fr")):
        blank = blank_json(edition)
        assert said(json.dumps(blank)) == [f'date: "" is not a date. {A_DAY}']
        assert read_sheet(json.dumps({**blank, "date": "2026-11-22"}), edition_of)[0].answers == {}
        assert list(blank["answers"]) == list(EDITION.questions)


def test_no_more_is_chosen_than_a_question_takes() -> None:
    made = small.edition(small.section("a", 1, small.facts("worst", ["x", "y", "z"], most=2)))
    worst = made.questions["a.worst"]
    assert expected(worst) == 'Give a list of at most 2 of "x", "y", "z" (empty for none), or "unknown".'
    for taken in ([], ["x", "z"], "unknown"):
        assert check_answer(worst, {"value": taken}, ON).as_json() == {"value": taken}
    for chosen, told in ((["x", "y", "z"], "3 are chosen. Choose 2 at most."), (["x"] * 3, "the same answer stands")):
        with pytest.raises(AnswerErrors) as caught:
            check_answer(worst, {"value": chosen}, ON)
        (error,) = caught.value.errors
        assert str(error).startswith(f"a.worst: {told}")


def test_an_edition_names_how_many_only_where_that_is_limited() -> None:
    asked = small.facts("worst", ["x", "y", "z"], most=2), small.facts("any", ["x", "y"])
    made = small.edition(small.section("a", 1, *asked))
    worst, some = json.loads(made.canonical())["sections"][0]["questions"]
    assert worst["most"] == 2
    assert "most" not in some


def test_text_is_kept_composed_and_trimmed() -> None:
    answer = read({LADDER: {"value": "2", "note": "  cafe\u0301\r\nbar\rend\tx "}}).answers[LADDER]
    assert answer.note == "café\nbar\nend\tx"


def test_what_belongs_to_another_value_is_left_out() -> None:
    answer = read({LADDER: {"value": "2", "by": "2027-01-01", "reason": "none"}}).answers[LADDER]
    assert (answer.by, answer.reason) == (None, "")


def test_a_byte_order_mark_is_fine() -> None:
    assert read_sheet(b"\xef\xbb\xbf" + json.dumps({**HEAD, "answers": {}}).encode(), edition_of)


def test_another_day_may_be_given() -> None:
    raw = json.dumps({**HEAD, "date": "", "answers": {LADDER: {"value": "4", "evidence": EVIDENCE}}})
    assert read_sheet(raw, edition_of, date(2026, 3, 1))[0].date == date(2026, 3, 1)
    with pytest.raises(AnswerErrors, match="lies after the assessment's date, 2026-02-28"):
        read_sheet(raw, edition_of, date(2026, 2, 28))
    with pytest.raises(AnswerErrors, match="cannot be an assessment's date"):
        read_sheet(raw, edition_of, date(1, 1, 1))


# --- bad answers --------------------------------------------------------------------------------------------

BAD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a question that is not there": (
        {"policy.comitment": {"value": "3"}},
        ["policy.comitment: tiny 1.0 has no such question. Did you mean «policy.commitment»?"],
    ),
    "an answer without a value": (
        {LADDER: {"note": "x"}},
        [f'policy.commitment: must look like {{"value": …}}. {ANY_STEP}'],
    ),
    "an answer that is only a value": (
        {LADDER: "3"},
        [f'policy.commitment: must look like {{"value": …}}. {ANY_STEP}'],
    ),
    "an answer that is nothing": ({LADDER: None}, [f'policy.commitment: must look like {{"value": …}}. {ANY_STEP}']),
    "a key that no answer has": (
        {LADDER: {"value": "3", "evidense": None}},
        ["policy.commitment › evidense: unknown key. Did you mean «evidence»?"],
    ),
    "a step that is a number": (
        {LADDER: {"value": 3}},
        [f"policy.commitment: 3 is not an answer to this question. {ANY_STEP}"],
    ),
    "a step that no ladder has": (
        {LADDER: {"value": "5"}},
        [f'policy.commitment: "5" is not an answer to this question. {ANY_STEP}'],
    ),
    "an option nearly right": (
        {CHOICE: {"value": "bord"}},
        ['policy.signed: "bord" is not an answer to this question. Did you mean «board»?'],
    ),
    "an option that is not there": (
        {CHOICE: {"value": "x"}},
        [
            'policy.signed: "x" is not an answer to this question. '
            'Give one of "nobody", "manager", "board", "planned", "unknown".'
        ],
    ),
    "a list where one is asked for": (
        {CHOICE: {"value": ["board"]}},
        [
            'policy.signed: ["board"] is not an answer to this question. '
            'Give one of "nobody", "manager", "board", "planned", "unknown".'
        ],
    ),
    "a fact that is planned": (
        {ONE: {"value": "planned"}},
        [
            'profile.sector: "planned" is not an answer to this question. '
            'Give one of "building", "trade", "other", "unknown".'
        ],
    ),
    "one where a list is asked for": (
        {MANY: {"value": "wages"}},
        [f'profile.issues: "wages" is not a list of answers. {ANY_ISSUE}'],
    ),
    "an item that is not there": (
        {CHECKLIST: {"value": ["staf", 1]}},
        [
            'policy.parts: "staf" is not an answer to this question. Did you mean «staff»?',
            f"policy.parts: 1 is not an answer to this question. {ANY_ITEM}",
        ],
    ),
    "an item twice": (
        {CHECKLIST: {"value": ["staff", "staff"]}},
        ["policy.parts: the same answer stands twice. Give each once."],
    ),
    "a list in a list": (
        {CHECKLIST: {"value": [["staff"]]}},
        [f'policy.parts: ["staff"] is not an answer to this question. {ANY_ITEM}'],
    ),
    "a number in quotes": ({NUMBER: {"value": "12"}}, [f'profile.employees: "12" is not a whole number. {ANY_NUMBER}']),
    "a number with a part": ({NUMBER: {"value": 1.5}}, [f"profile.employees: 1.5 is not a whole number. {ANY_NUMBER}"]),
    "a truth value": ({NUMBER: {"value": True}}, [f"profile.employees: true is not a whole number. {ANY_NUMBER}"]),
    "a number too small": ({NUMBER: {"value": -1}}, [f"profile.employees: -1 is out of range. {ANY_NUMBER}"]),
    "a number too large": (
        {NUMBER: {"value": 1000001}},
        [f"profile.employees: 1000001 is out of range. {ANY_NUMBER}"],
    ),
    "a text that is a number": ({TEXT: {"value": 5}}, ["profile.remark: must be text, not 5. Put it into quotes."]),
    "does not apply, where it may not": (
        {CHOICE: {"value": "na", "reason": "No reason"}},
        [
            "policy.signed: «does not apply» is not an answer to this question. "
            'Give one of "nobody", "manager", "board", "planned", "unknown".'
        ],
    ),
    "does not apply, without a reason": (
        {LADDER: {"value": "na"}},
        ["policy.commitment › reason: the reason is missing. Say in a sentence why this does not apply to you."],
    ),
    "does not apply, with a reason of blanks": (
        {LADDER: {"value": "na", "reason": " \n"}},
        ["policy.commitment › reason: the reason is missing. Say in a sentence why this does not apply to you."],
    ),
    "planned for no day": (
        {LADDER: {"value": "planned", "by": "soon"}},
        [f'policy.commitment › by: "soon" is not a date. {A_DAY}'],
    ),
    "planned for a week": (
        {LADDER: {"value": "planned", "by": "2027-W01-1"}},
        [f'policy.commitment › by: "2027-W01-1" is not a date. {A_DAY}'],
    ),
    "shared by a word": (
        {LADDER: {"value": "3", "share": "yes"}},
        ['policy.commitment › share: must be true or false, not "yes". Leave it out where nothing was chosen.'],
    ),
    "evidence that is a text": (
        {LADDER: {"value": "3", "evidence": "our policy"}},
        [
            "policy.commitment › evidence: must have kind, reference and date. "
            'Write {"kind": "internal", "reference": "…", "date": "YYYY-MM-DD"}, or leave it out.'
        ],
    ),
    "evidence after the date": (
        {LADDER: {"value": "4", "evidence": {**EVIDENCE, "date": "2026-11-23"}}},
        [
            "policy.commitment › evidence: 2026-11-23 lies after the assessment's date, 2026-11-22. "
            "Give a day up to that date."
        ],
    ),
    "evidence without a reference": (
        {LADDER: {"value": "4", "evidence": {**EVIDENCE, "reference": " "}}},
        ["policy.commitment › evidence: the reference is missing. Say where the evidence can be found."],
    ),
    "evidence without a date": (
        {LADDER: {"value": "4", "evidence": {"kind": "public", "reference": "x"}}},
        ["policy.commitment › evidence: the date is missing. Give the day the evidence was made or last looked at."],
    ),
    "evidence of a bad kind": (
        {LADDER: {"value": "4", "evidence": {**EVIDENCE, "kind": "secret"}}},
        ['policy.commitment › evidence: kind "secret" is neither internal nor public. Write "internal" or "public".'],
    ),
    "evidence on a day that does not exist": (
        {LADDER: {"value": "4", "evidence": {**EVIDENCE, "date": "2026-02-29"}}},
        [f'policy.commitment › evidence: "2026-02-29" is not a date. {A_DAY}'],
    ),
    "evidence with another key": (
        {LADDER: {"value": "4", "evidence": {**EVIDENCE, "url": "x"}}},
        ["policy.commitment › evidence: unknown key «url». It has kind, reference and date."],
    ),
    "evidence with everything wrong": (
        {LADDER: {"value": "9", "evidence": {}}},
        [
            f'policy.commitment: "9" is not an answer to this question. {ANY_STEP}',
            'policy.commitment › evidence: kind null is neither internal nor public. Write "internal" or "public".',
            "policy.commitment › evidence: the reference is missing. Say where the evidence can be found.",
            "policy.commitment › evidence: the date is missing. Give the day the evidence was made or last looked at.",
        ],
    ),
    "a reference too long": (
        {LADDER: {"value": "4", "evidence": {**EVIDENCE, "reference": "x" * 501}}},
        ["policy.commitment › evidence: 501 characters long; at most 500 are kept. Shorten it."],
    ),
    "a note too long": (
        {LADDER: {"value": "3", "note": "x" * 4001}},
        ["policy.commitment › note: 4,001 characters long; at most 4,000 are kept. Shorten it."],
    ),
    "a note of too many lines": (
        {LADDER: {"value": "3", "note": "x" + "\n" * 100 + "y"}},
        ["policy.commitment › note: more than 100 lines. Shorten it."],
    ),
    "a NUL": (
        {LADDER: {"value": "3", "note": "a\0b"}},
        [
            "policy.commitment › note: holds the control character U+0000, which cannot be printed. "
            "Type the text again without it."
        ],
    ),
    "text that turns its direction": (
        {LADDER: {"value": "3", "evidence": {**EVIDENCE, "reference": "invoice\u202efdp.exe"}}},
        [
            "policy.commitment › evidence: holds the control character U+202E, which cannot be printed. "
            "Type the text again without it."
        ],
    ),
    "several at once, in the order of the file": (
        {CHECKLIST: {"value": 1}, NUMBER: {"value": -1}, "x.y": {"value": 1}},
        [
            f"policy.parts: 1 is not a list of answers. {ANY_ITEM}",
            f"profile.employees: -1 is out of range. {ANY_NUMBER}",
            "x.y: tiny 1.0 has no such question. Known: "
            "profile.employees, profile.sector, profile.issues, profile.remark, policy.commitment, policy.signed, "
            "policy.parts, remedy.workers, remedy.channel.",
        ],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_answers(case: str) -> None:
    answers, messages = BAD[case]
    assert said_of(answers) == messages


@pytest.mark.parametrize("character", ["\x1b", "\x7f", "\x85", "\u202a", "\u202e", "\u2066", "\u2069", "\ud800"])
@pytest.mark.parametrize("part", ["note", "reason", "reference", "text", "organisation", "name"])
def test_control_characters_nowhere(character: str, part: str) -> None:
    text = f"a{character}b"
    answers: dict[str, Any] = {
        "note": {LADDER: {"value": "3", "note": text}},
        "reason": {LADDER: {"value": "na", "reason": text}},
        "reference": {LADDER: {"value": "3", "evidence": {**EVIDENCE, "reference": text}}},
        "text": {TEXT: {"value": text}},
    }
    head: dict[str, Any] = {
        "organisation": {"organisation": text},
        "name": {"approved_by": {"name": text, "function": "", "date": None}},
    }
    (message,) = said_of(answers.get(part), **head.get(part, {}))
    assert f"holds the control character U+{ord(character):04X}, which cannot be printed" in message
    assert character not in message


@pytest.mark.parametrize("character", ["\n", "\t", "é", "ß", "—", "日", "😀", "\u200f", "\u00a0"])
def test_text_people_write_is_taken(character: str) -> None:
    assert read({LADDER: {"value": "3", "note": f"a{character}b"}}).answers[LADDER].note == f"a{character}b"


def test_no_message_holds_what_confuses_a_terminal() -> None:
    bad = "\x1b[2J\u202e" + "x" * 1000
    messages = said_of({bad: {"value": "3"}, LADDER: {"value": bad, bad: 1, "evidence": {bad: 1}}}, **{bad: 1})
    assert len(messages) == 8
    for message in messages:
        assert message.isprintable()
        assert len(message) < 400


# --- bad files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (
            {"format": "pan2-assess/answers/2"},
            'format: "pan2-assess/answers/2" is not a format known here. It must be "pan2-assess/answers/1".',
        ),
        ({"format": None}, 'format: null is not a format known here. It must be "pan2-assess/answers/1".'),
        ({"questionnaire": "other"}, 'questionnaire: there is no questionnaire "other". pan2-assess check lists them.'),
        (
            {"questionnaire": ["tiny"]},
            'questionnaire: there is no questionnaire ["tiny"]. pan2-assess check lists them.',
        ),
        (
            {"version": "0.9"},
            'version: version "0.9" of tiny is not here; here is version 1.0. '
            "Use the questionnaire the answers were given to, or answer the new one.",
        ),
        ({"version": 1.0}, "version: version 1.0 of tiny is not here; here is version 1.0. Write it in quotes."),
        ({"date": "22.11.2026"}, f'date: "22.11.2026" is not a date. {A_DAY}'),
        ({"date": 20261122}, f"date: 20261122 is not a date. {A_DAY}"),
        (
            {"date": "1999-12-31"},
            "date: 1999-12-31 cannot be an assessment's date. Give a day between 2000-01-01 and 2199-12-31.",
        ),
        ({"organisation": 5}, "organisation: must be text. Put it into quotes."),
        ({"organisation": "x" * 201}, "organisation: 201 characters long; at most 200 are kept. Shorten it."),
        ({"prepared_by": "Ana"}, "prepared_by: must have name, function and date. Or write null."),
        ({"prepared_by": {"nom": "Ana"}}, "prepared_by: must have name, function and date. Or write null."),
        (
            {"approved_by": {"name": "Ana", "date": "today"}},
            'approved_by: "today" is not a date. Write it as YYYY-MM-DD.',
        ),
        ({"answers": []}, "answers: must be a group of answers by question. Write {} where there are none."),
        ({"answers": None}, "answers: must be a group of answers by question. Write {} where there are none."),
        ({"answer": {}}, "answer: unknown key. Did you mean «answers»?"),
    ],
)
def test_a_bad_head(head: dict[str, Any], message: str) -> None:
    assert said(json.dumps({**HEAD, "answers": {}, **head})) == [message]


def doubled(text: str) -> str:
    head = json.dumps(HEAD)[:-1]
    return f'{head}, "answers": {{{text}}}}}'


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the file is not JSON (line 1, column 1: Expecting value). Check brackets, quotes and commas."),
        (b"hello", "the file is not JSON (line 1, column 1: Expecting value). Check brackets, quotes and commas."),
        (b'{"a": 1,\n}', "the file is not JSON (line 2, column 1: "),
        (b'{"a": "x\0y"}', "the file is not JSON (line 1, column 9: "),
        (b"[]", 'the file must hold one group of keys. It begins with {"format": "pan2-assess/answers/1", …}.'),
        (b'"x"', 'the file must hold one group of keys. It begins with {"format": "pan2-assess/answers/1", …}.'),
        (b'{"a": "\xe9"}', "the file is not UTF-8 text. Save it as UTF-8."),
        (b"PK\x03\x04\xff", "the file is not UTF-8 text. Save it as UTF-8."),
        (b" " * (MAX_FILE + 1), "the file is larger than 2 MiB. Answers are far smaller; check the file."),
        (b"x" * 10_000_000, "the file is larger than 2 MiB. Answers are far smaller; check the file."),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "the file is nested too deeply. Answers are three levels deep."),
        (b"[" * 100_000, "the file is nested too deeply. Answers are three levels deep."),
        (b"[" * 1_000_000 + b"]" * 1_000_000, "the file is nested too deeply. Answers are three levels deep."),
        (b'{"a": ' + b"9" * 5000 + b"}", "the file holds a number of thousands of digits. Write numbers as they are."),
        (b'{"format": 1, "format": 2}', "«format» stands twice in the same group. Keep one of them."),
        (
            doubled(f'"{LADDER}": {{"value": "3", "value": "2"}}'),
            "policy.commitment: «value» stands twice in the same group. Keep one of them.",
        ),
        (
            doubled(f'"{LADDER}": {{"value": "3"}}, "{LADDER}": {{"value": "2"}}'),
            "«policy.commitment» stands twice in the same group. Keep one of them.",
        ),
        (
            doubled(f'"{LADDER}": {{"value": "3", "evidence": {{"kind": "public", "kind": "internal"}}}}'),
            "policy.commitment: «kind» stands twice in the same group. Keep one of them.",
        ),
    ],
    ids=[
        "empty", "no JSON", "a comma too many", "a raw NUL", "a list at the top", "a word at the top", "latin-1",
        "a zip",
        "2 MiB and one byte", "10 MB", "nested", "open without end", "deep without end", "digits without end",
        "a key twice in the head", "a key twice in an answer", "an answer twice", "a key twice in evidence",
    ],
)  # fmt: skip
def test_a_bad_file(raw: bytes | str, message: str) -> None:
    (only,) = said(raw)
    assert only.startswith(message)


@pytest.mark.parametrize("depth", [9, 11, 100, *range(900, 1000, 7), 5000])
def test_depth_never_brings_the_reader_down(depth: int) -> None:
    assert said(doubled(f'"{CHECKLIST}": {{"value": {"[" * depth}{"]" * depth}}}'))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 4000])
def test_odd_numbers(value: str) -> None:
    (message,) = said(doubled(f'"{NUMBER}": {{"value": {value}}}'))
    assert message.startswith("profile.employees: ")
    assert message.endswith(ANY_NUMBER)
    assert len(message) < 200


def test_a_file_of_nonsense_is_refused_in_a_moment() -> None:
    """Looking up the nearest name for a hundred thousand unknown ones would take minutes."""
    many = ", ".join(f'"policy.c{number}": 0' for number in range(90_000))
    assert len(said(doubled(many))) == 90_000
    items = ", ".join(f'"staff{number}"' for number in range(90_000))
    assert len(said(doubled(f'"{CHECKLIST}": {{"value": [{items}]}}'))) < 10


# --- taking what is good --------------------------------------------------------------------------------


def some(answers: Any = None, on: date | None = None, **head: Any) -> Read:
    return read_some(json.dumps({**HEAD, "answers": {} if answers is None else answers, **head}), edition_of, on)


def test_a_good_file_gives_the_same_either_way() -> None:
    answers = {NUMBER: {"value": 120}, LADDER: {"value": "4", "evidence": EVIDENCE}}
    assert some(answers) == Read(read(answers), EDITION)


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_taken_is_named_as_it_is_refused(case: str) -> None:
    """The errors are those of the strict reading; what was taken is without fault; the good answer beside it stays."""
    answers, messages = BAD[case]
    found = some({**answers, ONE: answers.get(ONE, {"value": "trade"})})
    assert [str(error) for error in found.errors] == messages
    assert read({name: answer.as_json() for name, answer in found.sheet.answers.items()}) == found.sheet
    assert ONE in found.sheet.answers or ONE in answers


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"value": "4", "evidence": {**EVIDENCE, "date": "2026-11-23"}, "note": "n"}, Answer("4", note="n")),
        ({"value": "4", "evidence": {}, "note": "n"}, Answer("4", note="n")),
        ({"value": "planned", "by": "soon", "note": "n"}, Answer("planned", note="n")),
        ({"value": "3", "note": "x" * 4001, "share": True}, Answer("3", share=True)),
        ({"value": "3", "share": "yes", "other": 1}, Answer("3")),
        ({"value": "9", "note": "n"}, None),
        ({"value": "na", "reason": "x" * 4001}, None),
        ({"value": "na"}, None),
        ({"note": "n"}, None),
        ("3", None),
        (None, None),
    ],
)
def test_of_an_answer_with_a_good_value_the_good_parts_are_taken(given: Any, taken: Answer | None) -> None:
    found = some({LADDER: given})
    assert found.sheet.answers == ({LADDER: taken} if taken else {})
    assert {error.question for error in found.errors} == {LADDER}


@pytest.mark.parametrize("version", ["0.9", 1.0, None])
def test_another_version_is_noticed_and_each_answer_checked(version: Any) -> None:
    found = some({LADDER: {"value": "3"}, CHOICE: {"value": "gone"}, "old.question": {"value": 1}}, version=version)
    assert found.sheet.version == EDITION.version
    assert list(found.sheet.answers) == [LADDER]
    assert [error.question for error in found.errors] == [CHOICE, "old.question"]
    (notice,) = found.notices
    assert notice.field == "version"
    assert str(notice).endswith(
        "of tiny is not here; here is version 1.0. Each answer was checked against the version that is here."
    )


def test_a_head_is_taken_as_far_as_it_is_good() -> None:
    found = some({NUMBER: {"value": 1}}, organisation="x" * 201, prepared_by="Ana", sender="me")
    assert (found.sheet.organisation, found.sheet.prepared_by) == ("", None)
    assert list(found.sheet.answers) == [NUMBER]
    assert [error.field for error in found.errors] == ["sender", "organisation", "prepared_by"]


def test_a_file_without_its_day_needs_one_given() -> None:
    with pytest.raises(AnswerErrors, match='date: "" is not a date'):
        some(date="")
    evidence = {LADDER: {"value": "4", "evidence": EVIDENCE}}
    assert some(evidence, date(2026, 3, 1), date="").sheet == read(evidence, date="2026-03-01")
    assert some(evidence, date(2026, 2, 28)).sheet.answers == {LADDER: Answer("4")}


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[]",
        '{"a": 1, "a": 2}',
        json.dumps({**HEAD, "answers": {}, "format": "other/1"}),
        json.dumps({**HEAD, "answers": {}, "questionnaire": "other"}),
        json.dumps({**HEAD, "answers": {}, "questionnaire": None}),
        b" " * (MAX_FILE + 1),
        b"PK\x03\x04\xff",
    ],
)
def test_what_is_no_answers_file_is_refused_either_way(raw: bytes | str) -> None:
    messages = said(raw)
    with pytest.raises(AnswerErrors) as caught:
        read_some(raw, edition_of)
    assert [str(error) for error in caught.value.errors] == messages


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["planned", "na", "3", "staff"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["value", "by", "reason", "evidence", "note", "share", "kind", "reference", "date", "x", "_x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*EDITION.questions, "x.y", ""]), junk, max_size=6))
def test_whatever_is_given_what_is_taken_is_good(answers: dict[str, Any]) -> None:
    found = some(answers)
    again = read({name: answer.as_json() for name, answer in found.sheet.answers.items()})
    assert again.answers == found.sheet.answers
    if not found.errors:
        assert read(answers) == found.sheet


def test_who_is_not_named_is_nobody() -> None:
    assert read(prepared_by={"name": "", "function": None, "date": None}).prepared_by is None


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_text_without_a_letter_leaves_the_question_open(text: str) -> None:
    assert read({TEXT: {"value": text}}).answers == {}
    assert read({TEXT: {"value": text, "note": "n"}}).answers == {TEXT: Answer("", note="n")}


# --- evidence in time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "first"),
    [
        ("2026-11-22", "2024-11-22"),
        ("2026-01-31", "2024-01-31"),
        ("2028-02-29", "2026-02-28"),  # 2026 has no 29 February
        ("2026-02-28", "2024-02-28"),
        ("2026-03-01", "2024-03-01"),
        ("2024-02-29", "2022-02-28"),
    ],
)
def test_twenty_four_months(on: str, first: str) -> None:
    """Evidence is recent from the first day to the last, both included."""
    last, begin = date.fromisoformat(on), date.fromisoformat(first)

    def recent(day: date) -> bool:
        return is_recent(Evidence("public", "x", day), last)

    assert months_before(last, 24) == begin
    assert recent(begin)
    assert recent(last)
    assert not recent(date.fromordinal(begin.toordinal() - 1))
    assert not recent(date.fromordinal(last.toordinal() + 1))


def test_evidence_of_29_february() -> None:
    leap_day = Evidence("public", "x", date(2024, 2, 29))
    assert is_recent(leap_day, date(2026, 2, 28))
    assert not is_recent(leap_day, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 1, "2026-11-30"),
        ("2026-12-31", 12, "2025-12-31"),
        ("2026-01-31", 13, "2024-12-31"),
    ],
)
def test_months_before(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)


def test_evidence_on_the_day_itself_is_taken() -> None:
    assert read({LADDER: {"value": "4", "evidence": {**EVIDENCE, "date": HEAD["date"]}}}).answers[LADDER].evidence


def test_texts_are_judged_as_they_are_kept() -> None:
    assert text_fault(composed("a\r\n" * 99 + "b")) is None  # a line end is one character, however it was typed
    assert text_fault(composed("x\r" * 150)) is not None
    assert text_fault(composed("\u0958" * 4000)) is not None  # written as two characters each
    assert composed(composed("\u0958")) == composed("\u0958")


def test_a_large_file_with_a_key_twice_is_refused_at_once() -> None:
    names = [f"k{number}" for number in range(50_000)]
    raw = "{" + ",".join(f'"{name}":1' for name in [*names, names[-1]]) + "}"
    began = time.process_time()
    with pytest.raises(AnswerErrors, match="«k49999» stands twice"):
        read_sheet(raw, lambda _: None)
    assert time.process_time() - began < 2


def test_a_doubled_key_that_cannot_be_printed_is_told() -> None:
    with pytest.raises(AnswerErrors) as caught:
        read_sheet('{"\\ud800": 1, "\\ud800": 2}', lambda _: None)
    str(caught.value).encode()
