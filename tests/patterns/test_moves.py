"""Who moves, and how far: EVIDENCE V3 (age profile) and V5 (distance). Bands as written there."""

from __future__ import annotations

import numpy as np
import pytest

from tests.patterns.mobility import lister_mobility

pytestmark = pytest.mark.slow


def _municipal_moves() -> np.ndarray:
    """Moves between municipalities by age: within the region, and over its border the mean of out and in.

    In the nation every such move is one out and one in; a region sees half of those that cross its border twice.
    """
    m = lister_mobility()
    return m["between"] + 0.5 * (m["out"] + m["in"])


def _rate(low: int, high: int, moves: np.ndarray | None = None) -> float:
    """Moves per 1000 residents and year of the ages low … high."""
    moves = _municipal_moves() if moves is None else moves
    return float(1000 * moves[low : high + 1].sum() / lister_mobility()["population"][low : high + 1].sum())


def test_v3_moves_between_municipalities_peak_at_20_to_24_or_25_to_29():
    rates = {low: _rate(low, low + 4) for low in range(0, 85, 5)}
    assert max(rates, key=rates.__getitem__) in (20, 25), {low: round(r) for low, r in rates.items()}


def test_v3_people_in_their_twenties_move_3_5_to_6_times_as_often_as_in_their_forties():
    assert 3.5 <= _rate(20, 29) / _rate(40, 49) <= 6.0


def test_v3_small_children_move_2_to_3_5_times_as_often_as_those_of_10_to_14():
    assert 2.0 <= _rate(0, 4) / _rate(10, 14) <= 3.5


def test_v3_a_third_to_two_fifths_of_the_moves_are_at_20_to_29():
    """The band is the nation's; Lister has fewer people in their twenties, so its rates are weighted with the nation's."""
    from scenarios.bundle import load_region

    nation = load_region("lister").national.population
    nation = (
        nation[nation["year"] == 2011]
        if (nation["year"] == 2011).any()
        else nation[nation["year"] == nation["year"].min()]
    )
    people = np.bincount(nation["age"], nation["persons"], minlength=121)[:121]
    own = lister_mobility()["population"]
    moves = _municipal_moves() / np.maximum(own, 1.0) * people
    assert 0.32 <= moves[20:30].sum() / moves.sum() <= 0.43


def _shares() -> dict[str, float]:
    """Shares of all moves that start in the region."""
    m = lister_mobility()
    sums = {name: float(m[name].sum()) for name in ("within", "between", "out")}
    return {name: value / sum(sums.values()) for name, value in sums.items()}


def test_v5_55_to_72_percent_of_moves_stay_within_the_municipality():
    assert 0.55 <= _shares()["within"] <= 0.72


def test_v5_15_to_30_percent_of_moves_leave_the_region():
    assert 0.15 <= _shares()["out"] <= 0.30
