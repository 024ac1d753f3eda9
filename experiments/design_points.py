"""How the points of a design are chosen: one function per method, factors in, points out.

A point is a value per factor, in the factors' order. A method gives the same points in the same order every time: the
number of a point is its `point` in the results. All methods but `grid` draw in the unit cube, and each factor says which
of its values lies where; analyses (`experiments/sensitivity.py`) read the same cube.

    grid    every combination of all values
    lhs     Latin hypercube (McKay, Beckman and Conover 1979): n points, every factor spread evenly
    sobol   Saltelli's (2010) design for Sobol' indices: n · (factors + 2) points
    morris  n trajectories of one-at-a-time steps (Morris 1991): n · (factors + 1) points
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Point = tuple[Any, ...]
Cube = NDArray[np.float64]  # [points, factors], 0 to 1


class Levels(Protocol):
    """What a method knows about a factor."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def values(self) -> tuple[Any, ...]:
        """Its levels on a grid."""

    def at(self, u: float) -> Any:
        """Its value at a place of the unit interval."""


@dataclass(frozen=True)
class Sampling:
    """How much is drawn. n: points (lhs), base sample (sobol) or trajectories (morris); levels: those of Morris."""

    n: int = 0
    seed: int = 1
    levels: int = 4


def grid(factors: Sequence[Levels]) -> list[Point]:
    """Every combination of all values; the last factor varies fastest."""
    return list(product(*(factor.values for factor in factors)))


def lhs(factors: Sequence[Levels], sampling: Sampling) -> Cube:
    """Return a Latin hypercube [n, factors]."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(len(factors), rng=np.random.default_rng(sampling.seed)).random(sampling.n)


def sobol(factors: Sequence[Levels], sampling: Sampling) -> Cube:
    """Return Saltelli's sample [n · (factors + 2), factors], without second-order indices."""
    from SALib.sample import sobol as sample

    return sample.sample(problem(factors), sampling.n, calc_second_order=False, seed=sampling.seed)


def morris(factors: Sequence[Levels], sampling: Sampling) -> Cube:
    """Return Morris trajectories [n · (factors + 1), factors]."""
    from SALib.sample import morris as sample

    return sample.sample(problem(factors), sampling.n, num_levels=sampling.levels, seed=sampling.seed)


CUBES: dict[str, Callable[[Sequence[Levels], Sampling], Cube]] = {"lhs": lhs, "sobol": sobol, "morris": morris}
METHODS = ("grid", *CUBES)


def problem(factors: Sequence[Levels]) -> dict[str, Any]:
    """Return what SALib calls a problem: the factors in the unit cube."""
    return {"num_vars": len(factors), "names": [f.name for f in factors], "bounds": [[0.0, 1.0]] * len(factors)}


def cube(method: str, factors: Sequence[Levels], sampling: Sampling) -> Cube:
    """Return the design in the unit cube; of every method but `grid`."""
    return CUBES[method](factors, sampling)


def points(method: str, factors: Sequence[Levels], sampling: Sampling) -> list[Point]:
    """Return the points of a design."""
    if method == "grid":
        return grid(factors)
    drawn = cube(method, factors, sampling)
    return [tuple(factor.at(float(u)) for factor, u in zip(factors, row, strict=True)) for row in drawn]


def number_of_points(method: str, factors: Sequence[Levels], sampling: Sampling) -> int:
    """Return how many points a design has, without drawing it."""
    k = len(factors)
    if method == "grid":
        n = 1
        for factor in factors:
            n *= len(factor.values)
        return n
    return sampling.n * {"lhs": 1, "sobol": k + 2, "morris": k + 1}[method]
