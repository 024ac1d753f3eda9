"""Dose–response: the share of runs in which an outcome is good enough, by dose, and where it crosses a probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.stats import binomtest

CONFIDENCE = 0.95


class Response(NamedTuple):
    """What the runs of a dose gave, by seed: numbers [runs], is_met [runs]."""

    dose: float
    numbers: NDArray[np.float64]
    is_met: NDArray[np.bool_]


def wilson(is_met: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return a share with Wilson's (1927) 95 % interval."""
    n, k = len(is_met), int(is_met.sum())
    interval = binomtest(k, n).proportion_ci(CONFIDENCE, method="wilson")
    return k / n, float(interval.low), float(interval.high)


def curve(shares: NDArray[np.float64], runs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares by dose made to rise (isotonic regression, weighted by runs)."""
    return np.asarray(isotonic_regression(shares, weights=runs).x)


def root(doses: NDArray[np.float64], rising: NDArray[np.float64], probability: float) -> float:
    """Return the least dose at which a rising curve, linear between doses, reaches a probability; inf if none does."""
    at = int(np.searchsorted(rising, probability - 1e-12))
    if at == len(doses):
        return np.inf
    if at == 0:
        return float(doses[0])
    share = (probability - rising[at - 1]) / (rising[at] - rising[at - 1])
    return float(doses[at - 1] + share * (doses[at] - doses[at - 1]))


def crossing(
    responses: Sequence[Response], probability: float, resamples: int, seed: int
) -> tuple[float, float, float]:
    """Return where the curve crosses a probability, and the 95 % interval of that over seeds (percentile bootstrap).

    responses by ascending dose. A seed is drawn with all its doses, for these are twins.
    """
    doses = np.array([r.dose for r in responses])
    most = max(len(r.is_met) for r in responses)
    met = np.full((len(responses), most), np.nan)
    for n, response in enumerate(responses):
        met[n, : len(response.is_met)] = response.is_met
    known = ~np.isnan(met)
    hits = np.where(known, met, 0.0)
    estimate = root(doses, curve(hits.sum(axis=1) / known.sum(axis=1), known.sum(axis=1).astype(float)), probability)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(resamples):
        times = np.bincount(rng.integers(0, most, most), minlength=most).astype(float)
        runs = known @ times
        held = runs > 0
        found.append(root(doses[held], curve((hits @ times)[held] / runs[held], runs[held]), probability))
    tail = (1 - CONFIDENCE) / 2
    # Interpolation between a number and inf is nan: take the nearest of the sample.
    low, high = np.quantile(np.array(found), [tail, 1 - tail], method="nearest")
    return estimate, float(low), float(high)
