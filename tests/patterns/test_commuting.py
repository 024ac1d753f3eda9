"""Commuting falls as a logistic with an edge at 45 minutes: EVIDENCE V8. Bands as written there."""

from __future__ import annotations

import numpy as np
import pytest

from tests.patterns.commuting import fit_elasticity, lasting, v8
from tests.patterns.mobility import lister_mobility

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mobility")]


def test_the_fit_finds_a_known_logistic():
    """Flows made with elasticity −theta·k·d·(1−d) of the model's own d(t) come back within a tenth."""
    from model.kernels.travel import K, disutility_matrix

    minutes = lister_mobility()["minutes"]
    size = np.linspace(1.0, 3.0, len(minutes))
    d, theta = disutility_matrix(minutes), 5.0
    grid, slope = fit_elasticity(1e4 * size[:, None] * size[None, ::-1] * np.exp(-theta * d), minutes)
    d_grid = disutility_matrix(grid[None, :])[0]
    true = -theta * K * d_grid * (1.0 - d_grid)
    mid = (grid >= 15) & (grid <= 45)
    assert np.abs(slope - true)[mid].max() < 0.4


def test_v8_the_elasticity_is_steepest_between_20_and_40_minutes():
    v8()["where"].check()


def test_v8_the_steepest_elasticity_is_minus_2_5_to_minus_5():
    v8()["steepest"].check()


def test_v8_less_than_8_percent_of_workers_travel_more_than_45_minutes():
    v8()["45"].check()


def test_v8_less_than_4_percent_of_workers_travel_more_than_60_minutes():
    v8()["60"].check()


def test_v8_the_mean_commute_within_the_region_is_15_to_32_minutes():
    """Weekly commuters to Oslo and the like have a home there, and no daily trip of hours."""
    v8()["mean"].check()


def test_after_ten_years_municipalities_exchange_commuters_as_at_the_start():
    lasting()["correlation"].check()


def test_after_ten_years_commuting_between_municipalities_is_within_15_percent():
    lasting()["total"].check()
