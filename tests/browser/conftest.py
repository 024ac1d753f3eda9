"""The app's server and a real Chromium, with the network blocked but for this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from experiments.commands import Options, compare

ROOT = Path(__file__).resolve().parents[2]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
START_S = 120
expect.set_options(timeout=30_000)  # a shared machine may be slow; no test is about time


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def chromium() -> str:
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert path is not None, "no Chromium here: apt-get install chromium (`make chromium` does)"
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the app is started: results/small holds a comparison of two measures in Lister over three years."""
    folder = tmp_path_factory.mktemp("app")
    names = ["lister/baseline", "lister/state_jobs_lyngdal", "lister/county_roads"]
    compare(names, Options(years=3, out=folder / "results" / "small"), replications=2, workers=1)
    return folder


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """The address of a running app."""
    with serving(folder, free_port()) as address:
        yield address


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int) -> Iterator[str]:
    """Run the app in a folder; it ends with the block."""
    command = [sys.executable, "-m", "experiments.cli", "app", "--no-open", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = folder / "app.log"
    with log.open("a") as file:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new browser window; at the end nothing may have been asked of another machine, and no script may have failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1", "data:", "blob:"))] == []
    assert failed == []
