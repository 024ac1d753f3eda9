"""Education and main activity of founders: exact numbers of employed by municipality, ages by profile.

Education: shares by age and sex (assumption; together they give Lister's 29 % basic, 47 % upper secondary and 24 %
tertiary among those 16 and over in 2019, SSB municipal facts, moved on by cohort); fields as the choices of
`model/fields.py` make a cohort. Activity: everybody below 6 is a child, below 19 a pupil, a share of those 19–30 at home is
away for studies. The others are outside the labour force in
proportion to the profiles of `model/labour.py`, in the number that leaves the employed residents of the bundle and an
unemployed share; a lower level of education makes it more likely.

Left out: pupils' and students' jobs (the bundle's employed include them; here all employed are 19 or older), part time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.codes import Education, Sex, Status
from model.higher_education import FIRST
from model.labour import disabled_share, retired_share
from model.rng import uniforms
from model.synthesis.draft import Draft
from model.synthesis.integers import Floats, Ints, systematic
from model.synthesis.students import away

_AGES = (18, 19, 21, 22, 24, 27, 31, 35, 45, 55, 66, 80, 100)
_TERTIARY = {
    Sex.MALE: (0.0, 0.0, 0.0, 0.01, 0.05, 0.14, 0.25, 0.26, 0.24, 0.21, 0.18, 0.14, 0.10),
    Sex.FEMALE: (0.0, 0.0, 0.0, 0.02, 0.10, 0.26, 0.44, 0.48, 0.44, 0.36, 0.25, 0.13, 0.08),
}
_BASIC = {
    Sex.MALE: (1.0, 0.28, 0.28, 0.28, 0.26, 0.24, 0.22, 0.22, 0.22, 0.24, 0.27, 0.34, 0.45),
    Sex.FEMALE: (1.0, 0.22, 0.22, 0.22, 0.21, 0.19, 0.16, 0.16, 0.17, 0.22, 0.30, 0.46, 0.60),
}
_DRAW_EDUCATION, _DRAW_ORDER, _DRAW_RETIRED = 30, 31, 32
_OUTSIDE_FACTOR = np.array([1.6, 1.0, 0.5])  # of being outside the labour force, by education (assumption)
_UNEMPLOYED_FACTOR = np.array([1.8, 1.0, 0.6])  # (assumption)
_YOUNG_UNEMPLOYED = 2.0  # factor below 30 (assumption)
FIRST_WORKING_AGE = FIRST
LAST_WORKING_AGE = 74
_PENSION_AGE = 67


def educate(age: Ints, sex: Ints, key: NDArray[np.uint64], base: np.uint64) -> Ints:
    """Education of people [n] by age and sex: shares nearly exact in every stretch of ages."""
    education = np.full(age.size, int(Education.BASIC), np.int64)
    u = uniforms(base, key, _DRAW_EDUCATION)
    for code in Sex:
        rows = np.flatnonzero((sex == code) & (age >= FIRST_WORKING_AGE))
        rows = rows[np.lexsort((key[rows], u[rows], age[rows]))]
        tertiary = np.interp(age[rows], _AGES, _TERTIARY[code])
        basic = np.interp(age[rows], _AGES, _BASIC[code])
        is_tertiary = systematic(tertiary, round(tertiary.sum()))
        rest = np.where(is_tertiary, 0.0, basic / np.maximum(1.0 - tertiary, 1e-9))
        is_basic = systematic(rest, round(basic.sum()))
        education[rows] = np.where(is_tertiary, Education.TERTIARY, np.where(is_basic, 0, Education.UPPER_SECONDARY))
    return education


def occupy(draft: Draft, education: Ints) -> Ints:
    """Status of every resident [N]; the employed residents of every municipality are exact."""
    persons, age = draft.persons, draft.persons.age
    status = np.where(age < 6, int(Status.CHILD), int(Status.PUPIL)).astype(np.int64)
    status[age > LAST_WORKING_AGE] = Status.RETIRED
    order = uniforms(draft.base, persons.key, _DRAW_ORDER)
    status[away(draft, education, order)] = Status.AWAY
    status[persons.in_care] = Status.RETIRED
    free = (age >= FIRST_WORKING_AGE) & (age <= LAST_WORKING_AGE) & (status != Status.AWAY) & ~persons.in_care
    retired_first = uniforms(draft.base, persons.key, _DRAW_RETIRED)
    for m in range(len(draft.margins)):
        rows = np.flatnonzero(free & (persons.municipality == m))
        rows = rows[np.lexsort((persons.key[rows], order[rows], age[rows]))]
        status[rows] = _activity(draft, m, age[rows], education[rows], retired_first[rows])
    return status


def _activity(draft: Draft, m: int, age: Ints, education: Ints, u: Floats) -> Ints:
    """Status of the people [n] of a municipality who could work, given in order of age."""
    employed = int(draft.margins.commuting[m].sum())
    share = draft.params.unemployed_share
    unemployed = min(round(employed * share / (1.0 - share)), max(age.size - employed, 0))
    if employed > age.size:
        raise ValueError(
            f"municipality {draft.margins.codes[m]}: {employed} employed residents, but only {age.size} aged "
            f"{FIRST_WORKING_AGE}-{LAST_WORKING_AGE} who are not away for studies"
        )
    disabled = np.clip(disabled_share(age) * _OUTSIDE_FACTOR[education], 0.0, 0.9)
    retired = retired_share(age) * (1.0 - disabled)
    out = systematic(np.maximum(disabled + retired, 1e-9), age.size - employed - unemployed)
    status = np.full(age.size, int(Status.EMPLOYED))
    is_retired = (age >= _PENSION_AGE) | (u * (disabled + retired) < retired)
    status[out] = np.where(is_retired[out], int(Status.RETIRED), int(Status.DISABLED))
    force = np.flatnonzero(~out)
    weight = _UNEMPLOYED_FACTOR[education[force]] * np.where(age[force] < 30, _YOUNG_UNEMPLOYED, 1.0)
    weight[age[force] >= _PENSION_AGE] = 1e-9  # from then on who has no work is retired
    status[force[systematic(weight, unemployed)]] = Status.UNEMPLOYED
    return status
