"""Minutes by bus and kilometres along the quickest path, against networkx."""

import dataclasses
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from model.codes import LinkClass, ZoneKind
from model.geography import INTRAZONAL_SPEED_KMH, UNREACHABLE_MIN, Network
from model.geography import Params as RoadParams
from model.skims import by_car
from model.synthesis.places import buses
from model.transit import Params, bus_minutes, walk_minutes
from tests.fixtures import small_region, tiny_data

N_ZONES, N_OUTSIDE = 9, 2
P = Params(*(float(x) for x in Params()))
ROADS = RoadParams(*(float(x) for x in RoadParams()))
WALK = np.array([4.0, 7.0, 8.0, 15.0, 15.0, 8.0, 7.0, 15.0, 4.0, 10.0, 10.0])


def network(seed: int = 3, n_links: int = 17) -> Network:
    """Random links, some parallel, some without buses; the first place outside hangs on zone 4, the other on none."""
    rng = np.random.default_rng(seed)
    start = np.append(rng.integers(0, N_ZONES, n_links), 4)
    stop = np.append((start[:-1] + rng.integers(1, N_ZONES, n_links)) % N_ZONES, N_ZONES)
    n = n_links + 1
    return Network(
        ids=[f"l{i}" for i in range(n)],
        start=start,
        stop=stop,
        length_km=rng.uniform(1, 30, n),
        speed_kmh=rng.uniform(30, 90, n),
        link_class=np.full(n, LinkClass.COUNTY, np.int8),
        toll_nok=np.zeros(n),
        is_open=np.arange(n) != 2,
        fixed_min=np.array([np.nan, 240.0]),
        intrazonal_min=np.linspace(2.0, 15.0, N_ZONES + N_OUTSIDE),
        bus_per_day=np.append(rng.choice([0.0, 2.0, 10.0, 16.0, 20.0, 40.0], n_links), 18.0),
    )


def graph_of(net: Network) -> nx.MultiGraph:
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(N_ZONES + N_OUTSIDE))
    for link in np.flatnonzero(net.is_open):
        a, b, km = int(net.start[link]), int(net.stop[link]), float(net.length_km[link])
        per_day = float(net.bus_per_day[link])
        graph.add_edge(a, b, km=km, minutes=km / net.speed_kmh[link] * 60.0, per_day=per_day)
    return graph


def by_every_path(net: Network, a: int, b: int) -> float:
    """The rule written down: try every simple path of links that have a bus."""
    graph = graph_of(net)
    best = UNREACHABLE_MIN
    for path in nx.all_simple_edge_paths(graph, a, b):
        links = [graph.edges[edge] for edge in path]
        fewest = min(link["per_day"] for link in links)
        if fewest > 0:
            wait = min(15 * 60 / fewest / 2, 30.0)
            ride = sum(link["minutes"] for link in links) / 0.75
            best = min(best, WALK[a] + wait + ride + WALK[b])
    return best


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_bus_minutes_equal_the_best_of_all_paths(seed: int) -> None:
    net = network(seed)
    minutes = bus_minutes(net, WALK, P, ROADS)
    pairs = [(a, b) for a in range(N_ZONES + N_OUTSIDE) for b in range(a)]
    expected = np.array([by_every_path(net, a, b) for a, b in pairs])
    got = np.array([minutes[a, b] for a, b in pairs])
    assert np.allclose(got, expected)
    assert (expected < UNREACHABLE_MIN).sum() > 20
    assert (expected == UNREACHABLE_MIN).any()
    assert np.array_equal(minutes, minutes.T)


def test_more_buses_never_make_a_trip_longer_and_only_where_they_run() -> None:
    net = network()
    before = bus_minutes(net, WALK, P, ROADS)
    more = net.bus_per_day.copy()
    more[5] = 60.0
    after = bus_minutes(dataclasses.replace(net, bus_per_day=more), WALK, P, ROADS)
    assert (after <= before + 1e-9).all()
    assert (after < before - 1e-9).any()
    by_two = by_car(dataclasses.replace(net, bus_per_day=more), ROADS)
    assert np.array_equal(by_two.time_min, by_car(net, ROADS).time_min)


def test_without_buses_people_walk_within_their_zone_and_reach_nothing_else() -> None:
    net = dataclasses.replace(network(), bus_per_day=np.zeros(0))
    minutes = bus_minutes(net, WALK, P, ROADS)
    assert np.allclose(np.diag(minutes), net.intrazonal_min * INTRAZONAL_SPEED_KMH / 5.0)
    assert (minutes[~np.eye(len(minutes), dtype=bool)] == UNREACHABLE_MIN).all()


def test_kilometres_are_those_of_the_quickest_path() -> None:
    net = network()
    cost, minutes, km = by_car(net, ROADS)
    graph = nx.Graph()
    for a, b, link in graph_of(net).edges(data=True):
        if not graph.has_edge(a, b) or graph.edges[a, b]["minutes"] > link["minutes"]:
            graph.add_edge(a, b, **link)
    for a, paths in nx.all_pairs_dijkstra_path(graph, weight="minutes"):
        for b, path in paths.items():
            if a != b:
                assert km[a, b] == pytest.approx(sum(graph.edges[step]["km"] for step in pairwise(path))), (a, b)
    assert np.array_equal(minutes, cost), "no toll, no closure: costs are minutes"
    assert np.allclose(np.diag(km), net.intrazonal_min / 60.0 * INTRAZONAL_SPEED_KMH)
    assert np.isnan(km[:-1, -1]).all(), "a place without a link has no kilometres"
    shortest = nx.Graph((a, b, {"km": link["km"]}) for a, b, link in graph.edges(data=True))
    lengths = dict(nx.all_pairs_dijkstra_path_length(shortest, weight="km"))
    assert any(km[a, b] > lengths[a][b] + 0.1 for a in lengths for b in lengths[a] if a != b), "not the shortest path"


def test_a_region_updates_buses_and_kilometres_only_when_a_link_changed() -> None:
    region = small_region(persons=60, zones=4)
    before = region.bus_min.copy(), region.km.copy()
    region.network.bus_per_day[0] = 40.0
    region.update_skims()
    assert np.array_equal(region.bus_min, before[0])
    region.network.is_changed = True
    region.update_skims()
    assert region.bus_min[0, 1] < before[0][0, 1]
    assert np.array_equal(region.km, before[1], equal_nan=True)


def test_walks_to_the_stop_follow_the_kind_of_place() -> None:
    kinds = np.array([ZoneKind.RURAL, ZoneKind.CENTRE, ZoneKind.VILLAGE, ZoneKind.TOWN], np.int8)
    assert walk_minutes(kinds, 1, P).tolist() == [15.0, 4.0, 8.0, 7.0, 10.0]


def test_departures_by_class_where_a_bundle_has_none() -> None:
    data = tiny_data()
    assert buses(data).tolist() == [12.0, 4.0, 4.0, 4.0, 0.0, 12.0]
    given = data.links.assign(bus_per_day=[np.nan, 9.0, 0.0, np.nan, 1.0, 2.0])
    assert buses(dataclasses.replace(data, links=given)).tolist() == [12.0, 9.0, 0.0, 4.0, 1.0, 2.0]
