"""Naive projections that a backcast must beat (that nothing changes needs no code), and how far off a projection is.

All take and give residents as plain arrays; the last axis of single years of age ends with an open age.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GROUP = 5  # years of a step, and of an age group
OPEN = 85  # this old and older are one group, whose members all came from the group before it or itself
MOTHERS = slice(20, 45)

_Array = NDArray[np.float64]


def linear_trend(before: _Array, now: _Array, span: int, years: int) -> _Array:
    """As many more each year as in the mean of the `span` years from `before` to `now`; never fewer than none."""
    return np.maximum(np.asarray(now, float) + (np.asarray(now, float) - before) * years / span, 0.0)


def cohort_component(before: _Array, now: _Array, steps: int) -> list[_Array]:
    """Hamilton and Perry's (1962) projection by cohort change ratios of the last five years: residents after 1 … `steps`.

    before, now [M, 2, AGES]: residents of M places by sex (men, women) and single age, five years apart. Ratios are by
    five-year group, sex and place, and hold for every age of the group; where a group was empty, those of all places
    together. Newborn per woman of 20–44 are as many as now. Deaths and migration are in the ratios.
    """
    ratio, newborn = _ratios(before, now)
    own, everywhere = ratio, _ratios(before.sum(axis=0, keepdims=True), now.sum(axis=0, keepdims=True))[0]
    ratio = np.where(np.isfinite(own), own, np.broadcast_to(everywhere, own.shape))
    result, people = [], np.asarray(now, float)
    for _ in range(steps):
        older = np.zeros_like(people)
        n = people.shape[-1]
        last = np.minimum(np.arange(n) // GROUP, OPEN // GROUP - 1)  # group that each age belongs to now
        moved = people * ratio[..., last]
        older[..., GROUP:] = moved[..., : n - GROUP]
        older[..., n - 1] += moved[..., n - GROUP :].sum(axis=-1)
        women = older[:, 1, MOTHERS].sum(axis=-1)
        older[..., :GROUP] = (newborn * women[:, None])[..., None] / GROUP
        result.append(older)
        people = older
    return result


def _ratios(before: _Array, now: _Array) -> tuple[_Array, _Array]:
    """Cohort change ratios [M, 2, G] by group of origin, the last open; nan where nobody was. Children per woman [M, 2]."""
    starts = np.arange(0, OPEN, GROUP)
    then = np.add.reduceat(np.asarray(before, float), starts, axis=-1)
    reached = np.add.reduceat(np.asarray(now, float)[..., GROUP:], starts, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(then > 0, reached / then, np.nan)
        women = np.asarray(now, float)[:, 1, MOTHERS].sum(axis=-1)
        newborn = np.where(women[:, None] > 0, now[..., :GROUP].sum(axis=-1) / women[:, None], 0.0)
    return ratio, newborn


def mape(projected: _Array, published: _Array) -> float:
    """Mean absolute error in per cent of what was published, over places that had anybody."""
    truth = np.asarray(published, float)
    there = truth > 0
    return float(100.0 * np.mean(np.abs(np.asarray(projected, float)[there] / truth[there] - 1.0)))


def coverage(low: _Array, high: _Array, published: _Array) -> float:
    """Share of published figures that lie within their interval, its ends included."""
    truth = np.asarray(published, float)
    return float(np.mean((truth >= low) & (truth <= high)))
