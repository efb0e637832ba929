"""Sealing: nothing is kept in the clear, and nothing opens with another key or in another place."""

import secrets
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import text, update

from pan2_assess import store
from pan2_assess.config import Settings
from pan2_assess.store import sealing
from pan2_assess.store.assessments import Begun
from pan2_assess.store.database import db
from pan2_assess.store.tables import Answer, Assessment, DataKey
from tests.store.conftest import Company

KEY = bytes(range(32))


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_what_is_sealed_opens_where_it_belongs(content: bytes, where: str) -> None:
    assert sealing.unseal(KEY, sealing.seal(KEY, content, where), where) == content


@given(st.binary(max_size=300), st.data())
@examples(max_examples=300)
def test_no_flipped_bit_passes(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(sealing.seal(KEY, content, "place"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(KEY, bytes(sealed), "place")


@pytest.mark.parametrize("cut", [0, 1, 12, 13, 28, -1])
def test_no_part_passes(cut: int) -> None:
    sealed = sealing.seal(KEY, b"something", "place")
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(KEY, sealed[:cut], "place")


def test_neither_another_key_nor_another_place_opens() -> None:
    sealed = sealing.seal(KEY, b"something", "place")
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(sealing.new_key(), sealed, "place")
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(KEY, sealed, "elsewhere")


def test_the_length_tells_no_answer_from_another() -> None:
    lengths = {
        len(sealing.seal_json(KEY, {"value": value}, "p")) for value in ("0", "planned", "unknown", "na", [], 120)
    }
    assert len(lengths) == 1
    assert sealing.unseal_json(KEY, sealing.seal_json(KEY, {"a": "é" * 300}, "p"), "p") == {"a": "é" * 300}


def test_nothing_is_kept_in_the_clear(begun: Begun, settings: Settings) -> None:
    planted = [f"PLANTED-{name}-{secrets.token_hex(8)}" for name in ("note", "name", "org", "key", "frozen", "pdf")]
    note, name, organisation, key_name, frozen, pdf = planted
    store.save(
        begun.access,
        {"policy.commitment": {"value": "planned", "note": note}},
        head={"organisation": organisation, "prepared_by": {"name": name, "function": "", "date": None}},
    )
    second = store.new_key(begun.access, key_name, True)
    job = store.submit(begun.access, frozen={"sheet": frozen}, language="en")
    work = store.take(job)
    assert work
    store.keep(work, pdf.encode())
    everything = _everything(settings)
    assert b'{"id":"company"}' in everything  # public: so the search finds what is there
    for secret in (*planted, "planned", begun.key, begun.key.replace("-", ""), second, second.replace("-", "")):
        assert secret.encode() not in everything
    held = store.held(begun.access)
    assert held is not None
    assert (held.organisation, store.report_of(begun.access, "en", True).pdf) == (organisation, pdf.encode())


def _everything(settings: Settings) -> bytes:
    """Give every byte of both databases: the files, or what a dump would hold."""
    if settings.database_url.drivername == "sqlite":
        return b"".join(path.read_bytes() for path in Path(settings.instance).iterdir())
    found = []
    for name, engine in db.engines.items():
        with engine.connect() as connection:
            for table in db.metadatas[name].sorted_tables:
                for row in connection.execute(table.select()):
                    found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(found)


def test_an_answer_moved_elsewhere_does_not_open(begun: Begun) -> None:
    store.save(begun.access, {"a.one": {"value": "1"}, "a.two": {"value": "4"}})
    with store.writing() as session:
        one = session.get_one(Answer, (begun.assessment_id, "a.one"))
        session.get_one(Answer, (begun.assessment_id, "a.two")).sealed = one.sealed
    with pytest.raises(store.Unsealable):
        store.held(begun.access)


def test_an_answer_of_another_assessment_does_not_open(begun: Begun) -> None:
    other = store.begin(Company(), "Other", date(2026, 1, 1))
    for access in (begun.access, other.access):
        store.save(access, {"a.one": {"value": "1"}})
    with store.writing() as session:
        mine = session.get_one(Answer, (begun.assessment_id, "a.one"))
        session.get_one(Answer, (other.assessment_id, "a.one")).sealed = mine.sealed
    with pytest.raises(store.Unsealable):
        store.held(other.access)


def test_a_data_key_of_another_assessment_does_not_open(begun: Begun) -> None:
    other = store.begin(Company(), "Other", date(2026, 1, 1))
    with store.writing() as session:
        mine = session.get_one(DataKey, begun.assessment_id).wrapped
        session.execute(update(DataKey).where(DataKey.assessment_id == other.assessment_id).values(wrapped=mine))
    with pytest.raises(store.Unsealable):
        store.held(other.access)


def test_an_old_copy_of_the_database_does_not_bring_back_what_was_erased(kept: Flask, begun: Begun) -> None:
    """A backup holds the sealed answers, but never the keys."""
    store.save(begun.access, {"a.one": {"value": "1"}})
    tables = [t for t in db.metadatas[None].sorted_tables if t.name in ("assessment", "access_key", "answer")]
    with store.reading() as session:
        backup = {table: [row._asdict() for row in session.execute(table.select())] for table in tables}
    store.erase(begun.access)
    with store.writing() as session:
        session.execute(text("DELETE FROM assessment"))
        for table in tables:
            session.execute(table.insert(), backup[table])
        assert session.get_one(Assessment, begun.assessment_id).state == "draft"
    assert store.open_with(begun.key) == begun.access
    assert store.held(begun.access) is None
