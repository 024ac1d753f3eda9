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


@njit(cache=True, nogil=True)
def has_duplicates(keys: Any) -> Any:
    """Whether a key occurs twice: keys uint64 [n] -> bool, by an open-addressed table (a sort costs four times this)."""
    size = 16
    while size < 2 * keys.size:
        size *= 2
    table = np.zeros(size, np.uint64)
    is_used = np.zeros(size, np.bool_)
    mask = np.uint64(size - 1)
    for i in range(keys.size):
        slot = np.int64(keys[i] & mask)
        while is_used[slot]:
            if table[slot] == keys[i]:
                return True
            slot = (slot + 1) % size
        table[slot] = keys[i]
        is_used[slot] = True
    return False
