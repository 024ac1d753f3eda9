"""`omland calibrate`: the free constants, fitted once to all regions together.

    free      outside constants of five age groups, immigration scale, return-tie scale, relocation base rate
    targets   cohort residuals by age 2005-2014 (SSB 07459), age profile of moves (EVIDENCE V3), distance of moves (V5)

Nothing else is looked at: what comes after 2014, and where within a region people live, is left for `omland validate`.
Each round runs all regions at the point and beside it in each constant, with the same seeds (so differences are paired),
and steps to the least squares of the linear surrogate (Gauss-Newton), with a weak pull towards where the constants
started, for the targets hardly tell immigration and return ties apart. The distance of a point is

    sum over targets ((got − wanted) / tolerance)² + sum over constants ((value − start) / (range / 6))²

The result is a dated file: constants, distance by target, covariance (of the surrogate, tolerances taken as standard
deviations) and a profile: the distance two standard deviations away in each constant, the others following.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.backcast import backcast
from experiments.calibration_file import write_calibration
from experiments.commands import RESULTS_FOLDER
from experiments.manifest import identity, timings
from experiments.migration_counts import COUNTS, NET_STARTS, counts
from experiments.store import MANIFEST, prepare_folder, write_json
from experiments.sweep import SweepOptions, run_missing
from experiments.sweep_store import Facts, digest, read_run
from experiments.workers import Simulate, Task
from model.inputs import RegionData, Scenario
from model.parameters import REGISTRY
from model.registry import load_parameters
from scenarios.bundle import find_regions
from scenarios.errors import BadInput
from scenarios.format import scenario_hash
from scenarios.founders import founders_of

START, END = 2005, 2015  # what the constants are fitted to ends here
STEPS = {  # free constants: how far beside the point the surrogate looks
    **{f"location.outside_{g}": 0.3 for g in range(5)},
    "location.family": 0.2,
    "candidates.immigration_scale": 0.2,
    "relocation.base_rate": 0.03,
}
_LONGEST = 3.0  # steps, of a move in one round: further the surrogate is not trusted
_WEAK = 6.0  # the pull's standard deviation is the range over this
_PROFILE = 2.0  # standard deviations

Progress = Callable[[str, int, int], None]


class Target(NamedTuple):
    """What a fit should give, and how far off is one unit of distance."""

    name: str
    wanted: float
    tolerance: float
    unit: str
    source: str


class Fit(NamedTuple):
    """The constants found."""

    values: dict[str, float]
    got: NDArray[np.float64]  # by target
    distance: float  # of the targets alone
    start_distance: float
    covariance: NDArray[np.float64]
    profile: dict[str, list[tuple[float, float]]]  # by constant: (value, rise of the distance)


@dataclass(frozen=True)
class CalibrateOptions:
    """How to run. `out` None: results/calibrate."""

    out: Path | None = None
    rounds: int = 4
    seeds: int = 2
    seed: int = 1
    workers: int = 1
    replace: bool = False
    simulate: Simulate = counts


def calibrate(
    options: CalibrateOptions, on_progress: Progress = lambda *_: None, regions: Sequence[str | Path] = ()
) -> tuple[Path, Fit, list[Target]]:
    """Fit the constants to all regions that come with Omland (or those named) and write the file. Ended, it continues."""
    if options.rounds < 1 or options.seeds < 1:
        raise BadInput(
            "rounds and seeds are counted from 1", value=min(options.rounds, options.seeds), expected="1 or more"
        )
    load_parameters()
    scenarios = [backcast(region, START, END) for region in regions or find_regions()]
    wanted = targets([s.region for s in scenarios])
    folder = options.out or RESULTS_FOLDER / "calibrate"
    who = identity("calibrate", scenarios, options.seed, options.seeds) | {"rounds": options.rounds}
    prepare_folder(folder, who, replace=options.replace)
    began = time.perf_counter()
    runs = _Runs(folder, digest(who), scenarios, options, on_progress)
    fit = search(runs.at, start(scenarios[0].region), wanted, options.rounds)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    path = folder / f"calibration-{today.isoformat()}.toml"
    write_calibration(path, today, fit, wanted, [s.region.id for s in scenarios], options)
    write_json(
        folder / MANIFEST,
        {"program": "omland", "state": "complete", "identity": who, "file": path.name,
         "timings": timings(runs.facts, time.perf_counter() - began, options.workers)},
    )  # fmt: skip
    return path, fit, wanted


def start(data: RegionData) -> dict[str, float]:
    """Return where the search begins: the constants in use."""
    return {name: data.national.calibration.values.get(name, REGISTRY[name].value) for name in STEPS}


# ------------------------------------------------------------------------------------------------------------ targets


def targets(regions: Sequence[RegionData]) -> list[Target]:
    """Return the targets for regions taken together. Raises BadInput for a region without cohort residuals."""
    years = END - START
    residents = sum(
        float(d.population[d.population["year"] == y]["persons"].sum()) for d in regions for y in (START, END)
    )
    found = []
    for n, first in enumerate(NET_STARTS):
        last = NET_STARTS[n + 1] - 1 if n + 1 < len(NET_STARTS) else None
        net = 1000.0 * sum(_residual(d, first, last) for d in regions) / (years * residents / 2.0)
        ages = f"{first}–{last}" if last else f"{first}+"
        found.append(
            Target(f"net migration, {ages} years", net, 0.2, "per 1,000 residents a year", "SSB 07459, 2005–2014")
        )
    return [
        *found,
        Target("moves of adults between municipalities, over V3's rates", 1.0, 0.1, "ratio", "EVIDENCE V3"),
        Target("moves per head at 20–29 over 40–49", 4.75, 1.25, "ratio", "EVIDENCE V3 (3.5–6)"),
        Target("share of moves within the municipality", 0.635, 0.085, "share", "EVIDENCE V5 (0.55–0.72)"),
        Target("share of moves that leave the region", 0.225, 0.075, "share", "EVIDENCE V5 (0.15–0.30)"),
    ]


def _residual(data: RegionData, first: int, last: int | None) -> float:
    """Published net migration of a region 2005–2014 by age at the end of each five years, persons."""
    table = data.history[data.history["quantity"] == "net_migration_by_age"]
    table = table[(table["year_from"] >= START) & (table["year_to"] < END)]
    if table.empty:
        raise BadInput(
            f"{data.id} has no net migration by age {START}–{END - 1} to fit to", value=data.id,
            expected="rows of `net_migration_by_age` in history.csv",
        )  # fmt: skip
    mine = (table["age_from"] >= first) & (table["age_from"] <= (last or 200))
    return float(table[mine]["value"].sum())


def of_counts(total: Mapping[str, float]) -> NDArray[np.float64]:
    """Return what is compared with the targets, from sums of COUNTS over runs."""
    moves = total["within"] + total["between"] + total["out"]
    return np.array([
        *(1000.0 * total[f"net_{first}"] / total["residents"] for first in NET_STARTS),
        total["adult_moves"] / total["adult_moves_v3"],
        (total["moves_20_29"] / total["persons_20_29"]) / (total["moves_40_49"] / total["persons_40_49"]),
        total["within"] / moves,
        total["out"] / moves,
    ])  # fmt: skip


# --------------------------------------------------------------------------------------------------------------- runs


class _Runs:
    """Runs points, keeps every run in the folder, and reads what is there already."""

    def __init__(
        self, folder: Path, name: str, scenarios: Sequence[Scenario], options: CalibrateOptions, on_progress: Progress
    ) -> None:
        self.folder, self.name, self.scenarios = folder, name, scenarios
        self.options, self.on_progress = options, on_progress
        self.facts: list[Facts] = []
        self.batches = 0

    def at(self, points: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """Return what is compared with the targets [points, targets]."""
        self.batches += 1
        folder, what = self.folder / f"batch-{self.batches:02d}", f"batch {self.batches}, runs"
        folder.mkdir(exist_ok=True)
        n = len(self.scenarios)
        cases = [_with(s, point) for s in self.scenarios for point in points]
        tasks = [Task(case, r) for case in range(len(cases)) for r in range(self.options.seeds)]
        for scenario in self.scenarios:
            founders_of(scenario.region)  # made and cached once, before the workers ask for them
        how = SweepOptions(workers=self.options.workers, simulate=self.options.simulate)
        name = digest({"calibration": self.name, "cases": [case.hash for case in cases]})
        facts, _ = run_missing(
            folder, name, cases, tasks, self.options.seed, how, lambda _, done, of: self.on_progress(what, done, of)
        )
        self.facts += facts
        sums = np.zeros((len(cases), len(COUNTS)))
        for task in tasks:
            sums[task.scenario] += read_run(folder, task.scenario, task.replication).values[0]
        total = sums.reshape(n, len(points), len(COUNTS)).sum(axis=0)
        return np.array([of_counts(dict(zip(COUNTS, row, strict=True))) for row in total])


def _with(scenario: Scenario, point: Mapping[str, float]) -> Scenario:
    changed = replace(scenario, parameters={**scenario.parameters, **point})
    return replace(changed, hash=scenario_hash(changed))


# ------------------------------------------------------------------------------------------------------------- search


def search(
    at: Callable[[Sequence[Mapping[str, float]]], NDArray[np.float64]],
    begin: Mapping[str, float],
    wanted: Sequence[Target],
    rounds: int,
) -> Fit:
    """Return the constants of the least distance after so many rounds of Gauss-Newton, with covariance and profile.

    at: what points give [points, targets].
    """
    names = list(begin)
    low, high = (np.array([getattr(REGISTRY[n], end) for n in names]) for end in ("low", "high"))
    step, first = np.array([STEPS[n] for n in names]), np.array([REGISTRY[n].value for n in names])
    goal, tolerance = np.array([t.wanted for t in wanted]), np.array([t.tolerance for t in wanted])
    spread = (high - low) / _WEAK

    def misses(theta: NDArray[np.float64], got: NDArray[np.float64]) -> float:
        return float((((got - goal) / tolerance) ** 2).sum() + (((theta - first) / spread) ** 2).sum())

    def point(theta: NDArray[np.float64]) -> dict[str, float]:
        return {n: round(float(v), 4) for n, v in zip(names, theta, strict=True)}

    theta = np.array([begin[n] for n in names])
    tried = []
    for number in range(rounds):
        side = np.where(theta + step <= high, step, -step)
        got = at([point(theta), *(point(theta + side * (np.arange(step.size) == k)) for k in range(step.size))])
        slope = ((got[1:] - got[0]) / side[:, None]).T / tolerance[:, None]
        information = slope.T @ slope + np.diag(1.0 / spread**2)
        tried.append((misses(theta, got[0]), theta, got[0], information))
        if number < rounds - 1:
            pull = slope.T @ ((goal - got[0]) / tolerance) + (first - theta) / spread**2
            move = np.linalg.solve(information, pull)
            move /= max(1.0, float(np.abs(move / step).max()) / _LONGEST)
            theta = np.round(np.clip(theta + move, low, high), 4)
    least, theta, got_there, information = min(tried, key=lambda one: one[0])
    covariance = np.linalg.inv(information)
    sd = np.sqrt(np.diag(covariance))
    away = [
        np.clip(theta + sign * _PROFILE * covariance[:, k] / sd[k], low, high)
        for k in range(sd.size)
        for sign in (-1, 1)
    ]
    rise = [misses(there, one) - least for there, one in zip(away, at([point(x) for x in away]), strict=True)]
    profile = {n: [(float(away[2 * k + s][k]), float(rise[2 * k + s])) for s in (0, 1)] for k, n in enumerate(names)}
    distances = [float((((one[2] - goal) / tolerance) ** 2).sum()) for one in (tried[0],)]
    own = float((((got_there - goal) / tolerance) ** 2).sum())
    return Fit(point(theta), got_there, own, distances[0], covariance, profile)


def rows(fit: Fit, wanted: Sequence[Target]) -> list[dict[str, Any]]:
    """Return the fit by target as rows."""
    return [
        {
            "target": t.name,
            "wanted": round(t.wanted, 3),
            "got": round(float(g), 3),
            "tolerance": t.tolerance,
            "unit": t.unit,
        }
        for t, g in zip(wanted, fit.got, strict=True)
    ]
