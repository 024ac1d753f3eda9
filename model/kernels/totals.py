"""Sums over persons, households and firms by zone or municipality that several submodels need."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

AGES = 126  # ages 0 … 125


@njit(cache=True, nogil=True)
def income_by_zone(place: Any, members: Any, income: Any, n_zones: Any) -> Any:
    """Sum of household incomes by zone, NOK/year [Z]."""
    total = np.zeros(n_zones)
    for h in range(place.size):
        if members[h] > 0 and 0 <= place[h] < n_zones:
            total[place[h]] += income[h]
    return total


@njit(cache=True, nogil=True)
def residents_by_age(age: Any, household: Any, place: Any, municipality: Any, n_municipalities: Any) -> Any:
    """Residents by municipality and age, persons [M, AGES]."""
    counted = np.zeros((n_municipalities, AGES))
    for i in range(age.size):
        if household[i] >= 0:
            counted[municipality[place[i]], min(age[i], AGES - 1)] += 1.0
    return counted


@njit(cache=True, nogil=True)
def size_by_zone(place: Any, sector: Any, is_fixed: Any, value: Any, n_zones: Any, n_sectors: Any) -> Any:
    """Sum of a column over the firms whose size follows demand [Z, S]."""
    total = np.zeros((n_zones, n_sectors))
    for f in range(place.size):
        if 0 <= place[f] < n_zones and sector[f] >= 0 and not is_fixed[f]:
            total[place[f], sector[f]] += value[f]
    return total


@njit(cache=True, nogil=True)
def public_staff_by_zone(place: Any, sector: Any, owner: Any, n_staff: Any, private: Any, n_zones: Any) -> Any:
    """Staff of all public employers by zone [Z]."""
    total = np.zeros(n_zones)
    for f in range(place.size):
        if 0 <= place[f] < n_zones and sector[f] >= 0 and owner[f] != private:
            total[place[f]] += n_staff[f]
    return total


@njit(cache=True, nogil=True)
def residents_and_income(age: Any, household: Any, place: Any, income: Any, municipality: Any, n: Any) -> Any:
    """Return residents by municipality and age [M, AGES] and their gross income [M]."""
    residents = np.zeros((n, AGES))
    total = np.zeros(n)
    for i in range(age.size):
        if household[i] >= 0:
            m = municipality[place[i]]
            residents[m, min(age[i], AGES - 1)] += 1.0
            total[m] += income[i]
    return residents, total
