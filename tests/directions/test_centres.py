"""Shops, offices, squares, parks, floods, old houses and old people's homes: what each changes in the world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.codes import DwellingState, Owner, Tenure, ZoneKind
from model.events.interest_rate_path import path
from model.finance import user_cost_factor
from model.land import account
from model.policies.home_adaptation_grant import Params as Adaptation
from model.policy import act
from model.public_space import Params as PublicSpace
from model.public_space import flood_relief
from model.region import Region
from model.service_units import municipal_centres
from model.submodels import homes, networks, public_money, services
from model.submodels.books import check
from model.year import run_year
from tests.worlds import begin, event, lister, policy, tiny

START = 2026


def at_start(scenario: Any, seed: int = 3) -> Region:
    """The region on 1 January of the first year of its policies; they have acted."""
    region = begin(scenario, seed)
    region.year = START
    act(region)
    return region


def paid(region: Region, policy_id: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for p in region.accounts.year_payments:
        if p.policy_id == policy_id:
            found[p.payer] = found.get(p.payer, 0.0) + p.nok
    return found


# ------------------------------------------------------------------------------------------------------- shops, offices


def test_under_the_rule_new_shops_open_in_towns_only_and_old_ones_stay_where_they_are() -> None:
    found = {}
    for name, specs in (("rule", (policy("rule", "retail_location_rule", START),)), ("none", ())):
        region = begin(lister(*specs, years=5), 2)
        for _ in range(5):
            run_year(region)
        f = region.firms.c
        shop = np.isin(f.sector, [k for k, s in enumerate(region.sectors) if s.turnover_nok_per_post > 0.0])
        here = shop & (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.service_id < 0)
        outside = (region.zones.kind > ZoneKind.TOWN) & ~municipal_centres(region)
        new = here & (f.founded_year >= START)
        found[name] = (outside[f.place_id[new]].sum(), new.sum(), outside[f.place_id[here & ~new]].sum())
    assert found["none"][0] > 0
    assert found["rule"][0] == 0
    assert found["rule"][1] > 0
    assert found["rule"][2] > 0


def test_state_offices_move_to_the_centre_of_their_own_municipality_with_staff_and_what_shares_their_site() -> None:
    before = begin(lister(), 3)
    region = at_start(lister(policy("rule", "state_centre_location_rule", START, move_share=1.0)))
    c, f, centre = region.services.c, region.firms.c, municipal_centres(region)
    state = np.flatnonzero((c.place_id >= 0) & (c.owner == Owner.STATE))
    assert not centre[before.services.c.place_id[state]].all(), "some lie elsewhere at the base year"
    assert centre[c.place_id[state]].all()
    assert np.array_equal(c.municipality_id, before.services.c.municipality_id)
    assert np.array_equal(f.place_id[c.firm_id[state]], c.place_id[state])
    moved = {r["service"] for r in region.ledger.records if r["reason"] == "offices with visitors belong there"}
    assert "police_station" in moved
    assert paid(region, "rule")["state"] == pytest.approx(3_000_000.0 * sum(
        r["actor"] == "state" and r["action"] == "moves" for r in region.ledger.records))  # fmt: skip


# ------------------------------------------------------------------------------------------------------ squares and parks


def test_a_centre_plan_shortens_the_walk_to_the_bus_and_opens_premises() -> None:
    spec = policy("plan", "centre_plan", START, zone="lyngdal-centre", area_daa=500.0, years=1, ground_floor_m2=1_000.0)
    region, without = at_start(lister(spec)), at_start(lister())
    z = region.place_of_zone("lyngdal-centre")
    for one in (region, without):
        networks.step(one, START)
    gain = without.bus_min - region.bus_min
    reached = np.flatnonzero(without.bus_min[z] < 9_000.0)
    reached = reached[reached != z]
    assert gain[z, reached] == pytest.approx(np.full(reached.size, 0.25 * 4.0)), "a quarter of four minutes on foot"
    assert (region.no_car_min <= without.no_car_min + 1e-9).all()
    more = region.base["premises_m2"] - without.base["premises_m2"]
    assert more[z] == pytest.approx(1_000.0)
    assert np.count_nonzero(more) == 1
    assert paid(region, "plan")["municipality:4225"] == pytest.approx(500e3 * 3_500.0 + 1_000.0 * 9_000.0 + 1e6)


def test_green_space_is_laid_out_in_equal_steps_kept_up_and_halves_a_flood_at_a_tenth_of_the_ground_built_on() -> None:
    region = begin(tiny(policy("park", "green_structure", START, zone="a-town", area_daa=30.0, years=3)), 3)
    z, area = region.place_of_zone("a-town"), []
    for region.year in range(2025, 2030):
        region.accounts.year_payments.clear()
        act(region)
        area.append(float(region.zones.public_space_m2[z]))
    assert area == pytest.approx([0.0, 10e3, 20e3, 30e3, 30e3])
    assert paid(region, "park")["municipality:A"] == pytest.approx(30e3 * 15.0), "upkeep goes on"
    built = account(region)[:2, z].sum() * 1_000.0
    p = region.par(PublicSpace)
    assert flood_relief(region)[z] == pytest.approx(p.relief_most * min(30e3 / (p.relief_share * built), 1.0))
    assert (np.delete(flood_relief(region), z) == 0.0).all()


def test_a_flood_takes_fewer_and_the_same_homes_where_there_are_parks_and_those_it_empties_wait_for_another() -> None:
    flood = event("flood", "flood_year", START, zone="a-town", share=0.6)
    park = policy("park", "green_structure", 2025, zone="a-town", area_daa=500.0, years=1)
    lost = []
    for scenario in (tiny(park, events=(flood,)), tiny(events=(flood,))):
        region = begin(scenario, 3)
        run_year(region)
        before = region.households.c.dwelling_id.copy()
        act(region)
        homeless = np.flatnonzero((before >= 0) & (region.households.c.dwelling_id[: before.size] < 0))
        lost.append({int(k) for k in region.dwellings.c.key[before[homeless]]})
        assert (region.dwellings.c.state[before[homeless]] == DwellingState.WITHDRAWN).all()
        assert paid(region, "flood")["insurers"] > 0
        region.renew_rules()
        for module in (homes, services):
            module.step(region, START)
        check(region)
    assert 0 < len(lost[0]) < len(lost[1])
    assert lost[0] < lost[1]


# ------------------------------------------------------------------------------------------------- old houses, old people


@pytest.mark.parametrize("use", ["homes", "premises"])
def test_a_higher_grant_restores_all_that_a_lower_one_does(use: str) -> None:
    restored = []
    for grant in (0.0, 0.3, 0.9):
        spec = policy("old", "historic_centre_reuse", START, zone="flekkefjord-centre", grant_share=grant,
                      homes_per_year=200, use=use)  # fmt: skip
        region, without = at_start(lister(spec)), at_start(lister())
        d, base = region.dwellings.c, without.dwellings.c
        changed = np.flatnonzero((d.state != base.state) | (d.place_id != base.place_id))
        assert (base.state[changed] == DwellingState.WITHDRAWN).all()
        assert (base.year_built[changed] < 1960).all()
        m2 = float(base.floor_m2[changed].sum())
        more = region.base["premises_m2"].sum() - without.base["premises_m2"].sum()
        assert more == pytest.approx(m2 if use == "premises" else 0.0, abs=1e-3)
        money = paid(region, "old")
        assert money.get("state", 0.0) == pytest.approx(grant * m2 * 18_000.0)
        restored.append(set(changed.tolist()))
    assert restored[0] == set()
    assert restored[0] < restored[1] <= restored[2]


def test_old_owners_of_homes_with_steps_take_the_grant_as_far_as_the_money_goes() -> None:
    found = {}
    for mnok in (0.9, 200.0):
        region = at_start(lister(policy("grant", "home_adaptation_grant", START, grant_share=0.5, mnok_per_year=mnok)))
        before = begin(lister(), 3)
        d, h, c = region.dwellings.c, region.households.c, region.persons.c
        new = np.flatnonzero(d.is_accessible & ~before.dwellings.c.is_accessible)
        owners = d.household_id[new]
        assert (c.age[h.ref_id[owners]] >= 67).all()
        assert np.isin(h.tenure[owners], (Tenure.OWNED, Tenure.COOPERATIVE)).all()
        half = 0.5 * region.par(Adaptation).cost_nok * new.size
        assert paid(region, "grant") == pytest.approx({"state_bank": half, "households": half})
        found[mnok] = set(new.tolist())
    assert len(found[0.9]) == 6, "0.9 MNOK at 150,000 each"
    assert found[0.9] < found[200.0]


def test_a_culture_house_is_used_by_those_near_it() -> None:
    spec = policy("house", "culture_house", START, zone="sirdal-tonstad", places=6_000.0, state_share=0.3)
    region, without = at_start(lister(spec)), at_start(lister())
    cost = paid(region, "house")
    assert cost["state"] == pytest.approx(0.3 / 0.7 * cost["municipality:4228"])
    for one in (region, without):
        services.step(one, START)
    z = region.place_of_zone("sirdal-tonstad")
    assert region.access["culture_house"][z] < without.access["culture_house"][z]
    assert (region.access["culture_house"] <= without.access["culture_house"] + 1e-9).all()


# --------------------------------------------------------------------------------------------------------------- interest


def test_interest_stays_for_its_years_and_comes_back_a_point_a_year() -> None:
    assert [path(2.5, 3, k) for k in range(7)] == pytest.approx([2.5, 2.5, 2.5, 1.5, 0.5, 0.0, 0.0])
    assert [path(-2.0, 1, k) for k in range(4)] == pytest.approx([-2.0, -1.0, 0.0, 0.0])


def test_dear_money_costs_owners_debtors_and_prices_what_the_equations_say() -> None:
    dear = at_start(tiny(events=(event("rate", "interest_rate_path", START, points=2.0, years=2),)))
    usual = at_start(tiny())
    assert user_cost_factor(dear) == pytest.approx(1.0 + 0.5 * 0.02 / 0.05)
    debt = usual.municipalities.c.debt_nok
    more = public_money.budget(dear).interest - public_money.budget(usual).interest
    assert more == pytest.approx(public_money.budget(usual).interest * 0.4)
    assert (debt > 0).any()
    p = dear.par(homes.Params)
    for one in (dear, usual):
        homes._prices(one, p)
    fall = np.log(dear.price_nok_m2 / usual.price_nok_m2)
    assert fall == pytest.approx(np.full(dear.n_zones, -p.adjustment * p.interest_effect * np.log(1.2)))
