"""What a calibration counts in a run, person by person, from what changes in a year: migration by age, moves by distance.

A move is a change of home: within the municipality, to another municipality of the region, or over its border. Who moves
twice in a year counts once, by where the year began and ended; newborn and dead are left out.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.run import RunResult
from model.inputs import Scenario
from model.region import Region
from model.submodels.candidates import move_rate
from model.synthesis import build_region
from model.year import run_year
from scenarios.founders import with_founders

Homes = dict[str, NDArray[Any]]  # of everybody who is alive: key, age, zone, home

SPAN = 5  # years of a period of the published cohort residuals
NET_STARTS = (5, 15, 25, 35, 50, 65)  # groups of age at the end of a period: those of the outside constants, and minors
ADULT = 18
COUNTS = (
    *(f"net_{start}" for start in NET_STARTS),
    *("residents", "within", "between", "out", "adult_moves", "adult_moves_v3"),
    *("moves_20_29", "persons_20_29", "moves_40_49", "persons_40_49"),
)


def counts(scenario: Scenario, seed: int, *, replication: int = 0, zones: bool = False) -> RunResult:  # noqa: ARG001
    """Run a scenario and return its COUNTS, sums over its years."""
    began = time.process_time()
    region = build_region(scenario, seed, with_founders(scenario).founders)
    total = dict.fromkeys(COUNTS, 0.0)
    for year in range(scenario.years):
        before = homes_of(region)
        run_year(region)
        left_in_period = SPAN - 1 - year % SPAN
        for name, value in _of_year(region, before, homes_of(region), left_in_period).items():
            total[name] += value
    series = tuple(("count", "region", name, "persons") for name in COUNTS)
    values = np.array([[total[name] for name in COUNTS]])
    years = np.array([scenario.start])
    is_flow = np.ones(len(COUNTS), bool)
    cpu = time.process_time() - began
    return RunResult(scenario.name, replication, seed, series, is_flow, years, values, 0.0, cpu)


def homes_of(region: Region) -> Homes:
    """Key, age, zone and home of everybody who is alive, in order of key; zone −1 = not a resident."""
    c, h, d = region.persons.c, region.households.c, region.dwellings.c
    order = np.argsort(c.key)
    household = c.household_id[order]
    resident = household >= 0
    dwelling = np.where(resident, h.dwelling_id[household], -1)
    # Who waits in temporary housing is at home in the household.
    home = np.where(dwelling >= 0, d.key[dwelling], np.where(resident, h.key[household], 0))
    zone = np.where(resident, c.place_id[order], -1)
    return {"key": c.key[order], "age": c.age[order].astype(np.int64), "zone": zone, "home": home}


def paired(before: Homes, after: Homes) -> tuple[NDArray[Any], ...]:
    """Zones before and after, homes before and after, and the age reached (−1 = dead) of all who live here at one time."""
    keys = np.union1d(before["key"][before["zone"] >= 0], after["key"][after["zone"] >= 0])

    def of(state: Homes, name: str, absent: int) -> NDArray[Any]:
        at = np.minimum(np.searchsorted(state["key"], keys), state["key"].size - 1)
        return np.where(state["key"][at] == keys, state[name][at], absent)

    zones = of(before, "zone", -1), of(after, "zone", -1)
    return (*zones, of(before, "home", 0), of(after, "home", 0), of(after, "age", -1))


def _of_year(region: Region, before: Homes, after: Homes, left_in_period: int) -> dict[str, float]:
    """COUNTS of one year from everybody's homes before and after it."""
    was, is_, home_before, home_after, age = paired(before, after)
    alive = age > 0  # neither dead nor newborn
    came, left = alive & (was < 0) & (is_ >= 0), alive & (was >= 0) & (is_ < 0)
    moved = alive & (was >= 0) & (is_ >= 0) & (home_before != home_after)
    municipality = np.append(region.zones.municipality, -1)
    other = municipality[was] != municipality[is_]
    # In the nation a move between municipalities is one out and one in; a region sees half of those over its border twice.
    weight = (moved & other) + 0.5 * (came | left)
    lives = is_ >= 0
    group = np.searchsorted(NET_STARTS, age + left_in_period, side="right") - 1
    net = np.bincount(group[group >= 0], weights=(came * 1.0 - left)[group >= 0], minlength=len(NET_STARTS))
    found = {f"net_{start}": n for start, n in zip(NET_STARTS, net, strict=True)}
    adult = age >= ADULT
    found |= {"residents": lives.sum(), "within": (moved & ~other).sum(), "between": (moved & other).sum()}
    found |= {"out": left.sum(), "adult_moves": weight[adult].sum()}
    found["adult_moves_v3"] = move_rate(age[adult & lives]).sum()
    for low in (20, 40):
        mine = (age >= low) & (age < low + 10)
        found |= {f"moves_{low}_{low + 9}": weight[mine].sum(), f"persons_{low}_{low + 9}": (mine & lives).sum()}
    return {name: float(value) for name, value in found.items()}
