"""Naive projections and measures of error, on an invented history whose answers are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.comparators import OPEN, cohort_component, coverage, linear_trend, mape

AGES = 121


def stationary(places: int = 1, each: float = 10.0) -> np.ndarray:
    """As many of every age below the open group, who die on their birthday of 90."""
    people = np.zeros((places, 2, AGES))
    people[..., :90] = each
    return people


def test_a_trend_goes_on_in_a_straight_line_and_nobody_is_less_than_none() -> None:
    assert linear_trend(100.0, 120.0, 10, 5) == 130.0
    assert linear_trend(np.array([100.0, 100.0]), np.array([90.0, 20.0]), 10, 20) == pytest.approx([70.0, 0.0])


def test_a_stationary_population_stays_as_it_is() -> None:
    now = stationary()
    for after in cohort_component(now, now, 4):
        assert after.sum(axis=(0, 1))[:OPEN] == pytest.approx(now.sum(axis=(0, 1))[:OPEN])
        assert after[..., OPEN:].sum() == pytest.approx(now[..., OPEN:].sum())


def test_a_population_that_grows_by_a_tenth_each_five_years_goes_on_growing_by_a_tenth() -> None:
    """Every cohort change ratio and the children per woman are those of a stable population, so all of it grows."""
    before = stationary()
    before *= 1.1 ** -(np.arange(AGES) // 5)  # a stable population is younger
    now = 1.1 * before
    after = cohort_component(before, now, 3)
    for step, people in enumerate(after, start=1):
        assert people.sum() == pytest.approx(now.sum() * 1.1**step, rel=1e-9)


def test_a_cohort_that_lost_half_in_five_years_loses_half_of_those_who_come_after() -> None:
    before, now = stationary(), stationary()
    now[:, 0, 20:25] = 5.0  # men who were 15–19
    one, two = cohort_component(before, now, 2)
    assert one[0, 0, 20:25] == pytest.approx([5.0] * 5)
    assert one[0, 0, 25:30] == pytest.approx([5.0] * 5)  # the same men, five years older: their next ratio is 1
    assert two[0, 0, 30:35] == pytest.approx([5.0] * 5)
    assert one[0, 1, 20:30] == pytest.approx([10.0] * 10)  # women are not touched


def test_newborn_follow_the_women_of_each_place() -> None:
    before, now = stationary(2), stationary(2)
    now[1, :, :5] = 20.0
    after = cohort_component(before, now, 1)[0]
    assert after[0, :, :5].sum() == pytest.approx(100.0)
    assert after[1, :, :5].sum() == pytest.approx(200.0)


def test_where_a_group_was_empty_the_ratio_of_all_places_counts() -> None:
    before, now = stationary(2), stationary(2)
    before[0, 0, 15:20] = 0.0
    now[1, 0, 20:25] = 5.0
    after = cohort_component(before, now, 1)[0]
    expected = 10.0 * (now[:, 0, 20:25].sum() / before[:, 0, 15:20].sum())  # 75 reached out of 50
    assert after[0, 0, 20:25] == pytest.approx([expected] * 5)


def test_mean_absolute_percentage_error_counts_places_alike_and_leaves_out_empty_ones() -> None:
    assert mape(np.array([110.0, 900.0]), np.array([100.0, 1000.0])) == pytest.approx(10.0)
    assert mape(np.array([110.0, 5.0]), np.array([100.0, 0.0])) == pytest.approx(10.0)


def test_coverage_is_the_share_within_the_ends() -> None:
    low, high = np.array([0.0, 0.0, 0.0, 0.0]), np.ones(4)
    assert coverage(low, high, np.array([0.0, 0.5, 1.0, 1.1])) == 0.75
