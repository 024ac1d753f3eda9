"""Services within reach by car and without one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.geography import UNREACHABLE_MIN
from model.indicators.shared import residents_by_zone, shared
from model.region import Region
from model.traits import Indicator

REACH_MIN = (15, 30, 45, 60)
MODES = ("car", "bus")


def nearest(region: Region, minutes: NDArray[np.float64], k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Place of the nearest unit of service type k by zone [Z] (−1: none) and minutes there [Z].

    `minutes` [P, P]. Where users are served in their own municipality, units elsewhere count only if it has none.
    """
    n, s = region.n_zones, region.services.c
    units = np.unique(s.place_id[(s.type == k) & (s.place_id >= 0)]).astype(np.int64)
    if units.size == 0:
        return np.full(n, -1), np.full(n, UNREACHABLE_MIN)
    away = minutes[:n, units]
    if region.service_types[k].users_within_municipality:
        municipality = np.concatenate([region.zones.municipality, np.full(len(region.outside), -1)])
        own = municipality[:n, None] == municipality[units][None, :]
        away = np.where(own | ~own.any(axis=1, keepdims=True), away, np.inf)
    at = np.argmin(away, axis=1)
    return units[at], away[np.arange(n), at]


@shared
def minutes_to_services(region: Region) -> dict[str, NDArray[np.float64]]:
    """Minutes to the nearest unit by mode: service types by zone [K, Z]."""
    kinds = range(len(region.service_types))
    by_mode = {"car": region.time_min, "bus": region.bus_min}
    return {mode: np.array([nearest(region, by_mode[mode], k)[1] for k in kinds]) for mode in MODES}


def _access_by_bus(region: Region) -> Mapping[str, Any]:
    """Minutes by bus to the nearest unit, averaged over residents of zones from which a bus goes there."""
    people, minutes = residents_by_zone(region), minutes_to_services(region)["bus"]
    found = {}
    for k, kind in enumerate(region.service_types):
        served = people * (minutes[k] < UNREACHABLE_MIN)
        found[f"service:{kind.id}"] = (served * minutes[k], served)
    return found


def _in_reach(reach_min: int, region: Region) -> Mapping[str, Any]:
    people, minutes = residents_by_zone(region), minutes_to_services(region)
    return {
        f"mode:{mode}|service:{kind.id}": (100.0 * people * (minutes[mode][k] <= reach_min), people)
        for mode in MODES
        for k, kind in enumerate(region.service_types)
    }


ACCESS_BUS = Indicator(
    id="access_bus_min",
    label={"nb": "Reisetid til tjeneste uten bil", "en": "Minutes to a service without a car"},
    unit="minutes",
    kind="ratio",
    flow=False,
    compute=_access_by_bus,
    sdg=("11.2", "10.3"),
    groups=("service",),
    description={
        "nb": "Minutter til fots og med buss til nærmeste sted, for bosatte der det går buss dit.",
        "en": "Minutes on foot and by bus to the nearest unit, for residents of places from which a bus goes there.",
    },
)


def _reach_indicator(reach_min: int) -> Indicator:
    return Indicator(
        id=f"reach_{reach_min}min_share",
        label={
            "nb": f"Bosatte innen {reach_min} minutter fra tjeneste",
            "en": f"Residents within {reach_min} minutes of a service",
        },
        unit="%",
        kind="ratio",
        flow=False,
        compute=partial(_in_reach, reach_min),
        sdg=("11.2", "10.3"),
        groups=("mode|service",),
        description={
            "nb": f"Andel bosatte med høyst {reach_min} minutter til nærmeste sted, med bil og med buss; uten buss "
            "teller som utenfor.",
            "en": f"Share of residents at most {reach_min} minutes from the nearest unit, by car and by bus; no bus "
            "counts as beyond.",
        },
    )


REACH_15, REACH_30, REACH_45, REACH_60 = (_reach_indicator(minutes) for minutes in REACH_MIN)
