"""Colours one can tell apart: text on its ground at 4.5 to 1, shapes and edges at 3 to 1, light and dark."""

from __future__ import annotations

import re

import pytest

from pan2_assess import paths

STATIC = paths.PACKAGE / "static"
TOKENS = (STATIC / "tokens.css").read_text("utf-8")

TEXT = [
    ("ink", "paper"), ("ink", "paper-soft"), ("ink", "accent-soft"), ("ink", "alert-soft"),
    ("ink-soft", "paper"), ("ink-soft", "paper-soft"), ("ink-soft", "accent-soft"), ("ink-soft", "alert-soft"),
    ("accent", "paper"), ("accent", "paper-soft"), ("accent", "accent-soft"), ("accent", "alert-soft"),
    ("accent-strong", "paper"), ("accent-strong", "accent-soft"),
    ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("alert", "paper"), ("alert", "alert-soft"), ("alert", "paper-soft"), ("paper", "alert"),
    # the names of the bands on the ruler
    ("ink", "band-1"), ("ink", "band-2"), ("ink", "band-3"), ("on-accent", "band-4"), ("on-accent", "band-5"),
]  # fmt: skip
SHAPES = [
    ("focus", "paper"), ("focus", "accent-soft"), ("rule-strong", "paper"), ("accent", "paper"), ("alert", "paper"),
    ("bar-documented", "paper"), ("bar-public", "bar-claimed"), ("bar-public", "bar-documented"),
]  # fmt: skip


def tokens(scheme: str) -> dict[str, str]:
    """Give the colours of a scheme; the dark one changes some of the light one."""
    parts = TOKENS.split("@media", 1)
    found = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", parts[0]))
    return found | dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", parts[1])) if scheme == "dark" else found


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG 2 works it out."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_worked_out_as_the_standard_says() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme: str) -> None:
    known = tokens(scheme)
    weak = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in TEXT}
    assert {pair: found for pair, found in weak.items() if found < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_can_be_seen(scheme: str) -> None:
    known = tokens(scheme)
    weak = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in SHAPES}
    assert {pair: found for pair, found in weak.items() if found < 3} == {}


def test_no_style_asks_for_the_language() -> None:
    styles = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.css")}
    assert len(styles) > 1
    assert [name for name, text in styles.items() if re.search(r":lang\(|\[lang|\[hreflang", text)] == []
