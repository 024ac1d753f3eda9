"""Rows of the one table, and what they are shown as: on the screen and in docs/benchmarks.md."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from rich.table import Table

PACKAGES = ("numba", "numpy", "mesa", "pandas", "scipy")
COLUMNS = ("part", "what", "figure", "unit", "beside it")


class Row(NamedTuple):
    """A line of the table. `beside` puts the figure into perspective: what it is made of, or what is aimed at."""

    part: str
    what: str
    figure: str
    unit: str
    beside: str = ""


def medians(calls: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, float]:
    """Call all of them in turn, A B A B …, for machines drift; return the median of what each gave."""
    gave: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            gave[name].append(call())
    return {name: statistics.median(values) for name, values in gave.items()}


def figure(value: float) -> str:
    """Two or three digits: more would pretend."""
    if value >= 1000:
        return f"{round(value, -3 if value >= 100_000 else -2):,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def on_screen(rows: Sequence[Row]) -> Table:
    """Return the table for rich."""
    table = Table(title=f"Omland: speed and memory ({machine()})", title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column == "figure" else "left")
    part = ""
    for row in rows:
        if part and row.part != part:
            table.add_section()
        table.add_row(row.part if row.part != part else "", *row[1:])
        part = row.part
    return table


def as_page(rows: Sequence[Row], scenario: str, years: int, repeats: int) -> str:
    """Return docs/benchmarks.md."""
    shown = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    return f"""# Benchmarks

Written by `make bench` on {date.today().isoformat()}, on {machine()}; {packages()}. Scenario `{scenario}`, {years} years.
Figures are medians of {repeats} or more, taken in turn (A B A B). **They drift**: by 30 % from hour to hour on a shared
machine, so compare figures of one run only, and ratios rather than times. No test asserts one. All times are CPU
times of one thread.

| {" | ".join(COLUMNS)} |
|---|---|---:|---|---|
{shown}

Person-years per CPU-second: residents on 1 January, summed over the years, by the CPU time of `step()`; making the model
and writing results are left out and stand beside it. The kernels' counterparts are in `benchmarks/counterparts.py` (the
same computation with the same draws in numpy, in chunks that fit the cache) and `benchmarks/peers.py` (other packages,
in an environment of their own).
"""


def machine() -> str:
    """Return what kind of machine this is; nothing that names it."""
    import os

    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {count} processors, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123
            names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def packages() -> str:
    """Return the versions of what decides the speed."""
    known = []
    for name in PACKAGES:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(known)
