"""How the points of a design are chosen: one function per method, factors in, points out.

A point is a value per factor, in the factors' order. A method must give the same points in the same order every time:
the number of a point is its `point` in the results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, Protocol

Point = tuple[Any, ...]


class Levels(Protocol):
    """What a method knows about a factor."""

    @property
    def values(self) -> tuple[Any, ...]:
        """Its levels on a grid."""

    @property
    def low(self) -> float:
        """Lower end of its range; nan where it has none."""

    @property
    def high(self) -> float:
        """Upper end of its range; nan where it has none."""


def grid(factors: Sequence[Levels]) -> list[Point]:
    """Every combination of all values; the last factor varies fastest."""
    return list(product(*(factor.values for factor in factors)))


METHODS: dict[str, Callable[[Sequence[Levels]], list[Point]]] = {"grid": grid}
