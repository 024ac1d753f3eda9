"""One CSV file of a bundle -> a checked pandas frame, or BadInput with file, line and value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.bundle_columns import Column, Table
from scenarios.errors import BadInput, did_you_mean, nearest

FIRST_DATA_LINE = 2  # the header is line 1
References = Mapping[str, Iterable[str]]  # kind of id -> the ids that exist


def read_table(path: Path, table: Table, references: References, others: str = "refuse") -> pd.DataFrame:
    """Return the file as a frame with exactly the declared columns, in their order and type.

    Text columns are str, int columns int64, number columns float64 (an allowed empty cell is nan). `others`: columns
    that are not declared are refused, or ignored ("ignore").
    Raises BadInput for a missing file or column, a value of wrong type, range or name, an id that does not exist,
    and a row given twice.
    """
    if not path.is_file():
        if table.optional:
            return empty_table(table)
        raise BadInput(
            f"the bundle has no file {path.name}",
            file=path,
            expected="a CSV file with the columns " + ", ".join(table.columns),
            hint=did_you_mean(path.name, [p.name for p in path.parent.glob("*.csv")] if path.parent.is_dir() else []),
        )
    raw = _read_text(path)
    _check_header(raw, table, path, others)
    columns = {name: _convert(raw, name, col, path, references) for name, col in table.columns.items()}
    frame = pd.DataFrame(columns)
    _check_unique(frame, table.key, path)
    return frame


def empty_table(table: Table) -> pd.DataFrame:
    """Return a frame without rows for an optional file that is not there."""
    types = {"text": "str", "int": "int64", "number": "float64"}
    return pd.DataFrame({name: pd.Series([], dtype=types[col.kind]) for name, col in table.columns.items()})


def _read_text(path: Path) -> pd.DataFrame:
    """Return every cell as text, exactly as written."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8", skip_blank_lines=False)
    except UnicodeDecodeError as error:
        raise BadInput(
            "not UTF-8 text", file=path, line=_undecodable_line(path), expected="a file saved as UTF-8"
        ) from error
    except pd.errors.EmptyDataError as error:
        raise BadInput("the file is empty", file=path, expected="a header and at least one row") from error
    except pd.errors.ParserError as error:
        line = re.search(r"line (\d+)", str(error))
        cells = re.search(r"Expected (\d+) fields in line \d+, saw (\d+)", str(error))
        raise BadInput(
            f"the row has {cells[2]} cells" if cells else "not a readable CSV file",
            file=path,
            line=int(line[1]) if line else None,
            expected=f"{cells[1]} cells as in the header" if cells else "",
            hint="put a text that contains a comma in double quotes",
        ) from error


def _undecodable_line(path: Path) -> int | None:
    """Return the line of the first byte that is no UTF-8 (pandas counts from the start of a chunk or a cell)."""
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content[: error.start].count(b"\n") + 1
    return None


def _check_header(raw: pd.DataFrame, table: Table, path: Path, others: str) -> None:
    for name in raw.columns:
        if name not in table.columns and others == "refuse":
            missing = [n for n in table.columns if n not in raw.columns]
            raise BadInput(
                f"unknown column '{name}'",
                file=path,
                line=1,
                value=name,
                expected="the columns " + ", ".join(table.columns),
                hint=did_you_mean(name, missing),
            )
    for name, column in table.columns.items():
        if name not in raw.columns and column.default is None:
            raise BadInput(
                f"the column '{name}' is missing",
                file=path,
                line=1,
                value=name,
                expected="the columns " + ", ".join(table.columns),
                hint=did_you_mean(name, [n for n in raw.columns if n not in table.columns]),
            )


def _convert(raw: pd.DataFrame, name: str, column: Column, path: Path, references: References) -> pd.Series:
    if name not in raw.columns:
        kind = {"text": "str", "int": "int64", "number": "float64"}[column.kind]
        return pd.Series([column.default] * len(raw), dtype=kind)
    cells = raw[name].fillna("")  # a short row leaves nan behind
    if not column.blank:
        _require((cells != ""), cells, name, path, "empty cell", "a value")
    if column.kind == "text":
        _check_words(cells, name, column, path, references)
        return cells
    return _numbers(cells, name, column, path)


def _numbers(cells: pd.Series, name: str, column: Column, path: Path) -> pd.Series:
    values = pd.to_numeric(cells, errors="coerce")
    empty = (cells == "").to_numpy()
    array = values.to_numpy(dtype=float)
    what = "a whole number" if column.kind == "int" else "a number with a decimal point"
    _require(np.isfinite(array) | empty, cells, name, path, "not a number", what)
    if column.kind == "int":
        _require((array == np.floor(array)) | empty, cells, name, path, "not a whole number", what)
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    limits = f"at least {low:g}" if column.high is None else f"between {low:g} and {high:g}"
    _require(((array >= low) & (array <= high)) | empty, cells, name, path, "out of range", f"{what} {limits}")
    return values.astype("int64") if column.kind == "int" else values.astype("float64")


def _check_words(cells: pd.Series, name: str, column: Column, path: Path, references: References) -> None:
    if column.refers:
        names = set(references[column.refers])
        what = column.refers.replace("_", " ")
        expected = f"an id that exists: {_some(names)}"
        _require_in(cells, names, name, path, f"no {what} has this id", expected, column.blank)
    if column.allowed:
        names = set(column.allowed)
        _require_in(
            cells, names, name, path, "not an allowed value", f"one of {', '.join(column.allowed)}", column.blank
        )
    if column.known:
        for value in dict.fromkeys(cells):
            if value not in column.known and nearest(value, column.known, cutoff=0.8):
                row = int(np.argmax((cells == value).to_numpy()))
                raise _bad_cell(cells, row, name, path, "unknown name", "a known name", column.known)


def _require_in(
    cells: pd.Series, names: set[str], name: str, path: Path, message: str, expected: str, blank: bool
) -> None:
    good = cells.isin(names | {""} if blank else names).to_numpy()
    if not good.all():
        raise _bad_cell(cells, int(np.argmin(good)), name, path, message, expected, names)


def _require(
    good: np.ndarray | pd.Series, cells: pd.Series, name: str, path: Path, message: str, expected: str
) -> None:
    good = np.asarray(good)
    if not good.all():
        raise _bad_cell(cells, int(np.argmin(good)), name, path, message, expected)


def _bad_cell(
    cells: pd.Series, row: int, name: str, path: Path, message: str, expected: str, names: Iterable[str] = ()
) -> BadInput:
    value = str(cells.iloc[row])
    return BadInput(
        f"column {name}: {message}: '{value}'" if value else f"column {name}: {message}",
        file=path,
        line=row + FIRST_DATA_LINE,
        value=value,
        expected=expected,
        hint=did_you_mean(value, names),
    )


def _check_unique(frame: pd.DataFrame, key: tuple[str, ...], path: Path) -> None:
    if not key:
        return
    again = frame.duplicated(list(key)).to_numpy()
    if again.any():
        row = int(np.argmax(again))
        value = ", ".join(str(frame[k].iloc[row]) for k in key)
        raise BadInput(
            f"the row for '{value}' is given twice",
            file=path,
            line=row + FIRST_DATA_LINE,
            value=value,
            expected=f"one row for each {', '.join(key)}",
        )


def _some(names: set[str], most: int = 12) -> str:
    """Return some of the names for a message."""
    shown = sorted(names)
    return ", ".join(shown[:most]) + (f" … ({len(shown)} in all)" if len(shown) > most else "")
