"""The folder of a sweep: finished runs one by one, and in the end one results.parquet.

A run is a small file in `runs/`, put there in one step when the run has ended, so a kill loses at most the runs in
flight. Each carries the digest of the sweep that it belongs to; a file that is damaged or of another sweep counts as not
run. `results.parquet` is put together in the order of cases and replications, whoever ran them and when. A case is a
scenario at a point.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from experiments.run import RunResult, Series
from experiments.store import (
    MANIFEST,
    RESULTS,
    SCHEMA,
    check_parquet,
    prepare_folder,
    read_manifest,
    write_atomically,
)
from scenarios.errors import BadInput

RUNS = "runs"
ROWS_PER_GROUP = 1_000_000
# Statistics of every column would take as long as all the rest.
PARQUET = {
    "compression": "zstd",
    "compression_level": 1,
    "version": "2.6",
    "write_statistics": ["scenario", "point", "replication"],
}
WORDS = ("indicator", "place", "group", "unit")
UNREADABLE = (OSError, ValueError, KeyError, TypeError)  # what a truncated, damaged or foreign file raises


class Case(NamedTuple):
    """A scenario at a point of a design."""

    scenario: str
    point: int


class Facts(NamedTuple):
    """What a finished run says about itself."""

    case: int
    replication: int
    seed: int
    start_s: float
    step_cpu_s: float


class Values(NamedTuple):
    """What a finished run gave; values [years, series]."""

    series: tuple[Series, ...]
    years: NDArray[np.int64]
    values: NDArray[np.float64]


def prepare(folder: Path, identity: dict[str, Any], *, replace: bool) -> bool:
    """Make the folder ready to begin or to continue; return whether the results are there already.

    Raises BadInput, and leaves the folder as it is, when it holds anything but this sweep and `replace` is not set.
    """
    if (folder / MANIFEST).exists():
        manifest = read_manifest(folder)
        old = manifest.get("identity") or {}
        if old == identity:
            if manifest.get("state") == "complete" and (folder / RESULTS).exists() and not replace:
                check_parquet(folder / RESULTS)
                forget_runs(folder)
                return True
        elif not replace:
            raise BadInput(
                f"the folder holds another sweep: {_difference(old, identity)}",
                file=folder,
                expected="another folder (--out), or --replace to give its runs up",
            )
        if old != identity or replace:
            shutil.rmtree(folder / RUNS, ignore_errors=True)
            (folder / RESULTS).unlink(missing_ok=True)
    prepare_folder(folder, identity, replace=replace)
    return False


def _difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return in words how two identities differ."""
    for key, words in (
        ("command", "results of another command"),
        ("code", "it was begun with another version of the program"),
        ("scenarios", "its scenario or region has changed"),
        ("design", "its design has changed"),
        ("seed", "it has another seed"),
        ("replications", "it has another number of replications"),
    ):
        if old.get(key) != new.get(key):
            return words
    return "made otherwise"


def digest(identity: dict[str, Any]) -> str:
    """Return a short name of an identity."""
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:24]


# ---------------------------------------------------------------------------------------------------------------- runs


def run_path(folder: Path, case: int, replication: int) -> Path:
    """Return where a run is kept."""
    return folder / RUNS / f"{case:06d}-{replication:04d}.run"


def write_run(folder: Path, sweep: str, case: int, result: RunResult) -> None:
    """Keep a finished run: a line that says what it is, then the names of its series, then its values.

    Not Parquet: a run of Lister has ten thousand rows, and this is written in a tenth of the time.
    """
    facts = Facts(case, result.replication, result.seed, round(result.start_s, 4), round(result.step_cpu_s, 4))
    names, values = _names_of(result.series), np.ascontiguousarray(result.values, dtype="<f8").tobytes()
    about = {
        "sweep": sweep,
        **facts._asdict(),
        "years": result.years.tolist(),
        "names": len(names),
        "crc": zlib.crc32(values, zlib.crc32(names)),
    }
    content = b"".join((json.dumps(about).encode(), b"\n", names, values))
    write_atomically(run_path(folder, case, result.replication), lambda path: _write_bytes(path, content))


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


@lru_cache(maxsize=16)  # thousands of names, the same in run after run
def _names_of(series: tuple[Series, ...]) -> bytes:
    return "\n".join("\t".join(one) for one in series).encode()


@lru_cache(maxsize=16)
def _series_of(names: bytes) -> tuple[Series, ...]:
    return tuple(tuple(line.split("\t")) for line in names.decode().splitlines())  # type: ignore[misc]


def read_facts(folder: Path, sweep: str, case: int, replication: int) -> Facts | None:
    """Return what a finished run says about itself; None where there is none that can be read, or it is another's."""
    try:
        about, _, _ = _read(run_path(folder, case, replication))
        facts = Facts(*(about[field] for field in Facts._fields))
    except UNREADABLE:
        return None
    return facts if about["sweep"] == sweep and (facts.case, facts.replication) == (case, replication) else None


def read_run(folder: Path, case: int, replication: int) -> Values:
    """Return what a finished run gave. Raises BadInput if its file is damaged."""
    path = run_path(folder, case, replication)
    try:
        about, names, values = _read(path)
        years, series = np.array(about["years"], dtype=np.int64), _series_of(names)
        return Values(series, years, np.frombuffer(values, "<f8").reshape(len(years), len(series)))
    except UNREADABLE as error:
        raise BadInput(
            "the run is damaged", file=path, expected="the file removed, and the same command again"
        ) from error


def _read(path: Path) -> tuple[dict[str, Any], bytes, bytes]:
    """Return what a run says about itself, the names of its series and its values, all as they were written."""
    head, _, body = path.read_bytes().partition(b"\n")
    about = json.loads(head)
    names, values = body[: about["names"]], body[about["names"] :]
    if zlib.crc32(values, zlib.crc32(names)) != about["crc"]:
        raise ValueError("not what was written")
    return about, names, values


# -------------------------------------------------------------------------------------------------------------- results


def write_sweep(folder: Path, cases: Sequence[Case], runs: Sequence[Facts], on_run: Callable[[], None]) -> None:
    """Put results.parquet together from all runs, given in order. Little is in memory at a time."""
    scenarios = list(dict.fromkeys(case.scenario for case in cases))

    def write(path: Path) -> None:
        with pq.ParquetWriter(path, SCHEMA, **PARQUET) as writer:
            for group in _groups(folder, cases, runs, on_run):
                table = _table(group, scenarios)
                writer.write_table(table, row_group_size=len(table) or None)

    write_atomically(folder / RESULTS, write)


def forget_runs(folder: Path) -> None:
    """Remove the single runs, and what a kill while results were written has left."""
    shutil.rmtree(folder / RUNS, ignore_errors=True)
    for leftover in folder.glob(".results-*.parquet"):
        leftover.unlink(missing_ok=True)


Part = tuple[Case, int, Values]  # a run: its case, its replication, what it gave


def _groups(
    folder: Path, cases: Sequence[Case], runs: Sequence[Facts], on_run: Callable[[], None]
) -> Iterator[list[Part]]:
    """Give all runs in groups of about a million rows; where they are cut depends on the runs alone."""
    parts: list[Part] = []
    for facts in runs:
        parts.append((cases[facts.case], facts.replication, read_run(folder, facts.case, facts.replication)))
        on_run()
        if sum(part[2].values.size for part in parts) >= ROWS_PER_GROUP:
            yield parts
            parts = []
    if parts:
        yield parts


def _table(parts: Sequence[Part], scenarios: Sequence[str]) -> pa.Table:
    """Return the rows of runs with the columns of results.parquet: years in order, within a year series in order."""
    different = {id(part[2].series): part[2].series for part in parts}.values()
    words = [sorted({s[i] for series in different for s in series}) for i in range(len(WORDS))]
    number = [{word: n for n, word in enumerate(column)} for column in words]
    coded: dict[tuple[int, bytes], tuple[NDArray[Any], ...]] = {}  # what runs with the same names and gaps share
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in SCHEMA.names}
    for case, replication, run in parts:
        is_there = ~np.isnan(run.values)
        key = (id(run.series), run.years.tobytes() + is_there.tobytes())
        if key not in coded:
            rows = [[number[i][s[i]] for i in range(len(WORDS))] for s in run.series]
            codes = np.array(rows, dtype=np.int32).reshape(-1, len(WORDS))
            year, series = np.nonzero(is_there)
            coded[key] = (run.years.astype(np.int16)[year], *codes[series].T)
        shared = coded[key]
        n = len(shared[0])
        columns["scenario"].append(np.full(n, scenarios.index(case.scenario), np.int32))
        columns["point"].append(np.full(n, case.point, np.int32))
        columns["replication"].append(np.full(n, replication, np.int32))
        columns["value"].append(run.values[is_there])
        for name, column in zip(("year", *WORDS), shared, strict=True):
            columns[name].append(column)
    texts = {"scenario": list(scenarios), **dict(zip(WORDS, words, strict=True))}
    arrays = []
    for name in SCHEMA.names:
        array = pa.array(np.concatenate(columns[name]))
        if name in texts:
            array = pa.DictionaryArray.from_arrays(array, pa.array(texts[name], pa.string()))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
