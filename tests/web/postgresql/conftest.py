"""The shared application on PostgreSQL: some tests of the web are run here once more, whatever the others run on."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import on_postgresql
from tests.web.conftest import serving


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, pg_url: str) -> Iterator[Flask]:
    yield from serving(on_postgresql(pg_url, tmp_path_factory.mktemp("web") / "instance"))
