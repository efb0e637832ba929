"""Letters that people copy from paper by hand: which ones, in what groups, and what was meant by what was typed."""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread


def grouped(letters: str, size: int) -> str:
    return "-".join(letters[at : at + size] for at in range(0, len(letters), size))


def meant(typed: str) -> str:
    """Give the letters that were meant: case, blanks and dashes do not matter, nor O for 0, I or L for 1."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(str.maketrans("OIL", "011"))
