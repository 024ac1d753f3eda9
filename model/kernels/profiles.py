"""Age profiles of stocks, smoothed: what hazards are derived from."""

from __future__ import annotations

from typing import Any

import numpy as np


def smooth_share(counts: Any, population: Any, prior: Any, prior_persons: float, bandwidth_years: float) -> Any:
    """Share of an age in a state, smoothed over ages: counts, population, prior share [..., age] -> share [..., age].

    A Gaussian kernel over ages on counts and population alike; `prior_persons` per age of the prior's share are added
    first, so that a small region leans on the prior. Ages where the prior is 0 are outside: they have share 0.
    """
    ages = np.arange(population.shape[-1])
    kernel = np.exp(-0.5 * ((ages[:, None] - ages[None, :]) / bandwidth_years) ** 2)
    inside = prior > 0.0
    above = np.where(inside, counts + prior_persons * prior, 0.0) @ kernel
    below = np.where(inside, population + prior_persons, 0.0) @ kernel
    return np.where(inside, above / np.maximum(below, 1e-12), 0.0)
