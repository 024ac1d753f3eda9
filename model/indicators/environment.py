"""Land that is built on, kilometres driven, and what they emit.

Vehicle kilometres of residents by zone of residence and purpose, a year:

    commute = sum over residents with a job of P(drives) · 2 · km(home, work) · days · (1 − days at home)
    service = sum over service types of users · trips · km(zone, nearest unit) · driver share(zone kind) · (1 − chained)
    bus     = departures both ways · length of the link · days
    CO2     = kilometres · kg per km with an engine · (1 − electric share of the year)

P(drives) is a multinomial logit among car, lift, bus and bike or foot on generalised minutes (minutes, tolls, fuel and
fares at the value of a minute); without a car in the household the first is missing. Visits that a service type does
without where homes are connected are not driven. km runs along the cheapest path by car. Who works farther away than
`weekly_beyond_km` goes there and back once a week. Trips (one way) per user are those that a service type's weight of a
user's minute stands for: that weight is trips times the value of a minute (model/services). The electric share is a
logistic path through the stock of 2023, times the world assumption `electric_cars`.

Leaves out: leisure and visits, shopping other than at service types, goods, trains, in-commuters and visitors
(together more than half of all kilometres); commuters to places that have no road link; making cars and power. Buses
turn electric as cars do. So the level is too low; what roads, services and jobs change is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import ZoneKind
from model.geography import UNREACHABLE_MIN
from model.geography import Params as RoadParams
from model.indicators.reach import nearest
from model.indicators.shared import by_zone, flow, flow_with_groups, shared
from model.land import USES, account
from model.parameters import par, parameters
from model.region import Region
from model.remote import days_at_home, visits
from model.service_use import need_by_age, residents_by_age
from model.skims import Params as NoCarParams
from model.traits import Indicator
from model.transit import Params as BusParams

TAKEN_FOR = ("homes", "business", "transport")
PURPOSES = ("commute", "service", "bus")
MODES = ("car", "lift", "bus", "bike")
_STOCK_YEAR = 2023
_ALL = "EVIDENCE car_driver_share_trips (0.53 for the nation); by kind of place: assumption"


@parameters("travel")
class Params(NamedTuple):
    """Trips, who drives, emissions."""

    work_days: float = par(
        215.0,
        unit="days per year",
        low=190.0,
        high=230.0,
        source="assumption",
        note="less holidays and illness",
    )
    weekly_beyond_km: float = par(120.0, unit="km", low=80.0, high=200.0, source="assumption")
    weekly_trips: float = par(44.0, unit="trips there and back per year", low=30.0, high=48.0, source="assumption")
    per_minute: float = par(0.04, unit="utility per min", low=0.02, high=0.07, source="assumption")
    like_car: float = par(
        0.8,
        unit="utility",
        low=-0.5,
        high=1.5,
        source="EVIDENCE car_share_work_trips 0.7 for the nation, higher in small towns: level so that it comes out there",
    )
    like_lift: float = par(-1.7, unit="utility", low=-2.5, high=-0.5, source="assumption")
    like_bus: float = par(-0.5, unit="utility", low=-1.5, high=0.5, source="assumption")
    car_nok_km: float = par(1.5, unit="NOK/km", low=1.0, high=3.0, source="assumption", note="power or petrol, wear")
    fare_nok: float = par(35.0, unit="NOK per trip", low=15.0, high=50.0, source="assumption")
    bus_kg_per_km: float = par(0.9, unit="kg CO2 per km", low=0.7, high=1.1, source="EVIDENCE co2_bus (memory, verify)")
    service_centre: float = par(0.4, unit="drivers per trip", low=0.3, high=0.55, source=_ALL)
    service_town: float = par(0.53, unit="drivers per trip", low=0.45, high=0.65, source=_ALL)
    service_village: float = par(0.6, unit="drivers per trip", low=0.5, high=0.7, source=_ALL)
    service_rural: float = par(0.65, unit="drivers per trip", low=0.55, high=0.75, source=_ALL)
    minors_factor: float = par(
        0.3,
        unit="ratio",
        low=0.1,
        high=0.6,
        source="assumption",
        note="driven trips to services for minors: the rest walk",
    )
    chained: float = par(
        0.25, unit="share of trips", low=0.1, high=0.4, source="assumption", note="on the way to work: nothing extra"
    )
    minute_nok: float = par(
        2.8, unit="NOK/min", low=2.5, high=3.2, source="model/services: 2.7 to 3 NOK a minute of time and car"
    )
    engine_kg_per_km: float = par(
        0.15, unit="kg CO2 per km", low=0.12, high=0.18, source="EVIDENCE co2_ice_car (memory, verify)"
    )
    electric_2023: float = par(
        0.24, unit="share of cars", low=0.2, high=0.28, source="EVIDENCE ev_share_stock_2023 (memory, verify)"
    )
    electric_growth: float = par(
        0.18,
        unit="per year, of log odds",
        low=0.1,
        high=0.28,
        source="assumption",
        note="0.31 in 2025, 0.53 in 2030, 0.73 in 2035, 0.93 in 2044",
    )


def electric_share(year: int, factor: float, p: Params) -> float:
    """Share of kilometres driven electrically in a year; `factor` is the world assumption."""
    odds = p.electric_2023 / (1.0 - p.electric_2023) * np.exp(p.electric_growth * (year - _STOCK_YEAR))
    return float(min(factor * odds / (1.0 + odds), 1.0))


def _by_kind(region: Region, centre: float, town: float, village: float, rural: float) -> NDArray[np.float64]:
    """A share by kind of place for each zone [Z]."""
    share = np.empty(len(ZoneKind))
    share[[ZoneKind.CENTRE, ZoneKind.TOWN, ZoneKind.VILLAGE, ZoneKind.RURAL]] = centre, town, village, rural
    return share[region.zones.kind]


def _fuel_minutes(region: Region, p: Params) -> NDArray[np.float64]:
    """Cost of the kilometres by car, in minutes [P, P]."""
    return np.nan_to_num(region.km, nan=0.0) * p.car_nok_km / region.par(RoadParams).minute_nok


@shared
def mode_shares(region: Region) -> NDArray[np.float64]:
    """Probability of a way to work by whether there is a car, mode (MODES) and pair of places [2, 4, P, P]."""
    p = region.par(Params)
    fare = p.fare_nok / region.par(RoadParams).minute_nok
    effort, lift = region.par(NoCarParams).effort, region.par(NoCarParams).lift_min
    car = region.cost_min + _fuel_minutes(region, p)
    cost = np.stack(
        [
            car,
            region.time_min + lift + 0.5 * _fuel_minutes(region, p),
            region.bus_min + fare,
            region.bike_min * effort,
        ]
    )
    liking = np.array([p.like_car, p.like_lift, p.like_bus, 0.0])[:, None, None]
    utility = liking - p.per_minute * np.minimum(cost, UNREACHABLE_MIN)
    shares = np.empty((2, *utility.shape))
    for has_car in (0, 1):
        u = utility[1 - has_car :]
        weight = np.exp(u - u.max(axis=0))
        shares[has_car, 0] = 0.0
        shares[has_car, 1 - has_car :] = weight / weight.sum(axis=0)
    return shares


class Commuters(NamedTuple):
    """Residents with a job: where from and to, whether a car is at home, and share of days travelled; every array [n]."""

    home: NDArray[np.int64]
    work: NDArray[np.int64]
    has_car: NDArray[np.int64]
    travels: NDArray[np.float64]


@shared
def commuters(region: Region) -> Commuters:
    """Residents with a job and how they could travel."""
    c = region.persons.c
    rows = np.flatnonzero((c.employer_id >= 0) & (c.household_id >= 0))
    car = (region.households.c.n_cars[c.household_id[rows]] > 0).astype(np.int64)
    work = region.firms.c.place_id[c.employer_id[rows]].astype(np.int64)
    return Commuters(c.place_id[rows].astype(np.int64), work, car, 1.0 - days_at_home(region, rows))


@shared
def commute_trips(region: Region) -> NDArray[np.float64]:
    """Residents with a job, less their days at home, by whether there is a car, home and place of work [2, Z, P]."""
    t, n, z = commuters(region), region.n_places, region.n_zones
    cell = (t.has_car * z + t.home) * n + t.work
    return np.bincount(cell, weights=t.travels, minlength=2 * z * n).reshape(2, z, n).astype(np.float64)


def _commute_km(region: Region, p: Params) -> NDArray[np.float64]:
    n = region.n_zones
    km = np.nan_to_num(region.km[:n], nan=0.0)
    there_and_back = np.where(km > p.weekly_beyond_km, p.weekly_trips, p.work_days)
    drivers = (commute_trips(region) * mode_shares(region)[:, 0, :n]).sum(axis=0)
    return np.asarray((drivers * 2.0 * km * there_and_back).sum(axis=1))


def _bus_km(region: Region) -> NDArray[np.float64]:
    """Kilometres of buses, half of a link in each of its zones."""
    net, n = region.network, region.n_zones
    runs = np.where(net.is_open, net.bus_per_day * 2.0 * net.length_km * region.par(BusParams).days, 0.0)
    km = np.zeros(n)
    for end in (net.start, net.stop):
        km += np.bincount(end[end < n], weights=0.5 * runs[end < n], minlength=n)
    return km


def _mode_share(region: Region) -> Mapping[str, Any]:
    """Commuters by main way on an average working day, per cent; work in the region only."""
    t, n = commuters(region), region.n_zones
    home = t.home[t.work < n]
    total, trips = by_zone(region, home), commute_trips(region)[:, :, :n]
    at_home = total - trips.sum(axis=(0, 2))
    found = {"mode:home": (100.0 * at_home, total)}
    for m, mode in enumerate(MODES):
        found[f"mode:{mode}"] = (100.0 * (trips * mode_shares(region)[:, m, :n, :n]).sum(axis=(0, 2)), total)
    return found


def _service_km(region: Region, p: Params) -> NDArray[np.float64]:
    n = region.n_zones
    people = residents_by_age(region)
    km = np.zeros(n)
    for k, kind in enumerate(region.service_types):
        place, _ = nearest(region, region.time_min, k)
        away = np.where(place >= 0, region.km[np.arange(n), place], np.nan)
        users = need_by_age(kind)[:, None] * people
        one_way_trips = kind.user_cost_nok_per_min / p.minute_nok
        factor = p.minors_factor if kind.need_age_to <= 18 else 1.0
        made = users.sum(axis=0) * visits(region, kind, users, region.year)
        km += factor * made * one_way_trips * np.nan_to_num(away, nan=0.0)
    drivers = _by_kind(region, p.service_centre, p.service_town, p.service_village, p.service_rural)
    return (1.0 - p.chained) * drivers * km


@shared
def vehicle_km(region: Region) -> dict[str, NDArray[np.float64]]:
    """Kilometres driven a year, by purpose and zone [Z]: of residents where they live, of buses where they run."""
    p = region.par(Params)
    return {"commute": _commute_km(region, p), "service": _service_km(region, p), "bus": _bus_km(region)}


def _by_purpose(region: Region, per_km: Mapping[str, float]) -> Mapping[str, Any]:
    each = {f"purpose:{purpose}": per_km[purpose] * km for purpose, km in vehicle_km(region).items()}
    return {"all": sum(each.values()), **each}


def _co2(region: Region) -> Mapping[str, Any]:
    """Tonnes in the calendar year that has just ended."""
    p, year = region.par(Params), region.year - 1
    electric = electric_share(year, region.world("electric_cars", year), p)
    car, bus = (kg * (1.0 - electric) / 1_000.0 for kg in (p.engine_kg_per_km, p.bus_kg_per_km))
    return _by_purpose(region, {"commute": car, "service": car, "bus": bus})


LAND_TAKE = Indicator(
    id="land_take_daa",
    label={"nb": "Nedbygd areal", "en": "Land take"},
    unit="daa",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "land_take_daa", "use", TAKEN_FOR),
    sdg=("11.3",),
    groups=("use",),
    description={
        "nb": "Areal som ikke var bebygd, tatt av boliger og næringslokaler som ble påbegynt i året. 1 daa = 1000 m2.",
        "en": "Land not built on before, taken by homes and premises started in the year. 1 daa = 1000 m2.",
    },
)
FARMLAND_LOST = Indicator(
    id="farmland_lost_daa",
    label={"nb": "Nedbygd dyrket jord", "en": "Farmland lost"},
    unit="daa",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "farmland_lost_daa", "use", TAKEN_FOR),
    sdg=("11.3", "11.a"),
    groups=("use",),
    description={
        "nb": "Den delen av nedbygd areal som var dyrket, etter sonens andel dyrket jord.",
        "en": "The part of the land take that was farmland, by the zone's share of farmland.",
    },
)
VEHICLE_KM = Indicator(
    id="vehicle_km_mill",
    label={"nb": "Kjørte kilometer", "en": "Vehicle kilometres"},
    unit="million km",
    kind="sum",
    flow=True,
    compute=lambda region: _by_purpose(region, dict.fromkeys(PURPOSES, 1e-6)),
    sdg=("11.2",),
    groups=("purpose",),
    description={
        "nb": "Bosattes kjøring i året til arbeid og til tjenester, etter bosted. Fritid, gods og annen handel mangler.",
        "en": "What residents drive in the year to work and services, by where they live. No leisure, goods, other shops.",
    },
)
CO2 = Indicator(
    id="co2_tonnes",
    label={"nb": "CO2 fra reiser", "en": "CO2 from travel"},
    unit="tonnes",
    kind="sum",
    flow=True,
    compute=_co2,
    groups=("purpose",),
    description={
        "nb": "Utslipp fra bosattes kjøring til arbeid og tjenester i året, etter bosted, med årets andel elbiler.",
        "en": "Emissions of what residents drive to work and to services in the year, with that year's electric cars.",
    },
)
LAND_USE = Indicator(
    id="land_use_daa",
    label={"nb": "Areal etter bruk", "en": "Land by use"},
    unit="daa",
    kind="sum",
    flow=False,
    compute=lambda region: {
        "all": account(region).sum(axis=0),
        **{f"use:{use}": account(region)[k] for k, use in enumerate(USES)},
    },
    sdg=("11.3",),
    groups=("use",),
    description={
        "nb": "Sonens areal etter bruk: boliger, næring, veier, dyrket jord, annet. Bruken summerer til hele arealet.",
        "en": "A zone's land by use: homes, business, roads, farmland, other. Uses add up to all of it.",
    },
)
NEW_HOME_DISTANCE = Indicator(
    id="new_home_distance_km",
    label={"nb": "Avstand fra nye boliger til sentrum", "en": "Distance of new homes to the centre"},
    unit="km",
    kind="ratio",
    flow=True,
    compute=lambda region: {"all": (flow(region, "homes_started_km"), flow(region, "homes_started"))},
    sdg=("11.3",),
    description={
        "nb": "Kilometer langs vei fra boliger som ble påbegynt i året, til nærmeste sentrum.",
        "en": "Kilometres by road from homes started in the year to the nearest centre.",
    },
)
BUILDING_CO2 = Indicator(
    id="building_co2_tonnes",
    label={"nb": "Utslipp fra bygging", "en": "Emissions of building"},
    unit="tonnes",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "building_co2_tonnes", "use", TAKEN_FOR),
    sdg=("11.3",),
    groups=("use",),
    description={
        "nb": "Utslipp fra materialer og arbeid for boliger, næringslokaler og veier som ble påbegynt i året.",
        "en": "Emissions of materials and works for homes, premises and roads started in the year.",
    },
)
COMMUTE_MODE = Indicator(
    id="commute_mode_share",
    label={"nb": "Reisemåte til arbeid", "en": "Way to work"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_mode_share,
    sdg=("11.2",),
    groups=("mode",),
    description={
        "nb": "Bosatte som arbeider i regionen, etter reisemåte en vanlig arbeidsdag; hjemme = arbeider hjemme den dagen.",
        "en": "Residents who work in the region by way of travelling on an average working day; home = works at home then.",
    },
)
