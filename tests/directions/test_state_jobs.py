"""A hundred state jobs to Lyngdal: sign and size over paired seeds, against what is known of agencies that moved.

Bands: EVIDENCE V12 (seven agencies, 2003-2007: about 80 % of the staff quit, full staffing took years). Medians over
pairs lie in the band, and the sign is right in four of five pairs.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from experiments.run import RunResult, run_scenario
from tests.worlds import lister, state_jobs

POSTS, START, YEARS, PAIRS = 100, 2027, 6, 20
TOWN = "town:lyngdal"
LIVED_HERE = ("unemployed", "employed", "out_commuter")


@cache
def pairs() -> list[tuple[RunResult, RunResult]]:
    policy = state_jobs("lyngdal-centre", POSTS, START, origin="oslo")
    return [tuple(run_scenario(lister(*p, years=YEARS), seed) for p in ((policy,), ())) for seed in range(PAIRS)]


def _value(run: RunResult, indicator: str, place: str, year: int, group: str = "all") -> float:
    column = next(n for n, s in enumerate(run.series) if s[:3] == (indicator, place, group))
    return float(run.values[run.years == year][0, column])


def _effect(indicator: str, place: str, year: int, group: str = "all") -> np.ndarray:
    """Difference with − without the policy, per pair."""
    return np.array([_value(a, indicator, place, year, group) - _value(b, indicator, place, year, group)
                     for a, b in pairs()])  # fmt: skip


def _with(indicator: str, place: str, year: int, group: str) -> np.ndarray:
    return np.array([_value(a, indicator, place, year, group) for a, _ in pairs()])


@pytest.mark.parametrize("year", [START + 2, START + 4])
def test_jobs_in_the_town_rise_by_most_of_the_moved_posts(year):
    effect = _effect("jobs", TOWN, year)
    assert 0.6 * POSTS <= np.median(effect) <= 1.1 * POSTS
    assert (effect > 0).mean() >= 0.8


def test_the_place_that_gave_the_posts_counts_them_as_lost_exactly():
    for year in range(2025, START + 5):
        expected = -POSTS if year > START else 0
        assert (_effect("jobs", "outside:oslo", year) == expected).all(), year
        assert (_effect("jobs", "outside", year) == expected).all(), year


def test_one_holder_in_three_to_ten_follows():
    followers = _with("policy_posts", "region", START + 1, "source:follower") / POSTS
    assert 0.10 <= np.median(followers) <= 0.30


def test_nine_posts_in_ten_are_filled_after_one_to_four_years_not_at_once():
    filled = {year: _with("policy_posts", "region", year, "posts:filled") for year in range(START + 1, START + 5)}
    first = [next((y - START for y in filled if filled[y][k] >= 0.9 * POSTS), 99) for k in range(PAIRS)]
    assert 1 <= np.median(first) <= 4
    assert np.median(filled[START + 1]) < POSTS, "not all at once"


def test_at_least_a_third_of_those_who_were_hired_lived_in_the_region_already():
    for year in (START + 1, START + 3):
        local = sum(_with("policy_posts", "region", year, f"source:{s}") for s in LIVED_HERE)
        followers = _with("policy_posts", "region", year, "source:follower")
        hired = _with("policy_posts", "region", year, "posts:filled") - followers
        assert np.median(local / hired) >= 1 / 3


def test_the_posts_go_to_the_zone_and_to_nowhere_else():
    for year in (START + 1, START + 4):
        assert (_with("policy_posts", "region", year, "all") == POSTS).all()
        assert (_with("policy_posts", TOWN, year, "all") == POSTS).all()


def _mean_effect(indicator: str, *places: str) -> np.ndarray:
    """Per pair, mean of the years in which the posts are filled: one year of a town varies as much as the effect is."""
    years = range(START + 2, START + 5)
    return sum(np.mean([_effect(indicator, place, year) for year in years], axis=0) for place in places)


def test_other_towns_and_the_hinterland_feel_less_than_the_town_itself():
    own = np.median(_mean_effect("jobs", TOWN))
    for other in ("hinterland:lyngdal", "town:farsund", "town:flekkefjord", "hinterland:farsund"):
        assert abs(np.median(_mean_effect("jobs", other))) < own / 2, other


def test_employed_residents_of_the_region_grow_by_less_than_the_posts():
    effect = _mean_effect("employed", "region")
    assert (effect > 0).mean() >= 0.8
    assert 0 < np.median(effect) < POSTS


def test_the_state_pays_a_million_a_post_once():
    cost = np.array([[_value(a, "policy_cost_mnok", "region", y, "payer:state") for y in range(2025, 2031)]
                     for a, _ in pairs()])  # fmt: skip
    assert np.array_equal(cost, np.tile([0.0, 0.0, POSTS * 1.0, 0.0, 0.0, 0.0], (PAIRS, 1)))


def test_twice_the_posts_are_about_twice_the_jobs():
    policy = state_jobs("lyngdal-centre", 2 * POSTS, START, origin="oslo")
    year, seeds = START + 3, range(4)
    twice = [_value(run_scenario(lister(policy, years=5), seed), "jobs", TOWN, year) for seed in seeds]
    effect = np.array([t - _value(pairs()[seed][1], "jobs", TOWN, year) for seed, t in zip(seeds, twice, strict=True)])
    assert 0.6 * 2 * POSTS <= np.median(effect) <= 1.1 * 2 * POSTS
