"""Separations, marriages and unions of women and men.

Couples part and cohabiting couples marry by the hazards of `model/couples.py`: by mean age, minors at home, and whether
they are married. Of two who part the one who leaves is drawn by key, unless one of them lives with a parent: then the
other leaves. Who leaves waits in the home (`leaving` SEPARATION) until the moves find it one. The minors of both go with
the mother, in a share of separations with the father (`with_father`): along, or they stay.

Union: a woman without a partner seeks one this year with the hazard u(a) that holds the base year's stock
(`model/couples.py`) and chooses, in keyed order, among the men without one who are open to it this year, a taken man
being gone:

    U = −½·((age gap − mean)/sd)² − θ·d(t) + Gumbel,      t at most `reach_min`

All unions start as cohabiting. A man is open with probability `men_per_woman`·u(a), u being the same hazard of men, so
that they unite at the ages that hold their share.

A couple lives at once with the one who heads a household (with the larger home if both do: the other's whole household
moves along and its home is offered). Who joins the other from the parents' home, or from one where a former partner
still waits, brings the minors who go with him or her. If neither heads one, both want a home (`leaving` HOME) and the
moves treat them as one. Who lives in a care home neither unites nor parts; a couple of which one does stays a couple.

Source: `model/couples.py`; age profile and gap: assumption.
Left out: couples of one sex, education and income in the match (mixing is somewhat too even), partners from outside the
region (unions are held too strongly by who lives here; a shortage of women shows fully), children who live half of the
time with each parent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.changes import dissolve_empty, join_household, merge_households, part, settled_refs
from model.codes import Leaving, LifeEvent, Sex
from model.couples import Params as Couples
from model.couples import calibrate, couples_of, free_to_unite, marriage_hazard, separation_hazard
from model.kernels.family import minors_along
from model.kernels.grouping import members
from model.parameters import par, parameters
from model.rates import N_AGES
from model.region import Region
from model.rng import Stream, draw, gumbel_of, mix64, uniforms

READS = (
    "persons.key", "persons.age", "persons.sex", "persons.status", "persons.mother_id", "persons.father_id",
    "households.key", "households.service_id", "dwellings.floor_m2", "region.time_min", "region.commute_d", "region.base",
)  # fmt: skip
WRITES = (
    "persons.partner_id", "persons.is_married", "persons.is_with_father", "persons.leaving", "persons.household_id",
    "persons.place_id", "households.events", "households.n_members", "households.n_children", "households.ref_id",
    "households.place_id", "households.service_id", "households.dwelling_id", "dwellings.household_id", "dwellings.state",
    "dwellings.empty_since", "dwellings.chain", "region.base", "region.flows",
)  # fmt: skip

_Rows = NDArray[np.int64]
_ADULT = 18


@parameters("partnership")
class Params(NamedTuple):
    """Who leaves after a separation, whom the children go with, and who unites with whom."""

    man_leaves: float = par(0.55, unit="share", low=0.4, high=0.7, source="assumption", note="of separations")
    with_father: float = par(
        0.2, unit="share", low=0.1, high=0.35, source="assumption",
        note="of separations of parents: their minors live with the father; holds the share of lone fathers at 0.18",
    )  # fmt: skip
    gap_mean: float = par(2.7, unit="years", low=2.0, high=3.5, source="assumption", note="man older than woman")
    gap_sd: float = par(3.5, unit="years", low=2.5, high=5.0, source="assumption")
    men_per_woman: float = par(
        3.0, unit="men open to a union per woman who seeks", low=2.0, high=10.0, source="assumption"
    )
    theta: float = par(3.0, unit="utility per unit of d(t)", low=1.5, high=5.0, source="assumption")
    reach_min: float = par(60.0, unit="min", low=45.0, high=120.0, source="assumption")


@njit(cache=True, nogil=True)
def match(w_age: Any, w_place: Any, w_home: Any, w_mother: Any, w_father: Any, w_key: Any, start: Any, m_place: Any,
          m_home: Any, m_mother: Any, m_father: Any, m_key: Any, value: Any, par: Any, base: Any) -> Any:  # fmt: skip
    """Man of each woman, −1 = nobody in reach.

    Women [n] in order of priority. Men [m] in order of age: those of age a are start[a] … start[a+1] − 1. value
    [places, places] is −theta·d, −inf out of reach. mother, father: row, −1 = unknown; siblings do not unite.
    """
    taken = np.zeros(m_key.size, np.bool_)
    out = np.full(w_key.size, -1, np.int64)
    for w in range(w_key.size):
        best = -np.inf
        near, mother, father, home = value[w_place[w]], w_mother[w], w_father[w], w_home[w]
        own = draw(base, w_key[w], 0)
        youngest = max(int(w_age[w] + par.gap_mean - 3.0 * par.gap_sd), 0)
        oldest = min(int(w_age[w] + par.gap_mean + 3.0 * par.gap_sd), start.size - 2)
        for a in range(youngest, oldest + 1):
            gap = (a - w_age[w] - par.gap_mean) / par.gap_sd
            by_age = -0.5 * gap * gap
            for m in range(start[a], start[a + 1]):
                v = by_age + near[m_place[m]]
                if taken[m] or v == -np.inf:
                    continue
                u = v + gumbel_of(mix64(own ^ m_key[m]))
                if u <= best or m_home[m] == home:
                    continue
                is_sibling = (mother >= 0 and m_mother[m] == mother) or (father >= 0 and m_father[m] == father)
                if not is_sibling:
                    best = u
                    out[w] = m
        if out[w] >= 0:
            taken[out[w]] = True
    return out


def step(region: Region, year: int) -> None:
    """Separations and marriages, then unions among those who were without a partner before; new couples move together."""
    if "union_hazard" not in region.base:
        calibrate(region)
    _forget_waits(region)
    seekers = free_to_unite(region)
    _part_or_marry(region)
    women, men = _unite(region, seekers)
    _move_together(region, women, men)
    dissolve_empty(region, year)


def _forget_waits(region: Region) -> None:
    """Who waits to leave after a separation and is the only adult left keeps the home."""
    p = region.persons.c
    waiting = np.flatnonzero((p.leaving == Leaving.SEPARATION) & (p.household_id >= 0))
    homes = p.household_id[waiting]
    others = np.full(region.households.n, -1)  # adults in the homes concerned beyond those who wait
    others[homes] = region.households.c.n_members[homes] - region.households.c.n_children[homes]
    np.add.at(others, homes, -1)
    p.leaving[waiting[others[homes] == 0]] = Leaving.NO


def _part_or_marry(region: Region) -> None:
    p, couples = region.persons.c, region.par(Couples)
    i, j, minors = couples_of(region)
    is_married, both_ages = p.is_married[i], p.age[i] + p.age[j]
    mean = np.arange(2 * N_AGES) / 2.0
    hazard = np.stack([[separation_hazard(mean, wed, with_, couples) for with_ in (0, 1)] for wed in (0, 1)])
    parts = (
        uniforms(region.draws(Stream.SEPARATION), p.key[i], 0)
        < hazard[is_married.astype(np.int8), minors.astype(np.int8), both_ages]
    )
    may_wed = np.flatnonzero(~parts & ~is_married & (p.household_id[i] == p.household_id[j]))
    hazard = marriage_hazard(both_ages[may_wed] / 2.0, minors[may_wed], couples)
    weds = may_wed[uniforms(region.draws(Stream.MARRIAGE), p.key[i[may_wed]], 0) < hazard]
    p.is_married[i[weds]] = p.is_married[j[weds]] = True
    region.count("marriages", p.place_id[i[weds]])
    region.count("divorces", p.place_id[i[parts & is_married]])
    _separate(region, i[parts], j[parts])


def _separate(region: Region, i: _Rows, j: _Rows) -> None:
    """Couples [n] part; of those who live together one waits to leave."""
    par, base = region.par(Params), region.draws(Stream.SEPARATION)
    p, h = region.persons.c, region.households.c
    part(region, i)
    region.count("separations", p.place_id[i])
    h.events[p.household_id[i]] |= np.uint8(LifeEvent.SEPARATION)
    h.events[p.household_id[j]] |= np.uint8(LifeEvent.SEPARATION)
    man, woman = np.where(p.sex[i] == Sex.MALE, i, j), np.where(p.sex[i] == Sex.MALE, j, i)
    his, hers = _lives_with_parent(region, man), _lives_with_parent(region, woman)
    man_leaves = np.where(his == hers, uniforms(base, p.key[i], 1) < par.man_leaves, hers)
    leaver = np.where(man_leaves, man, woman)
    together = p.household_id[i] == p.household_id[j]
    p.leaving[leaver[together]] = Leaving.SEPARATION
    woman_of = np.full(region.persons.n, -1)
    woman_of[man] = woman
    goes_to_father = np.zeros(region.persons.n, np.bool_)
    goes_to_father[man] = uniforms(base, p.key[i], 2) < par.with_father
    _choose_parent(p.age, p.mother_id, p.father_id, woman_of, goes_to_father, p.is_with_father)


@njit(cache=True, nogil=True)
def _choose_parent(age: Any, mother: Any, father: Any, woman_of: Any, goes_to_father: Any, with_father: Any) -> None:
    """Where minors of couples who part will live: woman [n] of each man who parts, and whether they go to him."""
    for i in range(age.size):
        if age[i] < _ADULT and father[i] >= 0 and mother[i] >= 0 and woman_of[father[i]] == mother[i]:
            with_father[i] = goes_to_father[father[i]]


def _lives_with_parent(region: Region, persons: _Rows) -> NDArray[np.bool_]:
    p = region.persons.c
    home = p.household_id[persons]
    return np.asarray(
        ((p.mother_id[persons] >= 0) & (p.household_id[p.mother_id[persons]] == home))
        | ((p.father_id[persons] >= 0) & (p.household_id[p.father_id[persons]] == home))
    )


def _unite(region: Region, seekers: NDArray[np.bool_]) -> tuple[_Rows, _Rows]:
    """Link the couples who unite this year: women [n], men [n]."""
    p = region.persons.c
    par, base, hazard = region.par(Params), region.draws(Stream.UNION), region.base["union_hazard"]
    women = np.flatnonzero(seekers & (p.sex == Sex.FEMALE))
    women = women[uniforms(base, p.key[women], 0) < hazard[Sex.FEMALE, p.age[women]]]
    women = women[np.lexsort((p.key[women], uniforms(base, p.key[women], 1)))]
    men = np.flatnonzero(seekers & (p.sex == Sex.MALE))
    men = men[uniforms(base, p.key[men], 2) < par.men_per_woman * hazard[Sex.MALE, p.age[men]]]
    start, by_age = members(p.age[men], N_AGES)
    men = men[by_age]
    value = np.where(region.time_min <= par.reach_min, -par.theta * region.commute_d, -np.inf)
    chosen = match(p.age[women], p.place_id[women], p.household_id[women], p.mother_id[women], p.father_id[women],
                   p.key[women], start, p.place_id[men], p.household_id[men], p.mother_id[men], p.father_id[men],
                   p.key[men], value, par, base)  # fmt: skip
    women, men = women[chosen >= 0], men[chosen[chosen >= 0]]
    p.partner_id[women] = men
    p.partner_id[men] = women
    return women, men


def _move_together(region: Region, women: _Rows, men: _Rows) -> None:
    """One home for each new couple where one of them heads a household; else both ask for one."""
    p, h, d = region.persons.c, region.households.c, region.dwellings.c
    before, lived = p.household_id.copy(), p.place_id.copy()
    heads = settled_refs(region)
    heads[p.household_id[(p.leaving == Leaving.SEPARATION) & (p.household_id >= 0)]] = -1
    hers, his = p.household_id[women].astype(np.int64), p.household_id[men].astype(np.int64)
    she, he = heads[hers] == women, heads[his] == men

    def floor(home: _Rows) -> NDArray[np.float32]:
        return np.where(h.dwelling_id[home] >= 0, d.floor_m2[h.dwelling_id[home]], 0.0)

    larger = (floor(hers) > floor(his)) | ((floor(hers) == floor(his)) & (h.key[hers] < h.key[his]))
    to_hers = she & (~he | larger)
    both, neither = she & he, ~she & ~he
    merge_households(region, np.where(to_hers, his, hers)[both], np.where(to_hers, hers, his)[both])
    minors, parent = _minors(region, np.concatenate([men[she & ~he], women[he & ~she]]))
    join_household(region, men[she & ~he], hers[she & ~he])
    join_household(region, women[he & ~she], his[he & ~she])
    join_household(region, minors, p.household_id[parent].astype(np.int64))
    couples = np.concatenate([women[neither], men[neither]])
    p.leaving[np.concatenate([women[~neither], men[~neither]])] = Leaving.NO
    p.leaving[couples[p.leaving[couples] == Leaving.NO]] = Leaving.HOME
    kept = np.where(to_hers, hers, his)[~neither]
    h.events[kept] |= np.uint8(LifeEvent.UNION)
    region.count("unions", p.place_id[women])
    moved = np.flatnonzero((before >= 0) & (before != p.household_id))
    region.count("moves_within", lived[moved])  # where they moved from, as everywhere


def _minors(region: Region, parents: _Rows) -> tuple[_Rows, _Rows]:
    """Minors who go with these parents when they leave the household: (minors [n], parent of each)."""
    p = region.persons.c
    leaves = np.zeros(region.persons.n, np.bool_)
    leaves[parents] = True
    return minors_along(p.household_id, p.age, p.mother_id, p.father_id, p.is_with_father, leaves)
