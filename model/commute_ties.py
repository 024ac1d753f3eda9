"""Ties between municipalities as labour markets: what the table of who works where holds beyond minutes.

    T[h, w] = Σ over zones z of h, z' of w of  A[z]·B[z']·exp(−theta·d(t(z, z')))·exp(tie[h, w])

The doubly constrained gravity model of the base year (Wilson 1967), with one factor for each pair of municipalities,
"outside" counted as one, so that it gives the bundle's table. A tie is what makes people of h look for and hear of
posts in w more or less than their minutes say: shifts and employers that straddle a border, papers, friends at work.
The matching (`model/labour.py`) uses it as the incremental logit does (Daly, Fox and Patruni 2012): what has not changed
since the base year moves no shares, so without ties every change of job would draw commuting from the published table
to what minutes alone give. A tie stays as it is; better roads change minutes, and act on top of it.

Told apart from how attractive a municipality is as a home or as a place of work (A and B; open posts do that work
later): ties within a municipality are 0, and the rest is as symmetric as the table allows. Those to and from outside
have mean 0. `gravity_share` of the table is what gravity alone gives, so an empty cell is a weak tie, not a bar.

Left out: ties grow as people commute (a new road works somewhat too slowly in the long run).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import par, parameters

_Array = NDArray[np.float64]
_ROUNDS = 400
_EXACT = 1e-6


@parameters("commute_ties")
class Params(NamedTuple):
    """How commutes in stock fall with minutes, and how far the published table is believed."""

    theta: float = par(
        4.0,
        unit="utility per unit of d(t)",
        low=3.5,
        high=5.0,
        source="assumption",
        note="of commutes as they are held: below work.theta, which is of posts as they are chosen, because who has a "
        "post also moves home; level so that commuting between municipalities stays as in the table",
    )
    gravity_share: float = par(
        0.05,
        unit="share of the table",
        low=0.01,
        high=0.3,
        source="assumption",
        note="taken from gravity alone: small cells of a table are chance",
    )


def _fit(weight: _Array, out: _Array, into: _Array, group: _Array, table: _Array | None) -> tuple[_Array, _Array]:
    """Flows [P, P] in proportion to `weight` with sums `out` [P] and `into` [P], and, if given, `table` between groups.

    group [P, G] is 1 where a place belongs to a group. Returns flows and the log factors of the groups [G, G].
    """
    flow, log_factor = weight.copy(), np.zeros((group.shape[1], group.shape[1]))

    def ratio(wanted: _Array, got: _Array) -> _Array:
        return np.divide(wanted, got, out=np.ones_like(got), where=(got > 0) & (wanted > 0))

    for _ in range(_ROUNDS):
        flow *= ratio(out, flow.sum(axis=1))[:, None]
        by_work = ratio(into, flow.sum(axis=0))
        flow *= by_work
        worst = np.abs(by_work - 1.0).max()
        if table is not None:
            factor = ratio(table, group.T @ flow @ group)
            log_factor += np.log(factor)
            flow *= group @ factor @ group.T
            worst = max(worst, np.abs(factor - 1.0).max())
        if worst < _EXACT:
            break
    return flow, log_factor


def _symmetric(log_factor: _Array, table: _Array) -> _Array:
    """Ties [G, G] out of log factors: 0 within a group, and constants of home and of work taken out; last = outside."""
    own = np.diag(log_factor).copy()
    own[-1] = 0.0
    tie = log_factor - 0.5 * (own[:, None] + own[None, :])
    n = len(table) - 1
    h, w = np.triu_indices(n, 1)
    precision = np.sqrt(table[h, w] * table[w, h] / np.maximum(table[h, w] + table[w, h], 1e-12))
    pairs = np.zeros((h.size, n))
    pairs[np.arange(h.size), h], pairs[np.arange(h.size), w] = 2.0, -2.0
    shift = np.linalg.lstsq(pairs * precision[:, None], precision * (tie[w, h] - tie[h, w]), rcond=None)[0]
    shift = np.append(shift, 0.0)
    tie += shift[:, None] - shift[None, :]
    for line, flow in ((tie[:n, n], table[:n, n]), (tie[n, :n], table[n, :n])):
        line -= np.average(line, weights=flow) if flow.sum() > 0 else line
    np.fill_diagonal(tie, 0.0)
    return tie


def ties(flow: _Array, weight: _Array, group: NDArray[np.int64], p: Params) -> _Array:
    """Ties between the groups (municipalities, last: outside) that places belong to, by place [P, P].

    flow [P, P] commuters by home and place of work at the base year; weight [P, P] what minutes leave, exp(−theta·d);
    group [P] of each place.
    """
    n = int(group.max()) + 1
    member = (group[:, None] == np.arange(n)).astype(np.float64)
    table = member.T @ flow @ member
    table[-1, -1] = 0.0
    reach = np.where((group[:, None] == n - 1) & (group[None, :] == n - 1), 0.0, weight)
    out, into = flow.sum(axis=1), flow.sum(axis=0)
    by_minutes, _ = _fit(reach, out, into, member, None)
    believed = (1.0 - p.gravity_share) * table + p.gravity_share * (member.T @ by_minutes @ member)
    _, log_factor = _fit(reach, out, into, member, believed)
    return np.asarray(_symmetric(log_factor, believed)[np.ix_(group, group)])
