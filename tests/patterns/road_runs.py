"""Pairs of runs with and without a shorter county road between a hinterland centre and its town: EVIDENCE V10."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np

CENTRE = "sirdal-tonstad"  # 51 minutes of county road from Flekkefjord
TOWN = ("flekkefjord-centre", "flekkefjord-town")
SPEED_KMH = 88.0  # on all of it: 35 minutes
START, BUILDING = 2026, 1
YEARS = START + BUILDING + 8 - 2025


def one_run(args: tuple[bool, int]) -> dict[str, list[float]]:
    """Quantities on every 1 January, and retail trade of the year before it; with the road or without."""
    from model.codes import Status
    from model.mesa_model import OmlandModel
    from scenarios.founders import with_founders
    from tests.worlds import lister, policy

    with_road, seed = args
    road = policy(
        "road", "corridor_upgrade", START, zone=CENTRE, to_zone=TOWN[0], speed_kmh=SPEED_KMH, building_years=BUILDING
    )
    scenario = lister(*((road,) if with_road else ()), years=YEARS)
    model = OmlandModel(scenario=with_founders(scenario), seed=seed, ledger=False)
    region = model.region
    centre, town = region.place_of_zone(CENTRE), [region.place_of_zone(zone) for zone in TOWN]
    shops = [s for s, sector in enumerate(region.sectors) if sector.turnover_nok_per_post > 0]
    out: dict[str, list[float]] = {}

    def note(name: str, number: float) -> None:
        out.setdefault(name, []).append(float(number))

    def look() -> None:
        c, f = region.persons.c, region.firms.c
        rows = np.flatnonzero(c.employer_id >= 0)
        home, work = c.place_id[rows], f.place_id[c.employer_id[rows]]
        note("minutes", region.time_min[centre, town[0]])
        note("in", ((home == centre) & np.isin(work, town)).sum())
        note("out", (np.isin(home, town) & (work == centre)).sum())
        note(
            "in_municipality",
            ((_of(region, home) == _of(region, centre)) & (_of(region, work) == _of(region, town[0]))).sum(),
        )
        note(
            "out_municipality",
            ((_of(region, home) == _of(region, town[0])) & (_of(region, work) == _of(region, centre))).sum(),
        )
        here = c.household_id >= 0
        for name, zones in (("centre", [centre]), ("town", town)):
            mine = here & np.isin(c.place_id, zones)
            seek, busy = ((mine & (c.status == s)).sum() for s in (Status.UNEMPLOYED, Status.EMPLOYED))
            note(f"unemployed_{name}", seek)
            note(f"labour_{name}", seek + busy)
            note(f"population_{name}", mine.sum())
            staffed = np.isin(f.place_id, zones)
            note(f"jobs_{name}", f.n_staff[staffed].sum())
            note(f"shop_posts_{name}", f.size[staffed & np.isin(f.sector, shops) & ~f.is_fixed].sum())
            note(f"retail_{name}", region.demand_posts[np.ix_(zones, shops)].sum())
        note("population", here.sum())

    look()
    for _ in range(YEARS):
        model.step()
        look()
    return out


def _of(region: object, place: object) -> np.ndarray:
    """Municipality of a place, −1 outside."""
    table = np.append(region.zones.municipality, np.full(len(region.outside), -1))  # type: ignore[attr-defined]
    return np.asarray(table[place])


@cache
def pairs(seeds: int = 20) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Per quantity an array [seed, 1 January], with the road and without."""
    jobs = [(with_road, seed) for with_road in (True, False) for seed in range(seeds)]
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 2), mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(one_run, jobs))
    found = [{key: np.array([run[key] for run in part]) for key in part[0]} for part in (runs[:seeds], runs[seeds:])]
    return found[0], found[1]
