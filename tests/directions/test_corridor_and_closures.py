"""A corridor that is rebuilt, a ferry that becomes a road, maintenance, closures: what changes, when, and who pays."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from model.geography import UNREACHABLE_MIN
from model.geography import Params as RoadParams
from model.indicators import measure
from model.land import account
from model.policy import act
from model.region import Region
from model.roads import Params, path_links, trips_per_year
from model.year import run_year
from tests.worlds import begin, differences, event, lister, policy

START, BUILDING, TOLL_YEARS = 2026, 2, 3
OPENING = START + BUILDING
HIDRA, TOWN = "flekkefjord-hidra", "flekkefjord-town"
FERRY = "flekkefjord-town--flekkefjord-hidra"


def hidra(**levers: Any) -> Any:
    wanted = {"zone": HIDRA, "to_zone": TOWN, "speed_kmh": 60.0, "fixed_link": "yes", "building_years": BUILDING}
    return policy("hidra", "corridor_upgrade", START, **(wanted | levers))


def only_networks(region: Region) -> None:
    """Policies act and skims follow; nobody lives the year."""
    region.accounts.year_payments.clear()
    act(region)
    region.update_skims()
    region.year += 1


def paid(region: Region, payer: str, policy_id: str = "hidra") -> float:
    payments = [p for p in region.accounts.year_payments if p.policy_id == policy_id]
    return sum(p.nok for p in payments if p.payer == payer) - sum(p.nok for p in payments if p.payee == payer)


@cache
def years_of(toll_nok: float) -> list[tuple[int, float, float, float, float, float]]:
    """Year, minutes and cost from the island to the town, what state, county and users paid."""
    region = begin(lister(hidra(toll_nok=toll_nok, toll_years=TOLL_YEARS, state_share=0.3), years=9), 1)
    a, b = region.place_of_zone(HIDRA), region.place_of_zone(TOWN)
    found = []
    for _ in range(9):
        only_networks(region)
        money = [paid(region, payer) for payer in ("state", "county", "users")]
        found.append((region.year - 1, region.time_min[a, b], region.cost_min[a, b], *money))
        assert abs(sum(region.accounts.balance_nok.values())) < 1.0
    return found


def test_the_fixed_link_opens_after_the_building_years_and_the_island_is_a_drive_away() -> None:
    for year, minutes, _, *_ in years_of(0.0):
        ferry = 13.5 / 27.0 * 60.0
        assert minutes == pytest.approx(ferry if year < OPENING else 13.5 / 60.0 * 60.0), year


def test_a_toll_costs_its_minutes_while_it_is_asked_and_then_is_gone() -> None:
    p = RoadParams()
    for (year, minutes, cost, *_), (_, same, free, *_) in zip(years_of(88.0), years_of(0.0), strict=True):
        assert minutes == pytest.approx(same)
        asked = OPENING <= year < OPENING + TOLL_YEARS
        assert cost - free == pytest.approx(88.0 / p.minute_nok if asked else 0.0), year


def test_state_and_county_build_users_pay_toll_and_the_county_no_longer_runs_a_ferry() -> None:
    p = Params()
    total = 2.0 * p.fixed_link_mnok_km * 1e6  # only the ferry: the lever's two kilometres
    for year, _, _, state, county, users in years_of(88.0):
        toll = users
        if year < START:
            assert (state, county, users) == (0.0, 0.0, 0.0)
        elif year < OPENING:
            assert state == pytest.approx(0.3 * total / BUILDING)
            assert county == pytest.approx(0.7 * total / BUILDING)
        else:
            assert county == pytest.approx(-p.ferry_mnok_year * 1e6 * (year < 2034) - 0.7 * toll) or toll == 0.0
            assert (toll > 0.0) == (year < OPENING + TOLL_YEARS), year
            assert state == pytest.approx(-0.3 * toll)
    assert all(users == 0.0 for *_, users in years_of(0.0))


def test_the_toll_is_what_commuters_over_the_link_pay() -> None:
    region = begin(lister(hidra(toll_nok=10.0), years=9), 1)
    for _ in range(OPENING - 2025 + 1):
        only_networks(region)
    c = region.persons.c
    rows = np.flatnonzero(c.employer_id >= 0)
    island = region.place_of_zone(HIDRA)  # whoever lives or works on the island crosses the link, and nobody else
    home, work = c.place_id[rows], region.firms.c.place_id[c.employer_id[rows]]
    by_road = np.isnan(np.append(np.full(region.n_zones, np.nan), region.network.fixed_min))
    crosses = ((home == island) != (work == island)) & by_road[home] & by_road[work]
    p = Params()
    expected = 2.0 * p.commute_days * (1.0 + p.other_traffic) * crosses.sum()
    assert trips_per_year(region, region.network.ids.index(FERRY)) == pytest.approx(expected)
    assert paid(region, "users") == pytest.approx(10.0 * expected)


def test_a_corridor_is_the_cheapest_path_and_only_its_slow_links_are_rebuilt() -> None:
    road = policy(
        "road", "corridor_upgrade", START, zone="sirdal-tonstad", to_zone=TOWN, speed_kmh=59.0, building_years=1
    )
    region = begin(lister(road, years=5), 1)
    net, before = region.network, region.network.speed_kmh.copy()
    path = path_links(region, region.place_of_zone("sirdal-tonstad"), region.place_of_zone(TOWN))
    assert net.length_km[path].sum() == pytest.approx(
        region.km[region.place_of_zone("sirdal-tonstad"), region.place_of_zone(TOWN)]
    )
    only_networks(region)
    only_networks(region)
    cost = -region.accounts.balance_nok["state"] - region.accounts.balance_nok["county"]
    slow = [k for k in path if before[k] < 59.0]
    assert cost == pytest.approx(Params().narrow_mnok_km * 1e6 * net.length_km[slow].sum())
    daa = account(region)[2].sum()
    only_networks(region)
    changed = np.flatnonzero(net.speed_kmh != before)
    assert sorted(changed) == sorted(slow)
    assert (net.speed_kmh[slow] == 59.0).all()
    assert account(region)[2].sum() > daa, "a road takes land"
    assert np.allclose(account(region).sum(axis=0), 1_000.0 * region.zones.land_km2)


@pytest.mark.parametrize("budget", [20.0, 90.0])
def test_maintenance_pays_off_the_backlog_krone_by_krone(budget: float) -> None:
    works = policy("works", "road_maintenance", START, mnok_per_year=budget)
    region, without = begin(lister(works), 1), begin(lister(), 1)
    net = region.network
    for year in range(2025, 2029):
        backlog, days = (
            net.backlog_mnok.sum(),
            net.cost_minutes(region.par(RoadParams)) - net.minutes(region.par(RoadParams)),
        )
        only_networks(region)
        only_networks(without)
        spent = paid(region, "county", "works")
        assert spent == pytest.approx(budget * 1e6 if year >= START else 0.0)
        assert backlog - net.backlog_mnok.sum() == pytest.approx(spent / 1e6)
        now = net.cost_minutes(region.par(RoadParams)) - net.minutes(region.par(RoadParams))
        assert (now <= days + 1e-12).all(), "days of closure rose"
    assert (net.backlog_mnok >= -1e-9).all()
    assert (region.cost_min <= without.cost_min + 1e-9).all()
    assert (region.cost_min < without.cost_min - 1e-6).any()


def test_a_cut_lets_the_backlog_grow_and_leaves_the_money_with_the_county() -> None:
    region = begin(lister(policy("cut", "road_maintenance", START, mnok_per_year=-100.0)), 1)
    only_networks(region)
    backlog, before = region.network.backlog_mnok.sum(), region.time_min.copy()
    only_networks(region)
    assert region.network.backlog_mnok.sum() == pytest.approx(backlog + 100.0)
    assert paid(region, "county", "cut") == pytest.approx(-100e6)
    assert (region.time_min >= before - 1e-9).all()
    assert (region.time_min > before + 1e-6).any()


def test_a_landslide_closes_a_link_for_months_of_its_year_only() -> None:
    region = begin(lister(events=(event("slide", "link_closed", 2026, link=FERRY, months=3.0),)), 1)
    a, b = region.place_of_zone(HIDRA), region.place_of_zone(TOWN)
    by_year = []
    for _ in range(3):
        only_networks(region)
        by_year.append(region.time_min[a, b])
    cut_off = region.par(RoadParams).cut_off_min
    assert by_year == pytest.approx([30.0, 0.25 * cut_off + 0.75 * 30.0, 30.0])


def test_an_island_without_a_ferry_is_cut_off_shown_and_the_world_goes_on() -> None:
    region = begin(lister(), 1)
    region.network.is_open[region.network.ids.index(FERRY)] = False
    region.network.is_changed = True
    island = region.place_of_zone(HIDRA)
    old = region.persons.c.key[(region.persons.c.employer_id >= 0) & (region.persons.c.hired_year < 2025)]
    for _ in range(3):
        run_year(region)
        c = region.persons.c
        rows = np.flatnonzero((c.employer_id >= 0) & (c.household_id >= 0) & ~np.isin(c.key, old))
        home, work = c.place_id[rows], region.firms.c.place_id[c.employer_id[rows]]
        moved = region.households.c.moved_year[c.household_id[rows]] >= c.hired_year[rows]
        across = ((home == island) != (work == island)) & (work < region.n_zones) & ~moved
        assert not across.any(), "somebody took a post that no way leads to"
    assert (region.cost_min[island, : region.n_zones] < UNREACHABLE_MIN).sum() == 1
    for flows in (True, False):
        values = measure(region, flows)
        assert np.isfinite(values.value[~values.value.isna()]).all()
    stocks = measure(region, False).set_index(["indicator", "place", "group"]).value
    share = stocks["population", f"zone:{HIDRA}", "all"] / stocks["population", "region", "all"]
    assert stocks["cut_off_share", "region", "mode:car"] == pytest.approx(100.0 * share)
    assert stocks["cut_off_share", f"zone:{HIDRA}", "mode:car"] == 100.0


def test_a_closure_that_never_happens_changes_nothing() -> None:
    never, without = (
        begin(lister(events=(event("no", "link_closed", 2026, link=FERRY, months=0.0),)), 2),
        begin(lister(), 2),
    )
    for _ in range(2):
        run_year(never)
        run_year(without)
    assert differences(never, without) == []
