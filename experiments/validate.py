"""`omland validate`: a region run from 2005 and 2015 with the nation's paths as they became, held against what happened.

An ensemble draws seeds, the fitted constants (as sure as their calibration says) and the world paths that a backcast
does not know (`backcast.REALISED` it does). Its mean is the projection, its middle 80 % the interval. Compared with no
change, the trend of the ten years before, and cohort change ratios of the five years before, where the figures of those
years are in the bundle. Municipalities are the smallest places with published figures, so `with_town` is the sum of those
with a zone of a town, `without_town` that of the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from experiments.backcast import REALISED, backcast
from experiments.commands import RESULTS_FOLDER
from experiments.comparators import cohort_component, coverage, linear_trend, mape
from experiments.manifest import identity, manifest
from experiments.run import RunResult, run_scenario
from experiments.store import MANIFEST, read_results, write_atomically, write_json, write_parquet
from experiments.sweep import SweepOptions, kept, run_missing
from experiments.sweep_store import Case, digest, forget_runs, prepare, write_sweep
from experiments.uncertainty import draw, draw_fitted, with_draw
from experiments.workers import Simulate, Task
from model.inputs import RegionData, Scenario
from scenarios.bundle import base_years, load_region, region_folder
from scenarios.errors import BadInput

BASES, END = (2005, 2015), 2025
HORIZONS = (5, 10, 15, 20)
BANDS = {"0-19": (0, 20), "20-39": (20, 40), "40-66": (40, 67), "67-79": (67, 80), "80+": (80, 200)}
METHODS = ("model", "no_change", "linear_trend", "cohort_component")
CHOOSABLE = ("no_change", "linear_trend")  # what 2005-2015 can choose: ratios of 2000-2005 are not known
TREND, INTERVAL, AGES = 10, 0.8, 121
TABLE = "validation"

Progress = Callable[[str, int, int], None]
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class ValidateOptions:
    """How to run. `out` None: results/validate-REGION."""

    out: Path | None = None
    replications: int = 40
    seed: int = 1
    workers: int = 1
    replace: bool = False
    simulate: Simulate = run_scenario


class Validated(NamedTuple):
    """What is known about a region: its table (a row per base year, horizon, place and group), published totals, paths."""

    folder: Path
    data: RegionData
    table: pd.DataFrame
    paths: pd.DataFrame  # base, place, year, model, low, high: residents by year


def validate(region: str | Path, options: ValidateOptions, on_progress: Progress = lambda *_: None) -> Validated:
    """Run what is not yet run, write table and figures. Raises BadInput for a region without a published past."""
    scenarios = backcasts(region)
    data = scenarios[0].region
    folder = options.out or RESULTS_FOLDER / f"validate-{data.id}"
    n = options.replications
    if n < 2:
        raise BadInput("the number of replications is wrong", value=n, expected="2 or more")
    who = identity("validate", scenarios, options.seed, n)
    if not prepare(folder, who, replace=options.replace):
        _run(folder, who, scenarios, options, on_progress)
    found = measured(folder, scenarios)
    _write(found)
    return found


def backcasts(region: str | Path) -> list[Scenario]:
    """Return the scenarios of a region from those of BASES that it has."""
    bases = [base for base in BASES if base in base_years(region)]
    known = published(load_region(region))
    usable = [base for base in bases if any(base + h in known for h in HORIZONS if base + h <= END)]
    if not usable:
        raise BadInput(
            f"{region} has no past to compare with", file=region_folder(region), value=str(region),
            expected=f"a base year of {' or '.join(map(str, BASES))} in region.toml, and the population of later years",
        )  # fmt: skip
    return [backcast(region, base, END) for base in usable]


def _run(
    folder: Path, who: dict[str, Any], scenarios: Sequence[Scenario], options: ValidateOptions, on_progress: Progress
) -> None:
    began = time.perf_counter()
    tasks = [Task(s, r) for s in range(len(scenarios)) for r in range(options.replications)]
    simulate = partial(kept, simulate=partial(_member, simulate=options.simulate), keep=frozenset({"population"}))
    how = SweepOptions(workers=options.workers, simulate=simulate)
    facts, _ = run_missing(folder, digest(who), scenarios, tasks, options.seed, how, on_progress)
    write_sweep(folder, [Case(s.name, 0) for s in scenarios], facts, lambda: None)
    content = manifest(who, scenarios, [], facts, time.perf_counter() - began, options.workers)
    write_json(folder / MANIFEST, content)
    forget_runs(folder)


def _member(scenario: Scenario, seed: int, *, simulate: Simulate, **options: Any) -> RunResult:
    """Run a member of the ensemble: what is not known in a backcast is drawn for its seed."""
    world = {name: factor for name, factor in draw("world", seed)["world"].items() if name not in REALISED}
    fitted = draw_fitted(scenario.region.national.calibration, seed)
    return simulate(with_draw(scenario, {"world": world, "parameters": fitted}), seed, **options)


# ---------------------------------------------------------------------------------------------------------- published


def published(data: RegionData) -> dict[int, _Array]:
    """Return the residents of each published year [municipalities, men and women, ages]."""
    codes = [m.code for m in data.municipalities]
    found = {}
    for year, rows in data.population.groupby("year"):
        people = np.zeros((len(codes), 2, AGES))
        where = (
            rows["municipality"].map(codes.index).to_numpy(),
            (rows["sex"] == "female").to_numpy(np.int64),
            np.minimum(rows["age"].to_numpy(), AGES - 1),
        )
        np.add.at(people, where, rows["persons"].to_numpy(float))
        found[int(year)] = people
    return found


def totals(data: RegionData) -> dict[int, _Array]:
    """Return the published residents of each year [municipalities], from history and population."""
    codes = [m.code for m in data.municipalities]
    rows = data.history[data.history["quantity"] == "population"]
    wide = rows.pivot_table(index="year_from", columns="municipality", values="value").reindex(columns=codes).dropna()
    by_year = {int(year): np.asarray(values, float) for year, values in zip(wide.index, wide.to_numpy(), strict=True)}
    return by_year | {year: people.sum(axis=(1, 2)) for year, people in published(data).items()}


def groups_of(data: RegionData) -> dict[str, NDArray[np.bool_]]:
    """Return the places that are compared as the municipalities that make them up [municipalities]."""
    codes = [m.code for m in data.municipalities]
    zones = {zone for town in data.towns for zone in town.zones}
    with_town = set(data.zones[data.zones["zone_id"].isin(zones)]["municipality"])
    town = np.array([code in with_town for code in codes])
    own = {f"municipality:{code}": np.array([c == code for c in codes]) for code in codes}
    return {"region": np.ones(len(codes), bool), "with_town": town, "without_town": ~town, **own}


def projections(data: RegionData, base: int, years: int) -> dict[str, dict[str, _Array]]:
    """Return what comparators say of `years` after a base year: method -> group -> residents [municipalities].

    A method is absent where the years that it needs are not published.
    """
    ages, whole = published(data), totals(data)
    now = ages[base]

    def by_group(people: _Array) -> dict[str, _Array]:
        bands = {f"age:{name}": people[..., low:high].sum(axis=(1, 2)) for name, (low, high) in BANDS.items()}
        return {"all": people.sum(axis=(1, 2)), **bands}

    found = {"no_change": by_group(now)}
    if base - TREND in whole:
        trend = {"all": linear_trend(whole[base - TREND], whole[base], TREND, years)}
        if base - TREND in ages:
            before, here = by_group(ages[base - TREND]), by_group(now)
            trend |= {g: linear_trend(before[g], here[g], TREND, years) for g in here if g != "all"}
        found["linear_trend"] = trend
    if base - 5 in ages and years % 5 == 0:
        found["cohort_component"] = by_group(cohort_component(ages[base - 5], now, years // 5)[-1])
    return found


# ------------------------------------------------------------------------------------------------------------ measured


def measured(folder: Path, scenarios: Sequence[Scenario]) -> Validated:
    """Return the table of a folder whose runs are there."""
    data = scenarios[0].region
    runs = read_results(folder)
    runs = runs[runs["group"].isin(["all", *(f"age:{band}" for band in BANDS)])]
    rows, paths = [], []
    for scenario in scenarios:
        own = runs[runs["scenario"] == scenario.name]
        members = _members(own, data)
        paths.append(_paths(members, data, scenario.start))
        for years in (h for h in HORIZONS if scenario.start + h in published(data) and scenario.start + h <= END):
            rows += _rows(members, data, scenario.start, years)
    return Validated(folder, data, pd.DataFrame(rows), pd.concat(paths, ignore_index=True))


def _members(runs: pd.DataFrame, data: RegionData) -> dict[tuple[str, int], _Array]:
    """Return residents by group and year [members, municipalities]."""
    places = [f"municipality:{m.code}" for m in data.municipalities]
    own = runs[runs["place"].isin(places)].assign(place=runs["place"].astype(str), group=runs["group"].astype(str))
    found = {}
    for (group, year), part in own.groupby(["group", "year"]):
        wide = part.pivot(index="replication", columns="place", values="value").reindex(columns=places)
        found[str(group), int(year)] = wide.fillna(0.0).to_numpy(float)
    return found


def _interval(values: _Array) -> tuple[float, float]:
    tail = (1.0 - INTERVAL) / 2.0
    low, high = np.quantile(values, [tail, 1.0 - tail])
    return float(low), float(high)


def _paths(members: dict[tuple[str, int], _Array], data: RegionData, base: int) -> pd.DataFrame:
    rows = []
    for (group, year), values in members.items():
        if group != "all":
            continue
        for place, mine in groups_of(data).items():
            one = values[:, mine].sum(axis=1)
            rows.append((base, place, year, float(one.mean()), *_interval(one)))
    return pd.DataFrame(rows, columns=["base", "place", "year", "model", "low", "high"])


def _rows(members: dict[tuple[str, int], _Array], data: RegionData, base: int, years: int) -> list[dict[str, Any]]:
    truth, naive = published(data)[base + years], projections(data, base, years)
    spans = {"all": (0, AGES)} | {f"age:{name}": span for name, span in BANDS.items()}
    rows = []
    for place, mine in groups_of(data).items():
        for group, (first, last) in spans.items():
            values = members[group, base + years][:, mine].sum(axis=1)
            low, high = _interval(values)
            known = float(truth[mine][..., first:last].sum())
            row = {
                "region": data.id,
                "base": base,
                "years": years,
                "year": base + years,
                "place": place,
                "group": group,
            }
            row |= {"published": known, "model": float(values.mean()), "low": low, "high": high}
            for method in METHODS[1:]:
                by_group = naive.get(method, {})
                row[method] = float(by_group[group][mine].sum()) if group in by_group else np.nan
            for method in METHODS:
                row[f"{method}_error_%"] = 100.0 * (row[method] / known - 1.0) if known > 0 else np.nan
            rows.append(row)
    return rows


# ------------------------------------------------------------------------------------------------------------- summary


def summary(table: pd.DataFrame, group: str = "all") -> pd.DataFrame:
    """Return mean absolute percentage errors of municipalities by base year and horizon, and coverage of the interval."""
    own = table[table["place"].str.startswith("municipality:") & (table["group"] == group)]
    rows = []
    for (base, years), part in own.groupby(["base", "years"]):
        truth = part["published"].to_numpy()
        errors = {m: mape(part[m].to_numpy(), truth) if part[m].notna().all() else np.nan for m in METHODS}
        inside = coverage(part["low"].to_numpy(), part["high"].to_numpy(), truth)
        rows.append({"base": base, "years": years, "municipalities": len(part), **errors, "coverage_%": 100.0 * inside})
    return pd.DataFrame(rows)


def best_comparator(table: pd.DataFrame) -> str | None:
    """Return the comparator with the least error over 2005-2015, None where that was not run."""
    found = summary(table)
    found = found[(found["base"] == BASES[0]) & (found["base"] + found["years"] == BASES[1])]
    known = {m: float(found[m].iloc[0]) for m in CHOOSABLE if len(found) and np.isfinite(found[m].iloc[0])}
    return min(known, key=known.__getitem__) if known else None


def against_best(table: pd.DataFrame) -> pd.DataFrame:
    """Return the error of the model from 2015 over that of the best comparator, by horizon."""
    best, found = best_comparator(table), summary(table)
    found = found[found["base"] == BASES[1]]
    if best is None or not len(found):
        return pd.DataFrame(columns=["years", "model", "comparator", "error", "ratio"])
    return pd.DataFrame(
        {"years": found["years"], "model": found["model"], "comparator": best, "error": found[best],
         "ratio": found["model"] / found[best]}
    )  # fmt: skip


def _write(found: Validated) -> None:
    from experiments.validate_figures import save

    table = pa.Table.from_pandas(found.table, preserve_index=False).replace_schema_metadata(None)
    write_atomically(found.folder / f"{TABLE}.parquet", lambda path: write_parquet(path, table))
    write_atomically(
        found.folder / f"{TABLE}.csv", lambda path: found.table.to_csv(path, index=False, float_format="%.6g")
    )
    save(found.folder / "figures", found)
