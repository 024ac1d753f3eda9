"""Mortality and ageing: who dies during the year, who is left behind, everybody else a year older.

Equation, for a person of sex s and age a on 1 January:

    q = 1 − exp(−m(year, s, a)·world(mortality)·[lives here: death ratio of the region])

and the person dies if the draw keyed by the person is below q; among those who live here in two parts with the mean q,
higher in care homes (`model/care.py`). m is the nation's rate (`model/rates.py`: UN WPP 2024,
mean of the completed ages a and a + 1). Who lives outside (former residents, in-commuters) has the nation's level.
Children start school in the year they turn six.

Minors whose household has no adult left move to the mother's home if she lives elsewhere in the region, else to the
father's, else to her mother's, else to a couple of their zone (of the region where the zone has none) drawn by key: all
of them together.

Left out: differences by income, education and partnership (widowhood and deprivation look too evenly spread); heirs
(every home of the dead is offered at once, which makes the market a little too quick).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.care import split_deaths
from model.changes import dissolve_empty, leave_household, merge_households, part
from model.codes import Leaving, LifeEvent, Status
from model.rates import OLDEST, death_rates, level, probability
from model.region import Region
from model.rng import Stream, uniform, uniforms

READS = (
    "persons.key", "persons.sex", "persons.mother_id", "persons.father_id", "households.key", "households.service_id",
    "region.base",
)  # fmt: skip
WRITES = (
    "persons.age", "persons.status", "persons.household_id", "persons.place_id", "persons.employer_id",
    "persons.partner_id", "persons.is_married", "persons.leaving", "households.n_members", "households.n_children",
    "households.ref_id", "households.events", "households.place_id", "households.service_id",
    "households.dwelling_id", "dwellings.household_id", "dwellings.state", "dwellings.empty_since",
    "dwellings.chain", "region.base", "region.flows",
)  # fmt: skip

_SCHOOL_AGE = 6  # by law: the year a child turns six


@njit(cache=True, nogil=True)
def deaths(place: Any, household: Any, service: Any, age: Any, sex: Any, key: Any, q: Any, base: Any) -> Any:
    """Rows of those who die. Persons [n], households [m]; q [at home 0 / outside 1 / in a care home 2, sex, age]."""
    out = np.empty(place.size, np.int64)
    n = 0
    for i in range(place.size):
        if place[i] < 0:
            continue
        h = household[i]
        where = 1 if h < 0 else 2 if service[h] >= 0 else 0
        if uniform(base, key[i], 0) < q[where, sex[i], min(age[i], q.shape[2] - 1)]:
            out[n] = i
            n += 1
    return out[:n]


@njit(cache=True, nogil=True)
def grow_older(place: Any, age: Any, status: Any) -> None:
    """Add a year to everybody alive; children who turn six become pupils."""
    for i in range(place.size):
        if place[i] >= 0:
            age[i] += 1
            if age[i] >= _SCHOOL_AGE and status[i] == Status.CHILD:
                status[i] = Status.PUPIL


def death_probabilities(region: Region, year: int) -> NDArray[np.float64]:
    """Probability of dying within the year [at home 0 / outside 1 / in a care home 2, sex, age on 1 January]."""
    m = death_rates(region, year) * region.world("mortality", year)
    at_home, in_care = split_deaths(region, probability(m * level(region, "death_ratio")))
    q = np.stack([at_home, probability(m), in_care])
    q[:, :, OLDEST:] = 1.0
    return q


def step(region: Region, year: int) -> None:
    """Deaths by the keyed draw, then a year is added to everybody else's age."""
    p, service = region.persons.c, region.households.c.service_id
    q = death_probabilities(region, year)
    dead = deaths(p.place_id, p.household_id, service, p.age, p.sex, p.key, q, region.draws(Stream.MORTALITY))
    _bury(region, dead)
    grow_older(p.place_id, p.age, p.status)
    dissolve_empty(region, year)
    _place_orphans(region, year)


def _bury(region: Region, dead: NDArray[np.int64]) -> None:
    p, h = region.persons.c, region.households.c
    region.count("deaths", p.place_id[dead[p.household_id[dead] >= 0]])
    partners = part(region, dead)
    leave_household(region, dead)
    homes = p.household_id[partners[partners >= 0]]
    h.events[homes[homes >= 0]] |= np.uint8(LifeEvent.WIDOWHOOD)
    p.place_id[dead] = -1
    p.employer_id[dead] = -1
    p.leaving[dead] = Leaving.NO


def _place_orphans(region: Region, year: int) -> None:
    """Give minors without an adult in the household a home with relatives, or with a couple nearby."""
    h = region.households.c
    alone = np.flatnonzero((h.n_members > 0) & (h.n_members == h.n_children))
    homes = [(int(home), _new_home(region, int(home))) for home in alone]
    found = np.array([pair for pair in homes if pair[1] >= 0], np.int64).reshape(-1, 2)
    if found.size:
        merge_households(region, found[:, 0], found[:, 1])
        dissolve_empty(region, year)


def _new_home(region: Region, home: int) -> int:
    """Household that takes in the minors of `home`, −1 = there is no adult left in the region."""
    p, h = region.persons.c, region.households.c
    oldest = int(h.ref_id[home])
    mother, father = int(p.mother_id[oldest]), int(p.father_id[oldest])
    grown = (h.n_members > h.n_children) & (h.service_id < 0)
    for relative in (mother, father, int(p.mother_id[mother]) if mother >= 0 else -1):
        family = int(p.household_id[relative]) if relative >= 0 else -1
        if family >= 0 and grown[family]:
            return family
    couples = grown & (p.partner_id[h.ref_id] >= 0)
    near = h.place_id == h.place_id[home]
    for candidates in (couples & near, couples, grown):
        rows = np.flatnonzero(candidates)
        if rows.size:
            u = uniforms(region.draws(Stream.MORTALITY), h.key[rows], p.key[oldest])
            return int(rows[np.argmin(u)])
    return -1
