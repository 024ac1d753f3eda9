"""Care homes: who moves into one, and what becomes of those whose home has closed.

A resident of 67 or more who is not in work and has no minors at home asks for a place with the hazard e(a) of
`model/care.py`, by age and by whether a partner lives there too. Places are given in keyed order: the nearest unit with
room, within the municipality where the service type says so. Who gets none asks again next year. A partner stays, and
so does everybody else; a household that nobody is left in is dissolved and its home offered. Who has moved in stays for
life. Welfare technology lets a share of those who would ask stay at home (`region.digital_added`, model/remote.py).
Residents of a home that has closed come first and go anywhere; where there is no place for them at all each waits
for a home of his own.

Left out: a queue by need (who waits longest is not first), choice of home, coming home again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.care import FIRST_AGE, admit, calibrate_care, offer_places
from model.changes import dissolve_empty, join_household
from model.codes import Status
from model.region import Region
from model.remote import stays_at_home
from model.rng import Kind, Stream, derive_all, uniforms

READS = (
    "persons.key", "persons.age", "persons.sex", "persons.status", "persons.partner_id", "persons.household_id",
    "persons.place_id", "households.*", "services.key", "services.type", "services.place_id", "services.capacity",
    "region.time_min", "region.base", "region.digital_added",
)  # fmt: skip
WRITES = (
    "persons.household_id", "persons.place_id", "persons.leaving", "households.*new", "households.service_id",
    "households.n_members", "households.n_children", "households.ref_id", "households.place_id",
    "households.dwelling_id", "dwellings.household_id", "dwellings.state", "dwellings.empty_since",
    "dwellings.chain", "region.base", "region.flows",
)  # fmt: skip


def step(region: Region, year: int) -> None:
    """Those whose care home has closed, then those who ask for a place by the keyed draw."""
    if "care_entry" not in region.base:
        calibrate_care(region)
    p, h, s = region.persons.c, region.households.c, region.services.c
    collective = np.flatnonzero(h.service_id >= 0)
    closed = collective[s.place_id[h.service_id[collective]] < 0]
    displaced = np.flatnonzero(np.isin(p.household_id, closed)) if closed.size else closed
    base = region.draws(Stream.CARE)
    rows = _may_ask(region)
    partner = p.partner_id[rows]
    together = (partner >= 0) & (p.household_id[partner] == p.household_id[rows])
    hazard = region.base["care_entry"][together.astype(np.int64), p.age[rows]]
    for kind in region.service_types:
        if kind.is_residential and kind.id in region.digital_added:
            hazard = hazard * (1.0 - stays_at_home(region, kind, rows))
    asks = rows[uniforms(base, p.key[rows], 0) < hazard]
    asks = np.concatenate([displaced, asks])
    is_bound = np.arange(asks.size) >= displaced.size
    order = np.lexsort((p.key[asks], uniforms(base, p.key[asks], 1), is_bound))
    asks, is_bound = asks[order], is_bound[order]
    unit = offer_places(region, asks, is_bound)
    found = unit >= 0
    moves = found & is_bound
    region.count("care_entries", p.place_id[asks[moves]])
    region.count("moves_within", p.place_id[asks[found]])
    h.service_id[closed] = -1
    admit(region, asks[found], unit[found], year)
    _house(region, asks[~found & ~is_bound], year)


def _may_ask(region: Region) -> NDArray[np.int64]:
    """Rows of those at home who may ask for a place."""
    p, h = region.persons.c, region.households.c
    rows = np.flatnonzero(p.age >= FIRST_AGE)
    home = p.household_id[rows]
    is_idle = (p.status[rows] == Status.RETIRED) | (p.status[rows] == Status.DISABLED)
    return np.asarray(rows[(home >= 0) & is_idle & (h.service_id[home] < 0) & (h.n_children[home] == 0)])


def _house(region: Region, persons: NDArray[np.int64], year: int) -> None:
    """Residents of a closed home without a place anywhere [n]: a household each, waiting for a home."""
    if persons.size == 0:
        return
    p = region.persons.c
    keys = derive_all(p.key[persons], Kind.HOUSEHOLD_CARE_ENDS, np.full(persons.size, year))
    homes = region.households.add(persons.size, key=keys, place_id=p.place_id[persons], moved_year=year)
    join_household(region, persons, homes)
    dissolve_empty(region, year)
