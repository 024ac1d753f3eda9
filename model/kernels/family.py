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
def guardian(i: Any, household: Any, mother: Any, father: Any, with_father: Any) -> Any:
    """Parent in the household whom the minor i goes with when that parent leaves it, −1 = none.

    The mother, unless the child is to live with the father or she lives elsewhere.
    """
    m, f = mother[i], father[i]
    has_mother = m >= 0 and household[m] == household[i]
    if f >= 0 and household[f] == household[i] and (with_father[i] or not has_mother):
        return f
    return m if has_mother else -1


@njit(cache=True, nogil=True)
def minors_along(household: Any, age: Any, mother: Any, father: Any, with_father: Any, leaves: Any) -> Any:
    """Minors who go with a parent that leaves the household: (rows, parent of each); leaves [n]."""
    rows, parent = np.empty(household.size, np.int64), np.empty(household.size, np.int64)
    n = 0
    for i in range(household.size):
        if household[i] < 0 or age[i] >= 18:
            continue
        g = guardian(i, household, mother, father, with_father)
        if g >= 0 and leaves[g]:
            rows[n], parent[n] = i, g
            n += 1
    return rows[:n], parent[:n]


@njit(cache=True, nogil=True)
def adult_child_place(mother: Any, father: Any, age: Any, place: Any, household: Any, key: Any) -> Any:
    """Place of one adult child of every person [n] who lives in another household (the one of largest key), −1 = none."""
    out = np.full(mother.size, -1, np.int64)
    best = np.zeros(mother.size, np.uint64)
    for i in range(mother.size):
        if age[i] < 18 or place[i] < 0:
            continue
        for parent in (mother[i], father[i]):
            if parent < 0 or (household[i] >= 0 and household[i] == household[parent]):
                continue
            if out[parent] < 0 or key[i] > best[parent]:
                out[parent], best[parent] = place[i], key[i]
    return out
