"""What money costs who builds or owns: interest, and loans of the state bank where a home sells below its cost.

    factor      = world assumption `interest_rate` + points above it / base rate
    user cost   = user cost of the base year · (1 + interest part · (factor − 1))

A developer builds where price·(1 − risk) pays for cost·money·(1 + margin), money = 1 + b·(factor − 1), b the interest in
what building costs. A loan of the state bank for a share L of the cost, i below the market's rate and covering a share c
of losses, makes risk·(1 − L·c) and money − b·L·i/base rate. A self-builder saves a year

    L·i·cost + L·c·max(cost − market value, 0)·(chance of selling in a year)

Leaves out: that ordinary banks lend on the market value and not on the cost (builders in cheap places have too easy
access to loans without the policy, so its effect is too small), fixed rates (interest works at once).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingType
from model.parameters import par, parameters
from model.region import Region
from model.tenures import Params as Tenures

_A = "assumption"


@parameters("finance")
class Params(NamedTuple):
    """Interest in what homes cost, and how long builders and owners hold them."""

    base_rate: float = par(0.05, unit="per year", low=0.035, high=0.065, source=_A, note="factor 1: rates of 2025")
    interest_part: float = par(0.5, unit="share of user cost", low=0.3, high=0.7, source=_A, note="the rest is upkeep")
    building_part: float = par(0.05, unit="share of building cost", low=0.03, high=0.08, source=_A, note="interest")
    resale: float = par(0.05, unit="per year", low=0.02, high=0.1, source=_A, note="self-built homes that are sold")


def interest_factor(region: Region, year: int) -> float:
    """Interest of a year over that of the base year."""
    return region.world("interest_rate", year) + region.rules.interest_points / region.par(Params).base_rate


def user_cost_factor(region: Region) -> float:
    """User cost of an owned home this year over that of the base year; never below a tenth."""
    change = region.par(Params).interest_part * (interest_factor(region, region.year) - 1.0)
    return max(1.0 + change, 0.1)


def tenures_now(region: Region) -> Tenures:
    """The parameters of tenures with this year's user cost."""
    p = region.par(Tenures)
    return p._replace(user_cost=p.user_cost * user_cost_factor(region))


def building_money(region: Region, year: int) -> NDArray[np.float64]:
    """Factor of interest on developers' cost this year [Z]; 1 at the base year's interest without loans."""
    p, rules = region.par(Params), region.rules
    market = 1.0 + p.building_part * (interest_factor(region, year) - 1.0)
    return np.asarray(market - p.building_part * rules.loan_share * rules.loan_points / p.base_rate)


def self_build_saving(region: Region, cost_nok: float) -> NDArray[np.float64]:
    """What the state bank's loan saves a self-builder a year, NOK [Z]."""
    p, rules = region.par(Params), region.rules
    value = region.price_nok_m2 * region.base["floor_m2"][DwellingType.DETACHED]
    loss = rules.loan_cover * np.maximum(cost_nok - value, 0.0) * p.resale
    return np.asarray(rules.loan_share * (rules.loan_points * cost_nok + loss))
