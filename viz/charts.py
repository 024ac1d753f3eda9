"""Options of the charts (Apache ECharts): a mean by year with its interval as a band, and where the year slider stands.

ECharts gets plain JSON, no functions; so the numbers on the axis are the labels of a second axis, written in the user's
language, and each point brings the words that it shows when pointed at.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.colours import COLOUR
from experiments.texts import Language, number

ZONE_COLOUR = "#5b2a86"
INK, GREY, GRID = "#222222", "#8a8f8f", "#e6e8e8"
FONT = "Roboto, Helvetica, Arial, sans-serif"
YEARS_PER_LABEL = 5
LEGEND_WIDTH = 230  # of a name; a longer one is cut, the table has it whole


@dataclass(frozen=True)
class Line:
    """One line of a chart. `said`: what each point says when pointed at. Without an interval low and high are nan."""

    name: str
    colour: str
    years: Sequence[int]
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    said: Sequence[str]
    is_dashed: bool = False


def place_colour(place: str) -> str:
    """Return the colour that a place has in every chart and figure."""
    return COLOUR.get(place, ZONE_COLOUR)


def band_chart(
    lines: Sequence[Line], year: int, marks: Sequence[int], language: Language, *, zero: bool = True
) -> dict[str, Any]:
    """Return the option of a chart. year: where the slider stands; marks: first years of the measures."""
    ticks = nice_ticks([v for line in lines for values in (line.mean, line.low, line.high) for v in values], zero=zero)
    series: list[dict[str, Any]] = [s for n, line in enumerate(lines) for s in _band(line, n)]
    series += [_line(line) for line in lines]
    if series:
        series[-1]["markLine"] = _marks(year, marks, zero=zero and ticks[0] < 0)
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 8, "right": 16, "top": 40 if len(lines) < 4 else 62, "bottom": 6, "containLabel": True},
        "legend": {
            "top": 4,
            "left": 0,
            "icon": "roundRect",
            "itemWidth": 18,
            "itemHeight": 4,
            "data": [line.name for line in lines],
            "textStyle": {"fontSize": 13, "color": INK, "width": LEGEND_WIDTH, "overflow": "truncate"},
        },
        "tooltip": {"trigger": "item", "confine": True, "textStyle": {"fontSize": 13}},
        "xAxis": _years([y for line in lines for y in line.years]),
        "yAxis": _value_axes(ticks, language),
        "series": series,
    }


def nice_ticks(values: Sequence[float], *, zero: bool = True) -> list[float]:
    """Return four to seven evenly spaced round numbers that span the values (and 0 where `zero`)."""
    known = [v for v in values if math.isfinite(v)] + ([0.0] if zero else [])
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if high - low < 1e-9:
        high, low = high + (abs(high) or 1.0), low - (abs(low) or 1.0) * (not zero)
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * n for n in range(first, last + 1)]


def _decimals(step: float) -> int:
    return next((d for d in range(4) if abs(round(step, d) - step) < 1e-9), 3)


def _years(years: Sequence[int]) -> dict[str, Any]:
    shown = list(range(min(years, default=0), max(years, default=0) + 1))
    return {
        "type": "category",
        "data": [str(y) for y in shown],
        "boundaryGap": False,
        "axisTick": {"alignWithLabel": True},
        "axisLine": {"onZero": False, "lineStyle": {"color": GREY}},
        "axisLabel": {"color": INK, "interval": YEARS_PER_LABEL - 1 if len(shown) > 2 * YEARS_PER_LABEL else 0},
    }


def _value_axes(ticks: Sequence[float], language: Language) -> list[dict[str, Any]]:
    step = ticks[1] - ticks[0]
    labels = [number(t, _decimals(step), language) for t in ticks]
    return [
        {"type": "value", "min": ticks[0], "max": ticks[-1], "interval": step, "axisLabel": {"show": False},
         "axisLine": {"show": False}, "axisTick": {"show": False}, "splitLine": {"lineStyle": {"color": GRID}}},
        {"type": "category", "position": "left", "boundaryGap": False, "data": labels, "axisLine": {"show": False},
         "axisTick": {"show": False}, "splitLine": {"show": False}, "axisLabel": {"color": INK, "interval": 0}},
    ]  # fmt: skip


def _band(line: Line, n: int) -> list[dict[str, Any]]:
    """Return the band as two stacked lines without ink: the lower end, and the width above it, filled."""
    if not any(math.isfinite(v) for v in line.low):
        return []
    known = [(y, lo, hi) for y, lo, hi in zip(line.years, line.low, line.high, strict=True) if math.isfinite(lo)]
    plain = {"type": "line", "stack": f"band{n}", "stackStrategy": "all", "symbol": "none", "silent": True,
             "lineStyle": {"opacity": 0}, "tooltip": {"show": False}}  # fmt: skip
    return [
        {**plain, "data": [[str(y), lo] for y, lo, _ in known]},
        {
            **plain,
            "data": [[str(y), hi - lo] for y, lo, hi in known],
            "areaStyle": {"color": line.colour, "opacity": 0.16},
        },
    ]


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "type": "line",
        "data": [
            {"value": [str(y), v], "tooltip": {"formatter": said}}
            for y, v, said in zip(line.years, line.mean, line.said, strict=True)
            if math.isfinite(v)
        ],
        "symbol": "circle",
        "symbolSize": 6,
        "showAllSymbol": True,
        "itemStyle": {"color": line.colour},
        "lineStyle": {"color": line.colour, "width": 2.2, "type": "dashed" if line.is_dashed else "solid"},
    }


def _marks(year: int, marks: Sequence[int], *, zero: bool) -> dict[str, Any]:
    thin = {"color": GREY, "type": "dotted", "width": 1.2}
    data: list[dict[str, Any]] = [{"xAxis": str(m), "lineStyle": thin} for m in marks]
    data.append({"xAxis": str(year), "lineStyle": {"color": INK, "type": "solid", "width": 1.2}})
    if zero:
        data.append({"yAxis": 0, "lineStyle": {"color": INK, "type": "solid", "width": 0.8}})
    return {"silent": True, "symbol": "none", "label": {"show": False}, "data": data}
