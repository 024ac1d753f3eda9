"""Golden results of the tiny region: every indicator of the whole region, five years, with and without policies."""

from __future__ import annotations

import csv
import math
from pathlib import Path

FILE = Path(__file__).parent / "tiny.csv"
SEED, YEARS = 7, 5
# Enough digits to see any change in what happens; the last ones of a sum depend on the machine's exp and log.
DIGITS = 10
Rows = list[list[str]]


def _text(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.{DIGITS}g}"


def compute() -> Rows:
    """Header, then one row per scenario, indicator and place, one column per year; empty = no value in that year."""
    from experiments.run import run_scenario
    from tests.worlds import road_grant, state_jobs, tiny

    jobs, roads = state_jobs("a-town", 30, 2026, origin="city"), road_grant(450, 2026)
    rows: Rows = []
    for name, policies in (("baseline", ()), ("state_jobs", (jobs,)), ("county_roads", (roads,))):
        run = run_scenario(tiny(*policies, years=YEARS), SEED, zones=False)
        if not rows:
            rows.append(["scenario", "indicator", "place", "group", "unit", *map(str, run.years)])
        rows += [
            [name, indicator, place, group, unit, *(_text(float(v)) for v in run.values[:, column])]
            for column, (indicator, place, group, unit) in enumerate(run.series)
            if place in ("region", "outside")
        ]
    return rows


def read() -> Rows:
    """What the file says."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(rows: Rows) -> None:
    """Replace the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def compare(old: Rows, new: Rows) -> list[str]:
    """Sentences about every row that differs."""
    names = new[0][5:]
    before, after = ({tuple(row[:5]): row[5:] for row in rows[1:]} for rows in (old, new))
    found = [f"gone: {' '.join(key)}" for key in before if key not in after]
    found += [f"new: {' '.join(key)}" for key in after if key not in before]
    for key, values in after.items():
        if key in before and before[key] != values:
            years = [f"{y}: {a} -> {b}" for y, a, b in zip(names, before[key], values, strict=False) if a != b]
            found.append(f"{' '.join(key[:4])}: {', '.join(years)}")
    return found if found or old[0] == new[0] else ["other years or columns"]
