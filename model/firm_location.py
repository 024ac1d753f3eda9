"""Where a new or moving firm settles.

    U[z] = ln n[z] + (V[z] − V°[z]) − δ·t(here, z) + G(firm key, zone key)
    V[z] = β_c·A_customers + β_l·A_labour(skill) + β_n·ln(1 + same sector within reach) − β_r·ln rent + β_b·broadband
         + β_m·centre_seeking·[centre or town]

Every term is divided by its standard deviation over zones at the base year. The form is the incremental ("pivot-
point") logit (Kumar 1980; Daly, Fox and Patruni 2012): n[z] is where such firms came to be at the base year, V° is V
of the base year, so only what has *changed* since moves the shares, and a constant world keeps its map without zone
constants. A share of premises can be converted: for it, V° itself and the zone's size decide, whatever sectors are
there now. The size term also falls as open premises fill up and rises as they empty: ln(open/open at the base year).
A moving firm stays close (δ), and its own zone is among the alternatives.

Source: Jofre-Monseny, Marin-Lopez and Viladecans-Marsal 2011 and MODEL.md for the terms; coefficients: assumption.
A rule on land use takes a share of a zone's premises from a sector: ln of what is left is added, −inf where nothing is.

Left out: rents of premises (homes' price stands for them), cost of moving beyond distance. Entrants
who would rather settle outside the region are not modelled: entry answers to demand, so better places elsewhere cost
nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Status, ZoneKind
from model.employer_tax import location_value
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, gumbel

_Array = NDArray[np.float64]
SIZE_CLASSES = (1.5, 10.0)  # posts: alone, small, larger; premises of one class do not suit the next
_SAME_SECTOR_MIN = 30.0  # MODEL.md: same sector within 30 minutes


@parameters("firm_location")
class LocationParams(NamedTuple):
    """Coefficients per standard deviation of a term over the zones at the base year."""

    customers: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source="MODEL.md (assumption)")
    labour: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source="MODEL.md (assumption)")
    same_sector: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source="MODEL.md (assumption)")
    rent: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source="MODEL.md (assumption)")
    broadband: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source="MODEL.md (assumption)")
    centre: float = par(0.5, unit="utility per sd", low=0.25, high=1.0, source="MODEL.md (assumption)")
    least_spread: float = par(
        0.2,
        unit="unit of the term",
        low=0.1,
        high=0.5,
        source="assumption",
        note="standard deviation of a term that hardly differs between zones: 0.2 is a fifth in customers or rent",
    )
    labour_theta: float = par(5.0, unit="per unit of d(t)", low=3.0, high=7.0, source="MODEL.md, commuting flows")
    convertible_share: float = par(
        0.05,
        unit="share of open premises",
        low=0.0,
        high=0.3,
        source="assumption",
        note="premises that any sector can use",
    )
    vacant_premises: float = par(
        0.12,
        unit="share of premises in use",
        low=0.05,
        high=0.25,
        source="assumption",
        note="open at the base year",
    )
    scarce_premises: float = par(
        0.02,
        unit="share of premises in use",
        low=0.005,
        high=0.05,
        source="assumption",
        note="open even in a full zone: homes, garages, what is built in the year",
    )
    mover_decay: float = par(
        0.1,
        unit="utility per minute",
        low=0.03,
        high=0.2,
        source="assumption",
        note="firms that move stay near staff and customers",
    )


@njit(cache=True, nogil=True)
def choose_zone(base: Any, keys: Any, option: Any, here: Any, utility: Any, zone_keys: Any, penalty: Any) -> Any:
    """Zone of highest utility for each firm, int64 [n]; −1 if there is none.

    keys [n]; option [n] row of `utility` [K, Z] (−inf = not an alternative); here [n] zone it comes from, −1 for a new
    firm; penalty [Z, Z] is subtracted for those who come from somewhere.
    """
    chosen = np.full(keys.size, -1, np.int64)
    for i in range(keys.size):
        best = -np.inf
        for z in range(zone_keys.size):
            u = utility[option[i], z]
            if u == -np.inf:
                continue
            u += gumbel(base, keys[i], zone_keys[z])
            if here[i] >= 0:
                u -= penalty[here[i], z]
            if u > best:
                best = u
                chosen[i] = z
    return chosen


@njit(cache=True, nogil=True)
def _labour_force(status: Any, household: Any, place: Any, education: Any, n_zones: Any) -> Any:
    """Residents at work or looking for it, by skill and zone [3, Z]."""
    counted = np.zeros((3, n_zones))
    for i in range(status.size):
        if household[i] >= 0 and (status[i] == Status.EMPLOYED or status[i] == Status.UNEMPLOYED):
            counted[education[i], place[i]] += 1.0
    return counted


def posts_by_zone(region: Region) -> _Array:
    """Posts (real sizes) of all employers in the region, by sector and zone [S, Z]."""
    c = region.firms.c
    here = (c.place_id >= 0) & (c.place_id < region.n_zones) & (c.sector >= 0)
    cell = c.sector[here].astype(np.int64) * region.n_zones + c.place_id[here]
    n_sectors = len(region.sectors)
    counted = np.bincount(cell, weights=c.size[here], minlength=n_sectors * region.n_zones)
    return counted.reshape(n_sectors, region.n_zones).astype(np.float64)


def terms(region: Region, posts: _Array) -> _Array:
    """The six terms of V before standardising [6, S, Z]: customers, labour, same sector, rent, broadband, centre."""
    p, c, n = region.par(LocationParams), region.persons.c, region.n_zones
    t = region.cost_min[:n, :n]
    labour = _labour_force(c.status, c.household_id, c.place_id, c.education, n)
    skills = np.array([s.skill_mix for s in region.sectors])
    local = 1.0 - np.array([s.export_share for s in region.sectors])
    reach = np.exp(-p.labour_theta * region.commute_d[:n, :n])
    shape = (len(region.sectors), n)
    in_town = np.isin(region.zones.kind, (ZoneKind.CENTRE, ZoneKind.TOWN)).astype(np.float64)
    potential = np.log(np.maximum(region.market_potential.T, 1e-12))
    return np.stack(
        [
            potential * local[:, None],
            np.log1p(skills @ labour @ reach),
            np.log1p(posts @ (t <= _SAME_SECTOR_MIN)),
            -np.broadcast_to(np.log(np.maximum(region.price_nok_m2, 1.0)), shape),
            np.broadcast_to(region.zones.broadband_share, shape),
            np.outer([s.centre_seeking for s in region.sectors], in_town),
        ]
    )


def value(region: Region, values: _Array) -> _Array:
    """V by sector and zone [S, Z] from `terms`, standardised by their spread at the base year."""
    p = region.par(LocationParams)
    spread = region.base["firm_terms"].std(axis=2, keepdims=True)
    beta = np.array([p.customers, p.labour, p.same_sector, p.rent, p.broadband, p.centre])
    return np.asarray(np.tensordot(beta, values / np.maximum(spread, p.least_spread), axes=1))


def _premises_in_use(region: Region, posts: _Array) -> _Array:
    """Floor area that employers use, m2 [Z]."""
    return np.asarray(np.array([s.floor_m2_per_job for s in region.sectors]) @ posts)


def new_premises(region: Region) -> _Array:
    """Floor area, m2 [Z], that employers use beyond the premises there are; from now on it is there too.

    Bookkeeping for land take only: `location_utility` keeps comparing with the premises of the base year.
    """
    base = region.base
    in_use = _premises_in_use(region, posts_by_zone(region))
    there = base.get("premises_built_m2", base["premises_m2"])
    base["premises_built_m2"] = np.maximum(there, in_use)
    return np.asarray(np.maximum(in_use - there, 0.0))


def open_premises(region: Region, zone: int, m2: float) -> None:
    """Add premises in a zone that are there already, as ground floors or old houses: no land is taken."""
    for name in ("premises_m2", "premises_built_m2"):
        if name in region.base:
            region.base[name] = region.base[name] + m2 * (np.arange(region.n_zones) == zone)


def size_class(sizes: Any) -> Any:
    """Class of a firm of `sizes` posts [n]: 0 alone, 1 small, 2 larger."""
    return np.searchsorted(SIZE_CLASSES, sizes, side="right")


def calibrate_location(region: Region, turnover: _Array) -> None:
    """Set what `location_utility` compares with: region.base["firm_terms"], ["firm_ln_n"], ["premises_m2"].

    turnover [3, S, Z] is how many firms of a size class and sector enter and leave a zone a year at the base year.
    """
    p = region.par(LocationParams)
    posts = posts_by_zone(region)
    region.base["firm_terms"] = terms(region, posts)
    in_use = _premises_in_use(region, posts)
    region.base["premises_m2"] = in_use * (1.0 + p.vacant_premises)
    level = value(region, region.base["firm_terms"])
    weight = np.exp(level - level.max(axis=1, keepdims=True)) * in_use
    anywhere = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    total = turnover.sum(axis=2, keepdims=True)
    known = np.divide(turnover, total, out=np.broadcast_to(anywhere, turnover.shape).copy(), where=total > 0)
    share = (1.0 - p.convertible_share) * known + p.convertible_share * anywhere
    with np.errstate(divide="ignore"):
        region.base["firm_ln_n"] = np.log(share)


def location_utility(region: Region) -> _Array:
    """Systematic utility without distance [3, S, Z] by size class, sector and zone; −inf where nothing is open."""
    p, base = region.par(LocationParams), region.base
    posts = posts_by_zone(region)
    in_use = _premises_in_use(region, posts)
    stock = base["premises_m2"]
    usual = stock / (1.0 + p.vacant_premises)
    still_open = np.maximum(stock + region.incentives.premises_m2 - in_use, p.scarce_premises * usual)
    at_base = np.maximum(stock - usual, 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(stock > 0, np.log(still_open / at_base), 0.0)
    change = value(region, terms(region, posts) - base["firm_terms"])
    with np.errstate(divide="ignore"):
        rule = np.log(region.rules.premises_open)
    return np.asarray(base["firm_ln_n"] + change + room + rule + location_value(region))


def choose_zones(region: Region, keys: Any, option: Any, utility: _Array, here: Any = None) -> NDArray[np.int64]:
    """Zone each firm settles in [n], −1 = nowhere. option [n]: row of utility [K, Z]; here [n]: zone it moves from."""
    n = region.n_zones
    chosen = choose_zone(
        region.draws(Stream.FIRM_LOCATION),
        keys,
        np.asarray(option, np.int64),
        np.full(len(keys), -1) if here is None else np.asarray(here, np.int64),
        np.ascontiguousarray(utility),
        region.zones.keys,
        region.par(LocationParams).mover_decay * region.cost_min[:n, :n],
    )
    return np.asarray(chosen)
