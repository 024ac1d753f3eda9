"""Small equations against closed forms or a calculation by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import labour
from model.codes import Status
from model.parameters import resolve
from model.region import Region
from model.registry import load_parameters
from model.residential import standardise
from model.submodels import candidates, networks, work
from tests.fixtures import small_region
from tests.worlds import begin, tiny

load_parameters()
POOL = resolve({})[candidates.Params]

# -------------------------------------------------------------------------------------------------------- candidates' pool


def test_movers_of_one_age_make_a_pool_of_ratio_times_households():
    """1000 people of 22: 142 per 1000 move, a share of them across the border, of whom some are former residents."""
    population = np.zeros(121)
    population[22] = 1_000
    n, cdf = candidates.pool_size(population, POOL)
    partner = 0.02 + (0.20 - 0.02) * (22 - 18) / (24 - 18)  # share of movers of 22 who bring one
    movers = 1_000 * 0.142 * POOL.share_beyond * (1 - POOL.return_share)
    assert n == round(POOL.pool_ratio * movers / (1 + partner))
    assert np.array_equal(np.diff(cdf, prepend=0.0), np.arange(18, 91) == 22)


@settings(max_examples=50, deadline=None)
@given(ratio=st.floats(2, 12), factor=st.integers(1, 5))
def test_the_pool_is_in_proportion_to_the_ratio_and_to_the_population(ratio, factor):
    population = np.full(121, 400.0)
    one, cdf = candidates.pool_size(population, POOL._replace(pool_ratio=ratio))
    many, same = candidates.pool_size(population * factor, POOL._replace(pool_ratio=ratio))
    assert many == pytest.approx(factor * one, abs=factor)
    assert np.allclose(cdf, same)
    assert np.allclose(np.diff(cdf), np.diff(same))
    assert (np.diff(cdf) > 0).all()
    assert cdf[-1] == pytest.approx(1.0)


def test_children_and_the_very_old_are_nobodys_reference_person():
    population = np.full(121, 400.0)
    n, cdf = candidates.pool_size(population, POOL)
    population[:18] = population[91:] = 1e6
    assert candidates.pool_size(population, POOL)[0] == n
    assert np.array_equal(candidates.pool_size(population, POOL)[1], cdf)


def test_move_rates_are_those_of_the_table_at_both_ends_of_each_group():
    ages = np.array([0, 4, 5, 9, 19, 20, 24, 25, 29, 30, 69, 70, 100])
    rates = [62, 62, 29, 29, 55, 142, 142, 128, 128, 79, 11, 5, 5]
    assert np.allclose(candidates.move_rate(ages) * 1000, rates)


# ------------------------------------------------------------------------------------------------------------ standardise


def test_standardise_by_hand():
    """Values 1 and 4 with weights 2 and 1: mean 2, variance (2·1 + 1·4)/3 = 2."""
    assert np.allclose(standardise(np.array([1.0, 4.0]), np.array([2.0, 1.0])), np.array([-1.0, 2.0]) / np.sqrt(2.0))


def test_standardise_of_equal_values_is_zero():
    assert np.array_equal(standardise(np.full(3, 7.0), np.array([1.0, 5.0, 2.0])), np.zeros(3))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 50)), min_size=2, max_size=20),
    st.floats(0.5, 20),
    st.floats(-50, 50),
)
def test_standardised_values_have_mean_0_and_spread_1_in_any_unit(pairs, unit, shift):
    values, weights = (np.array(column) for column in zip(*pairs, strict=True))
    out = standardise(values, weights)
    if np.ptp(values) > 1e-3:
        assert np.average(out, weights=weights) == pytest.approx(0.0, abs=1e-6)
        assert np.average(out**2, weights=weights) == pytest.approx(1.0, abs=1e-6)
        assert np.allclose(standardise(unit * values + shift, weights), out, atol=1e-4)


# ------------------------------------------------------------------------------------------------------------ accessibility


def test_accessibility_by_hand():
    """100 jobs at 0 minutes and 50 at ln 2 / decay minutes, where one counts half: ln(1 + 100 + 25)."""
    decay = 0.07
    minutes = np.array([[0.0, np.log(2) / decay], [np.log(2) / decay, 0.0]])
    found = networks.accessibility(np.array([100.0, 50.0]), minutes, decay)
    assert np.allclose(found, [np.log(126.0), np.log(101.0)])


def test_accessibility_of_nothing_is_zero_and_of_far_away_nearly():
    assert np.array_equal(networks.accessibility(np.zeros(3), np.ones((2, 3)), 0.1), np.zeros(2))
    assert networks.accessibility(np.array([1e6]), np.array([[9_999.0]]), 0.07)[0] == pytest.approx(0.0, abs=1e-12)


def test_accessibility_without_decay_is_the_log_of_all_and_falls_with_minutes():
    jobs, minutes = np.array([10.0, 20.0, 30.0]), np.array([[5.0, 15.0, 60.0], [90.0, 15.0, 60.0]])
    assert np.allclose(networks.accessibility(jobs, minutes, 0.0), np.log(61.0))
    near, far = networks.accessibility(jobs, minutes, 0.05)
    assert near > far


def test_jobs_within_45_minutes_count_the_limit_and_only_zones():
    """The step's own count, against loops over zones."""
    region = begin(tiny(), 1)
    networks.step(region, 2025)
    n, f = region.n_zones, region.firms.c
    for z in range(n):
        jobs = sum(
            int(f.n_staff[k])
            for k in range(region.firms.n)
            if 0 <= f.place_id[k] < n and region.time_min[z, f.place_id[k]] <= 45
        )
        assert region.access["jobs_within_45min"][z] == jobs


# ------------------------------------------------------------------------------------------------------------------ layoffs


def test_the_last_hired_go_when_there_are_fewer_posts_than_staff():
    employer, skill = np.zeros(5, np.int32), np.zeros(5, np.int8)
    order = np.array([3, 1, 4, 0, 2])  # first hired first
    assert list(work.surplus(employer, skill, order, np.array([[2, 0, 0]]))) == [False, False, True, True, True]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=40),
    st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=4, max_size=4),
    st.randoms(use_true_random=False),
)
def test_who_is_laid_off_is_who_comes_after_the_posts_are_full(staff, posts, random):
    employer, skill = (np.array([s[k] for s in staff], np.int64) for k in (0, 1))
    order = np.array(random.sample(range(len(staff)), len(staff)), np.int64)
    out = work.surplus(employer, skill, order, np.array(posts))
    for f in range(4):
        for s in range(3):
            queue = [bool(out[j]) for j, i in enumerate(order) if employer[i] == f and skill[i] == s]
            kept = min(posts[f][s], len(queue))
            assert queue == [False] * kept + [True] * (len(queue) - kept)


# ---------------------------------------------------------------------------------------------------------------- newcomers


def _newcomers(age: int, n: int = 20_000) -> Region:
    region = small_region(persons=50)
    region.base["mean_wage"] = np.array([600_000.0])
    keys = np.arange(1, n + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    rows = region.persons.add(n, key=keys, age=age, place_id=0)
    labour.enter(region, rows, region.par(labour.Params))
    region.persons.c.origin_place_id[rows] = 1
    return region


@pytest.mark.parametrize("age", [18, 25, 40, 58, 62, 64, 66])
def test_newcomers_are_disabled_retired_or_seek_in_the_shares_of_their_age(age):
    region = _newcomers(age)
    status = region.persons.c.status[-20_000:]
    disabled = float(labour.disabled_share(age))
    retired = (1.0 - disabled) * float(labour.retired_share(age))
    for code, share in (
        (Status.DISABLED, disabled),
        (Status.RETIRED, retired),
        (Status.UNEMPLOYED, 1 - disabled - retired),
    ):
        error = 4.5 * np.sqrt(max(share * (1 - share), 1e-12) / status.size)
        assert (status == code).mean() == pytest.approx(share, abs=error + 1e-12), code.name


@pytest.mark.parametrize("age", [67, 70, 90])
def test_newcomers_of_pension_age_are_retired(age):
    assert (_newcomers(age, 500).persons.c.status[-500:] == Status.RETIRED).all()


def test_newcomers_get_the_income_of_their_status():
    region = _newcomers(63)
    c, p = region.persons.c, region.par(labour.Params)
    pension = max(600_000.0 * p.pension_share, p.pension_min_nok)
    expected = {Status.DISABLED: p.disabled_nok, Status.RETIRED: pension, Status.UNEMPLOYED: p.unemployed_nok}
    for code, nok in expected.items():
        mine = c.wage_nok_year[-20_000:][c.status[-20_000:] == code]
        assert mine.size > 0
        assert np.allclose(mine, nok), code.name
