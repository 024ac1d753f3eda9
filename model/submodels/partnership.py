"""Separations and unions of women and men.

Separation of a couple, mean age a of the two, with or without minors at home:

    h(a, minors) = base·exp(−decline·max(a − 25, 0)) · (factor with minors)

The one who leaves is drawn by key, unless one of them lives with its mother: then the other leaves. Who leaves waits in
the home (`leaving` SEPARATION) until the moves find it one; a mother who leaves takes her minors.

Union: a woman without a partner seeks one this year with the hazard u(a) that holds the base year's share of women
with a partner S(a), given separations s(a) and partners' deaths w(a):

    u(a) = [S(a) − S(a−1)·(1 − w(a−1))·(1 − s(a))] / (share of women of age a who may unite)

and chooses, in keyed order, among the men without one who are open to it this year, a taken man being gone:

    U = −½·((age gap − mean)/sd)² − θ·d(t) + Gumbel,      t at most `reach_min`

A man is open with probability `men_per_woman`·u(a), u being the same hazard of men, so that they unite at the ages that
hold their share. S is the region's own stock at the base year, smoothed over ages and leaning on a national profile
where there are few people: a datum, not behaviour.

A couple lives at once with the one who heads a household (with the larger home if both do: the other's whole household
moves along and its home is offered). Who joins the other from the parents' home, or from one where a former partner
still waits, brings her own minors. If neither heads one, both want a home (`leaving` HOME) and the moves treat them as
one.

Source of levels: EVIDENCE split_hazard_* (partly memory), age profile and gap: assumption.
Left out: marriage against cohabitation, couples of one sex, education and income in the match (mixing is somewhat too
even), partners from outside the region (unions are held too strongly by who lives here; a shortage of women shows
fully), a parent's custody of minors after a separation. Selective moves are not in S: where singles leave, S drifts up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.changes import dissolve_empty, join_household, merge_households, settled_refs
from model.codes import Leaving, LifeEvent, Sex, Status
from model.kernels.grouping import members
from model.kernels.profiles import smooth_share
from model.parameters import par, parameters
from model.rates import N_AGES, death_rates, level, probability
from model.region import Region
from model.rng import Stream, gumbel, uniforms

READS = (
    "persons.key", "persons.age", "persons.sex", "persons.status", "persons.mother_id", "households.key",
    "dwellings.floor_m2", "region.time_min", "region.commute_d", "region.base",
)  # fmt: skip
WRITES = (
    "persons.partner_id", "persons.leaving", "persons.household_id", "persons.place_id", "households.events",
    "households.n_members", "households.n_children", "households.ref_id", "households.place_id",
    "households.dwelling_id", "dwellings.household_id", "dwellings.state", "dwellings.empty_since", "dwellings.chain",
    "region.base", "region.flows",
)  # fmt: skip

_MIN_AGE = 20  # who turns 19 leaves school this year; the few earlier unions come at 20


@parameters("partnership")
class Params(NamedTuple):
    """Separations, unions, and the national profile of people with a partner."""

    separation: float = par(
        0.07, unit="per year", low=0.04, high=0.1, source="EVIDENCE split_hazard_cohabiting (memory, verify)",
        note="couples up to 25 without minors",
    )  # fmt: skip
    decline: float = par(
        0.06, unit="per year of age", low=0.04, high=0.08, source="assumption", note="halves in about 12 years of age"
    )
    minors: float = par(
        0.6, unit="factor", low=0.4, high=0.9, source="EVIDENCE split_hazard_married_with_child (derived)",
        note="0.02 a year at mean age 40: between married 0.015-0.035 and cohabiting with children 0.04",
    )  # fmt: skip
    man_leaves: float = par(0.55, unit="share", low=0.4, high=0.7, source="assumption", note="of separations")
    gap_mean: float = par(2.7, unit="years", low=2.0, high=3.5, source="assumption", note="man older than woman")
    gap_sd: float = par(3.5, unit="years", low=2.5, high=5.0, source="assumption")
    men_per_woman: float = par(
        4.0, unit="men open to a union per woman who seeks", low=2.0, high=10.0, source="assumption"
    )
    theta: float = par(3.0, unit="utility per unit of d(t)", low=1.5, high=5.0, source="assumption")
    reach_min: float = par(60.0, unit="min", low=45.0, high=120.0, source="assumption")
    plateau: float = par(
        0.80, unit="share", low=0.7, high=0.85, source="EVIDENCE cohabiting_share_of_couples: 67 % of those 16-79",
        note="of the profile with a partner, between youth and widowhood",
    )  # fmt: skip
    start_women: float = par(24.5, unit="years", low=22.0, high=27.0, source="assumption", note="half of the plateau")
    start_men: float = par(27.0, unit="years", low=24.0, high=30.0, source="assumption")
    start_spread: float = par(2.4, unit="years", low=1.5, high=4.0, source="assumption")
    end_women: float = par(80.0, unit="years", low=76.0, high=84.0, source="assumption", note="half left by widowhood")
    end_men: float = par(91.0, unit="years", low=86.0, high=96.0, source="assumption")
    end_spread: float = par(5.0, unit="years", low=3.0, high=8.0, source="assumption")
    prior_persons: float = par(
        15.0, unit="persons per age", low=0.0, high=100.0, source="assumption", note="weight of the national profile"
    )
    bandwidth: float = par(1.5, unit="years", low=1.0, high=4.0, source="assumption", note="of smoothing over ages")


def separation_hazard(mean_age: Any, has_minors: Any, par: Params) -> Any:
    """Yearly hazard that a couple separates; scalars or arrays."""
    hazard = par.separation * np.exp(-par.decline * np.maximum(mean_age - 25.0, 0.0))
    return hazard * np.where(has_minors, par.minors, 1.0)


def partnered_share(par: Params) -> NDArray[np.float64]:
    """National profile of the share with a partner [sex, age]; 0 under 18."""
    ages = np.arange(N_AGES)
    starts, ends = np.array([[par.start_men], [par.start_women]]), np.array([[par.end_men], [par.end_women]])
    rise = 1.0 / (1.0 + np.exp(-(ages - starts) / par.start_spread))
    fall = 1.0 / (1.0 + np.exp((ages - ends) / par.end_spread))
    return np.asarray(np.where(ages >= 18, par.plateau * rise * fall, 0.0))


def calibrate(region: Region) -> None:
    """Set `region.base["union_hazard"]` [sex, age] from the stock that lives here now (synthesis: the founders)."""
    par = region.par(Params)
    p = region.persons.c
    prior = partnered_share(par)

    def by_age(rows: NDArray[np.int64], weights: Any = None) -> NDArray[np.float64]:
        cells = p.sex[rows].astype(np.int64) * N_AGES + p.age[rows]
        return np.asarray(np.bincount(cells, weights, 2 * N_AGES).reshape(2, N_AGES), np.float64)

    def smooth(counts: NDArray[np.float64], population: NDArray[np.float64], guess: Any) -> NDArray[np.float64]:
        return np.asarray(smooth_share(counts, population, guess, par.prior_persons, par.bandwidth))

    i, j, minors = _couples(region)
    both, others = np.concatenate([i, j]), np.concatenate([j, i])
    hazard = separation_hazard((p.age[i] + p.age[j]) / 2.0, minors, par)
    q = probability(death_rates(region, region.year) * level(region, "death_ratio"))
    residents = by_age(np.flatnonzero((p.household_id >= 0) & (p.age >= 18)))
    couples = by_age(both)
    inside = prior > 0.0
    share = smooth(couples, residents, prior)
    share[:, :_MIN_AGE] = 0.0
    free = smooth(by_age(np.flatnonzero(_free(region))), residents, np.where(inside, 1.0 - prior, 0.0))
    separating = smooth(by_age(both, np.tile(hazard, 2)), couples,
                        np.where(inside, separation_hazard(np.arange(N_AGES), True, par), 0.0))  # fmt: skip
    widowed = smooth(by_age(both, q[p.sex[others], p.age[others]]), couples, np.where(inside, q[::-1], 0.0))
    stay = np.zeros_like(share)
    stay[:, 1:] = share[:, :-1] * (1.0 - widowed[:, :-1]) * (1.0 - separating[:, 1:])
    region.base["union_hazard"] = np.clip((share - stay) / np.maximum(free, 1e-3), 0.0, 0.5) * inside


def _couples(region: Region) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Couples of residents: the one with the smaller key, the other, and whether they live with minors [n]."""
    p, h = region.persons.c, region.households.c
    i = np.flatnonzero((p.partner_id >= 0) & (p.household_id >= 0))
    j = p.partner_id[i].astype(np.int64)
    once = (p.key[i] < p.key[j]) & (p.household_id[j] >= 0)
    i, j = i[once], j[once]
    together = p.household_id[i] == p.household_id[j]
    return i, j, together & (h.n_children[p.household_id[i]] > 0)


def _free(region: Region) -> NDArray[np.bool_]:
    """Residents who may unite [n]: of age, without a partner, not at school or studying elsewhere."""
    p = region.persons.c
    busy = (p.status == Status.PUPIL) | (p.status == Status.AWAY)
    return np.asarray((p.household_id >= 0) & (p.partner_id < 0) & (p.age >= _MIN_AGE) & ~busy)


@njit(cache=True, nogil=True)
def match(w_age: Any, w_place: Any, w_home: Any, w_mother: Any, w_key: Any, start: Any, m_place: Any, m_home: Any,
          m_mother: Any, m_key: Any, value: Any, par: Any, base: Any) -> Any:  # fmt: skip
    """Man of each woman, −1 = nobody in reach.

    Women [n] in order of priority. Men [m] in order of age: those of age a are start[a] … start[a+1] − 1. value
    [places, places] is −theta·d, −inf out of reach. mother: row, −1 = unknown.
    """
    taken = np.zeros(m_key.size, np.bool_)
    out = np.full(w_key.size, -1, np.int64)
    for w in range(w_key.size):
        best = -np.inf
        near = value[w_place[w]]
        youngest = max(int(w_age[w] + par.gap_mean - 3.0 * par.gap_sd), 0)
        oldest = min(int(w_age[w] + par.gap_mean + 3.0 * par.gap_sd), start.size - 2)
        for a in range(youngest, oldest + 1):
            gap = (a - w_age[w] - par.gap_mean) / par.gap_sd
            by_age = -0.5 * gap * gap
            for m in range(start[a], start[a + 1]):
                v = by_age + near[m_place[m]]
                if taken[m] or v == -np.inf:
                    continue
                u = v + gumbel(base, w_key[w], m_key[m])
                if u > best and m_home[m] != w_home[w] and (m_mother[m] < 0 or m_mother[m] != w_mother[w]):
                    best = u
                    out[w] = m
        if out[w] >= 0:
            taken[out[w]] = True
    return out


def step(region: Region, year: int) -> None:
    """Separations, then unions among those who were without a partner before; new couples move together."""
    if "union_hazard" not in region.base:
        calibrate(region)
    _forget_waits(region)
    seekers = _free(region)
    _separate(region)
    women, men = _unite(region, seekers)
    _move_together(region, women, men)
    dissolve_empty(region, year)


def _forget_waits(region: Region) -> None:
    """Who waits to leave after a separation and is the only adult left keeps the home."""
    p = region.persons.c
    heads = settled_refs(region)
    waiting = np.flatnonzero((p.leaving == Leaving.SEPARATION) & (p.household_id >= 0))
    head = heads[p.household_id[waiting]]
    p.leaving[waiting[(head < 0) | (p.age[head] < 18)]] = Leaving.NO


def _separate(region: Region) -> None:
    par, base = region.par(Params), region.draws(Stream.SEPARATION)
    p, h = region.persons.c, region.households.c
    i, j, minors = _couples(region)
    ends = uniforms(base, p.key[i], 0) < separation_hazard((p.age[i] + p.age[j]) / 2.0, minors, par)
    i, j = i[ends], j[ends]
    p.partner_id[i] = -1
    p.partner_id[j] = -1
    region.count("separations", p.place_id[i])
    h.events[p.household_id[i]] |= np.uint8(LifeEvent.SEPARATION)
    h.events[p.household_id[j]] |= np.uint8(LifeEvent.SEPARATION)
    man, woman = np.where(p.sex[i] == Sex.MALE, i, j), np.where(p.sex[i] == Sex.MALE, j, i)
    his, hers = _lives_with_mother(region, man), _lives_with_mother(region, woman)
    man_leaves = np.where(his == hers, uniforms(base, p.key[i], 1) < par.man_leaves, hers)
    leaver = np.where(man_leaves, man, woman)
    together = p.household_id[i] == p.household_id[j]
    p.leaving[leaver[together]] = Leaving.SEPARATION


def _lives_with_mother(region: Region, persons: NDArray[np.int64]) -> NDArray[np.bool_]:
    p = region.persons.c
    mother = p.mother_id[persons]
    return np.asarray((mother >= 0) & (p.household_id[mother] == p.household_id[persons]))


def _unite(region: Region, seekers: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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
    chosen = match(p.age[women], p.place_id[women], p.household_id[women], p.mother_id[women], p.key[women], start,
                   p.place_id[men], p.household_id[men], p.mother_id[men], p.key[men], value, par, base)  # fmt: skip
    women, men = women[chosen >= 0], men[chosen[chosen >= 0]]
    p.partner_id[women] = men
    p.partner_id[men] = women
    return women, men


def _move_together(region: Region, women: NDArray[np.int64], men: NDArray[np.int64]) -> None:
    """One home for each new couple where one of them heads a household; else both ask for one."""
    p, h, d = region.persons.c, region.households.c, region.dwellings.c
    before, lived = p.household_id.copy(), p.place_id.copy()
    heads = settled_refs(region)
    heads[p.household_id[(p.leaving == Leaving.SEPARATION) & (p.household_id >= 0)]] = -1
    hers, his = p.household_id[women].astype(np.int64), p.household_id[men].astype(np.int64)
    she, he = heads[hers] == women, heads[his] == men

    def floor(home: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.where(h.dwelling_id[home] >= 0, d.floor_m2[h.dwelling_id[home]], 0.0)

    larger = (floor(hers) > floor(his)) | ((floor(hers) == floor(his)) & (h.key[hers] < h.key[his]))
    to_hers = she & (~he | larger)
    both, neither = she & he, ~she & ~he
    merge_households(region, np.where(to_hers, his, hers)[both], np.where(to_hers, hers, his)[both])
    minors = _minors(region, women[he & ~she], before)
    join_household(region, men[she & ~he], hers[she & ~he])
    join_household(region, women[he & ~she], his[he & ~she])
    join_household(region, minors, p.household_id[p.mother_id[minors]].astype(np.int64))
    couples = np.concatenate([women[neither], men[neither]])
    p.leaving[np.concatenate([women[~neither], men[~neither]])] = Leaving.NO
    p.leaving[couples[p.leaving[couples] == Leaving.NO]] = Leaving.HOME
    kept = np.where(to_hers, hers, his)[~neither]
    h.events[kept] |= np.uint8(LifeEvent.UNION)
    region.count("unions", p.place_id[women])
    moved = np.flatnonzero((before >= 0) & (before != p.household_id))
    region.count("moves_within", lived[moved])  # where they moved from, as everywhere


def _minors(region: Region, mothers: NDArray[np.int64], household: NDArray[np.int32]) -> NDArray[np.int64]:
    """Minors who live in the household of one of these mothers, their own."""
    p = region.persons.c
    moving = np.zeros(region.persons.n, np.bool_)
    moving[mothers] = True
    young = np.flatnonzero((p.age < 18) & (p.mother_id >= 0) & (p.household_id >= 0))
    mother = p.mother_id[young]
    return np.asarray(young[moving[mother] & (household[young] == household[mother])])
