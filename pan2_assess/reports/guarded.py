"""Work in a guarded child: no network, no files but the program's own, limits on time, memory and output."""

from __future__ import annotations

import ctypes
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
from pathlib import Path
from types import FrameType
from typing import NoReturn

from pan2_assess import paths

_MEBIBYTE = 1024 * 1024
_MADE, _FAILED, _EATEN = b"+", b"-", b"m"


class Stopped(Exception):
    """The work was stopped; the text says why, as the end of a sentence."""


class Failed(Exception):
    """The work met an error; the text names it and its place, and nothing of what was worked on."""


@dataclass(frozen=True)
class Limits:
    """What one piece of work may use: seconds, and MiB; memory counts what comes on top of the parent's own."""

    clock: float = 120  # the child is niced, and its machine may be busy
    processor: int = 40
    memory: int = 400
    output: int = 20


LIMITS = Limits()


def work(task: Callable[[], bytes], limits: Limits = LIMITS) -> bytes:
    """Do a task in a child of this process, which should have one thread only; raise Stopped or Failed."""
    # The child may write to a folder of its own; killed, it could not clear that away itself.
    folder = tempfile.mkdtemp(prefix="pan2-work-")
    reader, writer = os.pipe()
    try:
        child = _fork()
        if child == 0:
            os.close(reader)
            _work(task, limits, folder, writer)
        os.close(writer)
        return _verdict(*_listen(child, reader, limits), limits)
    finally:
        os.close(reader)
        shutil.rmtree(folder, ignore_errors=True)


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
        raise Stopped(ended)
    if status == -signal.SIGXCPU:
        raise Stopped(f"it took more than {limits.processor} seconds of work")
    kind, rest = received[:1], received[1:]
    if kind == _EATEN:
        raise Stopped(f"it needed more than {limits.memory} MB of memory")
    if kind == _FAILED:
        raise Failed(rest.decode())
    if kind != _MADE:
        raise Stopped("its process ended before it was done")
    return rest


# --- in the child ---------------------------------------------------------------------------------------


def _work(task: Callable[[], bytes], limits: Limits, folder: str, writer: int) -> NoReturn:
    """Guard this process, work, send, and end without running anything the parent had set up for its own end."""
    try:
        try:
            _guard(limits, folder, writer)
            answer = _MADE + task()
        except MemoryError:
            answer = _EATEN
        except BaseException as error:  # whatever it was, the parent must hear of it
            answer = _FAILED + _where(error).encode()
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
    """Refuse, for the rest of this process, sockets, other programs, and files other than the program's own."""
    readable = tuple(
        os.path.realpath(place) + os.sep
        for place in (sys.prefix, sys.base_prefix, str(paths.PACKAGE), str(paths.templates()), *filter(None, sys.path))
    )
    own = (os.path.realpath(folder) + os.sep, os.devnull)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError("guarded work opens no connection and starts no program")
        if event == "open" and isinstance(arguments[0], str | bytes):
            place = os.path.realpath(os.fsdecode(arguments[0]))
            writes = bool(int(arguments[2]) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))  # type: ignore[call-overload]
            if not place.startswith(own) and (writes or not place.startswith(readable)):
                raise PermissionError("guarded work reads and writes only its own files")

    return hook
