"""Education: who has a seat at 16, what women and men choose, and where and when they study, against closed forms."""

import dataclasses

import numpy as np
import pytest

from model import adult_learning, fields, higher_education, schooling
from model.codes import Education, Field, Schooling, Status
from model.inputs import Scenario
from model.rng import Stream
from model.service_units import add_units
from model.services.upper_secondary_school import UPPER_SECONDARY_SCHOOL
from model.submodels import candidates, studies
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
    minutes, _ = schooling.seats(region, rows, region.draws(Stream.STUDIES), 1)
    t = schooling.minutes_to_sites(region)[0]
    assert [(minutes == x).sum() for x in (t[0], t[2], 9_999.0)] == [40, 30, 30]
    far = schooling.values(np.array([9_999.0, 61.0]), region.par(schooling.Params))
    assert (far[:, 0] == -np.inf).all()


def test_more_minutes_keep_nobody_in_school_who_was_not(region):
    p = region.par(schooling.Params)
    daily = fields.shares(schooling.values(np.array([5.0, 20.0, 40.0, 60.0, 60.1]), p))
    assert (np.diff(daily[:, 0]) < 0).all()
    assert (np.diff(daily[:, 2]) > 0).all()


def _school_leavers(region, n, mother=False, sex=1, age=19, zone=1):
    """People who have just completed a general programme, with or without a mother who has studied."""
    women = np.flatnonzero(region.persons.c.sex == 1)[:1]
    region.persons.c.education[women] = Education.TERTIARY if mother else Education.BASIC
    rows = _pupils(region, n, age, zone, mother_id=women[0], sex=sex)
    region.persons.c.education[rows], region.persons.c.status[rows] = Education.UPPER_SECONDARY, Status.UNEMPLOYED
    return rows


def _start(region, rows):
    studies._start(region, rows, higher_education.local_places(region), region.year)


@pytest.mark.parametrize("mother", [False, True])
@pytest.mark.parametrize("minutes", [(90.0, 300.0), (45.0, 300.0), (240.0, 120.0)])
@pytest.mark.parametrize("age", [19, 22])
def test_places_are_the_closed_form_logit(mother, minutes, age):
    region, n = small_region(persons=2_000, zones=ZONES), 20_000
    studies.calibrate(region)
    rows = _school_leavers(region, n, mother, age=age)
    region.time_min[1, ZONES:] = minutes
    p, q = region.par(higher_education.Params), region.par(fields.Params)
    x = mother - region.base["mother_tertiary"][0]
    utility = region.base["study_supply"] + p.mother * x + q.woman_studies / 2 - p.delay * (age - 19)
    weight = np.exp(utility) * (np.array(minutes) / 60.0) ** -p.distance
    _start(region, rows)
    c = region.persons.c
    away = c.status[rows] == Status.AWAY
    shares = np.bincount(c.study_place_id[rows[away]] - ZONES, minlength=2) / n
    assert shares == pytest.approx(weight / (1 + weight.sum()), abs=0.012)
    assert (c.study_end[rows[away]] == region.year + studies.study_years(c.key[rows[away]])).all()
    assert (c.employer_id[rows[away]] == -1).all()


@pytest.mark.parametrize("sex", [0, 1])
def test_programmes_and_fields_are_closed_form_logits(sex):
    region, n, q = small_region(persons=2_000, zones=ZONES), 20_000, fields.defaults()
    studies.calibrate(region)
    rows = _pupils(region, n, 16, 0, sex=sex)
    schooling.enrol(region, rows, region.draws(Stream.STUDIES))
    sign = sex - 0.5
    weight = np.array([0.5, 0.12, 0.28, 0.1]) * np.exp(sign * np.array([0.0, q.care_16, q.technical_16, q.business_16]))
    c = region.persons.c
    assert np.bincount(c.field[rows], minlength=4) / n == pytest.approx(weight / weight.sum(), abs=0.015)
    for programme in (Field.GENERAL, Field.TECHNICAL):
        who = np.full(n, programme)
        own = np.array([0.0, 0.0, q.own_field, 0.0]) * (programme == Field.TECHNICAL)
        gap = sign * np.array([0.0, q.care, q.technical, q.business])
        weight = np.array([0.12, 0.36, 0.26, 0.26]) * np.exp(gap + own)
        c.education[rows], c.status[rows], c.age[rows], c.field[rows] = 1, Status.UNEMPLOYED, 19, who
        c.study_end[rows] = 0
        c.household_id[rows], c.place_id[rows], c.left_year[rows] = 0, 0, 0
        _start(region, rows)
        mine = rows[c.study_end[rows] > 0]
        got = np.bincount(c.field[mine], minlength=4) / mine.size
        assert got == pytest.approx(weight / weight.sum(), abs=4.0 * np.sqrt(0.25 / mine.size))


def test_women_and_men_differ_by_the_stated_gap_in_who_studies():
    """Log odds of starting at 19, a year: those of the parameter, whatever the place."""
    region, odds = small_region(persons=2_000, zones=ZONES), []
    studies.calibrate(region)
    for sex in (0, 1):
        rows = _school_leavers(region, 1, sex=sex, zone=sex)
        odds.append(np.exp(higher_education.place_values(region, rows, higher_education.local_places(region))).sum())
    assert np.log(odds[1] / odds[0]) == pytest.approx(fields.defaults().woman_studies)


def test_start_ages_are_a_hazard_that_falls_with_age():
    p = higher_education.defaults()
    got = higher_education.starts(np.array([0.25]), p)[0]
    left = 1.0
    for age in range(7):
        odds = 0.25 * np.exp(-p.delay * age)
        assert got[age] == pytest.approx(left * odds / (1 + odds))
        left *= 1 / (1 + odds)
    total = higher_education.start_shares(p, fields.defaults())
    assert total.sum() == pytest.approx(p.studies)
    assert 0.3 < total[0] / total.sum() < 0.5
    years = higher_education.still_studies(np.arange(1, 9))
    assert years == pytest.approx([1, 1, 1, 0.75, 0.5, 0.25, 0, 0])


def _lister():
    data = load_region("lister")
    return build_region(Scenario(name="t", title={}, region=data, start=data.base_year, years=1), 3)


def test_the_base_year_keeps_the_share_that_studies_and_the_places():
    """Over the base year's pupils, each of whom chooses by zone, sex, mother and programme at every age from 19 to 25."""
    region = _lister()
    c, par, q = region.persons.c, region.par(studies.Params), region.par(fields.Params)
    rows = higher_education.pupils(region)
    x = higher_education.mothers(region, rows)
    general = fields.shares(fields.programme_values(c.sex[rows], x, fields.PROGRAMMES, q))[:, Field.GENERAL]
    none, ever = higher_education.local_places(region), np.zeros(len(region.outside))
    before = c.field[rows].copy(), c.age[rows].copy()
    for programme, weight in ((Field.GENERAL, general), (Field.TECHNICAL, 1.0 - general)):
        waits = weight.copy()
        for age in range(19, 26):
            c.field[rows], c.age[rows] = programme, age
            odds = np.exp(higher_education.place_values(region, rows, none))
            share = odds / (1.0 + odds.sum(axis=1, keepdims=True))
            ever += waits @ share
            waits *= 1.0 - share.sum(axis=1)
    c.field[rows], c.age[rows] = before
    target = par.studies * region.outside.study_share / region.outside.study_share.sum()
    assert ever / rows.size == pytest.approx(target, abs=1e-6)
    upper = rows[c.age[rows] >= 16]
    completes = studies._completes(c.schooling[upper], c.sex[upper], region.base["enrolled_share"][0], region)
    assert completes.mean() == pytest.approx(par.completed, abs=0.012)
    assert (c.schooling[upper] != Schooling.NOT_ASKED).all()
    assert (c.schooling[rows[c.age[rows] < 16]] == Schooling.NOT_ASKED).all()
    assert 0.85 < (c.schooling[upper] == Schooling.DAILY).mean() < 0.97


CAMPUS = dataclasses.replace(
    UPPER_SECONDARY_SCHOOL, id="campus", teaches=int(Education.TERTIARY), fields=(0.0, 1.0, 0.0, 0.0), sites="rule"
)


def _with_campus(places):
    """A campus for nurses and teachers in zone 0 of four, half an hour apart."""
    region = small_region(persons=2_000, zones=ZONES, minutes=30.0, parameters={"studies.local": 3.0})
    region.service_types.append(CAMPUS)
    add_units(region, len(region.service_types) - 1, np.array([0]), places, 0.0, region.year)
    studies.calibrate(region)
    return region


def test_a_campus_takes_students_of_its_fields_within_reach_up_to_its_places():
    region = _with_campus(120.0)
    rows = [_school_leavers(region, 1_000, zone=zone) for zone in range(ZONES)]
    _start(region, np.concatenate(rows))
    c = region.persons.c
    local = c.status == Status.STUDENT
    assert local.sum() == 120
    assert (c.field[local] == Field.CARE).all()
    assert (c.household_id[local] >= 0).all()
    assert (c.study_place_id[local] == 0).all()
    assert not local[rows[3]].any()  # 90 minutes a day, one way
    assert higher_education.local_places(region).room == [0]
    c.study_end[local] = region.year + 1
    studies._graduate(region, region.year + 1)
    assert (c.education[local] == Education.TERTIARY).all()
    assert (c.status[local] == Status.UNEMPLOYED).all()
    assert (c.household_id[local] >= 0).all()


def test_adults_study_part_time_beside_their_work_by_the_minutes_to_the_nearest_place_that_teaches_their_field():
    region = _with_campus(10_000.0)
    p, n = region.par(studies.Params)._replace(adult=0.2), 4_000
    region.params[studies.Params] = p
    c_rows = [_school_leavers(region, n, age=35, zone=zone) for zone in range(ZONES)]
    c = region.persons.c
    rows = np.concatenate(c_rows)
    c.status[rows] = Status.EMPLOYED
    adult_learning.begin(region, rows, higher_education.local_places(region), region.year)
    care = fields.study_shares(c.sex[rows], c.field[rows], region.par(fields.Params))[:, Field.CARE].mean()
    for zone in range(ZONES):
        minutes = [region.time_min[zone, places].min() for places in ([0, ZONES, ZONES + 1], [ZONES, ZONES + 1])]
        near, far = (1.0 - np.exp(-0.2 * np.exp(-p.adult_distance * t / 60.0)) for t in minutes)
        got = (c.study_end[c_rows[zone]] == region.year + 4).mean()
        assert got == pytest.approx(care * near + (1.0 - care) * far, abs=4.0 * np.sqrt(0.25 / n))
    assert (c.field[rows[c.study_place_id[rows] == 0]] == Field.CARE).all()
    assert (c.status[rows] == Status.EMPLOYED).all()
    mine = rows[c.study_end[rows] > 0]
    studies._graduate(region, region.year + 4)
    assert (c.education[mine] == Education.TERTIARY).all()
    assert (c.status[mine] == Status.EMPLOYED).all()
    assert (c.household_id[mine] >= 0).all()


def test_a_stranger_changes_nobodys_studies():
    """A family that moves in, with a pupil who finishes school: everybody else does what they did."""
    outcomes = []
    for strangers in (0, 40):
        region = small_region(persons=2_000, zones=ZONES)
        studies.calibrate(region)
        new = region.persons.add(
            strangers, key=np.arange(1, strangers + 1), age=15 + np.arange(strangers) % 12, sex=np.arange(strangers) % 2,
            status=np.where(np.arange(strangers) % 12 < 4, int(Status.PUPIL), int(Status.UNEMPLOYED)),
            education=np.where(np.arange(strangers) % 12 < 4, 0, 1), household_id=7, place_id=1,
        )  # fmt: skip
        others = np.setdiff1d(np.arange(region.persons.n), new)
        studies.step(region, region.year)
        names = ("education", "field", "study_end", "study_place_id", "status", "place_id", "schooling", "leaving")
        outcomes.append([getattr(region.persons.c, name)[others] for name in names])
        assert (
            region.persons.c.study_end[others] == region.year + studies.study_years(region.persons.c.key[others])
        ).sum() > 10
    for one, other in zip(*outcomes, strict=True):
        assert np.array_equal(one, other)


def test_former_residents_consider_the_region_more_often_when_they_form_a_couple_or_have_a_first_child():
    region, n = small_region(persons=500, zones=ZONES), 60_000
    rows = region.persons.add(
        n, key=np.arange(1, n + 1), age=30, status=Status.EMPLOYED, place_id=ZONES, left_year=2015, origin_place_id=0
    )
    (alone, couple), (childless, children) = candidates.family(region, rows, region.persons.c.age[rows])
    assert (couple | ~alone).all()  # shares rise until 40: nobody parts
    share = np.interp([29, 30], (18, 24, 30, 40), (0.02, 0.20, 0.50, 0.62))
    assert [alone.mean(), couple.mean()] == pytest.approx(share, abs=0.01)
    p = region.par(candidates.Params)
    region.base["income_by_education"] = np.full(3, 400_000.0)
    considers = np.isin(rows, candidates._former_residents(region, p).person)
    events = (couple & ~alone).astype(int) + ((children > 0) & (childless == 0))
    for number in (0, 1, 2):
        mine = events == number
        expected = 1 - np.exp(-p.return_young - number * p.return_family)
        assert considers[mine].mean() == pytest.approx(expected, abs=4.0 * np.sqrt(0.25 / mine.sum()))


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
