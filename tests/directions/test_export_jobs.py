"""A hundred export jobs more, and a hundred fewer: where the staff come from and go, and what others lose and gain.

In a frozen world without unemployment each fill leaves another post open, so nothing is gained; in the whole model more
and fewer are not each other's mirror: who loses a job is unemployed first, a new post finds its staff among the employed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from experiments.run import RunResult, run_scenario
from model import labour
from model.codes import Status
from model.labour import Params as Labour
from model.policy import act
from model.region import Region
from model.submodels import candidates, work
from scenarios.format import load
from tests.worlds import begin, event, lister

JOBS, START, YEARS, PAIRS = 100, 2026, 6, 5
MORE, FEWER = load("lister/export_jobs_more").events, load("lister/export_jobs_fewer").events


def freeze(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    """No unemployed, nobody enters or leaves the labour force, commutes out or in, loses a job or moves."""
    c, f = region.persons.c, region.firms.c
    idle = (c.household_id >= 0) & (c.status == Status.UNEMPLOYED)
    away = (c.household_id >= 0) & (c.employer_id >= 0) & (f.place_id[c.employer_id] >= region.n_zones)
    c.employer_id[away] = -1
    c.status[idle | away] = Status.DISABLED
    for name in ("retired_share", "disabled_share"):
        monkeypatch.setattr(work, name, lambda ages: np.zeros(np.shape(ages)))
    still = {"loss_rate": 0.0, "in_seekers": 0.0, "outside_offer": 0.0, "in_commuter_leaves": 0.0}
    region.params[Labour] = region.par(Labour)._replace(**still)


def totals(region: Region) -> tuple[int, int, np.ndarray]:
    """Employed, open posts, and staff by key of employer."""
    f = region.firms.c
    inside = (f.place_id >= 0) & (f.place_id < region.n_zones)
    employer = region.persons.c.employer_id
    staff = np.bincount(employer[employer >= 0], minlength=region.firms.n)
    posts = f.posts_basic + f.posts_upper + f.posts_tertiary
    return int((employer >= 0).sum()), int((posts - staff)[inside].sum()), staff


def test_in_a_frozen_world_without_unemployment_each_fill_leaves_another_post_open(monkeypatch):
    opens = event("plant", "employer_opening", START, zone="farsund-town", jobs=JOBS)
    region = begin(lister(events=(opens,)), 1)
    freeze(region, monkeypatch)
    employed, open_, _ = totals(region)
    for year in range(2025, 2032):
        act(region)
        candidates.step(region, year)
        region.candidates.needs_job[:] = False
        work.step(region, year)
        now, still_open, staff = totals(region)
        assert now == employed, f"employed in {year}, the hundred posts included"
        assert still_open == open_ + (JOBS if year >= START else 0)
        region.year += 1
    plant = region.firms.row_of(region.memory["plant"]["employer_key"])
    assert staff[plant] > 0.5 * JOBS, "it finds its staff where they leave other posts"
    assert labour.idle_seekers(region, region.par(Labour)).size == 0


@cache
def runs(name: str) -> list[RunResult]:
    happens = {"more": MORE, "fewer": FEWER, "none": ()}[name]
    return [run_scenario(lister(events=happens, years=YEARS), seed) for seed in range(PAIRS)]


def effect(name: str, indicator: str, year: int, group: str = "all") -> np.ndarray:
    """Difference to no event in the region, per pair."""

    def value(run: RunResult) -> float:
        column = next(n for n, s in enumerate(run.series) if s[:3] == (indicator, "region", group))
        return float(run.values[run.years == year][0, column])

    return np.array([value(a) - value(b) for a, b in zip(runs(name), runs("none"), strict=True)])


@pytest.mark.slow
def test_more_export_posts_are_filled_first_from_other_employers_and_commuters():
    year = START + 1
    posts = effect("more", "jobs", year) + effect("more", "vacancies", year)
    assert np.median(posts) == pytest.approx(JOBS, abs=15), "a hundred posts more, filled or open"
    assert 50 <= np.median(effect("more", "jobs", year, "sector:manufacturing")) <= JOBS
    assert np.median(effect("more", "jobs", year)) < 0.9 * np.median(
        effect("more", "jobs", year, "sector:manufacturing")
    )
    assert np.median(effect("more", "commuters_out", year)) < 0
    assert np.median(effect("more", "commuters_in", year)) > 0


@pytest.mark.slow
def test_fewer_export_posts_are_felt_as_unemployment_first_and_more_is_no_mirror_of_it():
    first = START + 1
    assert np.median(effect("fewer", "jobs", first, "sector:manufacturing")) == pytest.approx(-JOBS, abs=15)
    assert np.median(effect("fewer", "unemployed", first)) > 10
    assert np.median(effect("fewer", "unemployed", first)) > -2 * np.median(effect("more", "unemployed", first))
    assert np.median(effect("fewer", "jobs", START + 5)) < -50
    assert np.median(effect("more", "jobs", START + 5)) > 50
