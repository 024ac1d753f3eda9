"""Which part each adult plays in a household, by sex and age: whole numbers that meet the shapes and the population.

The propensities below are prior shares of an age in each role (assumption; shaped after Norwegian register households:
leaving home about 20, small children around 32, children's nest empty around 52, widowhood from 75). They are fitted to
the number of people per age and the number of places per role by iterative proportional fitting, then rounded.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from model.synthesis.integers import Floats, Ints, controlled_rounding, ipf
from model.synthesis.margins import ADULT, HOUSEHOLD_TYPES, MAX_AGE
from model.synthesis.shapes import BASE, EXTRA, TYPE


class Role(IntEnum):
    """Part of an adult in a household."""

    ALONE = 0
    COUPLE = 1
    COUPLE_SMALL = 2
    COUPLE_OLDER = 3
    LONE_SMALL = 4
    LONE_OLDER = 5
    COUPLE_ADULT = 6  # couple whose children are all grown up and at home
    LONE_ADULT = 7
    ADULT_CHILD = 8
    OTHER = 9


PAIRS = (Role.COUPLE, Role.COUPLE_SMALL, Role.COUPLE_OLDER, Role.COUPLE_ADULT)
_PARENTS = {  # household type -> role of two parents, role of one
    "couple_no_children": (Role.COUPLE, Role.COUPLE),
    "couple_small_children": (Role.COUPLE_SMALL, Role.LONE_SMALL),
    "couple_older_children": (Role.COUPLE_OLDER, Role.LONE_OLDER),
    "lone_parent_small": (Role.COUPLE_SMALL, Role.LONE_SMALL),
    "lone_parent_older": (Role.COUPLE_OLDER, Role.LONE_OLDER),
    "adult_children": (Role.COUPLE_ADULT, Role.LONE_ADULT),
    "multi_family_small": (Role.COUPLE_SMALL, Role.LONE_SMALL),
    "multi_family_older": (Role.COUPLE_OLDER, Role.LONE_OLDER),
    "living_alone": (Role.ALONE, Role.ALONE),
    "multi_family_no_children": (Role.OTHER, Role.OTHER),
}
_WOMEN_SHARE = {Role.LONE_ADULT: 0.72, Role.ADULT_CHILD: 0.42, Role.OTHER: 0.48}
_AGES = (18, 20, 22, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 119)
_WOMEN = {
    Role.ALONE: (3, 10, 15, 18, 13, 9, 8, 8, 10, 14, 18, 28, 48, 75, 90),
    Role.COUPLE: (1, 8, 16, 22, 16, 6, 3, 5, 22, 42, 55, 55, 38, 12, 2),
    Role.COUPLE_SMALL: (0.3, 2, 7, 17, 40, 42, 18, 2.5, 0.1, 0, 0, 0, 0, 0, 0),
    Role.COUPLE_OLDER: (0, 0, 0, 0.5, 6, 24, 47, 50, 30, 9, 1, 0, 0, 0, 0),
    Role.LONE_SMALL: (0.3, 1.5, 3, 4, 5, 4, 2, 0.4, 0, 0, 0, 0, 0, 0, 0),
    Role.LONE_OLDER: (0, 0, 0, 0.7, 3, 7, 11, 12, 8, 2.5, 0.3, 0, 0, 0, 0),
    Role.COUPLE_ADULT: (0, 0, 0, 0, 0, 0, 1, 8, 16, 15, 9, 3, 1, 0.2, 0.1),
    Role.LONE_ADULT: (0, 0, 0, 0, 0, 0, 0.6, 3, 6, 5, 3.5, 2.5, 3.5, 4, 3),
    Role.ADULT_CHILD: (94, 78, 52, 26, 9, 5, 3.5, 2.5, 2, 1.5, 0.8, 0.1, 0, 0, 0),
    Role.OTHER: (2, 6, 8, 7, 5, 4, 3, 3, 3, 3, 3, 4, 5, 6, 6),
}
_MEN = _WOMEN | {
    Role.ALONE: (3, 10, 18, 26, 26, 22, 20, 20, 20, 20, 20, 21, 26, 42, 60),
    Role.LONE_SMALL: (0.05, 0.2, 0.5, 0.8, 1, 1, 0.8, 0.4, 0.1, 0.02, 0, 0, 0, 0, 0),
    Role.LONE_OLDER: (0, 0, 0, 0.2, 0.7, 1.6, 2.6, 3, 2.4, 1.2, 0.3, 0.05, 0, 0, 0),
    Role.LONE_ADULT: (0, 0, 0, 0, 0, 0, 0.3, 1.2, 2.4, 2.2, 1.6, 1, 1.2, 1.5, 1),
    Role.ADULT_CHILD: (94, 82, 62, 36, 15, 9, 6, 5, 4, 3, 1.5, 0.1, 0, 0, 0),
}


def propensities(sex_is_female: bool, age_gap: float) -> Floats:
    """Prior shares [MAX_AGE − ADULT, roles]; men in couples are `age_gap` years older."""
    ages = np.arange(ADULT, MAX_AGE)
    table = _WOMEN if sex_is_female else _MEN
    shifted = {Role.COUPLE, Role.COUPLE_SMALL, Role.COUPLE_OLDER, Role.COUPLE_ADULT}
    columns = [
        np.interp(ages - (age_gap if role in shifted and not sex_is_female else 0.0), _AGES, table[role])
        for role in Role
    ]
    return np.column_stack(columns)


def parent_role(shape: Ints) -> Ints:
    """Role of the parents (or partners) of each household shape [N, 5]; OTHER where it has none."""
    two = np.array([int(_PARENTS[name][0]) for name in HOUSEHOLD_TYPES])
    one = np.array([int(_PARENTS[name][1]) for name in HOUSEHOLD_TYPES])
    return np.where(shape[:, BASE] == 2, two[shape[:, TYPE]], one[shape[:, TYPE]])


def extra_role(shape: Ints) -> Ints:
    """Role of the further adults of each household shape [N, 5]."""
    multi = np.array([name.startswith("multi") for name in HOUSEHOLD_TYPES])
    return np.where(multi[shape[:, TYPE]], int(Role.OTHER), int(Role.ADULT_CHILD))


def role_totals(shape: Ints, counts: Ints, women: int, lone_mother_share: float) -> Ints:
    """Places by sex and role [2, roles] (men, women) of one municipality with `women` women aged 18 or more."""
    places = np.zeros(len(Role), np.int64)
    np.add.at(places, parent_role(shape), counts * shape[:, BASE])
    np.add.at(places, extra_role(shape), counts * shape[:, EXTRA])
    female = np.zeros(len(Role), np.int64)
    for role in Role:
        if role in PAIRS:
            female[role] = places[role] // 2
        elif role != Role.ALONE:
            female[role] = round(places[role] * _WOMEN_SHARE.get(role, lone_mother_share))
    female[Role.ALONE] = women - female.sum()
    for role in (Role.ADULT_CHILD, Role.OTHER, Role.LONE_ADULT, Role.LONE_OLDER, Role.LONE_SMALL):
        # Where one sex is too few to leave somebody of it living alone, it gives up other places first.
        alone = int(np.clip(female[Role.ALONE], 0, places[Role.ALONE]))
        excess = int(female[Role.ALONE]) - alone
        given = int(np.clip(female[role] + excess, 0, places[role])) - int(female[role])
        female[role] += given
        female[Role.ALONE] -= given
    return np.stack([places - female, female])


def role_table(population: Ints, totals: Ints, age_gap: float) -> list[Ints]:
    """People by age and role, for men and women: population [2, MAX_AGE], totals [2, roles] -> [ages, roles] each."""
    tables = []
    for sex in (0, 1):
        people = population[sex, ADULT:]
        prior = propensities(sex == 1, age_gap)
        tables.append(controlled_rounding(ipf(prior, people, totals[sex]), people, totals[sex]))
    return tables
