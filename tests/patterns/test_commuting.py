"""Commuting falls as a logistic with an edge at 45 minutes: EVIDENCE V8. Bands as written there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.patterns.mobility import lister_mobility

pytestmark = pytest.mark.slow
KNOTS_MIN = (8.0, 14.0, 20.0, 26.0, 33.0, 42.0, 55.0, 75.0)


def _basis(log_minutes: np.ndarray) -> np.ndarray:
    """Natural cubic spline in ln minutes (Harrell's form), without the constant: [n] -> [n, knots − 1]."""
    k = np.log(KNOTS_MIN)

    def cube(x: np.ndarray) -> np.ndarray:
        return np.maximum(x, 0.0) ** 3

    columns = [log_minutes]
    for j in range(len(k) - 2):
        columns.append(
            cube(log_minutes - k[j])
            - cube(log_minutes - k[-2]) * (k[-1] - k[j]) / (k[-1] - k[-2])
            + cube(log_minutes - k[-1]) * (k[-2] - k[j]) / (k[-1] - k[-2])
        )
    return np.stack(columns, axis=1)


def fit_elasticity(flow: np.ndarray, minutes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Elasticity of commuters to minutes by minute, from ln E[flow] = origin + destination + spline(ln minutes).

    Poisson maximum likelihood by iterated weighted least squares, so that zones without commuters count. Trips within a
    zone are left out: their minutes are an assumption of the zone's size. Returns minutes [m] and elasticities [m].
    """
    n = len(flow)
    i, j = np.nonzero(~np.eye(n, dtype=bool) & (flow.sum(axis=1) > 0)[:, None] & (flow.sum(axis=0) > 0)[None, :])
    y, x = flow[i, j], np.log(minutes[i, j])
    design = np.hstack([np.eye(n)[i], np.eye(n)[j][:, 1:], _basis(x)])
    mu = y + 0.5
    for _ in range(60):
        eta = np.log(mu)
        root = np.sqrt(mu)
        beta = np.linalg.lstsq(root[:, None] * design, root * (eta + (y - mu) / mu), rcond=1e-10)[0]
        new = np.exp(np.clip(design @ beta, -20, 20))
        if np.abs(new - mu).max() < 1e-8 * y.max():
            break
        mu = new
    grid = np.arange(8.0, 60.0)
    step = 1e-4
    slope = (_basis(np.log(grid) + step) - _basis(np.log(grid) - step)) @ beta[-(len(KNOTS_MIN) - 1) :] / (2 * step)
    return grid, slope


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


@cache
def _elasticity() -> tuple[np.ndarray, np.ndarray]:
    m = lister_mobility()
    return fit_elasticity(m["flow"], m["minutes"])


def test_v8_the_elasticity_is_steepest_between_20_and_40_minutes():
    minutes, slope = _elasticity()
    assert 20 <= minutes[np.argmin(slope)] <= 40, dict(zip(minutes.tolist(), slope.round(2).tolist(), strict=True))


def test_v8_the_steepest_elasticity_is_minus_2_5_to_minus_5():
    assert -5.0 <= _elasticity()[1].min() <= -2.5


def _share_above(limit: int) -> float:
    by_minute = lister_mobility()["by_minute"]
    return float(by_minute[limit:].sum() / by_minute.sum())


def test_v8_less_than_8_percent_of_workers_travel_more_than_45_minutes():
    assert _share_above(45) < 0.08


def test_v8_less_than_4_percent_of_workers_travel_more_than_60_minutes():
    assert _share_above(60) < 0.04


def test_v8_the_mean_commute_within_the_region_is_15_to_32_minutes():
    """Weekly commuters to Oslo and the like have a home there, and no daily trip of hours."""
    *_, total, n = lister_mobility()["minutes_sum"]
    assert 15 <= total / n <= 32
