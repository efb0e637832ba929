"""Letters copied by hand: what was meant is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pan2_assess.core.letters import ALPHABET, grouped, meant

CODES = st.text(ALPHABET, min_size=1, max_size=30)


@given(CODES, st.integers(1, 9))
def test_groups_hold_the_same_letters(code: str, size: int) -> None:
    groups = grouped(code, size).split("-")
    assert "".join(groups) == meant(grouped(code, size)) == code
    assert all(len(group) == size for group in groups[:-1])


@given(CODES)
def test_what_is_easily_misread_does_no_harm(code: str) -> None:
    for zero, one in (("O", "I"), ("o", "l"), ("0", "L")):
        assert meant(f" {code.replace('0', zero).replace('1', one).lower()}\n") == code
