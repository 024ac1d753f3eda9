"""Firms: sizes adjust, some close, new ones open, a few move.

- Size: target = base_size · D[z,s] / Σ base_size[z,s]; size += κ·(target − size). Whole posts: model/kernels/posts.py.
- Shortage: posts that nobody has taken raise the wage offer a step a year up to a limit; after some years a part of
  those above ordinary vacancy is cut. An offer that finds staff falls back by the same step.
- Exit: by age, size, other work near and years of loss (demand well below size): model/firm_life.py.
- Entry: as many as leave in a stationary world, times unserved demand: model/firm_entry.py.
- Place, of entrants and the few that move: model/firm_location.py. Floor that employers use beyond the premises of
  their zone is built and takes land: model/land.py.

Only private firms close, open and move; public employers follow the need of their municipality; `is_fixed` ones are as
large as their owner says. Order within the year: resize, close, move, open, write posts. Staff beyond the new posts is
laid off in the work step.

Left out: growth of single firms by luck (in a constant world firms that continue create and destroy no jobs: job
turnover is too low, that of staff is in work), profits in kroner, prices, takeovers.

READS firms, persons.employer_id, persons.status, persons.household_id, persons.place_id, persons.left_year,
persons.education, region.demand_posts, region.market_potential, region.price_nok_m2, region.cost_min,
region.commute_d, region.base, region.access

WRITES firms, persons.employer_id, persons.status, persons.place_id, households.events, region.flows, region.base
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Owner
from model.employer_tax import posts_factor
from model.employers import close_employers, set_posts
from model.firm_entry import calibrate_firms, demand_gap, enter
from model.firm_life import LifeParams, other_work, survival
from model.firm_location import choose_zones, location_utility, new_premises, size_class
from model.incubation import Params as Incubation
from model.incubation import is_saved, members
from model.kernels.firm_life import exit_hazard, exits
from model.land import take_for_premises
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms

__all__ = ["Params", "calibrate_firms", "exit_hazard", "step", "survival"]

_WRITTEN = (
    *("firms.key", "firms.place_id", "firms.sector", "firms.owner", "firms.founded_year", "firms.size"),
    *("firms.base_size", "firms.basic_share", "firms.tertiary_share", "firms.posts_basic", "firms.posts_upper"),
    *("firms.posts_tertiary", "firms.n_staff", "firms.wage_factor", "firms.years_loss"),
    *("persons.employer_id", "persons.status", "persons.place_id"),
)
READS = (
    *_WRITTEN,
    *("firms.years_short", "firms.is_fixed", "persons.household_id", "persons.left_year", "persons.education"),
    *("region.demand_posts", "region.market_potential", "region.price_nok_m2", "region.cost_min", "region.commute_d"),
    *("region.base", "region.access"),
)
WRITES = (*_WRITTEN, "firms.*new", "households.events", "region.flows", "region.base")


@parameters("firms")
class Params(NamedTuple):
    """Adjustment, moves and shortage of staff."""

    adjustment: float = par(
        0.3, unit="share of the gap per year", low=0.15, high=0.6, source="assumption", note="kappa"
    )
    loss_margin: float = par(
        0.1, unit="share of size", low=0.03, high=0.2, source="assumption", note="demand further below size is a loss"
    )
    move_hazard: float = par(0.01, unit="per year", low=0.0, high=0.03, source="assumption")
    usual_vacancy: float = par(
        0.03, unit="share of posts", low=0.01, high=0.05, source="assumption", note="open without being a shortage"
    )
    wage_step: float = par(0.01, unit="share per year", low=0.0, high=0.02, source="assumption")
    wage_rise_max: float = par(0.05, unit="share", low=0.0, high=0.1, source="assumption")
    cut_after: float = par(3.0, unit="years", low=2.0, high=5.0, source="assumption")
    cut_share: float = par(0.25, unit="share of posts open for long, per year", low=0.0, high=0.5, source="assumption")


@njit(cache=True, nogil=True)
def adjusted(size: Any, target: Any, long_open: Any, p: Any) -> Any:
    """Size next year of a firm of `size` posts that wants `target`; `long_open` posts have found nobody for years."""
    return max(size + p.adjustment * (target - size) - p.cut_share * long_open, 0.0)


@njit(cache=True, nogil=True)
def _adjust(
    place: Any,
    sector: Any,
    is_here: Any,
    is_fixed: Any,
    base_size: Any,
    size: Any,
    posts: Any,
    n_staff: Any,
    years_short: Any,
    years_loss: Any,
    wage_factor: Any,
    ratio: Any,
    p: Any,
) -> None:
    """Move sizes towards demand and answer shortage of staff.

    Columns of firms [n]; posts [n] of all skills; ratio [Z, S] = demand over base size.
    """
    for f in range(place.size):
        if not is_here[f]:
            continue
        excess = posts[f] - n_staff[f] - p.usual_vacancy * posts[f]
        is_short = years_short[f] >= 1 and excess > 0.0
        step = p.wage_step if is_short else -p.wage_step
        wage_factor[f] = min(max(wage_factor[f] + step, 1.0), 1.0 + p.wage_rise_max)
        if is_fixed[f]:
            continue
        target = base_size[f] * ratio[place[f], sector[f]]
        years_loss[f] = years_loss[f] + 1 if target < (1.0 - p.loss_margin) * size[f] else 0
        long_open = excess if is_short and years_short[f] >= p.cut_after else 0.0
        size[f] = adjusted(size[f], target, long_open, p)


def _is_here(region: Region) -> NDArray[np.bool_]:
    c = region.firms.c
    return np.asarray((c.place_id >= 0) & (c.place_id < region.n_zones) & (c.sector >= 0))


def _base_posts(region: Region) -> NDArray[np.float64]:
    """Base size of the firms whose size follows demand [Z, S]."""
    c, n_sectors = region.firms.c, len(region.sectors)
    follows = _is_here(region) & ~c.is_fixed
    cell = c.place_id[follows].astype(np.int64) * n_sectors + c.sector[follows]
    total = np.bincount(cell, weights=c.base_size[follows], minlength=region.n_zones * n_sectors)
    return total.reshape(region.n_zones, n_sectors).astype(np.float64)


def _resize(region: Region, base_posts: NDArray[np.float64]) -> None:
    c, demand = region.firms.c, region.demand_posts
    ratio = np.divide(demand, base_posts, out=np.ones_like(demand), where=base_posts > 0)
    private = np.array([sector.owner == Owner.PRIVATE for sector in region.sectors])
    ratio[:, private] *= posts_factor(region)[:, None]
    _adjust(
        c.place_id,
        c.sector,
        _is_here(region),
        c.is_fixed,
        c.base_size,
        c.size,
        c.posts_basic + c.posts_upper + c.posts_tertiary,
        c.n_staff,
        c.years_short,
        c.years_loss,
        c.wage_factor,
        ratio,
        region.par(Params),
    )


def _close(region: Region, year: int) -> None:
    c, p = region.firms.c, region.par(LifeParams)
    option = other_work(region.access["jobs"], region.base["closing_access"][0], p)
    closed = exits(
        region.draws(Stream.FIRM_EXIT),
        c.key,
        _is_here(region) & ~c.is_fixed,
        c.owner,
        c.founded_year,
        c.size,
        c.years_loss,
        np.append(option, np.ones(len(region.outside) + 1))[c.place_id],
        year,
        p,
    )
    helped = members(region, year)
    closed[helped[is_saved(region, helped)]] = False
    rows = np.flatnonzero(closed)
    if rows.size:
        region.count("firm_exits", c.place_id[rows])
        close_employers(region, rows)


def _move(region: Region, utility: NDArray[np.float64]) -> None:
    """A few firms look at places again. utility [3, S, Z]."""
    c, n_sectors = region.firms.c, len(region.sectors)
    draws = uniforms(region.draws(Stream.FIRM_LOCATION), c.key, 0)
    asks = (draws < region.par(Params).move_hazard) & _is_here(region) & ~c.is_fixed & (c.owner == Owner.PRIVATE)
    rows = np.flatnonzero(asks)
    # Who sits where a rule now keeps others out stays: a permit is not given twice.
    rows = rows[region.rules.premises_open[c.sector[rows], c.place_id[rows]] >= 1.0]
    option = size_class(c.size[rows]) * n_sectors + c.sector[rows]
    here = c.place_id[rows].astype(np.int64)
    zones = choose_zones(region, c.key[rows], option, utility.reshape(3 * n_sectors, region.n_zones), here)
    moved = (zones >= 0) & (zones != here)
    region.count("firm_moves", here[moved])
    c.place_id[rows[moved]] = zones[moved]


def step(region: Region, year: int) -> None:
    """Resize, close, move, open; count the land that new premises take; then write whole posts."""
    region.firms.c.base_size[members(region, year)] *= 1.0 + region.par(Incubation).growth
    base_posts = _base_posts(region)
    _resize(region, base_posts)
    gap = demand_gap(region, base_posts)
    _close(region, year)
    utility = location_utility(region)
    _move(region, utility)
    enter(region, year, gap, utility)
    take_for_premises(region, new_premises(region))
    set_posts(region)
