"""The age pyramid: residents by age and sex at one moment, with the start of the run as an outline."""

from __future__ import annotations

from typing import Any

from experiments.group_words import group_name
from experiments.texts import Language, number
from viz.charts import FONT, GRID, INK, nice_ticks
from viz.figure import Table
from viz.look import Look
from viz.texts import text
from viz.who import AGES, GAINED

SIDES = {"male": -1, "female": 1}
COLOUR = {"male": "#0072B2", "female": "#CC79A7"}

Counts = dict[tuple[str, str, int], float]  # age, sex, year -> residents


def counts(look: Look, column: str, years: tuple[int, ...]) -> Counts:
    """Return residents of the chosen place by age and sex. column: base_mean or scenario_mean."""
    found: Counts = {}
    for age in AGES:
        for sex in SIDES:
            rows = look.stored.rows(look.chosen.scenario, GAINED, f"age:{age}|sex:{sex}")
            rows = rows[(rows["place"] == look.chosen.place) & rows["year"].isin(years)]
            found |= {(age, sex, int(y)): float(v) for y, v in zip(rows["year"], rows[column], strict=True)}
    return found


def pyramid_chart(found: Counts, year: int, start: int, language: Language) -> dict[str, Any]:
    """Return the option of the chart: men to the left, women to the right, the youngest at the bottom."""
    ticks = nice_ticks([*found.values()], zero=True)
    last = ticks[-1]
    step = ticks[1] - ticks[0]
    marks = [n * step for n in range(-round(last / step), round(last / step) + 1)]
    ages = [group_name(f"age:{age}", language) for age in AGES]
    thin = {"show": False}
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 6, "containLabel": True},
        "legend": {"top": 4, "left": 0, "data": [group_name(f"sex:{sex}", language).capitalize() for sex in SIDES],
                   "textStyle": {"fontSize": 13, "color": INK}},
        "tooltip": {"trigger": "item", "confine": True},
        "yAxis": {"type": "category", "data": ages, "axisTick": thin, "axisLabel": {"color": INK}},
        "xAxis": [
            {"type": "value", "min": -last, "max": last, "interval": step, "axisLabel": thin,
             "splitLine": {"lineStyle": {"color": GRID}}},
            {"type": "category", "position": "bottom", "boundaryGap": False, "axisLine": thin, "axisTick": thin,
             "data": [number(abs(t), 0, language) for t in marks],
             "axisLabel": {"color": INK, "interval": 0 if len(marks) < 9 else 1}},
        ],
        "series": [_side(found, sex, y, y == start and year != start, language)
                   for sex in SIDES for y in ((year, start) if year != start else (year,))],
    }  # fmt: skip


def _side(found: Counts, sex: str, year: int, is_outline: bool, language: Language) -> dict[str, Any]:
    colour = COLOUR[sex]
    name = group_name(f"sex:{sex}", language).capitalize()
    data = []
    for age in AGES:
        value = found.get((age, sex, year), 0.0)
        said = f"{group_name(f'age:{age}|sex:{sex}', language)}, {year}: {number(value, 0, language)}"
        data.append({"value": SIDES[sex] * value, "tooltip": {"formatter": said}})
    style = {"color": "transparent", "borderColor": INK, "borderWidth": 1.2} if is_outline else {"color": colour}
    named = text("pyramid_then", language, group=name, year=year) if is_outline else name
    layer = 3 if is_outline else 2
    return {"name": named, "type": "bar", "data": data, "itemStyle": style, "barGap": "-100%", "barCategoryGap": "18%",
            "z": layer}  # fmt: skip


def pyramid_table(found: Counts, year: int, start: int, language: Language) -> Table:
    """Return the numbers of the chart: a row per age."""
    years = (start, year) if year != start else (year,)
    columns = [text("age", language)]
    names = {sex: group_name(f"sex:{sex}", language) for sex in SIDES}
    columns += [text("pyramid_then", language, group=names[s], year=y) for s in SIDES for y in years]
    rows = [
        [group_name(f"age:{age}", language), *(found.get((age, s, y), float("nan")) for s in SIDES for y in years)]
        for age in AGES
    ]
    return Table(columns, rows)
