"""Road works: what they cost, who drives there, and maintenance. Shared by the instruments that change links.

    new road:     cost per km by standard (speed it is built for), more for a fixed link across water
    traffic:      commute trips whose cheapest path uses the link, times what other traffic comes on top of each
    maintenance:  money takes away backlog krone by krone, on the link first where a krone serves most trips; a cut adds to
                  it. Speed and days of closure follow from the backlog (model/geography.py)

Leaves out: closures and detours while building, wear by traffic (a constant budget is assumed to hold the backlog), new
traffic by who never travelled before.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from model.codes import LinkClass
from model.geography import Params as RoadParams
from model.parameters import par, parameters
from model.region import Region
from model.skims import link_graph, uses

_A = "assumption"
OWNER = {LinkClass.NATIONAL: "state", LinkClass.COUNTY: "county", LinkClass.MUNICIPAL: "municipality"}


@parameters("road_works")
class Params(NamedTuple):
    """Costs by standard and traffic."""

    narrow_mnok_km: float = par(20.0, unit="MNOK/km", low=10.0, high=40.0, source=_A, note="built for up to 60 km/h")
    two_lane_mnok_km: float = par(50.0, unit="MNOK/km", low=25.0, high=100.0, source=_A, note="for up to 80 km/h")
    wide_mnok_km: float = par(160.0, unit="MNOK/km", low=90.0, high=300.0, source=_A, note="for more than 80 km/h")
    fixed_link_mnok_km: float = par(
        300.0,
        unit="MNOK/km",
        low=120.0,
        high=600.0,
        source=_A,
        note="bridge or tunnel under water, with its approaches",
    )
    ferry_mnok_year: float = par(
        25.0, unit="MNOK/year", low=10.0, high=60.0, source=_A, note="what running a ferry costs its owner"
    )
    other_traffic: float = par(
        2.5, unit="trips per commute trip", low=1.0, high=4.0, source=_A, note="other trips that pay toll"
    )
    commute_days: float = par(215.0, unit="days per year", low=190.0, high=230.0, source=_A)


def cost_per_km(speed_kmh: float, p: Params) -> float:
    """MNOK per kilometre of a road built for a speed."""
    return p.narrow_mnok_km if speed_kmh <= 60.0 else p.two_lane_mnok_km if speed_kmh <= 80.0 else p.wide_mnok_km


def path_links(region: Region, start: int, goal: int) -> list[int]:
    """Links of the cheapest path by car between two places, from the start; empty if there is none."""
    net = region.network
    graph, used = link_graph(net.start, net.stop, net.cost_minutes(region.par(RoadParams)), len(net.intrazonal_min))
    _, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    joins = {frozenset((int(net.start[k]), int(net.stop[k]))): int(k) for k in used}
    found, at = [], goal
    while before[at] >= 0:
        found.append(joins[frozenset((int(before[at]), at))])
        at = int(before[at])
    return found[::-1]


def commute_pairs(region: Region) -> NDArray[np.float64]:
    """Workers by home and place of work [P, P], in-commuters too."""
    c, n = region.persons.c, region.n_places
    rows = np.flatnonzero(c.employer_id >= 0)
    work = region.firms.c.place_id[c.employer_id[rows]].astype(np.int64)
    return np.bincount(c.place_id[rows] * n + work, minlength=n * n).reshape(n, n).astype(np.float64)


def trips_per_year(region: Region, link: int) -> float:
    """Car trips along a link a year: commutes there and back, and the other traffic."""
    p, net = region.par(Params), region.network
    cost = float(net.cost_minutes(region.par(RoadParams))[link])
    if not np.isfinite(cost):
        return 0.0
    workers = float(
        (commute_pairs(region) * uses(region.cost_min, int(net.start[link]), int(net.stop[link]), cost)).sum()
    )
    return workers * 2.0 * p.commute_days * (1.0 + p.other_traffic)


def repair(region: Region, links: NDArray[np.int64], nok: float) -> NDArray[np.float64]:
    """Spend on the backlog of links [n], a krone where it serves most trips first; returns what each got [n].

    A negative sum adds to the backlogs in proportion to length, and all of it is returned.
    """
    net = region.network
    if nok < 0.0:
        got = nok * net.length_km[links] / net.length_km[links].sum()
        net.backlog_mnok[links] -= got / 1e6
        net.is_changed = True
        return np.asarray(got)
    backlog = net.backlog_mnok[links] * 1e6
    trips = np.array([trips_per_year(region, int(k)) for k in links])
    per_krone = np.divide(trips, backlog, out=np.zeros(links.size), where=backlog > 0)
    got, left = np.zeros(links.size), nok
    for i in np.lexsort((links, -per_krone)):
        got[i] = min(left, backlog[i])
        left -= got[i]
    net.backlog_mnok[links] -= got / 1e6
    net.is_changed = True
    return got
