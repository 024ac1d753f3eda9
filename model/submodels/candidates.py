"""Candidates: who outside considers the region this year. One door for everybody who may move in.

(a) Former residents, from the register, with their ties: everybody at graduation, then a hazard by age, which is higher
    in the year in which one forms a couple or has a first child outside. When that is follows from draws of the person's
    own against the shares of movers of an age with a partner and with children: who falls below the share of this age but
    not of the last.
(b) A national pool by age, education and family as inter-municipal movers are (EVIDENCE V3), `pool_ratio` candidate
    households per household that is expected to move in; its size is fixed per region and base year.
    So do those whom a policy invites (`Incentives.invitations`).
(c) Immigrants: the region's share, by population, of the nation's net immigration by age (model/base.py), times the
    world's factor, put together to households with the same shares of partners as (b) and as many minors as came.
    A share are refugees, settled by agreement; the others come for work and only if they find a post. What
    municipalities agree on beyond that comes on top (`region.settled_households`).

(a) and (b) weigh the region against where they live with the same utility, inertia included, as everybody else; jobs
enter as accessibility, since nobody has a post there yet. Who would come and needs a job then looks for a post (work);
the others go on to the moves. There is no growth constant: without homes, posts or ties nobody comes.

Leaves out: news and reputation (everybody in the pool knows the region equally well), couples in which each partner
looks for a post before moving (overstates how easily two-earner families come).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import fields
from model.changes import parent_place
from model.codes import Education, Leaving, MoveOrigin, Sex, Status
from model.higher_education import field_mix
from model.kernels.choice import STAY, Choosers, run_queue
from model.parameters import par, parameters
from model.region import Candidates, Region, Settlement
from model.relief import debtors
from model.residential import Params as Location
from model.residential import age_group, choice_set, inertia, places, terms
from model.rng import Kind, Stream, derive_all, text_key, uniforms
from model.tenures import means_of_candidates, needy_candidates

READS = (
    *("persons.*", "dwellings.*", "firms.key", "firms.place_id", "firms.sector"),
    *("region.access", "region.price_nok_m2", "region.base", "region.time_min"),
    "region.settled_households",
)
WRITES = ("region.candidates", "region.incumbents", "region.settled_households")

# Moves between municipalities per person and year by age (Norway 2011; 50+ and children: 2004): EVIDENCE V3, SSB
# Flyttinger table 9.
MOVE_AGES = (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 120)
MOVE_RATES = (0.062, 0.029, 0.021, 0.055, 0.142, 0.128, 0.079, 0.047, 0.030, 0.024, 0.019, 0.015, 0.014, 0.011, 0.005)
# Share of movers of an age who bring a partner, and mean number of children of those who do (assumption: shares of
# couples among all adults, scaled down because singles move more).
_FAMILY_AGES = (18.0, 24.0, 30.0, 40.0, 50.0, 60.0, 80.0)
_PARTNER_SHARE = (0.02, 0.20, 0.50, 0.62, 0.55, 0.55, 0.45)
_CHILDREN_MEAN = (0.0, 0.10, 0.75, 1.20, 0.45, 0.0, 0.0)
_FIRST_CHILD = 26  # the youngest child of a mover is up to age − 26 years old, two at least (assumption)
CHILDREN_OF_COUPLES = 1.5  # the means above are of all adults; this makes them means of couples (assumption)
# Share of women among those under 40 from elsewhere: the nation's 95.1 women per 100 men aged 20-39 (2013; EVIDENCE V25).
_WOMEN_UNDER_40 = 0.951 / 1.951


@parameters("candidates")
class Params(NamedTuple):
    """Who considers the region."""

    pool_ratio: float = par(
        5.0, unit="candidates per mover", low=2.0, high=12.0, source="MODEL.md", note="sets the response to a policy"
    )
    share_beyond: float = par(
        0.75,
        unit="share",
        low=0.6,
        high=0.9,
        source="assumption",
        note="of moves between municipalities that cross the region's border (EVIDENCE V5, part of 14.5 % near moves)",
    )
    return_share: float = par(
        0.19,
        unit="share",
        low=0.15,
        high=0.3,
        source="EVIDENCE return_share_of_outmovers_small_mun",
        note="of those who move in across the border, who are former residents and so not in the pool",
    )
    return_young: float = par(
        0.04, unit="per year", low=0.02, high=0.15, source="assumption", note="register, under 35"
    )
    return_old: float = par(0.02, unit="per year", low=0.01, high=0.1, source="assumption", note="register, 35 or more")
    return_family: float = par(
        0.20,
        unit="per year",
        low=0.05,
        high=0.5,
        source="assumption",
        note="register, more in the year in which a couple forms and in that of the first child",
    )
    outside_years: float = par(
        10.0,
        unit="years",
        low=0.0,
        high=20.0,
        source="assumption",
        note="years that candidates have lived where they live: their inertia is that of residents",
    )
    needs_job: float = par(
        0.6,
        unit="share",
        low=0.3,
        high=0.9,
        source="assumption",
        note="of candidates of working age who come only with a post; EVIDENCE move_motive_work_2008: one of several",
    )
    immigration_scale: float = par(
        1.0, unit="factor", low=0.5, high=2.0, source="calibration", note="on the reference inflow"
    )
    refugee_share: float = par(0.4, unit="share", low=0.1, high=0.7, source="assumption", note="of immigrants")
    work_pool: float = par(
        2.0, unit="candidates per mover", low=1.0, high=4.0, source="assumption", note="work immigrants who look"
    )


def move_rate(age: NDArray[Any]) -> NDArray[np.float64]:
    """Inter-municipal moves per person and year by age [n]."""
    group = np.searchsorted(MOVE_AGES, age, side="right") - 1
    return np.asarray(MOVE_RATES)[np.clip(group, 0, len(MOVE_RATES) - 1)]


def pool_size(population: NDArray[np.float64], p: Params) -> tuple[int, NDArray[np.float64]]:
    """Candidate households a year, and the age distribution of their reference persons.

    population [121] by age -> (number, cumulative distribution over ages 18-90 [73]). Movers aged 18 or more, two of
    whom share a household when they bring a partner.
    """
    ages = np.arange(18, 91)
    movers = population[ages] * move_rate(ages) * p.share_beyond * (1.0 - p.return_share)
    households = movers / (1.0 + np.interp(ages, _FAMILY_AGES, _PARTNER_SHARE))
    return round(p.pool_ratio * households.sum()), np.cumsum(households) / households.sum()


def _from_pool(
    region: Region,
    year: int,
    n: int,
    cdf: NDArray[np.float64],
    origin: MoveOrigin,
    per_couple: float = CHILDREN_OF_COUPLES,
    first: int = 0,
) -> Candidates:
    """Draw n candidate households, each keyed by (year, origin, index); `first` keeps two lists of an origin apart."""
    kind = Kind.MIGRANT if origin == MoveOrigin.DOMESTIC else Kind.IMMIGRANT
    root = np.full(n, text_key(region.data.id), np.uint64)
    keys = derive_all(root, kind, year * 1_000_000 + first + np.arange(n))
    return _household_of(region, keys, cdf, origin, per_couple)


def _household_of(
    region: Region,
    keys: NDArray[np.uint64],
    cdf: NDArray[np.float64],
    origin: MoveOrigin,
    per_couple: float = CHILDREN_OF_COUPLES,
) -> Candidates:
    """Age, place, family and education of candidate households by key; `cdf` [73] of ages 18–90."""
    n = keys.size
    base = region.draws(Stream.POOL if origin == MoveOrigin.DOMESTIC else Stream.IMMIGRATION)
    u = [uniforms(base, keys, k) for k in range(8)]
    age = 18 + np.searchsorted(cdf, u[0])
    if origin == MoveOrigin.DOMESTIC:
        shares = np.where(region.outside.is_abroad, 0.0, region.outside.migration_share)
        place = np.searchsorted(np.cumsum(shares) / shares.sum(), u[1])
    else:
        place = np.full(n, int(np.argmax(region.outside.is_abroad)))
    has_partner = u[2] < np.interp(age, _FAMILY_AGES, _PARTNER_SHARE)
    mean_children = np.interp(age, _FAMILY_AGES, _CHILDREN_MEAN)
    children = np.where(has_partner, np.floor(per_couple * mean_children + u[3]), 0)
    child_age = np.where(children > 0, np.floor(np.clip(age - _FIRST_CHILD, 2, 16) * u[4]), 99)
    sex = (u[6] < np.where(age < 40, _WOMEN_UNDER_40, 0.5)).astype(np.int8)
    # EVIDENCE 36 % of adults; movers more
    tertiary = np.interp(age, (18, 22, 27, 45, 67), (0.0, 0.10, 0.48, 0.45, 0.28))
    tertiary = fields.by_sex(tertiary, sex, region.par(fields.Params).woman_studies)
    education = np.where(u[5] < tertiary, Education.TERTIARY, np.where(u[5] > 0.82, Education.BASIC, 1))
    return Candidates(
        person=np.full(n, -1),
        key=keys,
        origin=np.full(n, origin, np.int8),
        place=(region.n_zones + place).astype(np.int16),
        age=age.astype(np.int16),
        sex=sex,
        education=education.astype(np.int8),
        field=fields.draw(field_mix(region), base, keys, 8, sex, education).astype(np.int8),
        partner_age=partner_age(age, sex, has_partner),
        n_children=children.astype(np.int8),
        child_age=child_age.astype(np.int16),
        log_income=_log_income(region, education, has_partner, age),
        needs_job=(age < 62) & (u[7] < region.par(Params).needs_job),
        intends=np.ones(n, bool),
        stay_value=np.full(n, _inertia(region)),
        **_no_post(n),
    )


def partner_age(age: NDArray[np.int16], sex: NDArray[np.int8], has_partner: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Age of the partner [n]: women's are two years older, men's two years younger; −1 = none."""
    gap = np.where(sex == Sex.FEMALE, 2, -2)
    return np.asarray(np.where(has_partner, np.maximum(age + gap, 18), -1), np.int16)


def _inertia(region: Region) -> float:
    """What staying where they live is worth to candidates: as to residents who have lived there as long."""
    return float(inertia(region.par(Location), region.par(Params).outside_years))


def _no_post(n: int) -> dict[str, Any]:
    return {
        "follows": np.zeros(n, bool),
        "firm": np.full(n, -1),
        "skill": np.zeros(n, np.int8),
        "wage_nok_year": np.zeros(n),
        "home": np.full(n, -1),
    }


def _log_income(
    region: Region, education: NDArray[np.int8], has_partner: NDArray[np.bool_], age: NDArray[np.int16]
) -> NDArray[np.float64]:
    """Log of the after-tax income that a household of this education and age would have here."""
    earner = region.base["income_by_education"][education] * np.where(age >= 67, 0.65, 1.0)
    return np.asarray(np.log(earner * np.where(has_partner, 1.9, 1.0)))


def family(
    region: Region, rows: NDArray[np.int64], age: NDArray[np.int16]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Whether former residents [n] have a partner at `age`, and how many children: [2, n], the year before and now.

    Draws for good; who left with a partner has that one.
    """
    base, keys = region.persistent_draws(Stream.RETURN), region.persons.c.key[rows]
    u, v = (uniforms(base, keys, k) for k in (1, 2))
    ages = np.arange(-1, 121)
    share = np.interp(ages, _FAMILY_AGES, _PARTNER_SHARE)
    mean = CHILDREN_OF_COUPLES * np.interp(ages, _FAMILY_AGES, _CHILDREN_MEAN)
    at = np.minimum(np.stack([age, age + 1]), ages.size - 1)
    couple = (u < share[at]) | (region.persons.c.partner_id[rows] >= 0)
    return couple, np.where(couple, (mean[at] + v).astype(np.int64), 0)


def _former_residents(region: Region, p: Params) -> Candidates:
    """Former residents who consider coming back this year: at graduation, else by a hazard."""
    c = region.persons.c
    former = (c.household_id < 0) & (c.left_year > 0) & (c.place_id >= region.n_zones) & (c.employer_id < 0)
    partner = c.partner_id
    second = (partner >= 0) & former[partner] & (c.age < c.age[partner])
    second |= (partner >= 0) & former[partner] & (c.age == c.age[partner]) & (c.key > c.key[partner])
    rows = np.flatnonzero(former & ~second & (c.age >= 19) & (c.status != Status.AWAY))
    graduates = c.leaving[rows] == Leaving.GRADUATION
    u = uniforms(region.draws(Stream.RETURN), c.key[rows], 0)
    most = max(p.return_young, p.return_old) + 2.0 * p.return_family  # the others do not consider it, whatever happened
    rows, u, graduates = (x[graduates | (u < 1.0 - np.exp(-most))] for x in (rows, u, graduates))
    (couple_before, couple), (children_before, children) = family(region, rows, c.age[rows])
    hazard = np.where(c.age[rows] < 35, p.return_young, p.return_old)
    first_child = (children > 0) & (children_before == 0)
    hazard = hazard + p.return_family * ((couple & ~couple_before).astype(np.float64) + first_child)
    considers = graduates | (u < 1.0 - np.exp(-hazard))
    rows, couple, children, first_child = (x[considers] for x in (rows, couple, children, first_child))
    n = rows.size
    v, w = (uniforms(region.draws(Stream.RETURN), c.key[rows], k) for k in (3, 4))
    age = c.age[rows]
    partner = c.partner_id[rows]
    linked = partner >= 0  # left together and comes back together, with the children who left with them
    years = partner_age(age, c.sex[rows], couple)
    child_age = np.where(first_child, 0.0, np.floor(np.clip(age - _FIRST_CHILD, 2, 16) * v))
    return Candidates(
        person=rows,
        key=c.key[rows].copy(),
        origin=np.full(n, MoveOrigin.RETURNER, np.int8),
        place=c.place_id[rows].copy(),
        age=age.copy(),
        sex=c.sex[rows].copy(),
        education=c.education[rows].copy(),
        field=c.field[rows].copy(),
        partner_age=np.where(linked, c.age[partner], years).astype(np.int16),
        n_children=children.astype(np.int8),
        child_age=np.where(children > 0, child_age, 99).astype(np.int16),
        log_income=_log_income(region, c.education[rows], couple, age),
        needs_job=(age < 62) & (w < p.needs_job),
        intends=np.ones(n, bool),
        stay_value=np.full(n, _inertia(region)),
        **_no_post(n),
    )


def _followers(region: Region) -> Candidates:
    """Holders of posts that are being moved here, keyed by (employer, index): each weighs following."""
    parts = []
    for group in region.incumbents:
        key = region.firms.c.key[group.firm]
        index = np.arange(group.first, group.last)
        keys = derive_all(np.full(index.size, key, np.uint64), Kind.MIGRANT, index)
        cdf = np.cumsum(np.ones(73) * ((np.arange(18, 91) >= 25) & (np.arange(18, 91) < 65)))
        part = _household_of(region, keys, cdf / cdf[-1], MoveOrigin.DOMESTIC)
        part.place[:] = group.place
        v = uniforms(region.draws(Stream.FOLLOW), keys, 0)
        part.education[:] = np.where(v < group.tertiary_share, Education.TERTIARY, Education.UPPER_SECONDARY)
        shares = np.tile(region.sectors[region.firms.c.sector[group.firm]].fields, (index.size, 1))
        part.field[:] = fields.pick(shares, uniforms(region.draws(Stream.FOLLOW), keys, 1))
        part.skill[:] = part.education
        part.log_income[:] = _log_income(region, part.education, part.partner_age >= 0, part.age)
        part.firm[:], part.follows[:], part.needs_job[:] = group.firm, True, True
        part.stay_value[:] = group.inertia
        parts.append(part)
    region.incumbents.clear()
    return join(parts) if parts else _household_of(region, np.zeros(0, np.uint64), np.ones(73), MoveOrigin.DOMESTIC)


def immigrant_households(by_age: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], float]:
    """Persons by age [N_AGES] as households: (persons in one, distribution of its age over 18–90 [73], children's factor).

    The factor is on the mean number of children of couples, and brings as many minors as there are.
    """
    ages = np.arange(18, 91)
    partner = np.interp(ages, _FAMILY_AGES, _PARTNER_SHARE)
    households = by_age[ages] / (1.0 + partner)
    usual = float((households * partner * np.interp(ages, _FAMILY_AGES, _CHILDREN_MEAN)).sum())
    cdf = np.cumsum(households) / households.sum()
    return float(by_age[:91].sum() / households.sum()), cdf, float(by_age[:18].sum()) / usual


def _settled(region: Region, year: int, settlement: Settlement) -> Candidates:
    """Refugee households of an agreement, keyed by (agreement, year, index), in the homes found for them."""
    n = settlement.homes.size
    _, cdf, per_couple = immigrant_households(region.base["immigrants_by_age"])
    keys = derive_all(np.full(n, settlement.key, np.uint64), Kind.IMMIGRANT, year * 1_000 + np.arange(n))
    found = _household_of(region, keys, cdf, MoveOrigin.ABROAD, per_couple)
    found.needs_job[:] = False
    found.home[:] = settlement.homes
    return found


def _invited(region: Region, year: int) -> Candidates:
    """People outside whom policies ask to consider the region, keyed by (invitation, year, index).

    They live where people study, and have the inertia of the years that they have lived there.
    """
    parts = []
    for n, group in enumerate(region.incentives.invitations):
        index = year * 100_000 + n * 10_000 + np.arange(group.number)
        keys = derive_all(np.full(group.number, group.key, np.uint64), Kind.MIGRANT, index)
        ages = np.arange(18, 91)
        cdf = np.cumsum(((ages >= group.ages[0]) & (ages < group.ages[1])).astype(np.float64))
        part = _household_of(region, keys, cdf / cdf[-1], MoveOrigin.DOMESTIC)
        base = region.draws(Stream.POOL)
        share = np.cumsum(region.outside.study_share) / region.outside.study_share.sum()
        part.place[:] = region.n_zones + np.searchsorted(share, uniforms(base, keys, 9))
        part.education[:] = group.education
        drawn = fields.draw(field_mix(region), base, keys, 8, part.sex, part.education)
        part.field[:] = drawn if group.field < 0 else group.field
        part.log_income[:] = _log_income(region, part.education, part.partner_age >= 0, part.age)
        part.needs_job[:] = True
        part.stay_value[:] = inertia(region.par(Location), group.years_outside)
        parts.append(part)
    return join(parts) if parts else _household_of(region, np.zeros(0, np.uint64), np.ones(73), MoveOrigin.DOMESTIC)


def immigrants(region: Region, year: int, p: Params) -> Candidates:
    """Immigrant households of the year: refugees, who come, and people who look for work here."""
    persons = region.base["immigration_persons"][0] * region.world("immigration", year) * p.immigration_scale
    per_household, cdf, per_couple = immigrant_households(region.base["immigrants_by_age"])
    expected = persons / per_household
    u = uniforms(region.draws(Stream.IMMIGRATION), np.array([text_key("refugees"), text_key("workers")], np.uint64), 0)
    n_refugees = int(expected * p.refugee_share + u[0])
    n_workers = int(expected * (1.0 - p.refugee_share) * p.work_pool + u[1])
    refugees = _from_pool(region, year, n_refugees, cdf, MoveOrigin.ABROAD, per_couple)
    workers = _from_pool(region, year, n_workers, cdf, MoveOrigin.ABROAD, per_couple, first=500_000)
    refugees.needs_job[:], workers.needs_job[:] = False, True
    agreed = [_settled(region, year, settlement) for settlement in region.settled_households]
    region.settled_households.clear()
    return join([refugees, workers, *agreed])


def _choosers(region: Region, cand: Candidates) -> Choosers:
    """Candidates as choosers: where they live now is their `stay`."""
    n = len(cand)
    known = cand.person >= 0
    tie, origin = np.full(n, -1), cand.place.astype(np.int64)
    tie[known] = parent_place(region, cand.person[known])
    origin[known] = region.persons.c.origin_place_id[cand.person[known]]
    none = np.full(n, -1)
    return Choosers(
        key=cand.key,
        age=cand.age.astype(np.int64),
        group=age_group(cand.age),
        members=1.0 + (cand.partner_age >= 0) + cand.n_children,
        child_age=cand.child_age.astype(np.int64),
        log_income=cand.log_income,
        debtors=debtors(region, np.exp(cand.log_income), (cand.education, cand.age)),
        work_1=np.where(cand.firm >= 0, region.firms.c.place_id[cand.firm], -1).astype(np.int64),
        work_2=none,
        seeks_work=cand.needs_job & (cand.firm < 0),
        tie_1=tie,
        tie_2=none,
        tie_3=none,
        origin=origin,
        home=cand.place.astype(np.int64),
        ties=np.zeros(n),
        stay_value=cand.stay_value,
        stay_log_floor=np.zeros(n),
        stay_log_cost=np.zeros(n),
        stay_accessible=np.zeros(n),
        may_build=np.zeros(n, bool),
        may_leave=np.ones(n, bool),
        log_means=means_of_candidates(region, cand),
        is_needy=needy_candidates(cand),
    )


def join(parts: list[Candidates]) -> Candidates:
    """Put candidate lists together."""
    names = Candidates.__dataclass_fields__
    return Candidates(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def step(region: Region, year: int) -> None:
    """List the candidates of the year and ask those who have a choice whether they would come."""
    p = region.par(Params)
    n, cdf = pool_size(region.base["population_by_age"], p)
    weighing = join(
        [
            _former_residents(region, p),
            _from_pool(region, year, n, cdf, MoveOrigin.DOMESTIC),
            _followers(region),
            _invited(region, year),
        ]
    )
    offers = choice_set(region, np.zeros(region.n_zones, np.int64), 1.0).offers
    choice = run_queue(
        terms(region.par(Location)),
        places(region),
        offers,
        _choosers(region, weighing),
        np.arange(len(weighing)),
        False,
        region.draws(Stream.LOCATION),
        region.draws(Stream.NEST),
        region.persistent_draws(Stream.TASTE),
    )
    weighing.intends[:] = choice != STAY
    weighing.firm[~weighing.intends] = -1
    region.candidates = join([weighing, immigrants(region, year, p)])
