"""The two largest kernels in numpy: the same computation, the same draws, in chunks that fit the cache.

Utilities of a chunk of choosers are a matrix; only the queue itself, where a home or post that is taken is gone for who
comes later, is a loop. That is what one writes without a compiler, at its best.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.kernels.choice import _STAY_KEY, NEST_OUTSIDE, NEST_REGION, STAY
from model.kernels.matching import _SELF_KEY
from model.rng import _CELLS, _EDGE, _GOLDEN, _M1, _M2, _N_CELLS, _NORMAL_CELLS

CHUNK = 256
_FAR = -1e18
_U = np.uint64


def queue(
    terms: Any, places: Any, offers: Any, choosers: Any, order: Any, takes: bool, base: Any, nest: Any, taste: Any
) -> NDArray[np.int64]:
    """What `model.kernels.choice.run_queue` gives; takes from `offers.left` as it does."""
    out = np.empty(order.size, np.int64)
    n_offers, n_zones = offers.zone.size, places.zone_keys.size
    for start in range(0, order.size, CHUNK):
        i = order[start : start + CHUNK]
        utility = _utilities(terms, places, offers, choosers, i, base, nest, taste)
        utility[:, :n_offers][:, offers.left <= 0] = _FAR
        ranking = utility.argmax(axis=1)
        for j, best in enumerate(ranking):
            while takes and best < n_offers and offers.left[best] <= 0:
                utility[j, best] = _FAR
                best = utility[j].argmax()
            if takes and best < n_offers:
                offers.left[best] -= 1
            ranking[j] = best
        outside = ranking - n_offers - 1
        ranking[ranking == n_offers] = STAY
        at_home = (outside >= 0) & (choosers.home[i] == n_zones + outside)
        ranking[(outside >= 0) & ~at_home] -= 1
        ranking[at_home] = STAY
        out[start : start + CHUNK] = ranking
    return out


def _utilities(
    terms: Any, places: Any, offers: Any, c: Any, i: Any, base: Any, nest: Any, taste: Any
) -> NDArray[np.float64]:
    """Utility of every offer, of staying, of every place outside [chunk, A + 1 + O]."""
    n_zones, n_offers, n_outside = places.zone_keys.size, offers.zone.size, places.outside_keys.size
    key, income, age = c.key[i], c.log_income[i], c.age[i]
    need = np.log(terms.need_base_m2 + terms.need_per_person_m2 * c.members[i])
    zones = _zones(terms, places, c, i, taste)
    u = np.full((i.size, n_offers + 1 + n_outside), _FAR)
    nu = _nest(nest, key, NEST_REGION, terms.scale_region)[:, None]
    v = zones[:, offers.zone] + offers.constant
    v += terms.cost * (offers.log_cost - income[:, None]) - terms.fit * np.abs(offers.log_floor - need[:, None])
    v += terms.accessible * np.where((age >= 70)[:, None], offers.accessible, 0.0)
    u[:, :n_offers] = v + nu + terms.scale_region * (offers.log_n + _gumbel(base, key[:, None], offers.key))
    barred = np.outer(~c.may_build[i], offers.is_plot) | np.outer(~c.is_needy[i], offers.is_municipal)
    u[:, :n_offers][barred | (offers.log_price > c.log_means[i][:, None])] = _FAR
    home = c.home[i]
    here = home < n_zones
    stay = zones[np.arange(i.size), np.minimum(home, n_zones - 1)] + c.stay_value[i]
    stay += terms.cost * (c.stay_log_cost[i] - income) - terms.fit * np.abs(c.stay_log_floor[i] - need)
    stay += np.where(age >= 70, terms.accessible * c.stay_accessible[i], 0.0)
    stay += nu[:, 0] + terms.scale_region * _gumbel(base, key, _STAY_KEY)
    u[:, n_offers] = np.where(here, stay, _FAR)
    out = places.outside_value[c.group[i]] + terms.family * _ties(terms, places, c, i, slice(n_zones, None))
    cost = places.outside_log_cost + need[:, None]
    out += terms.cost * (cost - income[:, None])
    place = np.arange(n_zones, n_zones + n_outside)
    out += np.where(c.origin[i][:, None] == place, terms.origin, 0.0)
    out += _nest(nest, key, NEST_OUTSIDE, terms.scale_outside)[:, None]
    out += terms.scale_outside * _gumbel(base, key[:, None], places.outside_keys)
    at_home = home[:, None] == place
    out += np.where(at_home, c.stay_value[i][:, None], terms.scale_outside * places.outside_log_n)
    elsewhere = ((home >= n_zones) & (home < n_zones + n_outside))[:, None] & ~at_home
    u[:, n_offers + 1 :] = np.where(elsewhere | ~c.may_leave[i][:, None], _FAR, out)
    return u


def _zones(terms: Any, places: Any, c: Any, i: Any, taste: Any) -> NDArray[np.float64]:
    """V of living in each zone [chunk, Z], whatever the home."""
    n_zones = places.zone_keys.size
    v = terms.family * _ties(terms, places, c, i, slice(0, n_zones))
    for work in (c.work_1[i], c.work_2[i]):
        v -= np.where((work >= 0)[:, None], terms.commute * places.commute_d[:n_zones, work].T, 0.0)
    v += np.where(c.seeks_work[i][:, None], places.jobs, 0.0)
    kept = c.ties[i][:, None] * places.near[np.minimum(c.home[i], n_zones - 1)]
    v += np.where((c.home[i] < n_zones)[:, None], kept, 0.0)
    origin = c.origin[i]
    inside = (origin >= 0) & (origin < n_zones)
    town = np.where(inside, places.municipality[np.where(inside, origin, 0)], -1)
    near = np.where(town[:, None] == places.municipality, 0.5 * terms.origin, 0.0)
    v += np.where(origin[:, None] == np.arange(n_zones), terms.origin, near)
    age, child = c.age[i][:, None], c.child_age[i][:, None]
    weight = np.where(age < 30, terms.density_young, np.where(age < 67, terms.density_family, terms.density_old))
    v += weight * places.density
    for k, (low, high) in enumerate(places.service_ages):
        counts = ((low <= age) & (age < high)) | ((low <= child) & (child < high))
        v += np.where(counts, places.services[k], 0.0)
    return v + terms.taste * _normal(taste, c.key[i][:, None], places.zone_keys)


def _ties(terms: Any, places: Any, c: Any, i: Any, at: slice) -> NDArray[np.float64]:
    """How near the nearest family lives to each place: 1, 0.5 or 0 [chunk, places]."""
    near = np.zeros((i.size, places.time_min[at].shape[0]))
    for tie in (c.tie_1[i], c.tie_2[i], c.tie_3[i]):
        t = places.time_min[at][:, tie].T
        value = np.where(t <= terms.family_near_min, 1.0, np.where(t <= terms.family_far_min, 0.5, 0.0))
        np.maximum(near, np.where((tie >= 0)[:, None], value, 0.0), out=near)
    return near


def match(seekers: Any, posts: Any, order: Any, reach: Any, base: Any) -> NDArray[np.int64]:
    """What `model.kernels.matching.match` gives; takes from `posts.left` as it does."""
    out = np.full(order.size, -1, np.int64)
    for start in range(0, order.size, CHUNK):
        g = np.flatnonzero(posts.left > 0)
        if g.size == 0:
            break
        i = order[start : start + CHUNK]
        key, home = seekers.key[i], seekers.home[i]
        u = posts.log_wage[g] + posts.log_n[g][:, seekers.field[i]].T + _gumbel(base, key[:, None], posts.key[g])
        u += np.where((home >= 0)[:, None], reach[seekers.kind[i], np.maximum(home, 0)][:, g], 0.0)
        u[(posts.skill[g] > seekers.skill[i][:, None]) | (posts.place[g] >= seekers.below[i][:, None])] = _FAR
        reserve = seekers.reserve[i] + _gumbel(base, key, _SELF_KEY)
        for j in np.flatnonzero(u.max(axis=1) > reserve):
            best = int(u[j].argmax())
            while posts.left[g[best]] <= 0 and u[j, best] > reserve[j]:
                u[j, best] = _FAR
                best = int(u[j].argmax())
            if u[j, best] > reserve[j]:
                posts.left[g[best]] -= 1
                out[start + j] = g[best]
    return out


# ----------------------------------------------------------------------------------------------------- keyed draws


def _mix(x: Any) -> Any:
    x = (x ^ (x >> _U(30))) * _M1
    x = (x ^ (x >> _U(27))) * _M2
    return x ^ (x >> _U(31))


def _draw(base: Any, key: Any, k: Any) -> Any:
    with np.errstate(over="ignore"):
        return _mix(base ^ _mix(key + np.asarray(k, np.uint64) * _GOLDEN))


def _unit(bits: Any) -> Any:
    return (bits >> _U(11)).astype(np.float64) * 2.0**-53 + 2.0**-54


def _interpolated(bits: Any, cells: Any) -> tuple[Any, Any]:
    cell = (bits >> _U(52)).astype(np.int64)
    rest = ((bits << _U(12)) >> _U(12)).astype(np.float64) * 2.0**-52
    value = cells[cell] + rest * (cells[cell + 1] - cells[cell])
    return value, (cell < _EDGE) | (cell >= _N_CELLS - _EDGE)


def _gumbel(base: Any, key: Any, k: Any) -> Any:
    bits = _draw(base, key, k)
    value, edge = _interpolated(bits, _CELLS)
    value[edge] = -np.log(-np.log(_unit(bits[edge])))
    return value


def _normal(base: Any, key: Any, k: Any) -> Any:
    bits = _draw(base, key, k)
    value, edge = _interpolated(bits, _NORMAL_CELLS)
    value[edge] = ndtri(_unit(bits[edge]))
    return value


def _nest(base: Any, key: Any, nest: int, scale: float) -> Any:
    if scale >= 1.0:
        return np.zeros(key.size)
    word = _draw(base, key, nest)
    pu = np.pi * _unit(word)
    with np.errstate(over="ignore"):
        e = -np.log(_unit(_mix(word ^ _M1)))
    s = np.log(np.sin(scale * pu)) - np.log(np.sin(pu)) / scale
    s += (1.0 - scale) / scale * (np.log(np.sin((1.0 - scale) * pu)) - np.log(e))
    return scale * s
