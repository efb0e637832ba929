"""The application as people run it, and the system's browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
START = 60.0  # seconds the application may take to answer

Context = Callable[..., BrowserContext]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("e2e") / "instance"


@pytest.fixture(scope="session")
def log(instance: Path) -> Path:
    """Name the file in which the server writes what it would show on the screen."""
    return instance.parent / "serve.log"


@pytest.fixture(scope="session")
def url(instance: Path, log: Path) -> Iterator[str]:
    """Serve on a free port, web and worker together; give the address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "pan2_assess.cli", "serve", "--port", str(port)]
    program = Path(sys.executable).with_name("pan2-assess")
    command = [str(program), "serve", "--port", str(port)] if program.exists() else command
    with log.open("wb") as written:
        environ = {**os.environ, "PAN2_INSTANCE": str(instance)}
        server = subprocess.Popen(command, env=environ, stdout=written, stderr=written)
        try:
            deadline = time.monotonic() + START
            while not answers(url):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield url
        finally:
            server.terminate()
            server.wait(90)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser, url: str) -> Iterator[Context]:
    """Make browser contexts that are closed after the test."""
    made: list[BrowserContext] = []

    def make(width: int = 1280, *, scheme: str = "light", scripts: bool = True) -> BrowserContext:
        chosen = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        chosen.set_default_timeout(20_000)
        made.append(chosen)
        return chosen

    yield make
    for chosen in made:
        chosen.close()
