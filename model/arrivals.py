"""Arrivals: candidates who have found a home become residents, with partner, children and post.

Former residents keep row and key and bring whom they left with; others get rows of their own. Used by
`submodels/moves.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.changes import fill_dwellings, join_household
from model.codes import HireSource, MoveOrigin, Status
from model.couples import newcomers_marry
from model.fields import draw
from model.higher_education import field_mix
from model.labour import Params as Labour
from model.labour import enter
from model.movers import Units
from model.region import Candidates, Region
from model.rng import Kind, Stream, derive_all, uniforms
from model.tenures import needy_candidates


def found_households(region: Region, keys: NDArray[np.uint64], home: NDArray[np.int64], year: int) -> NDArray[np.int64]:
    """New households in homes [n]; members join afterwards."""
    d = region.dwellings.c
    rows = region.households.add(
        keys.size, key=keys, dwelling_id=home, place_id=d.place_id[home], tenure=d.tenure[home], moved_year=year
    )
    d.household_id[home] = rows
    fill_dwellings(region, home, np.full(keys.size, -1))
    return rows


def settle_candidates(
    region: Region, unit: NDArray[np.int64], home: NDArray[np.int64], units: Units, cand: Candidates, year: int
) -> None:
    """Candidates move in with partners and children, and take up the posts they were promised."""
    c = region.persons.c
    who = units.row[unit]
    new = found_households(
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
