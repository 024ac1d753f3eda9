"""Cars: which households have one or two.

    P(at least one) = logistic(a + b·ln(income / mean) + c·[two or more adults] + g(kind of place)
                               − o·[ref ≥ 80] − y·[ref < 25] + m·(relative gain in minutes of having one))
    P(two or more)  = logistic(…) with its own level, given one

The household has as many as its persistent draw says, so a household changes only when its odds do. The gain is how much
longer the way to half of the jobs takes without a car; it is measured against the base year, so a bus line, a hub with
shared cars or transport on demand lets some households do without.

Leaves out: licences, company cars, what a car costs to buy; leasing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import ZoneKind
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniform

READS = (
    *("households.key", "households.place_id", "households.ref_id", "households.n_members", "households.n_children"),
    *(
        "households.income_nok_year",
        "households.service_id",
        "persons.age",
        "region.cost_min",
        "region.no_car_min",
        "region.base",
    ),
)
WRITES = ("households.n_cars", "region.base")
_A = "assumption"
_REACH_MIN = 45.0


@parameters("cars")
class Params(NamedTuple):
    """Log odds of having a car. Level so that about nine households in ten with two adults, and two in three of one."""

    one: float = par(
        1.1,
        unit="log odds",
        low=0.6,
        high=1.6,
        source="assumption: about 0.88 of the nation's adults live in a household with a car (travel survey, from memory)",
    )
    income: float = par(0.9, unit="log odds per ln(income)", low=0.5, high=1.4, source=_A)
    two_adults: float = par(1.6, unit="log odds", low=1.0, high=2.2, source=_A)
    centre: float = par(-0.4, unit="log odds", low=-0.9, high=0.0, source=_A)
    village: float = par(0.2, unit="log odds", low=0.0, high=0.6, source=_A)
    rural: float = par(0.6, unit="log odds", low=0.2, high=1.0, source=_A)
    old: float = par(1.0, unit="log odds", low=0.5, high=1.6, source=_A, note="less at 80 and over")
    young: float = par(0.8, unit="log odds", low=0.3, high=1.3, source=_A, note="less under 25")
    second: float = par(-1.6, unit="log odds", low=-2.2, high=-1.0, source=_A, note="of a second car, given one")
    gain: float = par(
        0.4,
        unit="log odds per ln of minutes without over with a car",
        low=0.0,
        high=1.0,
        source=_A,
        note="relative to the base year",
    )


@njit(cache=True, nogil=True)
def own(
    base: Any, key: Any, log_income: Any, adults: Any, age: Any, members: Any, place: Any, by_zone: Any, p: Any
) -> Any:
    """Cars of each household [n]: 0, 1 or 2; by_zone [Z] log odds of the place."""
    out = np.ones(key.size, np.int8)
    for h in range(key.size):
        if members[h] <= 0 or place[h] < 0:
            continue
        odds = p.income * log_income[h] + by_zone[place[h]]
        if adults[h] >= 2:
            odds += p.two_adults
        first = odds + p.one
        if age[h] >= 80:
            first -= p.old
        elif age[h] < 25:
            first -= p.young
        has = 1.0 / (1.0 + np.exp(-first))
        u = uniform(base, key[h], 0)
        if u >= has:
            out[h] = 0
        elif u < has / (1.0 + np.exp(-odds - p.second)):
            out[h] = 2
    return out


def log_gain(cost_min: NDArray[np.float64], no_car_min: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean log of minutes without over with a car, over places within reach by car, by home zone [Z]; both [Z, Z]."""
    near = cost_min <= _REACH_MIN
    ratio = np.log(np.maximum(no_car_min, 1.0) / np.maximum(cost_min, 1.0))
    return np.asarray((ratio * near).sum(axis=1) / np.maximum(near.sum(axis=1), 1))


def step(region: Region, year: int) -> None:
    """Set every household's cars."""
    p, h, n = region.par(Params), region.households.c, region.n_zones
    private = (h.n_members > 0) & (h.service_id < 0)
    gain = log_gain(region.cost_min[:n, :n], region.no_car_min[:n, :n])
    region.base.setdefault("car_gain", gain)
    mean = region.base.setdefault("car_income", np.array([h.income_nok_year[private].mean(dtype=np.float64)]))
    by_kind = np.zeros(len(ZoneKind))
    by_kind[[ZoneKind.CENTRE, ZoneKind.VILLAGE, ZoneKind.RURAL]] = p.centre, p.village, p.rural
    by_zone = by_kind[region.zones.kind] + p.gain * (gain - region.base["car_gain"])
    h.n_cars[:] = own(
        region.persistent_draws(Stream.CAR),
        h.key,
        np.log(np.maximum(h.income_nok_year, 1.0) / mean[0]).astype(np.float64),
        h.n_members - h.n_children,
        region.persons.c.age[h.ref_id],
        h.n_members,
        h.place_id,
        by_zone,
        p,
    )
    h.n_cars[h.service_id >= 0] = 0  # a care home has none
