"""The labour market's machinery: wages, open posts, who seeks, and how posts are taken.

Shared by `work`, which fills posts once a year, and `refill`, which offers again what the moves vacated. Seekers rank
open posts within their skill by (`kernels/matching.py`)

    U = ln wage − theta·d(t) + ln Σ exp(w) + noise,      w_s(f) = field·(share_s(f) − share(f))

share_s(f) is the share of a sector's posts that ask for field f (`Sector.fields`), share(f) that of all posts in the
nation: a nurse finds the right post in health care more likely than elsewhere. Men and women are alike in this. d(t) is of
minutes by car, or without one for who has none; days at home weigh nothing (model/remote.py). To theta·d(t) comes the tie
between the municipalities of home and work (model/commute_ties.py).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.codes import HireSource, HomeWork, LifeEvent, Owner, Status
from model.commute_ties import Params as TieParams
from model.commute_ties import ties
from model.employer_tax import wage_factor
from model.geography import UNREACHABLE_MIN
from model.kernels.matching import Posts, Seekers, deal_posts, match
from model.kernels.posts import count_off
from model.parameters import par, parameters
from model.region import Candidates, Region
from model.remote import Params as RemoteParams
from model.remote import days, days_at_home, in_post, is_connected, suits, workable
from model.rng import Kind, Stream, derive_all, uniforms

N_ROUNDS = 4
N_SKILLS = 3
_N_DAYS = len(HomeWork)


# Share of residents of an age who are outside the labour force before pension age (health or home duties). Levels so
# that about 80 % of those aged 25-61 work, as in the region's 2022 figures (SSB 11618); shape: assumption.
_DISABLED_AGES = (18.0, 19.0, 25.0, 35.0, 45.0, 55.0, 61.0, 66.0)
_DISABLED_SHARES = (0.0, 0.07, 0.09, 0.11, 0.13, 0.18, 0.25, 0.29)
# Share of those not disabled who are retired by an age: pension from 62, most by 67, all by 75 (assumption).
_RETIRED_AGES = (61.0, 62.0, 64.0, 66.0, 67.0, 70.0, 75.0)
_RETIRED_SHARES = (0.0, 0.08, 0.22, 0.36, 0.60, 0.86, 1.0)
PENSION_AGE = 67
# Shares of the nation's posts by field: the sectors' shares (assumptions), weighted with employment by industry (rounded).
NATION_FIELDS = np.array([0.23, 0.21, 0.31, 0.25])


def disabled_share(age: Any) -> NDArray[np.float64]:
    """Share of an age outside the labour force before pension age; from 67 they count as retired."""
    return np.where(np.asarray(age) >= PENSION_AGE, 0.0, np.interp(age, _DISABLED_AGES, _DISABLED_SHARES))


def retired_share(age: Any) -> NDArray[np.float64]:
    """Share of an age, among those not disabled, who are retired."""
    return np.asarray(np.interp(age, _RETIRED_AGES, _RETIRED_SHARES))


@parameters("work")
class Params(NamedTuple):
    """Hazards, commuting, reservation."""

    theta: float = par(
        6.0,
        unit="utility per unit of d(t)",
        low=3.5,
        high=7.0,
        source="EVIDENCE commute_cost_elasticity_20km: −4 at about 20 km",
        note="elasticity −theta·k·d·(1−d) at 24 minutes, 20 km at 50 km/h; MODEL.md starts at 5, which gives −3.4 there",
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
    search_far: float = par(
        0.15,
        unit="per year and unit of d(t)",
        low=0.05,
        high=0.3,
        source="assumption",
        note="who commutes far looks for something nearer",
    )
    field: float = par(
        4.0,
        unit="utility per share of posts",
        low=2.0,
        high=6.0,
        source="assumption",
        note="level so that women hold three in four posts in health care and one in four in construction",
    )
    job_inertia: float = par(
        3.0, unit="utility", low=1.5, high=4.5, source="assumption", note="to keep the present job"
    )
    reserve_unemployed: float = par(
        -2.0, unit="utility", low=-4.0, high=0.0, source="assumption", note="of waiting for a better post"
    )
    reserve_in_commuter: float = par(
        1.8,
        unit="utility",
        low=0.0,
        high=4.0,
        source="assumption",
        note="of a job of the field where an outsider lives",
    )
    outside_offer: float = par(
        0.24,
        unit="posts per out-commuter and year",
        low=0.1,
        high=0.5,
        source="assumption",
        note="level so that out-commuting stays as in 2022",
    )
    in_seekers: float = par(
        0.6,
        unit="seekers per in-commuter and year",
        low=0.2,
        high=1.0,
        source="assumption",
        note="level so that in-commuting stays as in 2022",
    )
    in_commuter_leaves: float = par(0.13, unit="per year", low=0.08, high=0.2, source="assumption")
    vacancy_years: float = par(
        0.1,
        unit="years",
        low=0.05,
        high=0.35,
        source="assumption",
        note="mean duration of a vacancy: of the posts that become vacant in a year, this share is open on 1 January",
    )
    search_years: float = par(
        0.2,
        unit="years",
        low=0.05,
        high=0.3,
        source="assumption",
        note="time a seeker needs where posts are plenty: this share of who seeks in a year still does on 1 January",
    )
    skill_basic: float = par(0.85, unit="factor", low=0.75, high=0.95, source="assumption", note="wage, basic posts")
    skill_tertiary: float = par(1.18, unit="factor", low=1.05, high=1.35, source="assumption", note="wage, tertiary")
    unemployed_nok: float = par(250_000, unit="NOK/year", low=180_000, high=320_000, source="assumption")
    disabled_nok: float = par(300_000, unit="NOK/year", low=240_000, high=360_000, source="assumption")
    pension_share: float = par(0.62, unit="share of wage", low=0.5, high=0.7, source="assumption")
    pension_min_nok: float = par(240_000, unit="NOK/year", low=200_000, high=280_000, source="assumption")


class Crowd(NamedTuple):
    """All seekers with where they come from: row of persons, else candidate number, else a new in-commuter."""

    seekers: Seekers
    row: NDArray[np.int64]
    candidate: NDArray[np.int64]
    is_employed: NDArray[np.bool_]
    weight: NDArray[np.float64]  # [kinds, P, P] what a commute leaves of a post, exp(−theta·d·(1 − days))


def seeker_kind(region: Region, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row of `commute_weights` for residents [n]: days at home that would suit them, and whether they have a car."""
    kind = np.where(is_connected(region, rows), suits(region, region.persons.c.key[rows], region.par(RemoteParams)), 0)
    return kind + _N_DAYS * (~has_car(region, rows))


def has_car(region: Region, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether residents [n] live in a household with a car."""
    return np.asarray(region.households.c.n_cars[region.persons.c.household_id[rows]] > 0)


def calibrate_ties(region: Region) -> None:
    """Set region.base["commute_ties"] [P, P] from who works where. Called once, by synthesis, when founders hold posts."""
    c, n = region.persons.c, region.n_places
    works = c.employer_id >= 0
    code = c.place_id[works].astype(np.int64) * n + region.firms.c.place_id[c.employer_id[works]]
    flow = np.bincount(code, minlength=n * n).reshape(n, n).astype(np.float64)
    outside = np.full(len(region.outside), region.municipalities.n)
    group = np.concatenate([region.zones.municipality, outside]).astype(np.int64)
    p = region.par(TieParams)
    region.base["commute_ties"] = ties(flow, np.exp(-p.theta * region.commute_d), group, p)


def commute_weights(region: Region, p: Params) -> NDArray[np.float64]:
    """exp(tie − theta·d·(1 − days)) by kind of seeker, home and place of work [kinds, P, P]; 0 where there is no way."""
    travelled = 1.0 - days(region)
    d = np.stack([region.commute_d, region.no_car_d])
    weight = np.exp(region.base["commute_ties"] - p.theta * d[:, None] * travelled[None, :, None, None])
    weight[:, :, region.cost_min >= UNREACHABLE_MIN] = 0.0
    return weight.reshape(2 * _N_DAYS, *region.commute_d.shape)


def commute_burden(region: Region, rows: NDArray[np.int64], p: Params) -> NDArray[np.float64]:
    """d(t) of employed residents [n] by their way of travelling, less the days at home, and tie/theta off it."""
    c = region.persons.c
    n, home, work = region.n_places, c.place_id[rows].astype(np.int64), region.firms.c.place_id[c.employer_id[rows]]
    d = np.concatenate([region.no_car_d.ravel(), region.commute_d.ravel()])
    burden = d[(has_car(region, rows) * n + home) * n + work] * (1.0 - days_at_home(region, rows))
    return np.asarray(burden - region.base["commute_ties"][home, work] / p.theta)


def idle_seekers(region: Region, p: Params) -> NDArray[np.int64]:
    """Residents without a job who find time to seek before the year ends, rows of persons [n]."""
    c = region.persons.c
    rows = np.flatnonzero((c.household_id >= 0) & (c.status == Status.UNEMPLOYED) & (c.age >= 18))
    return rows[uniforms(region.draws(Stream.JOB_SEARCH), c.key[rows], 1) >= p.search_years]


def mark(region: Region, persons: NDArray[np.int64], event: LifeEvent) -> None:
    """Note a life event of the households that persons [n] live in."""
    households = region.persons.c.household_id[persons]
    np.bitwise_or.at(region.households.c.events, households[households >= 0], np.uint8(event))


def posts_by_skill(region: Region) -> NDArray[np.int64]:
    """Posts of every firm by skill level [F, 3]; an employer outside has room for everybody."""
    f = region.firms.c
    posts = np.stack([f.posts_basic, f.posts_upper, f.posts_tertiary], axis=1).astype(np.int64)
    posts[f.place_id < 0] = 0
    posts[f.place_id >= region.n_zones] = 2**40
    return posts


def open_posts(region: Region, cand: Candidates, p: Params) -> NDArray[np.int64]:
    """Open posts by firm and skill [F, 3], provisional hires counted as filled."""
    c = region.persons.c
    open_ = posts_by_skill(region)
    count_off(open_, c.employer_id, c.post_skill)
    count_off(open_, cand.firm, cand.skill)
    np.maximum(open_, 0, out=open_)
    outside = np.flatnonzero(region.firms.c.place_id >= region.n_zones)
    offer = region.base["out_commuters_by_skill"] * p.outside_offer / N_ROUNDS
    place = region.firms.c.place_id[outside] - region.n_zones
    u = uniforms(region.persistent_draws(Stream.ROUNDING), region.firms.c.key[outside], 0)
    open_[outside] = np.floor(offer[place] + u[:, None]).astype(np.int64)
    return open_


def hold_back(region: Region, cand: Candidates, p: Params, k: int) -> None:
    """Add to `region.late_posts` [F, 3] the posts that become vacant too late in the year to be filled before its end.

    Posts become vacant all through the year; of n open posts that are not held back yet, n·`vacancy_years`, rounded by a
    draw of the employer's. `k` tells the calls of a year apart.
    """
    more = np.maximum(open_posts(region, cand, p) - region.late_posts, 0)
    more[region.firms.c.place_id >= region.n_zones] = 0
    base, keys = region.draws(Stream.JOB_PRIORITY), region.firms.c.key
    u = np.stack([uniforms(base, keys, 10 * k + skill + 1) for skill in range(N_SKILLS)], axis=1)
    region.late_posts = region.late_posts + np.floor(more * p.vacancy_years + u).astype(np.int64)


def field_worth(region: Region, p: Params) -> NDArray[np.float64]:
    """What a post in a sector is worth to people of a field beyond the wage [S + 1, F]; last row: a place outside."""
    shares = np.array([s.fields for s in region.sectors] + [tuple(NATION_FIELDS)])
    return np.asarray(p.field * (shares - NATION_FIELDS))


def log_wages(region: Region, p: Params) -> NDArray[np.float64]:
    """Log of the wage of a post relative to the region's mean wage [F, 3]."""
    return np.log(wages(region, p) / region.base["mean_wage"][0])


def wages(region: Region, p: Params) -> NDArray[np.float64]:
    """Wage of a post by firm and skill, NOK/year [F, 3]."""
    f = region.firms.c
    by_sector = np.array([s.wage_nok_year for s in region.sectors] + [0.0])  # index −1: a place outside
    outside = f.place_id >= region.n_zones
    level = region.base["wage_scale"][np.where(outside, 0, f.place_id)]
    level = level * np.where(f.owner == Owner.PRIVATE, wage_factor(region)[np.where(outside, 0, f.place_id)], 1.0)
    wage = by_sector[f.sector] * level
    wage[outside] = region.base["mean_wage"][0] * region.outside_wages()[f.place_id[outside] - region.n_zones]
    factors = np.array([p.skill_basic, 1.0, p.skill_tertiary])
    return np.asarray((wage * f.wage_factor)[:, None] * factors + f.support_nok[:, None])


def offer_round(
    region: Region, crowd: Crowd, order: NDArray[np.int64], cand: Candidates, p: Params
) -> NDArray[np.int64]:
    """Offer all open posts to the seekers of `order`; returns the firm and skill taken, as firm·3 + skill, −1 = none."""
    open_ = np.maximum(open_posts(region, cand, p) - region.late_posts, 0)
    firm, skill = np.nonzero(open_)
    n = open_[firm, skill]
    firm, skill = np.repeat(firm, n), np.repeat(skill, n)
    place = region.firms.c.place_id[firm].astype(np.int64)
    index = np.arange(firm.size) - np.repeat(np.cumsum(n) - n, n)
    keys = derive_all(region.firms.c.key[firm], Kind.POST, index * N_SKILLS + skill)
    group_code = place * N_SKILLS + skill
    by_group = np.lexsort((keys, group_code))
    firm, skill, group_code, keys = firm[by_group], skill[by_group], group_code[by_group], keys[by_group]
    groups, start, count = np.unique(group_code, return_index=True, return_counts=True)
    if groups.size == 0:
        return np.full(order.size, -1)
    log_wage = np.add.reduceat(log_wages(region, p)[firm, skill], start) / count
    place_keys = np.concatenate([region.zones.keys, region.outside.keys])
    sector, worth = region.firms.c.sector[firm].astype(np.int64), field_worth(region, p)
    posts = Posts(
        place=groups // N_SKILLS,
        skill=groups % N_SKILLS,
        key=derive_all(place_keys[groups // N_SKILLS], Kind.POST, groups % N_SKILLS),
        log_wage=log_wage,
        log_n=np.log(np.add.reduceat(np.exp(worth)[sector], start, axis=0)),
        left=count.copy(),
    )
    share = np.add.reduceat(workable(region)[firm, skill], start) / count
    at_place = crowd.weight[:, :, posts.place]
    with np.errstate(divide="ignore"):
        # Kinds of one way of travelling are neighbours; the first of them never works at home.
        every_day = np.repeat(at_place[::_N_DAYS], _N_DAYS, axis=0)
        reach = np.log(share * at_place + (1.0 - share) * every_day)
    taken = match(crowd.seekers, posts, order, reach, region.draws(Stream.JOB_CHOICE))
    ends, base = np.append(start, firm.size), region.draws(Stream.JOB_PRIORITY)
    who = crowd.seekers.key[order], crowd.seekers.field[order]
    item = deal_posts(taken, *who, ends, keys, sector, worth, base)
    post = np.full(order.size, -1)
    got = item >= 0
    post[got] = firm[item[got]] * N_SKILLS + skill[item[got]]
    return post


def hire(
    region: Region,
    crowd: Crowd,
    who: NDArray[np.int64],
    post: NDArray[np.int64],
    cand: Candidates,
    year: int,
    p: Params,
) -> None:
    """Seekers `who` take posts (firm·3 + skill)."""
    c = region.persons.c
    firm, skill = post // N_SKILLS, post % N_SKILLS
    wage = wages(region, p)
    is_candidate = crowd.candidate[who] >= 0
    cand.firm[crowd.candidate[who[is_candidate]]] = firm[is_candidate]
    cand.skill[crowd.candidate[who[is_candidate]]] = skill[is_candidate]
    known = crowd.row[who] >= 0
    rows = crowd.row[who[known]]
    was_employed = crowd.is_employed[who[known]]
    was_outside = was_employed & (region.firms.c.place_id[c.employer_id[rows]] >= region.n_zones)
    c.employer_id[rows] = firm[known]
    c.post_skill[rows] = skill[known]
    c.wage_nok_year[rows] = wage[firm[known], skill[known]]
    c.hired_year[rows] = year
    c.status[rows] = Status.EMPLOYED
    settle_home_work(region, rows, crowd.seekers.kind[who[known]], crowd.weight, region.draws(Stream.REMOTE))
    c.hire_source[rows] = np.select(
        [was_outside, was_employed], [HireSource.OUT_COMMUTER, HireSource.EMPLOYED], HireSource.UNEMPLOYED
    )
    mark(region, rows, LifeEvent.JOB_TAKEN)
    _count_hires(region, firm[known], c.hire_source[rows])
    new = ~known & ~is_candidate
    _add_in_commuters(region, crowd, who[new], firm[new], skill[new], wage, year)


def settle_home_work(
    region: Region, rows: NDArray[np.int64], kind: NDArray[np.int64], weight: NDArray[np.float64], base: np.uint64
) -> None:
    """Whether the posts that residents [n], seekers of these kinds, have taken can be done from home."""
    c = region.persons.c
    firm, home = c.employer_id[rows], c.place_id[rows]
    work = region.firms.c.place_id[firm]
    share = workable(region)[firm, c.post_skill[rows]]
    every_day = weight[kind // _N_DAYS * _N_DAYS, home, work]
    c.home_work[rows] = in_post(region, rows, share, weight[kind, home, work], every_day, base)


def _add_in_commuters(region: Region, crowd: Crowd, who: Any, firm: Any, skill: Any, wage: Any, year: int) -> None:
    keys = crowd.seekers.key[who]
    u = uniforms(region.draws(Stream.OUTSIDE_SEEKER), keys, 1)
    region.persons.add(
        who.size,
        key=keys,
        age=(20 + 45 * u).astype(np.int16),
        sex=in_commuter_sex(region, keys),
        education=crowd.seekers.skill[who],
        field=crowd.seekers.field[who],
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


def in_commuter_sex(region: Region, keys: NDArray[np.uint64]) -> NDArray[np.int8]:
    """Sex of people who live outside and would commute in [n]: two in five are women (assumption: men commute farther)."""
    return np.asarray(uniforms(region.draws(Stream.OUTSIDE_SEEKER), keys, 2) < 0.4, np.int8)


def _count_hires(region: Region, firm: NDArray[np.int64], source: NDArray[np.int8]) -> None:
    place = region.firms.c.place_id[firm]
    inside = (place >= 0) & (place < region.n_zones)
    region.count("hires", place[inside])
    for code in HireSource:
        mine = inside & (source == code)
        if mine.any():
            region.count(f"hires:source:{code.name.lower()}", place[mine])


def fill_posts(
    region: Region, crowd: Crowd, order: NDArray[np.int64], cand: Candidates, year: int, p: Params
) -> NDArray[np.int64]:
    """Offer all open posts to the seekers of `order` and hire those who take one; returns who was hired."""
    post = offer_round(region, crowd, order, cand, p)
    found = post >= 0
    hire(region, crowd, order[found], post[found], cand, year, p)
    return order[found]


def enter(region: Region, rows: NDArray[np.int64], p: Params) -> None:
    """Give newcomers [n] without a post a status by the age profiles: retired, outside the labour force, or seeking."""
    c = region.persons.c
    age, base = c.age[rows], region.draws(Stream.DISABILITY)
    disabled = (uniforms(base, c.key[rows], 1) < disabled_share(age)) & (age < PENSION_AGE)
    retired = (age >= PENSION_AGE) | (~disabled & (uniforms(base, c.key[rows], 2) < retired_share(age)))
    c.status[rows] = np.select([disabled, retired], [Status.DISABLED, Status.RETIRED], Status.UNEMPLOYED)
    c.wage_nok_year[rows] = np.select(
        [disabled, retired],
        [p.disabled_nok, np.maximum(region.base["mean_wage"][0] * p.pension_share, p.pension_min_nok)],
        p.unemployed_nok,
    )
