"""Networks: travel times where links have changed, and what can be reached.

    A_jobs(z) = ln(1 + sum over places p of jobs(p)·exp(−b·t(z, p)))

over zones and places outside (a place outside counts with the posts that residents hold there), and the plain number of
jobs in the region within 45 minutes for people to read.

Minutes by bus (model/transit.py) and kilometres along the quickest path follow from the same links.

Leaves out: competition for the jobs that are reached; nobody's choices depend on the bus yet (places with few buses are
too good for those without a car).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Status
from model.parameters import par, parameters
from model.region import Region
from model.remote import update_coverage
from model.residential import density

READS = (
    "region.network",
    "region.zones",
    "firms.place_id",
    "firms.n_staff",
    "persons.household_id",
    "persons.place_id",
    "persons.status",
)
WRITES = (
    *(
        "region.time_min",
        "region.cost_min",
        "region.km",
        "region.bus_min",
        "region.bike_min",
        "region.bike_links_min",
        "region.no_car_min",
    ),
    *("region.commute_d", "region.no_car_d"),
    *("region.access", "region.network", "region.zones", "region.base"),
)


@parameters("networks")
class Params(NamedTuple):
    """How fast jobs lose weight with minutes."""

    jobs_decay: float = par(
        0.07, unit="per min", low=0.04, high=0.10, source="EVIDENCE gravity_beta_exponential (memory, verify)"
    )
    reach_min: float = par(45.0, unit="min", low=30.0, high=60.0, source="EVIDENCE commute_threshold")


def accessibility(
    opportunities: NDArray[np.float64], cost_min: NDArray[np.float64], decay: float
) -> NDArray[np.float64]:
    """Return ln(1 + sum of opportunities·exp(−decay·t)): opportunities [P], minutes [Z, P] -> [Z]."""
    return np.asarray(np.log1p(np.exp(-decay * cost_min) @ opportunities))


def slack(region: Region, decay: float) -> NDArray[np.float64]:
    """Log of unemployed per employed residents within reach [Z]; one of each is added so that a zone is never empty."""
    n, c = region.n_zones, region.persons.c
    reach = np.exp(-decay * region.cost_min[:n, :n])
    here = c.household_id >= 0
    seek, work = (
        np.bincount(c.place_id[here & (c.status == status)], minlength=n)[:n].astype(np.float64)
        for status in (Status.UNEMPLOYED, Status.EMPLOYED)
    )
    return np.asarray(np.log((reach @ seek + 1.0) / (reach @ work + 1.0)))


def step(region: Region, year: int) -> None:
    """Update skims if a link changed, then accessibilities from the stocks of 1 January."""
    p = region.par(Params)
    update_coverage(region, year)
    region.update_skims()
    n_zones = region.n_zones
    firms = region.firms.c
    open_ = firms.place_id >= 0
    staff = firms.n_staff[open_].astype(np.float64)
    jobs = np.bincount(firms.place_id[open_], weights=staff, minlength=region.n_places).astype(np.float64)
    region.access["jobs"] = accessibility(jobs, region.cost_min[:n_zones], p.jobs_decay)
    within = region.time_min[:n_zones, :n_zones] <= p.reach_min
    region.access["jobs_within_45min"] = within.astype(np.float64) @ jobs[:n_zones]
    persons = region.persons.c
    region.access["slack"] = slack(region, p.jobs_decay)
    region.base.setdefault("slack", region.access["slack"].copy())
    population = np.bincount(persons.place_id[persons.household_id >= 0], minlength=n_zones)[:n_zones]
    region.access["density"] = density(region, population.astype(np.float64))
