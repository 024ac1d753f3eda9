"""What is done with service units, by their owners and by instruments: open, enlarge, announce, close, move, review.

Owners decide in model/service_decisions.py and model/service_review.py; model/submodels/services.py calls these functions
once a year, instruments on 1 January. Every one is logged with its reason, and what a public owner builds is paid; so
users, staff, cost and access follow in the same way whoever decides.

A zone may be barred for a type (`region.no_units`): nobody opens a unit of it there while the bar lasts, unless places
are a duty and no other can be reached.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.cooperation import areas, councils
from model.region import Region
from model.service_costs import OWNER_ACCOUNTS, account, cost_shares, line
from model.service_decisions import Params, is_last
from model.service_review import Step, best_step, building_cost, twins
from model.service_units import add_unit_firms, add_units, close_units
from model.service_use import (
    assign,
    in_person,
    minutes_to_sites,
    residents_by_age,
    units_of,
    users_by_type,
)
from model.traits import ServiceType

_Rows = NDArray[np.int64]
_Array = NDArray[np.float64]
_Zones = NDArray[np.bool_]


def log(region: Region, year: int, kind: ServiceType, action: str, reason: str, zone: int, **numbers: Any) -> None:
    """Write what the owner of a unit in a zone does, and why."""
    region.ledger.write(year, kind.id, action, reason, zone=region.zones.ids[zone], **numbers)


def owner_account(region: Region, owner: Owner, zone: int) -> str:
    """Account of an owner of units in a zone; of a municipality the council's."""
    council = int(councils(region)[region.zones.municipality[zone]])
    return account(region, council) if owner == Owner.MUNICIPALITY else OWNER_ACCOUNTS[owner]


def pay_for_building(region: Region, kind: ServiceType, row: int, nok: float) -> None:
    """Book what a public owner builds; public_money adds it to a municipality's debt."""
    c = region.services.c
    owner = Owner(int(c.owner[row]))
    if owner == Owner.PRIVATE or nok <= 0.0:
        return
    payer = owner_account(region, owner, int(c.place_id[row]))
    region.accounts.pay(payer, "outside", nok, f"building: {kind.id}")


def open_unit(region: Region, type_index: int, zone: int, served: float, year: int, reason: str) -> None:
    """Open a unit that would serve so many users, with its staff."""
    kind = region.service_types[type_index]
    unit = add_units(region, type_index, np.array([zone]), max(kind.capacity_users, served), served, year)
    add_unit_firms(region, unit, year)
    region.count("service_openings", np.array([zone]))
    pay_for_building(region, kind, int(unit[0]), kind.moving_cost_nok)
    log(region, year, kind, "opens", reason, zone, users=served)


def enlarge(region: Region, kind: ServiceType, rows: _Rows, added: _Array, year: int, reason: str) -> None:
    """Give units [n] room for more users [n]."""
    c, share = region.services.c, region.par(Params).building_share
    for row, more in zip(rows.tolist(), added.tolist(), strict=True):
        c.capacity[row] += more
        pay_for_building(region, kind, row, share * kind.moving_cost_nok * more / kind.capacity_users)
        log(region, year, kind, "enlarges", reason, int(c.place_id[row]), places=more)


def announce(region: Region, row: int, year: int, reason: str, years: int | None = None, **numbers: Any) -> None:
    """Say that a unit will close after some years, those of its owner's notice if not given."""
    c = region.services.c
    c.closes_year[row] = year + (round(region.par(Params).notice_years) if years is None else years)
    kind, zone, users = region.service_types[c.type[row]], int(c.place_id[row]), float(c.users[row])
    closes = int(c.closes_year[row])
    log(region, year, kind, "announces closing", reason, zone, users=users, closes=closes, **numbers)


def shut(region: Region, row: int, year: int, reason: str) -> None:
    """Close a unit at once, whatever becomes of its users."""
    c = region.services.c
    kind, zone = region.service_types[c.type[row]], int(c.place_id[row])
    log(region, year, kind, "closes", reason, zone, users=float(c.users[row]))
    close_units(region, np.array([row]))


def move_units(region: Region, rows: _Rows, to: int) -> None:
    """Put units [n] in another zone, with their staff."""
    c = region.services.c
    c.place_id[rows] = to
    firms = c.firm_id[rows]
    region.firms.c.place_id[firms[firms >= 0]] = to
    c.municipality_id[rows] = region.zones.municipality[to]


def _move(region: Region, type_index: int, step: Step, year: int) -> None:
    """Carry out a move that an owner has found worth while."""
    c, kind = region.services.c, region.service_types[type_index]
    rows = units_of(region, type_index)
    here = rows[c.place_id[rows] == step.zone]
    move_units(region, here, step.to)
    for row in here.tolist():
        pay_for_building(region, kind, row, kind.moving_cost_nok)
    log(region, year, kind, "moves", "nearer to its users", step.zone, to=region.zones.ids[step.to], nok=step.saving)


def review_area(region: Region, type_index: int, area: _Zones, come: _Array, minutes: _Array, year: int) -> bool:
    """The owner of an area merges or moves units, if it saves. Returns whether a site has changed.

    come: users who come by home zone [Z]; minutes to sites [Z, Z].
    """
    c, kind = region.services.c, region.service_types[type_index]
    pair = twins(region, type_index, area)
    if pair is not None:
        row, other = pair
        lacks = float(c.users[row] + c.users[other] - c.capacity[other])
        if lacks > 0.0:
            enlarge(region, kind, np.array([other]), np.array([lacks]), year, "takes over from the next")
        announce(region, row, year, "merged: two units in one place fit into one")
        return False
    step = best_step(region, type_index, area, come, minutes)
    if step is None:
        return False
    if step.to >= 0:
        _move(region, type_index, step, year)
        return True
    rows = units_of(region, type_index)
    here = rows[c.place_id[rows] == step.zone]
    smallest = int(here[np.lexsort((c.key[here], c.users[here]))[0]])
    announce(region, smallest, year, "merged with the next: costs more than the journeys")
    return False


# -------------------------------------------------------------------------------------------------- for instruments


def type_index(region: Region, service: str) -> int:
    """Row of a service type."""
    return next(k for k, kind in enumerate(region.service_types) if kind.id == service)


def units_in(region: Region, service: int, zone: int) -> _Rows:
    """Rows of the open units of a type in a zone, fewest users first."""
    c, rows = region.services.c, units_of(region, service)
    rows = rows[c.place_id[rows] == zone]
    return np.asarray(rows[np.lexsort((c.key[rows], c.users[rows]))])


def establish(region: Region, service: int, zone: int, room: float, owner: Owner, year: int, policy: str) -> int:
    """Open a unit with room for so many users and the staff that those who come call for; returns its row."""
    unit = add_units(region, service, np.array([zone]), room, 0.0, year)
    region.services.c.owner[unit] = int(owner)
    assign(region, service, users_by_type(region)[service])
    add_unit_firms(region, unit, year)
    region.count("service_openings", np.array([zone]))
    kind, users = region.service_types[service], float(region.services.c.users[unit[0]])
    log(region, year, kind, "opens", policy, zone, users=users, places=room)
    return int(unit[0])


def pay_shared(region: Region, kind: ServiceType, zone: int, nok: float, state_share: float, policy: str) -> None:
    """Book what a policy builds: the state's share, and the rest on those who bear the type's cost."""
    bearer = owner_account(region, kind.owner, zone)
    municipality = owner_account(region, Owner.MUNICIPALITY, zone)
    if state_share > 0.0:
        region.accounts.pay("state", "outside", state_share * nok, f"building: {kind.id}", policy)
    for name, share in cost_shares(kind, bearer).items():
        if name == "households":  # who uses it pays for its use, not for the house
            name = bearer
        payer = municipality if name == "municipality" else name
        region.accounts.pay(payer, "outside", (1.0 - state_share) * share * nok, f"building: {kind.id}", policy)


def choose_to_close(region: Region, service: int, zone: int) -> tuple[int, float] | None:
    """The unit that the owner of a zone's area can best do without, and what that saves, NOK a year; None = none.

    Saved is what a site costs before its first user, less what journeys get longer and what the owner's other units in
    the area must be enlarged by, who comes from those already announced counted; what others own there is not counted on.
    """
    c, kind = region.services.c, region.service_types[service]
    area = next(a for a in areas(region, kind) if a[zone])
    rows = units_of(region, service)
    rows = rows[area[c.place_id[rows]] & (c.owner[rows] == int(kind.owner))]
    is_doomed = c.closes_year[rows] > 0
    coming, rows = float(c.users[rows[is_doomed]].sum()), rows[~is_doomed]
    share = in_person(region, residents_by_age(region), region.year)[service]
    come = np.where(area, users_by_type(region)[service] * share, 0.0)
    t, fixed, spare = minutes_to_sites(region), line(region, kind)[0], c.capacity - c.users
    best: tuple[int, float] | None = None
    for row in rows[np.lexsort((c.key[rows], c.users[rows]))].tolist():
        left = rows[rows != row]
        if left.size == 0 or (kind.is_statutory and is_last(region, kind, row, left)):
            continue
        now, then = (t[:, c.place_id[sites]].min(axis=1) for sites in (rows, left))
        lacks = max(coming + float(c.users[row] - spare[left].sum()), 0.0)
        lacks -= max(coming - float(spare[rows].sum()), 0.0)
        saving = fixed - kind.user_cost_nok_per_min * float(come @ (then - now))
        saving -= building_cost(region, service) * lacks
        if best is None or saving > best[1]:
            best = row, saving
    return best


def review_of(region: Region, members: NDArray[np.int64], year: int) -> None:
    """The councils of municipalities [n] look at all their sites, and merge or move what saves."""
    share, users = in_person(region, residents_by_age(region), year), users_by_type(region)
    minutes = minutes_to_sites(region)
    mine = np.isin(region.zones.municipality, members)
    for k, kind in enumerate(region.service_types):
        if kind.owner == Owner.MUNICIPALITY:
            for area in areas(region, kind):
                if (area & mine).any():
                    review_area(region, k, area, users[k] * share[k], minutes, year)


def set_bar(region: Region, service: str, zone: int, is_barred: bool) -> None:
    """Bar a zone for units of a type, or lift the bar."""
    bar = region.no_units.setdefault(service, np.zeros(region.n_zones, bool))
    bar[zone] = is_barred
