"""Where residents spend: Huff's model of shopping.

share(h → j) = A_j·exp(−b·t_hj) / Σ_k A_k·exp(−b·t_hk), with attraction A_j = w_j·F_j^α over zones and places outside
(Huff 1963). With F the size of the sector in a zone, α below 1 keeps zones from emptying into one another: size
follows demand and demand follows size, which at α = 1 has no anchor and above it is unstable (Harris and Wilson
1978).

One more alternative may be everywhere: buying online, with attraction o_h at home and no minutes, so
share(h → online) = o_h / (o_h + Σ_k A_k·exp(−b·t_hk)). Where shops are poor, more is bought online.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def huff(spending: Any, attraction: Any, minutes: Any, decay: Any, online: Any) -> Any:
    """Return (sales [P], potential [P], bought online [Z]); potential is what one unit of attraction would draw there.

    spending [Z] by home; attraction [P] ≥ 0; minutes [Z, P]; decay per minute; online [Z] ≥ 0. Sales =
    attraction·potential. What is spent where nothing can be reached is lost. "Homes" may be zones twice, for those with a
    car and those without.
    """
    n_places = attraction.size
    potential = np.zeros(n_places)
    bought = np.zeros(spending.size)
    weight = np.empty(n_places)
    for h in range(spending.size):
        total = online[h]
        for j in range(n_places):
            weight[j] = np.exp(-decay * minutes[h, j])
            total += attraction[j] * weight[j]
        if total > 0.0:
            pull = spending[h] / total
            bought[h] = pull * online[h]
            for j in range(n_places):
                potential[j] += pull * weight[j]
    return attraction * potential, potential, bought


@njit(cache=True, nogil=True)
def balance(spending: Any, pull: Any, minutes: Any, decay: Any, target: Any, reach: Any, share: Any) -> Any:
    """Return (w [P], scale, level) such that places with a target sell target_j = scale·w_j·pull_j·potential_j.

    Online attraction is level·reach_h, reach [Z] ≥ 0, and takes `share` (0–1) of all spending. pull [P] = F^α; target
    [Z]. Places outside keep w = 1, and the mean of w over the zones, weighted by target, is 1, so that the scale (posts
    per NOK) and the level of w are told apart. Zones without a target keep w = 1.
    """
    n_zones = target.size
    w = np.ones(pull.size)
    level = 1.0 if share > 0.0 and (spending * reach).sum() > 0.0 else 0.0
    total = target.sum()
    scale = 0.0
    if total <= 0.0:
        return w, scale, level
    for _ in range(2000):
        sales, _potential, _online = huff(spending, w * pull, minutes, decay, level * reach)
        sold = 0.0
        for z in range(n_zones):
            if target[z] > 0.0:
                sold += sales[z]
        if sold <= 0.0:
            return w, 0.0, level
        scale = total / sold
        worst = 0.0
        mean = 0.0
        for z in range(n_zones):
            if target[z] > 0.0 and sales[z] > 0.0:
                ratio = target[z] / (scale * sales[z])
                worst = max(worst, abs(ratio - 1.0))
                w[z] *= ratio
            mean += w[z] * target[z] / total
        if level > 0.0:
            _sales, _potential, online = huff(spending, w * pull, minutes, decay, level * reach)
            bought = online.sum() / spending.sum()
            odds = share / (1.0 - share) * (1.0 - bought) / bought
            worst = max(worst, abs(odds - 1.0))
            level *= odds
        if worst < 1e-11:
            break
        for z in range(n_zones):
            if target[z] > 0.0:
                w[z] /= mean
    sales, _potential, _online = huff(spending, w * pull, minutes, decay, level * reach)
    return w, total / sales[:n_zones][target > 0.0].sum(), level
