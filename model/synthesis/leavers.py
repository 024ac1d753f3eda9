"""The register of former residents: who left in the last 20 years and lives elsewhere.

The moves between municipalities by age of EVIDENCE V3, times the share that crosses the region's border, on the population
of each of those years, less the share that has returned and those who have died since. Who turned 19 left to study, and
part of those who turned 20 to 25, as `submodels/studies.py` makes them leave (`students.py`). Part of the women and men
who left a municipality in the same year are couples; children left with a woman of a mother's age. Part grew up here, and
most of these have a mother here (`kin.py`).

Left out: leavers before that; couples that formed since (`submodels/candidates.py` draws partners for those who return).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import Sex, Status
from model.higher_education import FIRST, LAST, study_years
from model.inputs import RegionData
from model.region import Region
from model.rng import Kind, normals, uniforms
from model.submodels.candidates import move_rate
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints
from model.synthesis.kin import look_for_mothers
from model.synthesis.margins import ADULT, MAX_AGE, population_of
from model.synthesis.students import end_year, registered_share, start_share

YEARS_REMEMBERED = 20
_LAST_LEAVING_AGE = 69
_LEAVES_ALONE = 16  # younger ones leave with a parent
_OLDEST_WITH_MOTHER = 60
_PENSION_AGE = 67
_COUPLE_AGES = (18.0, 24.0, 30.0, 40.0, 50.0, 60.0, 80.0)
_COUPLE_SHARE = (0.02, 0.12, 0.35, 0.45, 0.40, 0.45, 0.40)  # of leavers (assumption: as those who move in)
_PARTS = 0.03  # per year (EVIDENCE split_hazard_married_with_child)
_MOST_ALONG = 3  # children who left with one woman
_LEAST_GAP, _MOST_GAP = 17, 46
_DRAW_PLACE, _DRAW_MOTHER, _DRAW_COUPLE, _DRAW_AGE, _DRAW_STUDIES, _DRAW_START = range(104, 110)
_NEVER = 999


@dataclass
class Leavers:
    """Former residents; every array is [L]. Rows of others in the register are −1 where there are none."""

    key: NDArray[np.uint64]
    sex: Ints
    age: Ints
    municipality: Ints
    left_year: Ints
    mother_here: Ints  # row of residents
    mother_gone: Ints  # row of leavers
    partner: Ints  # row of leavers
    grew_up_here: NDArray[np.bool_]
    place: Ints  # outside, 0 … O−1
    status: Ints
    has_studied: NDArray[np.bool_]
    study_end: Ints  # year, 0 = does not study


def find_leavers(draft: Draft, data: RegionData, region: Region, room: Ints) -> Leavers:
    """The register at the base year; takes from resident mothers' `room` [N] for children."""
    p = draft.params
    cells = leavers_by_cell(draft, data)
    year, m, sex, then = (np.repeat(axis, cells[cells > 0]) for axis in np.nonzero(cells))
    start = np.concatenate([[0], np.cumsum(cells[cells > 0])])[:-1]
    k = np.arange(year.size) - np.repeat(start, cells[cells > 0])
    since = YEARS_REMEMBERED - year
    key = draft.keys(Kind.FOUNDER_LEAVER, ((((year * 64 + m) * 2 + sex) * 128 + then) << 16) + k)
    age = then + since
    u = [uniforms(draft.base, key, draw) for draw in (_DRAW_PLACE, _DRAW_MOTHER)]
    start, years = _start_age(draft, key, then), study_years(key)
    studies = (start <= age) & (age < start + years)
    study, migration = region.outside.study_share, region.outside.migration_share
    place = np.where(
        studies,
        np.searchsorted(np.cumsum(study) / study.sum(), u[0]),
        np.searchsorted(np.cumsum(migration) / migration.sum(), u[0]),
    )
    status = np.select(
        [studies, age < 6, age < FIRST, age >= _PENSION_AGE],
        [int(Status.AWAY), int(Status.CHILD), int(Status.PUPIL), int(Status.RETIRED)],
        int(Status.EMPLOYED),
    )
    grew_up_here = (u[1] < p.leavers_grew_up_here) | (then == FIRST - 1) | (then < _LEAVES_ALONE)
    wanted = grew_up_here & (age <= _OLDEST_WITH_MOTHER) & (then >= _LEAVES_ALONE)
    nowhere = np.full(key.size, -2, np.int64)
    group = year * len(draft.margins) + m
    return Leavers(
        key=key,
        sex=np.where(sex == 1, int(Sex.FEMALE), int(Sex.MALE)),
        age=age,
        municipality=m,
        left_year=draft.base_year - since,
        mother_here=look_for_mothers(draft, key, age, m, nowhere, wanted, room),
        mother_gone=_mothers_along(draft, key, then, sex, group),
        partner=_partners(draft, key, then, sex, group, since),
        grew_up_here=grew_up_here,
        place=np.minimum(place, study.size - 1),
        status=status,
        has_studied=(start + years <= age),
        study_end=np.where(studies, end_year(draft.base_year, age, start, years), 0),
    )


def _leave_to_study(draft: Draft) -> Floats:
    """Share of an age group that leaves to study, by age on 1 January of the year [MAX_AGE]."""
    out = np.zeros(MAX_AGE)
    out[FIRST - 1 : LAST] = start_share() * (1.0 - registered_share(draft))
    return out


def _leaving_rate(draft: Draft) -> Floats:
    """Share of an age group that leaves the region in a year, by age on 1 January [MAX_AGE]: at 18 students only."""
    ages = np.arange(MAX_AGE)
    rate = np.where(ages <= _LAST_LEAVING_AGE, move_rate(ages), 0.0) * draft.params.leavers_exit_share
    rate[FIRST - 1] = 0.0
    return np.asarray(np.maximum(rate, _leave_to_study(draft)))


def _start_age(draft: Draft, key: NDArray[np.uint64], then: Ints) -> Ints:
    """Age at which leavers [L] started or will start to study; _NEVER for the others and for who did so long before.

    Who left at 18 or more to study started that year; the others as anybody, if that is after they left.
    """
    u, v = (uniforms(draft.base, key, draw) for draw in (_DRAW_STUDIES, _DRAW_START))
    student = u * _leaving_rate(draft)[then] < _leave_to_study(draft)[then]
    other = FIRST + np.searchsorted(np.cumsum(start_share()), v)
    later = (other <= LAST) & ((then < FIRST - 1) | (other > then + 1))
    return np.where(student, then + 1, np.where(later, other, _NEVER))


def leavers_by_cell(draft: Draft, data: RegionData) -> Ints:
    """Former residents still alive and away, by year of leaving, municipality, sex and age then."""
    p = draft.params
    rate = _leaving_rate(draft)
    found = np.zeros((YEARS_REMEMBERED, len(draft.margins), 2, MAX_AGE))
    for y in range(YEARS_REMEMBERED):
        alive = _survival(data, YEARS_REMEMBERED - y)
        population = population_of(data, draft.base_year - YEARS_REMEMBERED + y)
        found[y] = population * rate * (1.0 - p.leavers_returned) * alive[None]
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


def _partners(draft: Draft, key: NDArray[np.uint64], then: Ints, sex: Ints, group: Ints, since: Ints) -> Ints:
    """Partner of every leaver [L] who left as part of a couple that still is one; women and men are paired by age."""
    share = np.interp(then, _COUPLE_AGES, _COUPLE_SHARE) * (1.0 - _PARTS) ** since
    paired = (then >= ADULT) & (uniforms(draft.base, key, _DRAW_COUPLE) < share)
    near = then + np.where(sex == 1, draft.params.couple_age_gap, 0.0) + 2.0 * normals(draft.base, key, _DRAW_AGE)
    partner = np.full(key.size, -1, np.int64)
    for g in np.unique(group):
        women = np.flatnonzero(paired & (group == g) & (sex == 1))
        men = np.flatnonzero(paired & (group == g) & (sex == 0))
        n = min(women.size, men.size)
        women = np.sort(women[np.argsort(key[women], kind="stable")][:n])
        men = np.sort(men[np.argsort(key[men], kind="stable")][:n])
        women, men = (rows[np.lexsort((key[rows], near[rows]))] for rows in (women, men))
        partner[women], partner[men] = men, women
    return partner


@njit(cache=True, nogil=True)
def nearest_mother(wish: Any, child_age: Any, woman_age: Any, most: Any) -> Any:
    """Index of the woman [W] whose age is nearest to `wish` [C], −1 = none fits; at most `most` children each."""
    out = np.full(wish.size, -1, np.int64)
    taken = np.zeros(woman_age.size, np.int64)
    for i in range(wish.size):
        best = 1e9
        for w in range(woman_age.size):
            gap = woman_age[w] - child_age[i]
            if taken[w] >= most or gap < _LEAST_GAP or gap > _MOST_GAP:
                continue
            if abs(woman_age[w] - wish[i]) < best:
                best = abs(woman_age[w] - wish[i])
                out[i] = w
        if out[i] >= 0:
            taken[out[i]] += 1
    return out


def _mothers_along(draft: Draft, key: NDArray[np.uint64], then: Ints, sex: Ints, group: Ints) -> Ints:
    """Mother [L] of those who left as children: a woman who left the municipality in the same year."""
    p = draft.params
    children = np.flatnonzero(then < _LEAVES_ALONE)
    children = children[np.argsort(key[children], kind="stable")]
    women = np.flatnonzero((sex == 1) & (then >= ADULT))
    wish = then[children] + p.mother_age_at_birth + p.mother_age_sd * normals(draft.base, key[children], _DRAW_AGE)
    found = np.full(key.size, -1, np.int64)
    for g in np.unique(group[children]):
        mine, hers = children[group[children] == g], women[group[women] == g]
        which = nearest_mother(wish[group[children] == g], then[mine], then[hers], _MOST_ALONG)
        found[mine] = np.where(which >= 0, hers[which], -1) if hers.size else -1
    return found
