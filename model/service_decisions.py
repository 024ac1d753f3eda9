"""What owners of services decide about single units: which to close, where to open, and what money allows.

The equations are those of model/submodels/services.py, which carries out what is decided here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.budgets import RoomParams, closing_chance, may_borrow, patience
from model.codes import Owner
from model.cooperation import areas, councils, own_area
from model.kernels.sites import search_sites
from model.parameters import par, parameters
from model.region import Region
from model.remote import digital_share
from model.rng import Stream, uniforms
from model.service_costs import line
from model.service_units import UnitParams, may_open
from model.service_use import Use, by_zone, minutes_to_sites, units_of
from model.traits import ServiceType

_Rows = NDArray[np.int64]
_Array = NDArray[np.float64]
_DRAW_CLOSING = 0


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
    notice_years: float = par(
        1.0, unit="years", low=0.0, high=3.0, source="assumption", note="from a public owner's decision to the closing"
    )
    growth: float = par(0.05, unit="share of capacity per year", low=0.0, high=0.1, source="assumption")
    empty_share: float = par(
        0.4, unit="share of room", low=0.3, high=0.6, source="assumption", note="empty room that an owner may give up"
    )
    gives_up_rooms: float = par(0.1, unit="per year", low=0.0, high=0.3, source="assumption")
    building_share: float = par(
        0.7, unit="share of a new unit's cost per user", low=0.5, high=1.0, source="assumption", note="of an extension"
    )


def unit_room(region: Region, rows: _Rows) -> _Array:
    """Room to act of the owners of units [rows]; 1 for private ones."""
    c = region.services.c
    municipal = region.municipalities.c.room[councils(region)][c.municipality_id[rows]]
    return np.where(c.owner[rows] == Owner.MUNICIPALITY, municipal, region.owner_room[c.owner[rows]])


def area_room(region: Region, kind: ServiceType, area: NDArray[np.bool_]) -> float:
    """Room to act of the owner of an area: 0 if it may not borrow; of several councils that own together the least."""
    if kind.owner != Owner.MUNICIPALITY:
        return float(region.owner_room[kind.owner])
    c, p = region.municipalities.c, region.par(RoomParams)
    council = np.unique(councils(region)[region.zones.municipality[area]])
    return float(np.where(may_borrow(c.debt_nok, c.revenue_nok, p), c.room, 0.0)[council].min())


def came(kind: ServiceType, year: int, users: _Array, region: Region) -> _Array:
    """Users as the threshold counts them: fewer as visits give way to digital use."""
    return np.asarray(users * (1.0 - digital_share(region, kind, year)) / (1.0 - kind.digital_share))


def closing_hazard(users: Any, years_under: Any, kind: ServiceType, p: Params) -> Any:
    """Probability per year that a private unit closes [n]."""
    ratio = np.minimum(kind.threshold_users / np.maximum(users, 1e-9), 1.0)
    hazard = p.private_hazard * ratio**p.private_exponent
    return np.where(np.asarray(years_under) > kind.patience_years, p.private_after_patience, hazard)


def to_close(region: Region, type_index: int, year: int) -> list[tuple[int, str]]:
    """Rows of the units that their owners decide to close this year, with the reason."""
    c, kind, p = region.services.c, region.service_types[type_index], region.par(Params)
    rows = units_of(region, type_index)
    rows = rows[c.closes_year[rows] == 0]
    draws = uniforms(region.draws(Stream.SERVICES), c.key[rows], _DRAW_CLOSING)
    visitors = came(kind, year, c.users[rows].astype(np.float64), region)
    late = c.years_under[rows] > kind.patience_years
    if kind.owner == Owner.PRIVATE:
        gives_up = draws < closing_hazard(visitors, c.years_under[rows], kind, p)
        words = ("owner gives up", "under its threshold for longer than the owner's patience")
        return [(int(row), words[int(is_late)]) for row, is_late in zip(rows[gives_up], late[gives_up], strict=True)]
    budgets, room = region.par(RoomParams), unit_room(region, rows)
    waits = patience(kind.patience_years, room, budgets)
    asked = (c.years_under[rows] > waits) & (draws < closing_chance(p.council_closes, room, budgets))
    closing: list[tuple[int, str]] = []
    for i in np.lexsort((c.key[rows], c.users[rows])):
        if asked[i]:
            gone = {row for row, _ in closing} | {int(rows[i])}
            left = np.array([r for r in rows if r not in gone], np.int64)
            if can_do_without(region, kind, int(rows[i]), left):
                closing.append((int(rows[i]), "under its threshold for years, and others have room"))
    return closing


def can_do_without(region: Region, kind: ServiceType, row: int, left: _Rows) -> bool:
    """Whether a public unit may close: not the owner's last in its area, and those `left` in the catchment have room."""
    c = region.services.c
    if kind.is_statutory and is_last(region, kind, row, left):
        return False
    near = minutes_to_sites(region)[c.place_id[row], c.place_id[left]] <= kind.catchment_min
    reach = near & own_area(region, kind)[c.place_id[row], c.place_id[left]]
    return float((c.capacity[left] - c.users[left])[reach].sum()) >= float(c.users[row])


def is_last(region: Region, kind: ServiceType, row: int, left: _Rows) -> bool:
    """Whether its owner has no unit `left` in the area of a unit."""
    c = region.services.c
    area = next(a for a in areas(region, kind) if a[c.place_id[row]])
    return not bool(((c.owner[left] == c.owner[row]) & area[c.place_id[left]]).any())


def far_users(kind: ServiceType, use: Use, minutes: _Array) -> _Array:
    """Users without room or further away than the catchment, by home zone [Z]."""
    return np.asarray((use.served * (minutes > kind.catchment_min)).sum(axis=1) + use.unmet)


def to_open(region: Region, type_index: int, use: Use, t: _Array) -> list[tuple[int, float]]:
    """Zones where owners open a unit this year, with the users it would serve; at most one for each owner.

    t: minutes to sites [Z, Z].
    """
    kind, c, n = region.service_types[type_index], region.services.c, region.n_zones
    far = far_users(kind, use, t)
    if float(far.sum()) < kind.opening_users:
        return []
    rows = units_of(region, type_index)
    # A full zone is no reason to stay away: what is missing there is room.
    capacity = by_zone(region, rows, c.capacity[rows])
    has_room = capacity - by_zone(region, rows, c.users[rows]) > 1e-6 * capacity
    moving = region.par(UnitParams).moving_charge * kind.moving_cost_nok
    fixed, keep, allowed = np.full(n, line(region, kind)[0]), np.zeros(n, bool), may_open(region, type_index)
    now = t[:, has_room].min(axis=1) if has_room.any() else np.full(n, np.inf)
    found = []
    for area in areas(region, kind):
        wanted = np.where(area, far, 0.0)
        if float(wanted.sum()) < kind.opening_users:
            continue
        if area_room(region, kind, area) < region.par(RoomParams).room_to_open:
            continue
        after = search_sites(
            wanted, t, kind.user_cost_nok_per_min, fixed, moving, has_room, area & allowed & ~has_room, keep, 0,
            int(has_room.sum()) + 1, np.full(n, np.inf), 0.0,
        )  # fmt: skip
        for zone in np.flatnonzero(after & ~has_room):
            served = float(wanted[t[:, zone] < now].sum())
            if served >= kind.opening_users:
                found.append((int(zone), min(served, kind.capacity_users)))
    return found
