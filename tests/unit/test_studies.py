"""Education: who has a seat at 16, and the choice of a place to study at 19 against the closed-form logit."""

import numpy as np
import pytest

from model import schooling
from model.codes import Education, Schooling, Status
from model.inputs import Scenario
from model.rng import Stream
from model.service_units import add_units
from model.submodels import studies
from model.synthesis import build_region
from scenarios.bundle import load_region
from tests.fixtures import small_region

ZONES = 4


def _school(region):
    return next(k for k, kind in enumerate(region.service_types) if kind.teaches == Education.UPPER_SECONDARY)


def _pupils(region, n, age, zone, **columns):
    return region.persons.add(
        n,
        key=(np.arange(1, n + 1, dtype=np.uint64) << np.uint64(20)) + np.uint64(zone),
        age=age,
        status=Status.PUPIL,
        household_id=np.flatnonzero(region.households.c.place_id == zone)[0],
        place_id=zone,
        **columns,
    )


@pytest.fixture
def region():
    """Four zones in a row, half an hour apart, and one school in the first."""
    region = small_region(persons=400, zones=ZONES, minutes=30.0)
    region.persons.c.age[region.persons.c.age == 16] = 17  # nobody else is asked
    add_units(region, _school(region), np.array([0]), 3_000.0, 1_000.0, region.year)
    return region


def test_options_at_16_follow_the_logit_by_minutes(region):
    p = schooling.Params(*(float(x) for x in schooling.Params()))
    for zone in range(ZONES):
        rows = _pupils(region, 1_000, 16, zone)
        region.services.c.capacity[0] = 3_000.0
        schooling.enrol(region, rows, region.draws(Stream.STUDIES))
        minutes = schooling.minutes_to_sites(region)[zone, 0]
        assert minutes <= p.reach_min if zone < 3 else minutes > p.reach_min
        weight = np.array([np.exp(p.daily - p.minutes / (1 + (minutes / 30.0) ** -3)), np.exp(p.lodging), 1.0])
        weight[0] *= minutes <= p.reach_min
        got = np.bincount(region.persons.c.schooling[rows], minlength=4)[1:] / rows.size
        assert got == pytest.approx(weight / weight.sum(), abs=0.04)
    assert (got[0], (region.persons.c.schooling == Schooling.NOT_ASKED).any()) == (0.0, True)


def test_a_full_school_sends_pupils_to_the_next_with_room_and_then_nowhere(region):
    add_units(region, _school(region), np.array([2]), 90.0, 90.0, region.year)
    region.services.c.capacity[0] = 120.0  # an intake of 40 there, of 30 in zone 2
    rows = _pupils(region, 100, 16, 0)
    minutes = schooling.seats(region, rows, region.draws(Stream.STUDIES), 1)
    t = schooling.minutes_to_sites(region)[0]
    assert [(minutes == x).sum() for x in (t[0], t[2], 9_999.0)] == [40, 30, 30]
    far = schooling.values(np.array([9_999.0, 61.0]), region.par(schooling.Params))
    assert (far[:, 0] == -np.inf).all()


def test_more_minutes_keep_nobody_in_school_who_was_not(region):
    p = region.par(schooling.Params)
    daily = schooling.shares(schooling.values(np.array([5.0, 20.0, 40.0, 60.0, 60.1]), p))
    assert (np.diff(daily[:, 0]) < 0).all()
    assert (np.diff(daily[:, 2]) > 0).all()


def _students(mother, minutes, n=20_000):
    """Share that chooses each place outside, of n who completed school in a zone `minutes` [O] from them."""
    region = small_region(persons=2_000, zones=ZONES, parameters={"studies.completed": 1.0})
    studies.calibrate(region)
    women = np.flatnonzero(region.persons.c.sex == 1)[:1]
    region.persons.c.education[women] = Education.TERTIARY if mother else Education.BASIC
    rows = _pupils(region, n, 19, 1, mother_id=women[0])
    region.time_min[1, ZONES:] = minutes
    place = studies._study_place(region, rows, np.ones(n, bool))
    return region, np.bincount(place + 1, minlength=3)[1:] / n


@pytest.mark.parametrize("mother", [False, True])
@pytest.mark.parametrize("minutes", [(90.0, 300.0), (45.0, 300.0), (240.0, 120.0)])
def test_places_at_19_are_the_closed_form_logit(mother, minutes):
    region, got = _students(mother, minutes)
    p = region.par(studies.Params)
    x = mother - region.base["mother_tertiary"][0]
    weight = np.exp(region.base["study_supply"] + p.mother * x) * (np.array(minutes) / 60.0) ** -p.distance
    assert got == pytest.approx(weight / (1 + weight.sum()), abs=0.012)


def test_the_base_year_keeps_the_share_that_studies_and_the_places():
    data = load_region("lister")
    region = build_region(Scenario(name="t", title={}, region=data, start=data.base_year, years=1), 3)
    p, par = region.persons.c, region.par(studies.Params)
    rows = np.flatnonzero(region.residents() & (p.age >= 13) & (p.age < 19))
    minutes, x = studies._minutes(region, rows), studies._mother(region, rows)
    utility = studies.values(region.base["study_supply"], minutes, x, par)
    mean = studies.study_shares(utility).mean(axis=0)
    assert mean == pytest.approx(par.studies * region.outside.study_share / region.outside.study_share.sum(), abs=1e-6)
    upper = rows[p.age[rows] >= 16]
    completes = studies._completes(p.schooling[upper], region.base["enrolled_share"][0], par)
    assert completes.mean() == pytest.approx(par.completed, abs=0.012)
    assert (p.schooling[upper] != Schooling.NOT_ASKED).all()
    assert (p.schooling[rows[p.age[rows] < 16]] == Schooling.NOT_ASKED).all()
    assert 0.85 < (p.schooling[upper] == Schooling.DAILY).mean() < 0.97


def test_who_has_no_school_does_not_complete_one(region):
    rows = _pupils(region, 500, 19, 0, schooling=Schooling.NONE)
    studies.step(region, region.year)
    p = region.persons.c
    assert (p.education[rows] == Education.BASIC).all()
    assert (p.status[rows] == Status.UNEMPLOYED).all()


def test_the_last_adult_with_minors_does_not_move_out_to_study():
    region = small_region(persons=400, zones=ZONES, parameters={"studies.completed": 1.0, "studies.registered": 0.0})
    studies.calibrate(region)
    p, h = region.persons.c, region.households.c
    p.schooling[:] = Schooling.DAILY
    home = np.flatnonzero(h.n_children > 0)[:30]
    adults = np.flatnonzero(np.isin(p.household_id, home) & (p.age >= 18))
    p.age[adults], p.status[adults], p.partner_id[adults], p.n_births[adults] = 19, Status.PUPIL, -1, 0
    studies.step(region, region.year)
    assert (h.n_members[home] > h.n_children[home]).all()
    assert (p.status[adults] == Status.AWAY).any()
