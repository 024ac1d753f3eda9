"""Movers: everybody who asks where to live this year, as choosers of one list.

Residents' households that ask (relocation), people who want a household of their own (leaving home, after a separation)
and candidates from outside who would come and have the post they need. Used by `submodels/moves.py`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.base import TAX_SHARE
from model.changes import parent_place, settled_refs
from model.codes import Leaving, MoveOrigin, Status
from model.finance import tenures_now
from model.kernels.choice import Choosers
from model.kernels.family import adult_child_place, minors_along, youngest_child
from model.parameters import par, parameters
from model.region import Candidates, Region
from model.relief import debtors
from model.remote import work_code
from model.residential import Params as Location
from model.residential import age_group, inertia
from model.tenures import Params as Tenures
from model.tenures import log_means, low_income_nok, means_of_candidates, needy_candidates, paid_off, tenure_terms

RESIDENT, LEAVER, CANDIDATE = 0, 1, 2
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


class _Shared(NamedTuple):
    """What both kinds of residents' units need and is counted once."""

    child_place: NDArray[np.int64]  # place of an adult child of each person [n]
    low_income_nok: float


def _households(region: Region, year: int, p: Params, q: Location, shared: _Shared) -> Units:
    """Households that ask."""
    c, h, d = region.persons.c, region.households.c, region.dwellings.c
    rows = np.flatnonzero(region.asks_to_move & (h.n_members > 0))
    ref = settled_refs(region)[rows]  # who waits to leave after a separation decides for nobody else
    ref = np.where(ref >= 0, ref, h.ref_id[rows]).astype(np.int64)
    home = h.dwelling_id[rows]
    housed = home >= 0
    years = np.maximum(year - h.moved_year[rows], 0)
    worth = inertia(q, years)
    by_tenure, tenure = tenure_terms(tenures_now(region)), h.tenure[rows]
    floor = np.where(housed, d.floor_m2[home], 50.0).astype(np.float64)
    price = region.price_nok_m2[h.place_id[rows]] * floor
    owned = np.where(housed, price * by_tenure.upfront[tenure], 0.0) * paid_off(c.age[ref])
    income = np.maximum(h.income_nok_year[rows] - h.relief_nok_year[rows], p.min_income_nok)
    members = h.n_members[rows].astype(np.float64)
    children = youngest_child(c.household_id, c.age, region.households.n)
    return _units(
        region,
        shared,
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


def _leavers(region: Region, p: Params, q: Location, shared: _Shared) -> Units:
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
    children, whose = children_along(region, rows, partner)
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
        shared,
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
    shared: _Shared,
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
    choosers = Choosers(
        key=c.key[ref],
        age=c.age[ref].astype(np.int64),
        group=age_group(c.age[ref]),
        members=members,
        child_age=child_age,
        log_income=np.log(income),
        debtors=debtors(
            region,
            income,
            (c.education[ref], c.age[ref]),
            (c.education[partner], np.where(partner >= 0, c.age[partner], -1)),
        ),
        work_1=work_code(region, ref),
        work_2=work_code(region, partner),
        seeks_work=c.status[ref] == Status.UNEMPLOYED,
        tie_1=parent_place(region, ref),
        tie_2=parent_place(region, partner),
        tie_3=shared.child_place[ref],
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
        is_needy=income / np.sqrt(members) < shared.low_income_nok,
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
        debtors=debtors(region, np.exp(cand.log_income[rows]), (cand.education[rows], cand.age[rows])),
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


def children_along(
    region: Region, leaver: NDArray[np.int64], partner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Minors who follow a parent who leaves, alone or as the partner: (child rows, number of the unit)."""
    c = region.persons.c
    unit = np.full(region.persons.n, -1)
    unit[partner[partner >= 0]] = np.flatnonzero(partner >= 0)
    unit[leaver] = np.arange(leaver.size)
    minors, parent = minors_along(c.household_id, c.age, c.mother_id, c.father_id, c.is_with_father, unit >= 0)
    return minors, unit[parent]


def still_asks(region: Region, units: Units) -> NDArray[np.bool_]:
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


def everybody(region: Region, year: int, cand: Candidates) -> Units:
    """Everybody who asks this year: residents' households, leavers, candidates, in this order."""
    p, q, c = region.par(Params), region.par(Location), region.persons.c
    child_place = adult_child_place(c.mother_id, c.father_id, c.age, c.place_id, c.household_id, c.key)
    shared = _Shared(child_place, low_income_nok(region))
    return _join([_households(region, year, p, q, shared), _leavers(region, p, q, shared), _candidates(region, cand)])
