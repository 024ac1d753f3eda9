"""What happened before the base year: how long people have had their jobs and lived at their address.

Both are drawn from the stationary distribution of the yearly hazards, so that the first years run like the tenth: the
chance of having stayed t years is the product of (1 − hazard) back in time. Ages of firms: `assemble.py`, from
`firm_life.py`; people who have left: `leavers.py`.

Left out: what came before the present job and address.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import RENTING
from model.rng import uniform
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints
from model.synthesis.margins import MAX_AGE

_DRAW_TENURE, _DRAW_MOVED = 102, 103


@njit(cache=True, nogil=True)
def years_since(base: Any, key: Any, k: Any, limit: Any, hazard: Any, row: Any) -> Any:
    """Years [n] since the last renewal: hazard [rows, years back], row [n] of each, at most limit [n]."""
    out = np.empty(key.size, np.int64)
    last = hazard.shape[1] - 1
    for i in range(key.size):
        left = uniform(base, key[i], k)
        t = 0
        survived = 1.0
        while t < limit[i]:
            survived *= 1.0 - hazard[row[i], min(t, last)]
            if left > survived:
                break
            t += 1
        out[i] = t
    return out


def job_tenure(draft: Draft, key: NDArray[np.uint64], age: Ints, firm_age: Ints, hazard: Floats) -> Ints:
    """Whole years [n] in the present job; `hazard` [years] of leaving a job by tenure."""
    limit = np.maximum(np.minimum(age - 19, firm_age), 0)
    return np.asarray(years_since(draft.base, key, _DRAW_TENURE, limit, hazard[None, :], np.zeros(key.size, np.int64)))


def years_at_address(draft: Draft, ref_age: Ints, tenure: Ints) -> Ints:
    """Whole years [H] since each household moved to its home, by the reference person's age and tenure."""
    p = draft.params
    ages = np.arange(MAX_AGE)
    by_age = np.select([ages < 30, ages < 45, ages < 67], [3.0, 1.8, 1.0], 0.5)
    back = np.maximum(ages[:, None] - np.arange(70)[None, :], 0)
    owner = np.minimum(p.move_hazard_owner * by_age[back], 0.9)
    renter = np.minimum(p.move_hazard_tenant * by_age[back], 0.9)
    hazard = np.concatenate([owner, renter])
    row = np.minimum(ref_age, MAX_AGE - 1) + np.where(np.isin(tenure, RENTING), MAX_AGE, 0)
    limit = np.maximum(ref_age - 19, 0)
    return np.asarray(years_since(draft.base, draft.households.key, _DRAW_MOVED, limit, hazard, row))
