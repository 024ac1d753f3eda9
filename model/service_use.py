"""Use of services: how many users there are, how many come, and which unit they go to.

    users(k, z) = Σ_age need(k, age)·residents(z, age)
    visits(k, z): share of the use that is not made from a connected home, by the users' ages (model/remote.py)

Users go to the nearest unit with room, first in their own area where the type says so; where the type lets quality count,
a unit is further away by `quality_min`·(1 − quality) minutes. Units in one zone share its users by capacity. A unit
that cannot be reached serves nobody. A visiting service (a mobile office, travelling specialists) takes a share of the
journeys of the zones that it comes to, the larger the more days it comes and the longer the other way is:

    1/(1 + exp((t_near + wait/days − t_unit)/scale)),  minutes in the zone, to the unit; days a month

 Digital use saves journeys, not staff: whoever is helped over the net is still a user.
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
from model.remote import visits
from model.traits import ServiceType

_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]
N_AGES = 126
_FAR = 50.0  # beyond it exp is 0 or everything


@parameters("service_use")
class Params(NamedTuple):
    """How being far from everything is felt."""

    longest_min: float = par(
        240.0, unit="min", low=120.0, high=480.0, source="assumption", note="what cannot be reached is felt as so far"
    )
    visit_wait: float = par(
        240.0,
        unit="min·days a month",
        low=100.0,
        high=600.0,
        source="assumption",
        note="waiting for the day on which a service visits: four days a month feel like an hour on the road",
    )
    visit_scale: float = par(20.0, unit="min", low=10.0, high=40.0, source="assumption", note="spread of tastes")


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


def in_person(region: Region, residents: _Array, year: int) -> _Array:
    """Share of the use of each type that is a visit, by home zone [K, Z]; residents [N_AGES, Z]."""
    shares = [visits(region, kind, need_by_age(kind)[:, None] * residents, year) for kind in region.service_types]
    return np.array(shares).reshape(-1, region.n_zones)


def units_of(region: Region, type_index: int) -> _Rows:
    """Rows of the open units of a type."""
    c = region.services.c
    return np.flatnonzero((c.place_id >= 0) & (c.type == type_index))


def by_zone(region: Region, rows: _Rows, values: Any) -> _Array:
    """Sum of `values` [rows] over the zones of the units [Z]."""
    place = region.services.c.place_id[rows]
    return np.bincount(place, weights=values, minlength=region.n_zones).astype(np.float64)


def minutes_to_sites(region: Region) -> _Array:
    """Generalised minutes from homes to possible sites [Z, Z]; a unit in one's own zone is always the nearest.

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


def felt_minutes(region: Region, kind: ServiceType, use: Use, come: _Array) -> _Array:
    """Minutes as households feel them [Z]: of the share who come [Z], longer where staff are missing, never endless."""
    c = region.services.c
    quality = np.ones(region.n_zones)
    if kind.quality_min > 0.0:
        rows = np.flatnonzero((c.place_id >= 0) & (c.type == region.service_types.index(kind)))
        room = by_zone(region, rows, c.capacity[rows])
        known = np.divide(by_zone(region, rows, c.capacity[rows] * c.quality[rows]), room, out=quality, where=room > 0)
        served = use.served.sum(axis=1)
        quality = np.divide(use.served @ known, served, out=np.ones_like(served), where=served > 0)
    minutes = np.minimum(use.minutes, region.par(Params).longest_min)
    return np.asarray(come * (minutes + kind.quality_min * (1.0 - quality)))


def visited_share(region: Region, kind: ServiceType, minutes: _Array) -> _Array:
    """Share of a zone's journeys that a visiting service saves [Z]; minutes to the unit [Z]."""
    days = region.visiting_days.get(kind.id)
    if days is None:
        return np.zeros(minutes.size)
    p = region.par(Params)
    wait = np.divide(p.visit_wait, days, out=np.full(days.size, np.inf), where=days > 0.0)
    longer = (np.diag(region.cost_min)[: region.n_zones] + wait - np.minimum(minutes, p.longest_min)) / p.visit_scale
    return np.where(longer < _FAR, 1.0 / (1.0 + np.exp(np.clip(longer, -_FAR, _FAR))), 0.0)


def with_visits(region: Region, kind: ServiceType, use: Use) -> Use:
    """Use with the minutes that users travel where a service visits some zones."""
    if kind.id not in region.visiting_days:
        return use
    share = visited_share(region, kind, use.minutes)
    near = np.minimum(np.diag(region.cost_min)[: region.n_zones], use.minutes)
    return use._replace(minutes=np.where(share > 0.0, share * near + (1.0 - share) * use.minutes, use.minutes))
