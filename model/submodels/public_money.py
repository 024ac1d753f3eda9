"""Public money: what owners of services get, what their services cost, what is left, what they owe.

Municipality, by council (model/cooperation.py):

    revenue = tax + equalisation + block grant + small-municipality grant + district grant + property tax + fees + other
    cost = units + (other services + administration)·(saving if there is little room, model/budgets.py), the part of
           other services that is bought at `region.purchase_price`
           + interest + instalments
    units = Σ over types of what municipalities bear for their residents' use (model/service_costs.py)
    debt next year = debt + upkeep + what was built − instalments − result

Rates and equations: model/income_system.py. *Other revenue* (power, earmarked grants, interest earned) is a constant of the
municipality in kroner, set when a model starts so that the base year's result is a given share of revenue (assumption: the
same for all, as the bundle has no municipal accounts); where that needs less than nothing it is other spending. *Upkeep* is
what is built every year to keep what there is: as much as the base year pays off and has left, so that debt stays as it is
in a constant world.

County, health trust and state get for each type that they own what it cost them at the base year, a part of it by users,
and the same result; what a type costs that had no units then is paid as it comes. So where users leave, a fixed cost stays
and the owner may run short.

Every unit's cost is paid by somebody: payers pay the account `services`, which pays wages to households and purchases to
`outside`. Policy payments that name a municipality's account come on top. Every krone has a payer and a payee; a result is
what an account keeps, and what is built is borrowed.

Prices and rates stay those of the base year: the state pays what ageing costs (the nation's need per resident stays).

Left out: inflation, other criteria than age (distance, health, immigrants), transition grants after a merger (a merger
loses its sums per municipality at once: effects on money are too bad in its first fifteen years), the county's roads and
buses. Cost per head of other services is constant, so results rise too much where people come and fall too little where
they leave.

READS persons.age, persons.household_id, persons.place_id, persons.wage_nok_year, services, firms.size,
firms.wage_factor, dwellings.place_id, dwellings.state, dwellings.floor_m2, municipalities, region.price_nok_m2,
region.service_users, region.service_unmet, region.owner_room, region.owner_years_short, region.base, region.accounts,
region.purchase_price

WRITES municipalities.revenue_nok, municipalities.cost_nok, municipalities.net_result_nok, municipalities.years_short,
municipalities.room, municipalities.debt_nok, municipalities.property_tax_rate, region.owner_room,
region.owner_years_short, region.accounts, region.ledger
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.budgets import RoomParams, next_room, next_tax_rate, spending_share
from model.codes import DwellingState, Owner
from model.cooperation import councils
from model.finance import interest_factor
from model.income_system import Params, admin_cost, block_grant, equalisation, need_by_age, other_by_age
from model.kernels.totals import residents_and_income
from model.region import Region
from model.service_costs import OWNER_ACCOUNTS, Bill, account, bills, staff_costs, unit_costs

READS = (
    *("persons.age", "persons.household_id", "persons.place_id", "persons.wage_nok_year"),
    *("services.type", "services.place_id", "services.owner", "services.municipality_id", "services.users"),
    *("services.capacity", "services.firm_id", "firms.size", "firms.wage_factor"),
    *("dwellings.place_id", "dwellings.state", "dwellings.floor_m2", "region.price_nok_m2"),
    *("municipalities.code", "municipalities.years_short", "municipalities.room", "municipalities.debt_nok"),
    *("municipalities.property_tax_rate", "municipalities.council_id"),
    *("region.service_users", "region.service_unmet", "region.owner_room", "region.owner_years_short"),
    *("region.base", "region.accounts", "region.purchase_price"),
)
WRITES = (
    *("municipalities.revenue_nok", "municipalities.cost_nok", "municipalities.net_result_nok"),
    *("municipalities.years_short", "municipalities.room", "municipalities.debt_nok"),
    *("municipalities.property_tax_rate", "region.owner_room", "region.owner_years_short"),
    *("region.accounts", "region.ledger"),
)
OTHER_OWNERS = (Owner.COUNTY, Owner.STATE, Owner.HEALTH_TRUST)

_Array = NDArray[np.float64]


class Budget(NamedTuple):
    """Revenue and cost of a year by item, NOK [M] each; only equalisation and other may be negative."""

    tax: _Array
    equalisation: _Array
    block_grant: _Array
    small_grant: _Array
    district_grant: _Array
    property_tax: _Array
    fees: _Array
    other: _Array
    units: _Array
    services: _Array
    administration: _Array
    interest: _Array
    instalments: _Array

    def revenue(self) -> _Array:
        """Sum of what comes in; negative equalisation and other revenue count as less."""
        grants = self.equalisation + self.block_grant + self.small_grant + self.district_grant
        return self.tax + grants + self.property_tax + self.fees + self.other

    def cost(self) -> _Array:
        """Sum of what goes out."""
        return self.units + self.services + self.administration + self.interest + self.instalments


def home_values(region: Region) -> _Array:
    """Market value of homes and second homes by municipality, NOK [M]."""
    d = region.dwellings.c
    rows = np.flatnonzero((d.place_id >= 0) & (d.state != DwellingState.UNDER_CONSTRUCTION))
    m2 = np.bincount(d.place_id[rows], weights=d.floor_m2[rows], minlength=region.n_zones)
    value = m2 * region.price_nok_m2 if rows.size else m2
    return np.bincount(region.zones.municipality, weights=value, minlength=region.municipalities.n).astype(np.float64)


def budget(region: Region, paid: list[Bill] | None = None) -> Budget:
    """The year's budget of every municipality; `paid`: the bills of the service types."""
    p, room, c, m = region.par(Params), region.par(RoomParams), region.persons.c, region.municipalities
    paid = bills(region) if paid is None else paid
    count = residents_and_income(c.age, c.household_id, c.place_id, c.wage_nok_year, region.zones.municipality, m.n)
    residents, people, tax = count[0], count[0].sum(axis=1), p.tax_share * count[1]
    council = councils(region)
    together = np.bincount(council, weights=people, minlength=m.n)[council]
    share = np.divide(people, together, out=np.zeros(m.n), where=together > 0)
    kept = spending_share(m.c.room, room)
    services = residents @ other_by_age(region, p) * kept * _dearness(region, p)
    interest = p.interest * interest_factor(region, region.year)
    return Budget(
        tax=tax,
        equalisation=equalisation(tax, people, p),
        block_grant=block_grant(residents @ need_by_age(p), people, region.base["national_need_nok"][0], p, share),
        small_grant=np.where((together > 0) & (together < p.small_threshold), p.small_grant, 0.0) * share,
        district_grant=p.district_grant * people,
        property_tax=m.c.property_tax_rate * p.taxed_share * home_values(region),
        fees=p.fee_share * services,
        other=region.base["municipal_other_nok"],
        units=np.sum([bill.municipalities for bill in paid], axis=0),
        services=services,
        administration=admin_cost(together, p) * share * kept * (people > 0),
        interest=interest * np.maximum(m.c.debt_nok, 0.0),
        instalments=p.instalment * np.maximum(m.c.debt_nok, 0.0),
    )


def _dearness(region: Region, p: Params) -> _Array:
    """What other services cost over what they cost at the base year's prices of purchases [M]."""
    return np.asarray(p.wage_share + (1.0 - p.wage_share) * region.purchase_price)


def calibrate_money(region: Region) -> None:
    """Set debt, and other revenue so that the base year's result is the given share. Called when a model starts.

    Writes region.base["national_need_nok"] [1], ["municipal_other_nok"], ["municipal_upkeep_nok"],
    ["property_tax_rate"] [M], ["owner_cost_nok"] and ["service_users"] [K].
    """
    p, c = region.par(Params), region.municipalities.c
    zero = np.zeros(region.municipalities.n)
    region.base["national_need_nok"] = np.array([_national_need(region, p)])
    region.base["property_tax_rate"] = zero + p.property_tax
    c.property_tax_rate[:] = p.property_tax
    paid = bills(region)
    region.base["owner_cost_nok"] = _owner_costs(region, paid)
    region.base["service_users"] = _all_users(region)
    region.base["municipal_other_nok"], c.debt_nok[:] = zero, 0.0
    now = budget(region, paid)
    rate = p.interest * region.world("interest_rate", region.year) + p.instalment
    # Debt is a share of revenue, interest and instalments are a part of cost, and the result is a share of revenue.
    revenue = now.cost() / (1.0 - p.base_result - rate * p.base_debt)
    region.base["municipal_other_nok"] = revenue - now.revenue()
    c.debt_nok[:] = p.base_debt * revenue
    region.base["municipal_upkeep_nok"] = (p.instalment * p.base_debt + p.base_result) * revenue
    _keep(region, revenue, now.cost() + rate * c.debt_nok)


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


# ------------------------------------------------------------------------------------------------------------- booking


def _pay_services(region: Region, paid: list[Bill], costs: _Array) -> None:
    """Book what every type costs: payers pay `services`, which pays wages and purchases."""
    pay, c = region.accounts.pay, region.services.c
    wages = np.bincount(c.type, weights=np.where(c.place_id >= 0, staff_costs(region), 0.0), minlength=len(paid))
    for kind, bill, wage in zip(region.service_types, paid, wages, strict=True):
        if bill.cost <= 0.0:
            continue
        for name, nok in bill.accounts.items():
            pay(name, "services", nok, kind.id)
        for m, nok in enumerate(bill.municipalities.tolist()):
            pay(account(region, m), "services", nok, kind.id)
        pay("services", "households", float(wage), f"wages: {kind.id}")
        pay("services", "outside", max(bill.cost - float(wage), 0.0), f"purchases: {kind.id}")


def _pay(region: Region, now: Budget) -> None:
    """Book every other item between the municipality and those who pay or get it."""
    p, pay = region.par(Params), region.accounts.pay
    wages = np.broadcast_to(p.wage_share / _dearness(region, p), region.municipalities.n)
    for m in range(region.municipalities.n):
        own = account(region, m)
        pay("households", own, now.tax[m], "income tax")
        pay("households", own, now.property_tax[m], "property tax")
        pay("households", own, now.fees[m], "fees")
        pay("state", own, now.block_grant[m], "block grant")
        pay("state", own, now.small_grant[m], "small-municipality grant")
        pay("state", own, now.district_grant[m], "district grant")
        pay(own, "outside", now.interest[m], "interest")
        pay(own, "outside", now.instalments[m], "instalments")
        for nok, other, purpose in (
            (now.equalisation[m], "state", "tax equalisation"),
            (now.other[m], "outside", "other revenue"),
        ):
            payer, payee = (other, own) if nok >= 0.0 else (own, other)
            pay(payer, payee, abs(nok), purpose)
        for nok, share, purpose in (
            (now.services[m], wages[m], "other services"),
            (now.administration[m], p.wage_share, "administration"),
        ):
            pay(own, "households", share * nok, f"wages: {purpose}")
            pay(own, "outside", (1.0 - share) * nok, f"purchases: {purpose}")


def _paid_this_year(region: Region) -> tuple[_Array, _Array, _Array]:
    """What municipalities got and paid for policies, and what they built, this year, NOK [M] each."""
    rows = {account(region, m): m for m in range(region.municipalities.n)}
    got, paid, built = (np.zeros(len(rows)) for _ in range(3))
    for payment in region.accounts.year_payments:
        payer, payee = rows.get(payment.payer, -1), rows.get(payment.payee, -1)
        if payment.policy_id and payee >= 0:
            got[payee] += payment.nok
        if payment.purpose.startswith("building: ") and payer >= 0:  # borrowed, a policy's too
            built[payer] += payment.nok
        elif payment.policy_id and payer >= 0:
            paid[payer] += payment.nok
    return got, paid, built


# -------------------------------------------------------------------------------------------------------------- owners


def _owner_costs(region: Region, paid: list[Bill]) -> _Array:
    """What each type's owner bears of its cost, NOK [K]; 0 for municipal and private types."""
    return np.array(
        [
            bill.accounts.get(OWNER_ACCOUNTS[kind.owner], 0.0) if kind.owner in OTHER_OWNERS else 0.0
            for kind, bill in zip(region.service_types, paid, strict=True)
        ]
    )


def _all_users(region: Region) -> _Array:
    """Users of every type, with and without a place [K]."""
    return np.asarray(region.service_users.sum(axis=(1, 2)) + region.service_unmet.sum(axis=1))


def owner_lines(region: Region, paid: list[Bill]) -> dict[Owner, tuple[float, float]]:
    """Revenue and cost of county, state and health trust from the units that they own, NOK."""
    cost, base, users0 = _owner_costs(region, paid), region.base["owner_cost_nok"], region.base["service_users"]
    growth, p = np.divide(_all_users(region), users0, out=np.ones(cost.size), where=users0 > 0), region.par(Params)
    revenue = np.where(base > 0.0, base * (1.0 + p.by_users * (growth - 1.0)) / (1.0 - p.base_result), cost)
    owners = np.array([int(kind.owner) for kind in region.service_types])
    return {o: (float(revenue[owners == o].sum()), float(cost[owners == o].sum())) for o in OTHER_OWNERS}


def _owners(region: Region, paid: list[Bill], year: int) -> None:
    """Pay county and health trust, and set the room of the owners other than municipalities."""
    p = region.par(RoomParams)
    for owner, (revenue, cost) in owner_lines(region, paid).items():
        if owner != Owner.STATE:
            region.accounts.pay("state", OWNER_ACCOUNTS[owner], revenue, "grant for services")
        is_short = revenue - cost < -p.deficit_share * revenue
        region.owner_years_short[owner] = region.owner_years_short[owner] + 1 if is_short else 0
        before = region.owner_room[owner]
        region.owner_room[owner] = next_room(before, region.owner_years_short[owner], revenue - cost, p)
        if region.owner_room[owner] < before:
            _log_saving(
                region, year, OWNER_ACCOUNTS[owner], (revenue - cost) / revenue, float(region.owner_room[owner])
            )


def _log_saving(region: Region, year: int, actor: str, result: float, room: float) -> None:
    region.ledger.write(year, actor, "saves", "deficit for years", result=result, room=room)


def _councils(region: Region, built: _Array, now: Budget, year: int) -> None:
    """Debt, room and property tax of every council from the year's result."""
    room_p, c = region.par(RoomParams), region.municipalities.c
    council, n = councils(region), region.municipalities.n
    net = np.bincount(council, weights=c.net_result_nok, minlength=n)[council]
    revenue = np.bincount(council, weights=c.revenue_nok, minlength=n)[council]
    short = net < -room_p.deficit_share * revenue
    c.years_short[:] = np.where(short, c.years_short + 1, 0)
    room = next_room(c.room, c.years_short, net, room_p)
    for m in np.flatnonzero((room < c.room) & (council == np.arange(n))).tolist():
        _log_saving(region, year, account(region, m), float(net[m] / revenue[m]), float(room[m]))
    c.room[:] = room
    c.property_tax_rate[:] = next_tax_rate(c.property_tax_rate, region.base["property_tax_rate"], room, room_p)
    c.debt_nok[:] += region.base["municipal_upkeep_nok"] + built - now.instalments - c.net_result_nok


def step(region: Region, year: int) -> None:
    """Book the year of every owner; then its room for the next."""
    got, spent, built = _paid_this_year(region)
    costs = unit_costs(region)
    paid = bills(region, costs)
    now = budget(region, paid)
    _pay_services(region, paid, costs)
    _pay(region, now)
    for m in np.flatnonzero(built > 0.0).tolist():
        region.accounts.pay("outside", account(region, m), float(built[m]), "loan")
    _keep(region, now.revenue() + got, now.cost() + spent)
    _owners(region, paid, year)
    _councils(region, built, now, year)
