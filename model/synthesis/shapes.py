"""Household shapes: how many households of each type have how many children and adults.

A shape is (type, parents or partners b, children 0–5, children 6–17, further adults e). Per municipality the number of
households of every shape is the table nearest to a prior (relative entropy) that holds the counts by type, all children
0–5, all children 6–17 and all adults exactly, and the size shares as well as the others allow:

    p(s | type) ∝ prior(s) · exp(λ · f(s)),   f = (children 0–5, children 6–17, adults, [size 2] … [size 5+])

λ minimises the convex dual; the size terms carry a ridge, so that an unattainable size share gives way and nothing
else. The table is then rounded by type and mended with unit exchanges until the population is met to the person.

Residents of care homes are in none of them (`collective.py`). Left out: other collective households (barracks, camps).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.synthesis.integers import Floats, Ints, largest_remainder
from model.synthesis.margins import HOUSEHOLD_TYPES

TYPE, BASE, SMALL_CHILDREN, OLDER_CHILDREN, EXTRA = range(5)
# Prior shares by number of children 0–5, of further children, and of further adults (assumption; shapes of SSB 06081).
_SMALL = (0.0, 0.58, 0.36, 0.06)
_SIBLINGS = (0.52, 0.32, 0.13, 0.03)  # 6–17, besides children 0–5
_OLDER = (0.0, 0.40, 0.44, 0.13, 0.03)  # 6–17, where the youngest is that age
_ADULT_SIBLINGS_SMALL = (0.97, 0.03)
_ADULT_SIBLINGS_OLDER = (0.72, 0.24, 0.04)
_ADULT_CHILDREN = (0.0, 0.72, 0.24, 0.04)
_OTHERS = (0.0, 0.70, 0.25, 0.05)  # besides a family
_UNRELATED = (0.0, 0.0, 0.80, 0.13, 0.05, 0.02)
_TWO_PARENTS = {"adult_children": 0.62, "multi_family_small": 0.6, "multi_family_older": 0.5}


def shapes() -> tuple[Ints, Floats]:
    """All shapes [N, 5] and their prior within the type [N]."""
    found: list[tuple[int, int, int, int, int]] = []
    prior: list[float] = []

    def add(kind: str, base: int, weight: float, *counts: tuple[float, ...]) -> None:
        small, older, extra = counts
        for i, p in enumerate(small):
            for j, q in enumerate(older):
                for k, r in enumerate(extra):
                    if weight * p * q * r > 0:
                        found.append((HOUSEHOLD_TYPES.index(kind), base, i, j, k))
                        prior.append(weight * p * q * r)

    none = (1.0,)
    add("living_alone", 1, 1.0, none, none, none)
    add("couple_no_children", 2, 1.0, none, none, none)
    add("couple_small_children", 2, 1.0, _SMALL, _SIBLINGS, _ADULT_SIBLINGS_SMALL)
    add("couple_older_children", 2, 1.0, none, _OLDER, _ADULT_SIBLINGS_OLDER)
    add("lone_parent_small", 1, 1.0, _SMALL, _SIBLINGS, _ADULT_SIBLINGS_SMALL)
    add("lone_parent_older", 1, 1.0, none, _OLDER, _ADULT_SIBLINGS_OLDER)
    for parents in (1, 2):
        for kind, two in _TWO_PARENTS.items():
            weight = two if parents == 2 else 1.0 - two
            if kind == "adult_children":
                add(kind, parents, weight, none, none, _ADULT_CHILDREN)
            elif kind == "multi_family_small":
                add(kind, parents, weight, _SMALL, _SIBLINGS, _OTHERS)
            else:
                add(kind, parents, weight, none, _OLDER, _OTHERS)
    add("multi_family_no_children", 0, 1.0, none, none, _UNRELATED)
    return np.array(found, np.int64), np.array(prior)


def sizes(shape: Ints) -> Ints:
    """Members of each shape [N]."""
    return np.asarray(shape[:, BASE:].sum(axis=1))


def features(shape: Ints) -> Floats:
    """Features f of each shape [N, 7]: children 0–5, children 6–17, adults, and whether it has 2, 3, 4, 5+ members."""
    size = np.minimum(sizes(shape), 5)
    adults = shape[:, BASE] + shape[:, EXTRA]
    return np.column_stack(
        [shape[:, SMALL_CHILDREN], shape[:, OLDER_CHILDREN], adults, *((size == s) for s in (2, 3, 4, 5))]
    ).astype(np.float64)


def count_shapes(
    shape: Ints, prior: Floats, by_type: Ints, size_shares: Floats, small: int, older: int, adults: int, ridge: float
) -> Ints:
    """Whole number of households of each shape [N]; children and adults exact.

    Raises ValueError if the types cannot hold the population.
    """
    f = features(shape)
    target = np.concatenate([[small, older, adults], size_shares[1:] * by_type.sum()]).astype(np.float64)
    shares = _fit(shape[:, TYPE], prior, f, by_type, target, ridge)
    counts = np.zeros(len(shape), np.int64)
    for kind in range(len(HOUSEHOLD_TYPES)):
        rows = np.flatnonzero(shape[:, TYPE] == kind)
        counts[rows] = largest_remainder(shares[rows], int(by_type[kind]))
    return _mend(shape[:, TYPE], counts, f, target, shares)


def _fit(kind: Ints, prior: Floats, f: Floats, by_type: Ints, target: Floats, ridge: float) -> Floats:
    """Shares within the type [N] at the minimum of the dual, by damped Newton steps."""
    total = max(float(by_type.sum()), 1.0)
    soft = np.array([1e-7] * 3 + [ridge] * 4) * total
    n_types = len(HOUSEHOLD_TYPES)
    lam = np.zeros(f.shape[1])
    log_prior = np.log(prior)

    def dual(at: Floats) -> tuple[float, Floats]:
        score = log_prior + f @ at
        top = np.full(n_types, -np.inf)
        np.maximum.at(top, kind, score)
        weight = np.exp(score - top[kind])
        mass = np.bincount(kind, weight, n_types)
        value = float(by_type @ np.where(mass > 0, np.log(np.maximum(mass, 1e-300)) + top, 0.0))
        return value - float(at @ target) + 0.5 * float(soft @ at**2), weight / mass[kind]

    value, share = dual(lam)
    for _ in range(200):
        x = by_type[kind] * share
        gradient = x @ f - target + soft * lam
        if np.abs(gradient).max() < 1e-6 * total:
            break
        means = np.zeros((n_types, f.shape[1]))
        np.add.at(means, kind, share[:, None] * f)
        centred = f - means[kind]
        hessian = (centred * x[:, None]).T @ centred + np.diag(soft + 1e-9 * total)
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        size = 1.0
        while size > 1e-8:
            new_value, new_share = dual(lam - size * step)
            if new_value <= value - 1e-4 * size * float(gradient @ step):
                break
            size *= 0.5
        lam, value, share = lam - size * step, new_value, new_share
    return np.asarray(share)


def _mend(kind: Ints, counts: Ints, f: Floats, target: Floats, shares: Floats) -> Ints:
    """Exchange shapes within types until children and adults are exact, at the least cost in size shares."""
    first, second = _pairs(kind)
    change = f[second] - f[first]
    moved = np.abs(change[:, :3]).sum(axis=1)
    rare = np.log(np.maximum(shares[first], 1e-12)) - np.log(np.maximum(shares[second], 1e-12))
    short = target - counts @ f
    while np.abs(short[:3]).sum() > 0:
        gain = np.abs(short[:3]).sum() - np.abs(short[:3] - change[:, :3]).sum(axis=1)
        usable = (counts[first] > 0) & (gain > 0)
        if not usable.any():
            raise ValueError(f"household types cannot hold the population: {short[:3].astype(int).tolist()} left over")
        worse = np.abs(short[3:] - change[:, 3:]).sum(axis=1) - np.abs(short[3:]).sum()
        cost = np.where(usable, worse + 0.1 * rare + 2.0 * (moved - gain), np.inf)
        best = int(np.argmin(cost))
        counts[first[best]] -= 1
        counts[second[best]] += 1
        short = short - change[best]
    return counts


def _pairs(kind: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ordered pairs of different shapes of the same type."""
    first, second = np.nonzero(kind[:, None] == kind[None, :])
    keep = first != second
    return first[keep], second[keep]
