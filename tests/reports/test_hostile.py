"""Hostile answers: refused where they are given, or printed within the limits of one report."""

from __future__ import annotations

import re
import unicodedata

import pytest

from pan2_assess.core.advice import advise
from pan2_assess.core.answers import AnswerErrors
from pan2_assess.core.evaluation import evaluate
from pan2_assess.core.feedback import tell
from pan2_assess.core.sheet import read_data
from pan2_assess.reports import pdf_reading, press
from tests.reports import made

WITHIN = press.Limits(clock=300, processor=10, memory=400)  # the machine may be busy with other tests: work counts

HOSTILE = {
    "one word": "w" * 4000,
    "a hundred lines": "\n".join(f"line {number}" for number in range(100)),
    "combining marks": "o" + "\u0301\u0323\u0489" * 1333,
    "letters stacked": ("Z" + "\u0316\u0334\u0360" * 20) * 65,
    "from right to left": "\u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645 " * 330,
    "no width": "a\u200b\u200d\u2060\ufeff" * 800,
    "signs no face holds": "漢字😀🏴\U000e0067\U000e007f" * 600,
    "soft hyphens": "a\u00ad" * 2000,
    "markup": "</p><style>*{display:none}</style><svg/onload=alert(1)>{{ f }}{% raw %}<!--" * 50,
    "wide blanks": "a\u2003\u3000\u00a0" * 1000,
}
REFUSED = {
    "an override of direction": "abc\u202egnp.exe",
    "an isolate": "abc\u2066def\u2069",
    "a control character": "abc\x07def",
    "a zero": "abc\0def",
    "an escape": "\x1b[31mred",
    "half a character": "abc\ud800",
    "too many lines": "x\n" * 101 + "x",
    "too many lines, ended otherwise": "x\u2029x\u2028" * 51,
    "too many letters": "x" * 4001,
    "too many once composed": "\u0958" * 2500,  # each becomes two
}
NOTED = [name for name in made.ANSWERS if name.startswith(("policy", "remedy"))]


def with_notes(*notes: str) -> dict[str, object]:
    given = dict(zip(NOTED, notes, strict=False))
    return {name: {**answer, "note": given.get(name, "")} for name, answer in made.ANSWERS.items()}


def printed(*notes: str) -> str:
    """Take answers with these notes in, and print their report in the guarded child."""
    edition = made.edition()
    sheet = read_data(made.sheet_data(with_notes(*notes)), {"tiny": edition}.get).sheet
    evaluation = evaluate(edition, sheet.answers, sheet.date)
    feedback = tell(edition, sheet, evaluation, advise(evaluation))
    return " ".join(pdf_reading.pages(press.make(feedback, limits=WITHIN)))


@pytest.mark.parametrize("kinds", [list(HOSTILE)[:4], list(HOSTILE)[4:8], list(HOSTILE)[8:]], ids=str)
def test_what_is_taken_is_printed_within_the_limits(kinds: list[str]) -> None:
    text = printed(*(HOSTILE[kind] for kind in kinds))
    assert "Self-declared; nobody checked the answers" in text
    if "one word" in kinds:
        assert "w" * 4000 in re.sub(r"[^w]", "", text)
        assert "line 99" in text
    if "markup" in kinds:
        assert "</p><style>*{display:none}</style>" in text


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_taken_is_told(kind: str) -> None:
    answers = {**made.ANSWERS, "policy.commitment": {"value": "1", "note": REFUSED[kind]}}
    with pytest.raises(AnswerErrors) as refused:
        read_data(made.sheet_data(answers), {"tiny": made.edition()}.get)
    (error,) = refused.value.errors
    assert error.question == "policy.commitment"
    assert error.field == "note"
    assert error.remedy
    assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in str(error))
