"""Huff shares against the closed form, and demand at the base year against the posts that are there."""

import numpy as np
import pytest

from model.kernels.huff import balance, huff
from model.submodels import demand, firms
from tests.unit.small_economy import economy

SMALL = {"municipalities": 3, "zones": 3, "households": 1_500, "n_firms": 500}


def test_shares_of_two_places_are_logistic_in_minutes():
    minutes = np.array([[5.0, 20.0], [20.0, 5.0]])
    sales, potential = huff(np.array([100.0]), np.array([2.0, 3.0]), minutes, 0.1)
    share = 2 * np.exp(-0.5) / (2 * np.exp(-0.5) + 3 * np.exp(-2.0))
    assert sales == pytest.approx([100 * share, 100 * (1 - share)])
    assert sales == pytest.approx(np.array([2.0, 3.0]) * potential)


def test_all_spending_arrives_where_something_can_be_reached():
    rng = np.random.default_rng(0)
    spending, minutes = rng.uniform(1, 9, 5), rng.uniform(3, 60, (7, 7))
    sales, _ = huff(spending, rng.uniform(0, 4, 7), minutes, 0.06)
    assert sales.sum() == pytest.approx(spending.sum())
    lost, _ = huff(spending, np.zeros(7), minutes, 0.06)
    assert lost.sum() == 0.0


def test_a_larger_centre_draws_from_every_other_place():
    rng = np.random.default_rng(1)
    spending, minutes, attraction = rng.uniform(1, 9, 5), rng.uniform(3, 60, (6, 6)), rng.uniform(1, 4, 6)
    before, _ = huff(spending, attraction, minutes, 0.06)
    attraction[2] *= 1.5
    after, _ = huff(spending, attraction, minutes, 0.06)
    assert after[2] > before[2]
    assert (np.delete(after, 2) < np.delete(before, 2)).all()


def test_balance_reproduces_sales_and_leaves_outside_alone():
    rng = np.random.default_rng(2)
    spending, minutes, pull = rng.uniform(1e6, 9e6, 5), rng.uniform(3, 60, (6, 6)), rng.uniform(1, 4, 6)
    target = np.array([3.0, 0.0, 11.0, 2.0, 1.0])
    w, scale = balance(spending, pull, minutes, 0.06, target)
    sales, _ = huff(spending, w * pull, minutes, 0.06)
    served = target > 0
    assert scale * sales[:5][served] == pytest.approx(target[served], rel=1e-9)
    assert w[5] == 1.0
    assert w[1] == 1.0
    assert (w[:5] * target).sum() / target.sum() == pytest.approx(1.0)


def test_a_sector_without_firms_has_no_demand():
    w, scale = balance(np.ones(2), np.zeros(3), np.ones((3, 3)), 0.1, np.zeros(2))
    assert scale == 0.0
    assert (w == 1.0).all()


@pytest.fixture(scope="module")
def region():
    return economy(**SMALL)


def test_demand_at_the_base_year_is_the_posts_of_every_zone_and_sector(region):
    posts = firms._base_posts(region)
    assert posts.sum() > 500
    assert region.demand_posts == pytest.approx(posts, abs=1e-8)


def test_export_demand_follows_the_world(region):
    region.scenario.world["export_demand"] = type("Path", (), {"at": lambda self, year: 0.8})()
    before = region.demand_posts.copy()
    demand.step(region, region.year)
    export = np.array([s.export_share for s in region.sectors])
    assert region.demand_posts.sum(axis=0) == pytest.approx(before.sum(axis=0) * (1 - 0.2 * export))
    del region.scenario.world["export_demand"]
    demand.step(region, region.year)


def test_need_follows_residents_of_the_municipality_and_spending_follows_income(region):
    before = region.demand_posts.copy()
    region.persons.c.age[region.persons.c.place_id < 3] = 85
    region.households.c.income_nok_year[:] *= 1.1
    demand.step(region, region.year)
    names = [s.id for s in region.sectors]
    health, retail = names.index("health_care"), names.index("retail")
    assert (region.demand_posts[:3, health] > 1.5 * before[:3, health])[before[:3, health] > 0].all()
    assert region.demand_posts[3:, health] == pytest.approx(before[3:, health])
    local = 1 - region.sectors[retail].export_share
    assert region.demand_posts[:, retail] == pytest.approx(before[:, retail] * (1 + 0.1 * local))


def test_need_weights_cover_the_declared_ages():
    sector = next(s for s in economy(**SMALL).sectors if s.id == "education")
    weights = demand.need_weights(sector)
    assert weights[5] == 0.0
    assert weights[6] == sector.need_by_age[0][2]
    assert weights[15] == sector.need_by_age[1][2]
