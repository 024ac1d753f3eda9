"""What a colleague needs to repeat results: scenarios, region, seeds, code, packages, command, timings."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from experiments.store import PROGRAM, SCHEMA
from model.inputs import Scenario
from model.registry import plugin_folders

PACKAGES = ("mesa", "numba", "numpy", "scipy", "pandas", "pyarrow", "SALib")
ROOT = Path(__file__).resolve().parents[1]


class Timed(Protocol):
    """A run that says how long it took."""

    @property
    def seed(self) -> int:
        """Its seed."""

    @property
    def start_s(self) -> float:
        """Time to make the model."""

    @property
    def step_cpu_s(self) -> float:
        """CPU time of its years."""


def program_version() -> str:
    """Return the version of the installed program; a checkout that is not installed says so."""
    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "not installed"


@cache
def code_hash() -> str:
    """Return a hash of all code that decides results: the model, how scenarios are read, what is drawn and recorded."""
    own = [ROOT / "experiments" / name for name in ("run.py", "uncertainty.py")]
    files = [*(ROOT / "model").rglob("*.py"), *(ROOT / "scenarios").glob("*.py"), *own]
    for folder in plugin_folders():
        files += folder.rglob("*.py")
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def identity(command: str, scenarios: Sequence[Scenario], seed: int, replications: int) -> dict[str, Any]:
    """Return what the results depend on: two folders with the same identity hold the same bytes."""
    return {
        "command": command,
        "scenarios": {s.name: s.hash for s in scenarios},
        "seed": seed,
        "replications": replications,
        "code": code_hash(),
    }


def manifest(
    identity_: dict[str, Any],
    scenarios: Sequence[Scenario],
    files: Sequence[str],
    runs: Sequence[Timed],
    wall_s: float,
    workers: int,
) -> dict[str, Any]:
    """Return the manifest of finished results. `files`: the copies of the scenario files in the folder."""
    return {
        "program": PROGRAM,
        "state": "complete",
        "identity": identity_,
        "version": program_version(),
        "command_line": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "packages": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "columns": SCHEMA.names,
        "scenarios": [describe(s) for s in scenarios],
        "scenario_files": list(files),
        "seeds": sorted({run.seed for run in runs}),
        "timings": timings(runs, wall_s, workers),
    }


def describe(scenario: Scenario) -> dict[str, Any]:
    """Return all that a scenario says, resolved: what it extends and every default included."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "hash": scenario.hash,
        "region": scenario.region.id,
        "region_hash": scenario.region.hash,
        "start": scenario.start,
        "years": scenario.years,
        "world": {name: dict(zip(p.years, p.factors, strict=True)) for name, p in scenario.world.items()},
        "policies": [asdict(spec) for spec in scenario.policies],
        "events": [asdict(spec) for spec in scenario.events],
        "parameters": scenario.parameters,
    }


def timings(runs: Sequence[Timed], wall_s: float, workers: int) -> dict[str, Any]:
    """Return how long it took: in all, to make a model, and the CPU time of its years."""
    return {
        "wall_s": round(wall_s, 2),
        "workers": workers,
        "runs": len(runs),
        "start_s_mean": round(sum(r.start_s for r in runs) / max(len(runs), 1), 3),
        "step_cpu_s_total": round(sum(r.step_cpu_s for r in runs), 2),
    }
