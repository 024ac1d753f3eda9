"""Roads of OpenStreetMap, as osmnx writes them, -> links_osm.csv of a bundle.

    omland region import-roads roads.graphml scenarios/regions/my_region

takes the GraphML of `osmnx.save_graphml`, or a folder with `nodes.csv` and `edges.csv` (the tables of
`osmnx.graph_to_gdfs`, by `to_csv`). Zones and places outside with coordinates are put on the nearest node. Two places get a
link when the quickest way between them does not lead by a third (within `DETOUR`), so times over links equal times over
roads to within that; its length and mean speed are those of the way, its class the one with most of its kilometres,
`ferry` if a ferry is part of it.

The file that comes out is a derived database under the Open Database Licence, so it stays by itself; SOURCES.md must say
so. OpenStreetMap has neither tolls in kroner, buses nor ferry headways: buses come from the class, headways and days of
closure from link_quality.csv.

Leaves out: one-way streets, turns and signals (speeds are `DRIVEN` of the limit for that).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from scenarios.bundle_columns import TABLES
from scenarios.bundle_table import read_table
from scenarios.errors import BadInput

DETOUR = 1.02
DRIVEN = 0.9  # of the speed limit (assumption)
FARTHEST_KM = 15.0  # from a zone's point to the nearest node of a road
_SPEED_KMH = {  # where no limit is given (assumptions)
    **{"motorway": 100.0, "trunk": 80.0, "primary": 70.0, "secondary": 65.0, "tertiary": 60.0, "unclassified": 50.0},
    **{"residential": 35.0, "living_street": 20.0, "service": 20.0, "track": 15.0, "ferry": 15.0},
}
_CLASS = {
    **dict.fromkeys(("motorway", "trunk"), "national"),
    **dict.fromkeys(("primary", "secondary", "tertiary"), "county"),
    **dict.fromkeys(("unclassified", "residential", "living_street"), "municipal"),
    **dict.fromkeys(("service", "track"), "private"),
    "ferry": "ferry",
}


class Roads(NamedTuple):
    """Nodes [N] with coordinates and undirected edges [E] between rows of nodes."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    km: NDArray[np.float64]
    minutes: NDArray[np.float64]
    kind: NDArray[np.str_]  # class of a link


def import_roads(source: Path, bundle: Path) -> pd.DataFrame:
    """Write links_osm.csv into a bundle's folder and return its rows. Raises BadInput."""
    zones = read_table(bundle / "zones.csv", TABLES["zones"], {"municipality": _any_municipality(bundle)})
    outside = read_table(bundle / "outside.csv", TABLES["outside"], {})
    outside = outside[outside["lat"].notna() & outside["lon"].notna()]
    ids = [*zones["zone_id"], *outside["outside_id"]]
    latitude = np.concatenate([zones["lat"], outside["lat"]]).astype(np.float64)
    longitude = np.concatenate([zones["lon"], outside["lon"]]).astype(np.float64)
    roads = read_roads(source)
    table = links_between(roads, ids, nearest_nodes(roads, ids, latitude, longitude, len(zones), source))
    table.to_csv(bundle / "links_osm.csv", index=False)
    return table


def _any_municipality(bundle: Path) -> list[str]:
    """Whatever zones.csv says: the codes are checked when the bundle is."""
    path = bundle / "zones.csv"
    return pd.read_csv(path, dtype=str)["municipality"].tolist() if path.is_file() else []


def read_roads(source: Path) -> Roads:
    """Read the GraphML file or the folder of two CSV files that osmnx writes."""
    if source.is_dir():
        nodes, edges = (_read_csv(source / name) for name in ("nodes.csv", "edges.csv"))
        nodes = nodes.rename(columns={"osmid": "node"})
    elif source.suffix == ".graphml" and source.is_file():
        nodes, edges = _read_graphml(source)
    else:
        raise BadInput(
            "no road network",
            file=source,
            value=str(source),
            expected="a .graphml file of osmnx, or a folder with nodes.csv and edges.csv",
        )
    for table, name, needed in ((nodes, "nodes", ("node", "x", "y")), (edges, "edges", ("u", "v", "length"))):
        missing = [column for column in needed if column not in table.columns]
        if missing or table.empty:
            raise BadInput(
                f"the {name} have no {missing[0]}" if missing else f"there are no {name}",
                file=source,
                expected=f"{name} as osmnx writes them, with {', '.join(needed)}",
            )
    row = {str(node): k for k, node in enumerate(nodes["node"])}
    start = edges["u"].astype(str).map(row)
    stop = edges["v"].astype(str).map(row)
    known = (start.notna() & stop.notna() & (start != stop)).to_numpy()
    kind = _kinds(edges)[known]
    km = pd.to_numeric(edges["length"], errors="coerce").to_numpy(np.float64)[known] / 1_000.0
    speed = _speeds(edges)[known]
    usual = np.array([_SPEED_KMH[k] for k in kind])
    driven = np.where(np.isnan(speed), usual, speed) * np.where(kind == "ferry", 1.0, DRIVEN)
    return Roads(
        pd.to_numeric(nodes["y"]).to_numpy(np.float64),
        pd.to_numeric(nodes["x"]).to_numpy(np.float64),
        start[known].to_numpy(np.int64),
        stop[known].to_numpy(np.int64),
        np.nan_to_num(km, nan=0.0),
        np.maximum(np.nan_to_num(km, nan=0.0) / driven * 60.0, 1e-6),
        np.array([_CLASS[k] for k in kind]),
    )


def _read_csv(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise BadInput(
            "the file is missing", file=path, expected="nodes.csv and edges.csv as osmnx's tables write them"
        )
    return pd.read_csv(path, dtype=str)


def _read_graphml(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    from xml.etree.ElementTree import ParseError

    import networkx as nx

    try:
        graph = nx.read_graphml(path)
    except (ParseError, nx.NetworkXError, KeyError) as error:
        raise BadInput("not a readable GraphML file", file=path, expected="what osmnx.save_graphml writes") from error
    nodes = pd.DataFrame([{"node": node, **data} for node, data in graph.nodes(data=True)])
    edges = pd.DataFrame([{"u": u, "v": v, **data} for u, v, data in graph.edges(data=True)])
    return nodes, edges


def _column(edges: pd.DataFrame, name: str) -> pd.Series:
    return edges[name].fillna("").astype(str) if name in edges.columns else pd.Series([""] * len(edges))


def _kinds(edges: pd.DataFrame) -> NDArray[np.str_]:
    """The first highway class that is known [E]; osmnx joins several as a list in text."""
    found = []
    for highway, route, ref in zip(
        _column(edges, "highway"), _column(edges, "route"), _column(edges, "ref"), strict=True
    ):
        words = [w.removesuffix("_link") for w in re.findall(r"[a-z_]+", highway)]
        kind = "ferry" if "ferry" in (route, *words) else next((w for w in words if w in _SPEED_KMH), "unclassified")
        found.append("trunk" if kind == "primary" and re.match(r"\W*E ?\d", ref) else kind)
    return np.array(found)


def _speeds(edges: pd.DataFrame) -> NDArray[np.float64]:
    """Mean of the speed limits of an edge, km/h; nan where none is given [E]."""
    limits = [[float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)] for text in _column(edges, "maxspeed")]
    return np.array([np.mean(numbers) if numbers else np.nan for numbers in limits])


def nearest_nodes(
    roads: Roads,
    ids: list[str],
    latitude: NDArray[np.float64],
    longitude: NDArray[np.float64],
    n_zones: int,
    source: Path,
) -> NDArray[np.int64]:
    """Node of each place [n], −1 for a place outside that the roads do not reach. Raises BadInput for such a zone."""
    east = 111.32 * np.cos(np.radians(latitude.mean()))
    at = np.empty(len(ids), np.int64)
    for k, name in enumerate(ids):
        km = np.hypot((roads.latitude - latitude[k]) * 111.32, (roads.longitude - longitude[k]) * east)
        at[k] = int(km.argmin())
        if km[at[k]] > FARTHEST_KM:
            if k < n_zones:
                raise BadInput(
                    f"no road within {FARTHEST_KM:g} km of the zone '{name}'",
                    file=source,
                    value=f"{latitude[k]:.3f}, {longitude[k]:.3f}",
                    expected="a network that covers all zones of the bundle",
                )
            at[k] = -1
    return at


def links_between(roads: Roads, ids: list[str], at: NDArray[np.int64]) -> pd.DataFrame:
    """Rows of links_osm.csv between places at nodes [n]."""
    n = len(roads.latitude)
    order = np.lexsort((roads.minutes, np.maximum(roads.start, roads.stop), np.minimum(roads.start, roads.stop)))
    low, high = np.minimum(roads.start, roads.stop)[order], np.maximum(roads.start, roads.stop)[order]
    first = np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1]))
    edge, low, high = order[first], low[first], high[first]
    graph = csr_matrix((roads.minutes[edge], (low, high)), shape=(n, n))
    of = {(a, b): k for a, b, k in zip(low.tolist(), high.tolist(), edge.tolist(), strict=True)}
    reached = np.flatnonzero(at >= 0)
    here = reached[np.sort(np.unique(at[reached], return_index=True)[1])]  # the first place of each node
    minutes, before = dijkstra(graph, directed=False, indices=at[here], return_predecessors=True)
    between = minutes[:, at[here]]
    rows = []
    for i in range(here.size):
        for j in range(i + 1, here.size):
            if not np.isfinite(between[i, j]):
                continue
            by_third = between[i] + between[:, j]
            by_third[[i, j]] = np.inf
            if (by_third <= DETOUR * between[i, j]).any():
                continue
            way = _way(before[i], of, int(at[here[j]]))
            rows.append(_row(roads, ids[here[i]], ids[here[j]], way, float(between[i, j])))
    first = {int(at[k]): ids[k] for k in here}
    rows += [_street(first[int(at[k])], ids[k]) for k in np.setdiff1d(reached, here)]
    return pd.DataFrame(rows, columns=list(TABLES["links_osm"].columns))


def _way(before: NDArray[np.int32], of: dict[tuple[int, int], int], goal: int) -> list[int]:
    """Edges of the quickest way from the place whose tree `before` is."""
    way, node = [], goal
    while before[node] >= 0:
        last = int(before[node])
        way.append(of[min(last, node), max(last, node)])
        node = last
    return way


def _street(a: str, b: str) -> dict[str, object]:
    """The link between two places that share a node: a kilometre of street."""
    link = {"link_id": f"{a}--{b}", "from": a, "to": b, "name": "", "class": "municipal", "length_km": 1.0}
    note = "both places are nearest to the same node: assumed"
    return {**link, "speed_kmh": 30.0, "toll_nok": 0.0, "bus_per_day": None, "basis": "assumption", "note": note}


def _row(roads: Roads, a: str, b: str, way: list[int], minutes: float) -> dict[str, object]:
    km = float(roads.km[way].sum())
    by_class = pd.Series(roads.km[way]).groupby(roads.kind[way]).sum().sort_index()
    kind = "ferry" if "ferry" in by_class.index else str(by_class.idxmax())
    return {
        "link_id": f"{a}--{b}",
        "from": a,
        "to": b,
        "name": "",
        "class": kind,
        "length_km": round(max(km, 0.01), 2),
        "speed_kmh": round(max(km, 0.01) / minutes * 60.0, 1),
        "toll_nok": 0.0,
        "bus_per_day": None,
        "basis": "derived",
        "note": "OpenStreetMap, ODbL",
    }
