"""Rows are only places in a table: the whole model in another order of rows is the same world, agent by agent."""

from __future__ import annotations

import numpy as np
import pytest

from model.region import Region
from model.table import Table
from model.year import run_year
from tests.worlds import begin, copied, lister, road_grant, state_jobs

LINKS = {
    "persons": {
        "household_id": "households",
        "employer_id": "firms",
        "mother_id": "persons",
        "father_id": "persons",
        "partner_id": "persons",
    },
    "households": {"dwelling_id": "dwellings", "service_id": "services", "ref_id": "persons"},
    "dwellings": {"household_id": "households"},
    "firms": {"service_id": "services"},
    "services": {"firm_id": "firms"},
}


def shuffled(region: Region, seed: int) -> Region:
    """The same region with persons, households, dwellings, firms and services in another order of rows."""
    out, rng, new_row = copied(region), np.random.default_rng(seed), {}
    for name in LINKS:
        table = getattr(out, name)
        order = rng.permutation(table.n)
        new_row[name] = np.empty(table.n, np.int64)
        new_row[name][order] = np.arange(table.n)
        columns = {column: array[order] for column, array in vars(table.c).items()}
        fresh = Table(table.agent_class, table.n + 256)
        fresh.add(table.n, **columns)
        setattr(out, name, fresh)
    for name, columns in LINKS.items():
        for column, target in columns.items():
            array = getattr(getattr(out, name).c, column)
            array[:] = np.where(array >= 0, new_row[target][array], -1)
    return out


def by_key(region: Region, table: str) -> dict[str, np.ndarray]:
    """Whole-number columns in order of key; links as keys of what they point at."""
    found = getattr(region, table)
    order = np.argsort(found.c.key)
    out = {name: array[order] for name, array in vars(found.c).items() if array.dtype.kind != "f"}
    for column, target in LINKS[table].items():
        link = out[column]
        out[column] = np.where(link >= 0, getattr(region, target).c.key[link], 0)
    return out


@pytest.mark.parametrize("seed", [1, 2])
def test_another_order_of_rows_is_the_same_world(seed):
    region = begin(lister(state_jobs("lyngdal-centre", 100, 2026), road_grant(300, 2026), years=3), seed)
    other = shuffled(region, seed)
    for year in range(2025, 2028):
        run_year(region)
        run_year(other)
        for table in LINKS:
            one, same = by_key(region, table), by_key(other, table)
            for column in one:
                assert np.array_equal(one[column], same[column]), f"{table}.{column} after {year}"
        for flow in region.flows:
            assert np.array_equal(region.flows[flow], other.flows[flow]), f"{flow} in {year}"
