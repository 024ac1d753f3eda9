"""`omland sensitivity`: which assumptions, numbers and levers matter, and how much, by Morris' or Sobol's method.

    morris   mu* = mean |change of the outcome from one end of a factor's range to the other|, sigma = spread of that change
             (interactions and bends); Morris 1991, Campolongo, Cariboni and Saltelli 2007
    sobol    S1 = share of the outcome's variance that a factor explains by itself, ST = with all its interactions;
             Sobol' 1993, Saltelli et al. 2010

Intervals are SALib's bootstrap over the design (95 %). The outcome of a point is the mean over its replications: all
points have the same seeds, so what is left of chance is said beside it (`chance`). A design with `against` analyses the
paired difference between its two scenarios: which assumptions matter for the *effect* of a measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.design_file import Design
from experiments.design_points import problem
from experiments.outcomes import Outcome
from experiments.store import write_atomically
from experiments.sweep import Progress, SweepOptions, Swept, sweep_design
from scenarios.errors import BadInput

FILE = "sensitivity.csv"
RANKED_BY = {"morris": "mu_star", "sobol": "ST"}
RESAMPLES = 1000


@dataclass(frozen=True)
class Sensitivity:
    """Indices of one outcome, the most important factor first. chance: variance of a point's mean over seeds as a share
    of the variance between points; nan with one replication."""

    outcome: Outcome
    table: pd.DataFrame
    mean: float
    sd: float
    chance: float


def sensitivity(
    design: Design, outcomes: Sequence[Outcome], options: SweepOptions, on_progress: Progress = lambda *_: None
) -> tuple[Swept, list[Sensitivity]]:
    """Run what is not yet run of a design, analyse it, and write sensitivity.csv and figures beside the results."""
    from experiments.sensitivity_figures import save_sensitivity

    if design.method not in RANKED_BY:
        raise BadInput(
            f"a {design.method} says little about sensitivity",
            file=design.path,
            value=design.method,
            expected='method = "morris" (which factors matter) or "sobol" (how much of the variance)',
        )
    chosen = [outcome.check() for outcome in outcomes or default_outcomes(design)]
    swept = sweep_design(design, options, on_progress)
    names = [s.name for s in design.scenarios()]
    found = []
    for outcome in chosen:
        numbers = outcome.of_results(swept.folder, names, swept.points, design.replications)
        found.append(analyse(design, outcome, numbers[-1] - numbers[0] if len(names) > 1 else numbers[0]))
    rows = pd.concat([one.table.assign(**_keys(one)) for one in found], ignore_index=True)
    rows = rows[[*_keys(found[0]), *found[0].table.columns]]
    write_atomically(swept.folder / FILE, lambda path: rows.to_csv(path, index=False, float_format="%.6g"))
    save_sensitivity(swept.folder / "figures", design, found)
    return swept, found


def default_outcomes(design: Design) -> list[Outcome]:
    """Return what is analysed unless something is asked for: what the design keeps, in the whole region."""
    return [Outcome(indicator) for indicator in design.indicators or ("population", "jobs", "employed")]


def analyse(design: Design, outcome: Outcome, numbers: NDArray[np.float64]) -> Sensitivity:
    """Return the indices of a number per point and replication [points, replications]."""
    if np.isnan(numbers).any():
        raise BadInput("some runs have no value", value=outcome.name, expected="an outcome that every run has")
    by_point = numbers.mean(axis=1)
    spread = float(by_point.var(ddof=1))
    within = float(numbers.var(axis=1, ddof=1).mean()) / numbers.shape[1] if numbers.shape[1] > 1 else np.nan
    table = pd.DataFrame({"factor": [f.name for f in design.factors], **_indices(design, by_point, spread)})
    ranked = table.sort_values(RANKED_BY[design.method], ascending=False, kind="stable", ignore_index=True)
    return Sensitivity(outcome, ranked, float(by_point.mean()), spread**0.5, within / spread if spread else np.nan)


def _indices(design: Design, y: NDArray[np.float64], spread: float) -> dict[str, Any]:
    from SALib.analyze import morris, sobol

    k = len(design.factors)
    if design.method == "morris":
        said = problem(design.factors)
        got = morris.analyze(
            said, design.cube(), y, num_levels=design.sampling.levels, num_resamples=RESAMPLES, seed=design.seed
        )
        return {key: np.asarray(got[key]) for key in ("mu_star", "mu_star_conf", "mu", "sigma")}
    if spread == 0:  # nothing to explain
        return {key: np.zeros(k) for key in ("S1", "S1_conf", "ST", "ST_conf")}
    said = problem(design.factors)
    got = sobol.analyze(said, y, calc_second_order=False, num_resamples=RESAMPLES, seed=design.seed)
    return {key: np.asarray(got[key]) for key in ("S1", "S1_conf", "ST", "ST_conf")}


def _keys(one: Sensitivity) -> dict[str, Any]:
    outcome = one.outcome
    return {
        "indicator": outcome.indicator,
        "place": outcome.place,
        "group": outcome.group,
        "year": outcome.year if outcome.year is not None else "",
        "mean": one.mean,
        "sd": one.sd,
        "chance": one.chance,
    }
