"""Comparisons that lie in a results folder, opened again: what `omland compare` wrote, with the same labels and sentences.

Nothing is computed anew: differences by year come from differences.parquet, one indicator at a time when it is asked for,
those of the whole run from summary.csv, what the scenarios say from manifest.json.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.commands import DIFFERENCES, SUMMARY
from experiments.compare import Panel
from experiments.copies import region_of
from experiments.ratios import RATIOS, read_ratios
from experiments.store import MANIFEST, read_manifest
from experiments.wording import Wording
from model.inputs import PolicySpec, RegionData, Scenario, WorldPath
from model.registry import indicators
from scenarios.errors import BadInput

DEPTH = 2  # results/<folder> and results/<group>/<folder>
SERIES = ["indicator", "place", "group", "unit"]


@dataclass(frozen=True)
class Listed:
    """A finished comparison in a results folder. `id`: its path within that folder, with slashes."""

    id: str
    folder: Path
    region: str
    titles: tuple[dict[str, str], ...]  # of all scenarios, the base first
    replications: int
    written: float  # when its manifest was written: seconds since 1970


def find_comparisons(results: Path) -> list[Listed]:
    """Return the comparisons below a folder, the newest first. What is unfinished, damaged or foreign is left out."""
    found = [listed for folder in folders_below(results) if (listed := _listed(results, folder))]
    return sorted(found, key=lambda one: (-one.written, one.id))


def folders_below(results: Path, depth: int = DEPTH) -> Iterator[Path]:
    """Give the folders below the results folder; a link that leads out of it is left alone."""
    yield from _below(results, results.resolve(), depth)


def _below(parent: Path, root: Path, depth: int) -> Iterator[Path]:
    if depth == 0 or not parent.is_dir():
        return
    for path in sorted(parent.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and path.resolve().is_relative_to(root):
            yield path
            yield from _below(path, root, depth - 1)


def _listed(results: Path, folder: Path) -> Listed | None:
    if not all((folder / name).is_file() for name in (MANIFEST, DIFFERENCES, SUMMARY)):
        return None
    try:
        manifest = read_manifest(folder)
        scenarios = manifest["scenarios"]
        if manifest["state"] != "complete" or manifest["identity"]["command"] != "compare":
            return None
        return Listed(
            id=folder.relative_to(results).as_posix(),
            folder=folder,
            region=scenarios[0]["region"],
            titles=tuple(s["title"] for s in scenarios),
            replications=len(manifest["seeds"]),
            written=(folder / MANIFEST).stat().st_mtime,
        )
    except (BadInput, KeyError, IndexError, TypeError, OSError):
        return None


@dataclass
class StoredComparison(Wording):
    """A comparison read from its folder. `is_same_region`: whether the region's data are still what it was made with."""

    folder: Path
    manifest: dict[str, Any]
    is_same_region: bool
    written: float  # when its manifest was written: seconds since 1970
    run_rows_read: pd.DataFrame = field(repr=False)

    def __post_init__(self) -> None:
        self.base = self.all_scenarios[0].name
        self.region: RegionData = self.all_scenarios[0].region
        self.scenarios = [s.name for s in self.all_scenarios[1:]]
        self.n = len(self.data.seeds)
        self.start = self.all_scenarios[0].start
        self.end = self.data.end
        self.run_rows = self.run_rows_read

    def rows(self, scenario: str, indicator: str, group: str = "all") -> pd.DataFrame:
        """Return the differences of every place and year, sorted; empty where there are none. Raises BadInput."""
        rows = _read_differences(self.folder / DIFFERENCES, self.written, indicator, group)
        return rows[rows["scenario"] == scenario]

    def by_year(self, scenario: str, indicator: str, place: str) -> pd.DataFrame:
        """Return the rows of every year of a place."""
        rows = self.rows(scenario, indicator)
        return rows[rows["place"] == place]

    @cached_property
    def groups_by_indicator(self) -> dict[str, list[str]]:
        """Return the groups that each indicator has, everybody first."""
        found: dict[str, set[str]] = {}
        for indicator, _, group, _ in self.data.series:
            found.setdefault(indicator, set()).add(group)
        return {indicator: sorted(groups, key=lambda g: (g != "all", g)) for indicator, groups in found.items()}

    @cached_property
    def places(self) -> list[str]:
        """Return the places that results are known for, single zones left out."""
        return list(dict.fromkeys(place for _, place, _, _ in self.data.series))

    @cached_property
    def all_places(self) -> frozenset[str]:
        """Return these places and every zone."""
        return frozenset(self.places) | {f"zone:{zone}" for zone in self.region.zones["zone_id"]}

    def is_flow(self, indicator: str) -> bool:
        """Whether an indicator counts what happens in a calendar year rather than what there is on 1 January."""
        return indicator in self.indicators and self.indicators[indicator].flow


def open_comparison(listed: Listed) -> StoredComparison:
    """Return a stored comparison; kept in memory until its folder is written again. Raises BadInput if it is damaged."""
    return _open(listed.folder, listed.written)


@lru_cache(maxsize=6)
def _open(folder: Path, written: float) -> StoredComparison:
    manifest = read_manifest(folder)
    try:
        region = region_of(folder, manifest["scenarios"][0]["region"])
        scenarios = [scenario_of(said, region) for said in manifest["scenarios"]]
        is_same = all(said["region_hash"] == region.hash for said in manifest["scenarios"])
        rows = _read_summary(folder)
        data = _empty_panel(rows, scenarios[0], tuple(manifest["seeds"]))
    except (KeyError, TypeError) as error:
        raise BadInput(
            "the manifest lacks what this version of Omland needs",
            file=folder / MANIFEST,
            expected="a comparison made by this version",
        ) from error
    said = {"uncertainty": manifest.get("uncertainty", "seeds"), "smallest": manifest.get("smallest", {})}
    said["ratios"] = read_ratios(folder / RATIOS)
    return StoredComparison(scenarios, data, indicators(), folder, manifest, is_same, written, rows, **said)


def scenario_of(said: dict[str, Any], region: RegionData) -> Scenario:
    """Return a scenario from what the manifest says of it."""
    return Scenario(
        name=said["name"],
        title=said["title"],
        region=region,
        start=said["start"],
        years=said["years"],
        world={
            name: WorldPath(tuple(int(y) for y in path), tuple(path.values())) for name, path in said["world"].items()
        },
        policies=tuple(PolicySpec(**spec) for spec in said["policies"]),
        events=tuple(PolicySpec(**spec) for spec in said["events"]),
        parameters=said["parameters"],
        hash=said["hash"],
        description=said.get("description", {}),
    )


def _empty_panel(rows: pd.DataFrame, base: Scenario, seeds: tuple[int, ...]) -> Panel:
    """Return which series, years and seeds there are, without the values of single runs."""
    series = tuple(sorted(rows[SERIES].drop_duplicates().astype(str).itertuples(index=False, name=None)))
    known = indicators()
    is_flow = np.array([s[0] in known and known[s[0]].flow for s in series], dtype=bool)
    years = np.arange(base.start, base.start + base.years + 1, dtype=np.int64)
    return Panel(series, is_flow, years, {}, seeds)


@lru_cache(maxsize=64)
def _read_differences(path: Path, written: float, indicator: str, group: str) -> pd.DataFrame:  # noqa: ARG001  a newer file is another entry
    wanted = [("indicator", "==", indicator), ("group", "==", group)]
    try:
        return pq.read_table(path, filters=wanted).to_pandas()
    except (OSError, pa.ArrowInvalid, KeyError) as error:
        raise BadInput("the differences are damaged", file=path, expected="a comparison that omland wrote") from error


def _read_summary(folder: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(folder / SUMMARY)
    except (OSError, ValueError) as error:
        raise BadInput(
            "the summary is damaged", file=folder / SUMMARY, expected="a comparison that omland wrote"
        ) from error
