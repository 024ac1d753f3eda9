"""Compact growth, farmland, land accounts: which plots are left, and what land is taken."""

from __future__ import annotations

import numpy as np
import pytest

from model.building import land_per_home, usual_homes
from model.codes import DwellingType, ZoneKind
from model.inputs import PolicySpec
from model.land import take_for_homes, take_for_premises
from model.policies.land_accounts import usual_take
from model.policy import act
from model.region import Region
from model.submodels import homes
from tests.worlds import begin, lister, policy

START = 2026


def planned(*specs: PolicySpec) -> Region:
    """Lister when the plots of the first year have been set."""
    region = begin(lister(*specs), 2)
    region.year = START
    act(region)
    homes.step(region, START)
    return region


def test_plots_leave_the_country_and_a_part_of_them_comes_back_in_the_same_municipality() -> None:
    spec = policy("rule", "compact_growth_rule", START, share=1.0, building_in="settlements", moved_inwards=0.5)
    region, without = planned(spec), planned()
    rural = region.zones.kind == ZoneKind.RURAL
    centre = np.isin(np.arange(region.n_zones), region.municipalities.c.place_id)
    outside = rural & ~centre
    assert (region.plots[outside] == 0).all()
    assert without.plots[outside].sum() > 0
    usual, share = usual_homes(region), region.rules.plot_share
    for m in range(region.municipalities.n):
        mine = region.zones.municipality == m
        lost = usual[mine & outside].sum()
        assert (usual * share)[mine & ~outside].sum() == pytest.approx(usual[mine & ~outside].sum() + 0.5 * lost)
    assert region.plots[~outside].sum() >= without.plots[~outside].sum()


def test_a_rule_phased_in_bites_year_by_year_and_ends_with_the_policy() -> None:
    spec = PolicySpec("rule", "compact_growth_rule", START, START + 3, 2,
                      {"share": 0.8, "building_in": "settlements", "moved_inwards": 0.0, "ground": 0.5})  # fmt: skip
    region, found = begin(lister(spec), 2), []
    for region.year in range(2025, 2031):
        act(region)
        found.append((float(region.rules.plot_share.min()), float(region.rules.ground_factor.min())))
    expected = [(1.0, 1.0), (0.6, 0.75), (0.2, 0.5), (0.2, 0.5), (1.0, 1.0), (1.0, 1.0)]
    assert np.array(found) == pytest.approx(np.array(expected))


def test_dense_building_takes_less_land_for_each_home() -> None:
    dense, usual = planned(policy("rule", "compact_growth_rule", START, share=1.0, ground=0.5)), planned()
    towns = np.flatnonzero(dense.zones.kind <= ZoneKind.VILLAGE)
    taken = []
    for region in (dense, usual):
        region.flows.clear()
        take_for_homes(region, towns, DwellingType.DETACHED)
        taken.append(region.flows["land_take_daa"][towns])
    assert taken[0] == pytest.approx(0.5 * taken[1])


def test_protected_farmland_takes_its_part_of_the_plots_and_is_not_built_on() -> None:
    region = planned(policy("soil", "farmland_protection", START, share=1.0))
    without = planned()
    assert (region.plots <= without.plots).all()
    lost = {}
    for name, one in (("protected", region), ("free", without)):
        one.flows.clear()
        take_for_homes(one, np.arange(one.n_zones), DwellingType.DETACHED)
        take_for_premises(one, np.full(one.n_zones, 500.0))
        lost[name] = one.flows["farmland_lost_daa"].sum()
        assert one.flows["land_take_daa"].sum() > 0
    assert lost["protected"] == 0.0
    assert lost["free"] > 0.0


def test_plots_left_by_a_land_account_take_no_more_than_its_budget_and_central_ones_go_first() -> None:
    region, without = planned(policy("account", "land_accounts", START, cut=0.7)), planned()
    need = land_per_home(region)
    assert (region.plots <= without.plots).all()
    assert region.plots.sum() < without.plots.sum()
    for m, usual in enumerate(usual_take(region)):
        mine = region.zones.municipality == m
        assert (region.plots * need)[mine].sum() <= 0.3 * usual + 1e-9
        cut = mine & (region.plots < without.plots)
        if cut.any():
            kept = mine & (region.plots > 0)
            assert not kept.any() or need[kept].max() <= need[cut].max()


def test_what_employers_took_this_year_is_not_there_for_homes() -> None:
    spec = policy("account", "land_accounts", START, cut=0.01)
    region = begin(lister(spec), 2)
    region.year = START
    act(region)
    take_for_premises(region, np.full(region.n_zones, 50_000.0))
    homes.step(region, START)
    assert region.plots.sum() == 0


def test_plots_laid_out_where_the_plan_forbids_building_wait_and_it_is_said() -> None:
    release = policy("plots", "land_release", START, zone="sirdal-ovre", plots=9, years=1)
    region = planned(release, policy("rule", "compact_growth_rule", START, share=1.0))
    z = region.place_of_zone("sirdal-ovre")
    assert region.plots[z] == 0
    assert region.serviced_plots[z] == 9
    assert any("forbids" in note.text["en"] for note in region.notes)


@pytest.mark.parametrize(
    ("instrument", "rule"),
    [
        ("compact_growth_rule", "plot_share"),
        ("farmland_protection", "farmland_protected"),
        ("land_accounts", "land_budget_daa"),
        ("planning_office", "planning_years_saved"),
        ("retail_location_rule", "premises_open"),
        ("rural_housing_loans", "loan_share"),
        ("state_centre_location_rule", "state_open"),
        ("tenure_mix_rule", "rent_share"),
    ],
)
def test_a_rule_holds_in_every_year_of_its_policy_and_in_no_other(instrument: str, rule: str) -> None:
    region, holds = begin(lister(policy("it", instrument, START, START + 3)), 2), []
    neutral = getattr(region.rules, rule).copy()
    region.base["construction_cost_nok_m2"] = np.array([38_000.0])
    for region.year in range(2025, 2031):
        act(region)
        holds.append(not np.array_equal(getattr(region.rules, rule), neutral))
    assert holds == [False, True, True, True, False, False]
