"""Times between all places, by mode, from the links.

    by car          cheapest path by minutes + toll + expected delay (model/geography.py); minutes and kilometres along it
    by bus          model/transit.py
    by bike, foot   kilometres over speed, by Dijkstra over roads that are no motorways, ferries with their wait
    on demand       where it runs, within the municipality: wait + detour · minutes by car
    hub             from a zone with shared e-cars: minutes until one is free and off, minutes by car
    lift            somebody else drives: minutes by car and what it takes to arrange
    without a car   the least of these, walking and cycling weighted for effort

A link that an event closes for some of the year's months splits the year: the mean over its parts counts, and whoever
has no way at all in one part but has in another is cut off then (`roads.cut_off_min`). Links that are closed in one year
are closed in the same months. Without tolls, closures and ferry headways costs in minutes are minutes.

Leaves out: congestion, parking, cruising for a shared car that is taken.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from model.codes import LinkClass
from model.geography import INTRAZONAL_SPEED_KMH, UNREACHABLE_MIN, Network
from model.geography import Params as RoadParams
from model.kernels.travel import along_paths
from model.parameters import par, parameters

_MOTORWAY_KMH = 90.0  # national roads from here on are closed to bikes and walkers
_A = "assumption"
Matrix = NDArray[np.float64]  # [P, P]


@parameters("no_car")
class Params(NamedTuple):
    """Ways without a car of one's own."""

    bike_kmh: float = par(14.0, unit="km/h", low=11.0, high=18.0, source=_A)
    hub_bike_kmh: float = par(18.0, unit="km/h", low=15.0, high=22.0, source=_A, note="shared e-bikes")
    effort: float = par(
        1.5, unit="min per min", low=1.0, high=2.5, source=_A, note="weight of a minute on foot or by bike: rain, hills"
    )
    on_demand_detour: float = par(1.3, unit="ratio", low=1.1, high=1.8, source=_A, note="others are picked up")
    lift_min: float = par(
        25.0, unit="min", low=10.0, high=60.0, source=_A, note="arranging a lift, waiting, fitting another's hours"
    )


class Car(NamedTuple):
    """By car: cost in minutes, minutes, kilometres, each [P, P]."""

    cost_min: Matrix
    time_min: Matrix
    km: Matrix


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


def complete(network: Network, times: Matrix) -> Matrix:
    """Complete minutes [P, P] from Dijkstra's: symmetric, places outside no further than said, diagonal = within."""
    n_zones = len(times) - len(network.fixed_min)
    times = np.minimum(times, times.T)  # minutes of a path are added up in two orders; rounding differs
    by_link = times[:, n_zones:].copy()
    for o, fixed in enumerate(network.fixed_min):
        if not np.isnan(fixed):  # the usual way there, unless a link is quicker
            times[n_zones + o, :] = times[:, n_zones + o] = np.minimum(by_link[:, o], fixed)
    np.fill_diagonal(times, network.intrazonal_min)
    times[~np.isfinite(times)] = UNREACHABLE_MIN
    return np.asarray(times)


def parts_of_year(network: Network) -> list[tuple[float, NDArray[np.bool_]]]:
    """Parts of the year with different links closed by events: (share of the year, closed [L]); one part if none is."""
    months = np.unique(np.clip(network.closed_months, 0.0, 12.0))
    limits = np.append(np.append(0.0, months[months > 0.0]), 12.0)
    return [((last - first) / 12.0, network.closed_months > first) for first, last in pairwise(limits) if last > first]


def cost_between(network: Network, cost_min: NDArray[np.float64]) -> Matrix:
    """Least cost in minutes between all places [P, P] when links cost this much [L]; UNREACHABLE_MIN where no way."""
    graph, _ = link_graph(network.start, network.stop, cost_min, len(network.intrazonal_min))
    return complete(network, dijkstra(graph, directed=False))


def _whole_part(network: Network, cost: NDArray[np.float64], minutes: NDArray[np.float64]) -> Car:
    """Cost, minutes and kilometres with these costs and minutes of links [L]."""
    n = len(network.intrazonal_min)
    graph, used = link_graph(network.start, network.stop, cost, n)
    least, before = dijkstra(graph, directed=False, return_predecessors=True)
    a, b = network.start[used], network.stop[used]

    def along(of_link: NDArray[np.float64]) -> Matrix:
        joined = np.full((n, n), np.nan)
        joined[a, b] = joined[b, a] = of_link[used]
        found = along_paths(before, joined)
        return np.asarray(np.fmin(found, found.T))  # of two equally good paths the shorter

    km = along(network.length_km)
    usual = np.concatenate([np.full(n - len(network.fixed_min), np.inf), np.nan_to_num(network.fixed_min, nan=np.inf)])
    km[least > np.minimum(usual[:, None], usual[None, :])] = np.nan  # the usual way is no drive
    np.fill_diagonal(km, network.intrazonal_min / 60.0 * INTRAZONAL_SPEED_KMH)
    time = least if np.array_equal(cost, minutes) else np.nan_to_num(along(minutes), nan=np.inf)
    return Car(complete(network, least), complete(network, time), km)


def by_car(network: Network, p: RoadParams) -> Car:
    """Cost, minutes and kilometres by car between all places; no road: UNREACHABLE_MIN and nan kilometres.

    A place outside that has minutes but no link has no kilometres: who goes there takes a train or an aeroplane.
    """
    cost, minutes = network.cost_minutes(p), network.minutes(p)
    parts = [
        (share, _whole_part(network, np.where(closed, np.inf, cost), np.where(closed, np.inf, minutes)))
        for share, closed in parts_of_year(network)
    ]
    if len(parts) == 1:
        return parts[0][1]
    means = []
    for name in ("cost_min", "time_min"):
        each = np.array([getattr(part, name) for _, part in parts])
        never = (each >= UNREACHABLE_MIN).all(axis=0)
        mean = np.tensordot([share for share, _ in parts], np.where(each >= UNREACHABLE_MIN, p.cut_off_min, each), 1)
        means.append(np.where(never, UNREACHABLE_MIN, mean))
    open_all_year = parts[-1][1].km  # the last part has the fewest closed links
    return Car(means[0], means[1], open_all_year)


def bike_links(network: Network, roads: RoadParams, p: Params) -> NDArray[np.float64]:
    """Minutes by bike along links [L]; infinite on motorways and what is closed."""
    ferry = network.link_class == LinkClass.FERRY
    motorway = (network.link_class == LinkClass.NATIONAL) & (network.speed_kmh >= _MOTORWAY_KMH)
    motorway |= network.link_class == LinkClass.AIR
    ride = np.where(ferry, network.minutes(roads), network.length_km / p.bike_kmh * 60.0)
    return np.where(motorway | ~network.is_open | (network.closed_months >= 6.0), np.inf, ride)


def by_bike(network: Network, ride: NDArray[np.float64], p: Params) -> Matrix:
    """Minutes by bike between all places [P, P] from those along links [L]; UNREACHABLE_MIN where only motorways go."""
    n = len(network.intrazonal_min)
    graph, _ = link_graph(network.start, network.stop, ride, n)
    least = dijkstra(graph, directed=False)
    least = np.minimum(least, least.T)
    np.fill_diagonal(least, network.intrazonal_min * INTRAZONAL_SPEED_KMH / p.bike_kmh)
    least[~np.isfinite(least)] = UNREACHABLE_MIN
    return np.asarray(least)


def without_car(
    network: Network, time_min: Matrix, bus_min: Matrix, bike_min: Matrix, municipality: NDArray[np.int64], p: Params
) -> Matrix:
    """Minutes without a car of one's own from home (row) to goal [P, P]; municipality [Z]."""
    n_zones = len(municipality)
    active = bike_min * p.effort  # within a zone walking is part of bus_min
    best = np.minimum(np.minimum(bus_min, active), time_min + p.lift_min)
    own = municipality[:, None] == municipality[None, :]
    wait = np.where(own, network.on_demand_wait_min[:, None], np.inf)
    inner = best[:n_zones, :n_zones]
    np.minimum(inner, wait + p.on_demand_detour * time_min[:n_zones, :n_zones], out=inner)
    hub = np.isfinite(network.hub_min)
    e_bike = active[:n_zones][hub] * (p.bike_kmh / p.hub_bike_kmh)
    by_hub = np.minimum(time_min[:n_zones][hub] + network.hub_min[hub, None], e_bike)
    best[:n_zones][hub] = np.minimum(best[:n_zones][hub], by_hub)
    return np.asarray(np.minimum(best, UNREACHABLE_MIN))


def uses(cost_min: Matrix, start: int, stop: int, link_cost: float) -> NDArray[np.bool_]:
    """Whether a cheapest path between two places runs along a link of this cost, bool [P, P].

    cost_min as of `by_car`; trips within a place use no link.
    """
    hop = cost_min.copy()
    np.fill_diagonal(hop, 0.0)
    via = np.minimum(hop[:, [start]] + hop[[stop], :], hop[:, [stop]] + hop[[start], :]) + link_cost
    found = (via <= hop + 1e-9) & (hop < UNREACHABLE_MIN)
    np.fill_diagonal(found, False)
    return np.asarray(found)
