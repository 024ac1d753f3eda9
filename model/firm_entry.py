"""New firms: how many, how large.

λ_s = e_s · (D_s / Σ base_size_s)^η firms of sector s enter a year, e_s the number that leave a year when ages are
stationary: Σ_i 1/life_years(size_i) over the private firms of the base year. Candidates are a fixed list of each
year and sector; candidate c enters if its keyed draw is below λ_s / (number of candidates). Its size comes from the
sizes of those who leave, so in a constant world numbers, posts and the size distribution stay what they are, and a
sector that grew or shrank by chance comes back. e_s does not depend on how many firms there are now: founders come
from residents, not from firms.

Left out: founders are not persons (a place that loses young adults gets as many candidates as before: entry there is
too high, though fewer choose it as its customers and labour force go); entrants who start small and grow;
incubators.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Owner
from model.firm_life import LifeParams, life_years, other_work
from model.firm_location import calibrate_location, choose_zones, size_class
from model.parameters import par, parameters
from model.region import Region
from model.rng import Kind, Stream, derive, text_key, uniform

_Array = NDArray[np.float64]
_SIZE_BINS = 40  # entrants' sizes are the means of this many equal parts of the distribution of those who leave
_SPARE = 1.5  # candidates per entrant at the largest gap


@parameters("firm_entry")
class EntryParams(NamedTuple):
    """How entry answers to unserved demand."""

    scale: float = par(1.0, unit="factor", low=0.8, high=1.2, source="assumption", note="1 = as many as leave")
    gap_exponent: float = par(2.0, unit="exponent", low=0.0, high=4.0, source="assumption")
    max_gap: float = par(
        3.0, unit="factor", low=2.0, high=5.0, source="assumption", note="most that unserved demand can raise entry"
    )


@njit(cache=True, nogil=True)
def _candidates(base: Any, size_base: Any, first: Any, kind: Any, number: Any, probability: Any, n_bins: Any) -> Any:
    """Return (keys, size bins) of those who enter among the `number` candidates whose keys derive from `first`."""
    keys = np.empty(number, np.uint64)
    bins = np.empty(number, np.int64)
    n = 0
    for i in range(number):
        key = derive(first, kind, i)
        if uniform(base, key, 0) < probability:
            keys[n] = key
            bins[n] = int(uniform(size_base, key, 0) * n_bins)
            n += 1
    return keys[:n], bins[:n]


def calibrate_firms(region: Region) -> None:
    """Set entry so that it makes up for exits at the base year. Called once, by synthesis, after `calibrate_demand`.

    Needs persons, firms, prices, travel times and access to jobs. Writes region.base["entry_rate"] [S] firms a year,
    ["entry_size"] [S, 40] posts, ["closing_access"] [1], and what `model.firm_location.calibrate_location` writes.
    """
    p, c, n_zones, n_sectors = region.par(LifeParams), region.firms.c, region.n_zones, len(region.sectors)
    leaves = (c.place_id >= 0) & (c.place_id < n_zones) & (c.sector >= 0) & ~c.is_fixed & (c.owner == Owner.PRIVATE)
    leaves &= c.size < p.exit_max_size
    sector, zone = c.sector[leaves].astype(np.int64), c.place_id[leaves].astype(np.int64)
    size = c.size[leaves].astype(np.float64)
    jobs, rate = region.access["jobs"][zone], 1.0 / life_years(size, p)
    region.base["closing_access"] = np.array([np.average(jobs, weights=rate) if rate.size else 0.0])
    rate = 1.0 / life_years(size, p, other_work(jobs, region.base["closing_access"][0], p))
    region.base["entry_rate"] = np.bincount(sector, weights=rate, minlength=n_sectors).astype(np.float64)
    region.base["entry_size"] = np.stack([_parts(size[sector == s], rate[sector == s]) for s in range(n_sectors)])
    cell = (size_class(size) * n_sectors + sector) * n_zones + zone
    turnover = np.bincount(cell, weights=rate, minlength=3 * n_sectors * n_zones).astype(np.float64)
    calibrate_location(region, turnover.reshape(3, n_sectors, n_zones))


def _parts(values: _Array, weights: _Array) -> _Array:
    """Means of _SIZE_BINS parts of equal weight of a weighted distribution; their mean is the distribution's mean."""
    if values.size == 0:
        return np.zeros(_SIZE_BINS)
    order = np.argsort(values, kind="stable")
    share = np.concatenate([[0.0], np.cumsum(weights[order])]) / weights.sum()
    total = np.concatenate([[0.0], np.cumsum((weights * values)[order])]) / weights.sum()
    edges = np.interp(np.linspace(0.0, 1.0, _SIZE_BINS + 1), share, total)
    return np.asarray(np.diff(edges) * _SIZE_BINS)


def demand_gap(region: Region, base_posts: _Array) -> _Array:
    """Factor of unserved demand on entry by sector [S]; base_posts [Z, S] of the firms whose size follows demand."""
    p = region.par(EntryParams)
    demand, base = region.demand_posts.sum(axis=0), base_posts.sum(axis=0)
    ratio = np.divide(demand, base, out=np.full(demand.shape, p.max_gap), where=base > 0)
    return np.asarray(np.minimum(ratio**p.gap_exponent, p.max_gap))


def enter(region: Region, year: int, gap: _Array, utility: _Array) -> None:
    """Candidates of this year who enter choose a zone and open. gap [S]; utility [3, S, Z] by size class."""
    p = region.par(EntryParams)
    entry, sizes = region.draws(Stream.FIRM_ENTRY), region.draws(Stream.FIRM_SIZE)
    for s, sector in enumerate(region.sectors):
        rate = float(region.base["entry_rate"][s])
        number = int(np.ceil(rate * p.max_gap * _SPARE))
        if number == 0:
            continue
        first = np.uint64(derive(np.uint64(text_key(sector.id)), int(Kind.FIRM), year))
        probability = min(rate * p.scale * float(gap[s]) * region.incentives.entry_lift / number, 1.0)
        keys, bins = _candidates(entry, sizes, first, int(Kind.FIRM), number, probability, _SIZE_BINS)
        size = region.base["entry_size"][s, bins]
        zones = choose_zones(region, keys, size_class(size), utility[:, s])
        settled = zones >= 0
        rows = region.firms.add(
            int(settled.sum()),
            key=keys[settled],
            place_id=zones[settled],
            sector=s,
            owner=int(Owner.PRIVATE),
            founded_year=year,
            size=size[settled],
            base_size=size[settled],
            basic_share=sector.skill_mix[0],
            tertiary_share=sector.skill_mix[2],
        )
        region.count("firm_entries", region.firms.c.place_id[rows])
