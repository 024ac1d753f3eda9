"""Moves and commutes of Lister's baseline, counted person by person from what changes in a year.

A move is a change of home: within the municipality, to another municipality of the region, or over the region's border.
Who moves twice in a year counts once, by where the year began and ended; newborn and dead are left out.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.migration_counts import homes_of, paired
from tests.patterns.pool import run_all

AGES = 121
SEEDS, FIRST, YEARS = 4, 2, 7  # the first years are left out


def _one(seed: int) -> dict[str, np.ndarray]:
    from model.year import run_year
    from tests.worlds import begin, lister

    region = begin(lister(years=YEARS), seed)
    names = ("within", "between", "out", "in", "population")
    total = {name: np.zeros(AGES) for name in names}
    municipality = np.append(region.zones.municipality, -1)
    for year in range(YEARS):
        before = homes_of(region)
        run_year(region)
        if year < FIRST:
            continue
        who = paired(before, homes_of(region))
        z0, z1, h0, h1, age = (x[who[-1] > 0] for x in who)  # neither dead nor newborn
        moved = (h0 != h1) & (z0 >= 0) & (z1 >= 0)
        other = municipality[z0] != municipality[z1]
        kinds = {
            "within": moved & ~other, "between": moved & other, "out": (z0 >= 0) & (z1 < 0),
            "in": (z0 < 0) & (z1 >= 0), "population": z1 >= 0,
        }  # fmt: skip
        for name, who in kinds.items():
            total[name] += np.bincount(age[who], minlength=AGES)[:AGES]
    return total | _commutes(region)


def _commutes(region) -> dict[str, np.ndarray]:
    """Commuters between zones [Z, Z], minutes [Z, Z], and commuters by whole minutes, all and within the region."""
    c, n = region.persons.c, region.n_zones
    rows = np.flatnonzero((c.household_id >= 0) & (c.employer_id >= 0))
    home, work = c.place_id[rows], region.firms.c.place_id[c.employer_id[rows]]
    inside = work < n
    flow = np.bincount(home[inside].astype(np.int64) * n + work[inside], minlength=n * n).reshape(n, n)
    minutes = region.time_min[home, work]
    whole = np.minimum(minutes, 400).astype(np.int64)
    return {
        "flow": flow.astype(float),
        "minutes": region.time_min[:n, :n].copy(),
        "by_minute": np.bincount(whole, minlength=401).astype(float),
        "by_minute_inside": np.bincount(whole[inside], minlength=401).astype(float),
        "minutes_sum": np.array([minutes.sum(), minutes.size, minutes[inside].sum(), inside.sum()]),
    }


@cache
def mobility_by_seed() -> list[dict[str, np.ndarray]]:
    """Sums over years, by seed; minutes as they are."""
    return run_all(_one, list(range(SEEDS)))


@cache
def lister_mobility() -> dict[str, np.ndarray]:
    """The same, summed over seeds too."""
    runs = mobility_by_seed()
    return {name: runs[0][name] if name == "minutes" else sum(run[name] for run in runs) for name in runs[0]}
