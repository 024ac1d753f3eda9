"""Sixteen, nineteen and after: who has a school, who finishes it, who studies, where and what, and who graduates.

In the year a pupil turns 16, a programme, and a school within reach, lodgings or none: `model/schooling.py`. In the year
of turning 19 (draws keyed by the person):

    completes upper secondary school      with share `completed` of an age group: none of those without a school, and
                                          completed / (base-year share with one) of the others, women more often than
                                          men (`fields.py`); the rest have basic education and seek work

From then to the year of turning 25 each may start to study full time, with a probability that falls with age; place and
field by the logits of `model/higher_education.py` and `model/fields.py`. Then who studies

    in the region                         is a STUDENT who lives as before; places are dealt out in keyed order
    elsewhere and stays registered        AWAY, still in the parents' household: a share `registered` of those who lived
                                          with their parents
    elsewhere, the others                 AWAY, a former resident

and gives up a job. Nobody leaves minors alone. Who has a partner or children studies part time instead, as adults up to
50 do, beside what they did: `model/adult_learning.py`.

In the year `study_end` studies end with the next level of education, in the field. Who was registered at home has lived
at the place of study for years and looks for the first job there: he becomes a former resident who considers coming home
this very year, as those do who had moved out (`candidates`). Who comes at once is counted as one who moved out and in.
With a partner or children he stays where these are and seeks work. Pupils who live outside get the same schooling there,
and former residents start to study there as pupils of their sex and programme do on average.

Sources: shares are assumptions, set so that 0.36 of an age group ends with tertiary education (EVIDENCE
higher_education_share_men_women: 0.358 of adults). Left out: drop-outs, second degrees, parents' education in who
completes, what students earn, people abroad who never lived here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model import adult_learning, fields, higher_education
from model.changes import dissolve_empty, leave_region
from model.codes import Education, Field, Leaving, Schooling, Status
from model.higher_education import (
    DRAW_FIELD,
    DRAW_ORDER,
    FIRST,
    LAST,
    Params,
    StudyPlaces,
    field_mix,
    local_places,
    study_years,
)
from model.region import Region
from model.rng import Stream, gumbels, uniforms
from model.schooling import END, START, enrol, enrolled_share

READS = (
    "persons.key", "persons.age", "persons.sex", "persons.n_births", "persons.partner_id", "persons.mother_id",
    "persons.schooling", "persons.left_year", "persons.origin_place_id", "services.type", "services.place_id",
    "services.capacity", "region.time_min", "region.base", "region.outside",
)  # fmt: skip
WRITES = (
    "persons.education", "persons.field", "persons.study_end", "persons.study_place_id", "persons.status",
    "persons.leaving", "persons.household_id", "persons.place_id", "persons.left_year", "persons.schooling",
    "persons.employer_id", "persons.wage_nok_year", "households.n_members", "households.n_children",
    "households.ref_id", "households.place_id", "households.dwelling_id", "dwellings.household_id", "dwellings.state",
    "dwellings.empty_since", "dwellings.chain", "region.flows", "region.transfers", "region.base",
)  # fmt: skip

SCHOOL_END = END  # the year a pupil turns 19
_LAST_ADULT = 50  # turning this old, the last year in which a part-time degree starts (assumption)
# Numbers of draws: 4–6 are in higher_education, 10–17 are schooling's, places outside and zones are numbered by their keys.
_COMPLETED, _STARTS, _REGISTERED, _PROGRAMME = 0, 1, 2, 3
_Array = NDArray[np.float64]
_Rows = NDArray[np.int64]


def calibrate(region: Region) -> None:
    """Set what the choices are measured against, from the pupils who live here now: called before any policy acts."""
    higher_education.calibrate(region)
    field_mix(region)
    rows, base = higher_education.pupils(region), region.persistent_draws(Stream.STUDIES)
    rows = rows[region.persons.c.age[rows] >= START]
    region.base["enrolled_share"] = np.array([enrolled_share(region, rows, base)])


def step(region: Region, year: int) -> None:
    """Graduates first, then those who finish school this year, those who start to study, and those who turn 16."""
    if "study_supply" not in region.base:
        calibrate(region)
    p = region.persons.c
    _graduate(region, year)
    _finish_school(region)
    rows = np.flatnonzero((p.education <= Education.UPPER_SECONDARY) & (p.age >= FIRST) & (p.age <= _LAST_ADULT))
    status, resident = p.status[rows], p.household_id[rows] >= 0
    idle = (p.study_end[rows] == 0) & ((status == Status.EMPLOYED) | (status == Status.UNEMPLOYED))
    # Former residents who work here live as in-commuters: neither they nor those start to study.
    former = ~resident & (p.left_year[rows] > 0) & (p.place_id[rows] >= region.n_zones) & (p.employer_id[rows] < 0)
    rows = rows[idle & (resident | (former & (p.age[rows] <= LAST)))]
    tied = (p.partner_id[rows] >= 0) | (p.n_births[rows] > 0)
    local = local_places(region)
    young = (p.age[rows] <= LAST) & ~tied & (p.education[rows] == Education.UPPER_SECONDARY)
    _start(region, rows[young], local, year)
    adult = ((p.age[rows] > LAST) | tied | (p.education[rows] == Education.BASIC)) & (p.household_id[rows] >= 0)
    adult_learning.begin(region, rows[adult], local, year)
    turn = (p.status == Status.PUPIL) & (p.age == START) & (p.household_id >= 0)
    enrol(region, np.flatnonzero(turn), region.draws(Stream.STUDIES))
    dissolve_empty(region, year)


def _leaves_minors_alone(region: Region, rows: _Rows) -> NDArray[np.bool_]:
    """Whether the household of each one [n] would have minors but no adult if all of them left."""
    h, home = region.households.c, region.persons.c.household_id[rows]
    leavers = np.bincount(home, minlength=region.households.n)
    alone = (h.n_children > 0) & (h.n_members - h.n_children <= leavers)
    return np.asarray(alone[home])


def _graduate(region: Region, year: int) -> None:
    p = region.persons.c
    done = np.flatnonzero(p.study_end > 0)
    done = done[(p.study_end[done] <= year) & (p.place_id[done] >= 0)]
    place = p.study_place_id[done].astype(np.int64)
    p.education[done] = np.minimum(p.education[done] + 1, Education.TERTIARY)
    p.study_end[done], p.study_place_id[done] = 0, -1
    away = p.status[done] == Status.AWAY
    here = p.household_id[done] >= 0
    full = done[away | (p.status[done] == Status.STUDENT)]
    leaves = here & away & (p.partner_id[done] < 0) & (p.n_births[done] == 0)
    leaves[leaves] = ~_leaves_minors_alone(region, done[leaves])
    leave_region(region, done[leaves], place[leaves], year)
    p.status[full] = np.where(p.household_id[full] >= 0, Status.UNEMPLOYED, Status.EMPLOYED)
    p.leaving[done[away & (p.household_id[done] < 0)]] = Leaving.GRADUATION  # considers coming back this year


def _finish_school(region: Region) -> None:
    base, p = region.draws(Stream.STUDIES), region.persons.c
    rows = np.flatnonzero((p.status == Status.PUPIL) & (p.age >= SCHOOL_END) & (p.place_id >= 0))
    resident = p.household_id[rows] >= 0
    share = _completes(p.schooling[rows], p.sex[rows], region.base["enrolled_share"][0], region)
    completed = uniforms(base, p.key[rows], _COMPLETED) < share
    new = rows[p.schooling[rows] == Schooling.NOT_ASKED]  # went to school elsewhere
    q = region.par(fields.Params)
    elsewhere = fields.programme_values(p.sex[new], np.zeros(new.size), fields.PROGRAMMES, q)
    p.field[new] = fields.pick(np.exp(elsewhere), uniforms(base, p.key[new], _PROGRAMME))
    p.education[rows[completed]] = Education.UPPER_SECONDARY
    p.field[rows[~completed]] = Field.GENERAL
    p.status[rows] = np.where(resident, Status.UNEMPLOYED, Status.EMPLOYED)
    # Who starts to study this year leaves for that, but has been noted as one who wanted a home.
    region.count("leaving_home", p.place_id[rows[(p.leaving[rows] == Leaving.HOME) & resident]])


def _completes(schooling: NDArray[np.int8], sex: NDArray[np.int8], enrolled: float, region: Region) -> _Array:
    """Probability of completing upper secondary school [n]; who was not asked at 16 is like the mean."""
    par, q = region.par(Params), region.par(fields.Params)
    share = np.where(schooling == Schooling.NOT_ASKED, par.completed, min(par.completed / max(enrolled, 1e-9), 1.0))
    return np.asarray(np.where(schooling == Schooling.NONE, 0.0, fields.by_sex(share, sex, q.woman_completes)))


def _start(region: Region, rows: _Rows, local: StudyPlaces, year: int) -> None:
    """Who of `rows`, who are free to move, starts to study full time."""
    par, base, p = region.par(Params), region.draws(Stream.STUDIES), region.persons.c
    resident = p.household_id[rows] >= 0
    values = higher_education.place_values(region, rows[resident], local)
    odds = np.exp(values).sum(axis=1)
    away = rows[~resident]
    hazard = np.empty(rows.size)
    hazard[resident] = odds / (1.0 + odds)
    general = (p.field[away] != Field.GENERAL).astype(np.int64)
    hazard[~resident] = region.base["start_hazard"][p.sex[away], general, p.age[away] - FIRST]
    begins = uniforms(base, p.key[rows], _STARTS) < hazard
    place = p.place_id[rows].astype(np.int64)
    mine = np.flatnonzero(begins & resident)
    place[mine] = _choose_place(region, rows[mine], values[begins[resident]], local)
    begins &= place >= 0
    rows, place = rows[begins], place[begins]
    _begin(region, rows, place, local, year + study_years(p.key[rows]))
    outside = place >= region.n_zones
    p.status[rows] = np.where(outside, Status.AWAY, Status.STUDENT)
    p.employer_id[rows], p.wage_nok_year[rows], p.leaving[rows[outside]] = -1, 0.0, Leaving.NO
    guest = region.households.c.ref_id[p.household_id[rows]] != rows
    stays = guest & (uniforms(base, p.key[rows], _REGISTERED) < par.registered)
    goes = np.flatnonzero(outside & (p.household_id[rows] >= 0) & ~stays)
    goes = goes[~_leaves_minors_alone(region, rows[goes])]
    leave_region(region, rows[goes], place[goes], year)


def _choose_place(region: Region, rows: _Rows, values: _Array, local: StudyPlaces) -> _Rows:
    """Place where each of those who start studies [n]; −1 for who finds the study places in the region taken."""
    base, p = region.draws(Stream.STUDIES), region.persons.c
    keys = [*region.outside.keys, *region.zones.keys[local.zone]]
    noise = np.stack([gumbels(base, p.key[rows], key) for key in keys], axis=1)
    where = np.concatenate([region.n_zones + np.arange(len(region.outside)), local.zone])
    return _deal(region, rows, where[(values + noise).argmax(axis=1)], local)


def _deal(region: Region, rows: _Rows, place: _Rows, local: StudyPlaces) -> _Rows:
    """`place` [n], −1 where the places of a zone are taken by those who come first in keyed order; takes from the room."""
    key = region.persons.c.key[rows]
    order = np.lexsort((key, uniforms(region.draws(Stream.STUDIES), key, DRAW_ORDER)))
    for i, zone in enumerate(local.zone):
        queue = order[place[order] == zone]
        place[queue[local.room[i] :]] = -1
        local.room[i] -= min(queue.size, local.room[i])
    return place


def _begin(region: Region, rows: _Rows, place: _Rows, local: StudyPlaces, end: _Rows) -> None:
    """Studies begin: the field, of what is taught at the place, and when they end."""
    p = region.persons.c
    wants = fields.study_shares(p.sex[rows], p.field[rows], region.par(fields.Params))
    for i, zone in enumerate(local.zone):
        wants[place == zone] *= local.teaches[i] > 0
    p.field[rows] = fields.pick(wants, uniforms(region.draws(Stream.STUDIES), p.key[rows], DRAW_FIELD))
    p.study_end[rows], p.study_place_id[rows] = end, place
