"""Services with sites: who uses which unit, what staff it needs, and what its owner decides.

- Use: nearest unit with room (model/service_units.py).
- Staff: posts wanted = the unit's own posts per user · users, approached a share a year; quality = staff found/wanted.
- Closing: a unit of a private type (shops) closes with a hazard h·min(1, threshold/users)^e, and a higher one when it has
  been under the threshold for longer than its owner's patience (V29: 0.5–3 % a year, mostly the smallest). A unit of a
  public type is considered only after years under the threshold, if there is room for its users elsewhere, and never if
  it is the owner's last in the municipality; then the council decides with a yearly probability: schools outlive
  thresholds. A private school follows the same rule as a public one.
- Opening: where users without room or further away than the catchment are enough, the owner adds the site that lowers
  Σ users·minutes·cost + fixed cost + moving cost most (model/kernels/sites.py), if it would serve enough users.
- Room: a full unit grows a little each year while somebody in its municipality has no place, or one too far away.

Owners decide for their own area: a municipality for its residents, private and state owners for the region.

A municipality with little room (model/budgets.py) waits less long, closes more often and opens nothing.

Left out: choice by quality, waiting, competition beyond nearness, time to build, state support for the last shop,
digital use. Teachers of a closed school
are not moved with the pupils: they apply for the posts that the receiving school opens.

READS services, firms, persons.age, persons.household_id, persons.place_id, persons.employer_id, persons.status,
persons.left_year, municipalities.room, region.cost_min

WRITES services, firms, persons.employer_id, persons.status, persons.place_id, households.events, region.access,
region.flows, region.ledger
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.budgets import RoomParams, closing_chance, patience
from model.codes import Owner
from model.kernels.sites import search_sites
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms
from model.service_units import (
    UnitParams,
    Use,
    add_unit_firms,
    add_units,
    areas,
    assign,
    by_zone,
    calibrate_services,
    close_units,
    minutes_to_sites,
    own_area,
    place_initial_sites,
    staff_need,
    units_of,
    users_by_type,
    write_posts,
)
from model.traits import ServiceType

__all__ = ["Params", "add_unit_firms", "calibrate_services", "place_initial_sites", "staff_need", "step"]

_SERVICE_COLUMNS = ("key", "type", "place_id", "municipality_id", "owner", "firm_id", "capacity", "users", "quality")
_FIRM_COLUMNS = (
    *("key", "place_id", "sector", "owner", "founded_year", "size", "base_size", "basic_share", "tertiary_share"),
    *("posts_basic", "posts_upper", "posts_tertiary", "n_staff", "service_id", "is_fixed"),
)
WRITES = (
    *(f"services.{name}" for name in (*_SERVICE_COLUMNS, "staff_per_user", "years_under", "opened_year")),
    *(f"firms.{name}" for name in _FIRM_COLUMNS),
    *("persons.employer_id", "persons.status", "persons.place_id", "households.events"),
    *("region.access", "region.flows", "region.ledger"),
)
READS = (
    *(f"services.{name}" for name in (*_SERVICE_COLUMNS, "staff_per_user", "years_under")),
    *(f"firms.{name}" for name in _FIRM_COLUMNS),
    *("persons.age", "persons.household_id", "persons.place_id", "persons.employer_id", "persons.status"),
    *("persons.left_year", "municipalities.room", "region.cost_min"),
)
_Rows = NDArray[np.int64]
_Array = NDArray[np.float64]


@parameters("services")
class Params(NamedTuple):
    """How owners behave; thresholds, patience and costs by type are traits of the type."""

    staff_adjustment: float = par(0.5, unit="share of the gap per year", low=0.25, high=1.0, source="assumption")
    private_hazard: float = par(
        0.035,
        unit="per year",
        low=0.02,
        high=0.05,
        source="EVIDENCE V29, rural_shop_closure_rate",
        note="of a private unit at its threshold: a village shop with 500 customers then has the observed 1.8 %",
    )
    private_exponent: float = par(
        0.75,
        unit="exponent of threshold over users",
        low=0.4,
        high=1.5,
        source="assumption",
        note="closures concentrate in the smallest (V29)",
    )
    private_after_patience: float = par(0.3, unit="per year", low=0.1, high=0.6, source="assumption")
    council_closes: float = par(0.25, unit="per year", low=0.1, high=0.5, source="assumption")
    growth: float = par(0.05, unit="share of capacity per year", low=0.0, high=0.1, source="assumption")


def closing_hazard(users: Any, years_under: Any, kind: ServiceType, p: Params) -> Any:
    """Probability per year that a private unit closes [n]."""
    ratio = np.minimum(kind.threshold_users / np.maximum(users, 1e-9), 1.0)
    hazard = p.private_hazard * ratio**p.private_exponent
    return np.where(np.asarray(years_under) > kind.patience_years, p.private_after_patience, hazard)


def _staff(region: Region) -> None:
    """Move the size of every unit's employer towards what its users need; quality from the staff found last year."""
    c, f, p = region.services.c, region.firms.c, region.par(Params)
    rows = np.flatnonzero((c.place_id >= 0) & (c.firm_id >= 0))
    firms = c.firm_id[rows].astype(np.int64)
    posts = (f.posts_basic + f.posts_upper + f.posts_tertiary)[firms]
    c.quality[rows] = np.divide(np.minimum(f.n_staff[firms], posts), posts, out=np.ones(len(rows)), where=posts > 0)
    f.size[firms] += p.staff_adjustment * (c.staff_per_user[rows] * c.users[rows] - f.size[firms])
    write_posts(region, firms)


def _room(region: Region, rows: _Rows) -> _Array:
    """Room to act of the owners of units [rows]: 1 unless a municipality owns them."""
    c = region.services.c
    room = region.municipalities.c.room[c.municipality_id[rows]]
    return np.where(c.owner[rows] == Owner.MUNICIPALITY, room, 1.0)


def _to_close(region: Region, type_index: int, year: int) -> list[tuple[int, str]]:
    """Rows of the units that close this year, with the reason."""
    c, kind, p = region.services.c, region.service_types[type_index], region.par(Params)
    rows = units_of(region, type_index)
    draws = uniforms(region.draws(Stream.SERVICES), c.key[rows], 0)
    is_private = np.full(len(rows), kind.owner == Owner.PRIVATE)
    hazard = closing_hazard(c.users[rows], c.years_under[rows], kind, p)
    closing = [
        (int(row), "under its threshold for longer than the owner's patience" if late else "owner gives up")
        for row, late in zip(
            rows[is_private & (draws < hazard)],
            (c.years_under[rows] > kind.patience_years)[is_private & (draws < hazard)],
            strict=True,
        )
    ]
    budgets, room = region.par(RoomParams), _room(region, rows)
    waits = patience(kind.patience_years, room, budgets)
    asked = ~is_private & (c.years_under[rows] > waits) & (draws < closing_chance(p.council_closes, room, budgets))
    order = np.lexsort((c.key[rows], c.users[rows]))
    gone = {row for row, _ in closing}
    for i in order[asked[order]]:
        row = int(rows[i])
        left = np.array([r for r in rows if r not in gone and r != row], np.int64)
        if _can_do_without(region, kind, row, left):
            gone.add(row)
            closing.append((row, "under its threshold for years, and others have room"))
    return closing


def _can_do_without(region: Region, kind: ServiceType, row: int, left: _Rows) -> bool:
    """Whether a public unit may close: not the owner's last in its area, and those `left` in the catchment have room."""
    c = region.services.c
    same_owner = c.owner[left] == c.owner[row]
    if kind.owner == Owner.MUNICIPALITY:
        same_owner &= c.municipality_id[left] == c.municipality_id[row]
    near = minutes_to_sites(region)[c.place_id[row], c.place_id[left]] <= kind.catchment_min
    reach = near & own_area(region, kind)[c.place_id[row], c.place_id[left]]
    room = float((c.capacity[left] - c.users[left])[reach].sum())
    return bool(same_owner.any()) and room >= float(c.users[row])


def _far_users(region: Region, kind: ServiceType, use: Use) -> _Array:
    """Users without room or further away than the catchment, by home zone [Z]."""
    return np.asarray((use.served * (minutes_to_sites(region) > kind.catchment_min)).sum(axis=1) + use.unmet)


def _to_open(region: Region, type_index: int, use: Use) -> list[tuple[int, float]]:
    """Zones where owners open a unit this year, with the users it would serve; at most one for each owner."""
    kind, c, n = region.service_types[type_index], region.services.c, region.n_zones
    far, t = _far_users(region, kind, use), minutes_to_sites(region)
    rows = units_of(region, type_index)
    # A full zone is no reason to stay away: what is missing there is room.
    capacity = by_zone(region, rows, c.capacity[rows])
    has_room = capacity - by_zone(region, rows, c.users[rows]) > 1e-6 * capacity
    moving = region.par(UnitParams).moving_charge * kind.moving_cost_nok
    fixed, keep = np.full(n, kind.fixed_cost_nok_year), np.zeros(n, bool)
    now = t[:, has_room].min(axis=1) if has_room.any() else np.full(n, np.inf)
    room, least_room = region.municipalities.c.room, region.par(RoomParams).room_to_open
    found = []
    for area in areas(region, kind):
        if kind.owner == Owner.MUNICIPALITY and float(room[region.zones.municipality[area]].min()) < least_room:
            continue
        wanted = np.where(area, far, 0.0)
        if float(wanted.sum()) < kind.opening_users:
            continue
        most = int(has_room.sum()) + 1
        after = search_sites(
            wanted, t, kind.user_cost_nok_per_min, fixed, moving, has_room, area & ~has_room, keep, 0, most
        )
        for zone in np.flatnonzero(after & ~has_room):
            served = float(wanted[t[:, zone] < now].sum())
            if served >= kind.opening_users:
                found.append((int(zone), min(served, kind.capacity_users)))
    return found


def _decide(region: Region, type_index: int, use: Use, year: int) -> bool:
    """Owners of one type close, open and enlarge units. Returns whether sites changed."""
    c, kind, p = region.services.c, region.service_types[type_index], region.par(Params)
    rows = units_of(region, type_index)
    under = c.users[rows] < kind.threshold_users
    c.years_under[rows] = np.where(under, c.years_under[rows] + 1, 0)
    far = _far_users(region, kind, use)
    short = np.isin(region.zones.municipality[c.place_id[rows]], region.zones.municipality[far > 0])
    full = rows[short & (c.users[rows] >= 0.999 * c.capacity[rows])]
    closing = _to_close(region, type_index, year)
    opening = _to_open(region, type_index, use)
    c.capacity[full] *= 1.0 + p.growth
    for row, reason in closing:
        zone = region.zones.ids[c.place_id[row]]
        region.ledger.write(year, kind.id, "closes", reason, zone=zone, users=float(c.users[row]))
    if closing:
        close_units(region, np.array([row for row, _ in closing]))
    for zone, served in opening:
        unit = add_units(region, type_index, np.array([zone]), kind.capacity_users, served, year)
        add_unit_firms(region, unit, year)
        region.count("service_openings", np.array([zone]))
        reason = "users without room or too far away"
        region.ledger.write(year, kind.id, "opens", reason, zone=region.zones.ids[zone], users=served)
    return bool(closing or opening)


def step(region: Region, year: int) -> None:
    """Use, owners' decisions, access, staff."""
    users = users_by_type(region)
    for k, kind in enumerate(region.service_types):
        use = assign(region, k, users[k])
        if _decide(region, k, use, year):
            use = assign(region, k, users[k])
        region.access[kind.id] = use.minutes
    _staff(region)
