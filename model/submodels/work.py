"""Work: who leaves, loses and finds a job.

1. Retirement and disability by hazards that follow from the age profiles of the base year: a stock profile S(a) gives
   the yearly hazard (S(a) − S(a−1)) / (1 − S(a−1)) for who turned a, so a constant world stays as it is.
2. Employers with more staff than posts lay off the last hired; contracts for a time end; a small share loses its job
   otherwise.
3. Seekers rank open posts by wage, commute and field of education (`model/labour.py`) within their skill:
   residents without a job, employed residents who search (hazard falls with tenure), candidates from outside who would
   come, and people who live outside and would commute. Four rounds: each seeker belongs to one by key; a post that a
   switcher leaves opens in the next round; who found nothing tries again with the same noise.
4. A hire from outside is provisional until the moves.

Places outside offer residents a number of posts that keeps base-year out-commuting in balance, and send as many seekers
as keep base-year in-commuting in balance (`outside_offer`, `in_seekers`): the rest of the country is assumed to go on as
it was. A post that stays open makes its employer raise the wage or shrink (firms).

Leaves out: part time, two-earner search as one decision, employers who pick (posts go to who comes first in keyed
order), retraining (overstates how long skilled posts stay open).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import LifeEvent, Status
from model.fields import draw
from model.higher_education import field_mix
from model.kernels.matching import Seekers
from model.labour import (
    N_ROUNDS,
    N_SKILLS,
    PENSION_AGE,
    Crowd,
    Params,
    commute_burden,
    commute_weights,
    disabled_share,
    field_worth,
    fill_posts,
    hold_back,
    idle_seekers,
    in_commuter_sex,
    mark,
    posts_by_skill,
    retired_share,
    seeker_kind,
    wages,
)
from model.region import Candidates, Region
from model.rng import Kind, Stream, derive_all, uniforms

READS = (
    *("persons.*", "firms.*", "households.n_cars", "region.commute_d", "region.no_car_d", "region.cost_min"),
    *("region.zones", "region.base", "region.candidates"),
)
WRITES = (
    "persons.status",
    "persons.employer_id",
    "persons.post_skill",
    "persons.wage_nok_year",
    "persons.hired_year",
    "persons.hire_source",
    "persons.home_work",
    "persons.place_id",
    "persons.*new",
    "households.events",
    "region.candidates",
    "region.flows",
    "region.late_posts",
)


def profile_hazard(share_before: NDArray[np.float64], share_now: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of entering a state on turning a, from its stock profile: (S(a) − S(a−1)) / (1 − S(a−1))."""
    free = np.maximum(1.0 - share_before, 1e-9)
    return np.clip((share_now - share_before) / free, 0.0, 1.0)


def _leave_job(region: Region, rows: NDArray[np.int64], status: Status, income: Any) -> None:
    c = region.persons.c
    c.employer_id[rows] = -1
    c.status[rows] = status
    c.wage_nok_year[rows] = income


def _participation(region: Region, p: Params) -> None:
    """Disability, retirement."""
    c = region.persons.c
    ages = np.arange(121)
    disabled = profile_hazard(disabled_share(ages - 1), disabled_share(ages))
    retired = profile_hazard(retired_share(ages - 1), retired_share(ages))
    can_leave = (c.household_id >= 0) & ((c.status == Status.EMPLOYED) | (c.status == Status.UNEMPLOYED))
    rows = np.flatnonzero(can_leave & (c.age >= 19) & (c.age < PENSION_AGE))
    hit = uniforms(region.draws(Stream.DISABILITY), c.key[rows], 0) < disabled[c.age[rows]]
    _leave_job(region, rows[hit], Status.DISABLED, p.disabled_nok)
    can_leave &= c.status != Status.DISABLED
    rows = np.flatnonzero(can_leave & (c.age >= 62))
    rows = rows[uniforms(region.draws(Stream.RETIREMENT), c.key[rows], 0) < retired[c.age[rows]]]
    _leave_job(region, rows, Status.RETIRED, np.maximum(c.wage_nok_year[rows] * p.pension_share, p.pension_min_nok))
    mark(region, rows, LifeEvent.RETIREMENT)
    old = np.flatnonzero((c.status == Status.DISABLED) & (c.age >= PENSION_AGE))
    c.status[old] = Status.RETIRED


@njit(cache=True, nogil=True)
def surplus(employer: Any, skill: Any, order: Any, posts: Any) -> Any:
    """Mark whose post is gone: persons in `order` (first hired first) fill posts [F, 3]; who comes too late is True."""
    used = np.zeros(posts.shape, np.int64)
    out = np.zeros(order.size, np.bool_)
    for j in range(order.size):
        i = order[j]
        f, s = employer[i], skill[i]
        if used[f, s] < posts[f, s]:
            used[f, s] += 1
        else:
            out[j] = True
    return out


def _losses(region: Region, p: Params) -> None:
    """Layoffs where posts are fewer than staff, contracts that are over, other losses, in-commuters who stop."""
    c = region.persons.c
    employed = np.flatnonzero(c.employer_id >= 0)
    order = employed[np.lexsort((c.key[employed], c.hired_year[employed]))]
    laid_off = order[surplus(c.employer_id, c.post_skill, order, posts_by_skill(region))]
    here = c.household_id[employed] >= 0
    u = uniforms(region.draws(Stream.JOB_SEPARATION), c.key[employed], 0)
    term = region.firms.c.contract_years[c.employer_id[employed]]
    over = employed[(term > 0) & (region.year - c.hired_year[employed] >= term)]
    lost = np.union1d(np.union1d(laid_off, over), employed[here & (u < p.loss_rate)])
    age = np.minimum(c.age[employed], 120)
    retired = profile_hazard(retired_share(np.arange(121) - 1), retired_share(np.arange(121)))[age]
    stops = employed[~here & (u < np.maximum(p.in_commuter_leaves, retired))]
    residents = lost[c.household_id[lost] >= 0]
    region.count("separations_job", c.place_id[residents])
    _leave_job(region, residents, Status.UNEMPLOYED, p.unemployed_nok)
    mark(region, residents, LifeEvent.JOB_LOST)
    _stop_commuting(region, np.union1d(stops, lost[c.household_id[lost] < 0]))


def _stop_commuting(region: Region, rows: NDArray[np.int64]) -> None:
    """In-commuters lose or leave the job here; who never lived here is no longer an agent."""
    c = region.persons.c
    c.employer_id[rows] = -1
    stranger = rows[c.left_year[rows] == 0]
    c.place_id[stranger] = -1


def _crowd(region: Region, year: int, cand: Candidates, p: Params) -> Crowd:
    c = region.persons.c
    resident = c.household_id >= 0
    idle = idle_seekers(region, p)
    working = np.flatnonzero(resident & (c.employer_id >= 0))
    tenure = np.maximum(year - c.hired_year[working], 0)
    hazard = p.search_settled + (p.search_new - p.search_settled) * np.exp(-p.search_decay * tenure)
    far = commute_burden(region, working, p)
    hazard += p.search_far * np.maximum(far, 0.0)
    searches = uniforms(region.draws(Stream.JOB_SEARCH), c.key[working], 0) < 1.0 - np.exp(-hazard)
    working, far = working[searches], far[searches]
    coming = np.flatnonzero(cand.intends & cand.needs_job & (cand.firm < 0))
    reserve_working = (
        np.log(c.wage_nok_year[working] / region.base["mean_wage"][0])
        - p.theta * far
        + field_worth(region, p)[region.firms.c.sector[c.employer_id[working]], c.field[working]]
        + p.job_inertia
    )
    keys, homes, skills, fields = _in_commuters(region, year, p)
    n_idle, n_work, n_come, n_in = idle.size, working.size, coming.size, keys.size
    seekers = Seekers(
        key=np.concatenate([c.key[idle], c.key[working], cand.key[coming], keys]),
        home=np.concatenate([c.place_id[idle], c.place_id[working], np.full(n_come, -1), homes]).astype(np.int64),
        skill=np.concatenate([c.education[idle], c.education[working], cand.education[coming], skills]).astype(
            np.int64
        ),
        field=np.concatenate([c.field[idle], c.field[working], cand.field[coming], fields]).astype(np.int64),
        below=np.repeat([region.n_places, region.n_zones], [n_idle + n_work, n_come + n_in]),
        reserve=np.concatenate(
            [
                np.full(n_idle, p.reserve_unemployed),
                reserve_working,
                np.full(n_come, -1e9),
                np.full(n_in, p.reserve_in_commuter),
            ]
        ),
        kind=np.concatenate([seeker_kind(region, np.concatenate([idle, working])), np.zeros(n_come + n_in, np.int64)]),
    )
    none = np.full
    return Crowd(
        seekers,
        row=np.concatenate([idle, working, none(n_come + n_in, -1)]),
        candidate=np.concatenate([none(n_idle + n_work, -1), coming, none(n_in, -1)]),
        is_employed=np.repeat([False, True, False], [n_idle, n_work, n_come + n_in]),
        weight=commute_weights(region, p),
    )


def _in_commuters(region: Region, year: int, p: Params) -> tuple[Any, Any, Any, Any]:
    """People outside who would commute in, keyed by (year, place, index): key, place, skill, field."""
    n = np.round(region.base["in_commuters"] * p.in_seekers).astype(np.int64)
    place = np.repeat(np.arange(n.size), n)
    index = np.arange(place.size) - np.repeat(np.cumsum(n) - n, n)
    keys = derive_all(region.outside.keys[place], Kind.IN_COMMUTER, year * 100_000 + index)
    u = uniforms(region.draws(Stream.OUTSIDE_SEEKER), keys, 0)
    skills = np.where(u < 0.2, 0, np.where(u < 0.64, 1, 2))  # EVIDENCE: 36 % of adults have higher education
    sex = in_commuter_sex(region, keys)
    fields = draw(field_mix(region), region.draws(Stream.OUTSIDE_SEEKER), keys, 3, sex, skills)
    return keys, region.n_zones + place, skills, fields


def step(region: Region, year: int) -> None:
    """Leave, lose, seek, find."""
    p = region.par(Params)
    cand = region.candidates
    assert cand is not None, "candidates come before work"
    c = region.persons.c
    c.wage_nok_year[(c.household_id >= 0) & (c.status == Status.UNEMPLOYED)] = p.unemployed_nok
    _participation(region, p)
    _losses(region, p)
    region.late_posts = np.zeros((region.firms.n, N_SKILLS), np.int64)
    hold_back(region, cand, p, 0)
    crowd = _crowd(region, year, cand, p)
    keys = crowd.seekers.key
    u = uniforms(region.draws(Stream.JOB_PRIORITY), keys, 0)
    its_round = np.minimum((u * N_ROUNDS).astype(np.int64), N_ROUNDS - 1)
    priority = np.lexsort((keys, u))
    waiting = np.ones(keys.size, bool)
    for r in range(N_ROUNDS):
        mine = waiting & ((its_round == r) | (~crowd.is_employed & (its_round < r)))
        waiting[fill_posts(region, crowd, priority[mine[priority]], cand, year, p)] = False
    has_post = cand.firm >= 0
    cand.wage_nok_year[has_post] = wages(region, p)[cand.firm[has_post], cand.skill[has_post]]
