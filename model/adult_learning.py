"""Adults who study part time beside what they do: where, in which field, and who gets the places.

Each wants one field (`fields.py`). For a place j that teaches it, `t` minutes away,

    hazard_j = adult · pull_j · exp(−adult_distance · presence_j · t/60 + aid · kroner/10,000)

the study places in the region, those outside, and courses that policies pay for (`Incentives.courses`; presence: share of
the journeys of weekly meetings). Who would begin at the best place but finds it full begins at the next best if its hazard
is above the same draw, so a course takes many of those who would have studied elsewhere, and a full one drives nobody
away. Who has basic education can attend courses that lead to upper secondary education, and nothing else.

Left out: drop-outs (counted as if they never began), retraining at the level one has, employers who pay for study leave.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import fields
from model.codes import Education, Field
from model.higher_education import DRAW_ADULT, DRAW_FIELD, DRAW_ORDER, StudyPlaces
from model.higher_education import Params as Studies
from model.parameters import par, parameters
from model.region import Region
from model.rng import Stream, uniforms

# What a course teaches, by what users call it: shares by field; "all" as the service type `study_centre`.
TAUGHT = {"all": (0.3, 0.35, 0.15, 0.2)} | {
    f.name.lower(): tuple(float(g == f) for g in range(fields.N_FIELDS)) for f in Field
}
_ANY = 2**40  # room of a place outside
_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]


@parameters("adult_learning")
class Params(NamedTuple):
    """What makes adults begin, beyond the distance."""

    aid: float = par(
        0.05, unit="ln hazard per 10,000 NOK a year", low=0.0, high=0.2, source="assumption", note="of aid to a learner"
    )
    basic: float = par(
        0.02,
        unit="per year",
        low=0.005,
        high=0.05,
        source="assumption",
        note="hazard of a course for an upper secondary certificate next door",
    )


class Offer(NamedTuple):
    """Places to study part time, J of them."""

    value: _Array  # [Z, J] log hazard
    teaches: NDArray[np.bool_]  # [J, F]
    room: _Rows  # [J]
    years: _Rows  # [J]
    place: _Rows  # [J] place, −1 = a course, which is attended from home


def offer(region: Region, local: StudyPlaces, level: Education) -> Offer:
    """What adults can begin this year that leads to `level`."""
    p, par_, n, gives = region.par(Studies), region.par(Params), region.n_zones, region.incentives
    courses = [c for c in gives.courses if c.level == level]
    place, room, teaches = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, fields.N_FIELDS), bool)
    if level == Education.TERTIARY:
        outside = n + np.flatnonzero(region.outside.study_share > 0)
        place = np.concatenate([local.zone, outside])
        room = np.concatenate([local.room, np.full(outside.size, _ANY)])
        teaches = np.concatenate([local.teaches > 0, np.ones((outside.size, fields.N_FIELDS), bool)])
    n_own = place.size
    presence = np.concatenate([np.ones(n_own), [c.presence for c in courses]])
    pull = np.concatenate([np.ones(n_own), [c.pull for c in courses]])
    at = np.concatenate([place, np.array([c.zone for c in courses], np.int64)])
    hazard = p.adult if level == Education.TERTIARY else par_.basic
    value = -p.adult_distance * presence * region.time_min[:n, at] / 60.0 + np.log(pull)
    return Offer(
        value + np.log(hazard) + par_.aid * gives.study_aid_nok / 10_000.0,
        np.concatenate([teaches, np.array([c.fields for c in courses]).reshape(-1, fields.N_FIELDS) > 0]),
        np.concatenate([room, np.array([c.places for c in courses], np.int64)]),
        np.concatenate([np.full(n_own, round(p.adult_years)), np.array([c.years for c in courses], np.int64)]),
        np.concatenate([place, np.full(len(courses), -1)]),
    )


def begin(region: Region, rows: _Rows, local: StudyPlaces, year: int) -> None:
    """Who of residents `rows`, with basic or upper secondary education, begins to study part time."""
    c = region.persons.c
    for level in (Education.UPPER_SECONDARY, Education.TERTIARY):
        offered = offer(region, local, level)
        if offered.place.size:
            _begin(region, rows[c.education[rows] == level - 1], offered, level, year)


def _begin(region: Region, rows: _Rows, offered: Offer, level: Education, year: int) -> None:
    c, base = region.persons.c, region.draws(Stream.STUDIES)
    best = -np.expm1(-np.exp(offered.value.max(axis=1)))
    rows = rows[uniforms(base, c.key[rows], DRAW_ADULT) < best[c.place_id[rows]]]
    field = fields.pick(_wants(region, rows, offered, level), uniforms(base, c.key[rows], DRAW_FIELD))
    value = np.where(offered.teaches[:, field].T, offered.value[c.place_id[rows]], -np.inf)
    got = deal(region, rows, value, offered.room)
    rows, field, got = rows[got >= 0], field[got >= 0], got[got >= 0]
    c.field[rows], c.study_end[rows] = field, year + offered.years[got]
    c.study_place_id[rows] = offered.place[got]


def _wants(region: Region, rows: _Rows, offered: Offer, level: Education) -> _Array:
    """Weights of the field that each wants [n, F]; for a certificate, of those that are taught."""
    c, q = region.persons.c, region.par(fields.Params)
    if level == Education.TERTIARY:
        return fields.study_shares(c.sex[rows], c.field[rows], q)
    taught = np.where(offered.teaches.any(axis=0), fields.PROGRAMMES, 0.0)
    return np.asarray(np.exp(fields.programme_values(c.sex[rows], np.zeros(rows.size), taught, q)))


def deal(region: Region, rows: _Rows, value: _Array, room: _Rows) -> _Rows:
    """Place that each gets [n], −1 = does not begin: value [n, J] log hazards, room [J]; refused, each tries the next."""
    c, base = region.persons.c, region.draws(Stream.STUDIES)
    u, key = uniforms(base, c.key[rows], DRAW_ADULT), c.key[rows]
    order = np.lexsort((key, uniforms(base, key, DRAW_ORDER)))
    value, left, got = value.copy(), room.copy(), np.full(rows.size, -1)
    while rows.size:
        choice = value.argmax(axis=1)
        applies = (got < 0) & (u < -np.expm1(-np.exp(value.max(axis=1))))
        if not applies.any():
            break
        for j in np.unique(choice[applies]):
            queue = order[(applies & (choice == j))[order]]
            taken = queue[: left[j]]
            got[taken] = j
            left[j] -= taken.size
            value[queue[taken.size :], j] = -np.inf
    return got
