"""Sweeps, sensitivity analyses and break-evens that lie in a results folder, opened again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.breakeven import ANSWER
from experiments.copies import region_of
from experiments.outcomes import Outcome
from experiments.sensitivity import FILE
from experiments.store import MANIFEST, RESULTS, read_manifest
from experiments.stored import folders_below
from experiments.sweep import POINTS
from experiments.texts import Language
from model.inputs import RegionData
from model.parameters import WORLD
from model.registry import events, indicators, instruments
from scenarios.errors import BadInput

SWEEP, SENSITIVITY, BREAKEVEN = "sweep", "sensitivity", "breakeven"


@dataclass(frozen=True)
class StoredExperiment:
    """A finished experiment. `id`: its path within the results folder, with slashes; `written`: seconds since 1970."""

    id: str
    folder: Path
    kind: str
    manifest: dict[str, Any]
    written: float

    @property
    def scenarios(self) -> list[str]:
        """Names of its scenarios, in order; with two of them the second one's effect is the difference."""
        return [said["name"] for said in self.manifest["scenarios"]]

    def titles(self, language: Language) -> list[str]:
        """What its scenarios are called."""
        return [said["title"][language] for said in self.manifest["scenarios"]]

    @property
    def replications(self) -> int:
        """Runs of each point."""
        return len(self.manifest["seeds"])

    def region(self) -> RegionData:
        """Return its region."""
        return region_of(self.folder, self.manifest["scenarios"][0]["region"])

    def factor_label(self, factor: str, language: Language) -> str:
        """Return what a factor is called: a lever, an assumption about the world, the name of a parameter."""
        table, _, rest = factor.partition(".")
        if table == "world" and rest in WORLD:
            return WORLD[rest].label[language]
        specs = {
            spec["id"]: spec for said in self.manifest["scenarios"] for k in ("policies", "events") for spec in said[k]
        }
        id_, _, name = rest.partition(".")
        instrument = {**instruments(), **events()}.get(specs.get(id_, {}).get("instrument", ""))
        lever = next((x for x in instrument.levers if x.name == name), None) if instrument else None
        return (
            f"{instrument.label[language]}: {lever.label[language].lower()}" if instrument and lever else rest or factor
        )


def find_experiments(results: Path) -> list[StoredExperiment]:
    """Return the experiments below a folder, the newest first. What is unfinished, damaged or foreign is left out."""
    found = [one for folder in folders_below(results) if (one := _listed(results, folder)) is not None]
    return sorted(found, key=lambda one: (-one.written, one.id))


def _listed(results: Path, folder: Path) -> StoredExperiment | None:
    if not all((folder / name).is_file() for name in (MANIFEST, POINTS, RESULTS)):
        return None
    try:
        manifest = read_manifest(folder)
        command = manifest["identity"]["command"]
        if manifest["state"] != "complete" or command not in (SWEEP, BREAKEVEN):
            return None
        kind = SENSITIVITY if command == SWEEP and (folder / FILE).is_file() else command
        id_ = folder.relative_to(results).as_posix()
        return StoredExperiment(id_, folder, kind, manifest, (folder / MANIFEST).stat().st_mtime)
    except (BadInput, KeyError, TypeError, OSError):
        return None


def points(one: StoredExperiment) -> pd.DataFrame:
    """Return what each point is: a column per factor. Raises BadInput."""
    return _csv(one.folder / POINTS).set_index("point")


def indices(one: StoredExperiment) -> pd.DataFrame:
    """Return the rows of a sensitivity analysis. Raises BadInput."""
    return _csv(one.folder / FILE).fillna({"year": ""})


def answer(one: StoredExperiment) -> dict[str, Any]:
    """Return question and answer of a break-even. Raises BadInput."""
    path = one.folder / ANSWER
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInput("the file is damaged", file=path, expected="an experiment that omland wrote") from error


def _csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise BadInput("the file is damaged", file=path, expected="an experiment that omland wrote") from error


def outcomes(one: StoredExperiment) -> list[tuple[str, str, str]]:
    """Return indicator, place and group of everything that the runs of an experiment hold, zones left out."""
    return _outcomes(one.folder / RESULTS, one.written)


@lru_cache(maxsize=16)
def _outcomes(path: Path, written: float) -> list[tuple[str, str, str]]:  # noqa: ARG001  a newer file is another entry
    columns = ["indicator", "place", "group"]
    try:
        table = pq.read_table(path, columns=columns).group_by(columns).aggregate([])
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput("the results are damaged", file=path, expected="results that omland wrote") from error
    found = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    known = indicators()
    return sorted(key for key in found if key[0] in known and not key[1].startswith("zone:"))


def numbers(one: StoredExperiment, outcome: Outcome) -> np.ndarray:
    """Return a number per point and replication [points, replications]; with two scenarios their paired difference."""
    n_points = len(points(one))
    found = outcome.of_results(one.folder, one.scenarios, n_points, one.replications)
    return found[-1] - found[0] if len(one.scenarios) > 1 else found[0]
