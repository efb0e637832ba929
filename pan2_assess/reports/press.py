"""Make a report in a guarded child: without network, and with limits on time, memory and output."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NoReturn

from pan2_assess import paths
from pan2_assess.core.feedback_types import Feedback

_MEBIBYTE = 1024 * 1024
_MADE, _FAILED = b"+", b"-"


class PressError(Exception):
    """A report could not be made; the text says why, in plain words and without anything of the answers."""


@dataclass(frozen=True)
class Limits:
    """What one report may use: seconds, and MiB; memory counts what comes on top of the worker's own."""

    clock: float = 120  # the child is niced, and its machine may be busy
    processor: int = 40
    memory: int = 400
    output: int = 20


LIMITS = Limits()


def make(feedback: Feedback, annex: bool = True, limits: Limits = LIMITS) -> bytes:
    """Make the PDF in a child of this process, which should have one thread only."""
    _warm()
    # The renderer writes the faces it uses to disk; a killed child could not clear them away itself.
    folder = tempfile.mkdtemp(prefix="pan2-report-")
    reader, writer = os.pipe()
    try:
        child = _fork()
        if child == 0:
            os.close(reader)
            _work(feedback, annex, limits, folder, writer)
        os.close(writer)
        return _verdict(*_listen(child, reader, limits), limits)
    finally:
        os.close(reader)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _warm() -> None:
    """Load the renderer once, so that each child begins with it; and keep its pages shared."""
    from pan2_assess.reports import document, pdf

    pdf.from_html(f'<html lang="en"><title>-</title><style>{document.styles("")}</style><p>-</p></html>')
    gc.collect()
    gc.freeze()


def _fork() -> int:
    with warnings.catch_warnings():
        # Newer Pythons warn where a test runner's thread is about; the child touches no lock of such a thread.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


# --- in the parent --------------------------------------------------------------------------------------


def _listen(child: int, reader: int, limits: Limits) -> tuple[bytes, int, str]:
    """Read what the child sends until it ends or is ended; give it, the exit status, and why it was ended."""
    received = bytearray()
    ended = ""
    deadline = time.monotonic() + limits.clock
    try:
        while not ended:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([reader], [], [], left)[0]:
                ended = f"it took longer than {limits.clock:g} seconds"
            elif not (part := os.read(reader, _MEBIBYTE)):
                break
            else:
                received += part
                if len(received) > limits.output * _MEBIBYTE:
                    ended = f"it grew larger than {limits.output} MB"
    finally:
        # Also when this process is told to stop: no child is left behind.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return bytes(received), status, ended


def _verdict(received: bytes, status: int, ended: str, limits: Limits) -> bytes:
    if ended:
        raise PressError(f"The report was stopped: {ended}.")
    if status == -signal.SIGXCPU:
        raise PressError(f"The report was stopped: it took more than {limits.processor} seconds of work.")
    if received[:1] == _FAILED:
        raise PressError(received[1:].decode())
    if received[:1] != _MADE:
        raise PressError("The report was stopped: its process ended before it was done.")
    return received[1:]


# --- in the child ---------------------------------------------------------------------------------------


def _work(feedback: Feedback, annex: bool, limits: Limits, folder: str, writer: int) -> NoReturn:
    """Guard this process, render, send, and end without running anything the parent had set up for its own end."""
    try:
        try:
            _guard(limits, folder, writer)
            from pan2_assess.reports import pdf

            answer = _MADE + pdf.render(feedback, annex)
        except MemoryError:
            answer = _FAILED + f"The report was stopped: it needed more than {limits.memory} MB of memory.".encode()
        except BaseException as error:  # whatever it was, the parent must hear of it
            answer = _FAILED + f"The report could not be made ({_where(error)}).".encode()
        _send(writer, answer)
    finally:
        os._exit(0)


def _where(error: BaseException) -> str:
    """Name the error and its place, never its text: that may quote an answer."""
    frame: FrameType | None = None
    place = error.__traceback__
    while place:
        frame, line, place = place.tb_frame, place.tb_lineno, place.tb_next
    return f"{type(error).__name__} in {Path(frame.f_code.co_filename).name}:{line}" if frame else type(error).__name__


def _send(writer: int, answer: bytes) -> None:
    view = memoryview(answer)
    while view:
        view = view[os.write(writer, view) :]


def _guard(limits: Limits, folder: str, writer: int) -> None:
    _die_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key at the terminal is for the parent to answer
    _let_go(writer)
    for name in [name for name in os.environ if name.startswith("PAN2_")]:
        del os.environ[name]
    os.nice(10)
    tempfile.tempdir = folder
    _without_network()
    _limit(limits)
    sys.addaudithook(_refuse(folder))


def _let_go(writer: int) -> None:
    """Close all that the parent has open, its database among them; leave the standard three leading nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, writer)
    os.closerange(writer + 1, max(writer + 1, os.sysconf("SC_OPEN_MAX")))


def _limit(limits: Limits) -> None:
    with open("/proc/self/statm") as sizes:
        present = int(sizes.read().split()[0]) * resource.getpagesize()
    for kind, most in (
        (resource.RLIMIT_CPU, limits.processor),
        (resource.RLIMIT_AS, present + limits.memory * _MEBIBYTE),
        (resource.RLIMIT_FSIZE, limits.output * _MEBIBYTE),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError):  # what is already below stays there
            resource.setrlimit(kind, (most, most + 1 if kind == resource.RLIMIT_CPU else most))


_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def _die_with_parent() -> None:
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _without_network() -> None:
    """Move into a network of our own that leads nowhere, where the system lets us; the audit hook stands anyway."""
    unshare = ctypes.CDLL(None).unshare
    if unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen")


def _refuse(folder: str) -> Callable[[str, tuple[object, ...]], None]:
    """Refuse, for the rest of this process, sockets, other programs, and files other than the renderer's own."""
    readable = tuple(
        os.path.realpath(place) + os.sep
        for place in (sys.prefix, sys.base_prefix, str(paths.PACKAGE), str(paths.templates()), *filter(None, sys.path))
    )
    own = (os.path.realpath(folder) + os.sep, os.devnull)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError("a report opens no connection and starts no program")
        if event == "open" and isinstance(arguments[0], str | bytes):
            place = os.path.realpath(os.fsdecode(arguments[0]))
            writes = bool(int(arguments[2]) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))  # type: ignore[call-overload]
            if not place.startswith(own) and (writes or not place.startswith(readable)):
                raise PermissionError("a report reads and writes only its own files")

    return hook
