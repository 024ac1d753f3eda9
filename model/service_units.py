"""Units of services: who uses them, how they open and close, and where they are at the base year.

Users of a type are `need_per_resident` of the residents of the ages it serves; they go to the nearest unit with room
(model/kernels/sites.py), first in their own municipality where the type says so. Units in one zone share its users
by capacity. A unit needs its own number of posts per user, fixed when the region is calibrated, so that the base
year's staff is what its users call for.

Base-year sites of a type without a register are placed by the rule that owners use later (least travel and fixed cost,
then no site under the threshold but one for each public owner): basis = assumption.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import LifeEvent, Owner
from model.kernels.posts import dismiss, round_posts
from model.kernels.sites import assign_nearest, search_sites
from model.parameters import par, parameters
from model.region import Region
from model.rng import Kind, Stream, derive, text_key
from model.traits import ServiceType

_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]
_AGES = 126


@parameters("service_units")
class UnitParams(NamedTuple):
    """Sites at the base year and the yearly cost of a new one."""

    spare_room: float = par(
        1.25,
        unit="capacity per user",
        low=1.1,
        high=1.6,
        source="assumption",
        note="of units placed by rule; shared/data gives the same for schools",
    )
    moving_charge: float = par(
        0.08,
        unit="share of moving cost per year",
        low=0.04,
        high=0.12,
        source="assumption",
        note="interest and wear of what it costs to set up a unit",
    )


class Use(NamedTuple):
    """Use of a type: users served by home zone and zone of the unit [Z, Z], users without room [Z], minutes [Z]."""

    served: _Array
    unmet: _Array
    minutes: _Array


@njit(cache=True, nogil=True)
def _residents_by_age(age: Any, household: Any, place: Any, n_zones: Any) -> Any:
    """Residents by zone and age, persons [Z, _AGES]."""
    counted = np.zeros((n_zones, _AGES))
    for i in range(age.size):
        if household[i] >= 0:
            counted[place[i], min(age[i], _AGES - 1)] += 1.0
    return counted


def users_by_type(region: Region) -> _Array:
    """Users by service type and home zone [K, Z]."""
    c = region.persons.c
    residents = _residents_by_age(c.age, c.household_id, c.place_id, region.n_zones)
    return np.array(
        [
            k.need_per_resident * residents[:, k.need_age_from : min(k.need_age_to, _AGES)].sum(axis=1)
            for k in region.service_types
        ]
    ).reshape(len(region.service_types), region.n_zones)


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
    np.fill_diagonal(t, np.minimum(np.diag(region.cost_min)[:n], 0.999 * t.min(axis=1, initial=9_999.0)))
    return np.ascontiguousarray(t)


def own_area(region: Region, kind: ServiceType) -> NDArray[np.bool_]:
    """Where the rule of a type sends users: True for zones of the own municipality, or for all [Z, Z]."""
    m = region.zones.municipality
    if kind.users_within_municipality:
        return np.asarray(m[:, None] == m[None, :])
    return np.ones((len(m), len(m)), bool)


def assign(region: Region, type_index: int, users: _Array) -> Use:
    """Send users [Z] to the units of a type; writes services.users."""
    c, n = region.services.c, region.n_zones
    rows = units_of(region, type_index)
    t = minutes_to_sites(region)
    room = by_zone(region, rows, c.capacity[rows])
    open_ = np.flatnonzero(room > 0)
    served, own = np.zeros((n, n)), own_area(region, region.service_types[type_index])
    served[:, open_], unmet = assign_nearest(users, room[open_], t[:, open_], own[:, open_])
    share = np.divide(served.sum(axis=0), room, out=np.zeros(n), where=room > 0)
    c.users[rows] = c.capacity[rows] * share[c.place_id[rows]]
    # Who has no place, and zones without users, look to the nearest unit, or outside if the region has none.
    nearest = t[:, room > 0].min(axis=1) if (room > 0).any() else region.cost_min[:n, n:].min(axis=1, initial=9_999.0)
    total = users.astype(np.float64)
    weighted = (served * t).sum(axis=1) + unmet * nearest
    minutes = np.divide(weighted, total, out=nearest.astype(np.float64), where=total > 0)
    return Use(served, unmet, minutes)


def staff_need(kind: ServiceType, users: Any) -> Any:
    """Posts that a new unit with `users` needs."""
    return np.maximum(np.asarray(users) / kind.users_per_staff, kind.min_staff)


def add_units(region: Region, type_index: int, zones: Any, capacity: Any, users: Any, year: int) -> _Rows:
    """Open units in `zones` [n]; returns their rows. Keys come from (type, zone, owner, k), k the first that is free."""
    kind, c = region.service_types[type_index], region.services.c
    taken = set(c.key[c.place_id >= 0].tolist())
    first = np.uint64(derive(np.uint64(text_key(kind.id)), int(Kind.SERVICE), int(kind.owner)))
    keys: list[int] = []
    for zone in zones:
        in_zone = np.uint64(derive(region.zones.keys[zone], int(Kind.SERVICE), first))
        k = 0
        while int(derive(in_zone, int(Kind.SERVICE), k)) in taken:
            k += 1
        keys.append(int(derive(in_zone, int(Kind.SERVICE), k)))
        taken.add(keys[-1])
    users = np.broadcast_to(np.asarray(users, np.float64), len(keys))
    return region.services.add(
        len(keys),
        key=np.array(keys, np.uint64),
        type=type_index,
        place_id=zones,
        owner=int(kind.owner),
        municipality_id=region.zones.municipality[zones],
        capacity=capacity,
        users=users,
        opened_year=year,
        staff_per_user=staff_need(kind, users) / np.maximum(users, 1.0),
    )


def add_unit_firms(region: Region, rows: _Rows, year: int) -> _Rows:
    """Give units without an employer one, with whole posts from their need of staff. Returns the firms' rows."""
    c = region.services.c
    sectors = {s.id: i for i, s in enumerate(region.sectors)}
    kinds = [region.service_types[k] for k in c.type[rows]]
    size = np.round(np.maximum(c.staff_per_user[rows] * c.users[rows], 1.0))
    keys = [int(derive(key, int(Kind.FIRM), 0)) for key in c.key[rows]]
    firms = region.firms.add(
        len(rows),
        key=np.array(keys, np.uint64),
        place_id=c.place_id[rows],
        owner=c.owner[rows],
        service_id=rows,
        sector=np.array([sectors[k.sector] for k in kinds], np.int8),
        founded_year=year,
        size=size,
        base_size=size,
        basic_share=np.array([k.skill_mix[0] for k in kinds]),
        tertiary_share=np.array([k.skill_mix[2] for k in kinds]),
        is_fixed=True,
    )
    c.firm_id[rows] = firms
    write_posts(region, firms)
    return firms


def write_posts(region: Region, firms: _Rows) -> None:
    """Whole posts by skill of these firms from their size."""
    f = region.firms.c
    base = region.persistent_draws(Stream.ROUNDING)
    round_posts(
        base, firms, f.key, f.size, f.basic_share, f.tertiary_share, f.posts_basic, f.posts_upper, f.posts_tertiary
    )


def close_units(region: Region, rows: _Rows) -> None:
    """Close units and their employers; the staff look for work. Users are sent elsewhere by the next `assign`."""
    c, f, people = region.services.c, region.firms.c, region.persons.c
    region.count("service_closures", c.place_id[rows])
    firms = c.firm_id[rows]
    firms = firms[firms >= 0]
    closed = np.zeros(region.firms.n, bool)
    closed[firms] = True
    lost = dismiss(
        closed,
        people.employer_id,
        people.status,
        people.household_id,
        people.place_id,
        people.left_year,
        region.households.c.events,
        int(LifeEvent.JOB_LOST),
    )
    region.count("jobs_lost_exit", f.place_id[firms], lost[firms])
    c.place_id[rows] = -1
    c.users[rows] = 0.0
    c.firm_id[rows] = -1
    f.place_id[firms] = -1
    for column in (f.size, f.posts_basic, f.posts_upper, f.posts_tertiary, f.n_staff):
        column[firms] = 0


def areas(region: Region, kind: ServiceType) -> list[NDArray[np.bool_]]:
    """Zones that one owner is responsible for, bool [Z] each: a municipality's own, or the whole region."""
    m = region.zones.municipality
    if kind.owner == Owner.MUNICIPALITY:
        return [m == i for i in np.unique(m)]
    return [np.ones(len(m), bool)]


def _initial_sites(region: Region, kind: ServiceType, users: _Array, area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Zones of an area that get units at the base year, bool [Z]."""
    n = region.n_zones
    t = minutes_to_sites(region)
    local = np.where(area, users, 0.0)
    fixed, nothing = np.full(n, kind.fixed_cost_nok_year), np.zeros(n, bool)
    may_open = area.copy()
    least = 1 if kind.owner == Owner.MUNICIPALITY else 0
    while True:
        is_open = search_sites(
            local, t, kind.user_cost_nok_per_min, fixed, 0.0, nothing, may_open, np.ones(n, bool), least, n
        )
        used = np.bincount(np.where(is_open, t, np.inf).argmin(axis=1), weights=local, minlength=n)
        smallest = int(np.where(is_open, used, np.inf).argmin())
        if is_open.sum() <= least or used[smallest] >= kind.threshold_users:
            return np.asarray(is_open)
        may_open[smallest] = False


def place_initial_sites(region: Region, type_index: int) -> _Rows:
    """Open the base-year units of a type by the owners' rule; returns their rows. They have no employers yet.

    Needs residents and travel times. Then call `add_unit_firms` (or make the employers otherwise and set
    services.firm_id and firms.service_id), and `calibrate_services` at the end.
    """
    kind = region.service_types[type_index]
    n = region.n_zones
    users = users_by_type(region)[type_index]
    zones: list[int] = []
    is_open = np.zeros(n, bool)
    for area in areas(region, kind):
        is_open |= _initial_sites(region, kind, users, area)
    if not is_open.any():
        return np.zeros(0, np.int64)
    t = minutes_to_sites(region)
    used = np.bincount(np.where(is_open, t, np.inf).argmin(axis=1), weights=users, minlength=n)
    per_unit: list[float] = []
    for zone in np.flatnonzero(is_open):
        count = max(1, int(np.ceil(used[zone] * region.par(UnitParams).spare_room / kind.capacity_users)))
        zones += [int(zone)] * count
        per_unit += [used[zone] / count] * count
    return add_units(region, type_index, np.array(zones), kind.capacity_users, np.array(per_unit), region.year)


def calibrate_services(region: Region) -> None:
    """Fix each unit's posts per user from the staff it has, and set access. Called once, by synthesis, at the end."""
    users, c = users_by_type(region), region.services.c
    for k, kind in enumerate(region.service_types):
        region.access[kind.id] = assign(region, k, users[k]).minutes
    rows = np.flatnonzero((c.place_id >= 0) & (c.firm_id >= 0))
    c.staff_per_user[rows] = region.firms.c.size[c.firm_id[rows]] / np.maximum(c.users[rows], 1.0)
