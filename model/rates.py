"""National vital rates as arrays, and the region's level: converted once and kept in `region.base`.

Mortality: a person of age a on 1 January is of completed age a for half of the year on average and of age a + 1 for the
other half, so the rate of that person is the mean of the table's m(a) and m(a+1). Against the losses of the nation's
cohorts aged 70–94 over five years (SSB 07459, from 2005, 2010, 2015 and 2020) the mean is right within 0.6 %, and m(a)
alone loses 4–5 % too few (tests/unit/test_demography.py).
Fertility: births per woman by the age reached during the year.

Source: UN World Population Prospects 2024 (tables of the region's country); levels: demography.csv of the bundle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.codes import Sex

if TYPE_CHECKING:
    import pandas as pd

    from model.region import Region

OLDEST = 115  # nobody gets older: who has this age on 1 January dies during the year
N_AGES = OLDEST + 2
_Floats = NDArray[np.float64]


def death_rates(region: Region, year: int) -> _Floats:
    """Deaths per person-year [sex, age on 1 January] of the nation in a year."""
    return _of_year(region, "death_rate", year)


def birth_rates(region: Region, year: int) -> _Floats:
    """Births per woman [age reached during the year] of the nation in a year."""
    return _of_year(region, "birth_rate", year)


def infant_rates(region: Region, year: int) -> _Floats:
    """Deaths per person-year [sex] at age 0."""
    return _of_year(region, "infant_rate", year)


def level(region: Region, quantity: str) -> float:
    """Birth or death ratio of the region to the nation (`birth_ratio`, `death_ratio`); 1 where the bundle is silent."""
    if quantity not in region.base:
        rows = region.data.demography
        found = rows.loc[rows["quantity"] == quantity, "value"].to_numpy(np.float64)
        region.base[quantity] = found[:1] if found.size else np.ones(1)
    return float(region.base[quantity][0])


def probability(rates: _Floats) -> _Floats:
    """Probability of dying within a year at rates m: q = 1 − exp(−m)."""
    return -np.expm1(-rates)


def _of_year(region: Region, name: str, year: int) -> _Floats:
    """Rates of a year; before the first and after the last year of the table they stay as they are."""
    if name not in region.base:
        _convert(region)
    first = int(region.base[f"{name}_first_year"][0])
    table = region.base[name]
    return np.asarray(table[min(max(year - first, 0), len(table) - 1)])


def _convert(region: Region) -> None:
    base = region.base
    first, m = mortality_array(region.data.national.mortality)
    base["death_rate_first_year"] = base["infant_rate_first_year"] = np.array([float(first)])
    base["infant_rate"] = m[:, :, 0].copy()
    base["death_rate"] = (m + np.concatenate([m[:, :, 1:], m[:, :, -1:]], axis=2)) / 2.0
    first, f = fertility_array(region.data.national.fertility)
    base["birth_rate_first_year"], base["birth_rate"] = np.array([float(first)]), f


def mortality_array(frame: pd.DataFrame) -> tuple[int, _Floats]:
    """Return (first year, m [years, sex, completed age]); ages after the table's last keep its rate."""
    year = frame["year"].to_numpy(np.int64)
    sex = np.where(frame["sex"].to_numpy() == "female", Sex.FEMALE, Sex.MALE)
    age = frame["age"].to_numpy(np.int64)
    m = np.zeros((year.max() - year.min() + 1, 2, N_AGES))
    known = age < N_AGES
    m[(year - year.min())[known], sex[known], age[known]] = frame["deaths_per_person_year"].to_numpy()[known]
    m[:, :, age.max() :] = m[:, :, min(age.max(), N_AGES - 1), None]
    return int(year.min()), m


def fertility_array(frame: pd.DataFrame) -> tuple[int, _Floats]:
    """Return (first year, births per woman [years, age])."""
    year = frame["year"].to_numpy(np.int64)
    f = np.zeros((year.max() - year.min() + 1, N_AGES))
    f[year - year.min(), frame["age"].to_numpy(np.int64)] = frame["births_per_woman_year"].to_numpy()
    return int(year.min()), f
