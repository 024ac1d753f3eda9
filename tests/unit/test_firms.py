"""Life tables against V26, whole posts without churn, entry against exit, zone shares against the logit formula."""

import numpy as np
import pytest

from model.codes import LifeEvent, Owner, Status
from model.employers import close_employers, largest, open_employer, set_posts, staff
from model.firm_entry import _candidates
from model.firm_life import default_life, life_years, other_work, stationary_ages, survival
from model.firm_location import choose_zone, location_utility, size_class
from model.kernels.firm_life import exit_hazard, exits
from model.kernels.posts import round_posts, whole_posts
from model.rng import Kind, Stream, derive_all, stream_base, text_key, uniforms
from model.submodels import demand, firms
from tests.unit.small_economy import BASE_YEAR, economy, run_year

SMALL = {"municipalities": 3, "zones": 3, "households": 1_500, "n_firms": 900}
V26 = [0.503, 0.447, 0.376, 0.329, 0.287]


def _base(seed, stream, year):
    return np.uint64(stream_base(seed, stream, year))


def _keys(n, name="test"):
    return derive_all(np.full(n, text_key(name), np.uint64), Kind.FIRM, np.arange(n))


# ---- life table


def test_survival_of_a_firm_of_one_is_the_published_row():
    assert survival(np.arange(6), 1.0) == pytest.approx([1.0, *V26])
    assert survival(5, 8.0) == pytest.approx(0.61, abs=0.01)


def test_hazards_and_survival_agree():
    p = default_life()
    for size in (0.4, 3.0, 20.0):
        alive = np.cumprod([1 - exit_hazard(a, size, 0.0, 1.0, p) for a in range(1, 31)])
        assert alive == pytest.approx(survival(np.arange(1, 31), size))
    assert exit_hazard(3, 60.0, 9.0, 1.0, p) == 0.0
    assert exit_hazard(3, 2.0, 4.0, 1.0, p) > exit_hazard(3, 2.0, 0.0, 1.0, p)


def test_who_has_little_other_work_near_holds_on_as_two_counties_of_v26():
    """Sogn og Fjordane 40 %, Oslo 25 % after five years, 4.4 apart in the log of jobs in reach."""
    p = default_life()
    near, far = other_work(np.array([2.2, -2.2]), 0.0, p)
    assert near > 1.0 > far
    alive = [np.prod([1 - exit_hazard(a, 1.0, 0.0, option, p) for a in range(1, 6)]) for option in (far, near)]
    assert alive == pytest.approx([0.40, 0.22], abs=0.05)
    assert life_years(np.array([2.0]), p, far) > life_years(np.array([2.0]), p) > life_years(np.array([2.0]), p, near)
    assert other_work(np.array([7.0]), 7.0, p) == 1.0


def test_life_years_is_the_sum_of_survival():
    sizes = np.array([0.5, 2.0, 12.0, 49.0])
    summed = survival(np.arange(3000)[None, :], sizes[:, None]).sum(axis=1)
    assert life_years(sizes, default_life()) == pytest.approx(summed, rel=1e-9)


def test_stationary_ages_give_the_expected_exits_in_every_sector_in_numbers_and_posts():
    rng = np.random.default_rng(3)
    sector, size = rng.integers(0, 9, 2_000), np.where(rng.random(2_000) < 0.5, 1.0, np.exp(rng.normal(1.5, 1, 2_000)))
    size, p = np.minimum(size, 49.0), default_life()
    age = stationary_ages(sector, size, rng.random(2_000), 80)
    hazard = np.array([exit_hazard(a + 1, z, 0.0, 1.0, p) for a, z in zip(age, size, strict=True)])
    for weight, tolerance in ((1.0, 0.15), (size, 0.25)):
        found = np.bincount(sector, weights=hazard * weight)
        expected = np.bincount(sector, weights=weight / life_years(size, p))
        assert found == pytest.approx(expected, rel=tolerance)
        assert found.sum() == pytest.approx(expected.sum(), rel=0.03)


def test_followed_births_survive_as_in_v26():
    region, p = economy(**SMALL), default_life()
    n = 40_000
    keys = _keys(n)
    rate, sizes = region.base["entry_rate"], region.base["entry_size"]
    sector = np.searchsorted(np.cumsum(rate) / rate.sum(), uniforms(np.uint64(3), keys, 0))
    size = sizes[sector, (uniforms(np.uint64(4), keys, 0) * sizes.shape[1]).astype(int)]
    alive, share, staffed = np.ones(n, bool), [], []
    for year in range(2026, 2031):
        base = _base(1, Stream.FIRM_EXIT, year)
        owner, founded = np.full(n, Owner.PRIVATE, np.int8), np.full(n, 2025, np.int16)
        alive &= ~exits(base, keys, alive, owner, founded, size, np.zeros(n), np.ones(n), year, p)
        share.append(alive.mean())
        staffed.append(alive[size >= 5].mean())
    assert 0.25 <= share[4] <= 0.40
    assert 0.45 <= staffed[4] <= 0.70
    alone = survival(np.arange(1, 6), 1.0)
    assert (np.array(share) >= alone - 0.01).all()


# ---- whole posts


def test_whole_posts_add_up_and_are_right_on_average():
    rng = np.random.default_rng(0)
    for _ in range(300):
        size, u = rng.uniform(0, 40), rng.random()
        shares = rng.dirichlet([1, 1, 1])
        posts = whole_posts(size, shares[0], shares[2], u)
        assert sum(posts) == int(np.floor(size + u))
        assert min(posts) >= 0
    u = (np.arange(2000) + 0.5) / 2000
    posts = np.array([whole_posts(3.7, 0.25, 0.35, x) for x in u])
    assert posts.mean(axis=0) == pytest.approx([3.7 * 0.25, 3.7 * 0.4, 3.7 * 0.35], abs=1e-3)


def test_constant_sizes_change_no_post_and_the_total_follows_the_sum():
    n = 5_000
    keys, size = _keys(n), np.exp(np.random.default_rng(1).normal(0.3, 1, n)).astype(np.float32)
    shares, out = np.full(n, 0.3, np.float32), np.zeros((3, n), np.int32)
    base = _base(0, Stream.ROUNDING, 0)
    round_posts(base, np.arange(n), keys, size, shares, shares, *out)
    first = out.copy()
    round_posts(base, np.arange(n), keys, size, shares, shares, *out)
    assert (out == first).all()
    assert out.sum() == pytest.approx(size.sum(), rel=0.01)
    grown = size * np.float32(1.001)
    round_posts(base, np.arange(n), keys, grown, shares, shares, *out)
    assert (out.sum(axis=0) >= first.sum(axis=0)).all()


# ---- entry, exit and a constant world


def test_expected_entries_equal_expected_exits_in_numbers_and_posts():
    region = economy(**SMALL)
    c, p = region.firms.c, region.par(firms.LifeParams)
    leaves = ~c.is_fixed & (c.owner == Owner.PRIVATE) & (c.size < p.exit_max_size)
    rate = 1 / life_years(c.size[leaves], p)
    n = np.bincount(c.sector[leaves], weights=rate, minlength=len(region.sectors))
    posts = np.bincount(c.sector[leaves], weights=rate * c.size[leaves], minlength=len(region.sectors))
    assert region.base["entry_rate"] == pytest.approx(n)
    assert region.base["entry_rate"] * region.base["entry_size"].mean(axis=1) == pytest.approx(posts)


@pytest.fixture(scope="module")
def constant_world():
    """Per seed: exits and entries by year, and posts and firms by sector before and after ten years."""
    runs = []
    for seed in range(6):
        region = economy(seed, municipalities=4, zones=4, households=4_000, n_firms=2_400)
        c = region.firms.c
        before = np.bincount(c.sector, weights=c.size)
        flows = []
        for _ in range(10):
            run_year(region)
            flows.append([region.flows["firm_exits"].sum(), region.flows["firm_entries"].sum()])
        c = region.firms.c
        here = c.place_id >= 0
        runs.append((np.array(flows), before, np.bincount(c.sector[here], weights=c.size[here])))
    return runs


def test_a_constant_world_has_no_false_transient(constant_world):
    flows = np.mean([run[0] for run in constant_world], axis=0)
    for early, late in zip(flows[:3].mean(axis=0), flows[5:10].mean(axis=0), strict=True):
        assert early == pytest.approx(late, rel=0.08)
    assert flows[:, 0].mean() == pytest.approx(flows[:, 1].mean(), rel=0.05)


def test_a_constant_world_keeps_its_posts_by_sector(constant_world):
    before = np.mean([run[1] for run in constant_world], axis=0)
    after = np.mean([run[2] for run in constant_world], axis=0)
    assert after.sum() == pytest.approx(before.sum(), rel=0.02)
    assert after == pytest.approx(before, rel=0.12)


def test_without_exits_a_constant_world_does_not_move_at_all():
    region = economy(**SMALL)
    size, posts = region.firms.c.size.copy(), region.firms.c.posts_upper.copy()
    for _ in range(5):
        demand.step(region, region.year)
        firms._resize(region, firms._base_posts(region))
        set_posts(region)
    assert region.firms.c.size == pytest.approx(size, rel=1e-5)
    assert (region.firms.c.posts_upper == posts).all()
    assert (region.firms.c.years_loss == 0).all()


# ---- keyed draws


def test_more_demand_adds_entrants_and_changes_none_of_the_others():
    base, sizes = _base(1, Stream.FIRM_ENTRY, 2025), _base(1, Stream.FIRM_SIZE, 2025)
    few, few_bins = _candidates(base, sizes, np.uint64(9), int(Kind.FIRM), 400, 0.2, 40)
    many, many_bins = _candidates(base, sizes, np.uint64(9), int(Kind.FIRM), 400, 0.3, 40)
    assert set(few.tolist()) < set(many.tolist())
    kept = np.isin(many, few)
    assert (many[kept] == few).all()
    assert (many_bins[kept] == few_bins).all()


def test_exits_do_not_depend_on_row_order():
    n, p = 3_000, default_life()
    keys, size = _keys(n), np.full(n, 2.0)
    args = (np.full(n, Owner.PRIVATE, np.int8), np.full(n, 2020, np.int16), size, np.zeros(n), np.ones(n), 2025, p)
    base, may = _base(1, Stream.FIRM_EXIT, 2025), np.ones(n, bool)
    closed = exits(base, keys, may, *args)
    assert (exits(base, keys[::-1].copy(), may, *args) == closed[::-1]).all()
    assert closed.mean() == pytest.approx(exit_hazard(5, 2.0, 0.0, 1.0, p), abs=0.02)


# ---- location


def test_zone_shares_are_the_logit_formula():
    n, utility = 40_000, np.log(np.array([[0.5, 0.2, 0.3, 0.0]]) + 1e-300)
    utility[0, 3] = -np.inf
    zone_keys = derive_all(np.full(4, text_key("zones"), np.uint64), 1, np.arange(4))
    chosen = choose_zone(
        np.uint64(77), _keys(n), np.zeros(n, np.int64), np.full(n, -1), utility, zone_keys, np.zeros((4, 4))
    )
    assert np.bincount(chosen, minlength=4) / n == pytest.approx([0.5, 0.2, 0.3, 0.0], abs=0.01)
    better = utility.copy()
    better[0, 1] += 0.5
    again = choose_zone(
        np.uint64(77), _keys(n), np.zeros(n, np.int64), np.full(n, -1), better, zone_keys, np.zeros((4, 4))
    )
    assert set(again[again != chosen].tolist()) == {1}


def test_at_the_base_year_utility_is_the_log_share_of_turnover():
    region = economy(**SMALL)
    utility = location_utility(region)
    # Posts and people are those of calibration, so no term has changed since.
    assert utility == pytest.approx(region.base["firm_ln_n"], abs=1e-9)
    assert np.exp(utility).sum(axis=2) == pytest.approx(np.ones(utility.shape[:2]))


def test_better_access_to_customers_raises_only_that_zone_and_a_full_zone_falls():
    region = economy(**SMALL)
    before = location_utility(region)
    region.market_potential[2] *= 1.3
    after = location_utility(region)
    assert (after[:, :, 2] > before[:, :, 2]).all()
    assert np.delete(after, 2, axis=2) == pytest.approx(np.delete(before, 2, axis=2))
    region.firms.c.size[region.firms.c.place_id == 2] *= 1.1
    assert (location_utility(region)[:, :, 2] < after[:, :, 2]).all()


def test_size_classes():
    assert size_class(np.array([0.4, 1.5, 9.9, 10.0, 300.0])).tolist() == [0, 1, 1, 2, 2]


# ---- staff


def test_dismissed_residents_look_for_work_and_in_commuters_are_gone():
    region = economy(**SMALL)
    c, f = region.persons.c, region.firms.c
    closes = largest(region, "manufacturing")
    assert f.service_id[closes] < 0
    assert f.size[closes] == f.size[f.sector == f.sector[closes]].max()
    c.employer_id[:5] = [closes + 1 if closes == 0 else 0, closes, closes, closes, closes]
    c.household_id[[2, 3]], c.left_year[3], c.place_id[[2, 3]] = -1, 2019, region.n_zones
    c.status[:5] = [Status.EMPLOYED] * 4 + [Status.AWAY]
    c.hired_year[:5] = [0, 2020, 2010, 2015, 2012]
    assert staff(region, closes).tolist() == [2, 4, 3, 1]
    close_employers(region, np.array([closes]))
    assert (c.employer_id[:5] < 0).tolist() == [False, True, True, True, True]
    assert c.status[:5].tolist() == [Status.EMPLOYED, Status.UNEMPLOYED, Status.EMPLOYED, Status.EMPLOYED, Status.AWAY]
    assert c.place_id[[2, 3]].tolist() == [-1, region.n_zones], "who lived here once stays in the register"
    events = region.households.c.events
    assert np.flatnonzero(events & LifeEvent.JOB_LOST).tolist() == sorted({*c.household_id[[1, 4]].tolist()})
    assert region.flows["jobs_lost_exit"].sum() == 4
    assert largest(region, "manufacturing") != closes


def test_an_employer_that_opens_has_the_posts_it_says_and_keeps_them():
    region = economy(**SMALL)
    row = open_employer(region, 123, 2, 0, 60.0, 0.25, 0.5, Owner.PRIVATE)
    f = region.firms.c
    assert [int(c[row]) for c in (f.posts_basic, f.posts_upper, f.posts_tertiary)] == pytest.approx([15, 15, 30], abs=1)
    for _ in range(3):
        run_year(region)
    assert f.posts_basic[row] + f.posts_upper[row] + f.posts_tertiary[row] == 60


def test_posts_open_for_long_raise_the_offer_and_are_cut_in_the_end():
    region = economy(**SMALL)
    c = region.firms.c
    row = int(np.flatnonzero(~c.is_fixed & (c.size > 8))[0])
    size, posts = float(c.size[row]), int(c.posts_basic[row] + c.posts_upper[row] + c.posts_tertiary[row])
    c.n_staff[row], c.years_short[row] = posts // 2, 1
    firms._resize(region, firms._base_posts(region))
    assert c.wage_factor[row] == pytest.approx(1.01)
    assert c.size[row] == pytest.approx(size)
    c.years_short[row] = 3
    for _ in range(10):
        firms._resize(region, firms._base_posts(region))
    assert c.wage_factor[row] == pytest.approx(1.05)
    assert c.size[row] < size
    c.n_staff[row], c.years_short[row] = posts, 0
    for _ in range(30):
        firms._resize(region, firms._base_posts(region))
    assert c.wage_factor[row] == pytest.approx(1.0)
    assert c.size[row] == pytest.approx(size, rel=1e-3)


def test_a_year_closes_firms_completely_and_opens_them_whole():
    region = economy(**SMALL)
    c = region.firms.c
    region.persons.c.employer_id[:] = np.arange(region.persons.n) % region.firms.n
    n_before = region.firms.n
    demand.step(region, BASE_YEAR)
    firms.step(region, BASE_YEAR)
    c = region.firms.c
    gone = np.flatnonzero(c.place_id < 0)
    assert gone.size == region.flows["firm_exits"].sum() > 0
    assert not np.isin(region.persons.c.employer_id, gone).any()
    assert (c.size[gone] == 0).all()
    new = np.arange(n_before, region.firms.n)
    assert new.size == region.flows["firm_entries"].sum() > 0
    assert (c.founded_year[new] == BASE_YEAR).all()
    assert len(set(c.key.tolist())) == region.firms.n
    posts = c.posts_basic + c.posts_upper + c.posts_tertiary
    assert posts.sum() == pytest.approx(c.size.sum(), rel=0.03)
