"""`omland sweep`: many points of a design, each with the same seeds, on many processes; continues where it was ended.

Replication r has the seed `seed + r` at every point, so points are twins and their differences are paired. The same
design gives the same bytes of results.parquet with any number of workers, and however often it was ended and continued.
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
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from experiments.commands import RESULTS_FOLDER
from experiments.design_file import Design, load_design
from experiments.errors import RunError
from experiments.manifest import identity, manifest
from experiments.run import RunResult, run_scenario
from experiments.store import MANIFEST, copy_files, write_json, write_text
from experiments.sweep_store import Facts, digest, forget_runs, prepare, read_facts, write_run, write_sweep
from experiments.workers import Simulate, Task, each_result
from scenarios.format import scenario_files
from scenarios.founders import founders_of

POINTS = "points.csv"
DESIGN = "design.toml"

Progress = Callable[[str, int, int], None]  # what, number done, number in all


@dataclass(frozen=True)
class SweepOptions:
    """How to run. `out` None: a folder below results/, named after the design."""

    out: Path | None = None
    workers: int = 1
    replace: bool = False
    simulate: Simulate = run_scenario


@dataclass(frozen=True)
class Swept:
    """What a sweep left: where, how many points and runs, and how many of these had been run before."""

    folder: Path
    points: int
    runs: int
    found: int


def sweep(path: str | Path, options: SweepOptions, on_progress: Progress = lambda *_: None) -> Swept:
    """Run what is not yet run of a design, and write its results. Raises BadInput, or RunError when a run fails."""
    design = load_design(path)
    points = design.points()
    who = _identity(design, points)
    folder = options.out or RESULTS_FOLDER / f"sweep-{design.path.stem}"
    tasks = [Task(p, r) for p in range(len(points)) for r in range(design.replications)]
    if prepare(folder, who, replace=options.replace):
        return Swept(folder, len(points), len(tasks), len(tasks))
    began = time.perf_counter()
    name = digest(who)
    missing = [task for task in tasks if read_facts(folder, name, *task) is None]
    _describe(folder, design, points)
    if missing:
        _run(folder, name, design, points, missing, len(tasks), options, on_progress)
    facts = _all_facts(folder, name, tasks)
    done = iter(range(1, len(tasks) + 1))
    write_sweep(folder, design.base.name, facts, lambda: on_progress("results", next(done), len(tasks)))
    _write_manifest(folder, design, who, points, facts, time.perf_counter() - began, options.workers)
    forget_runs(folder)
    return Swept(folder, len(points), len(tasks), len(tasks) - len(missing))


def kept(
    scenario: Any, seed: int, *, replication: int = 0, zones: bool = True, simulate: Simulate, keep: frozenset[str]
) -> RunResult:
    """Run a scenario and keep some indicators (none named: all), so that little travels between processes."""
    result = simulate(scenario, seed, replication=replication, zones=zones)
    if not keep:
        return result
    held = np.array([series[0] in keep for series in result.series], dtype=bool)
    series = tuple(s for s, is_held in zip(result.series, held, strict=True) if is_held)
    return replace(result, series=series, is_flow=result.is_flow[held], values=result.values[:, held])


def _run(
    folder: Path,
    name: str,
    design: Design,
    points: Sequence[Sequence[Any]],
    missing: Sequence[Task],
    total: int,
    options: SweepOptions,
    on_progress: Progress,
) -> None:
    """Run the missing tasks and keep each when it has ended."""
    founders_of(design.base.region)  # made and cached once, before the workers ask for them
    done = total - len(missing)
    on_progress("runs", done, total)
    used = sorted({task.scenario for task in missing})
    place = {point: n for n, point in enumerate(used)}
    scenarios = [design.scenario(point, points[point]) for point in used]
    simulate = partial(kept, simulate=options.simulate, keep=frozenset(design.indicators))
    tasks = [Task(place[task.scenario], task.replication) for task in missing]
    results = each_result(
        scenarios, tasks, seed=design.seed, workers=options.workers, zones=design.zones, simulate=simulate, spawn=True
    )
    try:
        with closing(results):
            for task, result in results:
                write_run(folder, name, used[task.scenario], result)
                done += 1
                on_progress("runs", done, total)
    except RunError as error:
        raise RunError(f"{error}; {done} of {total} runs are kept, the same command continues") from error


def _all_facts(folder: Path, name: str, tasks: Sequence[Task]) -> list[Facts]:
    """Return what all runs say about themselves, in order."""
    facts = [read_facts(folder, name, *task) for task in tasks]
    if None in facts:
        lost = tasks[facts.index(None)]
        raise RunError(f"point {lost.scenario}, replication {lost.replication} is gone; the same command runs it again")
    return [fact for fact in facts if fact is not None]


# ------------------------------------------------------------------------------------------------------- what was done


def _identity(design: Design, points: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return what the results depend on. Comments and layout of the design file do not count."""
    content = {
        "factors": [f.name for f in design.factors],
        "points": [design.scenario(n, point).hash for n, point in enumerate(points)],
        "values": [list(point) for point in points],
        "indicators": design.indicators,
        "zones": design.zones,
    }
    who = identity("sweep", [design.base], design.seed, design.replications)
    return who | {"design": hashlib.sha256(json.dumps(content).encode()).hexdigest()}


def _describe(folder: Path, design: Design, points: Sequence[Sequence[Any]]) -> None:
    """Write the design as it was, and what each point is."""
    write_text(folder / DESIGN, design.path.read_text(encoding="utf-8"))
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["point", *(factor.name for factor in design.factors)])
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
    files = copy_files(folder, scenario_files(design.base_name))
    content = manifest(who, [design.base], files, [], wall_s, workers)
    content["seeds"] = sorted({fact.seed for fact in facts})
    content["design"] = {
        "method": design.method,
        "factors": [factor.name for factor in design.factors],
        "points": len(points),
        "replications": design.replications,
        "indicators": list(design.indicators),
        "zones": design.zones,
    }
    content["timings"] |= {
        "runs": len(facts),
        "start_s_mean": round(sum(f.start_s for f in facts) / len(facts), 3),
        "step_cpu_s_total": round(sum(f.step_cpu_s for f in facts), 2),
    }
    write_json(folder / MANIFEST, content)
