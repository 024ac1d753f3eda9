"""V8: how commuting falls with minutes, and whether commuting stays as it was, in Lister's baseline."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.patterns.claims import Claim
from tests.patterns.mobility import lister_mobility, mobility_by_seed
from tests.patterns.moves import SETUP
from tests.patterns.pool import run_all

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


def _share_above(m: dict[str, np.ndarray], limit: int, whom: str = "by_minute_inside") -> float:
    return float(100 * m[whom][limit:].sum() / m[whom].sum())


@cache
def v8() -> dict[str, Claim]:
    """Commuting falls as a logistic with an edge at 45 minutes."""
    minutes, slope = _elasticity()
    who = "workers within the region who travel"
    runs = mobility_by_seed()

    def claim(text: str, values: list[float], low: float, high: float, unit: str) -> Claim:
        return Claim("V8", text, np.array(values), low, high, unit, SETUP)

    return {
        "where": claim("minutes at which the elasticity is steepest", [float(minutes[np.argmin(slope)])], 20, 40, "min"),
        "steepest": claim("steepest elasticity of commuters to minutes", [float(slope.min())], -5.0, -2.5, ""),
        "45": claim(f"{who} more than 45 minutes", [_share_above(m, 45) for m in runs], -np.inf, 8, "%"),
        "60": claim(f"{who} more than 60 minutes", [_share_above(m, 60) for m in runs], -np.inf, 4, "%"),
        "45 all": claim(
            "the same, 45 minutes, with those who work outside the region (no band; the bundle's own table)",
            [_share_above(m, 45, "by_minute") for m in runs], -np.inf, np.inf, "%",
        ),
        "mean": claim(
            "mean commute within the region", [m["minutes_sum"][2] / m["minutes_sum"][3] for m in runs], 15, 32, "min"
        ),
    }  # fmt: skip


LASTING_SEEDS, LASTING_YEARS = 20, 10


def _between_municipalities(seed: int) -> np.ndarray:
    """Employed residents by municipality of home and of work, at the start and after ten years [2, M, M]."""
    from model.year import run_year
    from tests.worlds import begin, lister

    region = begin(lister(years=LASTING_YEARS), seed)
    m = region.municipalities.n

    def now() -> np.ndarray:
        c, zones = region.persons.c, region.zones.municipality
        rows = np.flatnonzero((c.household_id >= 0) & (c.employer_id >= 0))
        work = region.firms.c.place_id[c.employer_id[rows]]
        rows, work = rows[work < region.n_zones], work[work < region.n_zones]
        return np.bincount(zones[c.place_id[rows]].astype(np.int64) * m + zones[work], minlength=m * m).reshape(m, m)

    start = now()
    for _ in range(LASTING_YEARS):
        run_year(region)
    return np.stack([start, now()]).astype(float)


@cache
def lasting() -> dict[str, Claim]:
    """Commuting between municipalities after ten years without a policy."""
    runs = np.array(run_all(_between_municipalities, list(range(LASTING_SEEDS))))
    setup = f"Lister's baseline from 2025, {LASTING_YEARS} years, {LASTING_SEEDS} seeds"
    m = runs.shape[-1]
    off = ~np.eye(m, dtype=bool)
    cross = runs[:, :, off].sum(axis=2)
    start, end = runs[0, 0], runs[:, 1].mean(axis=0)

    def correlation(pairs: np.ndarray) -> np.ndarray:
        found = pairs & (start > 0) & (end > 0)
        return np.array([np.corrcoef(np.log(start[found]), np.log(end[found]))[0, 1]])

    total = 100 * (cross[:, 1] / cross[:, 0] - 1.0)
    work = runs.sum(axis=(2, 3))
    drift = 100 * (cross[:, 1] / work[:, 1] - cross[:, 0] / work[:, 0])
    return {
        "correlation": Claim(
            "V8", "correlation of log flows between municipalities, start and mean of seeds after ten years",
            correlation(np.ones((m, m), bool)), 0.95, np.inf, "", setup, is_own_band=True,
        ),
        "total": Claim(
            "V8", "change of all commuting between municipalities", total, -15, 15, "%", setup, is_own_band=True
        ),
        "off": Claim("V8", "the same correlation without those who stay (no band)", correlation(off), setup=setup),
        "share": Claim("V8", "change of its share of those who work in the region (no band)", drift, unit="points",
                       setup=setup),
    }  # fmt: skip
