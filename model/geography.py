"""Zones, places outside, links, and travel times and kilometres computed from links.

Travel times are never set directly: a road project changes a link, and the times follow by Dijkstra's algorithm
(scipy). Kilometres are those of the quickest path, not of the shortest. By bus: model/transit.py. Times within a zone
grow with its area: the mean distance between two points of a disc is 0.905·sqrt(A/pi) (128/(45·pi) radii; Philip 2007),
driven with a detour of 1.3 at 40 km/h (assumptions).
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
    bus_per_day: NDArray[np.float64] = field(
        default_factory=lambda: np.zeros(0)
    )  # departures each way; empty: no buses

    def minutes(self) -> NDArray[np.float64]:
        """Minutes along each link [L]; a closed link takes for ever."""
        return np.where(self.is_open, self.length_km / self.speed_kmh * 60.0, np.inf)


def intrazonal_minutes(land_km2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes of a typical trip within a zone: land area km2 [Z] -> minutes [Z]."""
    km = MEAN_DISC_DISTANCE * np.sqrt(land_km2 / np.pi) * INTRAZONAL_DETOUR
    return np.clip(km / INTRAZONAL_SPEED_KMH * 60.0, 2.0, INTRAZONAL_MAX_MIN)


def link_graph(
    start: NDArray[np.int64], stop: NDArray[np.int64], weight: NDArray[np.float64], n: int
) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Graph of n places for Dijkstra's algorithm, and which links [E] are in it; infinite weights are left out.

    csr_matrix adds parallel links up; the one of least weight must win.
    """
    usable = np.flatnonzero(np.isfinite(weight))
    low, high = np.minimum(start[usable], stop[usable]), np.maximum(start[usable], stop[usable])
    order = np.lexsort((weight[usable], high, low))
    low, high, used = low[order], high[order], usable[order]
    first = np.ones(used.size, bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    graph = csr_matrix((weight[used[first]], (low[first], high[first])), shape=(n, n))
    return graph, used[first]


def _all_pairs(network: Network, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Complete minutes [P, P] from Dijkstra's: symmetric, fixed minutes to places outside, diagonal = within."""
    n_zones = len(times) - len(network.fixed_min)
    times = np.minimum(times, times.T)  # minutes of a path are added up in two orders; rounding differs
    for o, fixed in enumerate(network.fixed_min):
        if not np.isnan(fixed):
            times[n_zones + o, :] = times[:, n_zones + o] = fixed
    np.fill_diagonal(times, network.intrazonal_min)
    times[~np.isfinite(times)] = UNREACHABLE_MIN
    return np.asarray(times)


def travel_minutes(network: Network) -> NDArray[np.float64]:
    """Minutes by car between all places [P, P] by the quickest path; symmetric, diagonal = within the zone."""
    graph, _ = link_graph(network.start, network.stop, network.minutes(), len(network.intrazonal_min))
    return _all_pairs(network, dijkstra(graph, directed=False))


def quickest_paths(network: Network) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes as `travel_minutes`, and kilometres along the same paths, both [P, P]; no road: nan kilometres.

    A place outside that has minutes but no link has no kilometres: who goes there takes a train or an aeroplane.
    """
    n = len(network.intrazonal_min)
    graph, used = link_graph(network.start, network.stop, network.minutes(), n)
    minutes, before = dijkstra(graph, directed=False, return_predecessors=True)
    length = np.full((n, n), np.nan)
    a, b = network.start[used], network.stop[used]
    length[a, b] = length[b, a] = network.length_km[used]
    km = np.full((n, n), np.nan)
    np.fill_diagonal(km, 0.0)
    order, row = np.argsort(minutes, axis=1, kind="stable"), np.arange(n)
    for rank in range(1, n):  # from the nearest place to the farthest: the place before is known by then
        here = order[:, rank]
        last = before[row, here]
        reached = last >= 0
        r, here, last = row[reached], here[reached], last[reached]
        km[r, here] = km[r, last] + length[last, here]
    km = np.fmin(km, km.T)  # of two equally quick paths the shorter
    np.fill_diagonal(km, network.intrazonal_min / 60.0 * INTRAZONAL_SPEED_KMH)
    return _all_pairs(network, minutes), np.asarray(km)
