"""V8: how commuting falls with minutes, in Lister's baseline."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.patterns.claims import Claim
from tests.patterns.mobility import lister_mobility, mobility_by_seed
from tests.patterns.moves import SETUP

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


@cache
def _elasticity() -> tuple[np.ndarray, np.ndarray]:
    m = lister_mobility()
    return fit_elasticity(m["flow"], m["minutes"])


def _share_above(m: dict[str, np.ndarray], limit: int) -> float:
    return float(100 * m["by_minute"][limit:].sum() / m["by_minute"].sum())


@cache
def v8() -> dict[str, Claim]:
    """Commuting falls as a logistic with an edge at 45 minutes."""
    minutes, slope = _elasticity()
    runs = mobility_by_seed()

    def claim(text: str, values: list[float], low: float, high: float, unit: str) -> Claim:
        return Claim("V8", text, np.array(values), low, high, unit, SETUP)

    return {
        "where": claim("minutes at which the elasticity is steepest", [float(minutes[np.argmin(slope)])], 20, 40, "min"),
        "steepest": claim("steepest elasticity of commuters to minutes", [float(slope.min())], -5.0, -2.5, ""),
        "45": claim("workers who travel more than 45 minutes", [_share_above(m, 45) for m in runs], -np.inf, 8, "%"),
        "60": claim("workers who travel more than 60 minutes", [_share_above(m, 60) for m in runs], -np.inf, 4, "%"),
        "mean": claim(
            "mean commute within the region", [m["minutes_sum"][2] / m["minutes_sum"][3] for m in runs], 15, 32, "min"
        ),
    }  # fmt: skip
