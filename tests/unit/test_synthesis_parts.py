"""The small functions that synthesis is built of, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.synthesis.commuting import exchange_posts
from model.synthesis.exchange import exchange_homes
from model.synthesis.history import years_since
from model.synthesis.integers import controlled_rounding, ipf, largest_remainder, systematic
from model.synthesis.margins import HOUSEHOLD_TYPES
from model.synthesis.places import size_by_zone
from model.synthesis.shapes import BASE, EXTRA, OLDER_CHILDREN, SMALL_CHILDREN, TYPE, count_shapes, shapes, sizes
from model.synthesis.workplaces import fit_skills, split_jobs


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(0, 10_000))
def test_largest_remainder_keeps_the_total(shares: list[float], total: int) -> None:
    whole = largest_remainder(shares, total)
    assert whole.sum() == total
    if sum(shares) > 1e-200:
        assert np.abs(whole - np.array(shares) / sum(shares) * total).max() <= 1.0 + 1e-6


@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_controlled_rounding_keeps_rows_and_columns(n_rows: int, n_columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 30, (n_rows, n_columns))
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    table = ipf(rng.random((n_rows, n_columns)) + 0.01, rows, columns)
    whole = controlled_rounding(table, rows, columns)
    assert np.array_equal(whole.sum(axis=1), rows)
    assert np.array_equal(whole.sum(axis=0), columns)
    assert (whole >= 0).all()


def test_controlled_rounding_respects_structural_zeros() -> None:
    table = np.array([[2.5, 0.0, 1.5], [0.5, 3.0, 0.5]])
    whole = controlled_rounding(table, [4, 4], [3, 3, 2])
    assert whole[0, 1] == 0
    assert np.abs(whole - table).max() < 1.0


def test_ipf_keeps_the_prior_s_odds_ratio() -> None:
    prior = np.array([[4.0, 1.0], [1.0, 2.0]])
    table = ipf(prior, [30, 70], [60, 40])
    assert table.sum(axis=1) == pytest.approx([30, 70])
    assert table.sum(axis=0) == pytest.approx([60, 40])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(8.0, rel=1e-4)


@given(st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_systematic_chooses_exactly_as_many(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.random(n)
    total = int(rng.integers(0, n + 1))
    assert systematic(p, total).sum() == total


def test_systematic_follows_a_profile_along_the_order() -> None:
    p = np.repeat([0.1, 0.4, 0.8], 1_000)
    chosen = systematic(p, 1_300).reshape(3, 1_000).sum(axis=1)
    assert np.abs(chosen - [100, 400, 800]).max() <= 1


def _population(counts: np.ndarray, shape: np.ndarray) -> list[int]:
    adults = shape[:, BASE] + shape[:, EXTRA]
    return [int(counts @ shape[:, SMALL_CHILDREN]), int(counts @ shape[:, OLDER_CHILDREN]), int(counts @ adults)]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(100, 3_000))
def test_shapes_hold_types_children_and_adults_exactly(seed: int, n: int) -> None:
    """Any population that some mixture of shapes makes is met to the person, without knowing that mixture."""
    rng = np.random.default_rng(seed)
    shape, prior = shapes()
    weight = prior * rng.uniform(0.5, 2.0, prior.size)
    mixture = rng.multinomial(n, weight / weight.sum())
    by_type = np.bincount(shape[:, TYPE], mixture, len(HOUSEHOLD_TYPES)).astype(np.int64)
    target = _population(mixture, shape)
    size = np.bincount(np.minimum(sizes(shape), 5), mixture, 6)[1:] / max(mixture.sum(), 1)
    counts = count_shapes(shape, prior, by_type, size, *target, 0.002)
    assert np.array_equal(np.bincount(shape[:, TYPE], counts, len(HOUSEHOLD_TYPES)), by_type)
    assert _population(counts, shape) == target
    got = np.bincount(np.minimum(sizes(shape), 5), counts, 6)[1:] / counts.sum()
    assert np.abs(got - size).max() < 0.02 + 5.0 / counts.sum()


def test_a_population_that_types_cannot_hold_is_refused() -> None:
    shape, prior = shapes()
    alone = np.zeros(len(HOUSEHOLD_TYPES), np.int64)
    alone[HOUSEHOLD_TYPES.index("living_alone")] = 10
    with pytest.raises(ValueError, match="cannot hold the population"):
        count_shapes(shape, prior, alone, np.array([1.0, 0, 0, 0, 0]), 3, 0, 10, 0.002)


def test_jobs_are_split_into_firms_exactly() -> None:
    jobs = np.array([100, 37, 0, 260])
    staff, sector = split_jobs(np.array([120, 40, 20, 10, 5, 3, 2, 1]), jobs, 0.07)
    assert np.array_equal(np.bincount(sector, staff, 4).astype(int), jobs)
    assert staff.min() >= 1


def test_skill_shares_move_to_what_workers_can_fill() -> None:
    shares = np.array([[0.3, 0.5, 0.2], [0.1, 0.3, 0.6]])
    staff = np.array([300, 100])
    fitted = fit_skills(shares, staff, np.array([80, 200, 120]), 0.1, 0)
    assert fitted.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert staff @ fitted == pytest.approx([100.0, 192.0, 108.0], rel=1e-3)
    assert fitted[1, 2] > fitted[0, 2]  # the sectors' order stays


def test_zones_get_their_homes_and_people() -> None:
    sizes_, counts = np.array([1, 2, 3, 4, 5]), np.array([370, 310, 120, 120, 80])
    people = np.array([0.15, 0.55, 0.30])
    homes = np.array([0.20, 0.52, 0.28])
    table = size_by_zone(sizes_, counts, people, homes)
    assert np.array_equal(table.sum(axis=1), counts)
    assert np.array_equal(table.sum(axis=0), largest_remainder(homes, 1_000))
    assert sizes_ @ table / (sizes_ @ counts) == pytest.approx(people, abs=0.003)


def test_exchanged_posts_follow_the_doubly_constrained_gravity_model() -> None:
    """Two homes, two works: the odds ratio of the table is exp(theta·(d12 + d21 − d11 − d22))."""
    n = 40_000
    home = np.repeat([0, 1], n // 2)
    place = np.tile([0, 1], n // 2)
    d = np.array([[0.05, 0.30], [0.25, 0.10]])
    flat = np.zeros(n, np.int64)
    start, order = np.array([0, n]), np.arange(n)
    post_of = np.arange(n)
    workers, posts, worth = (home, flat, flat), (place, flat, flat), np.zeros((1, 1))
    args = (workers, posts, post_of, start, order, flat, start, order, flat, d, 5.0, worth, 60 * n)
    assert exchange_posts(np.uint64(11), *args) > n
    table = np.zeros((2, 2))
    np.add.at(table, (home, place[post_of]), 1.0)
    assert np.array_equal(np.sort(post_of), order)
    assert table.sum(axis=0) == pytest.approx([n / 2, n / 2])
    odds = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    assert odds == pytest.approx(np.exp(5.0 * (0.30 + 0.25 - 0.05 - 0.10)), rel=0.08)


def test_exchanged_homes_follow_logit_under_margins() -> None:
    """Two kinds of households, two zones: the odds ratio is exp(ΔV/scale)."""
    n = 40_000
    kind = np.tile([0, 1], n // 2)
    zone = np.repeat([0, 1], n // 2)
    value = np.array([[0.4, 0.0], [0.0, 0.2]])[kind]
    start, order, flat = np.array([0, n]), np.arange(n), np.zeros(n, np.int64)
    home = np.arange(n)
    exchange_homes(np.uint64(5), home, zone, flat, start, order, flat, value, 0.6, 60 * n)
    assert np.array_equal(np.sort(home), order)
    table = np.zeros((2, 2))
    np.add.at(table, (kind, zone), 1.0)
    odds = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    assert odds == pytest.approx(np.exp(0.6 / 0.6), rel=0.08)


def test_years_since_the_last_renewal_are_geometric() -> None:
    keys = np.arange(200_000).astype(np.uint64)
    n = keys.size
    h = 0.2
    years = years_since(np.uint64(3), keys, 0, np.full(n, 200), np.full((1, 200), h), np.zeros(n, np.int64))
    assert years.mean() == pytest.approx((1 - h) / h, rel=0.02)
    assert (years == 0).mean() == pytest.approx(h, abs=0.004)


def test_exchange_of_tastes_is_logit_sorting_under_the_margins():
    """Two places, four people: who lives where as often as all pairings, weighted by exp(sum of tastes / scale), say."""
    from itertools import permutations

    from model.synthesis.exchange import exchange_tastes

    tastes = np.array([[0.9, -0.2], [0.1, 0.6], [-0.5, 0.4], [0.3, 0.3]])
    zone = np.array([0, 0, 1, 1])
    scale = 0.6
    weight = np.zeros((4, 2))
    total = 0.0
    for order in permutations(range(4)):
        w = np.exp(sum(tastes[order[i], zone[i]] for i in range(4)) / scale)
        total += w
        for i in range(4):
            weight[order[i], zone[i]] += w
    expected = weight / total
    counted = np.zeros((4, 2))
    n = 8_000
    for trial in range(n):
        has = exchange_tastes(np.uint64(7_919 * trial + 1), zone, tastes, scale, 60)
        assert sorted(has.tolist()) == [0, 1, 2, 3]
        counted[has, zone] += 1.0
    assert np.abs(counted / n - expected).max() < 4.0 * 0.5 / np.sqrt(n)
