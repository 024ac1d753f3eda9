"""Sixteen and nineteen: who has a school, who finishes it, who studies and where, and who graduates.

In the year a pupil turns 16, a school within reach, lodgings or none: `model/schooling.py`. In the year of turning 19
(draws keyed by the person):

    completes upper secondary school      with share `completed` of an age group: none of those without a school, and
                                          completed / (base-year share with one) of the others; the rest have basic
                                          education and seek work
    studies at a place o or not at all    of those who completed, logit:

        V_o    = ln S_o − distance·ln(t(z, o) / 60 min) + mother·(x − x̄),      V_none = 0

    stays registered at home, of students with share `registered`: AWAY, still a resident of the parents' household
    moves out, the other students         to the place chosen; AWAY, a former resident

x is 1 if the mother has tertiary education, 0 if not, and x̄, the base year's mean, where she is not known. The supply
S_o is set once, before any policy acts, so that over the base year's pupils a share `studies` studies, divided over the
places as `study_share` says (so the constant of "none" is in S): what the zones and mothers differ by, and what changes
later, is behaviour, the level is a datum.

Studies take 3, 4 or 5 years, a third each, by a draw that belongs to the person for good (`study_years`): on 1 January
a student of age a is AWAY while a − 19 < years, and graduates in the year of turning 19 + years.
Then education is TERTIARY. Who is registered at home seeks work from now on and asks for a home (`leaving` GRADUATION):
here, with the parents, or outside, as the moves decide. Who had moved out works outside without an employer here, and may
come back as a former resident. Those who do not study seek work. Mothers, and the last adults with minors (orphaned
siblings), do not move out to study. Pupils who live outside get the same schooling there.

Sources: shares are assumptions, set so that 0.36 of an age group ends with tertiary education (EVIDENCE
higher_education_share_men_women: 0.358 of adults).
Left out: choice of field, parents' education in who completes, women's higher share, study places in the region (no
service type offers any yet), the place in who stays registered, breaks, drop-outs and adult students (too few people in
their late twenties study, so they return too early).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.changes import dissolve_empty, leave_region
from model.codes import Education, Leaving, Schooling, Status
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, gumbels, stream_base, uniforms
from model.schooling import END, START, enrol, enrolled_share

READS = (
    "persons.key", "persons.age", "persons.sex", "persons.n_births", "persons.partner_id", "persons.mother_id",
    "persons.schooling", "services.type", "services.place_id", "services.capacity", "region.time_min", "region.base",
    "region.outside",
)  # fmt: skip
WRITES = (
    "persons.education", "persons.status", "persons.leaving", "persons.household_id", "persons.place_id",
    "persons.left_year", "persons.schooling", "households.n_members", "households.n_children", "households.ref_id",
    "households.place_id", "households.dwelling_id", "dwellings.household_id", "dwellings.state",
    "dwellings.empty_since", "dwellings.chain", "region.flows", "region.transfers", "region.base",
)  # fmt: skip

SCHOOL_END = END  # the year a pupil turns 19
MIN_YEARS, MAX_YEARS = 3, 5
_FIRST_PUPIL = 13  # ages from here to the end of school stand for the cohorts that choose
_ROUNDS, _CLOSE = 500, 1e-10
_NONE = 4  # draw number of "none"; a place outside is numbered by its key
_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]


@parameters("studies")
class Params(NamedTuple):
    """Shares at 19, and what the choice of a place weighs."""

    completed: float = par(
        0.80, unit="share", low=0.72, high=0.88, source="assumption", note="upper secondary school, of an age group"
    )
    studies: float = par(0.45, unit="share", low=0.35, high=0.6, source="assumption", note="of those who completed")
    registered: float = par(
        0.45, unit="share", low=0.2, high=0.7, source="assumption",
        note="of students elsewhere: unmarried students may stay registered at the parents' home",
    )  # fmt: skip
    distance: float = par(
        0.5, unit="utility per ln(minutes)", low=0.0, high=1.0, source="assumption",
        note="half the distance, 1.4 times the odds",
    )  # fmt: skip
    mother: float = par(
        0.8, unit="utility", low=0.4, high=1.2, source="assumption",
        note="tertiary education of the mother: 2.2 times the odds of studying",
    )  # fmt: skip


def study_years(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Years that studies take: 3, 4 or 5, each person's own for good [n], whatever the seed."""
    u = uniforms(np.uint64(stream_base(0, Stream.STUDIES, 0)), keys, 0)
    return np.asarray(MIN_YEARS + np.floor(u * (MAX_YEARS - MIN_YEARS + 1)), np.int64)


def values(supply: _Array, minutes: _Array, x: _Array, par: Params) -> _Array:
    """Utility of studying at each place [n, O]: ln S [O], minutes [n, O], mother's education less the mean [n]."""
    return np.asarray(supply - par.distance * np.log(np.maximum(minutes, 1.0) / 60.0) + par.mother * x[:, None])


def study_shares(utility: _Array) -> _Array:
    """Probability of each place [n, O]; the rest is that of not studying, whose utility is 0."""
    weight = np.exp(utility)
    return np.asarray(weight / (1.0 + weight.sum(axis=1, keepdims=True)))


def fit_supply(minutes: _Array, x: _Array, weight: _Array, target: _Array, par: Params) -> _Array:
    """Supply ln S [O] that makes the mean probabilities of n weighted people `target` [O]; −inf where that is 0."""
    offers = target > 0
    supply = np.log(np.where(offers, target, 1.0) / (1.0 - target.sum()))
    utility = values(np.zeros(target.size), minutes, x, par)[:, offers]
    for _ in range(_ROUNDS):
        gap = np.log(target[offers] / (weight @ study_shares(supply[offers] + utility)))
        supply[offers] += gap
        if np.abs(gap).max(initial=0.0) < _CLOSE:
            break
    return np.where(offers, supply, -np.inf)


def calibrate(region: Region) -> None:
    """Set what the choices are measured against, from the pupils who live here now: called before any policy acts."""
    par, p, n = region.par(Params), region.persons.c, region.n_zones
    pupils = np.flatnonzero((p.household_id >= 0) & (p.age >= _FIRST_PUPIL) & (p.age < SCHOOL_END))
    base = region.persistent_draws(Stream.STUDIES)
    region.base["enrolled_share"] = np.array([enrolled_share(region, pupils[p.age[pupils] >= START], base)])
    mother = p.mother_id[pupils]
    tertiary = p.education[np.maximum(mother, 0)] == Education.TERTIARY
    mean = float(tertiary[mother >= 0].mean()) if (mother >= 0).any() else 0.0
    region.base["mother_tertiary"] = np.array([mean])
    # Pupils of the same zone and kind of mother are alike; a region without pupils is like one with one in each zone.
    kind = np.where(mother < 0, 0, 1 + tertiary)
    alike = np.bincount(p.place_id[pupils].astype(np.int64) * 3 + kind, minlength=n * 3).astype(np.float64)
    weight = alike if pupils.size else np.ones(n * 3)
    target = par.studies * region.outside.study_share / region.outside.study_share.sum()
    minutes, x = np.repeat(region.time_min[:n, n:], 3, axis=0), np.tile([0.0, -mean, 1.0 - mean], n)
    region.base["study_supply"] = fit_supply(minutes, x, weight / weight.sum(), target, par)


def _mother(region: Region, rows: _Rows) -> _Array:
    """Mother's tertiary education less the base year's mean [n]; 0 where she is not known."""
    mother, p = region.persons.c.mother_id[rows], region.persons.c
    x = (p.education[np.maximum(mother, 0)] == Education.TERTIARY) - region.base["mother_tertiary"][0]
    return np.asarray(np.where(mother >= 0, x, 0.0))


def _minutes(region: Region, rows: _Rows) -> _Array:
    """Minutes from home to the places outside [n, O]."""
    return np.asarray(region.time_min[region.persons.c.place_id[rows], region.n_zones :])


def step(region: Region, year: int) -> None:
    """Graduates first, then those who finish school this year, then those who turn 16."""
    if "study_supply" not in region.base:
        calibrate(region)
    _graduate(region)
    _finish_school(region, year)
    p = region.persons.c
    turn = (p.status == Status.PUPIL) & (p.age == START) & (p.household_id >= 0)
    enrol(region, np.flatnonzero(turn), region.draws(Stream.STUDIES))
    dissolve_empty(region, year)


def _graduate(region: Region) -> None:
    p = region.persons.c
    away = np.flatnonzero((p.status == Status.AWAY) & (p.place_id >= 0))
    done = away[p.age[away] >= SCHOOL_END + study_years(p.key[away])]
    p.education[done] = Education.TERTIARY
    here = p.household_id[done] >= 0
    p.status[done] = np.where(here, Status.UNEMPLOYED, Status.EMPLOYED)
    p.leaving[done] = Leaving.GRADUATION  # here: wants a home; outside: considers coming back this year


def _finish_school(region: Region, year: int) -> None:
    par, base = region.par(Params), region.draws(Stream.STUDIES)
    p = region.persons.c
    rows = np.flatnonzero((p.status == Status.PUPIL) & (p.age >= SCHOOL_END) & (p.place_id >= 0))
    key = p.key[rows]
    resident = p.household_id[rows] >= 0
    completed = uniforms(base, key, 0) < _completes(p.schooling[rows], region.base["enrolled_share"][0], par)
    place = _study_place(region, rows, resident)
    studies = completed & (place >= 0)
    stays = (uniforms(base, key, 2) < par.registered) | (p.n_births[rows] > 0) | (p.partner_id[rows] >= 0)
    p.education[rows[completed]] = Education.UPPER_SECONDARY
    p.status[rows] = np.where(resident, Status.UNEMPLOYED, Status.EMPLOYED)
    p.status[rows[studies]] = Status.AWAY
    p.leaving[rows[studies]] = Leaving.NO
    region.count("leaving_home", p.place_id[rows[(p.leaving[rows] == Leaving.HOME) & resident]])
    out = np.flatnonzero(studies & resident & ~stays)
    out = out[~_leaves_minors_alone(region, rows[out])]
    leave_region(region, rows[out], region.n_zones + place[out], year)


def _leaves_minors_alone(region: Region, rows: _Rows) -> NDArray[np.bool_]:
    """Whether the household of each one [n] would have minors but no adult if all of them left."""
    h, home = region.households.c, region.persons.c.household_id[rows]
    leavers = np.bincount(home, minlength=region.households.n)
    alone = (h.n_children > 0) & (h.n_members - h.n_children <= leavers)
    return np.asarray(alone[home])


def _completes(schooling: NDArray[np.int8], enrolled: float, par: Params) -> _Array:
    """Probability of completing upper secondary school [n]; who was not asked at 16 is like the mean."""
    with_school = min(par.completed / max(enrolled, 1e-9), 1.0)
    share = np.where(schooling == Schooling.NONE, 0.0, with_school)
    return np.asarray(np.where(schooling == Schooling.NOT_ASKED, par.completed, share))


def _study_place(region: Region, rows: _Rows, resident: NDArray[np.bool_]) -> _Rows:
    """Index of the place outside where each one would study, −1 for nowhere [n]."""
    par, base, outside = region.par(Params), region.draws(Stream.STUDIES), region.outside
    keys = region.persons.c.key[rows]
    place = np.where(uniforms(base, keys, 1) < par.studies, 0, -1)  # of who lives outside: studies, or not
    at_home = rows[resident]
    utility = values(region.base["study_supply"], _minutes(region, at_home), _mother(region, at_home), par)
    noise = [gumbels(base, keys[resident], key) for key in outside.keys]
    best = utility + np.stack(noise, axis=1)
    where = best.argmax(axis=1)
    none = gumbels(base, keys[resident], _NONE)
    place[resident] = np.where(best.max(axis=1) > none, where, -1)
    return place
