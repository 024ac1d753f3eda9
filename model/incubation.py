"""Young firms under one roof with help: who has a place, and what it does.

Private firms of at most `max_age` years and `max_posts` posts in a zone with places share them in the order of a draw of
their own. A member closes less often (hazard·(1 − `saved`)) and grows by `growth` a year beyond what demand gives; the
share of local demand that it wins is lost by others of its zone and sector (submodels/demand.py, submodels/firms.py).

Left out: which firms are picked (places go by lot, not to the best), networks that last after the years as a member.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import Owner
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms

_Rows = NDArray[np.int64]
_DRAW_PLACE, _DRAW_SAVED = 20, 21  # 0 of the stream is the exit itself


@parameters("incubation")
class Params(NamedTuple):
    """Who may be a member, and what membership does."""

    max_age: float = par(5.0, unit="years", low=3.0, high=8.0, source="assumption")
    max_posts: float = par(20.0, unit="posts", low=5.0, high=50.0, source="assumption")
    saved: float = par(0.15, unit="share of closures", low=0.0, high=0.4, source="assumption")
    growth: float = par(0.02, unit="per year", low=0.0, high=0.06, source="assumption")


def members(region: Region, year: int) -> _Rows:
    """Rows of the firms that have a place this year."""
    places = region.incentives.garden_places
    if not places.any():
        return np.zeros(0, np.int64)
    p, f = region.par(Params), region.firms.c
    may = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.owner == Owner.PRIVATE) & ~f.is_fixed
    may &= (year - f.founded_year <= p.max_age) & (f.size <= p.max_posts)
    rows = np.flatnonzero(may)
    rows = rows[places[f.place_id[rows]] > 0]
    zone = f.place_id[rows].astype(np.int64)
    u = uniforms(region.persistent_draws(Stream.FIRM_EXIT), f.key[rows], _DRAW_PLACE)
    order = np.lexsort((f.key[rows], u, zone))
    rank = np.arange(rows.size) - np.searchsorted(zone[order], zone[order])
    return rows[order[rank < places[zone[order]]]]


def is_saved(region: Region, rows: _Rows) -> NDArray[np.bool_]:
    """Whether members [n] that would close this year do not."""
    u = uniforms(region.draws(Stream.FIRM_EXIT), region.firms.c.key[rows], _DRAW_SAVED)
    return np.asarray(u < region.par(Params).saved)
