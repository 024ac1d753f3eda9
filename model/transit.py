"""Minutes by bus, from the links that have one.

    t_bus(a, b) = walk_a + walk_b + min over paths ( ride + wait )
    ride = sum over links of length / (share · car speed),  wait = min(half the headway, cap)
    headway = length of the service day / departures per weekday of the path's least frequent link

A trip has one wait, at its start, for the line with the fewest departures on the way; a change between lines is timed
and costs nothing more. The minimum is exact for that rule: for every headway that occurs one run of Dijkstra's algorithm
over the links that have at least as many departures. Beyond the cap people know the timetable and wait at home.
Within a zone whoever has no car walks, or takes a bus if one passes and that is quicker.

Leaves out: untimed changes and the last bus home (too quick on long trips), walking along a road to the next zone (a few
minutes too slow between a town's centre and the rest of it), trains, fares.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from model.codes import ZoneKind
from model.geography import INTRAZONAL_SPEED_KMH, UNREACHABLE_MIN, Network
from model.geography import Params as RoadParams
from model.parameters import par, parameters
from model.skims import link_graph

_ASSUMED = "assumption"
_CANCELLED_MONTHS = 6.0  # a line over a link that is closed for half a year does not run that year


@parameters("bus")
class Params(NamedTuple):
    """How a bus trip is made up."""

    speed_share: float = par(
        0.75, unit="share of car speed", low=0.6, high=0.9, source=_ASSUMED, note="stops and detours"
    )
    service_day_min: float = par(900.0, unit="min", low=720.0, high=1_080.0, source=_ASSUMED, note="06 to 21 o'clock")
    days: float = par(280.0, unit="weekdays' service per year", low=250.0, high=310.0, source=_ASSUMED)
    wait_cap_min: float = par(
        30.0, unit="min", low=10.0, high=60.0, source=_ASSUMED, note="rare buses: people know the timetable"
    )
    walk_centre_min: float = par(4.0, unit="min", low=2.0, high=8.0, source=_ASSUMED, note="home or goal to the stop")
    walk_town_min: float = par(7.0, unit="min", low=4.0, high=12.0, source=_ASSUMED)
    walk_village_min: float = par(8.0, unit="min", low=4.0, high=15.0, source=_ASSUMED)
    walk_rural_min: float = par(15.0, unit="min", low=8.0, high=30.0, source=_ASSUMED)
    walk_outside_min: float = par(10.0, unit="min", low=5.0, high=20.0, source=_ASSUMED)
    walk_kmh: float = par(5.0, unit="km/h", low=4.0, high=6.0, source=_ASSUMED)


def walk_minutes(kind: NDArray[np.int8], n_outside: int, p: Params) -> NDArray[np.float64]:
    """Minutes between the stop and the door by place [P]: zones of these kinds [Z], then places outside."""
    by_kind = np.empty(len(ZoneKind))
    by_kind[[ZoneKind.CENTRE, ZoneKind.TOWN]] = p.walk_centre_min, p.walk_town_min
    by_kind[[ZoneKind.VILLAGE, ZoneKind.RURAL]] = p.walk_village_min, p.walk_rural_min
    return np.concatenate([by_kind[kind], np.full(n_outside, p.walk_outside_min)])


def wait_minutes(per_day: NDArray[np.float64], p: Params) -> NDArray[np.float64]:
    """Minutes of waiting by departures per weekday; infinite where there are none."""
    with np.errstate(divide="ignore"):
        half_headway = 0.5 * p.service_day_min / per_day
    return np.asarray(np.where(per_day > 0, np.minimum(half_headway, p.wait_cap_min), np.inf))


def bus_minutes(network: Network, walk_min: NDArray[np.float64], p: Params, roads: RoadParams) -> NDArray[np.float64]:
    """Minutes without a car between all places [P, P]; UNREACHABLE_MIN where no bus goes. walk_min [P]."""
    n = len(walk_min)
    runs = network.is_open & (network.closed_months < _CANCELLED_MONTHS)
    wait = np.where(runs, wait_minutes(network.bus_per_day, p), np.inf)
    ride = network.minutes(roads) / p.speed_share
    best, at_stop = np.full((n, n), np.inf), np.full(n, np.inf)
    np.minimum.at(at_stop, network.start, wait)
    np.minimum.at(at_stop, network.stop, wait)
    for longest in np.unique(wait[np.isfinite(wait)]):
        graph, _ = link_graph(network.start, network.stop, np.where(wait <= longest, ride, np.inf), n)
        best = np.minimum(best, dijkstra(graph, directed=False) + longest)
    best = np.minimum(best, best.T) + walk_min[:, None] + walk_min[None, :]
    within = 2.0 * walk_min + at_stop + network.intrazonal_min / p.speed_share
    on_foot = network.intrazonal_min * INTRAZONAL_SPEED_KMH / p.walk_kmh
    np.fill_diagonal(best, np.minimum(within, on_foot))
    best[~np.isfinite(best)] = UNREACHABLE_MIN
    return np.asarray(best)
