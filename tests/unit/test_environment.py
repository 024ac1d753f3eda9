"""Land take, kilometres, CO2, reach by bus and the kept logsums, in closed form on hand-made regions."""

import numpy as np
import pytest

from model.codes import DwellingState, DwellingType, Status, ZoneKind
from model.firm_location import new_premises
from model.indicators import environment, measure
from model.indicators.environment import electric_share
from model.indicators.reach import nearest
from model.land import take_for_premises
from model.parameters import REGISTRY
from model.region import Region
from model.residential import start_homes
from model.service_use import need_by_age
from tests.fixtures import small_region
from tests.worlds import begin, play_until, tiny

ZONES = 6


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
    region = begin(tiny(), seed=3)
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


def test_co2_of_commuters_in_closed_form(empty: Region) -> None:
    worker(empty, 0, home=4, work=1)  # 30 km from the country
    worker(empty, 1, home=0, work=1)  # 10 km from the centre
    worker(empty, 2, home=1, work=ZONES)  # a place without a road: no car
    c = empty.persons.c
    worker(empty, 3, home=2, work=1)
    c.household_id[3], c.place_id[3] = -1, ZONES  # an in-commuter: not a resident
    km = {4: 0.8 * 2 * 30 * 215, 0: 0.6 * 2 * 10 * 215}
    share = 0.24 / 0.76 * np.exp(0.18 * (empty.year - 1 - 2023))
    electric = share / (1 + share)
    for zone in range(ZONES):
        driven = km.get(zone, 0.0)
        assert value(empty, "vehicle_km_mill", f"zone:z{zone}", "purpose:commute") == pytest.approx(driven / 1e6)
        tonnes = driven * 0.15 / 1000 * (1 - electric)
        assert value(empty, "co2_tonnes", f"zone:z{zone}") == pytest.approx(tonnes)
    assert value(empty, "co2_tonnes", group="purpose:service") == 0.0


def test_who_works_far_away_goes_once_a_week(empty: Region) -> None:
    empty.network.length_km[:] = 40.0
    empty.network.is_changed = True
    empty.update_skims()
    worker(empty, 0, home=5, work=1)  # 160 km
    worker(empty, 1, home=4, work=1)  # 120 km: not beyond
    expected = 0.8 * 2 * (160 * 44 + 120 * 215) / 1e6
    assert value(empty, "vehicle_km_mill", group="purpose:commute") == pytest.approx(expected)


def test_trips_to_services_in_closed_form(empty: Region) -> None:
    c = empty.persons.c
    c.household_id[:4], c.place_id[:4], c.age[:4] = 0, [3, 3, 3, 1], [8, 40, 70, 40]
    empty.services.add(len(empty.service_types), key=range(1, 99)[: len(empty.service_types)], place_id=1,
                       type=np.arange(len(empty.service_types)))  # fmt: skip
    within = empty.km[1, 1]
    for kind in empty.service_types:
        empty.access[f"visits:{kind.id}"] = np.where(kind.digital_share > 0, 0.5, 1.0) * np.ones(ZONES)
    expected = {1: 0.0, 3: 0.0}
    for kind in empty.service_types:
        trips = kind.user_cost_nok_per_min / 2.8 * (0.3 if kind.need_age_to <= 18 else 1.0)
        users = [sum(need_by_age(kind)[age] for age in ages) for ages in ((8, 40, 70), (40,))]
        trips *= 0.5 if kind.digital_share > 0 else 1.0
        expected[3] += 0.65 * 0.75 * users[0] * trips * 20.0
        expected[1] += 0.53 * 0.75 * users[1] * trips * within
    for zone, km in expected.items():
        assert value(empty, "vehicle_km_mill", f"zone:z{zone}", "purpose:service") == pytest.approx(km / 1e6)
    assert value(empty, "vehicle_km_mill") == pytest.approx(sum(expected.values()) / 1e6)


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
    assert value(region, "welfare_logsum", group="age:67+") == pytest.approx(worth[:, 4].sum() / number[:, 4].sum())
