"""Scenarios against a base, replication by replication.

Replication r of every scenario has the seed `base seed + r`, so two of them are twins: their difference was caused by
what the scenario changes. For each indicator, place, group and year the differences d_r give

    mean ± t(0.975, n−1) · s / √n        (Student 1908: the interval of a mean of n paired differences)

and the share of replications in which the scenario is above the base. Where the interval holds 0, or the smallest effect
that the user cares about, the verdict is "too close to call"; where it lies within that smallest effect, "too small to
matter"; where every difference is exactly 0, "unchanged". The interval says how sure the *mean over replications* is.
What varies between them (random numbers, assumptions, parameters) is the business of `experiments/uncertainty.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from experiments.run import RunResult, Series

CONFIDENCE = 0.95
UNCHANGED, CLOSE, HIGHER, LOWER = "unchanged", "too close to call", "higher", "lower"
SMALL = "too small to matter"
NOTHING: Mapping[str, float] = MappingProxyType({})
SPREAD = (0.05, 0.95)  # nine of ten runs


@dataclass(frozen=True)
class Panel:
    """All replications of some scenarios on one grid: values[scenario] is [replications, years, series]."""

    series: tuple[Series, ...]
    is_flow: NDArray[np.bool_]
    years: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]
    seeds: tuple[int, ...]

    @property
    def end(self) -> int:
        """The last 1 January."""
        return int(self.years[-1])


def panel(runs: Sequence[RunResult]) -> Panel:
    """Align runs; every scenario must have the same replications.

    A flow that a run does not name never happened in it (a payer who pays nothing without the policy): it is 0.
    """
    flow_of: dict[Series, bool] = {}
    for run in runs:
        flow_of.update(zip(run.series, run.is_flow.tolist(), strict=True))
    series = tuple(sorted(flow_of))
    is_flow = np.array([flow_of[s] for s in series], dtype=bool)
    column = {s: n for n, s in enumerate(series)}
    years = np.array(sorted({int(y) for run in runs for y in run.years}), dtype=np.int64)
    replications = sorted({run.replication for run in runs})
    names = list(dict.fromkeys(run.scenario for run in runs))
    values = {name: np.full((len(replications), len(years), len(series)), np.nan) for name in names}
    for run in runs:
        rows = np.searchsorted(years, run.years)
        columns = np.array([column[s] for s in run.series], dtype=np.int64)
        grid = values[run.scenario][replications.index(run.replication)]
        grid[np.ix_(rows, columns)] = run.values
        named = np.zeros(len(series), dtype=bool)
        named[columns] = True
        grid[:-1, is_flow & ~named] = 0.0
    seeds = {run.replication: run.seed for run in runs}
    return Panel(series, is_flow, years, values, tuple(seeds[r] for r in replications))


def paired(scenario: NDArray[np.float64], base: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Paired statistics over the first axis (replications); a pair with nan is left out.

    Returns arrays of the remaining shape: n, base_mean, scenario_mean, difference, sd, low, high, share_above,
    share_below, p05, p95 (nine of ten differences lie between; nan where a pair has nan). With fewer than two pairs the
    interval is nan.
    """
    d = scenario - base
    known = ~np.isnan(d)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, d, 0.0).sum(axis=0) / n
        square = np.where(known, (d - mean) ** 2, 0.0).sum(axis=0)
        sd = np.where(n > 1, np.sqrt(square / (n - 1)), np.nan)
        p05, p95 = np.quantile(d, SPREAD, axis=0)
        half = np.where(n > 1, student.ppf(0.5 + CONFIDENCE / 2, np.maximum(n - 1, 1)) * sd / np.sqrt(n), np.nan)
        return {
            "n": n,
            "base_mean": np.where(known, base, 0.0).sum(axis=0) / n,
            "scenario_mean": np.where(known, scenario, 0.0).sum(axis=0) / n,
            "difference": mean,
            "sd": sd,
            "low": mean - half,
            "high": mean + half,
            "share_above": (d > 0).sum(axis=0) / n,
            "share_below": (d < 0).sum(axis=0) / n,
            "p05": p05,
            "p95": p95,
        }


def ratio(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> tuple[float, float, float]:
    """Ratio of two paired means with Fieller's (1954) interval: numerator, denominator [replications].

    nan where it cannot be said: fewer than two pairs, or a denominator whose own interval holds 0.
    """
    n = len(numerator)
    if n < 2:
        return np.nan, np.nan, np.nan
    a, b = float(numerator.mean()), float(denominator.mean())
    (v_a, v_ab), (_, v_b) = np.cov(numerator, denominator) / n
    t2 = float(student.ppf(0.5 + CONFIDENCE / 2, n - 1)) ** 2
    g = b * b - t2 * v_b
    if not g > 0:
        return np.nan, np.nan, np.nan
    half = np.sqrt(max((a * b - t2 * v_ab) ** 2 - g * (a * a - t2 * v_a), 0.0))
    return a / b, (a * b - t2 * v_ab - half) / g, (a * b - t2 * v_ab + half) / g


def verdicts(stats: Mapping[str, NDArray[np.float64]], smallest: Any = 0.0) -> NDArray[np.object_]:
    """Say for each difference: unchanged, higher, lower, too small to matter, or too close to call.

    smallest: the smallest effect that the user cares about, in the unit of the difference; broadcast.
    """
    same = (stats["share_above"] == 0) & (stats["share_below"] == 0)
    known = np.full(same.shape, CLOSE, dtype=object)
    known[stats["low"] > smallest] = HIGHER
    known[stats["high"] < -np.asarray(smallest)] = LOWER
    known[(stats["low"] >= -np.asarray(smallest)) & (stats["high"] <= smallest)] = SMALL
    known[same] = UNCHANGED
    return known


def more_runs(stats: Mapping[str, NDArray[np.float64]], smallest: Any = 0.0) -> NDArray[np.float64]:
    """About how many more paired runs would settle what is too close to call, if mean and spread stay as they are.

    The half-width 1.96 · sd / √n must come below the distance from the mean to the smallest effect; nan where the
    verdict is another, inf where the mean lies on it.
    """
    gap = np.abs(np.abs(stats["difference"]) - smallest)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.ceil((student.ppf(0.5 + CONFIDENCE / 2, np.inf) * stats["sd"] / gap) ** 2)
        more = np.where(np.isnan(stats["sd"]), np.nan, np.maximum(needed - stats["n"], 1.0))
    return np.where(verdicts(stats, smallest) == CLOSE, more, np.nan)


def differences(data: Panel, base: str, smallest: Mapping[str, float] = NOTHING) -> pd.DataFrame:
    """Return the paired differences from `base` by scenario, year, indicator, place and group.

    smallest: the smallest effect that the user cares about, by indicator; 0 for those that it does not name.
    """
    return _frames(data, base, data.values, data.years.tolist(), smallest)


def over_the_run(
    data: Panel, base: str, is_summed: NDArray[np.bool_], smallest: Mapping[str, float] = NOTHING
) -> pd.DataFrame:
    """Return the paired differences of the whole run: stocks at its end, flows summed (else their mean) over its years.

    is_summed: of the series, those flows that add up over years [series]. The column `year` is the last 1 January for
    stocks and the last calendar year for flows; `over` is "end", "sum" or "mean".
    """
    values = whole_run(data, is_summed)
    frame = _frames(data, base, {name: x[:, None, :] for name, x in values.items()}, [data.end], smallest)
    over = np.where(~data.is_flow, "end", np.where(is_summed, "sum", "mean"))
    of_series = dict(zip(data.series, over, strict=True))
    keys = zip(frame["indicator"], frame["place"], frame["group"], frame["unit"], strict=True)
    frame["over"] = [of_series[key] for key in keys]
    frame.loc[frame["over"] != "end", "year"] = data.end - 1
    return frame


def whole_run(data: Panel, is_summed: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """Return a number per run and series, by scenario [replications, series]: stocks at the end, flows over the years."""
    values = {}
    for name, x in data.values.items():
        whole = x[:, -1, :].copy()
        flows = x[:, :-1, :]
        known = (~np.isnan(flows)).sum(axis=1)
        with np.errstate(invalid="ignore"):
            total = np.where(known > 0, np.nansum(flows, axis=1), np.nan)
            whole[:, data.is_flow] = total[:, data.is_flow]
            averaged = data.is_flow & ~is_summed
            whole[:, averaged] = (total / known)[:, averaged]
        values[name] = whole
    return values


def _frames(
    data: Panel, base: str, values: Mapping[str, NDArray[np.float64]], years: list[int], smallest: Mapping[str, float]
) -> pd.DataFrame:
    least = np.array([smallest.get(s[0], 0.0) for s in data.series])
    parts = [
        _frame(data.series, name, base, x, values[base], years, least) for name, x in values.items() if name != base
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _frame(
    series: tuple[Series, ...],
    name: str,
    base_name: str,
    scenario: NDArray[np.float64],
    base: NDArray[np.float64],
    years: list[int],
    smallest: NDArray[np.float64],
) -> pd.DataFrame:
    """Return one scenario's differences as rows; a series without a value in a year has none."""
    stats = paired(scenario, base)
    rows, columns = np.nonzero(stats["n"] > 0)
    keys = np.array(series, dtype=object).reshape(-1, 4)
    frame = pd.DataFrame({"scenario": name, "base": base_name, "year": np.array(years)[rows]})
    for position, key in enumerate(("indicator", "place", "group", "unit")):
        frame[key] = pd.Categorical(keys[columns, position])
    for key, values in stats.items():
        frame[key] = values[rows, columns]
    frame["verdict"] = pd.Categorical(
        verdicts(stats, smallest)[rows, columns], [UNCHANGED, CLOSE, HIGHER, LOWER, SMALL]
    )
    frame["more_runs"] = more_runs(stats, smallest)[rows, columns]
    return frame
