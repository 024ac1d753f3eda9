"""Where people study, from what age and for how long: the choice behind `submodels/studies.py`, and what founders know.

In every year in which somebody who has completed upper secondary school turns 19 to 25, studies start at a place j with
probability exp(V_j) / (1 + Σ exp(V)),

    V_o = ln S_o − distance·ln(t / 60 min) + mother·x + I − delay·(age − 19)                places outside
    V_z = ln Σ S + local − distance·ln(t / 60 min) + mother·x + I − delay·(age − 19) + ln φ_z   study places in the region

t is the time from home, x the mother's tertiary education less the base year's mean (0 where she is not known), I the
inclination by sex and programme and φ_z the share of those who study that wants a field taught there (`fields.py`). A unit
of a service type that leads to tertiary education has study places; nobody travels more than `reach_min` a day to it.

The supply S_o of places outside is set once, before any policy acts, so that over the base year's pupils a share
`studies` starts before 26, divided over the places as `study_share` says (the constant of not studying is in S): what
zones and people differ by, and what changes later, is behaviour, the level is a datum. Studies take 3 to 6 years, breaks
included, a quarter each, by a draw that belongs to the person for good (`study_years`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import fields
from model.codes import Education, Field
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, stream_base, uniforms
from model.service_use import units_of

FIRST, LAST = 19, 25  # years in which somebody who starts turns that old
N_AGES = LAST - FIRST + 1
MIN_YEARS, MAX_YEARS = 3, 6
DRAW_FIELD, DRAW_ADULT, DRAW_ORDER = 4, 5, 6  # numbers of draws in Stream.STUDIES
_FIRST_PUPIL = 13  # ages from here to the end of school stand for the cohorts that choose
_ROUNDS, _CLOSE = 200, 1e-10
_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]


@parameters("studies")
class Params(NamedTuple):
    """Shares of an age group, what the choice of a place weighs, and adult learners."""

    completed: float = par(
        0.80, unit="share", low=0.72, high=0.88, source="assumption", note="upper secondary school, of an age group"
    )
    studies: float = par(
        0.45, unit="share", low=0.35, high=0.6, source="assumption", note="of those who completed: starts before 26"
    )
    delay: float = par(
        0.30, unit="utility per year", low=0.15, high=0.6, source="assumption",
        note="two in five of those who start do so at 19, one in five at 22 or later",
    )  # fmt: skip
    registered: float = par(
        0.45, unit="share", low=0.2, high=0.7, source="assumption",
        note="of students elsewhere who lived with parents: unmarried students may stay registered there",
    )  # fmt: skip
    distance: float = par(
        0.5, unit="utility per ln(minutes)", low=0.0, high=1.0, source="assumption",
        note="half the distance, 1.4 times the odds",
    )  # fmt: skip
    mother: float = par(
        0.8, unit="utility", low=0.4, high=1.2, source="assumption",
        note="tertiary education of the mother: 2.2 times the odds of studying",
    )  # fmt: skip
    local: float = par(
        -1.5, unit="utility", low=-3.0, high=0.0, source="assumption",
        note="a field taught in the region against the same at all places outside: one programme, but no need to move",
    )  # fmt: skip
    reach_min: float = par(60.0, unit="min", low=45.0, high=75.0, source="assumption", note="one way a day")
    adult: float = par(
        0.010, unit="per year", low=0.004, high=0.02, source="assumption",
        note="hazard of a part-time degree next door to a study place",
    )  # fmt: skip
    adult_distance: float = par(
        0.9, unit="per hour", low=0.4, high=1.5, source="assumption", note="an hour away, two fifths of it"
    )
    adult_years: float = par(4.0, unit="years", low=3.0, high=6.0, source="assumption", note="a part-time degree")


def defaults() -> Params:
    """The parameters as declared: synthesis knows no others."""
    return Params(*map(float, Params()))


def study_years(keys: NDArray[np.uint64]) -> _Rows:
    """Years that studies take: 3 to 6, each person's own for good [n], whatever the seed."""
    u = uniforms(np.uint64(stream_base(0, Stream.STUDIES, 0)), keys, 0)
    return np.asarray(MIN_YEARS + np.floor(u * (MAX_YEARS - MIN_YEARS + 1)), np.int64)


def starts(odds: _Array, p: Params) -> _Array:
    """Probability of starting at each age [n, 7] where the odds of starting at 19 are `odds` [n]."""
    hazard = odds[:, None] * np.exp(-p.delay * np.arange(N_AGES))
    hazard = hazard / (1.0 + hazard)
    waits = np.cumprod(1.0 - hazard, axis=1)
    return np.asarray(hazard * np.concatenate([np.ones((odds.size, 1)), waits[:, :-1]], axis=1))


def fit_supply(odds: _Array, weight: _Array, target: _Array, p: Params) -> _Array:
    """Supply ln S [O] so that of people [n] with `weight` the shares `target` [O] start before 26; −inf where that is 0.

    `odds` [n, O] are the odds of starting at 19 at each place where S is 1.
    """
    offers = target > 0
    supply = np.where(offers, target, 0.0) / (1.0 - target.sum())
    for _ in range(_ROUNDS):
        at = odds * supply
        total = np.maximum(at.sum(axis=1), 1e-300)
        ever = starts(total, p).sum(axis=1)
        ratio = target[offers] / ((weight * ever / total) @ at[:, offers])
        supply[offers] *= ratio
        if np.abs(ratio - 1.0).max(initial=0.0) < _CLOSE:
            break
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(supply))


def cohort(p: Params, q: fields.Params) -> _Array:
    """Probability of starting at each age [2, F, 7] by sex and programme, of a cohort of whom a share `studies` starts."""
    sex, programme = np.repeat([0, 1], fields.N_FIELDS), np.tile(np.arange(fields.N_FIELDS), 2)
    weight = fields.shares(fields.programme_values(np.arange(2), np.zeros(2), fields.PROGRAMMES, q)).ravel() / 2.0
    odds = np.exp(fields.inclination(sex, programme, q))
    supply = fit_supply(odds[:, None], weight, np.array([p.studies]), p)
    return starts(odds * np.exp(supply), p).reshape(2, fields.N_FIELDS, N_AGES)


def start_shares(p: Params, q: fields.Params) -> _Array:
    """Share of those who completed school that starts at each age [7]."""
    weight = fields.shares(fields.programme_values(np.arange(2), np.zeros(2), fields.PROGRAMMES, q)) / 2.0
    return np.asarray(np.einsum("sk,ska->a", weight, cohort(p, q)))


def still_studies(years: NDArray[np.int64]) -> _Array:
    """Probability that studies take `years` or more."""
    return np.asarray(np.clip((MAX_YEARS + 1.0 - years) / (MAX_YEARS - MIN_YEARS + 1), 0.0, 1.0))


def cohort_mix(p: Params, q: fields.Params) -> _Array:
    """Shares of fields by sex and level [2, 3, F] of those who have chosen by these parameters."""
    return fields.mix(cohort(p, q).sum(axis=2), q)


def field_mix(region: Region) -> _Array:
    """Shares of fields by sex and level [2, 3, F] in this run."""
    if "field_mix" not in region.base:
        region.base["field_mix"] = cohort_mix(region.par(Params), region.par(fields.Params))
    return region.base["field_mix"]


def mothers(region: Region, rows: _Rows) -> _Array:
    """Mother's tertiary education less the base year's mean of pupils [n]; 0 where she is not known."""
    p = region.persons.c
    if "mother_tertiary" not in region.base:
        hers = p.mother_id[pupils(region)]
        hers = hers[hers >= 0]
        mean = float((p.education[hers] == Education.TERTIARY).mean()) if hers.size else 0.0
        region.base["mother_tertiary"] = np.array([mean])
    mother = p.mother_id[rows]
    x = (p.education[np.maximum(mother, 0)] == Education.TERTIARY) - region.base["mother_tertiary"][0]
    return np.asarray(np.where(mother >= 0, x, 0.0))


def pupils(region: Region) -> _Rows:
    """Residents who stand for the cohorts that choose: 13 to 18."""
    p = region.persons.c
    return np.flatnonzero((p.household_id >= 0) & (p.age >= _FIRST_PUPIL) & (p.age < FIRST))


def calibrate(region: Region) -> None:
    """Set `study_supply` [O], and `start_hazard` [2, 2, 7] by sex, programme (general or not) and age of who lives away."""
    p, q, n = region.par(Params), region.par(fields.Params), region.n_zones
    for name in ("mother_tertiary", "field_mix"):
        region.base.pop(name, None)
    rows, c = pupils(region), region.persons.c
    # Pupils of a zone, a sex and a kind of mother are alike; a region without pupils is like one with one in each.
    known = c.mother_id[rows] >= 0
    x_of = np.unique(np.append(mothers(region, rows), 0.0))
    kind = np.searchsorted(x_of, np.where(known, mothers(region, rows), 0.0))
    cell = (c.place_id[rows].astype(np.int64) * 2 + c.sex[rows]) * x_of.size + kind
    alike = (
        np.bincount(cell, minlength=n * 2 * x_of.size).astype(np.float64) if rows.size else np.ones(n * 2 * x_of.size)
    )
    present = np.flatnonzero(alike)
    zone, sex, x = present // (2 * x_of.size), present // x_of.size % 2, x_of[present % x_of.size]
    general = fields.shares(fields.programme_values(sex, x, fields.PROGRAMMES, q))[:, Field.GENERAL]
    weight = np.concatenate([general, 1.0 - general]) * np.tile(alike[present], 2) / alike.sum()
    programme = np.repeat([int(Field.GENERAL), int(Field.CARE)], present.size)  # any vocational one is as good
    sex, x = np.tile(sex, 2), np.tile(x, 2)
    value = _distance(region.time_min[np.tile(zone, 2), n:], p)
    odds = np.exp(value + (p.mother * x + fields.inclination(sex, programme, q))[:, None])
    target = p.studies * region.outside.study_share / region.outside.study_share.sum()
    region.base["study_supply"] = supply = fit_supply(odds, weight, target, p)
    start = starts(odds @ np.exp(supply), p)
    group = sex * 2 + (programme != Field.GENERAL)
    begun = np.stack([np.bincount(group, weight * start[:, a], minlength=4) for a in range(N_AGES)], axis=1)
    waits = np.bincount(group, weight, minlength=4)[:, None] - np.cumsum(begun, axis=1) + begun
    region.base["start_hazard"] = (begun / np.maximum(waits, 1e-12)).reshape(2, 2, N_AGES)


def _distance(minutes: _Array, p: Params) -> _Array:
    return np.asarray(-p.distance * np.log(np.maximum(minutes, 1.0) / 60.0))


class StudyPlaces(NamedTuple):
    """Zones with study places; L of them."""

    zone: _Rows  # [L]
    room: _Rows  # places that nobody holds [L]
    teaches: _Array  # share of the places by field [L, F]


def local_places(region: Region) -> StudyPlaces:
    """Study places in the region: those of units whose type leads to tertiary education, less who studies there."""
    c, s = region.persons.c, region.services.c
    places = np.zeros((region.n_zones, fields.N_FIELDS))
    for k, kind in enumerate(region.service_types):
        if kind.teaches == Education.TERTIARY:
            units = units_of(region, k)
            np.add.at(places, s.place_id[units], s.capacity[units, None] * np.array(kind.fields))
    zone = np.flatnonzero(places.sum(axis=1) > 0)
    if zone.size == 0:
        return StudyPlaces(zone, zone, places[zone])
    here = (c.study_end > 0) & (c.study_place_id >= 0) & (c.study_place_id < region.n_zones) & (c.place_id >= 0)
    taken = np.bincount(c.study_place_id[here], minlength=region.n_zones)[zone]
    capacity = places[zone].sum(axis=1)
    room = np.maximum(np.floor(capacity) - taken, 0.0).astype(np.int64)
    return StudyPlaces(zone, room, places[zone] / capacity[:, None])


def place_values(region: Region, rows: _Rows, local: StudyPlaces) -> _Array:
    """Utility of studying at each place [n, O + L] for residents in `rows`."""
    p, q, c, n = region.par(Params), region.par(fields.Params), region.persons.c, region.n_zones
    supply, t = region.base["study_supply"], region.time_min[:n]
    own = p.mother * mothers(region, rows) + fields.inclination(c.sex[rows], c.field[rows], q)
    own -= p.delay * (c.age[rows] - FIRST)
    with np.errstate(divide="ignore"):
        at_home = np.log(np.exp(supply).sum()) + p.local + _distance(t[:, local.zone], p)
    at_home[t[:, local.zone] > p.reach_min] = -np.inf
    by_zone = np.concatenate([supply + _distance(t[:, n:], p), at_home], axis=1)
    values = by_zone[c.place_id[rows]] + own[:, None]
    if local.zone.size:
        wants = fields.study_shares(c.sex[rows], c.field[rows], q)
        with np.errstate(divide="ignore"):
            values[:, len(supply) :] += np.log(wants @ (local.teaches > 0).T.astype(np.float64))
    return np.asarray(values)
