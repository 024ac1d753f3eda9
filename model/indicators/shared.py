"""Counts that several indicators need, made once per measurement.

`shared` remembers a result while `gauge` is measuring and never longer: the region changes between measurements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, DwellingType, Status
from model.region import Region

AGES = ((0, 20), (20, 40), (40, 67), (67, 80), (80, 200))
AGE_GROUPS = ("0-19", "20-39", "40-66", "67-79", "80+")
SEXES = ("male", "female")  # by codes.Sex
_AGE_GROUP = np.repeat(np.arange(len(AGES)), [high - low for low, high in AGES])

_T = TypeVar("_T")
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("measurement", default=None)


@contextmanager
def one_measurement() -> Iterator[None]:
    """Within it, `shared` functions compute once per region."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def shared(function: Callable[[Region], _T]) -> Callable[[Region], _T]:
    """Remember the result for the rest of the measurement."""

    @wraps(function)
    def remembered(region: Region) -> _T:
        memory = _memory.get()
        if memory is None:
            return function(region)
        key = (function, id(region))
        if key not in memory:
            memory[key] = function(region)
        found: _T = memory[key]
        return found

    return remembered


def by_zone(region: Region, zone: Any, weights: Any = None) -> NDArray[np.float64]:
    """Count, or sum of weights, by zone [Z]."""
    return np.bincount(zone, weights=weights, minlength=region.n_zones).astype(np.float64)


@shared
def resident_rows(region: Region) -> NDArray[np.int64]:
    """Rows of residents."""
    return np.flatnonzero(region.persons.c.household_id >= 0)


@shared
def resident_zones(region: Region) -> NDArray[np.int64]:
    """Zone of each resident, in the order of `resident_rows`."""
    return region.persons.c.place_id[resident_rows(region)].astype(np.int64)


@shared
def residents_by_age_and_sex(region: Region) -> NDArray[np.float64]:
    """Residents [Z, age group, sex]."""
    c, rows = region.persons.c, resident_rows(region)
    cell = (resident_zones(region) * len(AGES) + _AGE_GROUP[c.age[rows]]) * 2 + c.sex[rows]
    counted = np.bincount(cell, minlength=region.n_zones * len(AGES) * 2)
    return counted.reshape(region.n_zones, len(AGES), 2).astype(np.float64)


@shared
def residents_by_zone(region: Region) -> NDArray[np.float64]:
    """Residents [Z]."""
    return residents_by_age_and_sex(region).sum(axis=(1, 2))


@shared
def residents_by_status(region: Region) -> NDArray[np.float64]:
    """Residents [Z, codes.Status]."""
    cell = resident_zones(region) * len(Status) + region.persons.c.status[resident_rows(region)]
    counted = np.bincount(cell, minlength=region.n_zones * len(Status))
    return counted.reshape(region.n_zones, len(Status)).astype(np.float64)


class Trips(NamedTuple):
    """Everybody who has a job here or lives here and has one elsewhere; every array is [n]."""

    home: NDArray[np.int64]  # place
    work: NDArray[np.int64]  # place
    is_resident: NDArray[np.bool_]
    firm: NDArray[np.int64]
    skill: NDArray[np.int8]  # of the post


@shared
def trips(region: Region) -> Trips:
    """Where workers live and work."""
    c = region.persons.c
    rows = np.flatnonzero(c.employer_id >= 0)
    firm = c.employer_id[rows].astype(np.int64)
    return Trips(
        home=c.place_id[rows].astype(np.int64),
        work=region.firms.c.place_id[firm].astype(np.int64),
        is_resident=c.household_id[rows] >= 0,
        firm=firm,
        skill=c.post_skill[rows],
    )


@shared
def jobs_by_zone(region: Region) -> NDArray[np.float64]:
    """Filled posts by zone of work [Z]."""
    work = trips(region).work
    return by_zone(region, work[work < region.n_zones])


@shared
def employers(region: Region) -> NDArray[np.int64]:
    """Rows of the firms that are in the region."""
    place = region.firms.c.place_id
    return np.flatnonzero((place >= 0) & (place < region.n_zones))


@shared
def dwellings_by_state_and_type(region: Region) -> NDArray[np.float64]:
    """Dwellings [Z, codes.DwellingState, codes.DwellingType]."""
    d = region.dwellings.c
    rows = np.flatnonzero(d.place_id >= 0)
    cell = (d.place_id[rows].astype(np.int64) * len(DwellingState) + d.state[rows]) * len(DwellingType) + d.type[rows]
    shape = (region.n_zones, len(DwellingState), len(DwellingType))
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


@shared
def floor_m2_by_zone(region: Region) -> NDArray[np.float64]:
    """Floor area of all dwellings that are built and no second homes [Z]."""
    d = region.dwellings.c
    rows = np.flatnonzero((d.place_id >= 0) & (d.state <= DwellingState.WITHDRAWN))
    return by_zone(region, d.place_id[rows], d.floor_m2[rows])


def flow(region: Region, name: str) -> NDArray[np.float64]:
    """What happened this calendar year under a name, by zone [Z]; 0 where nothing did."""
    found = region.flows.get(name)
    return np.zeros(region.n_zones) if found is None else found


def flow_with_groups(region: Region, name: str, dimension: str, values: tuple[str, ...]) -> dict[str, Any]:
    """A flow and its parts, whose names are `<name>:<dimension>:<value>`."""
    groups = {f"{dimension}:{value}": flow(region, f"{name}:{dimension}:{value}") for value in values}
    return {"all": flow(region, name), **groups}
