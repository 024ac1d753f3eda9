"""What policies offer or ask for in the year that runs, by zone where it matters: places to study, desks, relief, aid.

Emptied on 1 January before policies act, so what nobody renews has ended. Neutral as it begins: submodels read it as they
read any other state and never learn which policy wrote it. Several policies add up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """Places for adults who study part time beside what they do, offered this year in a zone."""

    zone: int
    places: int
    fields: tuple[float, ...]  # share of the places by codes.Field
    level: int  # codes.Education that it leads to; whoever has the level below may attend
    years: int
    presence: float = 1.0  # share of the journeys of a course with weekly meetings
    pull: float = 1.0  # factor on how many begin, against a place to study without anything around it


@dataclass(frozen=True)
class Invitation:
    """People outside who are asked to consider the region this year."""

    key: int  # 64-bit word that their keys derive from
    number: int
    education: int  # codes.Education
    field: int  # codes.Field, −1 = as people of that level in general
    ages: tuple[int, int]  # from, to exclusive
    years_outside: float  # that they have lived where they live


@dataclass
class Incentives:
    """Sums over all policies; arrays are by zone [Z]."""

    n_zones: int
    courses: list[Course] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    study_aid_nok: float = 0.0  # a year, to an adult who studies part time
    small_lots: float = 0.0  # share of public purchases in lots that small suppliers can bid for
    entry_lift: float = 1.0  # factor on the number of new firms
    remote_subjects: float = 0.0  # subjects taught over the net at upper secondary schools …
    remote_below: float = 0.0  # … with fewer pupils than this
    labour_cost: _Array = field(
        init=False
    )  # change of what private employers pay on top of wages, share of labour cost
    tax_relief: _Array = field(init=False)  # less income tax for who lives there, share of gross income
    debt_relief_nok: _Array = field(init=False)  # of a resident's study loan, NOK a year
    desk_share: _Array = field(init=False)  # of those who could work from home but are not connected
    premises_m2: _Array = field(init=False)  # extra floor for firms in existing buildings
    garden_places: _Array = field(init=False)  # for young firms under one roof

    def __post_init__(self) -> None:
        """Nothing is offered yet."""
        names = ("labour_cost", "tax_relief", "debt_relief_nok", "desk_share", "premises_m2", "garden_places")
        for name in names:
            setattr(self, name, np.zeros(self.n_zones))
