"""The folder of a sweep: finished runs one by one, and in the end one results.parquet.

A run is a small Parquet file in `runs/`, put there in one step when the run has ended, so a kill loses at most the runs
in flight. Each carries the digest of the sweep that it belongs to; a file that is damaged or of another sweep counts as
not run. `results.parquet` is put together in the order of points and replications, whoever ran them and when.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.run import RunResult
from experiments.store import (
    MANIFEST,
    RESULTS,
    SCHEMA,
    check_parquet,
    prepare_folder,
    read_manifest,
    write_atomically,
    write_parquet,
)
from scenarios.errors import BadInput

RUNS = "runs"
RUN_COLUMNS = ("year", "indicator", "place", "group", "value", "unit")
ROWS_PER_GROUP = 1_000_000
_KEY = b"omland"


class Facts(NamedTuple):
    """What a finished run says about itself."""

    point: int
    replication: int
    seed: int
    start_s: float
    step_cpu_s: float


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


def run_path(folder: Path, point: int, replication: int) -> Path:
    """Return where a run is kept."""
    return folder / RUNS / f"{point:06d}-{replication:04d}.parquet"


def write_run(folder: Path, sweep: str, point: int, result: RunResult) -> None:
    """Keep a finished run: its rows, and what it says about itself."""
    facts = Facts(point, result.replication, result.seed, round(result.start_s, 4), round(result.step_cpu_s, 4))
    about = json.dumps({"sweep": sweep, **facts._asdict()}).encode()
    table = _table(result).replace_schema_metadata({_KEY: about})
    write_atomically(run_path(folder, point, result.replication), lambda path: write_parquet(path, table))


def read_facts(folder: Path, sweep: str, point: int, replication: int) -> Facts | None:
    """Return what a finished run says about itself; None where there is none that can be read, or it is another's."""
    try:
        about = json.loads((pq.read_schema(run_path(folder, point, replication)).metadata or {})[_KEY])
        facts = Facts(*(about[field] for field in Facts._fields))
    except (OSError, pa.ArrowInvalid, KeyError, ValueError):
        return None
    return facts if about["sweep"] == sweep and (facts.point, facts.replication) == (point, replication) else None


def _table(result: RunResult) -> pa.Table:
    """Return the rows of a run: years in order, and within a year its series in order."""
    year, series = np.nonzero(~np.isnan(result.values))
    columns: dict[str, pa.Array] = {"year": pa.array(result.years[year], pa.int16())}
    for position, name in enumerate(("indicator", "place", "group", "unit")):
        words = sorted({s[position] for s in result.series})
        number = {word: n for n, word in enumerate(words)}
        codes = np.array([number[s[position]] for s in result.series], dtype=np.int32)[series]
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, pa.string()))
    columns["value"] = pa.array(result.values[year, series])
    return pa.table({name: columns[name] for name in RUN_COLUMNS})


# -------------------------------------------------------------------------------------------------------------- results


def write_sweep(folder: Path, scenario: str, runs: list[Facts], on_run: Callable[[], None]) -> None:
    """Put results.parquet together from all runs, given in order, and remove them. Little is in memory at a time."""

    def write(path: Path) -> None:
        with pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=6, version="2.6") as writer:
            for group in _groups(folder, scenario, runs, on_run):
                writer.write_table(group, row_group_size=len(group) or None)

    write_atomically(folder / RESULTS, write)


def forget_runs(folder: Path) -> None:
    """Remove the single runs, and what a kill while results were written has left."""
    shutil.rmtree(folder / RUNS, ignore_errors=True)
    for leftover in folder.glob(".results-*.parquet"):
        leftover.unlink(missing_ok=True)


def _groups(folder: Path, scenario: str, runs: list[Facts], on_run: Callable[[], None]) -> Iterator[pa.Table]:
    """Give the rows of all runs in tables of about a million rows; where they are cut depends on the runs alone."""
    parts: list[pa.Table] = []
    for facts in runs:
        parts.append(_rows(folder, scenario, facts))
        on_run()
        if sum(len(part) for part in parts) >= ROWS_PER_GROUP:
            yield pa.concat_tables(parts).unify_dictionaries().combine_chunks()
            parts = []
    if parts:
        yield pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _rows(folder: Path, scenario: str, facts: Facts) -> pa.Table:
    """Return a run's rows with the columns of results.parquet."""
    path = run_path(folder, facts.point, facts.replication)
    try:
        rows = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput(
            "the run is damaged", file=path, expected="the file removed, and the same command again"
        ) from error
    n = len(rows)
    own = {
        "scenario": pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([scenario], pa.string())),
        "point": pa.array(np.full(n, facts.point, np.int32)),
        "replication": pa.array(np.full(n, facts.replication, np.int32)),
    }
    return pa.table({name: own[name] if name in own else rows[name] for name in SCHEMA.names}).cast(SCHEMA)
