"""The map of a comparison: zones as discs over the road network, coloured by the difference in residents."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from scipy.stats import t as student

from experiments.compare import CONFIDENCE
from experiments.texts import Language, number, word
from experiments.wording import Wording

DIVERGING = "PuOr_r"
INK = "#222222"


def zone_map(wording: Wording, language: Language) -> Figure:
    """Zones as discs over the road network, coloured by the difference in residents at the end; a panel per scenario."""
    names = wording.scenarios
    zones = wording.region.zones
    stretch = 1 / np.cos(np.deg2rad(zones["lat"].mean()))
    span_x = float(np.ptp(zones["lon"])) or 1.0
    span_y = float(np.ptp(zones["lat"])) * stretch or 1.0
    width = 4.9
    figure, axes = plt.subplots(
        1,
        len(names),
        figsize=(width * len(names), width * min(1.6, span_y / span_x) + 1.0),
        squeeze=False,
        layout="constrained",
    )
    rows = {name: wording.zones(name, "population") for name in names}
    largest = max([1.0, *(float(np.nanmax(np.abs(r["difference"]))) for r in rows.values() if len(r))])
    norm = TwoSlopeNorm(0.0, -largest, largest)
    for column, name in enumerate(names):
        axis = axes[0, column]
        _roads(axis, wording)
        _discs(axis, wording, rows[name], norm)
        _town_names(axis, wording)
        axis.set_title(wording.title(name, language), fontsize=11, wrap=True)
        axis.set_aspect(stretch)
        axis.margins(0.07, 0.03)
        axis.set_axis_off()
    scale = figure.colorbar(
        mpl.cm.ScalarMappable(norm, DIVERGING), ax=axes, orientation="horizontal", shrink=0.5, aspect=40, pad=0.02
    )
    scale.outline.set_visible(False)
    scale.ax.xaxis.set_major_formatter(lambda v, _: number(v, 0, language, sign=True))
    label = f"{wording.label('population', language)}, {word('end', language, last=wording.end)}"
    scale.set_label(label)
    figure.supxlabel(
        word("map_note", language, n=wording.n, varied=wording.varied(language)), fontsize=8.5, color="#555555"
    )
    return figure


def _roads(axis: Any, wording: Wording) -> None:
    points = _points(wording)
    for link in wording.region.links.to_dict("records"):
        if link["from"] in points and link["to"] in points:
            (x1, y1), (x2, y2) = points[link["from"]], points[link["to"]]
            is_main = link["class"] == "national"
            axis.plot([x1, x2], [y1, y2], color="#BDBDBD", linewidth=2.4 if is_main else 1.0, zorder=1)


def _points(wording: Wording) -> dict[str, tuple[float, float]]:
    zones = wording.region.zones
    return {z: (x, y) for z, x, y in zip(zones["zone_id"], zones["lon"], zones["lat"], strict=True)}


def _discs(axis: Any, wording: Wording, rows: pd.DataFrame, norm: TwoSlopeNorm) -> None:
    points = _points(wording)
    colours = mpl.colormaps[DIVERGING]
    largest = max(1.0, float(rows["base_mean"].max())) if len(rows) else 1.0
    certain = dict(zip(rows["place"], certain_at_once(rows), strict=True))
    for row in rows.sort_values("base_mean", ascending=False).to_dict("records"):
        x, y = points[row["place"].partition(":")[2]]
        is_open = not certain[row["place"]]
        axis.scatter(
            x,
            y,
            s=25 + 800 * row["base_mean"] / largest,
            color=_paler(colours(norm(row["difference"]))) if is_open else colours(norm(row["difference"])),
            edgecolor="#B5B5B5" if is_open else INK,
            linewidth=0.8 if is_open else 1.4,
            zorder=2,
        )


def _paler(colour: tuple[float, ...]) -> tuple[float, ...]:
    """Return a colour mixed with two parts of white: a hint, not a statement."""
    return tuple((part + 2.0) / 3.0 for part in colour[:3])


def certain_at_once(rows: pd.DataFrame) -> np.ndarray:
    """Say of each row whether its sign is sure when all are looked at together (Bonferroni): few are so by chance."""
    n = rows["n"].to_numpy(float)
    level = 1 - (1 - CONFIDENCE) / 2 / max(len(rows), 1)
    half = student.ppf(level, np.maximum(n - 1, 1)) * rows["sd"].to_numpy() / np.sqrt(n)
    return (np.abs(rows["difference"].to_numpy()) > half) & (n > 1)


def _town_names(axis: Any, wording: Wording) -> None:
    points = _points(wording)
    middle = float(np.mean([x for x, _ in points.values()]))
    for town in wording.region.towns:
        x, y = points[town.zones[0]]
        is_east = x >= middle
        axis.annotate(
            town.name,
            (x, y),
            (12 if is_east else -12, -12),
            textcoords="offset points",
            ha="left" if is_east else "right",
            va="top",
            fontsize=9,
            fontweight="bold",
            zorder=3,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
