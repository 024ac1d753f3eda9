"""Links from OpenStreetMap: minutes over them equal minutes over the roads that osmnx wrote, found by networkx."""

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from model.geography import Params
from model.skims import by_car
from model.synthesis.places import geography
from scenarios.bundle import check_bundle, load_region
from scenarios.errors import BadInput
from scenarios.osm_roads import DETOUR, DRIVEN, import_roads
from tests.fixtures import TINY

STEP = 0.02  # degrees between crossings: about 2.2 km north, 1.2 km east; two zones of the tiny region share one
KINDS = ("primary", "secondary", "['tertiary', 'unclassified']", "residential")
LIMITS = ("80", "['60', '70']", "", "30")
P = Params(*(float(x) for x in Params()))


def roads() -> nx.MultiDiGraph:
    """A grid of roads over the tiny region and its city, with osmnx's attributes as text; one crossing by ferry."""
    rng = np.random.default_rng(4)
    graph = nx.MultiDiGraph(crs="epsg:4326")
    latitudes, longitudes = np.arange(57.96, 58.34, STEP), np.arange(6.7, 8.0, STEP)
    for i, y in enumerate(latitudes):
        for j, x in enumerate(longitudes):
            graph.add_node(i * 100 + j, y=f"{y:.5f}", x=f"{x:.5f}")
    for i in range(latitudes.size):
        for j in range(longitudes.size):
            for other in (i * 100 + j + 1, (i + 1) * 100 + j):
                if other not in graph or rng.random() < 0.15:
                    continue
                k = rng.integers(4)
                data = {"length": f"{rng.uniform(1500, 4000):.1f}", "highway": KINDS[k], "oneway": "False"}
                if LIMITS[k]:
                    data["maxspeed"] = LIMITS[k]
                if (i, j) == (5, 9):
                    data = {"length": "2000.0", "route": "ferry"}
                graph.add_edge(i * 100 + j, other, **data)
                graph.add_edge(other, i * 100 + j, **data)
    return graph


def minutes_of(graph: nx.MultiDiGraph) -> nx.Graph:
    """The rule written down: limit (its mean) or the class's speed, driven a tenth slower; ferries at 15 km/h."""
    speed = {KINDS[0]: 80.0, KINDS[1]: 65.0, KINDS[2]: 60.0, KINDS[3]: 30.0}
    simple = nx.Graph()
    for a, b, data in graph.edges(data=True):
        kmh = 15.0 if "route" in data else DRIVEN * speed[data["highway"]]
        minutes = float(data["length"]) / 1000.0 / kmh * 60.0
        if not simple.has_edge(a, b) or simple[a][b]["minutes"] > minutes:
            simple.add_edge(a, b, minutes=minutes)
    return simple


def bundle(folder: Path) -> Path:
    """The tiny bundle without its own links but for the one to the city's rest."""
    for path in TINY.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    header = (TINY / "links.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "links.csv").write_text(header + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("osm")
    nx.write_graphml(roads(), folder / "roads.graphml")
    home = tmp_path_factory.mktemp("bundle")
    return home, import_roads(folder / "roads.graphml", bundle(home))


def test_minutes_over_links_equal_minutes_over_the_roads(imported: tuple[Path, pd.DataFrame]) -> None:
    home, table = imported
    assert check_bundle(home) == []
    _, _, network = geography(load_region(home))
    times = by_car(network, P).time_min
    zones = pd.read_csv(home / "zones.csv")
    graph, east = roads(), 111.32 * np.cos(np.radians(np.append(zones["lat"], 58.15).mean()))
    at = [
        min(
            graph.nodes,
            key=lambda k: np.hypot(
                (float(graph.nodes[k]["y"]) - y) * 111.32, (float(graph.nodes[k]["x"]) - x) * east
            ),
        )
        for y, x in zip(zones["lat"], zones["lon"], strict=True)
    ]  # fmt: skip
    simple = minutes_of(graph)
    for i, a in enumerate(at):
        expected = nx.single_source_dijkstra_path_length(simple, a, weight="minutes")
        for j, b in enumerate(at):
            if i != j:
                street = (
                    2.0 * ({i, j} & {0, 1} != set()) + 0.01
                )  # centre and town share a crossing: a street of 2 minutes
                assert expected[b] * 0.995 <= times[i, j] + 0.01, (i, j)
                assert times[i, j] <= expected[b] * DETOUR**3 * 1.005 + street, (i, j)
    assert len(table) < len(zones) * (len(zones) + 1) / 2, "ways by a third place are no links of their own"


def test_two_csv_files_of_osmnx_give_the_same_links(imported: tuple[Path, pd.DataFrame], tmp_path: Path) -> None:
    graph, (home, table) = roads(), imported
    nodes = pd.DataFrame([{"osmid": n, **data} for n, data in graph.nodes(data=True)])
    edges = pd.DataFrame([{"u": u, "v": v, "key": k, **data} for u, v, k, data in graph.edges(keys=True, data=True)])
    nodes.to_csv(tmp_path / "nodes.csv", index=False)
    edges.to_csv(tmp_path / "edges.csv", index=False)
    pd.testing.assert_frame_equal(import_roads(tmp_path, home), table)


def test_a_network_that_does_not_reach_a_zone_is_refused_by_name(tmp_path: Path) -> None:
    graph = roads()
    graph.remove_nodes_from([n for n, data in graph.nodes(data=True) if float(data["y"]) > 58.15])
    nx.write_graphml(graph, tmp_path / "roads.graphml")
    home = tmp_path / "bundle"
    home.mkdir()
    with pytest.raises(BadInput, match="b-far"):
        import_roads(tmp_path / "roads.graphml", bundle(home))
    assert not (home / "links_osm.csv").exists()


@pytest.mark.parametrize("content", ["", "<graphml", "no xml at all"])
def test_a_file_that_is_no_graphml_gets_one_message(tmp_path: Path, content: str) -> None:
    (tmp_path / "roads.graphml").write_text(content, encoding="utf-8")
    home = tmp_path / "bundle"
    home.mkdir()
    with pytest.raises(BadInput, match="not a readable GraphML file"):
        import_roads(tmp_path / "roads.graphml", bundle(home))
