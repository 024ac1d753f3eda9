"""Travel times by Dijkstra's algorithm, against networkx."""

import dataclasses

import networkx as nx
import numpy as np

from model.geography import UNREACHABLE_MIN, Network, intrazonal_minutes, travel_minutes

N_ZONES, N_OUTSIDE = 25, 2


def _network(seed=3, n_links=60):
    rng = np.random.default_rng(seed)
    start = np.concatenate([np.arange(N_ZONES), rng.integers(0, N_ZONES, n_links - N_ZONES)])
    stop = np.concatenate([(np.arange(N_ZONES) + 1) % N_ZONES, rng.integers(0, N_ZONES, n_links - N_ZONES)])
    keep = start != stop
    start, stop = start[keep], stop[keep]
    n = start.size
    return Network(
        ids=[f"l{i}" for i in range(n)],
        start=np.append(start, 4),
        stop=np.append(stop, N_ZONES),  # the first place outside hangs on zone 4
        length_km=np.append(rng.uniform(1, 30, n), 50.0),
        speed_kmh=np.append(rng.uniform(30, 90, n), 80.0),
        link_class=np.ones(n + 1, np.int8),
        toll_nok=np.zeros(n + 1),
        is_open=np.ones(n + 1, bool),
        fixed_min=np.array([np.nan, 240.0]),
        intrazonal_min=np.full(N_ZONES + N_OUTSIDE, 4.0),
    )


def _networkx_minutes(network):
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(N_ZONES + 1))
    for a, b, km, speed, is_open in zip(
        network.start, network.stop, network.length_km, network.speed_kmh, network.is_open, strict=True
    ):
        if is_open:
            graph.add_edge(int(a), int(b), minutes=km / speed * 60.0)
    return dict(nx.all_pairs_dijkstra_path_length(graph, weight="minutes"))


def test_minutes_equal_networkx_also_with_parallel_links():
    network = _network()
    expected = _networkx_minutes(network)
    times = travel_minutes(network)
    for a in range(N_ZONES + 1):
        for b in range(N_ZONES + 1):
            if a != b:
                assert np.isclose(times[a, b], expected[a][b]), f"{a} to {b}"


def test_parallel_links_do_not_add_up():
    network = _network()
    doubled = dataclasses.replace(
        network,
        ids=[*network.ids, "again"],
        start=np.append(network.start, network.start[0]),
        stop=np.append(network.stop, network.stop[0]),
        length_km=np.append(network.length_km, 500.0),
        speed_kmh=np.append(network.speed_kmh, 50.0),
        link_class=np.append(network.link_class, 1).astype(np.int8),
        toll_nok=np.append(network.toll_nok, 0.0),
        is_open=np.append(network.is_open, True),
    )
    assert np.allclose(travel_minutes(doubled), travel_minutes(network)), "a slow second road changed a travel time"


def test_a_closed_link_is_not_used_and_a_cut_off_place_is_unreachable():
    network = _network()
    network.is_open[-1] = False
    times = travel_minutes(network)
    assert (times[:N_ZONES, N_ZONES] == UNREACHABLE_MIN).all()


def test_places_without_links_have_their_fixed_minutes_and_times_are_symmetric():
    times = travel_minutes(_network())
    assert (times[: N_ZONES + 1, N_ZONES + 1] == 240.0).all()
    assert np.array_equal(times, times.T)
    assert (np.diag(times) == 4.0).all()


def test_a_faster_link_changes_only_pairs_whose_best_path_uses_it():
    network = _network()
    before = travel_minutes(network)
    link = 5
    a, b = network.start[link], network.stop[link]
    faster = network.speed_kmh.copy()
    faster[link] += 15.0
    after = travel_minutes(dataclasses.replace(network, speed_kmh=faster))
    new_minutes = network.length_km[link] / faster[link] * 60.0
    via = np.minimum(after[:, [a]] + after[[b], :], after[:, [b]] + after[[a], :]) + new_minutes
    np.fill_diagonal(after, np.diag(before))
    changed = ~np.isclose(before, after)
    assert changed.any()
    hop = after.copy()
    np.fill_diagonal(hop, 0.0)
    via = np.minimum(hop[:, [a]] + hop[[b], :], hop[:, [b]] + hop[[a], :]) + new_minutes
    assert np.allclose(after[changed], via[changed]), "a time changed though the best path avoids the link"


def test_trips_within_a_zone_grow_with_its_area_up_to_a_limit():
    minutes = intrazonal_minutes(np.array([0.5, 5.0, 50.0, 600.0]))
    assert (np.diff(minutes) > 0).any()
    assert minutes[0] >= 2.0
    assert minutes[-1] == 15.0
