"""Huff shares against the closed form, and demand at the base year against the posts that are there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.codes import Owner
from model.kernels.huff import balance, huff
from model.submodels import demand, firms
from tests.unit.small_economy import economy

SMALL = {"municipalities": 3, "zones": 3, "households": 1_500, "n_firms": 500}


def test_shares_of_two_places_are_logistic_in_minutes():
    minutes = np.array([[5.0, 20.0], [20.0, 5.0]])
    sales, potential, _ = huff(np.array([100.0]), np.array([2.0, 3.0]), minutes, 0.1, np.zeros(1))
    share = 2 * np.exp(-0.5) / (2 * np.exp(-0.5) + 3 * np.exp(-2.0))
    assert sales == pytest.approx([100 * share, 100 * (1 - share)])
    assert sales == pytest.approx(np.array([2.0, 3.0]) * potential)


def test_all_spending_arrives_where_something_can_be_reached():
    rng = np.random.default_rng(0)
    spending, minutes = rng.uniform(1, 9, 5), rng.uniform(3, 60, (7, 7))
    sales, _, _ = huff(spending, rng.uniform(0, 4, 7), minutes, 0.06, np.zeros(5))
    assert sales.sum() == pytest.approx(spending.sum())
    lost, _, _ = huff(spending, np.zeros(7), minutes, 0.06, np.zeros(5))
    assert lost.sum() == 0.0


def test_a_larger_centre_draws_from_every_other_place():
    rng = np.random.default_rng(1)
    spending, minutes, attraction = rng.uniform(1, 9, 5), rng.uniform(3, 60, (6, 6)), rng.uniform(1, 4, 6)
    before, _, _ = huff(spending, attraction, minutes, 0.06, np.zeros(5))
    attraction[2] *= 1.5
    after, _, _ = huff(spending, attraction, minutes, 0.06, np.zeros(5))
    assert after[2] > before[2]
    assert (np.delete(after, 2) < np.delete(before, 2)).all()


def test_balance_reproduces_sales_and_leaves_outside_alone():
    rng = np.random.default_rng(2)
    spending, minutes, pull = rng.uniform(1e6, 9e6, 5), rng.uniform(3, 60, (6, 6)), rng.uniform(1, 4, 6)
    target = np.array([3.0, 0.0, 11.0, 2.0, 1.0])
    w, scale, level = balance(spending, pull, minutes, 0.06, target, np.ones(5), 0.0)
    sales, _, _ = huff(spending, w * pull, minutes, 0.06, np.zeros(5))
    served = target > 0
    assert scale * sales[:5][served] == pytest.approx(target[served], rel=1e-9)
    assert level == 0.0
    assert w[5] == 1.0
    assert w[1] == 1.0
    assert (w[:5] * target).sum() / target.sum() == pytest.approx(1.0)


def test_a_sector_without_firms_has_no_demand():
    w, scale, _ = balance(np.ones(2), np.zeros(3), np.ones((3, 3)), 0.1, np.zeros(2), np.ones(2), 0.1)
    assert scale == 0.0
    assert (w == 1.0).all()


def test_online_takes_the_share_of_its_attraction_and_more_where_shops_are_far():
    minutes = np.array([[5.0, 40.0], [40.0, 5.0]])
    attraction, online = np.array([2.0, 0.5]), np.array([0.3, 0.3])
    sales, _, bought = huff(np.array([100.0, 50.0]), attraction, minutes, 0.1, online)
    weight = attraction * np.exp(-0.1 * minutes)
    share = 0.3 / (0.3 + weight.sum(axis=1))
    assert bought == pytest.approx(share * [100.0, 50.0])
    assert share[1] > share[0]
    assert sales.sum() + bought.sum() == pytest.approx(150.0)


def test_balance_gives_online_its_share_and_shops_their_sales():
    rng = np.random.default_rng(4)
    spending, minutes, pull = rng.uniform(1e6, 9e6, 5), rng.uniform(3, 60, (6, 6)), rng.uniform(1, 4, 6)
    target, reach = np.array([3.0, 0.0, 11.0, 2.0, 1.0]), np.array([1.0, 0.5, 0.9, 0.0, 0.8])
    w, scale, level = balance(spending, pull, minutes, 0.06, target, reach, 0.15)
    sales, _, bought = huff(spending, w * pull, minutes, 0.06, level * reach)
    assert scale * sales[:5][target > 0] == pytest.approx(target[target > 0], rel=1e-9)
    assert bought.sum() == pytest.approx(0.15 * spending.sum(), rel=1e-9)
    assert bought[3] == 0.0  # no broadband
    assert sales.sum() + bought.sum() == pytest.approx(spending.sum())


@given(
    attraction=st.lists(st.floats(0.01, 50.0), min_size=4, max_size=4),
    online=st.lists(st.floats(0.0, 20.0), min_size=3, max_size=3),
    more=st.floats(1.0, 5.0),
)
def test_spending_is_kept_and_no_shop_gains_from_online(attraction, online, more):
    minutes = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0))) * 11.0 + 4.0
    spending, attraction, online = np.array([5.0, 2.0, 9.0]), np.array(attraction), np.array(online)
    before, _, _ = huff(spending, attraction, minutes, 0.07, online)
    after, _, bought = huff(spending, attraction, minutes, 0.07, more * online)
    assert after.sum() + bought.sum() == pytest.approx(spending.sum())
    assert (after <= before * (1.0 + 1e-12)).all()


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
    others = region.sectors[retail].public_share + region.base["demand_supplier_share"][retail]
    assert 0 < region.base["demand_supplier_share"][retail] < 0.3
    local = (1 - region.sectors[retail].export_share) * (1 - others)
    # Public employers and firms buy where they are, so a zone's part differs a little from the region's.
    assert region.demand_posts[:, retail] == pytest.approx(before[:, retail] * (1 + 0.1 * local), rel=0.005)
    assert region.demand_posts[:, retail].sum() == pytest.approx(before[:, retail].sum() * (1 + 0.1 * local), rel=1e-3)


def test_the_online_share_rises_by_the_world_s_path():
    share = demand.online_share(np.array([0.144, 0.0]), 10, 0.007, 1.0)
    assert share == pytest.approx([0.214, 0.0])
    assert demand.online_share(np.array([0.144]), 10, 0.007, 0.3) == pytest.approx([0.165])
    assert demand.online_share(np.array([0.144]), 0, 0.007, 1.7) == pytest.approx([0.144])


def test_online_growth_lowers_retail_by_what_the_share_says():
    region = economy(**SMALL)
    retail = next(i for i, s in enumerate(region.sectors) if s.online_share > 0)
    sector, others = region.sectors[retail], [i for i, s in enumerate(region.sectors) if s.online_share == 0]
    before = region.demand_posts.copy()
    demand.step(region, region.year + 20)
    shops = (1 - sector.online_share - 0.14) / (1 - sector.online_share)
    wanted = sector.export_share + (1 - sector.export_share) * shops
    assert region.demand_posts[:, retail].sum() / before[:, retail].sum() == pytest.approx(wanted, abs=0.01)
    assert (region.demand_posts[:, retail] <= before[:, retail] + 1e-9).all()
    assert region.demand_posts[:, others] == pytest.approx(before[:, others], abs=1e-8)
    region.scenario.world["e_commerce"] = type("Path", (), {"at": lambda self, year: 0.0})()
    demand.step(region, region.year + 20)
    assert region.demand_posts == pytest.approx(before, abs=1e-8)


def test_zones_with_better_broadband_buy_more_online():
    region = economy(**SMALL)
    retail = next(i for i, s in enumerate(region.sectors) if s.online_share > 0)
    before = region.demand_posts[:, retail].sum()
    region.zones.broadband_share[:] *= 1.2
    demand.step(region, region.year)
    assert region.demand_posts[:, retail].sum() < before
    region.zones.broadband_share[:] = 0.0
    demand.step(region, region.year)
    assert region.demand_posts[:, retail].sum() > before


def test_public_purchases_follow_public_staff():
    region = economy(**SMALL)
    before = region.demand_posts.copy()
    f = region.firms.c
    public = (f.owner != Owner.PRIVATE) & (f.sector >= 0)
    growth = 40.0 * (public & f.is_fixed).sum() / f.n_staff[public].sum()
    f.n_staff[public & f.is_fixed] += 40
    demand.step(region, region.year)
    for s, sector in enumerate(region.sectors):
        if sector.driver == "spending":
            wanted = (1 - sector.export_share) * sector.public_share * growth
            got = region.demand_posts[:, s].sum() / before[:, s].sum() - 1
            assert got == pytest.approx(wanted, rel=0.15)
        else:
            assert region.demand_posts[:, s] == pytest.approx(before[:, s], abs=1e-8)


def test_a_municipality_without_room_asks_for_fewer_posts():
    region = economy(**SMALL)
    before = region.demand_posts.copy()
    region.municipalities.c.room[1] = 0.0
    demand.step(region, region.year)
    mine = region.zones.municipality == 1
    for s, sector in enumerate(region.sectors):
        saved = 0.05 * (1 - sector.export_share) if sector.owner == Owner.MUNICIPALITY else 0.0
        assert region.demand_posts[mine, s] == pytest.approx(before[mine, s] * (1 - saved), abs=1e-8)
        assert region.demand_posts[~mine, s] == pytest.approx(before[~mine, s], abs=1e-8)


def test_need_weights_cover_the_declared_ages():
    sector = next(s for s in economy(**SMALL).sectors if s.id == "education")
    weights = demand.need_weights(sector)
    assert weights[5] == 0.0
    assert weights[6] == sector.need_by_age[0][2]
    assert weights[15] == sector.need_by_age[1][2]
