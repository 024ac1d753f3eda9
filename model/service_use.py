"""Use of services: how many users there are, how many come, and which unit they go to.

    users(k, z) = Σ_age need(k, age)·residents(z, age)
    in person(k, z) = 1 − d_k(t)·broadband(z)·(share of the users who have it and use it so, by age; model/remote.py)
    1 − d_k(t) = (1 − d_k(2025))·exp(−g·(t − 2025)·world("digital_services"))

Users go to the nearest unit with room, first in their own area where the type says so; where the type lets quality count,
a unit is further away by `quality_min`·(1 − quality) minutes. Units in one zone share its users by capacity. A unit
that cannot be reached serves nobody. Digital use saves journeys, not staff: whoever is helped over the net is still a user.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.cooperation import own_area
from model.geography import UNREACHABLE_MIN
from model.kernels.sites import assign_nearest
from model.parameters import par, parameters
from model.region import Region
from model.remote import Params as RemoteParams
from model.remote import take_up
from model.traits import ServiceType

_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]
N_AGES = 126
DIGITAL_YEAR = 2025  # of the types' digital_share
_MIDDLE, _OLD = 67, 80  # ages from which fewer use services over the net


@parameters("service_use")
class Params(NamedTuple):
    """Digital use, and how being far from everything is felt."""

    digital_growth: float = par(
        0.01, unit="per year", low=0.0, high=0.03, source="assumption", note="how fast visits give way, types with any"
    )
    digital_67_79: float = par(0.6, unit="factor", low=0.4, high=0.8, source="assumption", note="against under 67")
    digital_80: float = par(0.25, unit="factor", low=0.1, high=0.5, source="assumption", note="against under 67")
    longest_min: float = par(
        240.0, unit="min", low=120.0, high=480.0, source="assumption", note="what cannot be reached is felt as so far"
    )


class Use(NamedTuple):
    """Use of a type: users served by home zone and zone of the unit [Z, Z], users without room [Z], minutes [Z].

    `minutes` is to the unit that serves, or to the nearest for whoever has none; UNREACHABLE_MIN where there is none.
    """

    served: _Array
    unmet: _Array
    minutes: _Array


@njit(cache=True, nogil=True)
def _residents_by_age(age: Any, household: Any, place: Any, n_zones: Any) -> Any:
    """Residents by zone and age, persons [N_AGES, Z]."""
    counted = np.zeros((N_AGES, n_zones))
    for i in range(age.size):
        if household[i] >= 0:
            counted[min(age[i], N_AGES - 1), place[i]] += 1.0
    return counted


def residents_by_age(region: Region) -> _Array:
    """Residents by age and zone, persons [N_AGES, Z]."""
    c = region.persons.c
    return np.asarray(_residents_by_age(c.age, c.household_id, c.place_id, region.n_zones))


def need_by_age(kind: ServiceType) -> _Array:
    """Users per resident by age [N_AGES]."""
    need = np.zeros(N_AGES)
    need[kind.need_age_from : kind.need_age_to] = kind.need_per_resident
    for start, stop, factor in kind.age_factors:
        need[start:stop] *= factor
    return need


def users_by_type(region: Region) -> _Array:
    """Users by service type and home zone [K, Z]."""
    need = np.array([need_by_age(kind) for kind in region.service_types]).reshape(-1, N_AGES)
    return np.asarray(need @ residents_by_age(region))


def digital_share(kind: ServiceType, years: float, path: float, p: Params) -> float:
    """Share of use without a visit, of somebody under 67 with broadband, `years` after 2025. 0 stays 0."""
    if kind.digital_share <= 0.0:
        return 0.0
    return float(1.0 - (1.0 - kind.digital_share) * np.exp(-p.digital_growth * path * years))


def digital_by_age(region: Region) -> _Array:
    """Digital use by age where there is broadband, against somebody under 67 who has it [N_AGES]."""
    p, factor = region.par(Params), np.ones(N_AGES)
    factor[_MIDDLE:_OLD], factor[_OLD:] = p.digital_67_79, p.digital_80
    return factor * take_up(np.arange(N_AGES, dtype=np.int16), region.par(RemoteParams))


def in_person(region: Region, residents: _Array, year: int) -> _Array:
    """Share of the use of each type that is a visit, by home zone [K, Z]; residents [N_AGES, Z]."""
    p = region.par(Params)
    path, by_age = region.world("digital_services", year), digital_by_age(region)
    shares = np.ones((len(region.service_types), region.n_zones))
    for k, kind in enumerate(region.service_types):
        share = digital_share(kind, year - DIGITAL_YEAR, path, p)
        if share > 0.0:
            need = need_by_age(kind)
            users = need @ residents
            able = np.divide((need * by_age) @ residents, users, out=np.ones_like(users), where=users > 0)
            shares[k] = 1.0 - share * able * region.zones.broadband_share
    return shares


def units_of(region: Region, type_index: int) -> _Rows:
    """Rows of the open units of a type."""
    c = region.services.c
    return np.flatnonzero((c.place_id >= 0) & (c.type == type_index))


def by_zone(region: Region, rows: _Rows, values: Any) -> _Array:
    """Sum of `values` [rows] over the zones of the units [Z]."""
    place = region.services.c.place_id[rows]
    return np.bincount(place, weights=values, minlength=region.n_zones).astype(np.float64)


def minutes_to_sites(region: Region) -> _Array:
    """Minutes from homes to possible sites [Z, Z]: as the network says, but a unit in one's own zone is the nearest.

    The mean trip within a large rural zone is longer than from its middle to the next village, yet those who live near
    the unit are its users.
    """
    n = region.n_zones
    t = region.cost_min[:n, :n].copy()
    np.fill_diagonal(t, np.inf)
    np.fill_diagonal(t, np.minimum(np.diag(region.cost_min)[:n], 0.999 * t.min(axis=1, initial=UNREACHABLE_MIN)))
    return np.ascontiguousarray(t)


def assign(region: Region, type_index: int, users: _Array, minutes: _Array | None = None) -> Use:
    """Send users [Z] to the units of a type; writes services.users. `minutes`: those of `minutes_to_sites`."""
    c, n, kind = region.services.c, region.n_zones, region.service_types[type_index]
    rows = units_of(region, type_index)
    t = minutes_to_sites(region) if minutes is None else minutes
    room = by_zone(region, rows, c.capacity[rows])
    open_ = np.flatnonzero(room > 0)
    near = t[:, open_]
    felt = near
    if kind.quality_min > 0.0 and open_.size:
        quality = by_zone(region, rows, c.capacity[rows] * c.quality[rows])[open_] / room[open_]
        felt = near + kind.quality_min * (1.0 - quality)
    felt = np.where(near < UNREACHABLE_MIN, felt, np.inf)
    served = np.zeros((n, n))
    served[:, open_], unmet = assign_nearest(users, room[open_], felt, own_area(region, kind)[:, open_])
    share = np.divide(served.sum(axis=0), room, out=np.zeros(n), where=room > 0)
    c.users[rows] = c.capacity[rows] * share[c.place_id[rows]]
    # Who has no place, and zones without users, look to the nearest unit, or outside if the region has none.
    nearest = near.min(axis=1) if open_.size else region.cost_min[:n, n:].min(axis=1, initial=UNREACHABLE_MIN)
    total = users.astype(np.float64)
    weighted = (served * t).sum(axis=1) + unmet * nearest
    travelled = np.divide(weighted, total, out=nearest.astype(np.float64), where=total > 0)
    return Use(served, unmet, travelled)


def felt_minutes(region: Region, kind: ServiceType, use: Use, visits: _Array) -> _Array:
    """Minutes as households feel them [Z]: only of visits [Z], longer where staff are missing, never without end."""
    c = region.services.c
    quality = np.ones(region.n_zones)
    if kind.quality_min > 0.0:
        rows = np.flatnonzero((c.place_id >= 0) & (c.type == region.service_types.index(kind)))
        room = by_zone(region, rows, c.capacity[rows])
        known = np.divide(by_zone(region, rows, c.capacity[rows] * c.quality[rows]), room, out=quality, where=room > 0)
        served = use.served.sum(axis=1)
        quality = np.divide(use.served @ known, served, out=np.ones_like(served), where=served > 0)
    minutes = np.minimum(use.minutes, region.par(Params).longest_min)
    return np.asarray(visits * (minutes + kind.quality_min * (1.0 - quality)))
