"""Parents who live apart, births so far, and who is married.

Who lives with the mother has her already (`families.py`). Every woman gets a number of births: those at home, and from 40
on as many as women of her cohort had (childless: EVIDENCE childless_women_45), so that some have grown children
elsewhere. Of the people who live apart, a share that falls with the chance that she is still alive has a mother in the
region: a woman 17–46 years older (mean 29, sd 5) with births left, of the same municipality more often than not. So
founders have parents and grown children near them, as residential choice and return need.

The father of who has no man of a father's age at home is the mother's partner, and for minors of lone mothers a man in
the region without children at home as often as such mothers are found. Couples are married by the share that
`model/couples.py` gives for their age and the age at which the first child came.

Left out: fathers of grown people whose mother has no partner, siblings as ties of their own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Sex
from model.couples import NO_CHILD, married_share
from model.couples import Params as Couples
from model.kernels.grouping import members
from model.region import Region
from model.rng import normal, uniform, uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Ints
from model.synthesis.margins import ADULT, MAX_AGE

_ALIVE_AGES = (0, 18, 30, 40, 50, 60, 70, 80)
_ALIVE = (1.0, 0.99, 0.97, 0.93, 0.80, 0.50, 0.15, 0.0)  # mother alive, by own age (UN WPP 2024 survival from 29)
_MINOR_APART = 0.6  # minors who live with their father: mother elsewhere in the region (assumption)
_OLDEST_CHILD = 64
_LEAST_GAP, _MOST_GAP = 17, 46
_TRIES = 12
_CHILDLESS = 0.134  # EVIDENCE childless_women_45
_MOTHERS = (0.16, 0.60, 0.87, 0.97, 1.0)  # cumulative share of mothers with 1, 2, 3, 4, 5 births (assumption)
_GROWN = 40  # from this age on children may have left
_DRAW_HERE, _DRAW_MUNICIPALITY, _DRAW_PARITY, _DRAW_STEP, _DRAW_CHILDLESS = 60, 61, 62, 63, 64
_DRAW_GAP, _DRAW_WOMAN = 70, 83
_DRAW_FATHER, _DRAW_MARRIED = 96, 97
_FATHER_OLDER = 2.0  # than the mother at the birth (EVIDENCE mean_age_first_birth_women: 30.3, fathers 32.3)
_MOST_GAP_FATHER = 60
_GROWN_CHILDREN_AT = 29  # usual age at the first birth of those whose children are not known


@njit(cache=True, nogil=True)
def find_mothers(
    base: Any, key: Any, age: Any, home: Any, order: Any, start: Any, women: Any, woman_household: Any,
    household: Any, room: Any, mean: Any, sd: Any, n_ages: Any,
) -> Any:  # fmt: skip
    """Woman (row) for each person of `order`, −1 = none found; takes from her room for children.

    `home` [n] municipality to look in; women of (municipality, age) are women[start[g]:start[g+1]], g = m·n_ages + age.
    """
    out = np.full(key.size, -1, np.int64)
    for i in order:
        for k in range(_TRIES):
            gap = int(np.round(mean + sd * normal(base, key[i], np.uint64(_DRAW_GAP + k))))
            her_age = age[i] + gap
            if gap < _LEAST_GAP or gap > _MOST_GAP or her_age >= n_ages:
                continue
            g = home[i] * n_ages + her_age
            n = start[g + 1] - start[g]
            if n == 0:
                continue
            w = women[start[g] + int(uniform(base, key[i], np.uint64(_DRAW_WOMAN + k)) * n)]
            if room[w] > 0 and woman_household[w] != household[i]:
                out[i] = w
                room[w] -= 1
                break
    return out


def look_for_mothers(
    draft: Draft, key: NDArray[np.uint64], age: Ints, municipality: Ints, household: Ints, wanted: NDArray[np.bool_],
    room: Ints, sex: Sex = Sex.FEMALE,
) -> Ints:  # fmt: skip
    """Row of the mother among residents for people [n] who want one; −1 = none. Takes from `room` [N].

    With `sex` male, of the father.
    """
    persons, p = draft.persons, draft.params
    women = np.flatnonzero((persons.sex == sex) & (persons.age >= ADULT))
    cell = persons.municipality[women] * MAX_AGE + persons.age[women]
    start, in_cell = members(cell, len(draft.margins) * MAX_AGE)
    moves = uniforms(draft.base, key, _DRAW_MUNICIPALITY)
    size = np.bincount(persons.municipality, minlength=len(draft.margins)).astype(np.float64)
    elsewhere = np.searchsorted(np.cumsum(size) / size.sum(), np.mod(moves * 7919.0, 1.0))
    home = np.where(moves < p.mother_same_municipality, municipality, elsewhere)
    order = np.flatnonzero(wanted)
    order = order[np.lexsort((key[order], uniforms(draft.base, key[order], _DRAW_STEP)))]
    return np.asarray(
        find_mothers(
            draft.base, key, age, home, order, start, women[in_cell], persons.household, household, room,
            p.mother_age_at_birth + (_FATHER_OLDER if sex == Sex.MALE else 0.0), p.mother_age_sd, MAX_AGE,
        )
    )  # fmt: skip


def link_mothers(draft: Draft) -> tuple[Ints, Ints]:
    """Give residents a mother who lives apart; returns (births so far, births not linked yet) of every resident [N]."""
    persons, p = draft.persons, draft.params
    gap = persons.age[persons.mother] - persons.age
    unlikely = (persons.mother >= 0) & ((gap < _LEAST_GAP - 1) | (gap > _MOST_GAP + 2))
    persons.mother[unlikely] = -1  # a stepmother
    here = uniforms(draft.base, persons.key, _DRAW_HERE)
    at_home = _linked(draft)
    no_child = (persons.sex == Sex.FEMALE) & (persons.age >= ADULT) & (at_home == 0)
    minors = (persons.mother < 0) & (persons.age < ADULT) & (here < _MINOR_APART)
    _look(draft, minors, np.where(no_child, 2, 0))
    births = births_so_far(draft, _linked(draft))
    room = births - _linked(draft)
    share = p.mother_here_share * np.interp(persons.age, _ALIVE_AGES, _ALIVE)
    adults = (persons.mother < 0) & (persons.age >= ADULT) & (persons.age <= _OLDEST_CHILD)
    _look(draft, adults & (here < share), room)
    return births, room


def _look(draft: Draft, wanted: NDArray[np.bool_], room: Ints) -> None:
    persons = draft.persons
    found = look_for_mothers(draft, persons.key, persons.age, persons.municipality, persons.household, wanted, room)
    persons.mother = np.where(found >= 0, found, persons.mother)


def link_fathers(draft: Draft) -> None:
    """Give residents the father that is not at home; a man at home who is too young or old for one is none."""
    persons = draft.persons
    gap = persons.age[persons.father] - persons.age
    unlikely = (persons.father >= 0) & ((gap < _LEAST_GAP - 1) | (gap > _MOST_GAP_FATHER))
    persons.father[unlikely] = -1  # a stepfather
    persons.father[:] = np.where(persons.father >= 0, persons.father, fathers_by_mother(persons.mother, persons.partner,
                                                                                        persons.age))  # fmt: skip
    here = uniforms(draft.base, persons.key, _DRAW_FATHER) < _MINOR_APART
    wanted = (persons.father < 0) & (persons.mother >= 0) & (persons.age < ADULT) & here & ~unlikely
    children = np.bincount(persons.father[persons.father >= 0], minlength=len(persons))
    room = np.where((persons.sex == Sex.MALE) & (children == 0), 2, 0)
    found = look_for_mothers(
        draft, persons.key, persons.age, persons.municipality, persons.household, wanted, room, Sex.MALE
    )
    persons.father[:] = np.where(found >= 0, found, persons.father)


def fathers_by_mother(mother: Ints, partner: Ints, age: Ints) -> Ints:
    """The mother's partner where he is of a father's age, else −1: rows and ages of persons [n]."""
    father = np.where(mother >= 0, partner[mother], -1)
    gap = age[father] - age
    return np.asarray(np.where((father >= 0) & (gap >= _LEAST_GAP - 1) & (gap <= _MOST_GAP_FATHER), father, -1))


def marry(region: Region, draft: Draft) -> None:
    """Draw which couples of residents and of former residents are married."""
    c, n = region.persons.c, region.persons.n
    woman = np.flatnonzero((c.partner_id >= 0) & (c.sex == Sex.FEMALE))
    man = c.partner_id[woman]
    age = (c.age[woman].astype(np.int64) + c.age[man]) // 2
    eldest = np.full(n, -1)
    known = c.mother_id >= 0
    np.maximum.at(eldest, c.mother_id[known], c.age[known])
    first = np.where(
        eldest[woman] >= 0, age - eldest[woman], np.where(c.n_births[woman] > 0, _GROWN_CHILDREN_AT, NO_CHILD)
    )
    share = married_share(region.par(Couples))[age, np.clip(first, ADULT, NO_CHILD)]
    is_married = uniforms(draft.base, c.key[woman], _DRAW_MARRIED) < share
    c.is_married[woman], c.is_married[man] = is_married, is_married


def _linked(draft: Draft) -> Ints:
    """Number of linked children of every resident [N]."""
    mother = draft.persons.mother
    return np.bincount(mother[mother >= 0], minlength=len(draft.persons))


def births_so_far(draft: Draft, at_home: Ints) -> Ints:
    """Births of every resident [N]; `at_home` are those whose children are known."""
    persons, base = draft.persons, draft.base
    is_woman = (persons.sex == Sex.FEMALE) & (persons.age >= _GROWN)
    group = persons.age // 5
    n_groups = MAX_AGE // 5 + 1
    of_age = np.maximum(np.bincount(group[is_woman], minlength=n_groups), 1)
    none_at_home = np.bincount(group[is_woman & (at_home == 0)], minlength=n_groups) / of_age
    childless = uniforms(base, persons.key, _DRAW_CHILDLESS) < _CHILDLESS / np.maximum(none_at_home[group], 1e-9)
    drawn = 1 + np.searchsorted(np.array(_MOTHERS), uniforms(base, persons.key, _DRAW_PARITY))
    drawn = np.where((at_home == 0) & childless, 0, drawn)
    return np.where(is_woman, np.maximum(at_home, drawn), at_home)
