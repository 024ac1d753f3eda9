"""Public money: what a municipality gets by the income system, what its services cost, what is left.

    revenue = tax + equalisation + block grant + small-municipality grant + fees + other revenue
    tax = τ·(gross income of residents)
    equalisation = N·[σ·(T − tax/N) + δ·max(0, 0.9·T − tax/N)],  T the nation's tax per resident; may be negative
    block grant = G + N·g + (need − N·need of the nation per resident),  need = Σ_age n(age)·residents of the age
    small-municipality grant = a fixed sum below 3,200 residents
    fees = φ·(units + other services)
    cost = units + (other services + administration)·(saving if there is little room, model/budgets.py)
    units = Σ over the municipality's own units (fixed cost + cost per user · users)
    other services = Σ_age max(0, n(age) − variable cost per resident of the types with units) · residents + o·N
    administration = N·a·(N/200)^ε,  ε = −0.35

Ages' needs n(age): EVIDENCE need_per_age_*; administration: EVIDENCE admin_wage_cost_smallest and
admin_cost_elasticity; the system's form: symmetric equalisation and need by age as in the Norwegian income system.
*Other revenue* (property tax, power, earmarked grants) is a constant of the municipality in kroner, set when a model
starts so that the base year's result is a given share of revenue (assumption: the same for all, as the bundle has no
municipal accounts); where that needs less than nothing it is other spending. Policy payments that name a municipality's
account come on top. Every krone has a payer and a payee; a result is what an account keeps.

Prices and rates stay those of the base year: the state pays what ageing costs (the nation's need per resident stays).

Left out: debt and interest, investment, inflation, other criteria than age (distance, health, immigrants), transition
grants, cooperation, the county's and the state's own budgets; firms have no account, so what is bought of them is
paid `outside`. A fixed other revenue makes a shrinking municipality richer per head than it would be.

READS persons.age, persons.household_id, persons.place_id, persons.wage_nok_year, services.type, services.place_id,
services.owner, services.municipality_id, services.users, municipalities.code, municipalities.years_short,
municipalities.room, region.base, region.accounts

WRITES municipalities.revenue_nok, municipalities.cost_nok, municipalities.net_result_nok, municipalities.years_short,
municipalities.room, region.accounts, region.ledger
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.budgets import RoomParams, next_room, spending_share
from model.codes import Owner
from model.parameters import par, parameters
from model.region import Region

READS = (
    *("persons.age", "persons.household_id", "persons.place_id", "persons.wage_nok_year"),
    *("services.type", "services.place_id", "services.owner", "services.municipality_id", "services.users"),
    *("municipalities.code", "municipalities.years_short", "municipalities.room", "region.base", "region.accounts"),
)
WRITES = (
    *("municipalities.revenue_nok", "municipalities.cost_nok", "municipalities.net_result_nok"),
    *("municipalities.years_short", "municipalities.room", "region.accounts", "region.ledger"),
)

_AGES = 126
_ADMIN_AT = 200.0  # residents at which the cost of administration is stated
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
    fee_share: float = par(0.14, unit="share of the cost of services", low=0.1, high=0.18, source="assumption")
    need_1_5: float = par(150_000.0, unit="NOK", low=120_000.0, high=180_000.0, source="EVIDENCE need_per_age_0_1_5")
    need_6_15: float = par(135_000.0, unit="NOK", low=120_000.0, high=150_000.0, source="EVIDENCE need_per_age_6_15")
    need_67_79: float = par(25_000.0, unit="NOK", low=18_000.0, high=30_000.0, source="EVIDENCE need_per_age_67_79")
    need_80_89: float = par(95_000.0, unit="NOK", low=80_000.0, high=120_000.0, source="EVIDENCE need_per_age_80_89")
    need_90: float = par(250_000.0, unit="NOK", low=200_000.0, high=300_000.0, source="EVIDENCE need_per_age_90plus")
    other_per_resident: float = par(
        45_000.0,
        unit="NOK per resident",
        low=30_000.0,
        high=60_000.0,
        source="assumption",
        note="care below 67, technical services, culture, what no age explains",
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


@njit(cache=True, nogil=True)
def _count(age: Any, household: Any, place: Any, income: Any, municipality: Any, n: Any) -> Any:
    """Return residents by municipality and age [M, _AGES] and their gross income [M]."""
    residents = np.zeros((n, _AGES))
    total = np.zeros(n)
    for i in range(age.size):
        if household[i] >= 0:
            m = municipality[place[i]]
            residents[m, min(age[i], _AGES - 1)] += 1.0
            total[m] += income[i]
    return residents, total


def need_by_age(p: Params) -> _Array:
    """Need of one resident by age, NOK a year [_AGES]."""
    need = np.zeros(_AGES)
    for start, stop, nok in (
        (1, 6, p.need_1_5),
        (6, 16, p.need_6_15),
        (67, 80, p.need_67_79),
        (80, 90, p.need_80_89),
        (90, _AGES, p.need_90),
    ):
        need[start:stop] = nok
    return need


def other_by_age(region: Region, p: Params) -> _Array:
    """Cost of one resident by age outside the services with units, NOK a year [_AGES]."""
    in_units = np.zeros(_AGES)
    for kind in region.service_types:
        if kind.owner == Owner.MUNICIPALITY:
            in_units[kind.need_age_from : kind.need_age_to] += kind.need_per_resident * kind.cost_per_user_nok_year
    return np.maximum(need_by_age(p) - in_units, 0.0) + p.other_per_resident


def equalisation(tax: Any, residents: Any, p: Params) -> Any:
    """What the tax equalisation gives a municipality (negative: takes), NOK [M]."""
    gap, floor = p.national_tax * residents - tax, 0.9 * p.national_tax * residents - tax
    return p.levelling * gap + p.extra_levelling * np.maximum(floor, 0.0)


def block_grant(need: Any, residents: Any, national_need: Any, p: Params) -> Any:
    """Block grant by age-weighted need, NOK [M]."""
    by_need = need - residents * national_need
    return np.maximum(p.grant_per_municipality + residents * p.grant_per_resident + by_need, 0.0)


def admin_cost(residents: Any, p: Params) -> Any:
    """Cost of administration, NOK [M]."""
    people = np.maximum(residents, 1.0)
    return people * p.admin_at_200 * (people / _ADMIN_AT) ** p.admin_elasticity


def unit_cost(region: Region) -> _Array:
    """Cost of the units that municipalities own, by municipality, NOK [M]."""
    s = region.services.c
    rows = np.flatnonzero((s.place_id >= 0) & (s.owner == Owner.MUNICIPALITY))
    fixed = np.array([k.fixed_cost_nok_year for k in region.service_types])[s.type[rows]]
    each = np.array([k.cost_per_user_nok_year for k in region.service_types])[s.type[rows]]
    cost = fixed + each * s.users[rows]
    return np.bincount(s.municipality_id[rows], weights=cost, minlength=region.municipalities.n)


def account(region: Region, municipality: int) -> str:
    """Name of a municipality's account."""
    if region.data is not None and municipality < len(region.data.municipalities):
        return f"municipality:{region.data.municipalities[municipality].code}"
    return f"municipality:{region.municipalities.c.code[municipality]}"


class Budget(NamedTuple):
    """Revenue and cost of a year by item, NOK [M] each; only equalisation and other may be negative."""

    tax: _Array
    equalisation: _Array
    block_grant: _Array
    small_grant: _Array
    fees: _Array
    other: _Array
    units: _Array
    services: _Array
    administration: _Array

    def revenue(self) -> _Array:
        """Sum of what comes in; negative equalisation and other revenue count as less."""
        return self.tax + self.equalisation + self.block_grant + self.small_grant + self.fees + self.other

    def cost(self) -> _Array:
        """Sum of what goes out."""
        return self.units + self.services + self.administration


def budget(region: Region) -> Budget:
    """The year's budget of every municipality."""
    p, c, m = region.par(Params), region.persons.c, region.municipalities
    count = _count(c.age, c.household_id, c.place_id, c.wage_nok_year, region.zones.municipality, m.n)
    residents, people, tax = count[0], count[0].sum(axis=1), p.tax_share * count[1]
    kept = spending_share(m.c.room, region.par(RoomParams))
    units, services = unit_cost(region), residents @ other_by_age(region, p) * kept
    return Budget(
        tax=tax,
        equalisation=equalisation(tax, people, p),
        block_grant=block_grant(residents @ need_by_age(p), people, region.base["national_need_nok"][0], p),
        small_grant=np.where((people > 0) & (people < p.small_threshold), p.small_grant, 0.0),
        fees=p.fee_share * (units + services),
        other=region.base["municipal_other_nok"],
        units=units,
        services=services,
        administration=admin_cost(people, p) * kept * (people > 0),
    )


def calibrate_money(region: Region) -> None:
    """Set other revenue so that the base year's result is the given share, and the columns. Called when a model starts.

    Writes region.base["national_need_nok"] [1] and ["municipal_other_nok"] [M].
    """
    p = region.par(Params)
    region.base["national_need_nok"] = np.array([_national_need(region, p)])
    region.base["municipal_other_nok"] = np.zeros(region.municipalities.n)
    now = budget(region)
    region.base["municipal_other_nok"] = now.cost() / (1.0 - p.base_result) - now.revenue()
    _keep(region, now.revenue() + region.base["municipal_other_nok"], now.cost())


def _national_need(region: Region, p: Params) -> float:
    """Age-weighted need per resident of the nation at the base year, NOK."""
    table = region.data.national.population
    years = table["year"].to_numpy()
    at = years == years[years <= max(region.data.base_year, years.min())].max()
    age, persons = table["age"].to_numpy()[at], table["persons"].to_numpy(np.float64)[at]
    return float((need_by_age(p)[age] * persons).sum() / persons.sum())


def _keep(region: Region, revenue: _Array, cost: _Array) -> None:
    c = region.municipalities.c
    c.revenue_nok[:], c.cost_nok[:], c.net_result_nok[:] = revenue, cost, revenue - cost


def _pay(region: Region, now: Budget) -> None:
    """Book every item between the municipality and those who pay or get it."""
    p, pay = region.par(Params), region.accounts.pay
    for m in range(region.municipalities.n):
        own = account(region, m)
        pay("households", own, now.tax[m], "income tax")
        pay("households", own, now.fees[m], "fees")
        pay("state", own, now.block_grant[m], "block grant")
        pay("state", own, now.small_grant[m], "small-municipality grant")
        for nok, other, purpose in (
            (now.equalisation[m], "state", "tax equalisation"),
            (now.other[m], "outside", "other revenue"),
        ):
            payer, payee = (other, own) if nok >= 0.0 else (own, other)
            pay(payer, payee, abs(nok), purpose)
        for nok, purpose in (
            (now.units[m], "services with units"),
            (now.services[m], "other services"),
            (now.administration[m], "administration"),
        ):
            pay(own, "households", p.wage_share * nok, f"wages: {purpose}")
            pay(own, "outside", (1.0 - p.wage_share) * nok, f"purchases: {purpose}")


def _policies(region: Region) -> tuple[_Array, _Array]:
    """What municipalities got and paid for policies this year, NOK [M]."""
    rows = {account(region, m): m for m in range(region.municipalities.n)}
    got, paid = np.zeros(len(rows)), np.zeros(len(rows))
    for payment in region.accounts.year_payments:
        if payment.policy_id:
            if payment.payee in rows:
                got[rows[payment.payee]] += payment.nok
            if payment.payer in rows:
                paid[rows[payment.payer]] += payment.nok
    return got, paid


def step(region: Region, year: int) -> None:
    """Book the year of every municipality; then its room for the next."""
    p, c = region.par(RoomParams), region.municipalities.c
    got, paid = _policies(region)
    now = budget(region)
    _pay(region, now)
    _keep(region, now.revenue() + got, now.cost() + paid)
    short = c.net_result_nok < -p.deficit_share * c.revenue_nok
    c.years_short[:] = np.where(short, c.years_short + 1, 0)
    room = next_room(c.room, c.years_short, c.net_result_nok, p)
    for m in np.flatnonzero(room < c.room):
        share = float(c.net_result_nok[m] / c.revenue_nok[m])
        region.ledger.write(year, account(region, m), "saves", "deficit for years", result=share, room=float(room[m]))
    c.room[:] = room
