"""Members of groups without Python loops."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def members(group: Any, n_groups: Any) -> Any:
    """Return (start [n_groups+1], order): members of group g are order[start[g]:start[g+1]], in row order.

    `group` [n] holds group numbers; negative = in no group.
    """
    start = np.zeros(n_groups + 1, np.int64)
    for i in range(group.size):
        if group[i] >= 0:
            start[group[i] + 1] += 1
    for g in range(n_groups):
        start[g + 1] += start[g]
    fill = start[:-1].copy()
    order = np.empty(start[n_groups], np.int64)
    for i in range(group.size):
        g = group[i]
        if g >= 0:
            order[fill[g]] = i
            fill[g] += 1
    return start, order
