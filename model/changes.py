"""Bookkeeping of households that several submodels share: who lives where after a death, a union, a move.

The rules of a row that is gone are in `agents.py`: a dissolved household has no members, place −1 and no dwelling, and
its dwelling is offered. Rows stay until the year's end, so row numbers are stable during the year. None of these
functions counts a flow, except `leave_region`.

A submodel changes `persons.household_id` through `leave_household`, `join_household` or `merge_households`, and ends
with `dissolve_empty`, which counts members anew: `n_members`, `n_children` and `ref_id` are right only after that (or
after `recount`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import DwellingState, Leaving, Vacancy

if TYPE_CHECKING:
    from model.region import Region

Rows = NDArray[np.int64]


@njit(cache=True, nogil=True)
def _recount(household: Any, age: Any, key: Any, n_members: Any, n_children: Any, ref: Any) -> None:
    """Members, minors and oldest member (ties: smaller key) of every household; persons [n], households [m]."""
    n_members[:] = 0
    n_children[:] = 0
    ref[:] = -1
    oldest = np.full(ref.size, -1, np.int16)  # held here, not looked up by `ref`: half of the time
    for i in range(household.size):
        h = household[i]
        if h < 0:
            continue
        a = age[i]
        n_members[h] += 1
        n_children[h] += a < 18
        if a > oldest[h] or (a == oldest[h] and key[i] < key[ref[h]]):
            ref[h] = i
            oldest[h] = a


def recount(region: Region) -> None:
    """Set `n_members`, `n_children` (under 18) and `ref_id` of every household from `persons.household_id`.

    The reference person is the oldest adult, or without adults the oldest member, which is in both cases the oldest
    member; ties go to the smaller key. A household without members gets 0, 0 and −1.
    """
    p, h = region.persons.c, region.households.c
    _recount(p.household_id, p.age, p.key, h.n_members, h.n_children, h.ref_id)


@njit(cache=True, nogil=True)
def _settled(household: Any, age: Any, key: Any, leaving: Any, n_households: Any) -> Any:
    ref = np.full(n_households, -1, np.int64)
    oldest = np.full(n_households, -1, np.int16)
    for i in range(household.size):
        h = household[i]
        if h < 0 or leaving[i] == Leaving.SEPARATION:
            continue
        a = age[i]
        if a > oldest[h] or (a == oldest[h] and key[i] < key[ref[h]]):
            ref[h] = i
            oldest[h] = a
    return ref


def settled_refs(region: Region) -> Rows:
    """Person who heads each household [n] once those who wait to leave after a separation are gone; −1 = nobody."""
    p = region.persons.c
    return np.asarray(_settled(p.household_id, p.age, p.key, p.leaving, region.households.n))


@njit(cache=True, nogil=True)
def _in_care_home(household: Any, service: Any) -> Any:
    out = np.zeros(household.size, np.bool_)
    for i in range(household.size):
        out[i] = household[i] >= 0 and service[household[i]] >= 0
    return out


def in_care_home(region: Region) -> NDArray[np.bool_]:
    """Residents who live in the collective household of a service unit [n]."""
    return np.asarray(_in_care_home(region.persons.c.household_id, region.households.c.service_id))


def is_private(region: Region) -> NDArray[np.bool_]:
    """Households that are lived in and are no care homes [n]."""
    h = region.households.c
    return np.asarray((h.n_members > 0) & (h.service_id < 0))


def parent_place(region: Region, persons: Rows) -> Rows:
    """Place of the mother of persons [n], of the father where she is dead or unknown; −1 = neither is known, or nobody.

    A person −1 has no parents.
    """
    p = region.persons.c
    parent = np.where(p.mother_id[persons] >= 0, p.mother_id[persons], p.father_id[persons])
    known = (persons >= 0) & (parent >= 0)
    return np.where(known, p.place_id[np.where(known, parent, 0)], -1).astype(np.int64)


def leave_household(region: Region, persons: Rows) -> None:
    """Take persons [n] out of their households: `household_id` −1, nothing else.

    The caller sets where they are now (`place_id`), or puts them in a household at once with `join_household`.
    """
    region.persons.c.household_id[persons] = -1


def join_household(region: Region, persons: Rows, household: int | Rows) -> None:
    """Put persons [n] into a household, or into households [n]; they live in its place from now on."""
    p = region.persons.c
    p.household_id[persons] = household
    p.place_id[persons] = region.households.c.place_id[household]


@njit(cache=True, nogil=True)
def _members_of(household: Any, mark: Any) -> Any:
    """Rows of persons [n] whose household has a mark of 0 or more [households]."""
    out = np.empty(household.size, np.int64)
    n = 0
    for i in range(household.size):
        if household[i] >= 0 and mark[household[i]] >= 0:
            out[n] = i
            n += 1
    return out[:n]


def merge_households(region: Region, gone: Rows, into: Rows) -> None:
    """Move all members of household gone[k] into household into[k] [n].

    A household may appear once in `gone` and never in `gone` and `into` both. The emptied households stay until
    `dissolve_empty`.
    """
    p = region.persons.c
    target = np.full(region.households.n, -1, np.int64)
    target[gone] = into
    moved = _members_of(p.household_id, target)
    join_household(region, moved, target[p.household_id[moved]])


def free_dwellings(region: Region, households: Rows, year: int) -> None:
    """Offer the dwellings of households [n]: state OFFERED, nobody in it, empty since `year`.

    The households keep their place and have no dwelling. Households without one are left alone.
    """
    h, d = region.households.c, region.dwellings.c
    homes = h.dwelling_id[households]
    homes = homes[homes >= 0]
    d.household_id[homes] = -1
    d.state[homes] = DwellingState.OFFERED
    d.empty_since[homes] = year
    d.chain[homes] = Vacancy.VACATED
    h.dwelling_id[households] = -1


def fill_dwellings(region: Region, homes: Rows, freed: Rows) -> None:
    """Carry chains of moves on: who takes homes [n] frees homes `freed` [n], −1 where the chain ends.

    Counts `chain_moves` and `chain_ends` by cause, in the zone of the home taken; a freed home inherits the cause.
    """
    d = region.dwellings.c
    for cause in Vacancy:
        mine = d.chain[homes] == cause
        region.count(f"chain_moves:{cause.name.lower()}", d.place_id[homes[mine]])
        region.count(f"chain_ends:{cause.name.lower()}", d.place_id[homes[mine & (freed < 0)]])
    goes_on = freed >= 0
    d.chain[freed[goes_on]] = d.chain[homes[goes_on]]


def dissolve_empty(region: Region, year: int) -> Rows:
    """Count members anew and dissolve the households that have none: dwelling offered, place −1.

    A care home that nobody lives in any more is a household again when somebody moves in. Returns the rows of the
    households dissolved [n].
    """
    recount(region)
    h = region.households.c
    empty = np.flatnonzero((h.n_members == 0) & (h.place_id >= 0))
    free_dwellings(region, empty, year)
    h.place_id[empty] = -1
    h.service_id[empty] = -1
    return empty


def part(region: Region, persons: Rows) -> Rows:
    """End the unions and marriages of persons [n] on both sides. Returns the former partners [n], −1 = had none."""
    p = region.persons.c
    partners = p.partner_id[persons].astype(np.int64)
    for rows in (partners[partners >= 0], persons):
        p.partner_id[rows] = -1
        p.is_married[rows] = False
    return partners


def leave_region(region: Region, persons: Rows, places: int | Rows, year: int) -> None:
    """Make residents [n] former residents in places outside (Z … P−1; one, or [n]); counts `moves_out` and transfers.

    `moves_out:origin:` is where they grew up; who grew up here counts as returner, for that is how they may come in again.

    Sets household −1, place, `left_year` and leaving NO. Partners who do not go along, jobs and status are the
    caller's to settle; call `dissolve_empty` afterwards.
    """
    p = region.persons.c
    places = np.broadcast_to(np.asarray(places, np.int64), persons.shape)
    region.count("moves_out", p.place_id[persons])
    grew_up = np.maximum(p.origin_place_id[persons] - region.n_zones, -1)  # index of the place outside, −1 = here
    is_abroad = (grew_up >= 0) & region.outside.is_abroad[grew_up]
    for origin, who in (("returner", grew_up < 0), ("abroad", is_abroad), ("domestic", (grew_up >= 0) & ~is_abroad)):
        region.count(f"moves_out:origin:{origin}", p.place_id[persons[who]])
    region.transfer("population", places - region.n_zones, np.ones(persons.size))
    leave_household(region, persons)
    p.place_id[persons] = places
    p.left_year[persons] = year
    p.leaving[persons] = Leaving.NO
