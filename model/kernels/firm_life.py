"""Survival and closure of firms by age and size.

S(a) is the share of new enterprises of one post that are there after a years; with size it becomes S(a)^f, f =
max(size, 1)^−γ. `p` is the NamedTuple of model/firm_life.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from model.codes import Owner
from model.rng import uniform

_PRIVATE = int(Owner.PRIVATE)


@njit(cache=True, nogil=True)
def log_survival(age: Any, p: Any) -> Any:
    """Return ln S(age) of a firm of one post; age in whole years."""
    if age <= 0:
        return 0.0
    if age == 1:
        return np.log(p.survival_1y)
    if age == 2:
        return np.log(p.survival_2y)
    if age == 3:
        return np.log(p.survival_3y)
    if age == 4:
        return np.log(p.survival_4y)
    young = min(age, 10) - 5
    old = max(age - 10, 0)
    return np.log(p.survival_5y) + young * np.log(1.0 - p.hazard_5_to_9) + old * np.log(1.0 - p.hazard_10_plus)


@njit(cache=True, nogil=True)
def exit_hazard(age: Any, size: Any, years_loss: Any, option: Any, p: Any) -> Any:
    """Probability that a private firm closes in the year in which it becomes `age` years old.

    1 − (S(age)/S(age−1))^(f·option·(1 + loss)), loss = p.loss_hazard for each year of loss beyond p.loss_patience; 0 from
    p.exit_max_size posts on. `option`: what other work there is near, 1 as on average.
    """
    if size >= p.exit_max_size:
        return 0.0
    loss = p.loss_hazard * max(0.0, years_loss - p.loss_patience)
    factor = max(size, 1.0) ** -p.size_exponent * option * (1.0 + loss)
    return 1.0 - np.exp((log_survival(age, p) - log_survival(age - 1, p)) * factor)


@njit(cache=True, nogil=True)
def exits(
    base: Any,
    key: Any,
    may_close: Any,
    owner: Any,
    founded_year: Any,
    size: Any,
    years_loss: Any,
    option: Any,
    year: Any,
    p: Any,
) -> Any:
    """Which firms close this year, bool [n]: private ones that may, tested from the year after they were founded."""
    closed = np.zeros(key.size, np.bool_)
    for f in range(key.size):
        age = year - founded_year[f]
        if may_close[f] and owner[f] == _PRIVATE and age >= 1:
            hazard = exit_hazard(age, float(size[f]), float(years_loss[f]), option[f], p)
            closed[f] = uniform(base, key[f], 0) < hazard
    return closed
