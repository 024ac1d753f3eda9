"""Ways without a car, an air route, masts and a pandemic: what changes, for whom, who pays, and what is gone afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.codes import HomeWork
from model.events.pandemic_year import PANDEMIC_YEAR
from model.geography import UNREACHABLE_MIN
from model.indicators.outside_access import FLIGHTS
from model.policies import bus_frequency, mobile_5g_package, mobility_hub, on_demand_transport, regional_air_route
from model.policy import act
from model.region import Region
from model.remote import Params as Remote
from model.remote import days, days_at_home
from model.transit import Params as Bus
from model.transit import wait_minutes
from model.year import run_year
from tests.worlds import begin, differences, event, policy, tiny

START, END = 2026, 2028


def after(region: Region, year: int) -> Region:
    """The region when policies have acted up to and in a year and travel times have followed; nobody lives the years."""
    while region.year <= year:
        region.accounts.year_payments.clear()
        act(region)
        region.update_skims()
        region.year += 1
    return region


def paid(region: Region, payer: str) -> float:
    return sum(p.nok for p in region.accounts.year_payments if p.policy_id == "it" and p.payer == payer)


def entry(instrument: str, until: int | None = END, **levers: Any) -> Any:
    return policy("it", instrument, START, until, **levers)


# ------------------------------------------------------------------------------------------------------------------ bus

LINE = {"zone": "a-village", "to_zone": "b-rural", "departures": 12.0}


def test_more_departures_shorten_the_wait_of_the_line_and_nothing_by_car() -> None:
    plain, served = after(begin(tiny(), 1), START), after(begin(tiny(entry("bus_frequency", **LINE)), 1), START)
    a, b = (plain.place_of_zone(LINE[name]) for name in ("zone", "to_zone"))
    p = Bus()
    links = [plain.network.ids.index(f"a-{x}") for x in ("town--a-village", "town--b-village")]
    links.append(plain.network.ids.index("b-village--b-rural"))
    rarest = plain.network.bus_per_day[links].min()
    wait = wait_minutes(np.array([rarest, rarest + 12.0]), p)
    assert plain.bus_min[a, b] - served.bus_min[a, b] == pytest.approx(wait[0] - wait[1])
    assert np.array_equal(plain.time_min, served.time_min)
    km = 10.0 + 24.0 + 11.0
    assert paid(served, "county") == pytest.approx(2 * km * 12 * p.days * bus_frequency.Params().nok_per_km)


@pytest.mark.parametrize(
    ("instrument", "levers"),
    [
        ("bus_frequency", LINE),
        ("on_demand_transport", {"municipality": "B"}),
        ("mobility_hub", {"zone": "b-rural"}),
        ("regional_air_route", {"zone": "a-town", "to": "rest"}),
    ],
)
def test_what_runs_stops_with_the_policy_and_travel_is_as_before(instrument: str, levers: dict[str, Any]) -> None:
    plain, ended = after(begin(tiny(), 1), END), after(begin(tiny(entry(instrument, **levers)), 1), END)
    during = after(begin(tiny(entry(instrument, **levers)), 1), END - 1)
    times = ("time_min", "cost_min", "km", "bus_min", "bike_min", "no_car_min", "commute_d", "no_car_d")
    assert any(not np.array_equal(getattr(during, t), getattr(plain, t), equal_nan=True) for t in times)
    for name in times:
        assert np.array_equal(getattr(ended, name), getattr(plain, name), equal_nan=True), name
    assert ended.outside.far.keys() == plain.outside.far.keys()
    assert paid(ended, "county") == paid(ended, "state") == 0.0


# --------------------------------------------------------------------------------------------------- on demand and hubs


def test_transport_on_demand_is_quicker_with_more_vehicles_and_stays_within_the_municipality() -> None:
    region = begin(tiny(entry("on_demand_transport", municipality="B", vehicles=4)), 1)
    before = after(begin(tiny(), 1), START).no_car_min
    after(region, START)
    p, b = on_demand_transport.Params(), np.flatnonzero(region.zones.municipality == 1)
    wait = p.least_wait_min + p.rounds * region.time_min[np.ix_(b, b)].mean() / 4
    assert region.network.on_demand_wait_min[b] == pytest.approx(np.full(b.size, wait))
    elsewhere = np.ones_like(before, bool)
    elsewhere[np.ix_(b, b)] = False
    assert np.array_equal(region.no_car_min[elsewhere], before[elsewhere])
    assert (region.no_car_min[np.ix_(b, b)] < before[np.ix_(b, b)]).any()
    assert paid(region, "county") == pytest.approx(4 * p.hours * Bus().days * p.nok_per_hour)


def test_a_hub_serves_its_own_zone_and_the_queue_is_that_of_adults_without_a_car() -> None:
    region = begin(tiny(entry("mobility_hub", zone="b-rural", cars=5, users_share=0.4)), 1)
    run_year(region)
    c, h, zone = region.persons.c, region.households.c, region.place_of_zone("b-rural")
    adults = sum(
        1
        for person in range(c.age.size)
        if c.household_id[person] >= 0
        and c.place_id[person] == zone
        and c.age[person] >= 18
        and h.n_cars[c.household_id[person]] == 0
        and h.service_id[c.household_id[person]] < 0
    )
    after(region, START)
    p = mobility_hub.Params()
    assert adults > 0
    assert region.network.hub_min[zone] == pytest.approx(p.walk_min + p.queue_min * adults / 5)
    assert np.isinf(np.delete(region.network.hub_min, zone)).all()
    assert paid(region, "users") == pytest.approx(0.4 * 5 * p.car_nok_year)
    assert paid(region, "county") == pytest.approx(0.6 * 5 * p.car_nok_year)


def test_with_a_large_hub_some_households_of_the_zone_do_without_a_car_and_none_elsewhere_at_first() -> None:
    """In its first year, when nobody has moved because of it."""
    counts = []
    for policies in ((), (entry("mobility_hub", None, zone="b-village", cars=200),)):
        region = begin(tiny(*policies), 3)
        for _ in range(2):
            run_year(region)
        h = region.households.c
        lives = h.n_members > 0
        counts.append(np.bincount(h.place_id[lives], weights=h.n_cars[lives], minlength=region.n_zones))
    here = region.place_of_zone("b-village")
    assert counts[1][here] < counts[0][here]


# ------------------------------------------------------------------------------------------------------------ air route


def test_everybody_takes_the_quicker_of_the_usual_way_and_the_flight() -> None:
    levers = {"zone": "a-town", "to": "rest", "departures": 5.0, "flight_min": 50.0}
    plain, region = after(begin(tiny(), 1), START), after(begin(tiny(entry("regional_air_route", **levers)), 1), START)
    place, airport = region.n_zones + region.outside.ids.index("rest"), region.place_of_zone("a-town")
    p = regional_air_route.Params()
    flight = p.terminal_min + p.wait_cap_min + 50.0 + p.onward_min  # 5 a day: half the gap is beyond the cap
    for zone in range(region.n_zones):
        drive = plain.time_min[airport, zone] if zone != airport else 0.0
        assert region.time_min[zone, place] == pytest.approx(min(240.0, drive + flight))
        flies = drive + flight < 240.0
        assert np.isnan(region.km[zone, place]) == (not flies)
        assert not flies or region.km[zone, place] == pytest.approx(plain.km[zone, airport] if drive else 0.0)
    assert np.array_equal(region.bike_min, plain.bike_min), "nobody cycles along the route"
    assert np.array_equal(region.bus_min, plain.bus_min)
    zones = np.arange(region.n_zones)
    assert np.array_equal(region.time_min[np.ix_(zones, zones)], plain.time_min[np.ix_(zones, zones)])
    assert paid(region, "state") == pytest.approx(2 * 5 * p.days * p.subsidy_nok)
    assert region.outside.far["airport"].per_day.tolist() == [5.0]
    flights, people = FLIGHTS.compute(region)["all"]
    assert flights.sum() / people.sum() == pytest.approx(5.0)


def test_a_route_that_is_slower_than_the_usual_way_changes_no_time_and_says_so() -> None:
    levers = {"zone": "a-town", "to": "rest", "flight_min": 180.0}
    plain, region = after(begin(tiny(), 1), START), after(begin(tiny(entry("regional_air_route", **levers)), 1), START)
    for name in ("time_min", "cost_min", "km"):
        assert np.array_equal(getattr(region, name), getattr(plain, name), equal_nan=True)
    assert [note.about for note in region.notes] == ["it"]
    assert (region.time_min < UNREACHABLE_MIN).sum() == (plain.time_min < UNREACHABLE_MIN).sum()


# ---------------------------------------------------------------------------------------------------------------- masts


def test_each_mast_goes_where_it_reaches_most_homes_without_fast_broadband() -> None:
    homes, fibre = np.array([0.0, 100.0, 60.0, 40.0]), np.array([0.0, 0.9, 0.0, 0.0])
    needed = np.array([1.0, 1.0, 3.0, 1.0])
    chosen, wireless = mobile_5g_package.place(5, homes, fibre, np.zeros(4), needed)
    # Reached by one mast more: zone 1: 10, zone 2: 20 three times, zone 3: 40.
    assert chosen == [3, 2, 2, 2, 1]
    assert wireless == pytest.approx([0.0, 1.0, 1.0, 1.0])
    assert mobile_5g_package.place(9, homes, fibre, wireless, needed)[0] == [], "where nobody gains, none is built"


def test_masts_are_built_in_equal_parts_and_paid_by_share() -> None:
    region = begin(tiny(entry("mobile_5g_package", None, masts=6, years=3)), 1)
    cable, money = region.zones.fibre_share.copy(), []
    for year in range(START, START + 5):
        after(region, year)
        money.append([paid(region, payer) for payer in ("state", "county", "telecom")])
    cost = 2 * mobile_5g_package.Params().mast_nok
    assert np.array(money[:3]) == pytest.approx(np.tile([0.4 * cost, 0.1 * cost, 0.5 * cost], (3, 1)))
    assert not np.array(money[3:]).any()
    assert np.array_equal(region.zones.fibre_share, cable)


# ------------------------------------------------------------------------------------------------------------- pandemic


def pandemic(**levers: Any) -> Region:
    """The tiny region when policies of the event's year have acted."""
    region = begin(tiny(events=(event("it", "pandemic_year", START, **levers),)), 3)
    run_year(region)
    act(region)
    return region


def test_its_shocks_are_a_share_of_the_year_and_are_gone_after_it() -> None:
    region = pandemic(months=6.0, borders_closed=0.8, home_work=3.0, online=1.4, meetings_closed=1.0)
    assert region.world("immigration", START) == pytest.approx(0.6)
    assert region.world("home_work", START) == pytest.approx(2.0)
    assert region.world("online_share", START) == pytest.approx(1.2)
    for sector in region.sectors:
        assert region.world(f"demand:{sector.id}", START) == pytest.approx(1.0 - 0.5 * sector.gathers_share)
    names = ("immigration", "home_work", "online_share", *(f"demand:{s.id}" for s in region.sectors))
    assert {region.world(name, year) for name in names for year in (START - 1, START + 1)} == {1.0}


def test_in_its_year_eating_places_lose_their_demand_and_who_can_works_at_home() -> None:
    plain, region = begin(tiny(), 3), begin(tiny(events=(event("it", "pandemic_year", START, months=12.0),)), 3)
    hospitality = [s.id for s in region.sectors].index("hospitality")
    for _ in range(2):
        run_year(plain)
        run_year(region)
        if region.year == START:
            assert differences(plain, region) == []
    kept = region.demand_posts[:, hospitality].sum() / plain.demand_posts[:, hospitality].sum()
    assert kept == pytest.approx(1.0 - 0.8 * 0.6, abs=0.02)
    rows = np.flatnonzero((region.persons.c.home_work == HomeWork.SOME) & region.residents())
    for year, expected in ((START, 4.0), (START + 1, 1.0)):
        region.year = year
        usual = Remote()
        longest = np.array([0.0, usual.some_days, usual.half_days, 1.0]) * expected
        assert days(region) == pytest.approx(np.minimum(longest, 1.0))
        at_home = days_at_home(region, rows)
        assert set(np.round(at_home, 6)) <= {0.0, *np.round(np.minimum(longest, 1.0), 6)}


def test_without_months_there_is_no_pandemic() -> None:
    region = pandemic(months=0.0)
    assert region.shocks == {}
    assert PANDEMIC_YEAR.output.measure(region, event("it", "pandemic_year", START)) == 0.0
