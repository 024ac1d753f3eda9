"""Land that building takes, and how much of it was farmland.

    land = greenfield share(zone kind) · ground,    farmland lost = land · min(weight · farmland share of the zone, 1)

ground = m2 per home by type, or m2 per m2 of new floor for employers; roads and yards are part of it. The rest of what
is built is densification: on ground that is built on already. It is counted when a home is started and when the
employers of a zone need more floor than its premises, which stay when an employer leaves or shrinks.

Leaves out: roads, second homes that are built, wind and power (land take is too small); the farmland share of a zone does
not fall with what is lost (under 1 % in a run); what is built is not limited by the land there is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingType, ZoneKind
from model.parameters import par, parameters
from model.region import Region

M2_PER_DAA = 1_000.0
_ASSUMED = "assumption"


@parameters("land")
class Params(NamedTuple):
    """Ground per home and floor, and how much of it was not built on before."""

    detached_m2: float = par(
        1_200.0, unit="m2 per home", low=700.0, high=2_000.0, source=_ASSUMED, note="plot and its share of the road"
    )
    row_m2: float = par(500.0, unit="m2 per home", low=300.0, high=800.0, source=_ASSUMED)
    flat_m2: float = par(150.0, unit="m2 per home", low=80.0, high=300.0, source=_ASSUMED)
    premises_m2_per_m2: float = par(
        2.5, unit="m2 per m2 of floor", low=1.5, high=4.0, source=_ASSUMED, note="yards, parking, roads"
    )
    dense_centre: float = par(
        0.9, unit="share", low=0.6, high=1.0, source=_ASSUMED, note="of what is built: no new land"
    )
    dense_town: float = par(0.5, unit="share", low=0.3, high=0.8, source=_ASSUMED)
    dense_village: float = par(0.3, unit="share", low=0.1, high=0.5, source=_ASSUMED)
    dense_rural: float = par(0.1, unit="share", low=0.0, high=0.3, source=_ASSUMED)
    farmland_weight: float = par(
        2.0,
        unit="ratio",
        low=1.0,
        high=5.0,
        source=_ASSUMED,
        note="farmland's share of building ground over its share of all land: people build in the valleys",
    )


def greenfield_share(kind: NDArray[np.int8], p: Params) -> NDArray[np.float64]:
    """Share of what is built that takes land not built on before, by zone [Z] of these kinds."""
    by_kind = np.empty(len(ZoneKind))
    by_kind[[ZoneKind.CENTRE, ZoneKind.TOWN]] = 1.0 - p.dense_centre, 1.0 - p.dense_town
    by_kind[[ZoneKind.VILLAGE, ZoneKind.RURAL]] = 1.0 - p.dense_village, 1.0 - p.dense_rural
    return by_kind[kind]


def _take(region: Region, use: str, ground_m2: NDArray[np.float64]) -> None:
    """Count the land that building on `ground_m2` [Z] takes, for `homes` or `business`."""
    p, zones = region.par(Params), region.zones
    land = greenfield_share(zones.kind, p) * ground_m2 / M2_PER_DAA
    farmland = land * np.minimum(p.farmland_weight * zones.farmland_share, 1.0)
    every = np.arange(region.n_zones)
    for name, daa in (("land_take_daa", land), ("farmland_lost_daa", farmland)):
        region.count(name, every, daa)
        region.count(f"{name}:use:{use}", every, daa)


def take_for_homes(region: Region, zone: NDArray[np.int64], kind: DwellingType) -> None:
    """Homes of a type are started in zones [n]."""
    p = region.par(Params)
    by_type = {DwellingType.DETACHED: p.detached_m2, DwellingType.ROW: p.row_m2, DwellingType.FLAT: p.flat_m2}
    started = np.bincount(zone, minlength=region.n_zones).astype(np.float64)
    if zone.size:
        _take(region, "homes", started * by_type[kind])


def take_for_premises(region: Region, floor_m2: NDArray[np.float64]) -> None:
    """Employers of zones [Z] build this much new floor."""
    if floor_m2.any():
        _take(region, "business", floor_m2 * region.par(Params).premises_m2_per_m2)
