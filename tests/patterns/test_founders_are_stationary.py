"""Slow: what synthesis made of the past looks like what eight years of the model make of it."""

from __future__ import annotations

import numpy as np
import pytest

from model.codes import DwellingState, Education, Field, Owner, Sex, Status
from model.inputs import Scenario
from model.region import Region
from model.synthesis import build_region, synthesise
from model.year import run_year
from scenarios.bundle import load_region

SEEDS, YEARS = 3, 8
# Relative change that is allowed from the base year to the mean of years 6-8.
TOLERANCE = {
    "job held for less than 3 years": 0.15,
    "job held for less than 1 year": 0.20,
    "at the address for less than 5 years": 0.15,
    "years at the address": 0.15,
    "firms in their first year": 0.20,
    "years of firms": 0.15,
    "posts of firms": 0.10,
    "former residents": 0.15,
    "former residents who study": 0.25,
    "residents who study elsewhere": 0.25,
    "homes on offer": 0.30,
    "men of 30-44 with tertiary education": 0.25,
    "women of 30-44 with tertiary education": 0.15,
    "men of 30-44 in technical fields": 0.10,
    "women of 30-44 in care": 0.10,
    "residents of 30-44 in business": 0.15,
    "homes being built": 0.25,
    "wish for the zone of the home": 0.15,
}


def _state(region: Region) -> dict[str, float]:
    c, h, f, d = region.persons.c, region.households.c, region.firms.c, region.dwellings.c
    last = region.year - 1
    resident, living = c.household_id >= 0, h.n_members > 0
    tenure = last - c.hired_year[resident & (c.employer_id >= 0)]
    years = last - h.moved_year[living]
    private = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.owner == Owner.PRIVATE) & ~f.is_fixed
    former, away = ~resident & (c.left_year > 0), c.status == Status.AWAY
    return {
        "job held for less than 3 years": float((tenure < 3).mean()),
        "job held for less than 1 year": float((tenure < 1).mean()),
        "at the address for less than 5 years": float((years < 5).mean()),
        "years at the address": float(years.mean()),
        "firms in their first year": float((f.founded_year[private] >= last).mean()),
        "years of firms": float((last - f.founded_year[private]).mean()),
        "posts of firms": float(f.size[private].mean()),
        "former residents": float(former.sum()),
        "former residents who study": float((former & away).sum()),
        "residents who study elsewhere": float((resident & away).sum()),
        **_education(c.age, c.sex, c.education, c.field, resident),
        "homes on offer": float((d.state == DwellingState.OFFERED).sum()),
        "homes being built": float((d.state == DwellingState.UNDER_CONSTRUCTION).sum()),
        "wish for the zone of the home": _taste_at_home(region),
    }


def _education(age, sex, level, field, resident) -> dict[str, float]:
    """Levels and fields at an age at which studies are done; those of all adults change as the old cohorts die."""
    adult = resident & (age >= 30) & (age < 45)
    men, women = adult & (sex == Sex.MALE), adult & (sex == Sex.FEMALE)
    return {
        "men of 30-44 with tertiary education": float((level[men] == Education.TERTIARY).mean()),
        "women of 30-44 with tertiary education": float((level[women] == Education.TERTIARY).mean()),
        "men of 30-44 in technical fields": float((field[men] == Field.TECHNICAL).mean()),
        "women of 30-44 in care": float((field[women] == Field.CARE).mean()),
        "residents of 30-44 in business": float((field[adult] == Field.BUSINESS).mean()),
    }


def _taste_at_home(region: Region) -> float:
    """Mean persistent taste of reference persons for the zone they live in (0 = indifferent sorting)."""
    from model.rng import Stream, normals

    h = region.households.c
    living = np.flatnonzero(h.n_members > 0)
    keys, base = region.persons.c.key[h.ref_id[living]], region.persistent_draws(Stream.TASTE)
    total = 0.0
    for z in range(region.n_zones):
        mine = h.place_id[living] == z
        total += float(normals(base, keys[mine], region.zones.keys[z]).sum())
    return total / living.size


@pytest.fixture(scope="module")
def states() -> list[dict[str, float]]:
    """Means over seeds, for the base year and every year after it."""
    data = load_region("lister")
    founders = synthesise(data)
    scenario = Scenario(name="t", title={}, region=data, start=data.base_year, years=YEARS, founders=founders)
    runs = []
    for seed in range(SEEDS):
        region = build_region(scenario, seed)
        run = [_state(region)]
        for _ in range(YEARS):
            run_year(region)
            run.append(_state(region))
        runs.append(run)
    return [{k: float(np.mean([run[y][k] for run in runs])) for k in TOLERANCE} for y in range(YEARS + 1)]


@pytest.mark.parametrize("name", sorted(TOLERANCE))
def test_the_past_that_was_made_is_the_past_that_years_make(name: str, states: list[dict[str, float]]) -> None:
    first = states[0][name]
    later = float(np.mean([state[name] for state in states[-3:]]))
    assert abs(later / first - 1.0) <= TOLERANCE[name], (name, first, later)
