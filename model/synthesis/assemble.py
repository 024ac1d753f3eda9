"""RegionData -> Founders: the stages of synthesis in order."""

from __future__ import annotations

import numpy as np

from model import labour, schooling
from model.base import set_base
from model.changes import recount
from model.codes import Status
from model.commute_ties import Params as TieParams
from model.firm_life import survival
from model.inputs import Founders, RegionData, Scenario
from model.parameters import resolve
from model.region import Region
from model.residential import service_access
from model.rng import Kind, Stream, uniforms
from model.service_units import calibrate_services
from model.submodels import books, networks
from model.submodels.homes import Params as HomesParams
from model.synthesis import commuting, history, incomes
from model.synthesis.build import empty_region, from_founders, recalibrate, to_founders
from model.synthesis.collective import choose_residents, move_into_units
from model.synthesis.draft import Draft, founders_base, people
from model.synthesis.dwellings import make_dwellings
from model.synthesis.exchange import settle_households, settle_tastes
from model.synthesis.families import make_households
from model.synthesis.integers import Floats, Ints
from model.synthesis.kin import link_fathers, link_mothers, marry
from model.synthesis.leavers import find_leavers
from model.synthesis.livelihoods import educate, occupy
from model.synthesis.margins import read_margins
from model.synthesis.outsiders import add_in_commuters, add_leavers
from model.synthesis.places import deal_to_zones
from model.synthesis.settings import Params
from model.synthesis.students import Studies, studies_of
from model.synthesis.units import open_units, taken_by_units
from model.synthesis.workplaces import Firms, fit_skills, make_firms

_ROUNDS = 3
_DRAW_FOUNDED, _DRAW_ORIGIN = 111, 112
_OLDEST_FIRM = 150  # older ones count as this old


def synthesise(data: RegionData) -> Founders:
    """Make the founders of a region: they depend on the bundle alone, not on seed, scenario or parameters of a run."""
    scenario = Scenario(name="synthesis", title={}, region=data, start=data.base_year, years=0)
    region = empty_region(data, scenario, 0)
    margins = read_margins(data)
    region_key, base = founders_base(data.id)
    draft = Draft(region_key, base, resolve({})[Params], margins, data.base_year, people(margins, region_key))
    choose_residents(draft, region)
    make_households(draft)
    zone = deal_to_zones(draft, data, region.zones)
    persons = draft.persons
    education = educate(persons.age, persons.sex, persons.key, base)
    status = occupy(draft, education)
    near = region.time_min[zone, region.n_zones :][:, region.outside.study_share > 0].min(axis=1)[persons.household]
    studies = studies_of(draft, education, status, region.outside.study_share, near)
    births, room = link_mothers(draft)
    link_fathers(draft)
    leavers = find_leavers(draft, data, region, room)
    _add_municipalities(region, draft)
    _add_residents(region, draft, zone, education, studies, status, births)
    _add_dwellings(region, draft, data, zone)
    units = open_units(draft, data, region)
    move_into_units(region, draft)
    firms = _add_firms(region, draft, data, units, status, education)
    add_in_commuters(region, draft)
    _settle(region, draft, firms)
    settle_tastes(region, draft)
    add_leavers(region, draft, leavers)
    marry(region, draft)
    _finish(region, draft)
    return to_founders(region)


def build_region(scenario: Scenario, seed: int, founders: Founders | None = None) -> Region:
    """A region on 1 January of its base year, from founders (`scenario.founders`, or made now if there are none)."""
    return from_founders(scenario, seed, founders or scenario.founders or synthesise(scenario.region))


def _add_municipalities(region: Region, draft: Draft) -> None:
    codes = draft.margins.codes
    # Codes of kinds rise from centre to rural, so the first zone of the lowest kind is the centre.
    by_kind = np.lexsort((np.arange(region.n_zones), region.zones.kind, region.zones.municipality))
    centre = by_kind[np.searchsorted(region.zones.municipality[by_kind], np.arange(len(codes)))]
    digits = [int(code) if code.isdigit() else m for m, code in enumerate(codes)]
    region.municipalities.add(
        len(codes),
        key=draft.keys(Kind.PLACE, np.arange(len(codes))),
        code=np.array(digits),
        place_id=centre,
        population=draft.margins.population.sum(axis=(1, 2)),
    )


def _add_residents(
    region: Region, draft: Draft, zone: Ints, education: Ints, studies: Studies, status: Ints, births: Ints
) -> None:
    persons, households = draft.persons, draft.households
    n, centres = households.key.size, region.municipalities.c.place_id
    household = np.where(persons.in_care, n + persons.municipality, persons.household)
    zone = np.concatenate([zone, centres])
    region.persons.add(
        len(persons),
        key=persons.key,
        age=persons.age,
        sex=persons.sex,
        education=education,
        field=studies.field,
        study_end=studies.end,
        study_place_id=np.where(studies.place >= 0, region.n_zones + studies.place, -1),
        status=status,
        household_id=household,
        place_id=zone[household],
        mother_id=persons.mother,
        father_id=persons.father,
        partner_id=persons.partner,
        n_births=births,
    )
    # After the private households one of each municipality for those whose care home is not open yet.
    waiting = draft.keys(Kind.HOUSEHOLD_COLLECTIVE, np.arange(centres.size))
    region.households.add(zone.size, key=np.concatenate([households.key, waiting]), place_id=zone)
    recount(region)


def _add_dwellings(region: Region, draft: Draft, data: RegionData, zone: Ints) -> None:
    building = int(region.par(HomesParams).building_years)
    n, h = draft.households.key.size, region.households.c
    ref_age = draft.persons.age[h.ref_id[:n]]
    years = tuple(range(draft.base_year, draft.base_year + building))
    homes = make_dwellings(draft, data, region.zones, zone, ref_age, years)
    region.dwellings.add(
        homes.key.size,
        key=homes.key,
        place_id=homes.zone,
        type=homes.type,
        tenure=homes.tenure,
        state=homes.state,
        household_id=homes.household,
        floor_m2=homes.floor_m2,
        is_accessible=homes.is_accessible,
        year_built=homes.year_built,
        empty_since=homes.empty_since,
    )
    h.dwelling_id[:n] = np.arange(n)
    h.tenure[:n] = homes.tenure[:n]
    years_there = history.years_at_address(draft, ref_age, homes.tenure[:n])
    h.moved_year[:n] = draft.base_year - 1 - years_there


def _add_firms(region: Region, draft: Draft, data: RegionData, units: Firms, status: Ints, education: Ints) -> Firms:
    """Firms after the units' employers, and one employer for every place outside. Returns those inside."""
    margins, p = draft.margins, draft.params
    taken = taken_by_units(units, len(margins), len(region.sectors))
    firms = make_firms(draft, data, region.zones, region.sectors, taken, units)
    n_units = units.key.size
    workers = np.bincount(education[status == Status.EMPLOYED], minlength=3)
    firms.shares[n_units:] = fit_skills(firms.shares, firms.staff, workers, p.overqualified_share, n_units)[n_units:]
    size = (firms.staff * (1.0 + p.vacancy_share)).astype(np.float64)
    size[:n_units] = firms.staff[:n_units]
    age = _firm_ages(draft, firms)
    rows = region.firms.add(
        firms.key.size - n_units,
        key=firms.key[n_units:],
        place_id=firms.zone[n_units:],
        sector=firms.sector[n_units:],
        owner=firms.owner[n_units:],
        founded_year=draft.base_year - 1 - age[n_units:],
        size=size[n_units:],
        base_size=size[n_units:],
        basic_share=firms.shares[n_units:, 0],
        tertiary_share=firms.shares[n_units:, 2],
    )
    c = region.firms.c
    firms.posts, firms.filled = commuting.whole_and_filled(draft, firms, size)
    c.posts_basic[rows], c.posts_upper[rows], c.posts_tertiary[rows] = firms.posts[n_units:].T
    n_outside = len(region.outside)
    region.firms.add(
        n_outside,
        key=draft.keys(Kind.FIRM, np.arange(n_outside)),
        place_id=region.n_zones + np.arange(n_outside),
        sector=-1,
        founded_year=draft.base_year - _OLDEST_FIRM,
        is_fixed=True,
    )
    return firms


def _firm_ages(draft: Draft, firms: Firms) -> Ints:
    """Whole years that each firm has lived [F], from the stationary distribution of its size."""
    ages = np.arange(_OLDEST_FIRM)
    u = uniforms(draft.base, firms.key, _DRAW_FOUNDED)
    out = np.zeros(firms.key.size, np.int64)
    for size in np.unique(firms.staff):
        rows = np.flatnonzero(firms.staff == size)
        weight = np.cumsum(survival(ages, float(size)))
        out[rows] = np.searchsorted(weight, u[rows] * weight[-1])
    return np.minimum(out, _OLDEST_FIRM - 1)


def _settle(region: Region, draft: Draft, firms: Firms) -> None:
    """Deal out posts, then let workers exchange posts and households exchange homes."""
    c, m = region.persons.c, len(draft.margins)
    rows = np.flatnonzero(c.status == Status.EMPLOYED)
    inside = c.household_id[rows] >= 0
    home_m = np.where(inside, region.zones.municipality[np.where(inside, c.place_id[rows], 0)], m)
    workers = commuting.Workers(c.key[rows].copy(), c.place_id[rows].astype(np.int64), home_m,
                                c.education[rows].astype(np.int64), c.field[rows].astype(np.int64))  # fmt: skip
    posts = commuting.list_posts(draft, firms, firms.filled, region.outside.commute_share_out, region.n_zones)
    post_of = commuting.start(draft, workers, posts)
    theta = float(region.par(TieParams).theta)
    worth = labour.field_worth(region, region.par(labour.Params))
    for part in range(_ROUNDS):
        commuting.settle(draft, workers, posts, post_of, region.commute_d, theta, worth, part)
        c.employer_id[rows] = posts.employer[post_of]
        skill = posts.skill[post_of]
        c.post_skill[rows] = np.where(skill == commuting.ANY_SKILL, workers.education, skill)
        if part == 0:
            _origins(region, draft)
            region.firms.c.n_staff[:] = np.bincount(c.employer_id[c.employer_id >= 0], minlength=region.firms.n)
            incomes.set_incomes(region, draft)
            set_base(region)
            calibrate_services(region)
            networks.step(region, region.year)
            region.base["service_access"] = service_access(region)[1]
        if part < _ROUNDS - 1:
            settle_households(region, draft, part)
            workers.home[:] = c.place_id[rows]


def _origins(region: Region, draft: Draft) -> None:
    """Where residents grew up: where the mother lives if she is known, else here or outside by chance."""
    c = region.persons.c
    resident = np.flatnonzero(c.household_id >= 0)
    mother = c.mother_id[resident]
    u = uniforms(draft.base, c.key[resident], _DRAW_ORIGIN)
    away = np.cumsum(region.outside.migration_share) / region.outside.migration_share.sum()
    elsewhere = 1.0 - draft.params.grew_up_here_share
    outside = region.n_zones + np.minimum(np.searchsorted(away, u / elsewhere), len(region.outside) - 1)
    origin = np.where(u < elsewhere, outside, c.place_id[resident])
    origin = np.where(mother >= 0, c.place_id[np.maximum(mother, 0)], origin)
    minor = c.age[resident] < 18
    c.origin_place_id[resident] = np.where(minor, c.place_id[resident], origin)


def _finish(region: Region, draft: Draft) -> None:
    """Tenure of jobs, incomes, and everything that submodels compare with."""
    c, f = region.persons.c, region.firms.c
    f.n_staff[:] = np.bincount(c.employer_id[c.employer_id >= 0], minlength=region.firms.n)
    rows = np.flatnonzero(c.employer_id >= 0)
    firm_age = draft.base_year - 1 - f.founded_year[c.employer_id[rows]]
    hazard = incomes.job_hazard(region, draft)
    tenure = history.job_tenure(draft, c.key[rows], c.age[rows].astype(np.int64), firm_age.astype(np.int64), hazard)
    c.hired_year[rows] = draft.base_year - 1 - tenure
    h, d = region.households.c, region.dwellings.c
    housed = np.flatnonzero(h.dwelling_id >= 0)
    home = h.dwelling_id[housed]
    d.year_built[home] = np.minimum(d.year_built[home], h.moved_year[housed])
    incomes.set_incomes(region, draft)
    set_base(region)
    region.access.clear()
    recalibrate(region)
    work = np.flatnonzero((c.household_id >= 0) & (c.employer_id >= 0))
    weight = labour.commute_weights(region, region.par(labour.Params))
    kind = labour.seeker_kind(region, work)
    labour.settle_home_work(region, work, kind, weight, region.persistent_draws(Stream.REMOTE))
    pupils = np.flatnonzero((c.household_id >= 0) & (c.age >= schooling.START) & (c.age < schooling.END))
    schooling.enrol(region, pupils, region.persistent_draws(Stream.STUDIES), schooling.END - schooling.START)
    region.base["jobs"] = _jobs(region)
    books.check(region)


def _jobs(region: Region) -> Floats:
    """Filled posts by zone and sector [Z, S]."""
    f = region.firms.c
    inside = (f.place_id >= 0) & (f.place_id < region.n_zones) & (f.sector >= 0)
    out = np.zeros((region.n_zones, len(region.sectors)))
    np.add.at(out, (f.place_id[inside], f.sector[inside]), f.n_staff[inside])
    return out
