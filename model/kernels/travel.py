"""How minutes on the road weigh on a commuter, and sums along shortest paths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

T0_MIN = 30.0  # MODEL.md: half of the disutility is reached at 30 minutes
K = 3.0  # steepness in ln t; with theta = 5 the flow elasticity is −3.75 at 30 minutes (de Vries, Nijkamp, Rietveld 2009)


@njit(cache=True, nogil=True)
def disutility(t_min: Any) -> Any:
    """Return d(t) = 1 / (1 + (t/t0)^−k), between 0 and 1: a logistic in ln t."""
    if t_min <= 0.0:
        return 0.0
    return 1.0 / (1.0 + (t_min / T0_MIN) ** -K)


def disutility_matrix(times_min: Any) -> Any:
    """Array form: minutes [P, P] -> d [P, P]."""
    return 1.0 / (1.0 + (np.maximum(times_min, 1e-9) / T0_MIN) ** -K)


@njit(cache=True, nogil=True)
def along_paths(before: Any, on_link: Any) -> Any:
    """Sum of a quantity of links along shortest paths [P, P]; nan where there is no path.

    before [P, P] is the last place before each on the way from the row's place (negative: none), as scipy's Dijkstra
    gives it; on_link [P, P] the quantity of the link that joins two places.
    """
    n = before.shape[0]
    out = np.full((n, n), np.nan)
    stack = np.empty(n, np.int64)
    for a in range(n):
        out[a, a] = 0.0
        for b in range(n):
            top, at = 0, b
            while np.isnan(out[a, at]) and before[a, at] >= 0:
                stack[top] = at
                top += 1
                at = before[a, at]
            while top > 0:
                top -= 1
                last = before[a, stack[top]]
                out[a, stack[top]] = out[a, last] + on_link[last, stack[top]]
    return out
