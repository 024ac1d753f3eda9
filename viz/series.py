"""Lines of the charts from the rows of a view, and the same as tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from experiments.texts import Language
from viz.charts import Line, place_colour
from viz.figure import Table
from viz.look import Look
from viz.texts import text

LINES = ("town", "hinterland", "outside")
# Okabe and Ito (2008), safe for the colour-blind; after seven lines they begin again, dashed.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
UNKNOWN = math.nan


def difference_lines(look: Look) -> list[Line]:
    """Return towns, hinterland and outside; what has no place gives the region. Outside only where something moves."""
    found = [line for place in LINES if (line := difference_line(look, place)) is not None]
    is_moved = any(line.name == look.name("outside") and any(line.mean) for line in found)
    found = [line for line in found if is_moved or line.name != look.name("outside")]
    return found or [line for line in [difference_line(look, "region")] if line is not None]


def measure_lines(look: Look) -> list[Line]:
    """Return the chosen place alone, a line per measure: what is compared."""
    found = []
    for n, name in enumerate(look.stored.scenarios):
        own = Look(look.stored, replace(look.chosen, scenario=name))
        line = difference_line(own, look.chosen.place)
        if line is not None:
            found.append(replace(line, name=look.stored.title(name, look.language), colour=colour(n), is_dashed=False))
    return found


def level_lines(look: Look, places: Sequence[str], column: str) -> list[Line]:
    """Return the level of each place by year. column: base_mean or scenario_mean."""
    found = []
    for n, place in enumerate(places):
        rows = look.rows[look.rows["place"] == place]
        if rows.empty:
            continue
        records = rows.to_dict("records")
        said = [_said(look, place, row, f"{look.level(row[column])} {look.unit}") for row in records]
        empty = [UNKNOWN] * len(rows)
        found.append(
            Line(look.name(place), _level_colour(place, n), rows["year"].tolist(), rows[column].tolist(), empty, empty,
                 said, is_dashed=n >= len(COLOURS) or place.startswith("hinterland:"))
        )  # fmt: skip
    return found


def colour(n: int) -> str:
    """Return the colour of the n-th line."""
    return COLOURS[n % len(COLOURS)]


def _level_colour(place: str, n: int) -> str:
    if place in LINES or place == "region":
        return place_colour(place)
    return colour(n // 2 if place.partition(":")[0] in ("town", "hinterland") else n)


def difference_line(look: Look, place: str) -> Line | None:
    """Return the difference of a place by year with its interval."""
    rows = look.rows[look.rows["place"] == place]
    if rows.empty:
        return None
    return Line(
        name=look.name(place),
        colour=place_colour(place),
        years=rows["year"].tolist(),
        mean=rows["difference"].tolist(),
        low=rows["low"].tolist(),
        high=rows["high"].tolist(),
        said=[_said(look, place, row, look.in_words(row)) for row in rows.to_dict("records")],
        is_dashed=place == "outside",
    )


def _said(look: Look, place: str, row: dict[str, Any], words: str) -> str:
    return f"<b>{row['year']}, {escape(look.name(place))}</b><br>{escape(words)}"


def lines_table(lines: Sequence[Line], language: Language, *, first: Callable[[Language], str] | None = None) -> Table:
    """Return lines as a table: a row per year, a column per line, with the ends of the intervals where there are any."""
    columns, cells = [text("year", language) if first is None else first(language)], {}
    for line in lines:
        has_interval = any(math.isfinite(v) for v in line.low)
        ends = [f"{line.name}: {text(end, language)}" for end in ("low", "high")] if has_interval else []
        columns += [line.name, *ends]
        for year, *values in zip(line.years, line.mean, line.low, line.high, strict=True):
            cells[(year, line.name)] = values[: 1 + len(ends)]
    widths = {line.name: 1 + 2 * any(math.isfinite(v) for v in line.low) for line in lines}
    rows = []
    for year in sorted({year for line in lines for year in line.years}):
        empty = {name: [None] * width for name, width in widths.items()}
        rows.append([year, *(v for name in widths for v in cells.get((year, name), empty[name]))])
    return Table(columns, rows)
