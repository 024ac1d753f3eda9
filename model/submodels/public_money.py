"""Public money: what a municipality gets by the income system, what its services cost, what is left.

    revenue = tax + equalisation + block grant + small-municipality grant + fees + other revenue
    tax = τ·(gross income of residents)
    small-municipality grant = a fixed sum below 3,200 residents
    fees = φ·(units + other services)
    cost = units + (other services + administration)·(saving if there is little room, model/budgets.py)
    units = Σ over the municipality's own units (fixed cost + cost per user · users)
    other services = Σ_age cost of a resident outside the units · residents

Equalisation, block grant, other services and administration: model/income_system.py.

*Other revenue* (property tax, power, earmarked grants) is a constant of the municipality in kroner, set when a model
starts so that the base year's result is a given share of revenue (assumption: the same for all, as the bundle has no
municipal accounts); where that needs less than nothing it is other spending. Policy payments that name a municipality's
account come on top. Every krone has a payer and a payee; a result is what an account keeps.

Prices and rates stay those of the base year: the state pays what ageing costs (the nation's need per resident stays).

Left out: debt and interest, investment, inflation, other criteria than age (distance, health, immigrants), transition
grants, cooperation, the county's and the state's own budgets; firms have no account, so what is bought of them is
paid `outside`. Cost per head of other services is constant, so growth needs no new buildings and decline leaves no empty
ones: results rise too much where people come and fall too little where they leave.

READS persons.age, persons.household_id, persons.place_id, persons.wage_nok_year, services.type, services.place_id,
services.owner, services.municipality_id, services.users, municipalities.code, municipalities.years_short,
municipalities.room, region.base, region.accounts

WRITES municipalities.revenue_nok, municipalities.cost_nok, municipalities.net_result_nok, municipalities.years_short,
municipalities.room, region.accounts, region.ledger
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.budgets import RoomParams, next_room, spending_share
from model.codes import Owner
from model.income_system import Params, admin_cost, block_grant, equalisation, need_by_age, other_by_age
from model.kernels.totals import residents_and_income
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

_Array = NDArray[np.float64]


def unit_cost(region: Region) -> _Array:
    """Cost of the units that municipalities own, by municipality, NOK [M]."""
    s = region.services.c
    rows = np.flatnonzero((s.place_id >= 0) & (s.owner == Owner.MUNICIPALITY))
    fixed = np.array([k.fixed_cost_nok_year for k in region.service_types])[s.type[rows]]
    each = np.array([k.cost_per_user_nok_year for k in region.service_types])[s.type[rows]]
    cost = fixed + each * s.users[rows]
    return np.bincount(s.municipality_id[rows], weights=cost, minlength=region.municipalities.n).astype(np.float64)


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
    count = residents_and_income(c.age, c.household_id, c.place_id, c.wage_nok_year, region.zones.municipality, m.n)
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
    for m in np.flatnonzero(room < c.room).tolist():
        share = float(c.net_result_nok[m] / c.revenue_nok[m])
        region.ledger.write(year, account(region, m), "saves", "deficit for years", result=share, room=float(room[m]))
    c.room[:] = room
