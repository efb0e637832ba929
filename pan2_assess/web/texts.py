"""Texts that people type: composed for keeping, and made visible where they come back."""

from __future__ import annotations

import unicodedata

from pan2_assess.core import typed


def composed(text: str | None) -> str:
    """Give a text as it is kept; empty for none."""
    return typed.composed(text or "")


def visible(text: str) -> str:
    """Show the characters that a page cannot hold as �, so that who typed them finds the place."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" else c for c in text)
