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
import zipfile
from collections.abc import Callable, Iterator, Sequence
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
WORDS = ("indicator", "place", "group", "unit")
# What a truncated, damaged or foreign file raises when numpy reads it.
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


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
    is_flow: NDArray[np.bool_]
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
    return folder / RUNS / f"{case:06d}-{replication:04d}.npz"


def write_run(folder: Path, sweep: str, case: int, result: RunResult) -> None:
    """Keep a finished run: its values, and what it says about itself."""
    facts = Facts(case, result.replication, result.seed, round(result.start_s, 4), round(result.step_cpu_s, 4))
    content = {
        "about": _bytes(json.dumps({"sweep": sweep, **facts._asdict()})),
        "series": _bytes("\n".join("\t".join(series) for series in result.series)),
        "is_flow": result.is_flow,
        "years": result.years,
        "values": result.values,
    }
    write_atomically(run_path(folder, case, result.replication), lambda path: np.savez(path, **content))


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def read_facts(folder: Path, sweep: str, case: int, replication: int) -> Facts | None:
    """Return what a finished run says about itself; None where there is none that can be read, or it is another's."""
    try:
        with np.load(run_path(folder, case, replication), allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
        facts = Facts(*(about[field] for field in Facts._fields))
    except UNREADABLE:
        return None
    return facts if about["sweep"] == sweep and (facts.case, facts.replication) == (case, replication) else None


def read_run(folder: Path, case: int, replication: int) -> Values:
    """Return what a finished run gave. Raises BadInput if its file is damaged."""
    path = run_path(folder, case, replication)
    try:
        with np.load(path, allow_pickle=False) as file:
            text = file["series"].tobytes().decode()
            series = tuple(tuple(line.split("\t")) for line in text.splitlines())
            return Values(series, file["is_flow"], file["years"], file["values"])  # type: ignore[arg-type]
    except UNREADABLE as error:
        raise BadInput(
            "the run is damaged", file=path, expected="the file removed, and the same command again"
        ) from error


# -------------------------------------------------------------------------------------------------------------- results


def write_sweep(folder: Path, cases: Sequence[Case], runs: Sequence[Facts], on_run: Callable[[], None]) -> None:
    """Put results.parquet together from all runs, given in order. Little is in memory at a time."""
    scenarios = list(dict.fromkeys(case.scenario for case in cases))

    def write(path: Path) -> None:
        with pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=1, version="2.6") as writer:
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
    words = [sorted({s[i] for series in {p[2].series for p in parts} for s in series}) for i in range(len(WORDS))]
    number = [{word: n for n, word in enumerate(column)} for column in words]
    coded: dict[tuple[Series, ...], NDArray[np.int32]] = {}
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in SCHEMA.names}
    for case, replication, run in parts:
        if run.series not in coded:
            rows = [[number[i][s[i]] for i in range(len(WORDS))] for s in run.series]
            coded[run.series] = np.array(rows, dtype=np.int32).reshape(-1, len(WORDS)).T.copy()
        year, series = np.nonzero(~np.isnan(run.values))
        columns["scenario"].append(np.full(len(year), scenarios.index(case.scenario), np.int32))
        columns["point"].append(np.full(len(year), case.point, np.int32))
        columns["replication"].append(np.full(len(year), replication, np.int32))
        columns["year"].append(run.years.astype(np.int16)[year])
        columns["value"].append(run.values[year, series])
        for i, name in enumerate(WORDS):
            columns[name].append(coded[run.series][i][series])
    texts = {"scenario": list(scenarios), **dict(zip(WORDS, words, strict=True))}
    arrays = []
    for name in SCHEMA.names:
        array = pa.array(np.concatenate(columns[name]))
        if name in texts:
            array = pa.DictionaryArray.from_arrays(array, pa.array(texts[name], pa.string()))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
