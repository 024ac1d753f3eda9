"""The municipalities' income system and what their services cost: rates, and equations without state.

    equalisation = N·[σ·(T − tax/N) + δ·max(0, 0.9·T − tax/N)],  T the nation's tax per resident; may be negative
    block grant = G + N·g + (need − N·need of the nation per resident),  need = Σ_age n(age)·residents of the age
    other services of a resident = max(0, n(age) + o − what the types with units cost for a resident of the age)
    property tax = rate·(share of value that is taxed)·(market value of homes)
    district grant = d·N
    administration = N·a·(N/200)^ε,  ε = −0.35

Ages' needs n(age): EVIDENCE need_per_age_*; administration: EVIDENCE admin_wage_cost_smallest and
admin_cost_elasticity; the form of the system: symmetric equalisation and need by age as in the Norwegian one. The books
are kept in model/submodels/public_money.py.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.kernels.totals import AGES
from model.parameters import par, parameters
from model.region import Region
from model.service_costs import MUNICIPALITY, cost_shares, norm_cost
from model.service_use import need_by_age as users_by_age
from model.traits import ServiceType

ADMIN_AT = 200.0  # residents at which the cost of administration is stated
_Array = NDArray[np.float64]


@parameters("public_money")
class Params(NamedTuple):
    """Rates of the income system and unit costs, in kroner of the base year."""

    tax_share: float = par(0.085, unit="share of gross income", low=0.07, high=0.1, source="assumption")
    national_tax: float = par(40_000.0, unit="NOK per resident", low=35_000.0, high=45_000.0, source="assumption")
    levelling: float = par(0.6, unit="share of the gap", low=0.5, high=0.7, source="assumption", note="sigma")
    extra_levelling: float = par(
        0.35, unit="share of the gap below 90 %", low=0.0, high=0.4, source="assumption", note="delta"
    )
    grant_per_resident: float = par(
        32_000.0,
        unit="NOK per resident",
        low=22_000.0,
        high=40_000.0,
        source="EVIDENCE free_income_per_capita 72,000 less the tax (from memory)",
    )
    grant_per_municipality: float = par(
        14e6, unit="NOK", low=8e6, high=18e6, source="assumption", note="basic criterion of the block grant"
    )
    small_threshold: float = par(
        3_200.0, unit="residents", low=3_000.0, high=3_500.0, source="EVIDENCE small_municipality_grant_threshold"
    )
    small_grant: float = par(6e6, unit="NOK", low=3e6, high=13e6, source="assumption")
    district_grant: float = par(
        1_000.0,
        unit="NOK per resident",
        low=0.0,
        high=3_000.0,
        source="assumption",
        note="of a district municipality; the bundle does not say which are, so all get it",
    )
    property_tax: float = par(
        0.002,
        unit="share of value per year",
        low=0.0,
        high=0.004,
        source="assumption",
        note="at the base year, every municipality; power plants are in other revenue",
    )
    taxed_share: float = par(
        0.7, unit="share of market value", low=0.6, high=0.7, source="assumption", note="that is taxed"
    )
    base_debt: float = par(
        0.8,
        unit="net debt over yearly revenue",
        low=0.65,
        high=0.99,
        source="SSB, municipal facts (KOSTRA 2018): 0.65–0.99 in Lister's municipalities",
    )
    by_users: float = par(
        0.7,
        unit="share",
        low=0.4,
        high=1.0,
        source="assumption",
        note="of what county, health trust and state get for a type that follows its users; the rest is a fixed frame",
    )
    interest: float = par(0.04, unit="per year", low=0.02, high=0.06, source="assumption", note="on net debt")
    instalment: float = par(0.04, unit="per year", low=0.03, high=0.05, source="assumption", note="of net debt")
    fee_share: float = par(0.14, unit="share of the cost of other services", low=0.1, high=0.18, source="assumption")
    need_1_5: float = par(
        150_000.0, unit="NOK", low=120_000.0, high=180_000.0, source="EVIDENCE need_per_age_0_1_5 (memory, verify)"
    )
    need_6_15: float = par(
        135_000.0, unit="NOK", low=120_000.0, high=150_000.0, source="EVIDENCE need_per_age_6_15 (memory, verify)"
    )
    need_67_79: float = par(
        25_000.0, unit="NOK", low=18_000.0, high=30_000.0, source="EVIDENCE need_per_age_67_79 (memory, verify)"
    )
    need_80_89: float = par(
        95_000.0, unit="NOK", low=80_000.0, high=120_000.0, source="EVIDENCE need_per_age_80_89 (memory, verify)"
    )
    need_90: float = par(
        250_000.0, unit="NOK", low=200_000.0, high=300_000.0, source="EVIDENCE need_per_age_90plus (memory, verify)"
    )
    other_per_resident: float = par(
        45_000.0,
        unit="NOK per resident",
        low=30_000.0,
        high=60_000.0,
        source="assumption",
        note="care below 67, technical services, culture, what no age explains; units of these included",
    )
    admin_at_200: float = par(
        32_000.0,
        unit="NOK per resident",
        low=25_000.0,
        high=36_000.0,
        source="EVIDENCE admin_wage_cost_smallest 25,000 in 2016, raised 28 % (assumption)",
    )
    admin_elasticity: float = par(
        -0.35, unit="elasticity of cost per head", low=-0.45, high=-0.25, source="EVIDENCE admin_cost_elasticity"
    )
    base_result: float = par(
        0.015, unit="share of revenue", low=0.0, high=0.03, source="assumption", note="of every municipality"
    )
    wage_share: float = par(
        0.65, unit="share of cost", low=0.55, high=0.75, source="assumption", note="paid to households"
    )


def need_by_age(p: Params) -> _Array:
    """Need of one resident by age, NOK a year [AGES]."""
    need = np.zeros(AGES)
    for start, stop, nok in (
        (1, 6, p.need_1_5),
        (6, 16, p.need_6_15),
        (67, 80, p.need_67_79),
        (80, 90, p.need_80_89),
        (90, AGES, p.need_90),
    ):
        need[start:stop] = nok
    return need


def borne(kind: ServiceType) -> float:
    """Share of a type's cost that municipalities bear."""
    return cost_shares(kind, MUNICIPALITY if kind.owner == Owner.MUNICIPALITY else "its owner").get(MUNICIPALITY, 0.0)


def in_units_by_age(region: Region) -> _Array:
    """What municipalities pay for a resident by age in services with units of usual size, NOK a year [AGES]."""
    cost = np.zeros(AGES)
    for kind in region.service_types:
        if borne(kind) > 0.0:
            users = 0.8 * kind.capacity_users
            cost += borne(kind) * norm_cost(region, kind, users, kind.capacity_users) / users * users_by_age(kind)
    return cost


def other_by_age(region: Region, p: Params) -> _Array:
    """Cost of one resident by age outside the services with units, NOK a year [AGES]."""
    return np.maximum(need_by_age(p) + p.other_per_resident - in_units_by_age(region), 0.0)


def equalisation(tax: Any, residents: Any, p: Params) -> Any:
    """What the tax equalisation gives a municipality (negative: takes), NOK [M]."""
    gap, floor = p.national_tax * residents - tax, 0.9 * p.national_tax * residents - tax
    return p.levelling * gap + p.extra_levelling * np.maximum(floor, 0.0)


def block_grant(need: Any, residents: Any, national_need: Any, p: Params, councils: Any = 1.0) -> Any:
    """Block grant by age-weighted need, NOK [M]; `councils`: how many municipalities it is the grant of."""
    by_need = need - residents * national_need
    return np.maximum(p.grant_per_municipality * councils + residents * p.grant_per_resident + by_need, 0.0)


def admin_cost(residents: Any, p: Params) -> Any:
    """Cost of administration, NOK [M]."""
    people = np.maximum(residents, 1.0)
    return people * p.admin_at_200 * (people / ADMIN_AT) ** p.admin_elasticity
