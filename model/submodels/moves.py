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

Leaves out: a provisional hire who commutes in for a while (understates in-commuting after a hire), chains of sales that
must close together, renting out rooms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.base import TAX_SHARE
from model.changes import (
    dissolve_empty,
    fill_dwellings,
    free_dwellings,
    join_household,
    leave_region,
    parent_place,
    part,
    settled_refs,
)
from model.codes import DwellingState, DwellingType, HireSource, Leaving, MoveOrigin, Status
from model.couples import newcomers_marry
from model.fields import draw
from model.higher_education import field_mix
from model.kernels.choice import STAY, Choosers, logsums, run_queue
from model.kernels.family import adult_child_place, minors_along, youngest_child
from model.kernels.matching import deal
from model.labour import PENSION_AGE, enter
from model.labour import Params as Labour
from model.parameters import par, parameters
from model.region import Candidates, Region
from model.remote import work_code
from model.residential import AGE_GROUP_STARTS, ChoiceSet, age_group, choice_set, inertia, places, start_homes, terms
from model.residential import Params as Location
from model.rng import Kind, Stream, derive_all, uniforms
from model.tenures import Params as Tenures
from model.tenures import log_means, low_income_nok, means_of_candidates, needy_candidates, paid_off, tenure_terms

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
RESIDENT, LEAVER, CANDIDATE = 0, 1, 2
ADULT = 18
NO_CHILD = 99  # age of the youngest child where there is none


@parameters("moves")
class Params(NamedTuple):
    """What staying is worth to those without a home of their own."""

    temporary: float = par(
        -3.0, unit="utility", low=-5.0, high=-1.0, source="assumption", note="temporary housing, after a separation"
    )
    parents_cost: float = par(
        0.10, unit="share of income", low=0.03, high=0.2, source="assumption", note="living with parents"
    )
    min_income_nok: float = par(150_000, unit="NOK/year", low=100_000, high=220_000, source="assumption")


class Units(NamedTuple):
    """Everybody who asks, as one list: residents' households, then leavers, then candidates."""

    kind: NDArray[np.int64]
    row: NDArray[np.int64]  # household, person or candidate
    partner: NDArray[np.int64]  # person who comes along: a leaver's partner, −1 = none
    choosers: Choosers
    waits: NDArray[np.bool_]  # tries again in later quarters


def _households(region: Region, year: int, p: Params, q: Location) -> Units:
    """Households that ask."""
    c, h, d = region.persons.c, region.households.c, region.dwellings.c
    rows = np.flatnonzero(region.asks_to_move & (h.n_members > 0))
    ref = settled_refs(region)[rows]  # who waits to leave after a separation decides for nobody else
    ref = np.where(ref >= 0, ref, h.ref_id[rows]).astype(np.int64)
    home = h.dwelling_id[rows]
    housed = home >= 0
    years = np.maximum(year - h.moved_year[rows], 0)
    worth = inertia(q, years)
    by_tenure, tenure = tenure_terms(region.par(Tenures)), h.tenure[rows]
    floor = np.where(housed, d.floor_m2[home], 50.0).astype(np.float64)
    price = region.price_nok_m2[h.place_id[rows]] * floor
    owned = np.where(housed, price * by_tenure.upfront[tenure], 0.0) * paid_off(c.age[ref])
    income = np.maximum(h.income_nok_year[rows], p.min_income_nok)
    members = h.n_members[rows].astype(np.float64)
    children = youngest_child(c.household_id, c.age, region.households.n)
    return _units(
        region,
        RESIDENT,
        rows,
        ref,
        np.where(c.household_id[c.partner_id[ref]] == rows, c.partner_id[ref], -1),
        members=members,
        child_age=children[rows],
        income=income,
        ties=q.ties * worth,
        stay_value=np.where(housed, (1.0 - q.ties) * worth + by_tenure.constant[tenure], p.temporary),
        stay_log_floor=np.log(floor),
        stay_log_cost=np.log(price * by_tenure.yearly[tenure]),
        stay_accessible=np.where(housed, d.is_accessible[home], False).astype(np.float64),
        may_build=housed & (c.age[ref] < 60),
        owned_nok=owned,
        waits=~housed,
    )


def _leavers(region: Region, p: Params, q: Location) -> Units:
    """People who want a household of their own; partners who both leave are one unit, under the older's name."""
    c = region.persons.c
    leaves = (c.leaving != Leaving.NO) & (c.household_id >= 0)
    rows = np.flatnonzero(leaves)
    partner = c.partner_id[rows].astype(np.int64)
    both = (partner >= 0) & leaves[partner]
    older = c.age[rows] > c.age[partner]
    older |= (c.age[rows] == c.age[partner]) & (c.key[rows] < c.key[partner])
    rows, partner = rows[~both | older], np.where(both, partner, -1)[~both | older]
    wage = c.wage_nok_year[rows] + np.where(partner >= 0, c.wage_nok_year[partner], 0.0)
    income = np.maximum(wage * (1.0 - TAX_SHARE), p.min_income_nok * np.where(partner >= 0, 1.5, 1.0))
    children, whose = _children_along(region, rows, partner)
    members = 1.0 + (partner >= 0) + np.bincount(whose, minlength=rows.size)
    child_age = np.full(rows.size, NO_CHILD)
    np.minimum.at(child_age, whose, c.age[children])
    need = np.log(q.need_base_m2 + q.need_per_person_m2 * members)
    # Who has separated, and couples whose halves still live with their parents, cannot stay as they are.
    waits = (c.leaving[rows] == Leaving.SEPARATION) | (
        (partner >= 0) & (c.household_id[rows] != c.household_id[partner])
    )
    return _units(
        region,
        LEAVER,
        rows,
        rows,
        partner,
        members=members,
        child_age=child_age,
        income=income,
        ties=np.full(rows.size, q.ties * q.inertia_max),  # they grew up here
        stay_value=np.where(waits, p.temporary, q.with_parents),
        stay_log_floor=need,
        stay_log_cost=np.log(p.parents_cost * income),
        stay_accessible=np.zeros(rows.size),
        may_build=np.zeros(rows.size, bool),
        owned_nok=np.zeros(rows.size),
        waits=waits,
    )


def _units(
    region: Region,
    kind: int,
    rows: NDArray[np.int64],
    ref: NDArray[np.int64],
    partner: NDArray[np.int64],
    *,
    members: NDArray[np.float64],
    child_age: NDArray[np.int64],
    income: NDArray[np.float64],
    ties: NDArray[np.float64],
    stay_value: NDArray[np.float64],
    stay_log_floor: NDArray[np.float64],
    stay_log_cost: NDArray[np.float64],
    stay_accessible: NDArray[np.float64],
    may_build: NDArray[np.bool_],
    owned_nok: NDArray[np.float64],
    waits: NDArray[np.bool_],
) -> Units:
    """Units of residents: what follows from the reference person and the partner."""
    c = region.persons.c
    child = adult_child_place(c.mother_id, c.father_id, c.age, c.place_id, c.household_id, c.key)
    choosers = Choosers(
        key=c.key[ref],
        age=c.age[ref].astype(np.int64),
        group=age_group(c.age[ref]),
        members=members,
        child_age=child_age,
        log_income=np.log(income),
        work_1=work_code(region, ref),
        work_2=work_code(region, partner),
        seeks_work=c.status[ref] == Status.UNEMPLOYED,
        tie_1=parent_place(region, ref),
        tie_2=parent_place(region, partner),
        tie_3=child[ref],
        origin=c.origin_place_id[ref].astype(np.int64),
        home=c.place_id[ref].astype(np.int64),
        ties=ties,
        stay_value=stay_value,
        stay_log_floor=stay_log_floor,
        stay_log_cost=stay_log_cost,
        stay_accessible=stay_accessible,
        may_build=may_build,
        may_leave=np.ones(rows.size, bool),
        log_means=log_means(region.par(Tenures), income, owned_nok),
        is_needy=income / np.sqrt(members) < low_income_nok(region),
    )
    return Units(np.full(rows.size, kind), rows, partner, choosers, waits)


def _candidates(region: Region, cand: Candidates) -> Units:
    """Candidates who would come and have the post they need."""
    rows = np.flatnonzero(cand.intends & (~cand.needs_job | (cand.firm >= 0)))
    n = rows.size
    person = cand.person[rows]
    firm = cand.firm[rows]
    abroad = cand.origin[rows] == MoveOrigin.ABROAD
    known = person >= 0
    none = np.full(n, -1)
    choosers = Choosers(
        key=cand.key[rows],
        age=cand.age[rows].astype(np.int64),
        group=age_group(cand.age[rows]),
        members=1.0 + (cand.partner_age[rows] >= 0) + cand.n_children[rows],
        child_age=cand.child_age[rows].astype(np.int64),
        log_income=cand.log_income[rows],
        work_1=np.where(firm >= 0, region.firms.c.place_id[firm], -1).astype(np.int64),
        work_2=none,
        seeks_work=cand.needs_job[rows] & (firm < 0),
        tie_1=parent_place(region, person),
        tie_2=none,
        tie_3=none,
        origin=np.where(known, region.persons.c.origin_place_id[person], cand.place[rows]).astype(np.int64),
        home=np.where(abroad, region.n_places, cand.place[rows]).astype(np.int64),
        ties=np.zeros(n),
        stay_value=cand.stay_value[rows],
        stay_log_floor=np.zeros(n),
        stay_log_cost=np.zeros(n),
        stay_accessible=np.zeros(n),
        may_build=np.zeros(n, bool),
        may_leave=~abroad,
        log_means=means_of_candidates(region, cand)[rows],
        is_needy=needy_candidates(cand)[rows],
    )
    return Units(np.full(n, CANDIDATE), rows, none, choosers, np.zeros(n, bool))


def _join(parts: list[Units]) -> Units:
    choosers = Choosers(*(np.concatenate(columns) for columns in zip(*(u.choosers for u in parts), strict=True)))
    kind, row, partner = (np.concatenate([u[i] for u in parts]) for i in range(3))
    return Units(kind, row, partner, choosers, np.concatenate([u.waits for u in parts]))


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


def _children_along(
    region: Region, leaver: NDArray[np.int64], partner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Minors who follow a parent who leaves, alone or as the partner: (child rows, number of the unit)."""
    c = region.persons.c
    unit = np.full(region.persons.n, -1)
    unit[partner[partner >= 0]] = np.flatnonzero(partner >= 0)
    unit[leaver] = np.arange(leaver.size)
    minors, parent = minors_along(c.household_id, c.age, c.mother_id, c.father_id, c.is_with_father, unit >= 0)
    return minors, unit[parent]


def _found_households(
    region: Region, keys: NDArray[np.uint64], home: NDArray[np.int64], year: int
) -> NDArray[np.int64]:
    """New households in homes [n]; members join afterwards."""
    d = region.dwellings.c
    rows = region.households.add(
        keys.size, key=keys, dwelling_id=home, place_id=d.place_id[home], tenure=d.tenure[home], moved_year=year
    )
    d.household_id[home] = rows
    fill_dwellings(region, home, np.full(keys.size, -1))
    return rows


def _settle_leavers(region: Region, unit: NDArray[np.int64], home: NDArray[np.int64], units: Units, year: int) -> None:
    """People found households of their own."""
    c = region.persons.c
    rows, partner = units.row[unit], units.partner[unit]
    kinds = np.array([int(_LEAVING_KIND.get(Leaving(code), 0)) for code in range(len(Leaving))])
    keys = np.empty(rows.size, np.uint64)
    for kind in np.unique(c.leaving[rows]):
        mine = c.leaving[rows] == kind
        keys[mine] = derive_all(c.key[rows[mine]], kinds[kind], np.full(mine.sum(), year))
    children, whose = _children_along(region, rows, partner)
    region.count("moves_within", c.place_id[rows])
    region.count("moves_within", c.place_id[partner[partner >= 0]])
    region.count("moves_within", c.place_id[children])
    new = _found_households(region, keys, home, year)
    join_household(region, rows, new)
    join_household(region, partner[partner >= 0], new[partner >= 0])
    join_household(region, children, new[whose])
    c.leaving[rows] = Leaving.NO
    c.leaving[partner[partner >= 0]] = Leaving.NO


def _settle_candidates(
    region: Region, unit: NDArray[np.int64], home: NDArray[np.int64], units: Units, cand: Candidates, year: int
) -> None:
    """Candidates move in with partners and children, and take up the posts they were promised."""
    c = region.persons.c
    who = units.row[unit]
    new = _found_households(
        region, derive_all(cand.key[who], Kind.HOUSEHOLD_MIGRATION, np.full(who.size, year)), home, year
    )
    ref = _reference_rows(region, who, cand)
    partner = _partner_rows(region, who, cand, ref)
    children, whose = _child_rows(region, who, cand, ref, partner)
    has = partner >= 0
    united = has & (c.partner_id[ref] < 0)
    c.partner_id[ref[united]], c.partner_id[partner[united]] = partner[united], ref[united]
    newcomers_marry(region, ref[united], partner[united], np.bincount(whose, minlength=who.size)[united] > 0)
    everybody = np.concatenate([ref, partner[has], children])
    household = np.concatenate([new, new[has], new[whose]])
    join_household(region, everybody, household)
    c.left_year[everybody] = 0
    settled = needy_candidates(cand)[who]
    c.settled_year[np.concatenate([ref[settled], partner[has & settled]])] = year
    origin = np.concatenate([cand.origin[who], cand.origin[who[has]], cand.origin[who[whose]]])
    from_place = np.concatenate([cand.place[who], cand.place[who[has]], cand.place[who[whose]]])
    region.count("moves_in", c.place_id[everybody])
    for code in MoveOrigin:
        mine = origin == code
        if mine.any():
            region.count(f"moves_in:origin:{code.name.lower()}", c.place_id[everybody[mine]])
    region.transfer("population", from_place - region.n_zones, -np.ones(everybody.size))
    _take_up_posts(region, ref, who, cand, year)


def _reference_rows(region: Region, who: NDArray[np.int64], cand: Candidates) -> NDArray[np.int64]:
    """Rows of persons for candidates: former residents have one, others get one."""
    rows = cand.person[who].copy()
    fresh = np.flatnonzero(rows < 0)
    x = who[fresh]
    rows[fresh] = region.persons.add(
        fresh.size,
        key=cand.key[x],
        age=cand.age[x],
        sex=cand.sex[x],
        education=cand.education[x],
        field=cand.field[x],
        origin_place_id=cand.place[x],
    )
    enter(region, rows, region.par(Labour))
    return np.asarray(rows)


def _partner_rows(
    region: Region, who: NDArray[np.int64], cand: Candidates, ref: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Partners: the one with whom a former resident left, else a new person; −1 = comes alone."""
    c = region.persons.c
    rows = c.partner_id[ref].astype(np.int64)
    fresh = np.flatnonzero((rows < 0) & (cand.partner_age[who] >= 0))
    x = who[fresh]
    keys = derive_all(cand.key[x], Kind.PARTNER_OF_MIGRANT, np.full(fresh.size, region.year))
    # Partners often have the same education (assumption: 0.6 by choice or chance); the others any level.
    u, v = (uniforms(region.draws(Stream.POOL), keys, k) for k in (0, 1))
    sex, education = 1 - cand.sex[x], np.where(u < 0.4, cand.education[x], (3 * v).astype(np.int64))
    rows[fresh] = region.persons.add(
        fresh.size,
        key=keys,
        age=cand.partner_age[x],
        sex=sex,
        education=education,
        field=draw(field_mix(region), region.draws(Stream.POOL), keys, 2, sex, education),
        origin_place_id=cand.place[x],
    )
    enter(region, rows[rows >= 0], region.par(Labour))
    return np.asarray(rows)


def _child_rows(
    region: Region, who: NDArray[np.int64], cand: Candidates, ref: NDArray[np.int64], partner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Children: those who left with their parents, and new persons for candidates who are new: (rows, whose).

    Who comes back brings the children whose mother comes, and a father those whose mother lives nowhere outside.
    """
    c = region.persons.c
    index = np.full(region.persons.n, -1)
    index[ref] = np.arange(ref.size)
    index[partner[partner >= 0]] = np.flatnonzero(partner >= 0)
    old = np.flatnonzero((c.household_id < 0) & (c.age < 19) & (c.place_id >= region.n_zones))
    place = np.where(c.mother_id[old] >= 0, c.place_id[c.mother_id[old]], -1)
    parent = np.where(place >= region.n_zones, c.mother_id[old], c.father_id[old])
    comes = (parent >= 0) & (index[parent] >= 0)
    old, whose_old = old[comes], index[parent[comes]]
    n = np.where(np.bincount(whose_old, minlength=who.size) > 0, 0, cand.n_children[who])
    whose = np.repeat(np.arange(who.size), n)
    k = np.arange(whose.size) - np.repeat(np.cumsum(n) - n, n)
    x = who[whose]
    keys = derive_all(cand.key[x], Kind.CHILD_OF_MIGRANT, 16 * region.year + k)
    age = np.minimum(cand.child_age[x] + 2 * k, 17)
    is_woman = cand.sex[x] == 1
    mother = np.where(is_woman, ref[whose], partner[whose])
    fresh = region.persons.add(
        whose.size,
        key=keys,
        age=age,
        sex=(uniforms(region.draws(Stream.POOL), keys, 1) > 1.06 / 2.06).astype(np.int8),
        status=np.where(age < 6, Status.CHILD, Status.PUPIL),
        mother_id=mother,
        father_id=np.where(is_woman, partner[whose], ref[whose]),
        origin_place_id=-1,
    )
    mothers = mother[mother >= 0]
    np.add.at(region.persons.c.n_births, mothers, 1)
    return np.concatenate([old, fresh]), np.concatenate([whose_old, whose])


def _take_up_posts(region: Region, ref: NDArray[np.int64], who: NDArray[np.int64], cand: Candidates, year: int) -> None:
    c, f = region.persons.c, region.firms.c
    firm = cand.firm[who]
    has = firm >= 0
    rows, firm = ref[has], firm[has]
    region.transfer("employed", cand.place[who[has]] - region.n_zones, -np.ones(firm.size))
    c.employer_id[rows], c.post_skill[rows] = firm, cand.skill[who[has]]
    c.status[rows], c.hired_year[rows] = Status.EMPLOYED, year
    follows = cand.follows[who[has]]
    source = np.where(follows, HireSource.FOLLOWER, HireSource.MIGRANT)
    c.hire_source[rows] = source
    c.wage_nok_year[rows] = cand.wage_nok_year[who[has]]
    region.count("hires", f.place_id[firm])
    for code in (HireSource.FOLLOWER, HireSource.MIGRANT):
        region.count(f"hires:source:{code.name.lower()}", f.place_id[firm[source == code]])


def _leave_region(region: Region, unit: NDArray[np.int64], outside: NDArray[np.int64], units: Units, year: int) -> None:
    """Units that chose a place outside become former residents and vacate their posts the same day."""
    c = region.persons.c
    target = np.full(region.persons.n, -1)
    kind, row = units.kind[unit], units.row[unit]
    place = region.n_zones + outside
    by_household = np.full(region.households.n, -1)
    by_household[row[kind == RESIDENT]] = place[kind == RESIDENT]
    home = c.household_id >= 0
    target[home] = by_household[c.household_id[home]]
    # A member who waits for a home of his own after a separation is not taken along, nor are the children who go with him.
    waits = (c.leaving == Leaving.SEPARATION) & home
    minors, _ = minors_along(c.household_id, c.age, c.mother_id, c.father_id, c.is_with_father, waits)
    target[waits] = target[minors] = -1
    leaver = kind == LEAVER
    rows, partner = row[leaver], units.partner[unit[leaver]]
    target[rows] = place[leaver]
    target[partner[partner >= 0]] = place[leaver][partner >= 0]
    children, whose = _children_along(region, rows, partner)
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


def _start_building(region: Region, unit: NDArray[np.int64], zone: NDArray[np.int64], units: Units, year: int) -> None:
    """Households that chose a plot start a house and live on where they are until it is ready."""
    rows = units.row[unit]
    np.add.at(region.plots, zone, -1)
    keys = derive_all(region.households.c.key[rows], Kind.DWELLING, np.full(rows.size, year))
    start_homes(region, zone, DwellingType.DETACHED, year + region.build_years, keys, rows)


def _still_asks(region: Region, units: Units) -> NDArray[np.bool_]:
    """Units [N] that are still there: a household may have gone with its members, a leaver with the household."""
    resident = region.persons.c.household_id >= 0
    still = np.ones(units.row.size, bool)
    household, leaver = units.kind == RESIDENT, units.kind == LEAVER
    still[household] = region.households.c.n_members[units.row[household]] > 0
    still[leaver] = resident[units.row[leaver]]
    gone = leaver & (units.partner >= 0)
    gone[gone] = ~resident[units.partner[gone]]
    units.partner[gone] = units.choosers.work_2[gone] = units.choosers.tie_2[gone] = -1
    units.choosers.home[leaver] = region.persons.c.place_id[units.row[leaver]]
    return still


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
    order = order[_still_asks(region, units)[order]]
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
    _settle_candidates(region, unit[mine], home[mine], units, cand, year)
    dissolve_empty(region, year)
    return order[choice == STAY]


def step(region: Region, year: int) -> None:
    """Everybody who asks, in four quarters."""
    p, q = region.par(Params), region.par(Location)
    cand = region.candidates
    assert cand is not None, "candidates come before moves"
    units = _join([_households(region, year, p, q), _leavers(region, p, q), _candidates(region, cand)])
    u = uniforms(region.draws(Stream.QUEUE), units.choosers.key, 0)
    quarter = np.minimum((u * N_QUARTERS).astype(np.int64), N_QUARTERS - 1)
    priority = np.lexsort((units.choosers.key, u))
    again = np.zeros(u.size, bool)
    _keep_logsums(region, units, quarter == 0)
    for number in range(N_QUARTERS):
        mine = (quarter == number) | again
        stayed = _quarter(region, units, priority[mine[priority]], cand, year)
        again[:] = False
        again[stayed] = units.waits[stayed]
