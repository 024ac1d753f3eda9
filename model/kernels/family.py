"""Family facts about households and persons, in one pass each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def youngest_child(household: Any, age: Any, n_households: Any) -> Any:
    """Age of the youngest member under 18 of every household [m], 99 = none."""
    out = np.full(n_households, 99, np.int64)
    for i in range(household.size):
        h = household[i]
        if h >= 0 and age[i] < 18 and age[i] < out[h]:
            out[h] = age[i]
    return out


@njit(cache=True, nogil=True)
def adult_child_place(mother: Any, age: Any, place: Any, household: Any, key: Any) -> Any:
    """Place of one adult child of every person [n] who lives in another household (the one of largest key), −1 = none."""
    out = np.full(mother.size, -1, np.int64)
    best = np.zeros(mother.size, np.uint64)
    for i in range(mother.size):
        m = mother[i]
        if m < 0 or age[i] < 18 or place[i] < 0:
            continue
        if household[i] >= 0 and household[i] == household[m]:
            continue
        if out[m] < 0 or key[i] > best[m]:
            out[m], best[m] = place[i], key[i]
    return out
