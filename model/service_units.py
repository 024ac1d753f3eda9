"""Units of services: where they may be, how they open and close, and where they are at the base year.

A unit needs the posts of its type's norm (model/service_costs.py) times a factor of its own, fixed when the region is
calibrated, so that the base year's staff is what its users call for.

Base-year sites of a type without a register are placed by the rule that owners use later (least travel and fixed cost,
then no site under the threshold but one for each public owner): basis = assumption.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner, ZoneKind
from model.cooperation import areas
from model.employers import close_employers, set_posts
from model.kernels.sites import search_sites
from model.parameters import par, parameters
from model.region import Region
from model.rng import Kind, derive, text_key
from model.service_costs import line, norm_posts
from model.service_use import (
    Use,
    assign,
    by_zone,
    felt_minutes,
    in_person,
    minutes_to_sites,
    residents_by_age,
    units_of,
    users_by_type,
    with_visits,
)
from model.traits import ServiceType

_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]


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


def may_open(region: Region, type_index: int) -> NDArray[np.bool_]:
    """Zones where a unit of the type may be, bool [Z]: the centre rules, what it must share a site with, what is barred."""
    kind, n = region.service_types[type_index], region.n_zones
    allowed = np.ones(n, bool)
    if kind.is_central:
        allowed = region.zones.kind <= ZoneKind.TOWN
        allowed[region.municipalities.c.place_id] = True  # a municipality without a town has a centre zone all the same
    if kind.sites_with:
        host = next((k for k, other in enumerate(region.service_types) if other.id == kind.sites_with), -1)
        rows = units_of(region, host) if host >= 0 else np.zeros(0, np.int64)
        allowed &= by_zone(region, rows, np.ones(rows.size)) > 0
    elif kind.owner == Owner.STATE:
        allowed = allowed & region.rules.state_open
    if kind.id in region.no_units:
        allowed &= ~region.no_units[kind.id]
    return np.asarray(allowed)


def municipal_centres(region: Region) -> NDArray[np.bool_]:
    """Zones that are the centre of their municipality, bool [Z]: of kind CENTRE, or where it has its town hall."""
    centre = region.zones.kind == ZoneKind.CENTRE
    has_one = np.zeros(region.municipalities.n, bool)
    has_one[region.zones.municipality[centre]] = True
    centre[region.municipalities.c.place_id[~has_one]] = True
    return np.asarray(centre)


def must_keep_one(kind: ServiceType) -> bool:
    """Whether the owner has a unit in every area, however few its users."""
    return kind.owner == Owner.MUNICIPALITY and kind.is_statutory


def add_units(region: Region, type_index: int, zones: Any, capacity: Any, users: Any, year: int) -> _Rows:
    """Open units in `zones` [n]; returns their rows. Keys come from (type, zone, owner, k), k the first that is free.

    A unit that closed this year keeps its key until the year ends.
    """
    kind, c = region.service_types[type_index], region.services.c
    taken = set(c.key.tolist())
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
    )


def staff_need(region: Region, rows: _Rows) -> _Array:
    """Posts that units [rows] need for the users they have."""
    c = region.services.c
    need = np.zeros(rows.size)
    for k in np.unique(c.type[rows]):
        mine = c.type[rows] == k
        need[mine] = norm_posts(region, region.service_types[k], c.users[rows[mine]].astype(np.float64))
    return need * c.staff_factor[rows]


def add_unit_firms(region: Region, rows: _Rows, year: int) -> _Rows:
    """Give units without an employer one, with whole posts from their need of staff. Returns the firms' rows."""
    c = region.services.c
    sectors = {s.id: i for i, s in enumerate(region.sectors)}
    kinds = [region.service_types[k] for k in c.type[rows]]
    size = np.round(np.maximum(staff_need(region, rows), 1.0))
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
    set_posts(region, firms)
    return firms


def close_units(region: Region, rows: _Rows) -> None:
    """Close units and their employers; the staff look for work. Users are sent elsewhere by the next `assign`."""
    c = region.services.c
    region.count("service_closures", c.place_id[rows])
    firms = c.firm_id[rows]
    firms = firms[firms >= 0]
    close_employers(region, firms)
    c.place_id[rows] = -1
    c.users[rows] = 0.0
    c.firm_id[rows] = -1


def _initial_sites(
    region: Region, type_index: int, weight: _Array, t: _Array, area: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Zones of an area that get units at the base year, bool [Z]. `weight`: users who come [Z]; t: minutes [Z, Z]."""
    kind, n = region.service_types[type_index], region.n_zones
    local = np.where(area, weight, 0.0)
    fixed, nothing = np.full(n, line(region, kind)[0]), np.zeros(n, bool)
    candidates = area & may_open(region, type_index)
    least = 1 if must_keep_one(kind) and candidates.any() else 0
    while True:
        is_open = search_sites(
            local, t, kind.user_cost_nok_per_min, fixed, 0.0, nothing, candidates, np.ones(n, bool), least, n,
            np.full(n, np.inf), 0.0,
        )  # fmt: skip
        if not is_open.any():
            return np.asarray(is_open)
        used = np.bincount(np.where(is_open, t, np.inf).argmin(axis=1), weights=local, minlength=n)
        smallest = int(np.where(is_open, used, np.inf).argmin())
        if is_open.sum() <= least or used[smallest] >= kind.threshold_users:
            return np.asarray(is_open)
        candidates[smallest] = False


def place_initial_sites(region: Region, type_index: int) -> _Rows:
    """Open the base-year units of a type by the owners' rule; returns their rows. They have no employers yet.

    Needs residents and travel times. Then call `add_unit_firms` (or make the employers otherwise and set
    services.firm_id and firms.service_id), and `calibrate_services` at the end.
    """
    kind, n = region.service_types[type_index], region.n_zones
    users, t = users_by_type(region)[type_index], minutes_to_sites(region)
    is_open = np.zeros(n, bool)
    for area in areas(region, kind):
        is_open |= _initial_sites(region, type_index, users, t, area)
    if not is_open.any():
        return np.zeros(0, np.int64)
    used = np.bincount(np.where(is_open, t, np.inf).argmin(axis=1), weights=users, minlength=n)
    wanted = used * region.par(UnitParams).spare_room
    zones = np.flatnonzero(is_open)
    count = np.maximum(np.ceil(wanted[zones] / kind.capacity_users), 1.0).astype(np.int64)
    zone, per_unit = np.repeat(zones, count), np.repeat(1.0 / count, count)
    room = np.full(zone.size, kind.capacity_users)
    if kind.place_cost_nok_year > 0.0:  # premises cost money: nobody has more than spare room
        room = np.maximum(wanted[zone] * per_unit, kind.threshold_users)
    return add_units(region, type_index, zone, room, used[zone] * per_unit, region.year)


def calibrate_services(region: Region) -> None:
    """Fix each unit's posts from the staff it has, use and access. Called once, by synthesis, at the end."""
    c = region.services.c
    rows = np.flatnonzero((c.place_id >= 0) & (c.firm_id >= 0))
    serve_all(region)
    c.staff_factor[rows] = 1.0
    c.staff_factor[rows] = region.firms.c.size[c.firm_id[rows]] / np.maximum(staff_need(region, rows), 1e-3)


def serve_all(region: Region) -> list[Use]:
    """Send everybody to the units there are; writes users, access and who uses units where."""
    residents = residents_by_age(region)
    users, visits, t = users_by_type(region), in_person(region, residents, region.year), minutes_to_sites(region)
    clear_use(region)
    found = []
    for k in range(len(region.service_types)):
        found.append(assign(region, k, users[k], t))
        record_use(region, k, found[-1], visits[k])
    return found


def clear_use(region: Region) -> None:
    """Make room for the use of every type."""
    n_types, m = len(region.service_types), region.municipalities.n
    region.service_users = np.zeros((n_types, m, m))
    region.service_unmet = np.zeros((n_types, region.n_zones))


def record_use(region: Region, type_index: int, use: Use, visits: _Array) -> None:
    """Write the use of a type: access, who has no place, users by home municipality and the unit's."""
    kind, home = region.service_types[type_index], region.zones.municipality
    use = with_visits(region, kind, use)
    region.access[kind.id] = use.minutes
    region.access[f"felt:{kind.id}"] = felt_minutes(region, kind, use, visits)
    region.service_unmet[type_index] = use.unmet
    by_home = np.zeros((region.municipalities.n, region.n_zones))
    np.add.at(by_home, home, use.served)
    np.add.at(region.service_users[type_index].T, home, by_home.T)
