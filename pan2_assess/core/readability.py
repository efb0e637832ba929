"""How easily a text reads, by Flesch's measure in the form made for each language."""

from __future__ import annotations

import re
from functools import cache

import pyphen

# From 100 (very easy) down; 60 to 70 is plain language, read at 13 to 15 years of age.
# Flesch 1948 (English), Amstad 1978 (German), Kandel and Moles 1958 (French): start, a word's and a syllable's weight.
_MEASURES = {"en": (206.835, 1.015, 84.6), "de": (180.0, 1.0, 58.5), "fr": (207.0, 1.015, 73.6)}
_SENTENCE = re.compile(r"[.!?:;…]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@cache
def _splitter(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"en": "en_US", "de": "de_DE", "fr": "fr_FR"}.get(language, language))


def syllables(word: str, language: str) -> int:
    """Count syllables as hyphenation points and one: a few less than are spoken, the same for every text."""
    return sum(len(_splitter(language).positions(part)) + 1 for part in re.split(r"[-’']", word.lower()) if part)


def reading_ease(text: str, language: str = "en") -> float | None:
    """Give Flesch's reading ease of a text; None for a text without words or in a language without a measure."""
    words = _WORD.findall(text)
    if not words or language not in _MEASURES:
        return None
    sentences = max(1, len([part for part in _SENTENCE.split(text) if _WORD.search(part)]))
    start, by_word, by_syllable = _MEASURES[language]
    count = sum(syllables(word, language) for word in words)
    return start - by_word * len(words) / sentences - by_syllable * count / len(words)
