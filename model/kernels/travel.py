"""How minutes on the road weigh on a commuter."""

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
