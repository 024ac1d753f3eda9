"""Tables -> services.csv (school register) and services_osm.csv (OpenStreetMap) of a bundle."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from model.synthesis.integers import largest_remainder
from scenarios.build_people import persons
from scenarios.build_places import km
from scenarios.build_tables import Tables

COLUMNS = ("service", "name", "zone_id", "municipality", "owner", "users", "staff", "capacity", "basis", "note")
_CAPACITY = 1.25  # places for each pupil (assumption)
_PUPILS_PER_STAFF = 4.0  # where staff is not published (assumption)
_UPPER_SHARE = 0.9  # of residents of 16–18 years in upper secondary school (assumption)
_BRANCH_STAFF = 25.0  # weight of an upper secondary school whose staff is listed with another's (assumption)
_GRADES = {"primary_school": (1, 7), "lower_secondary_school": (8, 10)}
_AGES = {"primary_school": (6, 12), "lower_secondary_school": (13, 15)}
_OWNERS = {"public": "municipality", "private": "private"}
_STATION_OWNERS = {"hospital": "health_trust", "police_station": "state", "fire_station": "municipality"}
_IN_TOWN = ("centre", "town")
# Staff of stations, in a town and elsewhere (assumptions).
_STATION_STAFF = {"hospital": (300, 100), "police_station": (18, 2), "fire_station": (3, 1)}


def schools(tables: Tables, zones: pd.DataFrame, people: pd.DataFrame, year: int) -> pd.DataFrame:
    """Schools by type: a combined school has a row for each, its pupils and staff divided by grades."""
    frame = tables.get("schools_compulsory_2026", "services.csv")
    rows: list[dict[str, Any]] = []
    for school in frame[frame.pupils > 0].itertuples():
        if "voksenopplæring" not in school.school_name.lower() and not math.isnan(school.highest_grade):
            rows += _by_grades(school, zones)
    for service, ages in _AGES.items():
        for code in tables.codes:
            children = int(persons(people, year, *ages)[code])
            if children and not any(r["service"] == service and r["municipality"] == code for r in rows):
                rows.append(_assumed(tables, service, code, zones, children))
    rows += _upper(tables, zones, people, year)
    order = {code: n for n, code in enumerate(tables.codes)}
    rows.sort(key=lambda r: order[r["municipality"]])
    return _named_once(pd.DataFrame(rows, columns=list(COLUMNS)))


def _by_grades(school: Any, zones: pd.DataFrame) -> list[dict[str, Any]]:
    found = []
    spans = {}
    for service, (low, high) in _GRADES.items():
        span = min(school.highest_grade, high) - max(school.lowest_grade, low) + 1
        if span > 0:
            spans[service] = span
    total = sum(spans.values())
    for service, span in spans.items():
        is_whole = len(spans) == 1
        note = "pupils and staff official" if is_whole else "combined school: official pupils and staff split by grades"
        pupils = math.floor(school.pupils * span / total + 0.5)
        staff = np.nan if math.isnan(school.employees) else math.floor(school.employees * span / total + 0.5)
        place = _zone_at(zones, school.municipality_code, school.latitude, school.longitude)
        owner = _OWNERS.get(school.ownership, "municipality")
        found.append(_row(service, school.school_name, place, school.municipality_code, owner, pupils, staff, note))
    return found


def _assumed(tables: Tables, service: str, code: str, zones: pd.DataFrame, children: int) -> dict[str, Any]:
    first = zones[zones.municipality == code].iloc[0]
    tables.note(
        "services.csv", f"no {service.replace('_', ' ')} in the register: one assumed for all its children", code
    )
    word = "barneskole" if service == "primary_school" else "ungdomsskole"
    staff = round(children / _PUPILS_PER_STAFF)
    note = "none in the register: one is assumed with all residents of its ages"
    name = f"{first['name'].split(' sentrum')[0]} {word} (antatt)"
    return _row(service, name, first.zone_id, code, "municipality", children, staff, note)


def _upper(tables: Tables, zones: pd.DataFrame, people: pd.DataFrame, year: int) -> list[dict[str, Any]]:
    """Upper secondary schools: pupils are not published by place, so the young are divided by staff."""
    target, service = "services.csv", "upper_secondary_school"
    frame = tables.get("schools_upper_secondary_2026", target)
    young = _UPPER_SHARE * persons(people, year, 16, 18).sum()
    if frame.empty:
        tables.note(target, "no upper secondary school known: one assumed in the first centre, with the region's young")
        main = zones[zones["kind"] == "centre"].iloc[0]
        name = f"{main['name'].split(' sentrum')[0]} videregående skole (antatt)"
        staff = round(young / _PUPILS_PER_STAFF)
        return [_row(service, name, main.zone_id, main.municipality, "county", round(young), staff, "assumed")]
    staff = frame.employees.fillna(0.0).to_numpy(float)
    weight = np.where(staff > 0, staff, _BRANCH_STAFF)
    pupils = np.where(frame.pupils.notna(), frame.pupils, largest_remainder(weight, round(float(young))))
    found = []
    for n, school in enumerate(frame.itertuples()):
        known = staff[n] if staff[n] > 0 else round(pupils[n] / _PUPILS_PER_STAFF)
        place = _zone_at(zones, school.municipality_code, school.latitude, school.longitude)
        owner = "private" if school.ownership == "private" else "county"
        note = "pupils unknown: 90 % of the 16-18-year-olds shared by staff"
        found.append(_row(service, school.school_name, place, school.municipality_code, owner, pupils[n], known, note))
    return found


def stations(tables: Tables, zones: pd.DataFrame) -> pd.DataFrame:
    """Hospitals, police and fire stations, in the nearest zone of their municipality."""
    frame = tables.get("emergency_services_osm_2026", "services_osm.csv")
    kinds = dict(zip(zones.zone_id, zones["kind"], strict=True))
    names = dict(zip(zones.zone_id, zones["name"], strict=True))
    rows = []
    for station in frame[frame.type.isin(_STATION_OWNERS)].itertuples():
        place = _zone_at(zones, station.municipality_code, station.latitude, station.longitude)
        staff = _STATION_STAFF[station.type][0 if kinds[place] in _IN_TOWN else 1]
        name = station.name
        if name == station.type:
            name = f"{names[place].split(' og ')[0]} brannstasjon (navn antatt)"
        owner = _STATION_OWNERS[station.type]
        note = "staff assumed, mostly part time" if station.type == "fire_station" else "staff assumed"
        rows.append(_row(station.type, name, place, station.municipality_code, owner, np.nan, staff, note))
    order = {kind: n for n, kind in enumerate(_STATION_OWNERS)}
    rows.sort(key=lambda r: order[r["service"]])
    return _named_once(pd.DataFrame(rows, columns=list(COLUMNS)))


def _zone_at(zones: pd.DataFrame, code: str, lat: float, lon: float) -> str:
    mine = zones[zones.municipality == code]
    return str(mine.zone_id.iloc[int(np.argmin(km(lat, lon, mine.lat.to_numpy(float), mine.lon.to_numpy(float))))])


def _row(
    service: str, name: str, zone: str, code: str, owner: str, users: float, staff: float, note: str
) -> dict[str, Any]:
    capacity = np.nan if math.isnan(users) else math.ceil(_CAPACITY * users)
    return dict(
        zip(COLUMNS, (service, name, zone, code, owner, users, staff, capacity, "assumption", note), strict=True)
    )


def _named_once(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a second unit of the same type and name a number."""
    again = frame.groupby(["service", "name"]).cumcount() if len(frame) else pd.Series([], dtype="int64")
    frame["name"] = [name if n == 0 else f"{name} {n + 1}" for name, n in zip(frame["name"], again, strict=True)]
    return frame
