"""What happened before the base year: tenure of jobs, years at an address, ages of firms, people who have left.

All are drawn from the stationary distribution of the yearly hazards, so that the first years run like the tenth: the
chance of having stayed t years is the product of (1 − hazard) back in time. Leavers: the moves between municipalities by
age of EVIDENCE V3, times the share that crosses the region's border, on the population of each of the last 20 years, less
the share that has returned and those who have died since.

Left out: children who left with their parents (as grown-ups they would have weaker ties here); leavers before that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Status, Tenure
from model.inputs import RegionData
from model.rng import Kind, uniform, uniforms
from model.submodels.candidates import move_rate
from model.submodels.studies import SCHOOL_END, study_years
from model.submodels.studies import Params as StudyParams
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints
from model.synthesis.kin import look_for_mothers
from model.synthesis.margins import MAX_AGE, population_of

YEARS_REMEMBERED = 20
_FIRST_LEAVING_AGE, _LAST_LEAVING_AGE = 16, 69
_DRAW_PLACE, _DRAW_MOTHER, _DRAW_TENURE, _DRAW_MOVED = range(100, 104)


@njit(cache=True, nogil=True)
def years_since(base: Any, key: Any, k: Any, limit: Any, hazard: Any, row: Any) -> Any:
    """Years [n] since the last renewal: hazard [rows, years back], row [n] of each, at most limit [n]."""
    out = np.empty(key.size, np.int64)
    last = hazard.shape[1] - 1
    for i in range(key.size):
        left = uniform(base, key[i], k)
        t = 0
        survived = 1.0
        while t < limit[i]:
            survived *= 1.0 - hazard[row[i], min(t, last)]
            if left > survived:
                break
            t += 1
        out[i] = t
    return out


def job_tenure(draft: Draft, key: NDArray[np.uint64], age: Ints, firm_age: Ints, hazard: Floats) -> Ints:
    """Whole years [n] in the present job; `hazard` [years] of leaving a job by tenure."""
    limit = np.maximum(np.minimum(age - 19, firm_age), 0)
    return np.asarray(years_since(draft.base, key, _DRAW_TENURE, limit, hazard[None, :], np.zeros(key.size, np.int64)))


def years_at_address(draft: Draft, ref_age: Ints, tenure: Ints) -> Ints:
    """Whole years [H] since each household moved to its home, by the reference person's age and tenure."""
    p = draft.params
    ages = np.arange(MAX_AGE)
    by_age = np.select([ages < 30, ages < 45, ages < 67], [3.0, 1.8, 1.0], 0.5)
    back = np.maximum(ages[:, None] - np.arange(70)[None, :], 0)
    owner = np.minimum(p.move_hazard_owner * by_age[back], 0.9)
    renter = np.minimum(p.move_hazard_tenant * by_age[back], 0.9)
    hazard = np.concatenate([owner, renter])
    row = np.minimum(ref_age, MAX_AGE - 1) + np.where(tenure == Tenure.RENTED, MAX_AGE, 0)
    limit = np.maximum(ref_age - 19, 0)
    return np.asarray(years_since(draft.base, draft.households.key, _DRAW_MOVED, limit, hazard, row))


@dataclass
class Leavers:
    """Former residents; every array is [L]."""

    key: NDArray[np.uint64]
    sex: Ints
    age: Ints
    municipality: Ints
    left_year: Ints
    mother: Ints
    origin: Ints  # zone
    place: Ints  # outside, 0 … O−1
    status: Ints
    has_studied: NDArray[np.bool_]


def find_leavers(draft: Draft, data: RegionData, study_share: Floats, migration_share: Floats, room: Ints) -> Leavers:
    """The register of former residents at the base year; takes from mothers' `room` [N] for children."""
    p, base_year = draft.params, draft.base_year
    cells = _leavers_by_cell(draft, data)
    year, m, sex, age_then = np.nonzero(cells)
    counts = cells[year, m, sex, age_then]
    cell = np.repeat(np.arange(counts.size), counts)
    k = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    since = YEARS_REMEMBERED - year
    slot = ((((year[cell] * 64 + m[cell]) * 2 + sex[cell]) * 128 + age_then[cell]) << 16) + k
    key = draft.keys(Kind.FOUNDER_LEAVER, slot)
    base = draft.base
    age = age_then[cell] + since[cell]
    u = [uniforms(base, key, k) for k in (_DRAW_PLACE, _DRAW_MOTHER)]
    student = age_then[cell] == SCHOOL_END - 1  # on 1 January of the year in which they finished school and left
    studies = student & (age < SCHOOL_END + study_years(key))
    place = np.where(
        studies,
        np.searchsorted(np.cumsum(study_share) / study_share.sum(), u[0]),
        np.searchsorted(np.cumsum(migration_share) / migration_share.sum(), u[0]),
    )
    status = np.select(
        [studies, age < SCHOOL_END, age >= 67],
        [int(Status.AWAY), int(Status.PUPIL), int(Status.RETIRED)],
        Status.EMPLOYED,
    )
    wanted = (u[1] < p.leavers_grew_up_here) & (age <= 60)
    household = np.full(key.size, -2, np.int64)
    mother = look_for_mothers(draft, key, age, m[cell], household, wanted, room)
    return Leavers(
        key=key,
        sex=sex[cell],
        age=age,
        municipality=m[cell],
        left_year=base_year - since[cell],
        mother=mother,
        origin=np.full(key.size, -1, np.int64),
        place=place,
        status=status,
        has_studied=student & ~studies,
    )


def _leavers_by_cell(draft: Draft, data: RegionData) -> Ints:
    """Former residents still alive and away, by year of leaving, municipality, sex and age then."""
    p = draft.params
    ages = np.arange(MAX_AGE)
    rate = np.where((ages >= _FIRST_LEAVING_AGE) & (ages <= _LAST_LEAVING_AGE), move_rate(ages), 0.0)
    q = StudyParams(*map(float, StudyParams()))
    rate *= p.leavers_exit_share
    rate[SCHOOL_END - 1] = q.completed * q.studies * (1.0 - q.registered)  # who leaves to study (submodels/studies.py)
    share = 1.0 - p.leavers_returned
    found = np.zeros((YEARS_REMEMBERED, len(draft.margins), 2, MAX_AGE))
    for y in range(YEARS_REMEMBERED):
        year = draft.base_year - YEARS_REMEMBERED + y
        alive = _survival(data, YEARS_REMEMBERED - y)
        found[y] = population_of(data, year) * rate * share * alive[None]
    # Whole numbers: cumulative rounding along ages keeps totals of every year, municipality and sex.
    return np.diff(np.floor(np.cumsum(found, axis=3) + 0.5), axis=3, prepend=0.0).astype(np.int64)


def _survival(data: RegionData, years: int) -> Floats:
    """Chance [2, MAX_AGE] that somebody of a sex and age is alive after some years, at the base year's mortality."""
    frame = data.national.mortality
    known = frame["year"].unique()
    year = max([y for y in known if y <= data.base_year] or [min(known)])
    frame = frame[frame["year"] == year]
    m = np.zeros((2, MAX_AGE))
    sex = (frame["sex"] == "female").to_numpy(np.int64)
    age = np.minimum(frame["age"].to_numpy(), MAX_AGE - 1)
    m[sex, age] = frame["deaths_per_person_year"].to_numpy(np.float64)
    m[:, int(age.max()) :] = m[:, int(age.max())][:, None]
    total = np.concatenate([np.zeros((2, 1)), np.cumsum(m, axis=1)], axis=1)
    last = np.minimum(np.arange(MAX_AGE) + years, MAX_AGE)
    return np.asarray(np.exp(-(total[:, last] - total[:, :MAX_AGE])))
