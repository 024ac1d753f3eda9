"""Founders' studies: who is studying on 1 January, since when, where and what, as `submodels/studies.py` makes it.

Of an age group, `completed` times `start_shares` start to study at each age; who started s years old and is a years old
now still studies if the own `study_years` are a − s + 1 or more. Adults' part-time degrees: their hazard times its years.

Left out: study places in the region at the base year (founders study outside), births and partners of students.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import fields, higher_education
from model.codes import Education, Status
from model.fields import Params as FieldParams
from model.higher_education import FIRST, LAST, MAX_YEARS, Params, study_years
from model.rng import uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, systematic

_DRAW_FIELD, _DRAW_START, _DRAW_PLACE, _DRAW_PART_TIME = 150, 151, 152, 153
LAST_ADULT = 50
AGES = np.arange(FIRST, LAST + 1)


class Studies(NamedTuple):
    """What residents [N] study, or have studied."""

    field: Ints
    end: Ints  # year, 0 = does not study
    place: Ints  # outside, 0 … O−1; −1 = does not study


def parameters() -> tuple[Params, FieldParams]:
    """Of the studies and of the fields, as declared."""
    return higher_education.defaults(), fields.defaults()


def start_share() -> Floats:
    """Share of an age group that starts to study at each age [7]."""
    p, q = parameters()
    return np.asarray(p.completed * higher_education.start_shares(p, q))


def registered_share(draft: Draft) -> Floats:
    """Share of those who start at an age [7] who stay registered with their parents: of those who live there."""
    p, _ = parameters()
    age, persons = np.minimum(draft.persons.age, LAST + 1), draft.persons
    everybody = np.bincount(age, minlength=LAST + 2)
    at_home = np.bincount(age, persons.is_adult_child, minlength=LAST + 2)
    return np.asarray(p.registered * (at_home / np.maximum(everybody, 1))[AGES])


def draw_fields(draft: Draft, key: NDArray[np.uint64], sex: Ints, level: Ints) -> Ints:
    """Fields of people [n] by sex and level, as the choices of a cohort make them."""
    return fields.draw(higher_education.cohort_mix(*parameters()), draft.base, key, _DRAW_FIELD, sex, level)


def end_year(base_year: int, age: Ints, start_age: Ints, years: Ints) -> Ints:
    """Year in which studies end [n] that somebody `age` years old on 1 January started when turning `start_age`."""
    return np.asarray(base_year - 1 - (age - start_age) + years)


def still_weights(share: Floats, age: Ints, years: Ints) -> Floats:
    """Chance [n, 7] of having started at each age and still studying, for people of an age whose studies take `years`."""
    since = age[:, None] - AGES[None, :] + 1
    return np.asarray(share * ((since >= 1) & (since <= years[:, None])))


def away(draft: Draft, education: Ints, order: Floats) -> NDArray[np.bool_]:
    """Residents [N] registered with their parents who study elsewhere, as many of every age as the years make."""
    persons = draft.persons
    share = start_share() * registered_share(draft)
    weight = still_weights(share, persons.age, study_years(persons.key)).sum(axis=1)
    weight[~persons.is_adult_child | (education != Education.UPPER_SECONDARY)] = 0.0
    chosen = np.zeros(len(persons), bool)
    for age in range(FIRST, LAST + MAX_YEARS):
        cohort = np.flatnonzero(persons.age == age)
        cohort = cohort[np.lexsort((persons.key[cohort], order[cohort]))]
        started = share * (age >= AGES)
        total = cohort.size * float(started @ higher_education.still_studies(age - AGES + 1))
        chosen[cohort] = systematic(weight[cohort], min(round(total), int(np.count_nonzero(weight[cohort]))))
    return chosen


def studies_of(draft: Draft, education: Ints, status: Ints, study_share: Floats, minutes: Floats) -> Studies:
    """Fields of all residents, and studies under way; `minutes` [N] to the nearest place of study."""
    persons, (p, _) = draft.persons, parameters()
    u = [uniforms(draft.base, persons.key, k) for k in (_DRAW_START, _DRAW_PLACE, _DRAW_PART_TIME)]
    full = status == Status.AWAY
    years = study_years(persons.key)
    weight = still_weights(start_share() * registered_share(draft), persons.age, years)
    start = FIRST + fields.pick(weight, u[0])
    chance = p.adult_years * p.adult * np.exp(-p.adult_distance * minutes / 60.0)
    part = (education == Education.UPPER_SECONDARY) & (persons.age > LAST) & (persons.age <= LAST_ADULT)
    part &= ((status == Status.EMPLOYED) | (status == Status.UNEMPLOYED)) & (u[2] < chance)
    end = np.where(full, end_year(draft.base_year, persons.age, start, years), 0)
    end = np.where(part, draft.base_year + np.floor(u[2] / chance * p.adult_years).astype(np.int64), end)
    level = np.where(full | part, int(Education.TERTIARY), education)
    place = np.minimum(np.searchsorted(np.cumsum(study_share) / study_share.sum(), u[1]), study_share.size - 1)
    field = draw_fields(draft, persons.key, persons.sex, level)
    return Studies(field, end, np.where(full | part, place, -1))
