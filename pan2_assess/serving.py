"""Run the application on one machine: the web processes and the worker beside them, started and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

from pan2_assess import config, create_app, jobs, store

# Threads hold slow clients without stopping the others; more processes than this gain nothing on two processors.
WEB = (
    "--worker-class=gthread", "--threads=4", "--timeout=30", "--graceful-timeout=30", "--log-level=warning",
    "--no-control-socket",  # it would lie in the home folder, one for all that this account serves
)  # fmt: skip
RECYCLE = ("--max-requests=5000", "--max-requests-jitter=500")
Process = subprocess.Popen[bytes]
GRACE = 65.0  # seconds a worker may take to finish a report that it has begun


class ServingError(Exception):
    """Say why the application cannot run, and what to do."""


def prepare() -> config.Settings:
    """Read the settings and make an empty store; raise ServingError where that fails."""
    try:
        settings = config.load()
        store.prepare(create_app(settings))
    except (config.ConfigError, store.StoreError) as problem:
        raise ServingError(str(problem)) from problem
    return settings


def upgrade() -> None:
    """Bring the store's tables up to date; raise ServingError where that fails."""
    from flask import Flask

    try:
        settings = config.load()
        app = Flask(__name__)  # without pages: the application itself refuses a store that is behind
        store.connect(app, settings)
        store.upgrade(app)
    except (config.ConfigError, store.StoreError) as problem:
        raise ServingError(str(problem)) from problem


def work() -> None:
    """Make reports until told to stop."""
    jobs.run_worker(prepare())


def serve(host: str, port: int, *, worker: bool = True) -> int:
    """Serve until a signal comes or a part ends by itself; give the exit status."""
    prepare()
    processes = min(3, (os.cpu_count() or 1) + 1)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = ("-m", "gunicorn", f"--bind={address}", f"--workers={processes}", *WEB, *RECYCLE, "pan2_assess:create_app()")
    beside: dict[str, Sequence[str]] = {"worker": ("-m", "pan2_assess.serving")} if worker else {}
    return _together({"web": web, **beside}, f"http://{address}/")


def _together(parts: dict[str, Sequence[str]], address: str) -> int:
    """Run the parts until a signal comes or one of them ends, then end them all."""
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # Each in a session of its own: Ctrl+C reaches only us, and we end them in order.
    running = {
        name: subprocess.Popen([sys.executable, *command], start_new_session=True)  # noqa: S603 - our own words only
        for name, command in parts.items()
    }
    print(f"PAN 2 Assess is at {address} — Ctrl+C ends it.", file=sys.stderr, flush=True)
    while not stopping and not _ended(running):
        time.sleep(0.2)
    ended = _ended(running)
    _end(list(running.values()))
    if ended and not stopping:
        print(f"The {ended[0]} process ended by itself; the reason stands above.", file=sys.stderr)
        return 1
    return 0


def _ended(running: Mapping[str, Process]) -> list[str]:
    return [name for name, process in running.items() if process.poll() is not None]


def _end(processes: list[Process]) -> None:
    """Ask every process to end, and make it where it does not."""
    for process in processes:
        process.terminate()  # does nothing to one that has ended
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    work()
