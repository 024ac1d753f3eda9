"""Tables and overlay -> zones.csv of a bundle: the places of each municipality and their shares of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scenarios.build_homes import profile
from scenarios.build_overlay import Overlay, texts
from scenarios.build_people import persons
from scenarios.build_places import Anchor, anchors, km, points, slug
from scenarios.build_tables import Tables

COLUMNS = ("zone_id", "name", "municipality", "kind", "lat", "lon", "population_share", "dwelling_share", "jobs_share",
           "broadband_share", "land_km2", "farmland_share", "amenity", "price_factor", "basis", "note")  # fmt: skip
# Assumptions by kind of zone.
_HOMES = {
    "centre": 1.22,
    "town": 0.97,
    "village": 0.99,
    "rural": 1.03,
}  # for each resident: small households, empty homes
_JOBS = {"centre": 2.6, "town": 0.95, "village": 0.85, "rural": 0.5}  # for each resident
_MAIN_VILLAGE_JOBS = 1.2
_PRICE = {"centre": 1.25, "town": 1.15, "village": 0.95, "rural": 0.75}
_LAND_KM2 = {"centre": 0.7, "town": 4.0, "village": 20.0}  # the rest of the municipality is rural
_FARMLAND = {"centre": 0.0, "town": 0.02, "village": 0.03, "rural": 0.02}
_CENTRE_SHARE = 0.2  # of a town's residents
_TOWN_BROADBAND, _VILLAGE_GAP, _USUAL_BROADBAND = 0.99, 0.35, 0.90
_USUAL_LAND_KM2, _USUAL_URBAN_SHARE = 600.0, 0.55
_LEAST_SHARE = 0.02  # of a municipality's residents in a zone without figures
_SPARSE_SHARE = 0.05  # weight of a rural zone beside its share of pupils: those who live round about
_PRIMARY = (1, 7)


def zones(
    tables: Tables, overlay: Overlay, people: pd.DataFrame, names: dict[str, str], centres: list[str], year: int
) -> pd.DataFrame:
    """All zones, the main one of every municipality first."""
    where = points(tables)
    residents = persons(people, year)
    parts = []
    for code in tables.codes:
        given = overlay.rows("zones")
        given = given[given.municipality == code] if len(given) else given
        if len(given):
            part = given.reset_index(drop=True)
            found = [_as_anchor(tables, code, row) for row in part.itertuples()]
        else:
            found = anchors(tables, code, names[code], float(residents[code]), code in centres, where[code])
            part = _frame(found, code, names[code])
        share = _shares(tables, code, found, people, year)
        is_open = part.population_share.isna().to_numpy()
        free = max(1.0 - float(part.population_share.sum()), 0.0)
        part.loc[is_open, "population_share"] = share[is_open] * free / max(share[is_open].sum(), 1e-9)
        parts.append(_filled(tables, code, part))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _as_anchor(tables: Tables, code: str, row: Any) -> Anchor:
    """A zone of the overlay; its settlement's published population if its name begins with the settlement's."""
    official = tables.get("settlement_populations_official", "zones.csv")
    official = official[official.municipality_code == code]
    names = official.settlement.str.replace(r"\s*\(.*\)", "", regex=True)
    mine = official[np.array([row.name.startswith(name) for name in names], bool)]
    people = mine.sort_values("year").population.iloc[-1] if len(mine) else np.nan
    return Anchor(row.name, row.kind, row.lat, row.lon, float(people))


def _frame(found: list[Anchor], code: str, name: str) -> pd.DataFrame:
    first = slug(name)
    rows = [
        {
            "zone_id": f"{first}-{_place_id(a)}",
            "name": a.name,
            "municipality": code,
            "kind": a.kind,
            "lat": round(a.lat, 4),
            "lon": round(a.lon, 4),
            "note": f"{a.source}; shares and division of land assumed",
        }
        for a in found
    ]
    frame = pd.DataFrame(rows)
    return frame.reindex(columns=list(COLUMNS))


def _place_id(place: Anchor) -> str:
    if place.kind == "centre":
        return "centre"
    return "town" if place.kind == "town" and place.name.endswith("utenom sentrum") else slug(place.name)


def _shares(tables: Tables, code: str, found: list[Anchor], people: pd.DataFrame, year: int) -> np.ndarray:
    """Share of the municipality's residents by zone: settlements as published, the rest by pupils in the local school."""
    residents = float(persons(people, year)[code])
    pupils = _pupils(tables, code, found)
    weight = pupils / pupils.sum() if pupils.sum() else np.full(len(found), 1.0 / len(found))
    kinds = np.array([a.kind for a in found])
    known = np.array([a.people for a in found]) / residents
    in_town = np.isin(kinds, ("centre", "town"))
    urban = profile(tables, "zones.csv", code, "share_population_in_urban_settlement_pct", year)
    share = np.where(in_town, 0.0, np.nan_to_num(known))
    town = 0.0
    if in_town.any():
        published = known[kinds == "centre"][0]
        left = (_USUAL_URBAN_SHARE if urban is None else urban[0] / 100) - share.sum()
        town = float(published) if not np.isnan(published) else max(left, 3 * _LEAST_SHARE)
        town = min(town, 1.0 - share.sum() - _LEAST_SHARE)
    unknown = (kinds == "village") & np.isnan(known)
    left = max((_USUAL_URBAN_SHARE if urban is None else urban[0] / 100) - share.sum() - town, 0.0)
    if unknown.any():
        divided = weight * unknown
        divided = divided / divided.sum() if divided.sum() else unknown / unknown.sum()
        share = share + np.maximum(divided * left, _LEAST_SHARE * unknown)
    rest = max(1.0 - share.sum() - town, _LEAST_SHARE)
    open_ = np.where(in_town, 0.0, np.maximum(weight - share, 0.0)) + _SPARSE_SHARE * (kinds == "rural")
    share = share + rest * open_ / open_.sum()
    share[in_town] = _within_town(kinds[in_town], pupils[in_town]) * town
    return share / share.sum()


def _within_town(kinds: np.ndarray, pupils: np.ndarray) -> np.ndarray:
    """A fifth in the centre, the other parts by their pupils."""
    parts = kinds != "centre"
    weight = np.where(parts, np.maximum(pupils, 1.0), 0.0)
    return np.where(parts, (1 - _CENTRE_SHARE) * weight / weight.sum(), _CENTRE_SHARE)


def _pupils(tables: Tables, code: str, found: list[Anchor]) -> np.ndarray:
    """Primary pupils by zone: those of the schools that are nearest to it."""
    schools = tables.get("schools_compulsory_2026", "zones.csv")
    schools = schools[(schools.municipality_code == code) & (schools.pupils > 0)]
    out = np.zeros(len(found))
    lats, lons = np.array([a.lat for a in found]), np.array([a.lon for a in found])
    for school in schools.itertuples():
        low = max(school.lowest_grade, _PRIMARY[0])
        grades = max(min(school.highest_grade, _PRIMARY[1]) - low + 1, 0)
        of = school.highest_grade - school.lowest_grade + 1
        if grades > 0:
            out[np.argmin(km(school.latitude, school.longitude, lats, lons))] += school.pupils * grades / of
    return out


def _filled(tables: Tables, code: str, part: pd.DataFrame) -> pd.DataFrame:
    """Fill what the places leave open: homes, jobs, land, broadband and price by kind of zone."""
    kind = part.kind
    part["population_share"] = _rounded(part.population_share.to_numpy(float), 4)
    weights = part.population_share.to_numpy(float)
    jobs = kind.map(_JOBS).to_numpy(float, copy=True)
    if not (kind == "centre").any():
        jobs[0] = _MAIN_VILLAGE_JOBS
    _fill(part, "dwelling_share", _rounded(weights * kind.map(_HOMES).to_numpy(float), 4))
    _fill(part, "jobs_share", _rounded(weights * jobs, 4))
    _fill(part, "land_km2", _land(tables, code, kind))
    _fill(part, "farmland_share", kind.map(_FARMLAND).to_numpy(float))
    _fill(part, "amenity", np.zeros(len(part)))
    homes = part.dwelling_share.to_numpy(float)
    _fill(part, "broadband_share", _broadband(tables, code, kind, homes))
    price = kind.map(_PRICE).to_numpy(float)
    _fill(part, "price_factor", np.round(price / float(price @ homes), 3))
    part["basis"], part["note"] = texts(part.basis, "assumption"), texts(part.note)
    return part


def _fill(part: pd.DataFrame, column: str, values: np.ndarray) -> None:
    given = pd.to_numeric(part[column], errors="coerce")
    part[column] = given.fillna(pd.Series(values, index=part.index)).astype(float)


def _rounded(weights: np.ndarray, digits: int) -> np.ndarray:
    """Shares in proportion to weights, rounded so that they add up to 1."""
    share = np.round(weights / weights.sum(), digits)
    share[np.argmax(share)] += 1.0 - share.sum()
    return np.round(share, digits)


def _land(tables: Tables, code: str, kind: pd.Series) -> np.ndarray:
    known = tables.get("jobs_total_and_land", "zones.csv").set_index("municipality_code").land_area_km2_2016
    total = float(known.get(code, np.nan))
    if np.isnan(total):
        tables.note("zones.csv", f"land area assumed, {_USUAL_LAND_KM2:.0f} km²", code)
        total = _USUAL_LAND_KM2
    land = kind.map(_LAND_KM2).to_numpy(float, copy=True)
    rural = np.isnan(land)
    built = np.nansum(land)
    land = land * (min(1.0, 0.5 * total / built) if built else 1.0)
    land[rural] = (total - np.nansum(land)) / max(rural.sum(), 1)
    land = np.round(land * total / land.sum(), 2)
    land[np.argmax(land)] += total - land.sum()
    return np.round(land, 2)


def _broadband(tables: Tables, code: str, kind: pd.Series, homes: np.ndarray) -> np.ndarray:
    """Towns have nearly all, rural zones bear the gap to the municipality's figure, villages a part of it."""
    known = tables.get("municipalities", "zones.csv").set_index("municipality_code").pct_households_100mbit_2022
    share = float(known.get(code, np.nan)) / 100
    if np.isnan(share):
        tables.note("zones.csv", f"broadband assumed, {_USUAL_BROADBAND:.0%} of homes", code)
        share = _USUAL_BROADBAND
    gap = kind.map({"centre": 0.0, "town": 0.0, "village": _VILLAGE_GAP, "rural": 1.0}).to_numpy(float)
    borne = float(gap @ homes)
    size = (_TOWN_BROADBAND - share) / borne if borne else 0.0
    return np.clip(np.round(_TOWN_BROADBAND - gap * size, 3), 0.0, 1.0)
