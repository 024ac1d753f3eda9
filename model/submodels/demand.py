"""Demand for local output, in posts, by zone and sector.

    D[z,s] = export share_s · base_size[z,s] · world("export_demand") · price_s  +  D_local[z,s]

price_s is 1 but where an event changes what the sector sells outside (model/events/price_shock.py).

Local demand of a sector driven by *spending*: income is spent over zones and places outside by Huff shares
(model/kernels/huff.py; Huff 1963), D_local[z,s] = c_s · Σ_h X_s[h] · share_s(h → z), with attraction w[z,s]·F[z,s]^α.
Spending is that of households and, for a share of local demand in the base year (`public_share`), of public employers
where they are, in proportion to last year's staff. Households without a car shop with the minutes that the best way
without one takes (model/skims.py), so more of what they buy is bought near or online:
X_s[z] = (1 − g_s − f_s)·Y[z] + g_s·(ΣY/Σ staff)_base·staff[z] + (ΣY/local demand of s)_base·bought_s[z].
bought_s are the posts that firms of the zone keep busy by what they buy (model/suppliers.py), f_s its share of local
demand in the base year.
Goods that can be bought online (`online_share`) have one more alternative, with attraction o_s(t)·broadband[z] in every
home zone: o_s is calibrated to the online share e_s of the base year and follows its path,
e_s(t) = e_s + growth·(years since)·world("e_commerce"), o_s(t) = o_s·odds(e_s(t))/odds(e_s).

Of a sector driven by *need*: D_local[m,s] = c[m,s] · Σ_ages need_s(age) · residents of municipality m, spread over its
zones by present size, less what a municipality without room saves (model/budgets.py).

The constants c, w and o are set once, by `calibrate_demand`, so that at the base year D equals the posts that firms of
the zone and sector have: the first year has no gap that is only an artefact. Productivity is constant, so output is
counted in posts. An event may multiply a year's online share, and a sector's exports or all its demand (`Region.shocks`).

Places outside attract like a place with as many posts per resident as the region. Only firms whose size follows demand
count here; units of a service (groceries, schools) and relocated offices have sizes set by their owners.

Left out: visitors and owners of second homes as persons (their spending is a constant part of the export share of shops
and hotels), groceries online (units of a service), parcels (transport gains nothing
from online trade), trips chained with commutes (centres where many work get too little when jobs move), what public
bodies buy beyond their staff (care and projects bought from others), productivity growth.

READS households.place_id, households.n_members, households.n_cars, households.income_nok_year, persons.age,
persons.household_id,
persons.place_id, firms.place_id, firms.sector, firms.owner, firms.n_staff, firms.size, firms.base_size,
firms.is_fixed,
municipalities.room, region.cost_min, region.no_car_min, region.zones, region.base, region.shocks

WRITES region.demand_posts, region.market_potential, region.flows
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.budgets import RoomParams, spending_share
from model.codes import Owner
from model.kernels.huff import balance, huff
from model.kernels.totals import AGES, income_by_zone, public_staff_by_zone, residents_by_age, size_by_zone
from model.parameters import par, parameters
from model.region import Region
from model.suppliers import Params as SupplierParams
from model.suppliers import regional_table
from model.traits import Sector

READS = (
    "households.place_id",
    "households.n_members",
    "households.n_cars",
    "households.income_nok_year",
    "persons.age",
    "persons.household_id",
    "persons.place_id",
    "firms.place_id",
    "firms.sector",
    "firms.owner",
    "firms.n_staff",
    "firms.size",
    "firms.base_size",
    "firms.is_fixed",
    "municipalities.room",
    "region.cost_min",
    "region.no_car_min",
    "region.zones",
    "region.base",
)
WRITES = ("region.demand_posts", "region.market_potential", "region.flows")

_ONLINE_YEAR = 2025  # of the sectors' online_share
_MOST_ONLINE = 0.9
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
    online_growth: float = par(
        0.007,
        unit="share of spending per year",
        low=0.003,
        high=0.012,
        source="EVIDENCE ecommerce_share_2023_incl_foreign (from memory)",
        note="rise of the online share on the reference path",
    )
    small_lots: float = par(
        0.3,
        unit="share",
        low=0.0,
        high=0.6,
        source="assumption",
        note="of the pull of suppliers outside on public purchases that is lost where lots are small",
    )


def need_weights(sector: Sector) -> _Array:
    """Need of one resident by age [AGES], in the sector's own unit."""
    weights = np.zeros(AGES)
    for start, stop, weight in sector.need_by_age:
        weights[start : min(stop, AGES)] = weight
    return weights


def _follows_demand(region: Region, column: str) -> _Array:
    c = region.firms.c
    value = getattr(c, column)
    return np.asarray(
        size_by_zone(c.place_id, c.sector, c.is_fixed, value, region.n_zones, len(region.sectors)), np.float64
    )


def _spending(region: Region) -> _Array:
    """Incomes by zone of households with a car, then of those without [2·Z]."""
    c, n = region.households.c, region.n_zones
    with_car, without = c.place_id.astype(np.int64), c.place_id + n
    origin = np.where((c.n_cars > 0) | (c.place_id < 0), with_car, without)
    return np.asarray(income_by_zone(origin, c.n_members, c.income_nok_year, 2 * n))


def _minutes(region: Region) -> _Array:
    """Minutes of shoppers, tolls and delays included: with a car, then without [2·Z, P]."""
    n = region.n_zones
    return np.concatenate([region.cost_min[:n], region.no_car_min[:n]])


def _public_staff(region: Region) -> _Array:
    """Public staff by zone, as buyers who have cars [2·Z]."""
    c, n = region.firms.c, region.n_zones
    staff = public_staff_by_zone(c.place_id, c.sector, c.owner, c.n_staff, int(Owner.PRIVATE), n)
    return np.concatenate([staff, np.zeros(n)])


def _bought(region: Region) -> _Array:
    """Posts by zone and sector [2·Z, S] that the region's firms keep busy by what they buy, as buyers who have cars."""
    c, n, n_sectors = region.firms.c, region.n_zones, len(region.sectors)
    here = (c.place_id >= 0) & (c.place_id < n) & (c.sector >= 0)
    cell = c.place_id[here].astype(np.int64) * n_sectors + c.sector[here]
    posts = np.bincount(cell, weights=c.size[here], minlength=n * n_sectors).reshape(n, n_sectors)
    return np.concatenate([posts @ region.base["demand_supplies"], np.zeros((n, n_sectors))])


def _calibrate_supplies(region: Region, local: _Array) -> None:
    """Set what a post buys from each sector in the region and what that is worth. local [S]: posts of local demand."""
    p, c = region.par(SupplierParams), region.firms.c
    here = (c.place_id >= 0) & (c.place_id < region.n_zones) & (c.sector >= 0)
    posts = np.bincount(c.sector[here], weights=c.size[here], minlength=len(region.sectors)).astype(np.float64)
    region.base["demand_supplies"] = regional_table(region.sectors, posts, p)
    bought = _bought(region).sum(axis=0)
    by_spending = np.array([s.driver == "spending" for s in region.sectors])
    most = np.maximum(p.most - np.array([s.public_share for s in region.sectors]), 0.0) * local * by_spending
    region.base["demand_supplies"] *= np.minimum(
        1.0, np.divide(most, bought, out=np.zeros_like(most), where=bought > 0)
    )
    share = np.divide(_bought(region).sum(axis=0), local, out=np.zeros_like(local), where=local > 0)
    region.base["demand_supplier_share"] = share
    spending = float(_spending(region).sum())
    region.base["demand_nok_per_supply"] = np.divide(spending, local, out=np.zeros_like(local), where=local > 0)


def _buyers(region: Region, s: int, households: _Array, public: _Array, bought: _Array) -> _Array:
    """Spending on sector s by zone of the buyer [2·Z], in NOK of household income that would spend as much."""
    base, per_staff = region.base, float(region.base["demand_nok_per_public_staff"][0])
    share = region.sectors[s].public_share if per_staff > 0.0 else 0.0
    own = (1.0 - share - base["demand_supplier_share"][s]) * households
    return np.asarray(own + share * per_staff * public + base["demand_nok_per_supply"][s] * bought[:, s])


def _sales(
    region: Region, s: int, spent: tuple[_Array, _Array, _Array], attraction: _Array, minutes: _Array, online: _Array
) -> tuple[_Array, _Array, _Array, _Array]:
    """What is bought of sector s [2·Z] and what `huff` says of it; of public purchases in small lots fewer go outside.

    spent: households' incomes, public staff [2·Z] and what firms buy [2·Z, S].
    """
    sector, buyers = region.sectors[s], _buyers(region, s, *spent)
    decay, lost = sector.demand_decay_per_min, region.incentives.small_lots * region.par(Params).small_lots
    if lost <= 0.0 or sector.public_share <= 0.0:
        return buyers, *huff(buyers, attraction, minutes, decay, online)
    to_bid = attraction.copy()
    to_bid[region.n_zones :] *= 1.0 - lost
    lots = _buyers(region, s, np.zeros_like(spent[0]), spent[1], np.zeros_like(spent[2]))
    private = huff(buyers - lots, attraction, minutes, decay, online)
    public = huff(lots, to_bid, minutes, decay, online)
    return buyers, private[0] + public[0], private[1] + public[1], private[2] + public[2]


def online_share(at_base: Any, years: Any, growth: float, path: float) -> Any:
    """Share of spending online `years` after the base year; `path` is the world's factor on the rise. 0 stays 0."""
    return np.where(at_base > 0.0, np.clip(at_base + path * growth * years, 0.0, _MOST_ONLINE), 0.0)


def _odds(share: Any) -> Any:
    return share / (1.0 - share)


def _need(region: Region) -> _Array:
    """Need by municipality and sector [M, S]; 0 for sectors driven by spending."""
    c = region.persons.c
    residents = residents_by_age(c.age, c.household_id, c.place_id, region.zones.municipality, region.municipalities.n)
    weights = np.stack([need_weights(s) if s.driver == "need" else np.zeros(AGES) for s in region.sectors], axis=1)
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
    ["demand_posts_per_need"] [M, S], ["demand_nok_per_public_staff"] [1], ["demand_year"] [1], ["demand_online_share"]
    [S], ["demand_online_level"] [S], ["demand_supplies"] [S, S], ["demand_supplier_share"] [S],
    ["demand_nok_per_supply"] [S], and the two fields that `step` writes.
    """
    p = region.par(Params)
    n_places, n_sectors = region.n_places, len(region.sectors)
    posts, sizes = _follows_demand(region, "base_size"), _follows_demand(region, "size")
    spending, public, need = _spending(region), _public_staff(region), _need(region)
    per_post = float(spending.sum() / public.sum()) if public.sum() > 0 else 0.0
    region.base["demand_nok_per_public_staff"] = np.array([per_post])
    now = region.year - _ONLINE_YEAR
    online = online_share(np.array([s.online_share for s in region.sectors]), now, p.online_growth, 1.0)
    level, minutes = np.zeros(n_sectors), _minutes(region)
    population = max(float(region.residents().sum()), 1.0)
    attraction, scale = np.ones((n_places, n_sectors)), np.zeros(n_sectors)
    outside = np.outer(region.outside.population, sizes.sum(axis=0) / population) * p.outside_pull
    local = posts * (1.0 - np.array([s.export_share for s in region.sectors]))
    _calibrate_supplies(region, local.sum(axis=0))
    bought = _bought(region)
    for s, sector in enumerate(region.sectors):
        if sector.driver == "spending":
            pull = np.concatenate([sizes[:, s], outside[:, s]]) ** sector.demand_size_exponent
            attraction[:, s], scale[s], level[s] = balance(
                _buyers(region, s, spending, public, bought),
                pull,
                minutes,
                sector.demand_decay_per_min,
                np.ascontiguousarray(local[:, s]),
                np.tile(region.zones.broadband_share, 2),
                float(online[s]),
            )
    per_need = np.divide(_by_municipality(region, local), need, out=np.zeros_like(need), where=need > 0)
    region.base["demand_attraction"] = attraction
    region.base["demand_outside"] = outside
    region.base["demand_posts_per_nok"] = scale
    region.base["demand_posts_per_need"] = per_need
    region.base["demand_year"] = np.array([float(region.year)])
    region.base["demand_online_share"] = online
    region.base["demand_online_level"] = level
    step(region, region.year)


def _online(region: Region, year: int) -> _Array:
    """Attraction of buying online by home zone, with a car and without, and sector [2·Z, S]."""
    base, at_base = region.base, region.base["demand_online_share"]
    growth, path = region.par(Params).online_growth, region.world("e_commerce", year)
    share = online_share(at_base, year - base["demand_year"][0], growth, path) * region.world("online_share", year)
    share = np.minimum(share, _MOST_ONLINE)
    factor = np.divide(_odds(share), _odds(at_base), out=np.zeros_like(share), where=at_base > 0.0)
    return np.outer(np.tile(region.zones.broadband_share, 2), base["demand_online_level"] * factor)


def _per_post(region: Region, posts: _Array) -> _Array:
    """Local demand per post of the base year by zone and sector [Z, S], for sectors driven by need."""
    wanted, posts_in = region.base["demand_posts_per_need"] * _need(region), _by_municipality(region, posts)
    local = 1.0 - np.array([s.export_share for s in region.sectors])
    ratio = np.divide(wanted, posts_in, out=np.zeros_like(wanted) + local, where=posts_in > 0)
    own = np.array([s.owner == Owner.MUNICIPALITY for s in region.sectors])
    kept = spending_share(region.municipalities.c.room, region.par(RoomParams))
    ratio[:, own] *= kept[:, None]
    return ratio[region.zones.municipality]


def step(region: Region, year: int) -> None:
    """Set demand_posts and market_potential [Z, S] for this year."""
    posts, sizes = _follows_demand(region, "base_size"), _follows_demand(region, "size")
    spending, public, bought = _spending(region), _public_staff(region), _bought(region)
    export_share = np.array([s.export_share for s in region.sectors])
    price = np.array([region.world(f"export:{s.id}", year) for s in region.sectors])
    demand = posts * export_share * price * region.world("export_demand", year)
    potential = np.zeros_like(demand)
    base = region.base
    per_post, online, minutes = _per_post(region, posts), _online(region, year), _minutes(region)
    for s, sector in enumerate(region.sectors):
        if sector.driver == "need":
            demand[:, s] += posts[:, s] * per_post[:, s]
            potential[:, s] = per_post[:, s]
            continue
        pull = np.concatenate([sizes[:, s], base["demand_outside"][:, s]]) ** sector.demand_size_exponent
        attraction = base["demand_attraction"][:, s] * pull
        buyers, sales, draw, online_sales = _sales(
            region, s, (spending, public, bought), attraction, minutes, np.ascontiguousarray(online[:, s])
        )
        n, scale = region.n_zones, base["demand_posts_per_nok"][s]
        if base["demand_online_share"][s] > 0.0:
            every = np.arange(2 * n) % n
            region.count("goods_bought", every, buyers)
            region.count("goods_bought_online", every, online_sales)
        demand[:, s] += scale * sales[:n]
        potential[:, s] = scale * draw[:n] * base["demand_attraction"][:n, s]
    shocks = np.array([region.world(f"demand:{sector.id}", year) for sector in region.sectors])
    region.demand_posts = demand * shocks
    region.market_potential = potential * shocks
