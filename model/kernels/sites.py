"""Where to have units of a service, and who uses which.

Site choice minimises

    Σ_z users_z·cost·min_{j open} t(z, j) + Σ_{j open} fixed_j + moving·[j newly opened] + r·Σ_j max(load_j − room_j, 0)

by steps that add, drop or swap a site, the best one each time, until none lowers the sum (Teitz and Bart 1968; Kuehn and
Hamburger 1963). With fixed costs 0, room for all and at most p sites it is the p-median problem. Capacity costs money and
does not forbid: who comes beyond the room of a site has room built for r a year. On the OR-Library's pmed1 to pmed5 it
ends 0.00, 0.29, 0.00, 0.40 and 0.00 % above the published optimum (tests/unit/test_site_search.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_FAR_MIN = 9_999.0  # minutes where no site is open


@njit(cache=True, nogil=True)
def travel_cost(users: Any, minutes: Any, is_open: Any) -> Any:
    """Return Σ_z users_z·min over open sites of minutes [Z, C]; 9,999 minutes if none is open."""
    total = 0.0
    for z in range(users.size):
        nearest = _FAR_MIN
        for j in range(is_open.size):
            if is_open[j] and minutes[z, j] < nearest:
                nearest = minutes[z, j]
        total += users[z] * nearest
    return total


@njit(cache=True, nogil=True)
def _two_nearest(minutes: Any, is_open: Any) -> Any:
    """Nearest open site, and minutes to it and to the second nearest, of each zone."""
    n_zones, n_sites = minutes.shape
    first = np.full(n_zones, -1, np.int64)
    near = np.full(n_zones, _FAR_MIN)
    second = np.full(n_zones, _FAR_MIN)
    for z in range(n_zones):
        for j in range(n_sites):
            if not is_open[j]:
                continue
            t = minutes[z, j]
            if t < near[z]:
                second[z] = near[z]
                near[z] = t
                first[z] = j
            elif t < second[z]:
                second[z] = t
    return first, near, second


@njit(cache=True, nogil=True)
def _overflow(users: Any, minutes: Any, is_open: Any, room: Any, j_in: Any, j_out: Any, load: Any) -> Any:
    """Users beyond the room of their nearest site with j_in added and j_out dropped (−1: none). `load` [C] is scratch."""
    load[:] = 0.0
    for z in range(users.size):
        best, nearest = -1, _FAR_MIN
        for j in range(is_open.size):
            if ((is_open[j] and j != j_out) or j == j_in) and minutes[z, j] < nearest:
                best, nearest = j, minutes[z, j]
        if best >= 0:
            load[best] += users[z]
    over = 0.0
    for j in range(load.size):
        over += max(load[j] - room[j], 0.0)
    return over


@njit(cache=True, nogil=True)
def search_sites(
    users: Any,
    minutes: Any,
    cost_per_min: Any,
    fixed: Any,
    moving: Any,
    start: Any,
    may_open: Any,
    may_close: Any,
    n_min: Any,
    n_max: Any,
    room: Any,
    room_cost: Any,
    most_steps: Any = 1_000_000,
) -> Any:
    """Return the open sites, bool [C], at a local optimum reached from `start` by adding, dropping and swapping.

    users [Z]; minutes [Z, C]; cost_per_min NOK per user and minute in a year; fixed [C] NOK a year; moving NOK a
    year for a site that is not in `start`; start, may_open, may_close bool [C]; n_min ≤ number of open sites ≤
    n_max; room [C] users, beyond which room is built at room_cost NOK per user and year; at most `most_steps` steps.

    All swaps with one newcomer are weighed in one pass over the zones (Whitaker 1983).
    """
    is_open = start.copy()
    n_sites = start.size
    site_cost = np.where(start, fixed, fixed + moving)
    lost, load = np.empty(n_sites), np.empty(n_sites)
    for _ in range(most_steps):
        first, near, second = _two_nearest(minutes, is_open)
        n_open = is_open.sum()
        best = -1e-9 * (1.0 + np.abs(fixed).max())
        best_in, best_out = -1, -1
        over = _overflow(users, minutes, is_open, room, -1, -1, load) if room_cost > 0.0 else 0.0
        for j_in in range(-1, n_sites):  # −1: nothing is added
            if j_in >= 0 and (is_open[j_in] or not may_open[j_in]):
                continue
            gain = 0.0  # what the newcomer saves whoever drops out
            lost[:] = 0.0  # what the users of each site lose if it is dropped
            for z in range(users.size):
                t = minutes[z, j_in] if j_in >= 0 else _FAR_MIN
                if t < near[z]:
                    gain += users[z] * (t - near[z])
                elif first[z] >= 0:
                    lost[first[z]] += users[z] * (min(second[z], t) - near[z])
            for j_out in range(-1, n_sites):  # −1: nothing is dropped
                if j_out >= 0 and not (is_open[j_out] and may_close[j_out]):
                    continue
                n_after = n_open + (j_in >= 0) - (j_out >= 0)
                # A set that is too small or too large may still move towards the bounds.
                if (n_after < n_min and n_after <= n_open) or (n_after > n_max and n_after >= n_open):
                    continue
                if j_in < 0 and j_out < 0:
                    continue
                change = gain
                if j_out >= 0:
                    change += lost[j_out]
                change *= cost_per_min
                if j_in >= 0:
                    change += site_cost[j_in]
                if j_out >= 0:
                    change -= site_cost[j_out]
                if room_cost > 0.0:
                    change += room_cost * (_overflow(users, minutes, is_open, room, j_in, j_out, load) - over)
                if change < best:
                    best, best_in, best_out = change, j_in, j_out
        if best_in < 0 and best_out < 0:
            return is_open
        if best_in >= 0:
            is_open[best_in] = True
        if best_out >= 0:
            is_open[best_out] = False
    return is_open


@njit(cache=True, nogil=True)
def assign_nearest(users: Any, room: Any, minutes: Any, own: Any) -> Any:
    """Users go to the nearest site with room; closer pairs first. Returns (served [Z, C], unmet [Z]).

    users [Z]; room [C]; minutes [Z, C], inf where nobody goes; own [Z, C] is True where the rule sends users: they look
    elsewhere only when no own site has room. Ties are broken by the numbers of zone and site, which are permanent.
    """
    n_zones, n_sites = minutes.shape
    served = np.zeros((n_zones, n_sites))
    left = users.astype(np.float64)
    free = room.astype(np.float64)
    order = np.argsort(minutes.ravel(), kind="mergesort")
    for is_own in (True, False):
        for pair in order:
            z = pair // n_sites
            j = pair % n_sites
            if own[z, j] != is_own or left[z] <= 0.0 or free[j] <= 0.0 or minutes[z, j] == np.inf:
                continue
            n = min(left[z], free[j])
            served[z, j] += n
            left[z] -= n
            free[j] -= n
    return served, left
