"""Integer tables with exact margins: everything that synthesis counts goes through these few functions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def largest_remainder(shares: Any, total: int) -> Ints:
    """Whole numbers proportional to `shares` [n] that sum to `total`; ties go to the lower index."""
    shares = np.asarray(shares, np.float64)
    mass = shares.sum()
    if shares.size == 0:
        return np.zeros(0, np.int64)
    wanted = shares / mass * total if mass > 1e-200 else np.full(shares.size, total / shares.size)
    whole = np.floor(wanted + 1e-9).astype(np.int64)
    order = np.argsort(np.round(whole - wanted, 9), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def ipf(prior: Any, rows: Any, columns: Any, rounds: int = 300) -> Floats:
    """Table nearest to `prior` [R, C] in relative entropy with the given row and column sums.

    Iterative proportional fitting (Deming and Stephan 1940). Zeros of the prior stay zero.
    """
    table = np.array(prior, np.float64)
    rows, columns = np.asarray(rows, np.float64), np.asarray(columns, np.float64)
    for _ in range(rounds):
        sums = table.sum(axis=1)
        table *= np.divide(rows, sums, out=np.zeros_like(rows), where=sums > 0)[:, None]
        sums = table.sum(axis=0)
        table *= np.divide(columns, sums, out=np.zeros_like(columns), where=sums > 0)[None, :]
        if np.abs(table.sum(axis=1) - rows).max(initial=0.0) < 1e-6:
            break
    return table


def controlled_rounding(table: Floats, rows: Any, columns: Any) -> Ints:
    """Whole-number table near `table` [R, C] with exact row sums and column sums (whole, same total).

    Every cell is rounded down; what is missing goes to the largest remainders whose row and column both lack some, then
    along exchanges that touch only positive cells, so structural zeros stay empty where the margins allow it.
    """
    rows, columns = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    if rows.sum() != columns.sum():
        raise ValueError(f"row sums total {rows.sum()} but column sums {columns.sum()}")
    whole = np.floor(np.minimum(table, np.minimum(rows[:, None], columns[None, :])) + 1e-9).astype(np.int64)
    rest = table - whole
    lack_row, lack_column = rows - whole.sum(axis=1), columns - whole.sum(axis=0)
    while (lack_row < 0).any():  # a table whose own sums are off by more than rounding
        r = int(np.argmin(lack_row))
        c = int(np.argmax(whole[r]))
        whole[r, c] -= 1
        lack_row[r] += 1
        lack_column[c] += 1
    while (lack_column < 0).any():
        c = int(np.argmin(lack_column))
        r = int(np.argmax(whole[:, c]))
        whole[r, c] -= 1
        lack_row[r] += 1
        lack_column[c] += 1
    while lack_row.sum() > 0:
        open_cells = (lack_row[:, None] > 0) & (lack_column[None, :] > 0)
        allowed = open_cells & (table > 1e-12)
        if allowed.any():
            best = int(np.argmax(np.where(allowed, rest, -np.inf)))
            r, c = divmod(best, table.shape[1])
            whole[r, c] += 1
            rest[r, c] -= 1.0
        else:
            r, c = _exchange(table, whole, lack_row, lack_column)
        lack_row[r] -= 1
        lack_column[c] -= 1
    return whole


def _exchange(table: Floats, whole: Ints, lack_row: Ints, lack_column: Ints) -> tuple[int, int]:
    """Add one to row r and to column c by way of a third cell: (r, c2) + 1, (r2, c2) − 1, (r2, c) + 1."""
    r, c = int(np.argmax(lack_row)), int(np.argmax(lack_column))
    for c2 in np.flatnonzero(table[r] > 1e-12):
        for r2 in np.flatnonzero((table[:, c] > 1e-12) & (whole[:, c2] > 0)):
            whole[r, c2] += 1
            whole[r2, c2] -= 1
            whole[r2, c] += 1
            return r, c
    whole[r, c] += 1  # the margins cannot hold otherwise
    return r, c


def systematic(probability: Floats, total: int) -> NDArray[np.bool_]:
    """Choose exactly `total` of n with inclusion probabilities proportional to `probability` [n] (each at most 1).

    Systematic sampling in the order given: neighbours in the order are never both favoured, so an order by age gives
    nearly exact counts by age.
    """
    n = probability.size
    chosen = np.zeros(n, bool)
    if total <= 0 or n == 0:
        return chosen
    if total > np.count_nonzero(probability > 0):
        raise ValueError(f"cannot choose {total} of {np.count_nonzero(probability > 0)}")
    p = probability.astype(np.float64).copy()
    capped = np.zeros(n, bool)
    for _ in range(100):
        free = ~capped & (p > 0)
        mass = p[free].sum()
        left = total - int(capped.sum())
        scaled = p[free] * (left / mass) if mass > 0 else p[free]
        if (scaled <= 1.0).all():
            p[free] = scaled
            break
        capped[np.flatnonzero(free)[scaled > 1.0]] = True
    p[capped] = 1.0
    steps = np.floor(np.round(np.cumsum(p), 9) + 0.5).astype(np.int64)
    chosen[np.diff(steps, prepend=0) > 0] = True
    short = total - int(chosen.sum())
    if short > 0:
        left_out = np.flatnonzero(~chosen & (probability > 0))
        chosen[left_out[np.argsort(-p[left_out], kind="stable")[:short]]] = True
    elif short < 0:
        taken = np.flatnonzero(chosen & ~capped)
        chosen[taken[np.argsort(p[taken], kind="stable")[:-short]]] = False
    return chosen
