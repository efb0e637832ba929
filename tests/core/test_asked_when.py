"""When a question is asked is said in words that name the answers, and say nothing else than the condition."""

from __future__ import annotations

from typing import Any

import pytest

from pan2_assess.core.asked_when import asked_when
from pan2_assess.core.speech import speech
from tests.core import small


def offered(ident: str, words: str, **more: Any) -> dict[str, Any]:
    question = small.facts(ident, (), **more)
    return {**question, "options": [{"id": word, "text": f"The {word}"} for word in words.split()]}


def said(when: str | None, language: str = "en") -> str:
    edition = small.edition(
        small.section(
            "profile",
            0,
            small.number("employees"),
            offered("people", "agency posted minors"),
            offered("kind", "firm commune state", many=False),
            small.number("asked", when=when),
        )
    )
    return asked_when(edition, edition.questions["profile.asked"], speech(language))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (None, ""),
        ("profile.employees >= 10", "Only if the number in 1.1 is 10 or more."),
        ("profile.employees > 10", "Only if the number in 1.1 is more than 10."),
        ("profile.employees <= 10", "Only if the number in 1.1 is 10 or less."),
        ("profile.employees < 10", "Only if the number in 1.1 is less than 10."),
        ("profile.employees == 10", "Only if the number in 1.1 is 10."),
        ("profile.employees != 10", "Only if the number in 1.1 is not 10."),
        ("'agency' in profile.people", "Only if you tick “The agency” in 1.2."),
        ("'agency' not in profile.people", "Only if you do not tick “The agency” in 1.2."),
        ("profile.kind == 'firm'", "Only if the answer to 1.3 is “The firm”."),
        ("profile.kind != 'firm'", "Only if the answer to 1.3 is not “The firm”."),
        ("profile.kind in ['state', 'firm']", "Only if the answer to 1.3 is “The firm” or “The state”."),
        ("profile.kind not in ['state', 'firm']", "Only if the answer to 1.3 is not “The firm” or “The state”."),
        (
            "'agency' in profile.people or 'minors' in profile.people",
            "Only if you tick “The agency” or “The minors” in 1.2.",
        ),
        (
            "'agency' not in profile.people and 'minors' not in profile.people",
            "Only if you do not tick “The agency” or “The minors” in 1.2.",
        ),
        (
            "'agency' in profile.people or 'minors' in profile.people or 'posted' in profile.people",
            "Only if you tick anything in 1.2.",
        ),
        (
            "'agency' not in profile.people and 'minors' not in profile.people and 'posted' not in profile.people",
            "Only if you tick nothing in 1.2.",
        ),
        # Both must be ticked, or one may be missing: these are not told together.
        (
            "'agency' in profile.people and 'minors' in profile.people",
            "Only if you tick “The agency” in 1.2, and you tick “The minors” in 1.2.",
        ),
        (
            "'agency' not in profile.people or 'minors' not in profile.people",
            "Only if you do not tick “The agency” in 1.2, or you do not tick “The minors” in 1.2.",
        ),
        (
            "profile.employees >= 50 and (profile.kind == 'firm' or 'agency' in profile.people)",
            "Only if the number in 1.1 is 50 or more, and (the answer to 1.3 is “The firm”, "
            "or you tick “The agency” in 1.2).",
        ),
        (
            "(profile.employees >= 50 and profile.kind == 'firm') or 'agency' in profile.people",
            "Only if (the number in 1.1 is 50 or more, and the answer to 1.3 is “The firm”), "
            "or you tick “The agency” in 1.2.",
        ),
    ],
)
def test_a_condition_is_said_in_words(when: str | None, words: str) -> None:
    assert said(when) == words
