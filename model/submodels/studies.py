"""Nineteen: who finishes school, who studies and where, and who graduates.

In the year a pupil turns 19 (draws keyed by the person):

    completes upper secondary school      with share `completed`; the others have basic education and seek work
    studies, of those who completed       with share `studies`
    stays registered at home, of students with share `registered`: AWAY, still a resident of the parents' household
    moves out, the other students         to the place outside drawn by its `study_share`; AWAY, a former resident

Studies take 3, 4 or 5 years, a third each, by a draw that belongs to the person for good (`study_years`): on 1 January
a student of age a is AWAY while a − 19 < years, and graduates in the year of turning 19 + years.
Then education is TERTIARY. Who is registered
at home seeks work from now on and asks for a home (`leaving` GRADUATION): here, with the parents, or outside, as the
moves decide. Who had moved out works outside without an employer here, and may come back as a former resident.
Those who do not study seek work. Mothers do not move out to study. Pupils who live outside get the same schooling there.

Sources: shares are assumptions, set so that 0.36 of an age group ends with tertiary education (EVIDENCE
higher_education_share_men_women: 0.358 of adults).
Left out: choice of field and place by distance and offer, parents' education, women's higher share, upper secondary
school away from home, study places in the region (no policy on them can act yet), breaks, drop-outs and adult students
(too few people in their late twenties study, so they return too early).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.changes import dissolve_empty, leave_region
from model.codes import Education, Leaving, Status
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, stream_base, uniforms

READS = ("persons.key", "persons.age", "persons.sex", "persons.n_births", "persons.partner_id", "region.outside")
WRITES = (
    "persons.education", "persons.status", "persons.leaving", "persons.household_id", "persons.place_id",
    "persons.left_year", "households.n_members", "households.n_children", "households.ref_id",
    "households.place_id", "households.dwelling_id", "dwellings.household_id", "dwellings.state",
    "dwellings.empty_since", "region.flows", "region.transfers",
)  # fmt: skip

SCHOOL_END = 19  # the year a pupil turns 19
MIN_YEARS, MAX_YEARS = 3, 5


@parameters("studies")
class Params(NamedTuple):
    """Shares at 19."""

    completed: float = par(
        0.80, unit="share", low=0.72, high=0.88, source="assumption", note="upper secondary school, of an age group"
    )
    studies: float = par(0.45, unit="share", low=0.35, high=0.6, source="assumption", note="of those who completed")
    registered: float = par(
        0.45, unit="share", low=0.2, high=0.7, source="assumption",
        note="of students elsewhere: unmarried students may stay registered at the parents' home",
    )  # fmt: skip


def study_years(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Years that studies take: 3, 4 or 5, each person's own for good [n], whatever the seed."""
    u = uniforms(np.uint64(stream_base(0, Stream.STUDIES, 0)), keys, 0)
    return np.asarray(MIN_YEARS + np.floor(u * (MAX_YEARS - MIN_YEARS + 1)), np.int64)


def step(region: Region, year: int) -> None:
    """Graduates first, then those who finish school this year."""
    _graduate(region)
    _finish_school(region, year)
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
    completed = uniforms(base, key, 0) < par.completed
    studies = completed & (uniforms(base, key, 1) < par.studies)
    stays = (uniforms(base, key, 2) < par.registered) | (p.n_births[rows] > 0) | (p.partner_id[rows] >= 0)
    p.education[rows[completed]] = Education.UPPER_SECONDARY
    p.status[rows] = np.where(resident, Status.UNEMPLOYED, Status.EMPLOYED)
    p.status[rows[studies]] = Status.AWAY
    p.leaving[rows[studies]] = Leaving.NO
    region.count("leaving_home", p.place_id[rows[(p.leaving[rows] == Leaving.HOME) & resident]])
    out = studies & resident & ~stays
    leave_region(region, rows[out], region.n_zones + _study_place(region, key[out]), year)


def _study_place(region: Region, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Index of the place outside where each one studies [n]."""
    share = region.outside.study_share
    cut = np.cumsum(share) / share.sum()
    place = np.searchsorted(cut, uniforms(region.draws(Stream.STUDIES), keys, 3), side="right")
    return np.asarray(np.minimum(place, len(share) - 1), np.int64)
