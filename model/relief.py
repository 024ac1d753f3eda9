"""Income that a place adds: less tax and study loans written down for who lives there.

    income after tax = gross·(1 − tax + relief[z]) + NOK[z]·members with a study loan

Whoever has tertiary education and is younger than `loan_age` has a loan. In the choice of a home ln(income) rises by what
the place adds over the income without it (kernels/choice.py); places outside add nothing.

Left out: the size of each one's loan, loans of people without a degree, relief as a share of what is left.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.base import TAX_SHARE
from model.codes import Education
from model.parameters import par, parameters
from model.region import Region

_Array = NDArray[np.float64]


@parameters("relief")
class Params(NamedTuple):
    """Who has a study loan."""

    loan_age: float = par(
        45.0, unit="years", low=38.0, high=55.0, source="assumption", note="paid back over 20 years after a degree"
    )


def has_loan(region: Region, education: Any, age: Any) -> NDArray[np.bool_]:
    """Whether people of an education and age [n] pay back a study loan."""
    return np.asarray((education == Education.TERTIARY) & (age < region.par(Params).loan_age))


def household_relief(region: Region, gross: _Array) -> _Array:
    """What the place adds to each household's income, NOK a year [households]; gross income NOK a year [households]."""
    c, h, gives = region.persons.c, region.households.c, region.incentives
    place = np.maximum(h.place_id, 0)
    added = gross * gives.tax_relief[place]
    if gives.debt_relief_nok.any():
        owes = (c.household_id >= 0) & has_loan(region, c.education, c.age)
        count = np.bincount(c.household_id[owes], minlength=region.households.n)
        added = added + count * gives.debt_relief_nok[place]
    return np.asarray(np.where(h.place_id >= 0, added, 0.0))


def give(region: Region, municipality: int, tax_share: float, loan_nok: float) -> tuple[float, float]:
    """Less income tax, and less study loan, for who lives in a municipality (row) this year; returns NOK a year of each."""
    here, c, gives = region.zones.municipality == municipality, region.persons.c, region.incentives
    gives.tax_relief[here] += tax_share
    gives.debt_relief_nok[here] += loan_nok
    lives = c.household_id >= 0
    lives[lives] = here[c.place_id[lives]]
    owes = lives & has_loan(region, c.education, c.age)
    return float(c.wage_nok_year[lives].sum(dtype=np.float64) * tax_share), float(np.count_nonzero(owes) * loan_nok)


def tax_relief(region: Region) -> _Array:
    """Less income tax by zone as a share of income after tax [Z]."""
    return np.asarray(region.incentives.tax_relief / (1.0 - TAX_SHARE))


def debtors(region: Region, income: _Array, *people: tuple[Any, Any]) -> _Array:
    """Members with a study loan per NOK of income [n]; people: education and age [n] of members, age −1 = nobody."""
    count = np.zeros(income.size)
    for education, age in people:
        count += has_loan(region, education, age) & (np.asarray(age) >= 0)
    return np.asarray(count / income)
