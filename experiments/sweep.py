"""`omland sweep`: many points of a design, each with the same seeds, on many processes; continues where it was ended.

Replication r has the seed `seed + r` at every point, so points are twins and their differences are paired. The same
design gives the same bytes of results.parquet with any number of workers, here or on a cluster, and however often it was
ended and continued.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.commands import RESULTS_FOLDER
from experiments.copies import copy_inputs
from experiments.design_file import Design, load_design
from experiments.errors import RunError
from experiments.manifest import identity, manifest
from experiments.run import RunResult, Series, run_scenario
from experiments.store import MANIFEST, write_json, write_text
from experiments.sweep_store import Case, Facts, digest, forget_runs, prepare, read_facts, write_run, write_sweep
from experiments.workers import Simulate, Task, each_result
from model.inputs import Scenario
from scenarios.founders import founders_of

POINTS = "points.csv"
DESIGN = "design.toml"

Progress = Callable[[str, int, int], None]  # what, number done, number in all


@dataclass(frozen=True)
class SweepOptions:
    """How to run. `out` None: a folder below results/, named after the design. cluster: address of a Dask scheduler."""

    out: Path | None = None
    workers: int = 1
    replace: bool = False
    simulate: Simulate = run_scenario
    cluster: str | None = None
    spawn: bool = True  # a fresh process with one thread even for a single worker


@dataclass(frozen=True)
class Swept:
    """What a sweep left: where, how many points and runs, and how many of these had been run before."""

    folder: Path
    points: int
    runs: int
    found: int


def sweep(path: str | Path, options: SweepOptions, on_progress: Progress = lambda *_: None) -> Swept:
    """Run what is not yet run of a design, and write its results. Raises BadInput, or RunError when a run fails."""
    return sweep_design(load_design(path), options, on_progress)


def sweep_design(design: Design, options: SweepOptions, on_progress: Progress = lambda *_: None) -> Swept:
    """Run what is not yet run of a design that has been loaded."""
    points = design.points()
    cases = [Case(s.name, point) for s in design.scenarios() for point in range(len(points))]
    scenarios = [design.at(s, n, point) for s in design.scenarios() for n, point in enumerate(points)]
    who = _identity(design, points, scenarios)
    folder = options.out or RESULTS_FOLDER / f"sweep-{design.path.stem}"
    tasks = [Task(c, r) for c in range(len(cases)) for r in range(design.replications)]
    if prepare(folder, who, replace=options.replace):
        return Swept(folder, len(points), len(tasks), len(tasks))
    began = time.perf_counter()
    _describe(folder, design, points)
    simulate = partial(kept, simulate=options.simulate, keep=frozenset(design.indicators))
    how = replace(options, simulate=simulate)
    facts, found = run_missing(folder, digest(who), scenarios, tasks, design.seed, how, on_progress, design.zones)
    done = iter(range(1, len(tasks) + 1))
    write_sweep(folder, cases, facts, lambda: on_progress("results", next(done), len(tasks)))
    _write_manifest(folder, design, who, points, facts, time.perf_counter() - began, options.workers)
    forget_runs(folder)
    return Swept(folder, len(points), len(tasks), found)


def kept(
    scenario: Any, seed: int, *, replication: int = 0, zones: bool = True, simulate: Simulate, keep: frozenset[str]
) -> RunResult:
    """Run a scenario and keep some indicators (none named: all), so that little travels between processes."""
    result = simulate(scenario, seed, replication=replication, zones=zones)
    if not keep:
        return result
    series, held = _held(result.series, keep)
    return replace(result, series=series, is_flow=result.is_flow[held], values=result.values[:, held])


@lru_cache(maxsize=16)  # thousands of names, the same in run after run
def _held(series: tuple[Series, ...], keep: frozenset[str]) -> tuple[tuple[Series, ...], NDArray[np.bool_]]:
    """Return the series that are kept, and which of all they are."""
    held = np.array([one[0] in keep for one in series], dtype=bool)
    return tuple(one for one, is_held in zip(series, held, strict=True) if is_held), held


def run_missing(
    folder: Path,
    name: str,
    scenarios: Sequence[Scenario],
    tasks: Sequence[Task],
    seed: int,
    options: SweepOptions,
    on_progress: Progress,
    zones: bool = False,
) -> tuple[list[Facts], int]:
    """Run those tasks that the folder does not hold, and keep each when it has ended.

    name: digest of the experiment that the runs belong to; scenarios: by case. Returns what all runs say about
    themselves, in the order of the tasks, and how many were there before.
    """
    missing = [task for task in tasks if read_facts(folder, name, *task) is None]
    if missing:
        _run(folder, name, scenarios, missing, len(tasks), seed, options, on_progress, zones)
    facts = [read_facts(folder, name, *task) for task in tasks]
    if None in facts:
        lost = tasks[facts.index(None)]
        which = f"{scenarios[lost.scenario].name}, replication {lost.replication},"
        raise RunError(f"the run of {which} is gone; the same command runs it again")
    return [fact for fact in facts if fact is not None], len(tasks) - len(missing)


def _run(
    folder: Path,
    name: str,
    scenarios: Sequence[Scenario],
    missing: Sequence[Task],
    total: int,
    seed: int,
    options: SweepOptions,
    on_progress: Progress,
    zones: bool,
) -> None:
    founders_of(scenarios[0].region)  # made and cached once, before the workers ask for them
    done = total - len(missing)
    on_progress("runs", done, total)
    used = sorted({task.scenario for task in missing})
    place = {case: n for n, case in enumerate(used)}
    results = each_result(
        [scenarios[case] for case in used],
        [Task(place[task.scenario], task.replication) for task in missing],
        seed=seed,
        workers=options.workers,
        zones=zones,
        simulate=options.simulate,
        spawn=options.spawn,
        cluster=options.cluster,
    )
    try:
        with closing(results):
            for task, result in results:
                write_run(folder, name, used[task.scenario], result)
                done += 1
                on_progress("runs", done, total)
    except RunError as error:
        raise RunError(f"{error}; {done} of {total} runs are kept, the same command continues") from error


# ------------------------------------------------------------------------------------------------------- what was done


def _identity(design: Design, points: Sequence[Sequence[Any]], scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return what the results depend on. Comments and layout of the design file do not count."""
    content = {
        "factors": [f.name for f in design.factors],
        "points": [scenario.hash for scenario in scenarios],
        "values": [list(point) for point in points],
        "indicators": design.indicators,
        "zones": design.zones,
    }
    who = identity("sweep", design.scenarios(), design.seed, design.replications)
    return who | {"design": hashlib.sha256(json.dumps(content).encode()).hexdigest()}


def _describe(folder: Path, design: Design, points: Sequence[Sequence[Any]]) -> None:
    """Write the design as it was, and what each point is."""
    write_text(folder / DESIGN, design.path.read_text(encoding="utf-8"))
    write_points(folder, [factor.name for factor in design.factors], points)


def write_points(folder: Path, names: Sequence[str], points: Sequence[Sequence[Any]]) -> None:
    """Write what each point is: a column per factor."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["point", *names])
    rows.writerows([n, *point] for n, point in enumerate(points))
    write_text(folder / POINTS, text.getvalue())


def _write_manifest(
    folder: Path,
    design: Design,
    who: dict[str, Any],
    points: Sequence[Any],
    facts: Sequence[Facts],
    wall_s: float,
    workers: int,
) -> None:
    """Write the manifest; last, for it says that the rest is there."""
    files = copy_inputs(folder, design.names)
    content = manifest(who, design.scenarios(), files, facts, wall_s, workers)
    content["design"] = {
        "method": design.method,
        "factors": [factor.name for factor in design.factors],
        "points": len(points),
        "replications": design.replications,
        "indicators": list(design.indicators),
        "zones": design.zones,
    }
    write_json(folder / MANIFEST, content)
