"""Sixteen: to an upper secondary school within reach, to lodgings elsewhere, or nowhere.

Pupils are dealt to the nearest unit with room, in the order of a keyed draw, a year's intake of every unit at a time
(`seats`); units are those of the service types that lead to upper secondary education. Then each chooses (multinomial
logit, noise keyed by person and alternative):

    V_daily   = daily − minutes·d(t) + breadth·ln(1 + r/own)      if there is a seat t ≤ `reach_min` minutes away
    V_lodging = lodging                   lives away on weekdays, stays registered at home
    V_none    = 0

with d(t) of `kernels/travel.py`. Who has no school does not complete one (`submodels/studies.py`). Then a programme by
the logit of `model/fields.py`: general or one of three vocational fields, in a daily school from what the region's schools
offer, elsewhere from what schools have in general. At a small school r subjects taught over the net, if a policy pays
for them, come on top of what its own classes (`own`) make possible; with each it is viable with a few pupils less
(`threshold`).

Left out: schools that teach some fields only (all are alike; lodging for a programme is in the constant), the price and
supply of lodgings, a seat given up by who chooses otherwise, changes of school or programme after a move.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import fields
from model.codes import Education, Schooling
from model.higher_education import mothers
from model.kernels.sites import assign_nearest
from model.kernels.travel import disutility_matrix
from model.parameters import par, parameters
from model.region import Region
from model.rng import gumbels, uniforms
from model.service_use import minutes_to_sites, units_of
from model.traits import ServiceType

START, END = 16, 19  # the years in which a pupil turns that old
_DRAW_ORDER, _DRAW_CHOICE, _DRAW_PROGRAMME = 10, 11, 14  # numbers of the choice: 11–13, one for each alternative
_OPTIONS = np.array([Schooling.DAILY, Schooling.LODGING, Schooling.NONE], np.int8)
_NOWHERE = 9_999.0
_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]


@parameters("schooling")
class Params(NamedTuple):
    """The choice at 16."""

    daily: float = par(
        4.5, unit="utility", low=3.5, high=5.5, source="assumption", note="next door 1 in 100 has no place, 4 lodge"
    )
    minutes: float = par(
        2.4, unit="utility per unit of d(t)", low=1.2, high=4.8, source="assumption", note="7 in 100 far away have none"
    )
    lodging: float = par(1.4, unit="utility", low=0.5, high=2.0, source="assumption", note="one in five if too far")
    reach_min: float = par(
        60.0, unit="min", low=45.0, high=75.0, source="assumption", note="one way a day; grants for lodging go beyond"
    )
    breadth: float = par(
        0.5, unit="utility per ln(choice)", low=0.0, high=1.0, source="assumption", note="more subjects at the school"
    )
    pupils_per_subject: float = par(
        2.0, unit="pupils", low=0.0, high=5.0, source="assumption", note="fewer at which the owner keeps a school open"
    )


def values(minutes: _Array, p: Params, breadth: _Array | float = 0.0) -> _Array:
    """Utilities of the three options [n, 3] for pupils whose seat is `minutes` away (9,999 = there is none).

    `breadth` [n]: what subjects taught over the net add at the school of the seat.
    """
    out = np.zeros((minutes.size, 3))
    daily = p.daily - p.minutes * disutility_matrix(minutes) + breadth
    out[:, 0] = np.where(minutes <= p.reach_min, daily, -np.inf)
    out[:, 1] = p.lodging
    return out


def breadth(region: Region, p: Params) -> _Array:
    """What subjects over the net add to the daily schools of a zone, utility [Z]: ln of the choice with and without."""
    n, c, subjects = region.n_zones, region.services.c, region.incentives.remote_subjects
    gain = np.zeros(n)
    for k, kind in enumerate(region.service_types):
        if subjects > 0.0 and kind.teaches == Education.UPPER_SECONDARY:
            units = units_of(region, k)
            small = units[c.users[units] < region.incentives.remote_below]
            own = np.maximum(c.users[small] / max(kind.group_size, 1.0), 1.0)
            gain[c.place_id[small]] = p.breadth * np.log1p(subjects / own)
    return gain


def threshold(region: Region, kind: ServiceType) -> float:
    """Pupils, or users of another type, under which the owner asks whether to go on; half of the usual at the least."""
    if kind.teaches != Education.UPPER_SECONDARY:
        return kind.threshold_users
    less = region.par(Params).pupils_per_subject * region.incentives.remote_subjects
    return max(kind.threshold_users - less, 0.5 * kind.threshold_users)


def seats(region: Region, rows: _Rows, base: np.uint64, cohorts: int) -> tuple[_Array, _Rows]:
    """Minutes to the seat that each pupil is offered [n], 9,999 where all are taken, and its zone, −1 = none.

    `cohorts` years compete at once.
    """
    n, persons, c = region.n_zones, region.persons.c, region.services.c
    zone = persons.place_id[rows].astype(np.int64)
    capacity = np.zeros(n)
    for k, kind in enumerate(region.service_types):
        if kind.teaches == Education.UPPER_SECONDARY:
            units = units_of(region, k)
            intake = c.capacity[units] * min(cohorts / (kind.need_age_to - kind.need_age_from), 1.0)
            np.add.at(capacity, c.place_id[units], intake)
    open_ = np.flatnonzero(capacity >= 1.0)
    t = minutes_to_sites(region)[:, open_]
    pupils = np.bincount(zone, minlength=n).astype(np.float64)
    served, _ = assign_nearest(pupils, np.floor(capacity[open_]), t, np.ones(t.shape, np.bool_))
    nearest = np.argsort(t, axis=1, kind="stable")
    filled = np.cumsum(np.take_along_axis(served, nearest, axis=1), axis=1)
    order = np.lexsort((persons.key[rows], uniforms(base, persons.key[rows], _DRAW_ORDER), zone))
    rank = np.empty(rows.size, np.int64)
    rank[order] = np.arange(rows.size) - np.searchsorted(zone[order], zone[order])
    k_th = (filled[zone] <= rank[:, None]).sum(axis=1)
    out, where = np.full(rows.size, _NOWHERE), np.full(rows.size, -1)
    has = np.flatnonzero(k_th < open_.size)
    seat = nearest[zone[has], k_th[has]]
    out[has], where[has] = t[zone[has], seat], open_[seat]
    return out, where


def _utility(region: Region, rows: _Rows, base: np.uint64, cohorts: int) -> _Array:
    """Utilities of the three options for pupils [n, 3]."""
    p = region.par(Params)
    minutes, zone = seats(region, rows, base, cohorts)
    return values(minutes, p, np.where(zone >= 0, breadth(region, p)[zone], 0.0))


def enrol(region: Region, rows: _Rows, base: np.uint64, cohorts: int = 1) -> None:
    """Set `schooling` and `field` of pupils [n]."""
    if rows.size == 0:
        return
    c = region.persons.c
    keys = c.key[rows]
    utility = _utility(region, rows, base, cohorts)
    noise = np.stack([gumbels(base, keys, _DRAW_CHOICE + j) for j in range(3)], axis=1)
    c.schooling[rows] = _OPTIONS[np.argmax(utility + noise, axis=1)]
    supply = np.where((c.schooling[rows] == Schooling.DAILY)[:, None], programmes(region), fields.PROGRAMMES)
    wants = fields.programme_values(c.sex[rows], mothers(region, rows), supply, region.par(fields.Params))
    c.field[rows] = fields.pick(np.exp(wants), uniforms(base, keys, _DRAW_PROGRAMME))


def programmes(region: Region) -> _Array:
    """Shares by field of the places at the region's upper secondary schools [F]; without one, of those elsewhere."""
    places = np.zeros(fields.N_FIELDS)
    for k, kind in enumerate(region.service_types):
        if kind.teaches == Education.UPPER_SECONDARY:
            places += region.services.c.capacity[units_of(region, k)].sum() * np.array(kind.fields)
    return places / places.sum() if places.sum() > 0 else fields.PROGRAMMES


def enrolled_share(region: Region, rows: _Rows, base: np.uint64) -> float:
    """Expected share of pupils [n], all three cohorts, who have a school."""
    if rows.size == 0:
        return 1.0
    return float(1.0 - fields.shares(_utility(region, rows, base, END - START))[:, 2].mean())
