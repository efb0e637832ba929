"""Sentences of a text: where the first one ends, and the opening that says what is to be done."""

from __future__ import annotations

import re

# After an abbreviation of one letter («z. B.») no sentence ends.
_END = re.compile(r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[»“”)][.!?])|(?<=\u202f[!?]))\s+(?=[A-ZÀ-ÖØ-Þ«„“])")


def sentences(text: str) -> list[str]:
    """Part a text into its sentences."""
    return _END.split(text.strip())


def opening(text: str) -> str:
    """Give a step's words up to the first sentence that is no question: what to do, with what it speaks of.

    One that tells what to ask, after a colon, ends with a question mark and is none.
    """
    taken: list[str] = []
    for sentence in sentences(text):
        taken.append(sentence)
        if not sentence.endswith("?") or ":" in sentence:
            break
    return " ".join(taken)
