"""Texts that people type: how they are kept, what makes them unfit, and how a message shows them."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from pan2_assess.core.said import Count, said

MAX_CHARACTERS = 4000
MAX_LINES = 100

_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")  # the last two end lines too, wherever they come to be printed
_BIDI = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def composed(text: str) -> str:
    """Write a text as it is kept, one way for each character and line end; its length is judged afterwards."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text)).strip()


def text_fault(text: str, most: int = MAX_CHARACTERS) -> tuple[str, str] | None:
    """Say what makes a text unfit to keep and print, with its remedy; None when nothing does."""
    if len(text) > most:
        return said(
            "%(text)s characters long; at most %(most)s are kept", text=Count(len(text)), most=Count(most)
        ), said("Shorten it.")
    if text.count("\n") + 1 > MAX_LINES:
        return said("more than %(max_lines)s lines", max_lines=MAX_LINES), said("Shorten it.")
    for character in text:
        category = unicodedata.category(character)
        if (category in ("Cc", "Cs") and character not in "\n\t") or character in _BIDI:
            name = f"U+{ord(character):04X}"
            return said("holds the control character %(name)s, which cannot be printed", name=name), said(
                "Type the text again without it."
            )
    return None


def printable(text: str, most: int = 60) -> str:
    """Cut a text that nobody has checked, and take out what would confuse a terminal."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(character if character.isprintable() else "�" for character in cut)


def shown(value: Any) -> str:
    """Show a value as JSON in a message."""
    return printable(json.dumps(value, ensure_ascii=False, default=str))
