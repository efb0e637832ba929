"""Words of the field found where they stand, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pan2_assess.core.glossary import explained, parted
from pan2_assess.core.texts import Term

TERMS = (
    Term(id="chain", term="supply chain", also=("supply chains", "chain"), text="-"),
    Term(id="remedy", term="remedy", text="-"),
    Term(id="cet", term="CET", also=("Centre for equal treatment",), text="-"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your supply chain, and its remedy.", ["chain", "remedy"]),
        ("Remedy first.", ["remedy"]),
        ("Remedying it", []),
        ("A chain is a SUPPLY CHAIN.", ["chain"]),
        ("Ask the CET, the centre for equal treatment.", ["cet"]),
        ("Voir cet article", []),
        ("Centre for equal treatments", []),
        ("Supply-chain and chains", ["chain"]),
        ("", []),
    ],
)
def test_terms_are_found_as_whole_words(text: str, found: list[str]) -> None:
    assert [term.id for term in explained(TERMS, [text])] == found


def test_terms_come_once_in_the_order_of_the_texts() -> None:
    assert [term.id for term in explained(TERMS, ["The remedy", "a chain", "remedy"])] == ["remedy", "chain"]


def test_a_text_is_parted_where_a_term_first_stands() -> None:
    pieces = parted(TERMS, "The supply chain and the chain: remedy.")
    assert [(piece, term.id if term else None) for piece, term in pieces] == [
        ("The ", None),
        ("supply chain", "chain"),
        (" and the chain: ", None),
        ("remedy", "remedy"),
        (".", None),
    ]


def test_without_terms_nothing_is_found() -> None:
    assert explained((), ["remedy"]) == ()
    assert parted((), "remedy") == (("remedy", None),)


@given(st.lists(st.sampled_from(["supply chain", "remedy", "CET", "cet", " ", ".", "word", "é"])).map("".join))
def test_the_pieces_are_the_text(text: str) -> None:
    pieces = parted(TERMS, text)
    assert "".join(piece for piece, _ in pieces) == text
    assert {term.id for _, term in pieces if term} == {term.id for term in explained(TERMS, [text])}
