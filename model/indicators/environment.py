"""Land that is built on, kilometres driven, and what they emit.

Vehicle kilometres of residents by zone of residence and purpose, a year:

    commute = sum over residents with a job of driver share(zone kind) · 2 · km(home, work) · days
    service = sum over service types of users · trips · km(zone, nearest unit) · driver share(zone kind) · (1 − chained)
    CO2     = kilometres · kg per km of a car with an engine · (1 − electric share of the cars that year)

km runs along the quickest path by car. Who works farther away than `weekly_beyond_km` goes there and back once a week.
Trips (one way) per user are those that a service type's weight of a user's minute stands for: that weight is trips times
the value of a minute (model/services). The electric share is a logistic path through the stock of 2023, times the world
assumption `electric_cars`.

Leaves out: leisure and visits, shopping other than at service types, goods, buses and trains, in-commuters and visitors
(together more than half of all kilometres); commuters to places that have no road link; building; making cars and power.
So the level is too low; what roads, services and jobs change is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import ZoneKind
from model.indicators.reach import nearest
from model.indicators.shared import by_zone, flow_with_groups, resident_rows, resident_zones, shared, trips
from model.parameters import par, parameters
from model.region import Region
from model.service_use import need_by_age
from model.traits import Indicator

USES = ("homes", "business")
_N_AGES = 121
_STOCK_YEAR = 2023
_WORK = "EVIDENCE car_share_work_trips (0.7 for the nation, higher in small towns); by kind of place: assumption"
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
        note="less holidays, illness, home work",
    )
    weekly_beyond_km: float = par(120.0, unit="km", low=80.0, high=200.0, source="assumption")
    weekly_trips: float = par(44.0, unit="trips there and back per year", low=30.0, high=48.0, source="assumption")
    work_centre: float = par(0.6, unit="drivers per trip", low=0.45, high=0.75, source=_WORK)
    work_town: float = par(0.7, unit="drivers per trip", low=0.6, high=0.8, source=_WORK)
    work_village: float = par(0.75, unit="drivers per trip", low=0.65, high=0.85, source=_WORK)
    work_rural: float = par(0.8, unit="drivers per trip", low=0.7, high=0.9, source=_WORK)
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


def _commute_km(region: Region, p: Params) -> NDArray[np.float64]:
    t = trips(region)
    home, work = t.home[t.is_resident], t.work[t.is_resident]
    km = np.nan_to_num(region.km[home, work], nan=0.0)
    there_and_back = np.where(km > p.weekly_beyond_km, p.weekly_trips, p.work_days)
    drivers = _by_kind(region, p.work_centre, p.work_town, p.work_village, p.work_rural)
    return drivers * by_zone(region, home, 2.0 * km * there_and_back)


def _service_km(region: Region, p: Params) -> NDArray[np.float64]:
    n = region.n_zones
    ages = region.persons.c.age[resident_rows(region)]
    people = np.bincount(resident_zones(region) * _N_AGES + ages, minlength=n * _N_AGES).reshape(n, _N_AGES)
    km = np.zeros(n)
    for k, kind in enumerate(region.service_types):
        place, _ = nearest(region, region.time_min, k)
        away = np.where(place >= 0, region.km[np.arange(n), place], np.nan)
        users = people @ need_by_age(kind)[:_N_AGES] * region.access.get(f"visits:{kind.id}", 1.0)
        one_way_trips = kind.user_cost_nok_per_min / p.minute_nok
        factor = p.minors_factor if kind.need_age_to <= 18 else 1.0
        km += factor * one_way_trips * users * np.nan_to_num(away, nan=0.0)
    drivers = _by_kind(region, p.service_centre, p.service_town, p.service_village, p.service_rural)
    return (1.0 - p.chained) * drivers * km


@shared
def vehicle_km(region: Region) -> dict[str, NDArray[np.float64]]:
    """Kilometres that residents drive a year, by purpose and zone of residence [Z]."""
    p = region.par(Params)
    return {"commute": _commute_km(region, p), "service": _service_km(region, p)}


def _by_purpose(region: Region, per_km: float) -> Mapping[str, Any]:
    each = {f"purpose:{purpose}": per_km * km for purpose, km in vehicle_km(region).items()}
    return {"all": sum(each.values()), **each}


def _co2(region: Region) -> Mapping[str, Any]:
    """Tonnes in the calendar year that has just ended."""
    p, year = region.par(Params), region.year - 1
    electric = electric_share(year, region.world("electric_cars", year), p)
    return _by_purpose(region, p.engine_kg_per_km * (1.0 - electric) / 1_000.0)


LAND_TAKE = Indicator(
    id="land_take_daa",
    label={"nb": "Nedbygd areal", "en": "Land take"},
    unit="daa",
    kind="sum",
    flow=True,
    compute=lambda region: flow_with_groups(region, "land_take_daa", "use", USES),
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
    compute=lambda region: flow_with_groups(region, "farmland_lost_daa", "use", USES),
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
    compute=lambda region: _by_purpose(region, 1e-6),
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
