"""Whole posts from real sizes.

A firm wants to have `size` posts, a real number. Its whole posts by skill come from cumulative rounding with one
keyed u per firm that never changes: c_s = floor(size·(share of skills up to s) + u), posts_s = c_s − c_(s−1). So
the total is floor(size + u), its mean over firms is the size, and a size that does not change changes no post:
rounding makes no churn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from model.rng import uniform


@njit(cache=True, nogil=True)
def whole_posts(size: Any, basic_share: Any, tertiary_share: Any, u: Any) -> Any:
    """Return (basic, upper secondary, tertiary) posts of one firm of `size` posts; u in (0, 1)."""
    c1 = int(np.floor(size * basic_share + u))
    c2 = int(np.floor(size * (1.0 - tertiary_share) + u))
    c3 = int(np.floor(size + u))
    c2 = min(max(c2, c1), c3)
    c1 = min(c1, c2)
    return c1, c2 - c1, c3 - c2


@njit(cache=True, nogil=True)
def round_posts(
    base: Any,
    rows: Any,
    keys: Any,
    size: Any,
    basic_share: Any,
    tertiary_share: Any,
    posts_basic: Any,
    posts_upper: Any,
    posts_tertiary: Any,
) -> None:
    """Write the whole posts of the firms in `rows` [n]; the other arguments are the firms' columns.

    `base` is `region.persistent_draws(Stream.ROUNDING)`.
    """
    for i in rows:
        u = uniform(base, keys[i], 0)
        b, m, t = whole_posts(float(size[i]), float(basic_share[i]), float(tertiary_share[i]), u)
        posts_basic[i] = b
        posts_upper[i] = m
        posts_tertiary[i] = t


@njit(cache=True, nogil=True)
def count_off(posts: Any, firm: Any, skill: Any) -> None:
    """Take one from posts [F, 3] for everybody who has a firm (−1 = none) and a skill level [n]; may go below 0."""
    for i in range(firm.size):
        if firm[i] >= 0:
            posts[firm[i], skill[i]] -= 1
