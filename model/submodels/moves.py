"""Moves: where everybody who asks goes, in one queue with one keyed priority for all.

Who asks: households that consider moving (relocation), people who want a household of their own (leaving home, after a
separation, back from studies), and candidates from outside who would come and have the post they need. All choose by the
utility of `residential.py` among staying, every open (zone, type, tenure), plots to build on, and the places outside.

The queue runs in four quarters; a unit belongs to one by key and ranks what is offered when it opens. A home that is
taken is gone, the next in the ranking is tried; homes freed in a quarter are offered in the next. Who still waits in
temporary housing after a separation tries again, with the same noise, in each later quarter and next year. Who leaves
the region vacates the post the same day and stays in the register. A candidate who finds nothing better than where he
lives does not come, and the post reopens.

What the choice is worth to them (the logsum of kernels/choice.py) is kept for residents' households that ask, when the
first quarter opens and for those that choose in it: a keyed quarter of them, the same in twins.

Refugees for whom a municipality has found homes move into them before the queue opens.

Leaves out: a provisional hire who commutes in for a while (understates in-commuting after a hire), chains of sales that
must close together, renting out rooms.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.arrivals import found_households, settle_candidates
from model.changes import dissolve_empty, fill_dwellings, free_dwellings, join_household, leave_region, part
from model.codes import DwellingState, DwellingType, Leaving, Status
from model.kernels.choice import STAY, logsums, run_queue
from model.kernels.family import minors_along
from model.kernels.matching import deal
from model.labour import PENSION_AGE
from model.movers import CANDIDATE, LEAVER, RESIDENT, Units, children_along, everybody, still_asks
from model.region import Candidates, Region
from model.residential import AGE_GROUP_STARTS, ChoiceSet, choice_set, places, start_homes, terms
from model.residential import Params as Location
from model.rng import Kind, Stream, derive_all, uniforms

READS = ("persons.*", "households.*", "dwellings.*", "firms.place_id", "region.*")
WRITES = (
    "persons.household_id",
    "persons.place_id",
    "persons.employer_id",
    "persons.status",
    "persons.left_year",
    "persons.leaving",
    "persons.partner_id",
    "persons.is_married",
    "persons.wage_nok_year",
    "persons.hired_year",
    "persons.hire_source",
    "persons.post_skill",
    "persons.n_births",
    "persons.settled_year",
    "persons.*new",
    "households.*",
    "dwellings.state",
    "dwellings.household_id",
    "dwellings.empty_since",
    "dwellings.chain",
    "dwellings.*new",
    "region.flows",
    "region.transfers",
    "region.plots",
    "region.base",
    "region.logsum",
)
N_QUARTERS = 4


def _take_homes(
    region: Region, chosen: ChoiceSet, units: Units, order: NDArray[np.int64], choice: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who of `order` got which dwelling: within an offer, each takes the home that its own draw ranks highest."""
    offer = np.where(choice < chosen.n_homes, choice, -1)
    item = deal(
        offer, units.choosers.key[order], chosen.start, region.dwellings.c.key[chosen.rows], region.draws(Stream.QUEUE)
    )
    got = item >= 0
    home = chosen.rows[item[got]]
    region.dwellings.c.state[home] = DwellingState.OCCUPIED
    return order[got], home


def _settle_households(
    region: Region, unit: NDArray[np.int64], home: NDArray[np.int64], units: Units, year: int
) -> None:
    """Households that live here move to their new homes."""
    h, d, c = region.households.c, region.dwellings.c, region.persons.c
    rows = units.row[unit]
    region.count("relocations", h.place_id[rows])
    region.count("moves_within", h.place_id[rows], h.n_members[rows])
    old = h.dwelling_id[rows].astype(np.int64)
    free_dwellings(region, rows, year)
    fill_dwellings(region, home, old)
    _count_downsizing(region, rows, old, home)
    d.household_id[home] = rows
    h.dwelling_id[rows], h.place_id[rows] = home, d.place_id[home]
    h.tenure[rows], h.moved_year[rows] = d.tenure[home], year
    moved = np.zeros(region.households.n, bool)
    moved[rows] = True
    members = np.flatnonzero((c.household_id >= 0) & moved[c.household_id])
    c.place_id[members] = h.place_id[c.household_id[members]]


def _count_downsizing(region: Region, rows: NDArray[np.int64], old: NDArray[np.int64], home: NDArray[np.int64]) -> None:
    """Family houses that households of the old left for a home of another type."""
    d, h = region.dwellings.c, region.households.c
    left = (old >= 0) & (d.type[old] == DwellingType.DETACHED) & (d.type[home] != DwellingType.DETACHED)
    left &= region.persons.c.age[h.ref_id[rows]] >= PENSION_AGE
    region.count("family_homes_freed_by_old", d.place_id[old[left]])


_LEAVING_KIND = {
    Leaving.HOME: Kind.HOUSEHOLD_LEAVING_HOME,
    Leaving.SEPARATION: Kind.HOUSEHOLD_SEPARATION,
    Leaving.GRADUATION: Kind.HOUSEHOLD_STUDENT,
}


def _settle_leavers(region: Region, unit: NDArray[np.int64], home: NDArray[np.int64], units: Units, year: int) -> None:
    """People found households of their own."""
    c = region.persons.c
    rows, partner = units.row[unit], units.partner[unit]
    kinds = np.array([int(_LEAVING_KIND.get(Leaving(code), 0)) for code in range(len(Leaving))])
    keys = np.empty(rows.size, np.uint64)
    for kind in np.unique(c.leaving[rows]):
        mine = c.leaving[rows] == kind
        keys[mine] = derive_all(c.key[rows[mine]], kinds[kind], np.full(mine.sum(), year))
    children, whose = children_along(region, rows, partner)
    region.count("moves_within", c.place_id[rows])
    region.count("moves_within", c.place_id[partner[partner >= 0]])
    region.count("moves_within", c.place_id[children])
    new = found_households(region, keys, home, year)
    join_household(region, rows, new)
    join_household(region, partner[partner >= 0], new[partner >= 0])
    join_household(region, children, new[whose])
    c.leaving[rows] = Leaving.NO
    c.leaving[partner[partner >= 0]] = Leaving.NO


def _leave_region(region: Region, unit: NDArray[np.int64], outside: NDArray[np.int64], units: Units, year: int) -> None:
    """Units that chose a place outside become former residents and vacate their posts the same day."""
    if unit.size == 0:
        return
    c = region.persons.c
    target = np.full(region.persons.n, -1)
    kind, row = units.kind[unit], units.row[unit]
    place = region.n_zones + outside
    if (kind == RESIDENT).any():
        _take_households(region, row[kind == RESIDENT], place[kind == RESIDENT], target)
    leaver = kind == LEAVER
    if leaver.any():
        rows, partner = row[leaver], units.partner[unit[leaver]]
        target[rows] = place[leaver]
        target[partner[partner >= 0]] = place[leaver][partner >= 0]
        children, whose = children_along(region, rows, partner)
        target[children] = place[leaver][whose]
    going = np.flatnonzero(target >= 0)
    partners = c.partner_id[going]
    stays = (partners >= 0) & (target[partners] < 0)
    part(region, going[stays])
    had_job = going[c.employer_id[going] >= 0]
    region.transfer("employed", target[had_job] - region.n_zones, np.ones(had_job.size))
    leave_region(region, going, target[going], year)
    c.employer_id[going] = -1
    works = np.isin(c.status[going], (Status.UNEMPLOYED, Status.EMPLOYED, Status.STUDENT))
    c.status[going[works]] = Status.EMPLOYED


def _take_households(
    region: Region, households: NDArray[np.int64], place: NDArray[np.int64], target: NDArray[np.int64]
) -> None:
    """Set the place outside where members of households [n] go, in `target` [persons]."""
    c = region.persons.c
    by_household = np.full(region.households.n + 1, -1)  # the last entry is for who has no household
    by_household[households] = place
    target[:] = by_household[c.household_id]
    # A member who waits for a home of his own after a separation is not taken along, nor are the children who go with him.
    waits = (c.leaving == Leaving.SEPARATION) & (target >= 0)
    if waits.any():
        minors, _ = minors_along(c.household_id, c.age, c.mother_id, c.father_id, c.is_with_father, waits)
        target[waits] = target[minors] = -1


def _start_building(region: Region, unit: NDArray[np.int64], zone: NDArray[np.int64], units: Units, year: int) -> None:
    """Households that chose a plot start a house and live on where they are until it is ready."""
    rows = units.row[unit]
    np.add.at(region.plots, zone, -1)
    keys = derive_all(region.households.c.key[rows], Kind.DWELLING, np.full(rows.size, year))
    start_homes(region, zone, DwellingType.DETACHED, year + region.build_years, keys, rows)


def _keep_logsums(region: Region, units: Units, chooses: NDArray[np.bool_]) -> None:
    """Sum and number of the logsums of residents' households among units [N], by zone and age group."""
    mine = np.flatnonzero(chooses & (units.kind == RESIDENT))
    offers = choice_set(region, region.plots, region.build_cost_nok).offers
    taste = region.persistent_draws(Stream.TASTE)
    worth = logsums(terms(region.par(Location)), places(region), offers, units.choosers, mine, taste)
    n_groups = len(AGE_GROUP_STARTS)
    cell = units.choosers.home[mine] * n_groups + units.choosers.group[mine]
    size = region.n_zones * n_groups
    sums, number = np.bincount(cell, weights=worth, minlength=size), np.bincount(cell, minlength=size)
    region.logsum = np.stack([sums, number.astype(np.float64)]).reshape(2, region.n_zones, n_groups)


def _quarter(region: Region, units: Units, order: NDArray[np.int64], cand: Candidates, year: int) -> NDArray[np.int64]:
    """One quarter: rank, choose, settle. Returns the units that stayed."""
    q = region.par(Location)
    order = order[still_asks(region, units)[order]]
    chosen = choice_set(region, region.plots, region.build_cost_nok)
    n_offers = chosen.offers.zone.size
    choice = run_queue(
        terms(q),
        places(region),
        chosen.offers,
        units.choosers,
        order,
        True,
        region.draws(Stream.LOCATION),
        region.draws(Stream.NEST),
        region.persistent_draws(Stream.TASTE),
    )
    plot = (choice >= chosen.n_homes) & (choice < n_offers)
    _start_building(region, order[plot], chosen.offers.zone[choice[plot]], units, year)
    unit, home = _take_homes(region, chosen, units, order, choice)
    kind = units.kind[unit]
    outside = choice >= n_offers
    # Who has found a home of his own goes his way before the household that he leaves goes its own.
    _settle_leavers(region, unit[kind == LEAVER], home[kind == LEAVER], units, year)
    for who in (LEAVER, RESIDENT):
        goes = outside & (units.kind[order] == who)
        _leave_region(region, order[goes], choice[goes] - n_offers, units, year)
    _settle_households(region, unit[kind == RESIDENT], home[kind == RESIDENT], units, year)
    mine = kind == CANDIDATE
    settle_candidates(region, unit[mine], home[mine], units, cand, year)
    dissolve_empty(region, year)
    return order[choice == STAY]


def _settle_agreed(region: Region, units: Units, cand: Candidates, year: int) -> NDArray[np.int64]:
    """Candidates move into the homes that a municipality has found for them, if they are still free. Returns the units."""
    unit = np.flatnonzero(units.kind == CANDIDATE)
    home = cand.home[units.row[unit]]
    free = (home >= 0) & (region.dwellings.c.state[home] == DwellingState.OFFERED)
    unit, home = unit[free], home[free]
    region.dwellings.c.state[home] = DwellingState.OCCUPIED
    settle_candidates(region, unit, home, units, cand, year)
    return unit


def step(region: Region, year: int) -> None:
    """Everybody who asks, in four quarters."""
    cand = region.candidates
    assert cand is not None, "candidates come before moves"
    units = everybody(region, year, cand)
    u = uniforms(region.draws(Stream.QUEUE), units.choosers.key, 0)
    quarter = np.minimum((u * N_QUARTERS).astype(np.int64), N_QUARTERS - 1)
    priority = np.lexsort((units.choosers.key, u))
    again = np.zeros(u.size, bool)
    if (cand.home >= 0).any():
        quarter[_settle_agreed(region, units, cand, year)] = -1
    _keep_logsums(region, units, quarter == 0)
    for number in range(N_QUARTERS):
        mine = (quarter == number) | again
        stayed = _quarter(region, units, priority[mine[priority]], cand, year)
        again[:] = False
        again[stayed] = units.waits[stayed]
