"""Seekers take posts as a multinomial logit with size terms says, within their skill, one post each."""

import numpy as np

from model.kernels.matching import Posts, Seekers, deal_posts, match
from model.kernels.travel import T0_MIN, K, disutility, disutility_matrix
from model.rng import derive_all

N = 300_000
BASE = np.uint64(5)
TIME = np.array([[5.0, 25.0, 60.0], [25.0, 5.0, 40.0], [60.0, 40.0, 5.0]])
D = disutility_matrix(TIME)


def _posts(left=10**9):
    return Posts(
        place=np.array([0, 1, 2, 0]),
        skill=np.array([0, 0, 0, 2]),
        key=derive_all(np.full(4, 8, np.uint64), 33, np.arange(4)),
        log_wage=np.array([0.0, 0.1, 0.3, 0.4]),
        log_n=np.log(np.array([3.0, 10.0, 20.0, 5.0]))[:, None],
        left=np.full(4, left),
    )


REACH = -5.0 * D[None][:, :, _posts().place]


def _seekers(n, skill=0, reserve=0.5, home=0, below=3):
    return Seekers(
        key=derive_all(np.full(n, 9, np.uint64), 1, np.arange(n)),
        home=np.full(n, home),
        skill=np.full(n, skill),
        field=np.zeros(n, np.int64),
        below=np.full(n, below),
        reserve=np.full(n, reserve),
        kind=np.zeros(n, np.int64),
    )


def test_shares_are_multinomial_logit_with_the_reservation_as_an_alternative():
    taken = match(_seekers(N, skill=2), _posts(), np.arange(N), REACH, BASE)
    v = np.append(_posts().log_wage + _posts().log_n[:, 0] - 5.0 * D[0, _posts().place], 0.5)
    expected = np.exp(v) / np.exp(v).sum()
    counted = np.bincount(np.where(taken < 0, 4, taken), minlength=5) / N
    error = np.abs(counted - expected) / np.sqrt(expected * (1 - expected) / N)
    assert error.max() < 4.0, f"{counted.round(4)} against {expected.round(4)}"


def test_nobody_takes_a_post_above_the_own_skill():
    taken = match(_seekers(5_000, skill=1), _posts(), np.arange(5_000), REACH, BASE)
    assert 3 not in taken


def test_who_comes_from_outside_takes_no_post_outside():
    taken = match(_seekers(5_000, below=2), _posts(), np.arange(5_000), REACH, BASE)
    assert set(np.unique(taken)) <= {-1, 0, 1}


def test_a_post_is_taken_once():
    posts = _posts(left=7)
    taken = match(_seekers(5_000, skill=2, reserve=-50.0), posts, np.arange(5_000), REACH, BASE)
    assert (np.bincount(taken[taken >= 0], minlength=4) == 7).all()
    assert (posts.left == 0).all()


def test_who_would_move_for_a_post_does_not_count_the_minutes():
    near = match(_seekers(N, home=-1), _posts(), np.arange(N), REACH, BASE)
    weights = np.exp(_posts().log_wage[:3] + _posts().log_n[:3, 0])
    expected = weights / (weights.sum() + np.exp(0.5))
    counted = np.bincount(near[near >= 0], minlength=3)[:3] / N
    assert np.abs(counted - expected).max() < 0.004


def test_commuting_is_a_logistic_whose_elasticity_peaks_at_thirty_minutes():
    """d·elasticity: −theta·k·d·(1−d) is −2.6, −3.75, −2.6, −0.5 at 20, 30, 45 and 90 minutes (MODEL.md)."""
    t = np.array([20.0, 30.0, 45.0, 90.0])
    d = np.array([disutility(x) for x in t])
    assert np.allclose(-5.0 * K * d * (1 - d), [-2.63, -3.75, -2.65, -0.52], atol=0.05)
    assert disutility(T0_MIN) == 0.5
    assert disutility(0.0) == 0.0
    assert np.allclose(disutility_matrix(t), d)
    assert abs(np.exp(-5.0 * disutility(215.0)) - 0.007) < 0.0005


def test_the_group_and_the_post_within_it_are_together_a_logit_over_posts_by_field():
    """Three posts of two sectors in one place, one in another: exp(w) over its sum, for each field."""
    worth = np.array([[1.0, -0.5], [-0.3, 0.8], [0.0, 0.0]])
    sector = np.array([0, 1, 1, 0])
    weight = np.exp(worth)[sector]
    posts = Posts(
        place=np.array([0, 1]),
        skill=np.zeros(2, np.int64),
        key=derive_all(np.full(2, 8, np.uint64), 33, np.arange(2)),
        log_wage=np.zeros(2),
        log_n=np.log(np.add.reduceat(weight, [0, 3], axis=0)),
        left=np.full(2, 10**9),
    )
    start, items = np.array([0, 3, 4]), derive_all(np.full(4, 3, np.uint64), 32, np.arange(4))
    for field in (0, 1):
        seekers = _seekers(20_000, reserve=-1e9)._replace(field=np.full(20_000, field))
        group = match(seekers, posts, np.arange(20_000), np.zeros((1, 3, 2)), BASE)
        got = np.zeros(4)
        for key, g in zip(seekers.key, group, strict=True):  # one at a time: the posts are all there for everybody
            one = deal_posts(
                np.array([g]), np.array([key]), np.array([field]), start, items, sector, worth, np.uint64(77)
            )
            got[one[0]] += 1
        expected = weight[:, field] / weight[:, field].sum()
        assert np.abs(got / got.sum() - expected).max() < 4.0 * np.sqrt(0.25 / 20_000)
