"""How far it is to what the region does not have: a city, an airport, the big hospital; and who is cut off.

Where a bundle names airports and hospitals (far_services.csv), the nearest counts: minutes by car to its place and on from
there. Without that file both are taken to be in the nearest city.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.geography import UNREACHABLE_MIN
from model.indicators.shared import residents_by_zone
from model.region import Region
from model.traits import Indicator


def city_minutes(region: Region) -> NDArray[np.float64]:
    """Minutes to the nearest city outside [Z]; UNREACHABLE_MIN where there is no way to any."""
    n = region.n_zones
    return np.asarray(region.time_min[:n, n + region.outside.cities].min(axis=1, initial=UNREACHABLE_MIN))


def far_service(region: Region, service: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes to the nearest unit of a far service [Z] and its departures a day [Z] (nan where not stated)."""
    units = region.outside.far.get(service)
    if units is None:
        return city_minutes(region), np.full(region.n_zones, np.nan)
    minutes = region.time_min[: region.n_zones, units.place] + units.minutes
    return minutes.min(axis=1), units.per_day[minutes.argmin(axis=1)]


def _minutes(region: Region) -> Mapping[str, Any]:
    people = residents_by_zone(region)
    found = {}
    goals = {
        "city": city_minutes(region),
        "airport": far_service(region, "airport")[0],
        "big_hospital": far_service(region, "big_hospital")[0],
    }
    if region.outside.capital >= 0:
        goals["capital"] = region.time_min[: region.n_zones, region.n_zones + region.outside.capital]
    for goal, minutes in goals.items():
        there = people * (minutes < UNREACHABLE_MIN)
        found[f"to:{goal}"] = (there * minutes, there)
    return found


def _flights(region: Region) -> Mapping[str, Any]:
    people, per_day = residents_by_zone(region), far_service(region, "airport")[1]
    known = people * ~np.isnan(per_day)
    return {"all": (known * np.nan_to_num(per_day), known)}


def _cut_off(region: Region) -> Mapping[str, Any]:
    """Residents whom no way leads to any town, per cent: by car, by bus."""
    people, towns = residents_by_zone(region), np.flatnonzero(region.zones.is_town)
    found = {}
    for mode, minutes in (("car", region.time_min), ("bus", region.bus_min)):
        nowhere = minutes[: region.n_zones, towns].min(axis=1, initial=UNREACHABLE_MIN) >= UNREACHABLE_MIN
        found[f"mode:{mode}"] = (100.0 * people * nowhere, people)
    return found


OUTSIDE_MIN = Indicator(
    id="outside_min",
    label={"nb": "Reisetid ut av regionen", "en": "Minutes to what lies outside"},
    unit="minutes",
    kind="ratio",
    flow=False,
    compute=_minutes,
    sdg=("9.1", "11.a"),
    groups=("to",),
    description={
        "nb": "Minutter med bil til nærmeste by utenfor, flyplass og stort sykehus, og til hovedstaden (med fly der det er "
        "raskest), i snitt for bosatte som kommer dit.",
        "en": "Minutes by car to the nearest city outside, airport and big hospital, and to the capital (by air where that "
        "is quickest), mean over residents who get there.",
    },
)
FLIGHTS = Indicator(
    id="flights_per_day",
    label={"nb": "Flyavganger per dag fra nærmeste flyplass", "en": "Flights a day from the nearest airport"},
    unit="departures per day",
    kind="ratio",
    flow=False,
    compute=_flights,
    sdg=("9.1",),
    description={
        "nb": "Avganger per dag fra flyplassen som er nærmest, i snitt for bosatte; tom der regionen ikke oppgir det.",
        "en": "Departures a day from the nearest airport, averaged over residents; empty where the bundle does not say.",
    },
)
CUT_OFF = Indicator(
    id="cut_off_share",
    label={"nb": "Bosatte uten vei til en by", "en": "Residents with no way to a town"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_cut_off,
    sdg=("11.2",),
    groups=("mode",),
    description={
        "nb": "Andel bosatte som ikke kan nå noen av regionens byer, med bil og med buss.",
        "en": "Share of residents who cannot get to any town of the region, by car and by bus.",
    },
)
