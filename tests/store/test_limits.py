"""Rate limits: counted once for all processes, and nobody's address is kept."""

import hashlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import select

from pan2_assess import store
from pan2_assess.store.limits import DatabaseStorage
from pan2_assess.store.tables import Hit

ROOT = Path(__file__).parents[2]
COUNT = """
from flask import Flask
from pan2_assess import config, store
from pan2_assess.store.limits import DatabaseStorage
app = Flask("other")
store.connect(app, config.load())
with app.app_context():
    for _ in range(25):
        DatabaseStorage().incr("ip/203.0.113.7", 600)
"""


@pytest.fixture
def counter(kept: Flask) -> DatabaseStorage:
    storage = storage_from_string("database://")
    assert isinstance(storage, DatabaseStorage)
    return storage


def test_counts(counter: DatabaseStorage) -> None:
    assert counter.check()
    assert counter.get("a") == 0
    assert [counter.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert counter.incr("a", 60, 5) == 8
    assert counter.incr("b", 60) == 1
    assert counter.get("a") == 8
    assert 58 < counter.get_expiry("a") - time.time() <= 60
    counter.clear("a")
    assert (counter.get("a"), counter.get("b")) == (0, 1)
    assert counter.reset() == 1
    assert counter.get("b") == 0


def test_a_window_ends(counter: DatabaseStorage) -> None:
    assert counter.incr("a", 60, 9) == 9
    with store.writing() as session:
        session.scalars(select(Hit)).one().expires -= 61
    assert counter.get("a") == 0
    assert counter.get_expiry("a") <= time.time()
    assert counter.incr("a", 60) == 1
    assert counter.get_expiry("a") > time.time() + 58


def test_the_library_limits_with_it(counter: DatabaseStorage) -> None:
    limiter = FixedWindowRateLimiter(counter)
    limit = RateLimitItemPerMinute(3)
    assert [limiter.hit(limit, "203.0.113.7") for _ in range(5)] == [True, True, True, False, False]
    assert limiter.get_window_stats(limit, "203.0.113.7").remaining == 0
    assert limiter.hit(limit, "203.0.113.8")


def test_no_address_is_kept(counter: DatabaseStorage) -> None:
    counter.incr("LIMITS/203.0.113.7", 60)
    with store.reading() as session:
        key = session.scalars(select(Hit.key)).one()
    assert len(key) == 64
    assert key != hashlib.sha256(b"LIMITS/203.0.113.7").hexdigest()  # four thousand million are soon tried


def test_threads_count_together(kept: Flask, counter: DatabaseStorage) -> None:
    def count(_: int) -> list[int]:
        with kept.app_context():
            return [counter.incr("a", 600) for _ in range(50)]

    with ThreadPoolExecutor(8) as threads:
        seen = sorted(number for numbers in threads.map(count, range(8)) for number in numbers)
    assert seen == list(range(1, 401))


def test_processes_count_together(counter: DatabaseStorage, environ: dict[str, str]) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", COUNT], env=environ, cwd=ROOT) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert counter.get("ip/203.0.113.7") == 100
