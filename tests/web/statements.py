"""What a page asks of the database: for the tests which prove that it asks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from pan2_assess import store


@contextmanager
def statements(web: Flask) -> Iterator[list[str]]:
    """Give the list into which every statement run meanwhile is written."""
    ran: list[str] = []
    with web.app_context():
        engines = list(store.db.engines.values())
    assert engines, "without an engine nothing would be noticed"

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        ran.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
