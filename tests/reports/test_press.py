"""The guarded child: it makes the same report, and ends in plain words when it may not go on."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pan2_assess.reports import pdf, press
from tests.reports import shapes

PATIENT = press.Limits(clock=300)  # the child is niced, and the machine may be busy with other tests


def instead(monkeypatch: pytest.MonkeyPatch, work: Callable[[], bytes]) -> None:
    """Let the child do this in place of rendering; it inherits it by the fork."""
    monkeypatch.setattr(pdf, "render", lambda *_: work())


def failure(limits: press.Limits | None = None) -> str:
    with pytest.raises(press.PressError) as caught:
        press.make(shapes.TINY, limits=limits or PATIENT)
    return str(caught.value)


def test_the_child_makes_the_same_report() -> None:
    assert press.make(shapes.TINY, limits=PATIENT) == pdf.render(shapes.TINY)
    assert press.make(shapes.TINY, annex=False, limits=PATIENT) == pdf.render(shapes.TINY, annex=False)


def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, lambda: time.sleep(60) or b"")  # type: ignore[func-returns-value]
    began = time.monotonic()
    assert failure(press.Limits(clock=0.5)) == "The report was stopped: it took longer than 0.5 seconds."
    assert time.monotonic() - began < 10


def test_a_child_that_works_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def work() -> bytes:
        while True:
            pass

    instead(monkeypatch, work)
    assert failure(press.Limits(processor=1)) == "The report was stopped: it took more than 1 seconds of work."


def test_a_child_that_eats_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, lambda: bytes(500 * 1024 * 1024))
    assert failure() == "The report was stopped: it needed more than 400 MB of memory."


def test_a_report_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, lambda: bytes(21 * 1024 * 1024))
    assert failure() == "The report was stopped: it grew larger than 20 MB."


def test_a_child_that_dies_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, lambda: os.abort())
    assert failure() == "The report was stopped: its process ended before it was done."


def test_an_error_is_named_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def work() -> bytes:
        raise ValueError("the secret answer")

    instead(monkeypatch, work)
    assert "ValueError in test_press.py:" in failure()
    assert "secret" not in failure()


@pytest.mark.parametrize(
    "work",
    [
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: subprocess.run(["true"], check=True),
        lambda: Path("/etc/passwd").read_bytes(),
        lambda: Path("/tmp/written-by-a-report").write_bytes(b"x"),  # noqa: S108
        lambda: os.system("true"),  # noqa: S605
    ],
    ids=["connection", "name", "program", "reading", "writing", "shell"],
)
def test_a_child_reaches_nothing_outside(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    instead(monkeypatch, lambda: bytes(str(work()), "utf-8"))
    assert "PermissionError" in failure()


def test_a_child_keeps_neither_files_nor_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAN2_SERVER_KEY", "secret")
    with (tmp_path / "database").open("w") as held:
        number = held.fileno()

        def work() -> bytes:
            try:
                os.fstat(number)
            except OSError:
                return b"closed" if "PAN2_SERVER_KEY" not in os.environ else b"secret"
            return b"open"

        instead(monkeypatch, work)
        assert press.make(shapes.TINY, limits=PATIENT) == b"closed"
    assert os.environ["PAN2_SERVER_KEY"] == "secret"


def children_now() -> set[str]:
    """List this process's children; other tests may have started some, a database for instance."""
    return {child for file in Path("/proc/self/task").glob("*/children") for child in file.read_text().split()}


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    press.make(shapes.TINY, limits=PATIENT)  # warm
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before, children = len(os.listdir("/proc/self/fd")), children_now()
    press.make(shapes.TINY, limits=PATIENT)
    with pytest.raises(press.PressError):
        press.make(shapes.TYPICAL, limits=press.Limits(clock=0.3))
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == before
    assert children_now() == children
