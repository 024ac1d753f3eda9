"""Broadband and what it lets people do at home: coverage, take-up, days of work at home.

    can have 100 Mbit/s:  fibre + (1 − fibre)·wireless    (share of a zone's homes; the bundle's path by year)
    has it:               take-up(age) of those
    can work near home:   who has it; of the others, those for whom a shared desk in the zone is free
    works at home:        a post allows it with probability q = workable share of the sector · factor of the skill;
                          a worker whose post allows it spends 0.15, 0.6 or all of the days at home (codes.HomeWork)

Who has it and how many days suit somebody are persistent draws of the person's, so that coverage moves only those whom the
cable reaches. A day at home has no commute: a commute weighs d(t)·(1 − days), and of n open posts in a place, of which a
share q can be done from home, the matching sees

    ln n + ln( q·exp(−theta·d·(1 − days)) + (1 − q)·exp(−theta·d) )

In the choice of a home the same post weighs d·(1 − days·share connected in the zone). Users of a service who are connected
do without a visit with the type's digital share, the old among them less often, more of all as years pass (`visits`):

    without a visit(k, age, z) = D(k, t)·share covered(z)·take-up(age)·use(age)
    1 − D(k, t) = (1 − D(k, 2025))·exp(−g·(t − 2025)·world("digital_services"))·(1 − a_k), types with any digital use

a_k: what a measure adds (`region.digital_added`); of a type whose users live in it, whom technology lets stay at home.

Leaves out: desks shared across zones, employers who refuse or insist, days that rise with distance (far posts are held by
too few), what is learnt by meeting colleagues, homes without a desk.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import HomeWork
from model.geography import Zones
from model.inputs import RegionData
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms
from model.traits import ServiceType

_Rows = NDArray[np.int64]
_Array = NDArray[np.float64]
_A = "assumption"
DIGITAL_YEAR = 2025  # of the types' digital_share
_MIDDLE, _OLD = 67, 80  # ages from which the connected use services less over the net
_SSB = "EVIDENCE homeworkable_share 0.45, home_half_time_or_more 0.07, home_only 0.02 (SSB 2022-2024)"


@parameters("remote")
class Params(NamedTuple):
    """Who works at home, who is connected, and what they do without a visit."""

    half_share: float = par(
        0.11, unit="share of workable posts", low=0.08, high=0.16, source=_SSB, note="(0.07 − 0.02) / 0.45"
    )
    all_share: float = par(0.045, unit="share of workable posts", low=0.03, high=0.06, source=_SSB, note="0.02 / 0.45")
    some_days: float = par(0.15, unit="share of days", low=0.05, high=0.25, source=_A, note="less than half the time")
    half_days: float = par(0.6, unit="share of days", low=0.5, high=0.8, source=_A)
    outside_workable: float = par(
        0.45, unit="share of posts", low=0.44, high=0.5, source="EVIDENCE homeworkable_share 0.45 (SSB AKU 2025)"
    )
    basic_factor: float = par(0.3, unit="factor on the sector's share", low=0.1, high=0.5, source=_A)
    upper_factor: float = par(0.7, unit="factor on the sector's share", low=0.5, high=0.9, source=_A)
    tertiary_factor: float = par(1.3, unit="factor on the sector's share", low=1.1, high=1.6, source=_A)
    take_up_young: float = par(0.9, unit="share of homes covered", low=0.8, high=1.0, source=_A, note="under 30")
    take_up_middle: float = par(
        0.85,
        unit="share of homes covered",
        low=0.75,
        high=0.95,
        source="EVIDENCE broadband_takeup_100: 0.77 of subscriptions; by age: assumption",
        note="30-66",
    )
    take_up_old: float = par(0.6, unit="share of homes covered", low=0.4, high=0.75, source=_A, note="67 or more")
    digital_growth: float = par(
        0.01,
        unit="per year",
        low=0.0,
        high=0.03,
        source=_A,
        note="how fast visits give way, types with any digital use",
    )
    digital_67_79: float = par(
        0.85, unit="factor", low=0.6, high=1.0, source=_A, note="digital use of the connected, against under 67"
    )
    digital_80: float = par(
        0.35, unit="factor", low=0.15, high=0.7, source=_A, note="digital use of the connected, against under 67"
    )


def coverage(data: RegionData, zones: Zones, year: int) -> tuple[_Array, _Array]:
    """Shares of homes with fibre, with fast wireless [Z]: the bundle's latest figures up to `year`, else as they are."""
    found = zones.fibre_share.copy(), zones.wireless_share.copy()
    table = data.coverage[data.coverage["year"] <= year].sort_values("year")
    row = {zone: z for z, zone in enumerate(zones.ids)}
    for zone, technology, share in zip(table["zone_id"], table["technology"], table["share"], strict=True):
        found[technology == "wireless"][row[zone]] = share
    return found


def update_coverage(region: Region, year: int) -> None:
    """What the bundle says was or will be covered by this year is there, unless a measure has covered more."""
    if (region.data.coverage["year"] == year).any():
        fibre, wireless = coverage(region.data, region.zones, year)
        zones = region.zones
        zones.cover(np.maximum(fibre, zones.fibre_share), np.maximum(wireless, zones.wireless_share))


def take_up(age: NDArray[Any], p: Params) -> _Array:
    """Share of the homes covered that have it, by age [n]."""
    return np.where(age < 30, p.take_up_young, np.where(age < 67, p.take_up_middle, p.take_up_old))


def days(region: Region) -> _Array:
    """Share of this year's days at home by codes.HomeWork; the world's factor lengthens them up to all days."""
    p = region.par(Params)
    usual = np.array([0.0, p.some_days, p.half_days, 1.0])
    return np.asarray(np.minimum(usual * region.world("home_work", region.year), 1.0))


def suits(region: Region, keys: NDArray[np.uint64], p: Params) -> NDArray[np.int8]:
    """codes.HomeWork of persons [n] in a post that allows it."""
    u = uniforms(region.persistent_draws(Stream.REMOTE), keys, 0)
    return (HomeWork.SOME + (u < p.half_share + p.all_share) + (u < p.all_share)).astype(np.int8)


def is_connected(region: Region, rows: _Rows) -> NDArray[np.bool_]:
    """Whether residents [n] have 100 Mbit/s at home, or a desk near home instead."""
    c = region.persons.c
    share = region.zones.broadband_share[c.place_id[rows]] * take_up(c.age[rows], region.par(Params))
    share = share + (1.0 - share) * region.incentives.desk_share[c.place_id[rows]]
    return np.asarray(uniforms(region.persistent_draws(Stream.BROADBAND), c.key[rows], 0) < share)


def desk_share(region: Region, zone: int, desks: float) -> float:
    """Share of those in a zone who could work from home, but are not connected, for whom `desks` are enough."""
    c, p = region.persons.c, region.par(Params)
    employed = float(np.count_nonzero((c.household_id >= 0) & (c.place_id == zone) & (c.employer_id >= 0)))
    connected = float(region.zones.broadband_share[zone]) * p.take_up_middle
    return min(desks / max(employed * p.outside_workable * (1.0 - connected), 1.0), 1.0)


def days_at_home(region: Region, rows: _Rows) -> _Array:
    """Share of their days that employed residents [n] work at home."""
    c, out = region.persons.c, np.zeros(rows.size)
    may = np.flatnonzero(c.home_work[rows] > HomeWork.NONE)
    here = may[is_connected(region, rows[may])]
    out[here] = days(region)[c.home_work[rows[here]]]
    return out


def workable(region: Region) -> _Array:
    """Share of posts that can be done from home, by firm and skill [F, 3]."""
    p = region.par(Params)
    by_sector = np.array([*(s.home_workable for s in region.sectors), p.outside_workable])  # −1: a place outside
    factor = np.array([p.basic_factor, p.upper_factor, p.tertiary_factor])
    return np.asarray(np.minimum(np.outer(by_sector, factor), 1.0)[region.firms.c.sector])


def in_post(
    region: Region, rows: _Rows, share: _Array, weight_home: _Array, weight: _Array, base: np.uint64
) -> NDArray[np.int8]:
    """codes.HomeWork of persons [n] who have just taken a post.

    share [n] of such posts can be done from home; weight_home and weight [n]: what the commute leaves of a post that can
    and of one that cannot. A post far away that somebody took is likelier to be one that can.
    """
    can, cannot = share * weight_home, (1.0 - share) * weight
    chance = np.divide(can, can + cannot, out=share.copy(), where=can + cannot > 0)
    keys = region.persons.c.key[rows]
    fits = uniforms(base, keys, 1) < chance
    return np.where(fits, suits(region, keys, region.par(Params)), np.int8(HomeWork.NONE)).astype(np.int8)


def digital_share(region: Region, kind: ServiceType, year: int) -> float:
    """Share of the use of a type without a visit, of somebody under 67 who is connected. 0 stays 0."""
    added = region.digital_added.get(kind.id, 0.0)
    if kind.digital_share <= 0.0:
        return added
    growth = region.par(Params).digital_growth * region.world("digital_services", year)
    left = (1.0 - kind.digital_share) * np.exp(-growth * (year - DIGITAL_YEAR))
    return float(1.0 - left * (1.0 - added))


def without_visit(region: Region, kind: ServiceType, age: NDArray[Any], year: int) -> _Array:
    """Share of the use of a type that needs no visit by age [n] and zone [n, Z], whoever is not connected counted too."""
    p = region.par(Params)
    use = np.where(age < _MIDDLE, 1.0, np.where(age < _OLD, p.digital_67_79, p.digital_80))
    return digital_share(region, kind, year) * np.outer(take_up(age, p) * use, region.zones.broadband_share)


def stays_at_home(region: Region, kind: ServiceType, rows: _Rows) -> _Array:
    """Probability that technology lets persons [n], who would move into a unit of a type, stay where they live."""
    p, c, added = region.par(Params), region.persons.c, region.digital_added.get(kind.id, 0.0)
    use = np.where(c.age[rows] < _OLD, p.digital_67_79, p.digital_80)
    return np.asarray(added * use * take_up(c.age[rows], p) * region.zones.broadband_share[c.place_id[rows]])


def visits(region: Region, kind: ServiceType, users: _Array, year: int) -> _Array:
    """Share of the use of a type that is a visit by zone [Z]; 1 where nobody is a user. users by age and zone [A, Z]."""
    digital = (users * without_visit(region, kind, np.arange(len(users)), year)).sum(axis=0)
    total = users.sum(axis=0)
    return np.asarray(1.0 - np.divide(digital, total, out=np.zeros_like(total), where=total > 0))


def home_commutes(region: Region, commute_d: _Array) -> _Array:
    """commute_d [P, P]·(1 − days·connected) for the choice of a home [P, 4·P]: column HomeWork·P + place of work."""
    p, share = region.par(Params), np.zeros(region.n_places)
    at_home = region.zones.broadband_share * p.take_up_middle
    share[: region.n_zones] = at_home + (1.0 - at_home) * region.incentives.desk_share
    return np.hstack([commute_d * (1.0 - d * share)[:, None] for d in days(region)])


def work_code(region: Region, rows: _Rows) -> _Rows:
    """Column of `home_commutes` for persons [n] with a job, −1 without one; rows −1 stand for nobody."""
    c = region.persons.c
    employer = np.where(rows >= 0, c.employer_id[rows], -1)
    place = region.firms.c.place_id[employer].astype(np.int64)
    return np.where(employer >= 0, c.home_work[rows].astype(np.int64) * region.n_places + place, -1)
