"""Site choice against brute force; users go to the nearest unit with room."""

from itertools import combinations

import numpy as np
import pytest

from model.kernels.sites import assign_nearest, search_sites, travel_cost


def _case(seed, n=8):
    rng = np.random.default_rng(seed)
    point = rng.uniform(0, 60, (n, 2))
    minutes = np.sqrt(((point[:, None] - point[None]) ** 2).sum(2)) + 3.0
    return rng.integers(5, 200, n).astype(float), minutes


def _cost(users, minutes, cost_per_min, fixed, moving, start, is_open):
    return (
        cost_per_min * travel_cost(users, minutes, is_open) + fixed[is_open].sum() + moving * (is_open & ~start).sum()
    )


def _subsets(n, sizes):
    for size in sizes:
        for chosen in combinations(range(n), size):
            mask = np.zeros(n, bool)
            mask[list(chosen)] = True
            yield mask


def _search(users, minutes, cost_per_min, fixed, moving, start, n_min=1, n_max=99, room=np.inf, room_cost=0.0):
    every, rooms = np.ones(len(start), bool), np.full(len(start), 1.0) * room
    return search_sites(
        users, minutes, cost_per_min, fixed, moving, start, every, every, n_min, n_max, rooms, room_cost
    )


def test_search_is_the_best_of_all_sets_or_within_three_per_cent():
    exact = 0
    for seed in range(40):
        users, minutes = _case(seed)
        rng = np.random.default_rng(100 + seed)
        fixed, start = rng.uniform(1_000, 9_000, 8), rng.random(8) < 0.4
        found = _search(users, minutes, 2.0, fixed, 1_500.0, start)
        cost = _cost(users, minutes, 2.0, fixed, 1_500.0, start, found)
        best = min(_cost(users, minutes, 2.0, fixed, 1_500.0, start, m) for m in _subsets(8, range(1, 9)))
        assert cost <= 1.03 * best
        exact += cost <= best * (1 + 1e-9)
    assert exact >= 34


@pytest.mark.parametrize("p", [2, 3])
def test_p_median(p):
    exact = 0
    for seed in range(30):
        users, minutes = _case(seed, 9)
        none = np.zeros(9, bool)
        found = _search(users, minutes, 1.0, np.zeros(9), 0.0, none, p, p)
        assert found.sum() == p
        best = min(travel_cost(users, minutes, m) for m in _subsets(9, [p]))
        cost = travel_cost(users, minutes, found)
        assert cost <= 1.08 * best
        exact += cost <= best * (1 + 1e-9)
    assert exact >= 24


def test_no_single_step_improves_the_result():
    users, minutes = _case(3)
    fixed, start = np.full(8, 4_000.0), np.zeros(8, bool)
    found = _search(users, minutes, 2.0, fixed, 500.0, start)
    cost = _cost(users, minutes, 2.0, fixed, 500.0, start, found)
    for j in range(8):
        other = found.copy()
        other[j] = not other[j]
        if other.any():
            assert _cost(users, minutes, 2.0, fixed, 500.0, start, other) >= cost - 1e-6


def test_moving_costs_keep_units_where_they_are():
    users, minutes = _case(5)
    fixed, start = np.full(8, 4_000.0), np.zeros(8, bool)
    start[[0, 1]] = True
    assert (_search(users, minutes, 2.0, fixed, 1e9, start) <= start).all()


def test_sites_that_may_not_open_or_close_stay():
    users, minutes = _case(6)
    start, may_open = np.zeros(8, bool), np.ones(8, bool)
    start[2], may_open[4] = True, False
    none, all_room = np.zeros(8, bool), np.full(8, np.inf)
    found = search_sites(users, minutes, 50.0, np.full(8, 9e5), 0.0, start, may_open, none, 0, 8, all_room, 0.0)
    assert found[2]
    assert not found[4]


def test_everybody_is_served_by_the_nearest_when_there_is_room():
    users, minutes = _case(7)
    room = np.zeros(8)
    room[[1, 4, 6]] = 1e6
    served, unmet = assign_nearest(users, room, minutes, np.ones((8, 8), bool))
    assert unmet.sum() == 0
    nearest = np.where(room > 0, minutes, np.inf).argmin(axis=1)
    assert (served.argmax(axis=1) == nearest).all()
    assert served.sum(axis=1) == pytest.approx(users)


def test_room_binds_and_nobody_is_lost():
    users, minutes = _case(8)
    room = np.array([50.0, 0, 0, 120.0, 0, 0, 30.0, 0])
    served, unmet = assign_nearest(users, room, minutes, np.ones((8, 8), bool))
    assert served.sum(axis=0) == pytest.approx(room)
    assert served.sum(axis=1) + unmet == pytest.approx(users)


def test_own_municipality_comes_first_and_elsewhere_only_without_room():
    minutes = np.array([[4.0, 30.0, 10.0], [30.0, 4.0, 10.0], [10.0, 10.0, 4.0]])
    own = np.array([[True, True, False], [True, True, False], [False, False, True]])
    served, unmet = assign_nearest(np.array([100.0, 0, 0]), np.array([0.0, 60.0, 500.0]), minutes, own)
    assert served[0].tolist() == [0.0, 60.0, 40.0]
    assert unmet.sum() == 0
