"""The Vue components of the app. They show what they are given and say what was clicked; nothing is decided in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("head.vue")
def Head(
    language: str,
    languages: list[dict[str, str]],
    pages: list[dict[str, str]],
    here: str,
    query: str,
    texts: dict[str, str],
    event_go: Callable[[str], None],
    event_speak: Callable[[str], None],
) -> None:
    """The bar at the top: pages, language. Keeps the choices in the address."""


@solara.component_vue("zone_map.vue")
def ZoneMap(
    plan: dict[str, Any],
    paint: dict[str, dict[str, Any]],
    legend: dict[str, Any],
    selected: str,
    texts: dict[str, str],
    event_choose: Callable[[str], None],
) -> None:
    """The map. plan: viz/map_layout.py; paint and legend: viz/map_data.py."""


@solara.component_vue("year_bar.vue")
def YearBar(
    year: int,
    first: int,
    last: int,
    when: str,
    marks: list[dict[str, Any]],
    texts: dict[str, str],
    event_pick: Callable[[int], None],
) -> None:
    """The year slider with its play button."""


@solara.component_vue("place_table.vue")
def PlaceTable(rows: list[dict[str, Any]], texts: dict[str, str]) -> None:
    """A difference in each place, with its interval. rows: viz/look.py."""


@solara.component_vue("cells.vue")
def Cells(
    caption: str,
    first: str,
    columns: list[str],
    over: list[dict[str, Any]],
    rows: list[dict[str, Any]],
) -> None:
    """Differences in a grid: rows with cells {value, interval, css}; over: {label, span} above the columns."""


@solara.component_vue("ranked.vue")
def RankedTable(
    caption: str, rows: list[dict[str, Any]], texts: dict[str, str], event_pick: Callable[[str], None]
) -> None:
    """Differences in order, each with a bar of its interval in per cent. rows: viz/ranked.py."""


@solara.component_vue("named.vue")
def Named(names: list[dict[str, str]]) -> None:
    """Gives names to buttons of other libraries that have only a picture. names: {where: a CSS selector, name}."""
