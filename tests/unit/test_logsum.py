"""The logsum of the residential choice: closed form, Monte Carlo, and what economics says about it."""

import numpy as np
import pytest

from model.kernels.choice import NEST_OUTSIDE, NEST_REGION, logsums
from model.rng import gumbel, nest_term
from tests.choice_world import BASE, N_ZONES, NEST_BASE, TASTE_BASE, TERMS, choosers, offers, places, run
from tests.unit.test_choice import _values

STAY_KEY = np.uint64(0x53544159)


def worth(c, *, terms=TERMS, o=None):
    return logsums(terms, places(), o or offers(), c, np.arange(c.key.size), TASTE_BASE)


def test_it_is_the_nested_inclusive_value():
    region, log_n, outside = _values()
    inside = 0.6 * np.log((np.exp(log_n) * np.exp(region / 0.6)).sum())
    beyond = 0.8 * np.log(np.exp(outside / 0.8).sum())
    assert np.allclose(worth(choosers(3)), np.log(np.exp(inside) + np.exp(beyond)))
    assert np.allclose(worth(choosers(3, may_leave=np.full(3, False))), inside)


def test_the_mean_of_the_best_utility_is_the_logsum_and_eulers_constant():
    n = 40_000
    c, o, where = choosers(n), offers(), places()
    region, log_n, outside = _values()
    keys, inside_keys = np.asarray(c.key), np.append(np.asarray(o.key), STAY_KEY)
    best = np.empty(n)
    for i, key in enumerate(keys):
        nu_region = nest_term(NEST_BASE, key, np.uint64(NEST_REGION), TERMS.scale_region)
        nu_outside = nest_term(NEST_BASE, key, np.uint64(NEST_OUTSIDE), TERMS.scale_outside)
        noise = np.array([gumbel(BASE, key, k) for k in inside_keys])
        away = np.array([gumbel(BASE, key, k) for k in where.outside_keys])
        best[i] = max((region + 0.6 * (log_n + noise)).max() + nu_region, (outside + 0.8 * away).max() + nu_outside)
    error = best.std() / np.sqrt(n)
    assert abs(best.mean() - np.euler_gamma - worth(choosers(1))[0]) < 4.0 * error
    assert best.std() == pytest.approx(np.pi / np.sqrt(6.0), rel=0.02)  # the best is Gumbel again


@pytest.mark.parametrize("alternative", [0, 1, 2, 3])
def test_its_slope_in_a_value_is_the_share_that_chooses_it(alternative):
    def with_value(v):
        constant = offers().constant.copy()
        constant[alternative] += v
        return worth(choosers(1), o=offers()._replace(constant=constant))[0]

    slope = (with_value(1e-4) - with_value(-1e-4)) / 2e-4
    n = 200_000
    share = (run(choosers(n)) == alternative).mean()
    assert abs(slope - share) < 4.0 * np.sqrt(share * (1 - share) / n)


def test_income_enters_every_alternative_alike_so_that_kroner_follow():
    c = choosers(5)
    richer = choosers(5, log_income=c.log_income + np.log(1.07))
    change = worth(richer) - worth(c)
    assert np.allclose(np.exp(change / abs(TERMS.cost)) - 1.0, 0.07)


def test_what_cannot_be_chosen_is_worth_nothing():
    c = choosers(4, may_build=np.full(4, False))
    no_plot = offers()._replace(left=np.array([5, 5, 5, 0]))
    assert np.array_equal(worth(c), worth(c, o=no_plot))
    assert (worth(choosers(4)) > worth(c)).all()
    assert (worth(choosers(4), o=offers(left=0)) < worth(c)).all()


def test_who_lives_outside_weighs_only_the_present_place_against_the_region():
    c = choosers(1, home=np.full(1, N_ZONES), work_1=np.full(1, -1), stay_value=np.full(1, -50.0))
    no_way_out = choosers(1, home=np.full(1, N_ZONES), work_1=np.full(1, -1), may_leave=np.full(1, False))
    assert np.allclose(worth(c), worth(no_way_out))


def test_it_changes_no_choice_and_takes_nothing():
    o, c = offers(left=3), choosers(50)
    before = run(c, o=offers(left=3), takes=True)
    worth(c, o=o)
    assert (o.left == 3).all()
    assert np.array_equal(run(c, o=o, takes=True), before)


def test_taste_counts():
    terms = TERMS._replace(taste=0.7)
    assert np.unique(worth(choosers(20), terms=terms)).size == 20
    assert np.unique(worth(choosers(20))).size == 1
