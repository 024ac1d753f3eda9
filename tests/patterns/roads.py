"""V10: what a shorter road does to commuting, in Lister."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.patterns.claims import Claim
from tests.patterns.road_runs import BUILDING, START, pairs

OPENING = START + BUILDING
LATE = slice(OPENING + 5 - 2025, OPENING + 8 - 2025 + 1)
SETUP = (
    "Lister with the county road from Tonstad to Flekkefjord cut from 53 to 35 minutes, 20 pairs of seeds, years 5–8"
)


def late(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the late years by seed, with the road and without."""
    with_road, without = pairs()
    return with_road[name][:, LATE].mean(axis=1), without[name][:, LATE].mean(axis=1)


def _rise(*names: str) -> np.ndarray:
    """Per cent more with the road, of the means over seeds: flows of single seeds are small."""
    with_road, without = (sum(late(name)[k] for name in names) for k in (0, 1))
    return np.array([100 * (with_road.mean() / without.mean() - 1.0)])


@cache
def v10() -> dict[str, Claim]:
    """Commuting on the pair grows, both ways, and nobody is unemployed for it."""
    rates = [100 * late("unemployed_centre")[k] / late("labour_centre")[k] for k in (0, 1)]
    return {
        "pair": Claim("V10", "commuters between the two municipalities, rise", _rise("in_municipality", "out_municipality"),
                      20, 150, "%", SETUP),
        "in": Claim("V10", "from the smaller to the larger, rise", _rise("in_municipality"), 0, np.inf, "%", SETUP),
        "out": Claim("V10", "from the larger to the smaller, rise", _rise("out_municipality"), 0, np.inf, "%", SETUP),
        "unemployed": Claim("V10", "unemployment of the smaller place, change (no band; down or equal within chance)",
                            rates[0] - rates[1], unit="points", setup=SETUP),
        "shops": Claim("V10", "sales of shops of the smaller place, change (no band; may lose)", _rise("retail_centre"),
                       unit="%", setup=SETUP),
    }  # fmt: skip
