"""Services with sites: who uses which unit, what staff it needs, and what its owner decides.

- Use: nearest unit with room, or nearest by quality too, part of it over the net (model/service_use.py).
- Staff: posts wanted by groups and users (model/service_costs.py), less what an owner without room saves, approached a
  share a year; quality = staff found / posts · posts / need.
- Closing: a unit of a private type (shops) closes with a hazard h·min(1, threshold/users)^e, and a higher one when it has
  been under the threshold for longer than its owner's patience (V29: 0.5–3 % a year, mostly the smallest). A unit of a
  public type is considered only after years under the threshold, if there is room for its users elsewhere, and never if
  it is the owner's last in its area; then the council decides with a yearly probability: schools outlive thresholds.
  What a public owner decides is announced, and done later if it still can be. The threshold counts users as they come:
  where visits give way to digital use, a unit has fewer.
- Opening: where users without room or further away than the catchment are enough, the owner adds the site that lowers
  Σ users·minutes·cost + fixed cost + moving cost most (model/kernels/sites.py), if it would serve enough users.
- Merging and moving: model/service_review.py.
- Room: a full unit grows a little each year while somebody in its area has no place, or one too far away; where places
  are a duty, it grows by what is missing at once. A unit with far too much room gives up some of it.

Areas, joint units, merged municipalities: model/cooperation.py. An owner with little room or too much debt
(model/budgets.py) waits less long, closes and merges more often, opens nothing. What owners build is paid here. A unit
that shares the site of another type closes with it.

Left out: waiting, competition beyond nearness and quality, time to build, state support for the last shop. Teachers of a
closed school are not moved with the pupils: they apply for the posts that the receiving school opens.

READS services, firms, persons.age, persons.household_id, persons.place_id, persons.employer_id, persons.status,
persons.left_year, municipalities, region.owner_room, region.joint_units, region.service_unmet, region.cost_min,
region.no_units, region.visiting_days, region.digital_added

WRITES services, firms, persons.employer_id, persons.status, persons.place_id, households.events, region.access,
region.service_users, region.service_unmet, region.accounts, region.flows, region.ledger
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.budgets import RoomParams, may_borrow, staff_share
from model.codes import Owner
from model.cooperation import areas, councils, own_area
from model.employers import set_posts
from model.region import Region
from model.rng import Stream, uniforms
from model.schooling import threshold
from model.service_decisions import (
    Params,
    area_room,
    came,
    can_do_without,
    far_users,
    is_last,
    to_close,
    to_open,
    unit_room,
)
from model.service_review import looks
from model.service_units import (
    UnitParams,
    add_unit_firms,
    calibrate_services,
    clear_use,
    close_units,
    may_open,
    place_initial_sites,
    record_use,
    staff_need,
)
from model.service_use import (
    Use,
    assign,
    in_person,
    minutes_to_sites,
    residents_by_age,
    units_of,
    users_by_type,
)
from model.service_works import announce, enlarge, log, open_unit, review_area

__all__ = ["Params", "add_unit_firms", "calibrate_services", "place_initial_sites", "staff_need", "step"]

_SERVICE_COLUMNS = ("key", "type", "place_id", "municipality_id", "owner", "firm_id", "capacity", "users", "quality")
_FIRM_COLUMNS = (
    *("key", "place_id", "sector", "owner", "founded_year", "size", "base_size", "basic_share", "tertiary_share"),
    *("posts_basic", "posts_upper", "posts_tertiary", "n_staff", "service_id", "is_fixed"),
)
WRITES = (
    *(f"services.{name}" for name in (*_SERVICE_COLUMNS, "staff_factor", "years_under", "opened_year", "closes_year")),
    *(f"firms.{name}" for name in _FIRM_COLUMNS),
    *("services.*new", "firms.*new", "persons.employer_id", "persons.status", "persons.place_id", "households.events"),
    *("region.access", "region.service_users", "region.service_unmet", "region.accounts", "region.flows"),
    "region.ledger",
)
READS = (
    *(f"services.{name}" for name in (*_SERVICE_COLUMNS, "staff_factor", "years_under", "closes_year")),
    *(f"firms.{name}" for name in _FIRM_COLUMNS),
    *("persons.age", "persons.household_id", "persons.place_id", "persons.employer_id", "persons.status"),
    *("persons.left_year", "municipalities.room", "municipalities.debt_nok", "municipalities.revenue_nok"),
    *("municipalities.council_id", "municipalities.place_id", "municipalities.code"),
    *("region.owner_room", "region.joint_units", "region.service_unmet", "region.cost_min"),
    *("region.no_units", "region.visiting_days", "region.digital_added"),
)
_Rows = NDArray[np.int64]
_Array = NDArray[np.float64]
_DRAW_ROOMS = 2  # number of the draw in Stream.SERVICES; 0 is closing, 1 looking at all sites


class Year(NamedTuple):
    """What every owner looks at this year: users [K, Z], share that comes [K, Z], minutes to sites [Z, Z]."""

    year: int
    users: _Array
    visits: _Array
    minutes: _Array


def _staff(region: Region) -> None:
    """Move the size of every unit's employer towards what its users need; quality from the staff found last year."""
    c, f, p = region.services.c, region.firms.c, region.par(Params)
    rows = np.flatnonzero((c.place_id >= 0) & (c.firm_id >= 0))
    firms = c.firm_id[rows].astype(np.int64)
    posts = (f.posts_basic + f.posts_upper + f.posts_tertiary)[firms]
    need = staff_need(region, rows)
    found = np.divide(np.minimum(f.n_staff[firms], posts), posts, out=np.ones(len(rows)), where=posts > 0)
    planned = np.divide(f.size[firms], need, out=np.ones(len(rows)), where=need > 0)
    c.quality[rows] = found * np.minimum(planned, 1.0)
    wanted = need * staff_share(unit_room(region, rows), region.par(RoomParams))
    f.size[firms] += p.staff_adjustment * (wanted - f.size[firms])
    set_posts(region, firms)


# ------------------------------------------------------------------------------------------------ what owners carry out


def _decide_closings(region: Region, type_index: int, year: int) -> bool:
    """Announce or carry out closings. Returns whether a unit closed."""
    c, kind = region.services.c, region.service_types[type_index]
    notice = 0 if kind.owner == Owner.PRIVATE else round(region.par(Params).notice_years)
    done: list[tuple[int, str]] = []
    rows = units_of(region, type_index)
    due = rows[(c.closes_year[rows] > 0) & (c.closes_year[rows] <= year)]
    for row in due[np.lexsort((c.key[due], c.users[due]))].tolist():
        left = np.array([r for r in rows if r != row and r not in dict(done)], np.int64)
        # Where places are a duty the others are enlarged for whoever comes.
        if can_do_without(region, kind, row, left) or (kind.is_duty and not is_last(region, kind, row, left)):
            done.append((row, "as announced"))
        else:
            c.closes_year[row] = 0
            log(region, year, kind, "keeps", "the others have no room any more", int(c.place_id[row]))
    for row, reason in to_close(region, type_index, year):
        if notice > 0:
            announce(region, row, year, reason)
        else:
            done.append((row, reason))
    if kind.sites_with:
        allowed = may_open(region, type_index)
        done += [(int(r), "its host closed") for r in units_of(region, type_index) if not allowed[c.place_id[r]]]
    rows = np.array(sorted(dict(done)), np.int64)
    for row in rows.tolist():
        log(region, year, kind, "closes", dict(done)[row], int(c.place_id[row]), users=float(c.users[row]))
    if rows.size:
        close_units(region, rows)
    return bool(rows.size)


def _review(region: Region, type_index: int, now: Year) -> bool:
    """Merge or move, where the owner of an area looks. Returns whether a site changed."""
    kind, moved = region.service_types[type_index], False
    for area in areas(region, kind):
        if looks(region, type_index, area, partial(area_room, region, kind, area)):
            come = now.users[type_index] * now.visits[type_index]
            moved |= review_area(region, type_index, area, come, now.minutes, now.year)
    return moved


def _resize(region: Region, type_index: int, use: Use, now: Year) -> None:
    """Full units grow while somebody in their area lacks a place; half-empty ones give up rooms."""
    c, kind, p = region.services.c, region.service_types[type_index], region.par(Params)
    rows, year = units_of(region, type_index), now.year
    home, far = region.zones.municipality, far_users(kind, use, now.minutes) > 0.0
    short = np.isin(home, home[far])
    full = rows[short[c.place_id[rows]] & (c.users[rows] >= 0.999 * c.capacity[rows]) & (c.closes_year[rows] == 0)]
    borrow = may_borrow(region.municipalities.c.debt_nok, region.municipalities.c.revenue_nok, region.par(RoomParams))
    can = borrow[councils(region)][c.municipality_id[full]] | (c.owner[full] != Owner.MUNICIPALITY)
    enlarge(region, kind, full[can], p.growth * c.capacity[full[can]], year, "full, and somebody has no place near")
    if kind.place_cost_nok_year <= 0.0:
        return
    empty = rows[(c.users[rows] < (1.0 - p.empty_share) * c.capacity[rows]) & (c.owner[rows] != Owner.PRIVATE)]
    draws = uniforms(region.draws(Stream.SERVICES), c.key[empty], _DRAW_ROOMS)
    for row in empty[draws < p.gives_up_rooms].tolist():
        kept = min(max(c.users[row] * region.par(UnitParams).spare_room, kind.threshold_users), c.capacity[row])
        if kept < c.capacity[row]:
            less = float(c.capacity[row] - kept)
            log(region, year, kind, "gives up rooms", "far more room than users", int(c.place_id[row]), places=less)
            c.capacity[row] = kept


def _fulfil_duty(region: Region, type_index: int, use: Use, now: Year) -> bool:
    """Where places are a duty: make room for who has none, near home if it can be. Returns whether anything changed."""
    kind = region.service_types[type_index]
    if not kind.is_duty or float(use.unmet.sum()) < 0.5:
        return False
    changed = False
    t = np.where(own_area(region, kind), now.minutes, now.minutes + kind.catchment_min)
    for zone in np.flatnonzero(use.unmet > 0.0):
        c, rows = region.services.c, units_of(region, type_index)  # another may have opened
        reach = rows[now.minutes[zone, c.place_id[rows]] <= 2.0 * kind.catchment_min]
        if reach.size:
            row = reach[np.lexsort((c.key[reach], t[zone, c.place_id[reach]]))[:1]]
            enlarge(region, kind, row, use.unmet[[zone]], now.year, "every user has a right to a place")
            changed = True
        elif float(use.unmet[zone]) >= kind.group_size / 2.0:
            open_unit(region, type_index, int(zone), float(use.unmet[zone]), now.year, "no place can be reached")
            changed = True
    return changed


def _note(region: Region, type_index: int, use: Use, before: float, year: int) -> None:
    """Say once when users of a type are left without a place."""
    left = float(use.unmet.sum())
    if left > 0.5 and before <= 0.5:
        has_units = units_of(region, type_index).size > 0
        reason = "not enough room, or none that can be reached" if has_units else "the region has no unit"
        zone = int(np.argmax(use.unmet))
        log(region, year, region.service_types[type_index], "cannot serve", reason, zone, users=left)


def _one_type(region: Region, type_index: int, now: Year) -> Use:
    """Use, then the owners' decisions about one type; returns the use that follows."""
    c, kind = region.services.c, region.service_types[type_index]
    use = assign(region, type_index, now.users[type_index], now.minutes)
    rows = units_of(region, type_index)
    under = came(kind, now.year, c.users[rows].astype(np.float64), region) < threshold(region, kind)
    c.years_under[rows] = np.where(under, c.years_under[rows] + 1, 0)
    changed = _decide_closings(region, type_index, now.year)
    changed |= _review(region, type_index, now)
    opening = to_open(region, type_index, use, now.minutes)
    _resize(region, type_index, use, now)
    for zone, served in opening:
        open_unit(region, type_index, zone, served, now.year, "users without room or too far away")
    if changed or opening:
        use = assign(region, type_index, now.users[type_index], now.minutes)
    if _fulfil_duty(region, type_index, use, now):
        use = assign(region, type_index, now.users[type_index], now.minutes)
    return use


def step(region: Region, year: int) -> None:
    """Use, owners' decisions, access, staff."""
    residents = residents_by_age(region)
    now = Year(year, users_by_type(region), in_person(region, residents, year), minutes_to_sites(region))
    n_types = len(region.service_types)
    known = region.service_unmet.shape == (n_types, region.n_zones)
    before = region.service_unmet.sum(axis=1) if known else np.zeros(n_types)
    clear_use(region)
    for k in sorted(range(n_types), key=lambda k: bool(region.service_types[k].sites_with)):  # hosts first
        use = _one_type(region, k, now)
        _note(region, k, use, float(before[k]), year)
        record_use(region, k, use, now.visits[k])
    _staff(region)
