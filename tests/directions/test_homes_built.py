"""Loans, plots, kick-starts and flats: what they change about building, who pays, what comes back."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from model.building import ordered_homes
from model.codes import DwellingState, DwellingType, Tenure
from model.finance import Params as Finance
from model.finance import self_build_saving
from model.inputs import PolicySpec
from model.policy import act
from model.region import Region
from model.residential import choice_set
from model.submodels import homes
from model.tenures import Params as Tenures
from model.year import run_year
from tests.worlds import begin, play_until, policy, tiny

START = 2026


def played(spec: PolicySpec, years: int) -> tuple[Region, dict[str, float]]:
    """The region after some years, and what accounts paid for the policy, net."""
    region, net = begin(tiny(spec, years=years), 3), {}
    for _ in range(years):
        run_year(region)
        for p in region.accounts.year_payments:
            if p.policy_id == spec.id:
                net[p.payer] = net.get(p.payer, 0.0) + p.nok
                net[p.payee] = net.get(p.payee, 0.0) - p.nok
    return region, net


def rich(factor: float, spec: PolicySpec) -> Region:
    """The tiny region at the point of building in the policy's first year, prices times a factor."""
    region = begin(tiny(spec), 3)
    run_year(region)
    act(region)
    region.price_nok_m2 *= factor
    return region


# ----------------------------------------------------------------------------------------------------------------- loans

LOANS = policy(
    "loans", "rural_housing_loans", START, loan_share=0.8, interest_cut=1.0, loss_cover=0.5, price_below=0.55
)


def test_a_state_loan_saves_a_self_builder_interest_and_its_part_of_the_loss_in_cheap_zones_only() -> None:
    region = rich(1.0, LOANS)
    cheap = region.price_nok_m2 < 0.55 * 38_000.0
    assert cheap.any()
    assert not cheap.all()
    cost = 5_000_000.0
    saving = self_build_saving(region, cost)
    value = region.price_nok_m2 * region.base["floor_m2"][DwellingType.DETACHED]
    assert saving[~cheap] == pytest.approx(0.0)
    expected = 0.8 * (0.01 * cost + 0.5 * np.maximum(cost - value, 0.0) * region.par(Finance).resale)
    assert saving[cheap] == pytest.approx(expected[cheap])
    plots = np.ones(region.n_zones, np.int64)
    offers = choice_set(region, plots, cost).offers
    yearly = np.exp(offers.log_cost[offers.is_plot])
    assert yearly == pytest.approx(cost * region.par(Tenures).user_cost - saving)


def test_a_loan_that_bears_risk_lets_a_developer_build_where_the_price_was_just_too_low() -> None:
    begun = {}
    for spec in (LOANS, policy("none", "rural_housing_loans", START, loan_share=0.0)):
        region = rich(1.0, spec)
        region.rules.loan_share[:] *= 1.0 / 0.8  # the whole loan
        p = region.par(homes.Params)._replace(supply_elasticity=300.0)
        # One per cent below what pays without the loan, with a loan in all zones.
        if spec is LOANS:
            region.rules.loan_share[:], region.rules.loan_cover[:] = 1.0, 0.5
        region.price_nok_m2[:] = 0.99 * p.cost_nok_m2 * (1.0 + p.margin) / (1.0 - p.risk)
        region.plots = np.full(region.n_zones, 50)
        before = region.dwellings.n
        homes._developers(region, START, p)
        begun[spec.id] = region.dwellings.n - before
    assert begun["none"] == 0
    assert begun["loans"] > 0


# ----------------------------------------------------------------------------------------------------------------- plots


def test_plots_laid_out_are_on_offer_until_built_on_and_the_municipality_gets_its_price_back() -> None:
    spec = policy("plots", "land_release", START, zone="a-village", plots=10, years=2, discount=0.4)
    region, without = begin(tiny(spec), 3), begin(tiny(), 3)
    z = region.place_of_zone("a-village")
    for year in range(2025, 2028):
        for one in (region, without):
            act(one)
            homes.step(one, year)
            one.year += 1
        extra = region.plots - without.plots
        assert extra[z] == {2025: 0, 2026: 5, 2027: 10}[year]
        assert (np.delete(extra, z) == 0).all()
    region.plots[z] -= 3 + (region.plots[z] - 10)  # usual plots go first, then three of those laid out
    region.accounts.year_payments.clear()
    act(region)
    (sale,) = [p for p in region.accounts.year_payments if p.policy_id == "plots"]
    assert sale.payee == "municipality:A"
    assert sale.nok == pytest.approx(3 * 0.6 * 550_000.0)
    homes.step(region, region.year)
    assert region.serviced_plots[z] == 7


def test_a_discount_on_a_plot_lowers_what_a_house_costs_there() -> None:
    spec = policy("plots", "land_release", START, zone="a-village", plots=10, years=1, discount=0.4)
    region = rich(1.0, spec)
    offers = choice_set(region, np.ones(region.n_zones, np.int64), 5_000_000.0).offers
    price = np.exp(offers.log_price[offers.is_plot])
    z = region.place_of_zone("a-village")
    assert price[z] == pytest.approx(5_000_000.0 - 0.4 * 550_000.0)
    assert np.delete(price, z) == pytest.approx(5_000_000.0)


# --------------------------------------------------------------------------------------------------------- built to order


def kickstart(**levers: Any) -> PolicySpec:
    chosen = {"zone": "a-village", "homes": 5, "type": "row", "tenure": "rented"}
    return policy("start", "housing_kickstart", START, **(chosen | levers))


def test_the_municipality_builds_what_it_ordered_pays_the_cost_and_gets_the_price_when_somebody_moves_in() -> None:
    region, net = played(kickstart(), 8)
    rows, d = ordered_homes(region, "start"), region.dwellings.c
    assert rows.size == 5
    assert (d.place_id[rows] == region.place_of_zone("a-village")).all()
    assert (d.type[rows] == DwellingType.ROW).all()
    assert (d.year_built[rows] == START + 2).all(), "a year of planning, a year of work"
    assert d.is_accessible[rows].all()
    cost = 5 * (region.base["floor_m2"][DwellingType.ROW] * 38_000.0 + 550_000.0 * 500.0 / 1_200.0)
    taken = len(region.memory["start"]["sold"])
    assert taken > 0
    value = taken * region.base["floor_m2"][DwellingType.ROW] * region.price_nok_m2.max()
    assert cost - 1.1 * value < net["municipality:A"] < cost, "some of the cost has come back, at market prices"


def test_a_guarantor_pays_the_loss_only() -> None:
    builder, guarantor = (played(kickstart(role=role), 8)[1]["municipality:A"] for role in ("builds", "guarantees"))
    assert 0.0 < guarantor <= builder * 1.001


def test_a_home_in_a_co_living_house_is_small_and_a_municipal_one_is_let_to_those_in_need() -> None:
    region, _ = played(kickstart(type="co_living", tenure="municipal"), 5)
    rows, d = ordered_homes(region, "start"), region.dwellings.c
    assert (d.floor_m2[rows] == 45.0).all()
    assert (d.tenure[rows] == Tenure.MUNICIPAL).all()


def test_homes_that_a_plan_forbids_are_not_built_and_it_is_said() -> None:
    rule = policy("rule", "compact_growth_rule", START, share=1.0)
    region = begin(tiny(kickstart(zone="b-rural"), rule), 3)
    for _ in range(3):
        run_year(region)
    assert ordered_homes(region, "start").size == 0
    assert any("cannot be built" in note.text["en"] for note in region.notes if note.about == "start")
    assert not [p for p in region.accounts.year_payments if p.policy_id == "start"]


def test_flats_in_the_centre_start_chains_of_moves_and_the_state_bank_bears_its_share() -> None:
    spec = policy("flats", "age_friendly_centre_homes", START, zone="a-centre", flats=12)
    moves = {}
    for name, one in (("flats", spec), ("none", dataclasses.replace(spec, start=2090))):
        region, moves[name], net = begin(tiny(one, years=7), 3), 0.0, {"state_bank": 0.0, "municipality:A": 0.0}
        for _ in range(7):
            run_year(region)
            moves[name] += sum(float(n.sum()) for flow, n in region.flows.items() if flow == "chain_moves:built")
            for p in region.accounts.year_payments:
                if p.policy_id == "flats":
                    for account, sign in ((p.payer, 1.0), (p.payee, -1.0)):
                        net[account] = net.get(account, 0.0) + sign * p.nok
        if name == "flats":
            rows, d = ordered_homes(region, "flats"), region.dwellings.c
            assert rows.size == 12
            assert d.is_accessible[rows].all()
            assert (d.state[rows] == DwellingState.OCCUPIED).sum() > 3
            assert net["state_bank"] == pytest.approx(0.25 * net["municipality:A"]), "a fifth against four fifths"
    assert moves["flats"] > moves["none"] + 3


# ------------------------------------------------------------------------------------------------------- tenure, planning


def test_of_what_developers_build_the_rule_s_share_is_let_and_self_builders_are_free() -> None:
    spec = policy("mix", "tenure_mix_rule", START, rented_share=0.4)
    found = {}
    for name, region in (("rule", rich(3.0, spec)), ("none", rich(3.0, dataclasses.replace(spec, start=2090)))):
        region.plots = np.full(region.n_zones, 200)
        before = region.dwellings.n
        homes._developers(region, START, region.par(homes.Params)._replace(supply_elasticity=20.0))
        found[name] = region.dwellings.c.tenure[before:]
    assert found["rule"].size == found["none"].size > 200
    assert (found["none"] == Tenure.RENTED).sum() == 0
    assert (found["rule"] == Tenure.RENTED).mean() == pytest.approx(0.4, abs=0.1)


def test_a_home_let_to_own_is_bought_after_some_years_by_tenants_who_have_the_means() -> None:
    mix = policy("mix", "tenure_mix_rule", START, rented_share=1.0, to_own=1.0)
    region = begin(tiny(mix, kickstart(homes=8)), 3)
    for _ in range(9):
        run_year(region)
    rows, d, h = ordered_homes(region, "start"), region.dwellings.c, region.households.c
    bought = rows[d.tenure[rows] == Tenure.OWNED]
    assert bought.size > 0
    lived_in = bought[d.state[bought] == DwellingState.OCCUPIED]
    assert (h.tenure[d.household_id[lived_in]] == Tenure.OWNED).all()


def test_more_planners_bring_a_part_of_what_is_planned_forward_a_year() -> None:
    spec = policy("office", "planning_office", START, planners=2.0)
    region = rich(3.0, spec)
    people = region.residents().sum()
    now = max(people / 4_000.0, 0.5)
    saved = 0.6 * 2.0 / (now + 2.0)
    assert region.rules.planning_years_saved == pytest.approx(np.full(region.n_zones, saved))
    region.plots = np.full(region.n_zones, 200)
    before = region.dwellings.n
    homes._developers(region, START, region.par(homes.Params)._replace(supply_elasticity=20.0))
    ready = region.dwellings.c.year_built[before:]
    assert set(ready.tolist()) == {START + 1, START + 2}
    assert (ready == START + 1).mean() == pytest.approx(saved, abs=0.1)
    play_until(region, "networks")
    paid = {p.payer: p.nok for p in region.accounts.year_payments if p.policy_id == "office"}
    assert sum(paid.values()) == pytest.approx(2.0 * 1_100_000.0)
    assert set(paid) == {"municipality:A", "municipality:B"}
