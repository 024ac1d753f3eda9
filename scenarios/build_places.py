"""Where a municipality's zones lie: settlements, schools, emergency stations, distances between centres, else a ring."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from scenarios.build_tables import Tables

# How far apart anchors are, km (assumptions): nearer ones are one zone.
_SAME_PLACE, _SCHOOL_APART, _STATION_APART = 1.5, 4.0, 6.0
_TOWN_SCHOOLS_APART, _TOWN_RADIUS = 1.5, 5.0
_RESIDENTS_PER_ZONE = 250  # no more zones in a municipality than this allows
_RING_KM, _KM_PER_DEGREE, _EARTH_KM = 12.0, 111.2, 6371.0
_SOMEWHERE = (60.5, 9.0)  # a bundle without any coordinate lies here
_TOWN_POPULATION, _VILLAGE_POPULATION = 1_000, 200
_GENERIC = re.compile(
    r"\b(avd|skole|skule|barne- og ungdomsskole|\w*(?<!\w)sentralskole|barneskole|barneskule|ungdomsskole|ungdomsskule|"
    r"grunnskole|friskole|montessori\w*|og omegn|oppvekstsenter|brannstasjon|branndepot|sti|sa|as)\b.*",
    re.IGNORECASE,
)


@dataclass
class Anchor:
    """A place that becomes a zone. `people`: residents of the settlement, nan = unknown."""

    name: str
    kind: str  # centre, town, village, rural
    lat: float
    lon: float
    people: float = float("nan")
    area_km2: float = float("nan")
    source: str = ""


def slug(name: str) -> str:
    """Lower-case ASCII of a name: Hægebostad -> haegebostad, Øyesletta -> oyesletta."""
    text = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "aa")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def km(lat: float, lon: float, lats: np.ndarray | float, lons: np.ndarray | float) -> np.ndarray:
    """Great-circle kilometres from a point to others."""
    a, b = np.radians(lat), np.radians(np.asarray(lats, float))
    turn = np.radians(np.asarray(lons, float) - lon)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(h)))


def moved(lat: float, lon: float, distance_km: float, bearing: float) -> tuple[float, float]:
    """A point so many kilometres away; bearing in radians from north."""
    up = distance_km * np.cos(bearing) / _KM_PER_DEGREE
    return lat + up, lon + distance_km * np.sin(bearing) / (_KM_PER_DEGREE * np.cos(np.radians(lat)))


def anchors(tables: Tables, code: str, name: str, residents: float, is_centre: bool, where: tuple[float, float]):
    """Places of a municipality, the main one first. `where`: its point when no table has one."""
    found = _settlements(tables, code)
    if not found:
        found = _from_schools(tables, code, found, _SCHOOL_APART)[:1] or _from_stations(tables, code, found)[:1]
    if not found:
        tables.note(
            "zones.csv", f"{name}: no settlement, school or station: points by distances or a ring (assumption)"
        )
        found = [Anchor(name, "village", *where, source="point assumed")]
    found.sort(key=lambda a: -np.nan_to_num(a.people))
    most = max(2, int(residents / _RESIDENTS_PER_ZONE))
    town = _town(tables, code, found) if is_centre else [found[0]]
    if not is_centre and found[0].kind == "rural":
        found[0].kind = "village"
    rest = found[1:]
    rest += _from_schools(tables, code, [*town, *rest], _SCHOOL_APART)
    by_station = _from_stations(tables, code, [*town, *rest])
    rest = [*rest, *by_station]
    rest = rest[: max(most - len(town), 1)]
    if any(a in rest for a in by_station):
        tables.note("zones.csv", "points near stations: derived from OpenStreetMap, ODbL, to 0.01 degrees", code)
    if not any(a.kind == "rural" for a in rest):
        bearing = 2 * np.pi * (tables.codes.index(code) + 0.5) / len(tables.codes)
        point = moved(town[0].lat, town[0].lon, _RING_KM, bearing)
        rest.append(Anchor(f"{name} utenom tettstedene", "rural", *point, source="the rest: point assumed on a ring"))
    return _unique_names([*town, *rest])


def _unique_names(found: list[Anchor]) -> list[Anchor]:
    seen: dict[str, int] = {}
    for anchor in found:
        seen[slug(anchor.name)] = n = seen.get(slug(anchor.name), 0) + 1
        if n > 1:
            anchor.name += f" {n}"
    return found


def _settlements(tables: Tables, code: str) -> list[Anchor]:
    target = "zones.csv"
    places = tables.get("settlements_geonames", target)
    official = tables.get("settlement_populations_official", target)
    places, official = places[places.municipality_code == code], official[official.municipality_code == code]
    official = official.assign(name=official.settlement.str.replace(r"\s*\(.*\)", "", regex=True))
    latest = official.sort_values("year").groupby("name").last()
    area = official.sort_values("year").groupby("name").area_km2.last()
    found: list[Anchor] = []
    for row in places.itertuples():
        people, year = (latest.population[row.name], latest.year[row.name]) if row.name in latest.index else (np.nan, 0)
        source = f"GeoNames point; {people:.0f} residents {year} (SSB)" if year else "GeoNames point"
        if not year and row.population > 0 and latest.empty:
            people, source = row.population, f"GeoNames point and population {row.population:.0f}"
        size = area.get(row.name, np.nan)
        found.append(Anchor(row.name, "village", row.latitude, row.longitude, people, size, source))
    found += _located_by_school(tables, code, latest.drop(index=[a.name for a in found], errors="ignore"))
    return _apart(sorted(found, key=lambda a: -np.nan_to_num(a.people)), [], _SAME_PLACE)


def _located_by_school(tables: Tables, code: str, latest: pd.DataFrame) -> list[Anchor]:
    """Settlements without coordinates that a school is named after."""
    schools = tables.get("schools_compulsory_2026", "zones.csv")
    schools = schools[schools.municipality_code == code]
    found = []
    for name, row in latest.iterrows():
        near = schools[schools.school_name.str.lower().str.startswith(str(name).lower()[:6])]
        if len(near):
            first = near.iloc[0]
            source = f"at {first.school_name}; {row.population:.0f} residents {row.year} (SSB)"
            place = (first.latitude, first.longitude)
            found.append(Anchor(str(name), "village", *place, row.population, row.area_km2, source))
    return found


def _from_schools(tables: Tables, code: str, taken: list[Anchor], apart: float) -> list[Anchor]:
    schools = tables.get("schools_compulsory_2026", "zones.csv")
    schools = schools[(schools.municipality_code == code) & (schools.pupils > 0)]
    schools = schools[~schools.school_name.str.contains("voksenopplæring", case=False)].sort_values("pupils")[::-1]
    found = [
        Anchor(place_name(s.school_name), "rural", s.latitude, s.longitude, source=f"{s.school_name}")
        for s in schools.itertuples()
    ]
    return _apart(found, taken, apart)


def _from_stations(tables: Tables, code: str, taken: list[Anchor]) -> list[Anchor]:
    stations = tables.get("emergency_services_osm_2026", "zones.csv")
    stations = stations[stations.municipality_code == code]
    found = [
        Anchor(place_name(s.name), "rural", round(s.latitude, 2), round(s.longitude, 2), source="near a station")
        for s in stations.itertuples()
        if s.name != s.type
    ]
    return _apart(found, taken, _STATION_APART)


def place_name(text: str) -> str:
    """The place that a school or station is named after: “Utskarpen barne- og ungdomsskole” -> “Utskarpen”."""
    words = re.sub(r"^(stiftinga|stiftelsen)\s+", "", text.split(",", maxsplit=1)[0], flags=re.IGNORECASE)
    if "avd" in words:  # a branch is named after its own place
        words = words.split("avd", 1)[1].removeprefix(".").strip().removeprefix("skole").strip() or words
    return _GENERIC.sub("", words).strip(" -") or words


def _apart(found: list[Anchor], taken: list[Anchor], least_km: float) -> list[Anchor]:
    """Those that are so far from each other and from what is taken."""
    kept: list[Anchor] = []
    for anchor in found:
        others = [*taken, *kept]
        if all(float(km(anchor.lat, anchor.lon, o.lat, o.lon)) >= least_km for o in others):
            kept.append(anchor)
    return kept


def _town(tables: Tables, code: str, settlements: list[Anchor]) -> list[Anchor]:
    """The centre and the parts of a town round the largest settlement: primary schools some way apart, else one part."""
    main = settlements[0]
    schools = tables.get("schools_compulsory_2026", "zones.csv")
    schools = schools[(schools.municipality_code == code) & (schools.pupils > 0) & (schools.lowest_grade == 1)]
    centre = Anchor(f"{main.name} sentrum", "centre", main.lat, main.lon, source=f"{main.source}; a fifth of the town")
    distance = km(main.lat, main.lon, schools.latitude.to_numpy(), schools.longitude.to_numpy())
    radius = _TOWN_RADIUS if np.nan_to_num(main.people, nan=9e9) > 5 * _TOWN_POPULATION else _TOWN_RADIUS / 2
    near = schools[distance <= radius].sort_values("pupils")[::-1]
    parts = [
        Anchor(place_name(s.school_name), "town", s.latitude, s.longitude, source=s.school_name)
        for s in near.itertuples()
    ]
    most = max(1, int(np.nan_to_num(main.people, nan=4_000) / (2 * _TOWN_POPULATION)))
    parts = _apart(parts, [centre, *settlements[1:]], _TOWN_SCHOOLS_APART)[:most]
    if not parts:
        lat, lon = moved(main.lat, main.lon, 0.8, 0.0)
        parts = [Anchor(f"{main.name} utenom sentrum", "town", lat, lon, source="point assumed")]
    centre.people, centre.area_km2 = main.people, main.area_km2  # of the whole town; zones.py divides it
    return [centre, *parts]


def main_place(tables: Tables, code: str) -> tuple[float, float] | None:
    """The point of a municipality's first settlement, school or station; None without any."""
    found = _settlements(tables, code) or _from_schools(tables, code, [], 0.0) or _from_stations(tables, code, [])
    return (found[0].lat, found[0].lon) if found else None


def points(tables: Tables) -> dict[str, tuple[float, float]]:
    """A point for each municipality: its main place or midpoint, else by distances to the others, else on a ring."""
    middle = tables.get("municipality_midpoints", "zones.csv").set_index("municipality_code")
    found: dict[str, tuple[float, float]] = {}
    for code in tables.codes:
        place = main_place(tables, code)
        if place is None and code in middle.index:
            place = (float(middle.lat[code]), float(middle.lng[code]))
        if place is not None:
            found[code] = place
    for m, code in enumerate(tables.codes):
        if code not in found:
            start = next(iter(found.values()), None)
            guess = _SOMEWHERE if start is None else moved(*start, 2 * _RING_KM, 2 * np.pi * m / len(tables.codes))
            found[code] = _by_distances(tables, code, found, guess)
    return found


def _by_distances(
    tables: Tables, code: str, known: dict[str, tuple[float, float]], guess: tuple[float, float]
) -> tuple[float, float]:
    """The point whose great-circle distances to known places are nearest to the table's; the guess without any."""
    frame = tables.get("great_circle_km_between_centres", "zones.csv")
    distance = {}
    for row in frame.itertuples():
        ends = (row.municipality_code_a, row.municipality_code_b)
        if code in ends:
            other = ends[1 - ends.index(code)]
            if other in known:
                distance[other] = row.great_circle_km
    if not distance:
        return guess
    places = np.array([known[other] for other in distance])
    target = np.array(list(distance.values()))
    fit = least_squares(lambda p: km(p[0], p[1], places[:, 0], places[:, 1]) - target, guess, x_scale=0.1)
    return float(fit.x[0]), float(fit.x[1])
