"""`omland replay DIR`: run again what a results folder holds, and say whether results.parquet comes out to the byte.

Scenarios are rebuilt from the manifest, which holds them with every default, and from the folder's own bundle where the
region is not one of Omland's. Nothing in the folder is changed. Where the bytes differ, it is said in which rows, and
what is not as it was: code, packages, region data, or a manifest that was edited.
"""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.breakeven import repeat
from experiments.breakeven_question import asked_again
from experiments.copies import region_of
from experiments.design_file import load_design
from experiments.manifest import code_hash, program_version
from experiments.run import RunResult, run_scenario
from experiments.store import RESULTS, check_parquet, read_manifest, read_results, write_results
from experiments.stored import scenario_of
from experiments.sweep import DESIGN, Progress, SweepOptions, sweep_design
from experiments.uncertainty import under
from experiments.workers import Simulate, Task, run_tasks
from model.inputs import Scenario
from scenarios.errors import BadInput
from scenarios.format import scenario_hash
from scenarios.founders import founders_of

KEYS = ["scenario", "point", "replication", "year", "indicator", "place", "group"]
REPLAYED = ("run", "compare", "sweep", "breakeven")


@dataclass(frozen=True)
class Replayed:
    """What came out. changed: what is not as it was; differs: how the rows differ, empty where they do not."""

    is_same: bool
    changed: tuple[str, ...]
    differs: str


def replay(
    folder: Path, workers: int = 1, on_progress: Progress = lambda *_: None, simulate: Simulate = run_scenario
) -> Replayed:
    """Run again what a folder holds. Raises BadInput where it cannot be repeated, RunError when a run fails."""
    manifest = read_manifest(folder)
    if manifest.get("state") != "complete":
        raise BadInput(
            "the results are not complete", file=folder, expected="a finished run, comparison, sweep or break-even"
        )
    check_parquet(folder / RESULTS)
    command = (manifest.get("identity") or {}).get("command")
    if command not in REPLAYED:
        raise BadInput(
            f"results of '{command}' cannot be replayed", file=folder, expected="results of " + ", ".join(REPLAYED)
        )
    try:
        region = region_of(folder, manifest["scenarios"][0]["region"])
        scenarios = [scenario_of(said, region) for said in manifest["scenarios"]]
        changed = tuple(_changed(manifest, scenarios))
        again = {"run": _runs, "compare": _runs, "sweep": _sweep, "breakeven": _breakeven}[command]
        with tempfile.TemporaryDirectory(prefix="omland-replay-") as temporary:
            out = Path(temporary) / "results"
            out.mkdir()
            again(folder, out, manifest, scenarios, workers, on_progress, simulate)
            is_same = (out / RESULTS).read_bytes() == (folder / RESULTS).read_bytes()
            return Replayed(is_same, changed, "" if is_same else _differs(folder, out))
    except (KeyError, TypeError, IndexError) as error:
        raise BadInput(
            "the manifest lacks what this version of Omland needs", file=folder, expected="results made by this version"
        ) from error


def _changed(manifest: dict[str, Any], scenarios: list[Scenario]) -> list[str]:
    """Return in words what is not as it was."""
    found = []
    if (then := manifest["identity"]["code"]) != code_hash():
        found.append(f"code: {then[:16]}… (version {manifest['version']}) then, {code_hash()[:16]}… "
                     f"(version {program_version()}) now")  # fmt: skip
    versions = {name: _version(name) for name in manifest["packages"]} | {"Python": platform.python_version()}
    for name, was in {**manifest["packages"], "Python": manifest["python"]}.items():
        if was != versions[name]:
            found.append(f"package: {name} {was} then, {versions[name]} now")
    for said, scenario in zip(manifest["scenarios"], scenarios, strict=True):
        if said["region_hash"] != scenario.region.hash:
            found.append(f"data: the region '{said['region']}' is not what it was")
        elif (
            scenario_hash(scenario) != said["hash"]
            or manifest["identity"]["scenarios"].get(said["name"]) != said["hash"]
        ):
            found.append(f"manifest: what it says of '{said['name']}' was changed after the run")
    return list(dict.fromkeys(found))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _runs(
    folder: Path,  # noqa: ARG001  all three have the same arguments
    out: Path,
    manifest: dict[str, Any],
    scenarios: list[Scenario],
    workers: int,
    on_progress: Progress,
    simulate: Simulate,
) -> None:
    """Run the scenarios of a run or a comparison with the seeds of its manifest."""
    seeds, first = manifest["seeds"], manifest["identity"]["seed"]
    founders_of(scenarios[0].region)
    tasks = [Task(s, seed - first) for seed in seeds for s in range(len(scenarios))]
    kind = manifest.get("uncertainty", "seeds")
    counted = iter(range(1, len(tasks) + 1))
    on_done: Callable[[RunResult], None] = lambda _: on_progress("runs", next(counted), len(tasks))  # noqa: E731
    runs = run_tasks(
        scenarios, tasks, seed=first, workers=workers, simulate=under(kind, simulate), on_done=on_done
    )  # fmt: skip
    write_results(out, runs)


def _sweep(
    folder: Path,
    out: Path,
    manifest: dict[str, Any],
    scenarios: list[Scenario],
    workers: int,
    on_progress: Progress,
    simulate: Simulate,
) -> None:
    """Run the design that a folder keeps."""
    known = dict(zip(("scenario",) if len(scenarios) == 1 else ("against", "scenario"), scenarios, strict=True))
    design = load_design(folder / DESIGN, known)
    if (design.seed, design.replications) != (manifest["identity"]["seed"], manifest["identity"]["replications"]):
        raise BadInput(
            "the design was changed after the run", file=folder / DESIGN, expected="the design as it was run"
        )
    sweep_design(design, SweepOptions(out=out, workers=workers, simulate=simulate), on_progress)


def _breakeven(
    folder: Path,  # noqa: ARG001  as `_runs`
    out: Path,
    manifest: dict[str, Any],
    scenarios: list[Scenario],
    workers: int,
    on_progress: Progress,
    simulate: Simulate,
) -> None:
    """Search again for what the manifest was asked."""
    founders_of(scenarios[0].region)
    names = [scenario.name for scenario in scenarios]
    question = asked_again(manifest["question"], scenarios, names, manifest["identity"]["seed"])
    repeat(question, SweepOptions(out=out, workers=workers, simulate=simulate), on_progress)


def _differs(folder: Path, out: Path) -> str:
    """Say in which rows two results differ, the first one with both values."""
    then, now = (_indexed(path) for path in (folder, out))
    both = then.add_suffix("_then").join(now.add_suffix("_now"), how="outer")
    is_other = ~((both["value_then"] == both["value_now"]) | (both["value_then"].isna() & both["value_now"].isna()))
    n = int(is_other.sum())
    if not n:
        return (
            "every row is the same, but not the bytes of the file (another version of pyarrow, or it was written anew)"
        )
    first = both[is_other].iloc[0]
    where = ", ".join(f"{key} {value}" for key, value in zip(KEYS, first.name, strict=True))
    values = [("no row" if np.isnan(first[key]) else f"{first[key]:.10g}") for key in ("value_then", "value_now")]
    return f"{n:,} of {len(both):,} rows; the first: {where}: {values[0]} then, {values[1]} now"


def _indexed(folder: Path) -> pd.DataFrame:
    rows = read_results(folder)
    for key in ("scenario", "indicator", "place", "group"):
        rows[key] = rows[key].astype(str)
    return rows.set_index(KEYS)[["value"]].sort_index()
