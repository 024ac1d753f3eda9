"""An outcome of a sweep along one factor: lines where it has few values, else a dot for each point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.stored_experiments import StoredExperiment
from experiments.texts import Language, decimals_for, number
from viz.charts import Line, band_chart
from viz.figure import Table
from viz.series import colour
from viz.texts import text

FEW = 12  # values of a factor that are a line; more are dots


def label(value: Any, language: Language) -> str:
    """Return a factor's value as people write it."""
    if isinstance(value, str):
        return value
    return number(float(value), 0 if float(value).is_integer() else 2, language)


def is_lines(one: StoredExperiment, points: pd.DataFrame, factor: str) -> bool:
    """Whether a factor has few values, each at every value of the others."""
    return one.manifest.get("design", {}).get("method") == "grid" and points[factor].nunique() <= FEW


def sweep_lines(
    one: StoredExperiment, points: pd.DataFrame, values: np.ndarray, along: str, apart: str, language: Language
) -> tuple[list[Line], list[str]]:
    """Return a line for each value of `apart` (all in one where it is ""), and the values of `along` as words.

    values [points, replications]. The band is the lowest and the highest run.
    """
    ends = sorted(points[along].unique())
    found = []
    for n, level in enumerate(sorted(points[apart].unique()) if apart else [None]):
        is_own = np.ones(len(points), bool) if level is None else (points[apart] == level).to_numpy()
        groups = [values[is_own & (points[along] == end).to_numpy()] for end in ends]
        known = [g[np.isfinite(g)] for g in groups]
        mean, low, high = ([float(f(g)) if g.size else np.nan for g in known] for f in (np.mean, np.min, np.max))
        named = text("mean", language)
        name = named if level is None else f"{one.factor_label(apart, language)}: {label(level, language)}"
        said = [f"<b>{label(e, language)}</b><br>{number(m, decimals_for(m), language)}"
                for e, m in zip(ends, mean, strict=True)]  # fmt: skip
        found.append(Line(name, colour(n), range(len(ends)), mean, low, high, said))
    return found, [label(end, language) for end in ends]


def line_option(lines: list[Line], ends: list[str], language: Language) -> dict[str, Any]:
    """Return the option of a chart along the values of a factor."""
    option = band_chart(lines, -1, [], language, zero=False)
    option["xAxis"] |= {"data": ends, "axisLabel": {"color": "#222222", "interval": 0}}
    for series in option["series"]:
        series.pop("markLine", None)
        for n, point in enumerate(series["data"]):
            at = point["value"] if isinstance(point, dict) else point
            at[0] = ends[int(at[0])] if str(at[0]).isdigit() else ends[n]
    return option


def dots_option(points: pd.DataFrame, values: np.ndarray, along: str, language: Language) -> dict[str, Any]:
    """Return the option of a chart with a dot for the mean of each point."""
    x = points[along].to_numpy(float)
    y = np.nanmean(values, axis=1)
    thin = {"show": False}
    data = [
        {"value": [float(a), float(b)],
         "tooltip": {"formatter": f"{label(a, language)}: {number(b, decimals_for(b), language)}"}}
        for a, b in zip(x, y, strict=True)
    ]  # fmt: skip
    axis = {"type": "value", "scale": True, "axisLabel": thin, "splitLine": {"lineStyle": {"color": "#e6e8e8"}}}
    ends = [[f(v) for f in (np.min, np.max)] for v in (x, y)]
    words = [[number(v, decimals_for(*two), language) for v in two] for two in ends]
    return {
        "animation": False,
        "grid": {"left": 8, "right": 16, "top": 12, "bottom": 6, "containLabel": True},
        "tooltip": {"trigger": "item", "confine": True},
        "xAxis": [axis | dict(zip(("min", "max"), ends[0], strict=True)),
                  {"type": "category", "boundaryGap": False, "position": "bottom", "data": words[0], "axisTick": thin}],
        "yAxis": [axis | dict(zip(("min", "max"), ends[1], strict=True)),
                  {"type": "category", "boundaryGap": False, "position": "left", "data": words[1], "axisTick": thin}],
        "series": [{"type": "scatter", "symbolSize": 8, "itemStyle": {"color": colour(0)}, "data": data}],
    }  # fmt: skip


def points_table(one: StoredExperiment, points: pd.DataFrame, values: np.ndarray, language: Language) -> Table:
    """Return every point with its factors and the mean, lowest and highest of its runs."""
    keys = ("mean", "lowest", "highest")
    columns = [*(one.factor_label(f, language) for f in points.columns), *(text(key, language) for key in keys)]
    rows = []
    for (_, point), own in zip(points.iterrows(), values, strict=True):
        known = own[np.isfinite(own)]
        stats = [float(f(known)) if known.size else np.nan for f in (np.mean, np.min, np.max)]
        rows.append([*(label(v, language) for v in point), *stats])
    return Table(columns, rows)
