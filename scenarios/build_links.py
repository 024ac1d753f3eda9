"""Zones, places outside and overlay -> links.csv of a bundle.

The overlay's links stand. What they leave apart is joined by the shortest links; between zones that the overlay says
nothing about, two places are also joined when no third one is nearer to both (the relative neighbourhood graph, which looks
like a road network and has no parameter). Lengths are the great circle times a detour, speeds go by class.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenarios.build_overlay import Overlay, texts
from scenarios.build_places import km
from scenarios.build_tables import Tables
from scenarios.bundle_table import FIRST_DATA_LINE
from scenarios.errors import BadInput, did_you_mean

COLUMNS = (
    "link_id",
    "from",
    "to",
    "name",
    "class",
    "length_km",
    "speed_kmh",
    "toll_nok",
    "bus_per_day",
    "basis",
    "note",
)
# Assumptions by class: length over great circle, and mean km/h (ferries: crossing and waiting as one speed).
DETOUR = {"national": 1.3, "county": 1.35, "municipal": 1.25, "private": 1.3, "ferry": 1.1}
SPEED_KMH = {"national": 74.0, "county": 62.0, "municipal": 36.0, "private": 30.0, "ferry": 20.0}
_LEAST_KM = 0.3


def links(tables: Tables, overlay: Overlay, zones: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    """All links, the overlay's first."""
    ids = [*zones.zone_id, *outside.outside_id]
    lat = np.concatenate([zones.lat.to_numpy(float), outside.lat.to_numpy(float)])
    lon = np.concatenate([zones.lon.to_numpy(float), outside.lon.to_numpy(float)])
    distance = np.array([km(lat[i], lon[i], lat, lon) for i in range(len(ids))])
    given = overlay.rows("links")
    given = given.reindex(columns=list(COLUMNS)) if len(given) else pd.DataFrame(columns=list(COLUMNS))
    pairs = _ends(overlay, given, ids)
    new = _roads(distance[: len(zones), : len(zones)], [p for p in pairs if max(p) < len(zones)])
    new += _ways_out(zones, outside, distance, pairs)
    kind = dict(zip(zones.zone_id, zones["kind"], strict=True))
    town = dict(zip(zones.zone_id, zones.municipality, strict=True))
    built = [_row(ids, a, b, kind, town) for a, b in new]
    frame = pd.concat([given, pd.DataFrame(built, columns=list(COLUMNS))], ignore_index=True)
    if built:
        tables.note(
            "links.csv",
            f"{len(built)} links worked out: great circle x {DETOUR['county']} at {SPEED_KMH['county']:.0f} km/h (county "
            f"roads), x {DETOUR['national']} at {SPEED_KMH['national']:.0f} (to places outside), x {DETOUR['municipal']} "
            f"at {SPEED_KMH['municipal']:.0f} (within a town); classes, detours and speeds assumed",
        )
    return _completed(frame, ids, distance)


def _ends(overlay: Overlay, given: pd.DataFrame, ids: list[str]) -> list[tuple[int, int]]:
    """Numbers of the places that the overlay's links join. Raises BadInput for one that does not exist."""
    for line, (a, b) in enumerate(zip(given["from"], given["to"], strict=True), FIRST_DATA_LINE):
        for place in (a, b):
            if place not in ids:
                raise BadInput(
                    f"a link ends at '{place}', which is no zone or place outside",
                    file=overlay.folder / "links.csv" if overlay.folder else "links.csv",
                    line=line,
                    value=place,
                    expected="one of " + ", ".join(ids),
                    hint=did_you_mean(place, ids),
                )
    return [(ids.index(a), ids.index(b)) for a, b in zip(given["from"], given["to"], strict=True)]


def _roads(distance: np.ndarray, given: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Links to add between zones: those of the relative neighbourhood graph, and what joins the rest."""
    n = len(distance)
    touched = {z for pair in given for z in pair}
    order = sorted((distance[a, b], a, b) for a in range(n) for b in range(a + 1, n))
    new = []
    for d, a, b in order:
        if a in touched or b in touched:
            continue
        between = np.maximum(distance[a], distance[b]) < d - 1e-9
        if not between.any():
            new.append((a, b))
    part = list(range(n))
    for a, b in [*given, *new]:
        _join(part, a, b)
    for _, a, b in order:
        if _root(part, a) != _root(part, b):
            _join(part, a, b)
            new.append((a, b))
    return new


def _root(part: list[int], a: int) -> int:
    while part[a] != a:
        a = part[a]
    return a


def _join(part: list[int], a: int, b: int) -> None:
    part[_root(part, a)] = _root(part, b)


def _ways_out(
    zones: pd.DataFrame, outside: pd.DataFrame, distance: np.ndarray, given: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """A link from the nearest zone that is not rural to each place outside with a point and without minutes."""
    n = len(zones)
    reached = {place for pair in given for place in pair}  # by way of another place outside as well
    rural = (zones["kind"] == "rural").to_numpy()
    new = []
    for o, row in enumerate(outside.itertuples()):
        if n + o not in reached and not np.isnan(row.lat) and np.isnan(row.minutes):
            new.append((int(np.argmin(np.where(rural, np.inf, distance[n + o, :n]))), n + o))
    return new


def _row(ids: list[str], a: int, b: int, kind: dict[str, str], town: dict[str, str]) -> dict[str, object]:
    start, stop = ids[a], ids[b]
    both = [kind.get(start), kind.get(stop)]
    if None in both:
        road = "national"
    elif all(k in ("centre", "town") for k in both) and town[start] == town[stop]:
        road = "municipal"
    else:
        road = "county"
    return {
        "link_id": f"{start}--{stop}", "from": start, "to": stop, "name": "", "class": road, "toll_nok": 0.0,
        "basis": "assumption", "note": "worked out from the points: no road known",
    }  # fmt: skip


def _completed(frame: pd.DataFrame, ids: list[str], distance: np.ndarray) -> pd.DataFrame:
    """Length and speed where a link has none."""
    frame["class"] = texts(frame["class"], "county")
    detour, usual = frame["class"].map(DETOUR).to_numpy(float), frame["class"].map(SPEED_KMH).to_numpy(float)
    away = np.array([distance[ids.index(a), ids.index(b)] for a, b in zip(frame["from"], frame["to"], strict=True)])
    length = pd.to_numeric(frame.length_km)
    frame["length_km"] = length.fillna(pd.Series(np.maximum(np.round(away * detour, 1), _LEAST_KM)))
    frame["speed_kmh"] = pd.to_numeric(frame.speed_kmh).fillna(pd.Series(usual))
    frame["toll_nok"] = pd.to_numeric(frame.toll_nok).fillna(0.0)
    frame["name"], frame["note"], frame["basis"] = (
        texts(frame["name"]),
        texts(frame.note),
        texts(frame.basis, "assumption"),
    )
    return frame[list(COLUMNS)]
