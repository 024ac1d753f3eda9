"""Demand for local output, in posts, by zone and sector.

    D[z,s] = export share_s · base_size[z,s] · world("export_demand")  +  D_local[z,s]

Local demand of a sector driven by *spending*: households' income is spent over zones and places outside by Huff
shares (model/kernels/huff.py; Huff 1963), D_local[z,s] = c_s · Σ_h Y_h · share_s(h → z), with attraction
w[z,s]·F[z,s]^α. Of a sector driven by *need*: D_local[m,s] = c[m,s] · Σ_ages need_s(age) · residents of municipality
m, spread over its zones by present size. The constants c and w are set once, by `calibrate_demand`, so that at the
base year D equals the posts that firms of the zone and sector have: the first year has no gap that is only an
artefact. Productivity is constant, so output is counted in posts.

Places outside attract like a place with as many posts per resident as the region. Only firms whose size follows demand
count here; units of a service (groceries, schools) and relocated offices have sizes set by their owners.

Left out: supplier demand (the ripple of an export job is too small, for business services most), buying online and by
visitors who come for the shops (constant inside the base constants: a trend to online trade would lower retail), trips
chained with commutes (centres where many work get too little when jobs move), public purchases, productivity growth.

READS households.place_id, households.n_members, households.income_nok_year, persons.age, persons.household_id,
persons.place_id, firms.place_id, firms.sector, firms.size, firms.base_size, firms.is_fixed, region.time_min,
region.base WRITES region.demand_posts, region.market_potential
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.kernels.huff import balance, huff
from model.parameters import par, parameters
from model.region import Region
from model.traits import Sector

READS = (
    "households.place_id",
    "households.n_members",
    "households.income_nok_year",
    "persons.age",
    "persons.household_id",
    "persons.place_id",
    "firms.place_id",
    "firms.sector",
    "firms.size",
    "firms.base_size",
    "firms.is_fixed",
    "region.time_min",
    "region.base",
)
WRITES = ("region.demand_posts", "region.market_potential")

_AGES = 126
_Array = NDArray[np.float64]


@parameters("demand")
class Params(NamedTuple):
    """Parameters of local demand; decay and size exponent by sector are traits of the sector."""

    outside_pull: float = par(
        1.0,
        unit="factor",
        low=0.3,
        high=3.0,
        source="assumption",
        note="attraction of a place outside per resident, relative to the region's own",
    )


@njit(cache=True, nogil=True)
def _income_by_zone(place: Any, members: Any, income: Any, n_zones: Any) -> Any:
    """Sum of household incomes by zone, NOK/year [Z]."""
    total = np.zeros(n_zones)
    for h in range(place.size):
        if members[h] > 0 and 0 <= place[h] < n_zones:
            total[place[h]] += income[h]
    return total


@njit(cache=True, nogil=True)
def _residents_by_age(age: Any, household: Any, place: Any, municipality: Any, n_municipalities: Any) -> Any:
    """Residents by municipality and age, persons [M, _AGES]."""
    counted = np.zeros((n_municipalities, _AGES))
    for i in range(age.size):
        if household[i] >= 0:
            counted[municipality[place[i]], min(age[i], _AGES - 1)] += 1.0
    return counted


@njit(cache=True, nogil=True)
def _sum_by_zone(place: Any, sector: Any, is_fixed: Any, value: Any, n_zones: Any, n_sectors: Any) -> Any:
    """Sum of a column over the firms whose size follows demand [Z, S]."""
    total = np.zeros((n_zones, n_sectors))
    for f in range(place.size):
        if 0 <= place[f] < n_zones and sector[f] >= 0 and not is_fixed[f]:
            total[place[f], sector[f]] += value[f]
    return total


def need_weights(sector: Sector) -> _Array:
    """Need of one resident by age [_AGES], in the sector's own unit."""
    weights = np.zeros(_AGES)
    for start, stop, weight in sector.need_by_age:
        weights[start : min(stop, _AGES)] = weight
    return weights


def _follows_demand(region: Region, column: str) -> _Array:
    c = region.firms.c
    value = getattr(c, column)
    return np.asarray(
        _sum_by_zone(c.place_id, c.sector, c.is_fixed, value, region.n_zones, len(region.sectors)), np.float64
    )


def _spending(region: Region) -> _Array:
    c = region.households.c
    return np.asarray(_income_by_zone(c.place_id, c.n_members, c.income_nok_year, region.n_zones))


def _need(region: Region) -> _Array:
    """Need by municipality and sector [M, S]; 0 for sectors driven by spending."""
    c = region.persons.c
    residents = _residents_by_age(c.age, c.household_id, c.place_id, region.zones.municipality, region.municipalities.n)
    weights = np.stack([need_weights(s) if s.driver == "need" else np.zeros(_AGES) for s in region.sectors], axis=1)
    return np.asarray(residents @ weights)


def _by_municipality(region: Region, values: _Array) -> _Array:
    """Sum over the zones of each municipality: [Z, S] -> [M, S]."""
    total = np.zeros((region.municipalities.n, values.shape[1]))
    np.add.at(total, region.zones.municipality, values)
    return total


def calibrate_demand(region: Region) -> None:
    """Set the constants of demand so that at the base year demand equals posts, and compute demand once.

    Called once, by synthesis, when households have incomes and firms have sizes. Writes
    region.base["demand_attraction"] [P, S], ["demand_outside"] [O, S], ["demand_posts_per_nok"] [S],
    ["demand_posts_per_need"] [M, S], and the two fields that `step` writes.
    """
    p = region.par(Params)
    n_places, n_sectors = region.n_places, len(region.sectors)
    posts, sizes = _follows_demand(region, "base_size"), _follows_demand(region, "size")
    spending, need = _spending(region), _need(region)
    population = max(float(region.residents().sum()), 1.0)
    attraction, scale = np.ones((n_places, n_sectors)), np.zeros(n_sectors)
    outside = np.outer(region.outside.population, sizes.sum(axis=0) / population) * p.outside_pull
    local = posts * (1.0 - np.array([s.export_share for s in region.sectors]))
    for s, sector in enumerate(region.sectors):
        if sector.driver == "spending":
            pull = np.concatenate([sizes[:, s], outside[:, s]]) ** sector.demand_size_exponent
            attraction[:, s], scale[s] = balance(
                spending, pull, region.time_min, sector.demand_decay_per_min, np.ascontiguousarray(local[:, s])
            )
    per_need = np.divide(_by_municipality(region, local), need, out=np.zeros_like(need), where=need > 0)
    region.base["demand_attraction"] = attraction
    region.base["demand_outside"] = outside
    region.base["demand_posts_per_nok"] = scale
    region.base["demand_posts_per_need"] = per_need
    step(region, region.year)


def step(region: Region, year: int) -> None:
    """Set demand_posts and market_potential [Z, S] for this year."""
    posts, sizes = _follows_demand(region, "base_size"), _follows_demand(region, "size")
    spending, need = _spending(region), _need(region)
    export_share = np.array([s.export_share for s in region.sectors])
    demand = posts * export_share * region.world("export_demand", year)
    potential = np.zeros_like(demand)
    base = region.base
    posts_in = _by_municipality(region, posts)
    wanted = base["demand_posts_per_need"] * need
    per_post = np.divide(wanted, posts_in, out=np.zeros_like(wanted) + 1.0 - export_share, where=posts_in > 0)
    per_post = per_post[region.zones.municipality]
    for s, sector in enumerate(region.sectors):
        if sector.driver == "need":
            demand[:, s] += posts[:, s] * per_post[:, s]
            potential[:, s] = per_post[:, s]
            continue
        pull = np.concatenate([sizes[:, s], base["demand_outside"][:, s]]) ** sector.demand_size_exponent
        sales, draw = huff(
            spending, base["demand_attraction"][:, s] * pull, region.time_min, sector.demand_decay_per_min
        )
        n, scale = region.n_zones, base["demand_posts_per_nok"][s]
        demand[:, s] += scale * sales[:n]
        potential[:, s] = scale * draw[:n] * base["demand_attraction"][:n, s]
    region.demand_posts = demand
    region.market_potential = potential
