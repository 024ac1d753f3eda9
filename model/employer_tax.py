"""What private employers pay on top of wages: how a change is split between wages, posts and places.

    x = change of the tax over 1 + rate, share of labour cost;     wages·(1 − s·x),     cost = 1 + (1 − s)·x
    posts wanted · cost^(−ε),     utility of a zone − β·ln cost

Most of a change ends in wages (share s), so few posts follow: EVIDENCE capital_labour_substitution (Norwegian plants,
1997). Wages of new contracts change at once, of others when they take another job.

Left out: employers' profits and investment, prices, public employers' posts (their owner keeps what is saved).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.parameters import par, parameters
from model.region import Region

_Array = NDArray[np.float64]


@parameters("employer_tax")
class Params(NamedTuple):
    """Who bears the tax, and what it moves."""

    to_wages: float = par(
        0.7,
        unit="share of a change",
        low=0.4,
        high=1.0,
        source="EVIDENCE capital_labour_substitution: most is shifted to wages; the share is an assumption",
    )
    elasticity: float = par(
        0.4, unit="elasticity of posts", low=0.3, high=0.5, source="EVIDENCE capital_labour_substitution"
    )
    location: float = par(
        1.0, unit="utility per ln labour cost", low=0.0, high=4.0, source="assumption", note="new and moving firms"
    )


def change_rate(region: Region, municipality: int, points: float, rate: float) -> float:
    """Change the tax in a municipality (row) this year by percentage points from `rate` per cent; returns NOK a year.

    The sum is what the change costs on the wages that private employers there pay now: negative is a tax cut.
    """
    here, f, c = region.zones.municipality == municipality, region.firms.c, region.persons.c
    region.incentives.labour_cost[here] += points / (100.0 + rate)
    taxed = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.owner == Owner.PRIVATE)
    taxed[taxed] = here[f.place_id[taxed]]
    staff = c.employer_id >= 0
    staff[staff] = taxed[c.employer_id[staff]]
    return float(c.wage_nok_year[staff].sum(dtype=np.float64) * points / 100.0)


def wage_factor(region: Region) -> _Array:
    """Factor on the wages of new contracts with private employers by zone [Z]."""
    return np.asarray(1.0 - region.par(Params).to_wages * region.incentives.labour_cost)


def cost_factor(region: Region) -> _Array:
    """Labour cost of a private post against one without the change by zone [Z]."""
    return np.asarray(1.0 + (1.0 - region.par(Params).to_wages) * region.incentives.labour_cost)


def posts_factor(region: Region) -> _Array:
    """Posts that private firms want, against without the change, by zone [Z]."""
    return np.asarray(cost_factor(region) ** -region.par(Params).elasticity)


def location_value(region: Region) -> _Array:
    """What the change adds to a zone's utility for firms [Z]."""
    return np.asarray(-region.par(Params).location * np.log(cost_factor(region)))
