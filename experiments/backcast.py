"""A region's past as a scenario: from an earlier base year, with the nation's paths as they became and nothing regional.

Fertility and mortality are those of the national tables; net immigration is the nation's cohort residual of every span
between two years of its population table, as a factor on the reference inflow. Interest, demand from abroad and all
else in [world] stay as at the base year.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from model.base import net_immigration, reference_span
from model.inputs import NationalData, RegionData, Scenario, WorldPath
from scenarios.bundle import load_region
from scenarios.format import scenario_hash

REALISED = ("immigration", "fertility", "mortality")  # world paths that a backcast knows


def backcast(region: str | Path, base: int, end: int) -> Scenario:
    """Return the scenario of a region, by id or folder, from one of its base years to 1 January of `end`."""
    data = load_region(region, base)
    return of_data(data, end - base)


def of_data(data: RegionData, years: int) -> Scenario:
    """Return the backcast of a region from its base year."""
    base, end = data.base_year, data.base_year + years
    title = {language: f"{name} {base}–{end}" for language, name in data.name.items()}
    world = {"immigration": realised_immigration(data.national, base, end)}
    scenario = Scenario(f"{data.id}/from_{base}", title, data, base, years, world)
    return replace(scenario, hash=scenario_hash(scenario))


def realised_immigration(national: NationalData, base: int, end: int) -> WorldPath:
    """Return the factors on a base year's reference inflow, constant over each span that the nation's table knows."""
    reference = net_immigration(national, *reference_span(national, base))
    known = [int(y) for y in np.sort(national.population["year"].unique()) if base <= y <= end]
    years: list[int] = []
    factors: list[float] = []
    for first, last in pairwise(known):
        factor = net_immigration(national, first, last) / reference
        years += [first, last - 1]
        factors += [factor, factor]
    return WorldPath(tuple(years), tuple(factors)) if years else WorldPath((base,), (1.0,))
