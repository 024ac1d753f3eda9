"""Municipal money: the income system in closed form, closed accounts, cost by size, and what a deficit does."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import income_system, service_decisions
from model.budgets import RoomParams, closing_chance, may_borrow, next_room, next_tax_rate, patience, spending_share
from model.codes import Owner
from model.parameters import resolve
from model.registry import load_parameters
from model.service_costs import bills, norm_cost, unit_costs
from model.service_units import add_units
from model.service_use import assign, minutes_to_sites, units_of, users_by_type
from model.submodels import public_money
from tests.unit.small_economy import BASE_YEAR, economy

SIZE = {"municipalities": 3, "zones": 3, "households": 2_000, "n_firms": 300}
load_parameters()
P = resolve({})[income_system.Params]
ROOM = resolve({})[RoomParams]


def made(**size):
    """A made economy with wages and a nation of ten people, calibrated."""
    region = economy(**{**SIZE, **size})
    nation = pd.DataFrame({"year": 2025, "age": [3, 10, 40, 85], "persons": [1, 1, 7, 1]})
    codes = [SimpleNamespace(code=f"42{m}") for m in range(3)]
    region.data = SimpleNamespace(
        base_year=BASE_YEAR, national=SimpleNamespace(population=nation), municipalities=codes
    )
    region.persons.c.wage_nok_year[region.persons.c.age >= 18] = 500_000.0
    public_money.calibrate_money(region)
    return region


@pytest.fixture
def region():
    return made()


@cache
def one_for_all_examples():
    """Made once: hypothesis changes its wages and rates only."""
    return made()


# ------------------------------------------------------------------------------------------------------- closed forms


def test_revenue_of_a_hand_made_municipality_in_closed_form():
    # 3,000 residents, of whom 200 aged 1–5 and 100 aged 90 and over; 90 MNOK in tax = 30,000 a head.
    need = 200 * 150_000 + 100 * 250_000
    assert income_system.need_by_age(P)[[0, 1, 5, 6, 15, 16, 66, 67, 79, 80, 89, 90, 125]].tolist() == [
        *(0, 150_000, 150_000, 135_000, 135_000, 0, 0, 25_000, 25_000, 95_000, 95_000, 250_000, 250_000)
    ]
    assert income_system.equalisation(90e6, 3_000, P) == pytest.approx(0.6 * 30e6 + 0.35 * 18e6)
    assert income_system.equalisation(150e6, 3_000, P) == pytest.approx(-0.6 * 30e6)
    assert income_system.block_grant(need, 3_000, 20_000.0, P) == pytest.approx(14e6 + 96e6 + need - 60e6)
    assert income_system.admin_cost(200, P) == pytest.approx(200 * 32_000)


def test_the_budget_is_the_sum_over_residents_and_units(region):
    now, c = public_money.budget(region), region.persons.c
    national = (150_000 + 135_000 + 95_000) / 10
    other = income_system.other_by_age(region, P)
    for m in range(3):
        mine = region.zones.municipality[c.place_id] == m
        ages, n = c.age[mine], mine.sum()
        tax = 0.085 * 500_000 * (ages >= 18).sum()
        need = income_system.need_by_age(P)[ages].sum()
        assert now.tax[m] == pytest.approx(tax)
        assert now.equalisation[m] == pytest.approx(income_system.equalisation(tax, n, P))
        assert now.block_grant[m] == pytest.approx(14e6 + n * (32_000 - national) + need)
        assert now.small_grant[m] == (6e6 if n < 3_200 else 0.0)
        assert now.district_grant[m] == pytest.approx(1_000 * n)
        assert now.services[m] == pytest.approx(other[ages].sum())
        assert now.fees[m] == pytest.approx(0.14 * other[ages].sum())
        assert now.administration[m] == pytest.approx(income_system.admin_cost(n, P))
        assert now.interest[m] == now.instalments[m] == pytest.approx(0.04 * region.municipalities.c.debt_nok[m])
    paid = bills(region)
    assert now.units == pytest.approx(sum(bill.municipalities for bill in paid))
    borne = sum(bill.municipalities.sum() + sum(bill.accounts.values()) for bill in paid)
    assert borne == pytest.approx(unit_costs(region).sum())


def test_services_with_units_are_not_counted_twice(region):
    other, inside = income_system.other_by_age(region, P), income_system.in_units_by_age(region)
    need = income_system.need_by_age(P) + P.other_per_resident
    assert other + inside == pytest.approx(np.maximum(need, inside))
    assert (other >= 0.0).all()
    region.service_types = [kind for kind in region.service_types if income_system.borne(kind) == 0.0]
    assert income_system.other_by_age(region, P) == pytest.approx(need)


def test_the_base_year_has_the_stated_result(region):
    c = region.municipalities.c
    assert c.net_result_nok / c.revenue_nok == pytest.approx(np.full(3, P.base_result))
    public_money.step(region, BASE_YEAR)
    assert c.net_result_nok / c.revenue_nok == pytest.approx(np.full(3, P.base_result))
    assert (c.years_short == 0).all()
    assert (c.room == 1.0).all()


# ------------------------------------------------------------------------------------------------------------ accounts


@settings(max_examples=30, deadline=None)
@given(
    tax=st.floats(0.01, 0.3),
    grant=st.floats(0.0, 9e4),
    result=st.floats(-0.2, 0.2),
    wage=st.floats(0.0, 1.0),
    wages=st.lists(st.floats(0.0, 2e6), min_size=5, max_size=5),
)
def test_no_krone_is_made_or_lost(tax, grant, result, wage, wages):
    region = one_for_all_examples()
    region.params[income_system.Params] = P._replace(
        tax_share=tax, grant_per_resident=grant, base_result=result, wage_share=wage
    )
    region.persons.c.wage_nok_year[:] = np.resize(wages, region.persons.n)
    region.accounts.balance_nok.clear()
    region.accounts.year_payments.clear()
    public_money.calibrate_money(region)
    region.accounts.pay("municipality:421", "outside", 7e6, "a policy", "p")
    region.accounts.pay("state", "municipality:421", 3e6, "a policy", "p")
    public_money.step(region, BASE_YEAR)
    balance, c = region.accounts.balance_nok, region.municipalities.c
    assert abs(sum(balance.values())) < 1e-3
    assert set(balance) <= {
        "municipality:420",
        "municipality:421",
        "municipality:422",
        "households",
        "state",
        "county",
        "health_trust",
        "services",
        "outside",
    }
    assert balance["services"] == pytest.approx(0.0, abs=1.0)
    lines = public_money.owner_lines(region, bills(region))
    for owner, name in ((Owner.COUNTY, "county"), (Owner.HEALTH_TRUST, "health_trust")):
        paid = sum(bill.accounts.get(name, 0.0) for bill in bills(region))
        assert balance[name] == pytest.approx(lines[owner][0] - paid, abs=1.0)
    for m in range(3):
        assert balance[f"municipality:42{m}"] == pytest.approx(c.net_result_nok[m], abs=1.0)
    assert c.net_result_nok == pytest.approx(c.revenue_nok - c.cost_nok)
    assert all(payment.nok >= 0.0 for payment in region.accounts.year_payments)


def test_a_policy_that_a_municipality_pays_for_lowers_its_result(region):
    region.accounts.pay("municipality:421", "outside", 9e6, "homes", "kickstart")
    region.accounts.pay("municipality:422", "outside", 9e6, "no policy")
    before = region.municipalities.c.net_result_nok.copy()
    public_money.step(region, BASE_YEAR)
    assert region.municipalities.c.net_result_nok - before == pytest.approx([0.0, -9e6, 0.0], abs=1e-3)
    assert {payment.policy_id for payment in region.accounts.year_payments} == {"", "kickstart"}


# -------------------------------------------------------------------------------------------------------- cost by size


def test_administration_per_head_falls_with_size_as_v22():
    people = np.array([1_000.0, 3_000.0, 10_000.0, 30_000.0])
    slope = np.polyfit(np.log(people), np.log(income_system.admin_cost(people, P) / people), 1)[0]
    assert -0.45 <= slope <= -0.25
    oslo = income_system.admin_cost(670_000, P) / 670_000 / 1.28
    assert oslo == pytest.approx(1_500, rel=0.1)  # EVIDENCE: about 1,500 NOK a head in 2016


def test_a_pupil_costs_more_where_schools_are_small(region):
    """V22: a municipality of 1,500 with two schools against one of 20,000 with eight: 1.15–1.6, from classes and posts."""
    small, large = _per_pupil(region, [70, 60]), _per_pupil(region, [210] * 8)
    assert 1.15 <= small / large <= 1.6
    # The hundred smallest municipalities (schools of about 40) against the ten largest (about 350): 1.62 in 2016.
    assert _per_pupil(region, [40]) / _per_pupil(region, [350]) == pytest.approx(1.62, abs=0.2)


def _per_pupil(region, pupils):
    """Cost of a pupil in primary schools of these sizes, with all their staff, NOK a year."""
    kind = next(kind for kind in region.service_types if kind.id == "primary_school")
    return sum(norm_cost(region, kind, n, 1.25 * n) for n in pupils) / sum(pupils)


# --------------------------------------------------------------------------------------------------- what a deficit does


def test_room_falls_after_two_years_short_and_comes_back():
    room, short, seen = np.array([1.0]), 0, []
    for net in (-5.0, -5.0, -5.0, -0.1, 3.0, 3.0):
        short = short + 1 if net < -1.0 else 0
        room = next_room(room, np.array([short]), np.array([net]), ROOM)
        seen.append(float(room[0]))
    assert seen == [1.0, 0.75, 0.5, 0.5, 0.75, 1.0]
    assert next_room(np.array([0.0]), np.array([9]), np.array([-5.0]), ROOM) == 0.0
    assert (patience(10, 1.0, ROOM), patience(10, 0.0, ROOM)) == (10.0, pytest.approx(4.0))
    assert (closing_chance(0.25, 1.0, ROOM), closing_chance(0.25, 0.0, ROOM)) == (0.25, 0.5)
    assert closing_chance(0.9, 0.0, ROOM) == 0.9
    assert (spending_share(1.0, ROOM), spending_share(0.0, ROOM)) == (1.0, pytest.approx(0.95))


def test_a_deficit_lowers_room_saves_and_says_so(region):
    region.base["municipal_other_nok"][1] -= 0.1 * region.municipalities.c.revenue_nok[1]
    before = public_money.budget(region)
    for year in range(BASE_YEAR, BASE_YEAR + 3):
        public_money.step(region, year)
    assert region.municipalities.c.room.tolist() == [1.0, 0.5, 1.0]
    assert region.municipalities.c.years_short.tolist() == [0, 3, 0]
    assert region.municipalities.c.property_tax_rate.tolist() == pytest.approx([0.002, 0.003, 0.002])
    after = public_money.budget(region)
    assert after.services[1] == pytest.approx(before.services[1] * 0.975)
    assert after.administration[[0, 2]] == pytest.approx(before.administration[[0, 2]])
    assert [(r["actor"], r["action"]) for r in region.ledger.records] == [("municipality:421", "saves")] * 2


def _first_year_asked(region, room):
    """Years until a school of twelve pupils in municipality 0 is closed, of forty keyed histories."""
    k = next(i for i, kind in enumerate(region.service_types) if kind.id == "primary_school")
    region.municipalities.c.room[0] = room
    c, waited = region.services.c, []
    row = next(r for r in units_of(region, k) if c.users[r] == 12.0)
    for seed in range(40):
        region.seed = seed
        for years in range(1, 60):
            region.year = BASE_YEAR + years
            c.years_under[row] = years
            if row in [r for r, _ in service_decisions.to_close(region, k, region.year)]:
                waited.append(years)
                break
    return np.array(waited)


def test_a_municipality_short_of_money_closes_a_small_school_earlier(region):
    k = next(i for i, kind in enumerate(region.service_types) if kind.id == "primary_school")
    add_units(region, k, np.array([2]), 60.0, 12.0, BASE_YEAR)
    region.services.c.capacity[units_of(region, k)] += 100.0
    usual, little, none = (_first_year_asked(region, room) for room in (1.0, 0.5, 0.0))
    assert usual.size == little.size == none.size == 40
    assert usual.min() > region.service_types[k].patience_years
    assert (none <= little).all()
    assert (little <= usual).all()
    assert none.mean() < little.mean() < usual.mean() - 3
    rows = units_of(region, k)
    region.services.c.owner[rows[-1]] = Owner.PRIVATE  # a municipality's money is nothing to a private school
    at_home = region.services.c.municipality_id[rows] == 0
    assert service_decisions.unit_room(region, rows).tolist() == [0.0 if own else 1.0 for own in at_home[:-1]] + [1.0]


def test_a_municipality_short_of_money_opens_nothing_and_others_may():
    region = made(households=6_000)
    k = next(i for i, kind in enumerate(region.service_types) if kind.id == "primary_school")
    c = region.services.c
    region.time_min[:9, :9] = np.where(np.eye(9) > 0, 4.0, 600.0)
    for row in units_of(region, k):
        if c.place_id[row] % 3 != 0:
            c.place_id[row] = -1
    for row in units_of(region, k):
        c.capacity[row] = 1e4
    use, t = assign(region, k, users_by_type(region)[k]), minutes_to_sites(region)
    wanted = {zone // 3 for zone, _ in service_decisions.to_open(region, k, use, t)}
    assert len(wanted) > 1
    region.municipalities.c.room[:] = 0.75
    assert service_decisions.to_open(region, k, use, t) == []
    region.municipalities.c.room[min(wanted)] = 1.0
    assert {zone // 3 for zone, _ in service_decisions.to_open(region, k, use, t)} == {min(wanted)}
    region.municipalities.c.debt_nok[min(wanted)] = 1.3 * region.municipalities.c.revenue_nok[min(wanted)]
    assert service_decisions.to_open(region, k, use, t) == []


def test_debt_stays_in_a_constant_world_and_grows_by_what_is_built_and_by_deficits(region):
    c = region.municipalities.c
    before = c.debt_nok.copy()
    assert before == pytest.approx(P.base_debt * c.revenue_nok)
    public_money.step(region, BASE_YEAR)
    assert c.debt_nok == pytest.approx(before)
    region.accounts.year_payments.clear()
    region.accounts.pay("municipality:421", "outside", 50e6, "building: primary_school")
    region.base["municipal_other_nok"][2] -= 30e6
    public_money.step(region, BASE_YEAR + 1)
    assert c.debt_nok - before == pytest.approx([0.0, 50e6, 30e6], abs=1.0)
    assert may_borrow(np.array([1.0, 1.3]), np.array([1.0, 1.0]), ROOM).tolist() == [True, False]
    assert c.net_result_nok[1] / c.revenue_nok[1] == pytest.approx(P.base_result)  # what is built is borrowed


def test_a_deficit_raises_the_property_tax_and_it_comes_back():
    rate, seen = np.array([0.002]), []
    for room in (1.0, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5, 0.75, 1.0, 1.0):
        rate = next_tax_rate(rate, np.array([0.002]), np.array([room]), ROOM)
        seen.append(round(float(rate[0]) * 1_000, 2))
    assert seen == [2.0, 2.5, 3.0, 3.5, 4.0, 4.0, 4.0, 4.0, 3.5, 3.0]


def test_an_owner_with_fewer_users_keeps_its_fixed_cost_and_runs_short(region):
    paid = bills(region)
    for revenue, cost in public_money.owner_lines(region, paid).values():
        assert revenue * (1.0 - P.base_result) == pytest.approx(cost)
    region.service_users *= 0.5
    region.service_unmet *= 0.5
    for revenue, cost in public_money.owner_lines(region, paid).values():
        assert revenue * (1.0 - P.base_result) == pytest.approx((1.0 - 0.5 * P.by_users) * cost)
    for year in range(BASE_YEAR, BASE_YEAR + 3):
        public_money.step(region, year)
    assert region.owner_room[[Owner.COUNTY, Owner.STATE]].max() == 0.5
    assert region.owner_room[Owner.PRIVATE] == 1.0
