"""How many there may be is counted where it is written: of many who ask at once, none slips in between."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from pan2_assess import store
from pan2_assess.store.assessments import Begun
from tests.store.test_transactions import together

MOST = 3

Make = Callable[[int], Any]


def makers(begun: Begun) -> dict[str, Make]:
    return {
        "key": lambda number: store.new_key(begun.access, f"colleague {number}", True, most=MOST),
        "invitation": lambda number: store.invite_voice(begun.access, f"voice {number}", most=MOST),
        "source": lambda number: store.keep_beside(begun.access, "source", {f"s{number}": {"n": number}}, most=MOST),
    }


def counts(begun: Begun) -> dict[str, int]:
    return {
        "key": len(store.keys_of(begun.access)),
        "invitation": len(store.voices_of(begun.access)),
        "source": len(store.beside(begun.access, "source")),
    }


@pytest.mark.parametrize("kind", ["key", "invitation", "source"])
def test_of_many_at_once_no_more_are_made_than_there_may_be(kept: Flask, begun: Begun, kind: str) -> None:
    def ask(number: int) -> bool:
        try:
            makers(begun)[kind](number)
        except store.Full:
            return False
        return True

    before = counts(begun)[kind]  # the key it was begun with counts too
    made = sum(together(kept, ask))
    assert counts(begun)[kind] == MOST
    assert made == MOST - before


def test_where_it_is_full_what_is_there_can_still_change(begun: Begun) -> None:
    store.keep_beside(begun.access, "step", {"a": {"n": 1}, "b": {"n": 1}}, most=2)
    store.keep_beside(begun.access, "step", {"a": {"n": 2}}, most=2)
    store.keep_beside(begun.access, "step", {"a": None, "c": {"n": 3}}, most=2)
    with pytest.raises(store.Full):
        store.keep_beside(begun.access, "step", {"c": {"n": 4}, "d": {"n": 4}}, most=2)
    assert {name: kept.value["n"] for name, kept in store.beside(begun.access, "step").items()} == {"b": 1, "c": 3}
    store.keep_beside(begun.access, "learned", {"x": {"n": 1}}, most=1)  # each kind by itself
