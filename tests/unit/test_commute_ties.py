"""Ties between municipalities: known ties come back, and there are none where minutes say it all."""

from __future__ import annotations

import numpy as np
import pytest

from model.commute_ties import Params, ties
from model.parameters import resolve

GROUP = np.array([0, 0, 1, 1, 2, 3])  # three municipalities, the last place is outside
RNG = np.random.default_rng(3)
WEIGHT = np.exp(-4.0 * RNG.uniform(0.0, 0.9, (6, 6)))
WEIGHT = np.sqrt(WEIGHT * WEIGHT.T)
HOME, WORK = np.array([1.0, 2.0, 1.5, 0.7, 1.0, 1.2]), np.array([2.0, 1.0, 0.8, 1.4, 1.0, 0.9])


def made_of(tie: np.ndarray) -> np.ndarray:
    """Commuters between places, made by gravity and ties between municipalities; nobody from outside to outside."""
    flow = 1000.0 * HOME[:, None] * WORK[None, :] * WEIGHT * np.exp(tie[np.ix_(GROUP, GROUP)])
    flow[-1, -1] = 0.0
    return flow


def found(flow: np.ndarray) -> np.ndarray:
    p = resolve({"commute_ties.gravity_share": 0.01})[Params]._replace(gravity_share=1e-12)
    first = [0, 2, 4, 5]
    return ties(flow, WEIGHT, GROUP, p)[np.ix_(first, first)]


def test_a_table_that_minutes_explain_has_no_ties():
    assert np.abs(found(made_of(np.zeros((4, 4))))).max() < 1e-3


def test_known_ties_between_municipalities_come_back():
    true = np.zeros((4, 4))
    true[0, 1] = true[1, 0] = -1.0
    true[1, 2] = true[2, 1] = 0.7
    got = found(made_of(true))
    assert got[:3, :3] == pytest.approx(true[:3, :3], abs=2e-3)


def test_what_makes_a_municipality_attractive_is_no_tie():
    flow = made_of(np.zeros((4, 4)))
    flow[:, 2:4] *= 3.0  # more posts, taken from everywhere
    flow[4] *= 0.3  # fewer workers
    assert np.abs(found(flow)).max() < 1e-3


def test_an_empty_cell_is_a_weak_tie_and_no_bar():
    flow = made_of(np.zeros((4, 4)))
    flow[0:2, 4] = 0.0
    p = resolve({})[Params]
    tie = ties(flow, WEIGHT, GROUP, p)
    assert np.isfinite(tie).all()
    assert -6.0 < tie[0, 4] < -0.5
