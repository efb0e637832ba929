"""Sentences: where one ends, and what of a step says what to do."""

from __future__ import annotations

import pytest

from pan2_assess import paths
from pan2_assess.core.library import load
from pan2_assess.core.model import ScoredQuestion
from pan2_assess.core.sentences import opening, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ask them. Write it down.", ["Ask them.", "Write it down."]),
        ("Fragen Sie z. B. Ihre Leute. Heute noch.", ["Fragen Sie z. B. Ihre Leute.", "Heute noch."]),
        ("Qui paie\u202f? Demandez-le.", ["Qui paie\u202f?", "Demandez-le."]),
        ("Say “no”. Then go.", ["Say “no”.", "Then go."]),
        ("See art. 4 of it.", ["See art. 4 of it."]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_an_opening_goes_as_far_as_the_first_that_is_no_question() -> None:
    assert opening("Was anybody hurt? Did it cost money? Talk to them. Then write.") == (
        "Was anybody hurt? Did it cost money? Talk to them."
    )
    assert opening("Ask three people: what did you pay? Then add it up.") == "Ask three people: what did you pay?"
    assert opening("Ask.") == "Ask."


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_step_opens_with_an_act_short_enough_to_head_it(language: str) -> None:
    heads = [
        opening(text)
        for edition in load(paths.questionnaires()).editions.values()
        for question in edition.in_language(language).questions.values()
        if isinstance(question, ScoredQuestion)
        for entry in question.recommend
        for text in (entry.text, entry.text_small)
        if text
    ]
    assert len(heads) > 200
    assert [head for head in heads if (head.endswith("?") and ":" not in head) or len(head) > 330] == []
