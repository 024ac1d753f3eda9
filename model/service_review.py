"""Owners look at all their sites at once: which to merge, which to move.

Now and then (more often with little room to act, model/budgets.py) an owner looks for the one step, dropping a site or
moving it, that lowers users' minutes + what sites cost + what moving and building room cost most (model/kernels/sites.py),
from today's sites. It is taken if it saves more than `hurdle` of what a site costs before its first user.

A public owner may drop a site (its users go to the next one, which is enlarged where the type is a duty) but keeps one in
each area that must have one; a private owner only moves. Units of a public owner in one zone that fit into one merge.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.kernels.sites import search_sites, travel_cost
from model.parameters import par, parameters
from model.region import Region
from model.rng import Kind, Stream, derive, text_key, uniform
from model.service_costs import line
from model.service_units import UnitParams, may_open, must_keep_one
from model.service_use import by_zone, units_of

_Array = NDArray[np.float64]
_Zones = NDArray[np.bool_]
_DRAW = 1  # number of the draw in Stream.SERVICES; 0 is closing, 2 giving up rooms


@parameters("service_review")
class Params(NamedTuple):
    """How often owners look, and what makes it worth while."""

    usual: float = par(0.01, unit="per year, type and owner", low=0.0, high=0.05, source="assumption")
    without_room: float = par(
        0.15, unit="per year, type and owner", low=0.05, high=0.4, source="assumption", note="of an owner without room"
    )
    hurdle: float = par(
        0.25, unit="share of what a site costs", low=0.0, high=1.0, source="assumption", note="below it all stays"
    )


class Step(NamedTuple):
    """A site (zone) that is given up, the zone it moves to (−1: merged with the next), and the saving, NOK a year."""

    zone: int
    to: int
    saving: float


def looks(region: Region, type_index: int, area: _Zones, room: Callable[[], float]) -> bool:
    """Whether the owner of an area looks at its sites of a type this year; `room` is asked for only if it can matter."""
    p = region.par(Params)
    name = np.uint64(text_key(region.service_types[type_index].id))
    key = derive(region.zones.keys[int(np.argmax(area))], int(Kind.SERVICE), name)
    u = float(uniform(region.draws(Stream.SERVICES), np.uint64(key), _DRAW))
    return u < max(p.usual, p.without_room) and u < p.usual + (1.0 - room()) * (p.without_room - p.usual)


def building_cost(region: Region, type_index: int) -> float:
    """What room for one more user costs, NOK a year."""
    kind = region.service_types[type_index]
    built = region.par(UnitParams).moving_charge * kind.moving_cost_nok / kind.capacity_users
    return float(built + kind.place_cost_nok_year)


def best_step(region: Region, type_index: int, area: _Zones, weight: _Array, t: _Array) -> Step | None:
    """The merger or move that saves most in an area, or None. `weight`: users who come [Z]; t: minutes [Z, Z]."""
    kind, n, c = region.service_types[type_index], region.n_zones, region.services.c
    rows = units_of(region, type_index)
    rows = rows[area[c.place_id[rows]]]
    room = by_zone(region, rows, c.capacity[rows])
    start = room > 0
    # A closing is decided once, and what others own is theirs (a private school).
    held = by_zone(region, rows, (c.closes_year[rows] > 0) | (c.owner[rows] != kind.owner)) > 0
    n_open = int(start.sum())
    least = n_open if kind.owner == Owner.PRIVATE else int(must_keep_one(kind) or kind.is_statutory)
    # A home that people live in is not moved; it may be given up, and its residents find places elsewhere.
    allowed = np.zeros(n, bool) if kind.is_residential else area & may_open(region, type_index)
    if n_open == 0 or (n_open == least and not (allowed & ~start).any()):
        return None
    local, fixed = np.where(area, weight, 0.0), np.full(n, line(region, kind)[0])
    moving = region.par(UnitParams).moving_charge * kind.moving_cost_nok
    extra = building_cost(region, type_index)
    after = search_sites(
        local, t, kind.user_cost_nok_per_min, fixed, moving, start, allowed, start & ~held,
        least, n_open, np.where(start, room, kind.capacity_users), extra, 1,
    )  # fmt: skip
    gone, new = np.flatnonzero(start & ~after), np.flatnonzero(after & ~start)
    if gone.size == 0:
        return None
    travel = travel_cost(local, t, start) - travel_cost(local, t, after)
    saving = kind.user_cost_nok_per_min * travel + (fixed[0] if new.size == 0 else -moving)
    if saving < region.par(Params).hurdle * fixed[0]:
        return None
    return Step(int(gone[0]), int(new[0]) if new.size else -1, float(saving))


def twins(region: Region, type_index: int, area: _Zones) -> tuple[int, int] | None:
    """Two units of a public owner in one zone that fit into one: the row that closes (smaller), the row that stays."""
    kind, c = region.service_types[type_index], region.services.c
    rows = units_of(region, type_index)
    rows = rows[area[c.place_id[rows]] & (c.owner[rows] == kind.owner) & (c.closes_year[rows] == 0)]
    order = rows[np.lexsort((c.key[rows], c.users[rows], c.place_id[rows]))]
    for small, other in pairwise(order):
        fits = float(c.users[small] + c.users[other]) <= max(float(c.capacity[other]), kind.capacity_users)
        if kind.owner != Owner.PRIVATE and c.place_id[small] == c.place_id[other] and fits:
            return int(small), int(other)
    return None
