"""The overlay of a bundle: known facts, written by hand, that win over what `omland region build` works out.

A folder with files of the bundle's own format. Rows with the key of a built row replace its cells, empty cells leave
them; rows with a new key are added. `region.toml` may hold names, towns and ids to remove, all optional.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.bundle_columns import TABLES, Column, Table
from scenarios.bundle_table import read_table
from scenarios.errors import BadInput, did_you_mean

NOTES = "NOTES.md"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Name(_Strict):
    nb: str
    en: str


class OverlayFile(_Strict):
    """region.toml of an overlay."""

    name: _Name | None = None
    municipalities: dict[str, str] = Field(default_factory=dict)  # code -> name on screen
    remove: dict[str, list[str]] = Field(default_factory=dict)  # file -> ids or names of rows


@dataclass
class Overlay:
    """What an overlay folder says."""

    folder: Path | None = None
    file: OverlayFile = field(default_factory=OverlayFile)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: str = ""  # Markdown that ends SOURCES.md

    def rows(self, name: str) -> pd.DataFrame:
        """Return the rows that the overlay has for a file; empty without any."""
        return self.tables.get(name, pd.DataFrame())

    def laid_over(self, name: str, built: pd.DataFrame) -> pd.DataFrame:
        """Return a built table with the overlay's rows laid over it, and rows to remove gone."""
        key = list(TABLES[name].key)
        gone = self.file.remove.get(name, [])
        built = built[~built[key].astype(str).isin(gone).any(axis=1)].reset_index(drop=True)
        extra = self.rows(name)
        if extra.empty:
            return built
        built = built.reindex(columns=list(dict.fromkeys([*built.columns, *extra.columns])))
        rows = built.astype(object).to_dict("records")
        at = {tuple(str(row[k]) for k in key): row for row in rows}
        for patch in extra.to_dict("records"):
            given = {column: value for column, value in patch.items() if not _is_empty(value)}
            row = at.get(tuple(str(patch[k]) for k in key))
            if row is None:
                rows.append(patch)
            else:
                row.update(given)
        return pd.DataFrame(rows, columns=built.columns)


def texts(column: pd.Series, default: str = "") -> list[str]:
    """Return the texts of a column, the default where a cell is empty."""
    return [value if isinstance(value, str) and value else default for value in column]


def _is_empty(value: Any) -> bool:
    return value == "" or (isinstance(value, float) and np.isnan(value))


def read_overlay(folder: Path | None) -> Overlay:
    """Return an overlay, an empty one for None. Raises BadInput for a file or cell that a bundle could not have."""
    if folder is None:
        return Overlay()
    if not folder.is_dir():
        raise BadInput(f"there is no folder '{folder}'", value=str(folder), expected="a folder with an overlay")
    overlay = Overlay(folder, _read_file(folder / "region.toml"))
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in TABLES:
            raise BadInput(
                f"no bundle has a file {path.name}",
                file=path,
                value=path.name,
                expected="one of " + ", ".join(f"{name}.csv" for name in TABLES),
                hint=did_you_mean(path.stem, TABLES),
            )
        overlay.tables[path.stem] = read_table(path, _loose(TABLES[path.stem]), {})
    for name in overlay.file.remove:
        if name not in TABLES:
            raise BadInput(
                f"remove: no bundle has a file {name}.csv", file=folder / "region.toml", value=name,
                expected="names of files: " + ", ".join(TABLES), hint=did_you_mean(name, TABLES),
            )  # fmt: skip
    notes = folder / NOTES
    overlay.notes = notes.read_text(encoding="utf-8") if notes.is_file() else ""
    return overlay


def _loose(table: Table) -> Table:
    """The same table with every column optional but those that identify a row."""
    columns = {
        name: column
        if name in table.key
        else Column(
            "number" if column.kind == "int" else column.kind, column.low, column.high, column.allowed, column.known,
            default="" if column.kind == "text" else float("nan"), blank=True,
        )
        for name, column in table.columns.items()
    }  # fmt: skip
    # ids may be those of rows that are built
    free = {
        name: Column(c.kind, c.low, c.high, c.allowed, c.known, "", c.default, c.blank) for name, c in columns.items()
    }
    return Table(free, table.key)


def _read_file(path: Path) -> OverlayFile:
    if not path.is_file():
        return OverlayFile()
    try:
        return OverlayFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"not a readable TOML file: {error}", file=path) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(
            f"'{'.'.join(map(str, first['loc']))}' is wrong: {first['msg']}",
            file=path,
            value=first["input"],
            expected="name, municipalities or remove, as docs/how_to/add_a_region.md says",
        ) from error
