"""Zones, places outside and links: what a network is made of. Times between places follow in model/skims.py.

Travel times are never set directly: a road project changes a link. Times within a zone grow with its area:
the mean distance between two points of a disc is 0.905·sqrt(A/pi) (128/(45·pi) radii; Philip 2007), driven with a
detour of 1.3 at 40 km/h (assumptions).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import par, parameters

MEAN_DISC_DISTANCE = 128 / (45 * np.pi)  # radii
INTRAZONAL_DETOUR = 1.3  # assumption
INTRAZONAL_SPEED_KMH = 40.0  # assumption
INTRAZONAL_MAX_MIN = 15.0  # assumption: people in a large rural zone live along its valley, not all over it
UNREACHABLE_MIN = 9_999.0


def _none() -> Any:
    """A column that was left out."""
    return np.zeros(0)


@dataclass
class Zones:
    """The region's zones; every array is [Z]."""

    ids: list[str]
    names: list[str]
    keys: NDArray[np.uint64]  # text_key of the id: permanent
    municipality: NDArray[np.int64]  # row of municipalities
    kind: NDArray[np.int8]  # codes.ZoneKind
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    land_km2: NDArray[np.float64]
    broadband_share: NDArray[np.float64]  # homes that can have 100 Mbit/s, by cable or through the air
    farmland_share: NDArray[np.float64]
    town: NDArray[np.int64]  # index of the town it belongs to, or whose hinterland it is in
    is_town: NDArray[np.bool_]
    is_near: NDArray[np.bool_] = field(default_factory=_none)  # hinterland near its town; all of it if not said
    fibre_share: NDArray[np.float64] = field(default_factory=_none)  # homes with a cable of 100 Mbit/s
    wireless_share: NDArray[np.float64] = field(default_factory=_none)  # homes with 100 Mbit/s through the air (5G)
    homes_per_km2_max: NDArray[np.float64] = field(default_factory=_none)  # density rule: homes that a plan allows
    walk_factor: NDArray[np.float64] = field(default_factory=_none)  # minutes on foot to a stop, over the usual
    public_space_m2: NDArray[np.float64] = field(default_factory=_none)  # parks and squares laid out by policies

    def __post_init__(self) -> None:
        """Without figures by technology all broadband is cable; no rule, no limit; no distances, all hinterland near."""
        if self.fibre_share.size != len(self.ids):
            self.fibre_share, self.wireless_share = self.broadband_share.copy(), np.zeros(len(self.ids))
        if self.walk_factor.size != len(self.ids):
            self.walk_factor, self.public_space_m2 = np.ones(len(self.ids)), np.zeros(len(self.ids))
        if self.is_near.size != len(self.ids):
            self.is_near = ~self.is_town
        if self.homes_per_km2_max.size != len(self.ids):
            self.homes_per_km2_max = np.full(len(self.ids), np.inf)

    def cover(self, fibre: NDArray[np.float64], wireless: NDArray[np.float64]) -> None:
        """Set coverage by technology [Z]: broadband = fibre + (1 − fibre)·wireless."""
        self.fibre_share, self.wireless_share = fibre, wireless
        self.broadband_share = fibre + (1.0 - fibre) * wireless

    def __len__(self) -> int:
        return len(self.ids)

    def index(self, zone_id: str) -> int:
        """Index of a zone id. Raises ValueError if there is none."""
        return self.ids.index(zone_id)


class FarServices(NamedTuple):
    """Units of something that the region does not have: place, minutes on from there, departures a day (nan: not said)."""

    place: NDArray[np.int64]
    minutes: NDArray[np.float64]
    per_day: NDArray[np.float64]


@dataclass
class OutsidePlaces:
    """Labelled places outside the region; every array is [O]."""

    ids: list[str]
    names: list[str]
    keys: NDArray[np.uint64]
    is_abroad: NDArray[np.bool_]
    population: NDArray[np.float64]
    wage_factor: NDArray[np.float64]
    price_nok_m2: NDArray[np.float64]
    study_share: NDArray[np.float64]  # of those who leave to study
    migration_share: NDArray[np.float64]  # of those who leave the region
    commute_share_out: NDArray[np.float64]  # of the region's out-commuters, who work there
    commute_share_in: NDArray[np.float64]  # of the region's in-commuters, who live there
    cities: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))  # which of them are cities
    capital: int = -1  # which of them is the capital, -1 = none
    far: dict[str, FarServices] = field(default_factory=dict)  # airports, big hospitals, by service

    def __len__(self) -> int:
        return len(self.ids)


@parameters("roads")
class Params(NamedTuple):
    """What a link costs whoever travels along it, beyond its kilometres."""

    minute_nok: float = par(
        2.2,
        unit="NOK per min",
        low=1.3,
        high=4.3,
        source="EVIDENCE value_of_commuting_time_share_wage 0.5 (memory, verify) of a net wage of about 260 NOK an hour",
        note="turns a toll into minutes",
    )
    ferry_wait_share: float = par(
        0.3, unit="share of headway", low=0.15, high=0.5, source="assumption", note="some know the timetable"
    )
    ferry_wait_cap_min: float = par(20.0, unit="min", low=10.0, high=40.0, source="assumption")
    closure_delay_min: float = par(
        180.0,
        unit="min per trip on a closed day",
        low=60.0,
        high=480.0,
        source="assumption",
        note="a detour, a wait or a trip not made",
    )
    cut_off_min: float = par(
        240.0,
        unit="min",
        low=120.0,
        high=480.0,
        source="assumption",
        note="a trip in months without any way: put off, or by helicopter and boat",
    )
    backlog_speed: float = par(
        0.04, unit="share of speed", low=0.0, high=0.1, source="assumption", note="gained when the backlog is made good"
    )
    backlog_closures: float = par(
        0.5, unit="share of closure days", low=0.2, high=0.8, source="assumption", note="that end with the backlog"
    )


_REQUIRED = ("start", "stop", "length_km", "speed_kmh", "link_class", "toll_nok", "is_open")  # columns of a network
_PER_LINK = {  # optional columns of a network -> value where none is given
    "bus_per_day": 0.0,
    "headway_min": 0.0,
    "closure_days": 0.0,
    "backlog_mnok": 0.0,
    "base_backlog_mnok": 0.0,
    "closed_months": 0.0,
    "extra_min": 0.0,
}


@dataclass
class Network:
    """Undirected links between places; every array is [L]. Set `is_changed` after changing anything of it.

    Minutes along a link are driving and, on a ferry, waiting; what it costs in minutes is that, the toll at the value of
    a minute, and the expected delay of the days on which it is closed:

        minutes = km / (speed · c) · 60 + min(w · headway, cap) + extra
        c       = 1 + s · (1 − backlog / backlog of the base year)
        cost    = minutes + toll / v + closure days · r / 365 · delay

    where r falls with the backlog. A ferry without a headway has its wait in its speed.
    """

    ids: list[str]
    start: NDArray[np.int64]  # place
    stop: NDArray[np.int64]  # place
    length_km: NDArray[np.float64]
    speed_kmh: NDArray[np.float64]
    link_class: NDArray[np.int8]  # codes.LinkClass
    toll_nok: NDArray[np.float64]  # a trip
    is_open: NDArray[np.bool_]
    fixed_min: NDArray[np.float64]  # [O] minutes to places outside that have no link (nan = has links)
    intrazonal_min: NDArray[np.float64]  # [P]
    is_changed: bool = True
    bus_per_day: NDArray[np.float64] = field(default_factory=_none)  # departures each way
    headway_min: NDArray[np.float64] = field(default_factory=_none)  # of a ferry; 0: its speed includes the wait
    closure_days: NDArray[np.float64] = field(default_factory=_none)  # a year, expected: snow, landslide
    backlog_mnok: NDArray[np.float64] = field(default_factory=_none)  # of maintenance
    base_backlog_mnok: NDArray[np.float64] = field(default_factory=_none)  # with it speeds were measured
    closed_months: NDArray[np.float64] = field(default_factory=_none)  # of this year, by an event
    extra_min: NDArray[np.float64] = field(default_factory=_none)  # beyond driving and the ferry's wait: an air route
    on_demand_wait_min: NDArray[np.float64] = field(default_factory=_none)  # [Z] inf: none
    hub_min: NDArray[np.float64] = field(default_factory=_none)  # [Z] to a shared e-car and off; inf: no hub

    def __post_init__(self) -> None:
        """Give every column that was left out its neutral value."""
        for name, value in _PER_LINK.items():
            if getattr(self, name).size != len(self.ids):
                setattr(self, name, np.full(len(self.ids), value))
        n_zones = len(self.intrazonal_min) - len(self.fixed_min)
        for name in ("on_demand_wait_min", "hub_min"):
            if getattr(self, name).size != n_zones:
                setattr(self, name, np.full(max(n_zones, 0), np.inf))

    def add_link(self, link_id: str, start: int, stop: int, link_class: int, **columns: float) -> int:
        """Append a link between two places, with the columns given and all others 0; returns its number."""
        link = len(self.ids)
        self.ids = [*self.ids, link_id]
        given = {"start": start, "stop": stop, "link_class": link_class, "is_open": True, "speed_kmh": 1.0, **columns}
        for name in (*_REQUIRED, *_PER_LINK):
            column = getattr(self, name)
            setattr(self, name, np.append(column, np.array([given.get(name, 0.0)]).astype(column.dtype)))
        self.is_changed = True
        return link

    def _backlog_left(self) -> NDArray[np.float64]:
        """Backlog over that of the base year [L]; 1 where there was none."""
        out = np.ones(len(self.ids))
        return np.divide(self.backlog_mnok, self.base_backlog_mnok, out=out, where=self.base_backlog_mnok > 0)

    def minutes(self, p: Params) -> NDArray[np.float64]:
        """Minutes along each link [L]; a closed link takes for ever."""
        driven = self.speed_kmh * np.clip(1.0 + p.backlog_speed * (1.0 - self._backlog_left()), 0.8, 1.2)
        wait = np.minimum(p.ferry_wait_share * self.headway_min, p.ferry_wait_cap_min)
        return np.where(self.is_open, self.length_km / driven * 60.0 + wait + self.extra_min, np.inf)

    def cost_minutes(self, p: Params) -> NDArray[np.float64]:
        """Minutes, toll and expected delay of each link, in minutes [L]."""
        share = 1.0 - p.backlog_closures * (1.0 - self._backlog_left())
        delay = self.closure_days * np.maximum(share, 0.0) / 365.0 * p.closure_delay_min
        return self.minutes(p) + self.toll_nok / p.minute_nok + delay


def intrazonal_minutes(land_km2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes of a typical trip within a zone: land area km2 [Z] -> minutes [Z]."""
    km = MEAN_DISC_DISTANCE * np.sqrt(land_km2 / np.pi) * INTRAZONAL_DETOUR
    return np.clip(km / INTRAZONAL_SPEED_KMH * 60.0, 2.0, INTRAZONAL_MAX_MIN)
