"""What a service unit costs and what staff it needs, from the bottom: groups, posts, premises, purchases.

    posts(n) = max(least, groups(n)·posts per group + n / users per post),  n users
    groups(n) = max(n/g, min(grades, n/g + 2)),  g users in a full group: a small school has up to two half-empty classes
    cost of a unit = posts·wage·full-time share·(1 + employer's share) + room·premises + n·purchases + fixed

Site choice needs a straight line: C(n) ≈ a + b·n through the type's threshold and the room of a new unit; a is what is
saved when a unit closes and its users go elsewhere.

Who pays: the owner bears the cost and gets from each of the type's payers its share. A municipality bears the cost of
what its residents use, wherever the unit lies; of a private unit of a public type (a private school) the state bears
what the owner of a public one would.

Open posts cost as much as filled ones: temporary staff and overtime cover for them, so a shortage of staff saves nothing.

Left out: dearer temporary staff, sick leave, ages of buildings, transport of pupils.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.labour import Params as WorkParams
from model.parameters import par, parameters
from model.region import Region
from model.traits import ServiceType

_Array = NDArray[np.float64]
OWNER_ACCOUNTS = {
    Owner.PRIVATE: "private",
    Owner.COUNTY: "county",
    Owner.STATE: "state",
    Owner.HEALTH_TRUST: "health_trust",
}
MUNICIPALITY = "municipality"


def account(region: Region, municipality: int) -> str:
    """Name of the account of a municipality (row)."""
    if region.data is not None and municipality < len(region.data.municipalities):
        return f"{MUNICIPALITY}:{region.data.municipalities[municipality].code}"
    return f"{MUNICIPALITY}:{region.municipalities.c.code[municipality]}"


@parameters("service_costs")
class Params(NamedTuple):
    """What a post costs, and how small schools are divided."""

    employer_share: float = par(
        0.25, unit="share of wage", low=0.15, high=0.32, source="assumption", note="payroll tax and pension"
    )
    full_time_share: float = par(
        0.85, unit="man-years per post", low=0.75, high=1.0, source="assumption", note="posts are main jobs of any size"
    )
    spare_groups: float = par(
        2.0, unit="groups", low=1.0, high=3.0, source="assumption", note="half-empty classes of a small school"
    )


def groups(kind: ServiceType, users: Any, spare: float) -> Any:
    """Groups (classes) of a unit with `users`; 0 for types without."""
    users = np.asarray(users, np.float64)
    if kind.group_size <= 0.0:
        return np.zeros_like(users)
    full = users / kind.group_size
    return np.where(users > 0, np.maximum(full, np.minimum(float(kind.grades), full + spare)), 0.0)


def norm_posts(region: Region, kind: ServiceType, users: Any) -> Any:
    """Posts that a unit of the type with `users` needs."""
    need = groups(kind, users, region.par(Params).spare_groups) * kind.posts_per_group
    return np.maximum(need + np.asarray(users) / kind.users_per_staff, kind.min_staff)


def post_cost(region: Region, kind: ServiceType) -> float:
    """What a post of the type costs its owner, NOK a year."""
    work, p = region.par(WorkParams), region.par(Params)
    skills = (work.skill_basic, 1.0, work.skill_tertiary)
    wage = next(s.wage_nok_year for s in region.sectors if s.id == kind.sector)
    mean = sum(share * skill for share, skill in zip(kind.skill_mix, skills, strict=True))
    return float(wage * mean * p.full_time_share * (1.0 + p.employer_share))


def norm_cost(region: Region, kind: ServiceType, users: float, capacity: float) -> float:
    """What a unit with all its staff costs, NOK a year."""
    posts = float(norm_posts(region, kind, users))
    own = kind.fixed_cost_nok_year + capacity * kind.place_cost_nok_year + users * kind.cost_per_user_nok_year
    return own + posts * post_cost(region, kind)


def line(region: Region, kind: ServiceType) -> tuple[float, float]:
    """Constant and slope of C(n) ≈ a + b·n, NOK a year and NOK per user and year; the room is what the users need."""
    few, many = kind.threshold_users, max(kind.capacity_users, 2.0 * kind.threshold_users)
    low, high = (norm_cost(region, kind, n, n) for n in (few, many))
    slope = (high - low) / (many - few)
    return max(low - slope * few, kind.fixed_cost_nok_year), slope


def unit_costs(region: Region) -> _Array:
    """Cost of every unit, NOK a year [units]; 0 for those that are closed."""
    c, kinds = region.services.c, region.service_types
    column = {
        name: np.array([getattr(kind, name) for kind in kinds])[c.type]
        for name in ("fixed_cost_nok_year", "place_cost_nok_year", "cost_per_user_nok_year")
    }
    cost = column["fixed_cost_nok_year"] + column["place_cost_nok_year"] * c.capacity
    cost = cost + column["cost_per_user_nok_year"] * c.users + staff_costs(region)
    return np.where(c.place_id >= 0, cost, 0.0)


def staff_costs(region: Region) -> _Array:
    """Wages and what comes on top, of every unit, NOK a year [units]."""
    c, f = region.services.c, region.firms.c
    per_post = np.array([post_cost(region, kind) for kind in region.service_types])[c.type]
    cost = np.zeros(c.type.size)
    rows = np.flatnonzero(c.firm_id >= 0)
    firms = c.firm_id[rows]
    cost[rows] = per_post[rows] * f.size[firms] * f.wage_factor[firms]
    return cost


def cost_shares(kind: ServiceType, bearer: str) -> dict[str, float]:
    """Share of a type's cost by account; `bearer` is that of the owner, who bears what is left. Adds up to 1."""
    shares = dict(kind.payers)
    rest = 1.0 - sum(shares.values())
    if rest > 1e-9:
        shares[bearer] = shares.get(bearer, 0.0) + rest
    return shares


class Bill(NamedTuple):
    """Who pays what a type costs: accounts other than municipalities, NOK by account; municipalities, NOK [M]."""

    cost: float
    accounts: dict[str, float]
    municipalities: _Array


def bills(region: Region, costs: _Array | None = None) -> list[Bill]:
    """Who pays for every type [K]; the parts of a bill add up to its cost."""
    c, n = region.services.c, region.municipalities.n
    costs = unit_costs(region) if costs is None else costs
    found = []
    for k, kind in enumerate(region.service_types):
        rows = np.flatnonzero((c.place_id >= 0) & (c.type == k))
        public, private = rows, rows[:0]
        if kind.owner != Owner.PRIVATE:
            public, private = rows[c.owner[rows] != Owner.PRIVATE], rows[c.owner[rows] == Owner.PRIVATE]
        accounts: dict[str, float] = {}
        borne = np.zeros(n)
        for part, owner in ((public, kind.owner), (private, Owner.STATE)):
            at = np.bincount(c.municipality_id[part], weights=costs[part], minlength=n)
            bearer = MUNICIPALITY if owner == Owner.MUNICIPALITY else OWNER_ACCOUNTS[owner]
            for name, share in cost_shares(kind, bearer).items():
                if name == MUNICIPALITY:
                    borne += _by_users(region, k, share * at)
                else:
                    accounts[name] = accounts.get(name, 0.0) + share * float(at.sum())
        found.append(Bill(float(costs[rows].sum()), accounts, borne))
    return found


def _by_users(region: Region, k: int, cost: NDArray[np.floating[Any]]) -> _Array:
    """Cost of units by municipality [M] on the municipalities that their users live in [M]; without users where it lies."""
    if region.service_users.shape[0] <= k:
        return np.asarray(cost, np.float64)
    flow = region.service_users[k]  # home, unit
    total = flow.sum(axis=0)
    share = np.divide(flow, total, out=np.eye(len(cost)), where=total > 0)
    return np.asarray(share @ cost)
