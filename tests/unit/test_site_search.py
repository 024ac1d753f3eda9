"""The search for sites against exact solutions: published p-median instances, an integer program, brute force with room."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix, vstack
from scipy.sparse.csgraph import shortest_path

from model.kernels.sites import search_sites, travel_cost

# Beasley's OR-Library instances pmed1 and pmed5 (100 vertices, 200 edges): costs of the edges 1-2, 2-3, …, 100-1 of the
# ring in order, then the other edges as (from, to, cost). A later cost of an edge replaces an earlier one.
PMED1 = (
    5,
    5_819,
    """30 46 1 28 31 69 39 14 84 59 10 28 63 9 100 98 70 94 22 14 87 82 55 2 32 77 95 29 59 91 89 50 40 88 94 60 21 89 47
    63 45 46 24 77 60 45 50 93 22 84 16 85 68 93 37 26 29 38 10 32 67 66 52 19 39 12 86 72 73 65 2 8 96 43 39 61 90 8 58
    91 58 13 79 59 28 46 24 63 81 14 52 64 75 71 51 75 57 31 49 88""",
    """80 5 90 85 69 51 20 19 30 85 13 22 81 95 54 58 73 37 64 51 89 39 76 89 13 8 77 91 76 51 52 95 96 91 75 33 80 91 84
    35 80 46 54 86 35 30 70 5 19 7 9 74 53 50 11 37 4 19 92 70 62 94 96 60 52 34 24 59 63 42 45 68 19 60 53 60 27 86
    15 50 31 38 18 27 81 30 99 1 29 6 22 52 11 54 59 75 5 7 8 41 44 80 41 76 42 44 12 56 61 65 73 20 93 35 9 99 28
    45 68 19 16 79 96 13 42 3 68 4 28 58 17 60 21 81 34 35 7 7 21 14 82 26 32 26 6 63 83 31 69 53 91 78 32 45 59 33
    42 57 5 8 53 66 65 94 61 94 90 63 73 33 88 39 21 59 42 85 34 30 57 37 34 94 52 62 38 56 26 29 20 48 98 53 4 33 45
    31 63 82 8 52 31 37 81 14 50 27 16 27 14 48 88 33 8 56 30 76 87 91 17 33 49 77 70 30 74 25 99 19 95 30 96 14 85 90
    49 8 96 96 5 87 73 4 41 99 32 35 95 1 31 99 3 49 18 75 100 58 47 68 35 60 5 38 16 70 54 40 52 95 55 47 54 17 45
    9 83 75 97 66 81 9 48 92 90 95 96 4 27 27 75 22 48 62 7 55 79 3 57 15 69 46""",
)
PMED5 = (
    33,
    1_355,
    """38 71 66 73 51 66 28 90 82 48 97 75 44 90 44 70 65 24 40 79 37 70 8 54 100 50 43 23 83 5 35 16 20 79 74 87 69 21 51
    15 24 80 75 38 81 87 34 39 95 39 9 67 65 30 5 35 38 63 29 43 48 59 69 11 2 95 22 96 85 95 10 45 96 63 99 95 22 65 52
    81 89 37 75 70 59 84 81 4 99 93 75 29 6 73 91 15 53 85 71 17""",
    """78 97 3 16 69 19 3 99 50 44 5 3 76 28 78 49 50 9 57 52 23 88 24 5 23 86 33 59 15 84 81 64 72 27 36 32 80 49 81
    78 59 45 52 66 77 43 33 62 94 3 46 87 19 14 57 10 53 54 99 67 47 73 70 72 61 51 87 46 37 8 29 86 6 68 37 98 41 68
    84 91 6 36 3 68 43 10 40 27 81 6 59 8 73 79 74 84 15 96 42 47 75 7 69 66 65 69 15 11 61 41 19 63 72 36 93 26 82
    38 63 40 97 22 14 36 7 81 10 51 12 34 87 93 35 75 19 14 12 50 48 81 2 97 52 56 1 60 56 62 94 6 76 74 20 67 27 47
    32 45 62 79 16 72 80 49 52 66 40 8 87 83 16 79 49 7 99 93 24 77 14 2 48 14 58 75 44 67 5 96 86 1 69 84 56 69 94
    36 11 59 82 36 63 52 96 10 51 90 1 15 60 93 27 29 99 69 72 11 60 27 27 23 15 53 55 10 33 46 97 3 99 48 8 32 60 19
    14 44 15 74 88 3 16 97 38 68 69 1 22 92 48 34 51 48 68 25 84 36 54 5 40 57 60 15 7 24 74 78 42 58 57 77 2 94 5
    17 41 10 26 36 83 16 48 94 77 83 46 35 68 32 90 59 51 42 45 80 11 19 49 52 79 59""",
)


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


@pytest.mark.parametrize(("instance", "most"), [(PMED1, 0.001), (PMED5, 0.005)], ids=["pmed1", "pmed5"])
def test_the_search_comes_near_the_published_optimum(instance, most):
    p, optimum, ring, others = instance
    minutes = _distances(ring, others)
    gap = _p_median(minutes, p) / optimum - 1.0
    print(f"p = {p}: gap {100 * gap:.2f} %")
    assert -1e-9 <= gap <= most


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
