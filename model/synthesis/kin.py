"""Mothers who live apart, and births so far.

Who lives with the mother has her already (`families.py`). Of the others, a share that falls with the chance that she is
still alive has a mother in the region: a woman 17–45 years older (mean 29, sd 5), of the same municipality more often
than not, with fewer than six children. So founders have parents and grown children near them, as residential choice and
return need.

Left out: fathers (ties through the father's family are too few), siblings as ties of their own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Sex
from model.kernels.grouping import members
from model.rng import normal, uniform, uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints
from model.synthesis.margins import ADULT, MAX_AGE

_ALIVE_AGES = (0, 18, 30, 40, 50, 60, 70, 80)
_ALIVE = (1.0, 0.99, 0.97, 0.93, 0.80, 0.50, 0.15, 0.0)  # mother alive, by own age (UN WPP 2024 survival from 29)
_MINOR_APART = 0.6  # minors who live with their father: mother elsewhere in the region (assumption)
_OLDEST_CHILD = 64
_MOST_CHILDREN = 6
_LEAST_GAP, _MOST_GAP = 17, 46
_TRIES = 8
_COMPLETED = (
    0.134,
    0.284,
    0.684,
    0.904,
    0.97,
    1.0,
)  # cumulative; childless: EVIDENCE childless_women_45; rest assumption
_BIRTH_AGES = (17.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0)
_BIRTH_SHARE = (0.0, 0.03, 0.18, 0.48, 0.80, 0.96, 1.0)  # of completed fertility reached (assumption)
_DRAW_HERE, _DRAW_MUNICIPALITY, _DRAW_PARITY, _DRAW_STEP = 60, 61, 62, 63
_DRAW_GAP, _DRAW_WOMAN = 70, 80


@njit(cache=True, nogil=True)
def find_mothers(
    base: Any,
    key: Any,
    age: Any,
    home: Any,
    order: Any,
    start: Any,
    women: Any,
    woman_household: Any,
    household: Any,
    children: Any,
    mean: Any,
    sd: Any,
) -> Any:
    """Woman (row) for each person of `order`, −1 = none found; counts her children.

    `home` [n] municipality to look in; women of (municipality, age) are women[start[g]:start[g+1]], g = m·MAX_AGE + age.
    """
    out = np.full(key.size, -1, np.int64)
    for i in order:
        for k in range(_TRIES):
            gap = int(np.round(mean + sd * normal(base, key[i], np.uint64(_DRAW_GAP + k))))
            her_age = age[i] + gap
            if gap < _LEAST_GAP or gap > _MOST_GAP or her_age >= MAX_AGE:
                continue
            g = home[i] * MAX_AGE + her_age
            n = start[g + 1] - start[g]
            if n == 0:
                continue
            w = women[start[g] + int(uniform(base, key[i], np.uint64(_DRAW_WOMAN + k)) * n)]
            if children[w] < _MOST_CHILDREN and woman_household[w] != household[i]:
                out[i] = w
                children[w] += 1
                break
    return out


def children_of(mother: Ints, n: int) -> Ints:
    """Number of linked children of every person [n]."""
    return np.bincount(mother[mother >= 0], minlength=n)


def look_for_mothers(
    draft: Draft,
    key: NDArray[np.uint64],
    age: Ints,
    municipality: Ints,
    household: Ints,
    wanted: NDArray[np.bool_],
    children: Ints,
) -> Ints:
    """Row of the mother among residents for people [n] who want one; −1 = none. Adds to `children` [N]."""
    persons, p = draft.persons, draft.params
    women = np.flatnonzero((persons.sex == Sex.FEMALE) & (persons.age >= ADULT))
    start, in_cell = members(persons.municipality[women] * MAX_AGE + persons.age[women], len(draft.margins) * MAX_AGE)
    moves = uniforms(draft.base, key, _DRAW_MUNICIPALITY)
    size = np.bincount(persons.municipality, minlength=len(draft.margins)).astype(np.float64)
    elsewhere = np.searchsorted(np.cumsum(size) / size.sum(), np.mod(moves * 7919.0, 1.0))
    home = np.where(moves < p.mother_same_municipality, municipality, elsewhere)
    order = np.flatnonzero(wanted)
    order = order[np.lexsort((key[order], uniforms(draft.base, key[order], _DRAW_STEP)))]
    return np.asarray(
        find_mothers(
            draft.base,
            key,
            age,
            home,
            order,
            start,
            women[in_cell],
            persons.household,
            household,
            children,
            p.mother_age_at_birth,
            p.mother_age_sd,
        )
    )


def link_mothers(draft: Draft) -> Ints:
    """Give residents a mother who lives apart; returns children linked to every resident [N]."""
    persons, p = draft.persons, draft.params
    gap = persons.age[persons.mother] - persons.age
    unlikely = (persons.mother >= 0) & ((gap < _LEAST_GAP - 1) | (gap > _MOST_GAP + 2))
    persons.mother[unlikely] = -1  # a stepmother
    children = children_of(persons.mother, len(persons))
    share = p.mother_here_share * np.interp(persons.age, _ALIVE_AGES, _ALIVE)
    share = np.where(persons.age < ADULT, _MINOR_APART, share)
    wanted = (persons.mother < 0) & (persons.age <= _OLDEST_CHILD)
    wanted &= uniforms(draft.base, persons.key, _DRAW_HERE) < share
    found = look_for_mothers(draft, persons.key, persons.age, persons.municipality, persons.household, wanted, children)
    persons.mother = np.where(found >= 0, found, persons.mother)
    return children


def births_so_far(draft: Draft, children: Ints) -> Ints:
    """Children born to every resident [N] (women): those linked, or as many as women of her age have had."""
    persons = draft.persons
    completed = np.searchsorted(np.array(_COMPLETED), uniforms(draft.base, persons.key, _DRAW_PARITY))
    reached: Floats = completed * np.interp(persons.age, _BIRTH_AGES, _BIRTH_SHARE)
    drawn = np.floor(reached + uniforms(draft.base, persons.key, _DRAW_STEP)).astype(np.int64)
    is_woman = (persons.sex == Sex.FEMALE) & (persons.age >= _LEAST_GAP)
    return np.where(is_woman, np.maximum(children, np.where(children > 0, 0, drawn)), 0)
