"""Baseline runs of Lister that several slow tests read: per seed and year, what happened and what there was."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np

FLOWS = (
    "births",
    "deaths",
    "moves_in",
    "moves_out",
    "moves_within",
    "relocations",
    "hires",
    "dwellings_built",
    "firm_exits",
    "firm_entries",
    "unions",
    "separations",
    "leaving_home",
    "separations_job",
)


def one_run(args: tuple[str, int, int]) -> dict[str, list[float]]:
    """Run a scenario; flows per year, stocks on 1 January from the base year on."""
    from model.codes import Status
    from model.mesa_model import OmlandModel
    from scenarios.format import load
    from scenarios.founders import with_founders

    name, seed, years = args
    model = OmlandModel(scenario=with_founders(load(name)), seed=seed)
    region = model.region
    out: dict[str, list[float]] = {}

    def stocks() -> None:
        c, f = region.persons.c, region.firms.c
        resident = region.residents()
        employed = float((resident & (c.employer_id >= 0)).sum())
        unemployed = float((resident & (c.status == Status.UNEMPLOYED)).sum())
        inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
        posts = f.posts_basic + f.posts_upper + f.posts_tertiary
        here = c.employer_id >= 0
        work = np.where(here, f.place_id[c.employer_id], -1)
        now = {
            "population": float(resident.sum()),
            "employed": employed,
            "unemployed": unemployed,
            "unemployment_rate": unemployed / (employed + unemployed),
            "jobs": float(f.n_staff[inside].sum()),
            "vacancies": float((posts - f.n_staff)[inside].sum()),
            "commuters_out": float((resident & (work >= region.n_zones)).sum()),
            "commuters_in": float((~resident & (work >= 0) & (work < region.n_zones)).sum()),
            "households": float((region.households.c.n_members > 0).sum()),
            "offered_homes": float((region.dwellings.c.state == 1).sum()),
            "withdrawn_homes": float((region.dwellings.c.state == 2).sum()),
            "temporary": float(((region.households.c.n_members > 0) & (region.households.c.dwelling_id < 0)).sum()),
            "mean_price": float(region.price_nok_m2.mean()),
            "mean_commute_min": float(
                region.time_min[c.place_id[resident & here], work[resident & here]].clip(0, 120).mean()
            ),
        }
        for k, kind in enumerate(region.service_types):
            s = region.services.c
            now[f"units:{kind.id}"] = float(((s.type == k) & (s.place_id >= 0)).sum())
        for key, value in now.items():
            out.setdefault(key, []).append(value)

    stocks()
    by_year = []
    for _ in range(years):
        model.step()
        by_year.append({key: float(flow.sum()) for key, flow in region.flows.items()})
        stocks()
    for key in {*FLOWS, *(key for flows in by_year for key in flows)}:
        out[f"flow:{key}"] = [flows.get(key, 0.0) for flows in by_year]
    return out


@cache
def baseline(seeds: int = 20, years: int = 20, name: str = "lister/baseline") -> dict[str, np.ndarray]:
    """Per quantity an array [seed, year]."""
    jobs = [(name, seed, years) for seed in range(seeds)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(one_run, jobs))
    # A flow that never happens in one run is missing there.
    return {
        key: np.array([run.get(key, [0.0] * years) for run in runs]) for key in sorted({k for run in runs for k in run})
    }
