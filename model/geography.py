"""Zones, places outside, links, and travel times computed from links.

Travel times are never set directly: a road project changes a link, and the times follow by Dijkstra's algorithm
(scipy). Times within a zone grow with its area: the mean distance between two points of a disc is 0.905·sqrt(A/pi)
(128/(45·pi) radii; Philip 2007), driven with a detour of 1.3 at 40 km/h (assumptions).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

MEAN_DISC_DISTANCE = 128 / (45 * np.pi)  # radii
INTRAZONAL_DETOUR = 1.3  # assumption
INTRAZONAL_SPEED_KMH = 40.0  # assumption
INTRAZONAL_MAX_MIN = 15.0  # assumption: people in a large rural zone live along its valley, not all over it
UNREACHABLE_MIN = 9_999.0


@dataclass
class Zones:
    """The region's zones; every array is [Z]."""

    ids: list[str]
    names: list[str]
    keys: NDArray[np.uint64]  # text_key of the id: permanent
    municipality: NDArray[np.int64]  # row of municipalities
    kind: NDArray[np.int8]  # codes.ZoneKind
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    land_km2: NDArray[np.float64]
    broadband_share: NDArray[np.float64]
    farmland_share: NDArray[np.float64]
    town: NDArray[np.int64]  # index of the town it belongs to, or whose hinterland it is in
    is_town: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def index(self, zone_id: str) -> int:
        """Index of a zone id. Raises ValueError if there is none."""
        return self.ids.index(zone_id)


@dataclass
class OutsidePlaces:
    """Labelled places outside the region; every array is [O]."""

    ids: list[str]
    names: list[str]
    keys: NDArray[np.uint64]
    is_abroad: NDArray[np.bool_]
    population: NDArray[np.float64]
    wage_factor: NDArray[np.float64]
    price_nok_m2: NDArray[np.float64]
    study_share: NDArray[np.float64]  # of those who leave to study
    migration_share: NDArray[np.float64]  # of those who leave the region
    commute_share_out: NDArray[np.float64]  # of the region's out-commuters, who work there
    commute_share_in: NDArray[np.float64]  # of the region's in-commuters, who live there

    def __len__(self) -> int:
        return len(self.ids)


@dataclass
class Network:
    """Undirected links between places; every array is [L]. Set `is_changed` after changing one."""

    ids: list[str]
    start: NDArray[np.int64]  # place
    stop: NDArray[np.int64]  # place
    length_km: NDArray[np.float64]
    speed_kmh: NDArray[np.float64]
    link_class: NDArray[np.int8]  # codes.LinkClass
    toll_nok: NDArray[np.float64]
    is_open: NDArray[np.bool_]
    fixed_min: NDArray[np.float64]  # [O] minutes to places outside that have no link (nan = has links)
    intrazonal_min: NDArray[np.float64]  # [P]
    is_changed: bool = True

    def minutes(self) -> NDArray[np.float64]:
        """Minutes along each link [L]; a closed link takes for ever."""
        return np.where(self.is_open, self.length_km / self.speed_kmh * 60.0, np.inf)


def intrazonal_minutes(land_km2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes of a typical trip within a zone: land area km2 [Z] -> minutes [Z]."""
    km = MEAN_DISC_DISTANCE * np.sqrt(land_km2 / np.pi) * INTRAZONAL_DETOUR
    return np.clip(km / INTRAZONAL_SPEED_KMH * 60.0, 2.0, INTRAZONAL_MAX_MIN)


def travel_minutes(network: Network) -> NDArray[np.float64]:
    """Minutes by car between all places [P, P] by the quickest path; symmetric, diagonal = within the zone."""
    n = len(network.intrazonal_min)
    n_zones = n - len(network.fixed_min)
    minutes = network.minutes()
    usable = np.isfinite(minutes)
    a, b, m = network.start[usable], network.stop[usable], minutes[usable]
    # csr_matrix adds parallel links up; the quickest of them must win.
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((m, high, low))
    low, high, m = low[order], high[order], m[order]
    first = np.ones(len(m), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    graph = csr_matrix((m[first], (low[first], high[first])), shape=(n, n))
    times = dijkstra(graph, directed=False)
    times = np.minimum(times, times.T)  # minutes of a path are added up in two orders; rounding differs
    for o, fixed in enumerate(network.fixed_min):
        if not np.isnan(fixed):
            times[n_zones + o, :] = times[:, n_zones + o] = fixed
    np.fill_diagonal(times, network.intrazonal_min)
    times[~np.isfinite(times)] = UNREACHABLE_MIN
    return np.asarray(times)
