"""A figure of the app: heading, picture, what it rests on, the same as a table, and downloads (CSV; PNG or SVG)."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import solara

from experiments.texts import Language, decimals_for, number
from viz.texts import text

Cell = str | float | int | None


@dataclass(frozen=True)
class Table:
    """The numbers of a figure. A float is a quantity, an int a year or a count that is written as it is."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def shown(self, language: Language) -> list[list[str]]:
        """Return the cells as people read them."""
        return [[_shown(cell, language) for cell in row] for row in self.rows]

    def csv(self, language: Language) -> str:
        """Return the table as a spreadsheet of the language opens it: decimal comma and semicolon in Norwegian."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";" if language == "nb" else ",", lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_plain(cell, language) for cell in row] for row in self.rows)
        return out.getvalue()


def _shown(cell: Cell, language: Language) -> str:
    if cell is None or isinstance(cell, str | int):
        return "" if cell is None else str(cell)
    return number(cell, decimals_for(cell), language) if math.isfinite(cell) else ""


def _plain(cell: Cell, language: Language) -> str:
    if cell is None or isinstance(cell, str | int):
        return "" if cell is None else str(cell)
    written = f"{cell:.6g}" if math.isfinite(cell) else ""
    return written.replace(".", ",") if language == "nb" else written


@solara.component_vue("figure_tools.vue")
def _Tools(
    columns: list[str],
    rows: list[list[str]],
    numeric: list[bool],
    csv_text: str,
    name: str,
    picture: str,
    heading: str,
    note: str,
    texts: dict[str, str],
) -> None:
    """The buttons below a figure."""


@solara.component
def Figure(
    heading: str, name: str, table: Table, language: Language, note: str = "", picture: str = "png", children: Any = ()
) -> None:
    """A card with what is put into it. name: of downloaded files; picture: "png" for a chart, "svg" for a map, or ""."""
    with solara.Div(classes=["om-card", "om-figure"]):
        solara.HTML(tag="h2", unsafe_innerHTML=heading)
        solara.Div(children=list(children))
        if note:
            solara.HTML(tag="p", classes=["om-note", "om-basis"], unsafe_innerHTML=note)
        numeric = [all(not isinstance(row[n], str) for row in table.rows) for n in range(len(table.columns))]
        _Tools(
            columns=list(table.columns),
            rows=table.shown(language),
            numeric=numeric,
            csv_text=table.csv(language),
            name=name,
            picture=picture,
            heading=heading,
            note=note,
            texts={key: text(f"figure_{key}", language) for key in ("table", "hide", "csv", "picture")},
        )
