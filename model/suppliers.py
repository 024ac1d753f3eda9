"""What firms of the region buy from each other: a small national table, brought down to the region.

A sector declares how many posts of other sectors in the nation one post of its own keeps busy in the first round
(`Sector.buys`). Of that a region supplies the share that Flegg's location quotient gives (Flegg and Webber 1997):

    share[s, k] = min(1, λ·q_k/q_s),   share[s, s] = min(1, λ·q_s),
    λ = [log2(1 + E_region/E_nation)]^δ,   q_k = (posts_k/posts)_region / (national share of k)

so a small region buys most of it elsewhere, and a sector that it hardly has supplies little. The shares stay as they
are in the base year. Later rounds come by themselves: a supplier's posts buy too, a year later.

Left out: buying by name (a mill and its subcontractor: too little, spread too evenly); new suppliers who come because
the region has become large enough; public employers (`Sector.public_share`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import par, parameters
from model.traits import Sector

_Array = NDArray[np.float64]


@parameters("suppliers")
class Params(NamedTuple):
    """How the nation's table is brought down."""

    delta: float = par(
        0.3,
        unit="exponent",
        low=0.2,
        high=0.4,
        source="assumption",
        note="Flegg and Webber 1997, as remembered: 0.3 comes near surveyed tables",
    )
    nation_posts: float = par(
        2_900_000, unit="posts", low=2_600_000, high=3_000_000, source="assumption", note="employed in Norway, rounded"
    )
    most: float = par(
        0.8,
        unit="share of local demand",
        low=0.5,
        high=0.95,
        source="assumption",
        note="of a sector that firms buy at most, with public employers; the rest is households'",
    )


def national_table(sectors: list[Sector]) -> _Array:
    """Posts of sector k that one post of sector s keeps busy in the nation [S, S]; sectors that are not there count 0."""
    index = {s.id: i for i, s in enumerate(sectors)}
    table = np.zeros((len(sectors), len(sectors)))
    for s, sector in enumerate(sectors):
        for name, posts in sector.buys:
            if name in index:
                table[s, index[name]] = posts
    return table


def regional_table(sectors: list[Sector], posts: _Array, p: Params) -> _Array:
    """The same within a region with `posts` [S] [S, S]."""
    total = max(float(posts.sum()), 1e-9)
    share = np.array([s.national_share for s in sectors])
    quotient = np.divide(posts / total, share, out=np.zeros(len(sectors)), where=share > 0)
    cross = np.divide(
        quotient[None, :], quotient[:, None], out=np.zeros((len(sectors),) * 2), where=quotient[:, None] > 0
    )
    np.fill_diagonal(cross, quotient)
    size = np.log2(1.0 + total / p.nation_posts) ** p.delta
    return np.asarray(national_table(sectors) * np.minimum(1.0, size * cross))
