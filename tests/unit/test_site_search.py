"""The search for sites against exact solutions: published p-median instances, an integer program, brute force with room."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix, vstack
from scipy.sparse.csgraph import shortest_path

from model.kernels.sites import search_sites, travel_cost
from tests.unit.or_library import INSTANCES


def _distances(ring, others):
    """Shortest paths of an OR-Library graph [100, 100]."""
    cost = np.full((100, 100), np.inf)
    edges = [(i, (i + 1) % 100, c) for i, c in enumerate(map(int, ring.split()))]
    more = np.array(others.split(), int).reshape(-1, 3)
    assert len(edges) + len(more) == 200
    for i, j, c in [*edges, *(more - [1, 1, 0]).tolist()]:
        cost[i, j] = cost[j, i] = c
    return shortest_path(csr_matrix(np.where(np.isfinite(cost), cost, 0)), directed=False)


def _p_median(minutes, p, users=None):
    """Sites that the model's search finds from none, and their cost."""
    n = len(minutes)
    users = np.ones(n) if users is None else users
    every, none = np.ones(n, bool), np.zeros(n, bool)
    found = search_sites(users, minutes, 1.0, np.zeros(n), 0.0, none, every, every, p, p, np.full(n, np.inf), 0.0)
    assert found.sum() == p
    return travel_cost(users, minutes, found)


@pytest.mark.parametrize("name", INSTANCES)
def test_the_search_comes_near_the_published_optimum(name):
    p, optimum, ring, others = INSTANCES[name]
    minutes = _distances(ring, others)
    gap = _p_median(minutes, p) / optimum - 1.0
    print(f"p = {p}: gap {100 * gap:.2f} %")
    assert -1e-9 <= gap <= 0.005


def _exact(users, minutes, p, fixed=None):
    """Least cost of p sites (any number at fixed cost if p is 0) by an integer program."""
    n = len(users)
    flow = np.arange(n * n)
    serve = coo_matrix((np.ones(n * n), (flow // n, flow)), shape=(n, n * n + n))
    link = coo_matrix(
        (
            np.concatenate([np.ones(n * n), -np.ones(n * n)]),
            (np.tile(flow, 2), np.concatenate([flow, n * n + flow % n])),
        ),
        shape=(n * n, n * n + n),
    )
    cost = np.concatenate([(users[:, None] * minutes).ravel(), np.zeros(n) if fixed is None else fixed])
    limits = [LinearConstraint(vstack([serve, link]).tocsr(), np.r_[np.ones(n), np.full(n * n, -np.inf)],
                               np.r_[np.ones(n), np.zeros(n * n)])]  # fmt: skip
    if p:
        limits.append(LinearConstraint(np.r_[np.zeros(n * n), np.ones(n)][None, :], p, p))
    whole = np.r_[np.zeros(n * n), np.ones(n)]
    return milp(cost, constraints=limits, integrality=whole, bounds=Bounds(0, 1)).fun


def _towns(seed, n):
    rng = np.random.default_rng(seed)
    point = rng.uniform(0, 60, (n, 2))
    return rng.lognormal(4, 1, n).round(), np.sqrt(((point[:, None] - point[None]) ** 2).sum(2)) + 3.0


def test_p_median_of_forty_random_places_against_an_integer_program():
    gaps = []
    for seed, p in ((1, 3), (2, 5), (3, 8), (4, 12)):
        users, minutes = _towns(seed, 40)
        gaps.append(_p_median(minutes, p, users) / _exact(users, minutes, p) - 1.0)
    print("gaps, %:", np.round(100 * np.array(gaps), 2))
    assert min(gaps) >= -1e-6
    assert max(gaps) <= 0.03


def test_fixed_costs_against_an_integer_program():
    gaps = []
    for seed in (5, 6, 7):
        users, minutes = _towns(seed, 40)
        fixed = np.random.default_rng(seed).uniform(500, 4_000, 40)
        every, none, room = np.ones(40, bool), np.zeros(40, bool), np.full(40, np.inf)
        found = search_sites(users, minutes, 1.0, fixed, 0.0, none, every, every, 1, 40, room, 0.0)
        cost = travel_cost(users, minutes, found) + fixed[found].sum()
        gaps.append(cost / _exact(users, minutes, 0, fixed) - 1.0)
    print("gaps, %:", np.round(100 * np.array(gaps), 2))
    assert min(gaps) >= -1e-6
    assert max(gaps) <= 0.03


def _with_room(users, minutes, fixed, room, room_cost, is_open):
    nearest = np.where(is_open, minutes, np.inf).argmin(axis=1)
    over = np.maximum(np.bincount(nearest, weights=users, minlength=len(users)) - room, 0.0).sum()
    return travel_cost(users, minutes, is_open) + fixed[is_open].sum() + room_cost * over


def test_capacity_is_weighed_as_brute_force_does():
    exact = matters = 0
    for seed in range(25):
        users, minutes = _towns(seed, 8)
        fixed, room = np.full(8, 0.6 * users.sum()), np.full(8, 0.35 * users.sum())
        every, none = np.ones(8, bool), np.zeros(8, bool)
        sets = [np.isin(np.arange(8), chosen) for size in range(1, 9) for chosen in combinations(range(8), size)]
        best = min(_with_room(users, minutes, fixed, room, 60.0, s) for s in sets)
        found = search_sites(users, minutes, 1.0, fixed, 0.0, none, every, every, 1, 8, room, 60.0)
        cost = _with_room(users, minutes, fixed, room, 60.0, found)
        blind = search_sites(users, minutes, 1.0, fixed, 0.0, none, every, every, 1, 8, room, 0.0)
        matters += bool((blind != found).any())
        assert cost <= 1.1 * best
        exact += cost <= best * (1 + 1e-9)
    assert exact >= 20
    assert matters >= 5  # or the test would show nothing
