"""Write the files of a bundle that was built: CSV tables, region.toml and SOURCES.md."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scenarios.build_overlay import Overlay
from scenarios.build_tables import SOURCES, Tables
from scenarios.bundle_columns import TABLES

_OSM = "services_osm.csv"
_OVERLAID = " The overlay, a folder of known facts written by hand, was laid over what the tables gave."


@dataclass(frozen=True)
class Meta:
    """What region.toml says."""

    id: str
    centres: list[str]  # codes
    name: dict[str, str]
    base_years: list[int]
    towns: list[tuple[str, str, list[str]]]  # id, name, zones
    municipalities: list[dict[str, object]]


def write_table(folder: Path, name: str, frame: pd.DataFrame) -> None:
    """Write a table with the columns of a bundle, in their order; whole numbers without a point."""
    columns = [c for c in TABLES[name].columns if c in frame]
    out = frame[columns].copy()
    for column in columns:
        if TABLES[name].columns[column].kind != "text":
            out[column] = [_number(value) for value in out[column]]
    out.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _number(value: object) -> str:
    number = float(value) if value not in ("", None) else float("nan")  # type: ignore[arg-type]
    return "" if math.isnan(number) else f"{number:.10g}"


def write_meta(folder: Path, meta: Meta) -> None:
    """Write region.toml."""
    lines = [
        f"# {meta.name['en']}. Every file is documented in docs/how_to/add_a_region.md; publishers and licences are in",
        "# SOURCES.md. Written by `omland region build`: change the tables or the overlay, not this file.",
        "format = 1",
        f'id = "{meta.id}"',
        'country = "NO"',
        f"base_year = {meta.base_years[-1]}",
        f"base_years = {meta.base_years}",
        "",
        "[name]",
        *(f"{language} = {_quoted(text)}" for language, text in meta.name.items()),
    ]
    for id_, name, zones in meta.towns:
        lines += ["", "[[town]]", f"id = {_quoted(id_)}", f"name = {_quoted(name)}", f"zones = {json.dumps(zones)}"]
    for municipality in meta.municipalities:
        lines += ["", "[[municipality]]"]
        lines += [f"{key} = {_quoted(value)}" for key, value in municipality.items() if value is not None]
    (folder / "region.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value:g}"


def write_sources(folder: Path, tables: Tables, overlay: Overlay, meta: Meta, command: str) -> None:
    """Write SOURCES.md: what every file was made from, what was assumed, then the overlay's own notes."""
    text = [
        f"# {meta.name['en']}: sources",
        "",
        f"Written by `{command}`." + (_OVERLAID if overlay.tables else ""),
        "",
        f"Base years {', '.join(map(str, meta.base_years))}. Stocks are of 1 January, jobs and commuting of the year. "
        "Zones, links, services, incomes and places outside are today's at every base year: what was built, closed or "
        "moved since an earlier base year is not undone. A figure of another year is used as a share and keeps its own "
        "year; where that is later than the base year it was borrowed.",
        "",
        "`basis`: `official` = as published; `derived` = arithmetic on published figures; `assumption` = ours, borrowed or "
        "remembered. A row has the basis of its weakest figure.",
        "",
        "| file | made from | what was done |",
        "|---|---|---|",
    ]
    for name in ("region.toml", *(f"{table}.csv" for table in TABLES)):
        used = [SOURCES[table].title for table in dict.fromkeys(tables.used.get(name, []))]
        if name.removesuffix(".csv") in overlay.tables:
            used.append("overlay")
        done = tables.notes().get(name, [])
        if (folder / name).is_file():
            text.append(f"| `{name}` | {'; '.join(dict.fromkeys(used)) or 'assumed'} | {'. '.join(done)} |")
    if (folder / _OSM).is_file():
        text += [
            "",
            f"`{_OSM}` is a database derived from OpenStreetMap and stays under the Open Database Licence 1.0.",
        ]
    if overlay.notes:
        text += ["", overlay.notes.strip()]
    (folder / "SOURCES.md").write_text("\n".join(text) + "\n", encoding="utf-8")
