"""Where residents spend: Huff's model of shopping.

share(h → j) = A_j·exp(−b·t_hj) / Σ_k A_k·exp(−b·t_hk), with attraction A_j = w_j·F_j^α over zones and places outside
(Huff 1963). With F the size of the sector in a zone, α below 1 keeps zones from emptying into one another: size
follows demand and demand follows size, which at α = 1 has no anchor and above it is unstable (Harris and Wilson
1978).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def huff(spending: Any, attraction: Any, minutes: Any, decay: Any) -> Any:
    """Return (sales [P], potential [P]): what each place sells, and what one unit of attraction there would draw.

    spending [Z] by zone of residence; attraction [P] ≥ 0; minutes [P, P]; decay per minute. Sales =
    attraction·potential. What is spent where nothing can be reached is lost.
    """
    n_places = attraction.size
    potential = np.zeros(n_places)
    weight = np.empty(n_places)
    for h in range(spending.size):
        total = 0.0
        for j in range(n_places):
            weight[j] = np.exp(-decay * minutes[h, j])
            total += attraction[j] * weight[j]
        if total > 0.0:
            pull = spending[h] / total
            for j in range(n_places):
                potential[j] += pull * weight[j]
    return attraction * potential, potential


@njit(cache=True, nogil=True)
def balance(spending: Any, pull: Any, minutes: Any, decay: Any, target: Any) -> Any:
    """Return (w [P], scale) such that the places with a target sell target_j = scale·w_j·pull_j·potential_j.

    pull [P] = F^α; target [Z]. Places outside keep w = 1, and the mean of w over the zones, weighted by target, is
    1, so that the scale (posts per NOK) and the level of w are told apart. Zones without a target keep w = 1.
    """
    n_zones = target.size
    w = np.ones(pull.size)
    total = target.sum()
    scale = 0.0
    if total <= 0.0:
        return w, scale
    for _ in range(2000):
        sales, _potential = huff(spending, w * pull, minutes, decay)
        sold = 0.0
        for z in range(n_zones):
            if target[z] > 0.0:
                sold += sales[z]
        if sold <= 0.0:
            return w, 0.0
        scale = total / sold
        worst = 0.0
        mean = 0.0
        for z in range(n_zones):
            if target[z] > 0.0 and sales[z] > 0.0:
                ratio = target[z] / (scale * sales[z])
                worst = max(worst, abs(ratio - 1.0))
                w[z] *= ratio
            mean += w[z] * target[z] / total
        if worst < 1e-11:
            break
        for z in range(n_zones):
            if target[z] > 0.0:
                w[z] /= mean
    sales, _potential = huff(spending, w * pull, minutes, decay)
    return w, total / sales[:n_zones][target > 0.0].sum()
