"""Couples: the hazards by which they marry and part, who has a partner, and the unions that hold that stock.

Separation of a couple of mean age a, by whether the two are married and whether they live with minors:

    h(a) = base(union)·exp(−decline·max(a − 25, 0))·[minors: factor(union)]

The levels are three: a young childless cohabiting couple, the same married, and what a child changes. They give a ratio
of 2.7 of what has ended after four years among young couples, 40 % of a marriage cohort divorced after 29 years, and 75 %
of married couples with a child together after 14.

Marriage of a couple that lives together unmarried:

    m(a) = base·exp(−decline·max(a − 25, 0))·[minors: factor]

All couples start as cohabiting. The share of founding couples who are married follows from both hazards by age and by
the age at which the first child came; couples who move in get the region's share. In Lister 0.27 of the couples cohabit
at the base year and after 20 years.

Union: the hazard u(a) of women and of men that holds the base year's share with a partner S(a), given separations s(a)
and partners' deaths w(a):

    u(a) = [S(a) − S(a−1)·(1 − w(a−1))·(1 − s(a))] / (share of age a who may unite)

S is the region's own stock, smoothed over ages and leaning on a national profile where there are few people: a datum,
not behaviour. Selective moves are not in it: where singles leave, S drifts up.

Source: EVIDENCE split_hazard_*, split_ratio_cohabiting_to_married_young, married_with_child_intact_14y; levels and slopes
of marriage are set to EVIDENCE cohabiting_share_of_couples.
Left out: years together beyond what age says, belief and education in who marries, marriage without living together,
change between cohorts (those over 60 married more and earlier than the hazards say: too many of them cohabit).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Status
from model.kernels.profiles import smooth_share
from model.parameters import par, parameters
from model.rates import N_AGES, death_rates, level, probability
from model.region import Region
from model.rng import Stream, uniforms

_Floats = NDArray[np.float64]
_Rows = NDArray[np.int64]
_ADULT = 18
_MIN_AGE = 20  # who turns 19 leaves school this year; the few earlier unions come at 20
FIRST_CHILD = 30  # usual age at which it comes (EVIDENCE mean_age_first_birth_women)
NO_CHILD = N_AGES  # age at the first child of a couple that has none


@parameters("couples")
class Params(NamedTuple):
    """Hazards per year (base levels: couples up to 25 without minors), and the national profile of who has a partner."""

    separation_cohabiting: float = par(
        0.095, unit="per year", low=0.06, high=0.1, source="EVIDENCE split_hazard_cohabiting (memory, verify)"
    )
    separation_married: float = par(
        0.032, unit="per year", low=0.024, high=0.04, source="EVIDENCE split_ratio_cohabiting_to_married_young",
        note="and 0.019 a year over 29 years (EVIDENCE split_hazard_married_with_child, derived)",
    )  # fmt: skip
    separation_decline: float = par(
        0.04, unit="per year of age", low=0.03, high=0.06, source="assumption", note="halves in about 17 years of age"
    )
    minors_cohabiting: float = par(
        0.5, unit="factor", low=0.4, high=0.8, source="EVIDENCE split_hazard_cohabiting (memory, verify)",
        note="0.08 a year without children, about 0.04 with",
    )  # fmt: skip
    minors_married: float = par(
        1.0, unit="factor", low=0.7, high=1.1, source="EVIDENCE married_with_child_intact_14y",
        note="65 % intact after 14 years leaves no room for a lower one",
    )  # fmt: skip
    marriage: float = par(0.09, unit="per year", low=0.06, high=0.12, source="assumption")
    marriage_decline: float = par(0.02, unit="per year of age", low=0.0, high=0.04, source="assumption")
    marriage_minors: float = par(1.3, unit="factor", low=1.0, high=1.8, source="assumption")
    later_unions: float = par(
        0.3, unit="share", low=0.0, high=1.0, source="assumption",
        note="of the unions of parents that today's separations lead to, those in the founders' past: cohorts parted less",
    )  # fmt: skip
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


def separation_hazard(mean_age: Any, is_married: Any, has_minors: Any, par: Params) -> Any:
    """Yearly hazard that a couple separates; scalars or arrays."""
    base = np.where(is_married, par.separation_married, par.separation_cohabiting)
    factor = np.where(has_minors, np.where(is_married, par.minors_married, par.minors_cohabiting), 1.0)
    return base * factor * np.exp(-par.separation_decline * np.maximum(mean_age - 25.0, 0.0))


def marriage_hazard(mean_age: Any, has_minors: Any, par: Params) -> Any:
    """Yearly hazard that a cohabiting couple marries; scalars or arrays."""
    return (
        par.marriage
        * np.where(has_minors, par.marriage_minors, 1.0)
        * np.exp(-par.marriage_decline * np.maximum(mean_age - 25.0, 0.0))
    )


def partnered_share(par: Params) -> _Floats:
    """National profile of the share with a partner [sex, age]; 0 under 18."""
    ages = np.arange(N_AGES)
    starts, ends = np.array([[par.start_men], [par.start_women]]), np.array([[par.end_men], [par.end_women]])
    rise = 1.0 / (1.0 + np.exp(-(ages - starts) / par.start_spread))
    fall = 1.0 / (1.0 + np.exp((ages - ends) / par.end_spread))
    return np.asarray(np.where(ages >= 18, par.plateau * rise * fall, 0.0))


def married_share(par: Params) -> _Floats:
    """Share of couples who are married [mean age, age at the first child]; the last column is couples without children.

    The national profile of who has a partner says, with the hazards, at what age couples form. A couple with children has
    minors for 18 years from the first one on; it may have formed later (the children of one of them).
    """
    partnered = partnered_share(par).mean(axis=0)
    first = np.append(np.arange(N_AGES), NO_CHILD)
    out = np.zeros((N_AGES, first.size))
    cohabiting, married = np.zeros(first.size), np.zeros(first.size)
    stock = np.zeros(2)  # of all couples, with the first child at the usual age: gives the couples that form
    for a in range(_ADULT, N_AGES):
        minors = (first <= a) & (a < first + _ADULT)
        weds = marriage_hazard(a, minors, par)
        stays = [1.0 - separation_hazard(a, is_married, minors, par) for is_married in (False, True)]
        kept = stock * [stays[0][FIRST_CHILD], stays[1][FIRST_CHILD]]
        form = max(float(partnered[a]) - float(kept.sum()), 0.0)
        stock = np.array([kept[0] * (1.0 - weds[FIRST_CHILD]) + form, kept[1] + kept[0] * weds[FIRST_CHILD]])
        if stock.sum() > partnered[a]:  # widowhood, the same for both
            stock *= partnered[a] / stock.sum()
        rest = cohabiting * stays[0]
        married = married * stays[1] + rest * weds
        cohabiting = rest * (1.0 - weds) + form * np.where(a <= first, 1.0, par.later_unions)
        out[a] = married / np.maximum(married + cohabiting, 1e-12)
    return out


def calibrate(region: Region) -> None:
    """Set `region.base["union_hazard"]` [sex, age] from the stock that lives here now (synthesis: the founders).

    Also `married_share` [without, with minors; mean age]: of the couples who live here.
    """
    par = region.par(Params)
    p = region.persons.c
    prior = partnered_share(par)

    def by_age(rows: _Rows, weights: Any = None) -> _Floats:
        cells = p.sex[rows].astype(np.int64) * N_AGES + p.age[rows]
        return np.asarray(np.bincount(cells, weights, 2 * N_AGES).reshape(2, N_AGES), np.float64)

    def smooth(counts: _Floats, population: _Floats, guess: Any) -> _Floats:
        return np.asarray(smooth_share(counts, population, guess, par.prior_persons, par.bandwidth))

    i, j, minors = couples_of(region)
    both, others = np.concatenate([i, j]), np.concatenate([j, i])
    mix = region.base["married_share"] = _married_stock(region, i, j, minors, married_share(par))
    hazard = separation_hazard((p.age[i] + p.age[j]) / 2.0, p.is_married[i], minors, par)
    q = probability(death_rates(region, region.year) * level(region, "death_ratio"))
    residents = by_age(np.flatnonzero((p.household_id >= 0) & (p.age >= 18)))
    couples = by_age(both)
    inside = prior > 0.0
    share = smooth(couples, residents, prior)
    share[:, :_MIN_AGE] = 0.0
    free = smooth(by_age(np.flatnonzero(free_to_unite(region))), residents, np.where(inside, 1.0 - prior, 0.0))
    usual = [separation_hazard(np.arange(N_AGES), wed, True, par) for wed in (False, True)]
    usual = (1.0 - mix[1]) * usual[0] + mix[1] * usual[1]
    separating = smooth(by_age(both, np.tile(hazard, 2)), couples, np.where(inside, usual, 0.0))
    widowed = smooth(by_age(both, q[p.sex[others], p.age[others]]), couples, np.where(inside, q[::-1], 0.0))
    stay = np.zeros_like(share)
    stay[:, 1:] = share[:, :-1] * (1.0 - widowed[:, :-1]) * (1.0 - separating[:, 1:])
    region.base["union_hazard"] = np.clip((share - stay) / np.maximum(free, 1e-3), 0.0, 0.5) * inside


def _married_stock(region: Region, i: _Rows, j: _Rows, minors: NDArray[np.bool_], prior: _Floats) -> _Floats:
    """Share of couples who are married [without, with minors; mean age], leaning on the national one where they are few."""
    p, par = region.persons.c, region.par(Params)
    cell = minors.astype(np.int64) * N_AGES + (p.age[i] + p.age[j]) // 2
    couples, wed = (
        np.bincount(cell, weights, 2 * N_AGES).reshape(2, N_AGES) for weights in (None, p.is_married[i].astype(float))
    )
    guess = np.maximum(np.stack([prior[:, NO_CHILD], prior[:, FIRST_CHILD]]), 1e-6)
    return np.asarray(smooth_share(wed, couples, guess, par.prior_persons, par.bandwidth))


@njit(cache=True, nogil=True)
def _couples(partner: Any, household: Any, key: Any, service: Any, n_children: Any) -> Any:
    rows, minors = np.empty(partner.size, np.int64), np.empty(partner.size, np.bool_)
    n = 0
    for i in range(partner.size):
        j = partner[i]
        if j < 0 or household[i] < 0 or household[j] < 0 or key[i] > key[j]:
            continue
        if service[household[i]] >= 0 or service[household[j]] >= 0:
            continue
        rows[n], minors[n] = i, household[i] == household[j] and n_children[household[i]] > 0
        n += 1
    return rows[:n], minors[:n]


def couples_of(region: Region) -> tuple[_Rows, _Rows, NDArray[np.bool_]]:
    """Couples of residents: the one with the smaller key, the other, and whether they live with minors [n].

    Not those of whom one lives in a care home.
    """
    p, h = region.persons.c, region.households.c
    i, minors = _couples(p.partner_id, p.household_id, p.key, h.service_id, h.n_children)
    return i, p.partner_id[i].astype(np.int64), minors


def free_to_unite(region: Region) -> NDArray[np.bool_]:
    """Residents who may unite [n]: of age, without a partner, not at school, studying elsewhere or in a care home."""
    p = region.persons.c
    single = np.flatnonzero((p.household_id >= 0) & (p.partner_id < 0) & (p.age >= _MIN_AGE))
    busy = (p.status[single] == Status.PUPIL) | (p.status[single] == Status.AWAY)
    in_care = region.households.c.service_id[p.household_id[single]] >= 0
    out = np.zeros(region.persons.n, np.bool_)
    out[single[~busy & ~in_care]] = True
    return out


def newcomers_marry(region: Region, one: _Rows, other: _Rows, has_minors: NDArray[np.bool_]) -> None:
    """Whether couples who move in [n] are married: by the region's share of their age, `base["married_share"]`."""
    p = region.persons.c
    age = (p.age[one] + p.age[other]) // 2
    key = np.minimum(p.key[one], p.key[other])
    u = uniforms(region.draws(Stream.MARRIAGE), key, 0)
    is_married = u < region.base["married_share"][has_minors.astype(np.int64), age]
    p.is_married[one], p.is_married[other] = is_married, is_married
