"""Relocation: which households ask this year whether to move; where to is the moves' question.

Hazard per year, additive:

    h = base(age of reference person)·tenure + sum over life events + mismatch of rooms, steps and commute
        + rate·(utility of services for the household's life stage at the base year − now, if more)

Refugees do not ask while the introduction programme binds them to where they were settled.

A household that does not ask makes no draw that matters. Households that wait in temporary housing always ask; households
whose own house is being built and care homes do not.

Leaves out: evictions and forced sales, neighbours and noise; education as a reason of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.changes import settled_refs
from model.codes import DwellingState, LifeEvent, Status, Tenure
from model.kernels.family import youngest_child
from model.kernels.travel import disutility
from model.parameters import par, parameters
from model.region import Region
from model.residential import service_access
from model.rng import Stream, uniforms

READS = (
    *("households.*", "persons.*", "dwellings.*", "firms.place_id", "region.commute_d"),
    *("region.access", "region.base"),
)
WRITES = ("region.asks_to_move",)

_ASSUMED = "provisional calibration: shape from EVIDENCE V3 (moves by age)"


@parameters("relocation")
class Params(NamedTuple):
    """Hazards, per year."""

    base_rate: float = par(0.15, unit="per year", low=0.01, high=0.4, source="calibration", note="owners of 45-54")
    young: float = par(5.0, unit="factor", low=1.5, high=5.0, source=_ASSUMED, note="reference person under 30")
    settling: float = par(1.3, unit="factor", low=1.2, high=3.0, source=_ASSUMED, note="30-44")
    senior: float = par(0.5, unit="factor", low=0.4, high=1.0, source=_ASSUMED, note="55-66")
    old: float = par(0.15, unit="factor", low=0.15, high=0.6, source=_ASSUMED, note="67 and more")
    school_child: float = par(
        0.5,
        unit="factor",
        low=0.3,
        high=0.8,
        source=_ASSUMED,
        note="youngest child 6-17: children of 5-14 move a third to half as often as those of 0-4",
    )
    renter: float = par(2.5, unit="factor", low=1.5, high=4.0, source="assumption", note="renting against owning")
    municipal: float = par(
        1.2,
        unit="factor",
        low=0.8,
        high=2.0,
        source="assumption",
        note="municipal tenants; leases run three years or more",
    )
    union: float = par(0.30, unit="per year", low=0.1, high=0.6, source="assumption")
    separation: float = par(0.20, unit="per year", low=0.1, high=0.5, source="assumption", note="who keeps the home")
    birth: float = par(0.12, unit="per year", low=0.05, high=0.3, source="assumption")
    job_taken: float = par(0.06, unit="per year", low=0.02, high=0.15, source="assumption")
    job_lost: float = par(0.10, unit="per year", low=0.03, high=0.2, source="assumption")
    retirement: float = par(0.05, unit="per year", low=0.0, high=0.1, source="assumption")
    widowhood: float = par(0.08, unit="per year", low=0.02, high=0.2, source="assumption")
    jobless: float = par(0.10, unit="per year", low=0.03, high=0.3, source="assumption", note="reference person seeks")
    crowded: float = par(0.08, unit="per year", low=0.02, high=0.2, source="assumption", note="under 22 m2 a head")
    steps: float = par(0.02, unit="per year", low=0.0, high=0.06, source="assumption", note="from 75, not accessible")
    programme_years: float = par(
        2.0,
        unit="years",
        low=1.0,
        high=4.0,
        source="SSB Rapporter 2013/17: refugees move less than others at first, more when the introduction programme ends",
        note="refugees who move during the programme lose rights, so they do not ask",
    )
    long_commute: float = par(
        0.08,
        unit="per year",
        low=0.02,
        high=0.2,
        source="assumption; limit EVIDENCE commute_threshold",
        note="a worker above 45 minutes",
    )
    lost_access: float = par(
        0.05,
        unit="per year and utility",
        low=0.0,
        high=0.15,
        source="assumption",
        note="of services that were nearer at the base year, as valued in the choice of a home",
    )


SCHOOL_AGE = 6
ADULT = 18
CROWDED_M2 = 22.0  # per head (assumption)
OLD_AGE = 75
LONG_COMMUTE_MIN = 45.0


def hazard(
    p: Params,
    age: NDArray[np.int16],
    child_age: NDArray[np.int64],
    tenure: NDArray[np.int8],
    events: NDArray[np.uint8],
    crowded: NDArray[np.bool_],
    steps: NDArray[np.bool_],
    long_commute: NDArray[np.bool_],
    jobless: NDArray[np.bool_],
    lost_access: NDArray[np.float64] | float = 0.0,
) -> NDArray[np.float64]:
    """Hazard per year of asking whether to move; every argument [n]."""
    by_age = np.select([age < 30, age < 45, age < 55, age < 67], [p.young, p.settling, 1.0, p.senior], p.old)
    h = (
        p.base_rate
        * by_age
        * np.select([tenure == Tenure.RENTED, tenure == Tenure.MUNICIPAL], [p.renter, p.municipal], 1.0)
    )
    h *= np.where((child_age >= SCHOOL_AGE) & (child_age < ADULT), p.school_child, 1.0)
    for event, rate in (
        (LifeEvent.UNION, p.union),
        (LifeEvent.SEPARATION, p.separation),
        (LifeEvent.BIRTH, p.birth),
        (LifeEvent.JOB_TAKEN, p.job_taken),
        (LifeEvent.JOB_LOST, p.job_lost),
        (LifeEvent.RETIREMENT, p.retirement),
        (LifeEvent.WIDOWHOOD, p.widowhood),
    ):
        h = h + rate * ((events & np.uint8(event)) > 0)
    h = h + p.crowded * crowded + p.steps * steps + p.long_commute * long_commute + p.jobless * jobless
    return np.asarray(h + p.lost_access * lost_access)


def lost_access(
    region: Region, zone: NDArray[np.int16], age: NDArray[np.int16], child_age: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Utility of services that households [n] have lost since the base year, by the ages of reference and child [n]."""
    spans, now = service_access(region)
    loss = np.maximum(region.base["service_access"] - now, 0.0)
    total = np.zeros(zone.size)
    for (low, high), by_zone in zip(spans, loss, strict=True):
        uses = ((age >= low) & (age < high)) | ((child_age >= low) & (child_age < high))
        total += uses * by_zone[zone]
    return total


def step(region: Region, year: int) -> None:
    """Mark the households that ask this year."""
    p = region.par(Params)
    c, h, d = region.persons.c, region.households.c, region.dwellings.c
    housed = np.flatnonzero((h.n_members > 0) & (h.dwelling_id >= 0))
    ref = settled_refs(region)[housed]  # who waits to leave after a separation decides for nobody else
    ref = np.where(ref >= 0, ref, h.ref_id[housed])
    home = h.dwelling_id[housed]
    employer = c.employer_id[ref]
    works = employer >= 0
    far = np.zeros(housed.size, bool)
    far[works] = region.commute_d[h.place_id[housed[works]], region.firms.c.place_id[employer[works]]] > disutility(
        LONG_COMMUTE_MIN
    )
    child_age = youngest_child(c.household_id, c.age, region.households.n)[housed]
    rate = hazard(
        p,
        c.age[ref],
        child_age,
        h.tenure[housed],
        h.events[housed],
        d.floor_m2[home] < CROWDED_M2 * h.n_members[housed],
        (c.age[ref] >= OLD_AGE) & ~d.is_accessible[home],
        far,
        c.status[ref] == Status.UNEMPLOYED,
        lost_access(region, h.place_id[housed], c.age[ref], child_age),
    )
    rate[(c.settled_year[ref] > 0) & (year - c.settled_year[ref] < p.programme_years)] = 0.0
    asks = uniforms(region.draws(Stream.RELOCATION), c.key[ref], 0) < 1.0 - np.exp(-rate)
    region.asks_to_move = np.zeros(region.households.n, bool)
    region.asks_to_move[housed[asks]] = True
    region.asks_to_move[(h.n_members > 0) & (h.dwelling_id < 0) & (h.service_id < 0)] = True
    building = d.household_id[(d.state == DwellingState.UNDER_CONSTRUCTION) & (d.household_id >= 0)]
    region.asks_to_move[building] = False
    region.asks_to_move[(h.n_members > 0) & (h.moved_year == year)] = False
