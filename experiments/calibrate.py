"""Set the free constants, provisionally: outside constants of five age groups, and the relocation base rate.

    python -m experiments.calibrate lister/from_2005 rana/from_2005 vesteralen/from_2005 notodden/from_2005
        [--rounds 8] [--seeds 2] [--years 10]

Targets (the only ones): the cohort residuals 2005–2014 by age of all regions together, per resident (derived from SSB
07459), and the level of the age profile V3: adults leave the region at V3's rates times the share of moves that cross its
border. Net migration of an age group falls when living outside is worth more to it, so each round moves each constant by
the miss divided by the slope, taken as a quarter of the gross flow (homes and posts are few: who
does not come leaves room for another, so a constant moves less than a logit's slope). Prints the constants to put into
`model/residential.py` and `model/submodels/relocation.py`, with the fit. One set of constants for all regions.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from model.inputs import RegionData, Scenario
from model.parameters import REGISTRY
from model.region import Region
from model.residential import AGE_GROUP_STARTS
from model.submodels.candidates import move_rate
from model.synthesis import build_region
from model.year import run_year
from scenarios.format import load
from scenarios.founders import with_founders

PERIODS = (2005, 2014)
N_GROUPS = len(AGE_GROUP_STARTS)
SLOPE = 0.25  # net migration per unit of utility and unit of gross flow; only the speed of the search


def target(data: RegionData) -> NDArray[np.float64]:
    """Net migration per resident and year by age group [5], 2005–2014; children under 18 belong to no group."""
    table = data.history[data.history["quantity"] == "net_migration_by_age"]
    table = table[(table["year_from"] >= PERIODS[0]) & (table["year_to"] <= PERIODS[1]) & (table["age_from"] >= 15)]
    age = (table["age_from"].to_numpy() + np.minimum(table["age_to"].to_numpy(), 99)) / 2.0
    group = np.searchsorted(AGE_GROUP_STARTS, age, side="right") - 1
    years = PERIODS[1] - PERIODS[0] + 1
    population = data.population[data.population["year"].isin((2005, 2010, 2015))]["persons"].sum() / 3.0
    return np.bincount(group, weights=table["value"].to_numpy(), minlength=N_GROUPS) / years / float(population)


def leaving_rate(data: RegionData) -> float:
    """Adults who leave the region a year per resident, by V3 and the share of moves that cross the border."""
    table = data.population[data.population["year"] == data.base_year]
    age, persons = table["age"].to_numpy(), table["persons"].to_numpy()
    adult = age >= 18
    leaving = move_rate(age[adult]) * persons[adult] * REGISTRY["candidates.share_beyond"].value
    return float(leaving.sum() / persons.sum())


def _residents(region: Region) -> tuple[NDArray[np.uint64], NDArray[np.int16]]:
    c = region.persons.c
    rows = np.flatnonzero(c.household_id >= 0)
    rows = rows[np.argsort(c.key[rows])]
    return c.key[rows].copy(), c.age[rows].copy()


def flows(region: Region, years: int) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], float, float]]:
    """Per year: in and out by age group [5] per resident, and moves (persons) leaving and within the region."""
    for _ in range(years):
        before, _ = _residents(region)
        run_year(region)
        c = region.persons.c
        after, age = _residents(region)
        came = ~np.isin(after, before) & (age >= 18)
        left = np.flatnonzero((c.household_id < 0) & (c.left_year == region.year - 1) & (c.age >= 18))
        left = left[np.isin(c.key[left], before)]
        n = float(after.size)
        into, out = (
            np.bincount(np.searchsorted(AGE_GROUP_STARTS, a, side="right") - 1, minlength=N_GROUPS) / n
            for a in (age[came], c.age[left])
        )
        moved = region.flows
        yield into, out, float(moved["moves_out"].sum()), float(moved["moves_within"].sum())


def _sums(args: tuple[Scenario, int, int]) -> NDArray[np.float64]:
    """One run: persons who came [5] and left [5] by age group, moves out and within, resident-years."""
    scenario, seed, years = args
    region = build_region(scenario, seed)
    out = np.zeros(2 * N_GROUPS + 3)
    for into, left, leaving, within in flows(region, years):
        n = float(region.residents().sum())
        out += np.concatenate([into * n, left * n, [leaving, within, n]])
    return out


def measure(
    scenarios: list[Scenario], seeds: int, years: int, pool: ProcessPoolExecutor
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Net and gross migration by age group [5], per resident and year of all scenarios, and the share that leaves."""
    runs = pool.map(_sums, [(scenario, seed, years) for scenario in scenarios for seed in range(seeds)])
    total = np.sum(list(runs), axis=0)
    into, out = total[:N_GROUPS] / total[-1], total[N_GROUPS : 2 * N_GROUPS] / total[-1]
    return into - out, into + out, float(total[-3] / (total[-3] + total[-2]))


def calibrate(scenarios: list[Scenario], rounds: int, seeds: int, years: int) -> dict[str, float]:
    """Iterate; prints each round's fit and returns the constants by parameter name."""
    people = np.array(
        [float(s.region.population.query("year == @s.region.base_year")["persons"].sum()) for s in scenarios]
    )
    wanted = np.average([target(s.region) for s in scenarios], axis=0, weights=people)
    leaves = float(np.average([leaving_rate(s.region) for s in scenarios], weights=people))
    names = [f"location.outside_{g}" for g in range(N_GROUPS)]
    own = dict(scenarios[0].parameters)
    values = {name: own.get(name, REGISTRY[name].value) for name in [*names, "relocation.base_rate"]}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for number in range(rounds):
            now = [dataclasses.replace(s, parameters=dict(s.parameters) | values) for s in scenarios]
            net, gross, leaving = measure(now, seeds, years, pool)
            print(
                f"round {number}: target {np.round(wanted * 1e3, 2)} net {np.round(net * 1e3, 2)} per 1,000;", end=" "
            )
            print(
                f"gross {np.round(gross * 1e3, 1)}; out {500 * (gross - net).sum():.1f}, target {1e3 * leaves:.1f};",
                end=" ",
            )
            print(f"leaving {leaving:.3f} of moves; {rounded(values)}", flush=True)
            for name, miss, slope in zip(names, net - wanted, SLOPE * gross, strict=True):
                values[name] = float(np.clip(values[name] + np.clip(miss / max(slope, 1e-4), -0.7, 0.7), -6.0, 6.0))
            factor = np.clip(leaves / (0.5 * (gross - net).sum()), 0.8, 1.25)
            values["relocation.base_rate"] = float(np.clip(values["relocation.base_rate"] * factor, 0.01, 0.4))
    return values


def rounded(values: dict[str, float]) -> dict[str, float]:
    """Three decimals: more would pretend."""
    return {name: round(value, 3) for name, value in values.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="+")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--years", type=int, default=10)
    args = parser.parse_args()
    scenarios = [with_founders(load(name)) for name in args.scenario]
    print(rounded(calibrate(scenarios, args.rounds, args.seeds, args.years)))


if __name__ == "__main__":
    main()
