"""Land take, kilometres, CO2, reach by bus and the kept logsums, in closed form on hand-made regions."""

import numpy as np
import pytest

from model.codes import DwellingState, DwellingType, HomeWork, Status, ZoneKind
from model.firm_location import new_premises
from model.indicators import environment, measure
from model.indicators.environment import electric_share
from model.indicators.reach import nearest
from model.land import account, take_for_premises, take_for_road
from model.parameters import REGISTRY
from model.region import Region
from model.remote import Params as Remote
from model.residential import start_homes
from model.rng import Stream, uniforms
from model.service_use import need_by_age
from model.year import run_year
from tests.fixtures import small_region
from tests.worlds import begin, play_until, tiny

ZONES = 6
MODES = ("car", "lift", "bus", "bike", "home")


def value(region: Region, indicator: str, place: str = "region", group: str = "all", flows: bool = True) -> float:
    frame = measure(region, flows)
    found = frame[(frame.indicator == indicator) & (frame.place == place) & (frame.group == group)].value
    assert len(found) == 1
    return float(found.iloc[0])


@pytest.fixture
def empty() -> Region:
    """Six zones on a road of 10 km links, nobody and nothing in them."""
    region = small_region(persons=60, zones=ZONES)
    region.persons.c.household_id[:] = -1
    region.persons.c.place_id[:] = -1
    region.persons.c.employer_id[:] = -1
    region.households.c.n_members[:] = 0
    region.zones.kind[:] = [ZoneKind.CENTRE, ZoneKind.TOWN, ZoneKind.VILLAGE, *[ZoneKind.RURAL] * 3]
    region.zones.farmland_share[:] = [0.0, 0.1, 0.2, 0.02, 0.7, 0.0]
    region.base["floor_m2"] = np.array([150.0, 100.0, 70.0])
    region.network.length_km[:] = 10.0
    region.network.is_changed = True
    region.update_skims()
    return region


# ---------------------------------------------------------------------------------------------------------------- land


@pytest.mark.parametrize(
    ("kind", "m2"), [(DwellingType.DETACHED, 1200.0), (DwellingType.ROW, 500.0), (DwellingType.FLAT, 150.0)]
)
def test_land_of_n_homes_of_a_type(empty: Region, kind: DwellingType, m2: float) -> None:
    start_homes(empty, np.array([0, 1, 1, 1, 2, 3, 4, 4]), kind, 2027, np.arange(1, 9).astype(np.uint64))
    homes = np.array([1, 3, 1, 1, 2, 0])
    greenfield = np.array([0.1, 0.5, 0.7, 0.9, 0.9, 0.9])
    farm = np.array([0.0, 0.2, 0.4, 0.04, 1.0, 0.0])  # twice the zone's share, at most all
    for zone in range(ZONES):
        land = homes[zone] * greenfield[zone] * m2 / 1000.0
        place = f"zone:z{zone}"
        assert value(empty, "land_take_daa", place) == pytest.approx(land)
        assert value(empty, "land_take_daa", place, "use:homes") == pytest.approx(land)
        assert value(empty, "farmland_lost_daa", place) == pytest.approx(land * farm[zone])
    assert value(empty, "land_take_daa", "region", "use:business") == 0.0


def test_premises_take_land_only_beyond_what_has_been_built(empty: Region) -> None:
    floor = empty.sectors[0].floor_m2_per_job
    empty.base["premises_m2"] = np.full(ZONES, 10.0 * floor)
    rows = empty.firms.add(2, key=[1, 2], place_id=[1, 3], sector=0, size=9.0)
    size = empty.firms.c.size

    def grow(to: list[float]) -> np.ndarray:
        size[rows] = to
        built = new_premises(empty)
        take_for_premises(empty, built)
        return built / floor

    assert grow([9.0, 10.0]).tolist() == [0.0] * ZONES
    assert "land_take_daa" not in empty.flows
    assert grow([14.0, 9.0]) == pytest.approx([0, 4, 0, 0, 0, 0])
    assert grow([5.0, 9.0]).tolist() == [0.0] * ZONES  # premises stay when an employer shrinks
    assert grow([15.0, 12.0]) == pytest.approx([0, 1, 0, 2, 0, 0])
    expected = (5 * 0.5 + 2 * 0.9) * floor * 2.5 / 1000.0
    assert value(empty, "land_take_daa", group="use:business") == pytest.approx(expected)
    assert value(empty, "farmland_lost_daa") == pytest.approx((5 * 0.5 * 0.2 + 2 * 0.9 * 0.04) * floor * 2.5 / 1000.0)
    assert (empty.base["premises_m2"] == 10.0 * floor).all(), "what location compares with stays"


def test_a_year_takes_land_for_the_homes_it_starts_and_uses_add_up() -> None:
    region = begin(tiny(), seed=2)
    p = {name: spec.value for name, spec in REGISTRY.items()}
    by_type = np.array([p["land.detached_m2"], p["land.row_m2"], p["land.flat_m2"]])
    greenfield = 1.0 - np.array([p[f"land.dense_{kind.name.lower()}"] for kind in ZoneKind])
    n = region.dwellings.n
    play_until(region, "moves")
    d = region.dwellings.c
    new = np.arange(n, region.dwellings.n)
    assert new.size > 0
    assert (d.state[new] == DwellingState.UNDER_CONSTRUCTION).all()
    land = by_type[d.type[new]] * greenfield[region.zones.kind[d.place_id[new]]] / 1000.0
    flows = region.flows
    assert flows["land_take_daa:use:homes"].sum() == pytest.approx(land.sum())
    for name in ("land_take_daa", "farmland_lost_daa"):
        parts = [flow for key, flow in flows.items() if key.startswith(f"{name}:use:")]
        assert np.allclose(sum(parts), flows[name])
    assert (flows["farmland_lost_daa"] <= flows["land_take_daa"] + 1e-12).all()


# ------------------------------------------------------------------------------------------------------------- kilometres


def worker(region: Region, row: int, home: int, work: int, age: int = 40) -> None:
    """A resident of a zone with an employer in a place."""
    c = region.persons.c
    c.household_id[row], c.place_id[row], c.age[row], c.status[row] = 0, home, age, Status.EMPLOYED
    c.employer_id[row] = region.firms.add(1, key=[1000 + row], place_id=[work], sector=0 if work < ZONES else -1)[0]


def drives(region: Region, home: int, work: int, has_car: bool = True, toll_nok: float = 0.0) -> float:
    """The logit of the way to work written out: car, lift, bus, bike or foot."""
    km, minute = region.km[home, work], 2.2
    car = km + toll_nok / minute
    u = {
        "car": 0.8 - 0.04 * (car + 1.5 * km / minute),
        "lift": -1.7 - 0.04 * (km + 25.0 + 0.75 * km / minute),
        "bus": -0.5 - 0.04 * (region.bus_min[home, work] + 35.0 / minute),
        "bike": -0.04 * 1.5 * km / 14.0 * 60.0,
    }
    if not has_car:
        return 0.0
    return float(np.exp(u["car"]) / sum(np.exp(v) for v in u.values()))


def test_the_way_to_work_adds_up_and_without_a_car_nobody_drives(empty: Region) -> None:
    worker(empty, 0, home=4, work=1)
    worker(empty, 1, home=0, work=1)
    empty.households.add(1, key=[77], n_members=1, place_id=0, n_cars=0)
    empty.persons.c.household_id[1] = empty.households.n - 1
    shares = {mode: value(empty, "commute_mode_share", "zone:z4", f"mode:{mode}", flows=False) for mode in MODES}
    assert sum(shares.values()) == pytest.approx(100.0)
    assert shares["car"] == pytest.approx(100.0 * drives(empty, 4, 1))
    assert value(empty, "commute_mode_share", "zone:z0", "mode:car", flows=False) == 0.0
    assert value(empty, "vehicle_km_mill", "zone:z0", "purpose:commute") == 0.0


def test_who_works_at_home_half_of_the_days_drives_half_as_far(empty: Region) -> None:
    worker(empty, 0, home=4, work=1)
    empty.zones.cover(np.ones(ZONES), np.zeros(ZONES))
    c, suits = empty.persons.c, empty.par(Remote).half_days
    keys = np.arange(1, 4_000).astype(np.uint64)
    c.key[0] = keys[uniforms(empty.persistent_draws(Stream.BROADBAND), keys, 0) < 0.5][0]  # who takes it up
    c.home_work[0] = HomeWork.HALF
    expected = (1 - suits) * drives(empty, 4, 1) * 2 * 30 * 215 / 1e6
    assert value(empty, "vehicle_km_mill", group="purpose:commute") == pytest.approx(expected)
    empty.zones.cover(np.zeros(ZONES), np.zeros(ZONES))
    assert value(empty, "vehicle_km_mill", group="purpose:commute") == pytest.approx(expected / (1 - suits))


def test_buses_drive_both_ways_half_of_a_link_in_each_zone(empty: Region) -> None:
    each = 8.0 * 2 * 10.0 * 280 / 1e6
    got = [value(empty, "vehicle_km_mill", f"zone:z{zone}", "purpose:bus") for zone in range(ZONES)]
    assert got == pytest.approx([each / 2, each, each, each, each, each / 2])
    assert value(empty, "vehicle_km_mill") == pytest.approx(5 * each), "kilometres by purpose add up"


def test_co2_of_commuters_in_closed_form(empty: Region) -> None:
    worker(empty, 0, home=4, work=1)  # 30 km from the country
    worker(empty, 1, home=0, work=1)  # 10 km from the centre
    worker(empty, 2, home=1, work=ZONES)  # a place without a road: no car
    c = empty.persons.c
    worker(empty, 3, home=2, work=1)
    c.household_id[3], c.place_id[3] = -1, ZONES  # an in-commuter: not a resident
    km = {4: drives(empty, 4, 1) * 2 * 30 * 215, 0: drives(empty, 0, 1) * 2 * 10 * 215}
    share = 0.24 / 0.76 * np.exp(0.18 * (empty.year - 1 - 2023))
    electric = share / (1 + share)
    for zone in range(ZONES):
        driven = km.get(zone, 0.0)
        assert value(empty, "vehicle_km_mill", f"zone:z{zone}", "purpose:commute") == pytest.approx(driven / 1e6)
        tonnes = driven * 0.15 / 1000 * (1 - electric)
        assert value(empty, "co2_tonnes", f"zone:z{zone}", "purpose:commute") == pytest.approx(tonnes)
    assert value(empty, "co2_tonnes", group="purpose:service") == 0.0


def test_who_works_far_away_goes_once_a_week(empty: Region) -> None:
    empty.network.length_km[:] = 40.0
    empty.network.is_changed = True
    empty.update_skims()
    worker(empty, 0, home=5, work=1)  # 160 km
    worker(empty, 1, home=4, work=1)  # 120 km: not beyond
    expected = 2 * (drives(empty, 5, 1) * 160 * 44 + drives(empty, 4, 1) * 120 * 215) / 1e6
    assert value(empty, "vehicle_km_mill", group="purpose:commute") == pytest.approx(expected)


def test_trips_to_services_in_closed_form(empty: Region) -> None:
    c = empty.persons.c
    c.household_id[:4], c.place_id[:4], c.age[:4] = 0, [3, 3, 3, 1], [8, 40, 70, 40]
    empty.services.add(len(empty.service_types), key=range(1, 99)[: len(empty.service_types)], place_id=1,
                       type=np.arange(len(empty.service_types)))  # fmt: skip
    within = empty.km[1, 1]
    empty.zones.cover(np.array([0, 0.8, 0, 0.5, 0, 0]), np.zeros(ZONES))
    expected = {1: 0.0, 3: 0.0}
    assert empty.year == 2025  # the year of the types' digital share
    for kind in empty.service_types:
        trips = kind.user_cost_nok_per_min / 2.8 * (0.3 if kind.need_age_to <= 18 else 1.0)
        for zone, ages, covered, to_unit in ((3, (8, 40, 70), 0.5, 0.65 * 20.0), (1, (40,), 0.8, 0.53 * within)):
            for age in ages:
                digital = kind.digital_share * covered * {8: 0.9, 40: 0.85, 70: 0.6 * 0.85}[age]
                expected[zone] += 0.75 * trips * need_by_age(kind)[age] * (1.0 - digital) * to_unit
    for zone, km in expected.items():
        assert value(empty, "vehicle_km_mill", f"zone:z{zone}", "purpose:service") == pytest.approx(km / 1e6)
    assert value(empty, "vehicle_km_mill", group="purpose:service") == pytest.approx(sum(expected.values()) / 1e6)


def test_the_electric_share_rises_through_the_published_stock_and_never_passes_one() -> None:
    p = environment.Params(*(float(x) for x in environment.Params()))
    shares = [electric_share(year, 1.0, p) for year in range(2023, 2060)]
    assert shares[0] == pytest.approx(0.24)
    assert (np.diff(shares) > 0).all()
    assert shares[-1] < 1.0
    assert electric_share(2030, 1.1, p) == pytest.approx(1.1 * electric_share(2030, 1.0, p))
    assert electric_share(2059, 1.15, p) == 1.0


# ------------------------------------------------------------------------------------------------------------------ reach


def test_the_nearest_unit_is_in_the_own_municipality_where_that_is_the_rule(empty: Region) -> None:
    k = next(k for k, kind in enumerate(empty.service_types) if kind.users_within_municipality)
    free = next(k for k, kind in enumerate(empty.service_types) if not kind.users_within_municipality)
    assert empty.zones.municipality.tolist() == [0, 0, 0, 1, 1, 1]
    for kind in (k, free):
        empty.services.add(2, key=[10 * kind + 1, 10 * kind + 2], place_id=[0, 3], type=kind)
    assert nearest(empty, empty.time_min, k)[0].tolist() == [0, 0, 0, 3, 3, 3]
    assert nearest(empty, empty.time_min, free)[0].tolist() == [0, 0, 3, 3, 3, 3]
    empty.services.c.place_id[empty.services.c.place_id == 3] = -1
    assert nearest(empty, empty.time_min, k)[0].tolist() == [0] * ZONES


# ----------------------------------------------------------------------------------------------------------------- welfare


def test_logsums_of_a_year_are_kept_by_zone_and_age_of_those_who_ask() -> None:
    region = begin(tiny(), seed=3)
    assert np.isnan(value(region, "welfare_logsum"))
    play_until(region, "relocation")
    asking = int((region.asks_to_move & (region.households.c.n_members > 0)).sum())
    region = begin(tiny(), seed=3)
    play_until(region, "moves")
    worth, number = region.logsum
    assert worth.shape == number.shape == (region.n_zones, 5)
    assert 0 < number.sum() < asking
    assert ((number == 0) == (worth == 0.0)).all()
    assert value(region, "welfare_logsum") == pytest.approx(worth.sum() / number.sum())
    assert value(region, "welfare_logsum", group="age:25-34") == pytest.approx(worth[:, 1].sum() / number[:, 1].sum())


# ------------------------------------------------------------------------------------------------------------ accounts


def test_land_by_use_adds_up_in_each_zone_through_the_years_and_follows_what_is_taken() -> None:
    region = begin(tiny(), seed=3)
    total = 1_000.0 * region.zones.land_km2
    before = account(region).copy()
    assert np.allclose(before.sum(axis=0), total)
    assert (before >= 0).all()
    for _ in range(4):
        run_year(region)
        now = account(region)
        assert np.allclose(now.sum(axis=0), total)
        assert (now >= 0).all()
        built = (now - before)[:3].sum(axis=0)
        nothing = np.zeros(region.n_zones)
        assert np.allclose(built, region.flows.get("land_take_daa", nothing))
        assert np.allclose((before - now)[3], region.flows.get("farmland_lost_daa", nothing))
        before = now.copy()


def test_no_more_land_is_taken_than_there_is(empty: Region) -> None:
    many = np.full(60_000, 4)
    start_homes(empty, many, DwellingType.DETACHED, 2027, np.arange(1, many.size + 1).astype(np.uint64))
    land = account(empty)[:, 4]
    assert land.sum() == pytest.approx(20_000.0)
    assert (land >= -1e-9).all()
    assert value(empty, "land_take_daa", "zone:z4") <= 20_000.0


def test_distance_of_new_homes_is_along_the_road_to_the_nearest_centre_and_building_emits(empty: Region) -> None:
    start_homes(empty, np.array([0, 3, 3, 5]), DwellingType.ROW, 2027, np.arange(1, 5).astype(np.uint64))
    assert value(empty, "new_home_distance_km", "zone:z3") == pytest.approx(30.0)
    assert value(empty, "new_home_distance_km") == pytest.approx((empty.km[0, 0] + 30.0 + 30.0 + 50.0) / 4)
    assert value(empty, "building_co2_tonnes", group="use:homes") == pytest.approx(4 * 100.0 * 350.0 / 1000.0)
    take_for_premises(empty, np.array([0.0, 200.0, 0, 0, 0, 0]))
    assert value(empty, "building_co2_tonnes", "zone:z1", "use:business") == pytest.approx(200.0 * 450.0 / 1000.0)
    take_for_road(empty, 1, 2.0)
    assert value(empty, "building_co2_tonnes", "zone:z2", "use:transport") == pytest.approx(
        1000.0 * 15.0 * 120.0 / 1000.0
    )
    assert value(empty, "land_take_daa", "zone:z2", "use:transport") == pytest.approx(15.0)
