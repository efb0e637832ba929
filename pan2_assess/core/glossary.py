"""Words of the field found in texts, so that none stands anywhere without its explanation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pan2_assess.core.texts import Term


def explained(terms: tuple[Term, ...], texts: Iterable[str]) -> tuple[Term, ...]:
    """Give the terms that some texts use, in the order in which they come up, each once."""
    pattern, by_form = _compiled(terms)
    found: dict[str, Term] = {}
    for text in texts:
        for match in pattern.finditer(text):
            term = _term(by_form, match)
            found.setdefault(term.id, term)
    return tuple(found.values())


def parted(terms: tuple[Term, ...], text: str) -> tuple[tuple[str, Term | None], ...]:
    """Part a text where a term stands for the first time: pieces, each with the term it is or None."""
    pattern, by_form = _compiled(terms)
    pieces: list[tuple[str, Term | None]] = []
    seen: set[str] = set()
    start = 0
    for match in pattern.finditer(text):
        term = _term(by_form, match)
        if term.id in seen:
            continue
        seen.add(term.id)
        pieces += [(text[start : match.start()], None), (match[0], term)]
        start = match.end()
    pieces.append((text[start:], None))
    return tuple(piece for piece in pieces if piece[0])


def _term(by_form: dict[str, Term], match: re.Match[str]) -> Term:
    return by_form.get(match[0]) or by_form[match[0].casefold()]


@lru_cache(maxsize=16)  # one glossary for each language and edition
def _compiled(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], dict[str, Term]]:
    by_form: dict[str, Term] = {}
    exact: list[str] = []
    loose: list[str] = []
    for term in terms:
        for form in (term.term, *term.also):
            # An abbreviation stands for itself in capitals only: «CET» is a body, and «cet» a French word.
            by_form[form if form.isupper() else form.casefold()] = term
            (exact if form.isupper() else loose).append(form)
    alternatives = [*_longest(exact, "-i"), *_longest(loose, "i")]
    pattern = "|".join(alternatives) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), by_form


def _longest(forms: list[str], flag: str) -> list[str]:
    if not forms:
        return []
    group = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return [f"(?{flag}:{group})" if flag == "i" else f"(?:{group})"]
