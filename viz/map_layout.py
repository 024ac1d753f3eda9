"""Where things lie on the zone map: discs by population that do not hide each other, roads, names, municipal areas.

The map is a scheme: discs are pushed apart until each can be seen, and the shaded areas say only which municipality is
near. Coordinates are SVG units, x to the right and y downwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from model.inputs import RegionData

WIDTH = 540.0
MARGIN = 64.0
LARGEST, SMALLEST = 27.0, 5.5  # radius of a disc
GAP = 3.0
LAND = 58.0  # how far from a disc's place there is shade
LETTER, LINE = 6.1, 13.0  # width and height of a letter of a name
TINTS = ("#eef1ec", "#e4e9e3", "#eceae3", "#e3e7ea", "#f0ece6", "#e6ece9")

Point = NDArray[np.float64]


@dataclass(frozen=True)
class Box:
    """Where a name stands, so that the next one keeps off."""

    x1: float
    y1: float
    x2: float
    y2: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap."""
        return self.x1 < other.x2 and other.x1 < self.x2 and self.y1 < other.y2 and other.y1 < self.y2


def layout(region: RegionData, residents: Mapping[str, float]) -> dict[str, Any]:
    """Return the fixed parts of the map. residents: by zone id; decides the size of the discs."""
    zones = region.zones
    ids = [str(z) for z in zones["zone_id"]]
    places, scale, height = _project(zones["lon"].to_numpy(float), zones["lat"].to_numpy(float))
    size = np.array([max(residents.get(z, 0.0), 0.0) for z in ids])
    radius = np.maximum(SMALLEST, LARGEST * np.sqrt(size / max(size.max(), 1.0)))
    centres = _apart(places, radius)
    municipality = [str(m) for m in zones["municipality"]]
    taken = [Box(x - r, y - r, x + r, y + r) for (x, y), r in zip(centres, radius, strict=True)]
    names = _names(region, ids, centres, radius, size, taken)
    return {
        "width": WIDTH,
        "height": height,
        "land": _land(region, dict(zip(ids, places, strict=True))),
        "land_radius": LAND,
        "cells": _cells(places, ids, municipality, height),
        "areas": _area_names(region, municipality, places, taken),
        "roads": _roads(region, dict(zip(ids, centres, strict=True)), scale, height),
        "zones": [
            {"id": z, "x": round(float(x), 1), "y": round(float(y), 1), "r": round(float(r), 1), **names.get(z, {})}
            for z, (x, y), r in zip(ids, centres, radius, strict=True)
        ],
    }


class _Scale:
    """Longitude and latitude to SVG units."""

    def __init__(self, lon: Point, lat: Point) -> None:
        self.stretch = float(np.cos(np.deg2rad(lat.mean())))
        self.left, self.top = float(lon.min()), float(lat.max())
        span = max(float(np.ptp(lon)) * self.stretch, 0.4 * float(np.ptp(lat)), 1e-6)
        self.unit = (WIDTH - 2 * MARGIN) / span
        self.shift = (WIDTH - 2 * MARGIN - float(np.ptp(lon)) * self.stretch * self.unit) / 2

    def __call__(self, lon: Point | float, lat: Point | float) -> Point:
        x = MARGIN + self.shift + (np.asarray(lon) - self.left) * self.stretch * self.unit
        y = MARGIN + (self.top - np.asarray(lat)) * self.unit
        return np.stack([x, y], axis=-1)


def _project(lon: Point, lat: Point) -> tuple[Point, _Scale, float]:
    scale = _Scale(lon, lat)
    places = scale(lon, lat)
    return places, scale, round(float(places[:, 1].max()) + MARGIN, 1)


def _apart(places: Point, radius: Point) -> Point:
    """Push discs apart until none hides another; each stays as near its place as the others let it."""
    centres = places.copy()
    reach = radius[:, None] + radius[None, :] + GAP
    for _ in range(400):
        gap = centres[:, None] - centres[None, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(reach - distance, 0.0)
        if overlap.max() < 0.1:
            break
        way = np.where(distance[..., None] > 1e-6, gap / np.maximum(distance, 1e-6)[..., None], [0.0, 1.0])
        share = (radius[None, :] / (radius[:, None] + radius[None, :]))[..., None]  # the small one gives way
        centres += 0.9 * (way * overlap[..., None] * share).sum(axis=1)
    return centres


def _land(region: RegionData, places: dict[str, Point]) -> list[dict[str, float]]:
    """Return where there is shade: around every zone and along the roads between them."""
    points = list(places.values())
    for link in region.links.to_dict("records"):
        if link["from"] in places and link["to"] in places and link["class"] != "ferry":
            a, b = places[link["from"]], places[link["to"]]
            steps = int(np.hypot(*(b - a)) // (LAND / 4))
            points += [a + (b - a) * n / (steps + 1) for n in range(1, steps + 1)]
    return [{"x": round(float(x), 1), "y": round(float(y), 1)} for x, y in points]


def _cells(places: Point, ids: list[str], municipality: list[str], height: float) -> list[dict[str, str]]:
    """Return the area nearest each zone, tinted by municipality."""
    far = 10 * max(WIDTH, height)
    frame = np.array([[-far, -far], [far, -far], [-far, far], [far, far]], float)
    jitter = 1e-3 * np.arange(len(places))[:, None]  # two zones at one place still have two cells
    diagram = Voronoi(np.concatenate([places + jitter, frame]))
    codes = sorted(set(municipality))
    cells = []
    for n, zone in enumerate(ids):
        corners = diagram.vertices[diagram.regions[diagram.point_region[n]]]
        path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in np.clip(corners, -far, far)) + "Z"
        cells.append({"id": zone, "d": path, "tint": TINTS[codes.index(municipality[n]) % len(TINTS)]})
    return cells


def _area_names(region: RegionData, municipality: list[str], places: Point, taken: list[Box]) -> list[dict[str, Any]]:
    """Return the names of municipalities, each where nothing else stands near the middle of its zones."""
    found = []
    for one in region.municipalities:
        own = places[[m == one.code for m in municipality]]
        if not len(own):
            continue
        x, y = own.mean(axis=0)
        wide = len(one.name) * LETTER * 1.75
        for dy in (0, -22, 22, -44, 44, -66, 66):
            box = Box(x - wide / 2, y + dy - LINE, x + wide / 2, y + dy + 4)
            if not any(box.meets(other) for other in taken):
                taken.append(box)
                found.append({"name": one.name.upper(), "x": round(float(x), 1), "y": round(float(y + dy), 1)})
                break
    return found


def _roads(region: RegionData, centres: dict[str, Point], scale: _Scale, height: float) -> list[dict[str, Any]]:
    """Return links between zones; one that leads out ends in a stub with the name of where it leads."""
    outside = region.outside.set_index("outside_id")
    found: list[dict[str, Any]] = []
    for link in region.links.to_dict("records"):
        ends = [link["from"], link["to"]]
        inside = [e for e in ends if e in centres]
        if not inside:
            continue
        a = centres[inside[0]]
        road = {"main": link["class"] == "national", "ferry": link["class"] == "ferry", "name": str(link["name"])}
        if len(inside) == 2:
            b = centres[inside[1]]
        else:
            place = next(e for e in ends if e not in centres)
            if place not in outside.index:
                continue
            way = scale(float(outside.loc[place, "lon"]), float(outside.loc[place, "lat"])) - a
            room = min((WIDTH - 6 - a[0] if way[0] > 0 else a[0] - 6) / max(abs(way[0]), 1e-6),
                       (height - 16 - a[1] if way[1] > 0 else a[1] - 16) / max(abs(way[1]), 1e-6), 1.0)  # fmt: skip
            b = a + way * room
            short = short_name(str(outside.loc[place, "name"]))
            road |= {"to": short, "anchor": "end" if b[0] > WIDTH / 2 else "start", "x": round(float(b[0]), 1)}
            road["y"] = round(float(b[1]) - 5, 1)
        found.append(road | {"d": f"M{a[0]:.1f},{a[1]:.1f}L{b[0]:.1f},{b[1]:.1f}"})
    return found


def short_name(name: str) -> str:
    """Return a name without what stands in brackets, after a comma or after 'og'."""
    for mark in ("(", ",", " og ", " utenom "):
        name = name.partition(mark)[0]
    return name.strip()


def _names(
    region: RegionData, ids: list[str], centres: Point, radius: Point, size: Point, taken: list[Box]
) -> dict[str, dict[str, Any]]:
    """Return the name of each zone that has room for one: towns first, then by residents."""
    residents = dict(zip(ids, size, strict=True))
    of_town = {max(town.zones, key=lambda z: residents.get(z, 0.0)): town.name for town in region.towns}
    hidden = {zone for town in region.towns for zone in town.zones if zone not in of_town}
    full = dict(zip(ids, region.zones["name"], strict=True))
    order = sorted((n for n, z in enumerate(ids) if z not in hidden), key=lambda n: (ids[n] not in of_town, -size[n]))
    found: dict[str, dict[str, Any]] = {}
    for n in order:
        is_town = ids[n] in of_town
        text = of_town.get(ids[n]) or short_name(str(full[ids[n]]))
        wide = len(text) * LETTER * (1.25 if is_town else 1.0)
        (x, y), r = centres[n], radius[n]
        for dx, dy, anchor in _spots(r, is_far_allowed=is_town):
            left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
            box = Box(left, y + dy - LINE + 3, left + wide, y + dy + 3)
            is_inside = box.x1 > 2 and box.y1 > 2 and box.x2 < WIDTH - 2
            if is_inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                at = {"lx": round(float(x + dx), 1), "ly": round(float(y + dy), 1), "anchor": anchor}
                found[ids[n]] = {"label": text, "town": is_town, **at}
                break
    return found


def _spots(r: float, *, is_far_allowed: bool) -> list[tuple[float, float, str]]:
    """Return where a name may stand beside a disc, the best place first; the name of a town also farther off."""
    spots = []
    for gap in (4.0, 16.0, 30.0, 46.0) if is_far_allowed else (4.0,):
        out = r + gap
        spots += [(out, 4.0, "start"), (-out, 4.0, "end"), (0.0, out + 8, "middle"), (0.0, -out, "middle")]
        spots += [(0.7 * out, 0.7 * out + 8, "start"), (-0.7 * out, 0.7 * out + 8, "end")]
        spots += [(0.7 * out, -0.7 * out, "start"), (-0.7 * out, -0.7 * out, "end")]
    return spots
