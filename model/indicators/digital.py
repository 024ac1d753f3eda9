"""Broadband, work at home, what is bought online, and who has no car."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.indicators.environment import commuters
from model.indicators.shared import by_zone, flow, resident_rows, resident_zones, residents_by_zone
from model.region import Region
from model.remote import is_connected
from model.traits import Indicator

_HALF = 0.5
_FAR_MIN = 45.0  # EVIDENCE commute_threshold


def _covered(region: Region) -> Mapping[str, Any]:
    people, zones = residents_by_zone(region), region.zones
    shares = {
        "all": zones.broadband_share,
        "technology:fibre": zones.fibre_share,
        "technology:wireless": zones.wireless_share,
    }
    return {group: (100.0 * people * share, people) for group, share in shares.items()}


def _by_group(region: Region, zone: Any, group: Any, marked: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Share marked, per cent, of persons [n] by zone: of all and of each group [n]."""
    n = len(names)
    cell, cells = zone * n + group, region.n_zones * n
    count, hit = (np.bincount(cell, weights=w, minlength=cells).reshape(-1, n) for w in (None, marked))
    found = {"all": (100.0 * hit.sum(axis=1), count.sum(axis=1).astype(np.float64))}
    return found | {name: (100.0 * hit[:, k], count[:, k].astype(np.float64)) for k, name in enumerate(names)}


def _connected(region: Region) -> Mapping[str, Any]:
    rows, zone = resident_rows(region), resident_zones(region)
    old = (region.persons.c.age[rows] >= 67).astype(np.int64)
    return _by_group(region, zone, old, is_connected(region, rows), ("age:0-66", "age:67+"))


def _remote(region: Region) -> Mapping[str, Any]:
    """Employed residents who work at home half of their days or more: all, and those whose post is far away."""
    t = commuters(region)
    at_home = t.travels <= _HALF
    far = at_home & (region.time_min[t.home, t.work] > _FAR_MIN)
    return {"all": by_zone(region, t.home[at_home]), "post:far": by_zone(region, t.home[far])}


def _cars(region: Region) -> Mapping[str, Any]:
    """Adults in private households without a car, per cent."""
    c = region.persons.c
    rows = resident_rows(region)
    h = region.households.c
    grown = (c.age[rows] >= 18) & (h.service_id[c.household_id[rows]] < 0)
    adults, zone = rows[grown], resident_zones(region)[grown]
    age = c.age[adults]
    group = (age >= 67).astype(np.int64) + (age >= 80)
    none = h.n_cars[c.household_id[adults]] == 0
    return _by_group(region, zone, group, none, ("age:18-66", "age:67-79", "age:80+"))


COVERED = Indicator(
    id="broadband_covered_share",
    label={"nb": "Bosatte som kan få 100 Mbit/s", "en": "Residents who can have 100 Mbit/s"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_covered,
    sdg=("9.c",),
    groups=("technology",),
    description={
        "nb": "Andel bosatte i hjem som kan få 100 Mbit/s, i alt og etter teknologi (en bolig kan ha begge).",
        "en": "Share of residents in homes that can have 100 Mbit/s, in all and by technology (a home may have both).",
    },
)
CONNECTED = Indicator(
    id="broadband_connected_share",
    label={"nb": "Bosatte som har 100 Mbit/s", "en": "Residents who have 100 Mbit/s"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_connected,
    sdg=("9.c",),
    groups=("age",),
    description={
        "nb": "Andel bosatte som har 100 Mbit/s hjemme.",
        "en": "Share of residents who have 100 Mbit/s at home.",
    },
)
REMOTE_WORKERS = Indicator(
    id="remote_workers",
    label={"nb": "Arbeider hjemme halve tiden eller mer", "en": "Work at home half of the time or more"},
    unit="persons",
    kind="sum",
    flow=False,
    compute=_remote,
    sdg=("8.3", "9.c"),
    groups=("post",),
    description={
        "nb": "Sysselsatte som er hjemme minst halvparten av dagene; fjernt: arbeidsplassen er over 45 minutter unna.",
        "en": "Employed residents at home at least half of their days; far: the post is more than 45 minutes away.",
    },
)
BOUGHT_ONLINE = Indicator(
    id="online_share",
    label={"nb": "Netthandelens andel", "en": "Share bought online"},
    unit="%",
    kind="ratio",
    flow=True,
    compute=lambda region: {"all": (100.0 * flow(region, "goods_bought_online"), flow(region, "goods_bought"))},
    sdg=("9.c",),
    description={
        "nb": "Andel av husholdningers og offentlige innkjøp av varer som kan kjøpes på nett, som ble kjøpt på nett.",
        "en": "Of what households and public bodies buy of goods that can be bought online, the share that was.",
    },
)
WITHOUT_CAR = Indicator(
    id="without_car_share",
    label={"nb": "Voksne uten bil i husholdningen", "en": "Adults without a car in the household"},
    unit="%",
    kind="ratio",
    flow=False,
    compute=_cars,
    sdg=("11.2", "10.3"),
    groups=("age",),
    description={
        "nb": "Andel voksne i private husholdninger uten bil.",
        "en": "Share of adults in private households without a car.",
    },
)
