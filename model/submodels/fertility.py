"""Births.

A woman who reaches age a during the year has a child with probability

    p_i = f(a)·birth ratio·world(fertility) · w_i / mean of w over resident women of age a

where f is the nation's rate by age (UN WPP 2024) and w_i = partner(i)·parity(i)·recent(i): relative hazards by
partnership, by children born, and low in the year after a birth. The scaling by age makes the expected number of
births rate × women whatever the weights, so they decide who has children, not how many are born. A boy is born with
probability ratio / (1 + ratio). A newborn lives half of the year on average, so it dies with 1 − exp(−m0/2), counted
among the year's deaths.

A child's key comes from the mother's key and the birth's number. It grows up in its mother's household; her partner is
the father.

Left out: twins (mothers are a little too many), education and jobs (their effect on timing), and fathers outside a
union. Partnership weights are held constant, so fewer unions do not lower births: a policy that keeps young couples in
the region raises births through the number of women only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.changes import recount
from model.codes import LifeEvent, Sex
from model.parameters import par, parameters
from model.rates import N_AGES, birth_rates, infant_rates, level, probability
from model.region import Region
from model.rng import Kind, Stream, derive_all, uniform, uniforms

READS = (
    "persons.key", "persons.age", "persons.sex", "persons.household_id", "persons.partner_id", "persons.mother_id",
    "persons.place_id", "region.base",
)  # fmt: skip
WRITES = (
    "persons.n_births", "persons.*new", "households.n_members", "households.n_children", "households.ref_id",
    "households.events", "region.base", "region.flows",
)  # fmt: skip


@parameters("fertility")
class Params(NamedTuple):
    """Who has the children."""

    single: float = par(
        0.2, unit="relative hazard", low=0.1, high=0.4, source="assumption", note="without a partner; with one: 1"
    )
    parity_1: float = par(
        1.5, unit="relative hazard", low=1.0, high=2.0, source="assumption", note="one child born; none: 1"
    )
    parity_2: float = par(0.5, unit="relative hazard", low=0.3, high=0.8, source="assumption", note="two children")
    parity_3: float = par(0.35, unit="relative hazard", low=0.15, high=0.6, source="assumption", note="three or more")
    recent: float = par(
        0.1, unit="relative hazard", low=0.0, high=0.4, source="assumption", note="gave birth the year before"
    )
    boys_per_girl: float = par(
        1.06, unit="boys per girl", low=1.04, high=1.07, source="EVIDENCE sex_ratio_birth (SSB via Altaposten 2018)"
    )


@njit(cache=True, nogil=True)
def weight(has_partner: Any, parity: Any, is_recent: Any, par: Any) -> Any:
    """Relative hazard of a birth; 1 for a woman with a partner and no children. Parity 3 = three or more."""
    w = 1.0 if has_partner else par.single
    if parity == 1:
        w *= par.parity_1
    elif parity == 2:
        w *= par.parity_2
    elif parity == 3:
        w *= par.parity_3
    return w * par.recent if is_recent else w


@njit(cache=True, nogil=True)
def _classes(household: Any, age: Any, sex: Any, partner: Any, mother: Any, n_births: Any, rate: Any) -> Any:
    """Class of each resident woman who may have a child: parity + 4·partner + 8·recent; −1 for everybody else."""
    recent = np.zeros(age.size, np.bool_)
    for i in range(age.size):
        if age[i] == 1 and mother[i] >= 0:
            recent[mother[i]] = True
    out = np.full(age.size, -1, np.int8)
    for i in range(age.size):
        if household[i] >= 0 and sex[i] == Sex.FEMALE and rate[age[i]] > 0.0:
            out[i] = min(n_births[i], 3) + 4 * (partner[i] >= 0) + 8 * recent[i]
    return out


@njit(cache=True, nogil=True)
def mothers(classes: Any, age: Any, key: Any, rate: Any, par: Any, base: Any) -> Any:
    """Rows of the women who have a child this year. Persons [n], with the age reached; rate [age reached]."""
    women = np.zeros((rate.size, 16), np.int64)
    for i in range(age.size):
        if classes[i] >= 0:
            women[age[i], classes[i]] += 1
    p = np.zeros((rate.size, 16))
    for a in range(rate.size):
        everybody, total = 0, 0.0
        for c in range(16):
            p[a, c] = weight(c & 4 > 0, c & 3, c & 8 > 0, par)
            everybody += women[a, c]
            total += women[a, c] * p[a, c]
        if total > 0.0:
            p[a] *= rate[a] * everybody / total
    out = np.empty(age.size, np.int64)
    n = 0
    for i in range(age.size):
        if classes[i] >= 0 and uniform(base, key[i], 0) < p[age[i], classes[i]]:
            out[n] = i
            n += 1
    return out[:n]


def birth_probabilities(region: Region, year: int) -> NDArray[np.float64]:
    """Expected births per resident woman [age reached during the year]; nobody under 13 gives birth."""
    factor = level(region, "birth_ratio") * region.world("fertility", year)
    rate = birth_rates(region, year) * factor
    rate[:13] = 0.0
    return rate[:N_AGES]


def step(region: Region, year: int) -> None:
    """Who gives birth, by the keyed draw; the newborn, less those who die, get rows."""
    p = region.persons.c
    base = region.draws(Stream.FERTILITY)
    parameters_ = region.par(Params)
    rate = birth_probabilities(region, year)
    classes = _classes(p.household_id, p.age, p.sex, p.partner_id, p.mother_id, p.n_births, rate)
    rows = mothers(classes, p.age, p.key, rate, parameters_, base)
    p.n_births[rows] += 1
    keys = derive_all(p.key[rows], Kind.CHILD, p.n_births[rows])
    boys = parameters_.boys_per_girl / (1.0 + parameters_.boys_per_girl)
    sex = np.where(uniforms(base, keys, 0) < boys, Sex.MALE, Sex.FEMALE)
    region.count("births", p.place_id[rows])
    q = infant_death_probability(region, year)
    lives = uniforms(region.draws(Stream.MORTALITY), keys, 0) >= q[sex]
    region.count("deaths", p.place_id[rows[~lives]])
    _add_children(region, rows[lives], keys[lives], sex[lives])


def infant_death_probability(region: Region, year: int) -> NDArray[np.float64]:
    """Probability that a newborn dies before the year's end [sex]: half a year at the rate of age 0."""
    m = infant_rates(region, year) * level(region, "death_ratio") * region.world("mortality", year)
    return probability(m / 2.0)


def _add_children(region: Region, rows: NDArray[np.int64], keys: NDArray[np.uint64], sex: NDArray[np.int64]) -> None:
    p, h = region.persons.c, region.households.c
    homes = p.household_id[rows]
    h.events[homes] |= np.uint8(LifeEvent.BIRTH)
    places = p.place_id[rows]
    region.persons.add(
        rows.size, key=keys, sex=sex, household_id=homes, place_id=places, mother_id=rows,
        father_id=p.partner_id[rows], origin_place_id=places,
    )  # fmt: skip
    recount(region)
