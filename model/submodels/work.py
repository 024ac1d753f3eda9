"""Work: who leaves, loses and finds a job.

1. Retirement and disability by hazards that follow from the age profiles of the base year: a stock profile S(a) gives
   the yearly hazard (S(a) − S(a−1)) / (1 − S(a−1)) for who turned a, so a constant world stays as it is.
2. Employers with more staff than posts lay off the last hired; a small share loses its job otherwise.
3. Seekers rank open posts by U = ln wage − theta·d(t) + ln n + noise (`kernels/matching.py`) within their skill:
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

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from model.codes import HireSource, LifeEvent, Status
from model.kernels.matching import Posts, Seekers, match
from model.parameters import par, parameters
from model.region import Candidates, Region
from model.rng import Kind, Stream, derive_all, uniforms

READS = ("persons.*", "firms.*", "region.commute_d", "region.base", "region.candidates")
WRITES = (
    "persons.status",
    "persons.employer_id",
    "persons.post_skill",
    "persons.wage_nok_year",
    "persons.hired_year",
    "persons.hire_source",
    "persons.place_id",
    "persons.*new",
    "households.events",
    "region.candidates",
    "region.flows",
)

# Share of residents of an age who are outside the labour force before pension age (health or home duties). Levels so
# that about 80 % of those aged 25-61 work, as in the region's 2022 figures (SSB 11618); shape: assumption.
_DISABLED_AGES = (17.0, 18.0, 25.0, 35.0, 45.0, 55.0, 61.0, 66.0)
_DISABLED_SHARES = (0.0, 0.07, 0.09, 0.11, 0.13, 0.18, 0.25, 0.29)
# Share of those not disabled who are retired by an age: pension from 62, most by 67, all by 75 (assumption).
_RETIRED_AGES = (61.0, 62.0, 64.0, 66.0, 67.0, 70.0, 75.0)
_RETIRED_SHARES = (0.0, 0.08, 0.22, 0.36, 0.60, 0.86, 1.0)
PENSION_AGE = 67
N_ROUNDS = 4
N_SKILLS = 3


@parameters("work")
class Params(NamedTuple):
    """Hazards, commuting, reservation."""

    theta: float = par(
        5.0,
        unit="utility per unit of d(t)",
        low=3.5,
        high=6.5,
        source="EVIDENCE commute_cost_elasticity_20km: elasticity −theta·k·d·(1−d) is −3.75 at 30 min (MODEL.md)",
    )
    loss_rate: float = par(0.02, unit="per year", low=0.01, high=0.04, source="assumption", note="jobs lost otherwise")
    search_new: float = par(0.20, unit="per year", low=0.1, high=0.3, source="assumption", note="in the first year")
    search_settled: float = par(
        0.05,
        unit="per year",
        low=0.02,
        high=0.1,
        source="assumption",
        note="after many years; together about EVIDENCE job_separation_rate 0.15 (memory, verify)",
    )
    search_decay: float = par(0.25, unit="per year of tenure", low=0.1, high=0.5, source="assumption")
    job_inertia: float = par(
        3.0, unit="utility", low=1.5, high=4.5, source="assumption", note="to keep the present job"
    )
    reserve_unemployed: float = par(
        -2.0, unit="utility", low=-4.0, high=0.0, source="assumption", note="of waiting for a better post"
    )
    reserve_in_commuter: float = par(
        1.0, unit="utility", low=-1.0, high=3.0, source="assumption", note="of a job where an outsider lives"
    )
    outside_offer: float = par(
        0.12,
        unit="posts per out-commuter and year",
        low=0.05,
        high=0.3,
        source="assumption",
        note="level so that out-commuting stays as in 2022",
    )
    in_seekers: float = par(
        0.5,
        unit="seekers per in-commuter and year",
        low=0.2,
        high=1.0,
        source="assumption",
        note="level so that in-commuting stays as in 2022",
    )
    in_commuter_leaves: float = par(0.13, unit="per year", low=0.08, high=0.2, source="assumption")
    skill_basic: float = par(0.85, unit="factor", low=0.75, high=0.95, source="assumption", note="wage, basic posts")
    skill_tertiary: float = par(1.18, unit="factor", low=1.05, high=1.35, source="assumption", note="wage, tertiary")
    unemployed_nok: float = par(250_000, unit="NOK/year", low=180_000, high=320_000, source="assumption")
    disabled_nok: float = par(300_000, unit="NOK/year", low=240_000, high=360_000, source="assumption")
    pension_share: float = par(0.62, unit="share of wage", low=0.5, high=0.7, source="assumption")
    pension_min_nok: float = par(240_000, unit="NOK/year", low=200_000, high=280_000, source="assumption")


def disabled_share(age: Any) -> NDArray[np.float64]:
    """Share of an age outside the labour force before pension age; from 67 they count as retired."""
    return np.where(np.asarray(age) >= PENSION_AGE, 0.0, np.interp(age, _DISABLED_AGES, _DISABLED_SHARES))


def retired_share(age: Any) -> NDArray[np.float64]:
    """Share of an age, among those not disabled, who are retired."""
    return np.asarray(np.interp(age, _RETIRED_AGES, _RETIRED_SHARES))


def profile_hazard(share_before: NDArray[np.float64], share_now: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability of entering a state on turning a, from its stock profile: (S(a) − S(a−1)) / (1 − S(a−1))."""
    free = np.maximum(1.0 - share_before, 1e-9)
    return np.clip((share_now - share_before) / free, 0.0, 1.0)


def _mark(region: Region, persons: NDArray[np.int64], event: LifeEvent) -> None:
    households = region.persons.c.household_id[persons]
    np.bitwise_or.at(region.households.c.events, households[households >= 0], np.uint8(event))


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
    _mark(region, rows, LifeEvent.RETIREMENT)
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


def posts_by_skill(region: Region) -> NDArray[np.int64]:
    """Posts of every firm by skill level [F, 3]; an employer outside has room for everybody."""
    f = region.firms.c
    posts = np.stack([f.posts_basic, f.posts_upper, f.posts_tertiary], axis=1).astype(np.int64)
    posts[f.place_id < 0] = 0
    posts[f.place_id >= region.n_zones] = 2**40
    return posts


def _losses(region: Region, p: Params) -> None:
    """Layoffs where posts are fewer than staff, other losses, in-commuters who stop."""
    c = region.persons.c
    employed = np.flatnonzero(c.employer_id >= 0)
    order = employed[np.lexsort((c.key[employed], c.hired_year[employed]))]
    laid_off = order[surplus(c.employer_id, c.post_skill, order, posts_by_skill(region))]
    here = c.household_id[employed] >= 0
    u = uniforms(region.draws(Stream.JOB_SEPARATION), c.key[employed], 0)
    lost = np.union1d(laid_off, employed[here & (u < p.loss_rate)])
    stops = employed[~here & (u < p.in_commuter_leaves)]
    residents = lost[c.household_id[lost] >= 0]
    region.count("separations_job", c.place_id[residents])
    _leave_job(region, residents, Status.UNEMPLOYED, p.unemployed_nok)
    _mark(region, residents, LifeEvent.JOB_LOST)
    _stop_commuting(region, np.union1d(stops, lost[c.household_id[lost] < 0]))


def _stop_commuting(region: Region, rows: NDArray[np.int64]) -> None:
    """In-commuters lose or leave the job here; who never lived here is no longer an agent."""
    c = region.persons.c
    c.employer_id[rows] = -1
    stranger = rows[c.left_year[rows] == 0]
    c.place_id[stranger] = -1


class _Crowd(NamedTuple):
    """All seekers with where they come from: row of persons, else candidate number, else a new in-commuter."""

    seekers: Seekers
    row: NDArray[np.int64]
    candidate: NDArray[np.int64]
    is_employed: NDArray[np.bool_]


def _crowd(region: Region, year: int, cand: Candidates, p: Params) -> _Crowd:
    c = region.persons.c
    resident = c.household_id >= 0
    idle = np.flatnonzero(resident & (c.status == Status.UNEMPLOYED) & (c.age >= 18))
    working = np.flatnonzero(resident & (c.employer_id >= 0))
    tenure = np.maximum(year - c.hired_year[working], 0)
    hazard = p.search_settled + (p.search_new - p.search_settled) * np.exp(-p.search_decay * tenure)
    working = working[uniforms(region.draws(Stream.JOB_SEARCH), c.key[working], 0) < 1.0 - np.exp(-hazard)]
    coming = np.flatnonzero(cand.intends & cand.needs_job & (cand.firm < 0))
    here = c.employer_id[working]
    reserve_working = (
        np.log(c.wage_nok_year[working] / region.base["mean_wage"][0])
        - p.theta * region.commute_d[c.place_id[working], region.firms.c.place_id[here]]
        + p.job_inertia
    )
    keys, homes, skills = _in_commuters(region, year, p)
    n_idle, n_work, n_come, n_in = idle.size, working.size, coming.size, keys.size
    seekers = Seekers(
        key=np.concatenate([c.key[idle], c.key[working], cand.key[coming], keys]),
        home=np.concatenate([c.place_id[idle], c.place_id[working], np.full(n_come, -1), homes]).astype(np.int64),
        skill=np.concatenate([c.education[idle], c.education[working], cand.education[coming], skills]).astype(
            np.int64
        ),
        below=np.repeat([region.n_places, region.n_zones], [n_idle + n_work, n_come + n_in]),
        reserve=np.concatenate(
            [
                np.full(n_idle, p.reserve_unemployed),
                reserve_working,
                np.full(n_come, -1e9),
                np.full(n_in, p.reserve_in_commuter),
            ]
        ),
    )
    none = np.full
    return _Crowd(
        seekers,
        row=np.concatenate([idle, working, none(n_come + n_in, -1)]),
        candidate=np.concatenate([none(n_idle + n_work, -1), coming, none(n_in, -1)]),
        is_employed=np.repeat([False, True, False], [n_idle, n_work, n_come + n_in]),
    )


def _in_commuters(region: Region, year: int, p: Params) -> tuple[Any, Any, Any]:
    """People outside who would commute in: a fixed list per year and place, keyed by (year, place, index)."""
    n = np.round(region.base["in_commuters"] * p.in_seekers).astype(np.int64)
    place = np.repeat(np.arange(n.size), n)
    index = np.arange(place.size) - np.repeat(np.cumsum(n) - n, n)
    keys = derive_all(region.outside.keys[place], Kind.IN_COMMUTER, year * 100_000 + index)
    u = uniforms(region.draws(Stream.OUTSIDE_SEEKER), keys, 0)
    skills = np.where(u < 0.2, 0, np.where(u < 0.64, 1, 2))  # EVIDENCE: 36 % of adults have higher education
    return keys, region.n_zones + place, skills


def _open_posts(region: Region, cand: Candidates, p: Params) -> NDArray[np.int64]:
    """Open posts by firm and skill [F, 3], provisional hires counted as filled."""
    c = region.persons.c
    employed = c.employer_id >= 0
    n = region.firms.n
    code = c.employer_id[employed].astype(np.int64) * N_SKILLS + c.post_skill[employed]
    hired = cand.firm >= 0
    code = np.concatenate([code, cand.firm[hired] * N_SKILLS + cand.skill[hired]])
    staff = np.bincount(code, minlength=n * N_SKILLS).reshape(n, N_SKILLS)
    open_ = np.maximum(posts_by_skill(region) - staff, 0)
    outside = np.flatnonzero(region.firms.c.place_id >= region.n_zones)
    offer = region.base["out_commuters_by_skill"] * p.outside_offer / N_ROUNDS
    place = region.firms.c.place_id[outside] - region.n_zones
    open_[outside] = np.round(offer[place]).astype(np.int64)
    return open_


def log_wages(region: Region, p: Params) -> NDArray[np.float64]:
    """Log of the wage of a post relative to the region's mean wage [F, 3]."""
    return np.log(wages(region, p) / region.base["mean_wage"][0])


def wages(region: Region, p: Params) -> NDArray[np.float64]:
    """Wage of a post by firm and skill, NOK/year [F, 3]."""
    f = region.firms.c
    by_sector = np.array([s.wage_nok_year for s in region.sectors] + [0.0])  # index −1: a place outside
    wage = by_sector[f.sector] * region.base["wage_scale"][0]
    outside = f.place_id >= region.n_zones
    wage[outside] = region.base["mean_wage"][0] * region.outside.wage_factor[f.place_id[outside] - region.n_zones]
    factors = np.array([p.skill_basic, 1.0, p.skill_tertiary])
    return np.asarray((wage * f.wage_factor)[:, None] * factors)


def _round(
    region: Region, crowd: _Crowd, order: NDArray[np.int64], cand: Candidates, year: int, p: Params
) -> NDArray[np.int64]:
    """Offer all open posts to the seekers of `order`; returns the firm and skill taken, as firm·3 + skill, −1 = none."""
    open_ = _open_posts(region, cand, p)
    firm, skill = np.nonzero(open_)
    n = open_[firm, skill]
    firm, skill = np.repeat(firm, n), np.repeat(skill, n)
    place = region.firms.c.place_id[firm].astype(np.int64)
    index = np.arange(firm.size) - np.repeat(np.cumsum(n) - n, n)
    keys = derive_all(region.firms.c.key[firm], Kind.POST, index * N_SKILLS + skill)
    group_code = place * N_SKILLS + skill
    by_group = np.lexsort((keys, uniforms(region.draws(Stream.JOB_PRIORITY), keys, 0), group_code))
    firm, skill, group_code = firm[by_group], skill[by_group], group_code[by_group]
    groups, start, count = np.unique(group_code, return_index=True, return_counts=True)
    if groups.size == 0:
        return np.full(order.size, -1)
    log_wage = np.add.reduceat(log_wages(region, p)[firm, skill], start) / count
    place_keys = np.concatenate([region.zones.keys, region.outside.keys])
    posts = Posts(
        place=groups // N_SKILLS,
        skill=groups % N_SKILLS,
        key=derive_all(place_keys[groups // N_SKILLS], Kind.POST, groups % N_SKILLS),
        log_wage=log_wage,
        log_n=np.log(count),
        left=count.copy(),
    )
    taken = match(crowd.seekers, posts, order, region.commute_d, p.theta, region.draws(Stream.JOB_CHOICE))
    found = np.flatnonzero(taken >= 0)
    # The k-th seeker who takes a group gets the k-th post of its keyed order.
    in_group = found[np.argsort(taken[found], kind="stable")]
    g = taken[in_group]
    first = np.searchsorted(g, np.arange(groups.size))
    rank = np.arange(g.size) - first[g]
    post = np.full(order.size, -1)
    post[in_group] = firm[start[g] + rank] * N_SKILLS + skill[start[g] + rank]
    return post


def _hire(region: Region, crowd: _Crowd, who: NDArray[np.int64], post: NDArray[np.int64], year: int, p: Params) -> None:
    """Seekers `who` take posts (firm·3 + skill)."""
    c = region.persons.c
    cand = region.candidates
    assert cand is not None
    firm, skill = post // N_SKILLS, post % N_SKILLS
    wage = wages(region, p)
    is_candidate = crowd.candidate[who] >= 0
    cand.firm[crowd.candidate[who[is_candidate]]] = firm[is_candidate]
    cand.skill[crowd.candidate[who[is_candidate]]] = skill[is_candidate]
    known = crowd.row[who] >= 0
    rows = crowd.row[who[known]]
    was_employed = crowd.is_employed[who[known]]
    c.employer_id[rows] = firm[known]
    c.post_skill[rows] = skill[known]
    c.wage_nok_year[rows] = wage[firm[known], skill[known]]
    c.hired_year[rows] = year
    c.status[rows] = Status.EMPLOYED
    c.hire_source[rows] = np.where(was_employed, HireSource.EMPLOYED, HireSource.UNEMPLOYED)
    _mark(region, rows, LifeEvent.JOB_TAKEN)
    _count_hires(region, firm[known], c.hire_source[rows])
    new = ~known & ~is_candidate
    _add_in_commuters(region, crowd, who[new], firm[new], skill[new], wage, year)


def _add_in_commuters(region: Region, crowd: _Crowd, who: Any, firm: Any, skill: Any, wage: Any, year: int) -> None:
    keys = crowd.seekers.key[who]
    u = uniforms(region.draws(Stream.OUTSIDE_SEEKER), keys, 1)
    region.persons.add(
        who.size,
        key=keys,
        age=(20 + 45 * u).astype(np.int16),
        sex=(uniforms(region.draws(Stream.OUTSIDE_SEEKER), keys, 2) < 0.4).astype(np.int8),  # men commute farther
        education=crowd.seekers.skill[who],
        status=Status.EMPLOYED,
        place_id=crowd.seekers.home[who],
        employer_id=firm,
        post_skill=skill,
        wage_nok_year=wage[firm, skill],
        hired_year=year,
        hire_source=HireSource.IN_COMMUTER,
        origin_place_id=crowd.seekers.home[who],
    )
    _count_hires(region, firm, np.full(who.size, HireSource.IN_COMMUTER))


def _count_hires(region: Region, firm: NDArray[np.int64], source: NDArray[np.int8]) -> None:
    place = region.firms.c.place_id[firm]
    inside = (place >= 0) & (place < region.n_zones)
    region.count("hires", place[inside])
    for code in HireSource:
        mine = inside & (source == code)
        if mine.any():
            region.count(f"hires:source:{code.name.lower()}", place[mine])


def step(region: Region, year: int) -> None:
    """Leave, lose, seek, find."""
    p = region.par(Params)
    cand = region.candidates
    assert cand is not None, "candidates come before work"
    _participation(region, p)
    _losses(region, p)
    crowd = _crowd(region, year, cand, p)
    keys = crowd.seekers.key
    u = uniforms(region.draws(Stream.JOB_PRIORITY), keys, 0)
    its_round = np.minimum((u * N_ROUNDS).astype(np.int64), N_ROUNDS - 1)
    priority = np.lexsort((keys, u))
    waiting = np.ones(keys.size, bool)
    for r in range(N_ROUNDS):
        mine = waiting & ((its_round == r) | (~crowd.is_employed & (its_round < r)))
        order = priority[mine[priority]]
        post = _round(region, crowd, order, cand, year, p)
        found = post >= 0
        _hire(region, crowd, order[found], post[found], year, p)
        waiting[order[found]] = False
    has_post = cand.firm >= 0
    cand.wage_nok_year[has_post] = wages(region, p)[cand.firm[has_post], cand.skill[has_post]]
