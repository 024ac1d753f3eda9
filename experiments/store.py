"""The results folder: results.parquet, manifest.json and the scenario files used.

`results.parquet` is tidy (scenario, point, replication, year, indicator, place, group, value, unit), sorted, and the
same bytes for the same results: no time, host or index is in it. A folder that holds other results is refused and left
as it is; every file is replaced in one step.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.run import RunResult
from scenarios.errors import BadInput

RESULTS = "results.parquet"
MANIFEST = "manifest.json"
PROGRAM = "omland"

_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("scenario", _WORD),
        ("point", pa.int32()),  # row of a sweep's design; 0 outside sweeps
        ("replication", pa.int32()),
        ("year", pa.int16()),
        ("indicator", _WORD),
        ("place", _WORD),
        ("group", _WORD),
        ("value", pa.float64()),
        ("unit", _WORD),
    ]
)

ROW_GROUP = 1_000_000  # rows at most
PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 6, "version": "2.6", "write_statistics": True}

# ------------------------------------------------------------------------------------------------------------- folder


def prepare_folder(folder: Path, identity: dict[str, Any], *, replace: bool = False) -> None:
    """Make the folder ready for results, or raise BadInput and leave it as it is.

    identity: what the results depend on (scenario hashes, seed, replications, code). A folder with results of the same
    identity may be written again; one with other results only where `replace` is set, one with foreign files never.
    """
    _check_free(folder, identity, replace=replace)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadInput(
            f"the results folder cannot be written: {error.strerror}", file=folder, expected="a folder you may write in"
        ) from error
    if not (folder / RESULTS).exists():  # earlier results stay whole until the new ones are there
        write_json(folder / MANIFEST, {"program": PROGRAM, "state": "running", "identity": identity})


def _check_free(folder: Path, identity: dict[str, Any], *, replace: bool) -> None:
    """Raise BadInput if something is in the way."""
    try:
        if folder.exists() and not folder.is_dir():
            raise BadInput("the results folder is a file", file=folder, expected="a new folder (--out)")
        names = sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) if folder.exists() else []
    except OSError as error:
        raise BadInput(
            f"the results folder cannot be read: {error.strerror}", file=folder, expected="a folder you may write in"
        ) from error
    if not names:
        return
    if MANIFEST not in names:
        raise BadInput(
            f"the folder holds other files than results ({names[0]}{' …' if len(names) > 1 else ''})",
            file=folder,
            expected="a new or empty folder (--out)",
        )
    old = read_manifest(folder).get("identity") or {}
    if RESULTS not in names or replace:
        return
    check_parquet(folder / RESULTS)
    if old != identity:
        raise BadInput(
            f"the folder holds other results: {_difference(old, identity)}",
            file=folder,
            expected="another folder (--out), or --replace to give these results up",
        )


def _difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return in words how two identities differ."""
    for key, words in (
        ("command", "another command"),
        ("scenarios", "other scenarios or other content in them"),
        ("seed", "another seed"),
        ("replications", "another number of replications"),
        ("uncertainty", "another kind of uncertainty"),
        ("until", "another rule of when to stop"),
        ("code", "made by another version of the program"),
    ):
        if old.get(key) != new.get(key):
            return words
    return "made otherwise"


def free_folder(wanted: Path, identity: dict[str, Any]) -> Path:
    """Return the folder, or the first of folder-2, folder-3 … that is new or holds results of the same identity."""
    candidate, n = wanted, 1
    while True:
        try:
            _check_free(candidate, identity, replace=False)
            return candidate
        except BadInput as taken:
            if isinstance(taken.__cause__, PermissionError):  # the next one cannot be read either
                raise
            n += 1
            candidate = wanted.with_name(f"{wanted.name}-{n}")


# -------------------------------------------------------------------------------------------------------------- files


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a new file beside `path`, then put it in its place. Raises BadInput if that fails."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        raise BadInput(
            f"the file cannot be written: {error.strerror or error}", file=path, expected="free space to write in"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step."""
    write_atomically(path, lambda temporary: _write_utf8(temporary, text))


def _write_utf8(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file in one step."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder. Raises BadInput where there is none."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInput(
            "no results folder: it has no manifest", file=path, expected="a folder that omland made"
        ) from error
    except (OSError, ValueError) as error:
        raise BadInput(
            "the manifest cannot be read", file=path, expected="a manifest.json that omland wrote"
        ) from error
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        raise BadInput("the manifest is not one of Omland's", file=path, expected="a folder that omland made")
    return manifest


def copy_files(folder: Path, files: Sequence[Path]) -> list[str]:
    """Copy scenario files to scenarios/<their folder>/<their name>; return the copies' names within the folder."""
    names: list[str] = []
    for path in dict.fromkeys(p.resolve() for p in files):
        name = Path("scenarios") / path.parent.name / path.name
        n = 1
        while str(name) in names:
            n += 1
            name = name.with_name(f"{path.stem}-{n}{path.suffix}")
        write_text(folder / name, path.read_text(encoding="utf-8"))
        names.append(str(name))
    return names


# ------------------------------------------------------------------------------------------------------------ parquet


def results_table(runs: Sequence[RunResult]) -> pa.Table:
    """Return the rows of all runs, sorted; an indicator without a value in a year has no row."""
    return pa.concat_tables([SCHEMA.empty_table(), *results_tables(runs)])


def results_tables(runs: Sequence[RunResult]) -> Iterator[pa.Table]:
    """Return the rows of one run after the other, sorted: all of them at once are gigabytes for twenty pairs."""
    ordered = sorted(runs, key=lambda r: (r.scenario, r.replication))
    words: list[dict[str, int]] = []
    for position in range(4):
        words.append({w: n for n, w in enumerate(sorted({s[position] for r in ordered for s in r.series}))})
    scenarios = {name: n for n, name in enumerate(dict.fromkeys(r.scenario for r in ordered))}
    texts = {"scenario": scenarios, "indicator": words[0], "place": words[1], "group": words[2], "unit": words[3]}
    values = {name: pa.array(list(known), pa.string()) for name, known in texts.items()}
    for run in ordered:
        arrays = []
        for field, column in zip(SCHEMA, _rows(run, scenarios, words), strict=True):
            if field.name in texts:
                arrays.append(pa.DictionaryArray.from_arrays(pa.array(column, pa.int32()), values[field.name]))
            else:
                arrays.append(pa.array(column, field.type))
        yield pa.Table.from_arrays(arrays, schema=SCHEMA)


def _rows(run: RunResult, scenarios: dict[str, int], words: list[dict[str, int]]) -> list[np.ndarray]:
    """Return the columns of one run: years in order, and within a year its series in order."""
    year, series = np.nonzero(~np.isnan(run.values))
    codes = np.array([[w[s[i]] for i, w in enumerate(words)] for s in run.series], dtype=np.int32).reshape(-1, 4)
    n = len(year)
    return [
        np.full(n, scenarios[run.scenario], np.int32),
        np.zeros(n, np.int32),
        np.full(n, run.replication, np.int32),
        run.years[year].astype(np.int16),
        *(codes[series, i] for i in range(3)),
        run.values[year, series],
        codes[series, 3],
    ]


def write_results(folder: Path, runs: Sequence[RunResult]) -> None:
    """Write results.parquet in one step, a row group for each run; the same rows give the same bytes."""

    def write(path: Path) -> None:
        with pq.ParquetWriter(path, SCHEMA, **PARQUET) as writer:
            for table in results_tables(runs):
                writer.write_table(table, row_group_size=ROW_GROUP)

    write_atomically(folder / RESULTS, write)


def write_parquet(path: Path, table: pa.Table, rows_per_group: int = ROW_GROUP) -> None:
    """Write a Parquet file whose bytes depend on the table only. A reader can pass over whole groups of rows."""
    pq.write_table(table, path, row_group_size=rows_per_group, **PARQUET)


def check_parquet(path: Path) -> None:
    """Raise BadInput if a file is no results.parquet that can be read."""
    try:
        schema = pq.read_schema(path)
    except FileNotFoundError as error:
        raise BadInput("there are no results", file=path, expected="a folder that omland made") from error
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput(
            "the file is damaged or no Parquet file", file=path, expected="results that omland wrote, or another folder"
        ) from error
    if missing := [name for name in SCHEMA.names if name not in schema.names]:
        raise BadInput(
            f"the Parquet file is not one of Omland's: it has no column '{missing[0]}'",
            file=path,
            value=missing[0],
            expected="the columns " + ", ".join(SCHEMA.names),
        )


def read_results(folder: Path) -> pd.DataFrame:
    """Return the rows of a results folder; text columns are categories. Raises BadInput if they cannot be read."""
    path = folder / RESULTS
    check_parquet(path)
    try:
        return pq.read_table(path, schema=None).select(SCHEMA.names).to_pandas()
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput("the results are damaged", file=path, expected="results that omland wrote") from error
