"""Words of the field found in texts, so that none stands anywhere without its explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pan2_assess.core.texts import Term

_WORD = re.compile(r"\w+")
_BOUND = re.compile(r"\w")

# By the first word of a form, in small letters: the forms that begin so, the longest first, each with its term.
Forms = dict[str, tuple[tuple[str, Term], ...]]


def explained(terms: tuple[Term, ...], texts: Iterable[str]) -> tuple[Term, ...]:
    """Give the terms that some texts use, in the order in which they come up, each once."""
    forms = _forms(terms)
    found: dict[str, Term] = {}
    for text in texts:
        for _, _, term in _found(forms, text):
            found.setdefault(term.id, term)
    return tuple(found.values())


def parted(terms: tuple[Term, ...], text: str) -> tuple[tuple[str, Term | None], ...]:
    """Part a text where a term stands for the first time: pieces, each with the term it is or None."""
    pieces: list[tuple[str, Term | None]] = []
    seen: set[str] = set()
    place = 0
    for start, end, term in _found(_forms(terms), text):
        if term.id in seen:
            continue
        seen.add(term.id)
        pieces += [(text[place:start], None), (text[start:end], term)]
        place = end
    pieces.append((text[place:], None))
    return tuple(piece for piece in pieces if piece[0])


def _found(forms: Forms, text: str) -> Iterator[tuple[int, int, Term]]:
    """Find every form as whole words: where it begins and ends, and its term."""
    # Word by word, with one look-up each: a pattern of all forms took ten times as long.
    place = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < place:
            continue  # inside the last one
        for form, term in forms.get(word[0].lower(), ()):
            end = start + len(form)
            if _same(text[start:end], form) and not _BOUND.match(text, end):
                yield start, end, term
                place = end
                break


def _same(piece: str, form: str) -> bool:
    # An abbreviation stands for itself in capitals only: «CET» is a body, and «cet» a French word.
    return piece == form if form.isupper() else piece.lower() == form.lower()


@lru_cache(maxsize=16)  # one glossary for each language and edition
def _forms(terms: tuple[Term, ...]) -> Forms:
    pairs = [(form, term) for term in terms for form in (term.term, *term.also)]
    gathered: dict[str, list[tuple[str, Term]]] = {}
    for form, term in sorted(pairs, key=lambda pair: -len(pair[0])):
        first = _WORD.search(form)
        if first:
            gathered.setdefault(first[0].lower(), []).append((form, term))
    return {word: tuple(found) for word, found in gathered.items()}
