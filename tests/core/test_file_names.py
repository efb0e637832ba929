"""Names of files: safe on every system, and no two the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pan2_assess.core.file_names import MOST, plain, unique

SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Nettoyage Exemple S.à r.l.", "nettoyage-exemple-s-a-r-l"),
        ("Öl & Söhne GmbH, Straße 1", "ol-sohne-gmbh-strasse-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("=1+1\r\nX: y", "1-1-x-y"),
        ("NUL", "firm-nul"),
        ("com1", "firm-com1"),
        ("日本", "firm"),
        ("", "firm"),
        ("Œuvre", "oeuvre"),
        ("a" * 100, "a" * MOST),
    ],
)
def test_a_name_in_plain_letters(name: str, file: str) -> None:
    assert plain(name, "firm") == file


@settings(max_examples=200, deadline=None)
@given(some.lists(some.text(max_size=80) | some.sampled_from(["A", "a", "A-2", "a 2", "NUL", "é"]), max_size=12))
def test_no_two_files_are_called_the_same(names: list[str]) -> None:
    files = unique(names, "pdf", "firm")
    assert len(files) == len(names) == len(set(files))
    for file in files:
        stem, _dot, ending = file.rpartition(".")
        assert ending == "pdf"
        assert SAFE.fullmatch(stem)
