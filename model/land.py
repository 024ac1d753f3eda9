"""Land that building takes, and how much of it was farmland.

    land = greenfield share(zone kind) · ground,    farmland lost = land · min(weight · farmland share of the zone, 1)

ground = m2 per home by type, or m2 per m2 of new floor for employers; roads and yards are part of it. The rest of what
is built is densification: on ground that is built on already. It is counted when a home is started, when the employers of
a zone need more floor than its premises, which stay when an employer leaves or shrinks, and when a road is built. An
account holds every zone's land by use; uses add up to the land, and what is taken leaves farmland and other land.

Emissions of what is built: floor or road area times kg CO2e per m2 of materials and works.

Leaves out: second homes that are built, wind and power (land take is too small), land that is given back when a home is
pulled down, emissions of clearing the ground.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import DwellingState, DwellingType, ZoneKind
from model.parameters import par, parameters
from model.region import Region

USES = ("homes", "business", "transport", "farmland", "other")
_HOMES, _BUSINESS, _TRANSPORT, _FARMLAND, _OTHER = range(len(USES))
_BUILT = slice(0, _FARMLAND)
M2_PER_DAA = 1_000.0
DAA_PER_KM2 = 1_000.0
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
    road_width_m: float = par(15.0, unit="m", low=8.0, high=25.0, source=_ASSUMED, note="with ditches and slopes")
    home_kg_m2: float = par(
        350.0, unit="kg CO2e per m2 of floor", low=200.0, high=500.0, source=_ASSUMED, note="timber houses: the low end"
    )
    premises_kg_m2: float = par(450.0, unit="kg CO2e per m2 of floor", low=250.0, high=700.0, source=_ASSUMED)
    road_kg_m2: float = par(
        120.0, unit="kg CO2e per m2 of road", low=50.0, high=400.0, source=_ASSUMED, note="no bridge"
    )


def greenfield_share(kind: NDArray[np.int8], p: Params) -> NDArray[np.float64]:
    """Share of what is built that takes land not built on before, by zone [Z] of these kinds."""
    by_kind = np.empty(len(ZoneKind))
    by_kind[[ZoneKind.CENTRE, ZoneKind.TOWN]] = 1.0 - p.dense_centre, 1.0 - p.dense_town
    by_kind[[ZoneKind.VILLAGE, ZoneKind.RURAL]] = 1.0 - p.dense_village, 1.0 - p.dense_rural
    return by_kind[kind]


def farmland_of_plots(region: Region) -> NDArray[np.float64]:
    """Share of homes started in a zone that lie on farmland [Z]."""
    p, zones = region.par(Params), region.zones
    return np.asarray(greenfield_share(zones.kind, p) * np.minimum(p.farmland_weight * zones.farmland_share, 1.0))


def account(region: Region) -> NDArray[np.float64]:
    """Land by use and zone now, daa [USES, Z]; a zone's uses add up to its land.

    At the start from the homes, premises and links there are, with the ground that a new one takes; where that is more than
    a zone has beside its farmland (a dense centre), homes and premises share what is left.
    """
    found = region.base.get("land_daa")
    return start_account(region) if found is None else found


def start_account(region: Region) -> NDArray[np.float64]:
    """Land by use and zone as the stocks say, daa [USES, Z]; kept in `region.base` from the start of a run."""
    p, zones, d, net, n = region.par(Params), region.zones, region.dwellings.c, region.network, region.n_zones
    there = (d.place_id >= 0) & (d.state != DwellingState.UNDER_CONSTRUCTION)
    out = np.zeros((len(USES), n))
    total = zones.land_km2 * DAA_PER_KM2
    farm = zones.farmland_share * total
    ground = np.array([p.detached_m2, p.row_m2, p.flat_m2])
    out[_HOMES] = np.bincount(d.place_id[there], weights=ground[d.type[there]], minlength=n) / M2_PER_DAA
    out[_BUSINESS] = region.base.get("premises_m2", np.zeros(n)) * p.premises_m2_per_m2 / M2_PER_DAA
    for end in (net.start, net.stop):
        here = end < n
        out[_TRANSPORT] += np.bincount(end[here], weights=net.length_km[here], minlength=n) / 2.0 * p.road_width_m
    built = out[_BUILT].sum(axis=0)
    out[_BUILT] *= np.minimum(1.0, (total - farm) / np.maximum(built, 1e-9))
    out[_FARMLAND] = farm
    out[_OTHER] = np.maximum(total - farm - out[_BUILT].sum(axis=0), 0.0)
    return out


def _take(region: Region, use: str, ground_m2: NDArray[np.float64], greenfield: NDArray[np.float64]) -> None:
    """Count the land that building on `ground_m2` [Z] takes: for `homes`, `business` or `transport`.

    What is no longer there is not taken: then building is densification.
    """
    p, zones, land_now = region.par(Params), region.zones, account(region)
    land = greenfield * ground_m2 / M2_PER_DAA
    farmland = np.minimum(land * np.minimum(p.farmland_weight * zones.farmland_share, 1.0), land_now[_FARMLAND])
    if use != "transport":  # the state may build a road on protected farmland
        farmland = farmland * (1.0 - region.rules.farmland_protected)
    other = np.minimum(land - farmland, land_now[_OTHER])
    region.base["land_daa"] = land_now
    land_now[_FARMLAND] -= farmland
    land_now[_OTHER] -= other
    land_now[USES.index(use)] += farmland + other
    every = np.arange(region.n_zones)
    for name, daa in (("land_take_daa", farmland + other), ("farmland_lost_daa", farmland)):
        region.count(name, every, daa)
        region.count(f"{name}:use:{use}", every, daa)


def _emit(region: Region, use: str, tonnes: NDArray[np.float64]) -> None:
    """Count what making the materials and building emit, tonnes [Z]."""
    every = np.arange(region.n_zones)
    region.count("building_co2_tonnes", every, tonnes)
    region.count(f"building_co2_tonnes:use:{use}", every, tonnes)


def take_for_homes(region: Region, zone: NDArray[np.int64], kind: DwellingType) -> None:
    """Homes of a type are started in zones [n]."""
    if zone.size == 0:
        return
    p = region.par(Params)
    by_type = {DwellingType.DETACHED: p.detached_m2, DwellingType.ROW: p.row_m2, DwellingType.FLAT: p.flat_m2}
    started = np.bincount(zone, minlength=region.n_zones).astype(np.float64)
    _take(region, "homes", started * by_type[kind] * region.rules.ground_factor, greenfield_share(region.zones.kind, p))
    _emit(region, "homes", started * region.base["floor_m2"][kind] * p.home_kg_m2 / 1_000.0)
    km = to_centre(region)[zone]
    known = ~np.isnan(km)
    region.count("homes_started", zone[known])
    region.count("homes_started_km", zone[known], km[known])


def take_for_premises(region: Region, floor_m2: NDArray[np.float64]) -> None:
    """Employers of zones [Z] build this much new floor."""
    if floor_m2.any():
        p = region.par(Params)
        _take(region, "business", floor_m2 * p.premises_m2_per_m2, greenfield_share(region.zones.kind, p))
        _emit(region, "business", floor_m2 * p.premises_kg_m2 / 1_000.0)


def take_for_road(region: Region, link: int, km: float) -> None:
    """A road of `km` kilometres is built between the ends of a link, half in each zone; all of it on new ground."""
    p, ends = region.par(Params), [int(region.network.start[link]), int(region.network.stop[link])]
    ends = [end for end in ends if end < region.n_zones]
    if ends and km > 0:
        ground = np.bincount(ends, minlength=region.n_zones).astype(np.float64)
        ground *= km * 1_000.0 * p.road_width_m / len(ends)
        _take(region, "transport", ground, np.ones(region.n_zones))
        _emit(region, "transport", ground * p.road_kg_m2 / 1_000.0)


def to_centre(region: Region) -> NDArray[np.float64]:
    """Kilometres by road to the nearest centre [Z], within it those of a trip there; nan where no road goes."""
    n = region.n_zones
    centres = np.flatnonzero(region.zones.kind == ZoneKind.CENTRE)
    if centres.size == 0:
        return np.full(n, np.nan)
    km = np.where(np.isnan(region.km[:n, centres]), np.inf, region.km[:n, centres]).min(axis=1)
    return np.where(np.isfinite(km), km, np.nan)
