"""Tenures: what a home costs a year and at purchase by how it is held, and who can pay for it or is given it.

A household can buy a home at price P (a co-operative one at (1 − joint debt)·P, the rest being the co-operative's loan) if

    P ≤ equity + debt_to_income·gross income      and      equity ≥ equity_share·P

as the lending regulation asks of banks. Equity is what has been paid off of an owned home, which grows with age, and
savings, a share of a year's income. Private tenants need no equity. Municipal homes are let to households whose income
per √member is below a share of the region's median, and to refugees.

Sources: limits: lending regulation (FOR-2020-12-09-2648 as amended from 31 December 2024). What has been paid off by age,
savings and the income limit of municipal homes: assumption.
Left out: inherited money and help from parents (the young buy somewhat too late), banks' quota of exceptions, housing
allowance and start loans (instruments of their own), students' debt.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.base import TAX_SHARE
from model.changes import is_private
from model.codes import RENTING, MoveOrigin, Tenure
from model.parameters import par, parameters
from model.region import Candidates, Region
from model.rng import Stream, uniforms

FREE = -1e9  # log of the price of what is not bought
_PAID_AGES = (20.0, 25.0, 35.0, 50.0, 67.0, 80.0)
_PAID_OFF = (0.1, 0.12, 0.3, 0.6, 0.9, 1.0)  # share of the home's value by age (assumption)
_OWNER_AGES = (22.0, 30.0, 45.0)
_OWNER_SHARE = (0.1, 0.55, 0.8)  # who lives outside and owns, by age (assumption; EVIDENCE owner_share 0.763 of all)
_ROOM_BASE_M2, _ROOM_PER_PERSON_M2 = 45.0, 25.0  # size of a home outside (assumption; as `location.need_*`)
_DRAW_OWNS = 20
_LAW = "lending regulation FOR-2020-12-09-2648, as of 31 December 2024"
_Floats = NDArray[np.float64]


@parameters("tenure")
class Params(NamedTuple):
    """Costs by tenure, loans, and who may rent from the municipality."""

    user_cost: float = par(
        0.055,
        unit="share of price per year",
        low=0.04,
        high=0.08,
        source="assumption",
        note="interest, upkeep and fees of an owned home less what it gains; joint debt costs as much as one's own",
    )
    rent_yield: float = par(0.065, unit="share of price per year", low=0.05, high=0.09, source="assumption")
    municipal_rent: float = par(
        0.85, unit="share of market rent", low=0.6, high=1.0, source="assumption", note="cost-based rents are lower"
    )
    rented: float = par(-0.8, unit="utility", low=-1.6, high=0.0, source="assumption", note="renting against owning")
    joint_debt: float = par(
        0.5,
        unit="share of price",
        low=0.2,
        high=0.75,
        source="assumption",
        note="of co-operative homes, not paid up front",
    )
    debt_to_income: float = par(5.0, unit="years of gross income", low=4.0, high=6.0, source=_LAW)
    equity_share: float = par(0.10, unit="share of price", low=0.05, high=0.25, source=_LAW, note="0.15 before 2025")
    savings: float = par(
        0.5, unit="years of income after tax", low=0.2, high=1.5, source="assumption", note="of every household"
    )
    needy: float = par(
        0.6,
        unit="share of median income",
        low=0.5,
        high=0.7,
        source="EU's low-income line, 60 % of the median",
        note="per root of members; below it municipal homes are let",
    )


class TenureTerms(NamedTuple):
    """By tenure [4]: yearly cost and price at purchase as shares of market price, and utility as such."""

    yearly: _Floats
    upfront: _Floats
    constant: _Floats


def tenure_terms(p: Params) -> TenureTerms:
    """Arrays indexed by `codes.Tenure`."""
    yearly, upfront, constant = np.zeros(len(Tenure)), np.zeros(len(Tenure)), np.zeros(len(Tenure))
    yearly[[Tenure.OWNED, Tenure.COOPERATIVE]] = p.user_cost
    yearly[Tenure.RENTED] = p.rent_yield
    yearly[Tenure.MUNICIPAL] = p.rent_yield * p.municipal_rent
    upfront[Tenure.OWNED], upfront[Tenure.COOPERATIVE] = 1.0, 1.0 - p.joint_debt
    constant[list(RENTING)] = p.rented
    return TenureTerms(yearly, upfront, constant)


def paid_off(age: NDArray[Any]) -> _Floats:
    """Share of an owned home's value that is the owner's, by age of the reference person [n]."""
    return np.asarray(np.interp(age, _PAID_AGES, _PAID_OFF))


def log_means(p: Params, income: _Floats, home_value: _Floats | float = 0.0) -> _Floats:
    """Log of the highest price that households can pay [n]: yearly income after tax, and value of what they own, NOK."""
    equity = np.asarray(home_value) + p.savings * income
    gross = income / (1.0 - TAX_SHARE)
    return np.asarray(np.log(np.minimum(equity + p.debt_to_income * gross, equity / p.equity_share)))


def means_of_candidates(region: Region, cand: Candidates) -> _Floats:
    """Log of the highest price that candidates from outside can pay [N]; who owns there sells."""
    p = region.par(Params)
    owns = uniforms(region.draws(Stream.POOL), cand.key, _DRAW_OWNS) < np.interp(cand.age, _OWNER_AGES, _OWNER_SHARE)
    owns &= cand.origin != MoveOrigin.ABROAD
    members = 1.0 + (cand.partner_age >= 0) + cand.n_children
    outside = np.maximum(cand.place - region.n_zones, 0)
    value = region.outside_prices()[outside] * (_ROOM_BASE_M2 + _ROOM_PER_PERSON_M2 * members) * paid_off(cand.age)
    return log_means(p, np.exp(cand.log_income), np.where(owns, value, 0.0))


def needy_candidates(cand: Candidates) -> NDArray[np.bool_]:
    """Candidates whom the municipality gives a home [N]: refugees, who come from abroad without looking for a post."""
    return np.asarray((cand.origin == MoveOrigin.ABROAD) & ~cand.needs_job)


def low_income_nok(region: Region) -> float:
    """Income after tax per root of members below which the municipality lets homes, NOK/year."""
    h = region.households.c
    living = is_private(region)
    if not living.any():
        return 0.0
    return float(region.par(Params).needy * np.median(h.income_nok_year[living] / np.sqrt(h.n_members[living])))
