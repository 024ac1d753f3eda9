"""Near hinterland is at most 20 minutes by car from a town, held against shortest paths of another library."""

from __future__ import annotations

import networkx as nx
import numpy as np

from model.geography import Params
from model.synthesis.places import geography
from scenarios.bundle import load_region


def test_near_hinterland_is_up_to_twenty_minutes_from_a_town() -> None:
    data = load_region("lister")
    zones, _, network = geography(data)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(zones.ids)))
    minutes = network.cost_minutes(Params())
    for a, b, cost in zip(network.start, network.stop, minutes, strict=True):
        if not graph.has_edge(int(a), int(b)) or graph[int(a)][int(b)]["cost"] > cost:
            graph.add_edge(int(a), int(b), cost=float(cost))
    towns = [zones.ids.index(zone) for town in data.towns for zone in town.zones]
    reach = nx.multi_source_dijkstra_path_length(graph, towns, weight="cost")
    is_near = np.array([0 < reach[z] <= 20 and z not in towns for z in range(len(zones.ids))])
    assert zones.is_near.tolist() == is_near.tolist()
    assert 0 < zones.is_near.sum() < (~zones.is_town).sum()
