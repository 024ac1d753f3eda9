"""The browser app: first paint, a stored comparison, an answer while runs are computed, memory of ten sessions.

    python -m benchmarks.app [--out docs/benchmarks_app.md]

Drives a real Chromium, as tests/browser does (it needs `chromium` and the development packages). Times are wall times as a
user waits: they grow with whatever else the machine does. Memory is the proportional set size (PSS) of the app and of the
processes that compute for it, so that pages they share count once; the browser is not counted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.rows import Row, figure, machine
from experiments.commands import Options, compare
from experiments.store import write_text
from tests.browser.conftest import FLAGS, chromium, free_port, serving
from viz.design import Design, Part, to_link

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks_app.md"
MEASURE = "state_job_relocation"
DESIGN = Design("lister", parts=(Part(MEASURE, MEASURE, False, 2027, levers={"zone": "lyngdal-centre"}),))
SESSIONS = 10
CLICKS = 15
AIM_PAINT_S, AIM_STORED_S, AIM_ANSWER_MS, AIM_MEMORY_MIB = 5, 1, 150, 1024
WAIT_MS = 300_000
# From the click until the page has changed, as the browser sees it.
ANSWER = """([clicked, watched]) => new Promise((resolve) => {
  const target = document.querySelector(watched), began = performance.now();
  const watcher = new MutationObserver(() => { watcher.disconnect(); resolve(performance.now() - began); });
  watcher.observe(target, { childList: true, subtree: true, characterData: true });
  document.querySelector(clicked).click();
})"""
INTRO = """Written by `python -m benchmarks.app`, on {machine}. The load of the machine was {load:.1f} on {processors}
processors when it began; the times are wall times and grow with it.

| part | what | figure | unit | beside it |
|---|---|---:|---|---|
"""


@contextmanager
def page_of(browser: Browser) -> Iterator[Page]:
    """A browser window of its own: another user."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    yield page
    context.close()


def paint_rows(browser: Browser, folder: Path) -> list[Row]:
    """From starting the command until the first page can be read; and the same for a second user."""
    port = free_port()
    began = time.perf_counter()
    with serving(folder, port) as address, page_of(browser) as page:
        up = time.perf_counter() - began
        page.goto(address)
        page.locator(".om-catalogue").wait_for()
        first = time.perf_counter() - began
        with page_of(browser) as second:
            began = time.perf_counter()
            second.goto(address)
            second.locator(".om-catalogue").wait_for()
            again = time.perf_counter() - began
    beside = f"aim {AIM_PAINT_S} or less; the server answers after {figure(up)}"
    return [
        Row("start", "from the command to the first page", figure(first), "s", beside),
        Row("start", "the first page of a second user", figure(again), "s"),
    ]


def stored_row(page: Page, address: str) -> Row:
    """From the click on a finished comparison until its sentence stands there; read from disk the first time."""
    taken = []
    for _ in range(3):
        page.goto(f"{address}/?lang=en")
        page.locator(".om-stored a").wait_for()
        began = time.perf_counter()
        page.locator(".om-stored a").first.click()
        page.locator(".om-sentence").wait_for()
        taken.append(time.perf_counter() - began)
    beside = f"aim {AIM_STORED_S} or less; the first time, read from disk: {figure(taken[0])}"
    return Row("stored", "a finished comparison", figure(min(taken)), "s", beside)


def answers_ms(page: Page, address: str) -> float:
    """Median time from a click on the design page until the page has changed."""
    page.goto(f"{address}/design?lang=en&d={to_link(DESIGN)}")
    page.locator(".om-part").wait_for()
    page.wait_for_timeout(2000)
    taken = []
    for n in range(CLICKS):
        language = ("nb", "en")[n % 2]
        taken.append(float(page.evaluate(ANSWER, [f"[data-language={language}]", "h1"])))
        page.wait_for_timeout(500)
    return statistics.median(taken)


def begin_run(page: Page, address: str) -> None:
    """Start a comparison and wait until it runs."""
    page.goto(f"{address}/design?lang=en&d={to_link(DESIGN)}")
    for _ in range(2):  # two paired runs are enough here
        page.get_by_role("slider", name="Paired runs").press("ArrowLeft")
    page.locator(".om-start").click()
    page.get_by_text("simulated years").wait_for()


def load_rows(browser: Browser, folder: Path) -> list[Row]:
    """Ten sessions, two of which compute."""
    with serving(folder, free_port()) as address, page_of(browser) as first:
        rows = [stored_row(first, address)]
        idle = answers_ms(first, address)
        one = memory_mib()
        windows = [page_of(browser) for _ in range(SESSIONS - 1)]
        pages = [window.__enter__() for window in windows]
        for page in pages:
            page.goto(f"{address}/compare?lang=en")
            page.locator(".om-sentence").wait_for()
        ten = memory_mib()
        for page in pages[:2]:
            begin_run(page, address)
        busy = answers_ms(first, address)
        peak = peak_mib(pages[:2])
        for window in windows:
            window.__exit__(None, None, None)
    beside = f"aim {AIM_ANSWER_MS} or less; {figure(idle)} while nothing runs; median of {CLICKS} changes of language"
    rows.append(Row("answer", "a click while two runs are computed", figure(busy), "ms", beside))
    beside = f"aim {AIM_MEMORY_MIB:,} or less; one session alone {figure(one)}, ten without runs {figure(ten)}"
    rows.append(Row("memory", f"{SESSIONS} sessions, two computing, at the peak", figure(peak), "MiB", beside))
    return rows


def peak_mib(pages: list[Page]) -> float:
    """Largest memory from now until both runs have ended."""
    peak = 0.0
    while any("/compare" not in page.url for page in pages):
        peak = max(peak, memory_mib())
        pages[0].wait_for_timeout(300)
    return peak


def memory_mib() -> float:
    """Return the PSS of the app's server and of what it started (Linux)."""
    total = 0.0
    for pid in _descendants(os.getpid()):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"solara" not in command and b"viz.job_process" not in command:
                continue
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def _descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PAGE)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="omland-bench-") as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        names = ["lister/baseline", "lister/state_jobs_lyngdal"]
        compare(names, Options(out=folder / "results" / "stored"), replications=4, workers=2)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        rows = paint_rows(browser, folder) + load_rows(browser, folder)
        browser.close()
    lines = [f"| {' | '.join(row)} |" for row in rows]
    head = INTRO.format(machine=machine(), load=load, processors=os.cpu_count())
    write_text(args.out, f"# Benchmarks of the app\n\n{head}" + "\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
