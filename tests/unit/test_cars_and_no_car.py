"""Who has a car, and what those without one have instead: closed forms."""

import numpy as np
import pytest

from model.codes import ZoneKind
from model.region import Region
from model.rng import Stream
from model.skims import Params as NoCar
from model.submodels import cars
from tests.fixtures import small_region

N = 60_000


def households(region: Region, n: int, **columns: object) -> np.ndarray:
    """n households of two adults aged 50 in zone 1, but for the columns given; rows."""
    person = region.persons.add(1, key=[3], age=columns.pop("age", 50), place_id=1)[0]
    known = {"n_members": 2, "n_children": 0, "place_id": 1, "income_nok_year": 6e5, "ref_id": person}
    return region.households.add(n, key=np.arange(10_000, 10_000 + n).astype(np.uint64), **(known | columns))


@pytest.fixture
def region() -> Region:
    made = small_region(persons=60, zones=4)
    made.households.c.n_members[:] = 0
    made.zones.kind[:] = [ZoneKind.CENTRE, ZoneKind.TOWN, ZoneKind.VILLAGE, ZoneKind.RURAL]
    made.base["car_income"] = np.array([6e5])
    return made


@pytest.mark.parametrize(
    ("columns", "log_odds"),
    [
        ({}, 1.6),
        ({"n_members": 1}, 0.0),
        ({"n_members": 3, "n_children": 2}, 0.0),  # one adult
        ({"income_nok_year": 3e5}, 1.6 + 0.9 * np.log(0.5)),
        ({"place_id": 0}, 1.6 - 0.4),
        ({"place_id": 3, "n_members": 1}, 0.6),
    ],
)
def test_shares_of_households_with_one_and_two_cars_are_logistic(
    region: Region, columns: dict, log_odds: float
) -> None:
    rows = households(region, N, **columns)
    cars.step(region, region.year)
    n_cars = region.households.c.n_cars[rows]
    one = 1.0 / (1.0 + np.exp(-(log_odds + 1.1)))
    two = one / (1.0 + np.exp(-(log_odds - 1.6)))
    assert (n_cars > 0).mean() == pytest.approx(one, abs=4 * np.sqrt(one * (1 - one) / N))
    assert (n_cars == 2).mean() == pytest.approx(two, abs=4 * np.sqrt(two * (1 - two) / N))


@pytest.mark.parametrize(("age", "less"), [(24, 0.8), (25, 0.0), (79, 0.0), (80, 1.0)])
def test_the_young_and_the_old_have_fewer(region: Region, age: int, less: float) -> None:
    rows = households(region, N, age=age, n_members=1)
    cars.step(region, region.year)
    expected = 1.0 / (1.0 + np.exp(-(1.1 - less)))
    assert (region.households.c.n_cars[rows] > 0).mean() == pytest.approx(expected, abs=0.01)


def test_a_household_changes_only_when_its_odds_do_and_then_one_way(region: Region) -> None:
    rows = households(region, 5_000)
    cars.step(region, region.year)
    first = region.households.c.n_cars[rows].copy()
    region.year += 7
    region.seed += 1
    cars.step(region, region.year)
    assert np.array_equal(region.households.c.n_cars[rows], first), "neither year nor seed draws cars anew"
    region.households.c.income_nok_year[rows] *= 0.7
    cars.step(region, region.year)
    poorer = region.households.c.n_cars[rows]
    assert (poorer <= first).all()
    assert (poorer < first).any()
    assert region.persistent_draws(Stream.CAR) == region.persistent_draws(Stream.CAR)


def test_shared_cars_at_a_hub_let_some_do_without_and_only_there(region: Region) -> None:
    rows = households(region, 8_000, place_id=np.repeat([2, 3], 4_000))
    region.network.bus_per_day[:] = 0.0
    region.network.is_changed = True
    region.update_skims()
    cars.step(region, region.year)
    before = region.households.c.n_cars[rows].copy()
    region.network.hub_min[2] = 10.0
    region.network.is_changed = True
    region.update_skims()
    cars.step(region, region.year)
    after = region.households.c.n_cars[rows]
    assert (after[:4_000] < before[:4_000]).any()
    assert np.array_equal(after[4_000:], before[4_000:])
    assert (after <= before).all()


# -------------------------------------------------------------------------------------------------- ways without a car


def test_without_a_car_the_best_of_bus_bike_lift_and_what_is_offered(region: Region) -> None:
    p = region.par(NoCar)
    expected = np.minimum(np.minimum(region.bus_min, p.effort * region.bike_min), region.time_min + p.lift_min)
    assert np.allclose(region.no_car_min, expected)
    assert region.bike_min[0, 1] == pytest.approx(10.0 / 14.0 * 60.0)
    assert region.no_car_min[0, 3] == pytest.approx(min(region.bus_min[0, 3], 30.0 + 25.0))


def test_transport_on_demand_serves_homes_of_its_zone_within_the_municipality(region: Region) -> None:
    before, p = region.no_car_min.copy(), region.par(NoCar)
    assert region.zones.municipality.tolist() == [0, 0, 1, 1]
    region.network.on_demand_wait_min[2] = 5.0
    region.network.is_changed = True
    region.update_skims()
    served = np.zeros(before.shape, bool)
    served[2, 2:4] = True
    assert np.array_equal(region.no_car_min[~served], before[~served])
    assert region.no_car_min[2, 3] == pytest.approx(min(before[2, 3], 5.0 + p.on_demand_detour * 10.0))
    assert region.no_car_min[2, 3] < before[2, 3]


def test_a_faster_road_leaves_bikes_as_they_are(region: Region) -> None:
    bikes = region.bike_min.copy()
    region.network.speed_kmh[:] = 80.0
    region.network.is_changed = True
    region.update_skims()
    assert np.array_equal(region.bike_min, bikes)
    region.network.length_km[0] *= 2.0
    region.network.is_changed = True
    region.update_skims()
    assert region.bike_min[0, 1] == pytest.approx(2.0 * bikes[0, 1])
